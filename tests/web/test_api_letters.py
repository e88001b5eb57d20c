"""Letters through the API: of a request, those that wait for somebody, and what is done with each (S2, S15; issue 7, points 8 and 10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from domain.api_key import Scope
from domain.ids import RequestId
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, ByPost, Way
from flows.correspondence.writing import Writing
from letters.kinds import ModelKey
from store import journal, outbox, requests, towns
from store.mapping import dump
from store.outbox import Held, OutboxId
from store.request_lines import RequestLine
from store.schema import RequestRow, TownRow
from tests.installations import NOW
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key

READ, RESTRICTED, WRITE = Scope.REQUESTS_READ, Scope.REQUESTS_RESTRICTED, Scope.REQUESTS_WRITE
SYLVIE = "sylvie.lebrun@courriel.example"
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API with a key that reads and writes, unless other scopes are said, and return the answer."""
    keys: dict[tuple[Scope, ...], str] = {}

    def do(place: str, body: object = None, *, scopes: tuple[Scope, ...] = (READ, WRITE), **headers: str) -> Any:
        sent = bearer(keys.setdefault(scopes, keys.get(scopes) or key(hall, *scopes)), **headers) | {"Accept-Language": "fr"}
        url = f"/api/v1{place}"
        return browser.client.get(url, headers=sent) if body is None else browser.client.post(url, json=body, headers=sent)

    return do


def written(hall: Hall, way: Way | None = None, heading: str = "trou", held: Held | None = None) -> tuple[RequestLine, OutboxId]:
    """Write a letter about a request, and return both."""
    with hall.installation.database.write() as session:
        record = requests.get(session, hall.ids[heading])
        writing = Writing(settings=hall.installation.settings, view=hall.installation.towns.get(seed.VALOGNES), session=session, now=NOW)
        occasion = Occasion(model=ModelKey.DUPLICATE, event=f"test {heading} {way}")
        letter = writing.letter(record, occasion, ByMail(address=SYLVIE) if way is None else way)
        writing.post((letter if held is None else replace(letter, held=held),))
        return record.line, outbox.of_request(session, record.line.id)[-1].id


def seclude(hall: Hall, request: RequestId, level: int = 1) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(confidentiality=level))


def test_letters_are_told_with_their_number_and_how_each_stands(call: Call, hall: Hall) -> None:
    line, _ = written(hall)
    body = call(f"/requests/{line.id}/letters").json()
    (letter,) = [one for one in body["letters"] if one["model"] == ModelKey.DUPLICATE]
    assert (letter["recipient"], letter["state"], letter["by_post"]) == (SYLVIE, "prepared", False)
    assert letter["number"] == len(body["letters"])
    told = call(f"/requests/{line.id}").json()
    assert (told["is_receipt_owed"], told["is_acknowledgement_owed"]) == (False, False)  # its town writes no letters
    assert told["receipt_by"] is None or date.fromisoformat(told["receipt_by"])
    assert call("/requests/999999/letters").status_code == 404


def test_a_letter_is_shown_as_it_leaves(call: Call, hall: Hall) -> None:
    line, letter = written(hall)
    told = call(f"/letters/{letter}").json()
    assert (told["id"], told["request"], told["recipient"]) == (letter, line.id, SYLVIE)
    assert told["subject"] and told["text"].startswith("Madame, Monsieur,") and told["html"]
    assert call("/letters/999999").status_code == 404


def test_what_is_to_print_is_listed_and_said_to_be_printed_and_to_come_back(call: Call, hall: Hall) -> None:
    line, letter = written(hall, ByPost(address="14 rue du Chemin-Vert 50700 Valognes"))
    (one,) = call("/letters?waits=to_print").json()["letters"]
    assert (one["id"], one["request"], one["reference"], one["by_post"], one["held"]) == (letter, line.id, str(line.number), True, "print")
    early = call(f"/letters/{letter}/returned", {"agent": "claire"})
    assert early.status_code == 409
    done = call(f"/letters/{letter}/printed", {"agent": "claire"}, Idempotency_Key="l1")
    assert (done.status_code, done.json()["state"]) == (200, "sent")
    assert call(f"/letters/{letter}/printed", {"agent": "claire"}, Idempotency_Key="l1").json() == done.json()
    assert call(f"/letters/{letter}/printed", {"agent": "claire"}).status_code == 409
    assert call("/letters?waits=to_print").json() == {"letters": [], "next": None}
    assert call(f"/letters/{letter}/returned", {"agent": "claire"}).json()["state"] == "returned"
    with hall.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=20)
    assert [one.details["act"] for one in lines if one.action == "api.act"] == ["letter_returned", "letter_printed"]


