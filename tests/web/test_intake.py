"""What keeps messages from coming in, told on every page of the desk."""

import html
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.ids import RequestId
from flows.folder_settings import FolderSettings
from flows.mailboxes import accounts
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from ingest.drop.faults import Fault
from store import collected, folders, towns
from store.collected import FolderKey
from tests.web.conftest import ORIGIN, Browser
from tests.web.seed import BREVILLE, NOW, VALOGNES
from web.app import create_app


@dataclass(frozen=True)
class Watching:
    """A desk over an installation that watches a folder of Valognes and collects its mailbox."""

    installation: Installation
    scans: Path
    sign_in: Callable[[str], Browser]

    def fail(self, fault: Fault) -> None:
        with self.installation.database.write() as session:
            folders.set_fault(session, VALOGNES, str(self.scans), fault.value, "Stale file handle", NOW)


@pytest.fixture
def watching(hall_template: tuple[Path, dict[str, RequestId]], tmp_path: Path) -> Iterator[Watching]:
    shutil.copytree(hall_template[0], tmp_path / "data")
    scans = tmp_path / "<scans>"
    box = {"host": "127.0.0.1", "port": 1, "tls": "none", "user": "mairie", "password": "x", "town": VALOGNES}
    wanted = load_settings(data=tmp_path / "data", folders=[FolderSettings(path=scans, town=VALOGNES)], mailboxes=[box])
    installation = open_installation(wanted)
    client = TestClient(create_app(installation), base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False)

    def sign_in(login: str) -> Browser:
        browser = Browser(client)
        browser.forget()
        assert browser.sign_in(login) == 303
        return browser

    try:
        yield Watching(installation=installation, scans=scans, sign_in=sign_in)
    finally:
        client.close()
        installation.close()


def told(page: str) -> str:
    return " ".join(html.unescape(page).split())


def test_a_fault_is_on_every_page_and_says_what_happened_and_what_to_do(watching: Watching) -> None:
    watching.fail(Fault.VANISHED)
    claire = watching.sign_in("claire")
    for path in ("/review", "/requests", "/machine"):
        assert "1 défaut de réception : des messages n’arrivent peut-être pas." in told(claire.get(path))
    shown = claire.get("/intake")
    assert "&lt;scans&gt;" in shown and "<scans>" not in shown
    assert "Le disque ou le partage où il se trouve ne répond pas (Stale file handle)." in told(shown)
    assert "Rien n’est perdu" in told(shown)


def test_a_mailbox_stands_beside_the_folder(watching: Watching) -> None:
    watching.fail(Fault.FORBIDDEN)
    with watching.installation.database.write() as session:
        (account,) = accounts(watching.installation.settings, towns.towns(session), ())
        collected.set_fault(session, FolderKey(town=VALOGNES, account=account.name, folder="INBOX"), "login", "wrong", NOW)
    claire = watching.sign_in("claire")
    assert "2 défauts de réception" in told(claire.get("/review"))
    shown = told(claire.get("/intake"))
    assert "Le serveur ne laisse pas entrer mairie" in shown and "La lecture du dossier est interdite" in shown
    assert claire.post("/language", page="/review", language="en") == 303
    assert "The server does not let mairie in" in told(claire.get("/intake"))


def test_where_nothing_is_wrong_no_page_speaks_of_it(watching: Watching) -> None:
    claire = watching.sign_in("claire")
    assert "/intake" not in claire.get("/review")
    assert "Rien de connu n’empêche" in told(claire.get("/intake"))


def test_another_town_hears_nothing_of_it(watching: Watching) -> None:
    watching.fail(Fault.MISSING)
    with watching.installation.database.write() as session:
        folders.set_fault(session, BREVILLE, str(watching.scans), Fault.HUNG.value, "", NOW)
    stranger = watching.sign_in("lea")
    assert "défaut de réception" not in told(stranger.get("/review"))
    assert str(watching.scans) not in html.unescape(stranger.get("/intake"))


def test_it_is_for_who_is_signed_in(watching: Watching) -> None:
    watching.fail(Fault.MISSING)
    client = watching.sign_in("claire").client
    client.cookies.clear()
    assert client.get("/intake", follow_redirects=False).status_code == 303
    assert "défaut de réception" not in told(client.get("/sign-in").text)
