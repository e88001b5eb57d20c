"""Saved queries on the desk and through the API: filled in without scripts, counted, listed, charted, written to, taken out (S41)."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.query_wire import from_json, to_json
from domain.rights import Role
from flows import accounts, facts, membership
from flows.work import work
from store import jobs, journal, outbox, queries, requests, towns
from store.agents import NewAgent
from store.mapping import dump
from store.schema import RequestRow, TownRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_api import bearer, key
from web.query_form import Node, json_of, node_of, posted, rearranged

AXEL, ELUE, HOSTILE = "axel", "elue", "=cmd|' /C calc'!A0 <b>Zoë</b>"
ROADS = {"c.key": "all", "c.0.key": "department", "c.0.chosen": "VOI"}
Open = Callable[[str], Browser]


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    """Open a browser for one of a town that writes to requesters, with a head of the roads and an elected member."""
    with hall.installation.database.write() as session:
        writing = replace(towns.town(session, seed.VALOGNES), writes_to_requesters=True)
        session.execute(update(TownRow).where(TownRow.id == seed.VALOGNES).values(document=dump(writing)))
    now = datetime.now(UTC)
    for login, roles in ((AXEL, frozenset[Role]()), (ELUE, frozenset({Role.ELECTED}))):
        new = NewAgent(town=seed.VALOGNES, login=login, name=login, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(hall.installation, new, now)
    member = Member(town=seed.VALOGNES, department=DepartmentCode("VOI"), login=AXEL, post=Post.HEAD)
    membership.add_member(hall.installation, member, "admin", now)
    facts.catch_up(hall.installation)

    def opened(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return opened


def send(browser: Browser, path: str, page: str, **fields: str) -> Any:
    found = {name.replace("__", "."): value for name, value in fields.items()}
    return browser.client.post(path, data={"csrf": browser.token(page), **found}, headers={"Origin": ORIGIN}, follow_redirects=False)


def fill(browser: Browser, do: str, name: str = HOSTILE, **fields: str) -> Any:
    return send(browser, "/queries/edit", "/queries/new", do=do, name=name, **fields)


def keep(browser: Browser, fields: dict[str, str] = ROADS, name: str = HOSTILE) -> str:
    answer = fill(browser, "save", name, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_query_is_filled_in_by_buttons_and_counted_on_the_way(signed_in: Open) -> None:
    claire = signed_in("claire")
    added = fill(claire, "add:c", **{"c.key": "all", "c.add": "any"}).text
    assert 'name="c.0.key"' in added and 'id="here"' in added
    nested = fill(claire, "add:c.0", **{"c.key": "all", "c.0.key": "any", "c.0.add": "words"}).text
    assert 'name="c.0.0.text"' in nested and "Remplissez chaque critère" in nested
    filled = {
        "c.key": "all",
        "c.0.key": "any",
        "c.0.0.key": "words",
        "c.0.0.text": "trou",
        "c.0.1.key": "state",
        "c.0.1.chosen": "any_open",
    }
    counted = send(claire, "/queries/count", "/queries/new", **filled).text
    assert re.fullmatch(r"Demandes trouvées, que vous pouvez lire\s: [1-9]\d*", counted)
    moved = fill(claire, "up:c.0.1", **filled).text
    assert moved.index("any_open") < moved.index('value="trou"')
    wrong = fill(claire, "save", **{**filled, "c.0.0.text": " … "})
    assert wrong.status_code == 422 and "Il n’y a aucun mot." in wrong.text and HOSTILE not in wrong.text and "&lt;b&gt;Zoë" in wrong.text
    assert fill(claire, "save", "", **filled).status_code == 422


def test_list_count_and_figures_of_a_query_are_of_one_number_and_name_it(hall: Hall, signed_in: Open) -> None:
    claire = signed_in("claire")
    at = keep(claire)
    page = claire.get(at)
    number = int(re.search(r'query-number">(\d+)<', page).group(1))  # type: ignore[union-attr] # else the test fails
    listed = claire.get(f"/requests?query={at.rpartition('/')[2]}&state=all")
    assert number > 0 and listed.count('class="row-link"') == number
    assert "De la requête" in listed and "&lt;b&gt;Zoë" in listed and "<b>Zoë" not in listed
    figures = claire.get(f"/figures?show=received&period=all&query={at.rpartition('/')[2]}")
    assert re.search(rf"<td[^>]*>(<a[^>]*>)?{number}(</a>)?</td>", figures.partition("<tfoot>")[2])
    assert f'<option value="{at.rpartition("/")[2]}" selected>' in figures and "Seulement" in plain(figures)
    assert claire.status("/requests?query=999") == 404 and claire.status("/requests?query=x") == 404
    assert claire.status("/figures?show=received&query=999") == 403 and claire.status("/figures?show=received&query=0") == 422


def test_a_shared_query_finds_for_each_what_is_his_and_nothing_for_who_reads_nothing(hall: Hall, signed_in: Open) -> None:
    claire, axel = signed_in("claire"), signed_in(AXEL)
    at = keep(claire, {"c.key": "none", "c.0.key": "state", "c.0.chosen": "archived"})
    assert axel.status(at) == 404 and axel.status(f"/requests?query={at.rpartition('/')[2]}") == 404
    assert send(claire, f"{at}/share", at, whom="town").status_code == 303
    own, every = (int(re.search(r'query-number">(\d+)<', one.get(at)).group(1)) for one in (axel, claire))  # type: ignore[union-attr]
    assert 0 < own < every
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).values(confidentiality=int(Confidentiality.SOCIAL)))
    left = [int(re.search(r'query-number">(\d+)<', one.get(at)).group(1)) for one in (axel, claire)]  # type: ignore[union-attr]
    assert left == [own, 0]
    assert send(axel, f"{at}/remove", at).status_code == 404 and axel.status(f"{at}/edit") == 404
    copy = send(axel, f"{at}/take", at)
    assert copy.status_code == 303 and axel.get("/queries").count("Zoë") == 2
    elue = signed_in(ELUE)
    assert elue.status("/queries") == 403 and elue.status(at) == 403
    assert elue.status(f"/figures?show=received&query={at.rpartition('/')[2]}") == 403


def test_two_who_change_one_query_at_once_are_told(signed_in: Open) -> None:
    claire = signed_in("claire")
    at = keep(claire)
    own = {**ROADS, "query": at.rpartition("/")[2]}
    assert fill(claire, "save", "Une", **own, version="1").headers["location"] == at
    late = fill(claire, "save", "Deux", **own, version="1")
    assert late.status_code == 409 and 'name="version" value="2"' in late.text and 'value="Deux"' in late.text
    assert fill(claire, "save", "Deux", **own, version="2").status_code == 303
    assert "Deux" in claire.get("/queries") and send(claire, f"{at}/remove", at).status_code == 303
    assert claire.status(at) == 404


def test_what_is_found_leaves_as_csv_without_formulas_and_stands_in_the_journal(hall: Hall, signed_in: Open) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.department == "VOI").values(heading="=1+1"))
    axel = signed_in(AXEL)
    at = keep(axel)
    answer = send(axel, f"{at}/export", at)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer.status_code == 200 and rows[0][:3] == ["Numéro", "Code de suivi", "Reçue le"]
    assert len(rows) - 1 == int(re.search(r'query-number">(\d+)<', axel.get(at)).group(1))  # type: ignore[union-attr]
    assert {row[10] for row in rows[1:]} == {"'=1+1"}
    with hall.installation.database.read() as session:
        told = journal.page(session, seed.VALOGNES, after=None, limit=5)[0]
    assert (told.action, told.actor, told.details["count"]) == ("export", AXEL, len(rows) - 1)


def test_everyone_is_written_to_as_shown_and_it_is_followed(hall: Hall, signed_in: Open) -> None:
    axel = signed_in(AXEL)
    at = keep(axel, {**ROADS, "c.1.key": "state", "c.1.chosen": "any_open"})
    path = f"{at}/letter"
    first = axel.get(path)
    assert "Qui est joint" in first, plain(first)
    assert 'value="send"' not in first
    shown = send(axel, path, path, do="preview", text="La rue est réparée. <script>")
    seen, once = (re.search(rf'name="{name}" value="([^"]+)"', shown.text).group(1) for name in ("seen", "once"))  # type: ignore[union-attr]
    assert 'value="send"' in shown.text and "La rue est réparée. &lt;script&gt;" in shown.text
    changed = send(axel, path, path, do="send", text="Autre chose", seen=seen, once=once)
    assert changed.status_code == 409 and "rien n’est encore parti" in changed.text
    sent = send(axel, path, path, do="send", text="La rue est réparée. <script>", seen=seen, once=once)
    assert sent.status_code == 303
    again = send(axel, path, path, do="send", text="La rue est réparée. <script>", seen=seen, once=once)
    assert again.headers["location"] == sent.headers["location"]
    assert "Restent à écrire" in axel.get(sent.headers["location"])
    for queue in jobs.QUEUES:
        work(hall.installation, queue, datetime.now(UTC))
    page = axel.get(sent.headers["location"])
    assert "L’envoi est terminé" in page and "La rue est réparée. &lt;script&gt;" in page
    with hall.installation.database.read() as session:
        every = [one for each in requests.ids(session, seed.VALOGNES) for one in outbox.of_request(session, each)]
    told = [one for one in every if "mailing" in str(one.letter.event)]
    assert told and len({one.letter.recipient for one in told}) == len(told)
    claire = signed_in("claire")
    assert claire.status(sent.headers["location"]) == 404


def test_of_what_a_request_is_a_part_nothing_is_told_to_who_may_not_read_that(hall: Hall, signed_in: Open) -> None:
    axel = signed_in(AXEL)
    path = f"{keep(axel)}/letter"
    with hall.installation.database.write() as session:
        rows = session.execute(select(RequestRow.id, RequestRow.department, RequestRow.tracking).order_by(RequestRow.id)).all()
        part = next(one.id for one in rows if one.department == "VOI")
        main = next(one for one in rows if one.department != "VOI")
        secret = {"department": "SOC", "confidentiality": int(Confidentiality.SOCIAL), "year": 2026, "counter": 98765}
        session.execute(update(RequestRow).where(RequestRow.id == main.id).values(secret))
        session.execute(update(RequestRow).where(RequestRow.id == part).values(merged_into=main.id))
    page = axel.get(path)
    assert "Qui est joint" in page and "98765" not in page and f"/requests/{main.id}" not in page


def test_the_api_tells_an_agents_queries_and_what_they_find_for_him(hall: Hall, browser: Browser, signed_in: Open) -> None:
    at = int(keep(signed_in(AXEL)).rpartition("/")[2])
    reading = bearer(key(hall, Scope.REQUESTS_READ))

    def get(path: str) -> Any:
        return browser.client.get(f"/api/v1/queries{path}", headers=reading)

    assert get("").status_code == 422
    listed = get(f"?agent={AXEL}").json()["queries"]
    assert [(one["id"], one["name"], one["is_own"], one["count"]) for one in listed] == [(at, HOSTILE, True, None)]
    one = get(f"/{at}?agent={AXEL}").json()
    found = get(f"/{at}/requests?agent={AXEL}").json()
    assert one["count"] == len(found["requests"]) > 0 and found["next"] is None
    assert one["criteria"] == {"all": [{"department": ["VOI"]}]}
    assert get(f"/{at}?agent=claire").status_code == 404
    asked = {"agent": AXEL, "criteria": {"department": ["VOI"]}}
    counted = browser.client.post("/api/v1/queries/count", json=asked, headers=reading)
    assert counted.json() == {"count": one["count"]}
    wrong = browser.client.post("/api/v1/queries/count", json={"agent": AXEL, "criteria": {"colour": ["red"]}}, headers=reading)
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "criteria"
    figures = browser.client.get(f"/api/v1/figures?agent={AXEL}&show=received&period=all&query={at}", headers=reading)
    assert figures.json()["total"]["cells"][0]["value"] == one["count"]
    assert browser.client.get(f"/api/v1/figures?show=received&query={at}", headers=reading).status_code == 403
    with hall.installation.database.read() as session:
        saved = queries.find(session, at)  # type: ignore[arg-type] # its number
    assert saved is not None and saved.name == HOSTILE


def test_a_form_holds_what_a_query_says_and_gives_it_back() -> None:
    leaves = [
        {"subject": ["VOI-*"]},
        {"street": ["", "Rue de Poterie"]},
        {"received": {"last": 30}},
        {"due": {"from": "2026-01-01"}},
        {"requester": "d’Œuvre"},
    ]
    criteria = from_json({"any": [*leaves, {"none": leaves}]})
    root = node_of(criteria)
    assert json_of(root) == to_json(criteria)
    fields = dict(_fields(root, "c"))
    assert json_of(posted(fields)) == to_json(criteria)
    assert len(rearranged(root, "remove:c.5", {})[0].parts) == 5
    for do in (
        "remove:c.9",
        "up:c.0",
        "down:c.5",
        "add:c",
        "add:c.0",
        "remove:c",
        "what:c.0",
        "up:x",
        "remove:c.5.9.9",
        "up:c.1.1.1.1.1.1.1",
    ):
        assert rearranged(root, do, {"c.add": ("nothing",), "c.0.add": ("words",)})[0] == root


def _fields(node: Node, name: str) -> Any:
    yield f"{name}.key", (node.key,)
    yield from ((f"{name}.{field}", values) for field, values in node.values.items())
    for place, part in enumerate(node.parts):
        yield from _fields(part, f"{name}.{place}")
