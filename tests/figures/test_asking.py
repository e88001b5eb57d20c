from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest

from domain.figures import Axis, Period
from figures.asking import from_json, from_pairs, to_json, to_pairs
from figures.faults import WORDS, Fault, UnaskableError, faults
from figures.indicators import INDICATORS
from figures.periods import Named, named_period
from figures.presets import PRESETS
from figures.question import Question, View

TODAY = date(2026, 3, 15)
YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
QUESTIONS = [
    Question(indicators=("received",), period=YEAR),
    Question(indicators=("received", "closed"), period=YEAR, rows=Axis.DEPARTMENT, is_compared=True, limit=10),
    Question(
        indicators=("stock",),
        period=YEAR,
        rows=Axis.SUBJECT,
        columns=Axis.SECTOR,
        view=View.HEAT,
        filters={Axis.SECTOR: frozenset({"", "-", "--", "Centre & bourg, l’église=1"}), Axis.CHANNEL: frozenset({"email"})},
    ),
    Question(indicators=("received",), period=named_period(Named.MONTHS_3, TODAY), named=Named.MONTHS_3, rows=Axis.MONTH),
    *(one.question(TODAY) for one in PRESETS.values()),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_comes_back_from_its_address_and_from_json(question: Question) -> None:
    pairs = to_pairs(question)
    assert from_pairs(parse_qsl(urlencode(pairs), keep_blank_values=True, strict_parsing=True), TODAY) == question
    assert from_json(to_json(question), TODAY) == question


def codes(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(UnaskableError) as caught:
        from_pairs(pairs, TODAY)
    return [(one.where, one.code) for one in caught.value.faults]


def test_without_a_period_the_last_twelve_months_are_meant_and_empty_fields_ask_for_nothing() -> None:
    found = from_pairs([("show", "received"), ("by", ""), ("sector", ""), ("from", "")], TODAY)
    assert found == Question(indicators=("received",), period=named_period(Named.MONTHS_12, TODAY))


def test_a_first_day_alone_is_until_today() -> None:
    assert from_pairs([("show", "received"), ("from", "2026-01-02")], TODAY).period == Period(first=date(2026, 1, 2), last=TODAY)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], [("show", "no_indicator")]),
        ([("show", "happiness")], [("show", "unknown_indicator")]),
        ([("show", "received"), ("by", "mood")], [("by", "unknown_axis")]),
        ([("show", "received"), ("and_by", "sector")], [("and_by", "columns_alone")]),
        ([("show", "received"), ("by", "sector"), ("and_by", "sector")], [("and_by", "same_axis")]),
        ([("show", "received,closed"), ("by", "sector"), ("and_by", "channel")], [("show", "two_axes")]),
        ([("show", "stock"), ("by", "hour")], [("by", "axis_does_not_fit")]),
        ([("show", "received"), ("by", "letter")], [("by", "axis_does_not_fit")]),
        ([("show", "stock"), ("by", "month"), ("and_by", "week")], [("and_by", "two_times")]),
        ([("show", "received"), ("letter", "cloture")], [("letter", "axis_does_not_fit")]),
        ([("show", "received"), ("period", "fortnight")], [("period", "unknown_period")]),
        ([("show", "received"), ("period", "month"), ("from", "2026-01-01")], [("period", "two_periods")]),
        ([("show", "received"), ("to", "2026-01-01")], [("from", "no_first_day")]),
        ([("show", "received"), ("from", "31/12/2025")], [("from", "no_day")]),
        ([("show", "received"), ("from", "2026-02-30"), ("to", "x")], [("from", "no_day"), ("to", "no_day")]),
        ([("show", "received"), ("from", "2026-02-02"), ("to", "2026-02-01")], [("to", "upside_down")]),
        ([("show", "received"), ("from", "1899-12-31"), ("to", "2026-02-01")], [("from", "too_early")]),
        ([("show", "received"), ("from", "2026-01-01"), ("to", "3000-01-01")], [("to", "too_late")]),
        ([("show", "received"), ("channel", "pigeon")], [("channel", "unknown_key")]),
        ([("show", "received"), ("month", "2026-13")], [("month", "unknown_key")]),
        ([("show", "received"), *(("subject", f"VOI-{n}") for n in range(501))], [("subject", "too_many_keys")]),
        ([("show", "received"), ("view", "spiral")], [("view", "unknown_view")]),
        ([("show", "received"), ("view", "histogram")], [("view", "no_classes")]),
        ([("show", "closing_median,closing_p90"), ("view", "histogram")], [("view", "no_classes")]),
        ([("show", "received"), ("by", "sector"), ("view", "heat")], [("view", "needs_two_axes")]),
        ([("show", "received"), ("by", "channel"), ("view", "map")], [("view", "needs_places")]),
        ([("show", "received"), ("compare", "perhaps")], [("compare", "no_flag")]),
        ([("show", "received"), ("limit", "0")], [("limit", "no_limit")]),
        ([("show", "received"), ("limit", "٣")], [("limit", "no_limit")]),
        ([("show", "received"), ("from", "2024-03-01"), ("to", "2025-03-01"), ("compare", "1")], [("compare", "overlapping")]),
        ([("show", "received"), ("colour", "red")], [("colour", "unknown_field")]),
        ([("show", "received"), ("by", "sector"), ("by", "channel")], [("by", "twice")]),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(pairs: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    assert codes(*pairs) == expected


def test_a_whole_year_is_compared_to_its_last_day() -> None:
    given = [("show", "received"), ("from", "2024-03-01"), ("to", "2025-02-28"), ("compare", "1")]
    assert from_pairs(given, TODAY).is_compared


def test_all_faults_are_told_at_once() -> None:
    assert codes(("show", "received"), ("by", "mood"), ("from", "yesterday"), ("view", "spiral")) == [
        ("from", "no_day"),
        ("by", "unknown_axis"),
        ("view", "unknown_view"),
    ]


def test_faults_say_in_both_languages_what_would_fit() -> None:
    (fault,) = faults(Question(indicators=("stock",), period=YEAR, rows=Axis.HOUR))
    french, english = fault.mistake("fr"), fault.mistake("en")
    assert french.what == "«\u00a0Demandes ouvertes (stock)\u00a0» ne se compte pas par heure."
    assert "canal, nature" in french.remedy
    assert english.what == "“Open requests (stock)” is not counted by hour."


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_of_every_fault_are_whole(code: str, language: str) -> None:
    values = {"value": "x", "year": 1900, "indicator": INDICATORS["stock"].label, "axis": "axis", "keys": ("a", "b")}
    told = str(Fault.about("by", code, **values).mistake(language))
    assert "{" not in told
    assert "« " not in told
    assert "<" not in told and "Said(" not in told


@pytest.mark.parametrize(
    "found", [[], "received", None, 7, {"show": {"received": 1}}, {"filters": {"channel": "email"}}, {"filters": {"x": []}}]
)
def test_json_of_another_form_is_told(found: object) -> None:
    with pytest.raises(UnaskableError):
        from_json(found, TODAY)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_presets_have_no_faults(preset: object) -> None:
    (one,) = (one for one in PRESETS.values() if one is preset)
    assert not faults(one.question(TODAY))
