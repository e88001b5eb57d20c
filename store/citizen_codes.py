"""Codes that were sent to the address or telephone of requests, so that a citizen shows that they are his. Hashes come in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.citizen import Proof
from domain.dossier import ContactKind
from domain.draft import Requester
from domain.ids import CitizenId, RequestId, TownId
from store import citizens
from store.mapping import load
from store.request_lines import RequestLine, lines_of
from store.schema import CitizenCodeRow, DossierContactRow, RequestRow

MOST_TRIES = 5
MOST_FOUND = 200
"""Requests of one contact that are looked through, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A code that was sent: to which contact, and what that proves."""

    citizen: CitizenId
    how: Proof
    contact: str
    code_hash: bytes = field(repr=False)


def add(session: Session, sent: Sent, now: datetime, expires_at: datetime) -> None:
    """Write a code in place of one of before."""
    session.execute(update(CitizenCodeRow).where(CitizenCodeRow.citizen_id == sent.citizen).values(expires_at=now))
    values = {
        "citizen_id": sent.citizen,
        "how": sent.how.value,
        "contact": sent.contact,
        "code_hash": sent.code_hash,
        "created_at": now,
        "expires_at": expires_at,
    }
    session.execute(insert(CitizenCodeRow), values)


def count_since(session: Session, citizen: CitizenId, contact: str, since: datetime) -> int:
    """Return how many codes a citizen had sent since a moment, or anybody to a contact, whichever are more."""
    counted = select(func.count()).select_from(CitizenCodeRow).where(CitizenCodeRow.created_at > since)
    own = session.scalar(counted.where(CitizenCodeRow.citizen_id == citizen)) or 0
    return max(own, session.scalar(counted.where(CitizenCodeRow.contact == contact)) or 0)


def take(session: Session, citizen: CitizenId, code_hash: bytes, now: datetime) -> Sent | None:
    """Take a code that was typed, once; None where it is wrong, over, or was tried too often. Each try counts, also of many at once."""
    open_ones = (CitizenCodeRow.citizen_id == citizen, CitizenCodeRow.expires_at > now, CitizenCodeRow.tries < MOST_TRIES)
    trying = update(CitizenCodeRow).where(*open_ones).values(tries=CitizenCodeRow.tries + 1).returning(CitizenCodeRow.id)
    tried = session.scalars(trying.execution_options(synchronize_session=False)).all()
    right = select(CitizenCodeRow).where(CitizenCodeRow.id.in_(tried), CitizenCodeRow.code_hash == code_hash)
    row = session.scalar(right)
    if row is None:
        return None
    found = Sent(citizen=citizen, how=Proof(row.how), contact=row.contact, code_hash=row.code_hash)
    session.execute(update(CitizenCodeRow).where(CitizenCodeRow.id == row.id).values(expires_at=now))
    return found


def purge(session: Session, before: datetime) -> None:
    """Forget codes that were sent before a moment."""
    session.execute(delete(CitizenCodeRow).where(CitizenCodeRow.created_at < before))


def unlinked(session: Session, citizen: CitizenId, how: Proof, contact: str, also: Collection[RequestId] = ()) -> tuple[RequestLine, ...]:
    """Return the requests of a citizen's town that bear exactly a contact and are not his yet, the newest first.

    They are found by the files of requesters; ``also`` are looked at besides, for one that is in no file yet.
    """
    town = citizens.get(session, citizen).citizen.town
    chosen = select(RequestRow).where(RequestRow.town == town, RequestRow.erased_at.is_(None))
    if how is Proof.PHONE:
        chosen = chosen.where(RequestRow.phone == contact)
    else:
        chosen = chosen.where(or_(RequestRow.dossier_id.in_(_dossiers(town, contact)), RequestRow.id.in_(also)))
    rows = session.scalars(chosen.order_by(RequestRow.received_at.desc(), RequestRow.id.desc()).limit(MOST_FOUND)).all()
    fitting = [row for row in rows if how is Proof.PHONE or (load(Requester, row.requester).email or "").lower() == contact]
    return lines_of(session, [row for row in fitting if not citizens.owns(session, citizen, RequestId(row.id))])


def _dossiers(town: TownId, email: str) -> Select[int]:
    of_contact = (DossierContactRow.town == town, DossierContactRow.kind == ContactKind.EMAIL.value, DossierContactRow.value == email)
    return select(DossierContactRow.dossier_id).where(*of_contact)
