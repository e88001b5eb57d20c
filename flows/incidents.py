"""Incidents: a request is included in another one that tells of the same fact, taken out again, and follows what is done to that one.

An included request stays what it is: its requester keeps his number, his acknowledgement and his legal clock, which a request that was
merged has not (`flows.merge`: the same person, the same matter). What is done to the main request is done to the included ones where people
say so: closing it proposes that, and does not do it (S32). Each is dealt with in a transaction of its own, with its requester's own letter
by his own way; a process that dies in between leaves a job that goes on with those not dealt with yet. An address is told once of one act,
however many of the requests are its own.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from domain.deadline import Lack
from domain.department import Confidentiality
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId
from domain.incident import FOLLOWED, Inclusion, StepId, StepToFollow, way_to_follow
from domain.lifecycle import Act, Step
from domain.request import Closure, Status
from domain.rights import Permission
from flows.act import Asked, act
from flows.act_words import ACTS, listed
from flows.acting import Acting, Purpose, called, find_acting
from flows.confirm import Correction, Deciding
from flows.holding import may_do, refuse_held, refuse_merged, refuse_stale
from flows.kinds import LATER, JobKind
from flows.parting import top
from flows.steps import Change
from flows.wiring import Installation
from flows.wording import say
from store import confirmations, incidents, jobs, joinings, outbox, requests
from store.history import HistoryLine
from store.jobs import Job
from store.joinings import JoiningKind, Moved, NewJoining
from store.requests import RequestRecord

_INCLUDING = (Permission.REVIEW, Permission.REQUALIFY, Permission.TREAT)
"""Whoever decides what a request is about, or does its work, may say that two are about one fact."""
_LEASE = timedelta(seconds=120)
_RENEWED_AFTER = 25
"""Requests dealt with between two renewals of the lease: a second or two."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Including:
    """A request to include in another one, and the version somebody saw it in; None where he looked at none."""

    request: RequestId
    main: RequestId
    version: int | None = None


def include(installation: Installation, asked: Including, agent: str, now: datetime) -> RequestRecord:
    """Include a request in another one, or in the one that is included in, and return that one; what is included in it goes along.

    One that is in review is decided as the other one was, under its own number. Including it again changes nothing. Raises NotFoundError;
    ConflictError where the two are one, of two towns, the other is less confidential or not decided yet, it is included elsewhere or over,
    somebody else holds it in review, or it has changed since it was seen; ForbiddenError.
    """
    with installation.database.read() as session:
        target = top(session, asked.main)
    with installation.database.write() as session:
        held = incidents.hold(session, (asked.request, target))
        record, main = (requests.get(session, held[one]) for one in (asked.request, target))
        purpose = Purpose(towns=installation.towns, to=_INCLUDING)
        acting = find_acting(session, record, agent, now, purpose)
        find_acting(session, main, agent, now, purpose)
        if incidents.find_main(session, record.line.id) == main.line.id or (record.line.id == main.line.id and asked.request != asked.main):
            return main
        if asked.version is not None and record.line.id != asked.request:
            refuse_merged(session, requests.get(session, asked.request), (agent, now), installation.towns)
        refuse_held(session, record, acting.agent, now)
        if asked.version is not None:
            refuse_stale(session, record, asked.version, confirmations.find_latest(session, record.line.id))
        _check(session, record, main)
        led = incidents.included_ids(session, record.line.id)
        rung = _decide(installation, session, record, main, acting)
        inclusion = Inclusion(request=record.line.id, main=main.line.id, town=record.line.town, agent=acting.agent, at=now)
        incidents.include(session, inclusion)
        own = requests.get(session, record.line.id)
        acting.write_down(session, own, "included", {"reference": called(main), "request": main.line.id})
        acting.write_down(session, main, "includes", {"reference": called(own), "request": own.line.id})
        is_decided = record.line.status is Status.REVIEW
        moved = Moved(situation=record.line.situation, version=own.line.version, included=led, decides=is_decided)
        joinings.add(
            session,
            NewJoining(
                town=record.line.town,
                request=record.line.id,
                main=main.line.id,
                kind=JoiningKind.INCLUDED,
                agent=acting.agent,
                at=now,
                moved=moved,
            ),
        )
        found = requests.get(session, main.line.id)
    installation.bell.ring(*rung)
    return found


