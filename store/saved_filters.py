"""Filters of the list that agents keep under a name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId, DepartmentCode, TownId
from domain.member import Post
from domain.note import FilterId, SavedFilter
from store.schema import AgentRow, MemberRow, SavedFilterRow, table_of
from store.upsert import dialect_of, insert_into

Departments = Iterable[tuple[TownId, DepartmentCode]]
_IS_HEADS = exists(
    select(MemberRow.id)
    .join(AgentRow, AgentRow.login == MemberRow.login)
    .where(
        AgentRow.id == SavedFilterRow.agent_id,
        AgentRow.closed_at.is_(None),
        MemberRow.town == SavedFilterRow.town,
        MemberRow.department == SavedFilterRow.department,
        MemberRow.post == Post.HEAD.value,
        MemberRow.until.is_(None),
    )
)
"""Whose filter it is, he is head of the department it is shared with."""


def of_agent(session: Session, agent: AgentId, departments: Departments = ()) -> tuple[SavedFilter, ...]:
    """Return an agent's own filters in his order, then those that the heads of his departments share with them, by name.

    Who is head of a department no more shares nothing with it.
    """
    shared = [and_(SavedFilterRow.town == town, SavedFilterRow.department == code, _IS_HEADS) for town, code in sorted(departments)]
    rows = session.scalars(select(SavedFilterRow).where(or_(SavedFilterRow.agent_id == agent, *shared))).all()
    return tuple(map(_filter, sorted(rows, key=lambda row: (row.agent_id != agent, row.place if row.agent_id == agent else 0, row.name))))


def find(session: Session, agent: AgentId, saved: FilterId) -> SavedFilter | None:
    """Return a filter of an agent's own."""
    row = session.get(SavedFilterRow, saved, populate_existing=True)
    return None if row is None or row.agent_id != agent else _filter(row)


def count(session: Session, agent: AgentId) -> int:
    """Return how many filters are an agent's own."""
    return session.scalars(select(func.count()).where(SavedFilterRow.agent_id == agent)).one()


def has(session: Session, agent: AgentId, name: str) -> bool:
    """Return whether an agent keeps a filter under a name."""
    return session.scalar(select(SavedFilterRow.id).where(SavedFilterRow.agent_id == agent, SavedFilterRow.name == name)) is not None


def save(session: Session, agent: AgentId, name: str, query: str, now: datetime) -> FilterId:
    """Write a filter behind the agent's others, or what one of this name asks for from now on; twice at once is once."""
    last = session.scalar(select(func.max(SavedFilterRow.place)).where(SavedFilterRow.agent_id == agent)) or 0
    values = {"agent_id": agent, "name": name, "query": query, "place": last + 1, "at": now}
    new = insert_into(dialect_of(session), SavedFilterRow).values(values)
    saving = new.on_conflict_do_update(index_elements=["agent_id", "name"], set_={"query": new.excluded.query})
    return FilterId(session.execute(saving.returning(table_of(SavedFilterRow).c.id)).scalar_one())


def share(session: Session, saved: FilterId, town: TownId | None, department: DepartmentCode | None) -> None:
    """Write which department's members see a filter, too; None: nobody."""
    values = {"town": town, "department": department}
    session.execute(update(SavedFilterRow).where(SavedFilterRow.id == saved).values(values).execution_options(synchronize_session=False))


def order(session: Session, ids: Sequence[FilterId]) -> None:
    """Write in which order filters stand."""
    for place, one in enumerate(ids, start=1):
        session.execute(update(SavedFilterRow).where(SavedFilterRow.id == one).values(place=place))


def remove(session: Session, saved: FilterId) -> None:
    """Remove a filter."""
    session.execute(delete(SavedFilterRow).where(SavedFilterRow.id == saved).execution_options(synchronize_session=False))


def _filter(row: SavedFilterRow) -> SavedFilter:
    return SavedFilter(
        id=FilterId(row.id),
        agent=AgentId(row.agent_id),
        name=row.name,
        query=row.query,
        place=row.place,
        town=None if row.town is None else TownId(row.town),
        department=None if row.department is None else DepartmentCode(row.department),
    )
