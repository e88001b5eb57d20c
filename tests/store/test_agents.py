from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.errors import NotFoundError
from domain.ids import AgentId
from domain.rights import Role
from store import agents
from store.agents import BrowserSession, NewAgent
from store.engine import Database
from tests.store.samples import NOW, VALOGNES

HOUR = timedelta(hours=1)


def _new(login: str = "Accueil") -> NewAgent:
    return NewAgent(town=VALOGNES, login=login, name="DUPONT Anne", roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="hash")


@pytest.fixture
def agent_id(served: Database) -> AgentId:
    with served.write() as session:
        assert agents.is_empty(session)
        return agents.add(session, _new(), NOW)


def _browser(agent_id: AgentId, cookie: str = "a") -> BrowserSession:
    return BrowserSession(token_hash=cookie, agent_id=agent_id, csrf="c", created_at=NOW, seen_at=NOW, expires_at=NOW + HOUR)


def test_agent_is_found_by_login_in_any_case(served: Database, agent_id: AgentId) -> None:
    with served.read() as session:
        agent = agents.find_by_login(session, " ACCUEIL ")
        assert agent == agents.get(session, agent_id)
        assert agents.all_agents(session) == (agent,)
        assert not agents.is_empty(session)
        for login in ("", "nobody", "\x00\ud800"):
            assert agents.find_by_login(session, login) is None
    assert agent is not None
    assert (agent.login, agent.town, agent.must_change, agent.language, agent.failures) == ("accueil", VALOGNES, True, "fr", 0)
    assert "hash" not in repr(agent).replace("password_hash", "")


def test_second_agent_of_the_same_login_is_refused(served: Database, agent_id: AgentId) -> None:
    with pytest.raises(IntegrityError), served.write() as session:
        agents.add(session, _new("accueil"), NOW)


def test_new_password_ends_all_sessions(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        agents.add_session(session, _browser(agent_id))
        agents.record_failure(session, agent_id, NOW + HOUR)
        agents.set_password(session, agent_id, "other")
        agent = agents.get(session, agent_id)
        assert (agent.password_hash, agent.must_change, agent.failures, agent.locked_until) == ("other", False, 0, None)
        assert agents.find_session(session, "a", NOW) is None


def test_failures_side_by_side_are_all_counted(served: Database, agent_id: AgentId) -> None:
    def fail(_: int) -> int:
        with served.write() as session:
            return agents.record_failure(session, agent_id, None)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(fail, range(12))) == list(range(1, 13))


def test_success_forgets_failures(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        agents.record_failure(session, agent_id, NOW + HOUR)
        assert agents.get(session, agent_id).locked_until == NOW + HOUR
        agents.record_success(session, agent_id)
        assert (agents.get(session, agent_id).failures, agents.get(session, agent_id).locked_until) == (0, None)


def test_language_is_kept(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        agents.set_language(session, agent_id, "en")
        assert agents.get(session, agent_id).language == "en"


def test_session_is_found_until_it_is_over(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        agents.add_session(session, _browser(agent_id))
    with served.write() as session:
        assert agents.find_session(session, "a", NOW) == (_browser(agent_id), agents.get(session, agent_id))
        assert agents.find_session(session, "b", NOW) is None
        assert agents.find_session(session, "a", NOW + HOUR) is None
        agents.touch_session(session, "a", NOW + HOUR / 2, NOW + HOUR * 2)
        assert agents.find_session(session, "a", NOW + HOUR) is not None


def test_sessions_are_revoked_and_purged(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        for cookie in "abcd":
            agents.add_session(session, _browser(agent_id, cookie))
        agents.revoke_session(session, "a")
        agents.revoke_session(session, "a")
        agents.touch_session(session, "b", NOW, NOW + HOUR * 2)
        assert agents.purge_sessions(session, NOW + HOUR) == 2
        assert agents.find_session(session, "b", NOW) is not None
        agents.revoke_sessions(session, agent_id)
        assert agents.find_session(session, "b", NOW) is None


def test_the_browsers_of_an_agent_are_told_the_one_seen_last_first(served: Database, agent_id: AgentId) -> None:
    with served.write() as session:
        other = agents.add(session, _new("autre"), NOW)
        for cookie in "abc":
            agents.add_session(session, _browser(agent_id, cookie))
        agents.add_session(session, _browser(other, "d"))
        agents.touch_session(session, "b", NOW + HOUR / 2, NOW + HOUR * 2)
        agents.touch_session(session, "c", NOW + HOUR / 4, NOW + HOUR * 2)
        assert [one.token_hash for one in agents.sessions_of(session, agent_id, NOW)] == ["b", "c", "a"]
        assert [one.token_hash for one in agents.sessions_of(session, agent_id, NOW + HOUR)] == ["b", "c"]


def test_unknown_agent_is_not_found(database: Database) -> None:
    nobody = AgentId(1)
    with database.write() as session:
        for use in (agents.get, agents.record_success):
            with pytest.raises(NotFoundError):
                use(session, nobody)
        with pytest.raises(NotFoundError):
            agents.record_failure(session, nobody, None)
