"""Tables of what passes between the town and other software: webhooks, calendars, imports and the numbers others gave."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, Json, ShortWords
from store.schema.base import Base, where

_WAITING = "state = 'waiting'"


class WebhookRow(Base):
    """An address that is told of events (`domain.webhook.Webhook`). ``secret`` and ``old_secret`` are sealed."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    name: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(Json())
    subjects: Mapped[list[str]] = mapped_column(Json())
    departments: Mapped[list[str]] = mapped_column(Json())
    content: Mapped[str] = mapped_column(ShortWords(16))
    state: Mapped[str] = mapped_column(ShortWords(16))
    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Failed attempts since the last one that was answered well."""
    failing_since: Mapped[datetime | None]
    not_before: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class WebhookDeliveryRow(Base):
    """An event that an address is told of: written with its cause, delivered afterwards, at least once.

    Nothing personal is in it: what leaves is put together when it leaves. ``said`` is the beginning of the last answer.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    webhook_id: Mapped[int] = mapped_column(BigId, ForeignKey("webhooks.id"))
    request_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("requests.id"))
    event: Mapped[str] = mapped_column(ShortWords(32))
    status: Mapped[str | None] = mapped_column(ShortWords(16))
    """Where the request stood at the end of the transaction of the event."""
    at: Mapped[datetime]
    token: Mapped[str] = mapped_column(ShortWords(32))
    """What tells it from all others, whenever it is tried again."""
    state: Mapped[str] = mapped_column(ShortWords(16))
    """``waiting``, ``sent``, or ``given_up``."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    not_before: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    answer: Mapped[int | None]
    said: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        Index("ix_webhook_deliveries_waiting", "webhook_id", "request_id", "id", **where(_WAITING)),
        Index("ix_webhook_deliveries_due", "webhook_id", "id", **where(_WAITING)),
        Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
        Index("ix_webhook_deliveries_request", "request_id"),
        Index("ix_webhook_deliveries_at", "at"),
    )


class CalendarLinkRow(Base):
    """A secret address at which an agent's calendar is read. ``department`` None: what he has in hand himself."""

    __tablename__ = "calendar_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"))
    department: Mapped[str | None]
    secret_hash: Mapped[str] = mapped_column(ShortWords(64), unique=True)
    alarm_days: Mapped[int | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_calendar_links_agent", "agent_id"),)


class ExchangeMappingRow(Base):
    """How the files of another software are read (correspondance)."""

    __tablename__ = "exchange_mappings"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    name: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    document: Mapped[dict[str, Any]]
    author: Mapped[str]
    at: Mapped[datetime]


class ExchangeRunRow(Base):
    """A file that was taken in (reprise). ``key`` tells it from others; ``line`` is the last line that is done."""

    __tablename__ = "exchange_runs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    key: Mapped[str] = mapped_column(ShortWords(64))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    outside: Mapped[str]
    """The name of the other software."""
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    mapping: Mapped[dict[str, Any]]
    line: Mapped[int] = mapped_column(default=0, server_default="0")
    created: Mapped[int] = mapped_column(default=0, server_default="0")
    updated: Mapped[int] = mapped_column(default=0, server_default="0")
    unchanged: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    author: Mapped[str]
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("town", "key"),)


class ExchangeRefusalRow(Base):
    """A line that was refused, and why."""

    __tablename__ = "exchange_refusals"

    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("exchange_runs.id"), primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    why: Mapped[str]


class OutsideNumberRow(Base):
    """The number another software has for a request (vos réf.). ``digest`` tells whether its line says anything new."""

    __tablename__ = "outside_numbers"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    outside: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    number: Mapped[str] = mapped_column(ShortWords(128), primary_key=True)
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    digest: Mapped[str] = mapped_column(ShortWords(64))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_outside_numbers_request", "request_id"),)
