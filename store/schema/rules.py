"""Tables of work on rule sets."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class BacktestRunRow(Base):
    """A back-test (rejeu) that was started on the desk: how far it is, and how it ended."""

    __tablename__ = "backtest_runs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ShortWords(64), ForeignKey("towns.id"))
    number: Mapped[int]
    revision: Mapped[int]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    beat_at: Mapped[datetime]
    """When it last said how far it is."""
    done: Mapped[int]
    total: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None]

    __table_args__ = (Index("ix_backtest_runs_town_number", "town", "number"),)
