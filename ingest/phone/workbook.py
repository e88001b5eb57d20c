"""Workbooks of spreadsheets (``.xlsx``, ``.xlsm``) as the text their largest sheet would be saved as: a line for each of its rows.

Nothing of a workbook is run or fetched: macros, links and formulas are not looked at, of a formula its last result is taken.
Source: ECMA-376, part 1 (18.3, 18.4, 18.8, 18.17.4).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.phone.archived import UNREADABLE, ArchivedText, Attributes, Part, Seekable, TooLargeError
from ingest.phone.replayed import Binary

MAGIC = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_MOST_PARTS = 10_000
_MOST_LETTERS = 100 * 2**20
"""Of the texts that cells share, which must be held while the sheet is read."""
_MOST_CELLS = 500
"""Cells of a row: no log of calls has as many columns."""
_LONGEST_CELL = 20_000
_MOST_BLANK = 1_000
"""Rows without any cell between two others that become lines, so that lines have the numbers of rows."""
_PLACE = re.compile(r"([A-Z]{1,3})(?:\d+)?")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""What a format writes as it stands, and its colours and conditions."""
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = 15
"""Digits a spreadsheet keeps of a number."""
_DAY_SECONDS = 86_400
_DAY_0, _DAY_0_OF_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - what stands in a cell has no zone
_LAST_DAY = 2_958_465


class _Form(StrEnum):
    """How a number is shown."""

    NUMBER = "number"
    MOMENT = "moment"
    TIME = "time"


_BUILT_IN = dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58), _Form.MOMENT) | dict.fromkeys(
    (18, 19, 20, 21, *range(32, 36), 45, 46, 47, 55, 56), _Form.TIME
)
"""Formats that no workbook spells out (18.8.30)."""


def is_workbook(stream: Binary) -> bool:
    """Whether a file is a workbook, by what is in it and not by its name. The file stands at its beginning afterwards."""
    stream.seek(0)
    is_archive = stream.read(len(MAGIC)) == MAGIC
    try:
        return is_archive and _BOOK in zipfile.ZipFile(Seekable(stream)).namelist()
    except UNREADABLE:
        return False
    finally:
        stream.seek(0)


class Workbook(ArchivedText):
    """The largest sheet of a workbook as text, in UTF-8, cells separated by semicolons; line for line the rows of the sheet."""

    def _text(self, archive: zipfile.ZipFile) -> Iterator[bytes]:
        if len(archive.infolist()) > _MOST_PARTS:
            raise TooLargeError
        book = _Book()
        for part in (_BOOK, _RELATIONS):
            book.read(archive, part)
        styles, strings = _Styles(), _Strings()
        styles.read(archive, _STYLES)
        strings.read(archive, _STRINGS)
        sheet = _Sheet(styles.forms, strings.texts, _DAY_0_OF_1904 if book.is_1904 else _DAY_0)
        for _ in sheet.pieces(archive, _largest(archive, book)):
            if text := sheet.taken():
                yield text.encode("utf-8", "replace")


