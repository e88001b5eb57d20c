"""Where people of the town hall may have written somebody's name: saved queries, filters and questions, examples of rule sets."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.person_rights import Mention, MentionKind
from store.schema import AgentRow, RuleSetRow, SavedFilterRow, SavedQueryRow, SavedQuestionRow, table_of

_ROWS = {MentionKind.QUERY: SavedQueryRow, MentionKind.FILTER: SavedFilterRow, MentionKind.QUESTION: SavedQuestionRow}


def texts(session: Session, town: TownId) -> Iterator[tuple[Mention, str]]:
    """Yield all there is in a town, each with its whole text; an example once, in its newest version."""
    for query, owner in session.execute(_kept(SavedQueryRow).where(SavedQueryRow.town == town)):
        text = f"{query.name}\n{json.dumps(query.criteria, ensure_ascii=False)}"
        yield Mention(kind=MentionKind.QUERY, id=str(query.id), name=query.name, owner=owner), text
    for question, owner in session.execute(_kept(SavedQuestionRow).where(SavedQuestionRow.town == town)):
        yield Mention(kind=MentionKind.QUESTION, id=str(question.id), name=question.name, owner=owner), f"{question.name}\n{question.query}"
    for kept, owner in session.execute(_kept(SavedFilterRow).where(_of_town(town))):
        yield Mention(kind=MentionKind.FILTER, id=str(kept.id), name=kept.name, owner=owner), f"{kept.name}\n{kept.query}"
    yield from _examples(session, town)


def remove(session: Session, town: TownId, one: Mention) -> bool:
    """Remove what may name somebody; False for an example, whose version never changes, and for what is not this town's."""
    if one.kind is MentionKind.EXAMPLE or not (one.id.isascii() and one.id.isdecimal()):
        return False
    own = table_of(_ROWS[one.kind])
    filters = select(SavedFilterRow.id).join(AgentRow, AgentRow.id == SavedFilterRow.agent_id).where(_of_town(town))
    is_it: ColumnElement[bool] = own.c.id.in_(filters) if one.kind is MentionKind.FILTER else own.c.town == town
    return session.execute(delete(own).where(own.c.id == int(one.id), is_it).returning(own.c.id)).first() is not None


def _of_town(town: TownId) -> ColumnElement[bool]:
    """Return what is true of a filter of a town: one shared there, or kept for himself by who works there, or in all towns."""
    is_own = and_(SavedFilterRow.town.is_(None), or_(AgentRow.town == town, AgentRow.town.is_(None)))
    return or_(SavedFilterRow.town == town, is_own)


def _kept(row: type[SavedQueryRow] | type[SavedFilterRow] | type[SavedQuestionRow]) -> Any:  # Any: SQLAlchemy's statement
    return select(row, AgentRow.name).join(AgentRow, AgentRow.id == row.agent_id).order_by(row.id)


def _examples(session: Session, town: TownId) -> Iterator[tuple[Mention, str]]:
    seen: set[tuple[str, str]] = set()
    kept = select(RuleSetRow.number, RuleSetRow.document["examples"].label("examples")).where(RuleSetRow.town == town)
    for row in session.execute(kept.order_by(RuleSetRow.number.desc())):
        for example in row.examples or ():
            text = "\n".join(str(example[name]) for name in ("heading", "text", "street") if example.get(name))
            key = (str(example.get("id")), text)
            if key not in seen:
                seen.add(key)
                yield Mention(kind=MentionKind.EXAMPLE, id=key[0], version=row.number, name=key[0]), text
