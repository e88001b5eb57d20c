"""What citizens are told of their data: shown, linked from forms, kept with what they send, read again by the officer (S44)."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from domain.portal import Bilingual, Portal
from domain.rights import Role
from flows import accounts, portal_settings
from flows.portal_settings import PortalSettings
from store.agents import NewAgent
from store.schema import FormSubmissionRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import REPORT, publish_common
from web.pages import public_form

DPO, FORM = "delphine", "/f/valognes/signalement"


@pytest.fixture
def office(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    publish_common(hall)
    roles = frozenset({Role.DPO})
    new = NewAgent(town=seed.VALOGNES, login=DPO, name=DPO, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(hall.installation, new, datetime.now(UTC))
    return hall


def say(hall: Hall, words: str) -> None:
    known = portal_settings.settings_of(hall.installation, seed.VALOGNES)
    wanted = PortalSettings(portal=Portal(privacy=Bilingual(fr=words)), hosts=(), version=known.version)
    portal_settings.keep(hall.installation, seed.VALOGNES, wanted, "admin", seed.NOW)


def send(browser: Browser, page: str, **more: str) -> int:
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    return browser.client.post(FORM, data={**found, **REPORT, **more}, headers={"Origin": ORIGIN}, follow_redirects=False).status_code


def numbers(hall: Hall) -> list[int | None]:
    with hall.installation.database.read() as session:
        return list(session.scalars(select(FormSubmissionRow.privacy).order_by(FormSubmissionRow.inbound_id)))


def test_each_form_keeps_the_number_of_what_its_page_led_to(office: Hall, browser: Browser) -> None:
    page = browser.get(FORM)
    assert 'href="/p/valognes/privacy?lang=fr"' in page
    assert "Version 1, depuis le" in browser.get("/p/valognes/privacy")
    say(office, "Nous ne vendons rien.")
    later = browser.get(FORM)
    assert send(browser, page) == 303
    assert send(browser, later, description="Un autre lampadaire clignote, devant la gare.") == 303
    assert numbers(office) == [1, 2]
    shown = browser.get("/p/valognes/privacy")
    assert "Version 2, depuis le" in shown and "Nous ne vendons rien." in shown
    assert "Version 2, since" in browser.get("/p/valognes/privacy?lang=en")


def test_a_number_that_was_made_up_is_not_kept(office: Hall, browser: Browser) -> None:
    page = browser.get(FORM)
    token = re.findall(r'name="jeton" value="([^"]+)"', page)[0]
    assert send(browser, page.replace(token, "WyJ4Il0." + token.partition(".")[2])) == 422
    assert numbers(office) == []


def test_officer_reads_what_was_told_before_and_others_do_not(office: Hall, browser: Browser) -> None:
    browser.get("/p/valognes/privacy")
    say(office, "Nous ne vendons rien.")
    browser.sign_in(DPO)
    page = browser.get("/privacy")
    assert "Nous ne vendons rien." in page and 'href="/privacy/1"' in page and "plus affiché" not in page
    before = browser.get("/privacy/1")
    assert "Nous ne vendons rien." not in before and "plus affiché" in before and "Finalités et bases légales" in before
    assert [browser.status(path) for path in ("/privacy/3", "/privacy/0", "/privacy/x")] == [404] * 3
    browser.sign_in("claire")
    assert [browser.status(path) for path in ("/privacy", "/privacy/1")] == [403, 403]
