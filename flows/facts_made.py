"""What figures keep of a request, made of all that is known of it. Pure: the whole computation stands here, and nowhere else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.deadline import Silence
from domain.draft import Flag
from domain.fact import Closing, Decided, Fact, Spell
from domain.figures import Axis, Duration, Measure
from domain.ids import SubjectCode
from domain.request import Addition, Closure, Status
from domain.ruleset import TOP_PRIORITY, Nature
from flows.decided import TRANSFERRED
from flows.notice import AUTHORITY, LETTER, RECEIPT
from letters.kinds import ACKNOWLEDGEMENTS, ModelKey, kind_of
from routing.calendar import Calendar
from store.facts_read import Left, Source
from store.history import HistoryLine

ANONYMOUS = "anonymous"
"""The kind of requester that nobody can be named of."""
_WRITTEN = frozenset({LETTER, AUTHORITY, RECEIPT})
"""Kinds of letters that go to requesters and authorities."""
_CHASING = frozenset({Addition.CHASER, Addition.ASKED_AGAIN})
_ENDS = frozenset({"closed", "rejected", "merged"})
_BEGINS = frozenset({"reopened", "restored", "parted"})
_TAKES = frozenset({"taken", "taken_back"})
_BACK = frozenset({"taken_back", "finished", "closed", "reopened", "refused", "handed_over", "undone", "moved", "returned_closed"})
"""What ends that another authority has a request, as its history calls it; a correction does where it changes the department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the rule set of a decision says of its subject; None of what that does not know."""

    nature: Nature | None
    theme: str | None
    silence: Silence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What has to be known of a town: its calendar, and what a subject meant by the rule set of a number."""

    calendar: Calendar
    meaning: Callable[[int, SubjectCode], Meaning]

    def day(self, at: datetime) -> date:
        """Return the day of a moment in the town's time."""
        return self.calendar.local(at).date()


def made(source: Source, knowing: Knowing) -> Fact | None:
    """Return what figures keep of a request; None of one that was rejected before it had a number: it counts for nothing."""
    if not source.is_numbered and not source.is_merged and source.status is not Status.REVIEW:
        return None
    return _Making(source, knowing).make()


