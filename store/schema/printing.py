"""Tables of letters on paper: what stands around them, pictures of signatures, letters as PDF, batches they are printed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class StationeryRow(Base):
    """What stands around a town's letters (papier à lettres), as somebody has set it on screen."""

    __tablename__ = "stationery"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    """The `domain.stationery.Stationery`."""
    version: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime]


class SignaturePictureRow(Base):
    """The picture of a signature (signature), by the name of who signs."""

    __tablename__ = "signature_pictures"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """A PNG."""
    author: Mapped[str]
    at: Mapped[datetime]


class LetterSheetRow(Base):
    """A letter as PDF: as it was sent with its mail, or as it lies in a batch."""

    __tablename__ = "letter_sheets"

    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    pages: Mapped[int]
    at: Mapped[datetime]


class PrintBatchRow(Base):
    """Letters that are printed together (lot d'impression)."""

    __tablename__ = "print_batches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    number: Mapped[int]
    """Counts those of the town from 1."""
    state: Mapped[str] = mapped_column(ShortWords(16))
    """``preparing``, ``prepared``, ``printed`` or ``dropped``."""
    is_double_sided: Mapped[bool]
    author: Mapped[str]
    created_at: Mapped[datetime]
    printed_by: Mapped[str | None]
    printed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("town", "number"),
        CheckConstraint("(printed_by IS NULL) = (printed_at IS NULL)", name="printing_whole"),
    )


class PrintBatchLetterRow(Base):
    """A letter in a batch; without pages and fault it is still to be made. ``sort_key`` is its place by postage."""

    __tablename__ = "print_batch_letters"

    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("print_batches.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("outbox.id"), primary_key=True)
    pages: Mapped[int | None]
    sort_key: Mapped[str | None]
    fault: Mapped[dict[str, Any] | None]
    """Why it is not printed: the sentence and its values."""

    __table_args__ = (Index("ix_print_batch_letters_letter_id", "letter_id"),)
