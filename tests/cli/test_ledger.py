"""`citoyen ledger --check` proves that nothing is lost; `citoyen quarantine` sees to what nothing could be made of (S31)."""

import json
import re
from pathlib import Path

import pytest

from domain.ids import InboundId
from domain.inbound import Outcome
from flows.settings import load_settings
from flows.wiring import open_installation
from store import inbounds
from tests.cli.conftest import MESSAGES, Run

Output = pytest.CaptureFixture[str]


@pytest.fixture
def taken(valognes: Run, tmp_path: Path, capsys: Output) -> Run:
    """The demo town with two mails and a file that is no document."""
    mails = sorted(MESSAGES.rglob("*.eml"))[:2]
    broken = tmp_path / "copieur.tif"
    broken.write_bytes(b"\x7fELF" + bytes(64))
    assert valognes("ingest", "--town", "valognes", "--channel", "email", *mails) == 0
    valognes("ingest", "--town", "valognes", "--channel", "scan", broken)
    capsys.readouterr()
    return valognes


def _set(data: Path, inbound_id: int, outcome: Outcome) -> None:
    installation = open_installation(load_settings(data=data))
    try:
        with installation.database.write() as session:
            inbounds.set_outcome(session, InboundId(inbound_id), outcome, None)
    finally:
        installation.close()


def test_the_account_adds_up_and_says_so_with_its_exceptions(taken: Run, data: Path, capsys: Output) -> None:
    assert taken("ledger", "--check", "--originals") == 0
    told = capsys.readouterr().out
    assert "Le compte y est : 3 arrivées".replace(" :", "\u00a0:") in told and "arrivée 3" in told and "Originaux comparés" in told
    assert taken("ledger", "--check", "--channel", "email", "--json") == 0
    (found,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (found["adds_up"], found["arrived"], found["exceptions"], found["originals"]) == (True, 2, [], None)
    _set(data, 3, Outcome.DRAFTED)
    assert taken("ledger", "--check") == 1
    assert "Le compte n’y est pas" in capsys.readouterr().out


def test_the_lines_stay_as_they_were_and_are_narrowed_by_channel_and_days(taken: Run, capsys: Output) -> None:
    assert taken("ledger", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = ["id", "town", "channel", "source_id", "sha256", "received_at", "outcome", "requests", "reason"]
    assert [list(line) for line in lines] == [names] * 3
    day = lines[0]["received_at"][:10]
    for options, count in ((("--channel", "scan"), 1), (("--from", day, "--to", day), 3), (("--to", "2001-01-01"), 0)):
        assert taken("ledger", "--json", *options) == 0
        assert len(capsys.readouterr().out.splitlines()) == count, options
    assert taken("ledger", "--to", day, "--until", day) == 2
    capsys.readouterr()
    assert taken("ledger", "--from", "hier") == 2
    assert "--since, --from" in capsys.readouterr().err
    assert taken("ledger", "--to", "2001-01-01") == 0
    assert tuple(capsys.readouterr()) == ("", "Rien n’est arrivé.\n")


def test_rows_of_call_logs_are_told_with_the_account_of_telephones_alone(taken: Run, tmp_path: Path, capsys: Output) -> None:
    log = tmp_path / "appels.csv"
    row = "26/11/2026;09:12:03;0639981234;0261910001;00:00:00;Non répondu"
    log.write_text(f"Date;Heure;Appelant;Appelé;Durée;Statut\n{row}\n", encoding="utf-8")
    assert taken("calls", "import", log) == 0
    capsys.readouterr()
    for channel, is_told in (("phone", True), ("scan", False), (None, True)):
        assert taken("ledger", "--check", *(() if channel is None else ("--channel", channel))) == 0
        assert ("Lignes des journaux d’appels" in capsys.readouterr().out) is is_told, channel


def test_what_is_not_in_quarantine_is_said_in_french_and_times_are_those_of_the_town(taken: Run, capsys: Output) -> None:
    for act in ("show", "retry", "request"):
        assert taken("quarantine", act, "999") == 1
        assert capsys.readouterr().err == "L’arrivée 999 n’est pas en quarantaine. Voyez\u00a0: citoyen quarantine list\n"
    assert taken("quarantine", "list") == 0
    assert re.search(r"T\d\d:\d\d\+0[12]:00 ", capsys.readouterr().out)


def test_the_quarantine_is_listed_shown_tried_again_put_away_and_made_a_request_of(taken: Run, capsys: Output) -> None:
    assert taken("quarantine", "list", "--json") == 0
    (one,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["id"], one["reason"], one["can_be_read"]) == (3, "not_a_document", True)
    assert taken("quarantine", "list") == 0 and "ni un PDF" in capsys.readouterr().out
    assert taken("quarantine", "show", 3, "--raw") == 0 and "7f 45 4c 46" in capsys.readouterr().out
    assert taken("journal", "--json") == 0
    noted = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["object"] for one in noted if one["action"] == "looked_set_aside"] == ["arrival 3"], "that somebody looked at its content"
    assert [one["details"]["what"] for one in noted if one["action"] == "export"] == ["citoyen quarantine list"] * 2
    assert taken("quarantine", "retry") == 2 and taken("quarantine", "retry", 1) == 1
    assert taken("quarantine", "dismiss", 3) == 1
    assert taken("quarantine", "dismiss", 3, "--why", "essai") == 0 and taken("quarantine", "replay") == 0
    capsys.readouterr()
    assert taken("quarantine", "list", "--json") == 0 and capsys.readouterr().out == ""
    assert taken("quarantine", "list", "--dismissed") == 0 and "essai" in capsys.readouterr().out
    assert taken("quarantine", "request", 3) == 0
    capsys.readouterr()
    assert taken("ledger", "--json", "--channel", "scan") == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "pending"
    assert taken("ledger", "--check") == 0
    assert "seule ou encore en cours (1)." in capsys.readouterr().out
