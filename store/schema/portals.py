"""Tables of the portals of towns: what each has decided of its own, and the host names it is reached by."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import ShortWords
from store.schema.base import Base


class PortalRow(Base):
    """What a town has decided of its portal (portail)."""

    __tablename__ = "portals"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    """The `domain.portal.Portal`."""
    version: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime]


class TownHostRow(Base):
    """A host name at which a town's portal is reached (nom de domaine): of one town only. The first one stands in its mails."""

    __tablename__ = "town_hosts"

    host: Mapped[str] = mapped_column(ShortWords(253), primary_key=True)
    """Lower case, without port."""
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    rank: Mapped[int]
