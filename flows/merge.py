"""An agent says that a request is a part of another one: the same person, the same matter, by another way or once more.

What is moved by that is written down beside it, so that it can be taken back (`flows.parting`) until a letter that tells of it has left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.draft import Kind
from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from domain.request import Addition, Status
from domain.rights import Permission
from flows import clocks, notice
from flows.acting import Purpose, called, find_acting
from flows.belonging import is_mere_thanks
from flows.chasers import ring
from flows.correspondence.signing import withdraw_all
from flows.correspondence.writing import Writing
from flows.holding import refuse_held, refuse_merged, refuse_stale
from flows.post import post
from flows.waiting import Brought, bring
from flows.wiring import Installation
from flows.wording import say
from store import claims, confirmations, follow_ups, incidents, joinings, requests
from store.joinings import JoiningKind, Moved, NewJoining, Waited
from store.outbox import Letter
from store.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A request to make a part of another one, what its message is to that one, and the version somebody saw it in.

    ``addition`` is `Addition.MERGED`, or `Addition.ASKED_AGAIN`, which is counted as a chaser and told to the department in charge.
    """

    request: RequestId
    main: RequestId
    addition: Addition = Addition.MERGED
    version: int | None = None


def merge(
    installation: Installation, request: RequestId, main: RequestId, agent: str, now: datetime, version: int | None = None
) -> RequestRecord:
    """Make a request a part of another one, as `join` does, and return that one."""
    return join(installation, Joining(request=request, main=main, version=version), agent, now)


def join(installation: Installation, joining: Joining, agent: str, now: datetime) -> RequestRecord:
    """Make a request, decided or not, a part of another one, and return that one; what it was proposed as is answered so, too.

    Its message is shown there, its number and its tracking code mean that one, and its requester is known there. One that waits for its
    requester goes on, if the message came after he was asked. Merging it again changes nothing. Raises NotFoundError for a request or an
    agent that is not there, and ConflictError where the two are one, of two towns, the other is less confidential, somebody else holds the
    request in review, or it has changed since it was seen, or is a part of a third one. What is included in it is included in that one.
    """
    request, main = joining.request, joining.main
    with installation.database.write() as session:
        held = incidents.hold(session, (request, main))
        record, target = requests.get(session, held[request]), requests.get(session, held[main])
        purpose = Purpose(towns=installation.towns, to=Permission.REVIEW)
        acting = find_acting(session, record, agent, now, purpose)
        find_acting(session, target, agent, now, purpose)
        if record.line.id == target.line.id and request != main:
            return target
        if record.line.id != request:
            # It is a part of a third one already, which nobody spoke of: that one stays where it is.
            refuse_merged(session, requests.get(session, request), (agent, now), installation.towns)
            raise NotFoundError(say("There is no request {id}.", id=request))
        refuse_held(session, record, acting.agent, now)
        if joining.version is not None:
            refuse_stale(session, record, joining.version, confirmations.find_latest(session, record.line.id))
        _check(record, target)
        merging = _Merging(installation=installation, session=session, record=record, target=target, addition=joining.addition, now=now)
        withdraw_all(session, record.line.id, acting.agent, now)
        moved = merging.move()
        acting.write_down(session, record, "merged", {"reference": called(target), "request": target.line.id})
        acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id, "draft": record.draft_id})
        rung = merging.tell(moved, acting.agent)
        absorbed = requests.get(session, target.line.id)
    installation.bell.ring(*rung)
    return absorbed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merging:
    """One request on its way into another one; both are held, as they stood before."""

    installation: Installation
    session: Session
    record: RequestRecord
    target: RequestRecord
    addition: Addition
    now: datetime

    def move(self) -> Moved:
        """Bring it there with all that belongs to it, and return what that moved."""
        session, part, main = self.session, self.record.line, self.target.line
        before = Moved(
            situation=part.situation,
            version=part.version,
            parts=joinings.parts(session, part.id),
            included=incidents.included_ids(session, part.id),
            inclusion=incidents.find(session, part.id),
            led=incidents.find(session, main.id) if incidents.find_main(session, main.id) == part.id else None,
        )
        claims.clear(session, part.id)
        risen = follow_ups.merge(session, part.id, main.id)
        incidents.follow_merge(session, part.id, main.id)
        clocks.follow(session, self.installation.towns.get(part.town), part.id, self.now)
        added = ((self.record.draft_id, self.addition), *((one.draft_id, one.kind) for one in follow_ups.of(session, part.id)))
        drafts = tuple(draft for draft, kind in added if follow_ups.add(session, part.town, main.id, draft, kind, self.now))
        return replace(before, drafts=drafts, version=risen, rises=((main.version, risen),))

    def tell(self, moved: Moved, agent: str) -> tuple[str, ...]:
        """Let the main request go on where it waited for this, write down what was moved, and tell whom it concerns.

        Return the queues that have work then. What is told waits as long as it can be taken back.
        """
        session, settings, main = self.session, self.installation.settings, self.target.line
        view = self.installation.towns.get(main.town)
        running = joinings.running(session, main.id)
        brought = next(self._brought(max((since for _, since in running), default=None)), None)
        told: tuple[Letter, ...] = ()
        if brought is not None:
            told = bring(settings, view, session, self.target, brought, self.now)
            waited = Waited(situation=main.situation, version=requests.version(session, main.id))
            is_waited = main.status is Status.WAITING
            moved = replace(moved, suspensions=tuple(one for one, _ in running), waited=waited if is_waited else None)
        if self.addition is Addition.ASKED_AGAIN and not told:
            # Who asks again is told to the department as if he had given the number.
            ring(session, view, self.target, self.now)
            told = notice.follow_up(view, self.target, self.record.draft, f"{settings.public_url}/requests/{main.id}")
        elif self.addition is not Addition.ASKED_AGAIN and moved.waited is None:
            told = ()
        new = NewJoining(
            town=main.town, request=self.record.line.id, main=main.id, kind=JoiningKind.PART, agent=agent, at=self.now, moved=moved
        )
        kept = joinings.add(session, new)
        writing = Writing(settings=settings, view=view, session=session, now=self.now, agent=agent)
        letters = [replace(one, joining=kept) for one in (*writing.merged(self.record, self.target), *told)]
        return post(settings, session, letters, self.now, not_before=self.now + timedelta(seconds=settings.undo_seconds))

    def _brought(self, asked_at: datetime | None) -> Iterator[Brought]:
        """Yield the messages that came after the main request's requester was asked for something, as far as people wrote them."""
        if asked_at is None:
            return
        own = Brought(id=self.record.draft_id, draft=self.record.draft, at=self.record.line.received_at)
        added = follow_ups.of(self.session, self.record.line.id)
        for one in (own, *(Brought(id=each.draft_id, draft=each.draft, at=each.received_at) for each in added)):
            if one.at >= asked_at and one.draft.kind in {Kind.REQUEST, Kind.FOLLOW_UP} and not is_mere_thanks(one.draft):
                yield one


def _check(record: RequestRecord, target: RequestRecord) -> None:
    if record.line.id == target.line.id:
        raise ConflictError(say("Request {reference} cannot be a part of itself.", reference=called(record)))
    if record.line.town != target.line.town:
        raise ConflictError(say("The two requests are of two towns."))
    if record.line.confidentiality > target.line.confidentiality:
        raise ConflictError(
            say(
                "Request {reference} is more confidential than {main}: whoever opens that one would read it.",
                reference=called(record),
                main=called(target),
            )
        )
