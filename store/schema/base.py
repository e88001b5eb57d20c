"""The base of all tables, and what they are made with."""

from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import MetaData, Table, text
from sqlalchemy.orm import DeclarativeBase

from store.columns import Json, UtcDateTime, Words


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Words(), datetime: UtcDateTime(), dict[str, Any]: Json()}


def table_of(row: type[Base]) -> Table:
    """Return the table of a row class, for statements that go past the ORM."""
    return cast("Table", row.__table__)


def where(condition: str) -> dict[str, Any]:
    """Return the options of a partial index, the same on both databases."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}
