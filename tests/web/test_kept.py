"""What was typed into a form whose session was over when it was sent is shown again after signing in, and not sent by that."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from flows.form_tokens import find_author, new_token
from store import agents, notes
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_acting import words
from tests.web.test_teamwork import HOLE, Open, page_of, send, signed_in, staffed
from web.visitor import SESSION_COOKIE

__all__ = ["signed_in", "staffed"]
LONG = "Le trou s’élargit\n" * 1000
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')


def ended(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    """Send a form whose session ends just before."""
    token = browser.token("/requests")
    browser.client.cookies.delete(SESSION_COOKIE)
    answer = browser.client.post(path, data={"csrf": token, **fields}, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.text


def sign_in_from(browser: Browser, page: str, login: str, password: str = seed.PASSWORD) -> tuple[int, str]:
    fields = {name: unescape(value) for name, value in HIDDEN.findall(page.partition('action="/sign-in"')[2])}
    sent = {**fields, "login": login, "password": password}
    answer = browser.client.post("/sign-in", data=sent, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.text


def written(hall: Hall) -> list[str]:
    with hall.installation.database.read() as session:
        return [one.text for one in notes.of_request(session, hall.ids[HOLE])]


def test_a_long_note_is_carried_through_signing_in_and_sent_by_its_author_alone(staffed: Hall, signed_in: Open) -> None:
    hugo, page = signed_in("hugo"), page_of(staffed)
    status, door = ended(hugo, f"{page}/notes", text=LONG[:10_000])
    assert status == 403 and "Votre session est terminée" in words(door) and written(staffed) == []
    status, door = sign_in_from(hugo, door, "hugo", "faux")
    assert status == 422, "a wrong password loses nothing either"
    status, again = sign_in_from(hugo, door, "hugo")
    assert status == 200 and LONG[:10_000] in unescape(again) and f'action="{page}/notes"' in again and written(staffed) == []
    assert send(hugo, f"{page}/notes", text=LONG[:10_000])[0] == 303 and len(written(staffed)) == 1


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("{page}/tasks", {"text": "Mesurer le trou", "whom": "Axel Dubois", "due_on": "2030-01-31"}),
        ("{page}/message", {"text": LONG + "fin", "version": "2", "do": "send"}),
        ("/filters", {"name": "Urgents de Hugo", "query": "priority=2&due=overdue"}),
    ],
)
def test_every_form_is_filled_again(staffed: Hall, signed_in: Open, place: str, fields: dict[str, str]) -> None:
    hugo, path = signed_in("hugo"), place.format(page=page_of(staffed))
    status, again = sign_in_from(hugo, ended(hugo, path, **fields)[1], "hugo")
    assert status == 200 and f'action="{path}"' in again
    for name, value in fields.items():
        assert f'name="{name}"' in again and (value in unescape(again) or value == "send")
    assert 'value="send"' not in again, "a letter is looked at before it leaves"


def test_nobody_else_sees_it_and_no_address_holds_it(staffed: Hall, signed_in: Open) -> None:
    hugo = signed_in("hugo")
    status, door = ended(hugo, f"{page_of(staffed)}/notes", text="Pour Hugo seul")
    assert status == 403
    assert sign_in_from(hugo, door, "axel") == (303, "")


def test_who_has_signed_in_anew_in_another_window_sees_it_at_once(staffed: Hall, signed_in: Open) -> None:
    hugo, path = signed_in("hugo"), f"{page_of(staffed)}/notes"
    old = hugo.token("/requests")
    hugo.forget()
    assert hugo.sign_in("hugo") == 303
    answer = hugo.client.post(path, data={"csrf": old, "text": "Dans l’autre fenêtre"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 409 and "Dans l’autre fenêtre" in words(answer.text) and written(staffed) == []
    hugo.forget()
    assert hugo.sign_in("axel") == 303
    answer = hugo.client.post(path, data={"csrf": old, "text": "Dans l’autre fenêtre"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 403 and "fenêtre" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "https://evil.example"}, 403), ({"Origin": ORIGIN, "Accept": "application/json"}, 303)],
)
def test_other_sites_and_scripts_carry_nothing(staffed: Hall, signed_in: Open, headers: dict[str, str], status: int) -> None:
    hugo = signed_in("hugo")
    token = hugo.token("/requests")
    hugo.forget()
    sent = {"csrf": token, "text": "Rien"}
    answer = hugo.client.post(f"{page_of(staffed)}/notes", data=sent, headers=headers, follow_redirects=False)
    assert answer.status_code == status and "Rien" not in answer.text


def test_a_token_tells_whose_it_was_and_none_can_be_made_up(staffed: Hall) -> None:
    settings = staffed.installation.settings
    with staffed.installation.database.read() as session:
        agent = agents.find_by_login(session, "hugo")
    assert agent is not None
    token = new_token(settings, agent.id)
    assert find_author(settings, token) == agent.id and len(token) <= 64
    start, _, mark = token.rpartition(".")
    for wrong in ("", "..", token[:-1], f"{start}1.{mark}", "x.1.y", f"{start}.é"):
        assert find_author(settings, wrong) is None


def test_a_password_is_never_shown_again(staffed: Hall, signed_in: Open, new_browser: Callable[[], Browser]) -> None:
    status, page = ended(signed_in("hugo"), "/password", present=seed.PASSWORD, new="les corbeaux aiment le pain", again="x")
    assert status == 303 and "corbeaux" not in page
