"""Back-tests: requests that agents have decided, decided anew by a draft of the rules and by the published ones."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from threading import Thread

from sqlalchemy.orm import Session

from domain.backtest import BacktestReport, Comparison, Outcome, Replayed
from domain.decision import Basis, Routed
from domain.errors import ConflictError, UnavailableError
from domain.ids import RequestId, TownId
from domain.inbound import Mailbox, Reception
from domain.ruleset import RuleSet
from domain.town import Town
from flows.opinion import opinion_on_part
from flows.town_views import RELEASE, TownView, mailbox_at
from flows.wiring import Installation
from flows.wording import say
from rules.backtest import compare, merged
from rules.twins import Twin
from store import backtests, confirmations, places, rulesets, towns
from store.confirmations import Confirmed
from store.engine import Database

Progress = Callable[[int, int], None]
"""Is told how many requests of how many are done."""

_SELDOM = 100_000
"""Objects made more than given up before the collector of a back-test's process looks for cycles."""
CHUNK = 250
"""Requests a task: a second's work or less, so that progress moves and no core waits long for another's last task."""
_ALONE = 500
"""Up to so many requests are replayed here: starting processes, each of which compiles the rules, would take longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a process must know: where the requests are, and which versions decide."""

    address: str
    town: TownId
    number: int
    revision: int
    published: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """The two rule sets compiled, and the database they read from."""

    database: Database
    before: TownView
    after: TownView


def backtest(installation: Installation, town: TownId, number: int, *, since: datetime | None, progress: Progress) -> BacktestReport:
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
    comparison = merged(_compared(work, ids, progress))
    report = BacktestReport(
        town=town,
        number=number,
        revision=version.revision,
        published=published,
        at=datetime.now(UTC),
        since=since,
        comparison=comparison,
        change_count=len(comparison.changes),
    )
    with installation.database.write() as session:
        backtests.add(session, report)
    return report


def latest(session: Session, town: TownId, number: int, revision: int) -> BacktestReport | None:
    """Return the newest back-test of this revision of a rule set, if one was made."""
    return backtests.find_latest(session, town, number, revision)


def _compared(work: _Work, ids: Sequence[RequestId], progress: Progress) -> Iterator[Comparison]:
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    progress(0, len(ids))
    if len(ids) <= _ALONE:
        yield from _compared_here(work, chunks, progress)
    else:
        yield from _compared_apart(work, chunks, progress)


def _compared_here(work: _Work, chunks: Sequence[Sequence[RequestId]], progress: Progress) -> Iterator[Comparison]:
    if not chunks:
        return
    court = _convene(work)
    try:
        for done, chunk in enumerate(chunks, start=1):
            yield _judge(court, work, chunk[0], chunk[-1])
            progress(sum(map(len, chunks[:done])), sum(map(len, chunks)))
    finally:
        court.database.close()


def _compared_apart(work: _Work, chunks: Sequence[Sequence[RequestId]], progress: Progress) -> Iterator[Comparison]:
    """Yield the comparisons of all chunks as processes finish them; they are spawned, since a fork of a process with threads may hang.

    Raises UnavailableError where one of them was stopped.
    """
    done, total = 0, sum(map(len, chunks))
    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(len(chunks), os.cpu_count() or 1), mp_context=spawning, initializer=_attend)
    try:
        with _interrupts_blocked():
            waiting = {pool.submit(_judge_apart, work, chunk[0], chunk[-1]): len(chunk) for chunk in chunks}
        for finished in as_completed(waiting):
            yield finished.result()
            done += waiting[finished]
            progress(done, total)
    except BrokenProcessPool as error:
        raise UnavailableError(say("A process of the back-test was stopped from outside. Start it again.")) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Hold back interrupts of this thread; processes started meanwhile never see one, not even while they import what they need."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _attend() -> None:
    """Let this process live no longer than the one that started it, which alone is interrupted and then ends it."""
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # The other threads wait for work that nobody will send any more.
        os._exit(1)


def _judge_apart(work: _Work, first: RequestId, last: RequestId) -> Comparison:
    """Compare a range of requests in a process of our own."""
    return _judge(_convene_once(work), work, first, last)


def _judge(court: _Court, work: _Work, first: RequestId, last: RequestId) -> Comparison:
    with court.database.read() as session:
        found = confirmations.confirmed(session, work.town, first, last, work.since)
        return compare(_replayed(court, one) for one in found)


def _convene(work: _Work) -> _Court:
    """Open the database and compile both rule sets. Raises ConflictError where the draft is not as it was any more."""
    with ExitStack() as stack:
        database = Database(work.address)
        stack.callback(database.close)
        views = _views(database, work)
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
    court = _convene(work)
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
    )


def _outcome(view: TownView, one: Confirmed, mailbox: Mailbox | None) -> Outcome:
    decision = opinion_on_part(view, one.part, one.received_at, mailbox, parts=one.parts).decision
    orientation = decision.orientation
    return Outcome(subject=orientation.subject, department=orientation.department, alone=isinstance(decision, Routed))
