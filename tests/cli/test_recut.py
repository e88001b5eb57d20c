"""Cutting and joining scanned letters on the command line."""

import re
from datetime import UTC, datetime

import pytest

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Drop, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work as do
from store import jobs, requests
from tests.cli.conftest import Run
from tests.flows.test_follow_up import work_all
from tests.flows.test_paper import joined
from tests.flows.test_recut import page
from tests.installations import NOW

VAGUE = "La situation dure depuis trop longtemps et nous ne savons plus vers qui nous tourner."


@pytest.fixture
def town(valognes: Run) -> Run:
    """A town with an agent, where three letters were scanned as one."""
    assert valognes("users", "add", "marie", "--town", "valognes") == 0
    raw = joined(*(page(name, VAGUE) for name in ("Annie Marie", "Paul Roger", "Sylvie Lebrun")))
    drop = Envelope(drop=Drop(scanner="accueil"))
    came = Arrival(
        raw=raw, channel=Channel.SCAN, town=TownId("valognes"), mailbox=None, envelope=drop, received_at=NOW, source_id="courrier/1.pdf"
    )
    installation = open_installation(load_settings())
    try:
        receive(installation, [came])
        work_all(installation)
    finally:
        installation.close()
    return valognes


def work() -> list[str]:
    """Do what waits, and return the tracking codes of all requests in order."""
    installation = open_installation(load_settings())
    try:
        while any(do(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
            pass
        with installation.database.read() as session:
            return [requests.get(session, one).line.tracking for one in requests.ids(session, None)]
    finally:
        installation.close()


def test_letters_are_cut_and_joined_by_their_codes(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (first,) = work()
    assert town("requests", "split", first, "--page", "2", "--agent", "marie") == 0
    assert f"{first} garde les pages 1 à 1" in capsys.readouterr().out
    first, second = work()
    assert town("requests", "join", second, first, "--agent", "marie") == 0
    assert re.search(f"{second} est rattachée à {first}", capsys.readouterr().out)
    assert town("requests", "join", first, second, "--agent", "marie") == 1
    assert "une seule lettre" in capsys.readouterr().err


def test_what_cannot_be_cut_says_why_in_french(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = work()
    for page_number, words in (("1", "des pages 1 à 3 de son fichier"), ("9", "des pages 1 à 3 de son fichier")):
        assert town("requests", "split", code, "--page", page_number, "--agent", "marie") == 1
        assert words in capsys.readouterr().err
    assert town("requests", "split", code, "--page", "0", "--agent", "marie") == 2
    assert town("requests", "split", code, "--page", "2", "--agent", "nobody") == 1
    assert town("requests", "confirm", code, "--agent", "marie") == 0
    capsys.readouterr()
    assert town("requests", "split", code, "--page", "2", "--agent", "marie") == 1
    assert "déjà décidée" in capsys.readouterr().err
    assert len(work()) == 1


@pytest.mark.parametrize("command", ["requests split", "requests join"])
def test_help_has_an_example(town: Run, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert town(*command.split(), "--help") == 0
    assert f"$ citoyen {command}" in capsys.readouterr().out
