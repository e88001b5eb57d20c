"""Figures through the API: what can be asked, answers by the rights of who asks, faults told (issue 10; DOMAIN §7)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.api_key import Scope
from domain.figures import Axis
from domain.ids import DepartmentCode, TownId
from domain.member import Member
from figures.axis_words import ENUMERATED
from figures.indicators import INDICATORS
from figures.presets import PRESETS
from figures.words import Said
from flows import accounts
from flows.figure_names import LETTERS
from store import members
from store.agents import NewAgent
from store.facts_kept import Due, keep
from tests.figures.sixty import sixty
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.people import PEOPLE
from tests.web.test_api import bearer, key
from web import letter_words, life_words, words
from web.translations import read_catalogue

TOWN = TownId("valognes")
READ = Scope.REQUESTS_READ
QUARTER = "from=2020-01-01&to=2020-03-31"
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, hall: Hall) -> Call:
    """Call the API of a town with sixty requests in the manner of a key that reads, and return the answer."""
    for login, (roles, member) in PEOPLE.items():
        accounts.add_agent(hall.installation, NewAgent(town=TOWN, login=login, name=login, roles=roles, password_hash="x"), seed.NOW)
        if member is not None:
            department, post = member
            with hall.installation.database.write() as session:
                of = Member(town=TOWN, department=DepartmentCode(department), login=login, post=post)
                members.add(session, of, datetime.now(UTC))
    with hall.installation.database.write() as session:
        keep(session, Due(notes=(), requests=()), sixty(TOWN, after=100_000), ())
    keys: dict[tuple[Scope, ...], str] = {}

    def do(query: str = "", *, scopes: tuple[Scope, ...] = (READ,), language: str = "fr") -> Any:
        secret = keys.setdefault(scopes, keys.get(scopes) or key(hall, *scopes))
        return browser.client.get(f"/api/v1/figures{query}", headers={"Accept-Language": language} | bearer(secret))

    return do


def lines(answer: Any) -> dict[str | None, list[object]]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return {line["key"]: [_shown(cell) for cell in line["cells"]] for line in (*body["lines"], body["total"])}


def _shown(cell: Any) -> object:
    return "masked" if cell["is_masked"] else cell["value"]


def test_a_question_is_answered_as_a_table(call: Call) -> None:
    answer = call(f"?show=received,on_time_rate&by=month&{QUARTER}&channel=form&channel=email&department=VOI")
    assert lines(answer)[None] == [14, 0.6]
    body = answer.json()
    assert (body["title"], body["row_title"]) == (
        "Demandes reçues, Closes dans la date limite par mois, de janvier à mars 2020",
        "Mois",
    )
    assert [(one["indicator"], one["unit"], one["is_before"]) for one in body["columns"]] == [
        ("received", "count", False),
        ("on_time_rate", "rate", False),
    ]
    assert "Seulement\u00a0: canal = Courriel, Formulaire en ligne." in body["notes"]
    assert call(f"?show=received&by=month&{QUARTER}", language="en").json()["title"] == "Requests received by month, January to March 2020"


def test_a_preset_is_answered_with_what_is_changed_of_it(call: Call) -> None:
    assert lines(call(f"?preset=by_month&{QUARTER}&department=VOI"))[None] == [26, 23, 12]
    answer = call("?preset=nothing")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_preset")


def test_all_that_can_be_asked_is_listed(call: Call) -> None:
    body = call("/indicators").json()
    assert [one["code"] for one in body["indicators"]] == list(INDICATORS)
    assert [one["code"] for one in body["axes"]] == list(Axis)
    assert [one["code"] for one in body["presets"]] == list(PRESETS)
    assert body["indicators"][0]["label"] == "Demandes reçues"
    assert call("/indicators", language="en").json()["axes"][0]["keys"][0] == {"key": "email", "label": "E-mail"}


def test_faults_are_told_beside_their_fields(call: Call) -> None:
    answer = call("?show=stock&by=hour&from=2020-02-01&to=2020-01-01&colour=red")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("colour", "unknown_field")]
    answer = call("?show=stock&by=hour&from=2020-02-01&to=2020-01-01")
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("by", "axis_does_not_fit"), ("to", "upside_down")]
    assert answer.json()["errors"][1]["message"] == "La période finit avant de commencer. Échangez les deux jours."


def test_without_a_key_that_reads_nothing_is_told(call: Call, browser: Browser) -> None:
    assert browser.client.get("/api/v1/figures?show=received").status_code == 401
    assert call("?show=received", scopes=(Scope.FORMS,)).status_code == 403
    assert call("/indicators", scopes=(Scope.FORMS,)).status_code == 403


NOT_FOUR = {"VOI": [12], "ACC": [6], "CCAS": ["masked"], None: ["masked"]}
"""Four are open in a confidential department; the whole would give them away, and the others may be counted in a list."""
NOTHING_SMALL = {"VOI": [12], "ACC": ["masked"], "CCAS": ["masked"], None: [22]}
"""For who has no list, the next smallest is hidden with it."""


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("rose", NOT_FOUR),
        ("regis", NOT_FOUR),
        ("boss", NOT_FOUR),
        ("dpo", NOT_FOUR),
        ("elue", NOTHING_SMALL),
        ("axel", {"VOI": [12], None: [12]}),
        ("hugo", {"VOI": [12], None: [12]}),
        # No key opens what is social, whoever it acts for.
        ("sonia", {"CCAS": ["masked"], None: ["masked"]}),
    ],
)
def test_each_is_told_of_the_departments_that_are_his(call: Call, login: str, expected: dict[str | None, list[object]]) -> None:
    assert lines(call(f"?show=stock&by=department&{QUARTER}&agent={login}")) == expected


@pytest.mark.parametrize(("login", "is_masked"), [("elue", True), ("rose", False)])
def test_who_only_follows_the_town_is_told_nothing_small(call: Call, login: str, is_masked: bool) -> None:
    assert lines(call(f"?show=abusive&{QUARTER}&agent={login}")) == {None: ["masked" if is_masked else 3]}


def test_agents_are_told_apart_by_heads_and_administrators_alone(call: Call) -> None:
    query = f"?show=stock&by=agent&{QUARTER}"
    assert lines(call(f"{query}&agent=hugo")) == {"léa": [5], "anne": [4], "marc": [2], "": [1], None: [12]}
    assert lines(call(f"{query}&agent=boss"))[None] == [22]
    for other in ("", "&agent=rose", "&agent=axel", "&agent=elue", "&agent=regis"):
        refused = call(query + other)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted"), other
    assert call(f"?show=stock&{QUARTER}&agent=axel&agent_=x").status_code == 422


@pytest.mark.parametrize(
    ("desk", "figures"),
    [
        (words.CHANNELS, ENUMERATED[Axis.CHANNEL]),
        ({str(number): text for number, text in words.PRIORITIES.items()}, ENUMERATED[Axis.PRIORITY]),
        (life_words.STATUSES, ENUMERATED[Axis.STATE]),
        (life_words.CLOSURES, ENUMERATED[Axis.CLOSURE]),
        (letter_words.LETTER_MODELS, LETTERS),
    ],
)
def test_keys_are_called_as_everywhere_on_the_desk(desk: Mapping[str, str], figures: Mapping[str, Said]) -> None:
    french = {message.id: message.string for message in read_catalogue("fr")}
    assert {key: (french[text], text) for key, text in desk.items()} == {key: (said.french, said.english) for key, said in figures.items()}
