"""`citoyen calls` and call logs in `citoyen ingest`."""

import gzip
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
SET_BACK = Path(__file__).parents[1] / "ingest/phone/strangers/asterisk-clock-back.csv"
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
    assert "lignes lues 4, rappels à faire 1," in capsys.readouterr().out
    assert valognes("calls", "list", "--due", "--json") == 0
    [due] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (due["number"], due["attempts"], due["day"]) == ("+33639982231", 2, f"{NOON:%Y-%m-%d}")
    assert valognes("calls", "logs", "--json") == 0
    [kept] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (kept["state"], kept["rows"], kept["source"]) == ("done", 4, "Master.csv")


def test_a_clock_that_was_set_back_is_said_at_the_import_and_in_the_list(
    valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_bytes(SET_BACK.read_bytes())
    for words in (("import", log), ("logs",)):
        assert valognes("calls", *words) == 0
        assert "Doute\u00a0: son horloge recule quelque part" in capsys.readouterr().out


def test_ingest_takes_a_log_and_lists_the_arrivals_it_made(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with log.open("a") as file:
        file.write("ceci n’est pas un appel\n")
    assert valognes("ingest", "--channel", "phone", "--json", log) == 1
    said = capsys.readouterr()
    [line] = map(json.loads, said.out.splitlines())
    assert (line["channel"], line["outcome"], len(line["requests"])) == ("phone", "drafted", 1)
    assert "Master.csv:5: " in said.err and "lignes lues 5," in said.err


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
    assert "lignes lues 4," in said.out and len(said.err.splitlines()) == 3


def test_a_packed_log_is_imported_explained_and_told_of_where_it_is_damaged(
    valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = gzip.compress(log.read_bytes())
    packed = log.with_name("Master.csv.1.gz")
    packed.write_bytes(whole)
    assert valognes("explain", "--json", packed) == 0
    said = capsys.readouterr()
    assert [json.loads(line)["channel"] for line in said.out.splitlines()] == ["phone"] and "lignes lues 4," in said.err
    assert valognes("calls", "import", packed, "--json") == 0
    assert json.loads(capsys.readouterr().out)["drafts"] == 1
    packed.write_bytes(whole[:-9])
    assert valognes("explain", "--json", packed) == 1
    assert "abîmé ou coupé" in capsys.readouterr().err
    packed.write_bytes(gzip.compress(b"du pain"))
    assert valognes("explain", packed) == 1
    assert "journaux d’appels" in " ".join(capsys.readouterr().err.split())


def test_who_is_to_be_called_back_is_listed_as_it_is_dialled_with_what_was_said(
    valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = log.with_name("vocaux.csv")
    said.write_text(
        "Appelant;Nom;Appelé;Date;Durée;Issue;Transcription\n"
        f"{ANNE};QUESNEL Anne;0233950000;{NOON:%d/%m/%Y %H:%M:%S};30;Messagerie vocale;Bonjour, rappelez-moi s’il vous plaît.\n"
        f"{PAUL};;0233950000;{NOON:%d/%m/%Y %H:%M:%S};0;Manqué;\n"
    )
    assert valognes("calls", "import", said) == 0
    capsys.readouterr()
    assert valognes("calls", "list") == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "06 39 98 22 31" in told and "QUESNEL Anne" in told and "message vocal" in told
    assert "« Bonjour, rappelez-moi s’il vous plaît. »" in " ".join(told.split()) and "06 39 98 11 07" in told
    assert valognes("calls", "list", "--json") == 0
    found = {one["number"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (found["+33639982231"]["voice_messages"], found["+33639981107"]["voice_messages"]) == (1, 0)


def test_a_log_of_fixed_places_is_guessed_and_read(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed, mapping = log.with_name("imprimante.txt"), log.with_name("imprimante.toml")
    printed.write_text("".join(f"12/03/2026 08:3{n}  {'ES'[n % 2]}  063998123{n}  101  00:00:{n}0\n" for n in range(6)))
    assert valognes("calls", "mapping", "guess", printed) == 0
    guessed = capsys.readouterr().out
    assert "positions = [1, 12, 19, 22, 34, 39]" in guessed
    mapping.write_text(
        "positions = [1, 12, 19, 22, 34, 39]\n[columns]\ndate = 1\ntime = 2\nway = 3\nother = 4\nextension = 5\nduration = 6\n"
    )
    assert valognes("calls", "mapping", "save", "imprimante", mapping, "--on", printed) == 0
    capsys.readouterr()
    assert valognes("calls", "import", printed, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["outgoing"], told["unreadable"], told["layout"]) == (6, 3, 0, "mapped")


def test_a_mapping_of_the_town_is_used_to_explain_and_to_take_in(valognes: Run, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd, mapping = log.with_name("odd.csv"), log.with_name("standard.toml")
    # Nothing but the mapping tells whether anybody took a call: all of them rang for 33 seconds.
    odd.write_text(ODD.replace("Quand|Qui|Poste|Issue|Sec", "A|B|C|D|E").replace("|0\n", "|33\n"))
    mapping.write_text(MAPPING.replace("Quand", "A").replace("Qui", "B").replace("Issue", "D").replace('talk = "Sec"', 'ring = "E"'))
    assert valognes("calls", "mapping", "save", "standard", mapping, "--on", odd) == 0
    capsys.readouterr()
    assert valognes("explain", "--json", odd) == 0
    said = capsys.readouterr()
    explained = {line["requester"]["phone"] for line in map(json.loads, said.out.splitlines()) if line["drafts"]}
    assert explained == {f"+336399822{number:02}" for number in range(1, 12, 2)} and "lignes lues 13," in said.err
    assert valognes("ingest", "--json", odd) == 0
    said = capsys.readouterr()
    assert "lignes lues 13, rappels à faire 6," in said.err
    assert {line["channel"] for line in map(json.loads, said.out.splitlines())} == {"phone"}
