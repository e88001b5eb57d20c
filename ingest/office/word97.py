"""The text of Word 97 to 2003 (.doc, [MS-DOC]): heads of the pages, text boxes, body, feet. Nothing in it is run.

Text lies in pieces, each of one or two bytes a character; what was struck out or hidden, and where table rows end, is told by runs of
properties beside it.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from domain.errors import UnreadableInputError
from ingest.office.compound import SIGNATURE, Compound
from ingest.office.rows import MAX_CHARACTERS, Document, Place, Side
from ingest.office.writer import EnoughError, Writer, without_twice

_WORD97, _WORD6 = 0xA5EC, 0xA5DC
_ENCRYPTED, _OTHER_TABLE, _COMPLEX = 0x0100, 0x0200, 0x0004
_COUNTS = 0x4C
"""Characters of the body, footnotes, heads and feet, macros, remarks, endnotes, text boxes ([MS-DOC] 2.5.4)."""
_TABLES = 0x9A
_HEADS, _CHARACTERS, _PARAGRAPHS, _PIECES = 11, 12, 13, 33
"""Places of offsets into the table stream, eight bytes each ([MS-DOC] 2.5.6)."""
_PAGE = 512
_MOST_RUNS = 400_000
_ONE_BYTE = 0x40000000
_POINTS_OF_TWIP = 1 / 20
_WIDEST = 600.0

_STRUCK, _HIDDEN, _FIELD_HIDDEN = 0x0800, 0x083C, 0x0802
_IN_TABLE, _ENDS_ROW = 0x2416, 0x2417
_ALIGNED = frozenset({0x2403, 0x2461})
_INDENTED = frozenset({0x840F, 0x845E})
_LONG_TABLE, _TABS = 0xD608, 0xC615
_SIZES = (1, 1, 2, 4, 2, 2, None, 3)
"""Bytes of a property's operand by the three highest bits of its number; None: the next byte tells ([MS-DOC] 2.6)."""
_SIDES = {1: Side.CENTRE, 2: Side.RIGHT}
_SAID: Mapping[str, str] = {"\t": "\t", "\x0b": "\n", "\x1e": "-", "\xa0": " ", "\u2028": "\n"}
_ENDS_PARAGRAPH = "\r\x0c\x0e"
_CELL, _FIELD, _FIELD_TEXT, _FIELD_END = "\x07", "\x13", "\x14", "\x15"
_DAMAGED = "The document is damaged or locked. Open it by hand, or ask for it again."

Properties = Mapping[int, int]


class OldFormatError(UnreadableInputError):
    """The document is of a program that is not read: Word before 6, or none of Word's at all."""


class LockedDocumentError(UnreadableInputError):
    """The document opens with a password only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    """Stretches of the document's bytes with what applies to each; in order, so that one is found by halves."""

    starts: Sequence[int]
    ends: Sequence[int]
    properties: Sequence[Properties]

    def at(self, place: int) -> Properties:
        number = bisect_right(self.starts, place) - 1
        return self.properties[number] if number >= 0 and place < self.ends[number] else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """All characters of a document in order, and the byte that each begins at."""

    letters: str
    places: Sequence[int]


def is_old_word(content: bytes) -> bool:
    """Tell whether a file may be a document of Word before 2007."""
    return content.startswith(SIGNATURE) and "WordDocument".encode("utf-16-le") in content


def read_word97(content: bytes) -> Document:
    """Return what a document says.

    Raises LockedDocumentError, OldFormatError, and UnreadableInputError for one that is damaged.
    """
    compound = Compound(content)
    stream = compound.find("WordDocument")
    if stream is None or "EncryptedPackage" in compound.names():
        raise OldFormatError("The document is none of Word. Open it by hand.")
    try:
        return _read(compound, stream)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableInputError(_DAMAGED) from error


def _read(compound: Compound, stream: bytes) -> Document:
    mark, flags = struct.unpack_from("<H8xH", stream)
    if flags & _ENCRYPTED:
        raise LockedDocumentError("The document is protected by a password.")
    if mark == _WORD6:
        return _read_word6(stream, flags)
    if mark != _WORD97:
        raise OldFormatError("The document is of a version of Word that is not read. Open it by hand.")
    table = compound.find("1Table" if flags & _OTHER_TABLE else "0Table")
    if table is None:
        raise UnreadableInputError(_DAMAGED)
    counts = struct.unpack_from("<8i", stream, _COUNTS)
    if any(count < 0 for count in counts):
        raise UnreadableInputError(_DAMAGED)
    text = _text(stream, _part(stream, table, _PIECES))
    reader = _Reader(text, _runs(stream, _part(stream, table, _CHARACTERS)), _runs(stream, _part(stream, table, _PARAGRAPHS), wide=True))
    heads, feet = _heads_and_feet(_part(stream, table, _HEADS), sum(counts[:2]))
    boxes = sum(counts[:6])
    stretches = (
        *((Place.HEAD, one) for one in heads),
        (Place.HEAD, (boxes, boxes + counts[6])),
        (Place.BODY, (0, counts[0])),
        *((Place.FOOT, one) for one in feet),
    )
    return reader.document(stretches)


