"""A town's calendar as a form: what it shows is what is read again, and each mistake knows its field (S34)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.ruleset import Weekday
from domain.town import Closure, CustomaryDay, OpeningHours
from flows.town_calendar import (
    TownCalendar,
    calendar_facts,
    differing,
    field_of,
    read_typed_calendar,
    rows_of,
    spans_of,
    typed_calendar,
    with_calendar,
    write_calendar,
)
from flows.town_folder.days_off import DaysOff
from tests import installations

HOURS = (
    OpeningHours(day=Weekday.MONDAY, opens=time(8, 30), closes=time(12)),
    OpeningHours(day=Weekday.MONDAY, opens=time(13, 30), closes=time(17, 30)),
    OpeningHours(day=Weekday.SATURDAY, opens=time(9), closes=time(12)),
)
CLOSURES = (
    Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15), label="pont de l’Ascension"),
    Closure(first_day=date(2026, 12, 24), last_day=date(2026, 12, 24)),
    Closure(first_day=date(2026, 12, 26), last_day=date(2027, 1, 2)),
)
USUAL = TownCalendar(hours=HOURS, days_off=DaysOff(holidays="metropole", good_friday=True, customary_days=(), closures=CLOSURES))


def _with(days_off: DaysOff) -> TownCalendar:
    return replace(USUAL, days_off=days_off)


@pytest.mark.parametrize(
    "calendar",
    [
        USUAL,
        TownCalendar(hours=(), days_off=replace(USUAL.days_off, closures=())),
        _with(replace(USUAL.days_off, holidays="alsace-moselle")),
        _with(replace(USUAL.days_off, holidays="alsace-moselle", good_friday=False)),
        _with(replace(USUAL.days_off, holidays="martinique", customary_days=(CustomaryDay.SCHOELCHER, CustomaryDay.MID_LENT))),
    ],
)
def test_what_a_form_shows_is_read_again_as_it_was(calendar: TownCalendar) -> None:
    reading = read_typed_calendar(typed_calendar(calendar))
    assert reading.faults == () and reading.found == calendar
    assert calendar_facts(with_calendar(installations.town(), calendar)) == calendar
    assert differing(calendar, calendar) == ()


def test_more_closures_than_are_kept_are_refused_and_none_is_dropped() -> None:
    first = date(2027, 1, 1)
    closures = tuple(Closure(first_day=day, last_day=day) for day in (first + timedelta(days=2 * at) for at in range(401)))
    reading = read_typed_calendar(typed_calendar(_with(replace(USUAL.days_off, closures=closures))))
    assert reading.found is None and [fault.what for fault in reading.faults] == ["401 closures are more than 400."]
    fewer = _with(replace(USUAL.days_off, closures=closures[:400]))
    # The blank lines the page offers beside them are none.
    assert read_typed_calendar({**typed_calendar(fewer), **{f"fermetures.{row}.du": ("",) for row in (400, 401, 402)}}).found == fewer


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("fermetures.007.du", ("2027-05-07",)),
        ("fermetures.١.du", ("2027-05-07",)),
        ("fermetures.1000.du", ("2027-05-07",)),
        ("fermetures.0.fin", ("2027-05-07",)),
        ("lundi.6.de", ("08:00",)),
        ("lundi.٠.de", ("08:00",)),
        ("lundi.0.de", ("08:00", "09:00")),
        ("fermetures.0.du", ("2027-05-07", "2027-05-08")),
    ],
)
def test_a_field_that_is_not_understood_is_refused(name: str, values: tuple[str, ...]) -> None:
    reading = read_typed_calendar({**typed_calendar(USUAL), name: values})
    assert reading.found is None and f"the field “{name}” is not understood." in [fault.what for fault in reading.faults]


def test_a_reason_that_is_no_short_one_is_refused_beside_its_closure() -> None:
    typed = {**typed_calendar(USUAL), "fermetures.1.motif": ("a" * 201,)}
    reading = read_typed_calendar(typed)
    assert reading.found is None and [field_of(typed, fault.steps) for fault in reading.faults] == ["fermetures.1"]
    assert read_typed_calendar({**typed, "fermetures.1.motif": ("a" * 200,)}).faults == ()


def test_a_closure_with_its_last_day_or_its_reason_alone_is_a_mistake_beside_it() -> None:
    for key, text in (("au", "2027-05-07"), ("motif", "pont")):
        typed = {**typed_calendar(USUAL), f"fermetures.9.{key}": (text,)}
        reading = read_typed_calendar(typed)
        assert reading.found is None and "fermetures.9" in {field_of(typed, fault.steps) for fault in reading.faults}


def test_what_its_calendar_does_not_have_is_left_out() -> None:
    typed = {**typed_calendar(USUAL), "jours_coutumiers": ("mi_careme",), "vendredi_saint": ()}
    assert read_typed_calendar(typed).found == USUAL


def test_each_mistake_knows_its_field_and_nothing_is_read() -> None:
    typed = {
        **typed_calendar(USUAL),
        "lundi.0.de": ("12:30",),
        "mardi.0.de": ("08:30",),
        "samedi.1.de": ("11:00",),
        "samedi.1.a": ("14:00",),
        "jours_feries": ("auvergne",),
        "fermetures.1.au": ("2026-12-01",),
        "fermetures.7.du": ("",),
        "fermetures.7.motif": ("pont",),
        "fermetures.8.du": ("2026-12-27",),
    }
    reading = read_typed_calendar(typed)
    fields = {field_of(typed, fault.steps) for fault in reading.faults}
    assert reading.found is None
    assert fields == {"lundi", "mardi", "samedi", "jours_feries", "fermetures.1", "fermetures.7", "fermetures.8"}


def test_an_emptied_line_is_removed_and_lines_need_no_order() -> None:
    typed = {**typed_calendar(USUAL), "fermetures.0.du": ("",), "fermetures.0.au": ("",), "fermetures.0.motif": ("",)}
    typed |= {"fermetures.9.du": ("2026-08-10",), "fermetures.9.au": ("2026-08-14",), "fermetures.9.motif": ("",)}
    found = read_typed_calendar(typed).found
    assert found is not None
    assert [one.first_day for one in found.days_off.closures] == [date(2026, 8, 10), date(2026, 12, 24), date(2026, 12, 26)]
    assert rows_of(typed) == (0, 1, 2, 9)


def test_a_day_shows_its_hours_and_two_times_at_least() -> None:
    typed = {**typed_calendar(USUAL), "mercredi.2.de": ("18:00",), "mercredi.2.a": ("19:00",)}
    assert [spans_of(typed, day) for day in ("lundi", "mardi", "mercredi")] == [2, 2, 3]


def test_a_calendar_is_written_as_the_town_folder_has_it() -> None:
    assert write_calendar(USUAL) == {
        "horaires": {"lundi": ["08:30-12:00", "13:30-17:30"], "samedi": ["09:00-12:00"]},
        "jours_feries": "metropole",
        "fermetures": [
            {"du": "2026-05-15", "motif": "pont de l’Ascension"},
            "2026-12-24",
            {"du": "2026-12-26", "au": "2027-01-02"},
        ],
    }
    other = replace(USUAL, hours=HOURS[:1])
    assert differing(USUAL, other) == ("horaires",)
