"""Keys of the API. Hashes come in; nothing here knows a secret."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.api_key import ApiKey, ApiKeyId, Scope
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.wording import say
from store.schema import ApiKeyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiKey:
    """A key to add, as `domain.api_key.ApiKey`."""

    town: TownId | None
    name: str
    start: str
    secret_hash: str = field(repr=False)
    scopes: frozenset[Scope]
    per_minute: int
    created_by: str
    expires_at: datetime | None = None


def add(session: Session, new: NewApiKey, now: datetime) -> ApiKey:
    """Write a key and return it."""
    values = {
        "town": new.town,
        "name": new.name,
        "start": new.start,
        "secret_hash": new.secret_hash,
        "scopes": sorted(new.scopes),
        "per_minute": new.per_minute,
        "created_at": now,
        "created_by": new.created_by,
        "expires_at": new.expires_at,
    }
    return _key(session.scalars(insert(ApiKeyRow).values(values).returning(ApiKeyRow)).one())


def find(session: Session, secret_hash: str) -> ApiKey | None:
    """Return the key with this hash, valid or not."""
    row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.secret_hash == secret_hash))
    return None if row is None else _key(row)


def get(session: Session, key: ApiKeyId) -> ApiKey:
    """Return a key. Raises NotFoundError."""
    row = session.get(ApiKeyRow, key)
    if row is None:
        raise NotFoundError(say("There is no API key {key}.", key=key))
    return _key(row)


def all_keys(session: Session, town: TownId | None) -> tuple[ApiKey, ...]:
    """Return the keys of a town, or with None those of all, the newest first."""
    statement = select(ApiKeyRow).order_by(ApiKeyRow.id.desc())
    if town is not None:
        statement = statement.where(ApiKeyRow.town == town)
    return tuple(map(_key, session.scalars(statement)))


def touch(session: Session, key: ApiKeyId, now: datetime) -> None:
    """Write when a key was last used."""
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key).values(last_used_at=now))


def revoke(session: Session, key: ApiKeyId, now: datetime) -> None:
    """End a key; one that is ended stays as it was. Raises NotFoundError."""
    get(session, key)
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key, ApiKeyRow.revoked_at.is_(None)).values(revoked_at=now))


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=ApiKeyId(row.id),
        town=None if row.town is None else TownId(row.town),
        name=row.name,
        start=row.start,
        scopes=frozenset(map(Scope, row.scopes)),
        per_minute=row.per_minute,
        created_at=row.created_at,
        created_by=row.created_by,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
