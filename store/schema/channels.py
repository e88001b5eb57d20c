"""Tables of what administrators name on the desk itself: mailboxes, drop folders; and how far the first run is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base


class ChannelRow(Base):
    """A mailbox or a drop folder that was named on the desk; those of the settings have no row."""

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    """A `domain.channel.ChannelKind`."""
    document: Mapped[dict[str, Any]]
    """Its settings, without the password."""
    secret: Mapped[str | None]
    """Its password, as `flows.secret.sealed` gives it."""
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class FirstRunRow(Base):
    """The first run of an installation that was set up on the desk; there is one at most."""

    __tablename__ = "first_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    """The `flows.first_run.plan.Plan`: what was typed before there is a town to keep it."""
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
