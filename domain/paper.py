"""What is read of paper: words where they stand, lines, pages, and the separator sheets between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.ids import Sha256

WHOLE = 10_000
"""Boxes are measured in ten-thousandths of the page's width and height: the same on every picture of the page, whatever its pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Place on a page held upright, from its left and upper edge, in ten-thousandths (`WHOLE`) of its width and height."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as it was read. ``confidence`` is 0 to 100; 100 where nothing was guessed (text layer)."""

    text: str
    box: Box
    confidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of words from left to right. ``block`` counts the page's blocks in reading order: lines of a paragraph share it."""

    words: tuple[Word, ...]
    block: int = 0

    @property
    def text(self) -> str:
        """Return the words with single spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """Return what holds all words."""
        return around([word.box for word in self.words])


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds others, of which there is at least one."""
    return Box(
        left=min(box.left for box in boxes),
        top=min(box.top for box in boxes),
        right=max(box.right for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )


class Origin(StrEnum):
    """How a page was read."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    BLANK = "blank"
    """There is nothing on it."""
    UNREADABLE = "unreadable"
    """It could not be read: broken, or over a limit."""


class Separator(StrEnum):
    """What ends a letter in a heap (séparateur)."""

    SHEET = "sheet"
    """One of our own, with a QR code; or a sheet that only says « séparation »."""
    PATCH_T = "patch_t"
    """A Kodak patch code of type T, as copiers print and read them."""
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one of our separator sheets says of the letter behind it; None is what it does not say."""

    town: str | None = None
    department: str | None = None
    channel: str | None = None
    """``scan`` or ``fax``."""
    received_on: date | None = None
    letters: int | None = None
    """How many letters whoever made the heap has counted in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a file, as it was read. ``number`` counts from 0 in the file.

    ``width`` and ``height`` are in points (1/72 inch) of the page held upright, after ``turned`` degrees clockwise. ``quality`` lies
    between 0 (nothing can be relied upon) and 1.
    """

    number: int
    origin: Origin
    lines: tuple[Line, ...] = ()
    width: float = 0.0
    height: float = 0.0
    turned: int = 0
    quality: float = 1.0
    separator: Separator | None = None
    sheet: Sheet | None = None
    trouble: str | None = None
    """Why it could not be read: a value of `domain.draft.Remark`."""

    @property
    def text(self) -> str:
        """Return the lines, one below the other, a blank line between blocks."""
        parts: list[str] = []
        for place, line in enumerate(self.lines):
            if place and line.block != self.lines[place - 1].block:
                parts.append("")
            parts.append(line.text)
        return "\n".join(parts)


class HeapRemark(StrEnum):
    """Something in a heap that a person should know (remarque)."""

    OTHER_TOWN = "other_town"
    """A sheet of another town: it separates, what it says is not applied."""
    UNKNOWN_DEPARTMENT = "unknown_department"
    """A sheet of a department the town does not have: the same for the department."""
    NOTHING_BEHIND = "nothing_behind"
    """No letter lies behind a sheet, so what it says applies to none."""
    COUNT_DIFFERS = "count_differs"
    """Another number of letters than was declared."""
    UNREADABLE = "unreadable"
    """A page could not be read; it stays in its letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A remark and the page it is about, None where it is about the whole heap."""

    remark: HeapRemark
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A page, numbered from 0 in the file, where a letter seems to begin (proposition de coupe); ``confidence`` is 0 to 1.

    ``signs`` are values of `ingest.paper.heap.starts.Sign`.
    """

    page: int
    confidence: float
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """How a heap was cut (compte rendu de lot). Pages are counted, but for ``unreadable``: their numbers.

    ``pages_in`` = ``pages_out`` (in pieces) + ``blanks_removed`` + ``separator_pages``. A sheet scanned on both sides is two pages and is
    read once. ``declared`` is the number of letters that the first sheet to give one announces. ``proposals`` are for people: nothing was
    cut there, and what people cut later does not change this report. ``unlocked`` names the copy without protection that it was read from,
    of a file somebody opened with its password; the password itself is kept nowhere.
    """

    pages_in: int
    pages_out: int
    pieces: int
    blanks_removed: int
    separator_pages: int
    sheets_read: int
    patches_read: int
    declared: int | None = None
    unreadable: tuple[int, ...] = ()
    notes: tuple[Noted, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    unlocked: Sha256 | None = None
