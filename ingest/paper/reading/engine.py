"""What reads letters off a picture: one interface, whichever way tesseract is had."""

from enum import IntEnum
from typing import Protocol

from ingest.paper.reading.pixels import Picture

PAGE_SECONDS = 30.0
"""How long one pass over one page may take: dense pages take 1 to 3 s of one core."""


class Layout(IntEnum):
    """What tesseract is told of the picture (its ``--psm``)."""

    PAGE = 3
    """Blocks and columns are looked for."""
    BLOCK = 6
    """One block of lines, as in a strip cut out of a page."""


class Engine(Protocol):
    """A reader of pictures. Not for several threads at once; every process has its own."""

    def table(self, picture: Picture, dpi: int, languages: str, layout: Layout) -> str:
        """Return tesseract's table of a picture: tabs between level, page, block, paragraph, line, word, left, top, width, height,
        confidence and text; places in pixels. ``languages`` is joined by ``+``.

        Raises UnreadableInputError where the page takes too long, ConfigurationError where a language is missing.
        """  # noqa: D205
        ...
