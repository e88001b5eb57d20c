"""Somebody leaves: his account is closed in one go and nothing he had in hand is left to nobody, on both databases (S5, S17, S36)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.absence import Absence
from domain.api_key import ApiKeyId, Scope
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.request import Status
from domain.review import Claim
from domain.rights import Role
from flows import accounts, api_keys
from flows.account_closing import Ending, Leaving, close_account, find_done, preview
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.departments.absence import say_absent
from flows.departments.address import set_email
from flows.membership import add_member, set_roles
from flows.wiring import Installation
from store import absences, agents, claims, history, journal, members, outbox, requests, transmissions
from store.agents import NewAgent
from store.schema import AgentRow, TaskRow
from tests.flows.confirming import ANNE, LATER, hire, take_in
from tests.installations import BREVILLE, NOW, ROADS

VOI = DepartmentCode("VOI")
LUC, JULES, DENIS, BOSS = "luc", "jules", "denis", "boss"
"""Who leaves; the head of his department; a colleague there; who sees to people."""
TAKEN, PLANNED, WAITING, IN_REVIEW = (RequestId(number) for number in range(1, 5))
HOLE = "Bonjour, un nid de poule rue Basse, celui du numéro {}. Paul Roger"
TODAY = LATER.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A town hall, and the keys that Luc made."""

    hall: Installation
    key: ApiKeyId
    secret: str


@pytest.fixture
def office(town_hall: Installation) -> Office:
    """Luc of the roads has one request taken, one planned, one for whose requester he waits, and one in review; he made a key."""
    hall = town_hall
    hire(hall)
    for login, roles in ((LUC, {Role.RECEPTION}), (JULES, set()), (DENIS, set()), (BOSS, {Role.ADMIN})):
        new = NewAgent(
            town=BREVILLE, login=login, name=login.title(), roles=frozenset(roles), password_hash=accounts.hashed(f"{login} " * 4)
        )
        accounts.add_agent(hall, new, NOW)
    for login, post in ((LUC, Post.AGENT), (JULES, Post.HEAD), (DENIS, Post.AGENT)):
        add_member(hall, Member(town=BREVILLE, department=VOI, login=login, post=post), BOSS, NOW)
    take_in(hall, *(HOLE.format(number) for number in range(4)))
    for request in (TAKEN, PLANNED, WAITING):
        confirm(hall, request, Correction(department=VOI), ANNE, NOW)
        do(hall, request, Act.TAKE)
    do(hall, PLANNED, Act.PLAN, day=TODAY + timedelta(days=20))
    do(hall, WAITING, Act.ASK, pieces=("une photo",), day=TODAY + timedelta(days=30))
    with hall.database.write() as session:
        assert claims.take(session, Claim(request=IN_REVIEW, town=BREVILLE, agent=LUC, until=LATER + timedelta(hours=1)), LATER)
        task = {"town": BREVILLE, "request_id": TAKEN, "text": "Poser un cône", "agent": LUC, "author": ANNE, "at": NOW}
        session.add(TaskRow(**task))
    made = api_keys.make(hall, api_keys.Wanted(town=BREVILLE, name="Site", scopes=frozenset({Scope.REQUESTS_WRITE})), LUC, NOW)
    return Office(hall=hall, key=made.key.id, secret=made.secret)


def do(hall: Installation, request: RequestId, one: Act, **said: object) -> None:
    act(hall, Asked(request=request, step=Step(act=one, **said)), LUC, LATER)  # type: ignore[arg-type]  # what a step takes


def endings(done: Leaving) -> dict[int, tuple[Ending, str | None]]:
    return {one.request: (one.ending, one.to) for one in done.in_hand}


def situation(hall: Installation, request: RequestId) -> tuple[Status, str | None]:
    with hall.database.read() as session:
        found = requests.get(session, request).line.situation
    return found.status, found.taken_by


