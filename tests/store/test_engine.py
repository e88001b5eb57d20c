import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.errors import ConfigurationError, UnavailableError
from domain.ids import TownId
from domain.rights import Role
from store import agents, towns
from store.engine import Database
from store.schema import CounterRow
from tests.servers import free_port
from tests.store.samples import NOW, VALOGNES, keep_town

SECRET = "14 rue des Secrets"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


def test_the_file_of_a_new_database_and_its_log_are_closed_to_others(tmp_path: Path) -> None:
    before = os.umask(0o022)
    opened = Database(f"sqlite:///{tmp_path / 'citoyen.db'}")
    try:
        opened.migrate()
        with opened.write() as session:
            keep_town(session)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("*.db*")}
        assert modes["citoyen.db"] == modes["citoyen.db-wal"] == 0o640
    finally:
        opened.close()
        os.umask(before)


def test_transaction_that_fails_keeps_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"), database.write() as session:
        keep_town(session)
        raise RuntimeError("half way")
    with database.read() as session:
        assert towns.towns(session) == ()


def test_read_then_write_transactions_lose_no_update(served: Database) -> None:
    with served.write() as session:
        session.add(CounterRow(town=VALOGNES, year=2026, last=0))

    def count(_: int) -> None:
        with served.write() as session:
            row = session.get_one(CounterRow, (VALOGNES, 2026), with_for_update=True)
            row.last += 1

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(count, range(120)))
    with served.read() as session:
        assert session.get_one(CounterRow, (VALOGNES, 2026)).last == 120


def test_reader_sees_one_moment(served: Database) -> None:
    with served.read() as reader:
        assert len(towns.towns(reader)) == 1
        with served.write() as writer:
            keep_town(writer, TownId("reims"))
        reader.expire_all()
        assert len(towns.towns(reader)) == 1


def test_reading_transaction_cannot_write(served: Database) -> None:
    with pytest.raises((DBAPIError, UnavailableError), match=r"read-?only"), served.read() as session:
        session.execute(text("DELETE FROM towns"))


def test_foreign_keys_hold(served: Database) -> None:
    with pytest.raises(IntegrityError), served.write() as session:
        session.add(CounterRow(town="nowhere", year=2026, last=0))


def test_error_text_does_not_hold_what_people_wrote(served: Database) -> None:
    agent = agents.NewAgent(
        town=None, login="a", name=SECRET, roles=frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR}), password_hash="x"
    )
    with served.write() as session:
        agents.add(session, agent, NOW)
    with pytest.raises(IntegrityError) as caught, served.write() as session:
        agents.add(session, agent, NOW)
    assert SECRET not in str(caught.value)


def test_ping_of_a_living_database_is_silent(database: Database) -> None:
    database.ping()


def test_server_that_is_not_there_is_unavailable() -> None:
    database = Database(f"postgresql://citoyen@127.0.0.1:{free_port()}/citoyen")
    with pytest.raises(UnavailableError, match="cannot be used now"):
        database.ping()
    database.close()


def test_who_gives_way_in_a_deadlock_is_told_to_try_again_and_not_to_look_after_the_disk(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    other = TownId("reims")
    with database.write() as session:
        keep_town(session)
        keep_town(session, other)
        for town in (VALOGNES, other):
            session.add(CounterRow(town=town, year=2026, last=0))
    both = Barrier(2)

    def hold(order: tuple[TownId, TownId]) -> str:
        try:
            with database.write() as session:
                session.get_one(CounterRow, (order[0], 2026), with_for_update=True)
                both.wait(30)
                session.get_one(CounterRow, (order[1], 2026), with_for_update=True)
        except UnavailableError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(hold, ((VALOGNES, other), (other, VALOGNES))))
    assert told[0] == ""
    assert "at the same moment" in told[1] and "disk" not in told[1]
    database.close()


def test_connection_that_the_server_closed_is_replaced(postgresql_url: str) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    database.ping()
    with other.write() as session:
        killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        session.execute(text(killed))
    database.ping()
    database.close()
    other.close()


def test_server_that_goes_away_in_a_transaction_is_unavailable(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(UnavailableError), database.write() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    database.close()


def test_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'citoyen.db'}")
    with pytest.raises(UnavailableError, match="unable to open"):
        database.ping()
    with pytest.raises(UnavailableError, match="unable to open"):
        database.migrate()
    database.close()


def test_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "citoyen.db"
    path.write_bytes(b"This is a letter, not a database." * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(UnavailableError, match="not a database"):
        database.ping()
    database.close()


def test_full_disk_is_unavailable_and_keeps_nothing(sqlite: Database) -> None:
    with pytest.raises(UnavailableError, match="full"), sqlite.write() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(1000):
            keep_town(session, TownId(f"town-{number}"))
    with sqlite.read() as session:
        assert towns.towns(session) == ()


def test_file_locked_by_another_program_is_unavailable(sqlite: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.engine._WAIT_SECONDS", 0.1)
    impatient = Database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked"), impatient.write() as session:
        keep_town(session)
    other.close()
    impatient.close()


def test_turn_that_never_comes_is_unavailable(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.engine._WAIT_SECONDS", 0.1)
    with sqlite.write(), pytest.raises(UnavailableError, match="Another transaction"), sqlite.write():
        pytest.fail("two writers at once")


def test_error_of_ours_stays_what_it_is(database: Database) -> None:
    with pytest.raises(DBAPIError, match="no_such_table"), database.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))


def test_sqlite_waits_for_the_disk_and_keeps_a_log(sqlite: Database) -> None:
    with sqlite.write() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


@pytest.mark.parametrize("url", ["", "citoyen.db", "mysql://host/name"])
def test_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="CITOYEN_DATABASE_URL"):
        Database(url)
