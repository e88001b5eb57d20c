"""The desk over a small invented installation, for tests that need no browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.ids import RequestId
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store.engine import Database
from tests.web import seed
from web import assets
from web.app import create_app
from web.visitor import SESSION_COOKIE, VISIT_COOKIE

ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """An installation that was filled, with the ids of its requests by heading."""

    installation: Installation
    ids: dict[str, RequestId]


class Browser:
    """A browser without scripts: keeps cookies and sends the token its pages carry."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> str:
        return self.client.get(path, headers=headers).text

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def token(self, path: str = "/sign-in") -> str:
        found = self.client.get(path).text.partition('name="csrf" value="')[2]
        return found.partition('"')[0]

    def post(self, path: str, page: str = "/sign-in", **fields: str) -> int:
        return self.client.post(
            path, data={"csrf": self.token(page), **fields}, headers={"Origin": ORIGIN}, follow_redirects=False
        ).status_code

    def sign_in(self, login: str, password: str = seed.PASSWORD) -> int:
        return self.post("/sign-in", login=login, password=password)

    def is_signed_in(self) -> bool:
        return SESSION_COOKIE in self.client.cookies

    def forget(self) -> None:
        self.client.cookies.clear()

    @property
    def visit(self) -> str | None:
        return self.client.cookies.get(VISIT_COOKIE)


@pytest.fixture(scope="session", autouse=True)
def _assets() -> None:
    assets.build()


@pytest.fixture(scope="session")
def hall_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, RequestId]]:
    """A filled data folder to copy."""
    folder = tmp_path_factory.mktemp("hall")
    settings = load_settings(data=folder)
    database = Database(settings.database_address)
    database.migrate()
    ids = seed.keep_all(database, settings.blobs_folder)
    database.close()
    return folder, ids


@pytest.fixture
def hall(hall_template: tuple[Path, dict[str, RequestId]], tmp_path: Path) -> Iterator[Hall]:
    """A filled installation of the test's own."""
    folder, ids = hall_template
    shutil.copytree(folder, tmp_path / "data")
    installation = open_installation(load_settings(data=tmp_path / "data"))
    try:
        yield Hall(installation=installation, ids=ids)
    finally:
        installation.close()


@pytest.fixture
def new_browser(hall: Hall) -> Iterator[Callable[[], Browser]]:
    """Make browsers that look at one desk."""
    app = create_app(hall.installation)
    clients: list[TestClient] = []

    def make() -> Browser:
        clients.append(TestClient(app, base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False))
        return Browser(clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """A browser nobody has signed in with."""
    return new_browser()


@pytest.fixture
def claire(browser: Browser) -> Browser:
    """A browser in which Valognes' reception agent is signed in."""
    assert browser.sign_in("claire") == 303
    return browser
