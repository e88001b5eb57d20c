"""What became of letters after they left, and addresses that do not take them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from domain.ids import InboundId, RequestId, TownId
from domain.machine import Fate, Fault
from store.moment import once
from store.outbox import OutboxId
from store.schema import AddressFaultRow, DeliveryRow, OutboxRow

ENOUGH_LETTERS = 3
"""So many letters that an address could not take for a while flag it."""
_FORGOTTEN = timedelta(days=30)
"""Faults farther apart are not one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was told last of a letter. ``is_proven``: what was told bore our seal, so it had our letter."""

    letter: OutboxId
    town: TownId
    request: RequestId | None
    recipient: str
    fate: Fate
    fault: Fault | None
    status: str | None
    is_proven: bool
    at: datetime
    inbound: InboundId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressFault:
    """An address that did not take letters. ``flagged_at`` None: too few yet to say so."""

    town: TownId
    address: str
    since: datetime
    letters: int
    fault: Fault
    status: str | None
    flagged_at: datetime | None


def find(session: Session, letter: OutboxId) -> Delivery | None:
    """Return what was told of a letter, if anything was."""
    found = session.execute(_told().where(DeliveryRow.letter_id == letter)).one_or_none()
    return None if found is None else _delivery(*found)


@once
def of_request(session: Session, request: RequestId) -> tuple[Delivery, ...]:
    """Return what was told of the letters about a request."""
    found = session.execute(_told().where(OutboxRow.request_id == request).order_by(DeliveryRow.letter_id))
    return tuple(_delivery(row, letter) for row, letter in found)


def failed(session: Session, town: TownId | None, *, limit: int) -> tuple[Delivery, ...]:
    """Return the letters of a town, or of all, that were not delivered, the last told first."""
    statement = _told().where(DeliveryRow.fate == Fate.FAILED).order_by(DeliveryRow.at.desc(), DeliveryRow.letter_id.desc()).limit(limit)
    if town is not None:
        statement = statement.where(DeliveryRow.town == town)
    return tuple(_delivery(row, letter) for row, letter in session.execute(statement))


def keep(session: Session, delivery: Delivery) -> None:
    """Write what was told of a letter over what was told before."""
    values = {
        "town": delivery.town,
        "fate": delivery.fate,
        "fault": delivery.fault,
        "status": delivery.status,
        "is_proven": delivery.is_proven,
        "at": delivery.at,
        "inbound_id": delivery.inbound,
    }
    row = session.get(DeliveryRow, delivery.letter)
    if row is None:
        session.add(DeliveryRow(letter_id=delivery.letter, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()


def strike(session: Session, town: TownId, address: str, fault: Fault, status: str | None, now: datetime) -> bool:
    """Count a letter that an address did not take; True where that flags it now.

    A permanent failure (5.x.x) flags it at once, others (4.x.x) when several letters met them.
    """
    row = session.get(AddressFaultRow, (town, address))
    if row is None or (row.flagged_at is None and now - row.last_at > _FORGOTTEN):
        if row is not None:
            session.delete(row)
            session.flush()
        row = AddressFaultRow(town=town, address=address, since=now, letters=0, flagged_at=None)
        session.add(row)
    row.letters += 1
    row.last_at, row.fault, row.status = now, fault, status
    is_permanent = (status or "").startswith("5")
    is_flagged = row.flagged_at is None and (is_permanent or row.letters >= ENOUGH_LETTERS)
    if is_flagged:
        row.flagged_at = now
    session.flush()
    return is_flagged


def clear(session: Session, town: TownId, address: str) -> bool:
    """Forget the faults of an address; False where there are none."""
    statement = delete(AddressFaultRow).where(AddressFaultRow.town == town, AddressFaultRow.address == address.lower())
    return session.execute(statement.returning(AddressFaultRow.address)).first() is not None


def flagged(
    session: Session, town: TownId | None, addresses: Collection[str] | None = None, *, limit: int = 200
) -> tuple[AddressFault, ...]:
    """Return the addresses that take no letters, of a town or of all, the last flagged first; of these addresses, where some are given."""
    statement = select(AddressFaultRow).where(AddressFaultRow.flagged_at.is_not(None))
    if town is not None:
        statement = statement.where(AddressFaultRow.town == town)
    if addresses is not None:
        statement = statement.where(AddressFaultRow.address.in_([address.lower() for address in addresses]))
    ordered = statement.order_by(AddressFaultRow.flagged_at.desc(), AddressFaultRow.address).limit(limit)
    return tuple(
        AddressFault(
            town=TownId(row.town),
            address=row.address,
            since=row.since,
            letters=row.letters,
            fault=Fault(row.fault),
            status=row.status,
            flagged_at=row.flagged_at,
        )
        for row in session.scalars(ordered)
    )


def _told() -> Select[DeliveryRow, OutboxRow]:
    return select(DeliveryRow, OutboxRow).join(OutboxRow, OutboxRow.id == DeliveryRow.letter_id)


def _delivery(row: DeliveryRow, letter: OutboxRow) -> Delivery:
    return Delivery(
        letter=OutboxId(row.letter_id),
        town=TownId(row.town),
        request=None if letter.request_id is None else RequestId(letter.request_id),
        recipient=letter.recipient,
        fate=Fate(row.fate),
        fault=None if row.fault is None else Fault(row.fault),
        status=row.status,
        is_proven=row.is_proven,
        at=row.at,
        inbound=None if row.inbound_id is None else InboundId(row.inbound_id),
    )
