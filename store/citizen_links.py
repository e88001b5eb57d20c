"""Links that were sent to citizens by mail. Hashes come in; nothing here knows what stands in a link."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.ids import CitizenId, TownId
from store.citizens import folded_email
from store.schema import CitizenLinkRow


class Kind(StrEnum):
    """What a link does."""

    REGISTER = "register"
    RESET = "reset"
    EMAIL = "email"
    """Makes its address the one somebody signs in by."""
    UNDO = "undo"
    """Takes such a change back."""
    ADDRESS = "address"
    """Adds its address to those somebody has confirmed."""
    JOIN = "join"
    """Lets the identity provider mean whoever reads the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that was sent. ``email`` is whom it went to, or what it brings back; ``content`` is sealed."""

    kind: Kind
    town: TownId
    citizen: CitizenId | None
    email: str
    created_at: datetime
    content: str = field(default="", repr=False)


def add(session: Session, token_hash: str, link: Link, expires_at: datetime) -> None:
    """Write a link."""
    values = {
        "token_hash": token_hash,
        "town": link.town,
        "kind": link.kind.value,
        "citizen_id": link.citizen,
        "email": folded_email(link.email),
        "content": link.content,
        "created_at": link.created_at,
        "expires_at": expires_at,
    }
    session.execute(insert(CitizenLinkRow), values)


def count_since(session: Session, town: TownId, email: str, since: datetime) -> int:
    """Return how many links went to an address for a town since a moment; those that undo something do not count."""
    sent = (CitizenLinkRow.town == town, CitizenLinkRow.email == folded_email(email), CitizenLinkRow.created_at > since)
    asked = select(func.count()).select_from(CitizenLinkRow).where(*sent, CitizenLinkRow.kind != Kind.UNDO.value)
    return session.scalar(asked) or 0


def find(session: Session, town: TownId, kind: Kind, token_hash: str, now: datetime) -> Link | None:
    """Return a link of a town, unless it is over or does something else."""
    valid = (CitizenLinkRow.token_hash == token_hash, CitizenLinkRow.town == town, CitizenLinkRow.kind == kind.value)
    row = session.scalar(select(CitizenLinkRow).where(*valid, CitizenLinkRow.expires_at > now))
    return None if row is None else _link(row)


def take(session: Session, town: TownId, kind: Kind, token_hash: str, now: datetime) -> Link | None:
    """Use a link up, and return it; None where it is over. Of two who use it at once, one does."""
    valid = (CitizenLinkRow.token_hash == token_hash, CitizenLinkRow.town == town, CitizenLinkRow.kind == kind.value)
    using = update(CitizenLinkRow).where(*valid, CitizenLinkRow.expires_at > now).values(expires_at=now)
    used = session.scalar(using.returning(CitizenLinkRow.token_hash).execution_options(synchronize_session=False))
    row = None if used is None else session.get(CitizenLinkRow, used, populate_existing=True)
    return None if row is None else _link(row)


def end(session: Session, citizen: CitizenId, *kinds: Kind, now: datetime) -> None:
    """Let none of somebody's links of these kinds do anything any more; that they were sent stays known for a while."""
    own = (CitizenLinkRow.citizen_id == citizen, CitizenLinkRow.kind.in_([kind.value for kind in kinds]))
    session.execute(update(CitizenLinkRow).where(*own, CitizenLinkRow.expires_at > now).values(expires_at=now))


def end_since(session: Session, citizen: CitizenId, kind: Kind, since: datetime, now: datetime) -> None:
    """Let none of somebody's links of a kind do anything any more that were sent since a moment; those of before stay."""
    own = (CitizenLinkRow.citizen_id == citizen, CitizenLinkRow.kind == kind.value, CitizenLinkRow.created_at >= since)
    session.execute(update(CitizenLinkRow).where(*own, CitizenLinkRow.expires_at > now).values(expires_at=now))


def end_for(session: Session, town: TownId, email: str, kind: Kind, now: datetime) -> None:
    """Let none of the links of a kind do anything any more that went to an address for a town."""
    sent = (CitizenLinkRow.town == town, CitizenLinkRow.email == folded_email(email), CitizenLinkRow.kind == kind.value)
    session.execute(update(CitizenLinkRow).where(*sent, CitizenLinkRow.expires_at > now).values(expires_at=now))


def has_open(session: Session, citizen: CitizenId, kind: Kind, now: datetime) -> bool:
    """Tell whether a link of a kind can still be used by somebody."""
    own = (CitizenLinkRow.citizen_id == citizen, CitizenLinkRow.kind == kind.value, CitizenLinkRow.expires_at > now)
    return session.scalar(select(CitizenLinkRow.token_hash).where(*own).limit(1)) is not None


def has_over(session: Session, sent_before: datetime) -> bool:
    """Tell whether links were sent before a moment."""
    return session.scalar(select(CitizenLinkRow.token_hash).where(CitizenLinkRow.created_at < sent_before).limit(1)) is not None


def purge(session: Session, sent_before: datetime, now: datetime) -> None:
    """Forget links that are over and were sent before a moment."""
    session.execute(delete(CitizenLinkRow).where(CitizenLinkRow.created_at < sent_before, CitizenLinkRow.expires_at <= now))


def _link(row: CitizenLinkRow) -> Link:
    return Link(
        kind=Kind(row.kind),
        town=TownId(row.town),
        citizen=None if row.citizen_id is None else CitizenId(row.citizen_id),
        email=row.email,
        created_at=row.created_at,
        content=row.content,
    )
