"""Tables of requests: the request, its history, what was added to it, its numbers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.timing import NOT_PRESSING
from store.columns import BigId, ShortWords
from store.schema.base import Base, where

OPEN = "status IN ('open', 'accepted', 'planned', 'waiting', 'transferred', 'done')"
"""Literally the condition of the indexes, or SQLite would not use them."""
IN_REVIEW = "status = 'review'"
CONCEALABLE = f"{IN_REVIEW} AND confidentiality > 0"
"""Requests of the review queue that are not everybody's to read."""
_CONCEALED_BY = ("priority", "confidentiality", "department")
UNTIMED = "timing IS NULL AND status IN ('review', 'open', 'accepted', 'planned', 'waiting', 'transferred', 'done')"
"""Requests that are not over and came before deadlines were kept."""
FACETS = ("department", "status", "subject", "sector", "street", "channel", "priority", "taken_by", "confidentiality")
"""What lists are filtered by: on PostgreSQL every index they are read in holds it all."""


class RequestRow(Base):
    """A request (demande): in review, mostly without number, or in a later state of its life with one."""

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
    phone: Mapped[str | None]
    """The requester's telephone in E.164, by which a caller is known again."""
    place: Mapped[dict[str, Any]]
    street: Mapped[str | None]
    sector: Mapped[str | None]
    decision: Mapped[dict[str, Any]]
    trace: Mapped[dict[str, Any]]
    """The `domain.evidence.Classification` the decision was made on."""
    ruleset_number: Mapped[int]
    rule: Mapped[str | None]
    """The rule that decided it, where nothing but that rule's own autonomy spoke against its going out by itself; else None."""
    basis: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """The `domain.decision.Basis` of the decision."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(BigId, ForeignKey("requests.id"))
    """The request this one is a part of by now; never one that is merged itself. Its number and code mean that one."""
    dossier_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("dossiers.id"))
    """The file of its requester; None for somebody nobody can find again."""
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]
    """The agent who has it in hand, by login."""
    planned_on: Mapped[date | None]
    awaited_until: Mapped[date | None]
    """The last day its requester has to bring what he was asked for."""
    authority: Mapped[str | None]
    """The department outside the town it was transferred to."""
    closure: Mapped[str | None] = mapped_column(ShortWords(16))
    closed_at: Mapped[datetime | None]
    timing: Mapped[dict[str, Any] | None]
    """The `domain.timing.Timing`: all that is due, and how it was counted."""
    take_by: Mapped[datetime | None]
    complete_by: Mapped[datetime | None]
    legal_on: Mapped[date | None]
    """These three stay when the request is over: whether it was in time."""
    due_at: Mapped[datetime | None]
    """The next of the town's own targets, as long as it counts."""
    pressing_on: Mapped[date] = mapped_column(default=NOT_PRESSING, server_default=NOT_PRESSING.isoformat())
    """The day of the legal clock once it is near, a day that never comes before that: the review queue is in its order."""
    snoozed_until: Mapped[date | None]
    asked_on: Mapped[date | None]
    """The day its requester was asked for what he is waited for."""
    receipt_on: Mapped[date | None]
    acknowledge_on: Mapped[date | None]
    """Last days for the record of receipt and for the acknowledgement, as long as they have not left."""
    erased_at: Mapped[datetime | None]
    """Since when nothing personal of it is kept any more (anonymisation)."""
    limited_at: Mapped[datetime | None]
    """Since when nobody works on it, as its requester has asked (limitation, article 18 of the GDPR)."""

    __table_args__ = (
        UniqueConstraint("draft_id", "part"),
        UniqueConstraint("town", "year", "counter"),
        Index("ix_requests_phone", "town", "phone", **where("phone IS NOT NULL")),
        Index("ix_requests_merged_into", "merged_into", **where("merged_into IS NOT NULL")),
        CheckConstraint("(year IS NULL) = (counter IS NULL)", name="number_whole"),
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority_range"),
        # Each list of the desk reads one of these in order, at any depth: of one town, or of all for an agent of the installation.
        Index("ix_requests_town_status_received_at", "town", "status", "received_at", "id"),
        Index("ix_requests_status_received_at", "status", "received_at", "id"),
        Index("ix_requests_town_status_pressing", "town", "status", "priority", "pressing_on", "received_at", "id"),
        Index("ix_requests_status_pressing", "status", "priority", "pressing_on", "received_at", "id"),
        # The few that a reader of the queue is told of by nothing but when they came, which is their order for him. SQLite takes the index
        # of which it finds most columns given, and of two such the smaller one: so the state is in it. Behind the order, what is counted.
        Index("ix_requests_town_concealable", "town", "status", "received_at", "id", *_CONCEALED_BY, **where(CONCEALABLE)),
        Index("ix_requests_concealable", "status", "received_at", "id", *_CONCEALED_BY, "town", **where(CONCEALABLE)),
        Index("ix_requests_due", "due_at", "id", **where("due_at IS NOT NULL")),
        # The list by day with any filter, without reading a row.
        Index(
            "ix_requests_due_facets",
            "town",
            "due_at",
            "id",
            "department",
            "status",
            "subject",
            "sector",
            "street",
            "channel",
            "priority",
            "taken_by",
            "confidentiality",
            "received_at",
            **where("due_at IS NOT NULL"),
        ),
        Index("ix_requests_town_received_at", "town", "received_at", "id"),
        Index("ix_requests_received_at", "received_at", "id"),
        Index("ix_requests_town_rule", "town", "rule", "id", **where("rule IS NOT NULL")),
        Index("ix_requests_untimed", "id", **where(UNTIMED)),
        Index("ix_requests_town_department_status", "town", "department", "status", "received_at", "id"),
        Index("ix_requests_dossier", "dossier_id", "received_at", "id", **where("dossier_id IS NOT NULL")),
        Index("ix_requests_town_open", "town", "received_at", "id", **where(OPEN)),
        Index("ix_requests_open", "received_at", "id", **where(OPEN)),
        Index("ix_requests_department_open", "town", "department", "received_at", "id", "merged_into", **where(OPEN)),
        # Requests that may be of one fact: the same street, the same subject, about the same time. On PostgreSQL lists read them, too.
        Index(
            "ix_requests_town_street",
            *("town", "street", "received_at", "id"),
            postgresql_include=[one for one in FACETS if one != "street"],
            **where("street IS NOT NULL"),
        ),
        Index(
            "ix_requests_town_subject",
            *("town", "subject", "received_at", "id"),
            postgresql_include=[one for one in FACETS if one != "subject"],
        ),
        # What everybody may see, in the order of Open311's list; all that is asked is told without reading a row. SQLite takes the index of
        # which it finds most columns given: `confidentiality` first, and none of all requests is as good. It is no condition of the index:
        # PostgreSQL would not look for what each of its entries fulfils, and read it from its end.
        Index(
            "ix_requests_public",
            "confidentiality",
            "town",
            "received_at",
            "id",
            "status",
            "subject",
            "merged_into",
            **where("merged_into IS NULL AND status <> 'review'"),
        ),
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


class FollowUpRow(Base):
    """A message that was added to a request (relance): its draft, and what it is to the request (`domain.request.Addition`)."""

    __tablename__ = "follow_ups"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True)
    draft_id: Mapped[int] = mapped_column(BigId, ForeignKey("drafts.id"), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    kind: Mapped[str] = mapped_column(ShortWords(16))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_follow_ups_draft_id", "draft_id"), Index("ix_follow_ups_town_at", "town", "at", "kind"))


class LinkRow(Base):
    """A request that follows another, or may: ``is_proven`` False is a proposal to people."""

    __tablename__ = "request_links"

    request_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(BigId, ForeignKey("requests.id"), primary_key=True)
    town: Mapped[str] = mapped_column(ForeignKey("towns.id"))
    evidence: Mapped[str] = mapped_column(ShortWords(16))
    """The `domain.request.Tie` that speaks for it."""
    is_proven: Mapped[bool]

    __table_args__ = (Index("ix_request_links_followed_id", "followed_id"),)


class ThreadRow(Base):
    """A Message-ID that a mail bears (``is_own``) or refers to. ``key`` is its digest: an id may be longer than an index takes."""

    __tablename__ = "threads"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    key: Mapped[str] = mapped_column(ShortWords(32), primary_key=True)
    draft_id: Mapped[int] = mapped_column(BigId, ForeignKey("drafts.id"), primary_key=True)
    is_own: Mapped[bool]


class CounterRow(Base):
    """Last request number given, per town and year."""

    __tablename__ = "counters"

    town: Mapped[str] = mapped_column(ForeignKey("towns.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
