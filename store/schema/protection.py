"""Tables of data protection: terms of keeping, what was anonymised, what is held back, who read what, what people ask for by right."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, Json, ShortWords
from store.schema.base import Base


class RetentionTermsRow(Base):
    """How long a town keeps what (durées de conservation)."""

    __tablename__ = "retention_terms"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    """The `domain.retention.Terms`."""
    version: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime]


class RetentionRunRow(Base):
    """A run that anonymised what its time was over of: when, by whom, how much; ``ended_at`` None while it goes on or was killed."""

    __tablename__ = "retention_runs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    actor: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]
    """How much of each `domain.retention.Kept`."""
    held: Mapped[dict[str, Any]]
    """How many requests were held back, by why."""

    __table_args__ = (Index("ix_retention_runs_town", "town", "id"),)


class ErasureRow(Base):
    """That something was emptied of all that is personal (anonymisation): which row of what kind, when, by which rule."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    row: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
    actor: Mapped[str]
    rule: Mapped[str] = mapped_column(ShortWords(64))
    run_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("retention_runs.id"))

    __table_args__ = (UniqueConstraint("kind", "row"), Index("ix_erasures_town", "town", "id"))


class DoomedOriginalRow(Base):
    """An original that is still to be destroyed where it lies: written with what it belonged to being emptied, gone once it is done."""

    __tablename__ = "doomed_originals"

    sha256: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    """The words of its place in a pack (`store.packs`); empty: a file of its own."""
    at: Mapped[datetime]


class OriginalKeyRow(Base):
    """A key that originals are sealed by (`store.sealing`): what it is known by, never itself; ``ended_at`` once nothing is under it."""

    __tablename__ = "original_keys"

    id: Mapped[str] = mapped_column(ShortWords(16), primary_key=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RetentionHoldRow(Base):
    """Why a request is kept, or left alone, for now (`domain.retention.HoldKind`); one that was ended stays."""

    __tablename__ = "retention_holds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    kind: Mapped[str] = mapped_column(ShortWords(16))
    reason: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ending_whole"),)


class ReadingRow(Base):
    """That somebody opened a request on a day (consultation); ``at`` is when first."""

    __tablename__ = "request_readings"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    at: Mapped[datetime]


class RightsRequestRow(Base):
    """What somebody asks for by his rights to his data (`domain.person_rights.RightsRequest`)."""

    __tablename__ = "rights_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    person: Mapped[dict[str, Any]]
    """The `domain.person_rights.Person`; emptied once his data are erased."""
    received_on: Mapped[date]
    due_on: Mapped[date]
    identity: Mapped[str] = mapped_column(ShortWords(16))
    state: Mapped[str] = mapped_column(ShortWords(16))
    extended_why: Mapped[str | None]
    outcome_why: Mapped[str | None]
    chosen: Mapped[list[int]] = mapped_column(Json())
    """Ids of the requests an agent says are his."""
    mentions: Mapped[list[dict[str, Any]]] = mapped_column(Json(), server_default="[]")
    """Of an erasure that was done: what else named its person then (`domain.person_rights.Mention`): kind and id, no word of it."""
    version: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    __table_args__ = (Index("ix_rights_requests_town", "town", "state", "due_on"),)


class BreachRow(Base):
    """A breach of personal data (violation); what is known of it stands in its versions."""

    __tablename__ = "breaches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))

    __table_args__ = (Index("ix_breaches_town", "town", "id"),)


class BreachVersionRow(Base):
    """What was written of a breach (`domain.breach.BreachFacts`). The database itself refuses to change or delete it."""

    __tablename__ = "breach_versions"

    breach_id: Mapped[int] = mapped_column(BigId, ForeignKey("breaches.id"), primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    document: Mapped[dict[str, Any]]
    author: Mapped[str]
    at: Mapped[datetime]


class PrivacyTextRow(Base):
    """What citizens were told of their data from a moment on (`domain.privacy.PrivacyText`). It is never changed or deleted."""

    __tablename__ = "privacy_texts"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    """Of the text; the same as that of the last number: it is the same text."""
    at: Mapped[datetime]