def test_what_he_only_took_goes_back_and_what_is_under_way_goes_on(office: Office) -> None:
    hall = office.hall
    planned = preview(hall, LUC, LATER)
    assert situation(hall, TAKEN) == (Status.ACCEPTED, LUC), "a preview writes nothing"
    done = close_account(hall, LUC, BOSS, LATER)
    assert endings(done) == endings(planned) == {1: (Ending.BACK, None), 2: (Ending.PASSED, JULES), 3: (Ending.PASSED, JULES)}
    assert situation(hall, TAKEN) == (Status.OPEN, None)
    assert situation(hall, PLANNED) == (Status.PLANNED, JULES)
    assert situation(hall, WAITING) == (Status.WAITING, JULES)
    with hall.database.read() as session:
        last = {one: history.lines(session, one)[-1] for one in (TAKEN, PLANNED)}
        given = transmissions.of_request(session, TAKEN)
        told = [one.letter for one in outbox.of_request(session, TAKEN) if "n’est plus là" in str(one.letter.payload.get("body"))]
    assert (last[TAKEN].action, last[TAKEN].actor) == ("given_back", BOSS) and last[PLANNED].action == "passed_on"
    assert [(one.request, one.recipient) for one in told] == [(TAKEN, ROADS)] and "Luc" in str(told[0].payload["body"])
    assert len(given) == 2


def test_nobody_signs_in_or_acts_by_his_name_and_his_keys_end(office: Office) -> None:
    hall = office.hall
    browser = accounts.sign_in(hall, LUC, f"{LUC} " * 4, LATER)
    assert isinstance(browser, accounts.SignedIn)
    done = close_account(hall, LUC, BOSS, LATER)
    assert (done.sessions, done.claims, done.tasks, [one.id for one in done.keys]) == (1, 1, 1, [office.key])
    assert accounts.find_session(hall, browser.token, LATER) is None
    assert accounts.sign_in(hall, LUC, f"{LUC} " * 4, LATER) is None
    assert api_keys.find(hall, office.secret, LATER) is None
    with pytest.raises(NotFoundError, match="account of luc is closed"):
        act(hall, Asked(request=TAKEN, step=Step(act=Act.TAKE)), LUC, LATER)
    with hall.database.read() as session:
        assert claims.find(session, IN_REVIEW, LATER) is None
        assert members.of_agent(session, LUC) == () and agents.find_by_login(session, LUC).roles == frozenset()  # type: ignore[union-attr]
        [task] = session.scalars(select(TaskRow))
        assert (task.agent, task.department) == (None, VOI)
        [line] = journal.page(session, BREVILLE, after=None, limit=9, sought=journal.Sought(action="close_account"))
    assert line.actor == BOSS and line.details["claims"] == 1 and "Luc" not in str(line.details)
    assert endings(find_done(hall, LUC) or done) == endings(done)


def test_a_key_that_is_still_needed_is_kept(office: Office) -> None:
    assert close_account(office.hall, LUC, BOSS, LATER, {office.key}).keys == ()
    assert api_keys.find(office.hall, office.secret, LATER) is not None


def test_who_stands_in_for_him_goes_on_and_whom_he_stood_in_for_is_told(office: Office) -> None:
    hall, leave = office.hall, {"first_day": TODAY, "last_day": TODAY + timedelta(days=9)}
    say_absent(hall, BREVILLE, Absence(login=LUC, deputy=DENIS, **leave), LUC, LATER)
    say_absent(hall, BREVILLE, Absence(login=JULES, deputy=LUC, **leave), JULES, LATER)
    done = close_account(hall, LUC, BOSS, LATER)
    assert endings(done)[PLANNED] == (Ending.PASSED, DENIS)
    assert [one.login for one in done.stood_in_for] == [JULES]
    with hall.database.read() as session:
        now = [one.absence for one in absences.coming(session, TODAY, (JULES,))]
    assert now == [Absence(login=JULES, deputy=None, **leave)]
    with pytest.raises(InvalidError, match="Nobody of breville signs in as luc"):
        say_absent(hall, BREVILLE, Absence(login=DENIS, deputy=LUC, **leave), DENIS, LATER)


