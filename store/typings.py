"""What agents have typed into the forms of a request and not sent yet."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from store.schema import TypingRow
from store.upsert import dialect_of, insert_into


def keep(  # noqa: PLR0913, PLR0917 - whose it is, where it stands, what and when
    session: Session, town: TownId, request: RequestId, agent: str, form: str, fields: Mapping[str, str], now: datetime
) -> None:
    """Write what an agent has typed into a form of a request; what he had typed before is written over."""
    values = {"town": town, "request_id": request, "agent": agent, "form": form, "fields": dict(fields), "at": now}
    session.execute(_keeping(dialect_of(session)), values)


def of(session: Session, request: RequestId, agent: str, since: datetime) -> dict[str, Mapping[str, str]]:
    """Return what an agent has typed into the forms of a request from a moment on, by form."""
    chosen = select(TypingRow).where(TypingRow.request_id == request, TypingRow.agent == agent, TypingRow.at >= since)
    return {row.form: row.fields for row in session.scalars(chosen)}


def drop(session: Session, request: RequestId, agent: str, form: str | None = None) -> None:
    """Forget what an agent has typed into a form of a request; None: into any."""
    gone = delete(TypingRow).where(TypingRow.request_id == request, TypingRow.agent == agent)
    gone = gone if form is None else gone.where(TypingRow.form == form)
    session.execute(gone.execution_options(synchronize_session=False))


def has_before(session: Session, before: datetime) -> bool:
    """Tell whether something was typed before a moment."""
    return bool(session.scalar(select(exists().where(TypingRow.at < before))))


def forget(session: Session, before: datetime) -> None:
    """Forget what was typed before a moment."""
    session.execute(delete(TypingRow).where(TypingRow.at < before).execution_options(synchronize_session=False))


@cache
def _keeping(dialect: str) -> postgresql.Insert | sqlite.Insert:
    adding = insert_into(dialect, TypingRow)
    written = {name: adding.excluded[name] for name in ("fields", "at")}
    return adding.on_conflict_do_update(index_elements=["request_id", "agent", "form"], set_=written)
