"""Spreadsheets of LibreOffice (``.ods``) as the text their largest sheet would be saved as: a line for each of its rows.

Nothing of a document is run or fetched: macros, links and formulas are not looked at, of a formula its last result is taken.
Source: OASIS, "Open Document Format" 1.3, part 3 (9.1, 19.370 to 19.389, 19.675).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

from ingest.phone.archived import UNREADABLE, ArchivedText, Attributes, Part, Seekable, TooLargeError
from ingest.phone.replayed import Binary

MAGIC = b"PK\x03\x04"
_KIND = "mimetype"
_SPREADSHEETS = (b"application/vnd.oasis.opendocument.spreadsheet", b"application/vnd.oasis.opendocument.spreadsheet-template")
_LONGEST_KIND = 100
_CONTENT = "content.xml"
_MOST_CELLS = 500
"""Cells of a row: no log of calls has as many columns."""
_LONGEST_CELL = 20_000
_MOST_ALIKE = 1_000
"""Rows that are told once for many: blank ones between two others; calls that are the same to the second there are not as many."""
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_SECONDS_PART = re.compile(r"(:\d{2}:\d{2})[.,]\d+.*$")
_DIGITS = 15
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_VALUES = dict.fromkeys(("float", "percentage", "currency"), "value") | {kind: f"{kind}-value" for kind in ("date", "time", "boolean")}


def is_spreadsheet(stream: Binary) -> bool:
    """Whether a file is a spreadsheet of that form, by what is in it and not by its name. The file stands at its beginning afterwards."""
    stream.seek(0)
    is_archive = stream.read(len(MAGIC)) == MAGIC
    try:
        if not is_archive:
            return False
        archive = zipfile.ZipFile(Seekable(stream))
        with archive.open(_KIND) as kind:
            return kind.read(_LONGEST_KIND).strip() in _SPREADSHEETS and _CONTENT in archive.namelist()
    except UNREADABLE:
        return False
    finally:
        stream.seek(0)


class Spreadsheet(ArchivedText):
    """The largest sheet of a spreadsheet as text, in UTF-8, cells separated by semicolons; line for line the rows of the sheet."""

    def _text(self, archive: zipfile.ZipFile) -> Iterator[bytes]:
        sizes = _Sizes()
        sizes.read(archive, _CONTENT)
        sheet = _Sheet(max(range(len(sizes.cells)), key=sizes.cells.__getitem__, default=0))
        try:
            for _ in sheet.pieces(archive, _CONTENT):
                if text := sheet.taken():
                    yield text.encode("utf-8", "replace")
        except TooLargeError:
            # What was read before holds.
            yield sheet.taken().encode("utf-8", "replace")
            raise


def _own(attributes: Attributes, name: str) -> str:
    """Return an attribute by its name without its namespace, empty where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")


def _times(attributes: Attributes, name: str) -> int:
    written = _own(attributes, name)
    return int(written) if written.isdecimal() and 0 < len(written) < _DIGITS else 1


class _Sizes(Part):
    """How many cells of each sheet hold something."""

    def __init__(self) -> None:
        self.cells: list[int] = []
        self._depth = 0

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self.cells.append(0)
        elif name in _CELLS and self.cells and _own(attributes, "value-type"):
            self.cells[-1] += 1

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1


class _Sheet(Part):
    """The rows of one of the sheets as lines."""

    def __init__(self, wanted: int) -> None:
        self._left = wanted + 1
        """Sheets that begin until the wanted one has."""
        self._depth = 0
        self._lines = io.StringIO()
        self._writer = csv.writer(self._lines, delimiter=";", lineterminator="\n")
        self._row: list[str] = []
        self._alike = 1
        self._blank = 0
        self._cell: Attributes = {}
        self._said: list[str] = []
        self._length = 0
        self._is_text = False
        self._aside = 0
        """Within so many notes, which are no part of a cell's text."""

    @property
    def _is_wanted(self) -> bool:
        return self._left == 0 and self._depth == 1

    def taken(self) -> str:
        """Return the lines since this was last asked."""
        text = self._lines.getvalue()
        self._lines.seek(0)
        self._lines.truncate()
        return text

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            self._left -= self._depth == 1
        if not self._is_wanted:
            return
        if name == "table-row":
            self._row, self._alike = [], _times(attributes, "number-rows-repeated")
        elif name in _CELLS:
            self._cell, self._length = attributes, 0
            self._said.clear()
        elif name == "annotation":
            self._aside += 1
        elif name in {"p", "s", "tab", "line-break"}:
            self._is_text = self._is_text or name == "p"
            self._said.append(" ")

    def end(self, name: str) -> None:
        if self._is_wanted:
            if name == "table-row":
                self._end_row()
            elif name in _CELLS:
                self._end_cell()
            elif name == "annotation":
                self._aside -= 1
            elif name == "p":
                self._is_text = False
        if name == "table":
            self._depth -= 1

    def said(self, text: str) -> None:
        if self._is_wanted and self._is_text and not self._aside and self._length < _LONGEST_CELL:
            self._length += len(text)
            self._said.append(text)

    def _end_cell(self) -> None:
        shown = self._shown()
        room = _MOST_CELLS - len(self._row)
        self._row += [shown] * min(room, _times(self._cell, "number-columns-repeated"))

    def _end_row(self) -> None:
        while self._row and not self._row[-1]:
            self._row.pop()
        if not self._row:
            self._blank += self._alike
            return
        if self._alike > _MOST_ALIKE:
            raise TooLargeError
        self._lines.write("\n" * min(self._blank, _MOST_ALIKE))
        self._blank = 0
        for _ in range(self._alike):
            self._writer.writerow(self._row)

    def _shown(self) -> str:
        """Return what a cell holds as a log would write it: a day and its time, a duration, or the number with all its digits."""
        kind = _own(self._cell, "value-type")
        value = _own(self._cell, _VALUES.get(kind, ""))
        if not value:
            return " ".join("".join(self._said).split())
        if kind == "date":
            return _SECONDS_PART.sub(r"\1", value.replace("T", " "))
        if kind == "time" and (found := _DURATION.fullmatch(value)):
            return f"{int(found[1]):02}:{int(found[2]):02}:{int(found[3]):02}"
        return _number(value) if _VALUES.get(kind) == "value" else value


def _number(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if abs(number) < 10**_DIGITS and number == int(number) else value