def test_what_nobody_can_go_on_with_stays_and_is_told(office: Office) -> None:
    hall = office.hall
    with hall.database.write() as session:
        members.remove(session, BREVILLE, VOI, JULES, LATER)
    done = close_account(hall, LUC, BOSS, LATER)
    assert endings(done) == {1: (Ending.BACK, None), 2: (Ending.STAYS, None), 3: (Ending.STAYS, None)}
    assert situation(hall, PLANNED) == (Status.PLANNED, LUC)


def test_all_of_it_is_done_or_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = office.hall

    def fail(*_: object) -> int:
        raise RuntimeError("power cut")

    monkeypatch.setattr("store.leaving.release_claims", fail)
    with pytest.raises(RuntimeError):
        close_account(hall, LUC, BOSS, LATER)
    assert situation(hall, TAKEN) == (Status.ACCEPTED, LUC)
    assert accounts.sign_in(hall, LUC, f"{LUC} " * 4, LATER) is not None
    assert api_keys.find(hall, office.secret, LATER) is not None
    with hall.database.read() as session:
        assert members.of_agent(session, LUC) != () and claims.find(session, IN_REVIEW, LATER) is not None


def _roles(hall: Installation) -> None:
    set_roles(hall, LUC, frozenset({Role.ADMIN}), frozenset(), BOSS, LATER)


def _place(hall: Installation) -> None:
    add_member(hall, Member(town=BREVILLE, department=VOI, login=LUC, post=Post.AGENT), BOSS, LATER)


@pytest.mark.parametrize("give", [_roles, _place])
def test_a_closed_account_is_given_nothing_until_it_is_open_again(office: Office, give: Callable[[Installation], None]) -> None:
    hall = office.hall
    set_email(hall, LUC, "luc@breville.example", BOSS, LATER)
    close_account(hall, LUC, BOSS, LATER)
    with hall.database.read() as session:
        assert agents.emails(session, (LUC,)) == {}
    with pytest.raises(ConflictError, match="Open it first"):
        give(hall)
    with pytest.raises(ConflictError, match="closed already"):
        close_account(hall, LUC, BOSS, LATER)
    secret = accounts.reset_password(hall, LUC, LATER, BOSS)
    assert secret is not None and accounts.sign_in(hall, LUC, secret, LATER) is not None
    give(hall)


def test_nobody_closes_his_own_account_nor_the_last_one_that_sees_to_people(office: Office) -> None:
    hall = office.hall
    with pytest.raises(ConflictError, match="his own account"):
        close_account(hall, BOSS, BOSS, LATER)
    with hall.database.write() as session:
        closed = update(AgentRow).where(AgentRow.login == accounts.FIRST_LOGIN).values(roles="")
        session.execute(closed)
    with pytest.raises(ConflictError, match="Nobody would be left"):
        close_account(hall, BOSS, "system", LATER)
    set_roles(hall, ANNE, frozenset({Role.ADMIN}), frozenset(), BOSS, LATER)
    assert close_account(hall, BOSS, "system", LATER).agent.login == BOSS
    with pytest.raises(NotFoundError):
        close_account(hall, "personne", BOSS, LATER)


def test_the_first_agent_is_not_offered_again_once_closed(office: Office) -> None:
    hall, now = office.hall, datetime.now(UTC)
    with hall.database.write() as session:
        for login in {accounts.FIRST_LOGIN, "second"} - {one.login for one in agents.all_agents(session)}:
            agents.add(session, NewAgent(town=None, login=login, name=login, roles=accounts.FIRST_ROLES, password_hash="x"), now)
    close_account(hall, accounts.FIRST_LOGIN, BOSS, now)
    assert accounts.ensure_first_agent(hall, now) is None
