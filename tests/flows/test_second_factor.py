"""The second factor (S37): by the numbers of RFC 6238, taken once, under one lock-out with the password."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError
from domain.ids import AgentId
from domain.rights import Role
from flows import accounts, enrolling, second_factor
from flows.accounts import CodeFault, SignedIn
from flows.half_way import HalfWay
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import agents, journal, second_factors
from store.agents import NewAgent
from store.schema import RecoveryCodeRow, SecondFactorRow

NOW = datetime(2026, 11, 25, 9, 30, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD = "un mot de passe pour les essais"
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = open_installation(load_settings(data=tmp_path / "data", database_url=database_url))
    roles = frozenset({Role.RECEPTION})
    new = NewAgent(town=None, login="claire", name="Claire", roles=roles, password_hash=accounts.hashed(PASSWORD), must_change=False)
    accounts.add_agent(opened, new, NOW)
    try:
        yield opened
    finally:
        opened.close()


def _entered(hall: Installation, at: datetime = NOW) -> SignedIn:
    found = accounts.sign_in(hall, "claire", PASSWORD, at)
    assert isinstance(found, SignedIn)
    return found


def _half(hall: Installation, at: datetime = NOW) -> HalfWay:
    found = accounts.sign_in(hall, "claire", PASSWORD, at)
    assert isinstance(found, HalfWay)
    return found


def _secret(hall: Installation, who: SignedIn) -> str:
    offer = enrolling.begin(hall, who.agent, "Citoyen", NOW)
    assert offer is not None
    return offer.secret


def _code(secret: str, at: datetime) -> str:
    return second_factor.code_at(secret, second_factor.step_of(at))


def _enrolled(hall: Installation) -> tuple[str, tuple[str, ...]]:
    """Set up a factor an hour before, so that its first code has long been over."""
    before = NOW - timedelta(hours=1)
    who = _entered(hall, before)
    secret = _secret(hall, who)
    codes = enrolling.confirm(hall, who, PASSWORD, _code(secret, before), before)
    assert codes is not None
    return secret, codes


def _agent_id(hall: Installation) -> AgentId:
    with hall.database.read() as session:
        found = agents.find_by_login(session, "claire")
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    # RFC 6238, appendix B, its last six digits.
    assert second_factor.code_at(RFC_SECRET, second_factor.step_of(datetime.fromtimestamp(seconds, UTC))) == code


def test_the_address_of_the_code_bears_town_and_login_as_programs_read_them() -> None:
    found = second_factor.address("ABC", "Citoyen Saint-Lô", "claire@ville")
    assert found.startswith("otpauth://totp/Citoyen%20Saint-L%C3%B4:claire%40ville?secret=ABC&issuer=Citoyen%20Saint-L%C3%B4")


def test_a_factor_only_offered_is_not_asked_for(hall: Installation) -> None:
    _secret(hall, _entered(hall))
    assert isinstance(accounts.sign_in(hall, "claire", PASSWORD, NOW), SignedIn)


def test_what_is_offered_stays_the_same_until_it_is_confirmed(hall: Installation) -> None:
    who = _entered(hall)
    assert _secret(hall, who) == _secret(hall, who)


def test_switching_on_needs_password_and_code_and_ends_other_browsers(hall: Installation) -> None:
    elsewhere, who = _entered(hall), _entered(hall)
    secret = _secret(hall, who)
    assert enrolling.confirm(hall, who, "faux", _code(secret, NOW), NOW) is None
    assert enrolling.confirm(hall, who, PASSWORD, "000000", NOW) is None
    assert len(enrolling.confirm(hall, who, PASSWORD, _code(secret, NOW), NOW) or ()) == 10
    assert accounts.find_session(hall, who.token, NOW) is not None
    assert accounts.find_session(hall, elsewhere.token, NOW) is None


def test_the_password_alone_opens_nothing_then(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    half = _half(hall)
    assert accounts.find_session(hall, half.token, NOW) is None
    finished = accounts.finish_sign_in(hall, half, _code(secret, NOW), NOW)
    assert isinstance(finished, SignedIn)
    assert accounts.find_session(hall, finished.token, NOW) is not None


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_a_step_off(hall: Installation, steps: int, is_taken: bool) -> None:
    secret, _ = _enrolled(hall)
    finished = accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW + steps * STEP), NOW)
    assert isinstance(finished, SignedIn) is is_taken


def test_no_code_is_taken_twice_nor_one_before_it(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    assert isinstance(accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW), NOW), SignedIn)
    assert accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW), NOW) is CodeFault.WRONG
    assert accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW - STEP), NOW) is CodeFault.WRONG
    assert isinstance(accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW + STEP), NOW), SignedIn)


def test_the_code_that_confirmed_does_not_sign_in(hall: Installation) -> None:
    who = _entered(hall)
    secret = _secret(hall, who)
    assert enrolling.confirm(hall, who, PASSWORD, _code(secret, NOW), NOW) is not None
    assert accounts.finish_sign_in(hall, _half(hall), _code(secret, NOW), NOW) is CodeFault.WRONG


def test_a_recovery_code_serves_once_however_it_is_typed(hall: Installation) -> None:
    _, codes = _enrolled(hall)
    typed = f" {codes[0].upper().replace('-', ' ')} "
    assert isinstance(accounts.finish_sign_in(hall, _half(hall), typed, NOW), SignedIn)
    assert accounts.finish_sign_in(hall, _half(hall), codes[0], NOW) is CodeFault.WRONG
    assert isinstance(accounts.finish_sign_in(hall, _half(hall), codes[9], NOW), SignedIn)
    with hall.database.read() as session:
        assert second_factors.count_codes(session, _agent_id(hall)) == 8
        signed = [line.details for line in journal.page(session, None, after=None, limit=20) if line.action == "sign_in"]
    assert {"second": "recovery_code"} in signed


def test_five_wrong_codes_lock_the_account_though_the_password_is_typed_between(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    for _ in range(5):
        assert accounts.finish_sign_in(hall, _half(hall), "000000", NOW) is CodeFault.WRONG
    assert accounts.sign_in(hall, "claire", PASSWORD, NOW) is None
    later = NOW + timedelta(seconds=61)
    assert isinstance(accounts.finish_sign_in(hall, _half(hall, later), _code(secret, later), later), SignedIn)


def test_locked_even_the_right_code_is_wrong(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    half = _half(hall)
    for _ in range(5):
        accounts.finish_sign_in(hall, half, "000000", NOW)
    assert accounts.finish_sign_in(hall, half, _code(secret, NOW), NOW) is CodeFault.WRONG


def test_half_way_ends_after_ten_minutes_with_the_password_and_where_it_was_made_up(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    half = _half(hall)
    late = NOW + timedelta(minutes=11)
    assert accounts.finish_sign_in(hall, half, _code(secret, late), late) is CodeFault.OVER
    for made_up in ("", "1 1 1", "sealed:x"):
        assert accounts.finish_sign_in(hall, HalfWay(token=made_up), _code(secret, NOW), NOW) is CodeFault.OVER
    accounts.reset_password(hall, "claire", NOW)
    assert accounts.finish_sign_in(hall, half, _code(secret, NOW), NOW) is CodeFault.OVER


def test_neither_secret_nor_codes_can_be_read_in_the_database(hall: Installation) -> None:
    secret, codes = _enrolled(hall)
    with hall.database.read() as session:
        kept = session.scalars(select(SecondFactorRow.secret)).one()
        hashes = session.scalars(select(RecoveryCodeRow.code_hash)).all()
    assert secret not in kept and second_factor.shown_secret(hall.settings, kept) == secret
    assert len(hashes) == 10 and all(len(one) == 32 for one in hashes)
    assert not any(codes[0].replace("-", "").encode() in one for one in hashes)


def test_under_another_secret_key_codes_are_wrong_and_nothing_falls_over(hall: Installation) -> None:
    secret, _ = _enrolled(hall)
    half = _half(hall)
    with hall.database.write() as session:
        session.execute(SecondFactorRow.__table__.update().values(secret="sealed:other"))  # type: ignore[attr-defined]  # a table
    assert accounts.finish_sign_in(hall, half, _code(secret, NOW), NOW) is CodeFault.WRONG


def test_who_lost_the_telephone_comes_in_by_the_password_and_it_is_in_the_journal(hall: Installation) -> None:
    _enrolled(hall)
    assert enrolling.reset(hall, "personne", "boss", NOW) is None
    assert enrolling.reset(hall, "claire", "boss", NOW) is True
    assert enrolling.reset(hall, "claire", "boss", NOW) is False
    assert isinstance(accounts.sign_in(hall, "claire", PASSWORD, NOW), SignedIn)
    with hall.database.read() as session:
        line = next(one for one in journal.page(session, None, after=None, limit=9) if one.action == "reset_second_factor")
    assert (line.actor, line.object) == ("boss", f"agent {_agent_id(hall)}")


def test_switching_off_needs_a_code_and_is_refused_where_it_is_needed(hall: Installation) -> None:
    secret, codes = _enrolled(hall)
    claire = _claire(hall)
    assert not enrolling.switch_off(hall, claire, "000000", NOW)
    enrolling.need(hall, None, frozenset({Role.RECEPTION}), "boss", NOW)
    with pytest.raises(ConflictError):
        enrolling.switch_off(hall, claire, _code(secret, NOW), NOW)
    enrolling.need(hall, None, frozenset(), "boss", NOW)
    assert enrolling.switch_off(hall, claire, _code(secret, NOW), NOW)
    with hall.database.read() as session:
        assert second_factors.count_codes(session, claire.id) == 0
    assert not enrolling.switch_off(hall, claire, codes[0], NOW)


def test_new_recovery_codes_end_those_of_before(hall: Installation) -> None:
    secret, codes = _enrolled(hall)
    claire = _claire(hall)
    assert enrolling.renew_codes(hall, claire, "000000", NOW) is None
    fresh = enrolling.renew_codes(hall, claire, _code(secret, NOW), NOW)
    assert fresh is not None and not set(fresh) & set(codes)
    assert accounts.finish_sign_in(hall, _half(hall), codes[1], NOW) is CodeFault.WRONG
    assert isinstance(accounts.finish_sign_in(hall, _half(hall), fresh[1], NOW), SignedIn)


@pytest.mark.parametrize(
    ("roles", "is_asked"),
    [(frozenset(), False), (frozenset({Role.ADMIN}), False), (frozenset({Role.RECEPTION}), True), (second_factors.EVERYBODY, True)],
)
def test_a_town_asks_it_of_roles_at_once_and_at_the_next_sign_in(hall: Installation, roles: frozenset[Role], is_asked: bool) -> None:
    who = _entered(hall)
    enrolling.need(hall, None, roles, "boss", NOW)
    for one in (who, _entered(hall)):
        found = accounts.find_session(hall, one.token, NOW)
        assert found is not None and found.must_enrol is is_asked


def test_what_is_needed_is_over_once_it_is_set_up(hall: Installation) -> None:
    enrolling.need(hall, None, second_factors.EVERYBODY, "boss", NOW)
    who = _entered(hall)
    secret = _secret(hall, who)
    assert who.must_enrol and enrolling.confirm(hall, who, PASSWORD, _code(secret, NOW), NOW) is not None
    found = accounts.find_session(hall, who.token, NOW)
    assert found is not None and not found.must_enrol


def _claire(hall: Installation) -> agents.Agent:
    with hall.database.read() as session:
        return agents.get(session, _agent_id(hall))
