"""CSV files of a town, read strictly: every cell knows its line and column."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flows.address_file.source import Progress
from flows.town_folder.mistakes import CONTROL, Mistakes, nearest, suggestion
from flows.wording import say

BOM = b"\xef\xbb\xbf"
PROGRESS_EVERY = 1000
"""Lines between two notes of progress."""
HEAD_BYTES = 4096
LONGEST_QUOTED = 100
"""Lines a quoted cell may run over; a forgotten quote would swallow the file."""


@dataclass(slots=True)
class Row:
    """One line of a table. Cells are found by column name, stripped; a column the file lacks gives an empty cell."""

    table: "Table"
    line: int
    cells: list[str]
    starts: tuple[int, ...] | None = None
    """Column of each cell where quotes move them, from 1."""

    def __getitem__(self, name: str) -> str:
        position = self.table.positions.get(name)
        return "" if position is None else self.cells[position].strip()

    def column(self, name: str) -> int | None:
        """Return the column of the cell's first character, from 1."""
        position = self.table.positions.get(name)
        if position is None:
            return None
        if self.starts is not None:
            return self.starts[position]
        return sum(len(cell) + 1 for cell in self.cells[:position]) + 1

    def wrong(self, name: str, what: str, remedy: str) -> None:
        """Report a mistake in the cell of this column."""
        self.table.mistakes.add(self.table.where, what, remedy, line=self.line, column=self.column(name))

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a cell that holds several, cut at ``|``."""
        return tuple(dict.fromkeys(value.strip() for value in self[name].split("|") if value.strip()))


class Table:
    """A CSV file with header, ``;`` between cells. Mistakes of form are reported while it is read."""

    def __init__(self, path: Path, mistakes: Mistakes, *, needed: Collection[str], optional: Collection[str] | None = ()) -> None:
        """Expect these columns; ``optional`` None lets any further one pass."""
        self.path = path
        self.where = str(path)
        self.mistakes = mistakes
        self.positions: dict[str, int] = {}
        self._needed = tuple(needed)
        self._optional = optional
        self._encoding = "utf-8"

    def rows(self, progress: Progress | None = None) -> Iterator[Row]:
        """Yield the rows below the header, one at a time; a row with the wrong number of cells is reported and left out."""
        if not self.path.exists():
            return  # the folder's reader reports files that are missing
        try:
            with self.path.open("rb") as stream:
                yield from self._rows(stream, progress)
        except OSError as error:
            self.mistakes.lose(self.where)
            self.mistakes.add(
                self.where, say("cannot be read ({reason}).", reason=error.strerror), say("Check the file and its permissions.")
            )

    def _rows(self, stream: BinaryIO, progress: Progress | None) -> Iterator[Row]:
        if is_binary(stream.read(HEAD_BYTES)):
            self.mistakes.lose(self.where)
            report_binary(self.mistakes, self.where)
            return
        stream.seek(0)
        lines = self._lines(stream, progress)
        header = next(lines, None)
        if header is None:
            self.mistakes.add(
                self.where, say("the file is empty."), say("Its first line names the columns: {columns}.", columns=";".join(self._needed))
            )
            return
        number, text = header
        separator = self._separator(text)
        names, starts = _cells(text, separator)
        if separator != ";" or not self._read_header(number, [name.strip() for name in names], starts or _starts(names)):
            self.mistakes.lose(self.where)
            return
        width = len(names)
        for row in self._cut(lines, separator):
            if len(row.cells) == width:
                yield row
            else:
                self.mistakes.lose(self.where)
                what = say("cells: {found} here, {expected} in the header.", found=len(row.cells), expected=width)
                self.mistakes.add(
                    self.where, what, say("Quote a cell that holds “{separator}”.", separator=separator), line=row.line, column=1
                )

    def _cut(self, lines: Iterator[tuple[int, str]], separator: str) -> Iterator[Row]:
        """Yield the rows; a quote that is never closed costs its own line and not those it would swallow."""
        ahead: deque[tuple[int, str]] = deque()
        while (current := ahead.popleft() if ahead else next(lines, None)) is not None:
            number, text = current
            if not text.strip():
                continue
            if '"' not in text:
                yield Row(self, number, text.split(separator))
                continue
            taken: list[tuple[int, str]] = []
            cells, starts = _cells(text, separator)
            while starts is None and len(taken) < LONGEST_QUOTED and (following := ahead.popleft() if ahead else next(lines, None)):
                taken.append(following)
                cells, starts = _cells("\n".join((text, *(line for _, line in taken))), separator)
            if starts is not None:
                yield Row(self, number, cells, starts)
                continue
            ahead.extendleft(reversed(taken))
            self.mistakes.lose(self.where)
            what = say("a quote is opened and never closed.")
            self.mistakes.add(self.where, what, say("Close it, or double a quote meant as such."), line=number, column=text.rindex('"') + 1)

    def _lines(self, stream: BinaryIO, progress: Progress | None) -> Iterator[tuple[int, str]]:
        total = self.path.stat().st_size
        done = 0
        for number, raw in enumerate(stream, start=1):
            done += len(raw)
            if progress is not None and number % PROGRESS_EVERY == 0:
                progress(self.path.name, done, total)
            line = self._decode(raw.removeprefix(BOM) if number == 1 else raw, number).rstrip("\r\n")
            # In what is no UTF-8 such a character is a letter of another encoding, and told as that.
            if self._encoding == "utf-8" and (found := CONTROL.search(line)) is not None:
                what = say("a control character (U+{code}) stands in this text.", code=f"{ord(found[0]):04X}")
                self.mistakes.add(self.where, what, say("Remove it, or write the text anew."), line=number, column=found.start() + 1)
            yield number, line
        if progress is not None:
            progress(self.path.name, total, total)

    def _decode(self, line: bytes, number: int) -> str:
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8", "replace")) + 1
            report_encoding(self.mistakes, self.where, line[error.start], number, column)
            # Go on in what a French spreadsheet writes, so that the other mistakes of the file are found too; latin-1 takes every byte.
            self._encoding = "latin-1"
            return line.decode("cp1252", "replace")

    def _separator(self, header: str) -> str:
        if ";" in header:
            return ";"
        other = next((mark for mark in (",", "\t") if mark in header), None)
        if other is None:
            return ";"
        shown = "tab" if other == "\t" else other
        what = say("the columns are separated by “{other}” instead of “;”.", other=shown)
        self.mistakes.add(
            self.where, what, say("Export the file again with “;” between the columns."), line=1, column=header.index(other) + 1
        )
        return other

    def _read_header(self, number: int, names: list[str], starts: tuple[int, ...]) -> bool:
        """Find the columns; return whether the rows can be read."""
        before = len(self.mistakes.everything())
        for position, name in enumerate(names):
            if name in self.positions:
                what = say("column “{name}” stands twice.", name=name)
                self.mistakes.add(self.where, what, say("Remove one."), line=number, column=starts[position])
            elif self._is_unknown(name):
                what = say("unknown column “{name}”.", name=name)
                remedy = suggestion(name, (*self._needed, *(self._optional or ())), "demo/valognes")
                self.mistakes.add(self.where, what, remedy, line=number, column=starts[position])
            else:
                self.positions[name] = position
        for name in self._needed:
            if name not in self.positions:
                near = nearest(name, [other for other in names if other not in self._needed])
                remedy = say("“{near}” looks like it: rename it.", near=near) if near else say("Add it.")
                self.mistakes.add(self.where, say("column “{name}” is missing.", name=name), remedy, line=number, column=1)
        return len(self.mistakes.everything()) == before

    def _is_unknown(self, name: str) -> bool:
        return self._optional is not None and name not in self._needed and name not in self._optional


def is_binary(content: bytes) -> bool:
    """Return whether this begins no text file: a workbook, UTF-16."""
    return b"\0" in content


def report_binary(mistakes: Mistakes, where: str) -> None:
    """Report a file that is no text."""
    mistakes.add(where, say("this is no text file in UTF-8."), say("A spreadsheet exports one as “CSV UTF-8”."))


def report_encoding(mistakes: Mistakes, where: str, byte: int, line: int, column: int) -> None:
    """Report a byte that is not UTF-8."""
    what = say("byte 0x{byte:02X} is not UTF-8: the file is probably in Windows-1252 or Latin-1.", byte=byte)
    mistakes.add(where, what, say("Export or save it again as “UTF-8”."), line=line, column=column)


def _starts(cells: list[str]) -> tuple[int, ...]:
    starts = [1]
    for cell in cells[:-1]:
        starts.append(starts[-1] + len(cell) + 1)
    return tuple(starts)


def _cells(text: str, separator: str) -> tuple[list[str], tuple[int, ...] | None]:
    """Cut a line into cells and the columns they begin at; None for the columns where a quote stays open."""
    if '"' not in text:
        cells = text.split(separator)
        return cells, _starts(cells)
    cells, starts, position = [], [], 0
    while position <= len(text):
        starts.append(position + 1)
        if text[position : position + 1] == '"':
            cell, position = _quoted(text, position + 1)
            if position < 0:
                return [], None
        else:
            cell = ""
        end = text.find(separator, position)
        end = len(text) if end < 0 else end
        cells.append(cell + text[position:end])
        position = end + 1
    return cells, tuple(starts)


def _quoted(text: str, position: int) -> tuple[str, int]:
    """Read a quoted cell from behind its first quote; return it and where it ends, -1 if it does not."""
    parts: list[str] = []
    while True:
        end = text.find('"', position)
        if end < 0:
            return "", -1
        parts.append(text[position:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(parts), end + 1
        parts.append('"')
        position = end + 2
