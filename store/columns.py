"""Column types that make SQLite and PostgreSQL store and return the same values."""

import re
from datetime import UTC, datetime
from typing import Any

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Integer, String, Text, TypeDecorator, literal_column
from sqlalchemy.dialects.postgresql import JSONB

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Surrogate key: SQLite numbers rows by itself only where the type is INTEGER."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Return the text with each character that no database takes (NUL, lone surrogate) replaced by U+FFFD; positions stay the same.

    People's mail holds both: PostgreSQL refuses NUL in text and in JSONB, and no driver can encode a lone surrogate.
    """
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def storable_document(value: object) -> object:
    """Return a JSON value whose strings are all storable."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(str(key)): storable_document(part) for key, part in value.items()}
        case list() | tuple():
            return [storable_document(part) for part in value]
        case _:
            return value


def is_storable(document: object) -> bool:
    """Tell whether a JSON value may be stored as it is: told by its text, for to walk through it takes ten times as long."""
    try:
        return b"\\u0000" not in to_json(document)
    except (PydanticSerializationError, UnicodeEncodeError):
        return False  # a lone surrogate has no bytes


def literally(condition: str) -> ColumnElement[bool]:
    """Return a condition as it is written, which is how a partial index wants to see its own again.

    Without a type: behind what it knows to be true or false SQLAlchemy writes ``= 1`` for SQLite, which then reads the whole table.
    """
    return literal_column(condition)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; SQLite alone would give naive ones back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any length, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        return None if value is None else storable(value)


class ShortWords(TypeDecorator[str]):
    """Text of a limited length (of our own making: codes, names of the configuration), made storable."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """A JSON document: JSONB on PostgreSQL, text on SQLite. Its strings are made storable."""

    impl = JSON().with_variant(JSONB(), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        """Replace what cannot be stored."""
        return value if is_storable(value) else storable_document(value)
