"""Counting in plain Python over all facts: slow, and too simple to be wrong. What the tables tell is compared with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from domain.fact import Fact, Spell
from domain.figures import Asked, Axis, Counts, Duration, Keys, Measure, Spread

Counted = tuple[date, Mapping[Axis, str], Iterable[Measure], Mapping[Duration, int]]
"""The day something is counted by, its keys, the measures it is one of, durations."""


def plain(facts: Iterable[Fact], asked: Asked) -> Counts:
    """Return how much there is of what is asked for."""
    counts: Counter[tuple[Keys, Measure]] = Counter()
    spreads: defaultdict[tuple[Keys, Duration], Counter[int]] = defaultdict(Counter)
    for own, measures, durations in counted([fact for fact in facts if fact.town == asked.town], asked):
        counts.update((own, one) for one in measures if one in asked.measures)
        for duration, value in durations.items():
            if duration in asked.durations:
                spreads[own, duration][value] += 1
    return Counts(counts=dict(counts), spreads={key: Spread.of(spread) for key, spread in spreads.items()})


def counted(facts: Sequence[Fact], asked: Asked) -> Iterator[tuple[Keys, Iterable[Measure], Mapping[Duration, int]]]:
    """Yield all that is within the question: by which keys, as what, with which durations."""
    for fact in facts:
        for day, keys, measures, durations in happened(fact):
            told = {**keys, **times(day)}
            if asked.period.first <= day <= asked.period.last and is_wanted(told, asked):
                yield keys_in(told, asked), measures, durations
    for own_times, day in last_days(asked):
        for fact in facts:
            told = {**fact.keys, **own_times}
            for spell in fact.spells:
                if spell.since <= day and (spell.until is None or day < spell.until) and is_wanted(told, asked):
                    yield keys_in(told, asked), *open_on(fact, spell, day)


def keys_in(told: Mapping[Axis, str], asked: Asked) -> Keys:
    """Return the keys on the axes asked for."""
    return tuple(told.get(axis, "") for axis in asked.axes)


def happened(fact: Fact) -> Iterator[Counted]:
    """Yield all that is counted by the day on which it happened."""
    yield fact.day, {**fact.keys, Axis.HOUR: str(fact.hour)}, {Measure.RECEIVED, *fact.marks}, fact.durations
    if fact.decided is not None:
        yield fact.decided.day, {**fact.keys, Axis.AGENT: fact.decided.agent}, fact.decided.marks, {}
    for one in fact.closings:
        yield one.day, {**fact.keys, Axis.AGENT: one.agent, Axis.CLOSURE: one.closure}, {Measure.CLOSED, *one.marks}, one.durations
    for measure, day in fact.moments:
        yield day, fact.keys, {measure}, {}
    for letter, day in fact.letters:
        yield day, {**fact.keys, Axis.LETTER: letter}, {Measure.LETTERS}, {}


def open_on(fact: Fact, spell: Spell, day: date) -> tuple[set[Measure], dict[Duration, int]]:
    """Return what an open request is counted as on a day."""
    measures, durations = {Measure.STOCK}, {Duration.AGE: (day - fact.day).days}
    if spell.target is not None and day > spell.target:
        measures.add(Measure.OVERDUE)
        durations[Duration.LATE] = (day - spell.target).days
    if spell.planned is not None:
        durations[Duration.TO_PLANNED] = max((spell.planned - day).days, 0)
    return measures, durations


def times(day: date) -> dict[Axis, str]:
    """Return the keys of a day."""
    year, week, weekday = day.isocalendar()
    return {Axis.MONTH: f"{day:%Y-%m}", Axis.WEEK: f"{year}-W{week:02d}", Axis.WEEKDAY: str(weekday)}


def last_days(asked: Asked) -> Iterable[tuple[Mapping[Axis, str], date]]:
    """Return the last day in each month, week, weekday asked for, with its keys on those axes."""
    found: dict[Keys, tuple[Mapping[Axis, str], date]] = {}
    for ahead in range((asked.period.last - asked.period.first).days + 1):
        day = asked.period.first + timedelta(days=ahead)
        own = times(day)
        if all(own[axis] in keys for axis, keys in asked.filters.items() if axis in own):
            wanted = {axis: key for axis, key in own.items() if axis in asked.axes}
            found[tuple(wanted.values())] = wanted, day
    return found.values()


def is_wanted(keys: Mapping[Axis, str], asked: Asked) -> bool:
    """Tell whether sight and filters let something be counted."""
    sight = asked.sight.departments
    if sight is not None and keys[Axis.DEPARTMENT] not in sight:
        return False
    return all(keys.get(axis, "") in wanted for axis, wanted in asked.filters.items() if axis in keys or axis in {Axis.HOUR, Axis.LETTER})
