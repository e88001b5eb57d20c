"""A citizen's signed-in browsers: begun, known again, ended."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.citizen import Citizen
from domain.ids import CitizenId, TownId
from flows.accounts import SEEN_STEP, Where
from flows.wiring import Installation
from store import citizen_sessions, citizens, journal
from store.citizen_sessions import CitizenSession

LASTS = timedelta(days=14)
"""A citizen comes seldom, from his own telephone; his sessions are listed, and end with his password."""
IDLE = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A browser a citizen is signed in with: its cookie, and the token its forms carry."""

    citizen: Citizen
    token: str = field(repr=False)
    csrf: str = field(repr=False)

    @property
    def token_hash(self) -> str:
        """What the session is kept by."""
        return digest(self.token)


def begin(session: Session, citizen: CitizenId, now: datetime, where: Where, provider_token: str | None = None) -> Entered:
    """Return a new session, with a cookie and a token that were never seen before."""
    citizens.record_success(session, citizen, now)
    citizen_sessions.purge(session, now)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    browser = CitizenSession(
        token_hash=digest(token),
        citizen=citizen,
        csrf=csrf,
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
        browser=where.browser,
        address=where.address,
        provider_token=provider_token,
    )
    citizen_sessions.add(session, browser)
    return Entered(citizen=citizens.get(session, citizen).citizen, token=token, csrf=csrf)


def find(installation: Installation, town: TownId, token: str, now: datetime) -> Entered | None:
    """Return the session a cookie stands for at a town's portal, unless it is over or of another town."""
    kept = digest(token)
    with installation.database.read() as session:
        found = citizen_sessions.find(session, kept, now)
    if found is None or found[1].citizen.town != town or now - found[0].seen_at > IDLE:
        return None
    browser, account = found
    if now - browser.seen_at > SEEN_STEP:
        with installation.database.write() as session:
            citizen_sessions.touch(session, kept, now)
            if account.warned_at is not None or now.date() != account.citizen.seen_at.date():
                citizens.set_seen(session, account.id, now)
    return Entered(citizen=account.citizen, token=token, csrf=browser.csrf)


def end(installation: Installation, who: Entered, now: datetime) -> None:
    """Sign a browser out."""
    with installation.database.write() as session:
        citizen_sessions.end(session, who.token_hash)
        note(session, who.citizen, "citizen.sign_out", now)


def end_marked(installation: Installation, who: Entered, mark: str, now: datetime) -> None:
    """Sign one's own browser out that has this mark, if it is there."""
    with installation.database.write() as session:
        if citizen_sessions.end_marked(session, who.citizen.id, mark):
            note(session, who.citizen, "citizen.end_session", now)


def end_others(installation: Installation, who: Entered, now: datetime) -> None:
    """Sign all one's own browsers out but this one."""
    with installation.database.write() as session:
        citizen_sessions.end_all(session, who.citizen.id, but=who.token_hash)
        note(session, who.citizen, "citizen.end_other_sessions", now)


def note(session: Session, citizen: Citizen, action: str, now: datetime, details: dict[str, object] | None = None) -> None:
    """Write into the journal what a citizen did with his account; he is named by its number, never by himself."""
    journal.append(
        session, at=now, town=citizen.town, actor="citizen", action=action, object=f"citizen {citizen.id}", details=details or {}
    )


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
