"""Tables of what came in: arrivals, their originals and drafts, the folders they are collected from."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, Json, ShortWords
from store.schema.base import Base, where


class InboundRow(Base):
    """One arrival. The same thing delivered twice has the same ``content_key`` and is one row."""

    __tablename__ = "inbounds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    channel: Mapped[str] = mapped_column(ShortWords(16))
    source_id: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    size: Mapped[int] = mapped_column(BigInteger)
    content_key: Mapped[str] = mapped_column(ShortWords(64))
    received_at: Mapped[datetime]
    mailbox: Mapped[str | None]
    envelope: Mapped[dict[str, Any]]
    deliveries: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str] = mapped_column(ShortWords(16), default="pending")
    reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("content_key", "town", "channel"),
        Index("ix_inbounds_town_received_at", "town", "received_at"),
        Index("ix_inbounds_town_outcome", "town", "outcome", "id"),
    )


class OriginalRow(Base):
    """A small original as it came (`store.originals`); larger ones are files (`store.blobs`)."""

    __tablename__ = "originals"

    sha256: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class DraftRow(Base):
    """What a reader made of one item of an arrival (`domain.draft.Draft`, not yet cut into several)."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"))
    item: Mapped[int]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("inbound_id", "item"),)


class CollectedFolderRow(Base):
    """A folder of a mailbox that is collected over IMAP, and how that goes."""

    __tablename__ = "collected_folders"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    account: Mapped[str]
    folder: Mapped[str]
    validity: Mapped[int | None] = mapped_column(BigInteger)
    """UIDVALIDITY: with another one, its mails have other UIDs (RFC 3501, 2.3.1.1)."""
    kept_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    """Up to this UID every mail is kept."""
    collected_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    """The `ingest.email.imap_account.Fault` that keeps it from being collected now."""
    detail: Mapped[str | None]
    fault_since: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    counted: Mapped[int | None]
    missed: Mapped[int | None]
    """Mails that the last count found in the folder and not among those kept; they were fetched then."""

    __table_args__ = (UniqueConstraint("town", "account", "folder"),)


class CollectedMailRow(Base):
    """A mail of such a folder and the arrival it became. ``aside``: only its header could be had or was wanted.

    ``disposed`` says that what the town wants done to it in its folder is done.
    """

    __tablename__ = "collected_mails"

    folder_id: Mapped[int] = mapped_column(BigId, ForeignKey("collected_folders.id"), primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), index=True)
    aside: Mapped[bool] = mapped_column(default=False)
    disposed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_collected_mails_waiting", "folder_id", **where("NOT disposed")),)


class RecentMessageRow(Base):
    """A message of the last hours by its sender, with the request it went to: to know one that comes over and over."""

    __tablename__ = "recent_messages"

    draft_id: Mapped[int] = mapped_column(BigId, ForeignKey("drafts.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    sender: Mapped[str]
    at: Mapped[datetime]
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    words: Mapped[list[int]] = mapped_column(Json())
    """Digests of its words."""

    __table_args__ = (Index("ix_recent_messages_town_sender_at", "town", "sender", "at"), Index("ix_recent_messages_at", "at"))
