"""Towns with what they decide by: rule sets, places, mailboxes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, ConflictError, Mistake, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.inbound import Mailbox
from domain.place import Places
from domain.ruleset import RuleSet
from domain.town import Town
from domain.wording import say
from store import places as stored_places
from store import quick, rulesets
from store.mapping import dump, load
from store.schema import LearnedStepRow, MailboxRow, TownRow, table_of
from store.upsert import dialect_of, insert_into

LOADER = "init"
"""Who brings in a town folder."""


def save_town(session: Session, town: Town, ruleset: RuleSet, places: Places, mailboxes: Sequence[Mailbox], now: datetime) -> int:
    """Write a town, publish its rule set, replace places and mailboxes; return the number the rule set is published under.

    A rule set that says what the published one says is no new version. Raises ConfigurationError if a mailbox belongs to another town.
    """
    _write_town(session, town, now)
    number = _publish(session, town.id, ruleset, now)
    stored_places.save(session, town.id, places, author=LOADER, now=now)
    _replace_mailboxes(session, town.id, mailboxes)
    return number


def towns(session: Session) -> tuple[Town, ...]:
    """Return all towns of the installation by their short names."""
    return tuple(load(Town, document) for document in session.scalars(select(TownRow.document).order_by(TownRow.id)))


def town(session: Session, town_id: TownId) -> Town:
    """Return a town. Raises NotFoundError."""
    return load(Town, _row(session, town_id).document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a town works with now: equal numbers, equal content. ``revision`` counts changes of its own facts and mailboxes."""

    ruleset: int
    places: int
    learned: int
    revision: int


def numbers(session: Session) -> dict[TownId, Numbers]:
    """Return what each town works with now."""
    learned = select(func.max(LearnedStepRow.step)).where(LearnedStepRow.town == TownRow.id, LearnedStepRow.closed_at.is_not(None))
    rows = session.execute(select(TownRow.id, TownRow.ruleset_number, TownRow.places_number, learned.scalar_subquery(), TownRow.revision))
    return {
        TownId(town_id): Numbers(ruleset=ruleset, places=places, learned=step or 0, revision=revision)
        for town_id, ruleset, places, step, revision in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Since when a town takes nothing new, and why (commune suspendue)."""

    since: datetime
    why: str


def suspended(session: Session) -> dict[TownId, Suspension]:
    """Return the towns that take nothing new for now."""
    rows = session.execute(select(TownRow.id, TownRow.suspended_at, TownRow.suspended_why).where(TownRow.suspended_at.is_not(None)))
    return {TownId(row.id): Suspension(since=row.suspended_at, why=row.suspended_why or "") for row in rows if row.suspended_at is not None}


def suspend(session: Session, town_id: TownId, why: str | None, now: datetime | None) -> bool:
    """Have a town take nothing new from ``now`` on, None: take it again. False where that is so already. Raises NotFoundError."""
    _row(session, town_id)
    own = table_of(TownRow)
    is_other = own.c.suspended_at.is_(None) if now is not None else own.c.suspended_at.is_not(None)
    changing = update(own).where(own.c.id == town_id, is_other).values(suspended_at=now, suspended_why=why)
    return session.execute(changing.returning(own.c.id)).first() is not None


def ruleset(session: Session, town_id: TownId, number: int | None = None) -> RuleSet:
    """Return a version of the town's rule set, by default the published one. Raises NotFoundError."""
    return rulesets.get(session, town_id, number)


def places(session: Session, town_id: TownId) -> Places:
    """Return all the town knows of its geography. Raises NotFoundError."""
    return stored_places.get(session, town_id)


def mailboxes(session: Session) -> tuple[Mailbox, ...]:
    """Return the mailboxes of all towns by address."""
    return tuple(
        Mailbox(
            address=row.address,
            town=TownId(row.town),
            name=row.name,
            department=None if row.department is None else DepartmentCode(row.department),
        )
        for row in session.scalars(select(MailboxRow).order_by(MailboxRow.address))
    )


_ADDRESS = func.lower(table_of(MailboxRow).c.address)
_MAILBOXES = quick.Lookup(select(_ADDRESS), _ADDRESS)


def is_mailbox(session: Session, address: str) -> bool:
    """Tell whether some town of the installation receives at an address."""
    return bool(_MAILBOXES.rows(session, (address.lower(),)))


def change(session: Session, town: Town, seen: int) -> None:
    """Write what is known of a town itself, if its revision is still the one ``seen``. Raises ConflictError."""
    facts = {"name": town.name, "timezone": town.timezone, "document": dump(town)}
    statement = update(TownRow).where(TownRow.id == town.id, TownRow.revision == seen).values(**facts, revision=TownRow.revision + 1)
    if session.execute(statement.returning(TownRow.id)).scalar() is None:
        raise ConflictError(f"The town {town.id} was changed since its revision {seen}.")


def _row(session: Session, town_id: TownId) -> TownRow:
    row = session.get(TownRow, town_id)
    if row is None:
        raise NotFoundError(say("This installation serves no town {town}.", town=town_id))
    return row


def _write_town(session: Session, town: Town, now: datetime) -> None:
    """Write the town's own row; from here on it is locked, so that numbers are given one after the other."""
    facts = {"name": town.name, "timezone": town.timezone, "document": dump(town)}
    statement = insert_into(dialect_of(session), TownRow).values(
        id=town.id, ruleset_number=0, ruleset_last=0, places_number=0, revision=1, created_at=now, **facts
    )
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={**facts, "revision": TownRow.revision + 1}))


def _publish(session: Session, town_id: TownId, ruleset: RuleSet, now: datetime) -> int:
    before = rulesets.find_published(session, town_id)
    if before is not None and rulesets.get(session, town_id) == replace(ruleset, town=town_id, number=before.number):
        return before.number
    based_on = None if before is None else before.number
    version = rulesets.add_draft(session, replace(ruleset, town=town_id), based_on=based_on, note=None, author=LOADER, now=now)
    rulesets.publish(session, version, now)
    return version.number


def _replace_mailboxes(session: Session, town_id: TownId, mailboxes: Sequence[Mailbox]) -> None:
    addresses = [mailbox.address.lower() for mailbox in mailboxes]
    taken = session.execute(
        select(MailboxRow.address, MailboxRow.town).where(MailboxRow.address.in_(addresses), MailboxRow.town != town_id)
    )
    mistakes = [
        Mistake(where=address, what=f"This mailbox belongs to the town {owner} already.", remedy="Give each address to one town only.")
        for address, owner in taken
    ]
    if mistakes:
        raise ConfigurationError(*mistakes)
    session.execute(delete(MailboxRow).where(MailboxRow.town == town_id))
    rows = {
        address: {"address": address, "town": town_id, "name": mailbox.name, "department": mailbox.department}
        for address, mailbox in zip(addresses, mailboxes, strict=True)
    }
    if rows:
        session.execute(insert(MailboxRow), list(rows.values()))
