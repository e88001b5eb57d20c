from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from domain.errors import ConfigurationError
from store.engine import Database
from store.migration import configuration


def _sqlalchemy(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")


def test_migrated_tables_are_those_of_the_schema(database_url: str) -> None:
    engine = create_engine(_sqlalchemy(database_url))
    with engine.begin() as connection:
        command.check(configuration(connection))
    engine.dispose()


def test_all_revisions_can_be_undone_and_done_again(database_url: str) -> None:
    engine = create_engine(_sqlalchemy(database_url))
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
        command.upgrade(configuration(connection), "head")
        command.check(configuration(connection))
    engine.dispose()


def test_database_tells_whether_it_is_current(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not database.is_current()
    database.migrate()
    assert database.is_current()
    database.close()


def test_processes_that_migrate_at_once_wait_for_each_other(empty_database_url: str) -> None:
    databases = [Database(empty_database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Database.migrate, databases))
    assert databases[0].is_current()
    for database in databases:
        database.close()


def test_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="Start the version that wrote it"):
        database.migrate()
    assert not database.is_current()


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "UPDATE history SET actor = 'x'"])
def test_journal_and_history_are_append_only(filled: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append only"), filled.write() as session:
        session.execute(text(statement))
