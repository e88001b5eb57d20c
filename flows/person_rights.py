"""What people ask for by their rights to their data: recorded, found, decided and done, each step written down (exercice des droits)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.person_rights import EXTENDED_MONTHS, IdentityProof, Person, Right, RightsRequest, RightsState, due_on
from domain.retention import HeldWhy, Hold, HoldKind, least_months, months_before
from domain.rights import Permission
from flows import erasure_log, mentions
from flows.acting import refuse_unless
from flows.erase import Why, destroy_originals, erase
from flows.requester_changes import CORRECTED, Told
from flows.requester_correction import set_right
from flows.retention import natures
from flows.retention_terms import HELD
from flows.wiring import Installation
from flows.wording import Message, say
from ingest.phones import e164
from rules.words import fold
from store import history, journal, person_rights, reminders, requests, retention
from store.history import HistoryLine
from store.requests import RequestRecord

LONGEST = 2000
_REGION = "FR"
LIMITING = frozenset({Right.LIMITATION, Right.OBJECTION})
"""Rights by which requests are left alone: an objection as long as nobody has shown that the town has the stronger grounds."""
NEEDS_PROOF = frozenset({Right.ACCESS, Right.PORTABILITY, Right.ERASURE, Right.RECTIFICATION})
"""What would harm somebody if another asked for it in his name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRight:
    """Somebody asks for something by his rights: what, who he says he is, when that came."""

    right: Right
    person: Person
    received_on: date
    identity: IdentityProof = IdentityProof.UNCHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A request in which the person may be meant; ``kept`` says why the law keeps it, None where it may be erased."""

    record: RequestRecord
    is_chosen: bool
    kept: Message | None


def take_down(installation: Installation, town: TownId, new: NewRight, by: str, now: datetime) -> int:
    """Record what somebody asks for, and return its number; its clock runs from the day it came. Raises InvalidError, ForbiddenError."""
    person = _tidy(new.person)
    if not (person.names or person.emails or person.phones):
        raise InvalidError(_mistake("names", say("Say by what the person is looked for: a name, an e-mail address or a telephone.")))
    with installation.database.write() as session:
        _refuse(installation, session, town, by)
        zone = ZoneInfo(installation.towns.get(town).town.timezone)
        if new.received_on > now.astimezone(zone).date():
            raise InvalidError(_mistake("received_on", say("This day is still to come.")))
        fresh = RightsRequest(
            id=0,
            town=town,
            right=new.right,
            person=person,
            received_on=new.received_on,
            due_on=due_on(new.received_on),
            identity=new.identity,
            state=RightsState.OPEN,
            extended_why=None,
            outcome_why=None,
            chosen=(),
            version=1,
        )
        number = person_rights.add(session, fresh, by, now)
        _write_down(session, replace(fresh, id=number), "recorded", by, now)
    return number


def found(installation: Installation, session: Session, asked: RightsRequest, now: datetime) -> tuple[Candidate, ...]:
    """Return the requests in which the person may be meant, those that were chosen first."""
    names = [fold(one) for one in asked.person.names]
    ids = person_rights.candidates(session, asked.town, asked.person, names)
    every = dict.fromkeys((*asked.chosen, *ids))
    records = (requests.get(session, one) for one in every)
    return tuple(
        Candidate(record=one, is_chosen=one.line.id in asked.chosen, kept=kept_by_law(installation, session, one, now)) for one in records
    )


def choose(installation: Installation, number: int, which: Sequence[RequestId], seen: int, by: str, now: datetime) -> RightsRequest:
    """Say which requests are the person's; of the town, whichever those are. Raises NotFoundError, ForbiddenError, ConflictError."""
    with installation.database.write() as session:
        asked = _open(installation, session, number, seen, by)
        for one in which:
            if requests.get(session, one).line.town != asked.town:
                raise NotFoundError(say("There is no request {id} in {town}.", id=one, town=asked.town))
        changed = person_rights.put(session, replace(asked, chosen=tuple(dict.fromkeys(which))), by, now)
        _write_down(session, changed, "chosen", by, now)
    return changed


def prove(installation: Installation, number: int, identity: IdentityProof, seen: int, by: str, now: datetime) -> RightsRequest:
    """Say how it stands with who the person says he is."""
    with installation.database.write() as session:
        changed = person_rights.put(session, replace(_open(installation, session, number, seen, by), identity=identity), by, now)
        _write_down(session, changed, "identity", by, now)
    return changed


def extend(installation: Installation, number: int, why: str, seen: int, by: str, now: datetime) -> RightsRequest:
    """Take two more months, once, with the reason, of which the person is told within the first. Raises InvalidError, ConflictError."""
    reason = _said(why)
    with installation.database.write() as session:
        asked = _open(installation, session, number, seen, by)
        if asked.extended_why is not None:
            raise ConflictError(say("It was extended before: the law gives two months once."))
        zone = ZoneInfo(installation.towns.get(asked.town).town.timezone)
        if now.astimezone(zone).date() > asked.due_on:
            raise ConflictError(say("Its month is over: it can be extended within it alone."))
        later = replace(asked, extended_why=reason, due_on=due_on(asked.received_on, months=EXTENDED_MONTHS))
        changed = person_rights.put(session, later, by, now)
        _write_down(session, changed, "extended", by, now)
    return changed


def refuse(installation: Installation, number: int, why: str, seen: int, by: str, now: datetime) -> RightsRequest:
    """Refuse it with the reason that the person is told."""
    reason = _said(why)
    with installation.database.write() as session:
        over = replace(_open(installation, session, number, seen, by), state=RightsState.REFUSED, outcome_why=reason)
        changed = person_rights.put(session, over, by, now)
        _write_down(session, changed, "refused", by, now)
    return changed


