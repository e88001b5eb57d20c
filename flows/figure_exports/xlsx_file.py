"""An answer as a workbook of Excel (Office Open XML): numbers are numbers, words are words."""

import io
from collections.abc import Mapping
from datetime import datetime

import xlsxwriter

from figures.table import Unit
from flows.figure_exports.sheet import Sheet

FORMATS: Mapping[Unit, str] = {
    Unit.COUNT: "#,##0",
    Unit.RATE: "0.0%",
    Unit.SECONDS: "#,##0.0",
    Unit.MINUTES: "#,##0.0",
    Unit.DAYS: "#,##0.0",
    Unit.PER_REQUEST: "#,##0.00",
    Unit.STARS: "0.00",
}
_FIRST_WIDTH, _WIDTH, _WIDEST, _HEAD_HEIGHT = 34, 16, 60, 45
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def written(sheet: Sheet, name: str, made_at: datetime) -> bytes:
    """Return a sheet as a workbook; ``name`` is that of its one leaf, at most 31 characters."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    # The same answer gives the same file.
    book.set_properties({"title": sheet.title, "created": made_at.replace(tzinfo=None)})
    strong = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
    plain = {unit: book.add_format({"num_format": code}) for unit, code in FORMATS.items()}
    whole = {unit: book.add_format({"num_format": code, "bold": True, "top": 1}) for unit, code in FORMATS.items()}
    words, whole_words = book.add_format({"align": "right"}), book.add_format({"align": "right", "bold": True, "top": 1})
    total = book.add_format({"bold": True, "top": 1})
    leaf = book.add_worksheet(name)
    leaf.write_string(0, 0, sheet.title, strong)
    for at, line in enumerate(sheet.about, start=1):
        leaf.write_string(at, 0, line)
    first = len(sheet.about) + 2
    for column, one in enumerate(sheet.head):
        leaf.write_string(first, column, one, head)
    leaf.set_row(first, _HEAD_HEIGHT)
    for at, row in enumerate(sheet.rows, start=first + 1):
        is_whole = at == first + len(sheet.rows)
        for column, entry in enumerate(row):
            if column == 0:
                leaf.write_string(at, 0, entry.words, total if is_whole else None)
            elif entry.number is not None:
                leaf.write_number(at, column, float(entry.number), (whole if is_whole else plain)[entry.unit])
            else:
                leaf.write_string(at, column, entry.words, whole_words if is_whole else words)
    for at, line in enumerate(sheet.notes, start=first + len(sheet.rows) + 2):
        leaf.write_string(at, 0, line)
    longest = max((len(row[0].words) for row in sheet.rows), default=0)
    leaf.set_column(0, 0, min(_WIDEST, max(_FIRST_WIDTH, longest)), None)
    leaf.set_column(1, max(1, len(sheet.head) - 1), _WIDTH)
    leaf.freeze_panes(first + 1, 1)
    leaf.repeat_rows(first)
    leaf.set_landscape()
    leaf.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()
