"""Who did what to what in the installation. Append only, each line chained to the one before; never holds what people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, RowMapping, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store.chain import START, Details, Entry, Head, Link, entry_hash
from store.schema import JournalHeadRow, JournalRow, TownRow, table_of
from store.upsert import dialect_of, insert_into

_PENDING = "journal"
"""Under this name a session keeps the lines that its transaction writes when it ends."""

_JOURNAL = table_of(JournalRow).c
_HEADS = table_of(JournalHeadRow).c
_ADDING = insert(table_of(JournalRow))
_HOLDING = select(_HEADS.chain, _HEADS.number, _HEADS.hash).where(_HEADS.chain == bindparam("of_chain")).with_for_update()
_BEGINNING = {
    name: insert_into(name, JournalHeadRow)
    .values(chain=bindparam("chain"), number=START.number, hash=START.hash)
    .on_conflict_do_nothing(index_elements=["chain"])
    for name in ("sqlite", "postgresql")
}
_MOVING = update(table_of(JournalHeadRow)).where(_HEADS.chain == bindparam("of_chain"))
_KEEPING_TOWNS = (
    select(table_of(TownRow).c.id)
    .where(table_of(TownRow).c.id.in_(bindparam("of_towns", expanding=True)))
    .order_by(table_of(TownRow).c.id)
    .with_for_update(read=True, key_share=True)
)
_LINKS = select(
    _JOURNAL.id,
    _JOURNAL.number,
    _JOURNAL.hash,
    _JOURNAL.at,
    _JOURNAL.town,
    _JOURNAL.actor,
    _JOURNAL.action,
    _JOURNAL.object,
    _JOURNAL.details,
).execution_options(yield_per=1000)
LISTED = "requests"
"""What a line is about that tells of a list; its details name the requests."""
_AT_ONCE = 500
INSTALLATION = ""
"""Key of the installation's own chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of the journal. ``id`` grows; ``town`` None: of the installation."""

    id: int
    at: datetime
    town: TownId | None
    actor: str
    action: str
    object: str
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for in the journal; None asks for nothing.

    ``action`` is one, or what several begin with before a dot. ``request``: what was done to it, and what was read of it, in lists as well.
    ``since`` is the first moment, ``until`` the one behind the last.
    """

    actor: str | None = None
    action: str | None = None
    object: str | None = None
    request: RequestId | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Sought()


def append(  # noqa: PLR0913 — a line of the journal has these fields, each named by the caller
    session: Session,
    *,
    at: datetime,
    town: TownId | None,
    actor: str,
    action: str,
    object: str,
    details: Details,
) -> None:
    """Write one line when the transaction ends: only then is known which line stands before it. It is not seen in the transaction."""
    entry = Entry(at=at, town=town, actor=actor, action=action, object=object, details=dict(details))
    session.info.setdefault(_PENDING, []).append(entry)


def write_down(session: Session) -> None:
    """Write the lines that the transaction appended, chained; the last it does before it is committed.

    The heads of the chains are held from here to the commit, in one order for all; whatever else the transaction locks, it has by now.
    """
    pending: list[Entry] = session.info.pop(_PENDING, [])
    if not pending:
        return
    heads = {}
    if dialect_of(session) == "postgresql":
        # The lines point to their towns. Held first: somebody who changes a town, and has it whole, waits for a head next.
        session.execute(_KEEPING_TOWNS, {"of_towns": sorted({entry.town for entry in pending if entry.town is not None})})
    for chain in sorted({_chain(entry.town) for entry in pending}):
        heads[chain] = _held(session, chain)
    rows = []
    for entry in pending:
        chain = _chain(entry.town)
        number = heads[chain].number + 1
        heads[chain] = Head(number=number, hash=entry_hash(heads[chain].hash, number, entry))
        rows.append(_values(entry) | {"number": number, "hash": heads[chain].hash})
    session.execute(_ADDING, rows)
    session.execute(_MOVING, [{"of_chain": chain, "number": head.number, "hash": head.hash} for chain, head in heads.items()])


def page(session: Session, town: TownId | None, *, after: int | None, limit: int, sought: Sought = ALL) -> tuple[JournalLine, ...]:
    """Return lines of a town, or of all, newest first; ``after`` is the id of the last line seen."""
    if sought.request is None:
        return _page(session, town, after, limit, sought)
    return tuple(islice(_of_request(session, town, after, sought, sought.request), limit))


def chains(session: Session) -> tuple[str, ...]:
    """Return the keys of all chains there are, or were: towns, the installation, and whatever else a head speaks of."""
    known = {INSTALLATION, *session.scalars(select(TownRow.id)), *session.scalars(select(_HEADS.chain))}
    return tuple(sorted(known))


def head(session: Session, chain: str) -> Head | None:
    """Return where a chain says that it ends."""
    row = session.execute(select(_HEADS.number, _HEADS.hash).where(_HEADS.chain == chain)).one_or_none()
    return None if row is None else Head(number=row.number, hash=row.hash)


def links(session: Session, chain: str) -> Iterator[Link]:
    """Yield a chain's lines, oldest first, few at a time."""
    wanted = _LINKS.where(_JOURNAL.town.is_(None) if chain == INSTALLATION else _JOURNAL.town == chain).order_by(_JOURNAL.id)
    # Closed as well where whoever asked has seen enough.
    with session.execute(wanted) as result:
        for row in result.mappings():
            yield _link(row)


