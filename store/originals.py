"""Small originals, kept in the database: durable in the commit that writes their rows, with no wait for the disk of their own."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.ids import Sha256
from store.schema import OriginalRow
from store.upsert import dialect_of, insert_into

MOST_BYTES = 2**17
"""Larger ones are files (`store.blobs`): the database writes twice what it keeps, and from here on that costs more than a sync."""


def add_many(session: Session, originals: Mapping[Sha256, bytes]) -> None:
    """Write originals by their digests; one that is there stays as it is."""
    if originals:
        values = [{"sha256": digest, "raw": raw} for digest, raw in originals.items()]
        session.connection().execute(_adding(dialect_of(session)), values)


def find(session: Session, digest: Sha256) -> bytes | None:
    """Return an original, None where it is not kept here."""
    return session.scalar(select(OriginalRow.raw).where(OriginalRow.sha256 == digest))


@cache
def _adding(dialect: str) -> ReturningInsert[str]:
    # What returns something is one statement for all rows, and not one for each.
    return insert_into(dialect, OriginalRow).on_conflict_do_nothing(index_elements=["sha256"]).returning(OriginalRow.sha256)
