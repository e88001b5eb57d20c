"""Requests that may be of one fact with another: found by index, a fixed number however many there are, and compared elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from domain.dossier import DossierId
from domain.draft import Requester
from domain.ids import DraftId, RequestId, SubjectCode, TownId
from domain.place import Place
from domain.request import Status
from store.mapping import load
from store.schema import InclusionRow, RequestRow

EARLIER, LATER = 60, 20
"""Requests looked at of each street, subject and requester, on each side of the moment one came: those nearest to it."""
WINDOW = timedelta(days=400)
"""What lies farther away is another year's."""
SINCE_CLOSED = timedelta(days=90)
"""A fact that comes back later than that after its request was closed is a new one (DOMAIN: reopened within 30 days; and two months)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: requests of a town near one that was received at a moment, in these streets or places, of these requesters."""

    town: TownId
    request: RequestId
    draft_id: DraftId
    received_at: datetime
    subject: SubjectCode
    streets: tuple[str, ...]
    dossiers: tuple[DossierId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A request that may be of the same fact. ``main`` is the one it is included in; ``text`` is its heading and its own words."""

    request: RequestId
    main: RequestId | None
    subject: SubjectCode
    requester: Requester
    dossier: DossierId | None
    place: Place
    text: str
    received_at: datetime
    closed_at: datetime | None


def near(session: Session, wanted: Wanted) -> tuple[Near, ...]:
    """Return the requests worth comparing, none that is a part of another, rejected, archived, or closed long ago. Order is by id."""
    ids = {found for block in _blocks(wanted) for found in _around(session, wanted, block)} - {wanted.request}
    if not ids:
        return ()
    rows = (
        select(
            RequestRow.id,
            InclusionRow.main_id,
            RequestRow.subject,
            RequestRow.requester,
            RequestRow.dossier_id,
            RequestRow.place,
            RequestRow.heading,
            RequestRow.details,
            RequestRow.received_at,
            RequestRow.closed_at,
        )
        .outerjoin(InclusionRow, InclusionRow.request_id == RequestRow.id)
        .where(
            RequestRow.id.in_(sorted(ids)),
            # Parts of one message were cut because it says several things.
            RequestRow.draft_id != wanted.draft_id,
            RequestRow.merged_into.is_(None),
            RequestRow.status.not_in((Status.REJECTED, Status.ARCHIVED)),
            or_(RequestRow.closed_at.is_(None), RequestRow.closed_at >= wanted.received_at - SINCE_CLOSED),
        )
        .order_by(RequestRow.id)
    )
    return tuple(
        Near(
            request=RequestId(row.id),
            main=None if row.main_id is None else RequestId(row.main_id),
            subject=SubjectCode(row.subject),
            requester=load(Requester, row.requester),
            dossier=None if row.dossier_id is None else DossierId(row.dossier_id),
            place=load(Place, row.place),
            text=f"{row.heading}\n{row.details}",
            received_at=row.received_at,
            closed_at=row.closed_at,
        )
        for row in session.execute(rows)
    )


def _blocks(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Yield what narrows the search, each the beginning of an index that goes on with the moment of receipt."""
    for street in wanted.streets:
        yield (RequestRow.town == wanted.town) & (RequestRow.street == street) & RequestRow.street.is_not(None)
    yield (RequestRow.town == wanted.town) & (RequestRow.subject == wanted.subject)
    for dossier in wanted.dossiers:
        yield (RequestRow.dossier_id == dossier) & RequestRow.dossier_id.is_not(None)


def _around(session: Session, wanted: Wanted, block: ColumnElement[bool]) -> Sequence[int]:
    """Return the requests of a block that were received nearest before a moment, and nearest after it."""
    at, near_it = RequestRow.received_at, select(RequestRow.id).where(block)
    earlier = near_it.where(at <= wanted.received_at, at > wanted.received_at - WINDOW).order_by(at.desc(), RequestRow.id.desc())
    later = near_it.where(at > wanted.received_at, at < wanted.received_at + WINDOW).order_by(at, RequestRow.id)
    return (*session.scalars(earlier.limit(EARLIER)), *session.scalars(later.limit(LATER)))
