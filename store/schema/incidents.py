"""Tables of requests brought together: included in one of the same fact, what is done to all of these, and what can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class InclusionRow(Base):
    """A request included in another one (fiche incluse): its own number, requester and clock stay. ``main_id`` is never included itself."""

    __tablename__ = "inclusions"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    main_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("request_id <> main_id", name="not_itself"),
        Index("ix_inclusions_main", "main_id", "request_id"),
        Index("ix_inclusions_town", "town", "main_id"),
    )


class IncidentStepRow(Base):
    """What was done to the main request of an incident and is to be done to the included ones (suite d'un incident)."""

    __tablename__ = "incident_steps"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    main_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    version: Mapped[int]
    """The version of the main request that the act left: what was done once is followed once."""
    agent: Mapped[str]
    at: Mapped[datetime]
    step: Mapped[dict[str, Any]]
    """The `domain.lifecycle.Step`."""
    event: Mapped[str]
    """What the letters tell of: an address is told of that once, however many of the requests are its own."""
    most: Mapped[int] = mapped_column(default=2, server_default="2")
    """The `domain.department.Confidentiality` up to which included requests follow."""
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("main_id", "version"),
        Index("ix_incident_steps_open", "town", "id", **where("done_at IS NULL")),
    )


class JoiningRow(Base):
    """That an agent made a request a part of another, or included it in one (rattachement): what that moved, so that it can be undone."""

    __tablename__ = "joinings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    main_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    """The `store.joinings.JoiningKind`."""
    agent: Mapped[str]
    at: Mapped[datetime]
    moved: Mapped[dict[str, Any]]
    """The `store.joinings.Moved`."""
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
