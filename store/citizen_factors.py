"""Second factors of citizens and their recovery codes. Secrets come in sealed, codes hashed; nothing here can read them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import CitizenId
from store.schema import CitizenFactorRow, CitizenRecoveryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenFactor:
    """A citizen's second factor; ``confirmed_at`` None: offered, not in force."""

    secret: str = field(repr=False)
    confirmed_at: datetime | None


def find(session: Session, citizen: CitizenId) -> CitizenFactor | None:
    """Return somebody's second factor, in force or offered."""
    row = session.get(CitizenFactorRow, citizen, populate_existing=True)
    return None if row is None else CitizenFactor(secret=row.secret, confirmed_at=row.confirmed_at)


def find_in_force(session: Session, citizen: CitizenId) -> CitizenFactor | None:
    """Return the second factor that somebody is asked for."""
    found = find(session, citizen)
    return found if found is not None and found.confirmed_at is not None else None


def offer(session: Session, citizen: CitizenId, secret: str, now: datetime) -> None:
    """Write a second factor that is not in force yet, in place of one that never was; one in force stays."""
    session.execute(delete(CitizenFactorRow).where(CitizenFactorRow.citizen_id == citizen, CitizenFactorRow.confirmed_at.is_(None)))
    if find(session, citizen) is None:
        session.execute(insert(CitizenFactorRow), {"citizen_id": citizen, "secret": secret, "created_at": now})


def confirm(session: Session, citizen: CitizenId, now: datetime) -> None:
    """Put an offered second factor into force."""
    session.execute(update(CitizenFactorRow).where(CitizenFactorRow.citizen_id == citizen).values(confirmed_at=now))


def take_step(session: Session, citizen: CitizenId, step: int) -> bool:
    """Take the code of a step of time; False where that one or a later one was taken before. Of two at once, one is taken."""
    is_new = or_(CitizenFactorRow.last_step.is_(None), CitizenFactorRow.last_step < step)
    taking = update(CitizenFactorRow).where(CitizenFactorRow.citizen_id == citizen, is_new).values(last_step=step)
    return session.scalar(taking.returning(CitizenFactorRow.citizen_id).execution_options(synchronize_session=False)) is not None


def forget(session: Session, citizen: CitizenId) -> None:
    """Remove somebody's telephone; his recovery codes stay, for who has a passkey beside."""
    session.execute(delete(CitizenFactorRow).where(CitizenFactorRow.citizen_id == citizen))


def forget_codes(session: Session, citizen: CitizenId) -> None:
    """Remove somebody's recovery codes."""
    session.execute(delete(CitizenRecoveryRow).where(CitizenRecoveryRow.citizen_id == citizen))


def write_codes(session: Session, citizen: CitizenId, hashes: Collection[bytes]) -> None:
    """Write somebody's recovery codes; those of before open nothing any more."""
    session.execute(delete(CitizenRecoveryRow).where(CitizenRecoveryRow.citizen_id == citizen))
    session.execute(insert(CitizenRecoveryRow), [{"code_hash": one, "citizen_id": citizen} for one in hashes])


def take_code(session: Session, citizen: CitizenId, code_hash: bytes, now: datetime) -> bool:
    """Take a recovery code; False where it is none of his, or was taken before. Of two at once, one is taken."""
    his = (CitizenRecoveryRow.code_hash == code_hash, CitizenRecoveryRow.citizen_id == citizen, CitizenRecoveryRow.used_at.is_(None))
    taking = update(CitizenRecoveryRow).where(*his).values(used_at=now).returning(CitizenRecoveryRow.citizen_id)
    return session.scalar(taking.execution_options(synchronize_session=False)) is not None


def count_codes(session: Session, citizen: CitizenId) -> int:
    """Return how many recovery codes somebody has left."""
    left = (CitizenRecoveryRow.citizen_id == citizen, CitizenRecoveryRow.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(CitizenRecoveryRow).where(*left)) or 0
