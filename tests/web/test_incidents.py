"""Requests of one fact on the desk and through the API (issue 7, points 5 and 10; S32)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.decision import Reason
from domain.department import Confidentiality
from domain.ids import RequestId
from domain.lifecycle import Act, Step
from domain.request import Closure, Status
from flows import sameness
from flows.act import Asked, act
from flows.work import work
from store import incidents, jobs, requests, towns
from store.blobs import Blobs
from store.mapping import dump
from store.schema import TownRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_api import bearer, key

HOLE = seed.STORIES[8]
AGENT = "claire"


@pytest.fixture
def twin(hall: Hall) -> RequestId:
    """A request in review of somebody else, about the hole that another one is about, which is open."""
    text = "Énorme |nid de poule| |rue de Poterie devant le 22|, mon fils est tombé à vélo."
    story = replace(HOLE, heading="chaussée", text=text, name="ROGER Paul", minutes=3, reasons=(Reason.LOW_CONFIDENCE,))
    with hall.installation.database.write() as session:
        return seed.keep(session, Blobs(hall.installation.settings.blobs_folder), seed.VALOGNES, story)


def work_all(hall: Hall) -> None:
    while any(work(hall.installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
        pass


def status(hall: Hall, request: RequestId) -> Status:
    with hall.installation.database.read() as session:
        return requests.get(session, request).line.status


def test_the_page_proposes_with_reasons_and_one_click_includes(claire: Browser, hall: Hall, twin: RequestId) -> None:
    main = hall.ids["trou"]
    page = claire.get(f"/requests/{twin}")
    assert "Peut-être la même demande" in page
    assert "la même adresse" in page and "mots en commun" in page
    fields = {"other": str(main), "kind": "incident", "version": "1"}
    assert claire.post(f"/requests/{twin}/same", f"/requests/{twin}", **fields) == 303
    assert status(hall, twin) is Status.OPEN
    shown = claire.get(f"/requests/{main}")
    assert "1 demande incluse" in shown and "Inclut\u00a0:" in shown
    assert claire.post(f"/requests/{twin}/same", f"/requests/{twin}", **fields) == 303  # a second click
    assert "Incluse dans l’incident de\u00a0:" in claire.get(f"/requests/{twin}")
    assert claire.post(f"/requests/{twin}/detach", f"/requests/{twin}") == 303
    with hall.installation.database.read() as session:
        assert incidents.find_main(session, twin) is None


def test_what_is_attached_leads_to_the_next_one_and_is_taken_back(claire: Browser, hall: Hall, twin: RequestId) -> None:
    page, main = f"/requests/{twin}", hall.ids["trou"]
    for kind in ("incident", "duplicate"):
        # Each way is offered once.
        assert claire.get(page).count(f'name="kind" value="{kind}"') == 1
    with hall.installation.database.read() as session:
        version = requests.get(session, twin).line.version
    data = {"csrf": claire.token(page), "other": str(main), "kind": "duplicate", "version": str(version)}
    answer = claire.client.post(f"{page}/same", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    where = answer.headers["location"]
    assert answer.status_code == 303 and where.endswith(f"?done={twin}") and not where.startswith(f"{page}?")
    shown = claire.get(where)
    assert "est rattachée" in shown and f'action="{page}/undo"' in shown
    assert claire.post(f"{page}/undo", where) == 303
    assert status(hall, twin) is Status.REVIEW
    with hall.installation.database.read() as session:
        assert requests.get(session, twin).line.merged_into is None


def test_closing_the_main_request_proposes_to_close_the_others(claire: Browser, hall: Hall, twin: RequestId) -> None:
    main = hall.ids["trou"]
    claire.post(f"/requests/{twin}/same", f"/requests/{twin}", other=str(main), kind="incident", version="1")
    assert "Les clore aussi" not in claire.get(f"/requests/{main}")
    closing = Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
    act(hall.installation, Asked(request=main, step=closing), AGENT, datetime.now(UTC))
    assert "1 demande incluse est encore ouverte." in claire.get(f"/requests/{main}")
    assert claire.post(f"/requests/{main}/follow", f"/requests/{main}") == 303
    assert "sont en cours de traitement" in claire.get(f"/requests/{main}")
    work_all(hall)
    assert status(hall, twin) is Status.CLOSED
    assert "Les clore aussi" not in claire.get(f"/requests/{main}")


def test_what_cannot_be_brought_together_is_told(claire: Browser, hall: Hall, twin: RequestId) -> None:
    other = hall.ids["Encombrants"]  # in review as well
    assert claire.post(f"/requests/{twin}/same", f"/requests/{twin}", other=str(other), kind="incident", version="1") == 409
    assert claire.post(f"/requests/{twin}/same", f"/requests/{twin}", other=str(hall.ids["breville"]), kind="incident", version="1") == 404
    assert claire.post(f"/requests/{twin}/same", f"/requests/{twin}", other=str(other), kind="nothing", version="1") == 422


def test_a_social_request_is_proposed_to_nobody_who_may_not_read_it(claire: Browser, hall: Hall) -> None:
    social = next(story for story in seed.STORIES if story.subject == "SOC-01")
    again = replace(social, heading="mon loyer encore", minutes=1, confidentiality=Confidentiality.NORMAL)
    secret, installation = hall.ids[social.heading], hall.installation
    with installation.database.write() as session:
        twin = seed.keep(session, Blobs(installation.settings.blobs_folder), seed.VALOGNES, again)
        found = sameness.find(session, installation.towns.get(seed.VALOGNES), requests.get(session, twin), lambda _line: True)
    assert secret in {one.line.id for one in found}  # to who may
    page = claire.get(f"/requests/{twin}")
    assert "mon loyer encore" in page
    assert social.heading not in page and f'/requests/{secret}"' not in page


class Program:
    """Calls the API as an agent's program does."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        self._client = browser.client
        self._headers = bearer(key(hall, Scope.REVIEW, Scope.REQUESTS_WRITE)) | {"Accept-Language": "fr"}

    def get(self, place: str) -> Any:
        return self._client.get(f"/api/v1/{place}", headers=self._headers)

    def send(self, method: str, place: str, **body: object) -> Any:
        return self._client.request(method, f"/api/v1/{place}", json=body or None, headers=self._headers)


