from typing import Any

import psycopg
import pytest

from domain.errors import UnavailableError
from store.engine import Database
from tests.servers import free_port


def test_a_name_is_held_once_at_a_time(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    with one.hold("collect a") as held:
        assert held is not None and held.is_held()
        with other.hold("collect a") as second, other.hold("collect b") as elsewhere:
            assert second is None
            assert elsewhere is not None
    with other.hold("collect a") as second:
        assert second is not None
    one.close()
    other.close()


def test_a_name_is_lost_with_its_connection_and_that_is_seen(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.hold("collect a") as held:
        assert held is not None
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        assert not held.is_held()
        with database.hold("collect a") as again:
            assert again is not None
    database.close()


def test_both_ends_learn_soon_that_the_other_is_gone(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.hold("collect a") as held:
        assert held is not None and held._connection is not None
        shown = [held._connection.exec_driver_sql(f"SHOW tcp_keepalives_{name}").scalar() for name in ("idle", "interval", "count")]
    assert shown == ["10", "3", "3"]
    database.close()


def test_hold_of_a_database_that_is_away_is_told() -> None:
    database = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    with pytest.raises(UnavailableError), database.hold("collect a"):
        pass
    database.close()


def test_one_file_has_one_process(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.hold("collect a") as held:
        assert held is not None and held.is_held()
    database.close()


def test_a_name_is_free_before_the_server_knows_that_the_connection_is_closed(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    left: list[psycopg.Connection[Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Connection, "close", lambda connection: left.append(connection))  # noqa: PLW0108 - a method is a function
        with one.hold("collect a") as held:
            assert held is not None
    with other.hold("collect a") as held:
        assert held is not None
    for connection in left:
        connection.close()
    one.close()
    other.close()
