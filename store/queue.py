"""Places in the review queue: what comes before and behind a request, and what comes first, for one agent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from domain.request import Status
from domain.rights import Reach
from store.claims import is_others, is_put_off
from store.reach import is_readable
from store.request_lines import Cursor
from store.schema import RequestRow

_ORDER = (RequestRow.priority, RequestRow.pressing_on, RequestRow.received_at, RequestRow.id)


class Way(StrEnum):
    """Which way to go from a request."""

    NEXT = "next"
    PREVIOUS = "previous"


def beside(  # noqa: PLR0913 - for whom, when, from where, which way
    session: Session, town: TownId, agent: str, now: datetime, reach: Reach, *, place: Cursor, way: Way
) -> RequestId | None:
    """Return the nearest request before or behind a place that an agent may read, that nobody else holds and that is not put off."""
    values = (place.priority, place.pressing_on, place.received_at, place.id)
    here = tuple_(*(literal(value, key.type) for key, value in zip(_ORDER, values, strict=True)))
    chosen = _free(town, agent, now, reach)
    match way:
        case Way.NEXT:
            chosen = chosen.where(tuple_(*_ORDER) > here).order_by(*_ORDER)
        case Way.PREVIOUS:
            chosen = chosen.where(tuple_(*_ORDER) < here).order_by(*(key.desc() for key in _ORDER))
    found = session.scalar(chosen.limit(1))
    return None if found is None else RequestId(found)


def first(session: Session, town: TownId, agent: str, now: datetime, reach: Reach, *, but: RequestId) -> RequestId | None:
    """Return what an agent gets next once he is done with the request ``but``: see `claims.find_next`, which holds it as well."""
    found = session.scalar(_free(town, agent, now, reach).where(RequestRow.id != but).order_by(*_ORDER).limit(1))
    return None if found is None else RequestId(found)


def _free(town: TownId, agent: str, now: datetime, reach: Reach) -> Select[int]:
    is_free = (RequestRow.town == town, RequestRow.status == Status.REVIEW, ~is_others(agent, now), ~is_put_off(now))
    return select(RequestRow.id).where(*is_free, is_readable(reach))
