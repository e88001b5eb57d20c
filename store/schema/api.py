"""Tables of the API: its keys, the writes it has answered, the receipts it gave."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, Json, ShortWords
from store.schema.base import Base


class ApiKeyRow(Base):
    """A key of the API (`domain.api_key.ApiKey`). ``secret_hash`` is the SHA-256 of the whole key. ``town`` None: of all towns."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"), index=True)
    name: Mapped[str]
    start: Mapped[str] = mapped_column(ShortWords(16))
    secret_hash: Mapped[str] = mapped_column(ShortWords(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json())
    per_minute: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AnsweredWriteRow(Base):
    """What was answered to a write, for when it comes again. ``caller`` is who wrote and where, ``key`` the Idempotency-Key he chose.

    ``fingerprint`` is the SHA-256 of what he wrote: the same key with something else in it is a mistake of his.
    """

    __tablename__ = "answered_writes"

    caller: Mapped[str] = mapped_column(ShortWords(128), primary_key=True)
    key: Mapped[str] = mapped_column(ShortWords(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(ShortWords(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class ReceiptRow(Base):
    """The tracking code given for an arrival before anything was read of it (récépissé). Its first request bears the code."""

    __tablename__ = "receipts"

    tracking: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), unique=True)
    at: Mapped[datetime]
