"""Batches: all letters of a town that go by post, printed as one document and said to be sent once somebody has done it.

A batch is prepared by work that is done a little at a time and begun again where it was killed: each letter is kept as PDF in the
transaction that says so. What cannot be printed is said of that letter, and costs no other.
"""

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, ConflictError, NotFoundError
from domain.ids import RequestId, TownId
from domain.rights import Permission, Standing, Visibility, may, visibility
from domain.stationery import Batch, BatchId, BatchState
from flows.acting import find_agent
from flows.correspondence import held
from flows.correspondence.writing import BY_HAND
from flows.kinds import LATER, JobKind
from flows.printing.letters import lay
from flows.printing.pdf import AT_ONCE, Printed, Printer, UnprintableError
from flows.rights import lacking, line_facts, standing_of
from flows.steps import Change, LaterError
from flows.town_views import TownViews
from flows.wiring import Installation
from flows.wording import Message, say
from letters.address import Envelope
from store import jobs, journal, letter_sheets, outbox, print_batches, requests, rulesets, stationery
from store.jobs import Job
from store.outbox import OutboxId

_AT_ONCE = 20
"""Letters a transaction keeps: half a second's work, lost at most where the process is killed."""
_SENT_AT_ONCE = 100
"""Letters that are said to be sent before it is looked whether time is up; those about one request in one transaction."""
_MANY = 100
"""Letters for which it is worth while to start a child to each processor."""
_SHARE = 500
_SLICE_SECONDS = 10.0
"""So long a job makes pages before others have their turn."""
_HOME, _ABROAD, BY_HAND_KEY = "0", "1", "2"
"""How the places of letters in a batch begin."""
Progress = Callable[[Batch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What became of a letter: pages and its place in the batch, or why it is not printed."""

    letter: OutboxId
    printed: Printed | None = None
    sort_key: str = ""
    fault: Message | None = None


def begin(installation: Installation, town: TownId, agent: str, now: datetime, chosen: Collection[OutboxId] | None = None) -> Batch:
    """Begin a batch of the letters an agent may print, of those chosen or of all that lie in no other; their pages are made afterwards.

    Raises NotFoundError for an agent who is not of the town, ConflictError where there is nothing to print, ForbiddenError.
    """
    # A town that is not in memory takes seconds to compile: nobody waits for that in a transaction.
    installation.towns.get(town)
    with installation.database.write() as session:
        rulesets.lock(session, town)
        standing = standing_of(session, installation.towns, find_agent(session, town, agent))
        found = print_batches.waiting(session, town, None if chosen is None else frozenset(chosen))
        letters = _printable(session, installation.towns, standing, town, found)
        if found and not letters:
            raise lacking(Permission.TREAT, Permission.REVIEW)
        if not letters:
            raise ConflictError(say("No letter is to be printed."))
        paper, _ = stationery.find(session, town)
        batch = print_batches.begin(session, town, letters, standing.login, now, is_double_sided=paper.is_double_sided)
        made = print_batches.get(session, batch)
        _write_down(session, made, standing.login, now, "begun", {"letters": made.letters})
        _ask_for(session, made, now)
    installation.bell.ring(LATER)
    return made


def print_some(installation: Installation, job: Job) -> Change:
    """Do some of what is to be done for a batch. Raises LaterError where there is more, UnavailableError."""
    if go_on(installation, BatchId(job.subject_id), seconds=_SLICE_SECONDS):
        raise LaterError(timedelta())
    return _nothing


def go_on(installation: Installation, batch: BatchId, *, seconds: float | None = None, told: Progress = lambda _batch: None) -> bool:
    """Make pages of a batch's letters, or say of them that they were sent; tell whether there is more. Raises UnavailableError."""
    until = None if seconds is None else time.monotonic() + seconds
    with closing(Printer(count=AT_ONCE)) as press:
        doings: dict[BatchState, Callable[[Installation, Batch], bool]] = {
            BatchState.PREPARING: partial(_make_some, press=press),
            BatchState.PRINTED: _send_some,
        }
        while until is None or time.monotonic() < until:
            with installation.database.read() as session:
                found = print_batches.get(session, batch)
            told(found)
            doing = doings.get(found.state)
            if doing is None or not doing(installation, found):
                return False
    return True


def done(installation: Installation, batch: BatchId, agent: str, now: datetime) -> Batch:
    """Say that a batch was printed and sent; its letters are said to be sent afterwards, each with its history.

    Raises NotFoundError; ConflictError for one that was printed before, or is not prepared; ForbiddenError.
    """
    with installation.database.write() as session:
        found = _held(session, installation.towns, batch, agent)
        if found.state is BatchState.PRINTED:
            day = "" if found.printed_at is None else f"{found.printed_at:%Y-%m-%d}"
            raise ConflictError(
                say("Batch {number} was printed already, by {agent} on {day}.", number=found.number, agent=found.printed_by, day=day)
            )
        if found.state is not BatchState.PREPARED:
            raise ConflictError(say("Batch {number} is not ready to be printed.", number=found.number))
        print_batches.set_state(session, batch, BatchState.PRINTED, agent, now)
        _write_down(session, found, agent, now, "printed", {"letters": found.made})
        _ask_for(session, found, now)
        changed = print_batches.get(session, batch)
    installation.bell.ring(LATER)
    return changed


def drop(installation: Installation, batch: BatchId, agent: str, now: datetime) -> Batch:
    """Let a batch go that nobody printed: its letters are to be printed again. Raises as `done` does."""
    with installation.database.write() as session:
        found = _held(session, installation.towns, batch, agent)
        if found.state not in {BatchState.PREPARING, BatchState.PREPARED}:
            raise ConflictError(say("Batch {number} is closed.", number=found.number))
        print_batches.set_state(session, batch, BatchState.DROPPED)
        _write_down(session, found, agent, now, "dropped", {})
        return print_batches.get(session, batch)


def opened(session: Session, towns: TownViews, batch: BatchId, agent: str) -> Batch:
    """Return a batch to an agent who may print all letters in it. Raises NotFoundError, ForbiddenError."""
    found = print_batches.get(session, batch)
    standing = standing_of(session, towns, find_agent(session, found.town, agent))
    letters = tuple(one.letter for one in print_batches.letters(session, batch))
    if len(_printable(session, towns, standing, found.town, letters)) != len(letters):
        raise lacking(Permission.TREAT, Permission.REVIEW)
    return found


def printable(session: Session, towns: TownViews, town: TownId, agent: str) -> tuple[OutboxId, ...]:
    """Return the letters that lie in no batch and that an agent may print, oldest first."""
    standing = standing_of(session, towns, find_agent(session, town, agent))
    return _printable(session, towns, standing, town, print_batches.waiting(session, town))


def _held(session: Session, towns: TownViews, batch: BatchId, agent: str) -> Batch:
    print_batches.hold(session, batch)
    return opened(session, towns, batch, agent)


def _printable(session: Session, towns: TownViews, standing: Standing, town: TownId, letters: Collection[OutboxId]) -> tuple[OutboxId, ...]:
    about = outbox.requests_of(session, letters)
    ids, ruleset, shown = list(dict.fromkeys(about.values())), towns.get(town).ruleset, set()
    for line in (line for start in range(0, len(ids), _SHARE) for line in requests.lines(session, ids[start : start + _SHARE])):
        facts = line_facts(ruleset, line)
        works = may(standing, Permission.TREAT, facts) or may(standing, Permission.REVIEW, facts)
        if works and visibility(standing, facts) is Visibility.WHOLE:
            shown.add(line.id)
    return tuple(one for one in letters if about.get(one) in shown)


def _make_some(installation: Installation, batch: Batch, press: Printer) -> bool:
    with installation.database.read() as session:
        todo = print_batches.unmade(session, batch.id, _AT_ONCE)
    is_large = batch.letters - batch.made - batch.faulty > _MANY
    # One thread more than children: while they set pages the next letter is laid out.
    with ThreadPoolExecutor(max_workers=press.count + 1 if is_large else 1) as pool:
        made = list(pool.map(partial(_make, installation, press if is_large else None), todo))
    now = datetime.now(UTC)
    with installation.database.write() as session:
        print_batches.hold(session, batch.id)
        if print_batches.get(session, batch.id).state is not BatchState.PREPARING:
            return False
        for one in made:
            _keep(session, batch.id, one, now)
        if not todo:
            print_batches.set_state(session, batch.id, BatchState.PREPARED)
    return bool(todo)


def _keep(session: Session, batch: BatchId, made: _Made, now: datetime) -> None:
    if made.printed is None:
        fault = made.fault or say("It cannot be printed.")
        print_batches.set_fault(
            session, batch, made.letter, {"template": fault.template, "values": {k: str(v) for k, v in fault.values.items()}}
        )
    elif outbox.get(session, made.letter).state != "kept":
        _keep(session, batch, _Made(letter=made.letter, fault=say("It was sent otherwise meanwhile.")), now)
    else:
        letter_sheets.keep(session, made.letter, made.printed.content, made.printed.pages, now)
        print_batches.set_made(session, batch, made.letter, made.printed.pages, made.sort_key)


def _make(installation: Installation, press: Printer | None, letter: OutboxId) -> _Made:
    """Return a letter's pages, or why it has none."""
    try:
        with installation.database.read() as session:
            record = outbox.get(session, letter)
            laid = lay(session, installation.towns.get(record.letter.town), record)
        is_by_hand = record.letter.recipient == BY_HAND
        if not laid.envelope.is_whole and not is_by_hand:
            return _Made(letter=letter, fault=say("Its address has no town, or more lines than a window shows."))
        printed = laid.drawn(press)
    except UnprintableError as error:
        return _Made(letter=letter, fault=error.message)
    except (ConflictError, NotFoundError) as error:
        return _Made(letter=letter, fault=_words(error))
    return _Made(letter=letter, printed=printed, sort_key=_sort_key(laid.envelope, printed.pages, is_by_hand=is_by_hand))


def _words(error: CitoyenError) -> Message:
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Message) else say("It cannot be printed.")


def _sort_key(to: Envelope, pages: int, *, is_by_hand: bool) -> str:
    """Return a letter's place by postage: at home by postcode, abroad by country, at last those without an address; lighter first."""
    where = BY_HAND_KEY if is_by_hand and not to.is_whole else _HOME if to.country is None else _ABROAD
    return f"{where}|{to.country or ''}|{to.postcode or ''}|{pages:04d}"


def _send_some(installation: Installation, batch: Batch) -> bool:
    with installation.database.read() as session:
        todo = print_batches.unsent(session, batch.id, _SENT_AT_ONCE)
        about = outbox.requests_of(session, todo)
    together: dict[RequestId | None, list[OutboxId]] = {}
    for one in todo:
        together.setdefault(about.get(one), []).append(one)
    for letters in together.values():
        _send(installation, batch, letters)
    return bool(todo)


def _send(installation: Installation, batch: Batch, letters: Sequence[OutboxId]) -> None:
    """Say of letters about one request that they were sent; where one cannot be, of each by itself, and of that one why."""
    by, at = batch.printed_by or batch.author, batch.printed_at or datetime.now(UTC)
    try:
        held.printed_together(installation, letters, by, at)
    except CitoyenError as error:
        if len(letters) == 1:
            _note_unsent(installation, batch.id, letters[0], error)
            return
        for one in letters:
            _send(installation, batch, (one,))


def _note_unsent(installation: Installation, batch: BatchId, letter: OutboxId, error: CitoyenError) -> None:
    """Say in the batch why a letter is not said to be sent: rights changed, or somebody else saw to it."""
    said = error.args[0] if error.args else ""
    fault = said if isinstance(said, Message) else say("It was sent otherwise meanwhile.")
    with installation.database.write() as session:
        print_batches.set_fault(
            session, batch, letter, {"template": fault.template, "values": {k: str(v) for k, v in fault.values.items()}}
        )


def _ask_for(session: Session, batch: Batch, now: datetime) -> None:
    jobs.add(session, town=batch.town, queue=LATER, kind=JobKind.PRINT, subject_id=batch.id, now=now)
    jobs.repeat(session, JobKind.PRINT, batch.id, now)


def _write_down(session: Session, batch: Batch, agent: str, now: datetime, what: str, facts: dict[str, object]) -> None:
    told = {"number": batch.number, **facts}
    journal.append(
        session, at=now, town=batch.town, actor=agent, action=f"print_batch.{what}", object=f"print_batch:{batch.id}", details=told
    )


def _nothing(_session: Session, _now: datetime) -> tuple[str, ...]:
    return ()
