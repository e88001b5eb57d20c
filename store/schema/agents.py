"""Tables of agents: who they are, what they decided, what was learned from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base, where


class AgentRow(Base):
    """A person who signs in (agent). ``town`` None: of the installation."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[str] = mapped_column(ShortWords(128), server_default="")
    """The `domain.rights.Role` s he has, in order, with blanks between."""
    email: Mapped[str | None]
    """Where the town writes to him; None: to his department alone."""
    quality: Mapped[str | None]
    """What he is at the town hall (qualité), as letters say it."""
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(ShortWords(8), default="fr")
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """Since when nobody signs in, or acts, by this name; what was done stays in it."""


class MemberRow(Base):
    """Somebody's time in a department under one post (appartenance); rows are closed, never removed."""

    __tablename__ = "department_members"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    department: Mapped[str]
    login: Mapped[str] = mapped_column(ForeignKey("agents.login"))
    post: Mapped[str] = mapped_column(ShortWords(16))
    """``agent`` or ``head``."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_department_members_now", "town", "department", "login", unique=True, **where("until IS NULL")),
        Index("ix_department_members_login", "login", **where("until IS NULL")),
    )


class SessionRow(Base):
    """A signed-in browser. ``token_hash`` is the SHA-256 of the cookie."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    csrf: Mapped[str] = mapped_column(ShortWords(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="", server_default="")
    """Which program on which system, in a few words, so that its owner knows it again."""
    address: Mapped[str] = mapped_column(ShortWords(64), default="", server_default="")
    """From where it signed in; gone with the session."""
    must_enrol: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a second factor has to be set up before anything else."""
    provider_token: Mapped[str | None]
    """What the identity provider is shown when he signs out there too, sealed; None of who came in by his password."""


class ConfirmationRow(Base):
    """What an agent decided on a request (confirmation), beside what was proposed. Append only: of a request's, the highest rank counts."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"))
    rank: Mapped[int]
    """Which of the request's confirmations, from 1."""
    at: Mapped[datetime]
    agent: Mapped[str]
    subject: Mapped[str]
    department: Mapped[str]
    street: Mapped[str | None]
    number: Mapped[str | None]
    sector: Mapped[str | None]
    proposed_subject: Mapped[str]
    proposed_department: Mapped[str]
    proposed_street: Mapped[str | None]
    proposed_number: Mapped[str | None]
    proposed_sector: Mapped[str | None]
    ruleset_number: Mapped[int]
    """The rule set that made the proposal."""
    rule: Mapped[str | None]
    """The rule of it that decided the proposal."""
    is_sole: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether nothing but that rule's own autonomy stood between the proposal and its department."""
    before: Mapped[dict[str, Any] | None]
    """The `domain.confirmation.Before`, by which it is taken back; None of confirmations of before that could be."""
    version: Mapped[int | None]
    """The version of the request that it left."""

    __table_args__ = (
        UniqueConstraint("request_id", "rank"),
        Index("ix_confirmations_town_request_id", "town", "request_id"),
        Index("ix_confirmations_town_rule", "town", "rule", "id", **where("rule IS NOT NULL")),
    )


class LearnedStepRow(Base):
    """A stretch of confirmations learned together; once closed its counts never change. A town has one open step at most."""

    __tablename__ = "learned_steps"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    confirmations: Mapped[int]

    __table_args__ = (Index("ix_learned_steps_open", "town", unique=True, **where("closed_at IS NULL")),)


class LearnedCountRow(Base):
    """In how many more messages of a subject a word stood, within a step; the empty word counts the messages. Below 0: taken back."""

    __tablename__ = "learned_counts"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class BacktestRow(Base):
    """A back-test (rejeu) of one revision of a rule set against the version published then."""

    __tablename__ = "backtests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    number: Mapped[int]
    revision: Mapped[int]
    published: Mapped[int]
    at: Mapped[datetime]
    since: Mapped[datetime | None]
    document: Mapped[dict[str, Any]]
    """Its counts, and the first of the requests that would change."""

    __table_args__ = (Index("ix_backtests_town_number_revision", "town", "number", "revision"),)
