"""Whose turn it is where work of many towns waits (tour de rôle): a town's storm must not keep the mail of the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from store import quick
from store.columns import UtcDateTime, literally
from store.schema import JobRow, table_of
from store.upsert import dialect_of

_LOOKED = 200
"""So many towns are looked at for one batch, however many there are: each takes a step in an index."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Behind which town each queue goes on, in this process; the order of towns is the database's own, and goes round."""

    last: dict[str, str] = field(default_factory=dict)


def next_towns(session: Session, queue: str, turns: Turns, *, now: datetime, most: int) -> tuple[str, ...]:
    """Return up to ``most`` towns with due work in a queue, beginning behind those that had their turn last."""
    after = turns.last.get(queue, "")
    seen = _seen(session, queue, after, now)
    if after and len(seen) < _LOOKED:
        seen |= {town: is_due for town, is_due in _seen(session, queue, "", now).items() if town not in seen}
    due = tuple(town for town, is_due in seen.items() if is_due)[:most]
    if seen:
        turns.last[queue] = due[-1] if len(due) == most else next(reversed(seen))
    return due


def listed(session: Session, towns: Sequence[str]) -> object:
    """Return towns as `shares` takes them."""
    return to_json(towns).decode() if dialect_of(session) == "sqlite" else list(towns)


@cache
def shares(dialect: str) -> Select[int]:
    """Return what picks the ids of the oldest due jobs of each of some towns that nobody else is just taking.

    Its parameters: ``of_queue``, ``at``, ``towns`` (`listed`) and ``share``, how many of each town.
    """
    if dialect == "sqlite":
        turn = func.json_each(bindparam("towns")).table_valued("value", name="turn")
        return select(_JOBS.c.id).select_from(turn.join(_JOBS, _JOBS.c.id.in_(_oldest(turn.c.value).correlate(turn))))
    turn = func.unnest(bindparam("towns", type_=ARRAY(Text))).table_valued("value").render_derived(name="turn")
    own = _oldest(turn.c.value).with_for_update(skip_locked=True).correlate(turn).lateral("own")
    return select(own.c.id).select_from(turn.join(own, true()))


def _seen(session: Session, queue: str, after: str, now: datetime) -> dict[str, bool]:
    """Return the next towns with jobs of a queue that are ready, due or not, and whether they are due."""
    rows = quick.rows(session, _WALK, of_queue=queue, after=after, at=now)
    return {town: bool(is_due) for town, is_due in rows}


_JOBS = table_of(JobRow)
_ONE = _JOBS.alias("one")
_IS_READY = and_(_ONE.c.queue == bindparam("of_queue"), literally("one.state = 'ready'"))
"""Literally the condition of the partial index, or SQLite would not use it."""
_AT = bindparam("at", type_=UtcDateTime())


def _due(town: ColumnElement[str]) -> Select[int]:
    # PostgreSQL, whose figures tell of yesterday, must not take all to be one town's and look for it among the oldest of all: to be from a
    # town up to the same one leaves it no way but by town.
    return select(_ONE.c.id).where(_IS_READY, _ONE.c.town.between(town, town), _ONE.c.not_before <= _AT)


def _oldest(town: ColumnElement[str]) -> Select[int]:
    return _due(town).order_by(_ONE.c.town, _ONE.c.not_before, _ONE.c.id).limit(bindparam("share"))


def _walk() -> Select[str, bool]:
    """Return what goes from town to town through the index: to ask for distinct ones would read every job that waits."""
    step = select(func.min(_ONE.c.town).label("town"), literal(1).label("number")).where(_IS_READY, _ONE.c.town > bindparam("after"))
    walk = step.cte("walk", recursive=True)
    following = select(func.min(_ONE.c.town)).where(_IS_READY, _ONE.c.town > walk.c.town).correlate(walk).scalar_subquery()
    steps = walk.union_all(select(following, walk.c.number + 1).where(walk.c.town.is_not(None), walk.c.number < _LOOKED))
    is_due = _due(steps.c.town).correlate(steps).exists()
    return select(steps.c.town, is_due).where(steps.c.town.is_not(None)).order_by(steps.c.number)


_WALK = _walk()
