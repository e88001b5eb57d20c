"""Passkeys of citizens: made, named, removed, signing in by one alone or behind the password; replayed, stolen, forged (S42; issue 11)."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.ids import CitizenId
from flows import second_factor
from store import citizen_factors, citizen_passkeys, citizens, journal
from store.schema import CitizenChallengeRow, CitizenPasskeyRow
from tests.web import seed
from tests.web.conftest import Hall
from tests.web.portal_people import ANNE, BRUNO, OTHER, PASSWORD, Citizens, add, letters, opener, path_in, with_mail
from tests.web.served import running_chromium, serving, violations
from tests.web.soft_passkey import Device
from web.app import create_app

Open = Callable[[], Citizens]
PAGE = "/account/passkeys"


@pytest.fixture
def posted(hall: Hall) -> Hall:
    return with_mail(hall)


@pytest.fixture
def browse(posted: Hall) -> Open:
    return opener(posted)


@pytest.fixture
def anne(posted: Hall, browse: Open) -> Citizens:
    add(posted)
    browser = browse()
    assert browser.sign_in().status_code == 303
    return browser


def made(who: Citizens, device: Device, name: str = "Mon téléphone", origin: str | None = None) -> int:
    """Have a device make a passkey for who is signed in; return the status of keeping it."""
    asked = who.post(f"{PAGE}/options", PAGE, password=PASSWORD)
    assert asked.status_code == 200, asked.text
    return who.post(PAGE, PAGE, name=name, credential=device.make(asked.json(), origin=origin)).status_code


def shown(who: Citizens, device: Device, origin: str | None = None) -> int:
    """Sign in by a passkey alone; return the status."""
    options = who.post("/passkey/options", "/sign-in").json()
    return who.post("/passkey", "/sign-in", credential=device.show(options, origin=origin)).status_code


def keys(hall: Hall, citizen: int = 1) -> tuple[citizen_passkeys.Passkey, ...]:
    with hall.installation.database.read() as session:
        return citizen_passkeys.of_citizen(session, CitizenId(citizen))


def test_a_passkey_opens_the_account_without_a_password_and_its_use_is_kept(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    assert made(anne, device) == 200  # recovery codes are shown, for there were none
    other = browse()
    assert shown(other, device) == 303 and other.is_in()
    (kept,) = keys(posted)
    assert (kept.name, kept.host, kept.count, kept.used_at is not None) == ("Mon téléphone", "testserver", 2, True)
    with posted.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=5)
    assert lines[0].details == {"by": "passkey"} and ANNE not in str(lines)
    assert [one.letter.payload["subject"] for one in letters(posted)][-1] == "Valognes – Une clé d’accès est ajoutée à votre compte"


def test_with_a_passkey_the_password_alone_opens_nothing_and_recovery_codes_stand_in(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    asked = anne.post(f"{PAGE}/options", PAGE, password=PASSWORD).json()
    page = anne.post(PAGE, PAGE, name="x", credential=device.make(asked)).text
    code = re.findall(r'<li class="code">([\w-]+)</li>', page)[0]
    other = browse()
    assert other.sign_in().headers["location"].startswith("/p/valognes/second-factor") and not other.is_in()
    options = other.post("/second-factor/passkey/options", "/second-factor").json()
    assert len(options["allowCredentials"]) == 1
    assert other.post("/second-factor/passkey", "/second-factor", credential=device.show(options)).status_code == 303 and other.is_in()
    # Without scripts, or without the device: a code on paper, once.
    third = browse()
    third.sign_in()
    assert third.post("/second-factor", "/second-factor", code=code).status_code == 303 and third.is_in()


def test_an_answer_serves_once_and_a_challenge_one_browser(browse: Open, anne: Citizens) -> None:
    device = Device(counts=False)  # as synchronised passkeys are: only the challenge tells one use from another
    made(anne, device)
    first, second = browse(), browse()
    answer = device.show(first.post("/passkey/options", "/sign-in").json())
    assert second.post("/passkey", "/sign-in", credential=answer).status_code == 422, "another browser's challenge"
    assert first.post("/passkey", "/sign-in", credential=answer).status_code == 303
    first.post("/sign-out", "/account")
    assert first.post("/passkey", "/sign-in", credential=answer).status_code == 422, "served already"


def test_a_challenge_is_over_after_five_minutes(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    made(anne, device)
    other = browse()
    answer = device.show(other.post("/passkey/options", "/sign-in").json())
    with posted.installation.database.write() as session:
        session.execute(update(CitizenChallengeRow).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert other.post("/passkey", "/sign-in", credential=answer).status_code == 422


@pytest.mark.parametrize("wrong", ["origin", "other key", "unverified", "counter", "handle", "garbage", "type"])
def test_what_is_forged_opens_nothing(posted: Hall, browse: Open, anne: Citizens, wrong: str) -> None:
    device = Device()
    made(anne, device)
    other = browse()
    options = other.post("/passkey/options", "/sign-in").json()
    match wrong:
        case "origin":
            answer = device.show(options, origin="http://valognes-mairie.example")
        case "other key":
            answer = Device(credential=device.credential, handle=device.handle, count=5).show(options)
        case "unverified":
            device.verifies = False
            answer = device.show(options)
        case "counter":
            with posted.installation.database.write() as session:
                session.execute(update(CitizenPasskeyRow).values(count=100))
            answer = device.show(options)  # a clone counts behind
        case "handle":
            device.handle = "AAAA"
            answer = device.show(options)
        case "type":
            answer = device.make({**options, "user": {"id": device.handle}, "rp": {"id": "testserver"}})
        case _:
            answer = '{"rawId": 7, "response": []}'
    page = other.post("/passkey", "/sign-in", credential=answer)
    assert page.status_code == 422 and not other.is_in()
    assert "n’ouvre aucun compte ici" in html.unescape(page.text)


def test_a_passkey_of_another_town_or_of_nobody_is_answered_alike(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    made(anne, device)
    other = browse()
    options = other.post("/passkey/options", "/sign-in").json()
    with posted.installation.database.write() as session:
        session.execute(update(CitizenPasskeyRow).values(host="autre.example"))
    assert other.post("/passkey", "/sign-in", credential=device.show(options)).status_code == 422
    assert shown(browse(), Device()) == 422


def test_making_one_asks_for_the_password_the_site_and_this_session(posted: Hall, browse: Open, anne: Citizens) -> None:
    refused = anne.post(f"{PAGE}/options", PAGE, password="autre chose")
    assert refused.status_code == 422 and refused.json() == {"fault": "Le mot de passe actuel est incorrect."}
    assert made(anne, Device(), origin="http://valognes-mairie.example") == 422
    add(posted, BRUNO)
    bruno = browse()
    bruno.sign_in(BRUNO)
    options = anne.post(f"{PAGE}/options", PAGE, password=PASSWORD).json()
    assert bruno.post(PAGE, PAGE, name="x", credential=Device().make(options)).status_code == 422, "no challenge of his"
    assert keys(posted) == () and keys(posted, 2) == ()


def test_a_browser_that_tells_its_page_and_no_origin_is_let_in_as_well(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    headers = {"Referer": "http://testserver/p/valognes/account/passkeys"}
    data = {"csrf": anne.csrf(PAGE), "password": PASSWORD}
    asked = anne.client.post(f"/p/valognes{PAGE}/options", data=data, headers=headers)
    assert asked.status_code == 200 and asked.json()["rp"]["id"] == "testserver"
    kept = anne.client.post(f"/p/valognes{PAGE}", data={**data, "name": "x", "credential": device.make(asked.json())}, headers=headers)
    assert kept.status_code == 200 and shown(browse(), device) == 303


@pytest.mark.parametrize("key", ["number", "no algorithm", "deep"])
def test_what_no_device_makes_is_refused_and_breaks_nothing(posted: Hall, anne: Citizens, key: str) -> None:
    device = Device()
    device.public = {"number": 5, "no algorithm": {1: 2}, "deep": None}[key]
    options = anne.post(f"{PAGE}/options", PAGE, password=PASSWORD).json()
    answer = "[" * 19_000 if key == "deep" else device.make(options)
    assert anne.post(PAGE, PAGE, name="x", credential=answer).status_code == 422 and keys(posted) == ()


def test_many_tries_from_one_address_are_put_off_and_not_written_down(posted: Hall, browse: Open, anne: Citizens) -> None:
    other = browse()
    token = other.csrf("/sign-in")

    def tried(path: str) -> int:
        data = {"csrf": token, "credential": "{}"}
        return other.client.post(
            f"/p/valognes{path}", data=data, headers={"Origin": "http://testserver"}, follow_redirects=False
        ).status_code

    assert [tried("/passkey") for _ in range(40)][-1] == 429 and tried("/second-factor/passkey") == 429
    with posted.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=100)
    assert len([one for one in lines if one.action == "citizen.sign_in_failed"]) <= 20


def test_one_that_is_removed_while_it_signs_in_opens_nothing(
    posted: Hall, browse: Open, anne: Citizens, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device()
    made(anne, device)
    hold = citizens.hold

    def held(session: Session, citizen: CitizenId) -> citizens.Account:
        """Wait for the account, as another one removes its passkey meanwhile."""
        citizen_passkeys.remove(session, citizen, 1)
        return hold(session, citizen)

    monkeypatch.setattr(citizens, "hold", held)
    assert shown(browse(), device) == 422


def test_the_same_device_is_one_account_s_alone(posted: Hall, browse: Open, anne: Citizens) -> None:
    device = Device()
    assert made(anne, device) == 200
    add(posted, BRUNO)
    bruno = browse()
    bruno.sign_in(BRUNO)
    assert made(bruno, device) == 422 and keys(posted, 2) == ()


def test_it_is_renamed_and_removed_with_the_password_and_its_owner_is_told(posted: Hall, browse: Open, anne: Citizens) -> None:
    made(anne, Device())
    (kept,) = keys(posted)
    assert anne.post(f"{PAGE}/{kept.id}", PAGE, name="  Clé bleue ").status_code == 303
    assert keys(posted)[0].name == "Clé bleue" and "Clé bleue" in anne.get(PAGE).text
    assert anne.post(f"{PAGE}/{kept.id}/remove", PAGE, password="autre chose").status_code == 422 and keys(posted)
    assert anne.post(f"{PAGE}/{kept.id}/remove", PAGE, password=PASSWORD).status_code == 303 and keys(posted) == ()
    assert "retirée" in str(letters(posted)[-1].letter.payload["subject"])
    # Nothing is asked beside the password any more, and codes of before are none.
    with posted.installation.database.read() as session:
        assert citizen_factors.count_codes(session, CitizenId(1)) == 0
    assert browse().sign_in().headers["location"] == "/p/valognes/requests"


def test_whoever_came_in_by_one_is_out_when_it_is_removed(posted: Hall, browse: Open, anne: Citizens) -> None:
    device, thief = Device(), browse()
    made(anne, device)
    assert shown(thief, device) == 303 and thief.is_in()
    assert anne.post(f"{PAGE}/1/remove", PAGE, password=PASSWORD).status_code == 303
    assert anne.is_in() and not thief.is_in()


def test_another_s_passkey_is_not_touched(posted: Hall, browse: Open, anne: Citizens) -> None:
    made(anne, Device())
    (kept,) = keys(posted)
    add(posted, BRUNO)
    bruno = browse()
    bruno.sign_in(BRUNO)
    bruno.post(f"{PAGE}/{kept.id}", PAGE, name="à moi")
    bruno.post(f"{PAGE}/{kept.id}/remove", PAGE, password=PASSWORD)
    assert keys(posted) == (kept,)


@pytest.mark.parametrize(("hours", "is_gone"), [(71, True), (73, False)])
def test_one_that_is_fresh_goes_with_a_new_password_by_mail(posted: Hall, browse: Open, anne: Citizens, hours: int, is_gone: bool) -> None:
    made(anne, Device())
    with posted.installation.database.write() as session:
        session.execute(update(CitizenPasskeyRow).values(created_at=datetime.now(UTC) - timedelta(hours=hours)))
    owner = browse()
    owner.post("/forgotten", "/forgotten", email=ANNE)
    path = path_in(posted, letters(posted)[-1])
    assert owner.post(path, path, new=OTHER, again=OTHER).status_code == 303
    assert (keys(posted) == ()) is is_gone


def test_a_telephone_and_a_passkey_stand_beside_each_other(posted: Hall, browse: Open, anne: Citizens) -> None:
    page = "/account/second-factor"
    anne.get(page)
    with posted.installation.database.read() as session:
        known = citizen_factors.find(session, CitizenId(1))
    assert known is not None
    secret = second_factor.shown_secret(posted.installation.settings, known.secret)
    assert secret is not None
    step = second_factor.step_of(datetime.now(UTC))
    anne.post(page, page, password=PASSWORD, code=second_factor.code_at(secret, step))
    assert made(anne, Device()) == 303, "there are recovery codes already"
    other = browse()
    other.sign_in()
    assert other.post("/second-factor", "/second-factor", code=second_factor.code_at(secret, step + 1)).status_code == 303
    # The passkey goes, the telephone is asked for as before.
    (kept,) = keys(posted)
    other.post(f"{PAGE}/{kept.id}/remove", PAGE, password=PASSWORD)
    assert keys(posted) == () and browse().sign_in().headers["location"].startswith("/p/valognes/second-factor")


def test_the_export_names_them_and_holds_no_key(posted: Hall, anne: Citizens) -> None:
    device = Device()
    made(anne, device)
    told = anne.get("/account/export.json").json()["account"]["passkeys"]
    assert [(one["name"], one["host"]) for one in told] == [("Mon téléphone", "testserver")] and len(told[0]) == 4


def test_nobody_signed_in_sees_or_makes_any(browse: Open) -> None:
    other = browse()
    assert other.get(PAGE).status_code == 303
    assert other.post(f"{PAGE}/options", "/sign-in", password=PASSWORD).status_code == 303
    assert other.post("/second-factor/passkey/options", "/sign-in").status_code == 422


def test_without_scripts_the_page_says_what_there_is_instead(anne: Citizens) -> None:
    page = anne.get(PAGE).text
    assert "data-passkey-none" in page and "/account/second-factor" in page
    assert re.search(r'<form[^>]*data-passkey="make"[^>]* hidden>', page)


# --- in a real browser ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with running_chromium() as browser:
        yield browser


@pytest.mark.browser
def test_chromium_makes_one_and_signs_in_by_it(chromium: Chromium, posted: Hall) -> None:
    add(posted)
    object.__setattr__(posted.installation, "settings", posted.installation.settings.model_copy(update={"url": None}))
    with serving(create_app(posted.installation)) as address:
        home = address.replace("127.0.0.1", "localhost") + "/p/valognes"
        context = chromium.new_context(locale="fr-FR", viewport={"width": 375, "height": 740})
        page: Page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})
        page.goto(f"{home}/sign-in")
        page.fill("#email", ANNE)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/requests")
        page.goto(f"{home}/account/passkeys")
        assert not page.is_visible("[data-passkey-none]") and violations(page) == []
        page.fill("form[data-passkey] #name", "Mon téléphone")
        page.fill("form[data-passkey] #password", PASSWORD)
        page.press("form[data-passkey] #password", "Enter")
        page.wait_for_selector(".codes")
        page.goto(f"{home}/account")
        page.click("form[action$='/sign-out'] button")
        page.wait_for_load_state()
        page.goto(f"{home}/sign-in")
        page.click("form[data-passkey] button")
        page.wait_for_url("**/requests")
        assert wrong == []
        context.close()
    with posted.installation.database.read() as session:
        (kept,) = session.scalars(select(CitizenPasskeyRow)).all()
        assert (kept.host, kept.used_at is not None) == ("localhost", True)
