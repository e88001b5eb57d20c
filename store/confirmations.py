"""What agents decided on requests: every confirmation is kept; of those not taken back the one of the highest rank counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from domain.confirmation import Before, Choice, Confirmation
from domain.department import Confidentiality
from domain.draft import Draft
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, RuleId, SectorName, SubjectCode, TownId
from domain.place import Place
from domain.request import RequestNumber
from domain.wording import say
from store.mapping import dump, load
from store.schema import ConfirmationRow, DraftRow, InboundRow, RequestRow, RetractionRow, table_of

ConfirmationId = NewType("ConfirmationId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of a request by an agent's decision; the decision of the rule set stays beside it, with its trace."""

    subject: SubjectCode
    department: DepartmentCode
    priority: int
    confidentiality: Confidentiality
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A request that agents have decided, with what it takes to decide it anew.

    ``part`` is its own part of the message, ``parts`` how many requests the message became; ``mailbox`` and ``recipients`` are the
    addresses it came in at. ``reference`` is its number, else its tracking code.
    """

    request: RequestId
    reference: str
    decided: Choice
    proposed: Choice
    landmark: str | None
    """The place of interest proposed, if any."""
    part: Draft
    parts: int
    received_at: datetime
    mailbox: str | None
    recipients: tuple[str, ...]
    confidentiality: Confidentiality


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocable:
    """A confirmation that counts, with what it takes to take it back: None of those kept before that could be."""

    id: ConfirmationId
    confirmation: Confirmation
    before: Before | None
    version: int | None
    """The version of the request that it left."""


def add(session: Session, confirmation: Confirmation, before: Before | None = None, version: int | None = None) -> ConfirmationId:
    """Write what an agent decided, and what it takes to take it back. The same rank of a request twice raises IntegrityError."""
    decided, proposed = confirmation.decided, confirmation.proposed
    values = {
        "town": confirmation.town,
        "request_id": confirmation.request,
        "rank": confirmation.rank,
        "at": confirmation.at,
        "agent": confirmation.agent,
        "subject": decided.subject,
        "department": decided.department,
        "street": decided.street,
        "number": decided.number,
        "sector": decided.sector,
        "proposed_subject": proposed.subject,
        "proposed_department": proposed.department,
        "proposed_street": proposed.street,
        "proposed_number": proposed.number,
        "proposed_sector": proposed.sector,
        "ruleset_number": confirmation.ruleset,
        "rule": confirmation.rule,
        "is_sole": confirmation.is_sole,
        "before": None if before is None else dump(before),
        "version": version,
    }
    return ConfirmationId(session.scalars(_ADDING, values).one())


def retract(session: Session, confirmation: ConfirmationId, town: TownId, agent: str, now: datetime) -> None:
    """Write that a confirmation was taken back: it counts for nothing from now on."""
    session.execute(insert(RetractionRow).values(confirmation_id=confirmation, town=town, agent=agent, at=now))


def retracted(session: Session, request: RequestId) -> tuple[int, str, datetime] | None:
    """Return the rank of the last confirmation of a request, who took it back and when; None where it was not taken back."""
    last = (
        select(ConfirmationRow.rank, RetractionRow.agent, RetractionRow.at)
        .outerjoin(RetractionRow, RetractionRow.confirmation_id == ConfirmationRow.id)
        .where(ConfirmationRow.request_id == request)
        .order_by(ConfirmationRow.rank.desc())
        .limit(1)
    )
    row = session.execute(last).one_or_none()
    return None if row is None or row.agent is None else (row.rank, row.agent, row.at)


def lock(session: Session, request: RequestId) -> int:
    """Make all others who would decide this request wait until this transaction ends; return its version. Raises NotFoundError."""
    found: int | None = session.scalar(_LOCKING, {"of_request": request})
    if found is None:
        raise NotFoundError(say("There is no request {id}.", id=request))
    return found


def settle(session: Session, request: RequestId, settled: Settled) -> None:
    """Write into a request what an agent decided; its state stays."""
    values = {
        "subject": settled.subject,
        "department": settled.department,
        "priority": settled.priority,
        "confidentiality": settled.confidentiality,
        "place": dump(settled.place),
        "street": settled.place.street,
        "sector": settled.place.sector,
        "version": RequestRow.version + 1,
    }
    session.execute(update(RequestRow).where(RequestRow.id == request).values(values).execution_options(synchronize_session=False))


def find_latest(session: Session, request: RequestId) -> Confirmation | None:
    """Return what agents decided last on a request, if they did and it was not taken back."""
    found = find_revocable(session, request)
    return None if found is None else found.confirmation


def find_revocable(session: Session, request: RequestId) -> Revocable | None:
    """Return what agents decided last on a request, with what it takes to take it back."""
    standing = select(ConfirmationRow).where(ConfirmationRow.request_id == request, STANDS)
    row = session.scalar(standing.order_by(ConfirmationRow.rank.desc()).limit(1))
    if row is None:
        return None
    before = None if row.before is None else load(Before, row.before)
    return Revocable(id=ConfirmationId(row.id), confirmation=_confirmation(row), before=before, version=row.version)


def next_rank(session: Session, request: RequestId) -> int:
    """Return the rank of the next confirmation of a request; one taken back keeps its own."""
    return (session.scalar(select(func.max(ConfirmationRow.rank)).where(ConfirmationRow.request_id == request)) or 0) + 1


def all_of(session: Session, request: RequestId) -> tuple[Confirmation, ...]:
    """Return all that agents decided on a request, also what was taken back, oldest first."""
    rows = session.scalars(select(ConfirmationRow).where(ConfirmationRow.request_id == request).order_by(ConfirmationRow.rank))
    return tuple(map(_confirmation, rows))


def confirmed_ids(session: Session, town: TownId, since: datetime | None = None) -> tuple[RequestId, ...]:
    """Return the requests of a town that agents have decided, received from ``since`` on, in order."""
    statement = select(ConfirmationRow.request_id).where(ConfirmationRow.town == town, IS_LATEST)
    if since is not None:
        statement = statement.join(RequestRow, RequestRow.id == ConfirmationRow.request_id).where(RequestRow.received_at >= since)
    return tuple(map(RequestId, session.scalars(statement.order_by(ConfirmationRow.request_id))))


def count(session: Session, town: TownId, most: Confidentiality) -> int:
    """Return how many requests of a town agents have decided that are no more confidential than that."""
    decided = select(func.count()).select_from(ConfirmationRow).join(RequestRow, RequestRow.id == ConfirmationRow.request_id)
    return session.scalar(decided.where(ConfirmationRow.town == town, IS_LATEST, RequestRow.confidentiality <= most)) or 0


def choices(session: Session, town: TownId) -> Iterator[tuple[Choice, Choice]]:
    """Yield what was proposed and what was decided last for each request of a town, in order."""
    statement = select(*_CHOICES).where(ConfirmationRow.town == town, IS_LATEST).order_by(ConfirmationRow.request_id)
    for row in session.execute(statement):
        yield (
            _choice(row.proposed_subject, row.proposed_department, row.proposed_street, row.proposed_number, row.proposed_sector),
            _choice(row.subject, row.department, row.street, row.number, row.sector),
        )


def confirmed(session: Session, town: TownId, first: RequestId, last: RequestId, since: datetime | None = None) -> Iterator[Confirmed]:
    """Yield a town's decided requests with ids from ``first`` to ``last`` (included), received from ``since`` on, in order."""
    chosen = _CONFIRMED.where(ConfirmationRow.town == town, ConfirmationRow.request_id.between(first, last))
    if since is not None:
        chosen = chosen.where(RequestRow.received_at >= since)
    for row in session.execute(chosen.order_by(ConfirmationRow.request_id)):
        decided = _choice(row.subject, row.department, row.street, row.number, row.sector)
        proposed = _choice(row.proposed_subject, row.proposed_department, row.proposed_street, row.proposed_number, row.proposed_sector)
        yield Confirmed(
            request=RequestId(row.request_id),
            reference=row.tracking if row.counter is None else str(RequestNumber(year=row.year, counter=row.counter)),
            decided=decided,
            proposed=proposed,
            landmark=row.decision["orientation"]["place"]["landmark"],
            part=part_of(load(Draft, row.document), row.heading, row.details, row.offset),
            parts=row.parts,
            received_at=row.received_at,
            mailbox=row.mailbox,
            recipients=tuple(row.envelope["recipients"]),
            confidentiality=Confidentiality(row.confidentiality),
        )


