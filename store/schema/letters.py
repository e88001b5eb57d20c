"""Tables of letters: a town's own models, and how many the relay was given."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class LetterModelRow(Base):
    """A version of a town's own model of a letter (courrier type); without words it says that the shipped one counts again."""

    __tablename__ = "letter_models"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    key: Mapped[str] = mapped_column(ShortWords(32))
    """The `letters.kinds.ModelKey`."""
    number: Mapped[int]
    subject: Mapped[str | None]
    text: Mapped[str | None]
    author: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("town", "key", "number"),
        CheckConstraint("(subject IS NULL) = (text IS NULL)", name="whole"),
    )


class OfficeTemplateRow(Base):
    """A version of a town's template of Word or LibreOffice; without content it says that there is none from then on."""

    __tablename__ = "office_templates"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    name: Mapped[str] = mapped_column(ShortWords(40))
    number: Mapped[int]
    kind: Mapped[str | None] = mapped_column(ShortWords(8))
    """The `letters.office_package.Office`."""
    filename: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    author: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("town", "name", "number"),
        CheckConstraint("(kind IS NULL) = (content IS NULL)", name="whole"),
    )


class RelayMinuteRow(Base):
    """How many letters a relay was given in the last minute it was given any."""

    __tablename__ = "relay_minutes"

    relay: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[datetime]
    letters: Mapped[int]
