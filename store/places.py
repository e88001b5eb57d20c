"""Places of a town, version by version: of each, only the streets that changed are written."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import Select, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import TownId
from domain.place import HouseNumber, Places, Point, Street
from domain.places_change import PlacesChange, changes_between
from domain.wording import say
from store.columns import storable_document
from store.mapping import dump, load
from store.schema import PlacesRow, StreetRow, TownRow, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesVersion:
    """A version of a town's places (version du référentiel), without its content. ``source`` names the file it came from."""

    number: int
    created_at: datetime
    created_by: str
    source: str | None
    streets: int
    addresses: int
    is_current: bool


class _Written(NamedTuple):
    """A street as its row holds it: equal exactly where nothing has to be written."""

    document: str
    numbers: str


def save(session: Session, town: TownId, places: Places, *, author: str, now: datetime, source: str | None = None) -> int:
    """Make these the places the town works with and return their number: that of the version before where nothing differs.

    Holds the town's row until the transaction ends, so that versions follow one another. Raises NotFoundError.
    """
    row = _locked_town(session, town)
    last = session.scalar(select(func.max(PlacesRow.number)).where(PlacesRow.town == town)) or 0
    known = _written_streets(session, town, last)
    wanted = [_written(street) for street in places.streets]
    order = _matched(known, wanted)
    rest = replace(places, streets=())
    previous = session.get(PlacesRow, (town, last))
    if previous is not None and order == previous.streets and _is_kept(rest, previous):
        row.places_number = last
        return last
    changes = changes_between(get(session, town, last), places) if last else PlacesChange()
    number = last + 1
    _retire(session, known.keys() - set(order), number)
    streets = _added(session, town, number, list(zip(order, places.streets, wanted, strict=True)))
    session.add(
        PlacesRow(
            town=town,
            number=number,
            document=dump(rest),
            streets=streets,
            addresses=sum(len(street.numbers) for street in places.streets),
            created_at=now,
            created_by=author,
            source=source,
            changes=dump(changes),
        )
    )
    row.places_number = number
    session.flush()
    return number


def get(session: Session, town: TownId, number: int | None = None) -> Places:
    """Return a version of the town's places exactly as saved, by default the one it works with. Raises NotFoundError."""
    row = _version(session, town, _current(session, town) if number is None else number)
    found = {
        street_id: replace(load(Street, document), numbers=_numbers(numbers))
        for street_id, document, numbers in session.execute(_streets_of(town, row.number))
    }
    return replace(load(Places, row.document), streets=tuple(found[street_id] for street_id in row.streets))


def get_for_change(session: Session, town: TownId) -> Places:
    """Return the places the town works with; until the transaction ends, nobody else changes them. Raises NotFoundError."""
    return get(session, town, _locked_town(session, town).places_number)


def find_for_change(session: Session, town: TownId) -> Places | None:
    """Return the places of a town as `get_for_change` does, None for a town that has none yet."""
    row = session.scalar(select(TownRow).where(TownRow.id == town).with_for_update())
    return None if row is None or session.get(PlacesRow, (town, row.places_number)) is None else get(session, town, row.places_number)


def changes(session: Session, town: TownId, number: int) -> PlacesChange:
    """Return what a version changed against the one before. Raises NotFoundError."""
    return load(PlacesChange, _version(session, town, number).changes)


def versions(session: Session, town: TownId) -> tuple[PlacesVersion, ...]:
    """Return all versions of the town's places, oldest first."""
    current = _current(session, town)
    rows = session.scalars(select(PlacesRow).where(PlacesRow.town == town).order_by(PlacesRow.number))
    return tuple(
        PlacesVersion(
            number=row.number,
            created_at=row.created_at,
            created_by=row.created_by,
            source=row.source,
            streets=len(row.streets),
            addresses=row.addresses,
            is_current=row.number == current,
        )
        for row in rows
    )


def _locked_town(session: Session, town: TownId) -> TownRow:
    row = session.scalar(select(TownRow).where(TownRow.id == town).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFoundError(say("This installation serves no town {town}.", town=town))
    return row


def _current(session: Session, town: TownId) -> int:
    return session.scalar(select(TownRow.places_number).where(TownRow.id == town)) or 0


def _version(session: Session, town: TownId, number: int) -> PlacesRow:
    row = session.get(PlacesRow, (town, number))
    if row is None:
        raise NotFoundError(say("The town {town} has no places {number}.", town=town, number=number))
    return row


def _streets_of(town: TownId, number: int) -> Select[int, dict[str, Any], str]:  # Any: a JSON document
    is_there = (StreetRow.since <= number, or_(StreetRow.until.is_(None), StreetRow.until > number))
    return select(StreetRow.id, StreetRow.document, StreetRow.numbers).where(StreetRow.town == town, *is_there)


def _written_streets(session: Session, town: TownId, number: int) -> dict[int, _Written]:
    rows = session.execute(_streets_of(town, number).order_by(StreetRow.id))
    # What an older program wrote may lack a field: read, it is still the same street.
    return {street_id: _Written(_canonical(dump(load(Street, document))), numbers) for street_id, document, numbers in rows}


def _written(street: Street) -> _Written:
    return _Written(_canonical(storable_document(dump(replace(street, numbers=())))), _compact(street.numbers))


def _is_kept(rest: Places, row: PlacesRow) -> bool:
    return storable_document(dump(rest)) == dump(load(Places, row.document))


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True)


def _compact(numbers: Sequence[HouseNumber]) -> str:
    """Write house numbers as ``[number, suffix, latitude, longitude]``, without the last two where it has no position."""
    rows = [(one.number, one.suffix) if one.point is None else (one.number, one.suffix, one.point.lat, one.point.lon) for one in numbers]
    return json.dumps(rows, separators=(",", ":"))


def _numbers(compact: str) -> tuple[HouseNumber, ...]:
    return tuple(
        HouseNumber(number=number, suffix=suffix, point=Point(lat=position[0], lon=position[1]) if position else None)
        for number, suffix, *position in from_json(compact)
    )


def _matched(known: dict[int, _Written], wanted: Sequence[_Written]) -> list[int | None]:
    """Return for each street the row that holds it already, None where it must be written."""
    ids: defaultdict[_Written, list[int]] = defaultdict(list)
    for street_id in reversed(known):
        ids[known[street_id]].append(street_id)
    return [ids[one].pop() if ids[one] else None for one in wanted]


def _retire(session: Session, gone: set[int], number: int) -> None:
    streets = table_of(StreetRow)
    statement = update(streets).where(streets.c.id == bindparam("gone")).values(until=number)
    if gone:
        session.connection().execute(statement, [{"gone": street_id} for street_id in sorted(gone)])


def _added(session: Session, town: TownId, number: int, streets: Sequence[tuple[int | None, Street, _Written]]) -> list[int]:
    """Write the streets that have no row yet; return the rows of all in their order."""
    rows = [
        {"town": town, "name": street.name, "document": json.loads(written.document), "numbers": written.numbers, "since": number}
        for street_id, street, written in streets
        if street_id is None
    ]
    adding = insert(StreetRow).returning(StreetRow.id, sort_by_parameter_order=True)
    ids: Iterator[int] = iter(session.scalars(adding, rows).all() if rows else ())
    return [next(ids) if street_id is None else street_id for street_id, _, _ in streets]
