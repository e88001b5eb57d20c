from dataclasses import replace
from datetime import timedelta

from domain.ids import Sha256
from store import folders
from store.engine import Database
from store.folders import DroppedFile, FileState, FolderStatus
from tests.store.samples import NOW, VALOGNES, keep_draft

PATH = "/srv/scans"
LATER = NOW + timedelta(hours=1)


def status(database: Database) -> FolderStatus:
    with database.read() as session:
        (one,) = folders.statuses(session, VALOGNES)
    return one


def file(key: str, state: FileState = FileState.INCOMPLETE) -> DroppedFile:
    return DroppedFile(key=key * 64, name=f"{key}\x00.pdf", state=state, size=2**33, changed_ns=2**62, since=NOW)


def test_folder_is_known_again(served: Database) -> None:
    with served.write() as session:
        first = folders.folder(session, VALOGNES, PATH)
        assert folders.folder(session, VALOGNES, PATH) == first
        assert folders.folder(session, VALOGNES, "/srv/fax").id != first.id


def test_files_are_written_changed_and_forgotten(served: Database) -> None:
    with served.write() as session:
        inbound_id, _ = keep_draft(session)
        place = folders.folder(session, VALOGNES, PATH)
        folders.put_files(session, place.id, [file("a"), file("b")])
        kept = replace(file("a", FileState.KEPT), sha256=Sha256("f" * 64), inbound_id=inbound_id)
        folders.put_files(session, place.id, [kept])
        one, other = folders.files(session, place.id)
        assert (one.state, one.inbound_id, one.sha256, one.size, one.changed_ns) == (FileState.KEPT, inbound_id, "f" * 64, 2**33, 2**62)
        assert (other.state, other.since) == (FileState.INCOMPLETE, NOW)
        assert [len(folders.files(session, place.id, limit)) for limit in (1, 2, None)] == [1, 2, 2]
    assert status(served).files == {"kept": 1, "incomplete": 1}
    with served.write() as session:
        folders.drop_files(session, place.id, ["a" * 64, "none"])
    assert status(served).files == {"incomplete": 1}


def test_many_files_are_forgotten_at_once(served: Database) -> None:
    with served.write() as session:
        place = folders.folder(session, VALOGNES, PATH)
        many = [replace(file("a"), key=f"{number:064}") for number in range(1200)]
        folders.put_files(session, place.id, many)
        folders.drop_files(session, place.id, [one.key for one in many[1:]])
        assert [one.key for one in folders.files(session, place.id)] == [many[0].key]


def test_fault_keeps_its_beginning_until_all_is_well(served: Database) -> None:
    with served.write() as session:
        folders.set_fault(session, VALOGNES, PATH, "vanished", "a", NOW)
        folders.set_fault(session, VALOGNES, PATH, "hung", "b", LATER)
    found = status(served)
    assert (found.fault, found.detail, found.fault_since, found.looked_at) == ("hung", "b", NOW, None)
    with served.write() as session:
        place = folders.folder(session, VALOGNES, PATH)
        folders.set_looked(session, place.id, "cifs", LATER)
        folders.count_taken(session, place.id, 3, NOW)
        folders.count_taken(session, place.id, 2, LATER)
        assert folders.folder(session, VALOGNES, PATH).file_system == "cifs"
    found = status(served)
    assert (found.fault, found.fault_since, found.looked_at, found.taken, found.taken_at) == (None, None, LATER, 5, LATER)
