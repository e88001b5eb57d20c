"""What reads letters off a picture: one interface, whichever way tesseract is had."""

from enum import IntEnum
from typing import Protocol

from domain.draft import Remark
from domain.errors import UnreadableInputError
from ingest.paper.reading.pixels import Picture

PAGE_SECONDS = 120.0
"""How long one pass over one page may take: dense pages take 1 to 3 s of one core, of which a busy machine gives a tenth or less. What the
reading of a page may cost is limited by its processor time (`ingest.children`)."""


class Layout(IntEnum):
    """What tesseract is told of the picture (its ``--psm``)."""

    PAGE = 3
    """Blocks and columns are looked for."""
    BLOCK = 6
    """One block of lines, as in a strip cut out of a page."""


class NotReadError(UnreadableInputError):
    """A page was not read; ``remark`` says which limit it met, or that the reader failed on it."""

    def __init__(self, what: str, remark: Remark) -> None:
        """Keep the remark beside the sentence."""
        super().__init__(f"{what} Look at the page itself.")
        self.remark = remark


def over_time(seconds: float) -> NotReadError:
    """Return what is raised of a page that takes too long."""
    return NotReadError(f"Reading the page took more than {seconds:g} s.", Remark.TIME_LIMIT)


def over_memory() -> NotReadError:
    """Return what is raised of a page that needs too much memory."""
    return NotReadError("Reading the page needed more memory than is allowed.", Remark.MEMORY_LIMIT)


class Engine(Protocol):
    """A reader of pictures. Not for several threads at once; every process has its own."""

    def table(self, picture: Picture, dpi: int, languages: str, layout: Layout) -> str:
        """Return tesseract's table of a picture: tabs between level, page, block, paragraph, line, word, left, top, width, height,
        confidence and text; places in pixels. ``languages`` is joined by ``+``.

        Raises NotReadError where that takes too long or too much memory, or fails; ConfigurationError where a language is missing.
        """  # noqa: D205
        ...
