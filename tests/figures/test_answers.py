from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from domain.figures import Axis, Counts, Duration, Keys, Measure, Period, Spread
from figures.answers import Count, Discretion, Wanted, answer
from figures.question import Question, View
from figures.table import Cell, Table

MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
NAMES = {Axis.DEPARTMENT: {"VOI": "Voirie", "EAU": "Eau", "CCAS": "Action sociale"}}
OPEN = Discretion()
MASKED = Discretion(is_all=True)
R = Measure.RECEIVED
Told = Mapping[tuple[int, tuple[Axis, ...]], Mapping[Keys, Mapping[Measure | Duration, int | Mapping[int, int]]]]
"""By year and axes: under each key, measures and spreads."""


def counting(told: Told) -> Count:
    def count(wanted: Wanted) -> Counts:
        found = told.get((wanted.period.first.year, wanted.axes), {})
        counts = {(keys, one): n for keys, of in found.items() for one, n in of.items() if isinstance(one, Measure) and isinstance(n, int)}
        spreads = {
            (keys, one): Spread.of(n)
            for keys, of in found.items()
            for one, n in of.items()
            if isinstance(one, Duration) and not isinstance(n, int)
        }
        return Counts(counts=counts, spreads=spreads)

    return count


def shown(table: Table) -> list[tuple[str | None, list[str | None]]]:
    def cell(one: Cell) -> str | None:
        return "masked" if one.is_masked else None if one.value is None else str(one.value)

    return [(line.key, [cell(one) for one in line.cells]) for line in (*table.lines, table.total)]


BY_DEPARTMENT: Told = {
    (2026, ()): {(): {R: 60, Measure.URGENT: 9}},
    (2026, (Axis.DEPARTMENT,)): {("EAU",): {R: 12, Measure.URGENT: 6}, ("VOI",): {R: 43, Measure.URGENT: 3}, ("",): {R: 5}},
    (2025, ()): {(): {R: 50}},
    (2025, (Axis.DEPARTMENT,)): {("VOI",): {R: 46}, ("OLD",): {R: 4}},
}


def asked(*indicators: str, **more: object) -> Question:
    return Question(indicators=indicators, period=MARCH, **more)  # type: ignore[arg-type]  # what a test says of it


def test_lines_are_by_the_first_column_and_none_known_is_last() -> None:
    table = answer(asked("received", "urgent_share", rows=Axis.DEPARTMENT), counting(BY_DEPARTMENT), NAMES, OPEN, "fr")
    assert shown(table) == [
        ("VOI", ["43", "0.070"]),
        ("EAU", ["12", "0.500"]),
        ("", ["5", "0.000"]),
        (None, ["60", "0.150"]),
    ]
    assert [line.label for line in table.lines] == ["Voirie", "Eau", "Sans service"]
    assert (table.title, table.row_title) == ("Demandes reçues, Part des urgentes par service, mars 2026", "Service")
    assert table.total.label == "Ensemble"


def test_english_says_the_same() -> None:
    table = answer(asked("received", rows=Axis.DEPARTMENT), counting(BY_DEPARTMENT), NAMES, OPEN, "en")
    assert (table.title, table.total.label) == ("Requests received by department, March 2026", "All")


