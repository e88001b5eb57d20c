"""Tables of what citizens do on the portal to requests of theirs: acts, ratings, addresses of feeds, letters they have opened."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class PortalActRow(Base):
    """That an arrival was sent on the portal about a request, by who had proved that it is his."""

    __tablename__ = "portal_acts"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    """The request he acted on, which may be a part of another by now."""
    act: Mapped[str] = mapped_column(ShortWords(16))
    """The `domain.following.PortalAct`."""
    at: Mapped[datetime]


class RatingRow(Base):
    """How a requester rates the answer he was given, once for each time his request was closed (évaluation)."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    closed_at: Mapped[datetime]
    """When the request was closed: which closing is rated."""
    stars: Mapped[int]
    words: Mapped[str | None]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("request_id", "closed_at"), CheckConstraint("stars BETWEEN 1 AND 5", name="stars"))


class PortalFeedRow(Base):
    """A secret address by which a feed reader follows a request (fil de suivi); of the secret itself no more than its digest is kept."""

    __tablename__ = "portal_feeds"

    digest: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PortalOpeningRow(Base):
    """That a requester has opened a letter on the portal; ``at`` is when first."""

    __tablename__ = "portal_openings"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    letter_id: Mapped[int] = mapped_column(BigId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    at: Mapped[datetime]
