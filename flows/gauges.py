"""What the database says of an installation, for Prometheus: counted when somebody asks, and seldom however many do."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, UnavailableError
from domain.ids import TownId
from flows.channels import collected_mailboxes, watched_folders
from flows.wiring import Installation
from store import collected, folders, gauges, jobs, requests, towns
from store.gauges import Waiting

STATES = ("ready", "running", "parked")
FRESH_SECONDS = 15.0
"""How long figures are good for: they count whole tables, and anybody may ask as often as he likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A gauge: what it tells, and its labels."""

    help: str
    labels: tuple[str, ...] = ()


GAUGES: Mapping[str, Gauge] = {
    "citoyen_database_up": Gauge(help="1 while the database answers; without it the figures below are missing."),
    "citoyen_requests": Gauge(help="Requests by status.", labels=("status",)),
    "citoyen_inbounds": Gauge(help="Arrivals by outcome.", labels=("outcome",)),
    "citoyen_jobs": Gauge(help="Jobs by queue and state, without those done.", labels=("queue", "state")),
    "citoyen_jobs_oldest_due_seconds": Gauge(help="Age of the oldest job that is due.", labels=("queue",)),
    "citoyen_review_waiting": Gauge(help="Requests that wait for review."),
    "citoyen_review_oldest_seconds": Gauge(help="Since when the oldest request in review has been here."),
    "citoyen_town_review_waiting": Gauge(help="The same of each town.", labels=("town",)),
    "citoyen_town_review_oldest_seconds": Gauge(help="The same of each town.", labels=("town",)),
    "citoyen_outbox": Gauge(help="Letters that still have to leave, by state.", labels=("state",)),
    "citoyen_outbox_oldest_seconds": Gauge(help="Age of the oldest letter that still has to leave, by state.", labels=("state",)),
    "citoyen_intake_sources": Gauge(help="Mailbox folders and drop folders, by whether they go well.", labels=("source", "state")),
    "citoyen_intake_oldest_seconds": Gauge(
        help="Since when the one longest neglected was not looked through to its end.", labels=("source",)
    ),
}
Sample = tuple[str, tuple[str, ...], float]
"""A figure's name, the values of its labels, and how much it is."""


class DatabaseGauges(Collector):
    """Counts an installation, at most every `FRESH_SECONDS`. Safe for many threads; who comes while one counts waits for him."""

    def __init__(self, installation: Installation, clock: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet. ``clock`` gives seconds."""
        self._installation = installation
        self._clock = clock
        self._counting = Lock()
        self._counted: tuple[GaugeMetricFamily, ...] = ()
        self._counted_at = float("-inf")

    def describe(self) -> list[GaugeMetricFamily]:
        """Promise nothing, so that registering does not ask the database."""
        return []

    def collect(self) -> tuple[GaugeMetricFamily, ...]:
        """Return the figures, asking the database where they are old; without it, that it is away."""
        with self._counting:
            if self._clock() - self._counted_at >= FRESH_SECONDS:
                self._counted = _families(self._count())
                self._counted_at = self._clock()
            return self._counted

    def _count(self) -> list[Sample]:
        try:
            with self._installation.database.read() as session:
                found = list(_samples(self._installation, session, datetime.now(UTC)))
        except UnavailableError:
            return [("citoyen_database_up", (), 0.0)]
        return [("citoyen_database_up", (), 1.0), *found]


def _samples(installation: Installation, session: Session, now: datetime) -> Iterator[Sample]:
    for status, count in requests.counts(session, None).items():
        yield "citoyen_requests", (status,), count
    for outcome, count in gauges.inbounds_by_outcome(session).items():
        yield "citoyen_inbounds", (outcome,), count
    yield from _jobs(session, now)
    yield from _review(gauges.review_by_town(session), towns.numbers(session), installation.settings.metrics_towns, now)
    letters = gauges.letters_here(session)
    for state in gauges.LETTERS_HERE:
        yield "citoyen_outbox", (state,), letters[state].count if state in letters else 0
        yield "citoyen_outbox_oldest_seconds", (state,), _age(letters[state].oldest_at, now) if state in letters else 0.0
    # Before the first run has named a town there is nobody to take anything in for.
    if towns.numbers(session):
        yield from _intake("mailbox", lambda: list(_mailboxes(installation, session)), now)
        yield from _intake("folder", lambda: list(_folders(installation, session)), now)


def _jobs(session: Session, now: datetime) -> Iterator[Sample]:
    states, oldest = jobs.counts(session), jobs.oldest_due(session, now)
    # A figure for every queue and state: a series that comes and goes cannot be watched.
    for queue in jobs.QUEUES:
        for state in STATES:
            yield "citoyen_jobs", (queue, state), states.get((queue, state), 0)
        yield "citoyen_jobs_oldest_due_seconds", (queue,), oldest.get(queue, 0.0)


def _review(waiting: Mapping[TownId, Waiting], known: Iterable[TownId], most: int, now: datetime) -> Iterator[Sample]:
    names = tuple(known)
    ages = {town: _age(one.oldest_at, now) for town, one in waiting.items()}
    yield "citoyen_review_waiting", (), sum(one.count for one in waiting.values())
    yield "citoyen_review_oldest_seconds", (), max(ages.values(), default=0.0)
    for town in names if len(names) <= most else ():
        yield "citoyen_town_review_waiting", (town,), waiting[town].count if town in waiting else 0
        yield "citoyen_town_review_oldest_seconds", (town,), ages.get(town, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Something messages come in by: when it was last looked through to its end, None for never; and whether something is wrong."""

    seen_at: datetime | None
    is_well: bool


def _intake(source: str, look: Callable[[], list[_Source]], now: datetime) -> Iterator[Sample]:
    try:
        found, misnamed = look(), 0
    except ConfigurationError as error:
        found, misnamed = [], len(error.mistakes)
    well = sum(one.is_well for one in found)
    yield "citoyen_intake_sources", (source, "well"), well
    yield "citoyen_intake_sources", (source, "faulty"), len(found) - well + misnamed
    yield "citoyen_intake_oldest_seconds", (source,), max((_age(one.seen_at, now) for one in found if one.seen_at), default=0.0)


def _mailboxes(installation: Installation, session: Session) -> Iterator[_Source]:
    states = {(one.town, one.account, one.folder): one for one in collected.states(session)}
    for account in (one.account for one in collected_mailboxes(installation.settings, session)):
        for folder in account.folders:
            state = states.get((account.town, account.name, folder))
            # What was never looked at may just have been named.
            yield _Source(seen_at=state.collected_at if state else None, is_well=state is None or state.fault is None)


def _folders(installation: Installation, session: Session) -> Iterator[_Source]:
    states = {(one.town, one.path): one for one in folders.statuses(session)}
    for folder in (one.folder for one in watched_folders(installation.settings, session)):
        state = states.get((folder.town, str(folder.path)))
        yield _Source(seen_at=state.looked_at if state else None, is_well=state is None or state.fault is None)


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _families(samples: Iterable[Sample]) -> tuple[GaugeMetricFamily, ...]:
    families: dict[str, GaugeMetricFamily] = {}
    for name, labels, value in samples:
        if name not in families:
            families[name] = GaugeMetricFamily(name, GAUGES[name].help, labels=GAUGES[name].labels)
        families[name].add_metric([str(label) for label in labels], value)
    return tuple(families.values())
