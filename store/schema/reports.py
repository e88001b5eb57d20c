"""Tables of the documents of figures: which leave on which days, what left, the files on their way, what a town says of its year."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class ReportScheduleRow(Base):
    """A document that leaves by mail again and again (envoi programmé).

    ``kind``, ``rhythm`` are of `domain.report`. ``since``: what was due before is not sent. ``ended_at``: since when nothing is.
    """

    __tablename__ = "report_schedules"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    department: Mapped[str | None]
    sector: Mapped[str | None]
    rhythm: Mapped[str] = mapped_column(ShortWords(8))
    day: Mapped[int]
    """1 Monday to 7 of a week, or of the month."""
    hour: Mapped[int]
    language: Mapped[str] = mapped_column(ShortWords(8))
    since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_report_schedules_town", "town"),)


class ReportRecipientRow(Base):
    """Who gets a document: an agent by login, or the mailbox of a department by its code."""

    __tablename__ = "report_recipients"

    schedule_id: Mapped[int] = mapped_column(BigId, ForeignKey("report_schedules.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)


class ReportSendingRow(Base):
    """A document that was due on a day, asked for once; ``sent`` to so many, ``left_out`` so many who may not have it."""

    __tablename__ = "report_sendings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(BigId, ForeignKey("report_schedules.id"))
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    sent: Mapped[int] = mapped_column(default=0, server_default="0")
    left_out: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (UniqueConstraint("schedule_id", "due_on"),)


class ReportFileRow(Base):
    """A document that goes along with letters of the outbox; kept for some weeks."""

    __tablename__ = "report_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(ShortWords(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]

    __table_args__ = (Index("ix_report_files_made_at", "made_at"),)


class ReportActionsRow(Base):
    """What a town says it did in a year, in its own words, for the annual report (actions)."""

    __tablename__ = "report_actions"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
