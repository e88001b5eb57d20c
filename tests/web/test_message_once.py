"""A message in own words leaves once however often its form comes, and again when it is looked at again; what the page says is so."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.merge import merge
from store import outbox, requests
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_acting import words
from tests.web.test_api_teamwork import Calls, api
from tests.web.test_teamwork import HOLE, TOWN, Open, page_of, send, signed_in, staffed, version

__all__ = ["api", "signed_in", "staffed"]
WORDS = "Nous venons demain."


def written(hall: Hall) -> int:
    with hall.installation.database.read() as session:
        return sum(1 for one in outbox.of_request(session, hall.ids[HOLE]) if WORDS in str(one.letter.payload.get("body")))


def left(hall: Hall) -> int:
    with hall.installation.database.read() as session:
        return sum(1 for one in outbox.of_request(session, hall.ids[HOLE]) if one.letter.payload.get("model") == "message")


def looked_at(browser: Browser, page: str, **fields: str) -> dict[str, str]:
    """Return what the form brings once its words were looked at."""
    data = {"csrf": browser.token("/requests"), "do": "preview", "text": WORDS, **fields}
    shown = browser.client.post(f"{page}/message", data=data, headers={"Origin": ORIGIN}).text
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', shown) for name in ("version", "once", "seen")}
    return {"text": WORDS, "do": "send", **{name: one[1] for name, one in found.items() if one}}


def test_a_form_sends_once_and_the_same_words_looked_at_again_leave_again(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    form = looked_at(hugo, page, version=version(staffed))
    sent = (303, f"{page}#letters")
    assert send(hugo, f"{page}/message", **form) == sent and left(staffed) == 1
    send(signed_in("axel"), f"{page}/notes", text="Je regarde.")
    assert send(hugo, f"{page}/message", **form) == sent and left(staffed) == 1
    again = looked_at(hugo, page, version=version(staffed))
    assert again["once"] != form["once"]
    assert send(hugo, f"{page}/message", **again) == sent and left(staffed) == 2


def test_what_was_changed_since_it_was_shown_is_shown_again_before_it_leaves(staffed: Hall, signed_in: Open) -> None:
    """docs/desk.md: what is changed is shown again; the text, the day and the files."""
    hugo, page = signed_in("hugo"), page_of(staffed)
    form = looked_at(hugo, page, version=version(staffed))
    day = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    for change in ({"text": "Nous venons lundi."}, {"waits": "yes", "day": day}, {"seen": ""}):
        data = {"csrf": hugo.token("/requests"), **form, **change}
        shown = hugo.client.post(f"{page}/message", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
        told = words(shown.text)
        assert shown.status_code == 200 and left(staffed) == 0 and "rien n’est encore parti" in told, change
        assert change.get("text", WORDS) in told[told.index("Voici ce qu’il reçoit") :]
    assert send(hugo, f"{page}/message", **looked_at(hugo, page, version=version(staffed), text="Nous venons lundi."))[0] == 200
    changed = {**looked_at(hugo, page, version=version(staffed), text="Nous venons lundi."), "text": "Nous venons lundi."}
    assert send(hugo, f"{page}/message", **changed)[0] == 303 and left(staffed) == 1


def test_a_letter_to_everyone_of_an_incident_leaves_as_it_was_shown(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    place, data = f"{page}/incident-letter", {"csrf": hugo.token("/requests"), "text": WORDS}
    shown = hugo.client.post(place, data={**data, "do": "preview"}, headers={"Origin": ORIGIN}).text
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen is not None
    for own in ({"text": "Autre chose.", "seen": seen[1]}, {"seen": ""}):
        told = words(hugo.client.post(place, data={**data, "do": "send", **own}, headers={"Origin": ORIGIN}).text)
        assert "rien n’est encore parti" in told and written(staffed) == 0
    hugo.client.post(place, data={**data, "do": "send", "seen": seen[1]}, headers={"Origin": ORIGIN})
    assert written(staffed) == 1


def test_a_message_looked_at_for_one_person_is_not_sent_to_another_after_a_joining(staffed: Hall, signed_in: Open) -> None:
    hugo, page, part = signed_in("hugo"), page_of(staffed), staffed.ids[HOLE]
    story = replace(seed.STORIES[8], heading="autre trou", text="gros |nid de poule| |rue Carnot|, autre")
    with staffed.installation.database.write() as session:
        other = seed.keep(session, staffed.installation.blobs, TOWN, story, seed.NOW)
        assert requests.version(session, other) <= int(version(staffed))
    form = looked_at(hugo, page, version=version(staffed))
    merge(staffed.installation, part, other, "regis", seed.NOW)
    status, told = send(hugo, f"{page}/message", **form)
    assert status == 409 and "a été rattachée entre-temps" in told and left(staffed) == 0
    with staffed.installation.database.read() as session:
        assert [one for one in outbox.of_request(session, other) if one.letter.payload.get("model") == "message"] == []


def test_through_the_api_another_key_says_that_the_same_words_leave_again(staffed: Hall, api: Calls) -> None:
    place, seen = f"{page_of(staffed)}/message", int(version(staffed))
    for key, letters in (("a", 1), ("a", 1), ("b", 1)):
        sent = api.post(place, {"Idempotency-Key": key}, agent="hugo", version=seen, text=WORDS)
        assert (sent.status_code, sent.json()["letters"]) == (200, letters)
    assert left(staffed) == 2
