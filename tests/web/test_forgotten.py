"""A forgotten password: the answer tells nothing, the link serves once, sessions end (S37; issue 8, point 5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from flows import password_links
from flows.send import message
from store import agents, journal, outbox
from store.outbox import LetterRecord, OutboxId
from store.schema import OutboxRow, PasswordLinkRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_account import code_of, enrol, sent
from tests.web.test_agents import words
from web.app import create_app
from web.throttle import Throttle

ASK, CHOOSE = "/sign-in/forgotten", "/sign-in/new-password"
NEW = "les corbeaux aiment le pain"


@pytest.fixture
def posted(hall: Hall) -> Hall:
    """The hall with a way out for mail, and an address of Claire's."""
    with hall.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.set_email(session, claire.id, "claire@valognes.example")
    settings = hall.installation.settings.model_copy(
        update={"url": "http://testserver", "relay_url": SecretStr("smtp://127.0.0.1:9"), "relay_from": "mairie@valognes.example"}
    )
    return replace(hall, installation=replace(hall.installation, settings=settings))


@pytest.fixture
def open_browser(posted: Hall) -> Callable[[], Browser]:
    app = create_app(posted.installation)
    return lambda: Browser(TestClient(app, base_url=ORIGIN, headers={"Accept-Language": "fr"}))


def letters(hall: Hall) -> list[LetterRecord]:
    with hall.installation.database.read() as session:
        ids = session.scalars(select(OutboxRow.id).where(OutboxRow.kind == password_links.KIND).order_by(OutboxRow.id)).all()
        return [outbox.get(session, OutboxId(one)) for one in ids]


def body_of(hall: Hall, record: LetterRecord) -> str:
    return str(message(hall.installation.settings, hall.installation.towns.get(record.letter.town).town, record).get_content())


def token_of(hall: Hall, record: LetterRecord) -> str:
    return body_of(hall, record).partition("token=")[2].split()[0]


def shown(browser: Browser, name: str) -> tuple[int, str, dict[str, str]]:
    token = browser.token(ASK)
    answer = browser.client.post(ASK, data={"csrf": token, "name": name}, headers={"Origin": ORIGIN})
    return answer.status_code, answer.text.replace(token, ""), {**answer.headers, "content-length": "", "set-cookie": ""}


