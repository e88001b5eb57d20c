"""What is seen of a file of paper before it is read: its kind, its pages and what is wrong with it; and a page's picture."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.draft import Danger
from domain.errors import UnreadableInputError
from domain.ids import Sha256
from domain.place import Point

Source = Path | bytes
"""A file on the disk, or its content."""
Grey = NDArray[np.uint8]
"""A picture by rows; 0 is black, 255 white."""


class FileKind(StrEnum):
    """What a file is by its content."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    WEBP = "webp"
    BMP = "bmp"
    GIF = "gif"
    JP2 = "jp2"
    """JPEG 2000: .jp2 and .jpx, or the bare pixels of one (.j2k)."""
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    DOC = "doc"


class Trouble(StrEnum):
    """What is wrong with a file (défaut). Where pages could be had in spite of it, the survey lists them."""

    EMPTY = "empty"
    NOT_A_DOCUMENT = "not_a_document"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    """Its end is missing."""
    NO_PAGES = "no_pages"
    PASSWORD = "password"  # noqa: S105 - the word, not one
    """It opens with a password only."""
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    BOMB = "bomb"
    """It unpacks to an enormous size."""
    TOO_SLOW = "time_limit"
    """Looking it through takes more time of the processor than is allowed."""
    OLD_FORMAT = "old_format"
    """A text of a version of Word that is not read (.doc before Word 97, or saved in haste)."""


_SENTENCES = {
    Trouble.EMPTY: "The file has no content. Have it scanned or sent again.",
    Trouble.NOT_A_DOCUMENT: "The file is neither a PDF, a picture nor a text document. Open it by hand.",
    Trouble.MALFORMED: "The file is damaged and cannot be opened. Have it scanned or sent again.",
    Trouble.TRUNCATED: "The end of the file is missing. Have it scanned or sent again.",
    Trouble.NO_PAGES: "The document has no page. Have it scanned or sent again.",
    Trouble.PASSWORD: "The document is protected by a password. Ask the sender for it, or for a copy without.",
    Trouble.TOO_LARGE: "The file is larger than allowed. Divide it, or raise the limit in the settings.",
    Trouble.TOO_MANY_PAGES: "The document has more pages than allowed. Divide it, or raise the limit in the settings.",
    Trouble.TOO_MANY_PIXELS: "A picture has more pixels than allowed. Have it scanned at a lower resolution, or raise the limit.",
    Trouble.BOMB: "The document unpacks to an enormous size and is not opened. Treat it as hostile.",
    Trouble.TOO_SLOW: "The document could not be looked through in the time allowed. Open it by hand.",
    Trouble.OLD_FORMAT: "The document is of an old format (.doc), which is not read here. Open it by hand, or ask for a PDF.",
}


class TroubleError(UnreadableInputError):
    """A file or one of its pages cannot be had; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        """Keep the trouble; the message is its sentence."""
        super().__init__(_SENTENCES[trouble])
        self.trouble = trouble

    def __reduce__(self) -> tuple[type["TroubleError"], tuple[Trouble]]:
        """Travel between processes by the trouble."""
        return (TroubleError, (self.trouble,))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """A page as it is shown, in points (1/72 inch). ``is_picture``: one picture fills it and there is nothing visible beside.

    ``trouble`` is what keeps this page, and not the others, from being read.
    """

    width: float
    height: float
    is_picture: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A file within a PDF. ``size`` in bytes, unpacked; type and danger as of `domain.draft.Attachment`."""

    name: str
    size: int
    sha256: Sha256
    media_type: str = "application/octet-stream"
    danger: Danger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of a PDF form that is filled in; ``name`` is empty for text that was typed onto the page as a remark."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a PDF holds beside its pages; nothing of it is ever run.

    ``has_xfa``: the form is of a kind that only Adobe's programs show; ``answers`` are what was filled into it and is on no page.
    """

    is_signed: bool = False
    has_script: bool = False
    has_launch: bool = False
    has_xfa: bool = False
    is_portfolio: bool = False
    """Its files are the documents, its page only a cover."""
    embedded: tuple[Embedded, ...] = ()
    fields: tuple[FormField, ...] = ()
    answers: tuple[FormField, ...] = ()
    masked: frozenset[tuple[int, int]] = frozenset()
    """Width and height of the pictures that are transparent in parts: such a one is not all its page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A file at first sight.

    ``pages`` are those that can be had, at most as many as allowed; ``page_count`` is what the file says it has. ``is_protected`` is True
    for whatever is encrypted, also where it opens without a password. ``position`` is where a photo was taken.
    """

    kind: FileKind | None
    pages: tuple[PageSize, ...] = ()
    page_count: int = 0
    is_protected: bool = False
    inside: Inside = Inside()
    trouble: Trouble | None = None
    position: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A page, held as the file says it is to be held. The dots of a fax are not square: ``dpi_x`` and ``dpi_y`` differ."""

    grey: Grey
    dpi_x: float
    dpi_y: float
    is_bilevel: bool = False

    @property
    def width(self) -> float:
        """Return the width in points."""
        return int(self.grey.shape[1]) * 72 / self.dpi_x

    @property
    def height(self) -> float:
        """Return the height in points."""
        return int(self.grey.shape[0]) * 72 / self.dpi_y
