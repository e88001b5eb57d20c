"""`citoyen enter` and `citoyen keys`: what the reception and the administrator do from the command line."""

import json
from datetime import UTC, datetime

import pytest

from cli.entering import BAD_USAGE
from domain.ids import TownId
from domain.inbound import Channel
from flows.kinds import MAIL
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work
from store import requests
from tests.cli.conftest import Run

NOTE = "Nid-de-poule devant le 22 rue de Poterie"


def test_a_visit_gets_its_receipt_and_becomes_a_request_under_that_code(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("enter", "counter", "--name", "Quesnel", "--phone", "06 39 98 22 31", "--json", NOTE) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert datetime.fromisoformat(receipt["received_at"]).tzinfo is not None
    installation = open_installation(load_settings())
    try:
        while work(installation, MAIL, datetime.now(UTC)).claimed:
            pass
        with installation.database.read() as session:
            found = requests.find_by_reference(session, TownId("valognes"), receipt["tracking"])
            assert found is not None
            record = requests.get(session, found)
    finally:
        installation.close()
    assert (record.line.channel, record.line.subject, record.place.number) == (Channel.COUNTER, "VOI-01", "22")
    assert (record.requester.name, record.requester.phone) == ("QUESNEL", "+33639982231")


def test_what_came_long_ago_needs_a_reason(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    late = ("enter", "phone", "--arrived-at", "2026-03-12 10:30")
    assert valognes(*late, NOTE) == BAD_USAGE
    assert "pourquoi" in capsys.readouterr().err or "why" in capsys.readouterr().err
    assert valognes(*late, "--reason", "panne du réseau", NOTE) == 0
    assert "2026-03-12T10:30:00+01:00" in capsys.readouterr().out


def test_only_calls_and_visits_are_entered_and_never_nothing(valognes: Run) -> None:
    assert valognes("enter", "email", NOTE) == BAD_USAGE
    assert valognes("enter", "counter", "  ") == BAD_USAGE


def test_a_key_is_shown_once_and_ends_when_it_is_revoked(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("keys", "add", "Site", "--town", "valognes", "--scope", "forms", "--scope", "open311") == 0
    secret = next(word for word in capsys.readouterr().out.split() if word.startswith("citoyen_"))
    assert valognes("keys", "list", "--json") == 0
    shown = capsys.readouterr().out
    key = json.loads(shown)
    assert secret not in shown
    assert (key["scopes"], key["town"], key["state"]) == (["forms", "open311"], "valognes", "valid")
    assert valognes("keys", "revoke", key["id"]) == 0
    capsys.readouterr()
    assert valognes("keys", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "revoked"
    assert valognes("keys", "revoke", 99) == 1
