"""Two requests that an agent joined stand apart again: what came with the one leaves the other, and each stands where it stood.

What came in since stays where it is. It can be taken back until a letter that tells of it has left, and as long as nothing was done that
rests on it; what was done first is taken back last.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import RequestId
from flows import clocks
from flows.acting import Acting, called
from flows.chasers import unring
from flows.holding import StandingError, told_at
from flows.town_views import TownView
from flows.wording import say
from store import confirmations, incidents, joinings, outbox, requests
from store.joinings import Joining, JoiningKind
from store.outbox import LetterRecord
from store.requests import RequestRecord

GONE = frozenset({"leaving", "sent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Takes the joining of two requests back; both are held: see `hold`."""

    view: TownView
    session: Session
    acting: Acting
    record: RequestRecord
    main: RequestRecord
    joining: Joining

    def part(self) -> None:
        """Do it, and write it down in both histories. Raises ConflictError with what keeps it from being undone."""
        if self.joining.kind is JoiningKind.PART:
            self._check_where_it_is()
            self._check_letters()
            self._stand_apart()
        else:
            self._check_letters()
            self._take_out()
        outbox.withdraw_joining(self.session, self.joining.id)
        joinings.take_back(self.session, self.joining.id, self.acting.agent, self.acting.now)

    def _check_where_it_is(self) -> None:
        """Raise ConflictError where the main request became a part of a third one, or did more since it went on by this."""
        waited = self.joining.moved.waited
        if self.record.line.merged_into != self.main.line.id:
            raise ConflictError(say("Request {main} became a part of another one since. Undo that first.", main=called(self.main)))
        if waited is not None and self.main.line.version != joinings.grown(self.session, self.main.line.id, waited.version):
            raise changed(self.session, self.main)

    def _stand_apart(self) -> None:
        session, record, main, moved = self.session, self.record, self.main, self.joining.moved
        joinings.stand_apart(session, self.joining)
        self._restore_incidents()
        clocks.follow(session, self.view, record.line.id, self.acting.now)
        unring(session, main.line.id, self.joining.at, self.acting.now)
        changed = self._wait_again()
        self.acting.write_down(session, record, "parted", {"reference": called(main), "request": main.line.id})
        facts = {"reference": called(record), "request": record.line.id, "drafts": list(moved.drafts), **changed}
        self.acting.write_down(session, main, "gives_back", facts)

    def _take_out(self) -> None:
        session, record, main = self.session, self.record, self.main
        if incidents.find_main(session, record.line.id) != main.line.id:
            raise ConflictError(say("Request {reference} is in another incident by now.", reference=called(record)))
        if record.line.version != joinings.grown(session, record.line.id, self.joining.moved.version):
            raise changed(session, record)
        incidents.detach(session, record.line.id)
        joinings.point_back(session, self.joining, main.line.id)
        self.acting.write_down(session, record, "detached", {"reference": called(main), "request": main.line.id})
        self.acting.write_down(session, main, "detaches", {"reference": called(record), "request": record.line.id})

    def _check_letters(self) -> None:
        """Raise ConflictError where a letter that tells of it has left, or one was written that rests on it."""
        own = outbox.of_joining(self.session, self.joining.id)
        gone = next((one for one in own if one.state in GONE), None)
        if gone is not None:
            raise left(self.session, self.record, gone)
        if self.joining.kind is JoiningKind.INCLUDED:
            return
        ids = {one.id for one in own}
        later = [one for one in outbox.of_request(self.session, self.record.line.id) if one.created_at > self.joining.at]
        if any(one.id not in ids and one.state != "withdrawn" for one in later):
            raise ConflictError(
                say(
                    "Request {reference} cannot be taken out of {main} any more: its requester was written to of that one since.",
                    reference=called(self.record),
                    main=called(self.main),
                )
            )

    def _wait_again(self) -> dict[str, object]:
        """Let the main request wait for its requester again, where the joining let it go on; return what moved."""
        session, moved, main = self.session, self.joining.moved, self.main.line.id
        if moved.waited is not None:
            requests.stand(session, main, moved.waited.situation)
        if not moved.suspensions:
            return {}
        joinings.wait_again(session, moved.suspensions)
        return {"waits": moved.waited is not None, **clocks.reckon(session, self.view, main, self.acting.now)}

    def _restore_incidents(self) -> None:
        """Include again what was included before: in this request, this one in another, or the main one in this."""
        session, moved, own, main = self.session, self.joining.moved, self.record.line.id, self.main.line.id
        joinings.point_back(session, self.joining, incidents.find_main(session, main) or main)
        if moved.led is not None and incidents.find_main(session, main) is None:
            incidents.include(session, moved.led)
        if moved.inclusion is not None:
            lead = top(session, moved.inclusion.main)
            if lead != own:
                incidents.include(session, replace(moved.inclusion, main=lead))


def hold(session: Session, joining: Joining) -> None:
    """Make all others who would change two joined requests, or the incidents they were in, wait until this transaction ends."""
    moved = joining.moved
    led = {one.main for one in (moved.inclusion, moved.led) if one is not None}
    mains = {main for one in (joining.request, joining.main) if (main := incidents.find_main(session, one)) is not None}
    for one in sorted({joining.request, joining.main, *led, *mains}):
        confirmations.lock(session, one)


def top(session: Session, request: RequestId) -> RequestId:
    """Return the main request of the incident a request is in, itself where it is in none; of one that was merged, that of its whole."""
    whole = requests.get(session, request).line.merged_into or request
    return incidents.find_main(session, whole) or whole


def left(session: Session, record: RequestRecord, letter: LetterRecord) -> ConflictError:
    """Return what is raised where a letter that tells of something has left."""
    if letter.sent_at is None:
        return ConflictError(
            say(
                "Request {reference} cannot be undone any more: the notice to {recipient} is just leaving.",
                reference=called(record),
                recipient=letter.letter.recipient,
            )
        )
    return ConflictError(
        say(
            "Request {reference} cannot be undone any more: the notice to {recipient} left, {at}.",
            reference=called(record),
            recipient=letter.letter.recipient,
            at=told_at(session, record, letter.sent_at),
        )
    )


def is_done(session: Session, record: RequestRecord, agent: str) -> bool:
    """Tell whether the same agent has just taken the joining of a request back: a second click."""
    last, joining = (record.history[-1] if record.history else None), joinings.find_last(session, record.line.id)
    if last is None or joining is None:
        return False
    return (last.actor, joining.undone_by) == (agent, agent) and last.action in {"parted", "detached"}


def find_standing(session: Session, record: RequestRecord, since: datetime | None) -> Joining | None:
    """Return the joining that was the last decision on a request and still holds: ``since`` is when it was decided otherwise last."""
    found = joinings.find_last(session, record.line.id)
    if found is None or found.undone_by is not None or (since is not None and found.at < since):
        return None
    is_part = found.kind is JoiningKind.PART
    holds = record.line.merged_into is not None if is_part else incidents.find_main(session, record.line.id) is not None
    return found if holds else None


def changed(session: Session, record: RequestRecord) -> StandingError:
    """Return what is raised where somebody has done something to a request since."""
    last = record.history[-1]
    words = say(
        "Request {reference} cannot be undone any more: {actor} has changed it since, {at}.",
        reference=called(record),
        actor=last.actor,
        at=told_at(session, record, last.at),
    )
    return StandingError(words, record)
