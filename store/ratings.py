"""How requesters rate the answers they were given: one rating for each closing of a request (S43).

The database marks the request's facts to be made anew where a rating is written or its stars change.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.following import Rating
from domain.ids import RequestId, TownId
from store.schema import RatingRow
from store.upsert import dialect_of, insert_into


def of(session: Session, request: RequestId) -> Mapping[datetime, Rating]:
    """Return the ratings of a request by when it was closed (UTC), oldest first."""
    rows = session.scalars(select(RatingRow).where(RatingRow.request_id == request).order_by(RatingRow.closed_at))
    return {row.closed_at: _rating(row) for row in rows}


def put(session: Session, town: TownId, request: RequestId, closed_at: datetime, rating: Rating) -> None:
    """Write the rating of a closing, over the one that is there; when it was first given stays."""
    values = {
        "town": town,
        "request_id": request,
        "closed_at": closed_at,
        "stars": rating.stars,
        "words": rating.words,
        "at": rating.at,
        "changed_at": rating.changed_at,
    }
    changed = {name: values[name] for name in ("stars", "words", "changed_at")}
    writing = insert_into(dialect_of(session), RatingRow).values(values)
    session.execute(writing.on_conflict_do_update(index_elements=["request_id", "closed_at"], set_=changed))


def _rating(row: RatingRow) -> Rating:
    return Rating(stars=row.stars, words=row.words, at=row.at, changed_at=row.changed_at)
