"""Keys of the API: made, found by their secret, ended. What a key may do is asked here and nowhere else."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.api_key import ApiKey, ApiKeyId, Scope
from domain.ids import TownId
from flows.wiring import Installation
from store import api_keys, journal
from store.api_keys import NewApiKey

PER_MINUTE = 600
START_LETTERS = 12
LONGEST_SECRET = 200
SEEN_STEP = timedelta(minutes=1)
"""How exactly it is kept when a key was last used: not one write a call."""
_PREFIX = "citoyen_"
"""By it people and scanners of published code tell what they found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new key with its secret, which is shown once and kept nowhere."""

    key: ApiKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key to make. ``town`` None: for all towns."""

    town: TownId | None
    name: str
    scopes: frozenset[Scope]
    per_minute: int = PER_MINUTE
    expires_at: datetime | None = None


def make(installation: Installation, wanted: Wanted, by: str, now: datetime) -> Made:
    """Make a key and return it with its secret."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    new = NewApiKey(
        town=wanted.town,
        name=wanted.name,
        start=secret[:START_LETTERS],
        secret_hash=_digest(secret),
        scopes=wanted.scopes,
        per_minute=wanted.per_minute,
        created_by=by,
        expires_at=wanted.expires_at,
    )
    with installation.database.write() as session:
        key = api_keys.add(session, new, now)
        note(session, key, "add_api_key", by, now)
    return Made(key=key, secret=secret)


def find(installation: Installation, secret: str, now: datetime) -> ApiKey | None:
    """Return the key a secret opens, None where it opens nothing (any more); that it was used is kept, to the minute."""
    if not secret.startswith(_PREFIX) or len(secret) > LONGEST_SECRET:
        return None  # None was ever made like this: the database need not be asked.
    with installation.database.read() as session:
        key = api_keys.find(session, _digest(secret))
    if key is None or not key.is_valid(now):
        return None
    if key.last_used_at is None or now - key.last_used_at > SEEN_STEP:
        with installation.database.write() as session:
            api_keys.touch(session, key.id, now)
    return key


def revoke(installation: Installation, key: ApiKeyId, by: str, now: datetime) -> ApiKey:
    """End a key at once and return it. Raises NotFoundError."""
    with installation.database.write() as session:
        api_keys.revoke(session, key, now)
        ended = api_keys.get(session, key)
        note(session, ended, "revoke_api_key", by, now)
    return ended


def note(session: Session, key: ApiKey, action: str, by: str, now: datetime) -> None:
    """Tell the journal what was done to a key."""
    details = {"name": key.name, "scopes": sorted(key.scopes)}
    journal.append(session, at=now, town=key.town, actor=by, action=action, object=f"api_key {key.id}", details=details)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
