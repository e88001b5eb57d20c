"""Forms as JSON: their schema, submissions, their faults, what comes twice, files, webhooks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from domain.api_key import Scope
from domain.form import FormCode, Hook
from domain.inbound import Channel, Reception
from flows.forms import give_secret, secret_of
from ingest.form.container import read_own
from store import forms
from tests.web.conftest import Browser, Hall
from tests.web.filled import AUTHOR, REPORT, TOWN, arrival, count, form_of, publish_common, publish_form
from tests.web.test_api import bearer, key
from web.api import problems

BASE = "/api/v1/forms"
TO = f"{BASE}/signalement/submissions?town=valognes"
WITH_NAME = REPORT | {"reponse": "oui", "nom": "Quesnel", "courriel": "anne.quesnel@courriel.example"}


@pytest.fixture(autouse=True)
def _forms(hall: Hall) -> None:
    publish_common(hall)


def test_forms_are_listed_and_described_without_a_key(browser: Browser) -> None:
    listed = browser.client.get(f"{BASE}?town=valognes").json()["forms"]
    assert [one["code"] for one in listed] == ["contact", "document", "signalement"]
    whole = browser.client.get(f"{BASE}/signalement?town=valognes").json()
    assert [one["name"] for one in whole["fields"]][:3] == ["type", "lampe", "vehicule"]
    assert whole["fields"][1]["when"] == {"field": "type", "values": ["eclairage"]}
    assert browser.client.get(f"{BASE}/rien?town=valognes").json()["code"] == "no_such_form"


def test_the_published_schema_takes_what_the_server_takes(browser: Browser) -> None:
    schema = browser.client.get(f"{BASE}/signalement/schema?town=valognes").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(REPORT)
    assert not validator.is_valid(REPORT | {"voeu": 1})
    assert not validator.is_valid({"type": "eclairage"})
    assert not validator.is_valid(REPORT | {"reponse": "oui"})  # then an e-mail address is required
    assert validator.is_valid(WITH_NAME)


def test_a_submission_gets_its_receipt_at_once_and_is_kept(browser: Browser, hall: Hall) -> None:
    answer = browser.client.post(TO, json=WITH_NAME)
    assert answer.status_code == 201
    receipt = answer.json()
    assert (receipt["form"], receipt["version"], receipt["is_repeat"]) == ("signalement", 1, False)
    record = arrival(hall, receipt["tracking"])
    assert record.inbound.channel is Channel.FORM
    original = json.loads(hall.installation.blobs.read(record.inbound.sha256))
    assert (original["type"], original["lieu"], original["nom"]) == ("Lampadaire en panne", REPORT["lieu"], "Quesnel")
    [draft] = read_own(hall.installation.blobs.read(record.inbound.sha256), Reception())
    assert draft.requester.email == WITH_NAME["courriel"]


@pytest.mark.parametrize(
    ("body", "status", "field", "code"),
    [
        (b"{", 400, None, "invalid_json"),
        (b'{"type": NaN}', 400, None, "invalid_json"),
        (b"[" * 100_000, 400, None, "invalid_json"),
        (b"[]", 422, None, "invalid"),
        (b"12", 422, None, "invalid"),
        (b'{"type": "autre", "x": 1}', 422, "x", "unknown_field"),
        (b'{"type": ["autre"]}', 422, "type", "wrong_type"),
        (b'{"type": "eclairage"}', 422, "lieu", "missing"),
        (b'{"lieu": "<script>"}', 422, "type", "missing"),
        (b'{"description": "' + b"x" * 500_000 + b'"}', 422, "description", "too_long"),
        (b'{"description": "\\ud800", "lieu": "\\u0000"}', 422, "lieu", "missing"),
    ],
)
def test_mistakes_stand_beside_their_fields(browser: Browser, hall: Hall, body: bytes, status: int, field: str | None, code: str) -> None:
    before = count(hall)
    answer = browser.client.post(TO, content=body, headers={"Content-Type": "application/json", "Accept-Language": "fr"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    errors = {(one["field"], one["code"]) for one in answer.json()["errors"]}
    assert (field, code) in errors if field else answer.json()["code"] == code
    assert count(hall) == before


def test_a_body_that_is_too_large_or_of_another_type_is_refused(browser: Browser) -> None:
    json_type = {"Content-Type": "application/json"}
    assert browser.client.post(TO, content=b" " * (2 * 2**20 + 1), headers=json_type).status_code == 413
    assert browser.client.post(TO, content=b"<a/>", headers={"Content-Type": "text/xml"}).status_code == 415
    assert browser.client.post(TO, content=b"x", headers={"Content-Type": "multipart/form-data; boundary=b"}).status_code in {400, 422}


def test_a_doubt_is_confirmed(browser: Browser) -> None:
    doubtful = WITH_NAME | {"courriel": "anne@gmial.com"}
    refused = browser.client.post(TO, json=doubtful).json()
    assert [one["code"] for one in refused["errors"]] == ["doubtful.email_typo"]
    assert browser.client.post(TO, json=doubtful | {"_confirmed": ["courriel"]}).status_code == 201


def test_the_same_write_again_is_done_once(browser: Browser, hall: Hall) -> None:
    headers = bearer(key(hall, Scope.FORMS), Idempotency_Key="abc")
    before = count(hall)
    first, again = (browser.client.post(TO, json=REPORT, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    other = browser.client.post(TO, json=REPORT | {"description": "Autre."}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_used")
    assert count(hall) == before + 1


def test_the_same_answers_again_are_one_submission_even_side_by_side(browser: Browser, hall: Hall) -> None:
    before = count(hall)
    headers = bearer(key(hall, Scope.FORMS))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: browser.client.post(TO, json=WITH_NAME, headers=headers), range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["tracking"] for one in answers}) == 1
    assert sum(not one.json()["is_repeat"] for one in answers) == 1
    assert count(hall) == before + 1


def test_many_at_once_are_all_kept_and_the_faulty_among_them_told(browser: Browser, hall: Hall) -> None:
    before = count(hall)
    headers = bearer(key(hall, Scope.FORMS))
    bodies = [REPORT | {"description": f"Le lampadaire {number} clignote."} if number % 4 else {"type": "autre"} for number in range(40)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda body: browser.client.post(TO, json=body, headers=headers), bodies))
    assert [one.status_code for one in answers] == [201 if number % 4 else 422 for number in range(40)]
    assert len({one.json()["tracking"] for one in answers if one.status_code == 201}) == 30
    assert count(hall) == before + 30


def test_the_same_person_with_the_same_form_is_told_to_staff(browser: Browser, hall: Hall) -> None:
    first = browser.client.post(TO, json=WITH_NAME).json()
    second = browser.client.post(TO, json=WITH_NAME | {"description": "Le lampadaire est tombé."}).json()
    assert second["is_repeat"] is False
    original = json.loads(hall.installation.blobs.read(arrival(hall, second["tracking"]).inbound.sha256))
    assert first["tracking"] in original["avertissements"][0]


def test_files_come_by_multipart(browser: Browser, hall: Hall) -> None:
    photo = ("photos", ("rue é.png", base64.b64decode(PNG), "image/png"))
    answer = browser.client.post(TO, data=REPORT, files=[photo])
    assert answer.status_code == 201, answer.text
    record = arrival(hall, answer.json()["tracking"])
    [draft] = read_own(hall.installation.blobs.read(record.inbound.sha256), Reception())
    assert [one.filename for one in draft.attachments] == ["rue é.png"]
    many = browser.client.post(TO, data=REPORT, files=[photo] * 30)
    assert {one["code"] for one in many.json()["errors"]} == {"too_many"}
    program = browser.client.post(TO, data=REPORT, files=[("photos", ("a.png", b"MZ" + b"\0" * 200, "image/png"))])
    assert {one["code"] for one in program.json()["errors"]} == {"file_danger"}


def test_a_flood_from_one_address_is_stopped_and_a_key_goes_on(browser: Browser, hall: Hall) -> None:
    answers = [browser.client.post(TO, json=REPORT | {"description": f"n° {number}"}).status_code for number in range(14)]
    assert answers == [201] * 12 + [429] * 2
    assert browser.client.post(TO, json=REPORT, headers=bearer(key(hall, Scope.FORMS))).status_code == 201


def test_a_key_that_is_sent_must_be_right(browser: Browser, hall: Hall) -> None:
    assert browser.client.post(TO, json=REPORT, headers=bearer("citoyen_x")).status_code == 401
    assert browser.client.post(TO, json=REPORT, headers=bearer(key(hall, Scope.ENTRIES))).status_code == 403
    assert browser.client.post(TO, json=REPORT, headers={"Authorization": "Basic eA=="}).status_code == 401


def test_a_form_that_is_closed_or_for_keys_only_says_so(browser: Browser, hall: Hall) -> None:
    publish_form(hall, replace(form_of(hall, "signalement"), needs_key=True))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # the client's own type knows no state
    assert browser.client.post(TO, json=REPORT).json()["code"] == "no_such_form"
    secret = bearer(key(hall, Scope.FORMS))
    assert browser.client.post(TO, json=REPORT, headers=secret).json()["version"] == 2
    publish_form(hall, replace(form_of(hall, "signalement"), is_open=False))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # as above
    assert browser.client.post(TO, json=REPORT, headers=secret).json()["code"] == "closed"


def test_a_webhook_is_taken_where_it_is_signed_and_once(browser: Browser, hall: Hall) -> None:
    publish_form(hall, replace(form_of(hall, "contact"), hook=Hook(header="Tally-Signature", mapping=MAPPING)))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # as above
    address = f"{BASE}/contact/webhook?town=valognes"
    body = json.dumps({"data": {"fields": [{"key": "q1", "label": "Message", "value": "Le banc est cassé."}]}}).encode()
    assert browser.client.post(address, content=body).json()["code"] == "no_webhook"
    secret = give_secret(hall.installation, TOWN, FormCode("contact"), AUTHOR)
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    assert browser.client.post(address, content=body).json()["code"] == "signature_missing"
    assert browser.client.post(address, content=body + b" ", headers={"Tally-Signature": signature}).json()["code"] == "signature_wrong"
    first, again = (browser.client.post(address, content=body, headers={"Tally-Signature": signature}) for _ in range(2))
    assert (first.status_code, again.json()["is_repeat"]) == (201, True)
    assert first.json()["tracking"] == again.json()["tracking"]
    record = arrival(hall, first.json()["tracking"])
    [draft] = read_own(hall.installation.blobs.read(record.inbound.sha256), Reception())
    assert "Le banc est cassé." in draft.text


def test_the_secret_of_a_webhook_is_not_to_be_read_in_the_database(browser: Browser, hall: Hall) -> None:
    given = "s3cret-of-the-builder"
    give_secret(hall.installation, TOWN, FormCode("contact"), AUTHOR, given)
    with hall.installation.database.read() as session:
        kept = forms.find_secret(session, TOWN, FormCode("contact"))
    assert kept is not None
    assert given not in kept
    assert secret_of(hall.installation, TOWN, FormCode("contact")) == given
    other = replace(hall.installation, settings=hall.installation.settings.model_copy(update={"secret_key": SecretStr("x" * 40)}))
    assert secret_of(other, TOWN, FormCode("contact")) is None
    with hall.installation.database.write() as session:
        forms.set_secret(session, TOWN, FormCode("contact"), "as it was before seals", author="a", now=AUTHOR.now)
    assert secret_of(hall.installation, TOWN, FormCode("contact")) == "as it was before seals"


SITE = "https://www.valognes.example"
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, Idempotency-Key"}


def test_the_town_s_own_site_may_hand_in_and_no_other(browser: Browser, hall: Hall) -> None:
    def asked(origin: str, address: str = TO, **more: str) -> str | None:
        answer = browser.client.options(address, headers={"Origin": origin, **ASKED, **more})
        assert answer.status_code == 204
        return answer.headers.get("access-control-allow-origin")

    assert asked(SITE) is None
    assert "access-control-allow-origin" not in browser.client.post(TO, json=REPORT, headers={"Origin": SITE}).headers
    publish_form(hall, replace(form_of(hall, "signalement"), sites=(SITE,)))
    browser.client.app.state.forms.refresh()  # type: ignore[attr-defined]  # the app, not any ASGI callable
    assert asked(SITE) == SITE
    for refused in ("https://evil.example", "http://www.valognes.example", "null", f"{SITE}.evil.example"):
        assert asked(refused) is None
    assert asked(SITE, **{"Access-Control-Request-Headers": "authorization"}) is None
    assert asked(SITE, **{"Access-Control-Request-Method": "DELETE"}) is None
    assert asked(SITE, TO.replace("signalement", "contact")) is None
    schema = browser.client.get(f"{BASE}/signalement/schema?town=valognes", headers={"Origin": SITE})
    taken = browser.client.post(TO, json=REPORT | {"description": "Un banc."}, headers={"Origin": SITE})
    wrong = browser.client.post(TO, json={}, headers={"Origin": SITE})
    for answer in (schema, taken, wrong):
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers
    assert (schema.status_code, taken.status_code, wrong.status_code) == (200, 201, 422)
    assert "access-control-allow-origin" not in browser.client.get(f"{BASE}?town=valognes", headers={"Origin": SITE}).headers


MAPPING = 'name: essai\nfields:\n  "label:Message": text\n'
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVZRip0gBBLAETee26JgAAAABJRU5ErkJggg=="


def test_a_receipt_is_given_again_to_its_sender_alone(new_browser: Callable[[], Browser], hall: Hall) -> None:
    browser = new_browser()
    app: Any = browser.client.app
    elsewhere = TestClient(app, headers={"Accept-Language": "fr"}, client=("198.51.100.7", 50_000))
    mine = browser.client.post(TO, json=WITH_NAME).json()
    assert browser.client.post(TO, json=WITH_NAME).json() == mine | {"is_repeat": True}
    one, other = (bearer(key(hall, Scope.FORMS)) for _ in range(2))
    strangers = [
        elsewhere.post(TO, json=WITH_NAME).json(),
        browser.client.post(TO, json=WITH_NAME, headers=one).json(),
        browser.client.post(TO, json=WITH_NAME, headers=other).json(),
        *(browser.client.post(TO, json=REPORT).json() for _ in range(2)),
        *(browser.client.post(TO, json=REPORT, headers=one).json() for _ in range(2)),
    ]
    assert not any(said["is_repeat"] for said in strangers)
    assert len({said["tracking"] for said in [mine, *strangers]}) == 8
