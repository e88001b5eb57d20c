"""Tables of departments: who is away, what was transmitted to whom, up to where closed ones were looked after."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where

UNREAD = "due_at IS NOT NULL AND opened_at IS NULL AND over_at IS NULL"
"""Literally the condition of the index, or SQLite would not use it."""


class AbsenceRow(Base):
    """Days on which an agent is away (absence); one that is taken back keeps its row."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("agents.login"))
    deputy: Mapped[str | None] = mapped_column(ForeignKey("agents.login"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        Index("ix_absences_last_day", "last_day", **where("taken_back_at IS NULL")),
    )


class TransmissionRow(Base):
    """A request that was given to a department (transmission): when, and by whom or by which rule."""

    __tablename__ = "transmissions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    department: Mapped[str] = mapped_column(ShortWords(64))
    at: Mapped[datetime]
    actor: Mapped[str]
    """The agent's login, or the name of a step such as ``routing``."""
    rule: Mapped[str | None]
    """The rule that decided it, where no agent did."""
    due_at: Mapped[datetime | None]
    """From then on it goes back to review if nobody of the department has opened it; None: it waits."""
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None]
    over_at: Mapped[datetime | None]
    """When it was somebody else's, or nothing was to be opened any more."""

    __table_args__ = (Index("ix_transmissions_unread", "due_at", "id", **where(UNREAD)),)


class DepartmentLookRow(Base):
    """Up to which rule set and day it was looked whether requests lie in departments of a town that are closed or gone."""

    __tablename__ = "department_looks"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    ruleset: Mapped[int]
    day: Mapped[date]
