"""Statements that go past SQLAlchemy on SQLite: the same values go in and come out, the same errors are raised."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, bindparam, create_engine, insert, select, update
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


def test_rows_are_found_and_changed_by_statements_kept_for_good(served: Database) -> None:
    asked = select(JOBS.c.subject_id, JOBS.c.not_before).where(JOBS.c.kind == "read", JOBS.c.subject_id > bindparam("behind"))
    moved = (
        update(JOBS).where(JOBS.c.subject_id == bindparam("of_subject")).values(attempts=JOBS.c.attempts + 2, not_before=bindparam("to"))
    )
    counted = moved.returning(JOBS.c.attempts)
    with served.write() as session:
        town = session.scalars(select(TownRow.id)).first()
        quick.add(session, insert(JOBS), [job(one) | {"town": town, "kind": "read"} for one in (1, 2, 3)])
        quick.add(session, insert(JOBS), [])
        quick.change(session, moved, of_subject=2, to=AT + timedelta(hours=1))
        assert [tuple(row) for row in quick.rows(session, counted, of_subject=2, to=AT + timedelta(hours=2))] == [(4,)]
        assert list(quick.rows(session, counted, of_subject=99, to=AT)) == []
    with served.read() as session:
        found = sorted(tuple(row) for row in quick.rows(session, asked, behind=1))
        assert found == [(2, (AT + timedelta(hours=2)).astimezone(UTC)), (3, AT.astimezone(UTC))]


def test_a_statement_that_is_another_for_each_of_its_values_is_refused_on_sqlite(tmp_path: Path) -> None:
    statement = select(JOBS.c.id).where(JOBS.c.subject_id.in_((1, 2)))
    with pytest.raises(TypeError, match="another for each"):
        quick._other(statement, create_engine(f"sqlite:///{tmp_path / 'none.db'}").dialect)
