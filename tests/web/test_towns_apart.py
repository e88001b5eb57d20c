"""Towns of one installation know nothing of each other, and who runs it reads nothing of any (S36, S38; DOMAIN §6)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from domain.api_key import Scope
from domain.ids import TownId
from domain.rights import Role
from flows import api_keys
from flows.api_keys import Wanted
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import agents, town_rows
from store import town_atlas as atlas
from store.agents import NewAgent
from tests.web import seed, whole_town
from tests.web.conftest import ORIGIN, Browser
from tests.web.test_api import bearer
from web.app import create_app

MARKS = (
    *("DELISLE Marine", "HAMON Pierre", "MARIE Odile", "DUVAL Alain", "LEROUX Fanny", "MARTEL Jeanne", "LEPETIT Germaine", "BENALI Nora"),
    *("étincelles et des", "stop au bout", "vis dépasse", "troisième fois que", "derrière l’abribus", "plus à payer", "c’est intenable"),
    *("cable electrique", "crottes de chien", "Encombrants", "inscrire mon fils", "plainte", "Mesurer le trou", "Trous de la voirie"),
)
"""What stands in requests of Valognes, and in tasks and queries about them; some of it stands in Bréville too."""
EVERYTHING = frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR, Role.DPO})
UNTOUCHED = frozenset(("GET", "HEAD", "OPTIONS"))
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
LEFT = re.compile(r"^/(sign-out|sign-in|setup)")
"""Routes after which nobody is signed in any more, or that are before anybody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Two towns, and what of Valognes can be named in an address."""

    installation: Installation
    ids: Mapping[str, tuple[str, ...]]
    key: str
    own_marks: tuple[str, ...]
    """The marks that stand nowhere in Bréville."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("apart")
    opened = open_installation(load_settings(data=folder / "data", secret_key="s" * 40))
    try:
        ids = whole_town.fill(opened)
        now = datetime.now(UTC)
        with opened.database.write() as session:
            for login, town, roles in (("runner", None, {Role.ADMIN}), ("stranger", seed.BREVILLE, EVERYTHING)):
                new = NewAgent(
                    town=town, login=login, name=login, roles=frozenset(roles), password_hash=seed.PASSWORD_HASH, must_change=False
                )
                agents.add(session, new, now)
        made = api_keys.make(opened, Wanted(town=seed.BREVILLE, name="Autre", scopes=frozenset(Scope)), "admin", now)
        own = tuple(str(one) for name, one in ids.items() if name != "breville")
        other = json.dumps(contents(opened, seed.BREVILLE), ensure_ascii=False)
        own_marks = tuple(one for one in MARKS if one not in other)
        assert len(own_marks) > 10
        yield Place(installation=opened, ids=_named(opened, own), key=made.secret, own_marks=own_marks)
    finally:
        opened.close()


