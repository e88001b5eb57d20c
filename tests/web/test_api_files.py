"""What a requester has written and sent along, through the API: messages, attachments, originals (S29, S36)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.draft import Danger
from domain.ids import DepartmentCode, RequestId
from domain.member import Member, Post
from domain.request import Addition
from flows.confirm import Correction, confirm
from store import drafts, follow_ups, members, requests, transmissions
from store import journal as journal_rows
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

CABLE, RUBBISH = "URGENT cable electrique par terre", "Encombrants"
READ, RESTRICTED = Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Ask for something about a request with a key of these scopes and return the answer."""
    keys: dict[tuple[Scope, ...], str] = {}

    def do(place: str, *, scopes: tuple[Scope, ...] = (READ,)) -> Any:
        sent = bearer(keys.setdefault(scopes, keys.get(scopes) or key(hall, *scopes))) | {"Accept-Language": "fr"}
        return browser.client.get(f"/api/v1/requests/{place}", headers=sent)

    return do


def id_of(hall: Hall, heading: str) -> RequestId:
    return next(number for name, number in hall.ids.items() if name.startswith(heading))


def seclude(hall: Hall, request: RequestId) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(confidentiality=1))


def test_a_message_is_told_with_what_came_with_it_and_handed_out_as_it_is(call: Call, hall: Hall) -> None:
    cable = id_of(hall, CABLE)
    told = call(f"{cable}/messages").json()
    (own,) = told["messages"]
    (piece,) = own["attachments"]
    assert (told["request"], own["kind"], own["channel"]) == (cable, None, "email") and "câble électrique" in own["text"]
    assert (piece["filename"], piece["danger"]) == ("photo rue.png", None)
    file = call(f"{cable}/messages/{own['id']}/attachments/{piece['part']}")
    assert (file.status_code, file.content[:4], file.headers["content-type"]) == (200, b"\x89PNG", "application/octet-stream")
    assert "photo%20rue.png" in file.headers["content-disposition"] and "sandbox" in file.headers["content-security-policy"]
    original = call(f"{cable}/messages/{own['id']}/original")
    with hall.installation.database.read() as session:
        sha256 = requests.get(session, cable).inbound.sha256
    assert original.content == hall.installation.blobs.read(sha256)
    for nothing in (f"{own['id']}/attachments/99", "999999/attachments/1", "999999/original"):
        assert call(f"{cable}/messages/{nothing}").status_code == 404


def test_what_is_kept_apart_leaves_by_no_key(call: Call, hall: Hall) -> None:
    cable = id_of(hall, CABLE)
    with hall.installation.database.write() as session:
        record = requests.get(session, cable)
        (piece,) = record.draft.attachments
        drafts.put(session, record.draft_id, replace(record.draft, attachments=(replace(piece, danger=Danger.PROGRAM),)))
    (own,) = call(f"{cable}/messages").json()["messages"]
    assert [one["danger"] for one in own["attachments"]] == [Danger.PROGRAM.value]
    answer = call(f"{cable}/messages/{own['id']}/attachments/{piece.part}")
    assert (answer.status_code, answer.json()["code"]) == (409, "dangerous")


def test_a_message_that_was_added_is_told_behind_its_own(call: Call, hall: Hall) -> None:
    hole, rubbish = hall.ids["trou"], hall.ids[RUBBISH]
    with hall.installation.database.write() as session:
        draft = requests.get(session, rubbish).draft_id
        follow_ups.add(session, seed.VALOGNES, hole, draft, Addition.CHASER, datetime.now(UTC))
    own, added = call(f"{hole}/messages").json()["messages"]
    assert (own["kind"], added["kind"], added["id"]) == (None, "chaser", draft) and "encombrants" in added["text"]
    assert call(f"{hole}/messages/{draft}/original").status_code == 200
    seclude(hall, rubbish)
    own, added = call(f"{hole}/messages").json()["messages"]
    assert (added["text"], added["attachments"]) == (None, [])
    refused = call(f"{hole}/messages/{draft}/original")
    assert (refused.status_code, refused.json()["code"]) == (403, "shared")


def test_nothing_of_a_hidden_request_is_handed_out_and_reading_it_is_noted(call: Call, hall: Hall) -> None:
    cable = id_of(hall, CABLE)
    (own,) = call(f"{cable}/messages").json()["messages"]
    seclude(hall, cable)
    places = ("messages", f"messages/{own['id']}/original", f"messages/{own['id']}/attachments/{own['attachments'][0]['part']}")
    for place in places:
        assert call(f"{cable}/{place}").json()["code"] == "confidential"
        assert call(f"{cable}/{place}", scopes=(READ, RESTRICTED)).status_code == 200
    with hall.installation.database.read() as session:
        lines = journal_rows.page(session, seed.VALOGNES, after=None, limit=20)
    told = [line.details["what"] for line in lines if (line.action, line.object) == ("read", f"request {cable}")]
    assert told == [
        f"api attachment {own['attachments'][0]['part']} of message {own['id']}",
        f"api original of message {own['id']}",
        "api messages",
    ]


def test_what_a_member_opens_through_his_own_software_is_opened(call: Call, hall: Hall) -> None:
    rubbish = hall.ids[RUBBISH]
    confirm(hall.installation, rubbish, Correction(department=DepartmentCode("VOI")), "claire", datetime.now(UTC))
    with hall.installation.database.write() as session:
        members.add(session, Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login="claire", post=Post.AGENT), seed.NOW)

    def opened_by() -> str | None:
        with hall.installation.database.read() as session:
            present = transmissions.find_present(session, rubbish)
        assert present is not None
        return present.opened_by

    assert call(f"{rubbish}").status_code == 200
    assert opened_by() is None, "a program is of no department"
    assert call(f"{rubbish}?agent=claire").status_code == 200
    assert opened_by() == "claire"
