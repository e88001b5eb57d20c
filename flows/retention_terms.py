"""How long a town keeps what, as people set it, and the requests they hold back."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.retention import (
    CALLS_MONTHS,
    JUNK_DAYS,
    MOST_DAYS,
    MOST_MONTHS,
    OTHER_MONTHS,
    READINGS_MONTHS,
    REJECTED_MONTHS,
    Hold,
    HoldKind,
    Terms,
    least_months,
)
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.kinds import JobKind
from flows.retention import natures
from flows.wiring import Installation
from flows.wording import say
from store import history, journal, limited, outbox, reminders, requests, retention
from store.history import HistoryLine
from store.requests import RequestRecord

HELD, FREED = "held_back", "hold_ended"
"""What the history calls it."""
LONGEST_REASON = 1000
MOST_BATCH = 1000
_HOURS = 24


def keep_terms(installation: Installation, town: TownId, new: Terms, seen: int, by: str, now: datetime) -> None:
    """Set how long a town keeps what, and when it runs. Raises InvalidError with all that is wrong, ForbiddenError, ConflictError."""
    faults = tuple(_faults(installation, town, new))
    if faults:
        raise InvalidError(*faults)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, by, Permission.CATALOGUE)
        retention.put_terms(session, town, new, seen, by, now)
        facts: dict[str, object] = {
            "months": new.months,
            "subjects": {str(code): months for code, months in sorted(new.subjects.items())},
            "rejected_months": new.rejected_months,
            "junk_days": new.junk_days,
            "calls_months": new.calls_months,
            "readings_months": new.readings_months,
            "is_nightly": new.is_nightly,
        }
        journal.append(session, at=now, town=town, actor=by, action="retention.terms", object=f"town {town}", details=facts)


def hold_back(installation: Installation, request: RequestId, kind: HoldKind, reason: str, by: str, now: datetime) -> None:
    """Hold a request back; a limitation leaves it alone altogether. Raises NotFoundError, ForbiddenError, InvalidError, ConflictError."""
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise InvalidError(_mistake("reason", say("Say why, in at most {most} characters.", most=LONGEST_REASON)))
    with installation.database.write() as session:
        main = requests.hold(session, request)
        record = requests.get(session, main)
        town = record.line.town
        refuse_unless(session, installation.towns, town, by, Permission.ERASE)
        if record.erased_at is not None:
            raise ConflictError(say("It was anonymised: there is nothing left to hold back."))
        if any(one.kind is kind for one in retention.holds(session, town, main)):
            return
        retention.add_hold(session, town, Hold(id=0, request=main, kind=kind, reason=why, author=by, on=now.date()), now)
        if kind is HoldKind.LIMITATION:
            reminders.end(session, main, (), now)
        _tell(session, record, HELD, kind, by, now)


def free(installation: Installation, town: TownId, hold: int, by: str, now: datetime) -> None:
    """End what holds a request back. Raises NotFoundError, ForbiddenError."""
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, by, Permission.ERASE)
        known = next((one for one in retention.holds(session, town) if one.id == hold), None)
        if known is None:
            raise NotFoundError(say("Nothing is held back by {hold} in {town}.", hold=hold, town=town))
        since = requests.get(session, known.request).limited_at
        retention.end_hold(session, hold, by, now)
        record = requests.get(session, known.request)
        if since is not None and record.limited_at is None:
            # What was held meanwhile leaves, and what would have been told meanwhile is told.
            outbox.release_limited(session, limited.family(session, known.request), JobKind.SEND, now)
            limited.look_from(session, known.request, town, since)
        _tell(session, record, FREED, known.kind, by, now)


def _tell(session: Session, record: RequestRecord, action: str, kind: HoldKind, by: str, now: datetime) -> None:
    history.append(session, record.line.town, record.line.id, HistoryLine(at=now, actor=by, action=action, details={"kind": kind.value}))
    facts: dict[str, object] = {"kind": kind.value}
    name = f"request:{record.line.id}"
    journal.append(session, at=now, town=record.line.town, actor=by, action=f"request.{action}", object=name, details=facts)


def _faults(installation: Installation, town: TownId, new: Terms) -> Iterator[Mistake]:
    for where, value, least, most in (
        ("months", new.months, OTHER_MONTHS, MOST_MONTHS),
        ("rejected_months", new.rejected_months, REJECTED_MONTHS, MOST_MONTHS),
        ("junk_days", new.junk_days, JUNK_DAYS, MOST_DAYS),
        ("calls_months", new.calls_months, CALLS_MONTHS, MOST_MONTHS),
        ("readings_months", new.readings_months, READINGS_MONTHS, MOST_MONTHS),
        ("first_hour", new.first_hour, 0, _HOURS - 1),
        ("last_hour", new.last_hour, 0, _HOURS),
        ("batch", new.batch, 1, MOST_BATCH),
    ):
        if not least <= value <= most:
            yield _mistake(where, say("A number from {least} to {most} is wanted here.", least=least, most=most))
    known = natures(installation, town)
    for subject, months in sorted(new.subjects.items()):
        least = least_months(known.get(subject))
        if subject not in known:
            yield _mistake("subjects", say("{code} is no type of request of this town.", code=subject))
        elif not least <= months <= MOST_MONTHS:
            bounds = {"least": least, "most": MOST_MONTHS}
            what = say("{code} is kept for {least} months at least, by law, and {most} at most.", code=subject, **bounds)
            yield _mistake("subjects", what)


def _mistake(where: str, what: str) -> Mistake:
    return Mistake(where=where, what=what, remedy="")
