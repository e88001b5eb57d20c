"""What people of the town hall tell each other on a request: notes, tasks, what rings whose bell; files they add, filters they keep."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from domain.ids import AgentId, DepartmentCode, RequestId, Sha256, TownId

NoteId = NewType("NoteId", int)
TaskId = NewType("TaskId", int)
RingId = NewType("RingId", int)
FileId = NewType("FileId", int)
FilterId = NewType("FilterId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An internal note (note interne): nobody outside the town hall reads it. ``author`` is a login; only he changes it."""

    id: NoteId
    town: TownId
    request: RequestId
    author: str
    at: datetime
    text: str
    edited_at: datetime | None = None


class TaskEnd(StrEnum):
    """How a task ended (fin d'une tâche)."""

    DONE = "done"
    DROPPED = "dropped"
    """It is not to be done any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to be done for a request (tâche) by an agent, or by whoever of a department gets to it; one of the two is named."""

    id: TaskId
    town: TownId
    request: RequestId
    text: str
    agent: str | None
    department: DepartmentCode | None
    due_on: date | None
    author: str
    at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    ending: TaskEnd | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.ended_at is None

    def is_late(self, today: date) -> bool:
        """Whether its day is over, in the town's time, and it is not done."""
        return self.is_open and self.due_on is not None and self.due_on < today


class RingKind(StrEnum):
    """What is new (nouveauté)."""

    NOTE = "note"
    """A note names him, or his department."""
    TASK = "task"
    """A task is his."""
    ENDED = "ended"
    """A task he gave was done, or dropped."""
    UNSIGNED = "unsigned"
    """A letter he prepared was not signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Something new on a request that concerns one agent (sonnerie). ``item`` is the id of the note or the task, ``actor`` who did it."""

    id: RingId
    town: TownId
    agent: AgentId
    request: RequestId
    kind: RingKind
    item: int
    actor: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFile:
    """A file an agent added to a request (pièce ajoutée). ``is_shareable``: it may go along with a letter to somebody outside."""

    id: FileId
    town: TownId
    request: RequestId
    sha256: Sha256
    filename: str
    media_type: str
    size: int
    is_shareable: bool
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A filter of the list under a name (filtre enregistré). ``query`` is what stands behind the address of the list.

    ``town`` and ``department``: whose members see it, too.
    """

    id: FilterId
    agent: AgentId
    name: str
    query: str
    place: int
    town: TownId | None = None
    department: DepartmentCode | None = None


def mentioned(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return who is named in a text behind an ``@``, each once, in order. ``names`` tells for each folded name whom it means.

    Of names of which one begins another the longest counts. ``text`` is folded, too.
    """
    found: dict[str, None] = {}
    ordered = sorted(names, key=len, reverse=True)
    for at in _marks(text):
        rest = text[at + 1 :]
        named = next((name for name in ordered if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()), None)
        if named is not None:
            found[names[named]] = None
    return tuple(found)


def _marks(text: str) -> Iterator[int]:
    """Yield where somebody may be named; an ``@`` within a word is that of an address of mail."""
    at = text.find("@")
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            yield at
        at = text.find("@", at + 1)
