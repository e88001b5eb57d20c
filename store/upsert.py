"""Inserts that meet a row already there; both databases know them, by the same words."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.schema import Base, table_of


def insert_into(dialect: str, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an insert with ``on_conflict_do_nothing`` and ``on_conflict_do_update`` for a database.

    Callers keep what they make of it, for composing a statement costs several times as much as running it.
    """
    return sqlite.insert(table_of(table)) if dialect == "sqlite" else postgresql.insert(table_of(table))


def dialect_of(session: Session) -> str:
    """Return the name of the session's database, ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name
