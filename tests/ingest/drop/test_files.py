import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.drop.files import ChangedError, read, remove
from ingest.drop.listing import Entry, list_folder


def nothing() -> None:
    pass


def entry(root: Path, name: str = "scan.pdf") -> Entry:
    return next(one for one in list_folder(root, is_deep=True, passed=None, beat=nothing).entries if one.name == name)


def test_file_is_read_as_it_is(tmp_path: Path) -> None:
    content = os.urandom(5 * 2**20)
    (tmp_path / "scan.pdf").write_bytes(content)
    assert read(tmp_path, entry(tmp_path), nothing).content == content


def test_file_that_changed_since_it_was_seen_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(b"another")
    with pytest.raises(ChangedError):
        read(tmp_path, seen, nothing)


def test_file_that_grows_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"x" * 100)

    def grow() -> None:
        with (tmp_path / "scan.pdf").open("ab") as file:
            file.write(b"more")

    with pytest.raises(ChangedError):
        read(tmp_path, entry(tmp_path), grow)


def test_pipe_or_link_that_took_its_place_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    (tmp_path / "secret").write_bytes(b"secret")
    seen = entry(tmp_path)
    (tmp_path / "scan.pdf").unlink()
    os.mkfifo(tmp_path / "scan.pdf")
    with pytest.raises(ChangedError):
        read(tmp_path, seen, nothing)
    (tmp_path / "scan.pdf").unlink()
    (tmp_path / "scan.pdf").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic"):
        read(tmp_path, seen, nothing)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_file_that_another_program_has_open_for_writing_waits(tmp_path: Path) -> None:
    (tmp_path / "scan.tif").write_bytes(b"whole so far")
    script = "import sys; f = open(sys.argv[1], 'ab'); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "scan.tif")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"open\n"
        with pytest.raises(ChangedError):
            read(tmp_path, entry(tmp_path, "scan.tif"), nothing)
        writer.communicate()
    assert read(tmp_path, entry(tmp_path, "scan.tif"), nothing).content == b"whole so far"


def test_file_is_removed_when_it_is_the_very_same(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    assert remove(tmp_path, entry(tmp_path), None)
    assert list(tmp_path.iterdir()) == []


def test_what_was_rewritten_meanwhile_stays(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(b"two, longer")
    assert not remove(tmp_path, seen, None)
    assert (tmp_path / "scan.pdf").read_bytes() == b"two, longer"


def test_what_is_put_there_between_comparing_and_renaming_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)
    rename = Path.rename

    def late(self: Path, target: Path) -> Path:
        (tmp_path / "new").write_bytes(b"two")
        rename(tmp_path / "new", tmp_path / "scan.pdf")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", late)
    assert not remove(tmp_path, seen, None)
    (left,) = list_folder(tmp_path, is_deep=False, passed=None, beat=nothing).entries
    assert read(tmp_path, left, nothing).content == b"two"


def test_file_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"one")
    seen = entry(tmp_path)
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
        assert remove(tmp_path, entry(tmp_path, "URB/scan.pdf"), tmp_path / "done")
    done = sorted((tmp_path / "done" / "URB").iterdir())
    assert {path.name: path.read_bytes() for path in done} == {"scan.pdf": b"one", "scan-2.pdf": b"two", "scan-3.pdf": b"three"}
    assert not list((tmp_path / "URB").iterdir())