def test_what_is_held_leaves_when_somebody_says_so_who_may(call: Call, hall: Hall) -> None:
    _, letter = written(hall, held=Held.ABUSIVE)
    assert [(one["id"], one["held"]) for one in call("/letters").json()["letters"]] == [(letter, "abusive")]
    assert call(f"/letters/{letter}/retry", {"agent": "claire"}).status_code == 409
    assert call(f"/letters/{letter}/release", {"agent": "personne"}).json()["errors"][0]["field"] == "agent"
    assert call(f"/letters/{letter}/release", {"agent": "claire"}).json()["held"] is None
    assert call("/letters").json()["letters"] == []


def test_what_it_lacks_is_told_beside_its_field(call: Call, hall: Hall) -> None:
    _, letter = written(hall)
    with hall.installation.database.write() as session:
        outbox.mark_held(session, letter, Held.UNRESOLVED)
    assert [one["id"] for one in call("/letters").json()["letters"]] == [letter]
    again = call(f"/letters/{letter}/retry", {"agent": "claire"})
    assert again.status_code == 200 and again.json()["held"] is None
    assert call(f"/letters/{letter}/burn", {"agent": "claire"}).status_code == 422


def test_pages_go_on(call: Call, hall: Hall) -> None:
    ids = [written(hall, heading=heading, held=Held.DOUBTFUL)[1] for heading in ("trou", "Encombrants", "deux choses")]
    seen: list[int] = []
    after = ""
    while True:
        page = call(f"/letters?limit=1{after}").json()
        seen += [one["id"] for one in page["letters"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ids
    seclude(hall, hall.ids["deux choses"])
    seclude(hall, hall.ids["Encombrants"])
    page = call("/letters?limit=1").json()
    assert ([one["id"] for one in page["letters"]], page["next"]) == (ids[:1], None), "where a page ends tells of no hidden one"


def test_letters_of_what_the_key_does_not_open_are_not_there(call: Call, hall: Hall) -> None:
    line, letter = written(hall, held=Held.ABUSIVE)
    seclude(hall, line.id)
    assert call("/letters").json()["letters"] == []
    assert call(f"/letters/{letter}").json()["code"] == "confidential"
    for what in ("release", "retry", "printed", "returned"):
        assert call(f"/letters/{letter}/{what}", {"agent": "claire"}).status_code == 403, what
    assert call(f"/requests/{line.id}/holding-reply", {"agent": "claire", "reason": "x"}).status_code == 403
    assert [one["id"] for one in call("/letters", scopes=(READ, RESTRICTED)).json()["letters"]] == [letter]
    with hall.installation.database.read() as session:
        noted = journal.page(session, seed.VALOGNES, after=None, limit=1)[0]
    assert (noted.action, noted.details["what"], noted.details["requests"]) == ("read", "api waiting letters", [line.id])


def test_a_letter_of_a_part_of_a_hidden_request_is_hidden_as_well(call: Call, hall: Hall) -> None:
    line, letter = written(hall, held=Held.ABUSIVE)
    main = hall.ids["Encombrants"]
    seclude(hall, main)
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == line.id).values(merged_into=main))
    assert call(f"/letters/{letter}").status_code == 403
    assert call(f"/letters/{letter}/release", {"agent": "claire"}).status_code == 403


def test_a_model_is_previewed_on_a_request_and_nothing_is_written(call: Call, hall: Hall) -> None:
    place = f"/requests/{hall.ids['trou']}/letters"
    before = call(place).json()
    told = call(f"{place}/preview?model=cloture").json()
    assert told["subject"] and "[réponse de l’agent]" in told["text"]
    unknown = call(f"{place}/preview?model=voeux")
    assert unknown.status_code == 422 and "« voeux »" in unknown.json()["errors"][0]["message"].replace("\u00a0", " ")
    assert call(place).json() == before


def test_who_waits_is_told_why_once(call: Call, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        town = replace(towns.town(session, seed.VALOGNES), writes_to_requesters=True)
        session.execute(update(TownRow).where(TownRow.id == seed.VALOGNES).values(document=dump(town)))
    hall.installation.towns.refresh()
    request = hall.ids["trou"]
    body = {"agent": "claire", "reason": "L’enrobé arrive en mai."}
    assert call(f"/requests/{request}/holding-reply", body).status_code == 200
    assert call(f"/requests/{request}/holding-reply", body).status_code == 200
    letters = [one for one in call(f"/requests/{request}/letters").json()["letters"] if one["model"] == ModelKey.HOLDING]
    assert len(letters) == 1 and "L’enrobé arrive en mai." in call(f"/letters/{letters[0]['id']}").json()["text"]
    assert call(f"/requests/{request}/holding-reply", {"agent": "claire", "reason": ""}).json()["errors"][0]["field"] == "reason"
