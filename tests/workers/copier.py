"""Lays documents into a folder as copiers do: ``python copier.py FOLDER COUNT PAUSE``. PAUSE is that between two pieces, in seconds."""

import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.ingest.drop.documents import pdf, tiff

PIECES = 5


def documents(count: int) -> list[bytes]:
    """Return documents, all different, the same ones each time."""
    return [tiff(2) + f"{number:08}".encode() if number % 3 == 0 else _stamped(number) for number in range(count)]


def _stamped(number: int) -> bytes:
    if number % 3 == 1:
        return pdf(f"Courrier {number}")
    return PICTURE + bytes(16) + f"{number:08}".encode()


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40 + b"IEND\xaeB`\x82"


def pieces(content: bytes) -> list[bytes]:
    """Return a document in pieces."""
    size = -(-len(content) // PIECES)
    return [content[start : start + size] for start in range(0, len(content), size)]


def held_open(path: Path, content: bytes, pause: float) -> None:
    """Write piece by piece with the file open all the time, as a copier's own disk or a share of this machine does."""
    with path.open("wb", buffering=0) as file:
        for piece in pieces(content):
            file.write(piece)
            time.sleep(pause)


def opened_anew(path: Path, content: bytes, pause: float) -> None:
    """Write piece by piece, the file closed in between, as an FTP server that resumes does."""
    path.unlink(missing_ok=True)
    for piece in pieces(content):
        with path.open("ab") as file:
            file.write(piece)
        time.sleep(pause)


def renamed(path: Path, content: bytes, pause: float) -> None:
    """Write under another name and rename at the end."""
    part = path.with_name(f"{path.name}.part")
    held_open(part, content, pause)
    part.rename(path)


def begun_twice(path: Path, content: bytes, pause: float) -> None:
    """Break off in the middle, wait, and write all of it anew."""
    path.write_bytes(content[: len(content) // 2])
    time.sleep(3 * pause)
    held_open(path, content, pause)


def sized_first(path: Path, content: bytes, pause: float) -> None:
    """Give the file its size and fill it in then, as Windows does over a network."""
    with path.open("wb", buffering=0) as file:
        file.truncate(len(content))
        at = 0
        for piece in pieces(content):
            time.sleep(pause)
            file.seek(at)
            file.write(piece)
            at += len(piece)


def with_a_lock(path: Path, content: bytes, pause: float) -> None:
    """Put a lock beside the file for as long as it is written."""
    lock = path.with_name(f"{path.name}.lock")
    lock.touch()
    opened_anew(path, content, pause)
    lock.unlink()


WAYS: tuple[Callable[[Path, bytes, float], None], ...] = (held_open, opened_anew, renamed, begun_twice, sized_first, with_a_lock)


def main(folder: Path, count: int, pause: float) -> None:
    """Lay them down, several at a time; some under a name that was used before."""
    chance = random.Random(20260312)  # noqa: S311 — which way and when
    running: list[threading.Thread] = []
    for number, content in enumerate(documents(count)):
        way = WAYS[number % len(WAYS)]
        # A copier counts to some number and begins anew; it never writes over a scan that is still there.
        path = folder / f"scan{number % (count // 2):04}"
        thread = threading.Thread(target=_lay, args=(way, path, content, pause * chance.uniform(0.5, 1.5)))
        thread.start()
        running.append(thread)
        time.sleep(chance.uniform(0, 3 * pause))
    for thread in running:
        thread.join()


def _lay(way: Callable[[Path, bytes, float], None], path: Path, content: bytes, pause: float) -> None:
    while path.exists() or path.with_name(f"{path.name}.part").exists():
        time.sleep(0.02)
    way(path, content, pause)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
