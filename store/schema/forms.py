"""Tables of the town's forms: their versions, the secrets of their webhooks, what was handed in, what was agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class FormVersionRow(Base):
    """A version of a form. The database itself keeps what is no draft from changing."""

    __tablename__ = "form_versions"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    """The `domain.form.FormDefinition`."""
    state: Mapped[str] = mapped_column(ShortWords(16))
    revision: Mapped[int]
    based_on: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('brouillon', 'publié', 'retiré')", name="state_known"),
        CheckConstraint("(state = 'brouillon') = (published_at IS NULL)", name="published_once"),
        Index("uq_form_versions_published", "town", "code", unique=True, **where("state = 'publié'")),
        Index("uq_form_versions_draft", "town", "code", unique=True, **where("state = 'brouillon'")),
    )


class FormSecretRow(Base):
    """The secret that a form builder signs its webhooks with, sealed (`flows.secret`): both sides compute with it."""

    __tablename__ = "form_secrets"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    secret: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class FormSubmissionRow(Base):
    """What was handed in by a form. ``digest`` is equal for the same answers; ``person`` is a digest of who sends, NULL where unknown.

    ``privacy`` is the number of what its sender was told of his data (`PrivacyTextRow`).
    """

    __tablename__ = "form_submissions"

    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    code: Mapped[str] = mapped_column(ShortWords(64))
    digest: Mapped[str] = mapped_column(ShortWords(64))
    person: Mapped[str | None] = mapped_column(ShortWords(64))
    at: Mapped[datetime]
    privacy: Mapped[int | None]

    __table_args__ = (
        Index("ix_form_submissions_digest", "digest", "at"),
        Index("ix_form_submissions_person", "person", "at", **where("person IS NOT NULL")),
    )


class ConsentRow(Base):
    """What was answered to a box to agree (`domain.consent.Consent`); its wording stands in the version of the form.

    The database itself lets nothing of it be changed but its withdrawal, once, and nothing be deleted.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"))
    code: Mapped[str] = mapped_column(ShortWords(64))
    version: Mapped[int]
    field: Mapped[str] = mapped_column(ShortWords(64))
    use: Mapped[str | None] = mapped_column(ShortWords(16))
    is_given: Mapped[bool]
    language: Mapped[str] = mapped_column(ShortWords(2))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]

    __table_args__ = (UniqueConstraint("inbound_id", "field"), CheckConstraint("is_given OR withdrawn_at IS NULL", name="given_first"))