def test_the_whole_of_what_is_open_is_that_of_the_last_day_and_not_the_sum() -> None:
    by_month: Told = {
        (2026, ()): {(): {Measure.STOCK: 6}},
        (2026, (Axis.MONTH,)): {("2026-03",): {Measure.STOCK: 6}, ("2026-02",): {Measure.STOCK: 7}},
        (2026, (Axis.DEPARTMENT,)): {("VOI",): {Measure.STOCK: 4}, ("EAU",): {Measure.STOCK: 2}},
        (2026, (Axis.MONTH, Axis.DEPARTMENT)): {
            ("2026-02", "VOI"): {Measure.STOCK: 7},
            ("2026-03", "VOI"): {Measure.STOCK: 4},
            ("2026-03", "EAU"): {Measure.STOCK: 2},
        },
    }
    period = Period(first=date(2026, 2, 1), last=date(2026, 3, 31))
    alone = Question(indicators=("stock",), period=period, rows=Axis.MONTH)
    assert shown(answer(alone, counting(by_month), {}, OPEN, "fr")) == [("2026-02", ["7"]), ("2026-03", ["6"]), (None, ["6"])]
    both = Question(indicators=("stock",), period=period, rows=Axis.MONTH, columns=Axis.DEPARTMENT)
    assert shown(answer(both, counting(by_month), {}, OPEN, "fr")) == [
        ("2026-02", ["7", "0", "7"]),
        ("2026-03", ["4", "2", "6"]),
        (None, ["4", "2", "6"]),
    ]


def test_median_of_the_whole_is_that_of_all_its_parts() -> None:
    told: Told = {
        (2026, (Axis.DEPARTMENT,)): {("VOI",): {Duration.TO_CLOSING: {1: 3, 9: 1}}, ("EAU",): {Duration.TO_CLOSING: {9: 4, 20: 1}}},
    }
    found = shown(answer(asked("closing_median", rows=Axis.DEPARTMENT), counting(told), NAMES, OPEN, "fr"))
    assert found == [("EAU", ["9.0"]), ("VOI", ["1.0"]), (None, ["9.0"])]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked("received", "closing_p90", rows=Axis.DEPARTMENT), [(Axis.DEPARTMENT,)]),
        (asked("received", rows=Axis.SUBJECT, columns=Axis.SECTOR), [(Axis.SUBJECT, Axis.SECTOR)]),
        (asked("stock", rows=Axis.SUBJECT, columns=Axis.SECTOR), [(Axis.SUBJECT, Axis.SECTOR)]),
        (asked("stock", rows=Axis.SECTOR, columns=Axis.MONTH), [(Axis.SECTOR, Axis.MONTH), (Axis.SECTOR,)]),
        (asked("stock", "received", rows=Axis.WEEK), [(Axis.WEEK,), ()]),
    ],
)
def test_no_more_is_counted_than_has_to_be(question: Question, expected: list[tuple[Axis, ...]]) -> None:
    seen: list[tuple[Axis, ...]] = []

    def count(wanted: Wanted) -> Counts:
        seen.append(wanted.axes)
        return Counts(counts={}, spreads={})

    answer(question, count, {}, OPEN, "fr")
    assert seen == expected


def test_year_before_stands_beside_with_what_is_gone_and_what_is_new() -> None:
    table = answer(asked("received", rows=Axis.DEPARTMENT, is_compared=True), counting(BY_DEPARTMENT), NAMES, OPEN, "fr")
    assert shown(table) == [
        ("VOI", ["43", "46"]),
        ("EAU", ["12", "0"]),
        ("OLD", ["0", "4"]),
        ("", ["5", "0"]),
        (None, ["60", "50"]),
    ]
    assert [(one.label, one.is_before) for one in table.columns] == [
        ("Demandes reçues", False),
        ("Demandes reçues (N-1)", True),
    ]
    assert "Année précédente (N-1)\u00a0: mars 2025." in table.notes


def test_months_of_the_year_before_stand_beside_those_of_this() -> None:
    asked_by_month = asked("received", rows=Axis.MONTH, is_compared=True, filters={Axis.MONTH: frozenset({"2026-03"})})
    seen: list[Wanted] = []

    def count(wanted: Wanted) -> Counts:
        seen.append(wanted)
        month = f"{wanted.period.first.year}-03"
        keys: Keys = (month,) if wanted.axes else ()
        return Counts(counts={(keys, R): wanted.period.first.year}, spreads={})

    assert shown(answer(asked_by_month, count, {}, OPEN, "fr")) == [("2026-03", ["2026", "2025"]), (None, ["2026", "2025"])]
    assert {(one.period.first.year, *one.filters[Axis.MONTH]) for one in seen} == {(2026, "2026-03"), (2025, "2025-03")}


