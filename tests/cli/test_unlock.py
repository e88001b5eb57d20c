"""Opening a protected scan on the command line."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Drop, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from store import requests
from store.requests import RequestRecord
from tests.cli.conftest import Run
from tests.cli.test_recut import VAGUE, work
from tests.flows.test_follow_up import work_all
from tests.flows.test_recut import page
from tests.ingest.paper.made import encrypted
from tests.installations import NOW

PASSWORD = "clé d’été"


@pytest.fixture
def town(valognes: Run) -> Iterator[Run]:
    """A town with an agent, to which a protected letter was scanned."""
    assert valognes("users", "add", "marie", "--town", "valognes") == 0
    came = Arrival(
        raw=encrypted(page("Annie Marie", VAGUE), user=PASSWORD),
        channel=Channel.SCAN,
        town=TownId("valognes"),
        mailbox=None,
        envelope=Envelope(drop=Drop(scanner="accueil")),
        received_at=NOW,
        source_id="courrier/1.pdf",
    )
    installation = open_installation(load_settings())
    try:
        receive(installation, [came])
        work_all(installation)
    finally:
        installation.close()
    yield valognes


def read() -> RequestRecord:
    """Let the file be read and return its request."""
    (code,) = work()
    installation = open_installation(load_settings())
    try:
        with installation.database.read() as session:
            found = requests.find_by_reference(session, TownId("valognes"), code)
            assert found is not None
            return requests.get(session, found)
    finally:
        installation.close()


@pytest.mark.parametrize("content", [f"{PASSWORD}\n".encode(), f"\ufeff{PASSWORD}\r\nnothing".encode(), PASSWORD.encode("cp1252")])
def test_password_of_a_file_opens(town: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    (code,) = work()
    assert town("requests", "unlock", code, "--password-file", str(tmp_path / "secret"), "--agent", "marie") == 0
    shown = capsys.readouterr()
    assert f"{code} est ouvert" in " ".join(shown.out.split()) and PASSWORD not in shown.out + shown.err
    assert read().draft.requester.name == "MARIE Annie"


def test_password_of_standard_input_opens(town: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = work()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PASSWORD.encode())))
    assert town("requests", "unlock", code, "--password-file", "-", "--agent", "marie") == 0
    assert read().draft.requester.name == "MARIE Annie"


def test_wrong_password_is_told_and_changes_nothing(town: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text("autre", encoding="utf-8")
    (code,) = work()
    before = read()
    assert town("requests", "unlock", code, "--password-file", str(tmp_path / "secret"), "--agent", "marie") == 1
    assert "n’ouvre pas le document" in " ".join(capsys.readouterr().err.split())
    assert town("requests", "unlock", code, "--password-file", str(tmp_path / "none"), "--agent", "marie") == 2
    assert read() == before


def test_help_has_an_example(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "unlock", "--help") == 0
    assert "$ citoyen requests unlock" in capsys.readouterr().out
