"""Through the API files, messages in own words and saved filters are an agent's, by his rights and the key's (issue 8, point 2)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.errors import InvalidError, NotFoundError
from domain.note import FileId
from flows.added import FIELD, share
from flows.merge import merge
from flows.own_words import OwnWords, preview
from store import journal, outbox, requests
from store.schema import RequestRow
from tests.web.conftest import Browser, Hall
from tests.web.test_acting import words
from tests.web.test_api import bearer, key
from tests.web.test_teamwork import HOLE, PNG, SECRET, TOWN, Open, signed_in, staffed

__all__ = ["signed_in", "staffed"]
OTHER = {"Idempotency-Key": "une-fois"}
WORDS = "Le trou est-il profond ?"


class Calls:
    """Calls with a key that reads and writes requests."""

    def __init__(self, hall: Hall, browser: Browser) -> None:
        self.client = browser.client
        self.headers = bearer(key(hall, Scope.REQUESTS_READ, Scope.REQUESTS_WRITE)) | {"Accept-Language": "fr"}

    def get(self, place: str, **asked: str) -> Any:
        return self.client.get(f"/api/v1{place}", params=asked, headers=self.headers)

    def post(self, place: str, more: Mapping[str, str] = {}, **body: object) -> Any:
        return self.client.post(f"/api/v1{place}", json=body, headers={**self.headers, **more})

    def send(self, place: str, *files: tuple[str, bytes], more: Mapping[str, str] = {}, **fields: str) -> Any:
        parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
        return self.client.post(f"/api/v1{place}", data=fields, files=parts, headers={**self.headers, **more})


@pytest.fixture
def api(staffed: Hall, browser: Browser) -> Calls:
    return Calls(staffed, browser)


def place_of(hall: Hall, heading: str = HOLE) -> str:
    return f"/requests/{hall.ids[heading]}"


def version(hall: Hall) -> int:
    with hall.installation.database.read() as session:
        return requests.get(session, hall.ids[HOLE]).line.version


def told(hall: Hall) -> list[tuple[str, object]]:
    with hall.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=100)
    return [(line.object, line.details["act"]) for line in reversed(lines) if line.action == "api.act"]


def test_files_are_added_listed_handed_out_shared_and_taken_away_in_an_agents_name(staffed: Hall, api: Calls) -> None:
    place = place_of(staffed)
    added = api.send(f"{place}/files", ("a.png", PNG), ("page.html", b"<script>alert(1)</script>"), agent="axel", shared="yes")
    assert added.status_code == 200
    (file,) = added.json()["files"]
    assert (file["filename"], file["author"], file["is_shareable"], file["size"]) == ("a.png", "axel", True, len(PNG))
    assert [(one["field"], one["code"]) for one in added.json()["errors"]] == [("files", "file_danger")]
    assert api.get(f"{place}/files", agent="hugo").json()["files"] == [file]
    one = f"{place}/files/{file['id']}"
    bytes_ = api.get(one, agent="hugo")
    assert bytes_.content == PNG and bytes_.headers["content-disposition"].startswith("attachment")
    assert api.post(f"{one}/share", agent="hugo", is_shareable=False).json()["is_shareable"] is False
    assert api.post(f"{one}/withdraw", agent="axel").status_code == 204
    assert api.get(f"{place}/files", agent="hugo").json()["files"] == []
    assert api.get(one, agent="hugo").status_code == 404
    assert [act for _, act in told(staffed)] == ["file_added", "file_unshared", "file_withdrawn"]


def test_files_are_nobodys_without_a_name_and_of_none_whom_his_rights_keep_away(staffed: Hall, api: Calls) -> None:
    place = place_of(staffed)
    for asked in (f"{place}/files", f"{place}/files/1"):
        unnamed = api.get(asked)
        assert unnamed.status_code == 422 and unnamed.json()["errors"][0]["field"] == "agent"
        assert api.get(asked, agent="sonia").status_code == 404
    unnamed = api.send(f"{place}/files", ("a.png", PNG))
    assert unnamed.status_code == 422 and unnamed.json()["errors"][0]["field"] == "agent"
    assert api.send(f"{place}/files", ("a.png", PNG), agent="sonia").status_code == 404
    # The key opens no social request, whoever is named.
    assert api.send(f"{place_of(staffed, SECRET)}/files", ("a.png", PNG), agent="sonia").status_code == 403
    assert api.get(f"{place_of(staffed, SECRET)}/files", agent="sonia").status_code == 403
    (file,) = api.send(f"{place}/files", ("a.png", PNG), agent="axel").json()["files"]
    assert api.get(f"{place_of(staffed, 'deux choses')}/files/{file['id']}", agent="hugo").status_code == 404
    assert api.post(f"{place}/files/{file['id']}/withdraw", agent="rose").status_code == 403
    reader = bearer(key(staffed, Scope.REQUESTS_READ))
    refused = api.client.post(f"/api/v1{place}/files", data={"agent": "axel"}, files=[("files", ("a.png", PNG))], headers=reader)
    assert refused.status_code == 403


def test_where_no_file_can_be_kept_it_is_said_beside_each_and_nothing_is_written(staffed: Hall, api: Calls) -> None:
    place = f"{place_of(staffed)}/files"
    wrong = api.send(place, ("leer.png", b""), ("x.exe", b"MZ" + bytes(300)), agent="axel")
    assert wrong.status_code == 422 and [one["code"] for one in wrong.json()["errors"]] == ["file_empty", "file_danger"]
    assert "« leer.png »" in wrong.json()["errors"][0]["message"].replace("\u00a0", " ")
    assert api.send(place, agent="axel").status_code == 422
    assert api.send(place, ("a.png", PNG + bytes(FIELD.most_bytes)), agent="axel").json()["errors"][0]["code"] == "file_too_large"
    assert told(staffed) == []


def test_files_sent_again_under_one_key_are_answered_the_same_and_others_are_refused(staffed: Hall, api: Calls) -> None:
    place = f"{place_of(staffed)}/files"
    first, second = (api.send(place, ("a.png", PNG), agent="axel", more=OTHER) for _ in range(2))
    assert first.json() == second.json() and len(told(staffed)) == 1
    other = api.send(place, ("a.png", PNG + b"1"), agent="axel", more=OTHER)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_used")


def test_files_of_a_part_are_in_the_list_of_the_whole(staffed: Hall, signed_in: Open, api: Calls) -> None:
    whole, part = place_of(staffed), staffed.ids["deux choses"]
    (file,) = api.send(f"/requests/{part}/files", ("a.png", PNG), agent="regis").json()["files"]
    merge(staffed.installation, part, staffed.ids[HOLE], "regis", datetime.now(UTC))
    found = api.get(f"{whole}/files", agent="axel").json()["files"]
    assert [(one["id"], one["request"]) for one in found] == [(file["id"], part)]
    assert file["filename"] in words(signed_in("regis").get(f"/requests/{staffed.ids[HOLE]}"))
    assert api.get(f"{whole}/files/{file['id']}", agent="axel").content == PNG
    assert api.post(f"{whole}/files/{file['id']}/withdraw", agent="axel").status_code == 204


def test_notes_and_tasks_of_a_part_are_told_with_those_of_the_whole_by_desk_and_api_alike(
    staffed: Hall, signed_in: Open, api: Calls
) -> None:
    whole, part = place_of(staffed), staffed.ids["deux choses"]
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == part).values(department="VOI"))
    assert api.post(f"/requests/{part}/notes", agent="hugo", text="Vu sur place.").status_code == 200
    assert api.post(f"/requests/{part}/tasks", agent="hugo", text="Mesurer le trou").status_code == 200
    merge(staffed.installation, part, staffed.ids[HOLE], "regis", datetime.now(UTC))
    told = (api.get(f"{whole}/notes", agent="hugo").json()["notes"], api.get(f"{whole}/tasks", agent="hugo").json()["tasks"])
    assert [[one["text"] for one in some] for some in told] == [["Vu sur place."], ["Mesurer le trou"]]
    shown = words(signed_in("hugo").get(f"/requests/{staffed.ids[HOLE]}"))
    assert "Vu sur place." in shown and "Mesurer le trou" in shown


def test_what_lies_in_a_part_that_is_not_the_agents_is_told_shared_and_sent_by_none(staffed: Hall, signed_in: Open, api: Calls) -> None:
    whole, part = place_of(staffed), staffed.ids["deux choses"]
    (file,) = api.send(f"/requests/{part}/files", ("a.png", PNG), agent="regis", shared="yes").json()["files"]
    merge(staffed.installation, part, staffed.ids[HOLE], "regis", datetime.now(UTC))
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == part).values(confidentiality=2, department="CCAS"))
    assert api.get(f"{whole}/files", agent="hugo").json()["files"] == []
    assert f"/files/{file['id']}" not in signed_in("hugo").get(f"/requests/{staffed.ids[HOLE]}")
    seen = api.post(f"{whole}/message/preview", agent="hugo", version=version(staffed), text="Voici.", files=[file["id"]])
    assert seen.status_code == 422
    own = OwnWords(request=staffed.ids[HOLE], text="Voici.", version=version(staffed), files=(FileId(file["id"]),))
    with pytest.raises(InvalidError):
        preview(staffed.installation, own, "hugo", datetime.now(UTC))
    with pytest.raises(NotFoundError):
        share(staffed.installation, staffed.ids[HOLE], FileId(file["id"]), "hugo", datetime.now(UTC), is_shareable=False)


def test_a_message_is_shown_as_each_gets_it_and_then_leaves_once(staffed: Hall, api: Calls) -> None:
    place, seen = f"{place_of(staffed)}/message", version(staffed)
    (file,) = api.send(f"{place_of(staffed)}/files", ("a.png", PNG), agent="hugo", shared="yes").json()["files"]
    body: dict[str, Any] = {"agent": "hugo", "version": seen, "text": WORDS, "files": [file["id"]]}
    shown = api.post(f"{place}/preview", **body)
    (letter,) = shown.json()["letters"]
    assert letter["recipient"] == "expediteur@courriel.example" and WORDS in letter["text"] and letter["files"] == [file["id"]]
    assert (letter["by_post"], letter["held"], shown.json()["sender"]) == (False, None, f"mairie@{TOWN}.example")
    with staffed.installation.database.read() as session:
        before = len(outbox.of_request(session, staffed.ids[HOLE]))
    first, second = (api.post(place, more=OTHER, **body) for _ in range(2))
    assert first.status_code == 200 and first.json() == second.json() and first.json()["letters"] == 1
    with staffed.installation.database.read() as session:
        assert len(outbox.of_request(session, staffed.ids[HOLE])) == before + 1
    # Without the header the same words at the same version are one message.
    assert [api.post(place, **body).json()["letters"] for _ in range(2)] == [1, 0]
    assert ("message" in [act for _, act in told(staffed)]) and (f"request:{staffed.ids[HOLE]}", "message") in told(staffed)


def test_a_message_leaves_only_by_who_may_write_and_what_is_wrong_stands_beside_its_field(staffed: Hall, api: Calls) -> None:
    place, seen = f"{place_of(staffed)}/message", version(staffed)
    for way in ("", "/preview"):
        assert api.post(f"{place}{way}", agent="rose", version=seen, text="x").status_code == 403
        assert api.post(f"{place}{way}", agent="sonia", version=seen, text="x").status_code == 404
        wrong = api.post(f"{place}{way}", agent="hugo", version=seen, text="x", files=[99])
        assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "files"
        secret = api.post(f"{place_of(staffed, SECRET)}/message{way}", agent="sonia", version=1, text="x")
        assert (secret.status_code, secret.json()["code"]) == (403, "confidential")
    assert api.post(place, agent="hugo", version=seen + 5, text="x").status_code == 409


def test_a_message_may_wait_for_its_answer(staffed: Hall, api: Calls) -> None:
    place = place_of(staffed)
    taken = api.post(f"{place}/acts", agent="hugo", act="take").json()["version"]
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    sent = api.post(f"{place}/message", agent="hugo", version=taken, text=WORDS, until=day)
    assert sent.status_code == 200 and (sent.json()["status"], sent.json()["letters"]) == ("waiting", 1)


def test_filters_are_kept_put_in_order_shared_and_removed_in_an_agents_name(staffed: Hall, api: Calls) -> None:
    urgent = api.post("/filters", agent="hugo", name="Urgents", query="priority=2").json()
    late = api.post("/filters", agent="hugo", name="En retard", query="overdue=1&after=3").json()
    assert late["query"] == "overdue=1"
    assert [one["name"] for one in api.get("/filters", agent="hugo").json()["filters"]] == ["Urgents", "En retard"]
    assert api.post(f"/filters/{late['id']}/up", agent="hugo").status_code == 200
    assert [one["name"] for one in api.get("/filters", agent="hugo").json()["filters"]] == ["En retard", "Urgents"]
    assert api.post(f"/filters/{urgent['id']}/share", agent="hugo", department="VOI").json()["department"] == "VOI"
    assert [(one["name"], one["is_own"]) for one in api.get("/filters", agent="axel").json()["filters"]] == [("Urgents", False)]
    assert api.get("/filters", agent="sonia").json()["filters"] == []
    assert api.post(f"/filters/{urgent['id']}/share", agent="hugo", department="CCAS").status_code == 403
    for place in (f"/filters/{urgent['id']}/up", f"/filters/{urgent['id']}/share"):
        assert api.post(place, agent="axel").status_code == 404
    gone = f"/api/v1/filters/{urgent['id']}"
    assert api.client.delete(gone, params={"agent": "axel"}, headers=api.headers).status_code == 404
    assert api.client.delete(gone, params={"agent": "hugo"}, headers=api.headers).status_code == 204
    assert api.get("/filters", agent="axel").json()["filters"] == []
    assert api.get("/filters").status_code == 422
    assert api.post("/filters", agent="hugo", name="Rien", query="after=3").json()["errors"][0]["field"] == "query"
    acts = ["filter_saved", "filter_saved", "filter_raised", "filter_shared", "filter_removed"]
    assert [act for _, act in told(staffed)] == acts


def test_what_a_key_reads_of_files_that_are_not_for_everybody_is_written_down(staffed: Hall, api: Calls) -> None:
    place = place_of(staffed)
    api.send(f"{place}/files", ("a.png", PNG), agent="axel")
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == staffed.ids[HOLE]).values(confidentiality=1))
    assert api.get(f"{place}/files", agent="hugo").status_code == 403
    scopes = (Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED)
    found = api.client.get(f"/api/v1{place}/files", params={"agent": "hugo"}, headers=bearer(key(staffed, *scopes)))
    assert len(found.json()["files"]) == 1
    with staffed.installation.database.read() as session:
        lines = journal.page(session, TOWN, after=None, limit=5)
    assert ("read", "api added files") in [(line.action, line.details.get("what")) for line in lines]
