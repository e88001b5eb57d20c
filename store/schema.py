"""Tables. Every row that belongs to a town says so; times are UTC; JSON columns hold the domain types of `store.mapping`."""

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.columns import BigId, Json, ShortWords, UtcDateTime, Words


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Words(), datetime: UtcDateTime(), dict[str, Any]: Json()}


def table_of(row: type[Base]) -> Table:
    """Return the table of a row class, for statements that go past the ORM."""
    return cast("Table", row.__table__)


def _where(condition: str) -> dict[str, Any]:
    """Return the options of a partial index, the same on both databases."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


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
        Index("uq_rule_sets_published", "town", unique=True, **_where("state = 'publié'")),
        Index("ix_rule_sets_waiting", "publish_at", **_where("publish_at IS NOT NULL")),
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


class InboundRow(Base):
    """One arrival. The same thing delivered twice has the same ``content_key`` and is one row."""

    __tablename__ = "inbounds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    channel: Mapped[str] = mapped_column(ShortWords(16))
    source_id: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(ShortWords(64))
    size: Mapped[int] = mapped_column(BigInteger)
    content_key: Mapped[str] = mapped_column(ShortWords(64))
    received_at: Mapped[datetime]
    mailbox: Mapped[str | None]
    envelope: Mapped[dict[str, Any]]
    deliveries: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str] = mapped_column(ShortWords(16), default="pending")
    reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("town", "channel", "content_key"),
        Index("ix_inbounds_town_received_at", "town", "received_at"),
        Index("ix_inbounds_content_key", "content_key"),
        Index("ix_inbounds_outcome", "outcome"),
    )


class DraftRow(Base):
    """What a reader made of one item of an arrival (`domain.draft.Draft`, not yet cut into several)."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    inbound_id: Mapped[int] = mapped_column(BigId, ForeignKey("inbounds.id"))
    item: Mapped[int]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("inbound_id", "item"),)


class RequestRow(Base):
    """A request (demande): in review without number, or open with one."""

    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    draft_id: Mapped[int] = mapped_column(BigId, ForeignKey("drafts.id"))
    part: Mapped[int]
    """Which of the draft's parts, from 1."""
    tracking: Mapped[str] = mapped_column(ShortWords(16), unique=True)
    year: Mapped[int | None]
    counter: Mapped[int | None]
    status: Mapped[str] = mapped_column(ShortWords(16))
    channel: Mapped[str] = mapped_column(ShortWords(16))
    received_at: Mapped[datetime]
    subject: Mapped[str]
    department: Mapped[str]
    priority: Mapped[int]
    confidentiality: Mapped[int] = mapped_column(default=0)
    heading: Mapped[str]
    details: Mapped[str]
    offset: Mapped[int] = mapped_column(default=0, server_default="0")
    """Where ``details`` begins in the text of the draft, in characters."""
    requester: Mapped[dict[str, Any]]
    place: Mapped[dict[str, Any]]
    street: Mapped[str | None]
    sector: Mapped[str | None]
    decision: Mapped[dict[str, Any]]
    trace: Mapped[dict[str, Any]]
    """The `domain.evidence.Classification` the decision was made on."""
    ruleset_number: Mapped[int]
    basis: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """The `domain.decision.Basis` of the decision."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("draft_id", "part"),
        UniqueConstraint("town", "year", "counter"),
        CheckConstraint("(year IS NULL) = (counter IS NULL)", name="number_whole"),
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority_range"),
        # Each list of the desk reads one of these in order, at any depth: of one town, or of all for an agent of the installation.
        Index("ix_requests_town_status_received_at", "town", "status", "received_at", "id"),
        Index("ix_requests_status_received_at", "status", "received_at", "id"),
        Index("ix_requests_town_status_priority", "town", "status", "priority", "received_at", "id"),
        Index("ix_requests_status_priority", "status", "priority", "received_at", "id"),
        Index("ix_requests_town_department_status", "town", "department", "status", "received_at", "id"),
    )


class HistoryRow(Base):
    """One action on a request (historique). Append only."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(ShortWords(64))
    details: Mapped[dict[str, Any]]


class CounterRow(Base):
    """Last request number given, per town and year."""

    __tablename__ = "counters"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class JournalRow(Base):
    """Who did what to what (journal). Append only; never holds what people wrote."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"))
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(ShortWords(64))
    object: Mapped[str]
    details: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_journal_town", "town", "id"),)


class JobRow(Base):
    """Work to do on a row, written in the transaction that made it necessary. The row is the truth, a queue message only a nudge."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    queue: Mapped[str] = mapped_column(ShortWords(16))
    kind: Mapped[str] = mapped_column(ShortWords(32))
    subject_id: Mapped[int] = mapped_column(BigId)
    """Id of the row the work is about; which table follows from ``kind``."""
    state: Mapped[str] = mapped_column(ShortWords(16), default="ready")
    """``ready``, ``running``, ``done`` or ``parked``."""
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    """Nobody may claim the job earlier: its next attempt is due then or, while it runs, its lease ends then."""
    lease: Mapped[str | None] = mapped_column(ShortWords(36))
    """Token of the claim, so that a worker whose lease ran out cannot finish another's work."""
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("state IN ('ready', 'running', 'done', 'parked')", name="state_known"),
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="lease_while_running"),
        Index("ix_jobs_waiting", "queue", "state", "not_before", "id", **_where("state IN ('ready', 'running')")),
        Index("ix_jobs_parked", "id", **_where("state = 'parked'")),
    )


class OutboxRow(Base):
    """Something that must leave the house (courrier au départ): written with its cause, sent afterwards, once."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("requests.id"), index=True)
    kind: Mapped[str] = mapped_column(ShortWords(32))
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(ShortWords(16), default="waiting")
    """``waiting``, ``sent`` or ``held`` (no relay is set: kept in sight)."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outbox_unsent", "state", "id", **_where("state <> 'sent'")),)


class AgentRow(Base):
    """A person who signs in (agent). ``town`` None: of the installation."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    town: Mapped[str | None] = mapped_column(ForeignKey("towns.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(ShortWords(16))
    """``admin`` or ``reception``."""
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(ShortWords(8), default="fr")
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A signed-in browser. ``token_hash`` is the SHA-256 of the cookie."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(ShortWords(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    csrf: Mapped[str] = mapped_column(ShortWords(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


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

    __table_args__ = (UniqueConstraint("request_id", "rank"), Index("ix_confirmations_town_request_id", "town", "request_id"))


class LearnedStepRow(Base):
    """A stretch of confirmations learned together; once closed its counts never change. A town has one open step at most."""

    __tablename__ = "learned_steps"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    confirmations: Mapped[int]

    __table_args__ = (Index("ix_learned_steps_open", "town", unique=True, **_where("closed_at IS NULL")),)


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
