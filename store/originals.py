"""Small originals, kept in the database: durable in the commit that writes their rows, with no wait for the disk of their own.

Those of middling size are kept in packs, and here the words of their places.
"""

from collections.abc import Collection, Mapping
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.ids import Sha256
from store import quick
from store.quick import Lookup
from store.schema import OriginalRow, table_of
from store.upsert import dialect_of, insert_into

MOST_BYTES = 2**17
"""Larger ones are files (`store.blobs`)."""
ROW_BYTES = 2**15
"""Larger ones lie in a pack (`store.packs`), and the row says where: the database writes twice what it keeps."""


def add_many(session: Session, originals: Mapping[Sha256, bytes]) -> None:
    """Write originals, or the words of their places, by their digests; one that is there stays as it is."""
    if originals:
        values = [{"sha256": digest, "raw": raw} for digest, raw in originals.items()]
        quick.insert(session, _adding(dialect_of(session)), values)


def find(session: Session, digest: Sha256) -> bytes | None:
    """Return an original or the words of its place, None where it is not kept here."""
    return next((raw for (raw,) in _FOUND.rows(session, (digest,))), None)


def known(session: Session, digests: Collection[Sha256]) -> frozenset[Sha256]:
    """Return which of some originals are kept here."""
    return frozenset(Sha256(digest) for (digest,) in _KNOWN.rows(session, tuple(digests)))


_DIGEST = table_of(OriginalRow).c.sha256
_KNOWN = Lookup(select(_DIGEST), _DIGEST)
_FOUND = Lookup(select(table_of(OriginalRow).c.raw), _DIGEST)


@cache
def _adding(dialect: str) -> ReturningInsert[str]:
    # What returns something is one statement for all rows, and not one for each.
    return insert_into(dialect, OriginalRow).on_conflict_do_nothing(index_elements=["sha256"]).returning(OriginalRow.sha256)
