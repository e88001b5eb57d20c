import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.rights import Role
from flows import accounts, passwords
from flows.accounts import PasswordFault, SignedIn
from flows.half_way import HalfWay
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import agents, journal
from store.agents import NewAgent
from store.engine import Database

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PASSWORD = "un mot de passe pour les essais"
OTHER = "les corbeaux aiment le pain"


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = open_installation(load_settings(data=tmp_path / "data", database_url=database_url))
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def claire(installation: Installation) -> Installation:
    new = NewAgent(
        town=None,
        login="claire",
        name="Claire",
        roles=frozenset({Role.RECEPTION, Role.REGULATOR}),
        password_hash=accounts.hashed(PASSWORD),
        must_change=False,
    )
    accounts.add_agent(installation, new, NOW)
    return installation


def _enter(installation: Installation, login: str, password: str, at: datetime = NOW) -> SignedIn | None:
    found = accounts.sign_in(installation, login, password, at)
    assert not isinstance(found, HalfWay), "nobody here has a second factor"
    return found


def _sign_in(installation: Installation, password: str = PASSWORD, at: datetime = NOW) -> SignedIn | None:
    return _enter(installation, "claire", password, at)


def test_a_login_is_known_in_any_case_and_its_session_is_found_again(claire: Installation) -> None:
    signed_in = _enter(claire, " Claire ", PASSWORD)
    assert signed_in is not None
    found = accounts.find_session(claire, signed_in.token, NOW + timedelta(minutes=5))
    assert found is not None
    assert (found.agent.login, found.csrf) == ("claire", signed_in.csrf)
    assert accounts.find_session(claire, "autre", NOW) is None


@pytest.mark.parametrize("login", sorted(accounts.RESERVED))
def test_nobody_is_called_as_the_program_itself_is(claire: Installation, login: str) -> None:
    new = NewAgent(town=None, login=f" {login.upper()}", name="X", roles=frozenset(), password_hash=accounts.hashed(PASSWORD))
    with pytest.raises(ConflictError, match="Choose another login"):
        accounts.add_agent(claire, new, NOW)
    with claire.database.read() as session:
        assert [one.login for one in agents.all_agents(session)] == ["claire"]


def test_a_session_lasts_while_it_is_used_but_no_longer_than_a_day_of_work(claire: Installation) -> None:
    signed_in = _sign_in(claire)
    assert signed_in is not None
    for hours in range(1, 10):
        assert accounts.find_session(claire, signed_in.token, NOW + timedelta(hours=hours)) is not None
    assert accounts.find_session(claire, signed_in.token, NOW + timedelta(hours=10)) is None


def test_a_session_that_rests_two_hours_is_over(claire: Installation) -> None:
    signed_in = _sign_in(claire)
    assert signed_in is not None
    assert accounts.find_session(claire, signed_in.token, NOW + timedelta(hours=2, seconds=1)) is None


def test_the_account_opens_again_when_the_lock_is_over(claire: Installation) -> None:
    assert [_sign_in(claire, "faux") for _ in range(5)] == [None] * 5
    assert _sign_in(claire, at=NOW + timedelta(seconds=59)) is None
    assert _sign_in(claire, at=NOW + timedelta(seconds=61)) is not None


def test_locks_grow_but_tries_while_locked_do_not_lengthen_them(claire: Installation) -> None:
    for _ in range(20):
        _sign_in(claire, "faux")
    with claire.database.read() as session:
        agent = agents.find_by_login(session, "claire")
    assert agent is not None
    assert agent.locked_until == NOW + timedelta(minutes=1)
    _sign_in(claire, "faux", NOW + timedelta(minutes=2))
    with claire.database.read() as session:
        agent = agents.find_by_login(session, "claire")
    assert agent is not None
    assert agent.locked_until == NOW + timedelta(minutes=62)