class _Book(Part):
    """The workbook's list of sheets, and where each is."""

    def __init__(self) -> None:
        self.is_1904 = False
        self.shown: list[str] = []
        self.targets: dict[str, str] = {}

    def begin(self, name: str, attributes: Attributes) -> None:
        match name:
            case "workbookPr":
                self.is_1904 = attributes.get("date1904", "0") in ("1", "true")
            case "sheet" if attributes.get("state", "visible") == "visible":
                self.shown += [value for key, value in attributes.items() if key.endswith("}id")]
            case "Relationship":
                target = attributes.get("Target", "")
                self.targets[attributes.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _largest(archive: zipfile.ZipFile, book: _Book) -> str:
    """Return the part of the sheet that holds most. Raises KeyError where there is none."""
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    shown = [part for one in book.shown if (part := book.targets.get(one, "")) in sizes]
    found = shown or [name for name in sizes if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if not found:
        raise KeyError
    return max(found, key=lambda part: sizes[part])


class _Styles(Part):
    """How each style of cells shows a number."""

    def __init__(self) -> None:
        self.forms: list[_Form] = []
        self._known: dict[str, _Form] = {str(number): form for number, form in _BUILT_IN.items()}
        self._is_of_cells = False

    def begin(self, name: str, attributes: Attributes) -> None:
        match name:
            case "numFmt":
                self._known[attributes.get("numFmtId", "")] = _form_of(attributes.get("formatCode", ""))
            case "cellXfs":
                self._is_of_cells = True
            case "xf" if self._is_of_cells:
                self.forms.append(self._known.get(attributes.get("numFmtId", ""), _Form.NUMBER))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


def _form_of(code: str) -> _Form:
    """Return how a format's code shows a number: with a day, with a time alone, or as it is."""
    bare = _LITERAL.sub("", code.split(";", 1)[0]).lower()
    if _ELAPSED.search(bare):
        return _Form.TIME
    if any(letter in bare for letter in "yd") and "general" not in bare and "standard" not in bare:
        return _Form.MOMENT
    return _Form.TIME if "h" in bare or "s" in bare.replace("standard", "") else _Form.NUMBER


class _Strings(Part):
    """The texts that cells share; what tells how a word is read aloud is none of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._said: list[str] = []
        self._letters = 0
        self._is_text = False
        self._is_aloud = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._said.clear()
        elif name == "rPh":
            self._is_aloud = True
        self._is_text = name == "t" and not self._is_aloud

    def end(self, name: str) -> None:
        self._is_text = False
        if name == "rPh":
            self._is_aloud = False
        elif name == "si":
            self.texts.append("".join(self._said))

    def said(self, text: str) -> None:
        if self._is_text:
            self._letters += len(text)
            if self._letters > _MOST_LETTERS:
                raise TooLargeError
            self._said.append(text)


class _Sheet(Part):
    """The rows of a sheet as lines."""

    def __init__(self, forms: list[_Form], texts: list[str], day_0: datetime) -> None:
        self._forms = forms
        self._texts = texts
        self._day_0 = day_0
        self._lines = io.StringIO()
        self._writer = csv.writer(self._lines, delimiter=";", lineterminator="\n")
        self._row: list[str] = []
        self._number = 0
        """Of the last row that was begun, from 1."""
        self._place = -1
        self._kind, self._form = "", _Form.NUMBER
        self._said: list[str] = []
        self._length = 0
        self._is_value = False
        self._is_aloud = False

    def taken(self) -> str:
        """Return the lines since this was last asked."""
        text = self._lines.getvalue()
        self._lines.seek(0)
        self._lines.truncate()
        return text

    def begin(self, name: str, attributes: Attributes) -> None:
        match name:
            case "row":
                self._begin_row(attributes.get("r", ""))
            case "c":
                self._begin_cell(attributes)
            case "rPh":
                self._is_aloud = True
            case "v":
                self._is_value = True
            case "t":
                self._is_value = self._kind == "inlineStr" and not self._is_aloud

    def end(self, name: str) -> None:
        match name:
            case "v" | "t":
                self._is_value = False
            case "rPh":
                self._is_aloud = False
            case "c":
                self._end_cell()
            case "row":
                self._writer.writerow(self._row)

    def said(self, text: str) -> None:
        if self._is_value and self._length < _LONGEST_CELL:
            self._length += len(text)
            self._said.append(text)

    def _begin_row(self, written: str) -> None:
        number = int(written) if written.isdecimal() and len(written) < _DIGITS else self._number + 1
        blank = min(max(0, number - self._number - 1), _MOST_BLANK)
        self._lines.write("\n" * blank)
        self._number, self._row, self._place = number, [], -1

    def _begin_cell(self, attributes: Attributes) -> None:
        found = _PLACE.fullmatch(attributes.get("r", ""))
        self._place = _column(found[1]) if found else self._place + 1
        style = attributes.get("s", "0")
        place = int(style) if style.isdecimal() and len(style) < _DIGITS else 0
        self._kind = attributes.get("t", "n")
        self._form = self._forms[place] if place < len(self._forms) else _Form.NUMBER
        self._said.clear()
        self._length = 0

    def _end_cell(self) -> None:
        if self._place >= _MOST_CELLS:
            return
        self._row += [""] * (self._place - len(self._row))
        self._row[self._place :] = [" ".join(self._shown("".join(self._said)).split())]

    def _shown(self, value: str) -> str:
        match self._kind:
            case "s":
                return self._texts[int(value)] if value.isdecimal() and int(value) < len(self._texts) else ""
            case "n":
                return _shown(value, self._form, self._day_0)
            case _:
                return value


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shown(value: str, form: _Form, day_0: datetime) -> str:
    """Return a number as a log would write it: a day and its time, a duration, or the number with all its digits."""
    try:
        number = float(value)
    except ValueError:
        return value
    if form is not _Form.NUMBER and 0 <= number <= _LAST_DAY:
        seconds = round(number * _DAY_SECONDS)
        if form is _Form.TIME or seconds < _DAY_SECONDS:
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        moment = day_0 + timedelta(seconds=seconds)
        return moment.strftime("%Y-%m-%d %H:%M:%S" if seconds % _DAY_SECONDS else "%Y-%m-%d")
    if number == int(number) and abs(number) < 10**_DIGITS:
        return str(int(number))
    return value
