"""Passkeys of citizens, of which only the public half is kept, and the challenges they answer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import CitizenId, TownId
from store.schema import CitizenChallengeRow, CitizenPasskeyRow, CitizenRow, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey. ``credential`` is how its device calls it, ``handle`` what stands there for its owner, ``host`` where alone it works."""

    id: int
    citizen: CitizenId
    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    handle: bytes = field(repr=False)
    host: str
    name: str
    count: int
    created_at: datetime
    used_at: datetime | None = None


def of_citizen(session: Session, citizen: CitizenId) -> tuple[Passkey, ...]:
    """Return somebody's passkeys, oldest first."""
    rows = session.scalars(select(CitizenPasskeyRow).where(CitizenPasskeyRow.citizen_id == citizen).order_by(CitizenPasskeyRow.id))
    return tuple(map(_passkey, rows))


def has_any(session: Session, citizen: CitizenId) -> bool:
    """Return whether somebody has a passkey."""
    return session.scalar(select(exists().where(CitizenPasskeyRow.citizen_id == citizen))) is True


def find(session: Session, credential: bytes) -> Passkey | None:
    """Return the passkey its device calls so."""
    asked = select(CitizenPasskeyRow).where(CitizenPasskeyRow.credential == credential).execution_options(populate_existing=True)
    row = session.scalar(asked)
    return None if row is None else _passkey(row)


def add(session: Session, new: Passkey) -> None:
    """Write a passkey down; its ``id`` is given here."""
    values = {
        "citizen_id": new.citizen,
        "credential": new.credential,
        "public_key": new.public_key,
        "handle": new.handle,
        "host": new.host,
        "name": new.name,
        "count": new.count,
        "created_at": new.created_at,
    }
    session.execute(insert(table_of(CitizenPasskeyRow)), values)


def note_use(session: Session, passkey: int, count: int, now: datetime) -> None:
    """Write down that a passkey was used, and how far it has counted."""
    own = table_of(CitizenPasskeyRow)
    session.execute(update(own).where(own.c.id == passkey).values(count=count, used_at=now))


def rename(session: Session, citizen: CitizenId, passkey: int, name: str) -> bool:
    """Call a passkey of somebody otherwise; False where it is none of his."""
    own = table_of(CitizenPasskeyRow)
    changing = update(own).where(own.c.id == passkey, own.c.citizen_id == citizen).values(name=name)
    return session.execute(changing.returning(own.c.id)).first() is not None


def remove(session: Session, citizen: CitizenId, passkey: int) -> bool:
    """Remove a passkey of somebody; False where it is none of his."""
    own = table_of(CitizenPasskeyRow)
    return session.execute(delete(own).where(own.c.id == passkey, own.c.citizen_id == citizen).returning(own.c.id)).first() is not None


def remove_since(session: Session, citizen: CitizenId, since: datetime) -> int:
    """Remove the passkeys somebody was given since a moment; return how many."""
    own = table_of(CitizenPasskeyRow)
    return len(session.execute(delete(own).where(own.c.citizen_id == citizen, own.c.created_at >= since).returning(own.c.id)).all())


def remove_elsewhere(session: Session, town: TownId, hosts: Collection[str]) -> int:
    """Remove the passkeys of a town's citizens that were made at none of these hosts; return how many."""
    own = table_of(CitizenPasskeyRow)
    of_town = select(CitizenRow.id).where(CitizenRow.town == town)
    gone = delete(own).where(own.c.citizen_id.in_(of_town), own.c.host.not_in(hosts))
    return len(session.execute(gone.returning(own.c.id)).all())


# --- challenges -----------------------------------------------------------------------------------------------------------------------


def ask(session: Session, owner: str, use: str, challenge: bytes, expires_at: datetime, now: datetime) -> None:
    """Write what a browser is to have signed, in place of what it was asked before; what is over goes."""
    own = table_of(CitizenChallengeRow)
    session.execute(delete(own).where((own.c.expires_at < now) | ((own.c.owner == owner) & (own.c.use == use))))
    session.execute(insert(own), {"owner": owner, "use": use, "challenge": challenge, "expires_at": expires_at})


def take(session: Session, owner: str, use: str, now: datetime) -> bytes | None:
    """Take what a browser was asked, once; None where it was asked nothing, it is over, or was taken before."""
    own = table_of(CitizenChallengeRow)
    taking = delete(own).where(own.c.owner == owner, own.c.use == use).returning(own.c.challenge, own.c.expires_at)
    row = session.execute(taking).first()
    return None if row is None or row.expires_at < now else bytes(row.challenge)


def _passkey(row: CitizenPasskeyRow) -> Passkey:
    return Passkey(
        id=row.id,
        citizen=CitizenId(row.citizen_id),
        credential=row.credential,
        public_key=row.public_key,
        handle=row.handle,
        host=row.host,
        name=row.name,
        count=row.count,
        created_at=row.created_at,
        used_at=row.used_at,
    )
