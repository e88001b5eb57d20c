"""Statements handed straight to SQLite's driver: those that one submission or one mail needs each time, composed once.

SQLAlchemy takes about ten times as long to hand such a statement over as SQLite to carry it out, and all threads of the process wait for
that. What is stored and returned is the same: the types of the columns convert it. PostgreSQL, where the way to the server weighs more, is
asked by SQLAlchemy, once for all rows, and past the session's own objects: what those keep to themselves is written by then.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Insert, Select, Update, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.types import TypeEngine

_Convert = Callable[[Any], Any]  # Any: a value as Python or as the driver has it
Row = Sequence[Any]  # Any: the columns that were asked for


def insert(session: Session, statement: ReturningInsert[*tuple[Any, ...]], rows: Sequence[Mapping[str, object]]) -> Sequence[Row]:
    """Insert rows that name the same columns; return what the statement returns of each, in any order."""
    if not rows:
        return ()
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, [dict(row) for row in rows]).all()
    told = _insert(statement, tuple(rows[0]), connection.dialect)
    return _tell(connection, told, rows)


def add(session: Session, statement: Insert, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that name the same columns, with a statement that returns nothing."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        _tell(connection, _insert(statement, tuple(rows[0]), connection.dialect), rows)
    else:
        connection.execute(statement, [dict(row) for row in rows])


def rows(session: Session, statement: Select[*tuple[Any, ...]] | ReturningUpdate[*tuple[Any, ...]], **values: object) -> Sequence[Row]:
    """Return the rows of a select, or of an update that returns something; ``values`` are its parameters.

    ``statement`` is one kept for good: what is made of it is kept as well. It holds no ``in_``: see `Lookup`.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, values).all()
    return _tell(connection, _other(statement, connection.dialect), (values,))


def change(session: Session, statement: Update, **values: object) -> None:
    """Carry out an update that returns nothing, kept for good as in `rows`; ``values`` are its parameters."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        _tell(connection, _other(statement, connection.dialect), (values,))
    else:
        connection.execute(statement, values)


class Lookup:
    """A select of rows in which a column holds one of several values."""

    def __init__(self, statement: Select[*tuple[Any, ...]], column: ColumnElement[Any]) -> None:
        """Compose it, once: that costs several times as much as asking. ``statement`` may have parameters of its own."""
        self._any = statement.where(column.in_(bindparam("ones", expanding=True)))
        self._one = statement.where(column == bindparam("one"))

    def rows(self, session: Session, ones: Sequence[object], **others: object) -> Sequence[Row]:
        """Return the rows for these values; ``others`` are the statement's own parameters."""
        if not ones:
            return ()
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return connection.execute(self._any, {**others, "ones": list(ones)}).all()
        return _tell(connection, _other(self._one, connection.dialect), [{**others, "one": one} for one in dict.fromkeys(ones)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A statement as the driver takes it. ``names`` are its parameters in order, ``defaults`` what stands for those not given."""

    text: str
    names: tuple[str, ...]
    defaults: Mapping[str, object]
    given: tuple[_Convert | None, ...]
    returned: tuple[_Convert | None, ...]


@cache
def _insert(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> _Told:
    missing = [column for column in statement.table.columns if column.key not in names and column.default is not None]
    defaults = {column.key: _default(column) for column in missing}
    compiled = statement.compile(dialect=dialect, column_keys=[*names, *defaults])
    return _told(compiled, [column.type for column in statement.exported_columns], defaults, dialect)


@cache
def _other(statement: Select[*tuple[Any, ...]] | Update, dialect: Dialect) -> _Told:
    compiled = statement.compile(dialect=dialect)
    return _told(compiled, [column.type for column in statement.exported_columns], {}, dialect)


def _default(column: Any) -> object:  # Any: SQLAlchemy's column
    if not column.default.is_scalar:
        raise TypeError(f"the default of {column} is made anew for each row")
    return column.default.arg


def _told(compiled: Any, returned: Sequence[TypeEngine[Any]], defaults: Mapping[str, object], dialect: Dialect) -> _Told:
    if compiled.post_compile_params or compiled.literal_execute_params:
        raise TypeError("this statement is another for each of its values")
    names = tuple(compiled.positiontup)
    own = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    types: Sequence[TypeEngine[Any]] = [compiled.binds[name].type for name in names]
    return _Told(
        text=compiled.string,
        names=names,
        defaults={**own, **defaults},
        given=tuple(one.dialect_impl(dialect).bind_processor(dialect) for one in types),
        returned=tuple(one.dialect_impl(dialect).result_processor(dialect, None) for one in returned),
    )


def _tell(connection: Connection, told: _Told, rows: Sequence[Mapping[str, object]]) -> Sequence[Row]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("this is no connection to an SQLite database")
    found: list[Row] = []
    try:
        for row in rows:
            values = {**told.defaults, **row} if told.defaults else row
            given = [value if do is None else do(value) for value, do in zip(map(values.__getitem__, told.names), told.given, strict=True)]
            found += driver.execute(told.text, given)
    except sqlite3.Error as error:
        # As SQLAlchemy would raise it, without the values: they hold what people wrote.
        raise DBAPIError.instance(told.text, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect) from error
    if not any(told.returned):
        return found
    return [[value if do is None else do(value) for value, do in zip(row, told.returned, strict=True)] for row in found]
