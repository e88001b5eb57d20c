"""Requests that are not over, by the sector they bear: read with their places, and moved to another."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import bindparam, or_, select, text, update
from sqlalchemy.orm import Session

from domain.ids import RequestId, SectorName, TownId
from domain.place import Place
from store.mapping import load
from store.schema import RequestRow, table_of
from store.schema.requests import IN_REVIEW, OPEN

_AT_ONCE = 500
_REQUEST = table_of(RequestRow).c
_NOT_OVER = or_(text(f"requests.{OPEN}"), text(f"requests.{IN_REVIEW}"))
_MOVING = (
    update(table_of(RequestRow))
    .where(_REQUEST.id == bindparam("of_request"))
    .values(sector=bindparam("new_sector"), place=bindparam("new_place", type_=_REQUEST.place.type))
)
Bearing = tuple[RequestId, Place, SectorName | None]
"""A request, the place it is about, and the sector it bears."""


def not_over(session: Session, town: TownId) -> Iterator[Bearing]:
    """Yield the requests of a town that are in review or open, in the order of their numbers."""
    columns = select(_REQUEST.id, _REQUEST.place, _REQUEST.sector).where(_REQUEST.town == town, _NOT_OVER).order_by(_REQUEST.id)
    for request, place, sector in session.execute(columns.execution_options(yield_per=2_000)):
        yield RequestId(request), load(Place, place), None if sector is None else SectorName(sector)


def move(session: Session, moves: Sequence[tuple[RequestId, SectorName | None, SectorName | None]]) -> Sequence[RequestId]:
    """Let requests that still bear a sector bear another, and return which did; they are held until the transaction ends.

    Whoever has a request open goes on: nothing he sees to decide on is another one.
    """
    done: list[RequestId] = []
    ordered = sorted(moves, key=lambda one: one[0])
    for first in range(0, len(ordered), _AT_ONCE):
        wanted = {request: (before, after) for request, before, after in ordered[first : first + _AT_ONCE]}
        held = select(_REQUEST.id, _REQUEST.place, _REQUEST.sector).where(_REQUEST.id.in_(wanted)).order_by(_REQUEST.id).with_for_update()
        rows = [row for row in session.execute(held).all() if row.sector == wanted[RequestId(row.id)][0]]
        values = [_moved(row.id, row.place, wanted[RequestId(row.id)][1]) for row in rows]
        if values:
            session.connection().execute(_MOVING, values)
        done += [RequestId(row.id) for row in rows]
    return done


def _moved(request: int, place: Mapping[str, object], sector: SectorName | None) -> dict[str, object]:
    return {"of_request": request, "new_sector": sector, "new_place": {**place, "sector": sector}}
