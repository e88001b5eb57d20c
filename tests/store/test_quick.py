"""Statements that go past SQLAlchemy on SQLite: the same values go in and come out, the same errors are raised."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, bindparam, select
from sqlalchemy.exc import IntegrityError

from store import quick
from store.engine import Database
from store.schema import JobRow, TownRow, table_of
from store.upsert import insert_into

JOBS = table_of(JobRow)
AT = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


def job(subject: int) -> dict[str, object]:
    return {"town": "valognes", "queue": "mail", "kind": "read\x00", "subject_id": subject, "created_at": AT, "not_before": AT}


def test_what_is_stored_and_returned_is_what_sqlalchemy_would(served: Database) -> None:
    with served.write() as session:
        town = session.scalars(select(TownRow.id)).first()
        assert town is not None
        dialect = session.get_bind().dialect.name
        statement = insert_into(dialect, JobRow).on_conflict_do_nothing().returning(JOBS.c.subject_id, JOBS.c.created_at, JOBS.c.state)
        rows = quick.insert(session, statement, [job(1) | {"town": town}, job(2) | {"town": town}])
        assert [tuple(row) for row in rows] == [(1, AT.astimezone(UTC), "ready"), (2, AT.astimezone(UTC), "ready")]
        assert rows[0][1].tzinfo is not None
        assert quick.insert(session, statement, [job(1) | {"town": town}]) in ([], ())
    with served.read() as session:
        # As the mapped class reads it: NUL replaced, defaults filled in, moments in UTC.
        row = session.scalars(select(JobRow).where(JobRow.subject_id == 1)).one()
        assert (row.kind, row.state, row.attempts, row.not_before) == ("read\ufffd", "ready", 0, AT.astimezone(UTC))
        wanted = select(JOBS.c.subject_id, JOBS.c.created_at).where(JOBS.c.created_at >= bindparam("since"))
        lookup = quick.Lookup(wanted, JOBS.c.subject_id)
        found = lookup.rows(session, [2, 1, 2, 99], since=AT - timedelta(seconds=1))
        assert sorted(tuple(row) for row in found) == [(1, AT.astimezone(UTC)), (2, AT.astimezone(UTC))]
        assert list(lookup.rows(session, [1], since=AT + timedelta(seconds=1))) == []
        assert list(lookup.rows(session, [], since=AT)) == []


def test_errors_are_those_of_sqlalchemy_and_tell_nothing_of_the_values(served: Database) -> None:
    def write() -> None:
        with served.write() as session:
            statement = insert_into(session.get_bind().dialect.name, JobRow).returning(JOBS.c.id)
            quick.insert(session, statement, [job(7) | {"town": "secret-words"}])

    with pytest.raises(IntegrityError) as raised:
        write()
    assert "secret-words" not in str(raised.value).partition("DETAIL")[0]
    with served.read() as session:
        assert session.scalars(select(JobRow).where(JobRow.subject_id == 7)).first() is None


def test_a_default_made_for_each_row_is_refused() -> None:
    with pytest.raises(TypeError, match="anew"):
        quick._default(_column())


def _column() -> object:
    return Column("x", Integer, default=lambda: 1)
