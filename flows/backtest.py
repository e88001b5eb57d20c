"""Back-tests: requests that agents have decided, decided anew by a draft of the rules and by the published ones."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_until_ready
from threading import Thread

from sqlalchemy.orm import Session

from domain.backtest import BacktestReport, Comparison, OfLevel, Outcome, Replayed
from domain.decision import Basis, Routed
from domain.department import Confidentiality
from domain.errors import ConflictError, UnavailableError
from domain.ids import RequestId, TownId
from domain.inbound import Mailbox, Reception
from domain.place import Places
from domain.ruleset import RuleSet
from domain.town import Town
from flows.opinion import opinion_on_part
from flows.town_views import RELEASE, TownView, mailbox_at
from flows.wiring import Installation
from flows.wording import say
from rules.backtest import compare_by_level, merged
from rules.twins import Twin
from store import backtests, confirmations, places, rulesets, towns
from store.confirmations import Confirmed
from store.engine import Database

Progress = Callable[[int, int], None]
"""Is told how many requests of how many are done, in a large back-test every half second, whether any more are or not."""
Levels = Mapping[Confidentiality, Comparison]
"""Comparisons of the requests of each level of confidentiality."""

_SELDOM = 100_000
"""Objects made more than given up before the collector of a back-test's process looks for cycles."""
CHUNK = 250
"""Requests a task: a second's work or less, so that progress moves and no core waits long for another's last task."""
_ALONE = 500
"""Up to so many requests are replayed here: starting processes, each of which compiles the rules, would take longer."""


_LOOK_SECONDS = 0.5
_NICER = 10
"""How much further back than pages a back-test beside them stands in the queue for a core."""
_ON_TRIAL = 0
"""The number of a rule set that is kept nowhere."""


class Effort(Enum):
    """How much of the machine a back-test takes."""

    FULL = "full"
    """As much as it can use: somebody waits for it."""
    BESIDE = "beside"
    """Pages come first: nothing is replayed in this process, a core stays free, and the processes at it give way to all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule set with places that are kept nowhere yet, as of a town's folder."""

    ruleset: RuleSet
    places: Places


_trial: ContextVar[Trial | None] = ContextVar("trial", default=None)
"""What a process of a back-test tries, where that is not in the database: it is handed over once and not with every task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a process must know: where the requests are, and which versions decide."""

    address: str
    town: TownId
    number: int
    revision: int
    published: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """The two rule sets compiled, and the database they read from."""

    database: Database
    before: TownView
    after: TownView


def backtest(
    installation: Installation,
    town: TownId,
    number: int,
    *,
    since: datetime | None,
    progress: Progress,
    effort: Effort = Effort.FULL,
) -> BacktestReport:
    """Replay what agents decided by rule set ``number`` and by the published one, with today's places; keep and return the comparison.

    What was learned from confirmations speaks in neither, since it has seen the answers. Raises NotFoundError, ConflictError where the
    draft was changed meanwhile, and UnavailableError where a process that it started was stopped.
    """
    with installation.database.read() as session:
        version = rulesets.version(session, town, number)
        published = rulesets.published(session, town).number
        ids = confirmations.confirmed_ids(session, town, since)
    work = _Work(
        address=installation.settings.database_address,
        town=town,
        number=number,
        revision=version.revision,
        published=published,
        since=since,
    )
    report = _report(work, tuple(_compared(work, ids, progress, effort=effort)))
    with installation.database.write() as session:
        backtests.add(session, report)
    return report


def try_out(installation: Installation, town: TownId, trial: Trial, progress: Progress) -> BacktestReport:
    """Replay what agents decided by a rule set that is kept nowhere, with its own places, and by the published one with the town's.

    Nothing is written, and no number is used up. Raises NotFoundError where nothing is published, UnavailableError as `backtest`.
    """
    with installation.database.read() as session:
        published = rulesets.published(session, town).number
        ids = confirmations.confirmed_ids(session, town, None)
    work = _Work(address=installation.settings.database_address, town=town, number=_ON_TRIAL, revision=0, published=published)
    return _report(work, tuple(_compared(work, ids, progress, trial)))


