"""Take an answer out of the desk as a file; that it left stands in the journal."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from figures.charts import svg
from figures.question import View
from figures.table import Table
from figures.words import Said
from flows.exports import exporting
from flows.figure_exports import csv_file, ods_file, paper, xlsx_file
from flows.figure_exports.drawable import drawable
from flows.figure_exports.sheet import Sheet, sheet_of
from flows.printing import pdf
from flows.reports.pictures import png
from flows.wiring import Installation
from flows.wording import say

WHAT = "figures"
"""What the journal calls such an export."""
MOST_CELLS = 5_000
"""Of a table on paper: some fifty pages, and ten seconds of a processor. Nobody reads more; a spreadsheet takes it."""
_LONGEST_NAME = 80
_LEAF = Said("Chiffres", "Figures")
_CHART = Said("Graphique\u00a0: {title}. Le tableau qui suit donne tous les chiffres.", "Chart: {title}. The table below has all figures.")


class Format(StrEnum):
    """What a file is."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


PICTURES = frozenset({Format.PNG, Format.SVG})
"""Of the chart alone; of an answer that is looked at as a table there are none."""
MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.PDF: "application/pdf",
    Format.PNG: "image/png",
    Format.SVG: "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An answer that is taken out: what was asked and when (``about``), how it is looked at, in which language and town."""

    table: Table
    view: View
    about: tuple[str, ...]
    language: str
    town: TownId
    town_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFile:
    """A file: how it is saved, what it is, what is in it."""

    name: str
    media_type: str
    content: bytes


def take_out(installation: Installation, taken: Taken, format_: Format, actor: str, now: datetime) -> FigureFile:
    """Return an answer as a file, and write down that it left: how many lines, by whom.

    Raises InvalidError for a PDF of more than `MOST_CELLS`, `flows.printing.pdf.UnprintableError` for a PDF or PNG that cannot be made,
    and UnavailableError where nothing prints.
    """
    content = content_of(taken, format_, now)
    with exporting(installation, f"{WHAT}.{format_.value}", actor, now) as export:
        export.count(taken.town, max(1, len(taken.table.lines)))
    return FigureFile(name=f"{_name(taken.table.title)}.{format_.value}", media_type=MEDIA_TYPES[format_], content=content)


def content_of(taken: Taken, format_: Format, now: datetime) -> bytes:
    """Return what is in the file."""
    sheet = sheet_of(taken.table, taken.about, taken.language)
    match format_:
        case Format.CSV:
            return csv_file.written(sheet, taken.language)
        case Format.XLSX:
            return xlsx_file.written(sheet, _LEAF.told(taken.language), now)
        case Format.ODS:
            return ods_file.written(sheet, _LEAF.told(taken.language), taken.language, now)
        case Format.PDF:
            return _printed(taken, sheet, now)
        case Format.PNG:
            return png(_drawn(taken))
        case Format.SVG:
            return _drawn(taken).encode()
        case _:
            assert_never(format_)


def _drawn(taken: Taken) -> str:
    return svg(drawable(taken.table, taken.view), taken.view, taken.language)


def _printed(taken: Taken, sheet: Sheet, now: datetime) -> bytes:
    count = len(sheet.rows) * (len(sheet.head) - 1)
    if count > MOST_CELLS:
        what = say("This table has {count} figures, which is too much for paper: a PDF takes {most}.", count=count, most=MOST_CELLS)
        raise InvalidError(
            Mistake(where="format", what=what, remedy=say("Take the spreadsheet, which has all of them, or ask for fewer lines."))
        )
    if not has_chart(taken):
        return pdf.render(paper.page(sheet, taken.language, taken.town_name, now.date(), None), {})
    chart = _CHART.filled(taken.language, title=taken.table.title)
    drawn = _drawn(taken).encode()
    return pdf.render(paper.page(sheet, taken.language, taken.town_name, now.date(), chart), {paper.CHART: drawn})


def has_chart(taken: Taken) -> bool:
    """Tell whether there is a picture of an answer beside its table."""
    return taken.view is not View.TABLE and bool(taken.table.lines)


def _name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or WHAT
