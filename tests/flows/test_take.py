import errno
import fcntl
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import UnavailableError
from domain.inbound import Channel
from flows import dropped, take
from flows.folder_words import file_mistake
from flows.wiring import Installation
from ingest.drop import files
from ingest.drop.faults import Fault, FolderError
from ingest.drop.files import Busy, Read
from ingest.drop.listing import DEEPEST, Beat, Entry
from store import inbounds, jobs
from store.inbounds import LedgerLine
from tests import installations
from tests.flows.taking import Watched
from tests.ingest.drop.documents import pdf, tiff
from tests.installations import BREVILLE, NOW


@pytest.fixture
def watched(embedded: Installation, tmp_path: Path) -> Watched:
    return Watched(embedded, tmp_path / "scans")


@pytest.fixture
def embedded(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation on SQLite: what does not depend on the database is tried there only."""
    opened = installations.installation(installations.settings(tmp_path / "data", database_url=sqlite_url))
    try:
        yield opened
    finally:
        opened.close()


def test_file_that_is_still_becomes_an_arrival_and_is_removed(town_hall: Installation, tmp_path: Path) -> None:
    watched = Watched(town_hall, tmp_path / "fax", channel="fax", scanner="Fax")
    content = tiff()
    watched.put("fax0001.tif", content)
    assert watched.look() == 2.0
    assert (watched.lines, watched.names) == ((), ["fax0001.tif"])
    assert watched.look(after=2) == float("inf")
    (line,) = watched.lines
    assert (line.channel, line.town, line.source_id, watched.names) == (Channel.FAX, BREVILLE, "fax0001.tif", [])
    assert town_hall.blobs.read(line.sha256) == content
    with town_hall.database.read() as session:
        assert [one[0] for one in jobs.counts(session)] == ["ocr"]
    assert (watched.status.taken, watched.status.files, watched.status.taken_at) == (1, {}, watched.moment.now)


def test_file_that_is_written_slowly_waits_until_it_is_still_and_whole(watched: Watched) -> None:
    content = pdf()
    for share in range(1, 15):
        watched.put("scan.pdf", content[: share * len(content) // 15])
        watched.look(after=1)
    assert watched.lines == ()
    assert watched.states == {"scan.pdf": "growing"}
    watched.look(after=5)  # still, and not whole
    assert (watched.lines, watched.states) == ((), {"scan.pdf": "incomplete"})
    watched.put("scan.pdf", content)
    watched.settle()
    assert (len(watched.lines), watched.names, watched.states) == (1, [], {})


def test_file_without_an_end_is_waited_for_also_by_another_process_and_then_taken(watched: Watched) -> None:
    watched.put("scan.pdf", pdf()[:-20])
    watched.settle()
    began = watched.moment.now
    assert watched.states == {"scan.pdf": "incomplete"}
    watched.look(after=400)
    watched.taker = watched.new_taker()
    watched.settle()
    assert (watched.lines, watched.files["scan.pdf"].since) == ((), began)
    watched.look(after=200)
    assert (len(watched.lines), watched.names) == (1, [])


def test_waiting_begins_anew_when_an_unfinished_file_changes(watched: Watched) -> None:
    watched.put("scan.pdf", pdf()[:-20])
    watched.settle()
    watched.look(after=590)
    watched.put("scan.pdf", pdf()[:-10])
    watched.settle()
    watched.look(after=30)
    assert (watched.lines, watched.states) == ((), {"scan.pdf": "incomplete"})


def test_empty_file_is_waited_for_too(watched: Watched) -> None:
    watched.put("scan.pdf", b"")
    watched.settle()
    assert watched.states == {"scan.pdf": "incomplete"}
    assert "empty" in str(file_mistake("", watched.files["scan.pdf"]).what)
    watched.look(after=500)
    assert watched.lines == ()
    watched.look(after=120)
    assert len(watched.lines) == 1


def test_lock_beside_a_file_holds_it_back_until_it_goes(watched: Watched) -> None:
    watched.put("scan.pdf", pdf())
    watched.put("scan.pdf.lock", b"")
    watched.settle()
    assert (watched.lines, watched.states) == ((), {"scan.pdf": "locked"})
    (watched.path / "scan.pdf.lock").unlink()
    watched.look(after=1)
    assert (len(watched.lines), watched.names) == (1, [])


def test_lock_that_was_left_behind_holds_nothing_back_for_ever(watched: Watched) -> None:
    watched.put("scan.pdf", pdf())
    watched.put("scan.lck", b"")
    watched.settle()
    watched.look(after=601)
    assert (len(watched.lines), watched.names) == (1, ["scan.lck"])


def test_rename_at_the_end_is_taken_and_what_came_before_is_not(watched: Watched) -> None:
    watched.put("scan.pdf.part", pdf())
    watched.settle()
    assert watched.lines == ()
    (watched.path / "scan.pdf.part").rename(watched.path / "scan.pdf")
    watched.settle()
    assert (len(watched.lines), watched.names) == (1, [])


def test_same_file_twice_is_one_arrival_and_both_go(watched: Watched) -> None:
    content = pdf()
    watched.put("a.pdf", content)
    watched.put("b.pdf", content)
    watched.settle()
    watched.put("c.pdf", content)
    watched.settle()
    assert (len(watched.lines), watched.names) == (1, [])


def test_another_scan_under_the_same_name_right_after_is_another_arrival(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = files.remove

    def late(root: Path, taken: Read, done: Path | None) -> bool:
        if len(watched.lines) == 1:
            (watched.path / "scan.pdf").write_bytes(pdf("second"))
        return remove(root, taken, done)

    watched.put("scan.pdf", pdf("first"))
    monkeypatch.setattr(take, "remove", late)
    watched.settle()
    assert watched.names == ["scan.pdf"]
    watched.settle()
    assert (len(watched.lines), watched.names, watched.states) == (2, [], {})


def test_what_was_kept_but_not_removed_by_a_killed_process_is_removed_and_no_second_arrival(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_facts: object) -> bool:
        raise KeyboardInterrupt

    watched.put("scan.pdf", pdf())
    watched.look()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(take, "remove", die)
        watched.look(after=2)
    assert (len(watched.lines), watched.names, watched.states) == (1, ["scan.pdf"], {"scan.pdf": "kept"})
    watched.taker = watched.new_taker()
    watched.settle()
    assert (len(watched.lines), watched.names, watched.states, watched.status.taken) == (1, [], {}, 1)
    with watched.opened.database.read() as session:
        assert inbounds.get(session, watched.lines[0].id).deliveries == 1


def test_file_that_was_about_to_be_removed_when_the_process_died_is_removed(watched: Watched) -> None:
    content = pdf()
    watched.put("scan.pdf", content)
    watched.settle()
    watched.put(".citoyen-0123abcd-scan.pdf", content)
    watched.put(".citoyen-76543210-other.pdf", pdf("new"))
    watched.settle()
    assert ({line.source_id for line in watched.lines}, watched.names) == ({"scan.pdf", "other.pdf"}, [])


def test_folder_that_nothing_can_be_removed_from_is_told_and_each_file_taken_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_facts: object) -> bool:
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

    reads: list[str] = []
    read = files.read

    def counted(root: Path, entry: Entry, beat: Beat, is_busy: Busy) -> Read:
        reads.append(entry.name)
        return read(root, entry, beat, is_busy)

    monkeypatch.setattr(take, "remove", refuse)
    monkeypatch.setattr(take, "read", counted)
    watched.put("scan.pdf", pdf())
    watched.settle()
    for _ in range(20):
        watched.look(after=10)
    assert (len(watched.lines), watched.states, watched.status.taken) == (1, {"scan.pdf": "kept"}, 1)
    assert len(reads) <= 3  # pauses grow
    watched.taker = watched.new_taker()
    watched.settle()
    watched.put("scan.pdf", pdf("another"))
    watched.settle()
    assert (len(watched.lines), watched.status.taken) == (2, 2)
    monkeypatch.undo()
    watched.look(after=4000)
    assert (len(watched.lines), watched.names, watched.states) == (2, [], {})


def test_what_is_done_is_moved_where_that_is_wanted(embedded: Installation, tmp_path: Path) -> None:
    watched = Watched(embedded, tmp_path / "scans", done="done", subfolders="plain")
    watched.put("URB/scan.pdf", pdf())
    watched.settle()
    watched.settle()
    assert (len(watched.lines), watched.names) == (1, ["done/URB/scan.pdf"])


def test_disk_that_is_full_removes_nothing(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_facts: object) -> None:
        raise UnavailableError("no room")

    watched.put("scan.pdf", pdf())
    watched.look()
    with monkeypatch.context() as patch, pytest.raises(UnavailableError):
        patch.setattr(take, "receive", full)
        watched.look(after=2)
    assert (watched.lines, watched.names) == ((), ["scan.pdf"])
    watched.taker.note_fault(Fault.UNAVAILABLE, "no room")
    assert (watched.status.fault, watched.status.detail) == ("unavailable", "no room")
    watched.look(after=1)
    assert (len(watched.lines), watched.names, watched.status.fault) == (1, [], None)


def test_one_file_that_we_cannot_deal_with_keeps_no_others(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped.arrival

    def broken(folder: object, name: str, *facts: object) -> object:
        if name == "bad.pdf":
            raise ZeroDivisionError
        return made(folder, name, *facts)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(take, "arrival", broken)
    for number in range(9):
        watched.put(f"{number}.pdf", pdf(str(number)))
    watched.put("bad.pdf", pdf("bad"))
    watched.settle()
    assert (len(watched.lines), watched.names, watched.states) == (9, ["bad.pdf"], {"bad.pdf": "unkept"})
    monkeypatch.undo()
    watched.look(after=60)
    assert (len(watched.lines), watched.names) == (10, [])


def test_too_large_file_stays_in_sight(embedded: Installation, tmp_path: Path) -> None:
    watched = Watched(embedded, tmp_path / "scans", max_bytes=2**16)
    watched.put("large.pdf", bytes(2**16 + 1))
    watched.put("small.pdf", pdf())
    watched.settle()
    assert (len(watched.lines), watched.states) == (1, {"large.pdf": "too_large"})


@pytest.mark.parametrize(("number", "state"), [(errno.EACCES, "forbidden"), (errno.EIO, "unreadable")])
def test_file_that_cannot_be_read_stays_in_sight_and_is_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, number: int, state: str
) -> None:
    def refuse(*_facts: object) -> Read:
        raise OSError(number, os.strerror(number))

    watched.put("scan.pdf", pdf())
    monkeypatch.setattr(take, "read", refuse)
    watched.settle()
    assert (watched.lines, watched.states) == ((), {"scan.pdf": state})
    monkeypatch.undo()
    watched.look(after=30)
    assert watched.lines == ()
    watched.look(after=30)
    assert (len(watched.lines), watched.states) == (1, {})


def test_share_that_goes_while_it_is_read_is_the_folders_fault(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_facts: object) -> Read:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    watched.put("scan.pdf", pdf())
    watched.look()
    monkeypatch.setattr(take, "read", gone)
    with pytest.raises(FolderError) as told:
        watched.look(after=2)
    assert told.value.fault is Fault.VANISHED


def test_share_that_goes_while_files_are_removed_is_the_folders_fault_and_none_of_the_files(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_facts: object) -> bool:
        watched.path.rename(watched.path.with_name("away"))
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    for number in range(3):
        watched.put(f"{number}.pdf", pdf(str(number)))
    watched.look()
    with monkeypatch.context() as patch, pytest.raises(FolderError):
        patch.setattr(take, "remove", gone)
        watched.look(after=2)
    watched.path.with_name("away").rename(watched.path)
    assert len(watched.lines) == 3
    watched.taker = watched.new_taker()
    watched.settle()
    assert (len(watched.lines), watched.names, watched.states, watched.status.taken) == (3, [], {}, 3)


def test_share_that_refuses_every_lease_has_its_files_taken(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does SMB (cifs) where the server gives no oplocks; on a disk of this machine it means that somebody writes."""

    def refuse(*_facts: object) -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    watched.put("scan.pdf", pdf())
    with monkeypatch.context() as patch:
        patch.setattr(take, "file_system", lambda _path: "ext4")
        watched.settle()
        watched.look(after=20)
        assert (watched.lines, watched.states) == ((), {"scan.pdf": "growing"})
    monkeypatch.setattr(take, "file_system", lambda _path: "cifs")
    watched.settle()
    assert (len(watched.lines), watched.names) == (1, [])


def test_share_that_is_no_longer_mounted_is_told_also_after_a_start(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(take, "file_system", lambda _path: "cifs")
        watched.look()
    watched.taker = watched.new_taker()
    monkeypatch.setattr(take, "file_system", lambda _path: "ext4")
    with pytest.raises(FolderError) as told:
        watched.look()
    assert told.value.fault is Fault.VANISHED
    watched.put("scan.pdf", pdf())
    watched.settle()
    assert len(watched.lines) == 1


def test_links_pipes_and_folders_that_mean_nothing_are_seen_and_told_once(
    embedded: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Watched(embedded, tmp_path / "scans", subfolders="department")
    (tmp_path / "secret.pdf").write_bytes(pdf())
    (watched.path / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    os.mkfifo(watched.path / "pipe.pdf")
    watched.put("Vrac/scan.pdf", pdf("kept all the same"))
    for _ in range(5):
        watched.look(after=3)
    assert watched.states == {"link.pdf": "special", "pipe.pdf": "special", "Vrac": "unknown"}
    assert (len(watched.lines), (tmp_path / "secret.pdf").exists()) == (1, True)
    assert len([record for record in caplog.records if "drop folder" in record.message]) == 3
    assert "link.pdf" not in caplog.text  # names are people's


@pytest.mark.parametrize(
    "name", ["\udce9t\udce9.pdf", "a\nb.pdf", "e\u0301te\u0301.pdf", "été.pdf", "x" * 251 + ".pdf", "-rf.pdf", "a b.PDF"]
)
def test_any_name_is_taken(watched: Watched, name: str) -> None:
    watched.put(name, pdf())
    watched.settle()
    assert (len(watched.lines), watched.names) == (1, [])
    assert str(watched.lines[0].source_id).isprintable()


def test_file_of_a_clock_beyond_all_calendars_is_shown_and_taken(watched: Watched) -> None:
    for name, content in (("whole.pdf", pdf()), ("broken.pdf", pdf()[:-20])):
        os.utime(watched.put(name, content), (2**33 + 2**30, 2**33 + 2**30))
    watched.settle()
    assert (len(watched.lines), watched.states) == (1, {"broken.pdf": "incomplete"})
    watched.look(after=600)
    assert ([line.received_at for line in watched.lines], watched.names) == ([NOW + timedelta(seconds=2), watched.moment.now], [])


def test_every_empty_file_is_an_arrival_of_its_own(watched: Watched) -> None:
    """Each is a fax or a scan that was lost, and somebody must hear of it."""
    for day in range(3):
        os.utime(watched.put("fax.pdf", b""), (NOW.timestamp() - 86400 * (3 - day),) * 2)
        watched.put(f"fax{day}.pdf", b"")
        watched.settle()
        watched.look(after=600)
        assert (len(watched.lines), watched.names) == (2 * day + 2, [])


def test_empty_file_that_cannot_be_removed_is_one_arrival(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_facts: object) -> bool:
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(take, "remove", refuse)
    watched.put("fax.pdf", b"")
    watched.settle()
    for _ in range(5):
        watched.look(after=700)
        watched.taker = watched.new_taker()
    assert (len(watched.lines), watched.states) == (1, {"fax.pdf": "kept"})


def test_sub_folders_that_lie_too_deep_are_shown(embedded: Installation, tmp_path: Path) -> None:
    watched = Watched(embedded, tmp_path / "scans", subfolders="plain")
    within = "/".join(str(number) for number in range(1, DEEPEST + 1))
    watched.put(f"{within}/scan.pdf", pdf("in"))
    watched.put(f"{within}/9/scan.pdf", pdf("below"))
    watched.settle()
    assert (len(watched.lines), watched.states) == (1, {f"{within}/9": "too_deep"})
    (told,) = watched.files.values()
    assert str(DEEPEST) in str(file_mistake("", told).remedy)


def test_composed_and_decomposed_names_are_two_files(watched: Watched) -> None:
    watched.put("été.pdf", pdf("one"))
    watched.put("e\u0301te\u0301.pdf", pdf("two"))
    watched.settle()
    assert (len(watched.lines), watched.names) == (2, [])


def test_names_that_are_not_wanted_are_left_alone(embedded: Installation, tmp_path: Path) -> None:
    watched = Watched(embedded, tmp_path / "scans", patterns=["*.pdf", "fax*"])
    for name in ("a.PDF", "fax001", "index.xml"):
        watched.put(name, pdf(name))
    watched.settle()
    assert ({line.source_id for line in watched.lines}, watched.names, watched.states) == ({"a.PDF", "fax001"}, ["index.xml"], {})


def test_two_hundred_files_at_once_are_taken_in_their_order(watched: Watched) -> None:
    for number in range(200):
        path = watched.put(f"{number % 7}-{number}.pdf", pdf(f"{number}"))
        os.utime(path, ns=(0, int((NOW - timedelta(hours=1)).timestamp() + number) * 10**9))
    watched.settle()
    lines: tuple[LedgerLine, ...] = watched.lines
    assert [line.source_id for line in lines] == [f"{number % 7}-{number}.pdf" for number in range(200)]
    assert lines[7].received_at == NOW - timedelta(hours=1) + timedelta(seconds=7)
    assert (watched.names, watched.status.taken) == ([], 200)


def test_nothing_is_written_where_nothing_happens(watched: Watched) -> None:
    watched.look()
    first = watched.status.looked_at
    watched.look(after=10)
    assert watched.status.looked_at == first
    watched.look(after=60)
    assert watched.status.looked_at == watched.moment.now


def test_look_that_is_told_to_end_loses_nothing(watched: Watched) -> None:
    for number in range(60):
        watched.put(f"{number}.pdf", pdf(str(number)))
    watched.look()
    beats = 0

    def beat() -> None:
        nonlocal beats
        beats += 1
        if beats > 180:  # one for each of them when they are listed
            raise InterruptedError

    watched.moment.pass_by(2)
    with pytest.raises(InterruptedError):
        watched.taker.look(beat)
    assert 0 < len(watched.lines) < 60
    watched.look(after=1)
    assert (len(watched.lines), watched.names) == (60, [])
