"""Tables of figures: what is counted of requests. Codes and whole numbers only; they outlive what they were made of.

Days are numbered from 1 January 1970, months from January of the year 0; keys are those of `FactKeyRow`. On SQLite each table lies in the
order of its primary key, so that a stretch of days is read in one go.
"""

from datetime import datetime

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import BigId, ShortWords
from store.schema.base import Base

NEVER = 2**30
"""The day, and the month, that does not come."""


class FactKeyRow(Base):
    """What stands for a key of an axis in the tables of a town; 0 stands for none."""

    __tablename__ = "fact_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    town: Mapped[str] = mapped_column(ShortWords(64))
    axis: Mapped[str] = mapped_column(ShortWords(16))
    key: Mapped[str]

    __table_args__ = (UniqueConstraint("town", "axis", "key"),)


class FactDueRow(Base):
    """That facts have to catch up with a request: written by triggers, in the transaction that changed it."""

    __tablename__ = "fact_due"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request: Mapped[int] = mapped_column(BigId)


class FactSealRow(Base):
    """That the facts of a request stay as they are: what they were made of is taken away."""

    __tablename__ = "fact_seals"

    request: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Keyed:
    """The key of a request on each axis."""

    town: Mapped[int]
    day: Mapped[int]
    request: Mapped[int] = mapped_column(BigId)
    month: Mapped[int]
    channel: Mapped[int]
    nature: Mapped[int]
    theme: Mapped[int]
    subject: Mapped[int]
    sector: Mapped[int]
    department: Mapped[int]
    priority: Mapped[int]
    state: Mapped[int]
    requester: Mapped[int]
    closure: Mapped[int]
    agent: Mapped[int]
    street: Mapped[int]
    rule: Mapped[int]


class FactRow(Keyed, Base):
    """A request, on the day it was received. ``marks``: bits, in the order of `domain.fact.OF_RECEPTION`."""

    __tablename__ = "facts"

    hour: Mapped[int]
    marks: Mapped[int]
    to_record: Mapped[int | None]
    to_acknowledge: Mapped[int | None]
    to_transmission: Mapped[int | None]
    to_taking: Mapped[int | None]

    __table_args__ = (
        PrimaryKeyConstraint("town", "day", "request"),
        Index("ix_facts_request", "request", unique=True),
        {"sqlite_with_rowid": False},
    )


class FactDecisionRow(Keyed, Base):
    """The decision that sent a request on. ``marks``: bits, in the order of `domain.fact.OF_DECISION`."""

    __tablename__ = "fact_decisions"

    marks: Mapped[int]

    __table_args__ = (
        PrimaryKeyConstraint("town", "day", "request"),
        Index("ix_fact_decisions_request", "request"),
        {"sqlite_with_rowid": False},
    )


class FactClosingRow(Keyed, Base):
    """A closing. ``marks``: bits, in the order of `domain.fact.OF_CLOSING`; ``closure`` is its own."""

    __tablename__ = "fact_closings"

    number: Mapped[int]
    marks: Mapped[int]
    to_closing: Mapped[int | None]
    to_closing_working: Mapped[int | None]
    waiting: Mapped[int | None]
    elsewhere: Mapped[int | None]
    stars: Mapped[int | None]

    __table_args__ = (
        PrimaryKeyConstraint("town", "day", "request", "number"),
        Index("ix_fact_closings_request", "request"),
        {"sqlite_with_rowid": False},
    )


class FactMomentRow(Keyed, Base):
    """Something that happened to a request. ``kind``: its place in `domain.fact.OF_MOMENT`."""

    __tablename__ = "fact_moments"

    kind: Mapped[int]
    number: Mapped[int]

    __table_args__ = (
        PrimaryKeyConstraint("town", "kind", "day", "request", "number"),
        Index("ix_fact_moments_request", "request"),
        {"sqlite_with_rowid": False},
    )


class FactLetterRow(Keyed, Base):
    """A letter that left, and its model."""

    __tablename__ = "fact_letters"

    number: Mapped[int]
    letter: Mapped[int]

    __table_args__ = (
        PrimaryKeyConstraint("town", "day", "request", "number"),
        Index("ix_fact_letters_request", "request"),
        {"sqlite_with_rowid": False},
    )


class FactSpellRow(Keyed, Base):
    """Days at whose end a request was open, from ``since`` to the one before ``until``; ``day`` and ``month`` are those of its reception.

    ``late``: the first of them that is after its ``target``; ``planned``: the day that is planned for it. What does not come is `NEVER`.
    """

    __tablename__ = "fact_spells"

    until: Mapped[int]
    since: Mapped[int]
    late: Mapped[int]
    target: Mapped[int]
    planned: Mapped[int]
    number: Mapped[int]

    __table_args__ = (
        PrimaryKeyConstraint("town", "until", "request", "number"),
        Index("ix_fact_spells_request", "request"),
        {"sqlite_with_rowid": False},
    )
