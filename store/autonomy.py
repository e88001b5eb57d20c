"""How much each rule of a town does alone, and what that is measured by."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.autonomy import Autonomy, Level, Measured, Terms
from domain.ids import RequestId, RuleId, TownId
from domain.request import Status
from store import quick
from store.confirmations import IS_LATEST, ConfirmationId
from store.schema import AutonomyRow, AutonomyTermsRow, ConfirmationRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into

IS_CORRECTION: ColumnElement[bool] = or_(
    ConfirmationRow.subject != ConfirmationRow.proposed_subject, ConfirmationRow.department != ConfirmationRow.proposed_department
)
"""As `domain.confirmation.Confirmation.is_correction`."""


def find(session: Session, town: TownId, rule: RuleId) -> Autonomy | None:
    """Return what was said of a rule; None where it does what its rule set says."""
    row = session.get(AutonomyRow, (town, rule), populate_existing=True)
    return None if row is None else _autonomy(row)


def all_of(session: Session, town: TownId) -> tuple[Autonomy, ...]:
    """Return what was said of a town's rules, by rule."""
    rows = session.scalars(select(AutonomyRow).where(AutonomyRow.town == town).order_by(AutonomyRow.rule))
    return tuple(map(_autonomy, rows))


def on_probation(session: Session, town: TownId, rules: Collection[RuleId]) -> frozenset[RuleId]:
    """Return which of these rules do not work alone."""
    return frozenset(RuleId(rule) for (rule,) in _ON_PROBATION.rows(session, tuple(rules), of_town=town))


_RULES = table_of(AutonomyRow).c
_ON_PROBATION = quick.Lookup(select(_RULES.rule).where(_RULES.town == bindparam("of_town"), _RULES.level != Level.AUTOMATIC), _RULES.rule)


def put(session: Session, autonomy: Autonomy) -> None:
    """Write how much a rule does alone from now on."""
    values = {
        "town": autonomy.town,
        "rule": autonomy.rule,
        "level": autonomy.level,
        "since": autonomy.since,
        "by": autonomy.by,
        "why": autonomy.why,
        "confirmation_id": autonomy.confirmation,
        "raised_at": autonomy.raised_at,
    }
    session.execute(_putting(dialect_of(session)), values)


def lowered_by(session: Session, confirmation: ConfirmationId) -> Autonomy | None:
    """Return the rule that a correction lowered by itself, if it did and nobody has said anything of it since."""
    row = session.scalar(select(AutonomyRow).where(AutonomyRow.confirmation_id == confirmation))
    return None if row is None else _autonomy(row)


def lowered(session: Session, town: TownId | None) -> tuple[Autonomy, ...]:
    """Return the rules of a town, or of all, that corrections have lowered and of which nobody has said anything since."""
    chosen = select(AutonomyRow).where(AutonomyRow.confirmation_id.is_not(None), AutonomyRow.level != Level.AUTOMATIC)
    if town is not None:
        chosen = chosen.where(AutonomyRow.town == town)
    return tuple(map(_autonomy, session.scalars(chosen.order_by(AutonomyRow.since.desc()))))


def terms(session: Session, town: TownId) -> Terms:
    """Return what a town asks of its rules."""
    row = session.get(AutonomyTermsRow, town, populate_existing=True)
    if row is None:
        return Terms()
    return Terms(confirmations=row.confirmations, precision=row.precision, corrections=row.corrections, of_requests=row.of_requests)


def set_terms(session: Session, town: TownId, asked: Terms) -> None:
    """Write what a town asks of its rules."""
    session.execute(_setting_terms(dialect_of(session)), {"town": town, **asdict(asked)})


def measured(session: Session, town: TownId, rule: RuleId, last: int) -> Measured:
    """Return the ``last`` confirmations of requests on which nothing but the rule's own autonomy was in question."""
    corrected = case((IS_CORRECTION, 1), else_=0).label("corrected")
    chosen = select(corrected).where(
        ConfirmationRow.town == town, ConfirmationRow.rule == rule, ConfirmationRow.is_sole.is_(True), IS_LATEST
    )
    newest = chosen.order_by(ConfirmationRow.id.desc()).limit(last).subquery()
    count, wrong = session.execute(select(func.count(), func.coalesce(func.sum(newest.c.corrected), 0))).one()
    return Measured(confirmed=count, right=count - int(wrong))


def neighbours(
    session: Session, town: TownId, rule: RuleId, request: RequestId, *, since: datetime | None, limit: int
) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Return of the requests a rule decided just before and just after one, nearest first, whether they were corrected.

    What still waits for people is left out; ``since``: only requests kept from then on.
    """
    corrected = (
        select(ConfirmationRow.id).where(ConfirmationRow.request_id == RequestRow.id, IS_LATEST, IS_CORRECTION).correlate(RequestRow)
    ).exists()
    chosen: Select[bool] = select(corrected).where(RequestRow.town == town, RequestRow.rule == rule, RequestRow.status != Status.REVIEW)
    if since is not None:
        chosen = chosen.where(RequestRow.created_at >= since)
    before = chosen.where(RequestRow.id < request).order_by(RequestRow.id.desc()).limit(limit)
    after = chosen.where(RequestRow.id > request).order_by(RequestRow.id).limit(limit)
    return tuple(map(bool, session.scalars(before))), tuple(map(bool, session.scalars(after)))


def rules_confirmed(session: Session, town: TownId) -> tuple[RuleId, ...]:
    """Return the rules whose sure proposals people have confirmed or corrected, in order."""
    chosen = select(ConfirmationRow.rule).where(ConfirmationRow.town == town, ConfirmationRow.rule.is_not(None)).distinct()
    return tuple(RuleId(rule) for rule in session.scalars(chosen.order_by(ConfirmationRow.rule)) if rule is not None)


def _autonomy(row: AutonomyRow) -> Autonomy:
    return Autonomy(
        town=TownId(row.town),
        rule=RuleId(row.rule),
        level=Level(row.level),
        since=row.since,
        by=row.by,
        why=row.why,
        confirmation=row.confirmation_id,
        raised_at=row.raised_at,
    )


@cache
def _putting(dialect: str) -> postgresql.Insert | sqlite.Insert:
    adding = insert_into(dialect, AutonomyRow)
    written = {name: getattr(adding.excluded, name) for name in ("level", "since", "by", "why", "confirmation_id", "raised_at")}
    return adding.on_conflict_do_update(index_elements=["town", "rule"], set_=written)


@cache
def _setting_terms(dialect: str) -> postgresql.Insert | sqlite.Insert:
    adding = insert_into(dialect, AutonomyTermsRow)
    written = {name: getattr(adding.excluded, name) for name in Terms.__slots__}
    return adding.on_conflict_do_update(index_elements=["town"], set_=written)
