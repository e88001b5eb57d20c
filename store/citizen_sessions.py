"""Signed-in browsers of citizens. Hashes come in and go out; nothing here knows a cookie."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import CitizenId
from store import citizens
from store.citizens import Account
from store.schema import CitizenSessionRow

_MARK = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenSession:
    """A signed-in browser. ``token_hash`` is the SHA-256 of its cookie, ``csrf`` the token its forms must bring."""

    token_hash: str = field(repr=False)
    citizen: CitizenId
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str = ""
    address: str = ""
    provider_token: str | None = field(default=None, repr=False)
    """What the identity provider said of him, sealed; None of who came in by his password."""

    @property
    def mark(self) -> str:
        """What it is named by where its owner ends it: nobody comes in by that."""
        return self.token_hash[:_MARK]


def add(session: Session, one: CitizenSession) -> None:
    """Write a signed-in browser."""
    values = {
        "token_hash": one.token_hash,
        "citizen_id": one.citizen,
        "csrf": one.csrf,
        "created_at": one.created_at,
        "seen_at": one.seen_at,
        "expires_at": one.expires_at,
        "browser": one.browser,
        "address": one.address,
        "provider_token": one.provider_token,
    }
    session.execute(insert(CitizenSessionRow), values)


def find(session: Session, token_hash: str, now: datetime) -> tuple[CitizenSession, Account] | None:
    """Return the session with this hash and whose it is, unless it is over."""
    row = session.scalar(select(CitizenSessionRow).where(CitizenSessionRow.token_hash == token_hash, CitizenSessionRow.expires_at > now))
    return None if row is None else (_session(row), citizens.get(session, CitizenId(row.citizen_id)))


def of_citizen(session: Session, citizen: CitizenId, now: datetime) -> tuple[CitizenSession, ...]:
    """Return somebody's signed-in browsers, the one seen last first."""
    chosen = select(CitizenSessionRow).where(CitizenSessionRow.citizen_id == citizen, CitizenSessionRow.expires_at > now)
    return tuple(map(_session, session.scalars(chosen.order_by(CitizenSessionRow.seen_at.desc()))))


def touch(session: Session, token_hash: str, seen_at: datetime) -> None:
    """Write when a browser was last seen; one that is gone stays gone."""
    session.execute(update(CitizenSessionRow).where(CitizenSessionRow.token_hash == token_hash).values(seen_at=seen_at))


def end(session: Session, token_hash: str) -> None:
    """End a session, if it is there."""
    session.execute(delete(CitizenSessionRow).where(CitizenSessionRow.token_hash == token_hash))


def end_marked(session: Session, citizen: CitizenId, mark: str) -> bool:
    """End the session of somebody that has this `CitizenSession.mark`; tell whether it was there."""
    found = (CitizenSessionRow.citizen_id == citizen, func.substr(CitizenSessionRow.token_hash, 1, _MARK) == mark)
    return bool(session.scalars(delete(CitizenSessionRow).where(*found).returning(CitizenSessionRow.token_hash)).all())


def end_all(session: Session, citizen: CitizenId, *, but: str = "") -> int:
    """End all sessions of somebody, but the one with a hash; return how many."""
    ended = delete(CitizenSessionRow).where(CitizenSessionRow.citizen_id == citizen, CitizenSessionRow.token_hash != but)
    return len(session.scalars(ended.returning(CitizenSessionRow.token_hash)).all())


def provider_token(session: Session, token_hash: str) -> str | None:
    """Return what the identity provider said of who has this session, sealed; None of who came in by his password."""
    return session.scalar(select(CitizenSessionRow.provider_token).where(CitizenSessionRow.token_hash == token_hash))


def has_over(session: Session, now: datetime) -> bool:
    """Tell whether there are sessions that are over."""
    return session.scalar(select(CitizenSessionRow.token_hash).where(CitizenSessionRow.expires_at <= now).limit(1)) is not None


def purge(session: Session, now: datetime) -> None:
    """Remove sessions that are over."""
    session.execute(delete(CitizenSessionRow).where(CitizenSessionRow.expires_at <= now))


def _session(row: CitizenSessionRow) -> CitizenSession:
    return CitizenSession(
        token_hash=row.token_hash,
        citizen=CitizenId(row.citizen_id),
        csrf=row.csrf,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
        address=row.address,
        provider_token=row.provider_token,
    )
