from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic import command
from pydantic_core import from_json
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from domain.errors import ConfigurationError
from store import agents
from store.agents import NewAgent
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


OLD_ROWS = (
    "INSERT INTO towns (id, name, timezone, document, ruleset_number, places_number, created_at) "
    "VALUES ('valognes', 'Valognes', 'Europe/Paris', '{}', 3, 3, '2026-03-01 08:00:00')",
    "INSERT INTO rule_sets (town, number, document, created_at) VALUES ('valognes', 1, '{}', '2026-03-01 08:00:00'), "
    "('valognes', 2, '{}', '2026-03-02 08:00:00'), ('valognes', 3, '{}', '2026-03-03 08:00:00')",
    "INSERT INTO inbounds (id, town, channel, sha256, size, content_key, received_at, envelope, deliveries, outcome) "
    "VALUES (1, 'valognes', 'email', 'a', 1, 'a', '2026-03-02 09:00:00', '{}', 1, 'drafted')",
    "INSERT INTO drafts (id, town, inbound_id, item, document, created_at) VALUES (1, 'valognes', 1, 1, '{}', '2026-03-02 09:00:00')",
    "INSERT INTO requests (id, town, draft_id, part, tracking, status, channel, received_at, subject, department, priority, "
    'confidentiality, heading, details, "offset", requester, place, decision, trace, ruleset_number, version, created_at) '
    "VALUES (1, 'valognes', 1, 1, 'AAAA-2222', 'review', 'email', '2026-03-02 09:00:00', 'VOI-01', 'VOI', 2, 0, 'trou', 'Un trou.', 0, "
    "'{}', '{}', '{}', '{}', 2, 1, '2026-03-02 09:00:00')",
)
"""A town of before rule sets had a life, with three of them, and a request that the second decided."""


def test_rule_sets_of_an_older_database_get_their_life_and_go_back(empty_database_url: str) -> None:
    engine = create_engine(_sqlalchemy(empty_database_url), json_deserializer=from_json)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0003")
        for row in OLD_ROWS:
            connection.execute(text(row))
        command.upgrade(configuration(connection), "0004")
        lives = connection.execute(
            text("SELECT number, state, revision, based_on, created_by, retired_at IS NULL FROM rule_sets ORDER BY number")
        ).all()
        basis = connection.execute(text("SELECT basis FROM requests")).scalar_one()
        assert connection.execute(text("SELECT ruleset_last FROM towns")).scalar_one() == 3
        with pytest.raises(DBAPIError, match="stays as it is"), connection.begin_nested():
            connection.execute(text("DELETE FROM rule_sets WHERE number = 1"))
        command.downgrade(configuration(connection), "0003")
        kept = connection.execute(text("SELECT number FROM rule_sets ORDER BY number")).scalars().all()
        command.upgrade(configuration(connection), "head")
        command.check(configuration(connection))
    engine.dispose()
    assert [tuple(life) for life in lives] == [
        (1, "retiré", 1, None, "init", False),
        (2, "retiré", 1, 1, "init", False),
        (3, "publié", 1, 2, "init", True),
    ]
    known = from_json(basis) if isinstance(basis, str) else basis
    assert known == {"ruleset": 2, "places": 2, "learned": 0, "release": ""}
    assert kept == [1, 2, 3]


OLD_TOWN = (
    "INSERT INTO towns (id, name, timezone, document, ruleset_number, ruleset_last, places_number, revision, created_at) "
    "VALUES ('valognes', 'Valognes', 'Europe/Paris', '{}', 0, 0, 0, 1, '2026-03-01 08:00:00')",
    *OLD_ROWS[2:4],
)
DECISIONS = {
    1: '{"orientation": {"rule": "R0"}}',
    2: '{"orientation": {"rule": "R0"}, "reasons": ["tie"]}',
    3: '{"orientation": {"rule": null}}',
    4: '{"orientation": {}}',
    5: '{"orientation": {"rule": "R-é7"}}',
}


def _old_requests(connection: Connection) -> None:
    """Write a town of before with a request for each decision, some of them confirmed."""
    for row in OLD_TOWN:
        connection.execute(text(row))
    document = "text" if connection.dialect.name == "sqlite" else "jsonb"
    adding = text(
        OLD_ROWS[4].split("VALUES", maxsplit=1)[0] + "VALUES (:id, 'valognes', 1, :id, :code, 'review', 'email', '2026-03-02 09:00:00', "
        f"'VOI-01', 'VOI', 2, 0, 'trou', 'Un trou.', 0, '{{}}', '{{}}', CAST(:decision AS {document}), '{{}}', 2, 1, '2026-03-02 09:00:00')"
    )
    connection.execute(adding, [{"id": one, "code": f"AAAA-222{one}", "decision": decision} for one, decision in DECISIONS.items()])
    confirming = text(
        "INSERT INTO confirmations (id, town, request_id, rank, at, agent, subject, department, proposed_subject, proposed_department, "
        "ruleset_number) VALUES (:id, 'valognes', :id, 1, '2026-03-02 09:00:00', 'anne', 'VOI-01', 'VOI', 'VOI-01', 'VOI', 2)"
    )
    connection.execute(confirming, [{"id": one} for one in (1, 2, 4)])


