"""What is asked of the process that prints, and what it answers. Light: who asks does not load what prints."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from urllib.parse import quote

from pydantic import TypeAdapter

MODULE = "flows.printing.child"
BASE = "https://document.invalid/"
"""Where the files lie that a document may fetch; nothing lies elsewhere."""
_LENGTH = struct.Struct(">Q")


class Why(StrEnum):
    """Why a document cannot be printed."""

    TOO_LONG = "too_long"
    MEMORY = "memory"
    TIME = "time"
    PICTURE = "picture"
    PICTURE_SIZE = "picture_size"
    MISSING = "missing"
    CRASH = "crash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document and the names and sizes in bytes of its files, whose bytes follow; what it may be at most.

    ``styles`` are style sheets many documents have in common: a child reads each of them once.
    """

    html: str
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    most_pages: int
    most_pixels: int
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of it: its pages and the PDF beside, or why there is none, and of which file."""

    pages: int = 0
    why: Why | None = None
    file: str = ""


TASK, ANSWER = TypeAdapter(Task), TypeAdapter(Answer)


def pack(task: Task, files: Mapping[str, bytes]) -> bytes:
    """Return a task as one frame."""
    head = TASK.dump_json(task)
    return b"".join((_LENGTH.pack(len(head)), head, *(files[name] for name in task.names)))


def unpacked(frame: bytes) -> tuple[Task, dict[str, bytes]]:
    """Return a task and its files from their frame."""
    (length,) = _LENGTH.unpack_from(frame)
    begin = _LENGTH.size + length
    task = TASK.validate_json(frame[_LENGTH.size : begin])
    starts = accumulate(task.sizes, initial=begin)
    return task, {name: frame[start : start + size] for name, size, start in zip(task.names, task.sizes, starts, strict=False)}


def address(name: str) -> str:
    """Return how a document names one of its files."""
    return BASE + quote(name)
