"""Which request was given to which department, when and by whom; whether somebody there has opened it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import DepartmentCode, RequestId, RuleId, TownId
from store import quick
from store.columns import literally
from store.schema import TransmissionRow, table_of
from store.schema.departments import UNREAD

TransmissionId = NewType("TransmissionId", int)
_UNREAD = literally(UNREAD)
_TRANSMISSIONS = table_of(TransmissionRow)
_ADDING = insert(_TRANSMISSIONS)
_ENDING = (
    update(_TRANSMISSIONS)
    .where(_TRANSMISSIONS.c.request_id == bindparam("of_request"), _TRANSMISSIONS.c.over_at.is_(None))
    .values(over_at=bindparam("ended_at"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """A request that is given to a department (transmission). ``rule`` decided it where no agent did.

    From ``due_at`` on it goes back to review if nobody of the department has opened it; None: it waits. Moments are in UTC.
    """

    town: TownId
    request: RequestId
    department: DepartmentCode
    at: datetime
    actor: str
    rule: RuleId | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTransmission:
    """A transmission as it is kept: who opened it first, and when it was over."""

    id: TransmissionId
    transmission: Transmission
    opened_at: datetime | None = None
    opened_by: str | None = None
    over_at: datetime | None = None


def add(session: Session, transmission: Transmission) -> None:
    """Write that a request is given to a department; the one before of the same request is over by that."""
    end(session, transmission.request, transmission.at)
    values = {
        "town": transmission.town,
        "request_id": transmission.request,
        "department": transmission.department,
        "at": transmission.at,
        "actor": transmission.actor,
        "rule": transmission.rule,
        "due_at": transmission.due_at,
    }
    quick.add(session, _ADDING, (values,))


def of_request(session: Session, request: RequestId) -> tuple[KeptTransmission, ...]:
    """Return what was transmitted of a request, oldest first."""
    chosen = select(TransmissionRow).where(TransmissionRow.request_id == request).order_by(TransmissionRow.id)
    return tuple(map(_kept, session.scalars(chosen.execution_options(populate_existing=True))))


def find_present(session: Session, request: RequestId) -> KeptTransmission | None:
    """Return the transmission of a request that is not over."""
    chosen = select(TransmissionRow).where(TransmissionRow.request_id == request, TransmissionRow.over_at.is_(None))
    row = session.scalar(chosen.order_by(TransmissionRow.id.desc()).limit(1).execution_options(populate_existing=True))
    return None if row is None else _kept(row)


def opened(session: Session, transmission: TransmissionId, login: str, now: datetime) -> None:
    """Write who opened it first."""
    unopened = update(TransmissionRow).where(TransmissionRow.id == transmission, TransmissionRow.opened_at.is_(None))
    session.execute(unopened.values(opened_at=now, opened_by=login).execution_options(synchronize_session=False))


def end(session: Session, request: RequestId, now: datetime) -> None:
    """Write that what was transmitted of a request is over."""
    quick.change(session, _ENDING, of_request=request, ended_at=now)


def end_one(session: Session, transmission: TransmissionId, now: datetime) -> bool:
    """Write that one is over; False where somebody of the department has opened it, or another process has ended it."""
    unread = update(TransmissionRow).where(TransmissionRow.id == transmission, _UNREAD)
    done = unread.values(over_at=now).returning(TransmissionRow.id).execution_options(synchronize_session=False)
    return session.scalar(done) is not None


def unread(session: Session, now: datetime, *, after: TransmissionId | None, limit: int) -> tuple[KeptTransmission, ...]:
    """Return what was due to be opened until now and was not, in the order it was transmitted; ``after`` is the last one seen."""
    chosen = select(TransmissionRow).where(_UNREAD, TransmissionRow.due_at <= now, TransmissionRow.id > (after or 0))
    rows = session.scalars(chosen.order_by(TransmissionRow.id).limit(limit).execution_options(populate_existing=True))
    return tuple(map(_kept, rows))


def _kept(row: TransmissionRow) -> KeptTransmission:
    transmission = Transmission(
        town=TownId(row.town),
        request=RequestId(row.request_id),
        department=DepartmentCode(row.department),
        at=row.at,
        actor=row.actor,
        rule=None if row.rule is None else RuleId(row.rule),
        due_at=row.due_at,
    )
    return KeptTransmission(
        id=TransmissionId(row.id), transmission=transmission, opened_at=row.opened_at, opened_by=row.opened_by, over_at=row.over_at
    )
