"""An address file as rows of cells: compressed or not, in the encoding it is in. What cannot be one is refused whole."""

import csv
import gzip
import re
import zlib
from codecs import getincrementaldecoder
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from domain.errors import ConfigurationError, Mistake
from flows.address_file.faults import Reason
from flows.wording import Message, say

Progress = Callable[[str, int, int], None]
"""Told the file, the bytes read so far and the bytes there are."""

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 1 << 20
PROGRESS_EVERY = 1000
"""Lines between two notes of progress."""

LONGEST_ROW = 20
"""Lines a row may run over; a quote that is never closed would swallow the file."""

FEWEST_FILLED = 10
"""Rows that must all have their last cell before a last row without it is taken for one that breaks off."""

LONGEST_LINE = 100_000
"""Characters read of a line: a file without ends of lines must not fill the memory."""

LARGEST_PLAIN_BYTES = 400 * 2**20
MOST_LINES = 3_000_000
"""Unpacked: the largest county has a million addresses in two hundred megabytes; some kilobytes packed can be a thousand times as many."""

SEPARATORS = ";,\t|"

SEPARATOR_LINE = re.compile(r"sep=.\s*$", re.IGNORECASE)

ASCII = bytes(range(128))
LETTERS = frozenset("àâäæçéèêëîïôöœùûüÿñáíóúìòãõÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸÑÁÍÓÚ’‘“”«»–—…°²³€ºª´·\xa0".encode("cp1252"))
"""What a French file has outside ASCII; in any other encoding these bytes mean something else."""

TRUE_SHARE = 0.98
"""Of the bytes outside ASCII, so many must be French letters before a file passes for Windows-1252."""

TWICE = b"\xc3\x83"
"""First letter of what remains when UTF-8 is taken for Latin-1 and encoded again: “Ã©” for “é”."""


class RawRow(NamedTuple):
    """A row of the file; ``cells`` is None where it could not be cut into cells, for the ``reason`` given."""

    line: int
    cells: list[str] | None
    reason: Reason | None = None


