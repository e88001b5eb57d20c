"""How often people decided otherwise than was proposed."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from domain.review import Rate, RateBy
from store.autonomy import IS_CORRECTION
from store.confirmations import IS_LATEST
from store.schema import ConfirmationRow

UNKNOWN_RULE = "?"
"""Rule of a proposal of before that was kept."""
_COLUMNS = {
    RateBy.RULE: func.coalesce(ConfirmationRow.rule, UNKNOWN_RULE),
    RateBy.SUBJECT: ConfirmationRow.proposed_subject,
    RateBy.DEPARTMENT: ConfirmationRow.proposed_department,
    RateBy.AGENT: ConfirmationRow.agent,
}
_COUNTS = (func.count(), func.coalesce(func.sum(case((IS_CORRECTION, 1), else_=0)), 0))


def rates(session: Session, town: TownId, by: RateBy, since: datetime | None, until: datetime | None) -> tuple[Rate, ...]:
    """Return how many requests were decided and how many corrected, most decided first.

    Each request counts once, as it was decided last and not taken back, in the period in which it was: from ``since`` on, before
    ``until``. By month is `rate` for each month. A correction is another subject or another department.
    """
    column = _COLUMNS[by]
    statement = select(column.label("key"), *_COUNTS).where(*_chosen(town, since, until)).group_by(column)
    found = [Rate(key=key, decided=decided, corrected=int(wrong)) for key, decided, wrong in session.execute(statement)]
    return tuple(sorted(found, key=lambda one: (-one.decided, one.key)))


def rate(session: Session, town: TownId, key: str, since: datetime | None, until: datetime | None) -> Rate:
    """Return the same for all of a period, under a name."""
    decided, wrong = session.execute(select(*_COUNTS).where(*_chosen(town, since, until))).one()
    return Rate(key=key, decided=decided, corrected=int(wrong))


def first_at(session: Session, town: TownId) -> datetime | None:
    """Return when people of a town first decided something; None where they never did."""
    return session.scalar(select(func.min(ConfirmationRow.at)).where(ConfirmationRow.town == town))


def _chosen(town: TownId, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    chosen = [ConfirmationRow.town == town, IS_LATEST]
    if since is not None:
        chosen.append(ConfirmationRow.at >= since)
    if until is not None:
        chosen.append(ConfirmationRow.at < until)
    return chosen
