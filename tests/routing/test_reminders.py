"""Which reminders go when: schedule, opening hours, escalation, snooze (S12), on frozen clocks over weeks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import Alerts, Clock
from domain.reminder import Level, Reminder, Watch
from domain.request import Status
from domain.town import Closure
from routing.calendar import Calendar
from routing.reminders import late_days, look, look_anew, look_first, may_send
from tests.routing.promised import town

PARIS = ZoneInfo("Europe/Paris")
OFFICE = Calendar(town())
USUAL = Alerts()


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def end_of(day: str, zone: ZoneInfo = PARIS) -> datetime:
    return at(f"{day}T23:59:59", zone)


def watched(status: Status = Status.ACCEPTED, **values: object) -> Watch:
    taken = status not in {Status.REVIEW, Status.OPEN}
    usual = Watch(status=status, is_taken=taken, received_at=at("2026-04-20T10:00"), take_by=None, complete_by=None, legal_on=None)
    return replace(usual, **values)  # type: ignore[arg-type]


def swept(watch: Watch, calendar: Calendar, until: str, alerts: Alerts = USUAL, every: timedelta = timedelta(minutes=20)) -> list[Reminder]:
    """Return the reminders of a request from its reception on, as a sweep that looks now and then raises them."""
    found: list[Reminder] = []
    remind_at = look_first(watch, alerts, calendar)
    now, last = watch.received_at.astimezone(UTC), at(until)
    while now < last and remind_at is not None:
        if remind_at <= now and may_send(calendar, now):
            due, remind_at = look(watch, alerts, calendar, remind_at, now)
            found += due
        now += every
    return found


def told(reminders: list[Reminder]) -> list[tuple[str, int, str]]:
    return [(one.day.isoformat(), one.late_days, one.level.value) for one in reminders]


def test_a_deadline_is_told_before_on_and_after_its_day_and_up_the_ladder() -> None:
    # Due on Tuesday 19 May; 14 May is Ascension, 16/17 and 30/31 May weekends, 25 May Whit Monday.
    found = swept(watched(complete_by=end_of("2026-05-19")), OFFICE, "2026-06-15T00:00")
    assert told(found) == [
        ("2026-05-13", 0, "agent"),  # J-5 is Ascension: the day before
        ("2026-05-18", 0, "agent"),
        ("2026-05-19", 0, "agent"),
        ("2026-05-20", 1, "head"),
        ("2026-05-28", 6, "director"),  # five working days on, Whit Monday off
        ("2026-06-04", 11, "elected"),
        ("2026-06-11", 16, "elected"),
    ]
    assert {one.clock for one in found} == {Clock.COMPLETION}
    assert all(one.at.astimezone(PARIS).time().isoformat() == "08:30:00" for one in found)


def test_what_falls_on_a_closed_day_comes_before_a_deadline_and_after_it() -> None:
    bridge = replace(town(), closures=(Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15)),))
    # Due on Saturday 16 May: Friday is a bridge, Thursday Ascension.
    found = swept(watched(complete_by=end_of("2026-05-16")), Calendar(bridge), "2026-05-20T00:00")
    assert told(found) == [("2026-05-11", 0, "agent"), ("2026-05-13", 0, "agent"), ("2026-05-18", 1, "head")]


def test_reminders_go_on_in_opening_hours_across_both_changes_of_the_clock() -> None:
    for due, days in (
        ("2026-03-30", ("2026-03-25", "2026-03-27", "2026-03-30", "2026-03-31")),
        ("2026-10-26", ("2026-10-21", "2026-10-23")),
    ):
        watch = watched(received_at=at(f"{due[:7]}-02T10:00"), complete_by=end_of(due))
        found = swept(watch, OFFICE, f"{due[:8]}31T23:00")
        assert tuple(one.day.isoformat() for one in found)[: len(days)] == days
        assert all(may_send(OFFICE, one.at) for one in found)


def test_a_request_nobody_has_taken_is_told_until_its_completion_speaks_for_it() -> None:
    watch = watched(Status.OPEN, take_by=end_of("2026-04-22"), complete_by=end_of("2026-04-27"))
    found = swept(watch, OFFICE, "2026-04-29T00:00")
    assert [(one.clock, one.day.isoformat()) for one in found] == [
        (Clock.TAKING, "2026-04-22"),
        (Clock.COMPLETION, "2026-04-22"),
        (Clock.TAKING, "2026-04-23"),
        (Clock.COMPLETION, "2026-04-24"),
        (Clock.COMPLETION, "2026-04-27"),
        (Clock.COMPLETION, "2026-04-28"),
    ]
    assert not swept(replace(watch, is_taken=True, complete_by=None), OFFICE, "2026-04-29T00:00")


def test_hours_are_told_when_they_are_over_never_at_night() -> None:
    # Four hours from 16:00 on a Thursday: over at 20:00, told on Friday at half past eight, then on Monday to the head.
    watch = watched(received_at=at("2026-04-23T16:00"), complete_by=at("2026-04-23T20:00"))
    assert [(one.at, one.late_days) for one in swept(watch, OFFICE, "2026-04-28T00:00")] == [
        (at("2026-04-24T08:30"), 1),
    ]
    noon = watched(received_at=at("2026-04-23T09:10"), complete_by=at("2026-04-23T12:45"))
    assert swept(noon, OFFICE, "2026-04-23T23:00")[0].at == at("2026-04-23T13:30")


def test_an_implicit_decision_is_announced_to_the_director_twice_snoozed_or_not() -> None:
    for watch in (watched(legal_on=date(2026, 6, 20)), watched(legal_on=date(2026, 6, 20), snoozed_until=date(2026, 7, 1))):
        found = swept(watch, OFFICE, "2026-08-01T00:00")
        assert [(one.clock, one.day.isoformat(), one.level) for one in found] == [
            (Clock.LEGAL, "2026-06-05", Level.DIRECTOR),
            (Clock.LEGAL, "2026-06-15", Level.DIRECTOR),
        ]


def test_who_waits_for_the_requester_is_told_when_the_time_is_over() -> None:
    watch = watched(Status.WAITING, complete_by=end_of("2026-05-19"), awaited_until=date(2026, 4, 30))
    assert told(swept(watch, OFFICE, "2026-05-05T00:00")) == [("2026-05-04", 1, "head")]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.TRANSFERRED, Status.REJECTED, Status.ARCHIVED, Status.DONE])
def test_what_is_over_or_elsewhere_is_not_told(status: Status) -> None:
    watch = watched(status, take_by=end_of("2026-04-22"), complete_by=end_of("2026-04-27"))
    assert look_first(watch, USUAL, OFFICE) is None
    assert look_anew(watch, USUAL, OFFICE, at("2026-06-01T10:00")) is None


def test_a_snooze_makes_one_of_what_it_kept_back_and_then_it_goes_on() -> None:
    watch = watched(complete_by=end_of("2026-05-05"), snoozed_until=date(2026, 5, 8))
    assert told(swept(watch, OFFICE, "2026-05-16T00:00")) == [("2026-05-11", 3, "head"), ("2026-05-15", 6, "director")]
    # Nothing is kept back where nothing was due.
    early = watched(complete_by=end_of("2026-05-29"), snoozed_until=date(2026, 5, 6))
    assert told(swept(early, OFFICE, "2026-05-27T00:00")) == [("2026-05-22", 0, "agent")]


def test_missed_reminders_are_one_when_the_machine_is_back() -> None:
    watch = watched(complete_by=end_of("2026-05-05"))
    since = look_first(watch, USUAL, OFFICE)
    assert since == at("2026-04-30T08:30")
    due, following = look(watch, USUAL, OFFICE, since, at("2026-05-07T14:00"))
    assert told(list(due)) == [("2026-05-06", 1, "head")]
    assert following == at("2026-05-15T08:30")
    assert look(watch, USUAL, OFFICE, following, at("2026-05-07T14:00"))[0] == ()


def test_a_clock_set_back_tells_nothing_again() -> None:
    watch = watched(complete_by=end_of("2026-05-05"))
    _, following = look(watch, USUAL, OFFICE, at("2026-05-05T08:30"), at("2026-05-05T09:00"))
    assert following == at("2026-05-06T08:30")
    assert look(watch, USUAL, OFFICE, following, at("2026-05-04T10:00"))[0] == ()


def test_what_changes_is_looked_at_at_once_where_it_is_late() -> None:
    watch = watched(complete_by=end_of("2026-04-30"))
    assert look_anew(watch, USUAL, OFFICE, at("2026-05-07T11:00")) == at("2026-05-04T08:30")
    assert look_anew(replace(watch, complete_by=end_of("2026-05-29")), USUAL, OFFICE, at("2026-05-07T11:00")) == at("2026-05-22T08:30")


def test_a_town_without_known_hours_is_reminded_from_nine_to_five() -> None:
    calendar = Calendar(town(hours=()))
    assert [one.at for one in swept(watched(complete_by=end_of("2026-04-28")), calendar, "2026-04-28T12:00")] == [
        at("2026-04-23T09:00"),
        at("2026-04-27T09:00"),
        at("2026-04-28T09:00"),
    ]
    assert [may_send(calendar, at(f"2026-04-28T{hour}")) for hour in ("08:59", "09:00", "16:59", "17:00")] == [False, True, True, False]


def test_new_caledonia_keeps_its_own_days_and_hours() -> None:
    noumea = ZoneInfo("Pacific/Noumea")
    calendar = Calendar(town("nouvelle-caledonie", "Pacific/Noumea"))
    watch = watched(received_at=at("2026-09-01T10:00", noumea), complete_by=end_of("2026-09-25", noumea))
    found = swept(watch, calendar, "2026-09-29T00:00")
    # J-1 is 24 September, a holiday there alone.
    assert [one.day.isoformat() for one in found] == ["2026-09-18", "2026-09-23", "2026-09-25", "2026-09-28"]
    assert {one.at.astimezone(noumea).hour for one in found} == {8}


def test_a_type_has_its_own_schedule() -> None:
    alerts = Alerts(days=(-2, 3), again_every=None, escalation=(2, 3, 4))
    watch = watched(complete_by=end_of("2026-05-06"))
    assert told(swept(watch, OFFICE, "2026-07-01T00:00", alerts)) == [("2026-05-04", 0, "agent"), ("2026-05-11", 2, "head")]


@given(
    due=st.dates(date(2026, 1, 20), date(2028, 12, 31)),
    alerts=st.builds(
        Alerts,
        days=st.lists(st.integers(-20, 20), max_size=6).map(tuple),
        again_every=st.none() | st.integers(1, 12),
    ),
    snooze=st.none() | st.integers(-20, 40),
    seen=st.integers(0, 60 * 24 * 80),
)
def test_looks_never_miss_double_or_go_out_of_hours(due: date, alerts: Alerts, snooze: int | None, seen: int) -> None:
    received = datetime(due.year, due.month, due.day, 10, tzinfo=PARIS) - timedelta(days=20)
    until = None if snooze is None else due + timedelta(days=snooze)
    watch = watched(received_at=received, complete_by=datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=PARIS), snoozed_until=until)
    # One by one, from each to the next, as a sweep that never sleeps.
    chain: list[Reminder] = []
    coming = look_first(watch, alerts, OFFICE)
    while coming is not None and coming < received + timedelta(days=80):
        (one,), following = look(watch, alerts, OFFICE, coming, coming)
        assert one.at == coming
        assert may_send(OFFICE, one.at)
        assert following is None or following > coming
        chain.append(one)
        coming = following
    assert len({one.day for one in chain}) == len(chain)
    if until is not None:
        assert all(one.day >= until for one in chain)
    # However late somebody looks, he sees the last of them and the next.
    now = received + timedelta(minutes=seen)
    due_now, coming_now = look(watch, alerts, OFFICE, received, now)
    past = [one for one in chain if one.at <= now]
    if coming is None or now < coming:
        assert list(due_now) == past[-1:]
        assert coming_now == next((one.at for one in chain if one.at > now), coming)


@pytest.mark.parametrize(
    ("clock", "due", "day", "late"),
    [
        (Clock.ACKNOWLEDGEMENT, "2026-05-19", "2026-05-19", 0),
        (Clock.ACKNOWLEDGEMENT, "2026-05-19", "2026-05-20", 1),
        # The same reminder a week later: 23, 24 and 25 May are a weekend and Whit Monday.
        (Clock.ACKNOWLEDGEMENT, "2026-05-19", "2026-05-27", 5),
        (Clock.COMPLETION, "2026-05-19", "2026-05-18", 0),
        (Clock.COMPLETION, "2026-05-22", "2026-05-25", 0),
        (Clock.COMPLETION, "2026-12-31", "2027-01-04", 1),
        (Clock.CHASER, "2026-05-19", "2026-05-27", 0),
    ],
)
def test_how_late_something_is_is_told_of_the_day_on_which_it_is_told(clock: Clock, due: str, day: str, late: int) -> None:
    assert late_days(OFFICE, clock, date.fromisoformat(due), date.fromisoformat(day)) == late
