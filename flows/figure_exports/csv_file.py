"""An answer as CSV, as spreadsheets of its language open it: UTF-8 with a mark, semicolons, the comma for decimals in French."""

import csv
import io

from figures.formula_guard import guarded
from figures.table import Unit
from flows.figure_exports.sheet import Entry, Sheet

_PERCENT = 100


def written(sheet: Sheet, language: str) -> bytes:
    """Return a sheet as CSV (RFC 4180 with semicolons): head, rows, the whole; above them what was asked, below how it was counted.

    Shares are in percent, with their sign. Words that programs would take for a formula stand behind an apostrophe.
    """
    file = io.StringIO(newline="")
    out = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for line in (sheet.title, *sheet.about):
        out.writerow([guarded(line)])
    out.writerow([])
    out.writerow([guarded(one) for one in sheet.head])
    for row in sheet.rows:
        out.writerow([_text(entry, language) for entry in row])
    if sheet.notes:
        out.writerow([])
    for line in sheet.notes:
        out.writerow([guarded(line)])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _text(entry: Entry, language: str) -> str:
    if entry.number is None:
        return guarded(entry.words)
    is_share = entry.unit is Unit.RATE
    plain = f"{entry.number * _PERCENT:.1f}" if is_share else f"{entry.number:f}"
    shown = plain.replace(".", ",") if language == "fr" else plain
    return f"{shown}{' %' if language == 'fr' else '%'}" if is_share else shown
