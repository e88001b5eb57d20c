"""Tables of deadlines: times of waiting for requesters, reminders, who has read them and which mails told of them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where

_LIVE = "over_at IS NULL"


class SuspensionRow(Base):
    """A time for which the requester of a request is waited for (suspension); ``ended_at`` None as long as it lasts."""

    __tablename__ = "suspensions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    since: Mapped[datetime]
    given_until: Mapped[date]
    ended_at: Mapped[datetime | None]
    lack: Mapped[str] = mapped_column(ShortWords(16))
    """The `domain.deadline.Lack` that is asked for."""


class NextLookRow(Base):
    """When the reminders of a request are to be looked at next (prochain examen); no row where nothing will remind of it.

    A table of its own: PostgreSQL puts a changed row of `RequestRow` into all its indexes anew.
    """

    __tablename__ = "next_looks"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_next_looks_town_at", "town", "at", "request_id"),)


class ReminderRow(Base):
    """A reminder to staff (alerte): of one clock of a request, for one day. ``over_at`` is when it had nothing more to say."""

    __tablename__ = "reminders"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    clock: Mapped[str] = mapped_column(ShortWords(32))
    day: Mapped[date]
    """The day it is for, in the town's time; it is the same however late it is written."""
    due_on: Mapped[date]
    late_days: Mapped[int]
    """Working days the request is late by on that day; 0 where it is not."""
    level: Mapped[str] = mapped_column(ShortWords(16))
    department: Mapped[str] = mapped_column(ShortWords(64))
    at: Mapped[datetime]
    over_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("request_id", "clock", "day"),
        Index("ix_reminders_town_live", "town", "id", **where(_LIVE)),
        Index("ix_reminders_live", "id", **where(_LIVE)),
        Index("ix_reminders_department_live", "town", "department", "id", **where(_LIVE)),
    )


class ReminderReadRow(Base):
    """A reminder that an agent has read."""

    __tablename__ = "reminder_reads"

    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), primary_key=True)
    reminder_id: Mapped[int] = mapped_column(BigId, ForeignKey("reminders.id"), primary_key=True)


class ReminderMailRow(Base):
    """Up to which reminder an address has been told, and on which day by mail.

    The empty address: up to which it was looked whom to tell.
    """

    __tablename__ = "reminder_mails"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date | None]
    up_to: Mapped[int] = mapped_column(BigInteger)