def grant(  # noqa: PLR0913, PLR0917 - who, what, when
    installation: Installation, number: int, why: str, seen: int, by: str, now: datetime, told: Told | None = None
) -> RightsRequest:
    """Do what is asked for with the chosen requests, all of it in one transaction, and say so.

    Erasure anonymises them; limitation and objection leave them alone from now on; rectification writes who asks as he is ``told`` to be.
    Access and portability are answered by the export, which is no change. Raises ConflictError where nobody was chosen, who he is is not
    proven, or the law keeps one of them: then it is taken out of what was chosen, or all is refused.
    """
    with installation.database.destroy() as session:
        asked = _open(installation, session, number, seen, by)
        if asked.right in NEEDS_PROOF and asked.identity is not IdentityProof.PROVEN:
            raise ConflictError(say("Who asks has to be proven first."))
        if not asked.chosen:
            raise ConflictError(say("Say first which requests are the person’s."))
        over = replace(asked, state=RightsState.GRANTED, outcome_why=why.strip()[:LONGEST] or None)
        for one in asked.chosen:
            _do(installation, session, asked, one, (by, now), told)
        if asked.right is Right.ERASURE:
            # That it was done stays, and about whom does not.
            left = tuple(one.mark for one in mentions.found(session, asked.town, asked.person))
            over = replace(over, person=Person(), outcome_why=None, extended_why=None, mentions=left)
        changed = person_rights.put(session, over, by, now)
        _write_down(session, changed, "granted", by, now)
        if asked.right is Right.ERASURE:
            erasure_log.write_down(installation.settings, session)
    if asked.right is Right.ERASURE:
        destroy_originals(installation)
        installation.database.scrub()
    return changed


def kept_by_law(installation: Installation, session: Session, record: RequestRecord, now: datetime) -> Message | None:
    """Return why the law keeps a request from being erased at its requester's wish; None where it does not."""
    line = record.line
    if not line.status.is_over:
        return say("It is still open: the town owes an answer.")
    held = retention.held_why(session, line.id)
    if held is HeldWhy.LEGAL:
        return say("It is to be kept by law.")
    if held is HeldWhy.DISPUTE:
        return say("It is in dispute.")
    months = least_months(natures(installation, line.town).get(line.subject))
    zone = ZoneInfo(installation.towns.get(line.town).town.timezone)
    ended = (line.situation.closed_at or record.history[-1].at).astimezone(zone).date()
    if ended > months_before(now.astimezone(zone).date(), months):
        return say("The law wants it kept for {months} months after its closing.", months=months)
    return None


def _do(
    installation: Installation, session: Session, asked: RightsRequest, one: RequestId, who: tuple[str, datetime], told: Told | None
) -> None:
    by, now = who
    record = requests.get(session, requests.hold(session, one))
    if record.erased_at is not None:
        return
    if asked.right is Right.ERASURE:
        if (why := kept_by_law(installation, session, record, now)) is not None:
            raise ConflictError(say("{number} is kept: {why}", number=record.line.number or record.line.tracking, why=why))
        erase(installation, session, asked.town, (record.line.id,), Why(actor=by, rule=f"right {asked.id}"), now)
    elif asked.right in LIMITING:
        hold = Hold(id=0, request=record.line.id, kind=HoldKind.LIMITATION, reason=f"right {asked.id}", author=by, on=now.date())
        retention.add_hold(session, asked.town, hold, now)
        reminders.end(session, record.line.id, (), now)
        history.append(session, asked.town, record.line.id, HistoryLine(at=now, actor=by, action=HELD, details={"kind": asked.right.value}))
    elif asked.right is Right.RECTIFICATION and told is not None:
        corrected = set_right(record.requester, told)
        if corrected != record.requester:
            requests.put_requester(session, record.line.id, corrected)
            line = HistoryLine(at=now, actor=by, action=CORRECTED, details={"kind": asked.right.value})
            history.append(session, asked.town, record.line.id, line)


def _open(installation: Installation, session: Session, number: int, seen: int, by: str) -> RightsRequest:
    asked = person_rights.get(session, number)
    _refuse(installation, session, asked.town, by)
    if asked.version != seen:
        raise ConflictError(say("Somebody else has changed it meanwhile. Look at it, then try again."))
    if asked.state is not RightsState.OPEN:
        raise ConflictError(say("It is decided already."))
    return asked


def _refuse(installation: Installation, session: Session, town: TownId, by: str) -> None:
    refuse_unless(session, installation.towns, town, by, Permission.ERASE)


def _write_down(session: Session, asked: RightsRequest, action: str, by: str, now: datetime) -> None:
    facts: dict[str, object] = {"right": asked.right.value, "due_on": asked.due_on.isoformat(), "requests": list(asked.chosen)}
    name = f"rights:{asked.id}"
    journal.append(session, at=now, town=asked.town, actor=by, action=f"rights.{action}", object=name, details=facts)


def _said(why: str) -> str:
    reason = why.strip()
    if not reason or len(reason) > LONGEST:
        raise InvalidError(_mistake("why", say("Say why, in at most {most} characters.", most=LONGEST)))
    return reason


def _tidy(person: Person) -> Person:
    phones = (e164(one, _REGION) or one for one in _each(person.phones))
    return Person(
        names=tuple(_each(person.names)), emails=tuple(one.lower() for one in _each(person.emails)), phones=tuple(dict.fromkeys(phones))
    )


def _each(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(one.split())[:200] for one in said if one.strip()))[:20]


def _mistake(where: str, what: str) -> Mistake:
    return Mistake(where=where, what=what, remedy="")
