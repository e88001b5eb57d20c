"""Which letters of towns wait for a signature, and who signs in whose place."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.signing import Circuit, Delegation, DelegationId
from domain.wording import say
from store.mapping import load
from store.schema import SignatureCircuitRow, SignatureDelegationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelegation:
    """A delegation that is given."""

    town: TownId
    signatory: str
    delegate: str
    quality: str
    formula: str
    first_day: date
    last_day: date
    author: str


def find(session: Session, town: TownId) -> tuple[Circuit, int]:
    """Return what a town has set, and its version; of one that has set nothing that nothing is signed, and 0."""
    row = session.get(SignatureCircuitRow, town, populate_existing=True)
    return (Circuit(), 0) if row is None else (load(Circuit, row.document), row.version)


def keep(session: Session, town: TownId, wanted: Circuit, author: str, now: datetime, *, seen: int) -> None:
    """Write what a town sets. Raises ConflictError where another version counts than was seen."""
    values = {"document": asdict(wanted), "version": seen + 1, "author": author, "at": now}
    if seen == 0:
        try:
            with session.begin_nested():
                session.add(SignatureCircuitRow(town=town, **values))
        except IntegrityError as error:
            raise ConflictError(f"The signing of {town} was set meanwhile.") from error
        return
    changing = update(SignatureCircuitRow).where(SignatureCircuitRow.town == town, SignatureCircuitRow.version == seen).values(values)
    if session.scalar(changing.returning(SignatureCircuitRow.town).execution_options(synchronize_session=False)) is None:
        raise ConflictError(f"The signing of {town} was set meanwhile.")


def delegate(session: Session, new: NewDelegation, now: datetime) -> Delegation:
    """Write a delegation."""
    row = SignatureDelegationRow(**asdict(new), created_at=now)
    session.add(row)
    session.flush()
    return _delegation(row)


def delegation(session: Session, one: DelegationId) -> Delegation:
    """Return a delegation. Raises NotFoundError."""
    row = session.get(SignatureDelegationRow, one, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no delegation {id}.", id=one))
    return _delegation(row)


def end(session: Session, one: DelegationId, by: str, now: datetime) -> bool:
    """Say that a delegation is over; False where it was said before."""
    running = (SignatureDelegationRow.id == one, SignatureDelegationRow.ended_at.is_(None))
    ending = update(SignatureDelegationRow).where(*running).values(ended_at=now, ended_by=by).returning(SignatureDelegationRow.id)
    return session.scalar(ending.execution_options(synchronize_session=False)) is not None


def delegations(session: Session, town: TownId, delegate: str | None = None) -> tuple[Delegation, ...]:
    """Return the delegations of a town, or those to one agent, the newest first."""
    statement = select(SignatureDelegationRow).where(SignatureDelegationRow.town == town).order_by(SignatureDelegationRow.id.desc())
    if delegate is not None:
        statement = statement.where(SignatureDelegationRow.delegate == delegate)
    return tuple(map(_delegation, session.scalars(statement)))


def _delegation(row: SignatureDelegationRow) -> Delegation:
    return Delegation(
        id=DelegationId(row.id),
        town=TownId(row.town),
        signatory=row.signatory,
        delegate=row.delegate,
        quality=row.quality,
        formula=row.formula,
        first_day=row.first_day,
        last_day=row.last_day,
        author=row.author,
        created_at=row.created_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
