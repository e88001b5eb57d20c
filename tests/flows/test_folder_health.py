import os
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows import take, town_suspending
from flows.checks import look_at_everything, refuse_to_start
from flows.folder_check import try_folder
from flows.folder_health import taking_in
from flows.folder_words import fault_mistake, file_mistake
from flows.wiring import Installation
from ingest.drop.faults import Fault
from store.folders import DroppedFile, FileState
from tests.flows.taking import Watched
from tests.ingest.drop.documents import pdf
from tests.installations import NOW
from tests.servers import free_port


@pytest.fixture
def watched(town_hall: Installation, tmp_path: Path) -> Watched:
    return Watched(town_hall, tmp_path / "scans", subfolders="department", max_bytes=2**16)


def told(watched: Watched) -> str:
    settings = watched.opened.settings.model_copy(update={"folders": watched.settings.folders})
    try:
        return str(taking_in(settings, watched.opened.database, watched.moment.now))
    except ConfigurationError as error:
        return str(error)


def test_it_is_told_how_it_goes(watched: Watched) -> None:
    assert told(watched) == "0 of 1 watched"
    watched.look()
    assert told(watched) == "1 of 1 watched"
    watched.put("scan.pdf", pdf()[:-20])
    watched.settle()
    assert told(watched) == "1 of 1 watched, 1 files still being written"


def test_everything_that_keeps_files_from_coming_in_is_told_at_once(watched: Watched) -> None:
    watched.put("large.pdf", bytes(2**16 + 1))
    watched.put("Vrac/scan.pdf", pdf())
    (watched.path / "link.pdf").symlink_to("/etc/passwd")
    watched.settle()
    watched.taker.note_fault(Fault.VANISHED, "Stale file handle")
    words = told(watched)
    for expected in ("large.pdf", "Vrac", "link.pdf", "Stale file handle"):
        assert expected in words
    assert len(words.splitlines()) == 4


def test_folder_nobody_looks_through_any_more_is_told(watched: Watched) -> None:
    watched.look()
    watched.moment.pass_by(16 * 60)
    assert "citoyen folders" in told(watched)


def test_many_files_are_told_by_their_number(watched: Watched) -> None:
    for number in range(60):
        (watched.path / f"{number}.pdf").symlink_to("/etc/passwd")
    watched.look()
    assert "40 more" in told(watched).splitlines()[-1]


def test_doctor_tells_of_it_and_that_is_no_reason_not_to_start(watched: Watched) -> None:
    watched.look()
    watched.taker.note_fault(Fault.MISSING, "")
    wanted = watched.opened.settings.model_copy(
        update={"folders": watched.settings.folders, "smtp_port": free_port(), "web_port": free_port()}
    )
    (check,) = [check for check in look_at_everything(wanted) if check.name == "drop folders"]
    assert [mistake.where for mistake in check.mistakes] == [str(watched.path)]
    refuse_to_start(wanted)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_words_and_a_remedy(fault: Fault) -> None:
    mistake = fault_mistake("/srv/scans", fault, "detail")
    assert mistake.what and mistake.remedy


@pytest.mark.parametrize("state", list(FileState))
def test_every_state_of_a_file_has_words_and_a_remedy(state: FileState) -> None:
    file = DroppedFile(key="k", name="été.pdf", state=state, size=2**30, changed_ns=0, since=NOW)
    mistake = file_mistake("/srv/scans", file)
    assert "été.pdf" in mistake.what and mistake.remedy


def test_trial_of_a_sound_folder_finds_nothing_and_changes_nothing(watched: Watched) -> None:
    watched.put("scan.pdf", pdf())
    before = watched.names, watched.path.stat().st_mtime_ns
    steps = list(try_folder(watched.folder))
    assert [step.mistake for step in steps] == [None] * len(steps)
    assert {str(step.name) for step in steps} == {"town", "folder", "news", "removal"}
    assert (watched.names, watched.path.stat().st_mtime_ns) == before


def test_trial_tells_what_is_wrong(town_hall: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(town_hall, tmp_path / "scans", done="/proc/done")
    (watched.path / "Vieux").mkdir()
    monkeypatch.setattr(os, "access", lambda *_facts: False)  # a superuser may write anywhere
    wrong = {str(step.name): step for step in try_folder(watched.folder) if step.mistake is not None}
    assert set(wrong) == {"removal", "done", "sub-folders"}
    assert wrong["removal"].is_warning and not wrong["done"].is_warning
    monkeypatch.setattr(take, "file_system", lambda _path: "cifs")
    (watched.path / "Vieux").rmdir()
    watched.path.rmdir()
    (step,) = [step for step in try_folder(watched.folder) if step.mistake is not None]
    assert "not there" in str(step.mistake)


def test_late_is_judged_by_the_rounds_that_were_asked_for(town_hall: Installation, tmp_path: Path) -> None:
    watched = Watched(town_hall, tmp_path / "scans", rescan_seconds=3600)
    watched.look()
    watched.moment.now += timedelta(minutes=90)
    assert told(watched) == "1 of 1 watched"
    watched.moment.now += timedelta(minutes=60)
    assert "last looked through" in told(watched)
    town_suspending.suspend(town_hall, watched.folder.town, "Déménagement", "cli", watched.moment.now)
    assert told(watched) == "0 of 1 watched", "left alone, as it should be"
