"""Tables of signing: what a town has set, and who signs in whose place."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class SignatureCircuitRow(Base):
    """Which letters of a town wait for a signature, and by which account each signatory signs."""

    __tablename__ = "signature_circuits"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    """The `domain.signing.Circuit`."""
    version: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime]


class SignatureDelegationRow(Base):
    """A delegation of signature (délégation); one that was ended stays."""

    __tablename__ = "signature_delegations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    signatory: Mapped[str]
    """Name of whose letters are signed."""
    delegate: Mapped[str] = mapped_column(ShortWords(64))
    """Login of who signs them."""
    quality: Mapped[str]
    formula: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    author: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ending_whole"),
        Index("ix_signature_delegations_town_delegate", "town", "delegate"),
    )
