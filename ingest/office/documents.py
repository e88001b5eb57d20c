"""The text of Word (docx) and OpenDocument Text (odt), read as a stream: no document, however it unpacks, takes much memory.

Nothing of a document is run or fetched: macros, links and objects within are not looked at.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from xml.parsers import expat

from domain.errors import UnreadableInputError
from ingest.charset import decode
from ingest.office.rows import MAX_CHARACTERS, Document, Place, Side
from ingest.office.writer import EnoughError, Writer, without_twice

_MAX_XML_BYTES = 16 * 2**20
_MAX_ELEMENTS = 500_000
"""Half a second of them; sixty pages have some ten thousand."""
_CHUNK = 2**16
_MAX_NAMES = 10_000
_WORD = frozenset({"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"})
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_POINTS_OF_TWIP = 1 / 20
_SPACES = 1_000
_MOST_DEEP = 4_000
"""Elements within each other; a document with cells within cells has some dozens."""
_SIDES = {"right": Side.RIGHT, "end": Side.RIGHT, "center": Side.CENTRE}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, expat.ExpatError)
_DAMAGED = "The document is damaged or locked. Open it by hand, or ask for it again."

Attributes = Mapping[str, str]


class HostileDocumentError(UnreadableInputError):
    """The document is made to harm whoever opens it."""


def read_document(content: bytes) -> Document | None:
    """Return what a document says; None where it is neither Word nor OpenDocument Text.

    What was struck out while changes were recorded is left out. Raises UnreadableInputError for one that is damaged, locked or too large.
    """
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MAX_NAMES:
                raise HostileDocumentError("The document holds too many files. Open it by hand.")
            if "word/document.xml" in names:
                return _word(archive, names)
            if "content.xml" in names:
                return _opendocument(archive)
            return None
    except _UNREADABLE as error:
        raise UnreadableInputError(_DAMAGED) from error


def plain_text(content: bytes, charset: str | None = None) -> str:
    """Return the text of a plain text file; ``charset`` is what the sender says of it."""
    text, *_ = decode(content[: 4 * MAX_CHARACTERS], charset)
    return text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


class _Walk:
    """Hands the elements of an XML file to a reader, but for those within skipped ones."""

    def __init__(self, begin: Callable[[str, Attributes], bool], end: Callable[[str], None], said: Callable[[str], None]) -> None:
        """Take what hears of an element's begin, which answers whether to go into it, of its end, and of text."""
        self._begin, self._end, self._said = begin, end, said
        self._depth = 0
        self._skipped_at: int | None = None
        self._count = 0

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read a member to its end. Raises UnreadableInputError for what office programs do not write, EnoughError."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._heard
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        self._depth, self._skipped_at = 0, None
        left = _MAX_XML_BYTES
        with archive.open(name) as member:
            while chunk := member.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise HostileDocumentError("The document unpacks to more than allowed. Open it by hand.")
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _started(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise EnoughError
        if self._depth > _MOST_DEEP:
            raise HostileDocumentError("The document is nested deeper than office programs write. Treat it as hostile.")
        if self._skipped_at is None and not self._begin(name, attributes):
            self._skipped_at = self._depth

    def _ended(self, name: str) -> None:
        if self._skipped_at is None:
            self._end(name)
        elif self._skipped_at == self._depth:
            self._skipped_at = None
        self._depth -= 1

    def _heard(self, text: str) -> None:
        if self._skipped_at is None:
            self._said(text)


def _refuse(*_: object) -> None:
    raise HostileDocumentError("The document defines entities, which office programs do not write. Treat it as hostile.")


# --- Word -----------------------------------------------------------------------------------------------------------------------------


_TICKS = {"FE": "☒", "FD": "☒", "52": "☒", "54": "☒", "A8": "☐", "6F": "☐", "A3": "☐"}
"""Boxes of the fonts Wingdings and Wingdings 2, by the last two digits of the letter."""


class _Word:
    """Reads WordprocessingML (ISO/IEC 29500-1, 17)."""

    _BREAKS: Mapping[str, str] = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
    _SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "tabs"})

    def __init__(self, out: Writer) -> None:
        self._out = out
        self._is_text = False
        self._is_unfilled = False
        self._indent, self._side = 0.0, Side.LEFT

    def begin(self, name: str, attributes: Attributes) -> bool:  # noqa: C901, PLR0912 - a table of elements
        space, _, local = name.rpartition("}")
        if space == _COMPATIBILITY:
            return local != "Fallback"  # the same again for older programs
        if space not in _WORD:
            return True
        if local in self._SKIPPED:
            return False
        match local:
            case "t":
                self._is_text = True
            case "p":
                self._indent, self._side = 0.0, Side.LEFT
            case "ind":
                self._indent = _twips(attributes, space, "left") or _twips(attributes, space, "start")
            case "jc":
                self._side = _SIDES.get(attributes.get(f"{space}}}val", ""), Side.LEFT)
            case "sym":
                self._out.say(_TICKS.get(attributes.get(f"{space}}}char", "").upper()[-2:], ""))
            case "showingPlcHdr":
                self._is_unfilled = True
            case "sdtContent" if self._is_unfilled:
                self._is_unfilled = False
                return False  # « Cliquez ici pour entrer du texte »
            case "tbl":
                self._out.begin_table()
            case "tc":
                self._out.begin_cell()
            case _ if local in self._BREAKS:
                self._out.say(self._BREAKS[local])
        return True

    def end(self, name: str) -> None:
        space, _, local = name.rpartition("}")
        if space not in _WORD:
            return
        match local:
            case "t":
                self._is_text = False
            case "p":
                self._out.set_at(self._indent, self._side)
                self._out.end_paragraph()
            case "tr":
                self._out.end_row()
            case "tbl":
                self._out.end_table()

    def said(self, text: str) -> None:
        if self._is_text:
            self._out.say(text.replace("\n", " "))


