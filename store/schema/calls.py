"""Tables of telephone calls: the logs they were read from, the calls, who is to be called back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class CallLogRow(Base):
    """A call log (journal d'appels): a file that was handed over, or one that grows and is read on.

    ``digest`` is the SHA-256 of a whole file, None of one that grows: that is known again by ``head``, the SHA-256 of its first
    ``head_bytes`` bytes, and by ``device`` and ``inode`` where its disk keeps them.
    """

    __tablename__ = "call_logs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    source: Mapped[str]
    """The path of a file that grows, the name of one that was handed over."""
    actor: Mapped[str]
    """Who handed it over, as the journal names them."""
    digest: Mapped[str | None] = mapped_column(ShortWords(64))
    device: Mapped[int | None] = mapped_column(BigInteger)
    inode: Mapped[int | None] = mapped_column(BigInteger)
    head: Mapped[str | None] = mapped_column(ShortWords(64))
    head_bytes: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    layout: Mapped[str] = mapped_column(ShortWords(32), default="")
    manner: Mapped[dict[str, Any]]
    """How it is read: its plan and the town's lines, as the flow that reads it wrote them."""
    state: Mapped[str] = mapped_column(ShortWords(16))
    """A `store.calls.LogState`."""
    ends: Mapped[int] = mapped_column(BigInteger, default=0)
    """Up to this byte every whole record was read and counted."""
    resume: Mapped[int] = mapped_column(BigInteger, default=0)
    """Reading on begins here: before the first record of a call that may still grow."""
    resume_line: Mapped[int] = mapped_column(BigInteger, default=1)
    counts: Mapped[dict[str, Any]]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("town", "digest"), Index("ix_call_logs_town_source", "town", "source", "id"))


class CallFaultRow(Base):
    """A row of a log that could not be read: its line and why (`ingest.phone.faults.Reason`). Of many only the first are kept."""

    __tablename__ = "call_faults"

    log_id: Mapped[int] = mapped_column(BigId, ForeignKey("call_logs.id"), primary_key=True)
    line: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(ShortWords(32))
    value: Mapped[str]


class CallRow(Base):
    """A call from or to the outside (`domain.call.Call`); internal ones are only counted. ``key`` is equal in every export of it."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    key: Mapped[str] = mapped_column(ShortWords(32))
    way: Mapped[str] = mapped_column(ShortWords(8))
    at: Mapped[datetime]
    end: Mapped[str] = mapped_column(ShortWords(16))
    outside: Mapped[str | None]
    line: Mapped[str | None]
    talk_s: Mapped[int] = mapped_column(BigInteger)
    ring_s: Mapped[int] = mapped_column(BigInteger)
    agent: Mapped[str | None]
    name: Mapped[str | None]
    note: Mapped[str | None]
    audio: Mapped[str | None]
    """The file of a voice message as the switchboard names it."""
    transcript: Mapped[str | None]
    log_id: Mapped[int] = mapped_column(BigId, ForeignKey("call_logs.id"))
    lines: Mapped[str]
    """The rows it was read from, by their lines in the log, with commas between."""
    last_line: Mapped[int] = mapped_column(BigInteger)
    card: Mapped[str | None] = mapped_column(ShortWords(16))
    """A `store.calls.CardState` where it becomes a call card (fiche d'appel)."""
    card_by: Mapped[str | None]
    card_at: Mapped[datetime | None]
    tracking: Mapped[str | None] = mapped_column(ShortWords(16))
    """The receipt that was given when the card was completed."""

    __table_args__ = (
        UniqueConstraint("town", "key"),
        Index("ix_calls_town_outside_at", "town", "outside", "at"),
        Index("ix_calls_town_at", "town", "at"),
        Index("ix_calls_card", "town", "card", "at", "id", **where("card IS NOT NULL")),
    )


class CallBackRow(Base):
    """The unanswered calls of a number on a day (`domain.call.CallBack`), and the arrival that asks to return them.

    ``told_state`` and ``told_attempts`` are what its request knows of; ``is_told`` False: it must still be told.
    """

    __tablename__ = "call_backs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    number: Mapped[str]
    day: Mapped[date]
    state: Mapped[str] = mapped_column(ShortWords(16))
    attempts: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    is_repeated: Mapped[bool]
    is_past: Mapped[bool]
    """It was already too old to be called back when its log was read: nobody is asked to."""
    closed_by: Mapped[str | None] = mapped_column(ShortWords(32))
    """The key of the call that closed it."""
    closed_at: Mapped[datetime | None]
    inbound_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("inbounds.id"), index=True)
    told_state: Mapped[str] = mapped_column(ShortWords(16), default="due", server_default="due")
    told_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    is_told: Mapped[bool] = mapped_column(default=True, server_default="1")

    __table_args__ = (
        UniqueConstraint("town", "number", "day"),
        Index("ix_call_backs_waiting", "id", **where("inbound_id IS NULL AND state = 'due' AND NOT is_past")),
        Index("ix_call_backs_untold", "id", **where("NOT is_told")),
        Index("ix_call_backs_town_due", "town", "last_at", "id", **where("state = 'due' AND NOT is_past")),
    )


class CallSourceRow(Base):
    """Where call logs come from by themselves, a file that grows or a folder, and how that goes."""

    __tablename__ = "call_sources"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    path: Mapped[str]
    looked_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    """A `flows.call_faults.SourceFault`."""
    detail: Mapped[str | None]
    fault_since: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("town", "path"),)


class CallMappingRow(Base):
    """A column mapping that an administrator wrote for the logs of a town (correspondance des colonnes)."""

    __tablename__ = "call_mappings"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    name: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    document: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]
