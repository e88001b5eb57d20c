"""Who is away when, and who stands in for him. One that is taken back keeps its row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.absence import Absence
from store.schema import AbsenceRow

AbsenceId = NewType("AbsenceId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAbsence:
    """An absence as it is kept: who said so when (UTC), and when it was taken back, None where it was not."""

    id: AbsenceId
    absence: Absence
    said_by: str
    said_at: datetime
    taken_back_at: datetime | None = None


def add(session: Session, absence: Absence, by: str, now: datetime) -> AbsenceId:
    """Write that somebody will be away. Logins are kept in lower case; one nobody has raises IntegrityError."""
    values = {
        "login": _login(absence.login),
        "deputy": None if absence.deputy is None else _login(absence.deputy),
        "first_day": absence.first_day,
        "last_day": absence.last_day,
        "said_by": by,
        "said_at": now,
    }
    return AbsenceId(session.scalars(insert(AbsenceRow).values(values).returning(AbsenceRow.id)).one())


def find(session: Session, absence: AbsenceId) -> KeptAbsence | None:
    """Return an absence, be it taken back."""
    row = session.get(AbsenceRow, absence, populate_existing=True)
    return None if row is None else _kept(row)


def take_back(session: Session, absence: AbsenceId, now: datetime) -> bool:
    """Write that somebody will not be away after all, or is back; tell whether it stood until here."""
    standing = update(AbsenceRow).where(AbsenceRow.id == absence, AbsenceRow.taken_back_at.is_(None))
    done = standing.values(taken_back_at=now).returning(AbsenceRow.id).execution_options(synchronize_session=False)
    return session.scalar(done) is not None


def on(session: Session, day: date) -> tuple[Absence, ...]:
    """Return who is away on a day, of all towns, in the order it was said."""
    return tuple(_kept(row).absence for row in session.scalars(_ON, {"on_day": day}))


def is_deputy(session: Session, login: str, day: date) -> bool:
    """Tell whether somebody who is away on a day has named an agent."""
    return session.scalar(_DEPUTY, {"on_day": day, "by_login": _login(login)}) is not None


def coming(session: Session, day: date, logins: Iterable[str] | None = None) -> tuple[KeptAbsence, ...]:
    """Return who is or will be away from a day on, of some agents or of all, in the order it was said."""
    chosen = _from(day)
    if logins is not None:
        chosen = chosen.where(AbsenceRow.login.in_(tuple(map(_login, logins))))
    return tuple(map(_kept, session.scalars(chosen)))


def _from(day: date) -> Select[AbsenceRow]:
    return _STANDING.where(AbsenceRow.last_day >= day)


_STANDING = select(AbsenceRow).where(AbsenceRow.taken_back_at.is_(None)).order_by(AbsenceRow.id).execution_options(populate_existing=True)
_DEPUTY = (
    select(AbsenceRow.id)
    .where(AbsenceRow.taken_back_at.is_(None), AbsenceRow.deputy == bindparam("by_login"))
    .where(AbsenceRow.first_day <= bindparam("on_day"), AbsenceRow.last_day >= bindparam("on_day"))
    .limit(1)
)
_ON = _STANDING.where(AbsenceRow.first_day <= bindparam("on_day"), AbsenceRow.last_day >= bindparam("on_day"))
"""Pages of the desk ask these: they are put together once."""


def _login(login: str) -> str:
    return login.strip().lower()


def _kept(row: AbsenceRow) -> KeptAbsence:
    absence = Absence(login=row.login, deputy=row.deputy, first_day=row.first_day, last_day=row.last_day)
    return KeptAbsence(id=AbsenceId(row.id), absence=absence, said_by=row.said_by, said_at=row.said_at, taken_back_at=row.taken_back_at)
