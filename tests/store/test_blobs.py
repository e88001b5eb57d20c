import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from domain.errors import NotFoundError, UnavailableError
from domain.ids import Sha256
from store.blobs import AlteredError, Blobs


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_original_comes_back_by_its_digest(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "deep" / "originals")
    digest = blobs.put(b"Bonjour")
    assert digest == sha256(b"Bonjour").hexdigest()
    assert blobs.read(digest) == b"Bonjour"
    assert blobs.path(digest).read_bytes() == b"Bonjour"


def test_empty_original_is_kept(tmp_path: Path) -> None:
    assert Blobs(tmp_path).read(Blobs(tmp_path).put(b"")) == b""


def test_same_content_is_one_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert len(set(blobs.put_many([b"a", b"b", b"a"]))) == 2
    blobs.put(b"a")
    assert len(_files(tmp_path)) == 2


def test_many_originals_come_back_in_order(tmp_path: Path) -> None:
    raws = [str(number).encode() for number in range(200)]
    blobs = Blobs(tmp_path)
    assert [blobs.read(digest) for digest in blobs.put_many(raws)] == raws
    assert blobs.put_many([]) == ()


def test_threads_that_keep_the_same_content_do_not_disturb_each_other(tmp_path: Path) -> None:
    raws = [bytes([number]) * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        digests = list(threads.map(Blobs(tmp_path).put, raws * 8))
    assert [Blobs(tmp_path).read(digest) for digest in digests] == raws * 8
    assert len(_files(tmp_path)) == 8


def test_leftover_of_a_killed_process_does_no_harm(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.put(b"Bonjour"))
    path.with_name(f".{path.name}.123456").write_bytes(b"Bon")
    path.unlink()
    assert blobs.read(blobs.put(b"Bonjour")) == b"Bonjour"


def test_file_cut_short_is_written_anew(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.path(blobs.put(b"Bonjour")).write_bytes(b"Bon")
    assert blobs.read(blobs.put(b"Bonjour")) == b"Bonjour"


def test_altered_original_is_not_given_out(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"Bonjour")
    blobs.path(digest).write_bytes(b"Bonsoir")
    with pytest.raises(AlteredError, match="from the backup"):
        blobs.read(digest)


def test_original_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Blobs(tmp_path).read(Sha256("0" * 64))


def test_original_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "originals")
    assert blobs.path(blobs.put(b"Bonjour")).stat().st_mode & 0o007 == 0
    assert (tmp_path / "originals").stat().st_mode & 0o007 == 0


def test_full_disk_is_unavailable_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    blobs = Blobs(tmp_path)
    blobs.check()
    (tmp_path / sha256(b"Bonjour").hexdigest()[:2]).mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError, match="No space left"):
        blobs.put(b"Bonjour")
    assert _files(tmp_path) == []


def test_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("a file in its place")
    blobs = Blobs(tmp_path / "originals")
    for use in (blobs.check, lambda: blobs.put(b"Bonjour")):
        with pytest.raises(UnavailableError, match="cannot be used"):
            use()


def test_check_leaves_nothing_behind(tmp_path: Path) -> None:
    Blobs(tmp_path / "originals").check()
    assert _files(tmp_path) == []


def test_a_stream_is_kept_piece_by_piece_and_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest, size = blobs.put_stream(iter((b"Mada", b"", b"me,\n" * 3)))
    assert (size, blobs.read(digest)) == (16, b"Mada" + b"me,\n" * 3)
    assert blobs.put_stream(iter((b"Mada" + b"me,\n" * 3,))) == (digest, size)

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError

    with pytest.raises(OSError):
        blobs.put_stream(broken())
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]
