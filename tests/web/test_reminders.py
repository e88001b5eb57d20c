"""The bell, deadlines in lists, on the page and on paper; another day and silence from the desk (S12, S31)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.deadline import Clock
from domain.ids import DepartmentCode, RequestId
from domain.reminder import Level, Reminder, Watch
from domain.request import Status
from flows import clocks
from routing.calendar import calendar_of
from store import reminders, requests, towns
from store.reminders import Candidate, Raised
from store.schema import RequestRow
from tests.web.conftest import Browser, Hall

PARIS = ZoneInfo("Europe/Paris")


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).replace("\u00a0", " ").split())


@pytest.fixture
def late(hall: Hall) -> int:
    """A request that was received three weeks ago, with its clocks and one reminder."""
    return remind_of_hole(hall)


def remind_of_hole(hall: Hall) -> int:
    """Let a request have come three weeks ago and somebody be reminded of it; return it."""
    request = hall.ids["trou"]
    now = datetime.now(UTC)
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, request)
        row.received_at = now - timedelta(days=21)
        session.flush()
        line = requests.get(session, request).line
        clocks.reckon(session, hall.installation.towns.get(line.town), request, now)
        line = requests.get(session, request).line
        assert line.dates.complete_by is not None
        due_on = line.dates.complete_by.astimezone(PARIS).date()
        watch = Watch(status=Status.OPEN, is_taken=False, received_at=now, take_by=None, complete_by=None, legal_on=None)
        candidate = Candidate(request=request, subject=line.subject, department=DepartmentCode(line.department), since=now, watch=watch)
        one = Reminder(clock=Clock.COMPLETION, due_on=due_on, day=now.date(), at=now, late_days=3, level=Level.HEAD)
        reminders.add(session, line.town, [Raised(candidate=candidate, reminder=one)], now)
    return request


def late_today(hall: Hall, request: int) -> int:
    with hall.installation.database.read() as session:
        line = requests.get(session, RequestId(request)).line
        calendar = calendar_of(towns.town(session, line.town))
    assert line.dates.complete_by is not None
    days = calendar.working_days_between(calendar.local(line.dates.complete_by).date(), calendar.local(datetime.now(UTC)).date())
    assert days > 3
    return days


def test_the_bell_counts_until_it_is_read(claire: Browser, hall: Hall, late: int) -> None:
    page = claire.get("/reminders")
    assert '<span class="desk-bell-count">1</span>' in page
    # Not the three days of when it was raised: those of today.
    assert f"En retard de {late_today(hall, late)} jours ouvrés" in words(page)
    assert "Responsable du service" in words(page)
    (number,) = set(re.findall(r"/reminders/(\d+)/read", page))
    assert claire.post(f"/reminders/{number}/read", page="/reminders") == 303
    page = claire.get("/reminders")
    assert "desk-bell-count" not in page
    assert "Marquer comme lue" not in words(page)
    assert claire.post("/reminders/read", page="/reminders", up_to=number) == 303


def test_lists_mark_what_is_late_in_words(claire: Browser, late: int) -> None:
    page = claire.get("/requests")
    row = next(one for one in page.split("<tr") if f'href="/requests/{late}"' in one)
    assert "due-overdue" in row
    assert re.search(r"En retard de \d+ jours ouvrés", words(row))


def test_the_page_says_by_when_and_how_it_was_counted(claire: Browser, late: int) -> None:
    told = words(claire.get(f"/requests/{late}"))
    assert "Échéances" in told
    assert "jours ouvrés à compter du" in told
    assert "Relances envoyées" in told
    sheet = words(claire.get(f"/requests/{late}/fiche"))
    assert re.search(r"Date limite de réalisation \(incluse\) \w+ \d", sheet), sheet


def test_another_day_needs_a_reason_and_stands_in_the_history(claire: Browser, hall: Hall, late: int) -> None:
    with hall.installation.database.read() as session:
        version = str(requests.get(session, late).line.version)  # type: ignore[arg-type]
    day = (datetime.now(PARIS) + timedelta(days=30)).date()
    page = f"/requests/{late}"
    assert claire.post(f"{page}/due", page=page, version=version, day=day.isoformat(), reason=" ") == 422
    assert claire.post(f"{page}/due", page=page, version=version, day="demain", reason="x") == 422
    assert claire.post(f"{page}/due", page=page, version=version, day=day.isoformat(), reason="Enrobé en avril") == 303
    told = words(claire.get(page))
    assert "Date limite modifiée" in told
    assert "Motif : Enrobé en avril" in told
    assert claire.post(f"{page}/snooze", page=page, version=version, day=day.isoformat(), reason="x") == 409
    assert claire.post(f"{page}/snooze", page=page, version=str(int(version) + 1), day=day.isoformat(), reason="Gel") == 303
    assert "Relances suspendues" in words(claire.get(page))


def test_a_place_that_is_none_is_not_found(claire: Browser) -> None:
    assert claire.status("/reminders?after=x") == 404
    assert claire.status(f"/reminders?after={'9' * 40}") == 404
