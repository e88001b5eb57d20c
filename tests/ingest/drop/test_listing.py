import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.drop import listing
from ingest.drop.faults import Fault, FolderError
from ingest.drop.listing import DEEPEST, Listing, file_system, is_local, list_folder, refuse_bare_mount_point


def nothing() -> None:
    pass


def look(root: Path, *, is_deep: bool = False, passed: Path | None = None) -> Listing:
    return list_folder(root, is_deep=is_deep, passed=passed, beat=nothing)


def names(found: Listing) -> set[str]:
    return {entry.name for entry in found.entries}


def test_documents_are_listed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("scan.pdf", "scan.pdf.tmp", ".hidden", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "URB").mkdir()
    (tmp_path / "URB" / "below.pdf").write_bytes(b"x")
    found = look(tmp_path)
    assert names(found) == {"scan.pdf"}
    assert found.folders == ("URB",)
    assert "scan.pdf.tmp" in found.names


def test_folders_below_are_looked_into_where_wanted_but_not_the_one_of_what_is_done(tmp_path: Path) -> None:
    for folder in ("URB", "done", ".snapshot", "URB/2026"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pdf").write_bytes(b"x")
    found = look(tmp_path, is_deep=True, passed=tmp_path / "done")
    assert names(found) == {"URB/a.pdf", "URB/2026/a.pdf"}
    assert set(found.inside) == {"URB", "URB/2026"}


def test_links_pipes_and_what_links_lead_to_are_not_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "in" / "link.pdf").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "folder").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "in" / "pipe.pdf")
    found = look(tmp_path / "in", is_deep=True)
    assert {entry.name for entry in found.entries if entry.is_special} == {"link.pdf", "folder", "pipe.pdf"}
    assert not [entry for entry in found.entries if entry.is_ordinary]


class Stubborn:
    """An entry of a folder whose state cannot be had."""

    def __init__(self, entry: os.DirEntry[str], number: int) -> None:
        self.name = entry.name
        self._number = number

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        return follow_symlinks

    def stat(self, *, follow_symlinks: bool) -> os.stat_result:
        raise OSError(self._number, os.strerror(self._number), follow_symlinks)


def refusing(monkeypatch: pytest.MonkeyPatch, number: int, *refused: str) -> None:
    scanned = listing._scanned

    def some(root: Path, below: str) -> Iterator[os.DirEntry[str] | Stubborn]:
        for entry in scanned(root, below):
            yield Stubborn(entry, number) if entry.name in refused else entry

    monkeypatch.setattr(listing, "_scanned", some)


def test_one_file_whose_state_cannot_be_had_keeps_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bad.pdf", "good.pdf"):
        (tmp_path / name).write_bytes(b"x")
    refusing(monkeypatch, errno.EIO, "bad.pdf")
    assert {entry.name: (entry.is_ordinary, entry.is_damaged) for entry in look(tmp_path).entries} == {
        "good.pdf": (True, False),
        "bad.pdf": (False, True),
    }


@pytest.mark.parametrize(("number", "fault"), [(errno.EACCES, Fault.FORBIDDEN), (errno.EIO, Fault.VANISHED)])
def test_folder_of_which_nothing_answers_is_at_fault_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fault: Fault
) -> None:
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(b"x")
    refusing(monkeypatch, number, "one.pdf", "two.pdf")
    with pytest.raises(FolderError) as told:
        look(tmp_path)
    assert told.value.fault is fault


def test_share_that_goes_while_it_is_listed_is_the_folders_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(b"x")
    refusing(monkeypatch, errno.ENOTCONN, "two.pdf")
    with pytest.raises(FolderError):
        look(tmp_path)


def test_every_file_stirs_so_that_a_slow_share_is_not_taken_for_one_that_hangs(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.pdf").touch()
    beats: list[None] = []
    list_folder(tmp_path, is_deep=False, passed=None, beat=lambda: beats.append(None))
    assert len(beats) > 50


def test_clock_beyond_all_calendars_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.touch()
    os.utime(file, (2**33, 2**33 + 10**9))
    (entry,) = look(tmp_path).entries
    assert entry.changed_ns == 2**63 - 1 or file.stat().st_mtime_ns < 2**63  # not every file system knows the year 2273


def test_folders_too_deep_are_told_apart(tmp_path: Path) -> None:
    folder = tmp_path
    for number in range(50):
        folder /= str(number)
    folder.mkdir(parents=True)
    found = look(tmp_path, is_deep=True)
    assert (len(found.inside), len(found.folders)) == (DEEPEST, 1)


def test_name_that_is_no_text_is_listed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9t\xe9\n.pdf")).write_bytes(b"x")
    assert names(look(tmp_path)) == {"\udce9t\udce9\n.pdf"}


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("EACCES", Fault.FORBIDDEN),
        ("ESTALE", Fault.VANISHED),
        ("EIO", Fault.VANISHED),
        ("ENOTCONN", Fault.VANISHED),
        ("ENOENT", Fault.MISSING),
    ],
)
def test_what_the_system_says_of_a_folder_is_its_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, fault: Fault) -> None:
    def refuse(_path: object) -> object:
        code = getattr(__import__("errno"), number)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(FolderError) as told:
        look(tmp_path)
    assert told.value.fault is fault


def test_missing_folder_and_a_file_in_its_place_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for name, fault in (("missing", Fault.MISSING), ("file", Fault.NO_FOLDER), ("file/below", Fault.NO_FOLDER)):
        with pytest.raises(FolderError) as told:
            look(tmp_path / name)
        assert told.value.fault is fault


MOUNTS = r"""
36 35 98:0 / / rw shared:1 - ext4 /dev/root rw
37 36 0:50 / /srv/scans\040mairie rw - cifs //serveur/scans rw
38 36 0:51 / /srv/scans rw - tmpfs none rw
39 36 0:52 / /srv/scans rw master:1 - nfs4 serveur:/scans rw
""".strip()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv/scans mairie/accueil", "cifs"), ("/srv/scans/x", "nfs4"), ("/srv/scansx", "ext4"), ("/", "ext4")],
)
def test_kind_of_file_system_is_that_of_the_nearest_and_last_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, kind: str
) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(listing, "_MOUNTS", tmp_path / "mounts")
    assert file_system(Path(folder)) == kind
    monkeypatch.setattr(listing, "_MOUNTS", tmp_path / "none")
    assert file_system(Path(folder)) is None


def test_only_what_this_machine_alone_changes_tells_of_all_changes() -> None:
    assert is_local("ext4") and is_local("tmpfs")
    assert not any(map(is_local, ("nfs4", "cifs", "fuse.sshfs", "9p", "virtiofs", "ceph", None)))


def test_empty_place_where_a_share_was_mounted_is_no_empty_folder(tmp_path: Path) -> None:
    empty = look(tmp_path)
    with pytest.raises(FolderError) as told:
        refuse_bare_mount_point("cifs", "ext4", empty)
    assert told.value.fault is Fault.VANISHED
    refuse_bare_mount_point("cifs", "cifs", empty)
    refuse_bare_mount_point("ext4", "xfs", empty)
    refuse_bare_mount_point(None, "ext4", empty)
    (tmp_path / "scan.pdf").write_bytes(b"x")
    refuse_bare_mount_point("cifs", "ext4", look(tmp_path))
