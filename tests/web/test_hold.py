"""The review queue on the desk: held on opening, left, taken over, put off, decided, taken back (issue 7, point 2; issue 8, point 1)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import update

from domain.ids import DepartmentCode, SubjectCode
from domain.request import Status
from domain.review import Claim, PutOff
from domain.rights import Role
from flows import accounts
from store import agents, claims, requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall

TOWN = seed.VALOGNES
RUBBISH, MARKET, DANGER = "Encombrants", "Question about the market", "URGENT cable electrique par terre"
CLAIRE, JEANNE = "Claire Vasseur", "Jeanne Lecomte"


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").split())


@pytest.fixture
def jeanne(hall: Hall, new_browser: Callable[[], Browser]) -> Browser:
    """A second reception agent at work."""
    new = NewAgent(town=TOWN, login="jeanne", name=JEANNE, roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(hall.installation, new, seed.NOW)
    browser = new_browser()
    assert browser.sign_in("jeanne") == 303
    return browser


def page_of(hall: Hall, heading: str) -> str:
    return f"/requests/{hall.ids[heading]}"


def send(browser: Browser, path: str, page: str, **fields: str) -> tuple[int, str, str]:
    """Send a form as a page without scripts does; return the status, where it leads, and what it shows."""
    data = {"csrf": browser.token(page), **fields}
    answer = browser.client.post(path, data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), words(answer.text)


def holder(hall: Hall, heading: str) -> str | None:
    with hall.installation.database.read() as session:
        found = claims.find(session, hall.ids[heading], datetime.now(UTC))
    return None if found is None else found.agent


def line(hall: Hall, heading: str) -> requests.RequestRecord:
    with hall.installation.database.read() as session:
        return requests.get(session, hall.ids[heading])


def version(hall: Hall, heading: str) -> str:
    return str(line(hall, heading).line.version)


def test_a_request_that_is_opened_is_held_and_a_colleague_is_told_by_whom(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    page = page_of(hall, RUBBISH)
    assert "Vous l’avez ouverte" in words(claire.get(page))
    shown = words(jeanne.get(page))
    assert f"{CLAIRE} vient de l’ouvrir. À " in shown and "elle sera libre pour les autres" in shown
    assert f'action="{page}/decide"' not in jeanne.get(page) and f'action="{page}/later"' not in jeanne.get(page)
    assert holder(hall, RUBBISH) == "claire"
    listed = words(jeanne.get("/review"))
    assert f"{CLAIRE}, à l’instant" in listed and listed.count(CLAIRE) == 1
    assert "Ouverte par vous" in words(claire.get("/review"))


def test_how_long_it_is_open_is_told_and_what_is_over_is_taken_over(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    now, page = datetime.now(UTC), page_of(hall, RUBBISH)
    with hall.installation.database.write() as session:
        claims.take(session, Claim(request=hall.ids[RUBBISH], town=TOWN, agent="claire", until=now + timedelta(minutes=3)), now)
    assert f"Ouverte par {CLAIRE} depuis 12 minutes." in words(jeanne.get(page))
    with hall.installation.database.write() as session:
        claims.take(session, Claim(request=hall.ids[RUBBISH], town=TOWN, agent="claire", until=now - timedelta(seconds=1)), now)
    assert "Vous l’avez ouverte" in words(jeanne.get(page))
    assert holder(hall, RUBBISH) == "jeanne"
    status, _, shown = send(claire, f"{page}/later", page, version=version(hall, RUBBISH), day=_day(3), reason="plus tard")
    assert status == 409 and f"est réservée à {JEANNE} jusqu’au" in shown and "+00:00" not in shown
    assert line(hall, RUBBISH).line.status is Status.REVIEW


def test_who_may_not_decide_holds_nothing_by_looking(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    with hall.installation.database.write() as session:
        for login, role in (("elue", Role.ELECTED), ("dpo", Role.DPO)):
            new = NewAgent(town=TOWN, login=login, name=login, roles=frozenset({role}), password_hash=seed.PASSWORD_HASH, must_change=False)
            agents.add(session, new, seed.NOW)
    for login in ("elue", "dpo"):
        browser = new_browser()
        assert browser.sign_in(login) == 303
        browser.get(page_of(hall, RUBBISH))
    assert holder(hall, RUBBISH) is None


def test_a_request_is_left_to_others_and_held_again(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, RUBBISH)
    claire.get(page)
    assert send(claire, f"{page}/leave", "/review")[:2] == (303, "/review")
    assert holder(hall, RUBBISH) is None
    assert send(claire, f"{page}/hold", "/review")[:2] == (303, page)
    assert holder(hall, RUBBISH) == "claire"


def test_the_next_one_is_another_for_each_and_the_most_urgent_first(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    assert send(claire, "/review/next", "/review")[:2] == (303, page_of(hall, DANGER))
    status, where, _ = send(jeanne, "/review/next", "/review")
    assert status == 303 and where.startswith("/requests/") and where != page_of(hall, DANGER)


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_what_is_put_off_leaves_the_list_and_is_found_by_who_did_it_and_by_all(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    page = page_of(hall, RUBBISH)
    claire.get(page)
    done = send(claire, f"{page}/later", page, version=version(hall, RUBBISH), day=_day(3), hour="14:30", reason="attend le propriétaire")
    assert done[:2] == (303, "/review?later=mine")
    assert holder(hall, RUBBISH) is None
    assert page not in claire.get("/review") and page not in jeanne.get("/review")
    mine = claire.get("/review?later=mine")
    assert page in mine and "attend le propriétaire" in mine and ", 14:30" in words(mine)
    assert page not in jeanne.get("/review?later=mine")
    assert page in jeanne.get("/review?later=all") and CLAIRE in jeanne.get("/review?later=all")
    day = (datetime.now(UTC) + timedelta(days=3)).day
    assert f"Remise au {'1er' if day == 1 else day} " in words(claire.get(page))
    assert send(claire, f"{page}/back", page)[:2] == (303, page)
    assert page in claire.get("/review") and "later=mine" not in claire.get("/review")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "", "reason": "x"}, "Indiquez une date."),
        ({"day": "2099-01-01", "reason": "x"}, "Ce moment est passé, ou à plus de 30 jours."),
        ({"day": _day(2), "reason": "  "}, "Le motif manque."),
        ({"day": _day(2), "hour": "25:99", "reason": "x"}, "Indiquez une date."),
    ],
)
def test_a_delay_that_cannot_be_is_said_beside_the_fields(hall: Hall, claire: Browser, fields: dict[str, str], said: str) -> None:
    page = page_of(hall, RUBBISH)
    status, _, shown = send(claire, f"{page}/later", page, version=version(hall, RUBBISH), **fields)
    assert status == 422 and said in shown
    with hall.installation.database.read() as session:
        assert claims.all_put_off(session, TOWN, None, datetime.now(UTC), 10) == ()


def test_a_danger_is_not_offered_to_be_put_off(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, DANGER)
    assert f'action="{page}/later"' not in claire.get(page)
    status, _, shown = send(claire, f"{page}/later", page, version=version(hall, DANGER), day=_day(2), reason="x")
    assert status == 422 and "signale un danger" in shown


def test_what_is_put_off_is_no_gap_in_the_list(hall: Hall, claire: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    with hall.installation.database.write() as session:
        page = requests.review_page(session, TOWN, after=None, limit=50)
        calm = [one for one in page if one.priority > 1]
        for one in calm[:3]:
            put = PutOff(request=one.id, town=TOWN, agent="claire", at=now, until=now + timedelta(days=2), reason="x")
            claims.put_off(session, put)
    whole = re.findall(r'class="row-link" href="/requests/(\d+)"', claire.get("/review"))
    monkeypatch.setattr("web.pages.lists.LIMIT", 2)
    seen: list[str] = []
    address = "/review"
    while address:
        shown = claire.get(address)
        seen += re.findall(r'class="row-link" href="/requests/(\d+)"', shown)
        found = re.search(r'href="(\?after=[^"]+)"', shown)
        address = f"/review{unescape(found[1])}" if found else ""
    assert seen == whole
    assert sorted(seen) == sorted(str(one.id) for one in page if one not in calm[:3])


def test_a_request_is_confirmed_the_next_one_comes_and_it_is_taken_back(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, RUBBISH)
    claire.get(page)
    status, where, _ = send(claire, f"{page}/decide", page, version=version(hall, RUBBISH), subject="PRO-02", department="")
    assert status == 303 and where.endswith(f"?done={hall.ids[RUBBISH]}") and not where.startswith(page)
    record = line(hall, RUBBISH)
    assert (record.line.status, record.line.department) == (Status.OPEN, "PRO")
    number = str(record.line.number)
    shown = words(claire.get(where))
    assert f"La demande {number} est décidée." in shown
    assert send(claire, f"{page}/undo", where)[:2] == (303, page)
    assert line(hall, RUBBISH).line.status is Status.REVIEW
    assert "est décidée" not in words(claire.get(where))


def test_a_correction_is_another_subject_with_the_department_it_brings(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, MARKET)
    claire.get(page)
    assert send(claire, f"{page}/decide", page, version=version(hall, MARKET), subject="EDU-02")[0] == 303
    record = line(hall, MARKET)
    assert (record.line.subject, record.line.department) == (SubjectCode("EDU-02"), DepartmentCode("EDU"))
    assert "corrected" in [one.action for one in record.history]


def test_what_cannot_be_decided_is_said_and_what_was_typed_stays(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, MARKET)
    before = version(hall, MARKET)
    data = {"csrf": claire.token(page), "version": before, "subject": "EDU-02", "street": "rue qui n’est pas", "number": "3"}
    answer = claire.client.post(f"{page}/decide", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 422 and "la commune ne connaît pas de voie" in words(answer.text).lower()
    assert 'value="rue qui n’est pas"' in answer.text and re.search(r'value="EDU-02" selected', answer.text)
    assert version(hall, MARKET) == before


def test_a_house_number_without_a_street_is_not_passed_over(hall: Hall, claire: Browser) -> None:
    page, before = page_of(hall, MARKET), version(hall, MARKET)
    assert line(hall, MARKET).place.street is None
    status, _, shown = send(claire, f"{page}/decide", page, version=before, subject=line(hall, MARKET).line.subject, number="12")
    assert status == 422 and "la commune ne connaît pas de voie" in shown.lower()
    assert version(hall, MARKET) == before


def test_to_confirm_is_to_confirm_what_is_proposed_be_its_subject_gone_from_the_rules(hall: Hall, claire: Browser) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[RUBBISH]).values(subject="OLD-01"))
    page = page_of(hall, RUBBISH)
    confirming, correcting = re.findall(rf'<form method="post" action="{page}/decide"[^>]*>(.*?)</form>', claire.get(page), re.DOTALL)
    # A browser chooses the first subject of a list in which none is chosen, and keeps what was chosen in a list that is folded away.
    assert set(re.findall(r'name="(\w+)"', confirming)) == {"csrf", "version"}
    assert re.findall(r'<option value="([\w-]+)" selected', correcting) == ["OLD-01"]
    assert send(claire, f"{page}/decide", page, version=version(hall, RUBBISH))[0] == 303
    assert line(hall, RUBBISH).line.subject == "OLD-01"


def test_two_who_decide_one_request_are_one_decision_and_one_who_is_told(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    page, seen = page_of(hall, RUBBISH), version(hall, RUBBISH)
    claire.get(page)
    assert send(jeanne, f"{page}/decide", page, version=seen)[0] == 409
    assert send(claire, f"{page}/decide", page, version=seen)[0] == 303
    status, _, shown = send(jeanne, f"{page}/decide", page, version=seen, subject="VOI-01")
    assert status == 409 and CLAIRE in shown and "+00:00" not in shown
    assert line(hall, RUBBISH).line.subject == "PRO-02"


def test_a_double_click_is_one_decision(hall: Hall, claire: Browser) -> None:
    page, seen = page_of(hall, RUBBISH), version(hall, RUBBISH)
    claire.get(page)
    assert [send(claire, f"{page}/decide", "/review", version=seen)[0] for _ in range(2)] == [303, 303]
    assert [one.action for one in line(hall, RUBBISH).history].count("confirmed") == 1


def test_a_request_in_which_nothing_is_asked_is_rejected_with_a_reason_and_restored(hall: Hall, claire: Browser) -> None:
    page = page_of(hall, MARKET)
    claire.get(page)
    status, _, shown = send(claire, f"{page}/reject", page, version=version(hall, MARKET), reason=" ")
    assert status == 422 and "motif" in shown.lower()
    status, where, _ = send(claire, f"{page}/reject", page, version=version(hall, MARKET), reason="répondu au téléphone")
    assert status == 303 and line(hall, MARKET).line.status is Status.REJECTED
    assert "est rejetée" in words(claire.get(where))
    assert send(claire, f"{page}/restore", where)[:2] == (303, page)
    assert line(hall, MARKET).line.status is Status.REVIEW


def test_the_queue_says_when_nothing_is_left_to_take(hall: Hall, claire: Browser, jeanne: Browser) -> None:
    taken = set()
    while (where := send(claire, "/review/next", "/requests")[1]) not in taken:
        taken.add(where)
        if not where.startswith("/requests/"):
            break
        claire.get(where)
        # She holds it until she is done with it.
        assert send(claire, f"{where}/reject", where, version=_seen(claire, where), reason="essai")[0] == 303
    assert "Rien n’est libre en ce moment" in words(jeanne.get("/review?none=1"))


def _seen(browser: Browser, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', browser.get(page))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("way", ["hold", "leave", "back", "later", "decide", "reject", "undo", "restore"])
def test_no_way_works_without_the_token_of_the_page(hall: Hall, claire: Browser, way: str) -> None:
    page = page_of(hall, RUBBISH)
    answer = claire.client.post(f"{page}/{way}", data={"version": "1"}, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 403
    assert claire.client.post("/review/next", data={}, headers={"Origin": ORIGIN}, follow_redirects=False).status_code == 403
    assert line(hall, RUBBISH).line.version == 1


@pytest.mark.parametrize("address", ["/review?later=nobody", "/review?done=1", f"/review?done={2**63 - 1}", "/review?later=mine&after="])
def test_odd_addresses_of_the_queue_are_pages(claire: Browser, address: str) -> None:
    assert claire.status(address) == 200
    assert claire.status(f"/review?done={2**64}") == 404
