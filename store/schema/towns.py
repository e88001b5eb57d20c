"""Tables of towns: the town itself, its mailboxes, rule sets and places."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, Json, ShortWords
from store.schema.base import Base, where


class TownRow(Base):
    """A town hall served by this installation; ``ruleset_number`` is the published rule set."""

    __tablename__ = "towns"

    id: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(ShortWords(64))
    document: Mapped[dict[str, Any]]
    """The `domain.town.Town`."""
    ruleset_number: Mapped[int]
    ruleset_last: Mapped[int] = mapped_column(default=0)
    """The last number given to a rule set: that of a draft thrown away is not given again."""
    places_number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    """Counts the changes of the town's own facts and of its mailboxes."""
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    """Since when it takes nothing new; what it has is read, and nothing of it changed."""
    suspended_why: Mapped[str | None]


class TownLogoRow(Base):
    """The picture a town prints on what it sends (logo), as its folder has it."""

    __tablename__ = "town_logos"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    media_type: Mapped[str] = mapped_column(ShortWords(32))
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class MailboxRow(Base):
    """An address the town receives at."""

    __tablename__ = "mailboxes"

    address: Mapped[str] = mapped_column(primary_key=True)
    """Lower case; an address belongs to one town only."""
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    name: Mapped[str]
    department: Mapped[str | None]


class RuleSetRow(Base):
    """A version of a town's rule set (`domain.version.Version`). The database itself keeps what is no open draft from changing."""

    __tablename__ = "rule_sets"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    """The `domain.ruleset.RuleSet`."""
    state: Mapped[str] = mapped_column(ShortWords(16))
    revision: Mapped[int]
    based_on: Mapped[int | None]
    note: Mapped[str | None]
    findings: Mapped[dict[str, Any] | None]
    """What linter and examples said of this revision; None where they were not asked."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    publish_at: Mapped[datetime | None]
    publish_by: Mapped[str | None]
    publish_reason: Mapped[str | None]
    publish_fault: Mapped[str | None]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('brouillon', 'publié', 'retiré')", name="state_known"),
        CheckConstraint("publish_at IS NULL OR state = 'brouillon'", name="only_drafts_wait"),
        CheckConstraint("(state = 'brouillon') = (published_at IS NULL)", name="published_once"),
        Index("uq_rule_sets_published", "town", unique=True, **where("state = 'publié'")),
        Index("ix_rule_sets_waiting", "publish_at", **where("publish_at IS NOT NULL")),
    )


class StreetRow(Base):
    """A street with its stretches and house numbers, in the versions of the places from ``since`` until before ``until``.

    Never changed but for ``until``, which is NULL while the street is as the town knows it now.
    """

    __tablename__ = "streets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    since: Mapped[int]
    until: Mapped[int | None]
    name: Mapped[str]
    """Not unique: merged towns have several « rue de l'Église »."""
    document: Mapped[dict[str, Any]]
    """The `domain.place.Street` without its numbers."""
    numbers: Mapped[str]
    """Its house numbers as compact JSON (`store.places`). Read as a whole, so text: 200,000 rows of their own take ten times as long."""

    __table_args__ = (Index("ix_streets_town_until", "town", "until"),)


class PlacesRow(Base):
    """A version of a town's places; never changed once written."""

    __tablename__ = "places"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    """The `domain.place.Places` without its streets: landmarks, sectors, neighbours."""
    streets: Mapped[list[int]] = mapped_column(Json())
    """Ids of its streets, in their order."""
    addresses: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    source: Mapped[str | None]
    """Name of the file it was made from."""
    changes: Mapped[dict[str, Any]]
    """The `domain.places_change.PlacesChange` against the version before."""


class SectorDraftRow(Base):
    """What is to become of a town's sectors; one draft of a town at a time."""

    __tablename__ = "sector_drafts"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    based_on: Mapped[int]
    """The version of the places it was begun from."""
    revision: Mapped[int]
    document: Mapped[dict[str, Any]]
    """The `domain.sector_draft.SectorDraft`."""
    begun_by: Mapped[str]
    begun_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
