"""How the unanswered calls of a number stand, written from what a log or the store tells of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.call import Call, CallBack, CallBackState, CallEnd
from domain.ids import TownId
from ingest.phone.callbacks import HORIZON, CallBackBook, Repeats
from store import call_backs, calls
from store.call_backs import KeptCallBack, Standing

_SHARE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """For whom call-backs are written; what is older than ``floor`` is nobody's to call back any more."""

    town: TownId
    zone: ZoneInfo
    repeats: Repeats
    floor: datetime


def stand(session: Session, taking: Taking, found: Iterable[CallBack]) -> None:
    """Write call-backs as a log that tells everything of them shows them."""
    standings: list[Standing] = []
    for one in found:
        if one.calls:
            standings.append(_standing(one, taking))
        else:
            closing = one.closed_by
            at = closing.at if closing is not None else None
            call_backs.withdraw(session, taking.town, one.number, one.day, closing.key if closing is not None else None, at)
    call_backs.put(session, taking.town, standings)


Touched = dict[str, tuple[datetime, datetime]]
"""Numbers of calls that were kept, with the first and the last moment of those."""


def touch(touched: Touched, calls: Iterable[Call]) -> None:
    """Note the numbers of calls that tell something of call-backs."""
    for call in calls:
        if call.outside is not None and call.end is not CallEnd.FAX:
            first, last = touched.get(call.outside, (call.at, call.at))
            touched[call.outside] = min(first, call.at), max(last, call.at)


def shares_of(touched: Touched) -> Iterator[Touched]:
    """Yield numbers by the share that one statement can name, numbers of about the same time together."""
    ordered = sorted(touched.items(), key=lambda one: one[1])
    for start in range(0, len(ordered), _SHARE):
        yield dict(ordered[start : start + _SHARE])


def restand(session: Session, taking: Taking, touched: Touched) -> None:
    """Write anew how call-backs stand that calls may have changed, by all that is kept of their numbers."""
    if not touched:
        return
    numbers = set(touched)
    zone = taking.zone
    last = max(last for _, last in touched.values())
    first_day = (min(first for first, _ in touched.values()) - HORIZON).astimezone(zone).date()
    last_day = last.astimezone(zone).date()
    since, until = datetime.combine(first_day, time(), zone), last + HORIZON
    kept = {(one.standing.number, one.standing.day): one for one in call_backs.of_numbers(session, taking.town, numbers, first_day)}
    changed: list[Standing] = []
    answered: dict[str, Call] = {}
    for number, some in groupby(calls.of_numbers(session, taking.town, numbers, since, until), key=lambda call: call.outside):
        book = CallBackBook(zone, taking.repeats)
        for call in some:
            book.feed(call)
            if call.end is CallEnd.ANSWERED:
                answered[str(number)] = call
        for found in book.changed():
            before = kept.pop((found.number, found.day), None)
            if found.calls and found.day <= last_day:
                one = _standing(found, taking)
                if before is None or replace(one, is_past=before.standing.is_past) != before.standing:
                    changed.append(one)
    call_backs.put(session, taking.town, changed)
    _withdraw(session, [one for one in kept.values() if one.standing.day <= last_day], answered)


def _withdraw(session: Session, left: Iterable[KeptCallBack], answered: dict[str, Call]) -> None:
    """Withdraw call-backs of days without an unanswered call."""
    for one in left:
        if one.standing.attempts:
            closing = answered.get(one.standing.number)
            key, at = (closing.key, closing.at) if closing is not None else (None, None)
            call_backs.withdraw(session, one.town, one.standing.number, one.standing.day, key, at)


def _standing(found: CallBack, taking: Taking) -> Standing:
    last = found.calls[-1].at
    closing = found.closed_by
    is_due = found.state is CallBackState.DUE
    return Standing(
        number=found.number,
        day=found.day,
        state=found.state,
        attempts=len(found.calls),
        first_at=found.calls[0].at,
        last_at=last,
        is_repeated=found.is_repeated,
        is_past=is_due and last < taking.floor,
        closed_by=closing.key if closing is not None else None,
        closed_at=closing.at if closing is not None else None,
    )
