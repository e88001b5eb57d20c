"""A database of an earlier release is brought up to date with all it holds, while a process of that release still works on it (S39)."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, insert, inspect, make_url, select, text

from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store.engine import Database
from store.migration import configuration
from tests.installations import POTHOLE, arrival, installation, ledger, mail, settings

EARLIER = ("0039", "0045")
"""Revisions before what a later release brought."""
MAILS = 5


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    made = create_engine(
        make_url(url).set(drivername="postgresql+psycopg") if url.startswith("postgresql") else url,
        json_serializer=lambda value: to_json(value).decode(),
        json_deserializer=from_json,
    )
    try:
        yield made
    finally:
        made.dispose()


def columns(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the columns of each table, but of what is not ours."""
    seen = inspect(connection)
    return {name: tuple(one["name"] for one in seen.get_columns(name)) for name in seen.get_table_names() if name != "alembic_version"}


def rows(connection: Connection, tables: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows, by these columns, as the database has them."""
    cast = "::text" if connection.dialect.name == "postgresql" else ""
    found = {}
    for table, names in tables.items():
        listed = ", ".join(f'"{name}"{cast}' for name in names)
        found[table] = sorted((tuple(row) for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{table}"')), key=repr)  # noqa: S608
    return found


def fill(opened: Installation) -> None:
    """Have mail come, become requests, and be answered."""
    receive(opened, [arrival(mail(POTHOLE, number=number)) for number in range(1, MAILS + 1)])
    for queue in ("mail", "mail", "later"):
        work(opened, queue, datetime.now(UTC))


class OldDoor(threading.Thread):
    """What is left running of the earlier release: it takes mail in, knows its own columns, and counts what was acknowledged."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="old door")
        self._engine = engine
        with engine.connect() as connection:
            known = MetaData()
            self._inbounds, self._jobs = (Table(name, known, autoload_with=connection) for name in ("inbounds", "jobs"))
            self._inbound, self._job = (
                dict(connection.execute(select(one).order_by(one.c.id).limit(1)).one()._mapping) for one in (self._inbounds, self._jobs)
            )
        self.is_over = threading.Event()
        self.is_begun = threading.Event()
        self.kept: list[str] = []
        self.error: Exception | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self.is_over.wait(0.02) or number == 0:
                number += 1
                self.take(number)
                self.is_begun.set()
        except Exception as error:  # noqa: BLE001 — told by the test
            self.error = error
            self.is_begun.set()

    def take(self, number: int) -> None:
        source = f"<vieux-{number}@courriel.example>"
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # As the product does: a transaction that reads first and then writes would lose against another's.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            last = connection.scalar(select(func.max(self._inbounds.c.id))) or 0
            raw = f"{number:064}"
            inbound = {**self._inbound, "id": last + 1000, "source_id": source, "content_key": raw, "outcome": "pending"}
            connection.execute(insert(self._inbounds).values(inbound))
            job = {name: value for name, value in self._job.items() if name != "id"}
            job |= {"subject_id": last + 1000, "state": "ready", "lease": None, "done_at": None, "attempts": 0}
            connection.execute(insert(self._jobs).values({**job, "id": 1_000_000 + number}))
        self.kept.append(source)


@pytest.mark.parametrize("revision", EARLIER)
def test_what_an_earlier_release_wrote_stays_and_its_door_goes_on_meanwhile(empty_database_url: str, tmp_path: Path, revision: str) -> None:
    opened = installation(settings(tmp_path / "data", database_url=empty_database_url))
    fill(opened)
    opened.close()
    with engine_of(empty_database_url) as engine:
        with engine.begin() as connection:
            command.downgrade(configuration(connection), revision)
        with engine.connect() as connection:
            known = columns(connection)
            before = rows(connection, known)
        assert sum(map(len, before.values())) > 10 * MAILS
        door = OldDoor(engine)
        door.start()
        assert door.is_begun.wait(30)

        newer = Database(empty_database_url)
        newer.migrate()

        taken = len(door.kept)
        door.is_over.set()
        door.join(30)
        assert door.error is None
        door.take(1_000_000)  # also when nobody migrates any more
        assert len(door.kept) > taken
        with engine.connect() as connection:
            now = columns(connection)
            after = rows(connection, known)
        newer.close()
    for table, names in known.items():
        assert set(names) <= set(now[table]), f"columns of {table} that the earlier release reads are gone"
        assert [row for row in before[table] if row not in after[table]] == [], f"rows of {table} were changed"
    opened = installation(settings(tmp_path / "data", database_url=empty_database_url))
    lines = {line.source_id for line in ledger(opened)}
    assert set(door.kept) <= lines
    assert {f"<{number}@courriel.example>" for number in range(1, MAILS + 1)} <= lines
    receive(opened, [replace(arrival(mail(POTHOLE, number=90)), received_at=datetime.now(UTC))])
    opened.close()


@pytest.mark.parametrize("revision", EARLIER)
def test_what_a_later_release_adds_need_not_be_written(database_url: str, revision: str) -> None:
    with engine_of(database_url) as engine, engine.begin() as connection:
        command.downgrade(configuration(connection), revision)
        known = columns(connection)
        command.upgrade(configuration(connection), "head")
        seen = inspect(connection)
        needed = [
            f"{table}.{one['name']}"
            for table, names in known.items()
            for one in seen.get_columns(table)
            if one["name"] not in names and not one["nullable"] and one["default"] is None
        ]
        left = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert needed == []
    assert left > revision
