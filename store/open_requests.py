"""Requests as anybody may have them: nothing of who asks, what was written or which house it is about is read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import SubjectCode, TownId
from domain.request import Status
from store.schema import RequestRow

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is read of a request."""

    channel: str
    received_at: datetime
    subject: SubjectCode
    sector: str
    street: str
    status: Status
    closed_at: datetime | None


def opened(session: Session, town: TownId, since: datetime, until: datetime, kept_back: Collection[SubjectCode]) -> Iterator[Opened]:
    """Yield the numbered requests of a span of time, none confidential, of some subjects, or part of another."""
    columns = (RequestRow.channel, RequestRow.received_at, RequestRow.subject, RequestRow.sector, RequestRow.street)
    chosen = select(*columns, RequestRow.status, RequestRow.closed_at).where(
        RequestRow.town == town,
        RequestRow.received_at >= since,
        RequestRow.received_at < until,
        RequestRow.counter.is_not(None),
        RequestRow.merged_into.is_(None),
        RequestRow.confidentiality == int(Confidentiality.NORMAL),
        RequestRow.subject.not_in(tuple(kept_back)),
    )
    for row in session.execute(chosen.execution_options(yield_per=_AT_ONCE)):
        yield Opened(
            channel=row.channel,
            received_at=row.received_at,
            subject=SubjectCode(row.subject),
            sector=row.sector or "",
            street=row.street or "",
            status=Status(row.status),
            closed_at=row.closed_at,
        )
