"""An answer as a spreadsheet of LibreOffice (OpenDocument): numbers are numbers, words are words."""

import io
from collections.abc import Mapping
from datetime import datetime

from odfdo import Cell, Document, Row, Style, Table

from figures.chart_words import figure
from figures.table import Unit
from flows.figure_exports.sheet import Entry, Sheet

_DECIMALS: Mapping[Unit, int] = {
    Unit.COUNT: 0,
    Unit.RATE: 1,
    Unit.SECONDS: 1,
    Unit.MINUTES: 1,
    Unit.DAYS: 1,
    Unit.PER_REQUEST: 2,
    Unit.STARS: 2,
}
"""As they are shown: a share in percent."""
_HEAD, _WHOLE, _WORDS = "Head", "Whole", "Words"


def written(sheet: Sheet, name: str, language: str, made_at: datetime) -> bytes:
    """Return a sheet as a spreadsheet; ``name`` is that of its one table."""
    document = Document("spreadsheet")
    document.meta.title = sheet.title
    document.meta.creation_date = document.meta.date = made_at.replace(microsecond=0)
    for style in _styles():
        document.insert_style(style, automatic=True)
    table = Table(name)
    for line in (sheet.title, *sheet.about, ""):
        table.append_row(_row([_text(line)]))
    table.append_row(_row([_text(one, _HEAD) for one in sheet.head]))
    for at, row in enumerate(sheet.rows, start=1):
        is_whole = at == len(sheet.rows)
        table.append_row(_row([_cell(entry, language, is_whole=is_whole) for entry in row]))
    for line in ("", *sheet.notes):
        table.append_row(_row([_text(line)]))
    document.body.clear()
    document.body.append(table)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _cell(entry: Entry, language: str, *, is_whole: bool) -> Cell:
    if entry.number is None:
        return _text(entry.words, _WHOLE if is_whole else _WORDS if entry.words else None)
    kind = "percentage" if entry.unit is Unit.RATE else "float"
    cell = Cell(value=entry.number, cell_type=kind, style=_style_of(entry.unit, is_whole=is_whole))
    # What is read before anything is computed again; the library writes its own.
    cell.text_content = figure(entry.number, entry.unit, language)
    return cell


def _text(words: str, style: str | None = None) -> Cell:
    return Cell(value=words, cell_type="string", style=style) if words else Cell(style=style)


def _row(cells: list[Cell]) -> Row:
    row = Row()
    row.extend_cells(cells)
    return row


def _style_of(unit: Unit, *, is_whole: bool) -> str:
    return f"{'Whole' if is_whole else 'Figure'}-{unit.value}"


def _styles() -> list[Style | str]:
    """Return what cells look like: figures by their unit, the head, and the whole, which is bold."""
    found: list[Style | str] = []
    for unit, decimals in _DECIMALS.items():
        kind = "percentage" if unit is Unit.RATE else "number"
        sign = "<number:text>%</number:text>" if unit is Unit.RATE else ""
        places = f'number:decimal-places="{decimals}" number:min-decimal-places="{decimals}"'
        digits = f'<number:number {places} number:min-integer-digits="1" number:grouping="true"/>'
        found.append(f'<number:{kind}-style style:name="N-{unit.value}">{digits}{sign}</number:{kind}-style>')
        for is_whole in (False, True):
            look = Style("table-cell", name=_style_of(unit, is_whole=is_whole), area="text", bold=is_whole)
            look.set_attribute("style:data-style-name", f"N-{unit.value}")
            found.append(look)
    looks = ((_HEAD, True), (_WHOLE, True), (_WORDS, False))
    return [*found, *(Style("table-cell", name=name, area="text", bold=is_bold) for name, is_bold in looks)]
