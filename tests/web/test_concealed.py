"""What a list tells of a request whose content is not the reader's: number, day, name and state, and nothing that presses (DOMAIN §6)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.api_key import Scope
from domain.ids import DepartmentCode, RequestId
from domain.member import Member, Post
from domain.request import Tie
from flows import dossiers
from store import follow_ups, members
from store.request_lines import CONCEALED, Cursor
from store.schema import JournalRow, ReminderRow, RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.test_acting import words
from tests.web.test_api import bearer, key
from tests.web.test_teamwork import HOLE, SECRET, TOWN, Open, page_of, signed_in, staffed
from web.pages import lists

__all__ = ["signed_in", "staffed"]
PRESSING = re.compile(r"row-prio-|is-overdue|is-legal|due-mark|prio-|tag-prio")


@pytest.fixture
def late(staffed: Hall) -> RequestId:
    """A confidential request that is dangerous, open and late."""
    gone = datetime.now(UTC) - timedelta(days=9)
    dates = {"due_at": gone, "complete_by": gone, "legal_on": gone.date(), "pressing_on": gone.date()}
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == staffed.ids[SECRET]).values(status="open", priority=1, **dates))
    return staffed.ids[SECRET]


def row(page: str, request: RequestId, tag: str) -> str:
    """Return the row of a request as it is written."""
    at = page.index(f'"/requests/{request}"')
    begin = page.rindex(f"<{tag}", 0, at)
    return page[begin : page.index(f"</{tag}>", at)]


@pytest.mark.parametrize(("path", "tag"), [("/board", "li"), ("/requests", "tr"), ("/requests?state=all", "tr")])
def test_a_row_of_a_hidden_request_tells_nothing_that_presses(signed_in: Open, late: RequestId, path: str, tag: str) -> None:
    hidden = row(signed_in("regis").get(path), late, tag)
    assert "Demande confidentielle" in words(hidden)
    assert not PRESSING.search(hidden) and "En retard" not in words(hidden) and "Décision implicite" not in words(hidden), hidden
    assert PRESSING.search(row(signed_in("sonia").get(path), late, tag)), "who may read it is told"


def test_the_queue_tells_of_a_hidden_one_that_it_waits_alone(staffed: Hall, signed_in: Open, late: RequestId) -> None:
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == late).values(status="review"))
    regis = signed_in("regis")
    hidden = row(regis.get("/review"), late, "tr")
    assert not PRESSING.search(hidden) and "Demande confidentielle" in words(hidden)
    call = bearer(key(staffed, Scope.REVIEW))
    told = {one["id"]: one for one in regis.client.get("/api/v1/review", headers=call).json()["requests"]}
    assert (told[late]["priority"], told[late]["legal_on"]) == (None, None)


def test_the_bell_tells_of_a_hidden_request_no_day(staffed: Hall, signed_in: Open, late: RequestId) -> None:
    now = datetime.now(UTC)
    reminder = {
        "town": TOWN,
        "request_id": late,
        "department": "CCAS",
        "clock": "legal",
        "level": "agent",
        "due_on": now.date(),
        "at": now,
        "day": now.date(),
        "late_days": 0,
    }
    with staffed.installation.database.write() as session:
        session.execute(insert(ReminderRow).values(reminder))
    page = signed_in("regis").get("/reminders")
    at = page.index(f'"/requests/{late}#')
    hidden = page[page.rindex("<tr", 0, at) : page.index("</tr>", at)]
    assert not PRESSING.search(hidden) and "Décision implicite" not in words(hidden)
    call = bearer(key(staffed, Scope.REQUESTS_READ))
    (one,) = signed_in("boss").client.get("/api/v1/reminders?agent=regis", headers=call).json()["reminders"]
    assert (one["clock"], one["due_on"], one["late_days"]) == (None, None, None)


def test_where_a_page_ends_tells_of_a_hidden_request_only_when_it_came(
    staffed: Hall, signed_in: Open, late: RequestId, monkeypatch: pytest.MonkeyPatch
) -> None:
    regis, call = signed_in("regis"), bearer(key(staffed, Scope.REQUESTS_READ))
    shown = [int(one) for one in re.findall(r'class="row-link" href="/requests/([0-9]+)"', regis.get("/requests?state=all"))]
    monkeypatch.setattr(lists, "LIMIT", shown.index(late) + 1)
    on_page = re.search(r"after=([0-9.-]+)", regis.get("/requests?state=all"))
    ids = [one["id"] for one in regis.client.get("/api/v1/requests?limit=100", headers=call).json()["requests"]]
    told = regis.client.get(f"/api/v1/requests?limit={ids.index(late) + 1}", headers=call).json()
    assert on_page is not None
    for place in (on_page[1], told["next"]):
        cursor = Cursor.parse(place)
        assert (cursor.id, cursor.priority, cursor.due_at) == (late, 0, None)


@pytest.fixture
def heads_both(staffed: Hall) -> RequestId:
    """Hugo belongs to the social department, too, where the same person has asked something before; return that request."""
    installation = staffed.installation
    story = replace(seed.STORIES[5], heading="Autre aide confidentielle", text="Encore mon |loyer| en retard.")
    with installation.database.write() as session:
        members.add(session, Member(town=TOWN, department=DepartmentCode("CCAS"), login="hugo", post=Post.HEAD), seed.NOW)
        other = seed.keep(session, installation.blobs, TOWN, story, seed.NOW)
    dossiers.acquaint_all(installation, TOWN, seed.NOW)
    return other


def read_by(hall: Hall, login: str) -> list[int]:
    """Return the requests that lists have shown to somebody, by the journal."""
    with hall.installation.database.read() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.actor == login, JournalRow.object == "requests"))
        return [one for row in rows for one in row.details["requests"]]


def test_headings_beside_a_draft_are_noted_as_those_of_a_list(staffed: Hall, signed_in: Open, heads_both: RequestId) -> None:
    shown = signed_in("hugo").get(page_of(staffed, SECRET))
    assert "Autre aide confidentielle" in words(shown)
    assert read_by(staffed, "hugo") == [heads_both]


def test_a_confidential_request_another_one_follows_is_noted(staffed: Hall, signed_in: Open) -> None:
    with staffed.installation.database.write() as session:
        follow_ups.link(session, TOWN, staffed.ids[HOLE], staffed.ids[SECRET], Tie.PEOPLE, is_proven=True)
        members.add(session, Member(town=TOWN, department=DepartmentCode("CCAS"), login="hugo", post=Post.HEAD), seed.NOW)
    signed_in("axel").get(page_of(staffed))
    signed_in("hugo").get(page_of(staffed))
    assert (read_by(staffed, "axel"), read_by(staffed, "hugo")) == ([], [staffed.ids[SECRET]])


def queue_of(browser: Browser) -> tuple[list[int], list[str]]:
    """Return the requests of the review queue as its page shows them, and the figures above it."""
    page = browser.get("/review")
    shown = [int(one) for one in re.findall(r'class="row-link" href="/requests/([0-9]+)"', page)]
    return shown, re.findall(r"<dd>([0-9]+)</dd>", page)


def test_neither_place_nor_figures_nor_cursor_of_the_queue_tell_how_much_a_hidden_one_presses(
    staffed: Hall, signed_in: Open, late: RequestId, monkeypatch: pytest.MonkeyPatch
) -> None:
    regis, sonia, call = signed_in("regis"), signed_in("sonia"), bearer(key(staffed, Scope.REVIEW))
    assert sonia.client.get("/review").status_code == 200

    def told(priority: int) -> tuple[object, ...]:
        with staffed.installation.database.write() as session:
            values = {"status": "review", "priority": priority, "pressing_on": datetime.now(UTC).date()}
            session.execute(update(RequestRow).where(RequestRow.id == late).values(values))
        monkeypatch.setattr(lists, "LIMIT", 50)
        shown, figures = queue_of(regis)
        monkeypatch.setattr(lists, "LIMIT", len(shown))
        ids = [one["id"] for one in regis.client.get("/api/v1/review", headers=call).json()["requests"]]
        following = regis.client.get(f"/api/v1/review?limit={len(ids)}", headers=call).json()["next"]
        assert shown[-1] == ids[-1] == late and Cursor.parse(following).priority == CONCEALED
        return shown, figures, ids, following

    assert told(1) == told(3)


def test_what_was_done_recently_is_not_ordered_by_when_a_hidden_one_was_closed(staffed: Hall, signed_in: Open, late: RequestId) -> None:
    now = datetime.now(UTC)

    def told(closed_at: datetime) -> list[int]:
        with staffed.installation.database.write() as session:
            others = RequestRow.id.in_([staffed.ids[HOLE]])
            session.execute(update(RequestRow).where(others).values(status="closed", closed_at=now - timedelta(days=2), closure="answered"))
            values = {"status": "closed", "closed_at": closed_at, "closure": "answered", "received_at": now - timedelta(days=5)}
            session.execute(update(RequestRow).where(RequestRow.id == late).values(values))
        page = signed_in("regis").get("/board")
        column = page[page.index('id="column-done"') :]
        return [int(one) for one in re.findall(r'href="/requests/([0-9]+)"', column)]

    assert told(now) == told(now - timedelta(days=3)) == told(now - timedelta(days=60)) != []
