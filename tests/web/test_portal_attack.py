"""What somebody who means harm tries at the portal (issue 11, point 1; bad input)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from store import citizens
from store.schema import CitizenFactorRow
from tests.web import seed
from tests.web.conftest import Hall
from tests.web.portal_people import ANNE, BRUNO, HOME, OTHER, PASSWORD, Citizens, add, body_of, letters, opener, path_in, with_mail
from tests.web.test_portal_account import switch_on
from web.portal.visit import FOLLOWED_COOKIE

Open = Callable[[], Citizens]
ACCOUNT = "/account"
CHLOE = "chloe@courriel.example"
HOSTILE = ("\x00", "a\x00b", "9" * 30, "é" * 400, "' OR 1=1 --", "<script>", "\r\nSet-Cookie: a=b", "%s{town}{0}")


@pytest.fixture
def posted(hall: Hall) -> Hall:
    return with_mail(hall)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


@pytest.fixture
def thief(posted: Hall, browse: Open) -> Citizens:
    """Somebody who knows Anne's password."""
    add(posted)
    browser = browse()
    browser.sign_in()
    return browser


def move(hall: Hall, browser: Citizens, email: str) -> None:
    """Let an account have another address."""
    assert browser.post("/account/email", ACCOUNT, email=email, password=PASSWORD).status_code == 303
    path = path_in(hall, next(one for one in reversed(letters(hall)) if one.letter.recipient == email))
    assert browser.post(path, path).status_code == 200


def undo_of(hall: Hall, email: str) -> str:
    return path_in(hall, next(one for one in letters(hall) if one.letter.recipient == email and "/undo/" in path_in(hall, one)))


def test_a_thief_who_takes_a_second_change_back_does_not_end_the_owners_way_back(posted: Hall, browse: Open, thief: Citizens) -> None:
    move(posted, thief, BRUNO)
    move(posted, thief, CHLOE)
    own, his = undo_of(posted, ANNE), undo_of(posted, BRUNO)
    assert browse().post(his).status_code == 200
    owner = browse()
    assert owner.post(own).status_code == 200, "the link of the first owner is still good"
    with posted.installation.database.read() as session:
        assert citizens.find_by_email(session, seed.VALOGNES, ANNE) is not None
    assert browse().post(his).status_code == 410


def test_once_the_first_owner_is_back_no_later_link_moves_the_account(posted: Hall, browse: Open, thief: Citizens) -> None:
    move(posted, thief, BRUNO)
    move(posted, thief, CHLOE)
    own, his = undo_of(posted, ANNE), undo_of(posted, BRUNO)
    assert browse().post(own).status_code == 200
    assert browse().post(his).status_code == 410


def test_a_telephone_of_shortly_before_the_change_is_forgotten_too(posted: Hall, browse: Open, thief: Citizens) -> None:
    switch_on(posted, thief)
    move(posted, thief, BRUNO)
    undo = undo_of(posted, ANNE)
    owner = browse()
    owner.post(undo, undo)
    owner.post("/forgotten", "/forgotten", email=ANNE)
    reset = path_in(posted, letters(posted)[-1])
    owner.post(reset, reset, new=OTHER, again=OTHER)
    assert owner.sign_in(password=OTHER).headers["location"].endswith("/requests"), "no code of the thief's telephone is asked"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_breaks_a_page(posted: Hall, browse: Open, thief: Citizens, text: str) -> None:
    stranger = browse()
    tried = [
        stranger.post("/sign-in", email=text, password=text, next=text),
        stranger.post("/register", email=text, of_age=text),
        stranger.post("/forgotten", email=text),
        stranger.post("/follow", code=text, second=text),
        stranger.post("/second-factor", code=text, next=text),
        thief.post("/account", ACCOUNT, title=text, first_name=text, name=text, phone=text, street=text, postcode=text, city=text),
        thief.post("/account", ACCOUNT, title=text[:100], name=text[:100], language=text, notices=text),
        thief.post("/account/email", ACCOUNT, email=text, password=PASSWORD),
        thief.post("/account/addresses/drop", ACCOUNT, email=text),
        thief.post("/account/sessions/end", ACCOUNT, session=text),
        thief.post("/account/second-factor", ACCOUNT, password=PASSWORD, code=text),
        thief.post("/account/linking", ACCOUNT, contact=text),
        thief.post("/account/linking/code", ACCOUNT, code=text, contact=text),
        thief.post("/account/linking/link", ACCOUNT, proof=text, request="9" * 30),
    ]
    assert [one.status_code for one in tried if one.status_code >= 500] == []
    assert thief.get(ACCOUNT).status_code == 200


def test_who_is_told_of_a_second_factor_that_is_not_his_gets_his_account_back_by_a_new_password(
    posted: Hall, browse: Open, thief: Citizens
) -> None:
    switch_on(posted, thief)
    owner = browse()
    owner.post("/forgotten", "/forgotten", email=ANNE)
    reset = path_in(posted, letters(posted)[-1])
    owner.post(reset, reset, new=OTHER, again=OTHER)
    assert owner.sign_in(password=OTHER).headers["location"].endswith("/requests") and not thief.is_in()
    assert "ne demande plus de code" in body_of(posted, letters(posted)[-1])


def test_a_second_factor_of_long_ago_outlives_a_new_password(posted: Hall, browse: Open, thief: Citizens) -> None:
    switch_on(posted, thief)
    with posted.installation.database.write() as session:
        session.execute(update(CitizenFactorRow).values(confirmed_at=datetime.now(UTC) - timedelta(hours=73)))
    owner = browse()
    owner.post("/forgotten", "/forgotten", email=ANNE)
    reset = path_in(posted, letters(posted)[-1])
    owner.post(reset, reset, new=OTHER, again=OTHER)
    assert "/second-factor" in owner.sign_in(password=OTHER).headers["location"]


def test_signing_out_closes_what_was_opened_by_codes_too(thief: Citizens) -> None:
    gone = thief.post("/sign-out", ACCOUNT).headers.get_list("set-cookie")
    assert any(one.startswith(f'{FOLLOWED_COOKIE}=""') and "Max-Age=0" in one for one in gone)


@pytest.mark.parametrize("after", [f"0.1.1..{10**30}", f"{10**30}.1.1..1", f"0.1.{10**30}..1", "0.1.1..-1", "a"])
def test_a_place_in_the_table_that_was_made_up_is_its_beginning(thief: Citizens, after: str) -> None:
    assert thief.get(f"/requests?after={after}").status_code == 200


def test_the_other_language_leads_to_a_page_that_is_there_after_a_form_too(thief: Citizens) -> None:
    for path, page, leads_to in (("/account/email", "/account", "/account"), ("/account/linking/code", "/account", "/account/linking")):
        shown = thief.post(path, page, email="x", code="x")
        assert f'href="{HOME}{leads_to}?lang=en"' in shown.text and thief.get(leads_to).status_code == 200
