"""Counting in the tables of facts gives what counting all requests one by one gives, on both databases (S26, S40; DOMAIN §7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from domain.fact import (
    KEYED,
    OF_CLOSING,
    OF_DECISION,
    OF_MOMENT,
    OF_RECEPTION,
    SINCE_RECEPTION,
    UNTIL_CLOSING,
    Closing,
    Decided,
    Fact,
    Spell,
)
from domain.figures import Asked, Axis, Duration, Measure, Period, Sight
from domain.ids import DepartmentCode, RequestId, TownId
from store import facts_stock
from store.engine import Database
from store.facts import count
from store.facts_kept import Due, keep
from store.schema import FactKeyRow
from tests.flows.plain_figures import plain

TOWNS = (TownId("breville"), TownId("auville"))
FIRST = date(2025, 12, 20)
DAYS = 100
KEYS = {axis: ("", f"{axis}-é", f"{axis}-2") for axis in KEYED} | {Axis.PRIORITY: ("1", "2")}
LETTERS = ("cloture", "refus")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""What fails is told as it was found: to make it smaller takes minutes on two databases."""
NOTHING = Due(notes=(), requests=())

a_day = st.integers(0, DAYS).map(lambda ahead: FIRST + timedelta(days=ahead))


def some(of: tuple[Measure, ...]) -> st.SearchStrategy[frozenset[Measure]]:
    return st.sets(st.sampled_from(of)).map(frozenset)


def lasting(of: tuple[Duration, ...]) -> st.SearchStrategy[dict[Duration, int]]:
    return st.dictionaries(st.sampled_from(of), st.sampled_from((0, 1, 3, 2**15 - 1, 2**15, 70_000, 2**29)))


@st.composite
def spells(draw: st.DrawFn, since: date) -> tuple[Spell, ...]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        since += timedelta(days=draw(st.integers(0, 20)))
        until = since + timedelta(days=draw(st.integers(1, 40)))
        target = draw(st.none() | st.integers(-5, 30).map(lambda ahead: since + timedelta(days=ahead)))  # noqa: B023 - drawn at once
        found.append(Spell(since=since, until=until, target=target))
        since = until
    if draw(st.booleans()):
        since += timedelta(days=draw(st.integers(0, 20)))
        planned = draw(st.none() | a_day)
        found.append(Spell(since=since, until=None, target=draw(st.none() | a_day), planned=planned))
    return tuple(found)


@st.composite
def lives(draw: st.DrawFn, at_least: int = 0) -> tuple[Fact, ...]:
    """Return the facts of some requests of two towns."""
    found = []
    for number in range(1, draw(st.integers(at_least, 12)) + 1):
        day = draw(a_day)
        decided = st.builds(Decided, day=a_day, agent=st.sampled_from(("", "anne")), marks=some(OF_DECISION))
        closing = st.builds(
            Closing,
            day=a_day,
            closure=st.sampled_from(KEYS[Axis.CLOSURE]),
            agent=st.sampled_from(("", "marc")),
            marks=some(OF_CLOSING),
            durations=lasting(UNTIL_CLOSING),
        )
        found.append(
            Fact(
                town=draw(st.sampled_from(TOWNS)),
                request=RequestId(number),
                day=day,
                hour=draw(st.sampled_from((0, 9, 23))),
                keys={axis: draw(st.sampled_from(KEYS[axis])) for axis in KEYED},
                marks=draw(some(OF_RECEPTION)),
                durations=draw(lasting(SINCE_RECEPTION)),
                decided=draw(st.none() | decided),
                closings=tuple(draw(st.lists(closing, max_size=2))),
                moments=tuple(draw(st.lists(st.tuples(st.sampled_from(OF_MOMENT), a_day), max_size=3))),
                letters=tuple(draw(st.lists(st.tuples(st.sampled_from(LETTERS), a_day), max_size=2))),
                spells=draw(spells(day)),
            )
        )
    return tuple(found)


