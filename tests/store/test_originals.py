"""Small originals live and die with the transaction that writes them."""

from hashlib import sha256

import pytest

from domain.ids import Sha256
from store import originals
from store.engine import Database

RAW = bytes(range(256)) * 20
DIGEST = Sha256(sha256(RAW).hexdigest())


def test_an_original_comes_back_byte_for_byte(database: Database) -> None:
    with database.write() as session:
        originals.add_many(session, {DIGEST: RAW, Sha256("0" * 64): b""})
    with database.read() as session:
        assert originals.find(session, DIGEST) == RAW
        assert originals.find(session, Sha256("0" * 64)) == b""
        assert originals.find(session, Sha256("1" * 64)) is None


def test_one_that_is_there_stays_as_it_is(database: Database) -> None:
    for _ in range(2):
        with database.write() as session:
            originals.add_many(session, {DIGEST: RAW})
            originals.add_many(session, {})
    with database.read() as session:
        assert originals.find(session, DIGEST) == RAW


def test_a_transaction_undone_leaves_none(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        originals.add_many(session, {DIGEST: RAW})
        raise ZeroDivisionError
    with database.read() as session:
        assert originals.find(session, DIGEST) is None
