"""Open311 GeoReport v2 as its clients see it: every address in both formats, every filter, what is public, hostile input."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import event, func, select, update

from domain.api_key import Scope
from domain.draft import Draft
from domain.ids import RequestId, SubjectCode, TownId
from domain.inbound import Channel
from domain.open311 import Attribute, Choice, Datatype
from domain.place import Place, PlaceStatus, Point
from domain.request import Status
from domain.ruleset import Nature
from flows import api_keys
from flows.api_keys import Wanted
from flows.kinds import MAIL
from flows.open311.services import Offers
from flows.work import work
from ingest.reader import Reader
from store import history, inbounds, towns, tracking
from store.history import HistoryLine
from store.mapping import dump
from store.schema import AnsweredWriteRow, InboundRow, RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from web.app import create_app
from web.open311.asked import find_town
from web.open311.routes import AGAIN

TOWN = TownId("valognes")
BASE = "/open311/v2"
HERE = {"jurisdiction_id": "valognes"}
POST = {
    **HERE,
    "service_code": "VOI-01",
    "lat": "49.5098",
    "long": "-1.4701",
    "address_string": "22 rue de Poterie",
    "description": "Gros trou devant l’école.\nUn vélo est tombé.",
    "first_name": "Anne",
    "last_name": "Quesnel",
    "email": "anne.quesnel@courriel.example",
    "phone": "06 39 98 22 31",
    "device_id": "tt222111",
}
QUESTIONS = (
    Attribute(
        code="size",
        datatype=Datatype.ONE_OF,
        description="Quelle taille ?",
        required=True,
        hint="À peu près.",
        choices=(Choice(key="s", name="petit"), Choice(key="l", name="grand")),
    ),
    Attribute(
        code="near",
        datatype=Datatype.SEVERAL_OF,
        description="Près de quoi ?",
        choices=(Choice(key="1", name="école"), Choice(key="2", name="arrêt de bus")),
    ),
    Attribute(code="depth", datatype=Datatype.NUMBER, description="Profondeur en cm"),
    Attribute(code="since", datatype=Datatype.DATETIME, description="Depuis quand ?"),
    Attribute(code="note", datatype=Datatype.TEXT, description="À lire", variable=False, required=True),
)
ODD = "\x00<script>alert(1)</script>\U0001f6b2 é ]]> &amp; \ud7ff"


@pytest.fixture
def secret(hall: Hall) -> str:
    """A key that may post."""
    return key(hall, Scope.OPEN311)


def key(hall: Hall, *scopes: Scope, town: TownId | None = TOWN, per_minute: int = 600) -> str:
    wanted = Wanted(town=town, name="carte", scopes=frozenset(scopes), per_minute=per_minute)
    return api_keys.make(hall.installation, wanted, "admin", datetime.now(UTC)).secret


def get(browser: Browser, path: str, **params: object) -> Any:
    answer = browser.client.get(f"{BASE}/{path}", params={**HERE, **{name: str(value) for name, value in params.items()}})
    assert answer.status_code == 200, answer.text
    return answer.json()


def errors(answer: Any, status: int) -> list[str]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert {one["code"] for one in answer.json()} == {status}
    return [one["description"] for one in answer.json()]


def posted(browser: Browser, secret: str, **fields: object) -> Any:
    return browser.client.post(f"{BASE}/requests.json", data={**POST, "api_key": secret, **fields})


def original(hall: Hall, code: str) -> bytes:
    known = tracking.read_code(code)
    assert known is not None
    with hall.installation.database.read() as session:
        inbound_id = tracking.find_arrival(session, TOWN, known)
        assert inbound_id is not None
        kept = inbounds.get(session, inbound_id).inbound
    assert kept.channel is Channel.FORM
    return hall.installation.blobs.read(kept.sha256)


def read(hall: Hall, code: str) -> Draft:
    known = tracking.read_code(code)
    assert known is not None
    with hall.installation.database.read() as session:
        inbound_id = tracking.find_arrival(session, TOWN, known)
        assert inbound_id is not None
        kept = inbounds.get(session, inbound_id).inbound
    reader = Reader()
    try:
        [draft] = reader.read(hall.installation.blobs.path(kept.sha256), kept.channel, hall.installation.towns.get(TOWN).reception)
    finally:
        reader.close()
    return draft


def arrivals(hall: Hall) -> int:
    with hall.installation.database.read() as session:
        return session.scalar(select(func.count()).select_from(InboundRow)) or 0


def change(hall: Hall, heading: str, **values: object) -> None:
    change_row(hall, hall.ids[heading], **values)


def change_row(hall: Hall, request: RequestId, **values: object) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(**values))


def number(hall: Hall, heading: str) -> str:
    with hall.installation.database.read() as session:
        row = session.get_one(RequestRow, hall.ids[heading])
        return f"{row.year}-{row.counter:04d}"


def code_of(hall: Hall, heading: str) -> str:
    with hall.installation.database.read() as session:
        return session.get_one(RequestRow, hall.ids[heading]).tracking


def seeded() -> dict[str, str]:
    """Return the range of days that the seed's requests came in."""
    return {"start_date": (seed.NOW - timedelta(days=30)).isoformat(), "end_date": (seed.NOW + timedelta(days=1)).isoformat()}


# ---- services


def test_services_are_public_subjects_in_both_formats(browser: Browser) -> None:
    services = get(browser, "services.json")
    assert services[0] == {
        "service_code": "VOI-01",
        "service_name": "Nid-de-poule, chaussée dégradée",
        "description": "Voirie – Nid-de-poule, chaussée dégradée",
        "metadata": False,
        "type": "realtime",
        "keywords": None,
        "group": "Voirie",
    }
    assert "SOC-01" not in {one["service_code"] for one in services}
    answer = browser.client.get(f"{BASE}/services.xml", params=HERE)
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    tree = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    assert (tree.tag, tree[0].tag, tree[0].findtext("metadata"), len(tree)) == ("services", "service", "false", len(services))


