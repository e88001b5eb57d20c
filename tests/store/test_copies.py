"""Copies of originals for who reads files."""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.ids import Sha256
from store.copies import Copies


def _digest(number: int) -> Sha256:
    return Sha256(f"{number:064d}")


def test_a_copy_holds_what_it_is_of_and_is_made_once() -> None:
    copies = Copies()
    path = copies.path(_digest(1), (b"Bonjour",))
    assert path.read_bytes() == b"Bonjour"
    assert copies.path(_digest(1), (b"Bonjour",)) == path


def test_nobody_else_may_read_it() -> None:
    assert Copies().path(_digest(1), (b"x",)).parent.stat().st_mode & 0o077 == 0


def test_those_asked_for_longest_ago_go_first() -> None:
    copies = Copies(most=2)
    first, second = copies.path(_digest(1), (b"1",)), copies.path(_digest(2), (b"2",))
    copies.path(_digest(1), (b"1",))
    third = copies.path(_digest(3), (b"3",))
    assert [path.exists() for path in (first, second, third)] == [True, False, True]
    assert copies.path(_digest(2), (b"2",)).read_bytes() == b"2"


def test_they_go_with_who_made_them() -> None:
    copies = Copies()
    folder = copies.path(_digest(1), (b"x",)).parent
    del copies
    assert not folder.exists()


def test_one_that_was_swept_away_is_made_anew() -> None:
    copies = Copies()
    copies.path(_digest(1), (b"x",)).unlink()
    assert copies.path(_digest(1), (b"x",)).read_bytes() == b"x"


def test_many_threads_get_whole_files() -> None:
    copies = Copies(most=50)
    raws = [bytes((number,)) * 50_000 for number in range(20)]

    def read(number: int) -> bytes:
        path: Path = copies.path(_digest(number % 20), (raws[number % 20],))
        return path.read_bytes()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, range(200))) == raws * 10


def test_what_a_killed_process_left_behind_goes_and_what_a_living_one_has_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "import os, sys; from store.copies import Copies; copies = Copies(); "
        "print(copies.path('0' * 64, (b'x',)), flush=True); sys.stdin.read(); os._exit(9)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        theirs = Path(other.stdout.readline().decode().strip())
        mine = Copies()
        mine.path(_digest(1), (b"x",))
        assert theirs.read_bytes() == b"x"
        other.stdin.close()
        other.wait(10)
    assert theirs.exists()
    again = Copies()
    again.path(_digest(1), (b"x",))
    assert not theirs.parent.exists()
    assert mine.path(_digest(1), (b"x",)).read_bytes() == b"x"