def test_requests_of_an_older_database_know_which_rule_decided_them_alone(empty_database_url: str) -> None:
    engine = create_engine(_sqlalchemy(empty_database_url), json_deserializer=from_json)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0021")
        _old_requests(connection)
        command.upgrade(configuration(connection), "0022")
        rules = connection.execute(text("SELECT id, rule FROM requests ORDER BY id")).all()
        told = connection.execute(text("SELECT id, rule, is_sole FROM confirmations ORDER BY id")).all()
        command.upgrade(configuration(connection), "head")
        command.check(configuration(connection))
    engine.dispose()
    assert [tuple(one) for one in rules] == [(1, "R0"), (2, None), (3, None), (4, None), (5, "R-é7")]
    assert [(one.id, one.rule, bool(one.is_sole)) for one in told] == [(1, "R0", True), (2, "R0", False), (4, None, False)]


def test_when_requests_of_an_older_database_are_looked_at_next_stays_and_goes_back(empty_database_url: str) -> None:
    engine = create_engine(_sqlalchemy(empty_database_url), json_deserializer=from_json)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0036")
        _old_requests(connection)
        connection.execute(text("UPDATE requests SET remind_at = '2026-03-04 09:00:00+00:00' WHERE id IN (2, 5)"))
        before = connection.execute(text("SELECT id, CAST(remind_at AS text) FROM requests ORDER BY id")).all()
        command.upgrade(configuration(connection), "0037")
        looks = connection.execute(text("SELECT request_id, town, CAST(at AS text) FROM next_looks ORDER BY request_id")).all()
        command.downgrade(configuration(connection), "0036")
        back = connection.execute(text("SELECT id, CAST(remind_at AS text) FROM requests ORDER BY id")).all()
    engine.dispose()
    assert back == before
    assert [tuple(one) for one in looks] == [(one, "valognes", at) for one, at in before if at is not None]
    assert [one for one, *_ in looks] == [2, 5]


OLD_FILES = (
    "INSERT INTO towns (id, name, timezone, document, ruleset_number, ruleset_last, places_number, revision, created_at) "
    "VALUES ('valognes', 'Valognes', 'Europe/Paris', '{}', 0, 0, 0, 1, '2026-03-01 08:00:00')",
    "INSERT INTO dossiers (id, town, kind, requester, name_key, version, created_at) "
    "VALUES (1, 'valognes', 'entreprise', '{}', 'blin robert le douve le douve', 1, '2026-03-01 08:00:00'), "
    "(2, 'valognes', 'particulier', '{}', '', 1, '2026-03-01 08:00:00'), "
    "(3, 'valognes', 'particulier', '{}', 'roy', 1, '2026-03-01 08:00:00')",
)


def test_files_of_an_older_database_are_found_by_every_word(empty_database_url: str) -> None:
    engine = create_engine(_sqlalchemy(empty_database_url), json_deserializer=from_json)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0032")
        for row in OLD_FILES:
            connection.execute(text(row))
        command.upgrade(configuration(connection), "0033")
        known = connection.execute(text("SELECT dossier_id, key FROM dossier_names WHERE town = 'valognes' ORDER BY dossier_id, key")).all()
        command.downgrade(configuration(connection), "0032")
    engine.dispose()
    called = ["blin robert le douve le douve", "douve", "douve le douve", "le douve", "le douve le douve", "robert le douve le douve"]
    assert [tuple(one) for one in known] == [*((1, key) for key in called), (3, "roy")]


def test_a_closed_account_stays_shut_on_the_way_down_and_is_closed_again_on_the_way_up(database: Database, database_url: str) -> None:
    closed_at = datetime(2028, 2, 29, 9, 30, 12, 345000, UTC)
    with database.write() as session:
        ids = [
            agents.add(session, NewAgent(town=None, login=login, name=login, roles=frozenset(), password_hash="x"), closed_at)
            for login in ("luc", "jules", "denis")
        ]
        for one in ids[:2]:
            agents.close(session, one, "y", closed_at)
        agents.record_failure(session, ids[2], closed_at)
    engine = create_engine(_sqlalchemy(database_url))
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "0037")
        locked = connection.execute(text("SELECT count(*) FROM agents WHERE locked_until > '9000-01-01'")).scalar_one()
        # Where nothing knows of closing, an administrator gave him a new password.
        connection.execute(text("UPDATE agents SET locked_until = NULL WHERE login = 'jules'"))
        command.upgrade(configuration(connection), "head")
        command.check(configuration(connection))
    engine.dispose()
    assert locked == 2
    with database.read() as session:
        found = [agents.get(session, one) for one in ids]
    assert [(one.closed_at, one.locked_until) for one in found] == [(closed_at, None), (None, None), (None, closed_at)]


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
