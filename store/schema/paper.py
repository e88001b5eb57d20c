"""Tables of paper: pages as they were read, what became of a heap of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId
from store.schema.base import Base


class PageRow(Base):
    """A page of an arrival as it was read (`domain.paper.Page`). ``file`` counts the arrival's files from 0: a mail may bring several."""

    __tablename__ = "pages"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    file: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]


class HeapRow(Base):
    """How an arrival of paper was cut into letters (`ingest.paper.heap.splitting.BatchReport`)."""

    __tablename__ = "heaps"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
