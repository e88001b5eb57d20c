import os
import random
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from math import isfinite
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic import command
from pydantic_core import from_json
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.ids import TownId
from store import journal
from store.chain import Break, Head, Link, Walk
from store.engine import Database
from store.migration import configuration
from store.schema import TownRow
from tests.store.samples import NOW, VALOGNES, keep_town
from tests.store.test_migration import OLD_ROWS, _sqlalchemy

ROOT = Path(__file__).resolve().parents[2]
BREVILLE = TownId("breville")
Found = list[tuple[Break, int, int]]


def note(session: Session, number: int = 1, town: TownId | None = VALOGNES, **details: object) -> None:
    journal.append(session, at=NOW, town=town, actor="zoé", action="read", object=f"request {number}", details=details)


def wrong(database: Database, chain: str = VALOGNES) -> Found:
    with database.read() as session:
        walk = Walk().check(journal.links(session, chain), journal.head(session, chain))
        return [(one.what, one.number, one.last) for one in walk]


def kept(database: Database, chain: str = VALOGNES) -> list[Link]:
    with database.read() as session:
        return list(journal.links(session, chain))


def tamper(database: Database, *statements: str) -> None:
    """Do what somebody does who has the whole database in his hands."""
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER journal_no_update"))
            session.execute(text("DROP TRIGGER journal_no_delete"))
        for statement in statements:
            session.execute(text(statement))


@pytest.fixture
def ten(served: Database) -> Database:
    """A town's journal of ten lines, one a transaction."""
    for number in range(1, 11):
        with served.write() as session:
            note(session, number, n=number)
    return served


def test_journal_is_read_page_by_page_newest_first(served: Database) -> None:
    with served.write() as session:
        for number in range(5):
            town = None if number == 2 else VALOGNES
            journal.append(session, at=NOW, town=town, actor="admin", action="published", object=str(number), details={"number": number})
    with served.read() as session:
        first = journal.page(session, None, after=None, limit=3)
        rest = journal.page(session, None, after=first[-1].id, limit=3)
        assert [line.object for line in first + rest] == ["4", "3", "2", "1", "0"]
        assert [line.object for line in journal.page(session, VALOGNES, after=None, limit=9)] == ["4", "3", "1", "0"]
        assert (first[0].at, first[0].actor, first[0].details, rest[0].town) == (NOW, "admin", {"number": 4}, VALOGNES)


def random_float(chance: random.Random) -> float:
    while not isfinite(made := struct.unpack("<d", chance.randbytes(8))[0]):
        pass
    return float(made)


def test_what_either_database_makes_of_details_verifies(served: Database) -> None:
    chance = random.Random(25)  # noqa: S311 — the same numbers each time
    floats = [random_float(chance) for _ in range(300)] + [chance.uniform(-1e6, 1e6) for _ in range(300)]
    numbers = [0.0, -0.0, 1.0, 1e22, 1e23, 1.7976931348623157e308, 5e-324, 0.1 + 0.2, 1e15, 1e16, 2**53 + 1, 10**30, -7]
    with served.write() as session:
        for number in (*numbers, *floats):
            note(session, n=number)
        odd: dict[str, Any] = {
            "ä": 'é\u0301 \x00 \ud800 \U0001f600 \u2028 " \\ </',
            "Z": (1, 2),
            "a": {"z": None, "b": [True, False]},
            "": NOW,
        }
        note(session, **odd)
        there = NOW.astimezone(timezone(timedelta(hours=11)))
        journal.append(session, at=there, town=VALOGNES, actor="a\x00b", action="é", object="\ud800", details={})
        note(session, town=None)
    assert wrong(served) == []
    assert wrong(served, journal.INSTALLATION) == []
    assert [link.number for link in kept(served)] == [*range(1, len(kept(served)) + 1)]
    assert len(kept(served)) == len(numbers) + 602


def test_each_town_and_the_installation_have_a_chain(served: Database) -> None:
    with served.write() as session:
        keep_town(session, BREVILLE)
        for town in (VALOGNES, BREVILLE, None, VALOGNES):
            note(session, town=town)
    with served.read() as session:
        assert journal.chains(session) == ("", BREVILLE, VALOGNES)
        heads = {chain: journal.head(session, chain) for chain in journal.chains(session)}
    assert {chain: head and head.number for chain, head in heads.items()} == {"": 1, BREVILLE: 1, VALOGNES: 2}
    assert len({head and head.hash for head in heads.values()}) == 3


def test_what_is_rolled_back_leaves_no_number_behind(ten: Database) -> None:
    with pytest.raises(ZeroDivisionError), ten.write() as session:
        note(session)
        raise ZeroDivisionError
    with pytest.raises(DBAPIError), ten.write() as session:
        note(session)
        session.execute(text("INSERT INTO towns (id) VALUES ('valognes')"))
    with ten.write() as session:
        note(session)
    assert wrong(ten) == []
    assert kept(ten)[-1].number == 11


