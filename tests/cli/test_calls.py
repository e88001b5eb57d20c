"""`citoyen calls` and call logs in `citoyen ingest`."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.flows.calling import ANNE, PARIS, PAUL, TOWN_HALL, Switchboard

NOON = datetime.now(UTC).astimezone(PARIS).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
ODD = "Quand|Qui|Poste|Issue|Sec\n" + "".join(
    f"{NOON + timedelta(minutes=number):%d/%m/%Y %H:%M}|06 39 98 22 {number:02}|201|{('OK', 'SR')[number % 2]}|{(33, 0)[number % 2]}\n"
    for number in range(12)
)
MAPPING = """separator = "|"
[columns]
start = "Quand"
caller = "Qui"
called = 3
status = "Issue"
talk = "Sec"
[ends]
SR = "missed"
OK = "answered"
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "Master.csv"
    rows = Switchboard().missed(ANNE, NOON, rings=2).missed(ANNE, NOON + timedelta(minutes=4)).answered(PAUL, NOON + timedelta(minutes=5))
    path.write_text(rows.text().replace(TOWN_HALL, "0233950000"))
    return path


def test_a_log_is_imported_once_and_tells_what_became_of_its_rows(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("calls", "import", log, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["drafts"], told["joined"], told["layout"], told["arrivals"]) == (4, 1, 2, "asterisk", 1)
    assert valognes("calls", "import", log) == 0
    assert "4 lignes lues, 1 rappels" in capsys.readouterr().out
    assert valognes("calls", "list", "--due", "--json") == 0
    [due] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (due["number"], due["attempts"], due["day"]) == ("+33639982231", 2, f"{NOON:%Y-%m-%d}")
    assert valognes("calls", "logs", "--json") == 0
    [kept] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (kept["state"], kept["rows"], kept["source"]) == ("done", 4, "Master.csv")


def test_ingest_takes_a_log_and_lists_the_arrivals_it_made(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with log.open("a") as file:
        file.write("ceci n’est pas un appel\n")
    assert valognes("ingest", "--channel", "phone", "--json", log) == 1
    said = capsys.readouterr()
    [line] = map(json.loads, said.out.splitlines())
    assert (line["channel"], line["outcome"], len(line["requests"])) == ("phone", "drafted", 1)
    assert "Master.csv:5: " in said.err and "5 lignes lues" in said.err


def test_check_says_what_a_log_is_and_keeps_nothing(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("calls", "check", log) == 0
    said = capsys.readouterr().out
    assert "Asterisk" in said and said.count(ANNE) == 3 and "manqué" in said
    assert valognes("calls", "logs") == 0 and not capsys.readouterr().out
    log.write_text("Bonjour, voici une lettre.")
    assert valognes("calls", "check", log) == 1


def test_a_mapping_is_guessed_tried_saved_and_used(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd, mapping = log.with_name("odd.csv"), log.with_name("standard.toml")
    odd.write_text(ODD)
    mapping.write_text(MAPPING)
    assert valognes("calls", "check", odd, "--mapping", mapping) == 0
    assert capsys.readouterr().out.count("manqué") == 5
    assert valognes("calls", "mapping", "save", "standard", mapping, "--on", odd) == 0
    assert valognes("calls", "mapping", "list") == 0
    assert "standard  start = Quand" in capsys.readouterr().out
    assert valognes("calls", "import", odd, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["layout"], told["rows"], told["drafts"]) == ("mapped", 13, 6)
    assert valognes("calls", "mapping", "guess", odd) == 0
    assert re.search(r'^start = "Quand"$', capsys.readouterr().out, re.MULTILINE)
    assert valognes("calls", "mapping", "drop", "standard") == 0
    assert valognes("calls", "mapping", "drop", "standard") == valognes("calls", "mapping", "show", "standard") == 2


def test_a_mapping_that_is_wrong_or_does_not_fit_is_told_with_all_its_mistakes(
    valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = log.with_name("m.toml")
    mapping.write_text('separator = "ab"\n[columns]\nmoment = 1\n')
    assert valognes("calls", "mapping", "save", "m", mapping) == 2
    assert capsys.readouterr().err.count("m.toml") == 4
    mapping.write_text(MAPPING)
    assert valognes("calls", "import", log, "--mapping", mapping) == 1
    assert "« Quand »" in capsys.readouterr().err
    mapping.write_text("[columns")
    assert valognes("calls", "import", log, "--mapping", mapping) == valognes("calls", "import", log, "--mapping", "nulle-part") == 2


def test_what_is_no_file_or_no_log_fails_and_the_others_come_in(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = log.with_name("lettre.txt")
    other.write_text("Bonjour, voici une lettre.")
    assert valognes("calls", "import", other, log.with_name("none"), log.parent, log) == 1
    said = capsys.readouterr()
    assert "4 lignes lues" in said.out and len(said.err.splitlines()) == 3
