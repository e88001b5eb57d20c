"""Members of departments, and what becomes of the roles of an older installation; on both databases."""

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import IntegrityError

from domain.ids import DepartmentCode, TownId
from domain.member import Member, Post
from domain.rights import Role
from store import agents, members
from store.agents import NewAgent
from store.engine import Database
from store.migration import configuration
from store.schema import MemberRow
from tests.store.samples import NOW, VALOGNES, keep_town

VOI, CCAS = DepartmentCode("VOI"), DepartmentCode("CCAS")
LATER = NOW + timedelta(days=1)


def hire(database: Database, *logins: str) -> None:
    with database.write() as session:
        keep_town(session)
        for login in logins:
            agents.add(session, NewAgent(town=VALOGNES, login=login, name=login, roles=frozenset(), password_hash="x"), NOW)


def member(login: str, post: Post = Post.AGENT, department: DepartmentCode = VOI) -> Member:
    return Member(town=VALOGNES, department=department, login=login, post=post)


def test_heads_come_first_and_who_left_is_kept_with_his_days(database: Database) -> None:
    hire(database, "anne", "zoe")
    with database.write() as session:
        assert members.add(session, member("anne"), NOW)
        assert members.add(session, member("zoe", Post.HEAD), NOW)
        assert members.add(session, member("Zoe ", department=CCAS), NOW)
        assert not members.add(session, member("anne"), LATER)
        assert [one.login for one in members.of_department(session, VALOGNES, VOI)] == ["zoe", "anne"]
        assert [one.department for one in members.of_agent(session, "ZOE")] == [CCAS, VOI]
        assert members.staffed(session) == {(VALOGNES, VOI), (VALOGNES, CCAS)}
        assert members.staffed(session, [TownId("auville")]) == frozenset()
    with database.write() as session:
        assert members.remove(session, VALOGNES, VOI, "anne", LATER)
        assert not members.remove(session, VALOGNES, VOI, "anne", LATER)
        assert members.add(session, member("zoe", Post.AGENT), LATER)
    with database.read() as session:
        kept = [(one.member.login, one.member.post, one.since, one.until) for one in members.history(session, VALOGNES, VOI)]
        assert [one.login for one in members.of_town(session, VALOGNES)] == ["zoe", "zoe"]
    assert kept == [
        ("anne", Post.AGENT, NOW, LATER),
        ("zoe", Post.HEAD, NOW, LATER),
        ("zoe", Post.AGENT, LATER, None),
    ]


def test_nobody_is_a_member_twice_and_members_are_agents(database: Database) -> None:
    hire(database, "anne")
    values = {"town": VALOGNES, "department": VOI, "post": "agent", "since": NOW}
    with database.write() as session:
        members.add(session, member("anne"), NOW)
    for login in ("anne", "nobody"):
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(insert(MemberRow), {**values, "login": login})


def test_administrators_of_an_older_installation_keep_what_they_could_do(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url.replace("postgresql:", "postgresql+psycopg:"))
    adding = (
        "INSERT INTO agents (login, name, role, password_hash, must_change, language, failures, created_at) "
        "VALUES (:login, 'x', :role, 'x', false, 'fr', 0, '2026-03-01 08:00:00')"
    )
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0025")
        for login, role in (("chef", "admin"), ("anne", "reception")):
            connection.execute(text(adding), {"login": login, "role": role})
        command.upgrade(configuration(connection), "0026")
        found = {row.login: row.roles for row in connection.execute(text("SELECT login, roles FROM agents"))}
        command.downgrade(configuration(connection), "0025")
        back = {row.login: row.role for row in connection.execute(text("SELECT login, role FROM agents"))}
    engine.dispose()
    assert {login: frozenset(map(Role, roles.split())) for login, roles in found.items()} == {
        "chef": frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR}),
        "anne": frozenset({Role.RECEPTION}),
    }
    assert back == {"chef": "admin", "anne": "reception"}
