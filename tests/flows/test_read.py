"""A mail on which our reader fails: read by the standard parser, told in the log, put before a person; on SQLite and on PostgreSQL."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from domain.decision import Reason
from domain.draft import Danger, Remark
from flows.wiring import Installation, Late
from ingest.reader import Reader
from tests.flows.confirming import hire
from tests.flows.test_follow_up import request, take_in, write
from tests.installations import POTHOLE

BROKEN = """
from ingest import child

def fail(task, raw):
    raise ZeroDivisionError

child.run({**child._WORK, "read": fail})
"""


def test_mail_our_reader_fails_on_comes_before_a_person(
    town_hall: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken_child.py").write_text(BROKEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    late = Late(partial(Reader, module="broken_child"))
    hall = replace(town_hall, late_reader=late)
    hire(hall)
    try:
        take_in(hall, write(POTHOLE, 1, file=b"%PDF-1.4 plan"))
        record = request(hall, 1)
        (piece,) = record.draft.attachments
        path = hall.blobs.path(record.inbound.sha256)
        assert hall.reader.attachment(path, piece.part)[0] == b"%PDF-1.4 plan"
    finally:
        late.close()
    assert record.draft.remarks == (Remark.STANDARD_READING,) and record.draft.text == POTHOLE.strip()
    assert (piece.filename, piece.danger) == ("plan.pdf", Danger.CLOSED)
    assert Reason.UNREADABLE in record.line.reasons and record.line.number is None
    assert any(said.startswith("arrival 1, original ") for said in caplog.messages)