def test_no_data_is_noughts_without_lines_and_rates_of_nothing() -> None:
    table = answer(asked("received", "on_time_rate", "closing_median", rows=Axis.DEPARTMENT), counting({}), NAMES, OPEN, "fr")
    assert shown(table) == [(None, ["0", None, None])]


def test_months_without_anything_stand_there_with_nought() -> None:
    question = Question(indicators=("received",), period=Period(first=date(2026, 1, 1), last=date(2026, 3, 31)), rows=Axis.MONTH)
    told: Told = {(2026, ()): {(): {R: 2}}, (2026, (Axis.MONTH,)): {("2026-02",): {R: 2}}}
    assert shown(answer(question, counting(told), {}, OPEN, "fr")) == [
        ("2026-01", ["0"]),
        ("2026-02", ["2"]),
        ("2026-03", ["0"]),
        (None, ["2"]),
    ]


def test_limit_keeps_the_first_lines_and_the_whole_total() -> None:
    table = answer(asked("received", rows=Axis.DEPARTMENT, limit=1), counting(BY_DEPARTMENT), NAMES, OPEN, "fr")
    assert shown(table) == [("VOI", ["43"]), (None, ["60"])]
    assert "1 lignes sur 3\u202f; la ligne du total compte tout." in table.notes


TWO_AXES: Told = {
    (2026, ()): {(): {R: 40}},
    (2026, (Axis.DEPARTMENT,)): {("VOI",): {R: 30}, ("EAU",): {R: 10}},
    (2026, (Axis.CHANNEL,)): {("email",): {R: 25}, ("phone",): {R: 15}},
    (2026, (Axis.DEPARTMENT, Axis.CHANNEL)): {
        ("VOI", "email"): {R: 23},
        ("VOI", "phone"): {R: 7},
        ("EAU", "email"): {R: 2},
        ("EAU", "phone"): {R: 8},
    },
}


def test_two_axes_have_wholes_of_both() -> None:
    table = answer(asked("received", rows=Axis.DEPARTMENT, columns=Axis.CHANNEL), counting(TWO_AXES), NAMES, OPEN, "fr")
    assert [(one.key, one.label) for one in table.columns] == [("email", "Courriel"), ("phone", "Téléphone"), (None, "Ensemble")]
    assert shown(table) == [("VOI", ["23", "7", "30"]), ("EAU", ["2", "8", "10"]), (None, ["25", "15", "40"])]


def test_masked_lines_are_in_the_order_of_their_names() -> None:
    told: Told = {(2026, ()): {(): {R: 30}}, (2026, (Axis.SECTOR,)): {("Sud",): {R: 4}, ("Est",): {R: 1}, ("Nord",): {R: 25}}}
    assert [key for key, _ in shown(answer(asked("received", rows=Axis.SECTOR), counting(told), {}, MASKED, "fr"))] == [
        "Nord",
        "Est",
        "Sud",
        None,
    ]


def test_a_small_cell_hides_one_more_in_its_row_and_in_its_column() -> None:
    table = answer(asked("received", rows=Axis.DEPARTMENT, columns=Axis.CHANNEL), counting(TWO_AXES), NAMES, MASKED, "fr")
    assert shown(table) == [
        ("VOI", ["masked", "masked", "30"]),
        ("EAU", ["masked", "masked", "10"]),
        (None, ["25", "15", "40"]),
    ]
    assert any("moins de 5\u00a0demandes sont masqués" in note for note in table.notes)


def test_masked_columns_are_in_the_order_of_their_keys_behind_the_others() -> None:
    cells = {"phone": 1, "counter": 2, "form": 4, "email": 30}
    told: Told = {(2026, (Axis.DEPARTMENT, Axis.CHANNEL)): {("VOI", channel): {R: number} for channel, number in cells.items()}}
    table = answer(asked("received", rows=Axis.DEPARTMENT, columns=Axis.CHANNEL), counting(told), NAMES, MASKED, "fr")
    assert [one.key for one in table.columns] == ["email", "counter", "form", "phone", None]