def detach(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Take a request out of its incident and return it; it stands as it did there. One that is in none stays as it is.

    Raises NotFoundError, ForbiddenError.
    """
    with installation.database.write() as session:
        incidents.hold(session, (request,))
        record = requests.get(session, request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=_INCLUDING))
        main = incidents.find_main(session, request)
        if main is None:
            return record
        incidents.detach(session, request)
        other = requests.get(session, main)
        acting.write_down(session, record, "detached", {"reference": called(other), "request": main})
        acting.write_down(session, other, "detaches", {"reference": called(record), "request": request})
        return requests.get(session, request)


def act_together(
    installation: Installation, asked: Asked, agent: str, now: datetime, most: Confidentiality = Confidentiality.SOCIAL
) -> RequestRecord:
    """Do an act to the main request of an incident, and have the included ones follow; return the main one as it stands then.

    Included ones that are more confidential than ``most`` stay as they are: what a key does not open it does nothing to.
    Raises what `flows.act.act` does, and ConflictError for an act that concerns one requester alone.
    """
    if asked.step.act not in FOLLOWED.values():
        raise _not_followed(asked.step.act)
    record = act(installation, asked, agent, now, partial(_plan, step=asked.step, agent=agent, now=now, most=most))
    installation.bell.ring(LATER)
    return record


def follow(
    installation: Installation, main: RequestId, agent: str, now: datetime, most: Confidentiality = Confidentiality.SOCIAL
) -> RequestRecord:
    """Have the included requests follow what was done last to the main one, and return that one; those that have stay as they are.

    ``most`` as in `act_together`. Raises NotFoundError, ForbiddenError, and ConflictError where nothing was done that they could follow.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, main))
        done = next((line for line in reversed(record.history) if line.action in FOLLOWED), None)
        if done is None:
            raise ConflictError(say("Nothing was done to request {reference} that others could follow.", reference=called(record)))
        step = step_of(done)
        find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=step.act))
        _plan(session, record, step=step, agent=agent, now=now, most=most)
    installation.bell.ring(LATER)
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """How many requests are included in a main one, and how many of these do what is done to it; the others stay as they are."""

    included: int
    follow: int


def who_follows(installation: Installation, main: RequestId, agent: str, now: datetime, wanted: Act | None = None) -> Following:
    """Return which included requests would follow an act by an agent as they stand, by their state and his rights; writes nothing.

    Without ``wanted`` it is what was done last to the main one. Raises NotFoundError.
    """
    with installation.database.read() as session:
        done = next((line for line in reversed(requests.get(session, main).history) if line.action in FOLLOWED), None)
        step = wanted or (None if done is None else FOLLOWED[done.action])
        ids = incidents.included_ids(session, main)
        together = incidents.closed_together(session, main) if step is Act.REOPEN else ()
        records = (requests.get(session, one) for one in ids)
        willing = [one for one in records if step is not Act.REOPEN or one.line.situation.closed_at in together]
        follow = sum(step is not None and _may_follow(installation, session, one, step, (agent, now)) for one in willing)
    return Following(included=len(ids), follow=follow)


def _may_follow(installation: Installation, session: Session, record: RequestRecord, step: Act, acting: tuple[str, datetime]) -> bool:
    ways = way_to_follow(record.line.status, step)
    return bool(ways) and all(may_do(session, record, acting, Purpose(towns=installation.towns, to=one)) for one in ways)


def let_follow(installation: Installation, job: Job) -> Change:
    """Deal with the included requests of an incident one by one, and return the change that says so; those dealt with before are not again.

    What speaks against one stops no other, be it out of the agent's sight: it stays open, and is shown as that.
    """
    step = StepId(job.subject_id)
    with installation.database.read() as session:
        wanted = incidents.get_step(session, step)
        ids = incidents.included_ids(session, wanted.main)
    for place, one in enumerate(ids, start=1):
        _bring(installation, one, wanted)
        if place % _RENEWED_AFTER == 0:
            with installation.database.write() as session:
                jobs.extend(session, job, datetime.now(UTC), _LEASE)
    return partial(_finished, step)


def step_of(done: HistoryLine) -> Step:
    """Return the act that a line of the history tells of, with all that was said."""
    said: Mapping[str, object] = done.details
    texts = {name: str(said[name]) for name in ("reason", "answer") if said.get(name) is not None}
    pieces = said.get("pieces")
    return Step(
        act=FOLLOWED[done.action],
        department=DepartmentCode(str(said["department"])) if said.get("department") is not None else None,
        day=date.fromisoformat(str(said["day"])) if said.get("day") is not None else None,
        pieces=tuple(map(str, pieces)) if isinstance(pieces, list) else (),
        lack=Lack.REQUIRED,
        closure=Closure(str(said["closure"])) if said.get("closure") is not None else None,
        **texts,
    )