def latest(session: Session, town: TownId, number: int, revision: int) -> BacktestReport | None:
    """Return the newest back-test of this revision of a rule set, if one was made."""
    return backtests.find_latest(session, town, number, revision)


def within(report: BacktestReport, most: Confidentiality) -> BacktestReport | None:
    """Return a back-test as if no request more confidential than that had been replayed; None where it was kept before it could be told."""
    if most is max(Confidentiality):
        return report
    told = [one for one in report.levels if one.level <= most]
    comparison = merged(one.comparison for one in told)
    found = replace(report, comparison=comparison, change_count=sum(one.change_count for one in told), levels=tuple(told))
    return found if report.levels or not report.comparison.overall.after.requests else None


def _report(work: _Work, chunks: Sequence[Levels]) -> BacktestReport:
    comparison = merged(one for chunk in chunks for one in chunk.values())
    by_level = [(level, merged(chunk[level] for chunk in chunks if level in chunk)) for level in Confidentiality]
    return BacktestReport(
        town=work.town,
        number=work.number,
        revision=work.revision,
        published=work.published,
        at=datetime.now(UTC),
        since=work.since,
        comparison=comparison,
        change_count=len(comparison.changes),
        levels=tuple(OfLevel(level=level, comparison=one, change_count=len(one.changes)) for level, one in by_level),
    )


def _compared(
    work: _Work, ids: Sequence[RequestId], progress: Progress, trial: Trial | None = None, effort: Effort = Effort.FULL
) -> Iterator[Levels]:
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    progress(0, len(ids))
    if not chunks:
        return
    if len(ids) <= _ALONE and effort is Effort.FULL:
        yield from _compared_here(work, chunks, progress, trial)
    else:
        yield from _compared_apart(work, chunks, progress, trial, effort)


def _compared_here(work: _Work, chunks: Sequence[Sequence[RequestId]], progress: Progress, trial: Trial | None) -> Iterator[Levels]:
    court = _convene(work, trial)
    try:
        for done, chunk in enumerate(chunks, start=1):
            yield _judge(court, work, chunk[0], chunk[-1])
            progress(sum(map(len, chunks[:done])), sum(map(len, chunks)))
    finally:
        court.database.close()


def _compared_apart(
    work: _Work, chunks: Sequence[Sequence[RequestId]], progress: Progress, trial: Trial | None, effort: Effort
) -> Iterator[Levels]:
    """Yield the comparisons of all chunks as processes finish them; they are spawned, since a fork of a process with threads may hang.

    Where ``progress`` raises, they end at once, whatever they are at. Raises UnavailableError where one of them was stopped.
    """
    spawning = multiprocessing.get_context("spawn")
    cores = (os.cpu_count() or 1) - (effort is Effort.BESIDE)
    ended, held = spawning.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        max(1, min(len(chunks), cores)),
        mp_context=spawning,
        initializer=_attend,
        initargs=(trial, ended, _NICER if effort is Effort.BESIDE else 0),
    )
    with ended:
        try:
            with _interrupts_blocked():
                waiting = {pool.submit(_judge_apart, work, chunk[0], chunk[-1]): len(chunk) for chunk in chunks}
            yield from _finished(waiting, progress)
        except BrokenProcessPool as error:
            raise UnavailableError(say("A process of the back-test was stopped from outside. Start it again.")) from error
        finally:
            # All that was asked for is there, or nobody waits for it any more.
            held.close()
            pool.shutdown(cancel_futures=True)


