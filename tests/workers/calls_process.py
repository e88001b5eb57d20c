"""A watcher of call logs as a process that starts within a moment, and one that writes a log line by line, pieces of lines too."""

import gzip
import os
import random
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event

from flows import calls_tail
from flows.settings import load_settings
from flows.wiring import open_installation
from workers.calls import CallWatcher


def watch(environment: Mapping[str, str]) -> None:
    """Watch the call logs that the environment names, until killed; what would wait for seconds waits for moments."""
    os.environ.update(environment)
    calls_tail.STILL_SECONDS = 0.3
    CallWatcher(open_installation(load_settings(), readers=1)).start()
    Event().wait()


def write(path: Path, lines: Sequence[str], rotate_at: Sequence[int], seconds: float) -> None:
    """Write a log as a switchboard does that is often interrupted, rotating it before some lines: in one of three ways by turns."""
    chance = random.Random(20260312)  # noqa: S311 — moments to pause at
    for number, line in enumerate(lines):
        if number in rotate_at:
            place = rotate_at.index(number)
            _ROTATIONS[place % len(_ROTATIONS)](path, path.with_name(f"{path.name}.{1 + place}"))
        cut = chance.randrange(len(line)) if chance.random() < 0.3 else 0
        for part in filter(None, (line[:cut], line[cut:])):
            with path.open("a", encoding="utf-8") as file:
                file.write(part)
            time.sleep(seconds * chance.random())


def _rename(path: Path, to: Path) -> None:
    path.rename(to)


def _copy_and_cut(path: Path, to: Path) -> None:
    shutil.copy2(path, to)
    os.truncate(path, 0)


def _pack(path: Path, to: Path) -> None:
    """Rename, and pack at once as gzip does: the packed file is whole before the other one goes."""
    path.rename(to)
    packed = to.with_name(f"{to.name}.gz")
    with to.open("rb") as file, gzip.open(packed, "wb") as written:
        for part in iter(lambda: file.read(4_096), b""):
            written.write(part)
            time.sleep(0.001)
    state = to.stat()
    os.utime(packed, ns=(state.st_atime_ns, state.st_mtime_ns))
    to.unlink()


_ROTATIONS = (_rename, _copy_and_cut, _pack)
