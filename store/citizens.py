"""Personal accounts of citizens, and which requests are theirs. Hashes come in and go out; nothing here knows a password."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, delete, exists, insert, or_, select, tuple_, union, update
from sqlalchemy.orm import Session

from domain.citizen import Citizen, Notices, Profile, Proof
from domain.errors import NotFoundError
from domain.ids import CitizenId, InboundId, RequestId, TownId
from domain.request import Status
from domain.wording import say
from store.mapping import dump, load
from store.request_lines import Cursor, RequestLine, lines_of
from store.schema import (
    CitizenAddressRow,
    CitizenArrivalRow,
    CitizenRequestRow,
    CitizenRow,
    DraftRow,
    RequestRow,
)
from store.upsert import dialect_of, insert_into

_OVER = tuple(status.value for status in (Status.REJECTED, Status.CLOSED, Status.ARCHIVED))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCitizen:
    """An account to add; its address is confirmed by now. ``password_hash`` None: only the identity provider opens it."""

    town: TownId
    email: str
    password_hash: str | None = field(repr=False)
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A citizen with what decides whether he comes in. ``failures`` counts wrong passwords since the last right one."""

    citizen: Citizen
    password_hash: str | None = field(repr=False)
    failures: int
    locked_until: datetime | None
    warned_at: datetime | None

    @property
    def id(self) -> CitizenId:
        """Whose it is."""
        return self.citizen.id


def add(session: Session, new: NewCitizen, now: datetime) -> CitizenId:
    """Write an account. A second one of the same address in a town raises IntegrityError."""
    values = {
        "town": new.town,
        "email": folded_email(new.email),
        "password_hash": new.password_hash,
        "profile": dump(new.profile),
        "created_at": now,
        "seen_at": now,
    }
    return CitizenId(session.scalars(insert(CitizenRow).values(values).returning(CitizenRow.id)).one())


def get(session: Session, citizen: CitizenId) -> Account:
    """Return an account. Raises NotFoundError."""
    row = session.get(CitizenRow, citizen, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no personal account {id}.", id=citizen))
    return _account(row)


def find(session: Session, citizen: CitizenId) -> Account | None:
    """Return an account, if it is there."""
    row = session.get(CitizenRow, citizen, populate_existing=True)
    return None if row is None else _account(row)


def find_by_email(session: Session, town: TownId, email: str) -> Account | None:
    """Return who signs in at a town by this address, in any case."""
    row = session.scalar(select(CitizenRow).where(CitizenRow.town == town, CitizenRow.email == folded_email(email)))
    return None if row is None else _account(row)


def hold(session: Session, citizen: CitizenId) -> Account:
    """Make all others who would change an account wait until this transaction ends; return it. Raises NotFoundError."""
    held = select(CitizenRow).where(CitizenRow.id == citizen).with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalar(held)
    if row is None:
        raise NotFoundError(say("There is no personal account {id}.", id=citizen))
    return _account(row)


def set_password(session: Session, citizen: CitizenId, password_hash: str) -> None:
    """Write a password's hash, and forget wrong ones."""
    values = {"password_hash": password_hash, "failures": 0, "locked_until": None}
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(values))


def set_email(session: Session, citizen: CitizenId, email: str) -> None:
    """Write by which address somebody signs in. One that is another's in that town raises IntegrityError."""
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(email=folded_email(email)))


def set_profile(session: Session, citizen: CitizenId, profile: Profile) -> None:
    """Write what somebody says of himself."""
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(profile=dump(profile)))


def set_seen(session: Session, citizen: CitizenId, now: datetime) -> None:
    """Write that somebody was there; that his account would end is said anew the next time."""
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(seen_at=now, warned_at=None))


def set_warned(session: Session, citizen: CitizenId, now: datetime) -> None:
    """Write that somebody was told that his account ends."""
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(warned_at=now))


def record_failure(session: Session, citizen: CitizenId, locked_until: datetime | None) -> None:
    """Count a wrong password, and lock until the moment given; counted by the database, for tries run side by side."""
    counting = update(CitizenRow).where(CitizenRow.id == citizen)
    session.execute(counting.values(failures=CitizenRow.failures + 1, locked_until=locked_until))


def record_success(session: Session, citizen: CitizenId, now: datetime) -> None:
    """Forget wrong passwords; he was there."""
    values = {"failures": 0, "locked_until": None, "seen_at": now, "warned_at": None}
    session.execute(update(CitizenRow).where(CitizenRow.id == citizen).values(values))


