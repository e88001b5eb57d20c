"""Facts of requests, which figures are counted from, kept up to date: by the sweep, before an answer is given, anew by command."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.fact import Fact
from domain.ids import RequestId, SubjectCode, TownId
from domain.ruleset import RuleSet
from flows import clocks, search
from flows.facts_made import Knowing, Meaning, made
from flows.wiring import Installation
from routing.calendar import calendar_of
from store import facts_kept, rulesets
from store.facts_read import Source, sources

_BATCH = 200
Told = Callable[[int, int], None]
"""Is told, after each batch, how many are done, and of how many; where changes wait, each counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """How far the facts came: ``count`` requests were looked at; ``is_all``: none was due any more."""

    count: int
    is_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A request whose facts are kept otherwise than they are counted from it, with the tables and columns that tell so."""

    request: RequestId
    what: tuple[str, ...]


def catch_up(installation: Installation, *, batches: int | None = None, told: Told | None = None) -> CaughtUp:
    """Bring the facts up to date, a batch a transaction; at most so many batches. Another process that is at it is left alone."""
    search.catch_up(installation, batches=batches)
    count, done, noted = 0, 0, 0
    waiting = 0 if told is None else _count_due(installation)
    while batches is None or done < batches:
        with installation.database.read() as session:
            if not facts_kept.is_due(session):
                return CaughtUp(count=count, is_all=True)
        with installation.database.write() as session:
            due = facts_kept.due(session, _BATCH)
            found, uncounted = _made(installation, session, due.requests)
            facts_kept.keep(session, due, found, uncounted)
        if not due.notes:
            return CaughtUp(count=count, is_all=False)
        count += len(due.requests)
        done += 1
        noted += len(due.notes)
        if told is not None:
            told(noted, max(noted, waiting))
    return CaughtUp(count=count, is_all=False)


def rebuild(installation: Installation, told: Told | None = None) -> int:
    """Make all facts anew from the requests and return of how many. Each is replaced in one go: figures stay whole meanwhile.

    May be interrupted: the sweep goes on with it. Sealed facts, and those of requests that are gone, stay as they are.
    """
    with installation.database.write() as session:
        facts_kept.mark_all(session)
    return catch_up(installation, told=told).count


def _count_due(installation: Installation) -> int:
    with installation.database.read() as session:
        return facts_kept.count_due(session)


def differences(installation: Installation) -> Iterator[Difference]:
    """Yield where the facts differ from the full computation. What is not caught up with yet is left out."""
    after = 0
    while True:
        with installation.database.read() as session:
            requests = facts_kept.next_requests(session, after, _BATCH)
            if not requests:
                return
            settled = facts_kept.settled(session, requests)
            found, uncounted = _made(installation, session, settled)
            different = facts_kept.differences(session, found, uncounted)
        for request in sorted(different):
            yield Difference(request=request, what=different[request])
        after = requests[-1]


def seal(installation: Installation, session: Session, requests: Collection[RequestId], now: datetime) -> None:
    """Count requests a last time and keep that for good, in the transaction that takes away who asked and what was written."""
    facts_kept.hold(session)
    found, uncounted = _made(installation, session, tuple(requests))
    facts_kept.keep(session, facts_kept.Due(notes=(), requests=()), found, uncounted)
    facts_kept.seal(session, requests, now)


def _made(installation: Installation, session: Session, requests: Collection[RequestId]) -> tuple[tuple[Fact, ...], tuple[RequestId, ...]]:
    """Return the facts of some requests as they are now, and those of them that count for nothing."""
    meanings = _Meanings(installation, session)
    found: list[Fact] = []
    uncounted: list[RequestId] = []
    for source in sources(session, tuple(requests)):
        fact = made(source, meanings.knowing(source))
        if fact is None:
            uncounted.append(source.request)
        else:
            found.append(fact)
    return tuple(found), tuple(uncounted)


class _Meanings:
    """What is known of towns, and what subjects meant by the rule sets of decisions, each looked up once."""

    def __init__(self, installation: Installation, session: Session) -> None:
        self._installation = installation
        self._session = session
        self._knowing: dict[TownId, Knowing] = {}
        self._rulesets: dict[tuple[TownId, int], RuleSet | None] = {}
        self._meanings: dict[tuple[TownId, int, SubjectCode], Meaning] = {}

    def knowing(self, source: Source) -> Knowing:
        """Return what has to be known of a request's town."""
        town = source.town
        if town not in self._knowing:
            view = self._installation.towns.get(town)
            calendar = calendar_of(view.town)
            self._knowing[town] = Knowing(calendar=calendar, meaning=lambda number, subject: self._meaning(town, number, subject))
        return self._knowing[town]

    def _meaning(self, town: TownId, number: int, subject: SubjectCode) -> Meaning:
        key = (town, number, subject)
        if key not in self._meanings:
            self._meanings[key] = self._looked_up(town, number, subject)
        return self._meanings[key]

    def _looked_up(self, town: TownId, number: int, subject: SubjectCode) -> Meaning:
        """Return what a subject meant by the rule set of the decision; by that of today where an agent chose one of that."""
        current = self._installation.towns.get(town).ruleset
        for ruleset in (current if current.number == number else self._ruleset(town, number), current):
            found = None if ruleset is None else next((one for one in ruleset.subjects if one.code == subject), None)
            if ruleset is not None and found is not None:
                promise = clocks.find_promise(ruleset, subject)
                return Meaning(nature=found.nature, theme=found.theme, silence=None if promise is None else promise.silence)
        return Meaning(nature=None, theme=None, silence=None)

    def _ruleset(self, town: TownId, number: int) -> RuleSet | None:
        key = (town, number)
        if key not in self._rulesets:
            try:
                self._rulesets[key] = rulesets.get(self._session, town, number)
            except NotFoundError:
                self._rulesets[key] = None  # of before versions were kept
        return self._rulesets[key]
