"""What is asked of the process that opens photos, and what it answers."""

import struct
from dataclasses import dataclass

from pydantic import TypeAdapter

from domain.publication import Box

MODULE = "ingest.pictures.child"
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A photo follows; it is searched with ``model`` where that is named, and ``boxes`` are covered."""

    boxes: tuple[Box, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The photo follows as JPEG, with its extent and the boxes that are proposed; or why it cannot be shown."""

    width: int = 0
    height: int = 0
    boxes: tuple[Box, ...] = ()
    is_unfit: bool = False
    is_too_large: bool = False


TASK, ANSWER = TypeAdapter(Task), TypeAdapter(Answer)


def pack(task: Task, content: bytes) -> bytes:
    """Return a task as one frame."""
    head = TASK.dump_json(task)
    return b"".join((_LENGTH.pack(len(head)), head, content))


def unpacked(frame: bytes) -> tuple[Task, bytes]:
    """Return a task and its photo."""
    (length,) = _LENGTH.unpack_from(frame)
    begin = _LENGTH.size + length
    return TASK.validate_json(frame[_LENGTH.size : begin]), frame[begin:]
