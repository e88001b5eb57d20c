"""A request on the portal, as a browser without scripts has it: by its code, with nothing typed lost, and nothing of others' (S43, S45)."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import text

from domain.citizen import Proof
from domain.draft import Requester
from domain.ids import CitizenId
from domain.portal import Portal
from domain.request import Closure, Status
from flows.work import work
from store import citizens, follow_ups, jobs, outbox, portals, requests
from store.mapping import dump
from store.outbox import Letter
from store.schema import DraftRow
from tests.web import portal_people
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import REPORT, TOWN, count, publish_common, token
from tests.web.portal_people import BRUNO
from web import form_waiting
from web.pages import public_form
from web.portal import own_requests
from web.portal.visit import FOLLOWED_COOKIE, FOLLOWED_SECONDS

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 2_000
HOLE, DIRT = "trou", "crottes de chien"
FOLLOW = "/p/valognes/follow"


def code_of(hall: Hall, heading: str = HOLE) -> str:
    with hall.installation.database.read() as session:
        return str(requests.get(session, hall.ids[heading]).line.tracking)


def page_of(hall: Hall, heading: str = HOLE) -> str:
    return f"/p/valognes/requests/{hall.ids[heading]}"


def post(browser: Browser, path: str, at: str = FOLLOW, files: object = None, **fields: Any) -> tuple[int, str, str]:
    """Send a form with the token its page carries; return status, where it leads, and what it shows."""
    data = {"csrf": browser.token(at), **fields}
    answer = browser.client.post(path, data=data, files=files, headers={"Origin": ORIGIN}, follow_redirects=False)  # type: ignore[arg-type]
    return answer.status_code, answer.headers.get("location", ""), html.unescape(answer.text)


def opened(browser: Browser, hall: Hall, heading: str = HOLE, second: str = "Lebrun") -> Browser:
    """Open a request by its code."""
    status, where, _ = post(browser, FOLLOW, code=code_of(hall, heading), second=second)
    assert (status, where) == (303, page_of(hall, heading))
    return browser


def once(browser: Browser, page: str) -> str:
    found = re.search(r'name="page" value="([^"]+)"', browser.get(page))
    assert found is not None
    return found[1]


def read_all(hall: Hall) -> None:
    for queue in (*jobs.QUEUES, *jobs.QUEUES):
        work(hall.installation, queue, datetime.now(UTC) + timedelta(seconds=5))


def added(hall: Hall, heading: str = HOLE) -> list[str]:
    with hall.installation.database.read() as session:
        return [one.draft.text for one in follow_ups.of(session, hall.ids[heading])]


def close(hall: Hall, heading: str = HOLE, at: datetime | None = None) -> None:
    with hall.installation.database.write() as session:
        situation = requests.get(session, hall.ids[heading]).line.situation
        ended = replace(situation, status=Status.CLOSED, closure=Closure.CARRIED_OUT, closed_at=at or datetime.now(UTC))
        requests.stand(session, hall.ids[heading], ended)


# --- opened by a code -----------------------------------------------------------------------------------------------------------------


def test_a_code_and_a_name_open_the_request_and_its_page_tells_where_it_stands(browser: Browser, hall: Hall) -> None:
    page = opened(browser, hall).get(page_of(hall))
    for words in (
        "Où en est la demande",
        "Transmise au service",
        "gros nid de poule",
        "22 Rue de Poterie",
        "Ajouter un message ou une photo",
    ):
        assert words in html.unescape(page), words
    cookie = next(one for one in browser.client.cookies.jar if one.name == FOLLOWED_COOKIE)
    assert cookie.path == "/p/" and cookie.expires is not None and cookie.expires - datetime.now(UTC).timestamp() <= FOLLOWED_SECONDS
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "lax"
    assert "referrer-policy" in browser.client.get(page_of(hall)).headers


def test_a_wrong_code_and_a_wrong_second_field_are_answered_alike(browser: Browser, hall: Hall) -> None:
    answers = [
        post(browser, FOLLOW, code=code, second=second)
        for code, second in ((code_of(hall), "Duval"), ("BBBB-BBBB", "Lebrun"), ("BBBB-BBBB", ""), ("???", "x"))
    ]
    bare = [re.sub(r'value="[^"]*"', "", page) for _, _, page in answers]
    assert {status for status, _, _ in answers} == {422} and len(set(bare)) == 1
    assert browser.client.get(page_of(hall)).status_code == 404


def test_who_gave_nothing_of_himself_follows_by_the_code_alone(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        record = requests.get(session, hall.ids[HOLE])
        requests.put_requester(session, hall.ids[HOLE], Requester())
        session.get_one(DraftRow, record.draft_id).document = dump(replace(record.draft, requester=Requester()))
    opened(browser, hall, second="")
    # As soon as anything is known of him, the code is not enough.
    with hall.installation.database.write() as session:
        requests.put_requester(session, hall.ids[HOLE], Requester(phone="+33639981204"))
    assert post(browser, FOLLOW, code=code_of(hall), second="")[0] == 422
    opened(browser, hall, second="06 39 98 12 04")


def test_codes_are_tried_a_few_times_by_one_address_and_for_one_code(browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(own_requests.TRIES_OF_CODE):
        assert post(browser, FOLLOW, code=code_of(hall), second="Duval")[0] == 422
    status, _, page = post(browser, FOLLOW, code=code_of(hall), second="Lebrun")
    assert (status, "trop d’essais" in page) == (429, True)
    monkeypatch.setattr(own_requests, "TRIES_OF_ADDRESS", own_requests.TRIES_OF_CODE + 1)
    assert post(browser, FOLLOW, code="CCCC-CCCC", second="x")[0] == 429


def test_a_cookie_that_was_made_up_or_is_another_towns_opens_nothing(new_browser: Callable[[], Browser], hall: Hall) -> None:
    mine, other = opened(new_browser(), hall), new_browser()
    value = mine.client.cookies.get(FOLLOWED_COOKIE)
    assert value is not None
    other.client.cookies.set(FOLLOWED_COOKIE, value[:-3] + "AAA", path="/p/")
    assert other.status(page_of(hall)) == 404
    stranger = new_browser()
    stranger.client.cookies.set(FOLLOWED_COOKIE, value, path="/p/")
    assert stranger.status(f"/p/breville/requests/{hall.ids[HOLE]}") == 404
    assert stranger.status(page_of(hall)) == 200


ROUTES = (
    "GET ",
    "GET /files/1/1",
    "GET /letters/1.pdf",
    "POST /send/message",
    "POST /send/withdraw",
    "POST /rating",
    "POST /feed",
    "POST /feed/end",
)


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_not_his_and_what_is_not_there_are_answered_alike_on_every_way(
    new_browser: Callable[[], Browser], hall: Hall, route: str
) -> None:
    """IDOR: another request's cookie, no cookie, ids that are not there, another town's."""
    method, _, tail = route.partition(" ")
    browser = opened(new_browser(), hall, DIRT, "Lepetit")
    answers = set()
    for request in (hall.ids[HOLE], hall.ids["breville"], 999_999):
        path = f"/p/valognes/requests/{request}{tail}"
        if method == "GET":
            answer = browser.client.get(path)
            answers.add((answer.status_code, re.sub(rf"/(requests|again)/{request}\b|value=\"[^\"]*\"", "", answer.text)))
        else:
            status, _, page = post(browser, path, stars="5", message_text="Bonjour", withdraw_text="x")
            answers.add((status, re.sub(rf"/(requests|again)/{request}\b|value=\"[^\"]*\"", "", page)))
    assert len(answers) == 1 and next(iter(answers))[0] == 404
    assert added(hall) == [] and count(hall) == 0


def test_files_and_letters_of_another_request_are_not_had_through_ones_own(browser: Browser, hall: Hall) -> None:
    opened(browser, hall)
    with hall.installation.database.read() as session:
        other = requests.get(session, hall.ids["URGENT cable electrique par terre"])
    part = other.draft.attachments[0].part
    assert browser.status(f"{page_of(hall)}/files/{other.inbound_id}/{part}") == 404
    assert browser.status(f"{page_of(hall)}/letters/1.pdf") == 404


# --- sending --------------------------------------------------------------------------------------------------------------------------


def test_a_message_with_a_photo_is_kept_acknowledged_and_added(browser: Browser, hall: Hall) -> None:
    page = page_of(opened_hall := hall)
    opened(browser, opened_hall)
    photos = [("message_files", ("trou.jpg", JPEG, "image/jpeg"))]
    fields = {"page": once(browser, page), "message_text": "Il y en a <b>deux</b>."}
    status, where, _ = post(browser, f"{page}/send/message", page, files=photos, **fields)
    assert (status, where) == (303, f"{page}?done=message#written")
    assert "Votre message est reçu et enregistré" in html.unescape(browser.get(f"{page}?done=message"))
    assert post(browser, f"{page}/send/message", page, files=photos, **fields)[0] == 303
    read_all(hall)
    assert added(hall) == ["Il y en a <b>deux</b>."]
    shown = browser.get(page)
    assert "Il y en a &lt;b&gt;deux&lt;/b&gt;." in shown
    file = re.search(rf'href="({page}/files/\d+/\d+)"', shown)
    assert file is not None
    answer = browser.client.get(file[1])
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "application/octet-stream")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_nothing_typed_or_chosen_is_lost_where_something_is_wrong(browser: Browser, hall: Hall) -> None:
    page = page_of(hall)
    opened(browser, hall)
    files = [("message_files", ("trou.jpg", JPEG, "image/jpeg")), ("message_files", ("virus.exe", b"MZ" + b"\x00" * 400, "image/png"))]
    status, _, shown = post(browser, f"{page}/send/message", page, files=files, message_text="Voici & <i>la</i> photo")
    assert status == 422 and count(hall) == 0
    assert "Voici & <i>la</i> photo</textarea>" in shown and "virus.exe" in shown and "Pas encore envoyé" in shown
    kept = re.findall(r'name="_kept" value="([^"]+)" checked', shown)
    assert len(kept) == 1
    fields = {"page": "p", "message_text": "Voici", "_kept": kept}
    assert post(browser, f"{page}/send/message", page, **fields)[0] == 303
    read_all(hall)
    assert "trou.jpg" in browser.get(page)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("facture.pdf.exe", b"MZ\x90\x00" + b"\x00" * 300),
        ("macro.js", b"WScript.Shell"),
        ("vide.jpg", b""),
    ],
)
def test_hostile_files_are_refused_beside_their_field(browser: Browser, hall: Hall, name: str, content: bytes) -> None:
    page = page_of(hall)
    opened(browser, hall)
    status, _, shown = post(
        browser, f"{page}/send/message", page, files=[("message_files", (name, content, "image/jpeg"))], message_text="x"
    )
    assert status == 422 and name in shown and count(hall) == 0


def test_an_empty_message_is_asked_for_and_a_bare_withdrawal_is_not(browser: Browser, hall: Hall) -> None:
    page = page_of(hall)
    opened(browser, hall)
    assert post(browser, f"{page}/send/message", page, message_text="  ")[0] == 422
    assert post(browser, f"{page}/send/withdraw", page, withdraw_text="")[0] == 303
    assert post(browser, f"{page}/send/nothing", page)[0] in {404, 422}


def test_a_form_from_elsewhere_or_without_the_token_does_nothing(browser: Browser, hall: Hall) -> None:
    page = page_of(hall)
    opened(browser, hall)
    token = browser.token(page)
    for data, origin in (({}, ORIGIN), ({"csrf": token}, "http://evil.example"), ({"csrf": "x" * 20}, ORIGIN)):
        answer = browser.client.post(f"{page}/send/message", data={**data, "message_text": "x"}, headers={"Origin": origin})
        assert answer.status_code == 403
    assert count(hall) == 0


def test_when_the_half_hour_is_over_what_was_typed_comes_back_with_the_request(
    browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(hall)
    opened(browser, hall)
    first = once(browser, page)
    monkeypatch.setattr("web.portal.visit.FOLLOWED_SECONDS", -1)
    photos = [("message_files", ("trou.jpg", JPEG, "image/jpeg"))]
    status, _, shown = post(browser, f"{page}/send/message", files=photos, page=first, message_text="Longtemps écrit.")
    assert (status, "Longtemps écrit.</textarea>" in shown, count(hall)) == (404, True, 0)
    monkeypatch.undo()
    kept = re.findall(r'name="_kept" value="([^"]+)" checked', shown)
    again = f"{FOLLOW}/again/{hall.ids[HOLE]}/message"
    fields: dict[str, Any] = {"page": first, "message_text": "Longtemps écrit.", "_kept": kept, "code": code_of(hall)}
    assert post(browser, again, second="Duval", **fields)[0] == 404
    status, _, shown = post(browser, again, second="Lebrun", **fields)
    assert (status, "Longtemps écrit.</textarea>" in shown, "trou.jpg" in shown) == (200, True, True)
    kept = re.findall(r'name="_kept" value="([^"]+)" checked', shown)
    assert post(browser, f"{page}/send/message", page, page=first, message_text="Longtemps écrit.", _kept=kept)[0] == 303
    read_all(hall)
    assert added(hall) == ["Longtemps écrit."]


def test_who_is_killed_between_keeping_and_answering_has_kept_it_once(
    browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(hall)
    opened(browser, hall)
    fields = {"page": once(browser, page), "message_text": "Tout juste."}

    def die(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(form_waiting, "forget", die)
    assert post(browser, f"{page}/send/message", page, **fields)[0] == 500
    monkeypatch.undo()
    assert post(browser, f"{page}/send/message", page, **fields)[0] == 303
    read_all(hall)
    assert added(hall) == ["Tout juste."]


def test_what_was_closed_meanwhile_is_told_with_what_was_typed(browser: Browser, hall: Hall) -> None:
    page = page_of(hall)
    opened(browser, hall)
    first = once(browser, page)
    close(hall)
    status, _, shown = post(browser, f"{page}/send/message", page, page=first, message_text="Et celui d’à côté ?")
    assert status == 409 and "a changé entre-temps" in shown and "Et celui d’à côté ?" in shown and count(hall) == 0


# --- rating, feed, table --------------------------------------------------------------------------------------------------------------


def test_an_answer_is_rated_and_the_desk_reads_it_as_text(new_browser: Callable[[], Browser], hall: Hall) -> None:
    browser, page = opened(new_browser(), hall), page_of(hall)
    close(hall)
    assert post(browser, f"{page}/rating", page, stars="9", words="Bien")[0] == 422
    assert post(browser, f"{page}/rating", page, stars="2", words="<script>alert(9)</script> Trop lent")[0] == 303
    assert "&lt;script&gt;alert(9)" in browser.get(page)
    desk = new_browser()
    assert desk.sign_in("claire") == 303
    shown = desk.get(f"/requests/{hall.ids[HOLE]}")
    assert "Avis du demandeur" in shown and "2 sur 5" in shown and "&lt;script&gt;alert(9)" in shown and "<script>alert(9)" not in shown


def test_a_feed_tells_states_and_dates_alone(new_browser: Callable[[], Browser], hall: Hall) -> None:
    browser, page = opened(new_browser(), hall), page_of(hall)
    _, _, shown = post(browser, f"{page}/feed", page)
    found = re.search(r"(/p/valognes/feeds/[\w-]+\.atom)</code>", shown)
    assert found is not None
    reader = new_browser()
    answer = reader.client.get(found[1])
    assert answer.headers["content-type"] == "application/atom+xml" and "poule" not in answer.text and "Poterie" not in answer.text
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - written by ourselves
    titles = [one.text for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[-1] == "Enregistrée" and "Transmise au service" in titles
    assert post(browser, f"{page}/feed/end", page)[0] == 303
    assert reader.status(found[1]) == 404 and reader.status("/p/valognes/feeds/x.atom") == 404


def test_whose_table_it_is_signs_in_first(browser: Browser) -> None:
    answer = browser.client.get("/p/valognes/requests", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/p/valognes/sign-in")


def test_a_confidential_request_shows_states_days_and_his_own_words(browser: Browser, hall: Hall) -> None:
    heading = "Aide pour mon loyer"
    page = html.unescape(opened(browser, hall, heading, "Martel").get(page_of(hall, heading)))
    assert "confidentielle" in page and "Je n’arrive plus à payer mon loyer" in page
    assert heading not in page and "Action sociale" not in page and "CCAS" not in page


def test_the_page_of_a_citizen_names_no_agent_and_bears_no_desk(browser: Browser, hall: Hall) -> None:
    page = opened(browser, hall).get(page_of(hall))
    assert "desk.css" not in page and "claire" not in page.casefold() and "/requests/1" not in page.replace("/p/valognes/requests/", "")


def test_the_receipt_of_a_form_leads_to_where_it_is_followed(browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_common(hall)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    path = "/f/valognes/signalement"
    answer = browser.client.post(path, data={"jeton": token(browser, path), "langue": "fr", **REPORT})
    found = re.search(r'href="(/p/valognes/follow\?code=([\w-]+))" target="_top"', answer.text)
    assert found is not None and f'value="{found[2]}"' in browser.get(found[1])
    with hall.installation.database.write() as session:
        portals.keep(session, TOWN, Portal(open=False), "axel", datetime.now(UTC), seen=0)
    answer = browser.client.post(path, data={"jeton": token(browser, path), "langue": "fr", **REPORT | {"description": "Un autre."}})
    assert "tracking" in answer.text and "/follow" not in answer.text


# --- signed in ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def anne(hall: Hall) -> CitizenId:
    """A citizen who has proved two requests to be hers."""
    mine = portal_people.add(hall)
    with hall.installation.database.write() as session:
        for heading in (HOLE, "Aide pour mon loyer"):
            citizens.link_request(session, mine, hall.ids[heading], Proof.EMAIL, datetime.now(UTC))
    return mine


def test_the_table_of_who_is_signed_in_tells_where_each_of_his_requests_stands(hall: Hall, anne: CitizenId) -> None:
    portal = portal_people.opener(hall)()
    assert portal.sign_in().status_code == 303
    page = html.unescape(portal.get("/requests").text)
    for words in (HOLE, "2026/", "22 Rue de Poterie", "Transmise au service", "Demande confidentielle"):
        assert words in page, words
    assert "loyer" not in page and DIRT not in page
    close(hall)
    assert HOLE not in portal.get("/requests?state=open").text and HOLE in portal.get("/requests?state=closed").text
    assert portal.get("/requests?after=nonsense").status_code == 200


def test_one_citizen_does_not_see_what_is_anothers(hall: Hall, anne: CitizenId) -> None:
    assert anne
    portal_people.add(hall, BRUNO)
    portal = portal_people.opener(hall)()
    portal.sign_in(BRUNO)
    for tail in ("", "/files/1/1", "/letters/1.pdf"):
        assert portal.get(f"/requests/{hall.ids[HOLE]}{tail}").status_code == 404
    for tail in ("send/message", "send/withdraw", "rating", "feed"):
        answer = portal.post(f"/requests/{hall.ids[HOLE]}/{tail}", "/follow", message_text="x", stars="5")
        assert answer.status_code == 404
    assert HOLE not in portal.get("/requests").text
    assert count(hall) == 0


def test_who_is_signed_in_sends_the_same_as_by_the_code(hall: Hall, anne: CitizenId) -> None:
    portal = portal_people.opener(hall)()
    portal.sign_in()
    path = f"/requests/{hall.ids[HOLE]}"
    assert portal.post(f"{path}/send/message", path, message_text="Signé : moi.").status_code == 303
    read_all(hall)
    assert added(hall) == ["Signé : moi."] and "Signé : moi." in portal.get(path).text
    with hall.installation.database.read() as session:
        assert citizens.owns(session, anne, hall.ids[HOLE])


def test_what_was_opened_by_its_code_leads_to_where_it_is_proved_and_is_not_his_by_that(hall: Hall, anne: CitizenId) -> None:
    portal = portal_people.opener(hall)()
    portal.sign_in()
    assert portal.post("/follow", "/follow", code=code_of(hall, DIRT), second="Lepetit").status_code == 303
    assert 'href="/p/valognes/account/linking"' in portal.get(f"/requests/{hall.ids[DIRT]}").text
    assert 'href="/p/valognes/account/linking"' not in portal.get(f"/requests/{hall.ids[HOLE]}").text
    assert DIRT not in portal.get("/requests").text
    with hall.installation.database.read() as session:
        assert not citizens.owns(session, anne, hall.ids[DIRT])


def test_the_desk_says_that_it_came_by_the_portal_and_when_a_letter_was_read_there(new_browser: Callable[[], Browser], hall: Hall) -> None:
    browser, page = opened(new_browser(), hall), page_of(hall)
    with hall.installation.database.write() as session:
        payload = {"occasion": {}, "model": "cloture", "subject": "Terminé", "body": "C’est fait."}
        letter = Letter(town=TOWN, request=hall.ids[HOLE], kind="letter", recipient="sylvie@courriel.example", payload=payload)
        outbox.add(session, letter, datetime.now(UTC))
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    assert post(browser, f"{page}/send/message", page, message_text="Encore moi.")[0] == 303
    read_all(hall)
    assert "C’est fait." in html.unescape(browser.get(page))
    desk = new_browser()
    desk.sign_in("claire")
    shown = desk.get(f"/requests/{hall.ids[HOLE]}")
    assert "Lu sur le portail le" in shown and "Encore moi." in shown
    # On the message itself, and in the history.
    assert shown.count("Envoyé sur le portail") == 2
