"""What stands around a town's letters on paper, and how they are printed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.ids import TownId

BatchId = NewType("BatchId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What a town has set of its letters (papier à lettres).

    ``lines`` stand below its name in place of its address, telephone, mail and site; none: those. ``foot`` stands at the foot of the first
    page. ``bottom_mm`` is left free there. ``attaches_pdf``: mails to requesters have the same text as PDF with them.
    ``is_double_sided``: each letter of a batch begins on a sheet of its own.
    """

    lines: tuple[str, ...] = ()
    foot: str | None = None
    bottom_mm: int = 22
    attaches_pdf: bool = True
    is_double_sided: bool = False


class BatchState(StrEnum):
    """How a batch stands (état du lot)."""

    PREPARING = "preparing"
    PREPARED = "prepared"
    PRINTED = "printed"
    """Somebody has said that it was printed and sent."""
    DROPPED = "dropped"
    """Somebody let it go: its letters are to be printed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Letters that are printed together (lot d'impression).

    ``letters`` are in it, ``made`` of them are pages, ``faulty`` of them cannot be printed. ``pages`` are those of all letters, without
    blank ones and the cover.
    """

    id: BatchId
    town: TownId
    number: int
    state: BatchState
    is_double_sided: bool
    author: str
    created_at: datetime
    printed_by: str | None
    printed_at: datetime | None
    letters: int
    made: int
    faulty: int
    pages: int