def test_failures_are_in_the_journal_without_what_was_typed(claire: Installation) -> None:
    _sign_in(claire, "faux")
    accounts.sign_in(claire, "mot-de-passe-tapé-au-mauvais-endroit", "x", NOW)
    with claire.database.read() as session:
        lines = journal.page(session, None, after=None, limit=10)
    assert [(line.actor, line.action) for line in lines[:2]] == [("unknown", "sign_in_failed"), ("claire", "sign_in_failed")]
    assert "tapé" not in repr(lines)


def test_a_wrong_present_password_counts_as_a_failed_sign_in(claire: Installation) -> None:
    signed_in = _sign_in(claire)
    assert signed_in is not None
    for _ in range(5):
        assert accounts.change_password(claire, signed_in.agent, "faux", OTHER, NOW) == (PasswordFault.WRONG,)
    assert accounts.change_password(claire, signed_in.agent, PASSWORD, OTHER, NOW) == (PasswordFault.WRONG,)


def test_a_new_password_serves_at_once_and_ends_other_sessions(claire: Installation) -> None:
    first, second = _sign_in(claire), _sign_in(claire)
    assert first is not None
    assert second is not None
    changed = accounts.change_password(claire, first.agent, PASSWORD, OTHER, NOW)
    assert isinstance(changed, SignedIn)
    assert accounts.find_session(claire, changed.token, NOW) is not None
    assert accounts.find_session(claire, second.token, NOW) is None
    assert _sign_in(claire) is None
    assert _sign_in(claire, OTHER) is not None


def test_all_that_is_wrong_with_a_password_is_told_at_once() -> None:
    assert accounts.password_faults("al", "x", "al") == (PasswordFault.TOO_SHORT, PasswordFault.TOO_SIMPLE, PasswordFault.HOLDS_LOGIN)
    assert accounts.password_faults("al", "x", "Mairie-2026-Bonjour") == (PasswordFault.WELL_KNOWN,)
    assert accounts.password_faults("al", "x", "é" * 201) == (PasswordFault.TOO_LONG, PasswordFault.TOO_SIMPLE)
    assert accounts.password_faults("claire", PASSWORD, OTHER) == ()


def test_a_new_installation_gets_one_agent_whose_secret_only_its_owner_reads(installation: Installation) -> None:
    first = accounts.ensure_first_agent(installation, NOW)
    assert first is not None
    assert accounts.ensure_first_agent(installation, NOW) == first
    assert first.file == installation.settings.data / "premiere-connexion.txt"
    assert stat.S_IMODE(first.file.stat().st_mode) == 0o600
    assert first.secret not in repr(first)
    signed_in = _enter(installation, first.login, first.secret)
    assert signed_in is not None
    assert (signed_in.agent.must_change, signed_in.agent.roles, signed_in.agent.town) == (True, accounts.FIRST_ROLES, None)


def test_the_first_secret_is_gone_once_the_password_is_changed(installation: Installation) -> None:
    first = accounts.ensure_first_agent(installation, NOW)
    assert first is not None
    signed_in = _enter(installation, first.login, first.secret)
    assert signed_in is not None
    accounts.change_password(installation, signed_in.agent, first.secret, OTHER, NOW)
    assert not first.file.exists()
    assert accounts.ensure_first_agent(installation, NOW) is None


def test_a_start_cut_short_after_the_file_goes_on_with_its_secret(installation: Installation) -> None:
    file = installation.settings.data / "premiere-connexion.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text("deja-ecrit\n", encoding="ascii")
    first = accounts.ensure_first_agent(installation, NOW)
    assert first is not None
    assert first.secret == "deja-ecrit"
    assert accounts.sign_in(installation, first.login, "deja-ecrit", NOW) is not None


def test_an_installation_with_agents_gets_none(claire: Installation) -> None:
    assert accounts.ensure_first_agent(claire, NOW) is None


