"""Tables of requesters: their files, what finds them again, and which files were merged."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class DossierRow(Base):
    """The file of a requester (dossier demandeur). ``merged_into`` never names one that is merged itself."""

    __tablename__ = "dossiers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    requester: Mapped[dict[str, Any]]
    name_key: Mapped[str]
    """Names and organisation folded, for looking up by their beginning."""
    merged_into: Mapped[int | None] = mapped_column(BigId, ForeignKey("dossiers.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_dossiers_town_name_key", "town", "name_key", "id"),
        Index("ix_dossiers_merged_into", "merged_into", **where("merged_into IS NOT NULL")),
    )


class DossierNameRow(Base):
    """The folded names of a file from one of their words on: a file is found by the beginning of any word (mot du nom)."""

    __tablename__ = "dossier_names"

    dossier_id: Mapped[int] = mapped_column(BigId, ForeignKey("dossiers.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))

    __table_args__ = (Index("ix_dossier_names_key", "town", "key", "dossier_id"),)


class DossierContactRow(Base):
    """A contact point or register number by which a requester is known; others may have the same."""

    __tablename__ = "dossier_contacts"

    dossier_id: Mapped[int] = mapped_column(BigId, ForeignKey("dossiers.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    since: Mapped[datetime]

    __table_args__ = (Index("ix_dossier_contacts_value", "town", "kind", "value", "dossier_id"),)


class DossierMergeRow(Base):
    """Two files found to be one: what moved, so that it can be taken back."""

    __tablename__ = "dossier_merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kept_id: Mapped[int] = mapped_column(BigId, ForeignKey("dossiers.id"))
    gone_id: Mapped[int] = mapped_column(BigId, ForeignKey("dossiers.id"), index=True)
    at: Mapped[datetime]
    agent: Mapped[str]
    moved: Mapped[dict[str, Any]]
    """The ids of requests that were moved, the contacts the kept one did not have, and the files that had been merged into the gone one."""
    before: Mapped[dict[str, Any]]
    """The requester of the kept file as he was."""
    undone_at: Mapped[datetime | None]
