"""An answer as its page shows it, on the desk and for everybody: drawing, chart, table, words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from figures.charts import svg
from figures.question import Question, View
from figures.table import Table
from flows.figure_exports.drawable import drawable
from flows.figure_exports.export import PICTURES, Format
from web.figures_chart import chart_of, summary
from web.figures_table import ShownTable, Way, shown_table
from web.place_map import MapView
from web.translations import Language
from web.words import N_

FORMATS: Mapping[Format, str] = {
    Format.CSV: N_("CSV"),
    Format.XLSX: N_("Excel (XLSX)"),
    Format.ODS: N_("LibreOffice (ODS)"),
    Format.PDF: N_("PDF"),
    Format.PNG: N_("Chart (PNG)"),
    Format.SVG: N_("Chart (SVG)"),
}
_UNDRAWN = frozenset({View.TABLE, View.HEAT, View.MAP})
"""Views that are no drawing in the page: a heat table is its table, a map is the town's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as its page shows it. ``svg`` is there without scripts, ``chart`` for them; ``points`` lie on ``map``."""

    title: str
    about: tuple[str, ...]
    notes: tuple[str, ...]
    table: ShownTable
    is_empty: bool
    svg: str
    chart: dict[str, object] | None
    summary: str
    formats: tuple[tuple[str, str], ...]
    map: MapView | None = None
    points: tuple[Mapping[str, object], ...] = ()


def answer_of(table: Table, question: Question, language: Language, about: tuple[str, ...], way: Way) -> Answer:
    """Return an answer as it is shown in a language; ``about`` says where and when it was counted."""
    is_empty = is_nothing(table)
    is_drawn = question.view not in _UNDRAWN and not is_empty
    return Answer(
        title=table.title,
        about=about,
        notes=table.notes,
        table=shown_table(table, question.view, language.code, way),
        is_empty=is_empty,
        svg=svg(replace(drawable(table, question.view), title=""), question.view, language.code) if is_drawn else "",
        chart=chart_of(table, question, language.code) if is_drawn else None,
        summary=summary(table, question.view, language.code, lambda text, **values: language.gettext(text).format(**values)),
        formats=tuple((one.value, language.gettext(label)) for one, label in FORMATS.items() if one not in PICTURES or has_chart(question)),
    )


def is_nothing(table: Table) -> bool:
    """Tell whether nothing was counted at all."""
    return not any(cell.value or cell.is_masked for line in (*table.lines, table.total) for cell in line.cells)


def has_chart(question: Question) -> bool:
    """Tell whether there is a picture of an answer to take out."""
    return question.view is not View.TABLE
