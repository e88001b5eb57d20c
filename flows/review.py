"""Work in the review queue: claim, get the next one, release, put off; what is done to requests there is in other flows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId, TownId
from domain.request import Status
from domain.review import Claim, PutOff
from domain.rights import Permission, review_reach
from domain.ruleset import TOP_PRIORITY
from domain.timing import NOT_PRESSING
from flows.act_words import when
from flows.acting import Acting, Purpose, called, find_acting, find_agent
from flows.holding import hold_seen, refuse_held, refuse_stale
from flows.rights import lacking, standing_of
from flows.wiring import Installation
from flows.wording import say
from store import claims, requests
from store.request_lines import RequestLine
from store.requests import RequestRecord

LONGEST_DELAY = timedelta(days=30)
"""Nobody comes back to what lies longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request in review as the queue shows it: who works on it, and until when it is put off."""

    line: RequestLine
    claim: Claim | None
    put_off: PutOff | None


def waiting(session: Session, lines: Sequence[RequestLine], now: datetime) -> tuple[Waiting, ...]:
    """Return requests with who works on them and what is put off; a danger never is, nor what the law presses for."""
    ids = [line.id for line in lines]
    held, put = claims.of(session, ids, now), claims.put_offs(session, ids, now)
    return tuple(Waiting(line=line, claim=held.get(line.id), put_off=None if presses(line) else put.get(line.id)) for line in lines)


def claim(installation: Installation, request: RequestId, agent: str, now: datetime) -> Claim:
    """Hold a request in review for an agent, or renew that. Raises NotFoundError, and ConflictError where somebody else holds it."""
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now, _purpose(installation))
        _refuse_decided(installation, record)
        wanted = _claim(installation, record.line.town, record.line.id, acting.agent, now)
        if not claims.take(session, wanted, now):
            refuse_held(session, record, acting.agent, now)
            raise ConflictError(say("Request {reference} was taken at this moment. Try again.", reference=called(record)))
    return wanted


def claim_next(installation: Installation, town: TownId, agent: str, now: datetime) -> tuple[RequestRecord, Claim] | None:
    """Hold the first request of the queue that nobody else holds and that is not put off; None where none is left.

    One that the agent holds himself comes again until he is done with it. Agents who ask at once get different ones, each what is his to
    read. Raises NotFoundError for an agent who is not there, ForbiddenError for one who does not work in the queue.
    """
    with installation.database.write() as session:
        who = find_agent(session, town, agent)
        reach = review_reach(standing_of(session, installation.towns, who))
        if not (reach.is_all or reach.departments):
            raise lacking(Permission.REVIEW)
        while (found := claims.find_next(session, town, who.login, now, reach)) is not None:
            wanted = _claim(installation, town, found, who.login, now)
            # The row was free when the list was looked at; another's claim may have been kept since, and is seen only now.
            if claims.take(session, wanted, now):
                return requests.get(session, found), wanted
    return None


def release(installation: Installation, request: RequestId, agent: str, now: datetime) -> bool:
    """End an agent's claim; False where he held the request no more. Raises NotFoundError."""
    with installation.database.write() as session:
        record = requests.get(session, request)
        return claims.release(session, record.line.id, find_acting(session, record, agent, now, _purpose(installation)).agent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A request to come back to later, and why; ``version`` is the one it was seen in."""

    request: RequestId
    until: datetime
    reason: str
    version: int | None = None


def put_off(installation: Installation, delay: Delay, agent: str, now: datetime) -> RequestRecord:
    """Take a request out of the queue until a moment; it comes back by itself. The same again changes nothing.

    Raises NotFoundError; ConflictError where it is decided, changed, or held by somebody else; InvalidError without a reason, for a moment
    that is over or too far, and for a danger or one whose legal clock is near: those stay in sight.
    """
    with installation.database.write() as session:
        record = hold_seen(session, delay.request, delay.version, (agent, now), installation.towns)
        acting = find_acting(session, record, agent, now, _purpose(installation))
        refuse_held(session, record, acting.agent, now)
        refuse_stale(session, record, delay.version, None)
        _refuse_decided(installation, record)
        mistakes = tuple(_mistakes(record, delay, now))
        if mistakes:
            raise InvalidError(*mistakes)
        reason = delay.reason.strip()
        known = claims.find_put_off(session, record.line.id, now)
        if known is not None and (known.until, known.reason, known.agent) == (delay.until, reason, acting.agent):
            return record
        until = delay.until
        claims.put_off(
            session, PutOff(request=record.line.id, town=record.line.town, agent=acting.agent, at=now, until=until, reason=reason)
        )
        claims.release(session, record.line.id, acting.agent)
        acting.write_down(session, record, "put_off", {"until": until.isoformat(timespec="minutes")}, {"reason": reason})
        return requests.get(session, record.line.id)


def bring_back(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Bring a request that was put off back into the queue now; one that is there changes nothing. Raises NotFoundError."""
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting: Acting = find_acting(session, record, agent, now, _purpose(installation))
        if claims.bring_back(session, record.line.id):
            acting.write_down(session, record, "brought_back", {})
        return requests.get(session, record.line.id)


def _purpose(installation: Installation) -> Purpose:
    return Purpose(towns=installation.towns, to=Permission.REVIEW)


def _claim(installation: Installation, town: TownId, request: RequestId, agent: str, now: datetime) -> Claim:
    return Claim(request=request, town=town, agent=agent, until=now + timedelta(minutes=installation.settings.claim_minutes))


def _refuse_decided(installation: Installation, record: RequestRecord) -> None:
    if record.line.status is not Status.REVIEW:
        last = record.history[-1]
        raise ConflictError(
            say(
                "Request {reference} is not in review: {actor}, {at}.",
                reference=called(record),
                actor=last.actor,
                at=when(last.at, installation.towns.get(record.line.town).town.timezone),
            )
        )


def _mistakes(record: RequestRecord, delay: Delay, now: datetime) -> list[Mistake]:
    found = []
    if not delay.reason.strip():
        found.append(Mistake(where="reason", what=say("The reason is missing."), remedy=say("Say in a sentence why.")))
    if not now < delay.until <= now + LONGEST_DELAY:
        what = say("This moment is over, or more than {days} days away.", days=LONGEST_DELAY.days)
        found.append(Mistake(where="until", what=what, remedy=say("Name a nearer one.")))
    if presses(record.line):
        what = say("Request {reference} is a danger, or its legal clock is near: it stays in sight.", reference=called(record))
        found.append(Mistake(where="request", what=what, remedy=say("Decide it, or release it for somebody else.")))
    return found


def presses(line: RequestLine) -> bool:
    """Tell whether a request is never put off: a danger, and what the law presses for."""
    return line.priority <= TOP_PRIORITY or line.dates.pressing_on != NOT_PRESSING
