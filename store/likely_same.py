"""Requests that may be of one fact with another: found by index, a fixed number however many there are, and compared elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
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
    ids = {found for block, asked in _blocks(wanted) for found in _around(session, wanted, block, asked)} - {wanted.request}
    if not ids:
        return ()
    asked = {"ids": sorted(ids), "draft": wanted.draft_id, "closed": wanted.received_at - SINCE_CLOSED}
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
        for row in session.execute(_NEAR, asked)
    )


def _pair(block: ColumnElement[bool]) -> tuple[Select[int], Select[int]]:
    """Return what asks for the requests of a block nearest before a moment, and nearest after it."""
    came, near_it = RequestRow.received_at, select(RequestRow.id).where(block)
    earlier = near_it.where(came <= bindparam("at"), came > bindparam("since")).order_by(came.desc(), RequestRow.id.desc())
    later = near_it.where(came > bindparam("at"), came < bindparam("until")).order_by(came, RequestRow.id)
    return earlier.limit(EARLIER), later.limit(LATER)


# Each narrows the search to the beginning of an index that goes on with the moment of receipt. All of this is put together once: pages of
# requests ask it each time.
_HERE = RequestRow.town == bindparam("town")
_ON_STREET = _pair(_HERE & (RequestRow.street == bindparam("street")) & RequestRow.street.is_not(None))
_ON_SUBJECT = _pair(_HERE & (RequestRow.subject == bindparam("subject")))
_OF_DOSSIER = _pair((RequestRow.dossier_id == bindparam("dossier")) & RequestRow.dossier_id.is_not(None))
_NEAR = (
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
        RequestRow.id.in_(bindparam("ids", expanding=True)),
        # Parts of one message were cut because it says several things.
        RequestRow.draft_id != bindparam("draft"),
        RequestRow.merged_into.is_(None),
        RequestRow.status.not_in((Status.REJECTED, Status.ARCHIVED)),
        or_(RequestRow.closed_at.is_(None), RequestRow.closed_at >= bindparam("closed")),
    )
    .order_by(RequestRow.id)
)


def _blocks(wanted: Wanted) -> Iterator[tuple[tuple[Select[int], Select[int]], Mapping[str, object]]]:
    """Yield what narrows the search, with what it is asked by."""
    for street in wanted.streets:
        yield _ON_STREET, {"town": wanted.town, "street": street}
    yield _ON_SUBJECT, {"town": wanted.town, "subject": wanted.subject}
    for dossier in wanted.dossiers:
        yield _OF_DOSSIER, {"dossier": dossier}


def _around(session: Session, wanted: Wanted, block: tuple[Select[int], Select[int]], asked: Mapping[str, object]) -> Sequence[int]:
    """Return the requests of a block that were received nearest before a moment, and nearest after it."""
    earlier, later = block
    at = wanted.received_at
    return (
        *session.scalars(earlier, {**asked, "at": at, "since": at - WINDOW}),
        *session.scalars(later, {**asked, "at": at, "until": at + WINDOW}),
    )
