"""Answers taken out as files: opened again, each is cell by cell what the table says; nothing in them is taken for a formula (S40, S41)."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pdfplumber
import pytest
from lxml import etree
from odfdo import Document
from PIL import Image

from domain.errors import InvalidError
from domain.ids import TownId
from figures.chart_words import figure
from figures.formula_guard import guarded
from figures.question import View
from figures.table import Cell, Column, Line, Table, Unit
from flows.figure_exports import csv_file
from flows.figure_exports.drawable import drawable
from flows.figure_exports.export import MOST_CELLS, Format, Taken, content_of
from flows.figure_exports.sheet import head_of, rounded, sheet_of

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://mechant.example";"Voirie")'
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(*values: str | None) -> tuple[Cell, ...]:
    return tuple(
        Cell(value=None, is_masked=True) if one == "masked" else Cell(value=None if one is None else Decimal(one)) for one in values
    )


TABLE = Table(
    title="Demandes reçues par service, année 2026",
    row_title="Service",
    columns=(
        Column(indicator="received", key=None, label="Demandes reçues", unit=Unit.COUNT),
        Column(indicator="received", key=None, label="Demandes reçues, année précédente", unit=Unit.COUNT, is_before=True),
        Column(indicator="on_time_rate", key=None, label="Closes dans la date limite", unit=Unit.RATE),
        Column(indicator="closing_median", key=None, label="Délai de clôture, médiane", unit=Unit.DAYS),
        Column(indicator="chasers_per_request", key=None, label="Relances par demande reçue", unit=Unit.PER_REQUEST),
    ),
    lines=(
        Line(key="VOI", label=FORMULA, cells=cells("12345", "9876", "0.625", "3.5", "0.25")),
        Line(key="EDU", label="+33 Éducation, jeunesse", cells=cells("masked", "17", "masked", None, "1.00")),
        Line(key="CCAS", label="@CCAS", cells=cells("0", "0", None, None, None)),
        Line(key="", label="-Sans service", cells=cells("31", "30", "1", "0", "0.03")),
    ),
    total=Line(key=None, label="Ensemble", cells=cells("12380", "9923", "0.631", "3.5", "0.26")),
    notes=("Période : année 2026.", "=2+3"),
)
LINES = (*TABLE.lines, TABLE.total)


def taken(table: Table = TABLE, view: View = View.BARS, language: str = "fr") -> Taken:
    return Taken(
        table=table, view=view, about=("Compté le 27 novembre 2026.",), language=language, town=TownId("valognes"), town_name="Valognes"
    )


def expected(language: str = "fr") -> list[list[str | Decimal | None]]:
    """The table as any reader of a file finds it: words, numbers as the screen rounds them, masked cells in words."""
    masked = "masqué" if language == "fr" else "masked"
    return [
        [
            line.label,
            *(
                masked if cell.is_masked else None if cell.value is None else rounded(cell.value, column.unit)
                for cell, column in zip(line.cells, TABLE.columns, strict=True)
            ),
        ]
        for line in LINES
    ]


def head() -> list[str]:
    return [TABLE.row_title, *(head_of(one.label, one.unit, "fr") for one in TABLE.columns)]


@pytest.mark.parametrize(("language", "comma"), [("fr", ","), ("en", ".")])
def test_a_csv_holds_the_table_cell_by_cell(language: str, comma: str) -> None:
    content = content_of(taken(language=language), Format.CSV, NOW)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == [TABLE.title] and rows[1] == ["Compté le 27 novembre 2026."]

    def read(text: str, unit: Unit | None) -> str | Decimal | None:
        if unit is None or text in {"masqué", "masked"}:
            return text.removeprefix("'") if unit is None else text
        if not text:
            return None
        number = Decimal(text.replace(comma, ".").removesuffix("%").strip())
        return number / 100 if unit is Unit.RATE else number

    units = (None, *(one.unit for one in TABLE.columns))
    found = [[read(text, unit) for text, unit in zip(row, units, strict=True)] for row in rows[4 : 4 + len(LINES)]]
    assert found == expected(language)
    assert (comma in rows[4][3]) and rows[4][1] == "12345"
    assert rows[-1] == ["'=2+3"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\u00a0=1", "＝1"])
def test_no_label_of_a_csv_begins_as_a_formula_does(words: str) -> None:
    table = replace(TABLE, title=words, row_title=words, lines=(replace(TABLE.lines[0], label=words),), notes=(words,))
    content = csv_file.written(sheet_of(table, (words,), "fr"), "fr").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert [row[0] for row in rows if row and words in row[0]] == [f"'{words}"] * 5
    assert guarded("Voirie") == "Voirie" and guarded("") == ""


def test_a_workbook_holds_the_table_cell_by_cell_and_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(content_of(taken(), Format.XLSX, NOW))) as book:
        shared = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        leaf = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(leaf.iter(f"{MAIN}f"))
    rows = []
    for row in leaf.iter(f"{MAIN}row"):
        found: list[str | Decimal | None] = []
        for one in row.iter(f"{MAIN}c"):
            value = one.find(f"{MAIN}v")
            text = None if value is None else value.text
            found.append(shared[int(text)] or None if text is not None and one.get("t") == "s" else None if text is None else Decimal(text))
        rows.append(found)
    assert rows[0] == [TABLE.title] and rows[2] == head()
    assert rows[3 : 3 + len(LINES)] == expected()
    assert rows[-1] == ["=2+3"]


def test_a_spreadsheet_holds_the_table_cell_by_cell_and_no_formula() -> None:
    content = content_of(taken(), Format.ODS, NOW)
    (table,) = Document(io.BytesIO(content)).body.tables
    rows = [[one.value for one in row.cells] for row in table.rows]
    assert rows[0][0] == TABLE.title and rows[3] == head()
    assert rows[4 : 4 + len(LINES)] == expected()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"table:formula" not in book.read("content.xml")
    shown = table.rows[4].cells[3]
    assert (shown.type, shown.text_content) == ("percentage", "62,5\u00a0%")


def test_a_pdf_shows_the_table_cell_by_cell_and_the_chart() -> None:
    with pdfplumber.open(io.BytesIO(content_of(taken(), Format.PDF, NOW))) as paper:
        text = "\n".join(page.extract_text() for page in paper.pages).replace("\u202f", " ").replace("\u00a0", " ")
    rows = text.splitlines()
    for line in LINES:
        shown = [
            "masqué" if cell.is_masked else "–" if cell.value is None else figure(cell.value, column.unit, "fr")
            for cell, column in zip(line.cells, TABLE.columns, strict=True)
        ]
        words = " ".join(shown).replace("\u202f", " ").replace("\u00a0", " ")
        assert sum(row.endswith(words) for row in rows) == 1, words
    assert TABLE.title in text and "Valognes" in text and "=2+3" in text and "@CCAS 0 0 – – –" in rows


def test_the_chart_leaves_as_a_picture_and_as_a_drawing() -> None:
    drawing = content_of(taken(), Format.SVG, NOW)
    assert etree.fromstring(drawing).tag.endswith("svg") and b"<script" not in drawing
    with Image.open(io.BytesIO(content_of(taken(), Format.PNG, NOW))) as picture:
        assert picture.format == "PNG" and picture.width > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 4


def test_the_whole_is_not_drawn_beside_its_parts_and_classes_of_a_histogram_are_its_bars() -> None:
    columns = tuple(Column(indicator="received", key=key, label=key or "Ensemble", unit=Unit.COUNT) for key in ("Nord", "Sud", None))
    line = Line(key="VOI", label="Voirie", cells=cells("6", "7", "13"))
    table = Table(title="", row_title="Service", columns=columns, lines=(line,), total=replace(line, key=None, label="Ensemble"))
    assert [one.key for one in drawable(table, View.STACKED).columns] == ["Nord", "Sud"]
    turned = drawable(replace(table, lines=()), View.HISTOGRAM)
    assert [(one.label, one.cells) for one in turned.lines] == [("Nord", cells("6")), ("Sud", cells("7"))]
    both = tuple(one for column in columns for one in (column, replace(column, is_before=True)))
    compared = replace(table, columns=both, lines=(replace(line, cells=cells("6", "1", "7", "2", "13", "3")),))
    shown = drawable(replace(compared, total=compared.lines[0]), View.HISTOGRAM)
    assert [(one.label, one.is_before) for one in shown.columns] == [("Voirie", False), ("Voirie, N-1", True)]
    assert [one.cells for one in shown.lines] == [cells("6", "1"), cells("7", "2")]


def test_a_table_too_large_for_paper_is_told_and_the_spreadsheet_takes_it() -> None:
    wide = tuple(Column(indicator="received", key=str(at), label=f"Semaine {at}", unit=Unit.COUNT) for at in range(50))
    line = Line(key="VOI", label="Voirie", cells=cells(*(["1"] * 50)))
    large = replace(TABLE, columns=wide, lines=(line,) * (MOST_CELLS // 50), total=replace(line, key=None))
    with pytest.raises(InvalidError) as refused:
        content_of(taken(large, View.TABLE), Format.PDF, NOW)
    assert f"{MOST_CELLS + 50} figures" in refused.value.mistakes[0].what
    assert "Voirie" in content_of(taken(large, View.TABLE), Format.CSV, NOW).decode()