class _Making:
    """Makes the facts of one request."""

    def __init__(self, source: Source, knowing: Knowing) -> None:
        self._source = source
        self._knowing = knowing
        self._received = knowing.day(source.received_at)
        self._meaning = knowing.meaning(source.ruleset, source.subject)
        self._targets = _targets(source, knowing)

    def make(self) -> Fact:
        """Return the facts."""
        source = self._source
        spells = tuple(self._spells())
        return Fact(
            town=source.town,
            request=source.request,
            day=self._received,
            hour=self._knowing.calendar.local(source.received_at).hour,
            keys=self._keys(),
            marks=frozenset(self._marks()),
            durations=dict(self._since_reception()),
            decided=self._decided(),
            closings=tuple(self._closings()),
            moments=tuple(self._moments(spells)),
            letters=tuple((one.model or one.kind, self._knowing.day(one.at)) for one in self._written()),
            spells=spells,
        )

    def _keys(self) -> Mapping[Axis, str]:
        source, meaning = self._source, self._meaning
        requester = ANONYMOUS if source.is_anonymous else source.requester
        keys = {
            Axis.CHANNEL: source.channel,
            Axis.NATURE: meaning.nature,
            Axis.THEME: meaning.theme,
            Axis.SUBJECT: source.subject,
            Axis.SECTOR: source.sector,
            Axis.STREET: source.street,
            Axis.DEPARTMENT: source.department,
            Axis.AGENT: source.taken_by,
            Axis.PRIORITY: str(source.priority),
            Axis.STATE: source.status,
            Axis.CLOSURE: source.closure,
            Axis.REQUESTER: requester,
            Axis.RULE: source.rule,
        }
        return {axis: str(key or "") for axis, key in keys.items()}

    def _marks(self) -> Iterator[Measure]:
        source = self._source
        departments = [one.decided.department for one in source.judged]
        sent_to = {source.proposed_department, *departments} if self._is_alone else set(departments)
        told = {
            Measure.MERGED: source.is_merged,
            Measure.TRANSFERRED: self._is_transferred(),
            Measure.ANONYMOUS: source.is_anonymous,
            Measure.ABUSIVE: Flag.ABUSIVE in source.flags,
            Measure.URGENT: source.priority == TOP_PRIORITY,
            Measure.REORIENTED: len(sent_to) > 1,
        }
        yield from (measure for measure, is_so in told.items() if is_so)
        if source.acknowledge_on is not None:
            yield Measure.ACKNOWLEDGED_DUE
            left = self._acknowledged()
            if left is not None and self._knowing.day(left.at) <= source.acknowledge_on:
                yield Measure.ACKNOWLEDGED_IN_TIME

    def _is_transferred(self) -> bool:
        """Tell whether it was handed to another authority, and that was not taken back."""
        history = self._source.history
        undone = {line.details.get("rank") for line in history if line.action == "undone"}
        # By an act of its own it has no rank.
        return any(line.action == TRANSFERRED and line.details.get("rank", 0) not in undone for line in history)

    @property
    def _is_alone(self) -> bool:
        return self._source.is_routed and self._source.is_numbered

    def _since_reception(self) -> Iterator[tuple[Duration, int]]:
        source = self._source
        record = next((one for one in self._written() if kind_of(one.model) is ModelKey.REGISTERED or one.kind == RECEIPT), None)
        acknowledged = self._acknowledged()
        taken = next((line.at for line in source.history if line.action in _TAKES), source.taken_at)
        sent = source.created_at if self._is_alone else source.judged[0].at if source.judged else None
        moments = (
            (Duration.TO_RECORD, None if record is None else record.at, 60),
            (Duration.TO_ACKNOWLEDGE, None if acknowledged is None else acknowledged.at, 60),
            (Duration.TO_TAKING, taken, 60),
            (Duration.TO_TRANSMISSION, sent, 1),
        )
        for duration, at, seconds in moments:
            if at is not None:
                yield duration, max(int((at - source.received_at).total_seconds()) // seconds, 0)

    def _decided(self) -> Decided | None:
        source = self._source
        if self._is_alone:
            return Decided(day=self._knowing.day(source.created_at), agent="", marks=frozenset({Measure.DECIDED_ALONE}))
        if not source.judged:
            return None
        first = source.judged[0]
        marks = {Measure.REVIEWED} | ({Measure.CORRECTED} if first.decided != first.proposed else set())
        return Decided(day=self._knowing.day(first.at), agent=first.agent, marks=frozenset(marks))

    def _closings(self) -> Iterator[Closing]:
        found = [
            (line.at, str(line.details.get("closure") or ""), line.actor, self._targets[place])
            for place, line in enumerate(self._source.history)
            if line.action == "closed"
        ]
        at = self._source.closed_at
        if not found and at is not None and not self._source.is_merged:
            # Of before the history told it.
            found = [(at, self._source.closure or "", self._source.taken_by or "", self._targets[-1])]
        stars = _stars(self._source.ratings, [one[0] for one in found])
        for place, (at, closure, agent, target) in enumerate(found):
            yield self._closing(at, closure, agent, target, stars.get(place))

    def _closing(self, at: datetime, closure: str, agent: str, target: date | None, stars: int | None) -> Closing:
        day = self._knowing.day(at)
        marks = {Measure.REFUSED} if closure == Closure.REFUSED else set()
        if target is not None:
            marks |= {Measure.CLOSED_DUE} | ({Measure.CLOSED_IN_TIME} if day <= target else set())
        durations = {
            Duration.TO_CLOSING: max((day - self._received).days, 0),
            Duration.TO_CLOSING_WORKING: self._knowing.calendar.working_days_between(self._received, day),
            Duration.WAITING: self._days(self._source.waited, at),
            Duration.ELSEWHERE: self._days(self._elsewhere(), at),
        } | ({} if stars is None else {Duration.STARS: stars})
        return Closing(day=day, closure=closure, agent=agent, marks=frozenset(marks), durations=durations)

    def _days(self, spans: tuple[tuple[datetime, datetime | None], ...], until: datetime) -> int:
        """Return how many days some spans of time last, as far as they are before a moment."""
        ends = ((since, until if end is None else min(end, until)) for since, end in spans if since <= until)
        return sum(max((self._knowing.day(end) - self._knowing.day(since)).days, 0) for since, end in ends)

    def _elsewhere(self) -> tuple[tuple[datetime, datetime | None], ...]:
        found: list[tuple[datetime, datetime | None]] = []
        since: datetime | None = None
        for line in self._source.history:
            if line.action == TRANSFERRED and since is None:
                since = line.at
            elif since is not None and ends_transfer(line):
                found.append((since, line.at))
                since = None
        return (*found, (since, None)) if since is not None else tuple(found)

    def _moments(self, spells: tuple[Spell, ...]) -> Iterator[tuple[Measure, date]]:
        source, day = self._source, self._knowing.day
        yield from ((Measure.REOPENED, day(line.at)) for line in source.history if line.action == "reopened")
        yield from ((Measure.CHASERS, day(at)) for kind, at in source.added if kind in _CHASING)
        if source.legal_on is not None and self._meaning.silence in {Silence.REJECTION, Silence.ACCEPTANCE}:
            born = source.legal_on + timedelta(days=1)
            ended = next((day(line.at) for line in source.history if line.action in _ENDS), None)
            if ended is None and not (spells and spells[-1].until is None):
                ended = spells[-1].until if spells else self._received
            if ended is None or ended >= born:
                yield Measure.IMPLICIT, born

    def _written(self) -> Iterator[Left]:
        yield from (one for one in self._source.letters if one.kind in _WRITTEN)

    def _acknowledged(self) -> Left | None:
        return next((one for one in self._written() if kind_of(one.model) in ACKNOWLEDGEMENTS), None)

    def _spells(self) -> Iterator[Spell]:
        """Yield when it was open, by its history; how it stands now has the last word."""
        source = self._source
        is_open = not source.is_merged and not source.status.is_over
        since: date | None = self._received
        last = self._received
        for place, line in enumerate(source.history):
            last = max(self._knowing.day(line.at), self._received)
            if line.action in _ENDS and since is not None:
                yield from _spell(since, last, self._targets[place])
                since = None
            elif line.action in _BEGINS and since is None:
                since = last
        if is_open:
            planned = source.planned_on if source.status is Status.PLANNED else None
            yield Spell(since=last if since is None else since, until=None, target=self._targets[-1], planned=planned)
        elif since is not None:
            ended = last if source.closed_at is None else max(self._knowing.day(source.closed_at), since)
            yield from _spell(since, ended, self._targets[-1])


def ends_transfer(line: HistoryLine) -> bool:
    """Tell whether by a line of its history another authority has a request no more."""
    return line.action in _BACK or (line.action == "corrected" and "department" in line.details)


def _spell(since: date, until: date, target: date | None) -> Iterator[Spell]:
    # Who came and went on one day was not there at its end.
    if until > since:
        yield Spell(since=since, until=until, target=target)


def _stars(ratings: Sequence[tuple[datetime, int]], closings: Sequence[datetime]) -> Mapping[int, int]:
    """Return the stars that closings were given, by their places: each rating is of the closing that is nearest to when it says it was."""
    if not closings:
        return {}
    return {min(range(len(closings)), key=lambda place: abs(closings[place] - at)): stars for at, stars in ratings}


def _targets(source: Source, knowing: Knowing) -> tuple[date | None, ...]:
    """Return the target day as each line of the history found it, then as it stands: opened again, a request has another one."""
    found = [None if source.complete_by is None else knowing.day(source.complete_by)]
    for line in reversed(source.history):
        found.append(_before(line, knowing, found[-1]))
    return tuple(reversed(found))


def _before(line: HistoryLine, knowing: Knowing, after: date | None) -> date | None:
    """Return the target day before a line of the history, given that after it."""
    deadlines = line.details.get("deadlines")
    moved = deadlines.get("completion") if isinstance(deadlines, dict) else None
    if not isinstance(moved, dict):
        return after
    before = moved.get("before")
    if not isinstance(before, str):
        return None
    at = datetime.fromisoformat(before)
    return at.date() if at.tzinfo is None else knowing.day(at)
