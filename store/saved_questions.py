"""Questions to the figures that agents keep under a name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from domain.ids import AgentId, TownId
from domain.rights import Role
from domain.saved_question import SavedQuestion, SavedQuestionId
from store.schema import AgentRow, SavedQuestionRow, table_of
from store.upsert import dialect_of, insert_into

FOR_TOWN = "town"
_WHOLE = select(SavedQuestionRow, AgentRow.name, AgentRow.closed_at).join(AgentRow, AgentRow.id == SavedQuestionRow.agent_id)


def of_town(session: Session, town: TownId, agent: AgentId) -> tuple[SavedQuestion, ...]:
    """Return an agent's own questions to a town's figures in his order, then all that are shared there with anybody, by name."""
    kept = _WHOLE.where(SavedQuestionRow.town == town, or_(SavedQuestionRow.agent_id == agent, SavedQuestionRow.shared != ""))
    found = [_saved(*row) for row in session.execute(kept)]
    return tuple(sorted(found, key=lambda one: (one.owner != agent, one.place if one.owner == agent else 0, one.name, one.id)))


def find(session: Session, saved: SavedQuestionId) -> SavedQuestion | None:
    """Return a question."""
    row = session.execute(_WHOLE.where(SavedQuestionRow.id == saved).execution_options(populate_existing=True)).first()
    return None if row is None else _saved(*row)


def find_public(session: Session, token: str) -> SavedQuestion | None:
    """Return the question a public link shows; None for one that was taken back."""
    row = session.execute(_WHOLE.where(SavedQuestionRow.token == token)).first()
    return None if row is None else _saved(*row)


def count(session: Session, town: TownId, agent: AgentId) -> int:
    """Return how many questions to a town's figures are an agent's own."""
    return session.scalars(select(func.count()).where(SavedQuestionRow.town == town, SavedQuestionRow.agent_id == agent)).one()


def find_named(session: Session, town: TownId, agent: AgentId, name: str) -> SavedQuestion | None:
    """Return the question an agent keeps under a name."""
    named = (SavedQuestionRow.town == town, SavedQuestionRow.agent_id == agent, SavedQuestionRow.name == name)
    row = session.execute(_WHOLE.where(*named).execution_options(populate_existing=True)).first()
    return None if row is None else _saved(*row)


def save(session: Session, town: TownId, agent: AgentId, name: str, query: str, now: datetime) -> SavedQuestionId:
    """Write a question behind the agent's others, or what one of this name asks from now on, without its public link."""
    own = select(func.max(SavedQuestionRow.place)).where(SavedQuestionRow.town == town, SavedQuestionRow.agent_id == agent)
    values = {"town": town, "agent_id": agent, "name": name, "query": query, "place": (session.scalar(own) or 0) + 1, "at": now}
    new = insert_into(dialect_of(session), SavedQuestionRow).values({**values, "shared": ""})
    # What everybody may see was looked at before it was shown: another question needs another link.
    saving = new.on_conflict_do_update(index_elements=["town", "agent_id", "name"], set_={"query": new.excluded.query, "token": None})
    return SavedQuestionId(session.execute(saving.returning(table_of(SavedQuestionRow).c.id)).scalar_one())


def rename(session: Session, saved: SavedQuestionId, name: str) -> None:
    """Write what a question is called."""
    _write(session, saved, name=name)


def share(session: Session, saved: SavedQuestionId, roles: frozenset[Role], *, is_for_town: bool) -> None:
    """Write who sees a question, too."""
    _write(session, saved, shared=FOR_TOWN if is_for_town else " ".join(role.value for role in Role if role in roles))


def publish(session: Session, saved: SavedQuestionId, token: str | None) -> None:
    """Write by which public link everybody sees a question; None: by none any more."""
    _write(session, saved, token=token)


def give(session: Session, saved: SavedQuestionId, town: TownId, agent: AgentId, name: str) -> None:
    """Make a question an agent's own, behind his others, under a name."""
    own = select(func.max(SavedQuestionRow.place)).where(SavedQuestionRow.town == town, SavedQuestionRow.agent_id == agent)
    _write(session, saved, agent_id=agent, name=name, place=(session.scalar(own) or 0) + 1)


def order(session: Session, ids: Sequence[SavedQuestionId]) -> None:
    """Write in which order questions stand."""
    for place, one in enumerate(ids, start=1):
        _write(session, one, place=place)


def remove(session: Session, saved: SavedQuestionId) -> None:
    """Remove a question, and its public link with it."""
    session.execute(delete(SavedQuestionRow).where(SavedQuestionRow.id == saved).execution_options(synchronize_session=False))


def _write(session: Session, saved: SavedQuestionId, **values: object) -> None:
    session.execute(
        update(SavedQuestionRow).where(SavedQuestionRow.id == saved).values(values).execution_options(synchronize_session=False)
    )


def _saved(row: SavedQuestionRow, owner_name: str, closed_at: datetime | None) -> SavedQuestion:
    words = row.shared.split()
    return SavedQuestion(
        id=SavedQuestionId(row.id),
        town=TownId(row.town),
        owner=AgentId(row.agent_id),
        owner_name=owner_name,
        is_owner_gone=closed_at is not None,
        name=row.name,
        query=row.query,
        place=row.place,
        roles=frozenset(Role(word) for word in words if word != FOR_TOWN),
        is_for_town=FOR_TOWN in words,
        token=row.token,
    )