def last_links(session: Session, chain: str, count: int) -> tuple[Link, ...]:
    """Return the last lines of a chain, oldest first."""
    wanted = _LINKS.where(_JOURNAL.town.is_(None) if chain == INSTALLATION else _JOURNAL.town == chain).order_by(_JOURNAL.id.desc())
    return tuple(_link(row) for row in session.execute(wanted.limit(count)).mappings())[::-1]


def _page(session: Session, town: TownId | None, after: int | None, limit: int, sought: Sought) -> tuple[JournalLine, ...]:
    statement = select(JournalRow).where(*_conditions(sought)).order_by(JournalRow.id.desc()).limit(limit)
    if town is not None:
        statement = statement.where(JournalRow.town == town)
    if after is not None:
        statement = statement.where(JournalRow.id < after)
    return tuple(_line(row) for row in session.scalars(statement))


def _of_request(session: Session, town: TownId | None, after: int | None, sought: Sought, request: RequestId) -> Iterator[JournalLine]:
    """Yield the lines of one request; those of lists, which name many, are looked into one by one."""
    while True:
        found = _page(session, town, after, _AT_ONCE, sought)
        for one in found:
            named = one.details.get("requests")
            if one.object != LISTED or (isinstance(named, list) and request in named):
                yield one
        if len(found) < _AT_ONCE:
            return
        after = found[-1].id


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.actor is not None:
        yield JournalRow.actor == sought.actor
    if sought.action is not None:
        yield or_(JournalRow.action == sought.action, JournalRow.action.startswith(f"{sought.action}.", autoescape=True))
    if sought.object is not None:
        yield JournalRow.object == sought.object
    if sought.request is not None:
        yield JournalRow.object.in_((f"request:{sought.request}", f"request {sought.request}", LISTED))
    if sought.since is not None:
        yield JournalRow.at >= sought.since
    if sought.until is not None:
        yield JournalRow.at < sought.until


def _chain(town: str | None) -> str:
    return INSTALLATION if town is None else town


def _held(session: Session, chain: str) -> Head:
    """Return the end of a chain, which nobody else moves until this transaction is over."""
    found = session.execute(_HOLDING, {"of_chain": chain}).one_or_none()
    if found is None:
        session.execute(_BEGINNING[dialect_of(session)], {"chain": chain})
        found = session.execute(_HOLDING, {"of_chain": chain}).one()
    return Head(number=found.number, hash=found.hash)


def _values(entry: Entry) -> dict[str, object]:
    return {
        "at": entry.at,
        "town": entry.town,
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "details": dict(entry.details),
    }


def _link(row: RowMapping) -> Link:
    names = ("at", "town", "actor", "action", "object", "details")
    return Link(id=row["id"], number=row["number"], hash=row["hash"], entry=Entry(**{name: row[name] for name in names}))


def _line(row: JournalRow) -> JournalLine:
    return JournalLine(
        id=row.id,
        at=row.at,
        town=None if row.town is None else TownId(row.town),
        actor=row.actor,
        action=row.action,
        object=row.object,
        details=row.details,
    )
