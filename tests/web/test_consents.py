"""Consents on the pages: a citizen takes his back by his code or signed in, an agent for him, programs in an agent's name (issue 11)."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.form import ConsentUse, FieldKind, FormField, Words
from domain.ids import RequestId
from domain.person_rights import IdentityProof, Person, Right
from domain.rights import Role
from flows import accounts, person_rights
from flows.person_export import export
from flows.work import work
from store import consents, jobs, requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.web import portal_people, seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import REPORT, form_of, publish_common, publish_form
from tests.web.portal_people import ANNE, Citizens
from tests.web.test_api import bearer, key
from tests.web.town_reports import open_map, put
from web.pages import public_form

DPO, FORM = "delphine", "/f/valognes/signalement"
WORDS = "La mairie peut publier ma photo."
BOX = FormField(
    name="publier", kind=FieldKind.CONSENT, label=Words(fr=WORDS, en="My photo may be published."), consent_for=ConsentUse.PUBLICATION
)


@pytest.fixture
def asking(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """The town with a form that asks whether it may publish."""
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    publish_common(hall)
    form = form_of(hall, "signalement")
    publish_form(hall, replace(form, fields=(*form.fields, BOX)))
    new = NewAgent(
        town=seed.VALOGNES, login=DPO, name=DPO, roles=frozenset({Role.DPO}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(hall.installation, new, datetime.now(UTC))
    return hall


def report(browser: Browser, hall: Hall, path: str = FORM, **more: str) -> RequestId:
    """Send a form and let it become a request."""
    page = browser.get(path)
    assert WORDS in html.unescape(page)
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    found.pop("publier", None)
    sent = {**found, **REPORT, **more}
    assert browser.client.post(path, data=sent, headers={"Origin": ORIGIN}, follow_redirects=False).status_code == 303
    for queue in (*jobs.QUEUES, *jobs.QUEUES):
        work(hall.installation, queue, datetime.now(UTC) + timedelta(seconds=5))
    with hall.installation.database.read() as session:
        return max(requests.ids(session, None))


def follow(browser: Browser, hall: Hall, request: RequestId) -> str:
    """Open a request by its code, and return its page's address."""
    with hall.installation.database.read() as session:
        code = str(requests.get(session, request).line.tracking)
    data = {"csrf": browser.token("/p/valognes/follow"), "code": code, "second": ""}
    answer = browser.client.post("/p/valognes/follow", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def number(hall: Hall, request: RequestId) -> int:
    with hall.installation.database.read() as session:
        return next(one.id for one in consents.of_request(session, request) if one.field == "publier")


def stands(hall: Hall, request: RequestId) -> bool:
    with hall.installation.database.read() as session:
        return next(one.stands for one in consents.of_request(session, request) if one.field == "publier")


def test_by_its_code_a_consent_is_read_and_taken_back(asking: Hall, browser: Browser) -> None:
    request = report(browser, asking, publier="oui")
    page = follow(browser, asking, request)
    assert f"« {WORDS} »" in html.unescape(browser.get(page))
    assert "« My photo may be published. »" in html.unescape(browser.get(f"{page}?lang=en"))
    own = f"{page}/consents/{number(asking, request)}/withdraw"
    assert browser.post(own, page) == 303 and not stands(asking, request)
    shown = html.unescape(browser.get(f"{page}?done=consent&lang=fr"))
    assert "Votre accord est retiré" in shown and "retiré le" in shown and "Retirer mon accord" not in shown
    # Once more changes nothing; what is none of this request's is not there.
    assert browser.post(own, page) == 303
    assert browser.post(f"{page}/consents/{10**6}/withdraw", page) == 404


def test_who_has_not_proved_that_it_is_his_takes_nothing_back(asking: Hall, browser: Browser) -> None:
    request = report(browser, asking, publier="oui")
    path = f"/p/valognes/requests/{request}/consents/{number(asking, request)}/withdraw"
    assert browser.post(path, "/p/valognes/follow") == 404
    assert browser.client.post(path, headers={"Origin": ORIGIN}).status_code in {400, 403}
    assert stands(asking, request)


def test_who_is_signed_in_takes_it_back_on_his_account_and_has_it_in_his_export(asking: Hall) -> None:
    portal_people.add(asking)
    anne: Citizens = portal_people.opener(asking)()
    anne.sign_in()
    request = report(Browser(anne.client), asking, "/p/valognes/forms/signalement", publier="oui")
    page = html.unescape(anne.get("/account").text)
    assert f"« {WORDS} »" in page and f"/p/valognes/requests/{request}" in page
    answer = anne.post(f"/requests/{request}/consents/{number(asking, request)}/withdraw", "/account", back="account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/p/valognes/account?saved=consent#consents")
    assert not stands(asking, request)
    (told,) = [one for one in anne.get("/account/export.json").json()["consents"] if one["words"] == WORDS]
    assert told["is_given"] and told["withdrawn_at"] is not None and told["version"] == 2
    assert ANNE not in json.dumps(told)


def test_an_agent_takes_it_back_with_how_he_was_asked(asking: Hall, browser: Browser, claire: Browser) -> None:
    request = report(browser, asking, publier="oui")
    assert f"/requests/{request}/consents" in claire.get(f"/requests/{request}")
    page = f"/requests/{request}/consents"
    own = f"{page}/{request}/{number(asking, request)}/withdraw"
    assert WORDS in html.unescape(claire.get(page))
    assert claire.post(own, page, reason=" ") == 422 and stands(asking, request)
    assert claire.post(own, page, reason="Au téléphone") == 303 and not stands(asking, request)
    shown = html.unescape(claire.get(page))
    assert "saisi par" in shown and "Accord retiré par le demandeur" in html.unescape(claire.get(f"/requests/{request}"))
    # The request of another is none of this page's.
    assert claire.post(f"/requests/{asking.ids['trou']}/consents/{request}/{number(asking, request)}/withdraw", page, reason="x") == 404


def test_who_may_only_look_takes_nothing_back(asking: Hall, browser: Browser) -> None:
    request = report(browser, asking, publier="oui")
    roles = frozenset({Role.ELECTED})
    new = NewAgent(town=seed.VALOGNES, login="elu", name="Élu", roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(asking.installation, new, datetime.now(UTC))
    browser.sign_in("elu")
    assert browser.status(f"/requests/{request}/consents") == 404
    assert browser.post(f"/requests/{request}/consents/{request}/{number(asking, request)}/withdraw", "/", reason="x") in {403, 404}
    assert stands(asking, request)


def test_the_officer_sees_them_and_an_access_request_tells_them(asking: Hall, browser: Browser) -> None:
    request = report(browser, asking, publier="oui")
    browser.sign_in(DPO)
    assert f"/requests/{request}/consents" in browser.get(f"/requests/{request}/protection")
    page = f"/requests/{request}/consents"
    assert browser.post(f"{page}/{request}/{number(asking, request)}/withdraw", page, reason="Courrier du 3") == 303
    installation, now = asking.installation, datetime.now(UTC)
    asked = person_rights.NewRight(right=Right.ACCESS, person=Person(names=("Martin",)), received_on=now.date())
    row = person_rights.take_down(installation, seed.VALOGNES, asked, DPO, now)
    seen = person_rights.choose(installation, row, (request,), 1, DPO, now)
    person_rights.prove(installation, row, IdentityProof.PROVEN, seen.version, DPO, now)
    with zipfile.ZipFile(io.BytesIO(export(installation, row, DPO, now))) as archive:
        (told,) = json.loads(archive.read("donnees.json"))["requests"]
    (own,) = [one for one in told["consents"] if one["text"] == WORDS]
    assert own["form"] == "signalement v2" and str(own["state"]).startswith("accord retiré le")


def test_what_is_not_agreed_to_is_not_offered_for_publication(asking: Hall, browser: Browser, claire: Browser) -> None:
    open_map(asking.installation, datetime.now(UTC))
    request = report(browser, asking)
    with asking.installation.database.write() as session:
        record = requests.get(session, request)
        session.execute(update(RequestRow).where(RequestRow.id == request).values(status="open", year=2026, counter=700))
    put(asking.installation, request, datetime.now(UTC), subject="VOI-01")
    page = html.unescape(claire.get(f"/requests/{request}/publication"))
    assert "ne l’est plus" in page and 'value="publish"' not in page and record.line.id == request
    assert f"/requests/{request}/publication" not in claire.get("/publications")
    data = {"csrf": claire.token("/publications"), "version": "0", "do": "publish", "text": "Un trou."}
    answer = claire.client.post(f"/requests/{request}/publication", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 409 and "n’accepte pas sa publication" in html.unescape(answer.text)


def test_programs_read_and_withdraw_in_an_agent_s_name(asking: Hall, browser: Browser) -> None:
    request = report(browser, asking, publier="oui")
    reads, writes = bearer(key(asking, Scope.REQUESTS_READ)), bearer(key(asking, Scope.REQUESTS_WRITE))
    place = f"/api/v1/requests/{request}/consents"
    found = browser.client.get(place, headers=reads).json()
    one = next(one for one in found["consents"] if one["use"] == "publication")
    assert (one["words"], one["version"], one["withdrawn_at"]) == (WORDS, 2, None)
    body = {"agent": "claire", "reason": "au téléphone"}
    assert browser.client.post(f"{place}/{10**6}/withdrawal", json=body, headers=writes).status_code == 404
    answer = browser.client.post(f"{place}/{one['id']}/withdrawal", json=body, headers=writes)
    assert answer.status_code == 200 and answer.json()["withdrawn_by"] == "claire" and not stands(asking, request)


def test_the_editor_of_forms_says_what_a_box_allows(asking: Hall, browser: Browser) -> None:
    browser.sign_in("admin")
    browser.client.cookies.set("citoyen_town", "valognes")
    page = "/forms/signalement/draft/field?name=publier"
    assert browser.post("/forms/signalement/draft", "/forms") == 303
    assert '<option value="publication" selected>' in browser.get(page)
