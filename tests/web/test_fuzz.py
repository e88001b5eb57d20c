"""Bodies and addresses from strangers, wounded in every way: answered as a mistake or taken in, never 500 (S43)."""

import json
import random
from urllib.parse import quote_from_bytes, urlencode

import pytest

from domain.api_key import Scope
from tests.fuzz.mutations import rounds, wounded
from tests.web.conftest import Browser, Hall
from tests.web.filled import REPORT, publish_common
from tests.web.test_forms_api import TO
from tests.web.test_open311 import BASE, POST, key
from web.throttle import Throttle

JSON = "application/json"
ENCODED = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
OPEN311 = f"{BASE}/requests.json"
FOREVER = b'{"a": ' + b"[" * 3_000 + b"]" * 3_000 + b"}"


class Open(Throttle):
    """A door that lets everybody through: else most calls would be answered 429."""

    def admits(self, address: str, limit: int | None = None) -> bool:
        del address, limit
        return True


@pytest.fixture
def secret(hall: Hall, browser: Browser) -> str:
    publish_common(hall)
    browser.client.app.state.calls = Open()  # type: ignore[attr-defined]  # Starlette's
    return key(hall, Scope.OPEN311, per_minute=1_000_000)


def parts(fields: dict[str, str]) -> bytes:
    pieces = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    file = '--b\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n'
    return ("".join(pieces) + file).encode("latin-1", "replace")


def samples(secret: str) -> list[tuple[str, str, bytes]]:
    more = {"api_key": secret, "description": "Un trou profond", "lat": "49.5", "long": "-1.4"}
    post = {name: str(value) for name, value in POST.items()} | more
    report = {name: str(value) for name, value in REPORT.items()}
    return [
        (OPEN311, ENCODED, urlencode(post).encode()),
        (OPEN311, JSON, json.dumps(post | {"attributes": {"a": ["b"]}}).encode()),
        (OPEN311, PARTS, parts(post)),
        (TO, JSON, json.dumps(REPORT).encode()),
        (TO, PARTS, parts(report)),
        ("/sign-in", ENCODED, urlencode({"login": "claire", "password": "x", "csrf": "y"}).encode()),
    ]


# Of a body that ends within a file Starlette leaves the piece in memory to the garbage collector.
@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
def test_wounded_bodies_are_no_errors_of_ours(browser: Browser, secret: str, pytestconfig: pytest.Config) -> None:
    all_samples = samples(secret)
    others = [body for _, _, body in all_samples]
    taken = 0
    for chance in rounds(150, is_long=bool(pytestconfig.getoption("--long"))):
        path, kind, body = chance.choice(all_samples)
        body = wounded(chance, body, others)
        answer = browser.client.post(path, content=body, headers={"Content-Type": kind, "X-Api-Key": secret}, follow_redirects=False)
        assert answer.status_code < 500, (path, kind, body)
        taken += answer.status_code < 300
    assert taken > 5, "some must get so far that they are kept"


@pytest.mark.parametrize(
    "body",
    [
        FOREVER,
        FOREVER.replace(b"[", b'{"a":').replace(b"]", b"}").replace(b":}", b":1}"),
        b'{"attributes": ' + b"[" * 3_000 + b"]" * 3_000 + b"}",
        b'{"lat": 1e999, "long": NaN}',
    ],
    ids=["lists", "objects", "attributes", "no numbers"],
)
@pytest.mark.parametrize("path", [OPEN311, TO])
def test_json_without_end_is_a_mistake_of_its_sender(browser: Browser, secret: str, path: str, body: bytes) -> None:
    answer = browser.client.post(path, params={"api_key": secret}, content=body, headers={"Content-Type": JSON})
    assert 400 <= answer.status_code < 500


def test_half_characters_are_taken_in_as_marks(browser: Browser, secret: str) -> None:
    body = {"description": "Un trou \ud800 rue\0 Verte", "address_string": "2 rue Verte", "service_code": POST["service_code"]}
    answer = browser.client.post(OPEN311, params={"api_key": secret}, content=json.dumps(body), headers={"Content-Type": JSON})
    assert answer.status_code < 300, answer.text


def test_wounded_addresses_of_lists_are_no_errors_of_ours(claire: Browser, pytestconfig: pytest.Config) -> None:
    known = {"q": "trou -rue état:nouveau", "state": "new", "due_before": "2026-03-01", "requester": "4", "page": "2", "from": "2026-01-01"}
    pages = ("/requests", "/review", "/ledger", "/incidents", "/find", "/requesters", "/works")
    others = [urlencode(known).encode()]
    for chance in rounds(60, is_long=bool(pytestconfig.getoption("--long"))):
        query = wounded(chance, others[0], others).decode("latin-1").replace("#", "%23").translate(dict.fromkeys((*range(33), 127)))
        page = chance.choice(pages)
        status = claire.status(f"{page}?{query[:4_000]}")
        assert status < 500, (page, query)
    assert claire.status(f"/requests?{urlencode(known)}") == 200


def test_wounded_links_open_nothing(browser: Browser, pytestconfig: pytest.Config) -> None:
    heads = ("/forgotten/", "/follow-up/", "/f/valognes/", "/password/", "/files/", "/requests/", "/api/v1/forms/", f"{BASE}/requests/")
    token = b"eyJhIjoxfQ.aBcDeF.0123456789abcdef-_"
    for chance in rounds(60, is_long=bool(pytestconfig.getoption("--long"))):
        tail = quote_from_bytes(wounded(chance, token, [token]))
        path = chance.choice(heads) + tail[:1_500]
        assert browser.client.get(path, follow_redirects=False).status_code in {303, 307, 400, 401, 403, 404, 405, 414, 422, 429}, path


def test_chance_is_the_same_in_each_run() -> None:
    first, second = ([wounded(chance, b"abc" * 40, [b"x"]) for chance in rounds(5, is_long=False)] for _ in range(2))
    assert first == second and len(set(first)) == 5
    assert random.Random("9-0").random() == next(rounds(1, is_long=False)).random()  # noqa: S311
