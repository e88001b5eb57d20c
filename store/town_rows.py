"""Rows of a town as lines of JSON, and back into tables: both databases give and take the same lines."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, LargeBinary, Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from domain.ids import Sha256, TownId
from store import town_atlas
from store.columns import Json, UtcDateTime
from store.schema import JournalRow, RequestRow, RightsRequestRow
from store.upsert import dialect_of

Item = TypeVar("Item")
Row = dict[str, Any]
"""The columns of a row; moments and days as ISO 8601, bytes as base64."""
IMPORTED = "town.imported"
"""The action of the line with which a town begins here that was brought in."""
_AT_ONCE = 500
_SEQUENCE = "pg_get_serial_sequence('{table}', 'id')"


class WireError(ValueError):
    """A line is no row of its table."""


def rows(session: Session, table: Table, town: TownId) -> Iterator[Row]:
    """Yield a town's rows of a table in a steady order, few at a time."""
    wanted = town_atlas.own_rows(table, town).execution_options(yield_per=_AT_ONCE)
    with session.execute(wanted) as found:
        for row in found.mappings():
            yield {column.name: _written(row[column.name]) for column in table.columns}


def count(session: Session, table: Table, town: TownId) -> int:
    """Return how many rows of a table are a town's."""
    return session.scalar(select(func.count()).select_from(table).where(town_atlas.is_own(table, town))) or 0


def read(table: Table, line: object) -> Row:
    """Return the row that a line says, checked against the columns of its table. Raises WireError."""
    if not isinstance(line, dict) or set(line) != set(table.columns.keys()):
        raise WireError(table.name)
    return {column.name: _read(column, line[column.name]) for column in table.columns}


def write(session: Session, table: Table, many: Sequence[Row]) -> None:
    """Write rows of which all that is pointed to, but for rows of the table itself, is there."""
    own = [one.column for one in town_atlas.references(table) if one.is_itself]
    key = list(table.primary_key.columns.keys())
    for alike in _alike(table, many):
        session.execute(insert(table), [{**row, **{name: None for name in own if name in row}} for row in alike])
    for column in own:
        pointing = [{f"of_{name}": row[name] for name in key} | {"to": row[column]} for row in many if row[column] is not None]
        session.info.setdefault("pointing", []).append((table, column, key, pointing))


def _alike(table: Table, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows by the documents they have: one that is left out is NULL, while None would be written as the document ``null``."""
    documents = [one.name for one in table.columns if isinstance(one.type, Json) and one.nullable]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        missing = tuple(name for name in documents if row[name] is None)
        groups.setdefault(missing, []).append({name: value for name, value in row.items() if name not in missing})
    yield from groups.values()


def point(session: Session) -> None:
    """Let rows point to rows of their own table, now that all are there."""
    for table, column, key, pointing in session.info.pop("pointing", []):
        if pointing:
            changing = update(table).values({column: bindparam("to")})
            for name in key:
                changing = changing.where(table.c[name] == bindparam(f"of_{name}"))
            session.execute(changing, pointing)


def free_from(session: Session, table: Table) -> int:
    """Return what is added to ids, so that none of them was ever given to another row here; 0 where the table has no rows."""
    highest = session.scalar(select(func.max(table.c.id))) or 0
    if highest and dialect_of(session) == "postgresql":
        # Ids that were given and are not seen yet, or are gone again.
        sequence = _SEQUENCE.format(table=table.name)
        highest = max(highest, session.scalar(text(f"SELECT nextval({sequence})")) or 0)
    return int(highest)


def count_on(session: Session, table: Table) -> None:
    """Let the database number the next row behind all there are; SQLite does so by itself."""
    if dialect_of(session) == "postgresql":
        sequence = _SEQUENCE.format(table=table.name)
        counting = f"SELECT setval({sequence}, GREATEST((SELECT max(id) FROM {table.name}), nextval({sequence})))"  # noqa: S608 - names of ours
        session.execute(text(counting))


def names_others(session: Session, town: TownId) -> bool:
    """Tell whether requests that were chosen for a person's right are not the town's: an export of them would be handed over."""
    chosen: set[int] = set()
    for many in session.scalars(select(RightsRequestRow.chosen).where(RightsRequestRow.town == town)):
        chosen.update(many)
    own = select(func.count()).select_from(RequestRow).where(RequestRow.town == town)
    return any(session.scalar(own.where(RequestRow.id.in_(some))) != len(some) for some in in_shares(sorted(chosen)))


def in_shares(many: Iterable[Item], size: int = _AT_ONCE) -> Iterator[tuple[Item, ...]]:
    """Yield things so many at a time."""
    left = iter(many)
    while share := tuple(islice(left, size)):
        yield share


def originals(session: Session, town: TownId) -> tuple[Sha256, ...]:
    """Return all originals that rows of a town name, each once."""
    found: set[str] = set()
    for name, column in town_atlas.ORIGINALS:
        table = town_atlas.table_named(name)
        wanted = select(table.c[column]).where(town_atlas.is_own(table, town), table.c[column].is_not(None), table.c[column] != "")
        found.update(session.scalars(wanted.execution_options(yield_per=_AT_ONCE)))
    # The journal it came with, where it was brought in before.
    came = session.scalars(select(JournalRow.details).where(JournalRow.town == town, JournalRow.action == IMPORTED))
    found.update(str(one["journal"]) for one in came if one.get("journal"))
    return tuple(map(Sha256, sorted(found)))


def _written(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case _:
            return value


def _read(column: "Column[Any]", value: object) -> object:
    if value is None and column.nullable:
        return None
    if isinstance(column.type, Json) and value is not None:
        return value
    wanted, made = next(((types, make) for kind, types, make in _KINDS if isinstance(column.type, kind)), (str, _as_it_is))
    # True is a whole number for Python, and is none here.
    if not isinstance(value, wanted) or isinstance(value, bool) is not isinstance(column.type, Boolean):
        raise WireError(f"{column.table.name}.{column.name}")
    try:
        return made(value)
    except (ValueError, binascii.Error) as error:
        raise WireError(f"{column.table.name}.{column.name}") from error


def _as_it_is(value: Any) -> object:  # Any: of the type its column has
    return value


def _moment(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    return at


def _below(most: int, value: int) -> int:
    if not -most <= value < most:
        raise ValueError("a number no database takes")
    return value


_KINDS: tuple[tuple[type[Any], type[Any] | tuple[type[Any], ...], Callable[[Any], object]], ...] = (
    (UtcDateTime, str, _moment),
    (Date, str, date.fromisoformat),
    (LargeBinary, str, partial(base64.b64decode, validate=True)),
    (Boolean, bool, _as_it_is),
    (Float, (int, float), _as_it_is),
    (BigInteger, int, partial(_below, 2**63)),
    (Integer, int, partial(_below, 2**31)),
)
"""Kinds of columns that are no text: what a line has of them, and what is made of that."""
