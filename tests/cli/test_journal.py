"""`citoyen journal verify`."""

import json

import pytest

from flows.settings import load_settings
from flows.wiring import open_installation
from tests.cli.conftest import Run
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
