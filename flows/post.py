"""Put letters into the outbox: no more to one address than a person would write, so that no two machines answer each other for ever."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from flows import notice
from flows.kinds import LATER, JobKind
from flows.settings import Settings
from flows.wiring import Installation
from store import history, jobs, journal, outbox, towns
from store.history import HistoryLine
from store.outbox import Held, Letter, LetterRecord, OutboxId

ACTOR = "system"
"""Who did it, in history and journal."""
BY_POST = "post"
"""The way of letters somebody prints: their payload says so."""
BY_SMS = "sms"
"""The way of text messages, whose recipient is a telephone."""
SIGNED_BY = "signed"
"""Key of the payload of a letter somebody has signed: who, and on which day."""
_ALERTS = (notice.ALERT,)
_OTHERS = (notice.KIND, notice.FOLLOW_UP, "reminder", "reminders")
"""Counted apart: what is only told never keeps a danger from being told."""
_REQUESTERS = (notice.RECEIPT, notice.LETTER, notice.AUTHORITY)
_GROUPS = (_ALERTS, _REQUESTERS, _OTHERS)
_RELEASED_AT_ONCE = 200


def post(
    settings: Settings, session: Session, letters: Sequence[Letter], now: datetime, *, not_before: datetime | None = None
) -> tuple[str, ...]:
    """Write letters in the transaction of their cause and return the queues that have work then; none leaves before ``not_before``.

    Those beyond what an address gets in an hour or a day are held in sight; `release` lets them go when it is over. What is only told
    does not leave for a mailbox that is read here: it would come back, and who works at it has the request on his desk. A danger does.
    """
    return post_weighed(session, [weigh(settings, session, letter, now) for letter in letters], now, not_before=not_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A letter, and what speaks against its leaving: it would come to a mailbox of ours, or there is no ``room`` left at its address."""

    letter: Letter
    is_ours: bool = False
    room: int = 1


def weigh(settings: Settings, session: Session, letter: Letter, now: datetime) -> Weighed:
    """Return a letter with what speaks against its leaving; writes nothing."""
    letter = _addressed(letter)
    if letter.held is not None:
        return Weighed(letter=letter)
    if letter.kind not in _ALERTS and towns.is_mailbox(session, letter.recipient):
        return Weighed(letter=letter, is_ours=True)
    return Weighed(letter=letter, room=_room(settings, session, letter, now))


def post_weighed(session: Session, weighed: Sequence[Weighed], now: datetime, *, not_before: datetime | None = None) -> tuple[str, ...]:
    """Write letters that were weighed before, as `post` does."""
    rung = False
    written: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for one in weighed:
        letter, address = one.letter, (one.letter.recipient, _group(one.letter))
        letter_id = outbox.add(session, letter, now) if letter.event is None else outbox.add_once(session, letter, now)
        if letter_id is None:
            continue
        if one.room <= written[address] and letter.held is None and not one.is_ours:
            outbox.mark_held(session, letter_id, Held.TOO_MANY)
            tell_held(session, letter_id, letter, Held.TOO_MANY, now)
            continue
        written[address] += 1
        if letter.held is not None:
            _keep(session, letter_id, letter, letter.held, now)
        elif one.is_ours:
            outbox.keep_here(session, letter_id, Held.OURS)
            tell_held(session, letter_id, letter, Held.OURS, now)
        else:
            jobs.add(session, town=letter.town, queue=LATER, kind=JobKind.SEND, subject_id=letter_id, now=now, not_before=not_before)
            rung = True
    return (LATER,) if rung else ()


def release(installation: Installation, now: datetime) -> None:
    """Let go what was held because too much went to its address, as far as there is room again; for the sweep."""
    with installation.database.read() as session:
        if not outbox.held(session, after=None, limit=1, why=Held.TOO_MANY):
            return
    full: set[tuple[str, tuple[str, ...]]] = set()
    last: OutboxId | None = None
    while True:
        # One batch after another to the end: what waits for one address must not keep what waits for the others.
        with installation.database.write() as session:
            batch = outbox.held(session, after=last, limit=_RELEASED_AT_ONCE, why=Held.TOO_MANY)
            for record in batch:
                address = (record.letter.recipient, _group(record.letter))
                if address in full or _room(installation.settings, session, record.letter, now) <= 0:
                    full.add(address)
                    continue
                _let_go(session, record, now)
        if len(batch) < _RELEASED_AT_ONCE:
            break
        last = batch[-1].id
    installation.bell.ring(LATER)


def signed_on(payload: Mapping[str, object]) -> date | None:
    """Return the day a letter was signed."""
    found = payload.get(SIGNED_BY)
    return date.fromisoformat(str(found["on"])) if isinstance(found, dict) else None


def signed_at(payload: Mapping[str, object]) -> datetime | None:
    """Return the moment a letter was signed; None for one that was not, or before moments were kept."""
    found = payload.get(SIGNED_BY)
    at = found.get("at") if isinstance(found, dict) else None
    return None if at is None else datetime.fromisoformat(str(at))


def tell_held(session: Session, letter_id: OutboxId, letter: Letter, why: Held, now: datetime) -> None:
    """Say on its request that a letter is held, and once a day and address in the journal."""
    if letter.request is not None:
        field = letter.payload.get("field")
        facts: dict[str, object] = {"letter": letter_id, "held": why.value, **({"field": field} if field else {})}
        history.append(session, letter.town, letter.request, HistoryLine(at=now, actor=ACTOR, action="letter_held", details=facts))
    if why is Held.MACHINE or outbox.count_held(session, letter.recipient, why, now - timedelta(days=1)) <= 1:
        told = {"why": why.value}
        journal.append(session, at=now, town=letter.town, actor=ACTOR, action="letter.held", object=f"letter:{letter_id}", details=told)


def _addressed(letter: Letter) -> Letter:
    recipient = letter.recipient.strip()
    return replace(letter, recipient=recipient if letter.payload.get("way") == BY_POST else recipient.lower())


def _keep(session: Session, letter_id: OutboxId, letter: Letter, why: Held, now: datetime) -> None:
    """Keep a letter that does not leave by itself, and say so on its request."""
    if why is Held.PRINT:
        outbox.keep_here(session, letter_id, why)
    else:
        outbox.mark_held(session, letter_id, why)
    tell_held(session, letter_id, letter, why, now)


def _room(settings: Settings, session: Session, letter: Letter, now: datetime) -> int:
    """Return how many letters more may go to an address; none, or less than none, where it has had enough."""
    caps = ((timedelta(hours=1), settings.letters_per_hour), (timedelta(days=1), settings.letters_per_day))
    counts = outbox.counts_since(session, letter.recipient, _group(letter), [now - span for span, _ in caps], now)
    return min(cap - count for (_, cap), count in zip(caps, counts, strict=True))


def _group(letter: Letter) -> tuple[str, ...]:
    return next((kinds for kinds in _GROUPS if letter.kind in kinds), _OTHERS)


def _let_go(session: Session, record: LetterRecord, now: datetime) -> None:
    outbox.take_up(session, record.id)
    letter = record.letter
    jobs.add(session, town=letter.town, queue=LATER, kind=JobKind.SEND, subject_id=record.id, now=now)
