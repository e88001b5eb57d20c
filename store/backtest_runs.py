"""Back-tests under way: how far each has come, so that any process can show it; the report itself is kept by `store.backtests`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.ids import TownId
from store.schema import BacktestRunRow

RunId = NewType("RunId", int)
LOST_AFTER = timedelta(seconds=30)
"""A run that has not said anything for so long is dead: its process was ended. One that lives says something every second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRun:
    """A back-test that somebody started. ``total`` is None until it is counted; ``fault`` says why it ended without a report."""

    id: RunId
    number: int
    revision: int
    started_at: datetime
    started_by: str
    beat_at: datetime
    done: int
    total: int | None
    ended_at: datetime | None
    fault: str | None

    def is_running(self, now: datetime) -> bool:
        """Return whether it is still under way."""
        return self.ended_at is None and now - self.beat_at < LOST_AFTER

    def is_lost(self, now: datetime) -> bool:
        """Return whether it ended without saying so."""
        return self.ended_at is None and not self.is_running(now)


def begin(session: Session, town: TownId, number: int, revision: int, *, author: str, now: datetime) -> RunId:
    """Write that a back-test begins."""
    values = {
        "town": town,
        "number": number,
        "revision": revision,
        "started_at": now,
        "started_by": author,
        "beat_at": now,
        "done": 0,
    }
    return RunId(session.scalars(insert(BacktestRunRow).returning(BacktestRunRow.id), values).one())


def beat(session: Session, run: RunId, done: int, total: int, now: datetime) -> None:
    """Write how far it has come."""
    session.execute(update(BacktestRunRow).where(BacktestRunRow.id == run).values(done=done, total=total, beat_at=now))


def end(session: Session, run: RunId, now: datetime, fault: str | None = None) -> None:
    """Write that it has ended."""
    session.execute(update(BacktestRunRow).where(BacktestRunRow.id == run).values(ended_at=now, beat_at=now, fault=fault))


def find_latest(session: Session, town: TownId, number: int) -> BacktestRun | None:
    """Return the last back-test of a version that was started on the desk."""
    chosen = select(BacktestRunRow).where(BacktestRunRow.town == town, BacktestRunRow.number == number)
    row = session.scalar(chosen.order_by(BacktestRunRow.id.desc()).limit(1))
    return None if row is None else _run(row)


def find_running(session: Session, town: TownId, now: datetime) -> BacktestRun | None:
    """Return the back-test of a town that is under way, of whatever version."""
    chosen = select(BacktestRunRow).where(BacktestRunRow.town == town, BacktestRunRow.ended_at.is_(None))
    row = session.scalar(chosen.where(BacktestRunRow.beat_at > now - LOST_AFTER).order_by(BacktestRunRow.id.desc()).limit(1))
    return None if row is None else _run(row)


def _run(row: BacktestRunRow) -> BacktestRun:
    return BacktestRun(
        id=RunId(row.id),
        number=row.number,
        revision=row.revision,
        started_at=row.started_at,
        started_by=row.started_by,
        beat_at=row.beat_at,
        done=row.done,
        total=row.total,
        ended_at=row.ended_at,
        fault=row.fault,
    )
