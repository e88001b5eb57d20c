"""A department works on its requests from the desk: takes, plans, asks, hands over, answers and closes (issue 7, points 1 and 3)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from pydantic import SecretStr

from domain.ids import DepartmentCode
from domain.lifecycle import LIFECYCLE, Act, Need
from domain.member import Member, Post
from domain.request import Closure, Status
from domain.rights import Role
from store import agents, members, outbox, requests
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from web.act_words import ACTS
from web.acting import FIELDS, OPTIONAL

TOWN = seed.VALOGNES
HOLE = "trou"
PEOPLE = {
    "axel": (frozenset(), Post.AGENT),
    "hugo": (frozenset(), Post.HEAD),
    "rose": (frozenset({Role.RECEPTION}), None),
    "dpo": (frozenset({Role.DPO}), None),
}
Open = Callable[[str], Browser]


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    """Sign in as somebody of the department of the roads, or of none."""
    with hall.installation.database.write() as session:
        for login, (roles, post) in PEOPLE.items():
            new = NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
            agents.add(session, new, seed.NOW)
            if post is not None:
                members.add(session, Member(town=TOWN, department=DepartmentCode("VOI"), login=login, post=post), seed.NOW)

    def sign_in(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return sign_in


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def page_of(hall: Hall) -> str:
    return f"/requests/{hall.ids[HOLE]}"


def record(hall: Hall) -> requests.RequestRecord:
    with hall.installation.database.read() as session:
        return requests.get(session, hall.ids[HOLE])


def do(hall: Hall, browser: Browser, act: str, **fields: str) -> tuple[int, str]:
    data = {"csrf": browser.token("/requests"), "version": str(record(hall).line.version), "act": act, **fields}
    answer = browser.client.post(f"{page_of(hall)}/act", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "") or words(answer.text)


def offered(browser: Browser, hall: Hall) -> set[str]:
    return set(re.findall(r'name="act" value="(\w+)"', browser.get(page_of(hall))))


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_a_department_takes_plans_asks_goes_on_and_closes(hall: Hall, signed_in: Open) -> None:
    axel, hugo, page = signed_in("axel"), signed_in("hugo"), page_of(hall)
    assert offered(axel, hall) == {"take", "refuse"}
    assert do(hall, axel, "take") == (303, page)
    assert (record(hall).line.status, record(hall).line.situation.taken_by) == (Status.ACCEPTED, "axel")
    assert do(hall, axel, "plan", day=_day(4)) == (303, page)
    assert record(hall).line.status is Status.PLANNED
    assert do(hall, axel, "ask", pieces="une photo\n\n  l’adresse exacte ", day=_day(10), lack="useful") == (303, page)
    asked = next(one for one in reversed(record(hall).history) if one.action == "asked")
    assert record(hall).line.status is Status.WAITING and asked.details["pieces"] == ["une photo", "l’adresse exacte"]
    assert do(hall, axel, "resume") == (303, page)
    assert "close" not in offered(axel, hall) and "close" in offered(hugo, hall)
    assert do(hall, axel, "finish") == (303, page)
    assert "Rien n’est envoyé" in words(hugo.get(page))
    assert do(hall, hugo, "close", closure="carried_out", answer="Le trou est rebouché.")[0] == 303
    line = record(hall).line
    assert (line.status, line.situation.closure) == (Status.CLOSED, Closure.CARRIED_OUT)
    assert "Réponse gardée, non envoyée : Le trou est rebouché." in words(hugo.get(page))
    assert "Pourquoi une personne doit décider" not in hugo.get(page)
    assert do(hall, hugo, "reopen", reason="il est revenu")[0] == 303
    assert record(hall).line.status is Status.OPEN


def test_an_answer_that_closes_is_shown_as_it_leaves_before_it_is_sent_once(hall: Hall, signed_in: Open) -> None:
    settings = hall.installation.settings.model_copy(update={"relay_url": SecretStr("smtp://127.0.0.1:2599")})
    object.__setattr__(hall.installation, "settings", settings)
    hugo, page = signed_in("hugo"), page_of(hall)
    assert do(hall, hugo, "take") == (303, page)
    before = letters_to_requesters(hall)
    fields = {"csrf": hugo.token(page), "version": str(record(hall).line.version), "act": "close", "closure": "carried_out"}

    def sent(**more: str) -> tuple[int, str]:
        answer = hugo.client.post(f"{page}/act", data={**fields, **more}, headers={"Origin": ORIGIN}, follow_redirects=False)
        return answer.status_code, answer.text

    status, shown = sent(answer="Le trou est rebouché.")
    assert status == 200 and "Le trou est rebouché." in words(shown) and "Voici ce qu’il reçoit" in words(shown)
    assert record(hall).line.status is Status.ACCEPTED and letters_to_requesters(hall) == before
    seen = {name: re.search(f'name="{name}" value="([^"]+)"', shown)[1] for name in ("seen", "once")}  # type: ignore[index]
    status, changed = sent(answer="Le trou est rebouché depuis hier.", do="send", **seen)
    assert status == 200 and "Ce n’est pas ce qui avait été montré" in words(changed)
    assert record(hall).line.status is Status.ACCEPTED
    for _ in range(2):
        assert sent(answer="Le trou est rebouché.", do="send", **seen)[0] == 303
    assert record(hall).line.status is Status.CLOSED and letters_to_requesters(hall) == before + 1


def letters_to_requesters(hall: Hall) -> int:
    with hall.installation.database.read() as session:
        return sum("model" in one.letter.payload for one in outbox.of_request(session, hall.ids[HOLE]))


def test_an_agent_who_may_not_close_is_told_who_does(hall: Hall, signed_in: Open) -> None:
    axel, page = signed_in("axel"), page_of(hall)
    assert do(hall, axel, "take") == (303, page)
    assert "Répond au demandeur et la clôt" not in words(axel.get(page))
    assert do(hall, axel, "finish") == (303, page)
    assert "La demande est traitée. Répond au demandeur et la clôt : hugo." in words(axel.get(page))
    assert "Répond au demandeur et la clôt" not in words(signed_in("hugo").get(page))


@pytest.mark.parametrize("login", ["rose", "dpo"])
def test_whose_hand_it_is_not_is_offered_nothing_and_refused(hall: Hall, signed_in: Open, login: str) -> None:
    browser = signed_in(login)
    assert "take" not in offered(browser, hall)
    assert do(hall, browser, "take")[0] in {403, 404}
    assert record(hall).line.status is Status.OPEN


@pytest.mark.parametrize(
    ("act", "fields"),
    [("refuse", {"reason": " "}), ("plan", {"day": "demain"}), ("ask", {"pieces": " \n ", "day": ""}), ("close", {"closure": "nix"})],
)
def test_what_is_missing_is_said_beside_the_fields_and_what_was_typed_stays(
    hall: Hall, signed_in: Open, act: str, fields: dict[str, str]
) -> None:
    hugo = signed_in("hugo")
    assert do(hall, hugo, "take")[0] == 303
    data = {"csrf": hugo.token("/requests"), "version": str(record(hall).line.version), "act": act, **fields}
    answer = hugo.client.post(f"{page_of(hall)}/act", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 422 and f'id="act-{act}-fault"' in answer.text
    assert record(hall).line.status is Status.ACCEPTED


def test_a_request_that_is_given_away_leads_back_to_the_list(hall: Hall, signed_in: Open) -> None:
    hugo = signed_in("hugo")
    assert do(hall, hugo, "hand_over", department="PRO", reason="c’est un dépôt") == (303, "/requests")
    assert record(hall).line.department == "PRO"
    assert hugo.status(page_of(hall)) == 404


def test_a_stale_page_changes_nothing_and_says_who_was_faster(hall: Hall, signed_in: Open) -> None:
    axel, hugo = signed_in("axel"), signed_in("hugo")
    before = str(record(hall).line.version)
    assert do(hall, axel, "take")[0] == 303
    status, shown = do(hall, hugo, "refuse", version=before, reason="pas à nous")
    assert status == 409 and "axel" in shown and "+00:00" not in shown
    assert record(hall).line.status is Status.ACCEPTED


def test_who_reviews_reads_why_its_department_gave_it_back(hall: Hall, signed_in: Open) -> None:
    reason = "C’est la route du <Département>."
    assert do(hall, signed_in("hugo"), "refuse", reason=reason)[0] == 303
    rose = signed_in("rose")
    shown = words(rose.get(page_of(hall)))
    assert f"Rendue par le service « {reason} »" in shown.partition("Message reçu")[0]
    assert "Rendue par le service" in rose.get("/review")


def test_an_act_that_is_not_allowed_is_refused_with_the_allowed_ones(hall: Hall, signed_in: Open) -> None:
    status, shown = do(hall, signed_in("hugo"), "resume")
    assert status == 409 and "« Reprendre » n’est pas possible maintenant. Possible : Prendre en charge, Rendre à la vérification" in shown
    answer = signed_in("hugo").client.post(f"{page_of(hall)}/act", data={"version": "1", "act": "take"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 403


def test_every_act_of_a_hand_is_offered_with_the_fields_it_needs() -> None:
    own_ways = {Act.CONFIRM, Act.REJECT, Act.ARCHIVE}
    assert set(ACTS) == set(Act) - own_ways
    for line in LIFECYCLE:
        if line.act in own_ways:
            continue
        asked = set(FIELDS.get(line.act, ()))
        assert {need.value for need in line.needs} <= asked, line.act
        assert not {(line.act, need.value) for need in line.needs if need is not Need.ANSWER} & OPTIONAL, line.act