def test_a_subject_of_a_secret_department_or_without_place_is_no_service(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        known = seed.town(seed.VALOGNES, "Valognes")
        before = towns.ruleset(session, TOWN)
        subjects = tuple(
            replace(one, wants_place=one.code != "EDU-02", department=seed.DEPARTMENTS[6].code if one.code == "PM-03" else one.department)
            for one in before.subjects
        )
        places = towns.places(session, TOWN)
        towns.save_town(session, known, replace(before, subjects=subjects), places, (), seed.NOW)
    codes = {one["service_code"] for one in get(browser, "services.json")}
    assert "VOI-01" in codes
    assert not codes & {"EDU-02", "PM-03", "SOC-01"}


def test_what_somebody_asks_for_himself_is_shown_to_nobody_else(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        before = towns.ruleset(session, TOWN)
        subjects = tuple(replace(one, nature=Nature.REQUEST if one.code == "VOI-01" else one.nature) for one in before.subjects)
        places = towns.places(session, TOWN)
        towns.save_town(session, seed.town(seed.VALOGNES, "Valognes"), replace(before, subjects=subjects), places, (), seed.NOW)
    assert "VOI-01" in {one["service_code"] for one in get(browser, "services.json")}
    assert "VOI-01" not in {one["service_code"] for one in get(browser, "requests.json", **seeded())}
    assert errors(browser.client.get(f"{BASE}/requests/{number(hall, 'trou')}.json", params=HERE), 404)
    assert get(browser, f"requests/{code_of(hall, 'trou')}.json")[0]["service_code"] == "VOI-01"


def test_the_format_is_told_by_ending_or_accept(browser: Browser) -> None:
    for path in ("services.json/", "services.json"):
        assert browser.client.get(f"{BASE}/{path}", params=HERE).json()[0]["service_code"] == "VOI-01"
    for accept, kind in (
        ("application/json", "application/json"),
        ("text/xml", "text/xml"),
        ("application/xml;q=0.5, application/json;q=0.9", "application/json"),
        ("*/*", "text/xml"),
        ("application/json;q=nan, ;;q=", "text/xml"),
    ):
        for path in ("services", "services/"):
            answer = browser.client.get(f"{BASE}/{path}", params=HERE, headers={"Accept": accept})
            assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert errors(browser.client.get(f"{BASE}/services.csv", params=HERE, headers={"Accept": "application/json"}), 404)


def with_questions(browser: Browser, hall: Hall) -> None:
    app: Any = browser.client.app
    app.state.open311 = Offers(hall.installation.database, lambda _town: {SubjectCode("VOI-01"): QUESTIONS})


def test_a_definition_has_the_questions_of_a_service(browser: Browser, hall: Hall) -> None:
    assert get(browser, "services/VOI-01.json") == {"service_code": "VOI-01", "attributes": []}
    with_questions(browser, hall)
    assert get(browser, "services.json")[0]["metadata"] is True
    found = get(browser, "services/VOI-01.json")["attributes"]
    assert found[0] == {
        "variable": True,
        "code": "size",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": "À peu près.",
        "order": 1,
        "description": "Quelle taille ?",
        "values": [{"key": "s", "name": "petit"}, {"key": "l", "name": "grand"}],
    }
    assert [one["order"] for one in found] == [1, 2, 3, 4, 5]
    answer = browser.client.get(f"{BASE}/services/VOI-01.xml", params=HERE)
    tree = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    assert tree.tag == "service_definition"
    assert tree.findtext("attributes/attribute/values/value/name") == "petit"


@pytest.mark.parametrize("code", ["SOC-01", "RIEN", "%00", "..%2f..", "é" * 500])
def test_a_service_that_is_none_is_not_found(browser: Browser, code: str) -> None:
    assert errors(browser.client.get(f"{BASE}/services/{code}.json", params=HERE), 404)


def test_discovery_names_the_endpoint(browser: Browser) -> None:
    for path in ("/open311/v2/discovery.json", "/open311/discovery.json"):
        found = browser.client.get(path).json()
        assert found["endpoints"][0]["url"] == "/open311/v2"
        assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    local = browser.client.get("/open311/discovery.json", headers={"Host": "localhost:8000"}).json()
    assert local["endpoints"][0]["url"] == "http://localhost:8000/open311/v2"
    tree = ET.fromstring(browser.client.get("/open311/v2/discovery.xml").content)  # noqa: S314 - our own answer
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]
    assert browser.client.get("/open311/v2", headers={"Accept": "application/json"}).json() == found


def test_of_several_towns_one_must_be_named(browser: Browser, secret: str) -> None:
    for path in ("services", "services/VOI-01", "requests", "requests/2026-0001", "tokens/x"):
        assert "jurisdiction_id" in errors(browser.client.get(f"{BASE}/{path}.json"), 400)[0]
        assert "jurisdiction_id" in errors(browser.client.get(f"{BASE}/{path}.json", params={"jurisdiction_id": "ailleurs"}), 404)[0]
    assert "jurisdiction_id" in errors(posted(browser, secret, jurisdiction_id="ailleurs"), 404)[0]


def test_a_town_is_named_by_its_short_name_its_site_or_its_number() -> None:
    town = replace(seed.town(seed.VALOGNES, "Valognes"), site="https://www.valognes.example", insee="50615")
    for said in ("VALOGNES", "valognes.example", "www.valognes.example", "https://www.valognes.example/", " 50615 "):
        assert find_town([town], said) == town
    for said in ("", "[", "//[", "valognes.example.org", "http://", "https://[::1/"):
        assert find_town([town], said) is None
    assert find_town([replace(town, site=None)], "") is None


def test_a_client_may_ask_for_the_head_alone(browser: Browser) -> None:
    for path in ("services.json", "services", "requests.xml", "services/VOI-01.json/", "discovery.json"):
        answer = browser.client.head(f"{BASE}/{path}", params=HERE)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["etag"]


def test_a_method_that_is_none_is_told_with_those_there_are(browser: Browser) -> None:
    answer = browser.client.delete(f"{BASE}/services.json", params=HERE)
    assert errors(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_browsers_on_other_sites_may_ask(browser: Browser) -> None:
    answer = browser.client.get(f"{BASE}/services.json", params=HERE, headers={"Origin": "https://carte.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert browser.client.get(f"{BASE}/services/X.json", params=HERE).headers["access-control-allow-origin"] == "*"
    asked = browser.client.options(f"{BASE}/requests.json", headers={"Origin": "https://carte.example"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in asked.headers["access-control-allow-methods"]


def test_what_a_client_has_already_is_not_sent_again(browser: Browser) -> None:
    first = browser.client.get(f"{BASE}/services.json", params=HERE)
    again = browser.client.get(f"{BASE}/services.json", params=HERE, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# ---- posting


def test_a_post_gets_its_code_at_once_and_is_kept_and_read(browser: Browser, hall: Hall, secret: str) -> None:
    answer = posted(browser, secret, account_id="42")
    assert answer.status_code == 200, answer.text
    [receipt] = answer.json()
    code = receipt["service_request_id"]
    assert receipt == {
        "service_request_id": code,
        "service_notice": f"Votre signalement est enregistré sous le code {code}.",
        "account_id": "42",
    }
    draft = read(hall, code)
    assert draft.hint == "Nid-de-poule, chaussée dégradée"
    assert draft.point == Point(lat=49.5098, lon=-1.4701)
    assert (draft.requester.name, draft.requester.email) == ("QUESNEL Anne", "anne.quesnel@courriel.example")
    assert draft.requester.phone == "+33639982231"
    assert draft.text.startswith("Gros trou devant l’école.\nUn vélo est tombé.")
    assert "22 rue de Poterie" in draft.text
    assert "tt222111" not in draft.text
    [seen] = get(browser, f"requests/{code}.json")
    assert (seen["service_request_id"], seen["status"], seen["service_code"]) == (code, "open", None)
    assert get(browser, f"tokens/{code}.json") == [{"service_request_id": code, "token": code}]
    assert get(browser, f"requests/{code.replace('-', '').lower()}.json")[0]["service_request_id"] == code


def test_a_post_becomes_a_request_that_its_code_shows(browser: Browser, hall: Hall, secret: str) -> None:
    code = posted(browser, secret).json()[0]["service_request_id"]
    while work(hall.installation, MAIL, datetime.now(UTC)).claimed:
        pass
    with hall.installation.database.read() as session:
        row = session.scalars(select(RequestRow).where(RequestRow.tracking == code)).one()
    assert (row.channel, row.requester["email"]) == ("form", POST["email"])
    [seen] = get(browser, f"requests/{code}.json")
    assert seen["service_request_id"] == code
    assert datetime.fromisoformat(seen["requested_datetime"]) == row.received_at.replace(microsecond=0)
    change_row(hall, RequestId(row.id), status=Status.OPEN, subject="VOI-01", year=2026, counter=777)
    [public] = get(browser, "requests/2026-0777.json")
    assert public["service_code"] == "VOI-01"
    assert code not in json.dumps(public)
    [own] = get(browser, "requests.json", service_request_id=code)
    assert own["service_code"] == "VOI-01"


def test_a_post_in_xml_is_answered_in_xml(browser: Browser, secret: str) -> None:
    answer = browser.client.post(f"{BASE}/requests.xml", data={**POST, "api_key": secret})
    tree = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    assert tree.tag == "service_requests"
    assert tracking.read_code(tree.findtext("request/service_request_id") or "")
    assert tree.find("request/token") is None
    refused = browser.client.post(f"{BASE}/requests.xml", data={**POST, "service_code": "", "api_key": secret})
    tree = ET.fromstring(refused.content)  # noqa: S314 - our own answer
    assert (refused.status_code, tree.tag, tree.findtext("error/code")) == (400, "errors", "400")


def test_answers_to_questions_stand_in_the_text(browser: Browser, hall: Hall, secret: str) -> None:
    with_questions(browser, hall)
    fields = {
        "attribute[size]": "l",
        "attribute[near][]": ["1", "2"],
        "attribute[depth]": "12,5",
        "attribute[since]": "2026-11-20T08:00:00Z",
        "attribute[easting]": "438210",
    }
    text = read(hall, posted(browser, secret, **fields).json()[0]["service_request_id"]).text
    for line in ("Quelle taille ? grand", "Près de quoi ? école, arrêt de bus", "Profondeur en cm : 12,5", "438210"):
        assert line in text


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "SOC-01"}, 404, "service_code"),
        ({"service_code": "X" * 5000}, 404, "service_code"),
        ({"lat": "", "long": "", "address_string": " "}, 400, "address_string"),
        ({"lat": "0", "long": "0", "address_string": ""}, 400, "address_string"),
        ({"lat": "49.5", "long": ""}, 400, "long"),
        ({"lat": "91", "long": "0"}, 400, "lat"),
        ({"lat": "NaN", "long": "1"}, 400, "lat"),
        ({"lat": "1e400", "long": "1"}, 400, "lat"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"description": "x" * 20_001}, 400, "description"),
        ({"email": "x" * 2_000}, 400, "email"),
        ({"attribute[size]": "xl"}, 400, "attribute[size]"),
        ({"attribute[size]": ["s", "l"]}, 400, "attribute[size]"),
        ({"attribute[size]": ""}, 400, "attribute[size]"),
        ({"attribute[depth]": "profond"}, 400, "attribute[depth]"),
        ({"attribute[since]": "31/02/2026"}, 400, "attribute[since]"),
    ],
)
def test_what_is_wrong_is_told_field_by_field_and_nothing_is_kept(
    browser: Browser, hall: Hall, secret: str, fields: dict[str, object], status: int, named: str
) -> None:
    with_questions(browser, hall)
    before = arrivals(hall)
    told = errors(posted(browser, secret, **{"attribute[size]": "s", **fields}), status)
    assert any(named in one for one in told)
    assert arrivals(hall) == before


def test_only_a_place_in_words_or_an_address_id_is_enough(browser: Browser, secret: str) -> None:
    for place in ({"address_string": "place Vicq-d’Azir"}, {"address_id": "50615_0120_00022"}, {"lat": "49,51", "long": "-1,47"}):
        assert posted(browser, secret, **{"lat": "", "long": "", "address_string": "", **place}).status_code == 200


def test_photos_come_along(browser: Browser, hall: Hall, secret: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    files = [
        ("media", ('trou é"\r\n.jpg', picture.getvalue(), "image/jpeg")),
        ("media", ("plan.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")),
    ]
    answer = browser.client.post(f"{BASE}/requests.json", data={**POST, "api_key": secret}, files=files)
    assert answer.status_code == 200, answer.text
    draft = read(hall, answer.json()[0]["service_request_id"])
    assert [one.media_type for one in draft.attachments] == ["image/jpeg", "application/pdf"]
    assert draft.attachments[0].size == len(picture.getvalue())
    assert draft.hint == "Nid-de-poule, chaussée dégradée"


@pytest.mark.parametrize(
    "files",
    [
        [("media", ("photo.jpg", b"MZ" + bytes(200), "image/jpeg"))],
        [("media", ("page.html", b"<html><script>alert(1)</script></html>", "image/png"))],
        [("media", (f"{index}.png", b"\x89PNG\r\n\x1a\n", "image/png")) for index in range(11)],
        [("media", ("gros.jpg", b"\xff\xd8\xff\xe0" + bytes(20 * 2**20), "image/jpeg"))],
        [("media", (f"{index}.png", b"", "image/png")) for index in range(40)],
    ],
    ids=["program", "page", "too many", "too large", "flood"],
)
def test_files_that_are_no_media_or_too_much_are_refused(browser: Browser, hall: Hall, secret: str, files: Any) -> None:
    before = arrivals(hall)
    answer = browser.client.post(f"{BASE}/requests.json", data={**POST, "api_key": secret}, files=files)
    told = errors(answer, 400)
    assert (len(files) > 10) is ("Il y a plus de 10 fichiers." in told)
    assert arrivals(hall) == before


def test_an_old_client_writes_windows_1252(browser: Browser, hall: Hall, secret: str) -> None:
    body = (
        f"api_key={secret}&jurisdiction_id=valognes&service_code=VOI-01"
        "&address_string=rue+de+l%27%C9glise&description=Chauss%E9e+ab%EEm%E9e"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.client.post(f"{BASE}/requests.json", content=body.encode(), headers=headers)
    assert read(hall, answer.json()[0]["service_request_id"]).text.startswith("Chaussée abîmée")


def test_json_is_understood_too(browser: Browser, hall: Hall, secret: str) -> None:
    with_questions(browser, hall)
    body = {**POST, "lat": 49.5, "long": -1.47, "attributes": [{"code": "size", "value": "s"}, {"code": "near", "values": ["1", "2"]}]}
    answer = browser.client.post(f"{BASE}/requests.json", json=body, headers={"X-API-Key": secret})
    assert "Près de quoi ? école, arrêt de bus" in read(hall, answer.json()[0]["service_request_id"]).text
    nested = {**POST, "attribute": {"size": "l"}, "autre": {"a": [1, None, {"b": "c"}]}}
    assert browser.client.post(f"{BASE}/requests", json=nested, headers={"X-API-Key": secret}).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"&&&=&%=%zz&\xff\xfe=\x00", "application/x-www-form-urlencoded"),
        (b"a=1&" * 100_000, "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"attributes": 3, "lat": {"a": 1}}', "application/json"),
        (b"--x\r\n\r\nx", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"<a/>", "text/xml"),
        (b"x", "\x01/\x02"),
    ],
)
def test_a_body_that_is_none_is_told(browser: Browser, secret: str, body: bytes, kind: str) -> None:
    headers = {"Content-Type": kind, "X-API-Key": secret}
    assert errors(browser.client.post(f"{BASE}/requests.json", params=HERE, content=body, headers=headers), 400)


def test_a_body_that_is_too_large_is_refused(browser: Browser, secret: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-API-Key": secret}
    assert errors(browser.client.post(f"{BASE}/requests.json", content=b"a=" + b"x" * (5 * 2**20), headers=headers), 413)


def test_odd_characters_are_kept_as_text(browser: Browser, hall: Hall, secret: str) -> None:
    answer = posted(browser, secret, description=ODD, first_name=ODD, account_id=ODD, **{f"x{ODD}": ODD})
    assert answer.status_code == 200
    code = answer.json()[0]["service_request_id"]
    assert json.loads(original(hall, code))["message"] == ODD.replace("\x00", "").strip()
    assert "<script>" in read(hall, code).text
    in_xml = browser.client.post(f"{BASE}/requests.xml", data={**POST, "api_key": secret, "account_id": "a\x0b\ufffeb"})
    assert ET.fromstring(in_xml.content).findtext("request/account_id") == "ab"  # noqa: S314 - our own answer


def test_a_key_is_needed_and_must_allow_it(browser: Browser, hall: Hall, secret: str) -> None:
    before = arrivals(hall)
    assert "api_key" in errors(posted(browser, ""), 403)[0]
    assert errors(posted(browser, "citoyen_faux"), 403)
    assert errors(posted(browser, key(hall, Scope.FORMS)), 403)
    assert errors(posted(browser, key(hall, Scope.OPEN311, town=TownId("breville"))), 404)
    assert arrivals(hall) == before
    for headers in ({"X-API-Key": secret}, {"Authorization": f"Bearer {secret}"}):
        assert browser.client.post(f"{BASE}/requests.json", data=POST, headers=headers).status_code == 200
    assert browser.client.post(
        f"{BASE}/requests.json?api_key={secret}&jurisdiction_id=valognes", data={**POST, "jurisdiction_id": ""}
    ).is_success
    few = key(hall, Scope.OPEN311, per_minute=1)
    assert posted(browser, few).status_code == 200
    assert posted(browser, few).status_code == 429


def test_the_key_of_a_town_says_which_town(browser: Browser, hall: Hall, secret: str) -> None:
    assert posted(browser, secret, jurisdiction_id="").status_code == 200
    assert "jurisdiction_id" in errors(posted(browser, key(hall, Scope.OPEN311, town=None), jurisdiction_id=""), 400)[0]


def test_a_town_may_open_it_to_everybody_within_limits(new_browser: Callable[[], Browser], hall: Hall) -> None:
    browser = new_browser()
    app: Any = browser.client.app
    desk = app.state.desk
    settings = hall.installation.settings.model_copy(update={"open311_without_key": "autre, valognes"})
    app.state.desk = replace(desk, installation=replace(desk.installation, settings=settings))
    answers = [browser.client.post(f"{BASE}/requests.json", data=POST).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert browser.client.post(f"{BASE}/requests.json", data={**POST, "jurisdiction_id": "breville"}).status_code == 403
    assert browser.client.post(f"{BASE}/requests.json", data={**POST, "api_key": "faux"}).status_code == 403


def test_the_same_post_under_one_idempotency_key_is_one(browser: Browser, hall: Hall, secret: str) -> None:
    before = arrivals(hall)
    headers = {"Idempotency-Key": "7f1c"}
    codes = {
        browser.client.post(f"{BASE}/requests.json", data={**POST, "api_key": secret}, headers=headers).json()[0]["service_request_id"]
        for _ in range(3)
    }
    assert (len(codes), arrivals(hall)) == (1, before + 1)
    other = {**POST, "api_key": secret, "description": "Autre chose."}
    assert errors(browser.client.post(f"{BASE}/requests.json", data=other, headers=headers), 400)


def test_a_post_whose_answer_was_lost_is_sent_again_as_the_same(browser: Browser, hall: Hall, secret: str) -> None:
    before = arrivals(hall)
    first = posted(browser, secret).json()
    assert posted(browser, secret).json() == first
    in_xml = browser.client.post(f"{BASE}/requests.xml", data={**POST, "api_key": secret})
    assert first[0]["service_request_id"] in in_xml.text
    assert arrivals(hall) == before + 1
    assert code_posted(browser, secret, description="Un autre trou.") != first[0]["service_request_id"]


def test_the_same_words_of_somebody_else_are_another_request(new_browser: Callable[[], Browser], hall: Hall, secret: str) -> None:
    browser = new_browser()
    mine = code_posted(browser, secret)
    others = {
        code_posted(browser, secret, device_id="autre"),
        code_posted(browser, secret, email="jean.lebrun@courriel.example"),
        code_posted(browser, key(hall, Scope.OPEN311)),
        code_posted(browser_at("198.51.100.7", browser), secret),
    }
    assert len(others - {mine}) == 4
    unknown = dict.fromkeys(("device_id", "account_id", "email", "phone"), "")
    assert code_posted(browser, secret, **unknown) != code_posted(browser, secret, **unknown)


def test_what_is_sent_again_much_later_is_a_new_request(browser: Browser, hall: Hall, secret: str) -> None:
    first = code_posted(browser, secret)
    with hall.installation.database.write() as session:
        session.execute(update(AnsweredWriteRow).values(at=datetime.now(UTC) - AGAIN - timedelta(seconds=1)))
    second = code_posted(browser, secret)
    assert second != first
    assert code_posted(browser, secret) == second


def code_posted(browser: Browser, secret: str, **fields: object) -> str:
    return str(posted(browser, secret, **fields).json()[0]["service_request_id"])


def browser_at(address: str, browser: Browser) -> Browser:
    """Return a browser that looks at the same desk from elsewhere."""
    app: Any = browser.client.app
    return Browser(TestClient(app, headers={"Accept-Language": "fr"}, raise_server_exceptions=False, client=(address, 50_000)))


def test_several_media_addresses_come_as_clients_write_them(browser: Browser, hall: Hall, secret: str) -> None:
    one, two = "https://photos.example/a,b.jpg?" + "s" * 2_000, "http://photos.example/2.jpg"
    for fields in (
        {"media_url": [one, two]},
        {"media_url": f"{one}, {two}"},
        {"media_url": "", "media_url[]": [one, two]},
        {"media_url": f"{one}\n{two}"},
    ):
        code = code_posted(browser, secret, **fields)
        assert json.loads(original(hall, code))["media_url"] == [one, two]


def test_several_choices_in_one_field_are_understood(browser: Browser, hall: Hall, secret: str) -> None:
    with_questions(browser, hall)
    code = code_posted(browser, secret, **{"attribute[size]": "s", "attribute[near]": "1, 2"})
    assert "Près de quoi ? école, arrêt de bus" in read(hall, code).text
    assert errors(posted(browser, secret, **{"attribute[size]": "s", "attribute[near]": "1,3"}), 400)


# ---- what is shown


def test_the_list_shows_what_is_public_and_nothing_of_people(browser: Browser, hall: Hall) -> None:
    listed = get(browser, "requests.json", **seeded())
    assert listed[0]["service_request_id"] == number(hall, "trou")
    assert {one["service_code"] for one in listed} == {"VOI-01", "PRO-03", "EDU-02", "ECL-01"}
    first = listed[0]
    assert first == {
        "service_request_id": number(hall, "trou"),
        "status": "open",
        "status_notes": "Transmise au service chargé.",
        "service_name": "Nid-de-poule, chaussée dégradée",
        "service_code": "VOI-01",
        "description": None,
        "agency_responsible": "Services techniques – voirie",
        "service_notice": None,
        "requested_datetime": "2026-11-25T10:15:00+01:00",
        "updated_datetime": "2026-11-25T10:15:01+01:00",
        "expected_datetime": None,
        "address": "Rue de Poterie, Centre-ville, 50700 Valognes",
        "address_id": None,
        "zipcode": "50700",
        "lat": None,
        "long": None,
        "media_url": None,
    }
    text = json.dumps(listed, ensure_ascii=False)
    for private in ("LEBRUN", "courriel", "06", "vélo", "devant le 22", code_of(hall, "trou"), "Bréville", "loyer"):
        assert private not in text.replace("2026", "")
    assert get(browser, f"requests/{first['service_request_id']}.json") == [first]


def test_the_code_shows_the_requester_his_own_request_more_exactly(browser: Browser, hall: Hall) -> None:
    place = Place(
        status=PlaceStatus.EXACT, text="devant chez moi", number="22", street="Rue de Poterie", point=Point(lat=49.50981, lon=-1.47012)
    )
    change(hall, "trou", place=dump(place))
    [public] = get(browser, f"requests/{number(hall, 'trou')}.json")
    assert (public["lat"], public["long"]) == (49.51, -1.47)
    assert "22" not in public["address"]
    [own] = get(browser, f"requests/{code_of(hall, 'trou')}.json")
    assert (own["lat"], own["long"]) == (49.50981, -1.47012)
    assert own["address"] == "22 Rue de Poterie, 50700 Valognes"
    assert own["service_request_id"] == code_of(hall, "trou")


@pytest.mark.parametrize("heading", ["Aide pour mon loyer", "Chien qui aboie", "lampadaire <b>qui</b> clignote <script>alert(1)</script>"])
def test_of_what_is_confidential_or_undecided_its_code_tells_that_it_came(browser: Browser, hall: Hall, heading: str) -> None:
    [seen] = get(browser, f"requests/{code_of(hall, heading)}.json")
    assert seen["status"] == "open"
    assert seen["status_notes"].startswith("Reçue")
    told = {name for name, value in seen.items() if value is not None}
    assert told == {"service_request_id", "status", "status_notes", "requested_datetime", "updated_datetime"}


def test_a_confidential_request_stays_so_once_it_is_decided(browser: Browser, hall: Hall) -> None:
    change(hall, "Aide pour mon loyer", status=Status.CLOSED, year=2026, counter=900)
    assert errors(browser.client.get(f"{BASE}/requests/2026-0900.json", params=HERE), 404)
    [seen] = get(browser, f"requests/{code_of(hall, 'Aide pour mon loyer')}.json")
    assert (seen["status"], seen["service_code"], seen["agency_responsible"], seen["address"]) == ("closed", None, None, None)
    change(hall, "trou", confidentiality=1)
    assert number(hall, "trou") not in {one["service_request_id"] for one in get(browser, "requests.json", **seeded())}
    assert errors(browser.client.get(f"{BASE}/requests/{number(hall, 'trou')}.json", params=HERE), 404)


def test_a_public_label_hides_subject_and_place(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.read() as session:
        decision = session.get_one(RequestRow, hall.ids["trou"]).decision
    decision = {**decision, "orientation": {**decision["orientation"], "public_label": "Demande confidentielle"}}
    change(hall, "trou", decision=decision)
    for name in (number(hall, "trou"), code_of(hall, "trou")):
        [seen] = get(browser, f"requests/{name}.json")
        assert seen["service_name"] == "Demande confidentielle"
        assert {seen[name] for name in ("service_code", "address", "lat", "agency_responsible", "zipcode")} == {None}
    assert get(browser, "requests.json", service_code="VOI-01", **seeded()) == []
    assert "Demande confidentielle" in {one["service_name"] for one in get(browser, "requests.json", **seeded())}


def test_a_merged_request_is_not_listed_and_its_code_means_the_other(browser: Browser, hall: Hall) -> None:
    other = hall.ids["Lampadaire éteint depuis une semaine"]
    change(hall, "trou", merged_into=other)
    listed = {one["service_code"] for one in get(browser, "requests.json", **seeded())}
    assert "VOI-01" not in listed
    [seen] = get(browser, f"requests/{code_of(hall, 'trou')}.json")
    assert seen["service_code"] == "ECL-01"


def test_what_was_read_and_what_is_new_since_is_what_a_full_reading_gives(browser: Browser, hall: Hall) -> None:
    def read(**params: object) -> dict[str, Any]:  # Any: as it is answered
        return {one["service_request_id"]: one for one in get(browser, "requests.json", **{**seeded(), **params})}

    kept, since = read(), seed.NOW + timedelta(hours=1)
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (  # Any: of several columns
        ("trou", "planned", {"status": Status.PLANNED}),
        ("crottes de chien", "closed", {"status": Status.CLOSED, "closure": "carried_out", "closed_at": seed.NOW + timedelta(hours=2)}),
        ("crottes de chien", "corrected", {"street": None}),
    )
    for hours, (heading, action, values) in enumerate(steps, start=2):
        with hall.installation.database.write() as session:
            session.execute(update(RequestRow).where(RequestRow.id == hall.ids[heading]).values(values))
            line = HistoryLine(at=seed.NOW + timedelta(hours=hours), actor="claire", action=action, details={})
            history.append(session, TOWN, hall.ids[heading], line)
        new = read(updated_after=since.isoformat())
        assert list(new) == [number(hall, heading)]
        since = seed.NOW + timedelta(hours=hours, minutes=30)
        kept |= new
        assert kept == read()
    assert kept[number(hall, "trou")]["status_notes"] == "Le service en charge a programmé l’intervention."
    assert kept[number(hall, "crottes de chien")]["status_notes"] == "Close\u00a0: réalisée."


def test_requests_are_filtered(browser: Browser, hall: Hall) -> None:
    days = seeded()
    with hall.installation.database.write() as session:
        request = hall.ids["crottes de chien"]
        session.execute(update(RequestRow).where(RequestRow.id == request).values(status=Status.CLOSED))
        line = HistoryLine(at=seed.NOW + timedelta(hours=5), actor="claire", action="closed", details={})
        history.append(session, TOWN, request, line)

    def codes(**params: object) -> list[str]:
        return [one["service_code"] for one in get(browser, "requests.json", **{**days, **params})]

    assert codes(status="closed") == ["PRO-03"]
    assert codes(status="open,closed") == codes() == ["VOI-01", "PRO-03", "EDU-02", "ECL-01"]
    assert codes(status="OPEN") == ["VOI-01", "EDU-02", "ECL-01"]
    assert codes(service_code="VOI-01, ECL-01") == ["VOI-01", "ECL-01"]
    assert codes(service_code="RIEN") == codes(service_code="SOC-01") == []
    assert codes(start_date="2026-11-25T09:00:00+01:00") == ["VOI-01"]
    assert codes(start_date="2026-11-25T08:00:00Z", end_date="2026-11-25T09:00:00Z") == []
    assert codes(start_date="2026-11-24", end_date="2026-11-24") == ["EDU-02"]
    assert codes(updated_after=(seed.NOW + timedelta(hours=4)).isoformat()) == ["PRO-03"]
    assert "PRO-03" not in codes(updated_before=seed.NOW.isoformat())
    assert codes(status="", service_code="", page="", page_size="") == codes()
    [closed] = get(browser, "requests.json", status="closed", **days)
    assert closed["updated_datetime"] == "2026-11-25T15:30:00+01:00"
    change(hall, "crottes de chien", closed_at=seed.NOW + timedelta(hours=2))
    [closed] = get(browser, "requests.json", status="closed", **days)
    assert closed["updated_datetime"] == "2026-11-25T12:30:00+01:00"
    # What was written into its history after it was closed is a change as well: who reads what is new misses nothing.
    assert codes(updated_after=(seed.NOW + timedelta(hours=4)).isoformat()) == ["PRO-03"]
    assert codes(updated_after=(seed.NOW + timedelta(hours=6)).isoformat()) == []
    repeated = browser.client.get(f"{BASE}/requests.json", params=[*HERE.items(), *days.items(), ("status", "open"), ("status", "closed")])
    assert len(repeated.json()) == 4


def test_by_default_the_last_ninety_days_are_listed(browser: Browser, hall: Hall) -> None:
    now = datetime.now(UTC)
    change(hall, "trou", received_at=now - timedelta(days=89))
    change(hall, "crottes de chien", received_at=now - timedelta(days=91))
    change(hall, "Inscription à la cantine en janvier", received_at=now - timedelta(days=200))
    change(hall, "Lampadaire éteint depuis une semaine", received_at=now - timedelta(days=150))
    assert [one["service_code"] for one in get(browser, "requests.json")] == ["VOI-01"]
    start = (now - timedelta(days=160)).isoformat()
    assert [one["service_code"] for one in get(browser, "requests.json", start_date=start)] == ["VOI-01", "PRO-03", "ECL-01"]
    end = (now - timedelta(days=140)).isoformat()
    assert [one["service_code"] for one in get(browser, "requests.json", end_date=end)] == ["ECL-01", "EDU-02"]


@pytest.mark.parametrize(
    "params",
    [
        {"start_date": "hier"},
        {"start_date": "2026-02-31T00:00:00Z"},
        {"start_date": "0001-01-01T00:00:00+14:00"},
        {"end_date": "9999-12-31T23:59:59-14:00"},
        {"start_date": "2026-W10-1"},
        {"start_date": "2026-01-01", "end_date": "2026-06-01"},
        {"start_date": "2026-06-02", "end_date": "2026-06-01"},
        {"updated_after": "\x00"},
        {"status": "ouvert"},
        {"page": "0"},
        {"page": "-1"},
        {"page_size": "dix"},
        {"page_size": "9" * 500},
        {"page": "١"},
        {"after": "x"},
        {"after": "999999999999999999.1"},
    ],
)
def test_filters_that_make_no_sense_are_told(browser: Browser, params: dict[str, str]) -> None:
    assert errors(browser.client.get(f"{BASE}/requests.json", params={**HERE, **params}), 400)


def test_a_date_whose_plus_sign_was_not_encoded_is_understood(browser: Browser) -> None:
    answer = browser.client.get(f"{BASE}/requests.json?jurisdiction_id=valognes&start_date=2026-11-25T09:00:00+01:00&end_date=2026-11-26")
    assert [one["service_code"] for one in answer.json()] == ["VOI-01"]


def test_the_list_goes_on_page_by_page_and_by_link(browser: Browser) -> None:
    whole = get(browser, "requests.json", **seeded())
    pages = [get(browser, "requests.json", page=page, page_size=3, **seeded()) for page in (1, 2, 3)]
    assert pages == [whole[:3], whole[3:], []]
    assert get(browser, "requests.json", page=21, **seeded()) == []
    for page in (22, 10**17):
        [told] = errors(browser.client.get(f"{BASE}/requests.json", params={**HERE, "page": page}), 400)
        assert "Link" in told
    found, address = [], f"{BASE}/requests.json"
    params: dict[str, str] | None = {**HERE, **seeded(), "page_size": "1"}
    for _ in range(10):
        answer = browser.client.get(address, params=params)
        found += answer.json()
        if "link" not in answer.headers:
            break
        address, params = answer.headers["link"].partition(">")[0].removeprefix("<"), None
    assert found == whole


def test_several_ids_are_answered_in_their_order_whatever_else_is_asked(browser: Browser, hall: Hall) -> None:
    first, second = number(hall, "trou"), code_of(hall, "Lampadaire éteint depuis une semaine")
    asked = f"{second}, {first},2026-9999,XXXX-XXXX,'; DROP TABLE requests;--,{first}"
    found = get(browser, "requests.json", service_request_id=asked, status="closed", start_date="hier")
    assert [one["service_request_id"] for one in found] == [second, first]
    assert get(browser, "requests.json", service_request_id="2026/0001,rien")[:1]


@pytest.mark.parametrize("name", ["2026-9999", "0", "rien", "%00", "2026-" + "9" * 9, "é", "BBBB-BBBB", "1" * 400])
def test_a_request_that_is_none_is_not_found(browser: Browser, name: str) -> None:
    assert errors(browser.client.get(f"{BASE}/requests/{name}.json", params=HERE), 404)
    assert errors(browser.client.get(f"{BASE}/tokens/{name}.json", params=HERE), 404)


def test_a_town_does_not_show_what_another_has(browser: Browser, hall: Hall) -> None:
    code = code_of(hall, "trou")
    assert errors(browser.client.get(f"{BASE}/requests/{code}.json", params={"jurisdiction_id": "breville"}), 404)
    assert errors(browser.client.get(f"{BASE}/tokens/{code}.json", params={"jurisdiction_id": "breville"}), 404)
    listed = browser.client.get(f"{BASE}/requests.json", params={"jurisdiction_id": "breville", **seeded()}).json()
    assert len(listed) == 1
    assert listed[0]["requested_datetime"].endswith("+11:00")


def test_other_methods_and_addresses_are_told_in_the_format_asked_for(browser: Browser) -> None:
    assert errors(browser.client.delete(f"{BASE}/requests.json"), 405)
    assert errors(browser.client.post(f"{BASE}/services.json"), 405)
    assert errors(browser.client.get(f"{BASE}/rien.json"), 404)
    in_xml = browser.client.get(f"{BASE}/rien.xml")
    assert ET.fromstring(in_xml.content).findtext("error/code") == "404"  # noqa: S314 - our own answer
    english = browser.client.get(f"{BASE}/requests/rien.json", params=HERE, headers={"Accept-Language": "en"})
    assert english.json()[0]["description"].startswith("service_request_id was not found")


def test_all_of_it_stands_in_the_document(browser: Browser) -> None:
    paths = browser.client.get("/api/v1/openapi.json").json()["paths"]
    ours = {path for path in paths if path.startswith(BASE)}
    assert ours == {
        f"{BASE}/{path}.{{format}}"
        for path in ("discovery", "services", "services/{service_code}", "requests", "requests/{service_request_id}", "tokens/{token}")
    }
    post = paths[f"{BASE}/requests.{{format}}"]["post"]
    assert set(post["requestBody"]["content"]) == {"application/x-www-form-urlencoded", "multipart/form-data"}
    assert "text/xml" in post["responses"]["200"]["content"]
    assert [one.get("name") or one["$ref"].rpartition("/")[2] for one in post["parameters"]] == ["format", "IdempotencyKey"]


def test_nobody_tries_tracking_codes_by_the_thousand(browser: Browser) -> None:
    codes = [f"BBBB-{one}{two}{three}B" for one in "BCDFGH" for two in "BCDFGH" for three in "BCDF"]
    asked = {**HERE, "service_request_id": ",".join(codes)}
    assert errors(browser.client.get(f"{BASE}/requests.json", params=asked), 429)
    assert errors(browser.client.get(f"{BASE}/tokens/BBBB-BBBB.json", params=HERE), 429)
    assert browser.client.get(f"{BASE}/requests.json", params={**HERE, "service_request_id": "2026-0001"}).status_code == 200


def test_many_ids_cost_a_few_statements_and_say_what_each_says_alone(browser: Browser, hall: Hall) -> None:
    heading = next(name for name in hall.ids if get(browser, "requests.json", service_request_id=number(hall, name)))
    with hall.installation.database.read() as session:
        engine = session.get_bind().engine
    names = [number(hall, heading), *(code_of(hall, one) for one in hall.ids)]
    asked: list[str] = []

    def count(*told: Any) -> None:
        asked.append(told[2])

    alone = [one for name in names for one in get(browser, "requests.json", service_request_id=name)]
    event.listen(engine, "before_cursor_execute", count)
    try:
        together = get(browser, "requests.json", service_request_id=",".join([*names, "2020-9999", "BBBB-BBBB", "x"]))
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert together == alone and len(together) > 1
    assert len(asked) < 10


def answered_early(hall: Hall, *parts: bytes, **headers: str) -> tuple[int, int]:
    """Post a form whose body comes piece by piece; return the status and how many pieces were read before it was answered."""
    app, read, told = create_app(hall.installation), [0], list[int]()
    head = {"content-type": "multipart/form-data; boundary=x", "host": "testserver", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": f"{BASE}/requests.json",
        "raw_path": f"{BASE}/requests.json".encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("192.0.2.7", 5000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in head.items()],
    }

    async def receive() -> Any:
        body = parts[read[0]] if read[0] < len(parts) else b""
        read[0] += 1
        return {"type": "http.request", "body": body, "more_body": read[0] < len(parts)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    asyncio.run(app(scope, receive, send))
    return told[0], read[0]


def in_form(name: str, value: str) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


FILE = b'--x\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'


def test_a_strangers_body_is_not_read(hall: Hall, secret: str) -> None:
    fields = b"".join(in_form(name, value) for name, value in POST.items())
    photo = [b"\xff\xd8\xff" + b"0" * 60_000, *[b"0" * 60_000] * 50, b"\r\n--x--\r\n"]
    assert answered_early(hall, fields, FILE, *photo, x_api_key="citoyen_faux") == (403, 0)
    assert answered_early(hall, in_form("api_key", "citoyen_faux") + fields, FILE, *photo) == (403, 3)
    assert answered_early(hall, in_form("api_key", key(hall, Scope.FORMS)) + fields, FILE, *photo) == (403, 3)
    status, pieces = answered_early(hall, in_form("api_key", secret) + fields, FILE, *photo)
    assert (status, pieces) == (200, len(photo) + 2)
    # Files before the key must be read to know whether there is one.
    status, pieces = answered_early(hall, FILE, *photo[:-1], b"\r\n" + in_form("api_key", secret) + fields + b"--x--\r\n")
    assert status == 200
