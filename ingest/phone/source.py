"""A log's bytes as rows of cells, in flat memory: any line end, any of four encodings, NUL bytes, quotes that nobody closed.

Each row comes with the byte after it: up to there whole rows were read, and from there a log that grows is read on.
"""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from ingest.phone.faults import Reason

LONGEST_LINE = 1 << 20
"""Bytes of a line: a longer one is no row of a call log."""
_OFTEN_OPEN = 8
"""After so many rows in a row whose quotes were never closed, the next such one is not looked at together with the lines below it."""
LONGEST_ROW = 20
"""Lines of a row: only a note has several, and a quote that is never closed swallows all that follow."""
_CHUNK = 1 << 20
_SHOWN = 400
_FORMULA = '="'
_LOST = "\N{REPLACEMENT CHARACTER}"
_BOMS = ((codecs.BOM_UTF8, 3), (codecs.BOM_UTF16_LE, 2), (codecs.BOM_UTF16_BE, 2))

csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_LINE))


class Encoding(StrEnum):
    """How a log's letters are written."""

    UTF_8 = "utf-8"
    CP1252 = "cp1252"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"


class LastLine(StrEnum):
    """What becomes of a last line that has no end (dernière ligne incomplète)."""

    AWAITED = "awaited"
    """The log grows: it is left until its end has come."""
    READ = "read"
    """The file is finished: it is a row like the others."""


class Bytes(Protocol):
    """Where bytes are read from: an open file, a request's body."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


class Place(NamedTuple):
    """Where reading a log begins or has come to: ``byte`` counts from 0, ``line`` is the number of the line that begins there, from 1."""

    byte: int = 0
    line: int = 1


class RawRow(NamedTuple):
    """A row: its cells or why there are none, its first line's number, the byte after it; ``text`` is its first line."""

    cells: list[str]
    line: int
    end: int
    lines: int
    text: str
    reason: Reason | None = None


@dataclass(slots=True)
class Seen:
    """What was met in the bytes so far."""

    utf8_lines: int = 0
    """Lines with letters outside ASCII that are UTF-8."""
    other_lines: int = 0
    """Those that are not; they were taken for Windows-1252."""
    nul_lines: int = 0


class _Line(NamedTuple):
    text: str
    size: int
    is_whole: bool
    is_long: bool


def lines(stream: Bytes, encoding: Encoding, seen: Seen) -> Iterator[_Line]:
    """Yield the lines of a stream with their size in bytes; of one that is too long its beginning only."""
    is_wide = encoding in (Encoding.UTF_16_LE, Encoding.UTF_16_BE)
    if is_wide:
        stream = _Transcoded(stream, encoding)
    for raw, length, is_whole, is_long in _raw_lines(stream):
        text = raw.decode("ascii") if raw.isascii() else _decoded(raw, seen)
        if "\0" in text:
            seen.nul_lines += 1
            # A line of nothing else is what a crash has left of rows.
            text = text.replace("\0", "") if text.strip("\0\r\n") else f"{_LOST}{text.lstrip(chr(0))}"
        size = len(raw.decode("utf-8", "replace").encode("utf-16-le", "replace")) if is_wide else length
        yield _Line(text, size, is_whole, is_long)


def _decoded(raw: bytes, seen: Seen) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        seen.other_lines += 1
        return raw.decode("cp1252", "replace")
    seen.utf8_lines += 1
    return text


def _raw_lines(stream: Bytes) -> Iterator[tuple[bytes, int, bool, bool]]:
    """Yield lines with their ends, their sizes, whether they have an end, and whether they were too long to keep."""
    rest = b""
    dropped = 0
    has_returns = False
    while chunk := stream.read(_CHUNK):
        pieces = (rest + chunk).splitlines(keepends=True)
        # A carriage return that ends a chunk may be half of a line end.
        rest = pieces.pop() if not pieces[-1].endswith(b"\n") else b""
        has_returns = has_returns or any(piece.endswith(b"\r") for piece in pieces[:1])
        for piece in pieces:
            if dropped or len(piece) > LONGEST_LINE:
                yield piece[:_SHOWN], dropped + len(piece), True, True
                dropped = 0
            else:
                yield piece, len(piece), True, False
        if len(rest) > LONGEST_LINE:
            keep = rest[-1:] if rest.endswith(b"\r") else b""
            dropped += len(rest) - len(keep)
            rest = keep
    if rest or dropped:
        # Where lines end otherwise, a carriage return at the very end is half of a line end.
        is_whole = rest.endswith(b"\r") and has_returns
        yield rest[:_SHOWN] if dropped else rest, dropped + len(rest), is_whole, dropped > 0


class _Transcoded:
    """A stream of UTF-16 as UTF-8."""

    def __init__(self, stream: Bytes, encoding: Encoding) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding.value)("replace")

    def read(self, size: int, /) -> bytes:
        """Return the next bytes; an odd last one is left, as it is half a letter."""
        while raw := self._stream.read(size):
            if text := self._decoder.decode(raw):
                return text.encode("utf-8", "replace")
        return b""