def test_the_last_month_of_what_is_open_is_hidden_as_the_whole_is() -> None:
    """The whole of what is open is that of the last day: what is told in one of the two columns would tell the other."""
    stock = {("VOI", 1): 3, ("EAU", 1): 20, ("PRO", 1): 30, ("VOI", 2): 2, ("EAU", 2): 10, ("PRO", 2): 6}
    told: Told = {
        (2026, (Axis.DEPARTMENT, Axis.MONTH)): {(one, f"2026-0{month}"): {Measure.STOCK: n} for (one, month), n in stock.items()},
        (2026, (Axis.DEPARTMENT,)): {(one,): {Measure.STOCK: n} for (one, month), n in stock.items() if month == 2},
    }
    period = Period(first=date(2026, 1, 1), last=date(2026, 2, 28))
    question = Question(indicators=("stock",), period=period, rows=Axis.DEPARTMENT, columns=Axis.MONTH)
    assert shown(answer(question, counting(told), {}, MASKED, "fr")) == [
        ("EAU", ["masked", "10", "10"]),
        ("PRO", ["30", "masked", "masked"]),
        ("VOI", ["masked", "masked", "masked"]),
        (None, ["53", "18", "18"]),
    ]


def test_a_share_of_what_is_hidden_is_hidden() -> None:
    table = answer(asked("urgent", "urgent_share", "received", rows=Axis.DEPARTMENT), counting(BY_DEPARTMENT), NAMES, MASKED, "fr")
    assert shown(table) == [
        ("EAU", ["masked", "masked", "12"]),
        ("VOI", ["masked", "masked", "43"]),
        ("", ["0", "0.000", "5"]),
        (None, ["9", "0.150", "60"]),
    ]


def test_median_of_too_few_is_hidden_alone() -> None:
    told: Told = {
        (2026, ()): {(): {Duration.TO_CLOSING: {1: 3, 2: 6}}},
        (2026, (Axis.DEPARTMENT,)): {("VOI",): {Duration.TO_CLOSING: {2: 6}}, ("EAU",): {Duration.TO_CLOSING: {1: 3}}},
    }
    question = asked("closing_median", rows=Axis.DEPARTMENT)
    assert shown(answer(question, counting(told), NAMES, MASKED, "fr")) == [("VOI", ["2.0"]), ("EAU", ["masked"]), (None, ["2.0"])]


@pytest.mark.parametrize("discretion", [OPEN, MASKED])
def test_of_streets_small_numbers_are_hidden_from_everybody(discretion: Discretion) -> None:
    told: Told = {
        (2026, ()): {(): {R: 50}},
        (2026, (Axis.STREET,)): {("rue Haute",): {R: 2}, ("rue Basse",): {R: 8}, ("rue du Port",): {R: 40}},
    }
    table = answer(asked("received", rows=Axis.STREET), counting(told), {}, discretion, "fr")
    assert shown(table) == [
        ("rue du Port", ["40"]),
        ("rue Basse", ["masked"]),
        ("rue Haute", ["masked"]),
        (None, ["50"]),
    ]


def test_of_a_confidential_department_small_numbers_are_hidden_and_of_others_not() -> None:
    told: Told = {
        (2026, ()): {(): {R: 50}},
        (2026, (Axis.DEPARTMENT,)): {("CCAS",): {R: 3}, ("VOI",): {R: 41}, ("EAU",): {R: 4}, ("",): {R: 2}},
    }
    guarded = Discretion(guarded={Axis.DEPARTMENT: frozenset({"CCAS"})})
    table = answer(asked("received", rows=Axis.DEPARTMENT), counting(told), NAMES, guarded, "fr")
    assert shown(table) == [("VOI", ["41"]), ("EAU", ["4"]), ("CCAS", ["masked"]), ("", ["2"]), (None, ["masked"])]


