"""Tables of work: the journal, jobs, letters and what became of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class JournalRow(Base):
    """Who did what to what (journal). Append only; never holds what people wrote."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"))
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(ShortWords(64))
    object: Mapped[str]
    details: Mapped[dict[str, Any]]
    number: Mapped[int | None] = mapped_column(BigId)
    """Its place in the chain of its town, or of the installation; None of lines from before there were chains."""
    hash: Mapped[str | None] = mapped_column(ShortWords(64))
    """See `store.chain`."""

    __table_args__ = (
        Index("ix_journal_town", "town", "id"),
        Index("ix_journal_object", "town", "object", "id"),
        Index("ix_journal_actor", "town", "actor", "id"),
    )


class JournalHeadRow(Base):
    """The last line of each chain of the journal. Whoever adds lines holds this row until the end of the transaction."""

    __tablename__ = "journal_heads"

    chain: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    """The town; empty for the installation."""
    number: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(ShortWords(64))


class JobRow(Base):
    """Work to do on a row, written in the transaction that made it necessary. The row is the truth, a queue message only a nudge."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    queue: Mapped[str] = mapped_column(ShortWords(16))
    kind: Mapped[str] = mapped_column(ShortWords(32))
    subject_id: Mapped[int] = mapped_column(BigId)
    """Id of the row the work is about; which table follows from ``kind``."""
    state: Mapped[str] = mapped_column(ShortWords(16), default="ready")
    """``ready``, ``running``, ``done`` or ``parked``."""
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    """Nobody may claim the job earlier: its next attempt is due then or, while it runs, its lease ends then."""
    said_at: Mapped[datetime | None]
    """What the clock showed by which that was said; None where a release before 0056 said it."""
    lease: Mapped[str | None] = mapped_column(ShortWords(36))
    """Token of the claim, so that a worker whose lease ran out cannot finish another's work."""
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("state IN ('ready', 'running', 'done', 'parked')", name="state_known"),
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="lease_while_running"),
        Index("ix_jobs_waiting", "queue", "state", "not_before", "id", **where("state IN ('ready', 'running')")),
        Index("ix_jobs_turns", "queue", "town", "not_before", "id", **where("state = 'ready'")),
        Index("ix_jobs_parked", "id", **where("state = 'parked'")),
    )


class OutboxRow(Base):
    """Something that must leave the house (courrier au départ): written with its cause, sent afterwards, once."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    kind: Mapped[str] = mapped_column(ShortWords(32))
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(ShortWords(16), default="waiting")
    """``waiting``, ``leaving``, ``sent``, ``held`` (in sight), ``kept`` (need not leave) or ``withdrawn`` (with what it tells of)."""
    confirmation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("confirmations.id"))
    """The confirmation it tells of, with which it may be withdrawn as long as it is here."""
    joining_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("joinings.id"))
    """The joining of two requests it tells of; the same."""
    held_why: Mapped[str | None] = mapped_column(ShortWords(16))
    """The `store.outbox.Held` that keeps it here."""
    token: Mapped[str | None]
    """What its Message-ID begins with (`ingest.email.letter_token`); None of letters that left before there were seals."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    event: Mapped[str | None]
    """What it tells of, where an address is told of that once."""

    __table_args__ = (
        Index("ix_outbox_event", "event", "recipient", unique=True, **where("event IS NOT NULL AND state <> 'withdrawn'")),
        Index("ix_outbox_unsent", "state", "id", **where("state <> 'sent'")),
        Index("ix_outbox_recipient_created_at", "recipient", "created_at"),
        Index("ix_outbox_recipient_sent_at", "recipient", "sent_at", **where("sent_at IS NOT NULL")),
        Index("ix_outbox_recipient_leaving", "recipient", **where("state IN ('waiting', 'leaving')")),
        Index("ix_outbox_confirmation", "confirmation_id", **where("confirmation_id IS NOT NULL")),
        Index("ix_outbox_joining", "joining_id", **where("joining_id IS NOT NULL")),
    )


class DeliveryRow(Base):
    """What a mail system told last of a letter (`domain.machine.Fate`). ``is_proven`` False: anybody may have written that."""

    __tablename__ = "deliveries"

    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    fate: Mapped[str] = mapped_column(ShortWords(16))
    fault: Mapped[str | None] = mapped_column(ShortWords(32))
    """The `domain.machine.Fault`, where it was not delivered."""
    status: Mapped[str | None] = mapped_column(ShortWords(16))
    is_proven: Mapped[bool]
    at: Mapped[datetime]
    inbound_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("inbounds.id"))
    """The report; None where our own relay said it at once."""

    __table_args__ = (Index("ix_deliveries_town_at", "town", "at"),)


class AddressFaultRow(Base):
    """An address that did not take letters; with ``flagged_at`` it is told to people. Counts letters, not reports."""

    __tablename__ = "address_faults"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    last_at: Mapped[datetime]
    letters: Mapped[int]
    fault: Mapped[str] = mapped_column(ShortWords(32))
    status: Mapped[str | None] = mapped_column(ShortWords(16))
    flagged_at: Mapped[datetime | None]