def _part(stream: bytes, table: bytes, number: int) -> bytes:
    start, size = struct.unpack_from("<II", stream, _TABLES + 8 * number)
    return table[start : start + size]


# --- text in pieces -------------------------------------------------------------------------------------------------------------------


def _text(stream: bytes, pieces: bytes) -> _Text:
    """Return the characters that the table of pieces names, at most twice as many as are read of a document."""
    letters: list[str] = []
    places: list[int] = []
    for first, last, place, width in _pieces(pieces):
        count = min(last - first, 2 * MAX_CHARACTERS - len(places))
        raw = stream[place : place + count * width]
        # Of letters beyond 65,535 both halves are counted: they are put together when they are said.
        said = (
            raw.decode("cp1252", "replace")
            if width == 1
            else "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
        )
        letters.append(said)
        places += range(place, place + len(said) * width, width)
        if count < last - first:
            break
    return _Text(letters="".join(letters), places=places)


def _pieces(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield first and last character of each piece, where it lies and how many bytes a character has ([MS-DOC] 2.9.38)."""
    at = 0
    while content[at] == 1:  # properties, before the pieces themselves
        (size,) = struct.unpack_from("<H", content, at + 1)
        at += 3 + size
    if content[at] != 2:  # noqa: PLR2004 - the mark of the pieces
        raise UnreadableInputError(_DAMAGED)
    (size,) = struct.unpack_from("<I", content, at + 1)
    count = (min(size, len(content) - at - 5) - 4) // 12
    characters = struct.unpack_from(f"<{count + 1}I", content, at + 5)
    for number in range(count):
        (place,) = struct.unpack_from("<I", content, at + 5 + 4 * (count + 1) + 8 * number + 2)
        first, last = characters[number], characters[number + 1]
        if last < first:
            raise UnreadableInputError(_DAMAGED)
        if place & _ONE_BYTE:
            yield first, last, (place & (_ONE_BYTE - 1)) // 2, 1
        else:
            yield first, last, place, 2


def _heads_and_feet(content: bytes, begin: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where heads and feet of the first section lie among all characters ([MS-DOC] 2.8.6): first, odd and even pages' ones."""
    ends = [begin + one for one in struct.unpack_from(f"<{len(content) // 4}I", content)]
    parts = list(pairwise(ends[6:13]))  # behind six separators of notes
    even_head, odd_head, even_foot, odd_foot, first_head, first_foot = parts + [(0, 0)] * (6 - len(parts))
    return [first_head, odd_head, even_head], [first_foot, odd_foot, even_foot]


# --- properties -----------------------------------------------------------------------------------------------------------------------


def _runs(stream: bytes, content: bytes, *, wide: bool = False) -> _Runs:
    """Return the runs that a table names page by page; ``wide``: of paragraphs, each entry of thirteen bytes ([MS-DOC] 2.9.33, 2.9.174)."""
    found: list[tuple[int, int, Properties]] = []
    count = (len(content) - 4) // 8
    for number in range(max(0, count)):
        (at,) = struct.unpack_from("<I", content, 4 * (count + 1) + 4 * number)
        page = stream[(at & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) == _PAGE and len(found) < _MOST_RUNS:
            found += _runs_of(page, 13 if wide else 1, wide=wide)
    found.sort(key=lambda run: run[0])
    return _Runs(starts=[run[0] for run in found], ends=[run[1] for run in found], properties=[run[2] for run in found])


def _runs_of(page: bytes, width: int, *, wide: bool) -> Iterator[tuple[int, int, Properties]]:
    count = page[-1]
    if 4 * (count + 1) + width * count > _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = 2 * page[4 * (count + 1) + width * number]
        yield (
            places[number],
            places[number + 1],
            _properties(_paragraph_list(page, at) if wide else page[at + 1 : at + 1 + page[at]]) if at else {},
        )


def _paragraph_list(page: bytes, at: int) -> bytes:
    """Return a paragraph's properties without the number of its style ([MS-DOC] 2.9.175)."""
    size = page[at]
    start, length = (at + 2, 2 * page[at + 1]) if size == 0 else (at + 1, 2 * size - 1)
    return page[start + 2 : start + length]


def _properties(content: bytes) -> Properties:
    found: dict[int, int] = {}
    at = 0
    while at + 2 < len(content):
        (name,) = struct.unpack_from("<H", content, at)
        at += 2
        size = _SIZES[name >> 13]
        if size is None:
            if name == _LONG_TABLE:
                size = 1 + int.from_bytes(content[at : at + 2], "little")
            elif name == _TABS and content[at] == 0xFF:  # noqa: PLR2004 - longer than a byte can tell: the last there is
                return found
            else:
                size = 1 + content[at]
        else:
            found[name] = int.from_bytes(content[at : at + size], "little", signed=size == 2)  # noqa: PLR2004 - lengths are signed
        at += size
    return found


# --- rows -----------------------------------------------------------------------------------------------------------------------------


class _Reader:
    """Makes rows of characters, by what applies to them."""

    def __init__(self, text: _Text, characters: _Runs, paragraphs: _Runs) -> None:
        self._text, self._characters, self._paragraphs = text, characters, paragraphs
        self._out = Writer()
        self._in_row = False
        self._half = ""

    def document(self, stretches: Sequence[tuple[Place, tuple[int, int]]]) -> Document:
        is_cut = True
        with suppress(EnoughError):
            for place, (first, last) in stretches:
                self._out.place = place
                self._read(first, min(last, len(self._text.letters)))
            is_cut = stretches[-1][1][1] > len(self._text.letters) + 1
        return without_twice(self._out.finished(is_cut=is_cut))

    def _read(self, first: int, last: int) -> None:
        fields: list[bool] = []  # of each field we are in, whether its result is being read
        for at in range(first, last):
            letter, place = self._text.letters[at], self._text.places[at]
            if letter == _FIELD:
                fields.append(False)
            elif letter == _FIELD_TEXT and fields:
                fields[-1] = True
            elif letter == _FIELD_END and fields:
                fields.pop()
            elif all(fields):
                self._take(letter, place)
        if first < last and self._text.letters[last - 1] not in _ENDS_PARAGRAPH + _CELL:
            self._out.end_paragraph()
        self._end_row()

    def _take(self, letter: str, place: int) -> None:
        if letter == _CELL or letter in _ENDS_PARAGRAPH:
            self._end(letter, self._paragraphs.at(place))
            return
        said = _SAID.get(letter, letter if letter >= " " else "")
        if said:
            applied = self._characters.at(place)
            if not any(applied.get(name) for name in (_STRUCK, _HIDDEN, _FIELD_HIDDEN)):
                self._say(said)

    def _say(self, said: str) -> None:
        if "\ud800" <= said <= "\udbff":
            self._half = said
            return
        half, self._half = self._half, ""
        if half or "\udc00" <= said <= "\udfff":
            said = f"{half}{said}".encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._out.say(said)

    def _end(self, letter: str, applied: Properties) -> None:
        if letter == _CELL and applied.get(_ENDS_ROW):
            self._end_row()
            return
        self._set(applied)
        if applied.get(_IN_TABLE) or letter == _CELL:
            if not self._in_row:
                self._in_row = True
                self._out.begin_table()
                self._out.begin_cell()
            self._out.end_paragraph()
            if letter == _CELL:
                self._out.begin_cell()
        else:
            self._end_row()
            self._out.end_paragraph()

    def _set(self, applied: Properties) -> None:
        indent = max((applied.get(name, 0) for name in _INDENTED), default=0) * _POINTS_OF_TWIP
        side = next((_SIDES[applied[name]] for name in _ALIGNED if applied.get(name) in _SIDES), Side.LEFT)
        self._out.set_at(max(0.0, min(indent, _WIDEST)), side)

    def _end_row(self) -> None:
        if self._in_row:
            self._out.drop_last_cell()
            self._out.end_row()
            self._out.end_table()
            self._in_row = False


# --- Word 6 and 95 --------------------------------------------------------------------------------------------------------------------


def _read_word6(stream: bytes, flags: int) -> Document:
    """Return what a document of Word 6 or 95 says: its body, in one piece; one that was saved in haste is in several and is not read."""
    if flags & _COMPLEX:
        raise OldFormatError("The document is of a version of Word that is not read. Open it by hand.")
    first, _, count = struct.unpack_from("<II20xI", stream, 0x18)
    letters = stream[first : first + min(count, 2 * MAX_CHARACTERS)].decode("cp1252", "replace")
    nothing = _Runs(starts=(), ends=(), properties=())
    reader = _Reader(_Text(letters=letters, places=range(len(letters))), nothing, nothing)
    return reader.document([(Place.BODY, (0, len(letters)))])