def test_the_answer_is_the_same_whoever_is_asked_for(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    browser = open_browser()
    answers = [shown(browser, name) for name in ("claire", "personne", "claire@valognes.example", "admin")]
    assert all(one == answers[0] for one in answers) and answers[0][0] == 200
    assert "un lien vient d’y être envoyé" in words(answers[0][1])
    assert [one.letter.recipient for one in letters(posted)] == ["claire@valognes.example"] * 2


def test_what_takes_time_is_done_after_the_answer(posted: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    app = create_app(posted.installation)

    def asked(*_: object) -> None:
        order.append("asked")

    monkeypatch.setattr(password_links, "ask", asked)
    browser = Browser(TestClient(app, base_url=ORIGIN))
    inner = app.build_middleware_stack()

    async def watched(scope, receive, send):  # type: ignore[no-untyped-def]  # an ASGI application
        async def noted(event):  # type: ignore[no-untyped-def]  # as above
            await send(event)
            if event["type"] == "http.response.body" and not event.get("more_body"):
                order.append("answered")

        await inner(scope, receive, noted)

    browser.client.app = app
    app.middleware_stack = watched
    shown(browser, "claire")
    assert order[-2:] == ["answered", "asked"]


def test_a_link_serves_once_and_ends_sessions(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    claire, browser = open_browser(), open_browser()
    assert claire.sign_in("claire") == 303
    shown(browser, "Claire ")
    (record,) = letters(posted)
    token = token_of(posted, record)
    assert [browser.status(f"{CHOOSE}?token={token}") for _ in range(2)] == [200, 200], "looking uses nothing up"
    assert sent(browser, CHOOSE, f"{CHOOSE}?token={token}", token=token, new=NEW, again="autre")[0] == 422
    assert sent(browser, CHOOSE, f"{CHOOSE}?token={token}", token=token, new="court", again="court")[0] == 422
    assert sent(browser, CHOOSE, f"{CHOOSE}?token={token}", token=token, new=NEW, again=NEW)[0] == 303
    assert claire.client.get("/review", follow_redirects=False).status_code == 303
    assert sent(browser, CHOOSE, "/sign-in", token=token, new=NEW, again=NEW)[0] == 410
    assert browser.status(f"{CHOOSE}?token={token}") == 410
    assert browser.sign_in("claire") == 422 and browser.sign_in("claire", NEW) == 303
    with posted.installation.database.read() as session:
        actions = [one.action for one in journal.page(session, seed.VALOGNES, after=None, limit=20)]
    assert {"send_password_link", "choose_password_by_link"} <= set(actions)


def test_an_older_link_is_over_with_the_one_that_was_used(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    browser = open_browser()
    for _ in range(2):
        shown(browser, "claire")
    first, second = (token_of(posted, one) for one in letters(posted))
    assert sent(browser, CHOOSE, "/sign-in", token=second, new=NEW, again=NEW)[0] == 303
    assert sent(browser, CHOOSE, "/sign-in", token=first, new=NEW, again=NEW)[0] == 410


def test_a_link_is_over_after_an_hour(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    shown(open_browser(), "claire")
    token, now = token_of(posted, letters(posted)[0]), datetime.now(UTC)
    assert password_links.is_valid(posted.installation, token, now + timedelta(minutes=59))
    assert not password_links.is_valid(posted.installation, token, now + timedelta(minutes=61))
    assert password_links.choose(posted.installation, token, NEW, now + timedelta(minutes=61)) is None


def test_a_link_cannot_be_read_in_the_database(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    shown(open_browser(), "claire")
    (record,) = letters(posted)
    token = token_of(posted, record)
    with posted.installation.database.read() as session:
        kept = session.scalars(select(PasswordLinkRow.token_hash)).one()
    assert token not in str(record.letter.payload) and token not in kept


def test_the_mail_speaks_the_language_of_who_reads_it(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    with posted.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.set_language(session, claire.id, "en")
    shown(open_browser(), "claire")
    (record,) = letters(posted)
    assert record.letter.payload["subject"] == "Citoyen – new password"
    assert "http://testserver/sign-in/new-password?token=" in body_of(posted, record)


def test_nobody_is_sent_more_than_three_an_hour_nor_asks_from_one_address_for_ever(
    posted: Hall, open_browser: Callable[[], Browser]
) -> None:
    browser = open_browser()
    assert [shown(browser, "claire")[0] for _ in range(6)] == [200] * 5 + [429]
    assert len(letters(posted)) == 3
    assert isinstance(browser.client.app.state.askings, Throttle)  # type: ignore[attr-defined]  # the client's own type knows no state


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_closed_account_and_one_without_address_are_sent_nothing(
    posted: Hall, open_browser: Callable[[], Browser], is_closed: bool
) -> None:
    with posted.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        if is_closed:
            agents.close(session, claire.id, "x", seed.NOW)
        else:
            agents.set_email(session, claire.id, None)
    shown(open_browser(), "claire")
    assert letters(posted) == []


def test_without_a_way_out_for_mail_the_answer_is_the_same_and_nothing_is_kept(hall: Hall, browser: Browser) -> None:
    with hall.installation.database.write() as session:
        claire = agents.find_by_login(session, "claire")
        assert claire is not None
        agents.set_email(session, claire.id, "claire@valognes.example")
    assert shown(browser, "claire")[0] == 200 and letters(hall) == []


def test_a_host_somebody_claims_leads_no_link_astray(posted: Hall) -> None:
    settings = posted.installation.settings.model_copy(update={"url": None})
    hall = replace(posted, installation=replace(posted.installation, settings=settings))
    browser = Browser(TestClient(create_app(hall.installation), base_url="http://evil.example"))
    token = browser.token(ASK)
    browser.client.post(ASK, data={"csrf": token, "name": "claire"}, headers={"Origin": "http://evil.example"})
    assert letters(hall) == []


def test_a_link_does_not_stand_in_for_the_second_factor(posted: Hall, open_browser: Callable[[], Browser]) -> None:
    claire = open_browser()
    claire.sign_in("claire")
    secret, _ = enrol(claire)
    browser = open_browser()
    shown(browser, "claire")
    token = token_of(posted, letters(posted)[0])
    assert sent(browser, CHOOSE, "/sign-in", token=token, new=NEW, again=NEW)[0] == 303
    status, page = sent(browser, "/sign-in", "/sign-in", login="claire", password=NEW)
    assert status == 200 and "Votre code" in words(page)
    assert sent(browser, "/sign-in/code", "/sign-in/code", code=code_of(secret))[0] == 303