_LOCKING = select(table_of(RequestRow).c.version).where(table_of(RequestRow).c.id == bindparam("of_request")).with_for_update()
_ADDING = insert(table_of(ConfirmationRow)).returning(table_of(ConfirmationRow).c.id)
_LATER = aliased(ConfirmationRow)
_SIBLING = aliased(RequestRow)


def _stands(row: type[ConfirmationRow]) -> ColumnElement[bool]:
    return ~select(RetractionRow.confirmation_id).where(RetractionRow.confirmation_id == row.id).correlate(row).exists()


STANDS = _stands(ConfirmationRow)
"""The condition that a confirmation was not taken back."""
IS_LATEST = STANDS & ~(
    select(_LATER.id)
    .where(_LATER.request_id == ConfirmationRow.request_id, _LATER.rank > ConfirmationRow.rank, _stands(_LATER))
    .correlate(ConfirmationRow)
    .exists()
)
"""The condition that a confirmation is the one that counts for its request."""
# A request that went when its letter was cut by hand begins where another one does: parts of a message never do.
_PARTS = (
    select(func.count(_SIBLING.offset.distinct())).where(_SIBLING.draft_id == RequestRow.draft_id).correlate(RequestRow).scalar_subquery()
)
_CHOICES = tuple(
    column for column in table_of(ConfirmationRow).c if column.name.removeprefix("proposed_") in {*Choice.__slots__, "request_id"}
)
_CONFIRMED = (
    select(
        *_CHOICES,
        *(RequestRow.year, RequestRow.counter, RequestRow.tracking, RequestRow.received_at, RequestRow.decision),
        *(RequestRow.heading, RequestRow.details, RequestRow.offset, RequestRow.confidentiality, _PARTS.label("parts")),
        *(DraftRow.document, InboundRow.mailbox, InboundRow.envelope),
    )
    .join(RequestRow, RequestRow.id == ConfirmationRow.request_id)
    .join(DraftRow, DraftRow.id == RequestRow.draft_id)
    .join(InboundRow, InboundRow.id == DraftRow.inbound_id)
    .where(IS_LATEST)
)
"""Columns, not rows: 70,000 of them are read at a back-test."""


def part_of(draft: Draft, heading: str, details: str, offset: int) -> Draft:
    """Return a request's own part of its message; a part without heading was given its subject's name for one."""
    return replace(draft, heading=draft.heading if draft.heading == heading else None, text=details, offset=offset)


def _confirmation(row: ConfirmationRow) -> Confirmation:
    return Confirmation(
        town=TownId(row.town),
        request=RequestId(row.request_id),
        rank=row.rank,
        at=row.at,
        agent=row.agent,
        decided=_choice(row.subject, row.department, row.street, row.number, row.sector),
        proposed=_choice(row.proposed_subject, row.proposed_department, row.proposed_street, row.proposed_number, row.proposed_sector),
        ruleset=row.ruleset_number,
        rule=None if row.rule is None else RuleId(row.rule),
        is_sole=row.is_sole,
    )


def _choice(subject: str, department: str, street: str | None, number: str | None, sector: str | None) -> Choice:
    return Choice(
        subject=SubjectCode(subject),
        department=DepartmentCode(department),
        street=street,
        number=number,
        sector=None if sector is None else SectorName(sector),
    )
