"""Deciding requests, replaying decisions and proposing rules on the command line."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import MESSAGES, Run

HOLE = "01-nid-de-poule.eml"


@pytest.fixture
def town(citoyen: Run, loaded: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A town with an agent and a pothole."""
    shutil.copytree(loaded, data)
    assert citoyen("users", "add", "marie", "--town", "valognes", "--role", "reception", "--role", "regulator") == 0
    assert citoyen("ingest", MESSAGES / HOLE) == 0
    capsys.readouterr()
    return citoyen


def test_help_has_an_example(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("requests list", "requests confirm", "rules backtest", "rules suggest"):
        assert citoyen(*command.split(), "--help") == 0
        assert f"$ citoyen {command}" in capsys.readouterr().out


def test_a_request_is_listed_decided_and_replayed(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "list", "--json") == 0
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["subject"], line["status"]) == ("VOI-01", "open")

    assert town("requests", "confirm", line["number"], "--subject", "VOI-02", "--agent", "marie") == 0
    assert "VOI-02" in capsys.readouterr().out

    assert town("rules", "backtest", "--draft", "1", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["requests"], report["before"]["right"], report["changes"]) == (1, 0, [])

    assert town("rules", "backtest", "--draft", "1") == 0
    assert "VOI-02" in capsys.readouterr().out


def test_a_day_is_set_and_reminders_are_put_to_sleep(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "list", "--json") == 0
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert line["due"]["completion"] > line["received_at"]
    assert (line["due"]["legal"], line["due"]["snoozed_until"]) == (None, None)
    later, number = (datetime.now(UTC) + timedelta(days=40)).date().isoformat(), line["number"]
    assert town("requests", "due", number, "--day", later, "--reason", "enrobé", "--agent", "marie") == 0
    assert later in capsys.readouterr().out
    assert town("requests", "snooze", number, "--until", later, "--reason", "gel", "--agent", "marie") == 0
    assert "aucune relance" in capsys.readouterr().out.replace("\n", " ")
    assert town("requests", "list", "--json") == 0
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["due"]["completion"][:10], line["due"]["snoozed_until"]) == (later, later)
    assert town("requests", "due", number, "--day", "2020-01-01", "--reason", "enrobé", "--agent", "marie") == 1
    assert "2020-01-01" in capsys.readouterr().err
    assert town("requests", "list") == 0
    assert "Échéance" in capsys.readouterr().out


def test_a_request_that_is_not_there_is_said_so(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for reference in ("2026/9999", "ZZZZ-ZZZZ", "99", "?"):
        assert town("requests", "confirm", reference, "--agent", "marie") == 1
        assert "Traceback" not in capsys.readouterr().err


def test_nothing_to_replay_or_to_propose_is_said_so(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("rules", "backtest", "--draft", "1") == 0
    assert "aucune demande" in " ".join(capsys.readouterr().out.split())
    assert town("rules", "suggest") == 0
    assert capsys.readouterr().out
    assert town("rules", "backtest", "--draft", "9") == 1


def test_a_number_no_database_can_give_is_no_request(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "9" * 30, "--agent", "marie") == 1
    assert "Traceback" not in capsys.readouterr().err


def test_somebody_unknown_is_told_how_to_become_known(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "1", "--agent", "nobody") == 1
    assert "citoyen users add" in " ".join(capsys.readouterr().err.split())


def test_all_requests_are_listed_however_many(town: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.listing.PAGE", 2)
    assert town("ingest", MESSAGES) == 0
    capsys.readouterr()
    for flags in ((), ("--review",)):
        assert town("requests", "list", *flags, "--json") == 0
        found = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
        assert len(found) == len(set(found)) > 3