def _named(opened: Installation, requests: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return what stands for each parameter of an address: ids of Valognes' rows."""
    found: dict[str, tuple[str, ...]] = {"request_id": requests, "request": requests, "town": (seed.VALOGNES,)}
    tables = {"agent": "agents", "agent_id": "agents", "dossier": "dossiers", "dossier_id": "dossiers", "query_id": "saved_queries"}
    tables |= {"inbound_id": "inbounds", "arrival": "inbounds", "log_id": "call_logs", "channel": "channels", "right": "rights_requests"}
    tables |= {"call_id": "calls", "key_id": "api_keys", "right_id": "rights_requests", "requester_id": "dossiers", "file": "dossiers"}
    with opened.database.read() as session:
        for name, table in tables.items():
            rows = town_rows.rows(session, atlas.table_named(table), seed.VALOGNES)
            found[name] = tuple(str(row["id"]) for row in rows)[:6]
    return found


def routes(place: Place) -> list[APIRoute]:
    return [one for one in create_app(place.installation).routes if isinstance(one, APIRoute)]


def addresses(place: Place, path: str) -> list[str]:
    """Return a path with ids of Valognes for its parameters; an id there is none of is one there could be."""
    names = _PARAMETER.findall(path)
    most = max((len(place.ids.get(name, ("1",))) for name in names), default=1)
    made = []
    for number in range(most):
        address = path
        for name in names:
            choices = place.ids.get(name) or ("1", "2")
            address = re.sub(rf"\{{{name}(?::\w+)?\}}", choices[number % len(choices)], address)
        made.append(address)
    return made


def client_of(place: Place, login: str) -> TestClient:
    client = TestClient(create_app(place.installation), base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False)
    assert Browser(client).sign_in(login) == 303
    return client


def found_in(content: bytes, marks: tuple[str, ...]) -> list[str]:
    return [mark for mark in marks if mark.encode() in content]


@pytest.mark.parametrize("login", ["runner", "stranger"])
def test_no_page_and_no_file_shows_what_citizens_of_a_town_wrote(login: str, place: Place) -> None:
    client = client_of(place, login)
    marks = MARKS if login == "runner" else place.own_marks
    shown, faults, walked = [], [], 0
    for route in routes(place):
        if "GET" not in (route.methods or ()) or LEFT.match(route.path):
            continue
        for address in addresses(place, route.path):
            answer = client.get(address, follow_redirects=False)
            walked += 1
            shown += [(address, seen)] if (seen := found_in(answer.content, marks)) else []
            faults += [address] if answer.status_code == 500 else []
    assert walked > 300
    assert shown == [] and faults == []


def test_no_answer_of_the_api_holds_anything_of_a_town_the_key_is_not_of(place: Place) -> None:
    client = TestClient(create_app(place.installation), base_url=ORIGIN, raise_server_exceptions=False)
    shown, walked = [], 0
    for route in routes(place):
        if "GET" in (route.methods or ()) and route.path.startswith("/api/"):
            for address in addresses(place, route.path):
                answer = client.get(address, headers=bearer(place.key))
                walked += 1
                shown += [(address, seen)] if (seen := found_in(answer.content, place.own_marks)) else []
    assert walked > 60 and shown == []


def contents(installation: Installation, town: TownId) -> dict[str, list[object]]:
    with installation.database.read() as session:
        return {one.name: list(town_rows.rows(session, one, town)) for one in atlas.tables()}


def test_nothing_an_agent_or_a_key_of_another_town_sends_changes_a_town(place: Place) -> None:
    before = contents(place.installation, seed.VALOGNES)
    client = client_of(place, "stranger")
    program = TestClient(create_app(place.installation), base_url=ORIGIN, raise_server_exceptions=False)
    token = Browser(client).token("/account")
    taken = []
    for route in routes(place):
        for method in sorted((route.methods or set()) - UNTOUCHED):
            # What anybody may send to a town without signing in is no matter of whose agent he is.
            if LEFT.match(route.path) or route.path.startswith(("/p/", "/f/", "/open311", "/api/v1/forms")):
                continue
            for address in addresses(place, route.path):
                if route.path.startswith("/api/"):
                    answer = program.request(method, address, headers=bearer(place.key), json={})
                else:
                    fields = {"csrf": token, "version": "1", "reason": "x", "text": "x", "act": "take", "town": seed.VALOGNES}
                    answer = client.request(method, address, data=fields, headers={"Origin": ORIGIN}, follow_redirects=False)
                taken.append(answer.status_code)
                assert not found_in(answer.content, place.own_marks), address
    assert len(taken) > 200
    after = contents(place.installation, seed.VALOGNES)
    assert [name for name in before if before[name] != after[name]] == []


def test_whose_town_it_is_would_have_seen_it(place: Place) -> None:
    """The marks are there to be seen: the walk above would find them."""
    client = client_of(place, "claire")
    assert found_in(client.get("/requests?state=all").content, place.own_marks)
    assert found_in(client.get(f"/requests/{place.ids['request_id'][3]}").content, MARKS)
