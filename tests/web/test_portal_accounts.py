"""Personal accounts: begun by mail, opened, entered, lost and found again (S42; issue 11, point 1)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.portal import Portal
from flows import passwords
from flows.portal import registering
from store import citizens, journal
from store.schema import CitizenLinkRow, CitizenRow, CitizenSessionRow, OutboxRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Hall
from tests.web.portal_people import ANNE, BRUNO, HOME, OTHER, PASSWORD, Citizens, add, body_of, letters, opener, path_in, with_mail
from tests.web.test_portal_home import decide
from web.portal.visit import CITIZEN_COOKIE, VISIT_COOKIE

Open = Callable[[], Citizens]


@pytest.fixture
def posted(hall: Hall) -> Hall:
    return with_mail(hall)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


def bare(text: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", text)


def test_an_account_is_opened_by_who_reads_the_mail_and_chooses_the_password_there(posted: Hall, browse: Open) -> None:
    anne = browse()
    assert anne.post("/register", email=f" {ANNE.upper()} ", of_age="1").status_code == 200
    (record,) = letters(posted)
    assert record.letter.recipient == ANNE
    path = path_in(posted, record)
    assert [anne.get(path).status_code for _ in range(2)] == [200, 200], "looking uses nothing up"
    assert anne.post(path, path, new=PASSWORD, again="autre").status_code == 422
    assert anne.post(path, path, new="court", again="court").status_code == 422
    entered = anne.post(path, path, new=PASSWORD, again=PASSWORD)
    assert entered.status_code == 303 and anne.is_in()
    other = browse()
    assert other.get(path).status_code == 410 and other.post(path, new=OTHER, again=OTHER).status_code == 410
    assert other.sign_in().status_code == 303 and other.is_in()


def test_who_is_under_fifteen_is_told_that_a_parent_acts_and_no_mail_leaves(posted: Hall, browse: Open) -> None:
    page = browse().post("/register", email=ANNE)
    assert page.status_code == 422 and "demandez à l’un des vôtres d’ouvrir le compte" in page.text
    assert letters(posted) == []


def test_registering_says_the_same_whoever_has_an_account(posted: Hall, browse: Open) -> None:
    add(posted)
    texts = {bare(browse().post("/register", email=one, of_age="1").text).replace(one, "…") for one in (ANNE, BRUNO)}
    assert len(texts) == 1
    known, new = letters(posted)
    assert "a déjà un compte personnel" in body_of(posted, known) and "choisissez un mot de passe" in body_of(posted, new)


def test_who_has_an_account_is_found_out_only_when_the_answer_is_given(posted: Hall, browse: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def note(_installation: object, _town: object, email: str, *_: object) -> None:
        asked.append(email)

    monkeypatch.setattr(registering, "ask", note)
    answer = browse().post("/register", email=ANNE, of_age="1")
    assert asked == [ANNE] and answer.headers["connection"] == "close"


def test_asking_twice_does_no_harm_and_one_address_gets_three_mails_an_hour(posted: Hall, browse: Open) -> None:
    anne = browse()
    for _ in range(5):
        anne.post("/register", email=ANNE, of_age="1")
    sent = letters(posted)
    assert len(sent) == 3
    first, _, last = (path_in(posted, one) for one in sent)
    assert anne.post(first, first, new=PASSWORD, again=PASSWORD).status_code == 303
    assert browse().get(last).status_code == 410, "the other links open no second account"


def test_two_tabs_with_one_link_open_one_account(posted: Hall, browse: Open) -> None:
    one, two = browse(), browse()
    one.post("/register", email=ANNE, of_age="1")
    path = path_in(posted, letters(posted)[0])
    tokens = one.csrf(path), two.csrf(path)
    answers = [
        tab.client.post(f"{HOME}{path}", data={"csrf": token, "new": new, "again": new}, headers={"Origin": ORIGIN}, follow_redirects=False)
        for tab, token, new in ((one, tokens[0], PASSWORD), (two, tokens[1], OTHER))
    ]
    assert [answer.status_code for answer in answers] == [303, 410]
    with posted.installation.database.read() as session:
        assert len(session.scalars(select(CitizenRow)).all()) == 1


def test_a_link_is_over_after_a_day(posted: Hall, browse: Open) -> None:
    anne = browse()
    anne.post("/register", email=ANNE, of_age="1")
    path = path_in(posted, letters(posted)[0])
    with posted.installation.database.write() as session:
        session.execute(update(CitizenLinkRow).values(expires_at=datetime.now(UTC)))
    assert anne.get(path).status_code == 410


def test_no_link_stands_readable_in_the_database(posted: Hall, browse: Open) -> None:
    browse().post("/register", email=ANNE, of_age="1")
    token = path_in(posted, letters(posted)[0]).rpartition("/")[2]
    with posted.installation.database.read() as session:
        kept = [str(row.__dict__) for row in (*session.scalars(select(CitizenLinkRow)), *session.scalars(select(OutboxRow)))]
    assert kept and not any(token in one for one in kept)


def test_links_in_mails_come_from_the_settings_and_not_from_the_host_header(posted: Hall, browse: Open) -> None:
    anne = browse()
    token = anne.csrf()
    headers = {"Origin": "http://evil.example", "Host": "evil.example"}
    anne.client.post(f"{HOME}/register", data={"csrf": token, "email": ANNE, "of_age": "1"}, headers=headers)
    assert "evil" not in body_of(posted, letters(posted)[0])


def test_signing_in_says_the_same_to_strangers_and_takes_a_hash_for_each(
    posted: Hall, browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(posted)
    hashes: list[bool] = []
    fits = passwords.fits

    def noted(kept: str | None, password: str) -> bool:
        hashes.append(kept is None)
        return fits(kept, password)

    monkeypatch.setattr(passwords, "fits", noted)
    answers = [browse().sign_in(one, "faux mot de passe") for one in (ANNE, BRUNO)]
    assert {(one.status_code, bare(one.text).replace(ANNE, "…").replace(BRUNO, "…")) for one in answers} == {
        (422, bare(answers[0].text).replace(ANNE, "…"))
    }
    assert hashes == [False, True]


def test_five_failures_lock_an_account_even_for_the_right_password(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    for _ in range(5):
        assert anne.sign_in(password="faux mot de passe").status_code == 422
    assert anne.sign_in().status_code == 422 and not anne.is_in()
    with posted.installation.database.write() as session:
        session.execute(update(CitizenRow).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert anne.sign_in().status_code == 303


def test_one_address_is_let_through_twenty_times_a_minute(posted: Hall, browse: Open) -> None:
    anne = browse()
    token = anne.csrf("/sign-in")
    data = {"csrf": token, "email": "x@y.example", "password": "faux mot de passe"}
    codes = [anne.client.post(f"{HOME}/sign-in", data=data, headers={"Origin": ORIGIN}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_a_session_is_new_at_each_sign_in_and_so_is_the_token_of_its_forms(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.client.cookies.set(CITIZEN_COOKIE, "chosen-by-a-stranger", domain="testserver.local", path="/p/")
    before = anne.csrf("/sign-in")
    anne.sign_in()
    first = [one for one in anne.client.cookies.jar if one.name == CITIZEN_COOKIE and one.value != "chosen-by-a-stranger"]
    assert len(first) == 1 and first[0].path == "/p/" and first[0].has_nonstandard_attr("HttpOnly")
    assert anne.csrf("/account") != before
    assert all(one.name != VISIT_COOKIE for one in anne.client.cookies.jar)


def test_a_citizen_is_nobody_at_the_desk_and_an_agent_nobody_at_the_portal(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    assert anne.client.get("/review", follow_redirects=False).headers["location"].startswith("/sign-in")
    token = anne.client.get("/sign-in").text.partition('name="csrf" value="')[2].partition('"')[0]
    agent = browse()
    token = agent.client.get("/sign-in").text.partition('name="csrf" value="')[2].partition('"')[0]
    data = {"csrf": token, "login": "claire", "password": seed.PASSWORD}
    assert agent.client.post("/sign-in", data=data, headers={"Origin": ORIGIN}, follow_redirects=False).status_code == 303
    assert agent.get("/account").status_code == 303 and not agent.is_in()


def test_an_account_of_one_town_opens_nothing_in_another(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    assert anne.is_in()
    assert (
        anne.client.get("/p/breville/account", follow_redirects=False).headers["location"] == "/p/breville/sign-in?next=/p/breville/account"
    )


@pytest.mark.parametrize("wrong", ["", "made-up"])
def test_a_form_without_its_token_does_nothing(posted: Hall, browse: Open, wrong: str) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    data = {"csrf": wrong, "first_name": "Mallory"}
    assert anne.client.post(f"{HOME}/account", data=data, headers={"Origin": ORIGIN}).status_code == 403
    data["csrf"] = anne.csrf("/account")
    assert anne.client.post(f"{HOME}/account", data=data, headers={"Origin": "http://evil.example"}).status_code == 403
    assert "Mallory" not in anne.get("/account").text


def test_what_leads_elsewhere_after_signing_in_is_not_followed(posted: Hall, browse: Open) -> None:
    add(posted)
    for then in ("https://evil.example", "//evil.example", "/p/valognes/../../review", "/review", "/p/valognes\\evil"):
        answer = browse().post("/sign-in", "/sign-in", email=ANNE, password=PASSWORD, next=then)
        assert answer.headers["location"] == f"{HOME}/requests", then
    kept = browse().post("/sign-in", "/sign-in", email=ANNE, password=PASSWORD, next=f"{HOME}/account")
    assert kept.headers["location"] == f"{HOME}/account"


def test_a_forgotten_password_is_chosen_anew_by_mail_and_ends_all_sessions(posted: Hall, browse: Open) -> None:
    add(posted)
    anne, browser = browse(), browse()
    anne.sign_in()
    texts = {bare(browser.post("/forgotten", "/forgotten", email=one).text).replace(one, "…") for one in (ANNE, BRUNO)}
    assert len(texts) == 1
    (record,) = letters(posted)
    path = path_in(posted, record)
    assert browser.get(path).status_code == 200
    assert browser.post(path, path, new=OTHER, again=OTHER).headers["location"] == f"{HOME}/sign-in?done=password"
    assert not anne.is_in()
    assert browser.sign_in().status_code == 422 and browser.sign_in(password=OTHER).status_code == 303
    assert browse().get(path).status_code == 410
    assert "vient d’être changé" in body_of(posted, letters(posted)[1])


def test_a_link_to_a_new_password_is_over_once_the_address_has_changed(posted: Hall, browse: Open) -> None:
    whose = add(posted)
    browse().post("/forgotten", "/forgotten", email=ANNE)
    path = path_in(posted, letters(posted)[0])
    with posted.installation.database.write() as session:
        citizens.set_email(session, whose, BRUNO)
    browser = browse()
    assert browser.post(path, path, new=OTHER, again=OTHER).status_code == 410
    assert browser.sign_in(BRUNO).status_code == 303


def test_a_session_ends_after_three_idle_days_and_after_fourteen(posted: Hall, browse: Open) -> None:
    add(posted)
    for column, days in ((CitizenSessionRow.seen_at, -3), (CitizenSessionRow.expires_at, 0)):
        anne = browse()
        anne.sign_in()
        assert anne.is_in()
        with posted.installation.database.write() as session:
            session.execute(update(CitizenSessionRow).values({column: datetime.now(UTC) + timedelta(days=days, seconds=-5)}))
        assert not anne.is_in()


def test_signing_out_ends_the_session_and_twice_is_once(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in()
    cookie = anne.cookie
    assert cookie and anne.post("/sign-out", "/account").status_code == 303 and not anne.is_in()
    anne.client.cookies.set(CITIZEN_COOKIE, cookie, path="/p/")
    assert not anne.is_in()
    assert anne.post("/sign-out", "/sign-in").status_code == 303


def test_the_journal_tells_what_was_done_with_accounts_and_never_who_or_with_what(posted: Hall, browse: Open) -> None:
    add(posted)
    anne = browse()
    anne.sign_in(password="faux mot de passe")
    anne.sign_in()
    with posted.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=20)
    actions = [one.action for one in lines]
    assert {"citizen.sign_in", "citizen.sign_in_failed"} <= set(actions)
    assert not any(ANNE in str(one) or "faux" in str(one) for one in lines)


def test_a_town_without_accounts_has_none_of_their_pages(posted: Hall, browse: Open) -> None:
    decide(posted, Portal(accounts=False))
    anne = browse()
    assert [anne.get(path).status_code for path in ("/register", "/sign-in", "/account", "/forgotten", "/confirm/x")] == [404] * 5
    assert "/register" not in anne.get("").text
