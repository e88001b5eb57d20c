"""The table of questions to the figures that are kept under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class SavedQuestionRow(Base):
    """A question under a name (question enregistrée), in its owner's order."""

    __tablename__ = "saved_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    name: Mapped[str]
    query: Mapped[str]
    """What stands behind the address of the figures."""
    place: Mapped[int]
    shared: Mapped[str] = mapped_column(ShortWords(128), server_default="")
    """The `domain.rights.Role` s that see it too, in order, with blanks between; ``town``: everybody of the town."""
    token: Mapped[str | None] = mapped_column(ShortWords(64), unique=True)
    """Of its public link; a link that was taken back is gone."""
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("town", "agent_id", "name"),
        Index("ix_saved_questions_shared", "town", **where("shared <> ''")),
    )
