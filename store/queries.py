"""Queries that agents keep under a name, and the requests a query finds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId, RequestId, TownId
from domain.query import Group, QueryId, SavedQuery
from domain.query_wire import from_json, to_json
from domain.rights import Reach, Role
from store.query_conditions import Meant, readable
from store.schema import AgentRow, RequestRow, SavedQueryRow, table_of

FOR_TOWN = "town"
_WHOLE = select(SavedQueryRow, AgentRow.name, AgentRow.closed_at).join(AgentRow, AgentRow.id == SavedQueryRow.agent_id)


def count(session: Session, found: Meant, reach: Reach) -> int:
    """Return how many requests a query finds that are its reader's to read."""
    return session.scalars(select(func.count()).select_from(RequestRow).where(readable(found, reach))).one()


def page(session: Session, found: Meant, reach: Reach, *, after: RequestId | None = None, limit: int) -> tuple[RequestId, ...]:
    """Return the requests a query finds, the newest arrival last, behind ``after``."""
    behind = () if after is None else (RequestRow.id > after,)
    chosen = select(RequestRow.id).where(readable(found, reach), *behind).order_by(RequestRow.id).limit(limit)
    return tuple(map(RequestId, session.scalars(chosen)))


def of_town(session: Session, town: TownId, agent: AgentId | None) -> tuple[SavedQuery, ...]:
    """Return an agent's own queries by name, then all that are shared in the town with anybody; None: all there are."""
    chosen = _WHOLE.where(SavedQueryRow.town == town)
    if agent is not None:
        chosen = chosen.where(or_(SavedQueryRow.agent_id == agent, SavedQueryRow.shared != ""))
    found = [_saved(*row) for row in session.execute(chosen)]
    return tuple(sorted(found, key=lambda one: (one.owner != agent, one.name.lower(), one.id)))


def find(session: Session, query: QueryId) -> SavedQuery | None:
    """Return a query."""
    row = session.execute(_WHOLE.where(SavedQueryRow.id == query).execution_options(populate_existing=True)).first()
    return None if row is None else _saved(*row)


def find_named(session: Session, town: TownId, agent: AgentId, name: str) -> QueryId | None:
    """Return the query an agent keeps under a name."""
    named = (SavedQueryRow.town == town, SavedQueryRow.agent_id == agent, SavedQueryRow.name == name)
    found = session.scalar(select(SavedQueryRow.id).where(*named))
    return None if found is None else QueryId(found)


def number_of(session: Session, town: TownId, agent: AgentId) -> int:
    """Return how many queries are an agent's own."""
    return session.scalars(select(func.count()).where(SavedQueryRow.town == town, SavedQueryRow.agent_id == agent)).one()


def add(session: Session, town: TownId, agent: AgentId, name: str, criteria: Group, now: datetime) -> QueryId:
    """Write a query."""
    values = {"town": town, "agent_id": agent, "name": name, "criteria": to_json(criteria), "shared": "", "version": 1, "at": now}
    table = table_of(SavedQueryRow)
    return QueryId(session.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def change(session: Session, query: QueryId, name: str, criteria: Group, version: int, now: datetime) -> bool:
    """Write what a query is called and asks, at the version it was seen in; False where somebody else has changed it since."""
    values = {"name": name, "criteria": to_json(criteria), "version": version + 1, "at": now}
    own = update(SavedQueryRow).where(SavedQueryRow.id == query, SavedQueryRow.version == version).values(values)
    return session.execute(own.returning(SavedQueryRow.id).execution_options(synchronize_session=False)).first() is not None


def share(session: Session, query: QueryId, roles: frozenset[Role], *, is_for_town: bool) -> None:
    """Write who sees a query, too."""
    shared = FOR_TOWN if is_for_town else " ".join(role.value for role in Role if role in roles)
    _write(session, query, shared=shared)


def give(session: Session, query: QueryId, agent: AgentId, name: str) -> None:
    """Make a query an agent's own, under a name."""
    _write(session, query, agent_id=agent, name=name)


def remove(session: Session, query: QueryId) -> None:
    """Remove a query."""
    session.execute(delete(SavedQueryRow).where(SavedQueryRow.id == query).execution_options(synchronize_session=False))


def _write(session: Session, query: QueryId, **values: object) -> None:
    session.execute(update(SavedQueryRow).where(SavedQueryRow.id == query).values(values).execution_options(synchronize_session=False))


def _saved(row: SavedQueryRow, owner: str, closed_at: datetime | None) -> SavedQuery:
    shared: Sequence[str] = row.shared.split()
    return SavedQuery(
        id=QueryId(row.id),
        town=TownId(row.town),
        owner=AgentId(row.agent_id),
        owner_name=owner,
        is_owner_gone=closed_at is not None,
        name=row.name,
        criteria=from_json(row.criteria),
        version=row.version,
        roles=frozenset(Role(one) for one in shared if one != FOR_TOWN),
        is_for_town=FOR_TOWN in shared,
    )
