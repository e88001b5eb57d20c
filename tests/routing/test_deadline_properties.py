"""Deadlines over ten years and all calendars, against a slow count day by day and minute by minute that shares nothing with them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays as vacanza
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.deadline import Clock, Delay, Due, Lack, Reception, Suspension, Unit
from domain.department import Confidentiality
from domain.ids import DepartmentCode
from domain.inbound import Channel
from domain.ruleset import Alert, Nature, Weekday
from domain.town import Closure, OpeningHours, Town
from routing.calendar import Calendar, calendar_of
from routing.deadlines import clocks, last_moment, legal_due
from routing.promises import promise_of
from tests.routing.promised import OFFICE, promise, subject, town

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2034, 12, 31)
CALENDARS = {
    "metropole": (None, "Europe/Paris"),
    "alsace-moselle": ("57", "Europe/Paris"),
    "guadeloupe": ("971", "America/Guadeloupe"),
    "martinique": ("972", "America/Martinique"),
    "guyane": ("973", "America/Cayenne"),
    "la-reunion": ("974", "Indian/Reunion"),
    "mayotte": ("976", "Indian/Mayotte"),
    "saint-barthelemy": ("BL", "America/St_Barthelemy"),
    "saint-martin": ("MF", "America/Marigot"),
    "saint-pierre-et-miquelon": ("PM", "America/Miquelon"),
    "nouvelle-caledonie": ("NC", "Pacific/Noumea"),
    "polynesie-francaise": ("PF", "Pacific/Tahiti"),
    "wallis-et-futuna": ("WF", "Pacific/Wallis"),
}
CUSTOMS = ("Vendredi saint", "Mi-Carême", "Fête de Victor Schoelcher")
"""In the Antilles the library counts them among the public holidays: no town of these tests keeps them."""
ANTILLES = ("guadeloupe", "martinique", "saint-barthelemy", "saint-martin")

days = st.dates(FIRST, LAST)
calendars = st.sampled_from(sorted(CALENDARS))
closures = st.lists(
    st.builds(lambda day, length: Closure(first_day=day, last_day=day + length * DAY), days, st.integers(0, 9)), max_size=8
).map(tuple)
changing = st.sampled_from(("metropole", "saint-pierre-et-miquelon"))
"""Calendars of places where clocks are put forward and back."""
changes = st.builds(
    lambda year, month, before: (
        max(date(year, month, day) for day in range(25, 32) if date(year, month, day).isoweekday() == 7) - before * DAY
    ),
    st.integers(2024, 2034),
    st.sampled_from((3, 10)),
    st.integers(0, 1),
)
"""Days on which Europe changes its clocks, and the days before."""
clock_times = st.sampled_from([time(0), time(0, 30), time(4), time(8, 30), time(9), time(12), time(13, 45), time(17), time(23, 59)])


@st.composite
def opening_hours(draw: st.DrawFn) -> tuple[OpeningHours, ...]:
    """Draw hours of a week, those of holidays too; some lie over the hour at which clocks are changed."""
    found: list[OpeningHours] = []
    for day in Weekday:
        bounds = sorted(draw(st.sets(clock_times, max_size=4)))
        spans = list(pairwise(bounds))[::2]
        found += [OpeningHours(day=day, opens=opens, closes=closes) for opens, closes in spans]
    assume(any(hours.day is not Weekday.HOLIDAY for hours in found))
    return tuple(found)


@st.composite
def towns(draw: st.DrawFn, names: st.SearchStrategy[str] = calendars) -> Town:
    name = draw(names)
    return replace(town(name, CALENDARS[name][1], OFFICE), closures=draw(closures))


@cache
def days_of_law(calendar: str, year: int) -> frozenset[date]:
    found = vacanza.country_holidays("FR", subdiv=CALENDARS[calendar][0], years=year)
    return frozenset(day for day, name in found.items() if calendar not in ANTILLES or name not in CUSTOMS)


def is_worked(of: Town, day: date) -> bool:
    closed = any(closure.first_day <= day <= closure.last_day for closure in of.closures)
    return day.isoweekday() < 6 and not closed and day not in days_of_law(of.holidays, day.year)


def is_open(of: Town, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(of.timezone))
    if any(closure.first_day <= local.date() <= closure.last_day for closure in of.closures):
        return False
    names = list(Weekday)
    name = Weekday.HOLIDAY if local.date() in days_of_law(of.holidays, local.year) else names[local.weekday()]
    return any(hours.opens <= local.time() < hours.closes for hours in of.hours if hours.day is name)


def counted_by_hand(start: date, amount: int, counts: Callable[[date], bool], waits: Sequence[tuple[date, date]] = ()) -> date:
    """Return the day on which so many days have been counted: step by step, without those for which somebody was waited for.

    A wait that begins later than that does not count any more.
    """
    day, left = start, amount
    while left > 0 or (amount == 0 and not counts(day)) or not counts(day) or any(since <= day < until for since, until in waits):
        day += DAY
        if left > 0 and counts(day) and not any(max(since, start) < day <= until for since, until in waits):
            left -= 1
    return day


@st.composite
def suspended(draw: st.DrawFn, since: date, zone: ZoneInfo) -> tuple[Suspension, ...]:
    """Draw what was waited after a day, in any order, overlapping or not, answered in time, too late, or never."""
    found: list[Suspension] = []
    for _ in range(draw(st.integers(0, 3))):
        begins = since + draw(st.integers(0, 90)) * DAY
        asked = datetime.combine(begins, draw(st.times(time(0), time(20))), zone).replace(microsecond=0)
        ended = draw(st.none() | st.integers(1, 60).map(lambda count, asked=asked: (asked.astimezone(UTC) + count * DAY).astimezone(zone)))  # type: ignore[misc]
        found.append(
            Suspension(since=asked, given_until=begins + draw(st.integers(0, 40)) * DAY, ended_at=ended, lack=draw(st.sampled_from(Lack)))
        )
    return tuple(found)


def as_days(suspensions: Sequence[Suspension], *lacks: Lack) -> list[tuple[date, date]]:
    return [
        (one.since.date(), one.given_until if one.ended_at is None else min(one.given_until, one.ended_at.date()))
        for one in suspensions
        if one.lack in lacks
    ]


def came(on: date, zone: str, channel: Channel = Channel.EMAIL) -> Reception:
    return Reception(at=datetime.combine(on, time(10), ZoneInfo(zone)), channel=channel)


@given(towns(), days, st.integers(0, 45))
@settings(max_examples=300, deadline=None)
def test_working_days_are_those_counted_by_hand(of: Town, start: date, amount: int) -> None:
    calendar = Calendar(of)
    expected = counted_by_hand(start, amount, lambda day: is_worked(of, day))

    assert calendar.nth_working_day(start, amount) == expected
    assert calendar.is_working_day(expected)
    if amount:
        assert calendar.working_days_between(start, expected) == amount
        off = [one.day for one in calendar.days_off(start, expected)]
        between = [start + count * DAY for count in range(1, (expected - start).days + 1)]
        assert off == [day for day in between if not is_worked(of, day)]


@given(towns(), days, st.integers(1, 45))
@settings(max_examples=100, deadline=None)
def test_to_count_back_undoes_to_count_on(of: Town, start: date, amount: int) -> None:
    calendar = Calendar(of)
    assume(calendar.is_working_day(start))

    assert calendar.nth_working_day(calendar.nth_working_day(start, amount), -amount) == start


@given(days, st.integers(1, 36))
@settings(max_examples=400, deadline=None)
def test_a_legal_period_ends_on_the_same_quantieme_or_the_last_day_of_the_month(start: date, months: int) -> None:
    until = legal_due(start, Delay(amount=months, unit=Unit.MONTHS))

    # By hand: go on a day at a time, count the firsts of a month passed, stop at the quantième or where the month ends before it.
    day, passed = start, 0
    while passed < months or (day.day != start.day and (day + DAY).day != 1):
        day += DAY
        passed += day.day == 1
    assert until == day


@given(st.data(), towns(), days)
@settings(max_examples=300, deadline=None)
def test_the_clock_of_rejection_is_the_one_counted_by_hand(data: st.DataObject, of: Town, start: date) -> None:
    suspensions = data.draw(suspended(start, ZoneInfo(of.timezone)))
    due = clocks(promise("SVR-2M"), came(start, of.timezone), Calendar(of), suspensions).legal

    assert due is not None
    length = (legal_due(start, Delay(amount=2, unit=Unit.MONTHS)) - start).days
    assert due.on == counted_by_hand(start, length, lambda _: True, as_days(suspensions, Lack.REQUIRED))
    assert due.since == start


@given(st.data(), towns(), days, st.sampled_from(["1 jo", "5 jo", "10 jo", "30 j"]))
@settings(max_examples=300, deadline=None)
def test_targets_in_days_are_those_counted_by_hand(data: st.DataObject, of: Town, start: date, target: str) -> None:
    suspensions = data.draw(suspended(start, ZoneInfo(of.timezone)))
    due = clocks(promise("aucun", target), came(start, of.timezone), Calendar(of), suspensions).completion

    assert due is not None
    amount, unit = target.split()
    counts = (lambda day: is_worked(of, day)) if unit == "jo" else (lambda _: True)
    assert due.on == counted_by_hand(start, int(amount), counts, as_days(suspensions, *Lack))


@given(st.data(), towns(), opening_hours(), days, st.integers(0, 24 * 60 - 1))
@settings(max_examples=60, deadline=None)
def test_targets_in_hours_are_those_counted_minute_by_minute(
    data: st.DataObject, of: Town, hours: tuple[OpeningHours, ...], start: date, minute: int
) -> None:
    _count_minutes(data, replace(of, hours=hours), datetime.combine(start, time(), UTC) + timedelta(minutes=minute))


@given(st.data(), towns(changing), opening_hours(), changes, st.integers(0, 24 * 60 - 1))
@settings(max_examples=60, deadline=None)
def test_hours_are_those_that_pass_when_clocks_are_changed(
    data: st.DataObject, of: Town, hours: tuple[OpeningHours, ...], start: date, minute: int
) -> None:
    _count_minutes(data, replace(of, hours=hours), datetime.combine(start, time(), UTC) + timedelta(minutes=minute))


def _count_minutes(data: st.DataObject, of: Town, at: datetime) -> None:
    zone = ZoneInfo(of.timezone)
    hours, on_call = data.draw(st.integers(1, 9)), data.draw(st.booleans())
    suspensions = tuple(
        replace(one, since=one.since.replace(second=0), ended_at=one.ended_at and one.ended_at.replace(second=0))
        for one in data.draw(suspended(at.astimezone(zone).date(), zone))
        if one.since >= at
    )
    reception = Reception(at=at, channel=Channel.EMAIL)
    due = clocks(promise("aucun", f"{hours} h", on_call=on_call), reception, calendar_of(of), suspensions).completion

    assert due is not None
    assert due.at is not None
    waits = [(one.since.astimezone(UTC), _end(one, zone)) for one in suspensions]
    now, left = at, hours * 60
    while left:
        if (on_call or is_open(of, now)) and not any(since <= now < until for since, until in waits):
            left -= 1
        now += timedelta(minutes=1)
        assume(now - at < timedelta(days=60))
    assert due.at.astimezone(UTC) == now
    assert str(due.at.tzinfo) == of.timezone


def _end(one: Suspension, zone: ZoneInfo) -> datetime:
    expiry = datetime.combine(one.given_until + DAY, time(), zone).astimezone(UTC)
    return expiry if one.ended_at is None else min(expiry, one.ended_at.astimezone(UTC))


@given(towns(), st.datetimes(datetime.combine(FIRST, time()), datetime.combine(LAST, time())), st.sampled_from(Channel), st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_is_due_before_it_was_received_and_limits_are_inclusive(
    of: Town, at: datetime, channel: Channel, data: st.DataObject
) -> None:
    calendar = Calendar(of)
    target = data.draw(st.sampled_from(["2 h", "48 h", "1 jo", "15 jo", "30 j", "T 2 jo"]))
    regime = data.draw(st.sampled_from(["aucun", "SVR-2M", "SVR-1M", "SVA-2M", "RGPD-1M", "sans-AR-papier"]))
    received = Reception(at=at.replace(tzinfo=UTC), channel=channel)
    found = clocks(promise(regime, target), received, calendar)

    for due in _all(found.legal, found.receipt, found.acknowledgement, found.taking, found.completion):
        last = last_moment(due, calendar)
        assert last >= received.at.replace(microsecond=0)
        assert last.astimezone(calendar.zone).date() == due.on
        assert due.at is not None or (last + timedelta(seconds=1)).astimezone(calendar.zone).date() == due.on + DAY
        assert due.clock is Clock.LEGAL or due.at is not None or target.endswith(" j") or calendar.is_working_day(due.on)
    if found.taking is not None and found.completion is not None:
        assert last_moment(found.taking, calendar) <= last_moment(found.completion, calendar)


def _all(*dues: Due | None) -> list[Due]:
    return [due for due in dues if due is not None]


@given(st.data(), towns(), days, st.sampled_from(["SVR-2M", "SVR-1M", "SVA-2M", "RGPD-1M", "aucun"]))
@settings(max_examples=200, deadline=None)
def test_whatever_is_changed_of_a_request_within_the_town_its_legal_clock_stays(
    data: st.DataObject, of: Town, start: date, regime: str
) -> None:
    calendar, suspensions = Calendar(of), data.draw(suspended(start, ZoneInfo(of.timezone)))
    moved = subject(
        data.draw(st.sampled_from([Nature.REQUEST, Nature.COMPLAINT])),
        regime,
        data.draw(st.sampled_from(["2 h", "1 jo", "30 j", "T 1 jo"])),
        department=DepartmentCode(data.draw(st.sampled_from(["AG", "VOI", "X-DEP"]))),
        priority=data.draw(st.integers(1, 4)),
        confidentiality=data.draw(st.sampled_from(Confidentiality)),
        on_call=data.draw(st.booleans()),
        waits=data.draw(st.booleans()),
    )
    alert = data.draw(st.sampled_from(Alert))
    before = clocks(promise(regime), came(start, of.timezone), calendar, suspensions)
    after = clocks(promise_of(moved, target="3 jo", alert=alert), came(start, of.timezone), calendar, suspensions)

    assert (after.legal, after.receipt, after.acknowledgement) == (before.legal, before.receipt, before.acknowledgement)
