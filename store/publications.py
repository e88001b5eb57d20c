"""What agents have approved of reports for everybody: words and photos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import RequestId, TownId
from domain.publication import Box, Photo, Publication
from store.mapping import dump, load
from store.schema import PublicationRow, PublishedPhotoRow, RequestRow, table_of

_PHOTO = (
    *(PublishedPhotoRow.token, PublishedPhotoRow.request_id, PublishedPhotoRow.source),
    *(PublishedPhotoRow.width, PublishedPhotoRow.height, PublishedPhotoRow.boxes),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A photo to be shown, with its JPEG."""

    photo: Photo
    content: bytes = field(repr=False)


def find(session: Session, request: RequestId) -> Publication | None:
    """Return what was decided of a report; None where nobody has."""
    row = session.get(PublicationRow, request, populate_existing=True)
    return None if row is None else _publication(row, _photos(session, (request,)).get(request, ()))


def shown(session: Session, requests: Collection[RequestId]) -> Mapping[RequestId, Publication]:
    """Return what is shown of reports; of those that are left alone (limitation) or were emptied, nothing is."""
    if not requests:
        return {}
    asked = (
        select(PublicationRow)
        .join(RequestRow, RequestRow.id == PublicationRow.request_id)
        .where(PublicationRow.request_id.in_(requests), PublicationRow.is_shown)
        .where(RequestRow.limited_at.is_(None), RequestRow.erased_at.is_(None))
    )
    rows = session.scalars(asked).all()
    photos = _photos(session, [RequestId(row.request_id) for row in rows]) if rows else {}
    return {RequestId(row.request_id): _publication(row, photos.get(RequestId(row.request_id), ())) for row in rows}


def keep(session: Session, wanted: Publication, photos: Sequence[NewPhoto]) -> None:
    """Write what an agent decides in place of what stood before. Raises ConflictError where another version stands than was seen.

    ``wanted.version`` is the version that stands afterwards, 1 for the first. Photos of before whose tokens are among those of ``wanted``
    stay as they are; all others go.
    """
    before = find(session, wanted.request)
    if (0 if before is None else before.version) != wanted.version - 1:
        raise ConflictError(f"The publication of request {wanted.request} was changed meanwhile.")
    values = {"is_shown": wanted.is_shown, "text": wanted.text, "agent": wanted.agent, "at": wanted.at, "version": wanted.version}
    row = session.get(PublicationRow, wanted.request)
    if row is None:
        session.add(PublicationRow(request_id=wanted.request, town=wanted.town, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    own = table_of(PublishedPhotoRow)
    staying = {one.token for one in wanted.photos} - {one.photo.token for one in photos}
    session.execute(delete(own).where(own.c.request_id == wanted.request, own.c.token.not_in(staying)))
    ranks = {one.token: rank for rank, one in enumerate(wanted.photos)}
    rows = [
        {
            "token": one.photo.token,
            "request_id": wanted.request,
            "rank": ranks[one.photo.token],
            "source": one.photo.source,
            "width": one.photo.width,
            "height": one.photo.height,
            "boxes": {"boxes": [dump(box) for box in one.photo.boxes]},
            "content": one.content,
        }
        for one in photos
    ]
    if rows:
        session.execute(insert(own), rows)
    session.flush()


def take_back(session: Session, request: RequestId, agent: str, now: datetime) -> bool:
    """Show nothing of a report any more, and delete its words and copies; return False where nothing was shown."""
    before = find(session, request)
    if before is None or not before.is_shown:
        return False
    keep(session, replace(before, is_shown=False, text="", photos=(), agent=agent, at=now, version=before.version + 1), ())
    return True


def find_photo(session: Session, token: str) -> tuple[RequestId, TownId] | None:
    """Return whose photo has a token; None where there is none, or it is not shown."""
    asked = (
        select(PublishedPhotoRow.request_id, PublicationRow.town)
        .join(PublicationRow, PublicationRow.request_id == PublishedPhotoRow.request_id)
        .where(PublishedPhotoRow.token == token, PublicationRow.is_shown)
    )
    row = session.execute(asked).one_or_none()
    return None if row is None else (RequestId(row.request_id), TownId(row.town))


def photo(session: Session, token: str) -> bytes | None:
    """Return a photo as JPEG."""
    return session.scalar(select(PublishedPhotoRow.content).where(PublishedPhotoRow.token == token))


def _photos(session: Session, requests: Collection[RequestId]) -> Mapping[RequestId, tuple[Photo, ...]]:
    asked = select(*_PHOTO).where(PublishedPhotoRow.request_id.in_(requests)).order_by(PublishedPhotoRow.request_id, PublishedPhotoRow.rank)
    found: dict[RequestId, tuple[Photo, ...]] = {}
    for row in session.execute(asked):
        one = Photo(
            token=row.token,
            source=row.source,
            width=row.width,
            height=row.height,
            boxes=tuple(load(Box, one) for one in row.boxes["boxes"]),
        )
        found[RequestId(row.request_id)] = (*found.get(RequestId(row.request_id), ()), one)
    return found


def _publication(row: PublicationRow, photos: tuple[Photo, ...]) -> Publication:
    return Publication(
        request=RequestId(row.request_id),
        town=TownId(row.town),
        is_shown=row.is_shown,
        text=row.text,
        photos=photos,
        agent=row.agent,
        at=row.at,
        version=row.version,
    )
