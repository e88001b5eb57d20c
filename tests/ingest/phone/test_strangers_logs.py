"""Fifty-five logs of as many kinds by a writer who had not seen the code, with what is in them as he understood it (truths.json).

Made after public documentation and samples of each switchboard; all numbers are kept for fiction. Of a call-back: number, day, attempts,
state; of cards the numbers; internal, outgoing and unanswered withheld calls are counted; of what cannot be read, the lines.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from domain.call import CallEnd, Way
from ingest.phone.callbacks import UNANSWERED
from ingest.phone.log import LogImport, LogOptions, open_log, rows_of
from ingest.phone.packed import fault_of, unpacked
from tests.ingest.phone.logs import PARIS, TOWN

FOLDER = Path(__file__).parent / "strangers"
TRUTHS: dict[str, dict[str, object]] = json.loads((FOLDER / "truths.json").read_text())
BEYOND = {
    "asterisk-clock-back.csv": "the clock was set back by an hour, and the rows have no identifiers: the later answer seems the earlier",
    "typed-csv-without-names.csv": "days as MMDDYYYY in a table without names: eight digits are a telephone number sooner",
    "queue-log.csv": "Asterisk's queue_log tells of queues, not of calls",
}
"""What nothing here reads rightly, and why."""


def _cases() -> Iterator[object]:
    for name in TRUTHS:
        marks = [pytest.mark.xfail(reason=BEYOND[name], strict=True)] if name in BEYOND else []
        yield pytest.param(name, marks=marks, id=name)


def told(name: str) -> dict[str, object]:
    """Return what is read from a log, in the form of the truths."""
    how = LogOptions(zone=PARIS, lines=TOWN, now=datetime(2026, 11, 20, tzinfo=PARIS))
    stream = unpacked(BytesIO((FOLDER / name).read_bytes()))
    log = open_log(stream, how)
    if log is None:
        return {"call_backs": [], "cards": [], "internal": 0, "outgoing": 0, "withheld": 0, "unreadable": []}
    importing = LogImport(log.lines, how)
    for row in rows_of(stream, log, how):
        importing.feed(row.reading, row.begins)
    taken, report = importing.finish(), importing.report
    assert fault_of(stream) is None
    assert report.outcomes == report.rows
    ways = [call.way for call in taken.calls]
    withheld = [call for call in taken.calls if call.way is Way.IN and call.outside is None and call.end in UNANSWERED]
    return {
        "call_backs": sorted(f"{one.number} {one.day} {len(one.calls)} {one.state}" for one in taken.call_backs if one.calls),
        "cards": sorted(call.outside or "?" for call in taken.calls if importing.is_card(call)),
        "internal": ways.count(Way.INTERNAL),
        "outgoing": ways.count(Way.OUT),
        "withheld": len(withheld),
        "unreadable": [one.line for one in report.unreadable],
    }


@pytest.mark.parametrize("name", tuple(_cases()))
def test_a_strangers_log_is_read_as_its_writer_meant_it(name: str) -> None:
    truth = TRUTHS[name]
    ordered = {key: sorted(value) if isinstance(value, list) else value for key, value in truth.items()}
    assert told(name) == ordered


def test_the_channel_event_log_says_who_took_a_call_and_how_long() -> None:
    how = LogOptions(zone=PARIS, lines=TOWN)
    stream = BytesIO((FOLDER / "asterisk-cel.csv").read_bytes())
    log = open_log(stream, how)
    assert log is not None
    importing = LogImport(log.lines, how)
    for row in rows_of(stream, log, how):
        importing.feed(row.reading, row.begins)
    missed, answered = importing.finish().calls
    assert (missed.end, missed.outside) == (CallEnd.MISSED, "+33639981001")
    assert (answered.end, answered.talk_s, answered.ring_s, answered.agent) == (CallEnd.ANSWERED, 60, 6, "201")
