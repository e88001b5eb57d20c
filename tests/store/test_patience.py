"""A PostgreSQL server, or the way to it, that falls silent: nobody waits for ever, and nobody holds up the others (S34)."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import make_url, select, text

from domain.errors import UnavailableError
from store import patience
from store.engine import Database
from store.schema import CounterRow
from tests.store.samples import VALOGNES, keep_town


class Proxy:
    """Stands between a program and its server; once it stalls it still takes bytes, as a machine does that stands still."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listening]
        self.is_stalled = threading.Event()
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._sockets += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                if not self.is_stalled.is_set():
                    target.sendall(chunk)


@contextmanager
def stalling(url: str) -> Iterator[tuple[Proxy, Database]]:
    """Yield a database and what stands before it."""
    proxy = Proxy(make_url(url).port or 0)
    database = Database(make_url(url).set(port=proxy.port).render_as_string(hide_password=False))
    try:
        yield proxy, database
    finally:
        database.close()
        proxy.close()


def test_server_that_stands_still_is_left(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 1.0)
    with stalling(postgresql_url) as (proxy, database):
        database.ping()
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="no answer"), database.write() as session:
            session.execute(text("SELECT 1"))
            proxy.is_stalled.set()
            session.execute(text("SELECT 2"))
        assert time.monotonic() - began < 5
        proxy.is_stalled.clear()
        database.ping()


def test_hold_is_lost_where_the_server_stands_still(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 1.0)
    with stalling(postgresql_url) as (proxy, database), database.hold("a") as held:
        assert held is not None and held.is_held()
        proxy.is_stalled.set()
        assert not held.is_held()


def test_statement_that_takes_its_time_is_waited_for(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 5.0)
    database = Database(postgresql_url)
    with database.read() as session:
        assert session.scalar(text("SELECT 7 FROM pg_sleep(0.5)")) == 7
    database.close()


def test_server_is_told_to_be_as_patient_as_we_are(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
    with database.read() as session:
        shown = [session.scalar(text(f"SHOW {name}")) for name in (*names, "lock_timeout", "idle_in_transaction_session_timeout")]
    assert shown == ["10", "3", "3", "15000", "30s", "2min"]
    database.close()


def test_what_the_address_says_counts() -> None:
    assert "keepalives_idle" not in patience.wanted({"keepalives_idle"}, 10)
    assert patience.wanted((), 7)["connect_timeout"] == "7"


def test_who_waits_too_long_for_another_is_told_to_try_again(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_THEIRS", ("SET lock_timeout = '200ms'",))
    one, other = Database(postgresql_url), Database(postgresql_url)
    counter = select(CounterRow).where(CounterRow.town == VALOGNES).with_for_update()
    with one.write() as session:
        keep_town(session)
        session.add(CounterRow(town=VALOGNES, year=2026, last=0))
    with one.write() as session:
        session.scalars(counter).one()
        with pytest.raises(UnavailableError, match="at the same moment"), other.write() as second:
            second.scalars(counter).one()
    one.close()
    other.close()


def test_who_is_held_up_in_a_transaction_lets_go_of_what_it_has_locked(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_THEIRS", ("SET idle_in_transaction_session_timeout = '200ms'",))
    database = Database(postgresql_url)
    with database.write() as session:
        keep_town(session)
    with pytest.raises(UnavailableError), database.write() as session:
        session.execute(text("UPDATE towns SET name = 'x'"))
        time.sleep(1)
        with database.write() as other:
            other.execute(text("UPDATE towns SET name = 'y'"))
        session.execute(text("SELECT 1"))
    with database.read() as session:
        assert session.scalar(text("SELECT name FROM towns")) == "y"
    database.close()


def test_when_all_connections_are_in_use_who_comes_is_told_so(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.engine._WAIT_SECONDS", 1)
    database = Database(postgresql_url)
    is_over, ready = threading.Event(), threading.Semaphore(0)

    def occupy() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1"))
            ready.release()
            is_over.wait(30)

    threads = [threading.Thread(target=occupy) for _ in range(30)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert ready.acquire(timeout=20)
    with pytest.raises(UnavailableError, match="No database connection became free"):
        database.ping()
    is_over.set()
    for thread in threads:
        thread.join()
    database.ping()
    database.close()