def _finished(sizes: Mapping[Future[Levels], int], progress: Progress) -> Iterator[Levels]:
    waiting, done = set(sizes), 0
    while waiting:
        finished, waiting = wait_for(waiting, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for one in finished:
            yield one.result()
            done += sizes[one]
        progress(done, sum(sizes.values()))


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Hold back interrupts of this thread; processes started meanwhile never see one, not even while they import what they need."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _attend(trial: Trial | None = None, ended: Connection | None = None, nicer: int = 0) -> None:
    """Let this process live no longer than the one that started it, which alone is interrupted and then ends it; or than its back-test."""
    os.nice(nicer)
    _trial.set(trial)
    Thread(target=_end_with_parent, args=(ended,), daemon=True).start()


def _end_with_parent(ended: Connection | None) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_until_ready([parent.sentinel] if ended is None else [parent.sentinel, ended])
        # The other threads wait for work that nobody will send any more.
        os._exit(1)


def _judge_apart(work: _Work, first: RequestId, last: RequestId) -> Levels:
    """Compare a range of requests in a process of our own."""
    return _judge(_convene_once(work), work, first, last)


def _judge(court: _Court, work: _Work, first: RequestId, last: RequestId) -> Levels:
    with court.database.read() as session:
        found = confirmations.confirmed(session, work.town, first, last, work.since)
        return compare_by_level(_replayed(court, one) for one in found)


def _convene(work: _Work, trial: Trial | None) -> _Court:
    """Open the database and compile both rule sets. Raises ConflictError where the draft is not as it was any more."""
    with ExitStack() as stack:
        database = Database(work.address)
        stack.callback(database.close)
        views = _views(database, work) if trial is None else _views_of(database, work, trial)
        stack.pop_all()
        return _Court(database=database, before=views[work.published], after=views[work.number])


def _views(database: Database, work: _Work) -> Mapping[int, TownView]:
    """Return both rule sets compiled: what they read alike they read once."""
    with database.read() as session:
        if rulesets.version(session, work.town, work.number).revision != work.revision:
            raise ConflictError(
                say("Rule set {number} of {town} was changed during its back-test. Start it again.", number=work.number, town=work.town)
            )
        town, geography = towns.town(session, work.town), places.get(session, work.town)
        mailboxes = tuple(mailbox for mailbox in towns.mailboxes(session) if mailbox.town == work.town)
        published, draft = (rulesets.get(session, work.town, number) for number in (work.published, work.number))
    first = Twin(published, geography)
    before = _view(town, published, first, mailboxes)
    after = before if work.number == work.published else _view(town, draft, Twin(draft, geography, first), mailboxes)
    return {work.published: before, work.number: after}


def _views_of(database: Database, work: _Work, trial: Trial) -> Mapping[int, TownView]:
    """Return both rule sets compiled, each with its places; they read once where these are the same."""
    with database.read() as session:
        town, geography = towns.town(session, work.town), places.get(session, work.town)
        mailboxes = tuple(mailbox for mailbox in towns.mailboxes(session) if mailbox.town == work.town)
        published = rulesets.get(session, work.town, work.published)
    first = Twin(published, geography)
    tried = Twin(trial.ruleset, trial.places, first if trial.places == geography else None)
    return {work.published: _view(town, published, first, mailboxes), work.number: _view(town, trial.ruleset, tried, mailboxes)}


def _view(town: Town, ruleset: RuleSet, classifier: Twin, mailboxes: tuple[Mailbox, ...]) -> TownView:
    return TownView(
        basis=Basis(ruleset=ruleset.number, places=0, learned=0, release=RELEASE),
        town=town,
        ruleset=ruleset,
        classifier=classifier,
        reception=Reception(),
        mailboxes=mailboxes,
    )


@lru_cache(maxsize=1)
def _convene_once(work: _Work) -> _Court:
    """Return what `_convene` does, compiled once in a process that lives for one back-test."""
    court = _convene(work, _trial.get())
    # What is compiled stays, and opinions hold no cycles: the collector need not look through all of it again and again.
    gc.freeze()
    gc.set_threshold(_SELDOM)
    return court


def _replayed(court: _Court, one: Confirmed) -> Replayed:
    mailbox = mailbox_at(court.before, one.mailbox, one.recipients)
    after = _outcome(court.after, one, mailbox)
    return Replayed(
        request=one.request,
        reference=one.reference,
        subject=one.decided.subject,
        department=one.decided.department,
        before=after if court.before is court.after else _outcome(court.before, one, mailbox),
        after=after,
        level=one.confidentiality,
    )


def _outcome(view: TownView, one: Confirmed, mailbox: Mailbox | None) -> Outcome:
    decision = opinion_on_part(view, one.part, one.received_at, mailbox, parts=one.parts).decision
    orientation = decision.orientation
    return Outcome(subject=orientation.subject, department=orientation.department, alone=isinstance(decision, Routed))
