"""Tables of saved queries, and of letters to everyone a query found."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class SavedQueryRow(Base):
    """A query under a name (requête enregistrée)."""

    __tablename__ = "saved_queries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    name: Mapped[str]
    criteria: Mapped[dict[str, Any]]
    """The `domain.query.Group`, as `domain.query_wire` writes it."""
    shared: Mapped[str] = mapped_column(ShortWords(128), server_default="")
    """The `domain.rights.Role` s that see it too, in order, with blanks between; ``town``: everybody of the town."""
    version: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("town", "agent_id", "name"),
        Index("ix_saved_queries_shared", "town", **where("shared <> ''")),
    )


class MailingRow(Base):
    """A letter to everyone a query found (envoi groupé), in an agent's own words."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    query_id: Mapped[int] = mapped_column(BigId)
    """The saved query; that may be gone since, or ask something else."""
    name: Mapped[str]
    criteria: Mapped[dict[str, Any]]
    """What it asked, as of then."""
    text: Mapped[str]
    agent: Mapped[str]
    once: Mapped[str] = mapped_column(ShortWords(64))
    """What its form tells it from others by: sent twice, it is one."""
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("town", "once"),
        Index("ix_mailings_open", "id", **where("done_at IS NULL")),
        Index("ix_mailings_query_id", "query_id", "id"),
    )


class MailingItemRow(Base):
    """A request whose requester is written to by a mailing. The request may be gone since."""

    __tablename__ = "mailing_items"

    mailing_id: Mapped[int] = mapped_column(BigId, ForeignKey("mailings.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    outcome: Mapped[str | None] = mapped_column(ShortWords(16))
    """The `domain.mailing.Outcome`; None as long as it waits."""
    person: Mapped[str | None] = mapped_column(ShortWords(64))
    """What its requester is known again by within the mailing: a number, or a digest; None: by nothing."""
    letters: Mapped[int] = mapped_column(default=0, server_default="0")
