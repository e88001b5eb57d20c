"""How often the rules of a town held, counted in the database from the traces that decisions were stored with."""

from datetime import datetime

from sqlalchemy import Select, String, func, literal_column, select
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import RuleId, TownId
from domain.request import Status
from store.schema import RequestRow
from store.upsert import dialect_of


def count(session: Session, town: TownId, since: datetime, most: Confidentiality) -> dict[RuleId, int]:
    """Return how many requests received since a time each rule held for; rules that never did are not in it.

    Requests more confidential than ``most`` do not count: who edits rules would find out by them, rule by rule, what is in one.
    """
    statement = _on_sqlite() if dialect_of(session) == "sqlite" else _on_postgresql()
    # All statuses are named so that the index on town, status and time of reception is used.
    chosen = statement.where(
        RequestRow.town == town,
        RequestRow.status.in_([status.value for status in Status]),
        RequestRow.received_at >= since,
        RequestRow.confidentiality <= int(most),
    )
    return {RuleId(rule): number for rule, number in session.execute(chosen)}


def _on_sqlite() -> Select[str, int]:
    found = func.json_each(RequestRow.trace, "$.findings").table_valued("value", name="found")
    rule = func.json_extract(found.c.value, "$.rule", type_=String)
    holds = func.json_extract(found.c.value, "$.holds")
    return select(rule, func.count()).select_from(RequestRow).join(found, literal_column("1") == 1).where(holds == 1).group_by(rule)


def _on_postgresql() -> Select[str, int]:
    findings = func.jsonb_array_elements(func.jsonb_extract_path(RequestRow.trace, "findings"))
    found = findings.table_valued("value", name="found").render_derived()
    rule = func.jsonb_extract_path_text(found.c.value, "rule", type_=String)
    holds = func.jsonb_extract_path_text(found.c.value, "holds")
    return select(rule, func.count()).select_from(RequestRow).join(found, literal_column("true")).where(holds == "true").group_by(rule)
