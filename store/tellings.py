"""What the requests somebody may read tell of their requesters: of the others a file's values may come as well, and those are not his."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.draft import Requester
from domain.ids import RequestId, TrackingCode
from domain.inbound import Channel
from domain.request import RequestNumber
from domain.rights import Reach
from store.mapping import load
from store.reach import is_readable
from store.schema import DossierRow, OutboxRow, RequestRow

MOST_TOLD = 500
"""Requests read for what they tell of one requester: the first ones, who told it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one request tells of its requester."""

    request: RequestId
    number: RequestNumber | None
    tracking: TrackingCode
    channel: Channel
    received_at: datetime
    requester: Requester


def partly_readable(session: Session, files: Collection[DossierId], reach: Reach) -> frozenset[DossierId]:
    """Return those of some requesters' files of which not every request is the reader's."""
    hidden = select(RequestRow.dossier_id).where(RequestRow.dossier_id.in_(files), not_(is_readable(reach))).distinct()
    return frozenset(DossierId(one) for one in session.scalars(hidden) if one is not None) if files else frozenset()


def of_file(session: Session, file: DossierId, reach: Reach) -> tuple[Telling, ...]:
    """Return what the readable requests of a requester tell of him, the oldest first, at most `MOST_TOLD`."""
    columns = (
        RequestRow.id,
        RequestRow.year,
        RequestRow.counter,
        RequestRow.tracking,
        RequestRow.channel,
        RequestRow.received_at,
        RequestRow.requester,
    )
    own = select(*columns).where(RequestRow.dossier_id == file, is_readable(reach))
    rows = session.execute(own.order_by(RequestRow.received_at, RequestRow.id).limit(MOST_TOLD))
    return tuple(
        Telling(
            request=RequestId(row.id),
            number=None if row.year is None or row.counter is None else RequestNumber(year=row.year, counter=row.counter),
            tracking=TrackingCode(row.tracking),
            channel=Channel(row.channel),
            received_at=row.received_at,
            requester=load(Requester, row.requester),
        )
        for row in rows
    )


def restricted(session: Session, files: Collection[DossierId], reach: Reach) -> tuple[RequestId, ...]:
    """Return the readable requests of some requesters that are not for everybody: what is told of them, these tell as well."""
    own = select(RequestRow.id).where(RequestRow.dossier_id.in_(files), is_readable(reach))
    found = own.where(RequestRow.confidentiality > Confidentiality.NORMAL).order_by(RequestRow.id)
    return tuple(map(RequestId, session.scalars(found))) if files else ()


def count_readable(session: Session, file: DossierId, reach: Reach) -> int:
    """Return how many requests of a requester are the reader's."""
    own = select(func.count()).select_from(RequestRow).where(RequestRow.dossier_id == file, is_readable(reach))
    return session.scalars(own).one()


def merged_files(session: Session, file: DossierId) -> tuple[DossierId, ...]:
    """Return the files that are a part of one."""
    found = select(DossierRow.id).where(DossierRow.merged_into == file).order_by(DossierRow.id)
    return tuple(map(DossierId, session.scalars(found)))


def with_letters(session: Session, requests: Collection[RequestId]) -> frozenset[RequestId]:
    """Return those of some requests about which a letter was written."""
    found = select(OutboxRow.request_id).where(OutboxRow.request_id.in_(requests)).distinct()
    return frozenset(RequestId(one) for one in session.scalars(found) if one is not None) if requests else frozenset()
