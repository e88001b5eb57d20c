"""What is asked of a child process that reads paper, and what it answers: both sides know these types, the child alone what reads."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pydantic import TypeAdapter

from domain.draft import Draft
from domain.inbound import Channel
from domain.paper import Page
from ingest.paper.circumstances import Circumstances
from ingest.paper.heap.splitting import Heap, Piece
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import Survey
from ingest.paper.outline import Outline
from ingest.paper.reading.dpi import READING_DPI

MODULE = "ingest.paper.child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a child.

    ``survey``, ``page``, ``heap`` (outlines of pages cut into letters), ``letter`` (a piece), ``picture`` (a page, for people),
    ``searchable``, ``unlocked`` or ``embedded`` (a file within a PDF, by its ``sha256``).
    """

    what: str
    path: str
    number: int = 0
    turned: int = 0
    dpi: int = READING_DPI
    channel: Channel = Channel.SCAN
    limits: Limits = field(default_factory=Limits)
    survey: Survey | None = None
    """What is known of the file already: each child need not look at all its pages."""
    pages: tuple[Page, ...] = ()
    outlines: tuple[Outline, ...] = ()
    only: tuple[int, ...] = ()
    known: Circumstances = field(default_factory=Circumstances)
    piece: Piece | None = None
    item: int = 1
    starts: tuple[int, ...] = ()
    password: str = field(default="", repr=False)
    sha256: str = ""

    @property
    def file(self) -> Path:
        """Return the file that ``path`` names."""
        return Path(os.fsdecode(unquote_to_bytes(self.path)))

    @property
    def is_filled_in(self) -> bool:
        """Say whether the file is known to be a form with answers, or to have text typed onto it."""
        return self.survey is not None and bool(self.survey.inside.fields)


def named(path: Path) -> str:
    """Return a file's name as a task carries it: names on a disk are bytes, and not all of them UTF-8."""
    return quote_from_bytes(os.fsencode(path.resolve()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the child says; a picture or a document comes beside. ``unreadable`` and ``unavailable`` are sentences.

    ``is_locked``: the password opens nothing.
    """

    survey: Survey | None = None
    page: Page | None = None
    heap: Heap | None = None
    draft: Draft | None = None
    unreadable: str | None = None
    unavailable: str | None = None
    is_locked: bool = False


TASK = TypeAdapter(Task)
ANSWER = TypeAdapter(Answer)
