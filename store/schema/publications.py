"""Tables of what everybody may read of a report beside what the rule gives, and of who follows it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class PublicationRow(Base):
    """What an agent has decided of a report (`domain.publication.Publication`): its text shown, or nothing (``is_shown`` False)."""

    __tablename__ = "publications"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    is_shown: Mapped[bool]
    text: Mapped[str]
    agent: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int]


class PublishedPhotoRow(Base):
    """A photo as everybody sees it: a copy of its own, what is hidden in it is not in it any more. ``token`` is its address."""

    __tablename__ = "published_photos"

    token: Mapped[str] = mapped_column(ShortWords(32), primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    rank: Mapped[int]
    source: Mapped[str] = mapped_column(ShortWords(32))
    """The photo it was made of: ``part:3`` of the message, ``added:12`` of the files agents added, ``arrival:7:2`` of a later message."""
    width: Mapped[int]
    height: Mapped[int]
    boxes: Mapped[dict[str, Any]]
    """What was hidden (`domain.publication.Box`), under ``boxes``: whoever decides anew goes on from there."""
    content: Mapped[bytes]
    """JPEG."""

    __table_args__ = (Index("ix_published_photos_request_id", "request_id", "rank"),)


class FollowerRow(Base):
    """Somebody who is told when a report goes on (abonné). ``address`` goes some time after its end; the row stays to be counted."""

    __tablename__ = "followers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    address: Mapped[str | None]
    language: Mapped[str] = mapped_column(ShortWords(2))
    told: Mapped[str] = mapped_column(ShortWords(16))
    """The state of the report he was told of last, or that stood when he began."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When he opened the link that was sent to the address; None: nothing more is sent there."""

    __table_args__ = (UniqueConstraint("request_id", "address"), Index("ix_followers_address_created_at", "address", "created_at"))
