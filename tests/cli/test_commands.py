import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.labels import KINDS
from domain.draft import Kind
from domain.ids import TownId
from flows.settings import load_settings
from flows.wiring import open_installation
from store import jobs, outbox
from store.outbox import Letter
from tests.cli.conftest import DEMO, MESSAGES, Run

KEYS = "id town channel source_id sha256 received_at outcome requests reason"


def test_town_is_loaded(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("init", "--town", DEMO) == 0
    assert "194" in capsys.readouterr().out


def test_version_is_printed(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("--version") == 0
    assert capsys.readouterr().out.startswith("citoyen ")


@pytest.mark.parametrize(
    "command",
    [
        "init", "run", "ingest", "explain", "ledger", "jobs", "journal", "doctor", "web", "smtp", "worker", "beat",
        "rules check", "places import", "places list", "places diff", "places check", "users add", "users list", "users reset",
    ],
)  # fmt: skip
def test_help_of_each_command_has_an_example(citoyen: Run, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert citoyen(*command.split(), "--help") == 0

    assert f"$ citoyen {command}" in capsys.readouterr().out


def test_checking_a_good_town_says_so(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("rules", "check", DEMO) == 0
    assert str(DEMO) in capsys.readouterr().out


def test_checking_a_bad_town_lists_its_mistakes(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert citoyen("rules", "check", tmp_path) == 1

    told = capsys.readouterr().err
    assert "services.csv" in told
    assert "regles.yaml" in told
    assert "Traceback" not in told


def test_wrong_town_is_refused_and_nothing_is_loaded(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, data: Path) -> None:
    assert citoyen("init", "--town", DEMO, "--town", tmp_path) == 2
    assert "ville.json" in capsys.readouterr().err
    assert not data.exists()


def test_folder_whose_rules_have_errors_is_not_loaded(valognes: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "valognes"
    shutil.copytree(DEMO, folder)
    file = folder / "services.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    closed = [f"{row};{'2026-01-01' if row.startswith('PRO;') else ''}" for row in rows]
    file.write_text("\n".join((f"{head};ferme_le", *closed, "")), encoding="utf-8")
    capsys.readouterr()
    assert valognes("init", "--town", folder) == 1
    told = capsys.readouterr()
    assert "PRO" in told.out
    assert "n’est pas chargé" in told.err
    assert valognes("rules", "list", "--json") == 0
    assert [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()] == [1]


def test_messages_taken_in_have_their_outcome(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("ingest", "--json", MESSAGES) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(list(MESSAGES.iterdir()))
    assert {" ".join(line) for line in lines} == {KEYS}
    assert {line["outcome"] for line in lines} == {"drafted", "machine", "spam"}

    assert valognes("ledger", "--json", "--town", "valognes") == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == sorted(lines, key=lambda line: int(line["id"]))


def test_ledger_for_people_names_what_the_machines_sent(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("ingest", MESSAGES) == 0
    assert valognes("ledger") == 0

    told = capsys.readouterr().out
    assert KINDS[Kind.AUTO_REPLY] in told
    assert "auto_reply" not in told


def test_same_message_taken_in_twice_is_one_arrival(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert valognes("ingest", "--json", "--mailbox", "st@valognes.example", MESSAGES / "01-nid-de-poule.eml") == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert first == second


def test_ledger_is_cut_by_days(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("ingest", MESSAGES / "01-nid-de-poule.eml") == 0
    assert "valognes" in capsys.readouterr().out

    assert valognes("ledger", "--until", "2026-01-01") == 0
    assert capsys.readouterr().out == ""
    assert valognes("ledger", "--since", "2026-01-01") == 0
    assert "2026/0001" in capsys.readouterr().out


def test_mailbox_nobody_has_is_refused(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("ingest", "--mailbox", "nobody@valognes.example", MESSAGES) == 2
    assert "nobody@valognes.example" in capsys.readouterr().err


def test_town_nobody_serves_is_refused(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("ledger", "--town", "paris") == 2
    assert "valognes" in capsys.readouterr().err


def test_parked_job_is_listed_and_taken_up_again(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    installation = open_installation(load_settings())
    try:
        with installation.database.write() as session:
            now = datetime.now(UTC)
            jobs.add(session, town=TownId("valognes"), queue="later", kind="send", subject_id=7, now=now)
            (job,) = jobs.claim(session, "later", now=now, lease=timedelta(minutes=1))
            jobs.fail(session, job, "No relay.", now, max_attempts=0)
    finally:
        installation.close()

    assert valognes("jobs", "--parked") == 0
    assert "No relay." in capsys.readouterr().out
    assert valognes("jobs", "retry", str(job.id)) == 0
    capsys.readouterr()
    assert valognes("jobs", "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "ready"
    assert valognes("jobs", "retry", str(job.id)) == 1
    assert valognes("jobs", "mend") == 2


def test_journal_tells_who_did_what(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("journal", "--json", "--limit", "1") == 0

    line = json.loads(capsys.readouterr().out)
    assert (line["town"], line["actor"], line["action"]) == ("valognes", "system", "load_town")


def test_a_lost_telephone_is_asked_after_by_login(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("users", "add", "marie", "--town", "valognes") == 0
    assert valognes("users", "reset-code", "marie") == 0
    assert "marie n’a pas de second facteur" in capsys.readouterr().out
    assert valognes("users", "reset-code", "personne") == 1


def test_people_are_added_listed_and_given_a_new_password(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("users", "add", "marie", "--name", "Marie Roux", "--town", "valognes") == 0
    assert "marie" in capsys.readouterr().out
    assert valognes("users", "list", "--json") == 0
    person = json.loads(capsys.readouterr().out)
    known = {"login": "marie", "name": "Marie Roux", "roles": ["reception"], "town": "valognes"}
    assert person == {**known, "must_change": True, "is_closed": False, "second_factor": False}

    assert valognes("users", "add", "marie") == 1
    assert valognes("users", "reset", "marie") == 0
    assert valognes("users", "reset", "pierre") == 1


def test_doctor_looks_at_everything(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = valognes("doctor")

    told = capsys.readouterr().out
    assert status in {0, 1}, "a machine without tesseract is told so"
    assert "libmagic" in told
    assert "tesseract" in told


def test_settings_that_are_wrong_are_all_told(citoyen: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITOYEN_WEB_PORT", "http")
    monkeypatch.setenv("CITOYEN_DATABASE_URL", "mysql://x")

    assert citoyen("ledger") == 2

    told = capsys.readouterr().err
    assert "CITOYEN_WEB_PORT" in told
    assert "CITOYEN_DATABASE_URL" in told
    assert "Traceback" not in told


def test_held_letters_are_listed(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("jobs", "--held") == 0
    capsys.readouterr()
    installation = open_installation(load_settings())
    try:
        with installation.database.write() as session:
            payload = {"subject": "x", "body": "x"}
            letter = Letter(town=TownId("valognes"), request=None, kind="notice", recipient="voirie@valognes.example", payload=payload)
            outbox.mark_held(session, outbox.add(session, letter, datetime.now(UTC)))
    finally:
        installation.close()

    assert valognes("jobs", "--held") == 0
    told = capsys.readouterr().out
    assert "voirie@valognes.example" in told and "…" not in told
    assert re.search(r"T\d\d:\d\d\+0[12]:00 ", told)  # the town's time
    assert "CITOYEN_RELAY_URL" in told
    assert valognes("jobs", "--held", "--json") == 0
    assert json.loads(capsys.readouterr().out)["recipient"] == "voirie@valognes.example"


def test_where_no_town_is_loaded_a_message_is_not_taken_in(citoyen: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\n\nBonjour\n")
    assert citoyen("ingest", tmp_path / "a.eml") == 2
    assert "aucune commune n'est chargée ici. Chargez-en une avec : citoyen init --town" in capsys.readouterr().err