def _twips(attributes: Attributes, space: str, name: str) -> float:
    value = attributes.get(f"{space}}}{name}", "")
    return int(value) * _POINTS_OF_TWIP if value.isascii() and value.isdigit() and len(value) < 6 else 0.0  # noqa: PLR2004 - wider than any page


def _word(archive: zipfile.ZipFile, names: list[str]) -> Document:
    """Return a Word document: the heads of its pages first, since letterheads stand in them, their feet last."""
    out = Writer()
    reader = _Word(out)
    walk = _Walk(reader.begin, reader.end, reader.said)
    is_cut = True
    with suppress(EnoughError):
        for place, part in (
            *((Place.HEAD, name) for name in _parts(names, "word/header")),
            (Place.BODY, "word/document.xml"),
            *((Place.FOOT, name) for name in _parts(names, "word/footer")),
        ):
            out.place = place
            walk.read(archive, part)
        is_cut = False
    return without_twice(out.finished(is_cut=is_cut))


def _parts(names: list[str], start: str) -> list[str]:
    return sorted(name for name in names if name.startswith(start) and name.endswith(".xml"))[:3]


# --- OpenDocument ---------------------------------------------------------------------------------------------------------------------


class _OpenDocument:
    """Reads OpenDocument Text (ISO/IEC 26300-1); ``is_text`` is known at the end: tables and drawings are other documents."""

    _SKIPPED = frozenset({"text:1.0}tracked-changes", "office:1.0}annotation", "text:1.0}sequence-decls", "office:1.0}annotation-end"})

    def __init__(self, out: Writer) -> None:
        self.is_text = False
        self._out = out
        self._open = 0
        self._styles: dict[str, tuple[float, Side]] = {}
        self._style = ""
        self._last = ""

    def begin(self, name: str, attributes: Attributes) -> bool:  # noqa: C901 - a table of elements
        local = name.removeprefix(_OPEN)
        if local in self._SKIPPED:
            return False
        match local:
            case "style:1.0}style":
                self._style = attributes.get(f"{_OPEN}style:1.0}}name", "")
            case "style:1.0}paragraph-properties":
                self._remember(attributes)
            case "office:1.0}text":
                self.is_text = True
            case "text:1.0}p" | "text:1.0}h":
                self._open += 1
                self._last = ""
                if self._open == 1:
                    self._out.set_at(*self._styles.get(attributes.get(f"{_OPEN}text:1.0}}style-name", ""), (0.0, Side.LEFT)))
            case "text:1.0}s":
                self._out.say(" " * min(_number(attributes.get(f"{_OPEN}text:1.0}}c")), _SPACES))
            case "text:1.0}tab" | "text:1.0}line-break":
                self._out.say("\t" if local.endswith("tab") else "\n")
                self._last = " "
            case "table:1.0}table":
                self._out.begin_table()
            case "table:1.0}table-cell":
                self._out.begin_cell()
        return True

    def end(self, name: str) -> None:
        match name.removeprefix(_OPEN):
            case "text:1.0}p" | "text:1.0}h":
                self._open -= 1
                self._out.end_paragraph()
            case "table:1.0}table-row":
                self._out.end_row()
            case "table:1.0}table":
                self._out.end_table()

    def said(self, text: str) -> None:
        """Take text with its white space as OpenDocument means it: any run of it is one space."""
        if not self._open:
            return
        words = " ".join(text.split())
        begin = " " if text[:1].isspace() and self._last not in {"", " "} else ""
        end = " " if text[-1:].isspace() and words else ""
        if said := f"{begin}{words}{end}":
            self._out.say(said)
            self._last = said[-1]

    def _remember(self, attributes: Attributes) -> None:
        space = f"{_OPEN}xsl-fo-compatible:1.0}}"
        side = _SIDES.get(attributes.get(f"{space}text-align", ""), Side.LEFT)
        self._styles[self._style] = (_length(attributes.get(f"{space}margin-left", "")), side)


_UNITS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0}


def _length(text: str) -> float:
    """Return a length of OpenDocument in points, 0 where it is none or a share."""
    number, unit = text[:-2], text[-2:]
    try:
        return max(0.0, min(float(number) * _UNITS[unit], 600.0))
    except (KeyError, ValueError):
        return 0.0


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004 - more is no number of spaces


def _opendocument(archive: zipfile.ZipFile) -> Document | None:
    out = Writer()
    reader = _OpenDocument(out)
    is_cut = True
    with suppress(EnoughError):
        _Walk(reader.begin, reader.end, reader.said).read(archive, "content.xml")
        is_cut = False
    return out.finished(is_cut=is_cut) if reader.is_text else None
