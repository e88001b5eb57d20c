"""The figures of sixty requests, counted by hand, equal to the last digit on both databases (issue 10; DOMAIN §7)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import ForbiddenError
from domain.figures import Axis, Period
from domain.ids import DepartmentCode
from figures.indicators import INDICATORS
from figures.question import Question, View
from figures.table import Table
from flows.figures import OPERATOR, PUBLIC, Reader, answer
from flows.wiring import Installation
from store import towns
from tests.installations import BREVILLE, NOW, mailboxes, places, ruleset, town

QUARTER = Period(first=date(2020, 1, 1), last=date(2020, 3, 31))
VOI = frozenset({DepartmentCode("VOI")})
BY_HAND: dict[str, tuple[str | None, str | None]] = {
    "received": ("44", "12"),
    "closed": ("33", "8"),
    "stock": ("22", "6"),
    "stock_age_median": ("38.0", "21.0"),
    "stock_age_p90": ("416.0", "57.0"),
    "stock_over_30": ("13", "3"),
    "stock_over_60": ("9", "0"),
    "recording_median": ("1.0", "1.0"),
    "recording_p90": ("5.0", "5.0"),
    "acknowledging_median": ("7000.0", "30.0"),
    "acknowledging_p90": ("20000.0", "7000.0"),
    "acknowledged_in_time": ("0.583", "0.750"),
    "transmission_median": ("9.0", "4.0"),
    "transmission_p90": ("86400.0", "3600.0"),
    "taking_median": ("1500.0", "1500.0"),
    "taking_p90": ("9000.0", "9000.0"),
    "closing_median": ("5.0", "10.0"),
    "closing_p90": ("20.0", "45.0"),
    "closing_mean": ("10.0", "17.9"),
    "closing_working_median": ("4.0", "7.0"),
    "closing_working_p90": ("15.0", "31.0"),
    "waiting_mean": ("1.3", "2.3"),
    "elsewhere_mean": ("0.6", "0.4"),
    "closed_under_48h": ("0.303", "0.000"),
    "on_time_rate": ("0.655", "0.250"),
    "overdue": ("13", "1"),
    "late_days_median": ("41.0", "43.0"),
    "overdue_10_days": ("11", "1"),
    "to_planned_median": ("6.0", "387.0"),
    "planned_within_8_days": ("2", "0"),
    "implicit": ("1", "0"),
    "reopened": ("4", "2"),
    "reopen_rate": ("0.121", "0.250"),
    "chasers": ("10", "5"),
    "chasers_per_request": ("0.23", "0.42"),
    "duplicates": ("6", "1"),
    "duplicate_share": ("0.136", "0.083"),
    "reviewed": ("22", "8"),
    "auto_routing_rate": ("0.500", "0.333"),
    "correction_rate": ("0.318", "0.375"),
    "reorientation_rate": ("0.045", "0.083"),
    "refused": ("6", "1"),
    "refusal_rate": ("0.182", "0.125"),
    "transferred": ("5", "2"),
    "transfer_share": ("0.114", "0.167"),
    "anonymous": ("6", "2"),
    "anonymous_share": ("0.136", "0.167"),
    "abusive": ("3", "0"),
    "abusive_share": ("0.068", "0.000"),
    "urgent": ("1", "1"),
    "urgent_share": ("0.023", "0.083"),
    "letters": ("47", "11"),
    "satisfaction_mean": ("3.43", "4.00"),
    "satisfied_share": ("0.571", "0.500"),
    "ratings": ("7", "2"),
    "rating_rate": ("0.212", "0.250"),
}


def asked(*indicators: str, rows: Axis | None = None, **more: object) -> Question:
    return replace(Question(indicators=indicators, period=QUARTER, rows=rows), **more)  # type: ignore[arg-type]  # what a test says of it


def shown(table: Table) -> dict[str | None, list[str | None]]:
    return {
        line.key: ["masked" if cell.is_masked else None if cell.value is None else str(cell.value) for cell in line.cells]
        for line in (*table.lines, table.total)
    }


def told(hall: Installation, question: Question, reader: Reader = OPERATOR) -> dict[str | None, list[str | None]]:
    return shown(answer(hall, reader, BREVILLE, question, "fr"))


def test_every_indicator_of_this_year_and_the_year_before(town_of_sixty: Installation) -> None:
    assert set(BY_HAND) == set(INDICATORS)
    found = told(town_of_sixty, asked(*INDICATORS, is_compared=True))[None]
    assert dict(zip(INDICATORS, zip(found[::2], found[1::2], strict=True), strict=True)) == BY_HAND


def test_what_few_ratings_say_is_masked_from_whoever_must_not_see_small_numbers(town_of_sixty: Installation) -> None:
    question = asked("satisfaction_mean", "satisfied_share", "ratings", "rating_rate", rows=Axis.DEPARTMENT)
    assert told(town_of_sixty, question) == {
        "ACC": ["4.00", "0.500", "2", "0.333"],
        "VOI": ["3.20", "0.600", "5", "0.217"],
        "CCAS": [None, None, "0", "0.000"],
        None: ["3.43", "0.571", "7", "0.212"],
    }
    masked = told(town_of_sixty, question, PUBLIC)
    assert masked["ACC"] == ["masked"] * 4
    assert masked["VOI"] == ["masked"] * 4, "it would be the whole less the other"


def test_by_department_and_its_names_are_those_of_today(town_of_sixty: Installation) -> None:
    question = asked("received", "closed", "stock", "overdue", "on_time_rate", "closing_median", "refused", rows=Axis.DEPARTMENT)
    expected = {
        "VOI": ["26", "23", "12", "8", "0.619", "9.0", "4"],
        "ACC": ["11", "6", "6", "4", "0.800", "3.0", "1"],
        "CCAS": ["7", "4", "4", "1", "0.667", "5.0", "1"],
        None: ["44", "33", "22", "13", "0.655", "5.0", "6"],
    }
    before = answer(town_of_sixty, OPERATOR, BREVILLE, question, "fr")
    with town_of_sixty.database.write() as session:
        renamed = tuple(replace(one, label="Espace public") if one.code == "VOI" else one for one in ruleset(BREVILLE).departments)
        towns.save_town(session, town(), replace(ruleset(BREVILLE), departments=renamed), places(), mailboxes(BREVILLE), NOW)
    town_of_sixty.towns.refresh()
    after = answer(town_of_sixty, OPERATOR, BREVILLE, question, "fr")
    assert (shown(before), shown(after)) == (expected, expected)
    assert [next(line.label for line in table.lines) for table in (before, after)] == ["Voirie", "Espace public"]


def test_month_by_month_with_the_stock_at_the_end_of_each(town_of_sixty: Installation) -> None:
    question = asked("received", "closed", "stock", "closing_median", "on_time_rate", "overdue", rows=Axis.MONTH)
    assert told(town_of_sixty, question) == {
        "2020-01": ["19", "12", "16", "5.0", "0.800", "6"],
        "2020-02": ["10", "10", "16", "9.0", "0.667", "9"],
        "2020-03": ["15", "11", "22", "5.0", "0.500", "13"],
        None: ["44", "33", "22", "5.0", "0.655", "13"],
    }


def test_two_axes(town_of_sixty: Installation) -> None:
    table = answer(town_of_sixty, OPERATOR, BREVILLE, asked("received", rows=Axis.SUBJECT, columns=Axis.SECTOR), "fr")
    assert [one.label for one in table.columns] == ["Bourg", "Plage", "Non coté", "Ensemble"]
    assert shown(table) == {
        "VOI-01": ["11", "3", "4", "18"],
        "AUT-00": ["4", "5", "2", "11"],
        "VOI-02": ["5", "2", "1", "8"],
        "SOC-01": ["2", "2", "3", "7"],
        None: ["22", "12", "10", "44"],
    }


def test_filters_on_two_axes(town_of_sixty: Installation) -> None:
    filters = {Axis.CHANNEL: frozenset({"email", "form"}), Axis.DEPARTMENT: VOI}
    found = told(town_of_sixty, asked("received", "closed", "stock", "on_time_rate", "taking_median", filters=filters))
    assert found == {None: ["14", "11", "10", "0.600", "240.0"]}


def test_letters_by_model_weekdays_and_hours(town_of_sixty: Installation) -> None:
    assert told(town_of_sixty, asked("letters", rows=Axis.LETTER)) == {
        "cloture": ["27"],
        "reception_simple": ["14"],
        "refus": ["6"],
        None: ["47"],
    }
    weekdays = told(town_of_sixty, asked("received", rows=Axis.WEEKDAY))
    assert [weekdays[str(day)] for day in range(1, 8)] == [["9"], ["5"], ["5"], ["5"], ["11"], ["5"], ["4"]]
    hours = told(town_of_sixty, asked("received", rows=Axis.HOUR))
    assert {hour: found for hour, (found,) in hours.items() if found != "0"} == {
        "8": "4",
        "9": "18",
        "10": "6",
        "11": "3",
        "14": "4",
        "16": "4",
        "23": "5",
        None: "44",
    }


def test_closing_times_by_classes(town_of_sixty: Installation) -> None:
    assert told(town_of_sixty, asked("closing_median", view=View.HISTOGRAM)) == {None: ["10", "11", "12", "33"]}


def test_a_period_without_requests(town_of_sixty: Installation) -> None:
    empty = Period(first=date(2018, 1, 1), last=date(2018, 1, 31))
    found = told(town_of_sixty, replace(asked("received", "on_time_rate", "closing_median", rows=Axis.DEPARTMENT), period=empty))
    assert found == {None: ["0", None, None]}


def test_workload_by_agent_is_for_heads_and_of_their_department(town_of_sixty: Installation) -> None:
    question = asked("stock", rows=Axis.AGENT)
    head = Reader(departments=None, headed=VOI)
    assert told(town_of_sixty, question, head) == {"léa": ["5"], "anne": ["4"], "marc": ["2"], "": ["1"], None: ["12"]}
    with pytest.raises(ForbiddenError, match="head of a department"):
        answer(town_of_sixty, Reader(departments=None, headed=frozenset()), BREVILLE, question, "fr")
    with pytest.raises(ForbiddenError):
        answer(town_of_sixty, PUBLIC, BREVILLE, replace(question, rows=None, filters={Axis.AGENT: frozenset({"anne"})}), "fr")


def test_a_department_is_told_of_its_own(town_of_sixty: Installation) -> None:
    found = told(town_of_sixty, asked("received", rows=Axis.DEPARTMENT), Reader(departments=VOI, headed=frozenset(), own=VOI))
    assert found == {"VOI": ["26"], None: ["26"]}


def test_the_public_is_told_nothing_small(town_of_sixty: Installation) -> None:
    assert told(town_of_sixty, asked("received", rows=Axis.SUBJECT, columns=Axis.SECTOR), PUBLIC) == {
        "VOI-01": ["11", "masked", "masked", "18"],
        "AUT-00": ["masked", "5", "masked", "11"],
        "VOI-02": ["masked", "masked", "masked", "8"],
        "SOC-01": ["masked", "masked", "masked", "7"],
        None: ["22", "12", "10", "44"],
    }


def test_of_streets_nobody_is_told_anything_small(town_of_sixty: Installation) -> None:
    assert told(town_of_sixty, asked("received", rows=Axis.STREET)) == {
        "Quai Sud": ["12"],
        "Rue Haute": ["11"],
        "Rue de Poterie": ["7"],
        "": ["14"],
        None: ["44"],
    }
    assert told(town_of_sixty, asked("abusive", rows=Axis.STREET))[None] == ["masked"]