class AddressFile:
    """Rows of an address file, read one at a time. Raises ConfigurationError where the whole file cannot be one."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path = path
        self._progress = progress
        self._encoding = ""

    def refusal(self, what: Message, remedy: Message, *causes: Mistake) -> ConfigurationError:
        """Return the error that refuses the file."""
        return ConfigurationError(Mistake(where=str(self.path), what=what, remedy=remedy), *causes)

    def rows(self) -> Generator[RawRow, None, None]:
        """Yield the header, then the rows that hold anything."""
        if not self.path.is_file():
            raise self.refusal(say("the file is missing."), say("Give an address file (BAL)."))
        self._encoding = self._recognised()
        with self._opened() as (stream, done), TextIOWrapper(stream, encoding=self._encoding, newline="") as text:
            lines = _Lines(self._told(text, done))
            first = lines.header()
            separator = max(SEPARATORS, key=first.count)
            width = len(next(csv.reader([first], delimiter=separator), []))
            reader = csv.reader(lines, delimiter=separator, strict=True)
            is_filled = True
            while (row := lines.row(reader)) is not None:
                self._check_end(lines, row, width, is_filled=is_filled)
                is_filled = is_filled and bool(row.cells and row.cells[-1])
                if row.cells is None or any(row.cells):
                    yield row

    def _check_end(self, lines: "_Lines", row: RawRow, width: int, *, is_filled: bool) -> None:
        """Refuse a file that breaks off within its last row; ``is_filled``: the last cell of all rows before holds something."""
        # The first row is the header's: what has none is no address file, whole or not.
        if row.line == 1 or not lines.is_broken_off:
            return
        lacks_last = is_filled and row.line > FEWEST_FILLED and row.cells is not None and not row.cells[-1]
        if row.cells is None or len(row.cells) < width or lacks_last:
            raise self._broken_off(row.line)

    def _broken_off(self, line: int) -> ConfigurationError:
        return self.refusal(say("the file breaks off in line {line}: it is not whole.", line=line), say("Get the file again."))

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
        """Open the file, decompressed, with a function that tells how many of its bytes have been read."""
        try:
            with ExitStack() as opened:
                raw = opened.enter_context(self.path.open("rb"))
                is_compressed = raw.read(len(GZIP)) == GZIP
                raw.seek(0)
                yield cast("BinaryIO", opened.enter_context(gzip.GzipFile(fileobj=raw))) if is_compressed else raw, raw.tell
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.refusal(say("the compressed file is damaged or not whole."), say("Get the file again.")) from error
        except OSError as error:
            reason = say("cannot be read ({reason}).", reason=error.strerror)
            raise self.refusal(reason, say("Check the file and its permissions.")) from error

    def _told(self, lines: TextIOWrapper, done: Callable[[], int]) -> Iterator[str]:
        total = self.path.stat().st_size
        for number, line in enumerate(_bounded(lines), start=1):
            if self._progress is not None and number % PROGRESS_EVERY == 0:
                self._progress(self.path.name, done(), total)
            yield line
        if self._progress is not None:
            self._progress(self.path.name, total, total)

    def _recognised(self) -> str:
        """Return the encoding of the file, having looked at all of it."""
        found = _Sight()
        with self._opened() as (stream, _):
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                found.look_at(chunk)
                if found.is_binary:
                    break
                if found.is_too_large:
                    what = say(
                        "unpacked it is larger than {size} MB or longer than {lines} lines, more than any county has.",
                        size=LARGEST_PLAIN_BYTES // 2**20,
                        lines=MOST_LINES,
                    )
                    raise self.refusal(what, say("Get the file of the town itself."))
        if (refused := found.refused()) is not None:
            raise self.refusal(*refused)
        if found.is_cut_off:
            raise self._broken_off(found.lines + 1)
        if found.is_utf8:
            return "utf-8-sig"
        if found.is_cp1252:
            return "cp1252"
        raise self.refusal(say("its encoding is neither UTF-8 nor Windows-1252."), say("Export or save it again as “UTF-8”."))


class _Sight:
    """What the bytes of a file look like."""

    def __init__(self) -> None:
        self.is_empty = True
        self.is_archive = False
        self.is_utf16 = False
        self.is_binary = False
        self.is_utf8 = True
        self.lines = 0
        self._size = self._returns = 0
        self._is_first = True
        self._decoder = getincrementaldecoder("utf-8")()
        self._high: Counter[int] = Counter()
        self._twice = 0

    def look_at(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        if self._is_first:
            self.is_archive, self.is_utf16 = chunk.startswith(ZIP), chunk.startswith(UTF_16)
            self._is_first = False
        self.is_empty = self.is_empty and not chunk.strip(b"\xef\xbb\xbf \t\r\n")
        self.is_binary = self.is_binary or b"\0" in chunk
        self._high.update(chunk.translate(None, ASCII))
        self._twice += chunk.count(TWICE)
        self.lines += chunk.count(b"\n")
        self._size += len(chunk)
        self._returns += chunk.count(b"\r")
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def refused(self) -> tuple[Message, Message] | None:
        """Return why the bytes are no text and what to do, None where they may be."""
        if self.is_empty:
            return say("the file is empty."), say("Give an address file (BAL).")
        if self.is_archive:
            return say("this is an archive (ZIP) or a spreadsheet, no text file."), say("Unpack it, or export the sheet as “CSV UTF-8”.")
        if self.is_utf16:
            return say("its encoding is UTF-16."), say("Export or save it again as “UTF-8”.")
        if self.is_binary:
            return say("this is no text file in UTF-8."), say("A spreadsheet exports one as “CSV UTF-8”.")
        if self.is_encoded_twice:
            return say("its accents were encoded twice (“Ã©” for “é”)."), say("Get the file again, and do not convert it.")
        return None

    @property
    def is_too_large(self) -> bool:
        """Return whether the file is larger, or has more lines by either end of line, than is read."""
        return self._size > LARGEST_PLAIN_BYTES or max(self.lines, self._returns) > MOST_LINES

    @property
    def is_cut_off(self) -> bool:
        """Return whether UTF-8 ends within a letter."""
        return self.is_utf8 and self._decoder.getstate()[0] != b""

    @property
    def is_encoded_twice(self) -> bool:
        """Return whether half of what is outside ASCII came from encoding it twice; each time costs four bytes."""
        return self._twice > 0 and self._twice * 4 * 2 >= self._high.total()

    @property
    def is_cp1252(self) -> bool:
        """Return whether what is outside ASCII are French letters in Windows-1252."""
        return sum(count for byte, count in self._high.items() if byte in LETTERS) >= TRUE_SHARE * self._high.total()


def _bounded(lines: TextIOWrapper) -> Iterator[str]:
    """Yield the lines; of one that is too long its beginning, one character more than `LONGEST_LINE`."""
    for line in iter(lambda: lines.readline(LONGEST_LINE), ""):
        if len(line) < LONGEST_LINE or line.endswith(("\n", "\r")):
            yield line
            continue
        rest = line
        while rest and not rest.endswith(("\n", "\r")):
            rest = lines.readline(LONGEST_LINE)
        yield line + (rest[-1:] or " ")


class _Lines:
    """Lines for the CSV reader, which hands back those a forgotten quote has swallowed."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self._number = 0
        """Lines of finished rows."""
        self._ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) == LONGEST_ROW:
            raise StopIteration
        self._taken.append(self._ahead.popleft() if self._ahead else self._next())
        if len(self._taken[-1]) > LONGEST_LINE:
            raise csv.Error
        return self._taken[-1]

    def header(self) -> str:
        """Return the line of the header without taking it; empty ones before it, and the ``sep=;`` of spreadsheets, are passed over."""
        line = next(self._lines, "")
        while line and (not line.strip() or SEPARATOR_LINE.match(line)):
            self._number += 1
            line = next(self._lines, "")
        self._ahead.append(line)
        return line

    def row(self, reader: Iterator[list[str]]) -> RawRow | None:
        """Return the next row, None at the end."""
        line, reason = self._number + 1, None
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return None
        except csv.Error:
            cells = None
            reason = Reason.LONG if len(self._taken[0]) > LONGEST_LINE else Reason.QUOTE
            self._ahead.extendleft(reversed(self._taken[1:]))
            del self._taken[1:]
        self._number += len(self._taken)
        self._is_whole = self._taken[-1:] == [] or self._taken[-1].endswith(("\n", "\r"))
        self._taken.clear()
        return RawRow(line, cells, reason)

    @property
    def is_broken_off(self) -> bool:
        """Return whether the last row is the file's last and has no end of line."""
        return not self._is_whole

    def _next(self) -> str:
        return next(self._lines)