def test_one_confidential_request_in_a_small_town_hides_nothing_but_itself_and_its_wholes() -> None:
    """Who may read all the others can count them himself."""
    cells = {("VOI", "Nord"): 1, ("VOI", "Sud"): 2, ("EAU", "Nord"): 1, ("EAU", "Sud"): 3, ("CCAS", "Nord"): 1}
    told: Told = {(2026, (Axis.DEPARTMENT, Axis.SECTOR)): {key: {R: number} for key, number in cells.items()}}
    guarded = Discretion(guarded={Axis.DEPARTMENT: frozenset({"CCAS"})})
    table = answer(asked("received", rows=Axis.DEPARTMENT, columns=Axis.SECTOR), counting(told), NAMES, guarded, "fr")
    assert [one.key for one in table.columns] == ["Sud", "Nord", None]
    assert shown(table) == [
        ("EAU", ["3", "1", "4"]),
        ("VOI", ["2", "1", "3"]),
        ("CCAS", ["0", "masked", "masked"]),
        (None, ["5", "masked", "masked"]),
    ]


def test_filtered_to_what_is_confidential_all_small_numbers_are_hidden() -> None:
    told: Told = {(2026, ()): {(): {R: 4}}, (2026, (Axis.CHANNEL,)): {("email",): {R: 4}}}
    guarded = Discretion(guarded={Axis.DEPARTMENT: frozenset({"CCAS"})})
    question = asked("received", rows=Axis.CHANNEL, filters={Axis.DEPARTMENT: frozenset({"CCAS", "VOI"})})
    assert shown(answer(question, counting(told), NAMES, guarded, "fr")) == [("email", ["masked"]), (None, ["masked"])]


def test_histogram_is_by_classes_of_days() -> None:
    told: Told = {
        (2026, ()): {(): {Duration.TO_CLOSING: {0: 3, 1: 2, 2: 4, 9: 6, 10: 1, 99: 1}}},
        (2026, (Axis.DEPARTMENT,)): {
            ("VOI",): {Duration.TO_CLOSING: {0: 3, 1: 2, 9: 6}},
            ("EAU",): {Duration.TO_CLOSING: {2: 4, 10: 1, 99: 1}},
        },
    }
    question = asked("closing_median", rows=Axis.DEPARTMENT, view=View.HISTOGRAM)
    table = answer(question, counting(told), NAMES, OPEN, "fr")
    assert [one.label for one in table.columns] == ["Moins de 48\u00a0h", "Moins de 10\u00a0jours", "10\u00a0jours et plus", "Ensemble"]
    assert shown(table) == [("VOI", ["5", "6", "0", "11"]), ("EAU", ["0", "4", "2", "6"]), (None, ["5", "10", "2", "17"])]
    assert shown(answer(question, counting(told), NAMES, MASKED, "fr"))[1] == ("EAU", ["0", "masked", "masked", "6"])


def test_what_is_open_is_said_to_be_so_at_the_end() -> None:
    table = answer(asked("stock", "closing_p90"), counting({}), {}, OPEN, "fr")
    assert table.notes[0] == "Période\u00a0: mars 2026."
    assert table.notes[1].startswith("Demandes ouvertes\u00a0: état à la fin du 31 mars 2026")
    assert table.notes[2].startswith("Médiane et p90")


def test_filters_are_said_in_the_towns_words() -> None:
    question = asked("received", filters={Axis.DEPARTMENT: frozenset({"VOI", ""}), Axis.CHANNEL: frozenset({"email"})})
    assert answer(question, counting({}), NAMES, OPEN, "fr").notes[1:] == (
        "Seulement\u00a0: service = Sans service, Voirie.",
        "Seulement\u00a0: canal = Courriel.",
    )


def test_figures_are_exact_decimals() -> None:
    table = answer(asked("urgent_share"), counting({(2026, ()): {(): {R: 3, Measure.URGENT: 2}}}), {}, OPEN, "fr")
    assert table.total.cells[0].value == Decimal("0.667")
