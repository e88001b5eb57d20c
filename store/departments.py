"""Requests by the department they lie in: how many, which, and where they go when it closes."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, TownId
from domain.request import OPEN_STATUSES, Status
from store.schema import OPEN, DepartmentLookRow, RequestRow
from store.upsert import dialect_of, insert_into

_IS_OPEN = text(f"requests.{OPEN}")
_LIES: Final = (Status.REVIEW, *OPEN_STATUSES)
"""States in which a request lies in a department, or is proposed to it."""


def occupied(session: Session, town: TownId) -> tuple[DepartmentCode, ...]:
    """Return the departments of a town in which open requests lie, parts of others too."""
    by_index = "INDEXED BY ix_requests_department_open" if dialect_of(session) == "sqlite" else ""
    following = text(
        f"SELECT department FROM requests {by_index} WHERE town = :town AND {OPEN} AND department > :last ORDER BY department LIMIT 1"  # noqa: S608
    )
    found: list[DepartmentCode] = []
    # From one to the next by the index: there are few, and perhaps a million requests.
    while (code := session.scalar(following, {"town": town, "last": found[-1] if found else ""})) is not None:
        found.append(DepartmentCode(code))
    return tuple(found)


def open_in(session: Session, town: TownId, departments: Collection[DepartmentCode]) -> dict[DepartmentCode, int]:
    """Return how many open requests lie in each of some departments of a town; parts of others do not count."""
    if not departments:
        return {}
    counted = (
        select(RequestRow.department, func.count())
        .where(RequestRow.town == town, RequestRow.department.in_(departments), _IS_OPEN, RequestRow.merged_into.is_(None))
        .group_by(RequestRow.department)
        # SQLite would take one that knows the state, and read each row to see whether it was merged.
        .with_hint(RequestRow, "INDEXED BY ix_requests_department_open", "sqlite")
    )
    return {DepartmentCode(code): count for code, count in session.execute(counted)}


def lying(
    session: Session, town: TownId, department: DepartmentCode, *, after: RequestId | None, limit: int, is_review_too: bool
) -> tuple[RequestId, ...]:
    """Return requests that lie in a department, in the order they were kept; ``after`` is the last one seen.

    With ``is_review_too`` also those in review that are proposed to it.
    """
    statuses = _LIES if is_review_too else OPEN_STATUSES
    chosen = select(RequestRow.id).where(
        RequestRow.town == town,
        RequestRow.department == department,
        RequestRow.status.in_(statuses),
        RequestRow.merged_into.is_(None),
        RequestRow.id > (after or 0),
    )
    return tuple(map(RequestId, session.scalars(chosen.order_by(RequestRow.id).limit(limit))))


def put(session: Session, request: RequestId, department: DepartmentCode, confidentiality: Confidentiality) -> None:
    """Write in which department a request lies from now on, and how confidential it is there. Whoever calls has its clocks follow."""
    values = {"department": department, "confidentiality": confidentiality, "version": RequestRow.version + 1}
    session.execute(update(RequestRow).where(RequestRow.id == request).values(values).execution_options(synchronize_session=False))


def looks(session: Session) -> dict[TownId, tuple[int, date]]:
    """Return up to which rule set and day it was looked, for each town, whether requests lie in departments that are closed or gone."""
    rows = session.execute(select(DepartmentLookRow.town, DepartmentLookRow.ruleset, DepartmentLookRow.day))
    return {TownId(town): (ruleset, day) for town, ruleset, day in rows}


def set_looked(session: Session, town: TownId, ruleset: int, day: date) -> None:
    """Write up to which rule set and day it was looked."""
    putting = insert_into(dialect_of(session), DepartmentLookRow)
    session.execute(
        putting.on_conflict_do_update(index_elements=["town"], set_={"ruleset": ruleset, "day": day}),
        {"town": town, "ruleset": ruleset, "day": day},
    )
