"""What somebody filled in on screen, read by the readers of the text form: each mistake knows the field it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.ruleset_text.reader import ELSEWHERE
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.tree import Document, Step, Tree
from flows.wording import say

WHERE = say("this form")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFault:
    """A mistake in what was filled in: ``steps`` lead to it through the mapping that was read; empty where it belongs to no one field."""

    steps: tuple[Step, ...]
    what: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[Read]):
    """What was read, None where nothing could be; ``faults`` are all mistakes. It counts only where there are none."""

    found: Read | None
    faults: tuple[TypedFault, ...]


class _Numbered(Document):
    """A document that numbers what is reported in it, in the place of lines it does not have."""

    def __init__(self, mistakes: Mistakes, value: object) -> None:
        super().__init__(WHERE, mistakes, "", value, blanks_count=True, elsewhere=ELSEWHERE)
        self.reported: list[tuple[Step, ...]] = []

    def mark(self, steps: tuple[Step, ...], *, of_key: bool) -> tuple[int, int]:
        """Return the number of this report, from 1, as its line."""
        self.reported.append(steps)
        return len(self.reported), 1 if of_key else 2


def read_typed(value: object, read: Callable[[Tree], Read | None]) -> Reading[Read]:
    """Return what a reader of the text form makes of a value, and where its mistakes are."""
    mistakes = Mistakes()
    document = _Numbered(mistakes, value)
    found = read(document.root)
    faults = tuple(
        TypedFault(
            steps=() if one.line is None or one.line > len(document.reported) else document.reported[one.line - 1],
            what=one.what,
            remedy=one.remedy,
        )
        for one in mistakes.everything()
    )
    return Reading(found=None if faults else found, faults=faults)