def test_a_transaction_that_only_reads_can_write_no_line(served: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"), served.read() as session:
        note(session)
    assert kept(served) == []


@pytest.mark.parametrize(
    "change",
    ["actor = 'x'", "action = 'x'", "object = 'x'", "details = '{}'", "at = '2026-03-12 08:14:00.123457'", "hash = '0'"],
)
def test_an_altered_line_is_found(ten: Database, change: str) -> None:
    tamper(ten, f"UPDATE journal SET {change} WHERE number = 4")  # noqa: S608 — our own words
    found = wrong(ten)
    assert (Break.ALTERED, 4, 4) in found
    assert set(found) <= {(Break.ALTERED, 4, 4), (Break.ALTERED, 5, 5)}


def test_a_line_of_another_town_does_not_fit(ten: Database) -> None:
    with ten.write() as session:
        keep_town(session, BREVILLE)
    tamper(ten, "UPDATE journal SET town = 'breville'", "UPDATE journal_heads SET chain = 'breville'")
    assert wrong(ten, BREVILLE) == [(Break.ALTERED, number, number) for number in range(1, 11)]


def test_lines_taken_out_are_missed(ten: Database) -> None:
    tamper(ten, "DELETE FROM journal WHERE number IN (4, 5, 10)")
    assert wrong(ten) == [(Break.MISSING, 4, 5), (Break.MISSING, 10, 10)]


def test_lines_taken_out_at_the_end_are_missed_even_when_others_follow(ten: Database) -> None:
    tamper(ten, "DELETE FROM journal WHERE number > 8")
    with ten.write() as session:
        note(session)
    assert wrong(ten) == [(Break.MISSING, 9, 10)]


def test_swapped_lines_are_found(ten: Database) -> None:
    tamper(ten, "UPDATE journal SET object = CASE number WHEN 4 THEN 'request 7' ELSE 'request 4' END WHERE number IN (4, 7)")
    assert wrong(ten) == [(Break.ALTERED, 4, 4), (Break.ALTERED, 7, 7)]


def test_lines_whose_numbers_were_swapped_are_found(ten: Database) -> None:
    tamper(ten, "UPDATE journal SET number = CASE number WHEN 4 THEN 7 ELSE 4 END WHERE number IN (4, 7)")
    assert {what for what, _, _ in wrong(ten)[:-1]} == {Break.MISSING, Break.ORDER}


def test_a_head_set_back_or_gone_is_found(ten: Database) -> None:
    tamper(ten, "UPDATE journal_heads SET number = 9")
    assert wrong(ten) == [(Break.HEAD, 9, 10)]
    with ten.write() as session:
        session.execute(text("DELETE FROM journal_heads"))
    assert wrong(ten) == [(Break.HEAD, 0, 10)]


def test_a_line_put_in_without_a_hash_is_found(ten: Database) -> None:
    with ten.write() as session:
        session.execute(
            text("INSERT INTO journal (at, town, actor, action, object, details) VALUES (:at, 'valognes', 'x', 'x', 'x', '{}')"),
            {"at": "2026-03-12 08:14:00"},
        )
    assert wrong(ten) == [(Break.UNCHAINED, 10, 10)]


def test_sixteen_who_write_at_once_make_one_chain_each(served: Database) -> None:
    with served.write() as session:
        keep_town(session, BREVILLE)
    start, orders = Barrier(16), ((VALOGNES, BREVILLE, None), (None, BREVILLE, VALOGNES), (VALOGNES,), (BREVILLE, VALOGNES))

    def write(who: int) -> None:
        start.wait()
        for turn in range(10):
            with served.write() as session:
                if (who + turn) % 5 == 0:
                    # As publishing rules does: the town is held whole before its journal is written.
                    session.execute(select(TownRow.id).where(TownRow.id == VALOGNES).with_for_update())
                for town in orders[who % 4]:
                    note(session, who, town, turn=turn)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(16)))
    for chain, lines in ((VALOGNES, 160), (BREVILLE, 120), ("", 80)):
        assert wrong(served, chain) == []
        assert [link.number for link in kept(served, chain)] == [*range(1, lines + 1)]


DYING = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from store import journal
from store.engine import Database

database = Database(sys.argv[1])
with database.write() as session:
    event.listen(session.get_bind(), "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL))
    journal.append(session, at=datetime.now(UTC), town="valognes", actor="dying", action="read", object="7", details={})
"""


def test_who_dies_before_the_commit_leaves_the_chain_whole(ten: Database, database_url: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, "-c", DYING, database_url], env=environment, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    assert wrong(ten) == []
    with ten.write() as session:
        note(session)
    assert wrong(ten) == []
    assert [link.entry.actor for link in kept(ten)] == ["zoé"] * 11


@pytest.fixture
def older(empty_database_url: str) -> Iterator[Database]:
    """A database with two lines from before there were chains, brought up to date since."""
    engine = create_engine(_sqlalchemy(empty_database_url), json_deserializer=from_json)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0003")
        for row in OLD_ROWS:
            connection.execute(text(row))
        for town in ("'valognes'", "'valognes'", "NULL"):
            words = f"VALUES ('2026-03-02 09:00:00', {town}, 'admin', 'published', 'x', '{{\"é\": 1.50}}')"
            connection.execute(text(f"INSERT INTO journal (at, town, actor, action, object, details) {words}"))
        command.upgrade(configuration(connection), "head")
    engine.dispose()
    database = Database(empty_database_url)
    yield database
    database.close()


def test_lines_of_an_older_database_are_sealed(older: Database) -> None:
    with older.write() as session:
        note(session)
    assert wrong(older) == []
    assert wrong(older, "") == []
    assert [link.number for link in kept(older)] == [None, None, 1, 2]
    assert kept(older, "")[-1].head == Head(number=1, hash=kept(older, "")[-1].hash or "")


@pytest.mark.parametrize("statement", ["DELETE FROM journal WHERE id = 1", "UPDATE journal SET object = 'y' WHERE id = 2"])
def test_a_sealed_line_that_was_altered_is_found(older: Database, statement: str) -> None:
    tamper(older, statement)
    assert wrong(older) == [(Break.OLDER, 1, 1)]
    assert wrong(older, "") == []
