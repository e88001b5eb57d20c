"""A town's rows as they stand in another installation: ids that are free there, logins that are nobody else's. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Column, String, Table

from store import town_atlas as atlas
from store.columns import ShortWords, Words
from store.town_rows import Row, WireError

_OBJECT = re.compile(r"([a-z_]+)([: ])(\d+)((?::\d+)?)")
_AGENT = "agent"
_DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What changes on the way. ``ids``: what is added to the ids of a table; ``logins``: what an agent is called from now on."""

    ids: Mapping[str, int] = field(default_factory=dict)
    logins: Mapping[str, str] = field(default_factory=dict)

    @property
    def are_none(self) -> bool:
        """Whether all stays as it is in what the journal may name."""
        named = {*atlas.WORDS_WITH_IDS.values(), *atlas.DETAILS.values()}
        return not self.logins and not any(added for table, added in self.ids.items() if table in named)

    def id(self, table: str, number: Any) -> Any:  # Any: what a line has there
        """Return an id as it is from now on; what is no number stays. Raises WireError."""
        if isinstance(number, bool) or not isinstance(number, int):
            return number
        if number < 0:
            # No database gives such an id; with what is added it could be another town's.
            raise WireError(table)
        # 0 stands for none among the numbers of figures.
        return number + self.ids.get(table, 0) if number else 0

    def login(self, name: Any) -> Any:  # Any: as above
        """Return a login as it is from now on."""
        return self.logins.get(name, name) if isinstance(name, str) else name


Changing = Callable[[Row], Any]


class Mover:
    """What is done to each row of one table."""

    def __init__(self, table: Table, moves: Moves) -> None:
        self._table = table.name
        self._moves = moves
        self._steps = dict(_steps(table, moves))

    def moved(self, row: Row) -> Row:
        """Return a row as it stands in the other installation."""
        if not self._steps:
            return row
        return {**row, **{column: step(row) for column, step in self._steps.items() if row[column] is not None}}


def _steps(table: Table, moves: Moves) -> Iterable[tuple[str, Changing]]:
    if atlas.numbered(table):
        yield "id", _step("id", partial(moves.id, table.name))
    for one in atlas.references(table):
        yield one.column, _step(one.column, partial(moves.id, one.table))
    for column in table.columns:
        change = _change(table.name, column, moves)
        if change is not None:
            yield column.name, change
    yield from _of_names(table.name, moves)


def _change(table: str, column: "Column[Any]", moves: Moves) -> Changing | None:
    """Return what is done to a column that holds ids, or logins, in its own way."""
    key = (table, column.name)
    if key in atlas.BY_KIND:
        return _by_kind(column.name, atlas.BY_KIND[key], moves)
    if key in atlas.EVENTS:
        return _step(column.name, partial(_event, moves))
    if key in atlas.DOCUMENTS or (key in atlas.WITHOUT_IDS and moves.logins):
        return _step(column.name, partial(_walked, atlas.DOCUMENTS.get(key, {}), moves))
    is_text = isinstance(column.type, (String, Words, ShortWords))
    return _step(column.name, moves.login) if column.name in atlas.LOGINS and key not in atlas.NO_LOGINS and is_text else None


def _of_names(table: str, moves: Moves) -> Iterable[tuple[str, Changing]]:
    """Yield what is done where another column says whether a login stands in one."""
    if (column := atlas.NAMED.get(table)) is not None:
        yield column, _step(column, partial(_named, moves))
    if table == atlas.KEYS:
        yield "key", lambda row: moves.login(row["key"]) if row["axis"] == _AGENT else row["key"]
    if table == "report_recipients":
        yield "name", lambda row: moves.login(row["name"]) if row["kind"] == _AGENT else row["name"]


def _step(column: str, change: Callable[[Any], Any]) -> Changing:
    return lambda row: change(row[column])


def _by_kind(column: str, kinds: Mapping[str, str], moves: Moves) -> Changing:
    return lambda row: moves.id(kinds[row["kind"]], row[column]) if row["kind"] in kinds else row[column]


def _named(moves: Moves, name: str) -> str:
    found = _OBJECT.fullmatch(name)
    if found is not None and found[1] in atlas.WORDS_WITH_IDS:
        return f"{found[1]}{found[2]}{moves.id(atlas.WORDS_WITH_IDS[found[1]], int(found[3]))}{found[4]}"
    word, colon, rest = name.partition(":")
    return f"{word}{colon}{moves.login(rest)}" if word == _AGENT else name


def _event(moves: Moves, event: str) -> str:
    """Return what a letter tells of: behind its first word stands an id, behind `duplicate` two."""
    parts = event.split(":")
    for place, one in enumerate(parts[1:3], start=1):
        table = atlas.EVENTS_OF.get(parts[place - 1], "requests" if place == 1 or parts[0] == _DUPLICATE else None)
        if table is not None and one.isascii() and one.isdigit():
            parts[place] = str(moves.id(table, int(one)))
    return ":".join(parts)


def _walked(keys: Mapping[str, str], moves: Moves, value: Any, key: str = "", *, is_listed: bool = False) -> Any:  # Any: a JSON document
    match value:
        case dict():
            return {name: _walked(keys, moves, part, name) for name, part in value.items()}
        case list():
            return [_walked(keys, moves, part, key, is_listed=True) for part in value]
        case int() if key in keys and (is_listed or key not in atlas.IN_LISTS):
            return moves.id(keys[key], value)
        case str() if key in atlas.LOGINS:
            return moves.login(value)
        case _:
            return value