def _finished(step: StepId, session: Session, now: datetime) -> tuple[str, ...]:
    incidents.finish_step(session, step, now)
    # Letters were written on the way.
    return (LATER,)


def _bring(installation: Installation, request: RequestId, wanted: StepToFollow) -> None:
    """Do to an included request what was done to its main one, as far as it stands so that this can be done."""
    with installation.database.read() as session:
        if incidents.find_main(session, request) != wanted.main:
            return
        line = requests.get(session, request).line
        if line.confidentiality > wanted.most:
            _log.info("request %d does not follow request %d: it is more confidential than who says so may open", request, wanted.main)
            return
        if wanted.step.act is Act.REOPEN and line.situation.closed_at not in incidents.closed_together(session, wanted.main):
            return
    for one in way_to_follow(line.status, wanted.step.act):
        step = wanted.step if one is wanted.step.act else Step(act=one)
        try:
            act(installation, Asked(request=request, step=step, event=wanted.event), wanted.agent, wanted.at)
        except (ConflictError, InvalidError, NotFoundError) as error:
            _log.warning("request %d does not follow request %d: %s", request, wanted.main, type(error).__name__)
            return


def _plan(session: Session, record: RequestRecord, *, step: Step, agent: str, now: datetime, most: Confidentiality) -> None:
    """Write what the included requests are to follow, in the transaction that holds the main one; nothing where none is included."""
    main = record.line.id
    if not incidents.included_ids(session, main):
        return
    following = StepToFollow(
        town=record.line.town,
        main=main,
        version=record.line.version,
        agent=agent,
        at=now,
        step=step,
        event=_event(session, record, step.act),
        most=most,
    )
    written = incidents.add_step(session, following)
    incidents.begin_again(session, written, agent, most)
    jobs.add(session, town=record.line.town, queue=LATER, kind=JobKind.INCIDENT, subject_id=written, now=now)
    jobs.repeat(session, JobKind.INCIDENT, written, now)


def _event(session: Session, record: RequestRecord, done: Act) -> str:
    """Return what the main request's own letters of an act tell of, so that who got one of them gets no second one."""
    begins = f"{done}:{record.line.id}:"
    own = (one.letter.event for one in reversed(outbox.of_request(session, record.line.id)))
    found = next((event for event in own if event is not None and event.startswith(begins)), f"{begins}{record.line.version}:all")
    # A letter to print has the id of its request behind that.
    return found.partition(":print:")[0]


def _decide(installation: Installation, session: Session, record: RequestRecord, main: RequestRecord, acting: Acting) -> tuple[str, ...]:
    """Decide a request in review as its main one was decided; return the queues that have work then."""
    if record.line.status is not Status.REVIEW:
        return ()
    view = installation.towns.get(record.line.town)
    deciding = Deciding(settings=installation.settings, view=view, agent=acting.agent, now=acting.now)
    subject = None if record.line.subject == main.line.subject else main.line.subject
    _, rung = deciding.decide(session, record, Correction(subject=subject, department=main.line.department))
    return rung


def _check(session: Session, record: RequestRecord, main: RequestRecord) -> None:
    """Raise ConflictError with what speaks against including a request in another one."""
    own, other = record.line, main.line
    if own.id == other.id:
        raise ConflictError(say("Request {reference} cannot be included in itself.", reference=called(record)))
    if own.town != other.town:
        raise ConflictError(say("The two requests are of two towns."))
    if own.confidentiality > other.confidentiality:
        raise ConflictError(
            say(
                "Request {reference} is more confidential than {main}: whoever opens that one would learn of it.",
                reference=called(record),
                main=called(main),
            )
        )
    if own.status is not Status.REVIEW and not own.status.is_open:
        raise ConflictError(say("Request {reference} is over: there is nothing left to include.", reference=called(record)))
    if other.status in {Status.REVIEW, Status.REJECTED, Status.ARCHIVED}:
        raise ConflictError(say("Request {reference} is not decided. Confirm it first, then include others.", reference=called(main)))
    elsewhere = incidents.find_main(session, own.id)
    if elsewhere is not None:
        # Which one is not said: it may not be there for who asks.
        raise ConflictError(say("Request {reference} is included in another one. Detach it first.", reference=called(record)))
    if incidents.find_main(session, other.id) is not None:
        raise ConflictError(say("Request {reference} was included elsewhere at this moment. Try again.", reference=called(main)))


def _not_followed(done: Act) -> ConflictError:
    words = say("“{act}” concerns one requester alone. Done to all: {possible}.", act=ACTS[done], possible=listed(FOLLOWED.values()))
    return ConflictError(words)
