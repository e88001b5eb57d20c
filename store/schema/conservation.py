"""Tables by which nothing is lost: what was set aside and may be tried again, what each night's count found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class QuarantineRow(Base):
    """An arrival nothing could be made of (quarantaine): why, and with which release.

    It counts while that is the outcome of the arrival, and stays when something is made of it after all. ``dismissed_at`` a person has said
    that nothing is to be made of it; the arrival stays in the ledger as it is.
    """

    __tablename__ = "quarantine"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    channel: Mapped[str] = mapped_column(ShortWords(16))
    reason: Mapped[str]
    release: Mapped[str] = mapped_column(ShortWords(32))
    """The release that set it aside last; empty of what was set aside before that was written down."""
    at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    """How often it was set aside."""
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None]
    dismissal: Mapped[str | None]
    """Why nothing is to be made of it, in a person's words."""

    __table_args__ = (
        CheckConstraint("(dismissed_at IS NULL) = (dismissed_by IS NULL)", name="dismissal_whole"),
        Index("ix_quarantine_open", "town", "reason", "inbound_id", **where("dismissed_at IS NULL")),
    )


class NightlyCountRow(Base):
    """What the count of a night found in a town (comptage de nuit); ``account`` is a `domain.conservation.Account` once it is done."""

    __tablename__ = "nightly_counts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    night: Mapped[date]
    """The day it began with, by the town's clock."""
    done_at: Mapped[datetime | None]
    adds_up: Mapped[bool | None]
    account: Mapped[dict[str, Any] | None]

    __table_args__ = (UniqueConstraint("town", "night"),)
