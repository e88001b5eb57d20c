"""Who looks at photos for the desk: in a process of their own, one at a time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableInputError
from domain.publication import Box
from ingest.children import ChildLostError, Children
from ingest.pictures.task import ANSWER, MODULE, Task, pack

SECONDS = 30.0
MEMORY_BYTES = 2048 * 2**20
MOST_BYTES = 40 * 2**20
_RENEWED_AFTER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A photo as JPEG, upright and without what its file said of it, and the boxes that are proposed; what was asked for is covered."""

    content: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]


class Eye:
    """Opens photos. Safe for many threads, which wait for one another; the process starts with the first photo."""

    def __init__(self, model: Path | None, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        """Search for faces with a model; without one nothing is proposed."""
        self._model = model
        self._seconds, self._memory_bytes = seconds, memory_bytes
        self._lock = threading.Lock()
        self._children: Children | None = None

    def look(self, content: bytes) -> Seen:
        """Return a photo and what should be hidden in it. Raises UnreadableInputError, UnavailableError."""
        return self._ask(Task(model="" if self._model is None else str(self._model)), content)

    def cover(self, content: bytes, boxes: Sequence[Box]) -> Seen:
        """Return a photo with what is in the boxes gone. Raises UnreadableInputError, UnavailableError."""
        return self._ask(Task(boxes=tuple(boxes)), content)

    def close(self) -> None:
        """End the process; the next photo starts another."""
        with self._lock:
            ended, self._children = self._children, None
        if ended is not None:
            ended.close()

    def _ask(self, task: Task, content: bytes) -> Seen:
        if len(content) > MOST_BYTES:
            raise UnreadableInputError("The photo is too large to be shown.")
        try:
            said, shown = self._started().ask(pack(task, content))
        except ChildLostError as error:
            raise UnreadableInputError("The photo cannot be opened.") from error
        answer = ANSWER.validate_json(said)
        if answer.is_unfit:
            raise UnreadableInputError("The photo has too many points." if answer.is_too_large else "The file is no picture.")
        return Seen(content=shown, width=answer.width, height=answer.height, boxes=answer.boxes)

    def _started(self) -> Children:
        with self._lock:
            if self._children is None:
                self._children = Children(
                    MODULE, count=1, seconds=self._seconds, memory_bytes=self._memory_bytes, renewed_after=_RENEWED_AFTER
                )
            return self._children