def remove(session: Session, citizen: CitizenId) -> None:
    """Remove an account with all that is the account's own: browsers, links, codes, what it was linked to. Requests stay."""
    session.execute(delete(CitizenRow).where(CitizenRow.id == citizen))


def unseen(session: Session, before: datetime, *, warned_before: datetime | None, limit: int) -> tuple[Account, ...]:
    """Return accounts not seen since a moment, longest first: those whose owners were told before another, or with None not told yet."""
    told = CitizenRow.warned_at.is_(None) if warned_before is None else CitizenRow.warned_at < warned_before
    chosen = select(CitizenRow).where(CitizenRow.seen_at < before, told).order_by(CitizenRow.seen_at, CitizenRow.id)
    return tuple(map(_account, session.scalars(chosen.limit(limit))))


# --- addresses ------------------------------------------------------------------------------------------------------------------------


def add_address(session: Session, citizen: CitizenId, email: str, now: datetime) -> None:
    """Write a further address that somebody has confirmed; twice is once."""
    values = {"citizen_id": citizen, "email": folded_email(email), "confirmed_at": now}
    session.execute(insert_into(dialect_of(session), CitizenAddressRow).values(values).on_conflict_do_nothing())


def drop_address(session: Session, citizen: CitizenId, email: str) -> bool:
    """Forget a further address; tell whether it was there."""
    gone = delete(CitizenAddressRow).where(CitizenAddressRow.citizen_id == citizen, CitizenAddressRow.email == folded_email(email))
    return bool(session.scalars(gone.returning(CitizenAddressRow.email)).all())


def drop_addresses_since(session: Session, citizen: CitizenId, since: datetime) -> None:
    """Forget the further addresses somebody has confirmed since a moment."""
    added = (CitizenAddressRow.citizen_id == citizen, CitizenAddressRow.confirmed_at >= since)
    session.execute(delete(CitizenAddressRow).where(*added))


def addresses(session: Session, citizen: CitizenId) -> tuple[str, ...]:
    """Return the further addresses somebody has confirmed, without the one he signs in by."""
    chosen = select(CitizenAddressRow.email).where(CitizenAddressRow.citizen_id == citizen).order_by(CitizenAddressRow.email)
    return tuple(session.scalars(chosen))


# --- requests -------------------------------------------------------------------------------------------------------------------------


def link_arrival(session: Session, citizen: CitizenId, inbound_id: InboundId, now: datetime) -> None:
    """Write that an arrival was sent by a citizen who was signed in: the requests it becomes are his. The first who sent it stays."""
    values = {"inbound_id": inbound_id, "citizen_id": citizen, "at": now}
    session.execute(insert_into(dialect_of(session), CitizenArrivalRow).values(values).on_conflict_do_nothing())


def link_request(session: Session, citizen: CitizenId, request_id: RequestId, how: Proof, now: datetime) -> bool:
    """Write that a request is a citizen's, which he has proved; tell whether that is new."""
    values = {"citizen_id": citizen, "request_id": request_id, "how": how.value, "at": now}
    linking = insert_into(dialect_of(session), CitizenRequestRow).values(values).on_conflict_do_nothing()
    return session.scalar(linking.returning(CitizenRequestRow.request_id)) is not None


def unlink_request(session: Session, citizen: CitizenId, request_id: RequestId) -> bool:
    """Write that a request is not a citizen's any more that he had linked; tell whether it was."""
    gone = delete(CitizenRequestRow).where(CitizenRequestRow.citizen_id == citizen, CitizenRequestRow.request_id == request_id)
    return bool(session.scalars(gone.returning(CitizenRequestRow.request_id)).all())


def owns(session: Session, citizen: CitizenId, request_id: RequestId) -> bool:
    """Tell whether a request is a citizen's: he sent it signed in, or has proved it, and it is of the town of his account."""
    his = _own(citizen).where(RequestRow.id == request_id)
    return bool(session.scalar(select(exists(his))))


