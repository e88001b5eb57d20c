"""An agent takes a confirmation back, or the joining of a request to another one, as long as nothing that tells of it has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.confirmation import Before, Confirmation
from domain.errors import ConflictError
from domain.ids import RequestId
from domain.rights import Permission
from flows import autonomy, clocks, notice, parting
from flows.acting import Acting, Purpose, called, facts_when_decided, find_acting
from flows.confirm import taught
from flows.correspondence.signing import withdraw_over
from flows.holding import told_at
from flows.settings import Settings
from flows.transmission import Transmitting, taken_back
from flows.wiring import Installation
from flows.wording import say
from store import confirmations, joinings, learned, outbox, requests
from store.confirmations import Revocable
from store.joinings import Joining, JoiningKind
from store.outbox import Held, LetterRecord
from store.requests import RequestRecord
from store.undo import restore


def undo(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Take back what was decided last on a request, and return the request, which stands as it did before; it keeps its number.

    That is a confirmation, that it was made a part of another one, or that it was included in one; of one that was decided by including
    it, both. The notices that tell of it never leave, what it taught is taken back, and it counts for nothing any more; both stay in the
    history. Undoing again changes nothing. Raises NotFoundError for a request or an agent that is not there, and ConflictError with what
    happened where a notice has left, somebody has done something to the request since, or there is nothing to undo.
    """
    with installation.database.read() as session:
        joined = joinings.find_last(session, request)
    with installation.database.write() as session:
        _hold_letters(session, request, joined)
        if joined is not None:
            parting.hold(session, joined)
        confirmations.lock(session, request)
        record = requests.get(session, request)
        seen = facts_when_decided(session, installation.towns, record, agent)
        undoing = _Undoing(installation=installation, session=session, record=record, agent=agent, now=now)
        joining = undoing.find_joining()
        is_include = joining is not None and joining.kind is JoiningKind.INCLUDED
        to = (Permission.REVIEW, Permission.REQUALIFY, Permission.TREAT) if is_include else Permission.REVIEW
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=to, facts=seen))
        if joining is None and (_is_done(session, record, acting.agent) or parting.is_done(session, record, acting.agent)):
            return record
        if joining is not None:
            if joined is None or joining.id != joined.id:
                # It came while this waited: the other request is not held.
                raise parting.changed(session, record)
            undoing.part(joining, acting)
            record = requests.get(session, request)
        if joining is None or joining.moved.decides:
            undoing.take_back(record, acting)
        return requests.get(session, request)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undoing:
    """Takes back what was decided last on a request, which is held."""

    installation: Installation
    session: Session
    record: RequestRecord
    agent: str
    now: datetime

    def find_joining(self) -> Joining | None:
        """Return the joining of the request to another one, where that was the last decision on it and still holds."""
        found = confirmations.find_revocable(self.session, self.record.line.id)
        return parting.find_standing(self.session, self.record, None if found is None else found.confirmation.at)

    def part(self, joining: Joining, acting: Acting) -> None:
        """Take a joining back. Raises what `parting.Parting.part` does, and ForbiddenError for who may not touch the other request."""
        town = self.record.line.town
        main = requests.get(self.session, joining.main)
        to = Permission.REVIEW if joining.kind is JoiningKind.PART else (Permission.REVIEW, Permission.REQUALIFY, Permission.TREAT)
        find_acting(self.session, main, self.agent, self.now, Purpose(towns=self.installation.towns, to=to))
        view = self.installation.towns.get(town)
        parting.Parting(view=view, session=self.session, acting=acting, record=self.record, main=main, joining=joining).part()

    def take_back(self, record: RequestRecord, acting: Acting) -> None:
        """Take the last confirmation back. Raises ConflictError."""
        session, request, now = self.session, record.line.id, self.now
        found = confirmations.find_revocable(session, request)
        before = None if found is None else found.before
        if found is None or before is None:
            raise ConflictError(say("Nothing that could be undone was decided on request {reference}.", reference=called(record)))
        _check(session, self.installation.settings, record, found, now)
        outbox.withdraw(session, found.id)
        confirmations.retract(session, found.id, record.line.town, acting.agent, now)
        _unlearn(session, record, found.confirmation, now)
        autonomy.unheed(session, found.id, acting.agent, now)
        restore(session, request, before)
        withdraw_over(session, request, acting.agent, now)
        view = self.installation.towns.get(record.line.town)
        clocks.follow(session, view, request, now)
        acting.write_down(session, record, "undone", {"rank": found.confirmation.rank, **_changes(record, before)})
        changed = requests.get(session, request)
        transmitting = Transmitting(settings=self.installation.settings, view=view, session=session, now=now, actor=acting.agent)
        taken_back(transmitting, changed)


def _hold_letters(session: Session, request: RequestId, joined: Joining | None) -> None:
    """Keep the letters of the last confirmation, and of the last joining, from leaving, before any request is held.

    Who sends them holds both in this order.
    """
    if joined is not None:
        outbox.of_joining(session, joined.id)
    latest = confirmations.find_revocable(session, request)
    if latest is not None:
        outbox.of_confirmation(session, latest.id)


def _is_done(session: Session, record: RequestRecord, agent: str) -> bool:
    """Tell whether the same agent has just undone it: a second click."""
    last = record.history[-1] if record.history else None
    return (
        last is not None and (last.action, last.actor) == ("undone", agent) and confirmations.retracted(session, record.line.id) is not None
    )


def _check(session: Session, settings: Settings, record: RequestRecord, found: Revocable, now: datetime) -> None:
    """Raise ConflictError with what keeps a confirmation from being undone."""
    letters = outbox.of_confirmation(session, found.id)
    gone = next((one for one in letters if one.state in parting.GONE), None)
    if gone is not None:
        raise parting.left(session, record, gone)
    left_in = None if found.version is None else joinings.grown(session, record.line.id, found.version)
    if record.line.merged_into is not None or record.line.version != left_in:
        raise parting.changed(session, record)
    is_here = any(map(_is_to_leave, letters))
    over_at = found.confirmation.at + timedelta(seconds=settings.undo_seconds)
    if not is_here and now > over_at:
        # Nobody was written to: the department reads it in the application, and may have done so.
        raise ConflictError(
            say(
                "Request {reference} cannot be undone any more: its department sees it since {at}. "
                "Hand it over, or give it back to review.",
                reference=called(record),
                at=told_at(session, record, found.confirmation.at),
            )
        )


def _is_to_leave(letter: LetterRecord) -> bool:
    """Tell whether a letter tells its department of the decision, and has not left yet."""
    is_held = letter.state == "held" and letter.held_why in {Held.NO_RELAY, Held.TOO_MANY}
    return letter.letter.kind in {notice.KIND, notice.AUTHORITY} and (letter.state == "waiting" or is_held)


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
