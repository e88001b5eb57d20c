import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.drop.files import ChangedError, Read, is_open_here, nobody_tells, read, remove
from ingest.drop.listing import Entry, list_folder


def nothing() -> None:
    pass


def entry(root: Path, name: str = "scan.pdf") -> Entry:
    return next(one for one in list_folder(root, is_deep=True, passed=None, beat=nothing).entries if one.name == name)


def taken(root: Path, name: str = "scan.pdf") -> Read:
    return read(root, entry(root, name), nothing, nobody_tells)


def test_file_is_read_as_it_is(tmp_path: Path) -> None:
    content = os.urandom(5 * 2**20)
    (tmp_path / "scan.pdf").write_bytes(content)
    assert read(tmp_path, entry(tmp_path), nothing, is_open_here).content == content


def test_file_that_changed_since_it_was_seen_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(b"another")
    with pytest.raises(ChangedError):
        read(tmp_path, seen, nothing, is_open_here)


def test_file_that_grows_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"x" * 100)

    def grow() -> None:
        with (tmp_path / "scan.pdf").open("ab") as file:
            file.write(b"more")

    with pytest.raises(ChangedError):
        read(tmp_path, entry(tmp_path), grow, is_open_here)


def test_pipe_or_link_that_took_its_place_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    (tmp_path / "secret").write_bytes(b"secret")
    seen = entry(tmp_path)
    (tmp_path / "scan.pdf").unlink()
    os.mkfifo(tmp_path / "scan.pdf")
    with pytest.raises(ChangedError):
        read(tmp_path, seen, nothing, is_open_here)
    (tmp_path / "scan.pdf").unlink()
    (tmp_path / "scan.pdf").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic"):
        read(tmp_path, seen, nothing, is_open_here)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_file_that_another_program_has_open_for_writing_waits(tmp_path: Path) -> None:
    (tmp_path / "scan.tif").write_bytes(b"whole so far")
    script = "import sys; f = open(sys.argv[1], 'ab'); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "scan.tif")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"open\n"
        with pytest.raises(ChangedError):
            read(tmp_path, entry(tmp_path, "scan.tif"), nothing, is_open_here)
        writer.communicate()
    assert read(tmp_path, entry(tmp_path, "scan.tif"), nothing, is_open_here).content == b"whole so far"


@pytest.mark.parametrize("number", ["EBUSY", "ETXTBSY", "EAGAIN"])
def test_file_that_another_program_has_for_itself_waits_and_is_no_broken_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)

    def refuse(*_facts: object) -> int:
        raise OSError(getattr(errno, number), "in use")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ChangedError):
        read(tmp_path, seen, nothing, is_open_here)


def test_share_that_refuses_every_lease_has_its_files_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does SMB (cifs) without an oplock."""
    (tmp_path / "scan.pdf").write_bytes(b"one")

    def refuse(*_facts: object) -> int:
        raise OSError(errno.EAGAIN, "no lease")

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    with pytest.raises(ChangedError):
        read(tmp_path, entry(tmp_path), nothing, is_open_here)
    assert read(tmp_path, entry(tmp_path), nothing, nobody_tells).content == b"one"


def test_file_is_removed_when_it_is_the_very_same(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    assert remove(tmp_path, taken(tmp_path), None)
    assert list(tmp_path.iterdir()) == []


def test_what_was_rewritten_meanwhile_stays(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = taken(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(b"two, longer")
    assert not remove(tmp_path, seen, None)
    assert (tmp_path / "scan.pdf").read_bytes() == b"two, longer"


def test_what_is_put_there_between_comparing_and_renaming_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = taken(tmp_path)
    rename = Path.rename

    def late(self: Path, target: Path) -> Path:
        (tmp_path / "new").write_bytes(b"two")
        rename(tmp_path / "new", tmp_path / "scan.pdf")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", late)
    assert not remove(tmp_path, seen, None)
    (left,) = list_folder(tmp_path, is_deep=False, passed=None, beat=nothing).entries
    assert read(tmp_path, left, nothing, is_open_here).content == b"two"


@pytest.mark.parametrize(("late", "is_gone"), [(None, True), (b"two", False), (b"longer", False)])
def test_share_that_numbers_files_by_their_names_has_the_content_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bytes | None, is_gone: bool
) -> None:
    """So does rclone, once it has forgotten the file."""
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = taken(tmp_path)
    rename = Path.rename

    def by_name(self: Path, target: Path) -> Path:
        (tmp_path / "copy").write_bytes(b"one" if late is None else late)
        rename(self, tmp_path / "elsewhere")
        return rename(tmp_path / "copy", target)

    monkeypatch.setattr(Path, "rename", by_name)
    assert remove(tmp_path, seen, None) is is_gone
    left = [path.read_bytes() for path in tmp_path.glob(".citoyen-*")]
    assert left == ([] if late is None else [late])


def test_file_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = taken(tmp_path)
    (tmp_path / "scan.pdf").unlink()
    assert remove(tmp_path, seen, None)


@pytest.mark.parametrize("has_links", [True, False])
def test_what_is_done_is_moved_and_covers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    def refuse(*_paths: object) -> None:
        raise PermissionError(1, "no links here")

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    for content in (b"one", b"two", b"three"):
        (tmp_path / "URB").mkdir(exist_ok=True)
        (tmp_path / "URB" / "scan.pdf").write_bytes(content)
        assert remove(tmp_path, taken(tmp_path, "URB/scan.pdf"), tmp_path / "done")
    done = sorted((tmp_path / "done" / "URB").iterdir())
    assert {path.name: path.read_bytes() for path in done} == {"scan.pdf": b"one", "scan-2.pdf": b"two", "scan-3.pdf": b"three"}
    assert not list((tmp_path / "URB").iterdir())