def own_requests(
    session: Session, citizen: CitizenId, *, after: Cursor | None = None, limit: int = 50, is_open: bool | None = None
) -> tuple[RequestLine, ...]:
    """Return a citizen's requests, the newest first, after a place in that list; ``is_open`` those that are not over, or that are."""
    chosen = _own(citizen).order_by(RequestRow.received_at.desc(), RequestRow.id.desc()).limit(limit)
    if after is not None:
        chosen = chosen.where(tuple_(RequestRow.received_at, RequestRow.id) < (after.received_at, after.id))
    if is_open is not None:
        chosen = chosen.where(RequestRow.status.not_in(_OVER) if is_open else RequestRow.status.in_(_OVER))
    return lines_of(session, session.scalars(chosen))


def all_own(session: Session, citizen: CitizenId) -> tuple[RequestLine, ...]:
    """Return all requests of a citizen, the newest first: for the export of his account."""
    chosen = _own(citizen).order_by(RequestRow.received_at.desc(), RequestRow.id.desc())
    return lines_of(session, session.scalars(chosen))


def citizens_of(session: Session, request_id: RequestId) -> tuple[Citizen, ...]:
    """Return the citizens a request is of, by their accounts."""
    linked = select(CitizenRequestRow.citizen_id).where(CitizenRequestRow.request_id == request_id)
    sent = (
        select(CitizenArrivalRow.citizen_id)
        .join(DraftRow, DraftRow.inbound_id == CitizenArrivalRow.inbound_id)
        .join(RequestRow, RequestRow.draft_id == DraftRow.id)
        .where(RequestRow.id == request_id)
    )
    of_town = select(RequestRow.town).where(RequestRow.id == request_id).scalar_subquery()
    chosen = select(CitizenRow).where(or_(CitizenRow.id.in_(linked), CitizenRow.id.in_(sent)), CitizenRow.town == of_town)
    return tuple(_account(row).citizen for row in session.scalars(chosen.order_by(CitizenRow.id)))


def find_notices(session: Session, request_id: RequestId, email: str) -> Notices | None:
    """Return which notices somebody wants of a request of his who reads an address; None where it is no citizen's of it."""
    reads = folded_email(email)
    for one in citizens_of(session, request_id):
        if reads == one.email or reads in addresses(session, one.id):
            return one.profile.notices
    return None


def forget_requests(session: Session, requests: Sequence[RequestId]) -> None:
    """Forget whose requests these were, of which nothing personal is kept any more; of an arrival once none of its requests is left."""
    left = (
        select(DraftRow.inbound_id)
        .join(RequestRow, RequestRow.draft_id == DraftRow.id)
        .where(RequestRow.erased_at.is_(None), DraftRow.inbound_id == CitizenArrivalRow.inbound_id)
    )
    sent = select(DraftRow.inbound_id).join(RequestRow, RequestRow.draft_id == DraftRow.id).where(RequestRow.id.in_(requests))
    session.execute(delete(CitizenRequestRow).where(CitizenRequestRow.request_id.in_(requests)))
    gone = delete(CitizenArrivalRow).where(CitizenArrivalRow.inbound_id.in_(sent), ~exists(left))
    session.execute(gone.execution_options(synchronize_session=False))


def folded_email(email: str) -> str:
    """Return an address as it is kept and compared: without blanks around it, in lower case."""
    return email.strip().lower()


def _own(citizen: CitizenId) -> Select[RequestRow]:
    linked = select(CitizenRequestRow.request_id).where(CitizenRequestRow.citizen_id == citizen)
    sent = (
        select(RequestRow.id)
        .join(DraftRow, DraftRow.id == RequestRow.draft_id)
        .join(CitizenArrivalRow, CitizenArrivalRow.inbound_id == DraftRow.inbound_id)
        .where(CitizenArrivalRow.citizen_id == citizen)
    )
    his_town = select(CitizenRow.town).where(CitizenRow.id == citizen).scalar_subquery()
    # A union: with an OR of two lists PostgreSQL would look at every request there is.
    own = union(linked, sent).subquery()
    return select(RequestRow).where(RequestRow.id.in_(select(own.c[0])), RequestRow.town == his_town, RequestRow.erased_at.is_(None))


def _account(row: CitizenRow) -> Account:
    citizen = Citizen(
        id=CitizenId(row.id),
        town=TownId(row.town),
        email=row.email,
        profile=load(Profile, row.profile),
        created_at=row.created_at,
        seen_at=row.seen_at,
        has_password=row.password_hash is not None,
    )
    return Account(
        citizen=citizen,
        password_hash=row.password_hash,
        failures=row.failures,
        locked_until=row.locked_until,
        warned_at=row.warned_at,
    )
