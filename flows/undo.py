"""An agent takes a confirmation back, as long as nothing that tells of it has left."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.confirmation import Before, Confirmation
from domain.errors import ConflictError
from domain.ids import RequestId
from domain.rights import Permission
from flows import autonomy, clocks, notice
from flows.acting import Purpose, called, facts_when_decided, find_acting
from flows.confirm import taught
from flows.settings import Settings
from flows.transmission import Transmitting, taken_back
from flows.wiring import Installation
from flows.wording import say
from store import confirmations, learned, outbox, requests
from store.confirmations import Revocable
from store.outbox import Held, LetterRecord
from store.requests import RequestRecord
from store.undo import restore

_GONE = frozenset({"leaving", "sent"})


def undo(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Take the last confirmation of a request back and return the request, which stands as it did before; it keeps its number.

    The notices that tell of it never leave, what it taught is taken back, and it counts for nothing any more; both stay in the history.
    Undoing again changes nothing. Raises NotFoundError for a request or an agent that is not there, and ConflictError with what happened
    where a notice has left, somebody has done something to the request since, or there is nothing to undo.
    """
    with installation.database.write() as session:
        confirmations.lock(session, request)
        record = requests.get(session, request)
        seen = facts_when_decided(session, installation.towns, record, agent)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW, facts=seen))
        if _is_done(session, record, acting.agent):
            return record
        found = confirmations.find_revocable(session, request)
        before = None if found is None else found.before
        if found is None or before is None:
            raise ConflictError(say("Nothing that could be undone was decided on request {reference}.", reference=called(record)))
        _check(session, installation.settings, record, found, now)
        outbox.withdraw(session, found.id)
        confirmations.retract(session, found.id, record.line.town, acting.agent, now)
        _unlearn(session, record, found.confirmation, now)
        autonomy.unheed(session, found.id, acting.agent, now)
        restore(session, request, before)
        clocks.follow(session, installation.towns.get(record.line.town), request, now)
        acting.write_down(session, record, "undone", {"rank": found.confirmation.rank, **_changes(record, before)})
        changed = requests.get(session, request)
        view = installation.towns.get(record.line.town)
        transmitting = Transmitting(settings=installation.settings, view=view, session=session, now=now, actor=acting.agent)
        taken_back(transmitting, changed)
        return changed


def _is_done(session: Session, record: RequestRecord, agent: str) -> bool:
    """Tell whether the same agent has just undone it: a second click."""
    last = record.history[-1] if record.history else None
    return (
        last is not None and (last.action, last.actor) == ("undone", agent) and confirmations.retracted(session, record.line.id) is not None
    )


def _check(session: Session, settings: Settings, record: RequestRecord, found: Revocable, now: datetime) -> None:
    """Raise ConflictError with what keeps a confirmation from being undone."""
    letters = outbox.of_confirmation(session, found.id)
    gone = next((one for one in letters if one.state in _GONE), None)
    if gone is not None:
        raise ConflictError(_left(record, gone))
    if record.line.merged_into is not None or record.line.version != found.version:
        last = record.history[-1]
        raise ConflictError(
            say(
                "Request {reference} cannot be undone any more: {actor} has changed it since, {at}.",
                reference=called(record),
                actor=last.actor,
                at=last.at.isoformat(timespec="seconds"),
            )
        )
    is_here = any(map(_is_to_leave, letters))
    over_at = found.confirmation.at + timedelta(seconds=settings.undo_seconds)
    if not is_here and now > over_at:
        # Nobody was written to: the department reads it in the application, and may have done so.
        raise ConflictError(
            say(
                "Request {reference} cannot be undone any more: its department sees it since {at}. "
                "Hand it over, or give it back to review.",
                reference=called(record),
                at=found.confirmation.at.isoformat(timespec="seconds"),
            )
        )


def _is_to_leave(letter: LetterRecord) -> bool:
    """Tell whether a letter tells its department of the decision, and has not left yet."""
    is_held = letter.state == "held" and letter.held_why in {Held.NO_RELAY, Held.TOO_MANY}
    return letter.letter.kind in {notice.KIND, notice.AUTHORITY} and (letter.state == "waiting" or is_held)


def _left(record: RequestRecord, letter: LetterRecord) -> str:
    if letter.sent_at is None:
        return say(
            "Request {reference} cannot be undone any more: the notice to {recipient} is just leaving.",
            reference=called(record),
            recipient=letter.letter.recipient,
        )
    return say(
        "Request {reference} cannot be undone any more: the notice to {recipient} left, {at}.",
        reference=called(record),
        recipient=letter.letter.recipient,
        at=letter.sent_at.isoformat(timespec="seconds"),
    )


def _unlearn(session: Session, record: RequestRecord, confirmation: Confirmation, now: datetime) -> None:
    """Take back what a confirmation taught: its words count for what they counted for before it."""
    before = confirmations.find_latest(session, record.line.id)
    counts = taught(record, confirmation.decided.subject, None if before is None else before.decided.subject)
    if counts:
        learned.add(session, record.line.town, counts, now)


def _changes(record: RequestRecord, before: Before) -> dict[str, object]:
    """Return what is otherwise again, as ``{"department": {"before": …, "after": …}}``."""
    line = record.line
    pairs: dict[str, tuple[object, object]] = {
        "status": (line.status.value, before.situation.status.value),
        "subject": (line.subject, before.subject),
        "department": (line.department, before.department),
        "priority": (line.priority, before.priority),
        "confidentiality": (int(line.confidentiality), int(before.confidentiality)),
    }
    return {name: {"before": old, "after": new} for name, (old, new) in pairs.items() if old != new}