class Rows:
    """The rows of a log, from a place on."""

    def __init__(self, stream: Bytes, separator: str, encoding: Encoding, width: int, start: Place, seen: Seen) -> None:
        self.place = start
        self._lines = lines(stream, encoding, seen)
        self._is_first = self.place.byte == 0
        self._separator = separator
        self._width = width
        self._ahead: deque[_Line] = deque()
        self._taken: list[_Line] = []
        self._is_open = False
        """Whether lines ended, or were too many, within a quote."""
        self._met_end = False
        self._opened = 0
        """How many rows before this one, without another between them, had a quote that nobody closed."""
        self._reader = csv.reader(self, delimiter=separator)

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> str:
        """Hand the CSV reader its next line."""
        if len(self._taken) == LONGEST_ROW:
            self._is_open = True
            raise StopIteration
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        if line is None:
            self._is_open = self._met_end = True
            raise StopIteration
        self._taken.append(line)
        if self._is_first:
            self._is_first = False
            return line.text.removeprefix("\ufeff")
        if line.is_long:
            raise csv.Error
        return line.text

    def rows(self, last: LastLine) -> Iterator[RawRow]:
        """Yield the rows; ``place`` is behind the last one given."""
        while (row := self._row()) is not None:
            if last is LastLine.AWAITED and (not self._taken[-1].is_whole or (self._is_open and self._met_end)):
                return
            self.place = Place(row.end, row.line + row.lines)
            yield row

    def _row(self) -> RawRow | None:
        self._taken.clear()
        self._is_open = self._met_end = False
        if self._opened >= _OFTEN_OPEN and (row := self._open_row()) is not None:
            return row
        reason = None
        try:
            cells = next(self._reader)
        except StopIteration:
            if not self._taken:
                return None
            cells = []
        except csv.Error:
            cells = []
            reason = Reason.LONG if self._taken[-1].is_long else Reason.QUOTE
            self._reader = csv.reader(self, delimiter=self._separator)
        taken = self._taken
        is_broken = len(taken) > 1 and (reason is not None or (self._width and len(cells) != self._width) or self._has_swallowed(taken))
        if is_broken or self._is_open:
            self._give_back()
            cells = lenient(taken[0].text, self._separator)
            reason = None
            self._opened += 1
        else:
            self._opened = 0
        if _FORMULA in taken[0].text:
            cells = unformulated(cells)
        size = sum(line.size for line in taken) if len(taken) > 1 else taken[0].size
        return RawRow(cells, self.place.line, self.place.byte + size, len(taken), taken[0].text, reason)

    def _open_row(self) -> RawRow | None:
        """Return the next line as a row if its quotes do not come in pairs, None where they do: then it waits to be read."""
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        if line is None:
            return None
        if line.is_long or self._is_first or line.text.count('"') % 2 == 0:
            self._ahead.appendleft(line)
            return None
        self._taken.append(line)
        return RawRow(lenient(line.text, self._separator), self.place.line, self.place.byte + line.size, 1, line.text, None)

    def _has_swallowed(self, taken: list[_Line]) -> bool:
        """Whether the last line of several is a row of its own: the one above was cut off within a quote."""
        is_odd = sum(line.text.count('"') for line in taken) % 2
        return bool(is_odd) and len(next(csv.reader([taken[-1].text], delimiter=self._separator), [])) == self._width

    def _give_back(self) -> None:
        """Put back all lines but the first, which a quote without end has swallowed."""
        self._ahead.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]


def unformulated(cells: list[str]) -> list[str]:
    """Return cells without what keeps a spreadsheet from making quantities of numbers: ``="0612"`` is 0612."""
    return [one[2:-1] if one.startswith(_FORMULA) and one.endswith('"') else one for one in cells]


def lenient(text: str, separator: str) -> list[str]:
    """Return the cells of a line whose quotes cannot be trusted: cut at every separator."""
    return [one.strip().strip('"') for one in text.rstrip("\r\n").split(separator)]


def encoding_of(head: bytes) -> Encoding:
    """Return how the beginning of a log is written; one in neither UTF-16 nor UTF-8 is taken for Windows-1252."""
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding.UTF_16_LE
    if head.startswith(codecs.BOM_UTF16_BE):
        return Encoding.UTF_16_BE
    even, odd = head[:_SHOWN:2].count(0), head[1:_SHOWN:2].count(0)
    if max(even, odd) * 4 > len(head[:_SHOWN]) and min(even, odd) * 10 < max(even, odd):
        return Encoding.UTF_16_BE if even > odd else Encoding.UTF_16_LE
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return Encoding.CP1252
    return Encoding.UTF_8


def text_of(part: bytes, encoding: Encoding) -> str:
    """Return a part of a log as text, for a sample of it: what cannot be read is replaced, NUL bytes and a mark at its head are dropped."""
    for mark, size in _BOMS:
        if part.startswith(mark):
            part = part[size:]
            break
    return part.decode(encoding.value, "replace").replace("\0", "").replace("\ufeff", "")
