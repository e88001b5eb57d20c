"""Charts of our own (figures/charts*.py)."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from figures.chart_scale import scale_of
from figures.chart_text import shorten, width, wrap
from figures.chart_words import figure, mark
from figures.charts import svg
from figures.charts_bars import tint
from figures.question import View
from figures.table import Cell, Column, Line, Table, Unit

MASKED = Cell(value=None, is_masked=True)
_LONG = "Eau et assainissement\u00a0: fuite sur la voie publique, regard ou avaloir bouché depuis longtemps"
_SVG = "{http://www.w3.org/2000/svg}"


def _cell(value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(value=None if value is None else Decimal(str(value)))


def _table(
    rows: Iterable[tuple[str, Sequence[object]]],
    columns: Sequence[str] = ("Reçues",),
    unit: Unit = Unit.COUNT,
    keys: Sequence[str] = (),
    before: Sequence[int] = (),
    title: str = "Demandes reçues",
) -> Table:
    made = tuple(
        Column(indicator="received", key=None if before else str(at), label=label, unit=unit, is_before=at in before)
        for at, label in enumerate(columns)
    )
    lines = tuple(
        Line(key=keys[at] if keys else f"k{at}", label=label, cells=tuple(map(_cell, cells))) for at, (label, cells) in enumerate(rows)
    )
    return Table(
        title=title,
        row_title="Objet",
        columns=made,
        lines=lines,
        total=Line(key=None, label="Total", cells=tuple(Cell(value=None) for _ in columns)),
    )


def _read(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 — of our own making


def _words(drawn: str) -> list[str]:
    return [one.text or "" for one in _read(drawn).iter(f"{_SVG}text")]


_FIVE: list[tuple[str, Sequence[object]]] = [
    ("Voirie", [12]),
    ("Propreté", [9]),
    ("Éclairage", [0]),
    ("Guichet", [MASKED]),
    ("Autre", [None]),
]


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("Voirie", [None])],
        [("Voirie", [MASKED])],
        [("Voirie", [0])],
        [("Voirie", [3])],
        [("Voirie", [-3]), ("Propreté", [4])],
        _FIVE,
        [(f"Rue du Général numéro {index}", [index]) for index in range(100)],
        [(_LONG, [5]), (_LONG + " !", [7])],
        [("", [5]), ("漢字" * 40, [7]), ("\u202eabc", [1_234_567])],
    ],
    ids=["empty", "none", "masked", "zero", "one", "negative", "five", "hundred", "long", "strange"],
)
def test_every_view_draws_whatever_a_table_holds(view: View, rows: Sequence[tuple[str, Sequence[object]]]) -> None:
    drawn = svg(_table(rows), view, "fr")
    root = _read(drawn)
    _, _, wide, high = (float(one) for one in root.attrib["viewBox"].split())
    assert wide == 744
    assert 40 < high < 2_000
    assert "nan" not in drawn
    assert "inf" not in re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", drawn)
    places = [float(one) for one in re.findall(r'(?:\b(?:x|x1|x2|cx)=")(-?[\d.]+)"', drawn)]
    assert all(-720 <= one <= 744 for one in places)
    assert all(float(one) >= 0 for one in re.findall(r'(?:width|height)="(-?[\d.]+)"', drawn))


@pytest.mark.parametrize("view", list(View))
def test_the_same_table_is_the_same_chart_and_two_charts_share_no_names(view: View) -> None:
    first, again, other = (
        svg(_table(_FIVE), view, "fr"),
        svg(_table(_FIVE), view, "fr"),
        svg(_table(_FIVE, title="Autre"), view, "fr"),
    )
    assert first == again
    assert not set(re.findall(r'\bid="([^"]+)"', first)) & set(re.findall(r'\bid="([^"]+)"', other))


def test_words_are_escaped_and_nothing_can_run() -> None:
    evil = '"><script>alert(1)</script><a href="javascript:x">&amp;'
    for view in View:
        drawn = svg(_table([(evil, [7]), ("B", [2])], columns=[evil], title=evil), view, 'fr" onload="x')
        root = _read(drawn)
        assert {one.tag for one in root.iter()} <= {
            _SVG + name for name in ("svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "line", "g", "text")
        }
        assert not [name for one in root.iter() for name in one.attrib if name.lower().startswith("on") or "href" in name]


def test_a_chart_says_what_it_shows_to_readers() -> None:
    root = _read(svg(_table(_FIVE), View.BARS, "fr"))
    assert root.attrib["role"] == "img"
    title, described = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    assert title is not None
    assert described is not None
    assert title.text == "Demandes reçues"
    assert "Voirie, Reçues : 12" in (described.text or "")
    assert "Guichet, Reçues : masqué" in (described.text or "")
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], described.attrib["id"]]


@pytest.mark.parametrize("view", [View.BARS, View.STACKED, View.LINES, View.HEAT, View.HISTOGRAM, View.PIE, View.PARETO])
def test_what_is_masked_is_hatched_and_said(view: View) -> None:
    drawn = svg(_table([("Voirie", [12, 4]), ("Guichet", [MASKED, 7])], columns=["Reçues", "Closes"]), view, "fr")
    assert re.search(r'fill="url\(#c[0-9a-f]{8}m\)"', drawn)
    assert "Hachuré : masqué." in _words(drawn)


def test_a_stack_with_a_masked_part_tells_no_sum() -> None:
    rows: list[tuple[str, Sequence[object]]] = [("Voirie", [12, 7]), ("Guichet", [20, MASKED])]
    assert "19" in _words(svg(_table(rows, columns=["A", "B"]), View.STACKED, "fr"))
    hidden = _words(svg(_table(rows[1:], columns=["A", "B"]), View.STACKED, "fr"))
    assert hidden.count("20") <= 2  # the part itself and a tick; no sum beside the stack


def test_a_period_without_figures_says_so() -> None:
    assert "Aucune donnée pour cette période." in _words(svg(_table([]), View.LINES, "fr"))
    assert "No data in this period." in _words(svg(_table([]), View.BARS, "en"))


def test_the_year_before_stands_beside_in_a_lighter_shade() -> None:
    table = _table([("janv.", [10, 8]), ("févr.", [12, 9])], columns=["2026", "2025"], keys=["2026-01", "2026-02"], before=[1])
    drawn = svg(table, View.BARS, "fr")
    assert {"2026", "2025", "10", "8", "12", "9"} <= set(_words(drawn))
    assert drawn.count(f'fill="{tint(0)}"') == 3  # two bars and the legend
    assert 'stroke-dasharray="6 4"' in svg(table, View.LINES, "fr")


def test_a_pie_has_six_slices_the_last_of_all_the_others() -> None:
    drawn = svg(_table([(f"Objet {index}", [20 - index]) for index in range(10)]), View.PIE, "fr")
    words = _words(drawn)
    assert [one for one in words if one.startswith(("Objet", "Autres"))] == [*(f"Objet {index}" for index in range(5)), "Autres (5)"]
    assert sum(20 - index for index in range(5, 10)) == 65
    assert "65 (41,9\u00a0%)" in words


def test_shares_are_of_the_whole_also_where_a_part_is_masked() -> None:
    rows: list[tuple[str, Sequence[object]]] = [("A", [60]), ("B", [20]), ("C", [Cell(value=None, is_masked=True)])]
    table = replace(_table(rows), total=Line(key=None, label="Total", cells=(_cell(100),)))
    drawn = svg(table, View.PIE, "fr")
    assert {"60 (60,0\u00a0%)", "20 (20,0\u00a0%)"} <= set(_words(drawn))
    assert drawn.count("A112") == 3  # the third is what is masked
    assert svg(table, View.PARETO, "fr") != svg(_table(rows), View.PARETO, "fr")


def test_a_pie_of_rates_would_lie_and_becomes_bars() -> None:
    table = _table([("A", ["0.5"]), ("B", ["0.8"])], unit=Unit.RATE)
    assert "50,0\u00a0%" in _words(svg(table, View.PIE, "fr"))
    assert "A112" not in svg(table, View.PIE, "fr")


def test_pareto_falls_and_adds_up_to_the_whole() -> None:
    drawn = svg(_table([("A", [5]), ("B", [50]), ("C", [20])]), View.PARETO, "fr")
    assert [one for one in _words(drawn) if one in {"A", "B", "C"}] == ["B", "C", "A"]
    assert "100\u00a0%" in _words(drawn)


def test_a_hundred_categories_are_cut_to_the_largest_and_that_is_said() -> None:
    words = _words(svg(_table([(f"Rue {index}", [index]) for index in range(100)]), View.BARS, "fr"))
    assert [one for one in words if one.startswith("Rue")] == [f"Rue {index}" for index in range(70, 100)]
    assert "Les 30 plus grands sur 100 ; le tableau les donne tous." in words


def test_a_long_label_is_shortened_and_whole_to_those_who_point_at_it() -> None:
    drawn = svg(_table([(_LONG, [20]), *((f"Un objet assez long {index}", [9]) for index in range(9))]), View.PARETO, "fr")
    assert _LONG not in _words(drawn)
    assert _LONG in {one.text for one in _read(drawn).iter(f"{_SVG}title")}


def test_labels_below_a_year_of_days_do_not_touch() -> None:
    days = [(f"{index % 28 + 1}/{index // 28 + 1}", [index % 9]) for index in range(365)]
    keys = [f"2026-{index // 31 + 1:02}-{index % 31 + 1:02}" for index in range(365)]
    root = _read(svg(_table(days, keys=keys), View.LINES, "fr"))
    placed = sorted((float(one.attrib["x"]), one.text or "") for one in root.iter(f"{_SVG}text") if "/" in (one.text or ""))
    assert len(placed) > 8
    for (left, words), (right, _) in pairwise(placed):
        assert right - left > width(words, 11)


def test_a_missing_value_breaks_the_line() -> None:
    keys = [f"2026-{month:02}" for month in range(1, 7)]
    rows = [(key, [value]) for key, value in zip(keys, [1, 2, None, 4, 5, 6], strict=True)]
    root = _read(svg(_table(rows, keys=keys), View.LINES, "fr"))
    assert len([one for one in root.iter(f"{_SVG}path") if one.attrib.get("stroke-width") == "2.25"]) == 2


def test_columns_of_another_unit_are_left_to_the_table_and_said() -> None:
    table = _table([("A", [5, "0.5"])], columns=["Reçues", "Part"])
    mixed = Table(
        title="x",
        row_title="y",
        columns=(table.columns[0], Column(indicator="rate", key=None, label="Part", unit=Unit.RATE)),
        lines=table.lines,
        total=table.total,
    )
    words = _words(svg(mixed, View.BARS, "fr"))
    assert "Les colonnes d’une autre unité sont dans le tableau." in words
    assert "Part" not in words


def test_a_histogram_stands_by_its_classes_and_leaves_their_whole_out() -> None:
    columns = tuple(
        Column(indicator="closing_median", key=key, label=label, unit=Unit.COUNT)
        for key, label in (("48h", "Moins de 48 h"), ("10d", "Moins de 10 jours"), ("more", "10 jours et plus"), (None, "Ensemble"))
    )
    whole = Line(key=None, label="Ensemble", cells=tuple(map(_cell, (30, 20, 7, 57))))
    table = Table(title="Délais", row_title="", columns=columns, lines=(), total=whole)
    words = _words(svg(table, View.HISTOGRAM, "fr"))
    assert {"Moins de 48 h", "Moins de 10 jours", "10 jours et plus", "30", "20", "7"} <= set(words)
    assert not {"57", "Ensemble"} & set(words)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0], ["0", "1"]),
        ([3], ["0", "1", "2", "3"]),
        ([1234], ["0", "250", "500", "750", "1000", "1250"]),
        ([-77, 40], ["-80", "-60", "-40", "-20", "0", "20", "40"]),
        ([-5], ["-5", "-4", "-3", "-2", "-1", "0"]),
        ([10**9], ["0", "200000000", "400000000", "600000000", "800000000", "1000000000"]),
    ],
)
def test_ticks_of_counts_are_round_and_whole(values: list[int], ticks: list[str]) -> None:
    scale = scale_of([Decimal(one) for one in values], 100, least_step=Decimal(1))
    assert [f"{one.normalize():f}" for one in scale.ticks()] == ticks
    assert scale.at(scale.low) == 0
    assert scale.at(scale.high) == 100


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        ("1234", Unit.COUNT, "1\u202f234", "1,234"),
        ("1234567", Unit.COUNT, "1\u202f234\u202f567", "1,234,567"),
        ("1230", Unit.COUNT, "1\u202f230", "1,230"),
        ("1000", Unit.COUNT, "1\u202f000", "1,000"),
        ("0.625", Unit.RATE, "62,5\u00a0%", "62.5%"),
        ("0", Unit.RATE, "0,0\u00a0%", "0.0%"),
        ("3.50", Unit.DAYS, "3,5", "3.5"),
        ("3.0", Unit.DAYS, "3", "3"),
        ("0.07", Unit.PER_REQUEST, "0,07", "0.07"),
        ("-12", Unit.COUNT, "−12", "−12"),
        ("-0.01", Unit.DAYS, "0", "0"),
    ],
)
def test_figures_are_written_in_the_manner_of_the_language(value: str, unit: Unit, french: str, english: str) -> None:
    assert figure(Decimal(value), unit, "fr") == french
    assert figure(Decimal(value), unit, "en") == english


def test_marks_are_as_short_as_they_are_exact() -> None:
    assert mark(Decimal("12.5"), Unit.DAYS, "fr") == "12,5"
    assert mark(Decimal("1000"), Unit.COUNT, "en") == "1,000"
    assert mark(Decimal("0.2"), Unit.RATE, "fr") == "20\u00a0%"


def test_words_fit_their_room() -> None:
    assert width(shorten(_LONG, 12, 100), 12) <= 100
    assert shorten("court", 12, 100) == "court"
    lines = wrap(_LONG, 12, 160, 2)
    assert len(lines) == 2
    assert all(width(one, 12) <= 160 for one in lines)
