"""Tables of the review queue: who holds what, what is put off, confirmations taken back, how much rules do alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class ClaimRow(Base):
    """An agent works on a request in review (réservation), until a moment; later it is free, though the row may still be there."""

    __tablename__ = "claims"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent: Mapped[str]
    """By login."""
    until: Mapped[datetime]

    __table_args__ = (Index("ix_claims_town_agent", "town", "agent"),)


class PutOffRow(Base):
    """A request in review that people come back to later (mise en attente)."""

    __tablename__ = "put_off"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str]

    __table_args__ = (Index("ix_put_off_town_until", "town", "until"),)


class TypingRow(Base):
    """What an agent has typed into a form of a request in review and not sent yet (saisie en cours); nobody else gets it."""

    __tablename__ = "typings"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    agent: Mapped[str] = mapped_column(primary_key=True)
    """By login."""
    form: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class RetractionRow(Base):
    """A confirmation that was taken back (annulation): it counts for nothing any more. Confirmations themselves never change."""

    __tablename__ = "retractions"

    confirmation_id: Mapped[int] = mapped_column(BigId, ForeignKey("confirmations.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    at: Mapped[datetime]
    agent: Mapped[str]


class AutonomyRow(Base):
    """How much a rule of a town does alone (autonomie); a rule without a row does what its rule set says."""

    __tablename__ = "autonomy"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(ShortWords(16))
    since: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str]
    confirmation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("confirmations.id"))
    """The correction that lowered it by itself; None where somebody said so."""
    raised_at: Mapped[datetime | None]
    """When somebody last let it work alone."""


class AutonomyTermsRow(Base):
    """What a town asks of a rule before it works alone, and when it stops (conditions de l'autonomie)."""

    __tablename__ = "autonomy_terms"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    confirmations: Mapped[int]
    precision: Mapped[float]
    corrections: Mapped[int]
    of_requests: Mapped[int]

    __table_args__ = (
        CheckConstraint("confirmations >= 1 AND precision > 0 AND precision <= 1", name="earned_whole"),
        CheckConstraint("corrections >= 1 AND of_requests >= corrections", name="burst_whole"),
    )
