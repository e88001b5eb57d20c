"""Call-backs as arrivals: each that is due becomes one, its request is told of further calls, and closed when somebody was reached.

Everything here starts from what is written of call-backs and may be cut short at any moment: what is left is done the next time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.call import CallBack, CallBackState
from domain.ids import InboundId, RequestId
from domain.inbound import Arrival, Channel, Envelope, Outcome
from domain.lifecycle import Situation
from domain.request import Closure, Status
from flows import clocks
from flows.receive import Received, receive
from flows.town_views import TownView
from flows.wiring import Installation
from ingest import call_back as original
from ingest.call_back import Told
from ingest.phone.callbacks import UNANSWERED
from ingest.phone.drafts import call_back_id
from store import call_backs, call_logs, calls, drafts, history, inbounds, journal, requests
from store.call_backs import KeptCallBack
from store.history import HistoryLine

ACTOR = "system"
"""Who did it, in history and journal."""
_AT_ONCE = 200


class _ChangedError(Exception):
    """A call-back became an arrival, or was closed, at the same moment; what was to be kept is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What was done: call-backs that became arrivals, and those whose request was told something."""

    arrived: tuple[InboundId, ...] = ()
    told: int = 0


def follow(installation: Installation, now: datetime) -> Followed:
    """Let every call-back that is due become an arrival, and tell the requests of others how they stand by now. Raises UnavailableError."""
    arrived: list[InboundId] = []
    while batch := _arrive(installation, now):
        arrived += batch
    return Followed(arrived=tuple(arrived), told=_tell_all(installation, now))


def _arrive(installation: Installation, now: datetime) -> tuple[InboundId, ...]:
    """Keep some call-backs that are due as arrivals and return these; none where none is left or another process is at it."""
    with installation.database.read() as session:
        waiting = call_backs.waiting(session, _AT_ONCE)
        found = [(one, told) for one in waiting if (told := _told(installation, session, one)) is not None]
    if not found:
        return ()

    def note(session: Session, received: Sequence[Received]) -> None:
        for (one, told), kept in zip(found, received, strict=True):
            if not call_backs.set_arrival(session, one.id, kept.inbound_id, len(told.call_back.calls)):
                raise _ChangedError

    arrivals = [_arrival(installation, one, told, now) for one, told in found]
    try:
        return tuple(one.inbound_id for one in receive(installation, arrivals, note))
    except _ChangedError:
        return ()


def _told(installation: Installation, session: Session, one: KeptCallBack) -> Told | None:
    """Return a call-back with its calls; None where there are none, which only a change at this moment explains."""
    standing = one.standing
    zone = ZoneInfo(installation.towns.get(one.town).town.timezone)
    since = datetime.combine(standing.day, time(), zone)
    # The day of another time zone's log may reach beyond the town's.
    until = since + timedelta(days=1, hours=2)
    found = tuple(
        call
        for call in calls.of_numbers(session, one.town, [standing.number], since, until)
        if call.end in UNANSWERED and call.at.astimezone(zone).date() == standing.day
    )
    if not found:
        return None
    log = call_logs.get(session, calls.log_of(session, one.town, found[0].key))
    name = log.source.replace("\\", "/").rpartition("/")[2]
    back = CallBack(number=standing.number, day=standing.day, calls=found, state=CallBackState.DUE, is_repeated=standing.is_repeated)
    return Told(call_back=back, log=name)


def _arrival(installation: Installation, one: KeptCallBack, told: Told, now: datetime) -> Arrival:
    back = told.call_back
    return Arrival(
        raw=original.document(told, ZoneInfo(installation.towns.get(one.town).town.timezone)),
        channel=Channel.PHONE,
        town=one.town,
        mailbox=None,
        envelope=Envelope(),
        received_at=min(back.calls[-1].at, now),
        source_id=call_back_id(back),
    )


def _tell_all(installation: Installation, now: datetime) -> int:
    told, after = 0, None
    while True:
        with installation.database.read() as session:
            some = call_backs.untold(session, _AT_ONCE, after)
        if not some:
            return told
        after = some[-1].id
        for one in some:
            with installation.database.write() as session:
                told += _tell(session, installation.towns.get(one.town), call_backs.hold(session, one.id), now)


def _tell(session: Session, view: TownView, one: KeptCallBack, now: datetime) -> bool:
    """Tell the requests of a call-back how it stands; False where its arrival is still being read: then it is tried again."""
    if one.inbound is None:
        call_backs.set_told(session, one)
        return False
    arrival = inbounds.hold(session, one.inbound)
    if arrival.outcome is Outcome.PENDING:
        return False
    for draft in drafts.of_arrival(session, one.inbound):
        for request in requests.of_draft(session, draft):
            held = requests.hold(session, request)
            _write(session, held, one, now)
            clocks.follow(session, view, held, now)
    call_backs.set_told(session, one)
    return True


def _write(session: Session, request: RequestId, one: KeptCallBack, now: datetime) -> None:
    """Write into a request what has changed; one that nobody has decided yet is closed when the caller was reached."""
    standing = one.standing
    status = requests.get(session, request).line.status
    action = "called_again"
    details: dict[str, object] = {"times": standing.attempts}
    if standing.state is CallBackState.DUE:
        if one.told_state is not CallBackState.DUE and call_backs.reopen(session, request):
            action = "called_after_all"
        elif standing.attempts <= one.told_attempts:
            return
    else:
        action = {CallBackState.ANSWERED_LATER: "call_answered", CallBackState.CALLED_BACK: "called_back"}[standing.state]
        details = {} if standing.closed_at is None else {"call_at": standing.closed_at.isoformat(), "call": standing.closed_by or ""}
        if status is Status.REVIEW:
            over = Situation(status=Status.CLOSED, closure=Closure.ANSWERED, closed_at=now)
            requests.stand(session, request, over)
            action = f"closed_{action}"
    facts: dict[str, object] = {**details, "call_back": one.id}
    history.append(session, one.town, request, HistoryLine(at=now, actor=ACTOR, action=action, details=facts))
    journal.append(session, at=now, town=one.town, actor=ACTOR, action=f"request.{action}", object=f"request:{request}", details=facts)
