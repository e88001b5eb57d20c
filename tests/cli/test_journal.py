"""`citoyen journal verify`."""

import json
from pathlib import Path

import pytest

from flows.settings import load_settings
from flows.wiring import open_installation
from tests.cli.conftest import MESSAGES, Run
from tests.flows.test_journal import tamper


def break_it(statement: str) -> None:
    installation = open_installation(load_settings())
    try:
        tamper(installation.database, statement)
    finally:
        installation.close()


def test_a_whole_journal_is_told_so_and_its_note_is_found_again(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("journal", "verify", "--json", "--town", "valognes") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["town"], told["findings"], told["older"]) == ("valognes", [], 0)
    assert told["lines"] == int(told["head"].partition(":")[0]) > 0
    assert valognes("users", "add", "marie", "--name", "Marie Roux", "--town", "valognes") == 0
    assert valognes("journal", "verify", "--expect", told["head"]) == 0
    assert valognes("journal", "verify", "--expect", f"{told['lines']}:{'0' * 64}") == 1
    assert valognes("journal", "verify", "--expect", told["head"], "--town", "nowhere") == 2


def test_what_is_wrong_is_told_with_its_place(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    break_it("UPDATE journal SET actor = 'nobody' WHERE town IS NOT NULL")
    capsys.readouterr()
    assert valognes("journal", "verify", "--json", "--town", "valognes") == 1
    (found, *_) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["what"], found["number"], found["last"]) == ("altered", 1, 1)
    assert valognes("journal", "verify") == 1
    assert valognes("doctor") == 1
    assert "citoyen journal verify" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("check",), ("verify", "--expect", "7"), ("verify", "now"), ("--expect", f"1:{'0' * 64}")])
def test_what_means_nothing_is_refused(valognes: Run, words: tuple[str, ...]) -> None:
    assert valognes("journal", *words) == 2


def told(run: Run, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(*words, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_lists_of_arrivals_and_of_calls_print_stands_in_the_journal(
    valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert valognes("ingest", MESSAGES / "01-nid-de-poule.eml") == 0
    log = tmp_path / "journal.csv"
    log.write_text("date;heure;sens;appelant;appele;duree_s;statut\n12/03/2026;08:31:07;entrant;0639981234;0261910500;0;manqué\n")
    assert valognes("calls", "import", log, "--since", "2026-03-01") == 0
    break_it("UPDATE requests SET confidentiality = 1, phone = '+33639981234' WHERE id = 1")
    came, calling = (len(told(valognes, capsys, *words)) for words in (("ledger",), ("calls", "list")))
    assert came >= 1 and calling == 1
    listed, arrivals = told(valognes, capsys, "journal", "--action", "export")
    assert isinstance(arrivals["details"], dict) and isinstance(listed["details"], dict)
    assert (arrivals["details"]["what"], arrivals["details"]["count"]) == ("citoyen ledger", came)
    assert (listed["details"]["what"], listed["details"]["count"]) == ("citoyen calls list", 1)
    assert arrivals["details"]["requests"] == listed["details"]["requests"] == [1], (
        "who calls is known by a request that is not for everybody"
    )


def test_what_commands_print_of_requests_stands_in_the_journal_and_so_does_who_reads_that(
    valognes: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert valognes("ingest", MESSAGES / "01-nid-de-poule.eml", MESSAGES / "03-depot-sauvage-photo.eml") == 0
    (first, *_) = listed = told(valognes, capsys, "requests", "list", "--state", "all")
    assert valognes("requesters", "find", "06 39 98 00 00") == 0, "an export of nothing is none"
    assert valognes("letters", "list") == 0
    exports = told(valognes, capsys, "journal", "--action", "export")
    assert [(one["actor"], one["object"], one["details"]) for one in exports] == [
        ("cli", "requests", {"what": "citoyen requests list", "count": len(listed), "requests": []})
    ]
    (read,) = told(valognes, capsys, "journal", "--action", "journal.read")
    assert (read["actor"], read["details"]) == ("cli", {"lines": 1, "action": "export"})
    about = told(valognes, capsys, "journal", "--request", str(first["tracking"]), "--all")
    assert {one["object"] for one in about} <= {f"request:{first['id']}", f"request {first['id']}", "requests"}
    whole = told(valognes, capsys, "journal", "--all", "--town", "valognes")
    newest = told(valognes, capsys, "journal", "--limit", "1", "--town", "valognes")
    (before,) = told(valognes, capsys, "journal", "--limit", "1", "--town", "valognes", "--before", str(newest[0]["id"]))
    assert [newest[0]["id"], before["id"]] == [one["id"] for one in whole[:2]]
    assert (newest[0]["action"], newest[0]["details"]) == ("journal.read", {"all": True}), "the export was noted first"
    assert told(valognes, capsys, "journal", "--actor", "nobody", "--from", "2020-01-01", "--until", "2020-01-02") == []