def test_a_language_is_kept(claire: Installation) -> None:
    signed_in = _sign_in(claire)
    assert signed_in is not None
    accounts.choose_language(claire, signed_in.agent.id, "en")
    found = accounts.find_session(claire, signed_in.token, NOW)
    assert found is not None
    assert found.agent.language == "en"


def test_a_stranger_takes_as_long_as_an_agent(claire: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Noting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(hash))
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "_hasher", Noting())
    _sign_in(claire, "faux")
    accounts.sign_in(claire, "personne", "faux", NOW)
    assert len(verified) == 2
    assert verified[1].startswith("$argon2id$")


def test_two_first_starts_at_once_agree(installation: Installation, database_url: str) -> None:
    other = Database(database_url)
    try:
        first = accounts.ensure_first_agent(installation, NOW)
        accounts._create_first_agent(installation, "un autre secret", NOW)
        with other.read() as session:
            assert len(agents.all_agents(session)) == 1
    finally:
        other.close()
    assert first is not None
    assert _enter(installation, first.login, first.secret) is not None


def test_nobody_hashes_while_he_holds_the_databases_writer(claire: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    writing: list[bool] = []
    hashed_in: list[bool] = []
    write = Database.write

    @contextmanager
    def watched(database: Database) -> Iterator[Session]:
        with write(database) as session:
            writing.append(True)
            try:
                yield session
            finally:
                writing.pop()

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            hashed_in.append(bool(writing))
            return super().hash(password, salt=salt)

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            hashed_in.append(bool(writing))
            return super().verify(hash, password)

    monkeypatch.setattr(Database, "write", watched)
    # Other costs than those the password is kept with: signing in hashes it anew.
    monkeypatch.setattr(passwords, "_hasher", Watched(time_cost=1))
    assert _sign_in(claire) is not None
    signed_in = _sign_in(claire)
    assert signed_in is not None
    assert isinstance(accounts.change_password(claire, signed_in.agent, PASSWORD, OTHER, NOW), SignedIn)
    assert accounts.reset_password(claire, "claire", NOW) is not None
    assert hashed_in == [False] * 6


def test_a_reset_password_serves_once_and_ends_all_sessions(claire: Installation) -> None:
    signed_in = _sign_in(claire)
    assert signed_in is not None
    secret = accounts.reset_password(claire, "claire", NOW)
    assert secret is not None
    assert accounts.find_session(claire, signed_in.token, NOW) is None
    again = _sign_in(claire, secret)
    assert again is not None
    assert again.agent.must_change
    assert accounts.reset_password(claire, "personne", NOW) is None


def test_somebody_is_signed_out_everywhere_and_his_password_stays(claire: Installation) -> None:
    browsers = [_enter(claire, "claire", PASSWORD) for _ in range(2)]
    first = browsers[0]
    assert first is not None
    accounts.end_sessions(claire, first.agent, "boss", NOW)
    assert [accounts.find_session(claire, one.token, NOW) for one in browsers if one is not None] == [None, None]
    assert _enter(claire, "claire", PASSWORD) is not None
    with claire.database.read() as session:
        told = [(line.actor, line.object) for line in journal.page(session, None, after=None, limit=20) if line.action == "end_sessions"]
    assert told == [("boss", f"agent {first.agent.id}")]


@pytest.mark.parametrize(
    "password", ["Motdepasse2026!", "P@ssw0rd1234", "azertyuiop123", "123456789012", "Qwerty Azerty 1!", "un administrateur"]
)
def test_what_everybody_tries_first_is_no_password(password: str) -> None:
    assert PasswordFault.WELL_KNOWN in accounts.password_faults("claire", "", password)


@pytest.mark.parametrize(
    "password", ["phare tasse nuage bleu", "correct horse battery", "vK7-mairie-t2qLx", "мой пароль секрет", "été indien à la mer"]
)
def test_other_words_and_chance_are_a_password(password: str) -> None:
    assert accounts.password_faults("claire", "", password) == ()