def keys_of(axis: Axis) -> tuple[str, ...]:
    days = [FIRST + timedelta(days=ahead) for ahead in range(DAYS)]
    told = {
        Axis.MONTH: ("2026-01", "2026-03"),
        Axis.WEEK: tuple(sorted({"{}-W{:02d}".format(*day.isocalendar()) for day in days}))[1:9],
        Axis.WEEKDAY: ("1", "4", "7"),
        Axis.HOUR: ("", "9"),
        Axis.LETTER: ("", "refus", "unheard of"),
    }
    return told.get(axis) or (*KEYS[axis], "unheard of")


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Return a question."""
    first = draw(a_day)
    filtered = draw(st.sets(st.sampled_from(Axis), max_size=2))
    sight = draw(st.none() | st.sets(st.sampled_from(KEYS[Axis.DEPARTMENT])).map(lambda ones: frozenset(map(DepartmentCode, ones))))
    return Asked(
        town=TOWNS[0],
        period=Period(first=first, last=first + timedelta(days=draw(st.sampled_from((0, 6, 40, 90, 400))))),
        axes=tuple(draw(st.lists(st.sampled_from(Axis), max_size=3, unique=True))),
        measures=draw(st.sets(st.sampled_from(Measure)).map(frozenset)),
        durations=draw(st.sets(st.sampled_from(Duration)).map(frozenset)),
        filters={axis: frozenset(draw(st.sets(st.sampled_from(keys_of(axis)), max_size=3))) for axis in sorted(filtered)},
        sight=Sight(departments=sight),
    )


WHOLE = Period(first=FIRST, last=FIRST + timedelta(days=DAYS))
EVERYTHING = Asked(town=TOWNS[0], period=WHOLE, measures=frozenset(Measure), durations=frozenset(Duration))


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=lives(), asked=st.lists(questions(), min_size=1, max_size=12))
@example(facts=(), asked=[EVERYTHING])
def test_tables_tell_what_all_requests_one_by_one_tell(database: Database, facts: tuple[Fact, ...], asked: list[Asked]) -> None:
    with database.write() as session:
        # Numbers of former examples that are there no more count for nothing.
        keep(session, NOTHING, facts, [RequestId(number) for number in range(1, 13)])
        for one in (*asked, EVERYTHING):
            assert count(session, one) == plain(facts, one), one


@settings(max_examples=2, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=lives(at_least=8))
def test_each_axis_and_each_pair_with_a_time_is_told_alike(database: Database, facts: tuple[Fact, ...]) -> None:
    pairs = [(axis,) for axis in Axis] + [(time, axis) for time in (Axis.MONTH, Axis.WEEK, Axis.WEEKDAY) for axis in Axis if axis != time]
    with database.write() as session:
        if session.get(FactKeyRow, 40_000) is None:
            # From here on keys have numbers that no character of its own stands for.
            session.add(FactKeyRow(id=40_000, town="elsewhere", axis="street", key="rue"))
            session.flush()
        keep(session, NOTHING, facts, [RequestId(number) for number in range(1, 13)])
        for axes in pairs:
            one = replace(EVERYTHING, axes=axes)
            assert count(session, one) == plain(facts, one), one


OPEN_DURATIONS = frozenset({Duration.AGE, Duration.LATE, Duration.TO_PLANNED})
LATER = date(2059, 9, 18) - FIRST - timedelta(days=DAYS // 2)
"""So far ahead, the numbers of the days within the period grow out of a character."""


def shifted(fact: Fact, ahead: timedelta) -> Fact:
    """Return what is open of a request, so much later."""
    dates = ("since", "until", "target", "planned")
    spells = tuple(
        Spell(**{name: None if (day := getattr(one, name)) is None else day + ahead for name in dates})  # type: ignore[arg-type]
        for one in fact.spells
    )
    return replace(fact, day=fact.day + ahead, spells=spells, decided=None, closings=(), moments=(), letters=())


@pytest.mark.parametrize("ahead", [timedelta(0), LATER, LATER + timedelta(days=DAYS)])
@pytest.mark.parametrize("dense", [2**22, 0])
@settings(max_examples=3, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=lives(at_least=8))
def test_what_is_open_is_told_alike_however_it_is_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch, dense: int, ahead: timedelta, facts: tuple[Fact, ...]
) -> None:
    monkeypatch.setattr(facts_stock, "DENSE", dense)
    later = tuple(shifted(one, ahead) for one in facts)
    period = Period(first=WHOLE.first + ahead, last=WHOLE.last + ahead)
    asked = replace(EVERYTHING, period=period, measures=frozenset({Measure.STOCK, Measure.OVERDUE}), durations=OPEN_DURATIONS)
    with database.write() as session:
        keep(session, NOTHING, later, [RequestId(number) for number in range(1, 13)])
        for axes in ((), (Axis.WEEK,), (Axis.SECTOR, Axis.MONTH)):
            for durations in (OPEN_DURATIONS, *(frozenset({one}) for one in OPEN_DURATIONS)):
                one = replace(asked, axes=axes, durations=durations)
                assert count(session, one) == plain(later, one), one


def test_more_than_three_axes_are_refused(database: Database) -> None:
    for axes in ((Axis.MONTH, Axis.SECTOR, Axis.STATE, Axis.RULE), (Axis.MONTH, Axis.MONTH)):
        with database.read() as session, pytest.raises(ValueError, match="at most three axes"):
            count(session, replace(EVERYTHING, axes=axes))
