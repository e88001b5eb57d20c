"""What the desk hears of mailboxes and drop folders; on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.errors import UnavailableError
from domain.ids import DepartmentCode, TownId
from flows.folder_settings import FolderSettings, Subfolders
from flows.intake_health import IntakeWatch, Trouble
from flows.mailbox_settings import MailboxSettings
from flows.mailboxes import accounts
from flows.settings import Settings
from flows.wiring import Installation
from ingest.drop.faults import Fault
from ingest.email import imap_account
from store import collected, folders, towns
from store.collected import FolderKey
from store.folders import DroppedFile, FileState
from tests.installations import AUVILLE, BREVILLE, NOW

Told = Callable[..., tuple[Trouble, ...]]
ACCOUNT = "mairie@127.0.0.1"


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    return tmp_path / "scans"


@pytest.fixture
def told(town_hall: Installation) -> Told:
    """Ask once what is wrong, with these drop folders and mailboxes in the settings."""

    def asked(*wanted: FolderSettings, mailboxes: tuple[MailboxSettings, ...] = ()) -> tuple[Trouble, ...]:
        return IntakeWatch(with_settings(town_hall, *wanted, mailboxes=mailboxes)).troubles(NOW)

    return asked


def with_settings(hall: Installation, *wanted: FolderSettings, mailboxes: tuple[MailboxSettings, ...] = ()) -> Installation:
    settings: Settings = hall.settings.model_copy(update={"folders": wanted, "mailboxes": mailboxes})
    return replace(hall, settings=settings)


def fail(hall: Installation, path: Path, fault: Fault, town: TownId = BREVILLE) -> None:
    with hall.database.write() as session:
        folders.set_fault(session, town, str(path), fault.value, "Stale file handle", NOW)


def lay(hall: Installation, path: Path, *names: str) -> None:
    """Say that files lie in a folder that may not be read."""
    with hall.database.write() as session:
        place = folders.folder(session, BREVILLE, str(path))
        folders.set_looked(session, place.id, "ext4", NOW)
        files = [DroppedFile(key=name, name=name, state=FileState.FORBIDDEN, size=1, changed_ns=0, since=NOW) for name in names]
        folders.put_files(session, place.id, files)


def test_a_folder_is_told_to_its_own_town_with_what_to_do(town_hall: Installation, told: Told, scans: Path) -> None:
    fail(town_hall, scans, Fault.VANISHED)
    fail(town_hall, scans / "forgotten", Fault.MISSING)
    (one,) = told(FolderSettings(path=scans, town=BREVILLE))
    assert (one.town, one.mistake.where) == (BREVILLE, str(scans))
    assert "Stale file handle" in one.mistake.what and "mounted" in one.mistake.remedy


def test_a_mailbox_is_told_beside_it(town_hall: Installation, told: Told, scans: Path) -> None:
    box = MailboxSettings(host="127.0.0.1", port=1, tls=imap_account.Tls.NONE, user="mairie", password="x", town=AUVILLE)  # type: ignore[arg-type]
    fail(town_hall, scans, Fault.FORBIDDEN)
    with town_hall.database.write() as session:
        (account,) = accounts(with_settings(town_hall, mailboxes=(box,)).settings, towns.towns(session), ())
        key = FolderKey(town=AUVILLE, account=account.name, folder="INBOX")
        collected.set_fault(session, key, imap_account.Fault.LOGIN, "wrong", NOW)
    found = told(FolderSettings(path=scans, town=BREVILLE), mailboxes=(box,))
    assert [one.town for one in found] == [BREVILLE, AUVILLE]
    assert "does not let mairie in" in found[1].mistake.what


def test_where_nothing_is_wrong_nothing_is_told(town_hall: Installation, told: Told, scans: Path) -> None:
    assert told() == told(FolderSettings(path=scans, town=BREVILLE)) == ()
    lay(town_hall, scans)
    assert told(FolderSettings(path=scans, town=BREVILLE)) == ()


def test_files_for_one_department_alone_are_counted_and_not_named(town_hall: Installation, told: Told, scans: Path) -> None:
    lay(town_hall, scans, "RSA Morin.pdf", "RSA Duval.pdf")
    open_one = told(FolderSettings(path=scans, town=BREVILLE, department=DepartmentCode("VOI")))
    assert len(open_one) == 2 and "Morin" in str(open_one)
    for hidden in ({"department": DepartmentCode("CCAS")}, {"subfolders": Subfolders.DEPARTMENT}):
        (one,) = told(FolderSettings(path=scans, town=BREVILLE, **hidden))
        assert one.mistake.what.startswith("2 files") and "Morin" not in str(one)


def test_wrong_settings_are_told_instead_of_failing(told: Told, scans: Path) -> None:
    (one,) = told(FolderSettings(path=scans, town=TownId("nowhere")))
    assert one.town is None and "nowhere" in one.mistake.what


def test_the_database_is_asked_once_in_a_while(town_hall: Installation, scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = IntakeWatch(with_settings(town_hall, FolderSettings(path=scans, town=BREVILLE)))
    clock = [0.0]
    monkeypatch.setattr("flows.intake_health.time.monotonic", lambda: clock[0])
    asked: list[str] = []
    with town_hall.database.read() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    assert watch.troubles(NOW) == ()
    asked.clear()
    fail(town_hall, scans, Fault.HUNG)
    asked.clear()
    assert watch.troubles(NOW) == () and asked == []
    clock[0] = 16.0
    assert len(watch.troubles(NOW)) == 1
    # Three of them ask which towns take nothing new.
    assert 0 < len([one for one in asked if "SELECT" in one]) <= 9 and not any("collected_mail" in one for one in asked)
    clock[0], before = 40.0, watch.troubles(NOW)

    def away(*_facts: object) -> object:
        raise UnavailableError("away")

    monkeypatch.setattr(type(town_hall.database), "read", away)
    clock[0] = 80.0
    assert watch.troubles(NOW) == before != ()
