"""What is learned from confirmations: counts of words by subject, in steps. The counts of a closed step never change."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.ids import SubjectCode, TownId
from store.schema import LearnedCountRow, LearnedStepRow, table_of
from store.upsert import dialect_of, insert_into

Count = tuple[SubjectCode, str, int]
"""In how many more messages of a subject a word stands; below 0: taken back."""


def add(session: Session, town: TownId, counts: Iterable[Count], now: datetime) -> None:
    """Count what one confirmation teaches, in the town's open step; others who would wait until this transaction ends."""
    step = _opened(session, town, now)
    rows = [{"town": town, "step": step, "subject": code, "word": word, "n": n} for code, word, n in sorted(counts)]
    if rows:
        session.execute(_adding(dialect_of(session)), rows)


def open_sizes(session: Session) -> dict[TownId, tuple[int, datetime]]:
    """Return how many confirmations the open step of each town has that has one, and since when."""
    found = session.execute(select(LearnedStepRow.town, LearnedStepRow.confirmations, LearnedStepRow.opened_at).where(_OPEN))
    return {TownId(town): (confirmations, opened_at) for town, confirmations, opened_at in found}


def close(session: Session, town: TownId, now: datetime) -> int | None:
    """Close the town's open step and return its number; None where none is open."""
    closing = update(LearnedStepRow).where(_OPEN, LearnedStepRow.town == town).values(closed_at=now)
    return session.scalar(closing.returning(LearnedStepRow.step).execution_options(synchronize_session=False))


def last_step(session: Session, town: TownId) -> int:
    """Return the number of the town's last closed step, 0 if none is."""
    is_closed = LearnedStepRow.town == town, LearnedStepRow.closed_at.is_not(None)
    return session.scalar(select(func.max(LearnedStepRow.step)).where(*is_closed)) or 0


def last_steps(session: Session) -> dict[TownId, int]:
    """Return the number of the last closed step of each town that has one."""
    closed = select(LearnedStepRow.town, func.max(LearnedStepRow.step)).where(LearnedStepRow.closed_at.is_not(None))
    return {TownId(town): step for town, step in session.execute(closed.group_by(LearnedStepRow.town))}


def counts(session: Session, town: TownId, step: int) -> Iterator[Count]:
    """Yield in how many messages of each subject each word stood, all steps up to this one together."""
    total = func.sum(LearnedCountRow.n)
    statement = (
        select(LearnedCountRow.subject, LearnedCountRow.word, total)
        .where(LearnedCountRow.town == town, LearnedCountRow.step <= step)
        .group_by(LearnedCountRow.subject, LearnedCountRow.word)
        .having(total > 0)
    )
    for subject, word, n in session.execute(statement):
        yield SubjectCode(subject), word, int(n)


def forget_rare(session: Session, town: TownId, words: Collection[str], least: int) -> None:
    """Forget those of some words that fewer messages had, in all steps together; what so few had never counted for anything."""
    own = table_of(LearnedCountRow)
    rare = select(own.c.word).where(own.c.town == town, own.c.word.in_(words)).group_by(own.c.word).having(func.sum(own.c.n) < least)
    session.execute(delete(own).where(own.c.town == town, own.c.word.in_(rare)))


_OPEN = LearnedStepRow.closed_at.is_(None)


_COUNTING = (
    update(table_of(LearnedStepRow))
    .where(table_of(LearnedStepRow).c.closed_at.is_(None), table_of(LearnedStepRow).c.town == bindparam("of_town"))
    .values(confirmations=table_of(LearnedStepRow).c.confirmations + 1)
    .returning(table_of(LearnedStepRow).c.step)
)


def _opened(session: Session, town: TownId, now: datetime) -> int:
    """Count one more in the town's open step, opened now where none is, and return it: nobody closes it before this transaction ends."""
    step: int | None = session.scalar(_COUNTING, {"of_town": town})
    while step is None:
        last = session.scalar(select(func.max(LearnedStepRow.step)).where(LearnedStepRow.town == town)) or 0
        session.execute(_opening(dialect_of(session)), {"town": town, "step": last + 1, "opened_at": now, "confirmations": 0})
        step = session.scalar(_COUNTING, {"of_town": town})
    return step


@cache
def _opening(dialect: str) -> postgresql.Insert | sqlite.Insert:
    return insert_into(dialect, LearnedStepRow).on_conflict_do_nothing()


@cache
def _adding(dialect: str) -> postgresql.Insert | sqlite.Insert:
    adding = insert_into(dialect, LearnedCountRow)
    return adding.on_conflict_do_update(
        index_elements=["town", "step", "subject", "word"], set_={"n": LearnedCountRow.n + adding.excluded.n}
    )