def test_the_api_proposes_includes_lists_closes_and_takes_out(browser: Browser, hall: Hall, twin: RequestId) -> None:
    main, program = hall.ids["trou"], Program(browser, hall)
    best = program.get(f"review/{twin}/same").json()["same"][0]
    assert (best["id"], best["kind"]) == (main, "incident") and 0.5 <= best["score"] <= 1
    assert {"sign": "same_address", "weight": 2.5, "says": "la même adresse"} in best["reasons"]
    joined = program.send("POST", f"review/{twin}/same", agent=AGENT, other=main, kind="incident", version=1)
    assert (joined.status_code, joined.json()["id"]) == (200, main)
    (line,) = program.get("incidents").json()["incidents"]
    assert (line["id"], line["included"], line["still_open"]) == (main, 1, 1)
    assert program.get("incidents?limit=1").json()["next"] == main
    figures = program.get("incidents/figures?since=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z").json()
    assert (figures["chasers"], figures["duplicates"], figures["incidents"], figures["included"]) == (0, 0, 1, 1)
    whole = program.get(f"incidents/{twin}").json()
    assert (whole["id"], whole["contacts"], [one["id"] for one in whole["requests"]]) == (main, 1, [twin])
    closed = program.send("POST", f"incidents/{main}/acts", agent=AGENT, act="close", closure="carried_out", answer="Rebouché.")
    assert closed.json()["status"] == "closed"
    work_all(hall)
    assert status(hall, twin) is Status.CLOSED
    assert program.send("POST", f"incidents/{main}/follow", agent=AGENT).status_code == 200
    assert program.send("DELETE", f"incidents/included/{twin}?agent={AGENT}").json()["id"] == twin
    assert program.get("incidents").json()["incidents"] == []
    assert program.get(f"incidents/{hall.ids['breville']}").status_code == 404


def test_the_api_writes_to_everyone_and_takes_apart_what_was_joined(browser: Browser, hall: Hall, twin: RequestId) -> None:
    main, program = hall.ids["trou"], Program(browser, hall)
    installation = hall.installation
    with installation.database.write() as session:
        known = towns.town(session, seed.VALOGNES)
        writing = dump(replace(known, writes_to_requesters=True))
        session.execute(update(TownRow).where(TownRow.id == seed.VALOGNES).values(document=writing))
    installation.towns.refresh()
    assert program.send("POST", f"review/{twin}/same", agent=AGENT, other=main, kind="incident", version=1).status_code == 200
    letter = {"agent": AGENT, "text": "L’enrobé arrive lundi."}
    seen = program.send("POST", f"incidents/{main}/letter/preview", **letter)
    assert seen.status_code == 200
    results = seen.json()["results"]
    assert [one["id"] for one in results] == [main, twin]
    texts = [one["text"] for each in results for one in each["letters"]]
    assert texts and all("L’enrobé arrive lundi." in text for text in texts)
    assert program.send("POST", f"incidents/{main}/letter", **letter).json() == seen.json()
    again = program.send("POST", f"incidents/{main}/letter", **letter).json()["results"]
    assert not [one for each in again for one in each["letters"]]
    assert program.send("POST", f"incidents/{main}/letter", agent=AGENT, text=" ").status_code == 422

    undone = program.send("POST", f"review/{twin}/undo", agent=AGENT)
    assert (undone.status_code, undone.json()["status"]) == (200, "review")
    attached = program.send("POST", f"review/{twin}/attach", agent=AGENT, main=main, version=undone.json()["version"])
    assert (attached.status_code, attached.json()["id"]) == (200, main)
    assert program.send("POST", f"review/{twin}/undo", agent=AGENT).json()["status"] == "review"
    with installation.database.read() as session:
        assert requests.get(session, twin).line.merged_into is None


def test_an_act_on_an_included_request_is_one_on_the_whole_incident_as_it_is_shown(browser: Browser, hall: Hall, twin: RequestId) -> None:
    main, program = hall.ids["trou"], Program(browser, hall)
    program.send("POST", f"review/{twin}/same", agent=AGENT, other=main, kind="incident", version=1)
    assert program.get(f"incidents/{twin}").json()["id"] == main
    closed = program.send("POST", f"incidents/{twin}/acts", agent=AGENT, act="close", closure="carried_out", answer="Rebouché.")
    assert (closed.status_code, closed.json()["id"], closed.json()["status"]) == (200, main, "closed")
    work_all(hall)
    assert (status(hall, main), status(hall, twin)) == (Status.CLOSED, Status.CLOSED)
    assert program.send("POST", f"incidents/{twin}/follow", agent=AGENT).json()["id"] == main
