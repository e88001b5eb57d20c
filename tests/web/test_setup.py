"""The first run on screen, as a newcomer meets it, without JavaScript (S45, RGAA): and that nobody else can take the installation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.rights import Role
from flows.first_run.code import ensure_code
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import agents
from store.agents import NewAgent
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from web.app import create_app

PASSWORD = "un deux trois soleil"
TOWN = {"name": "Bourg-Neuf", "insee": "50999", "postcode": "50999", "email": "mairie@bourg-neuf.example"}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Installation]:
    opened = open_installation(load_settings(data=tmp_path / "data", secret_key="k" * 40))
    yield opened
    opened.close()


@pytest.fixture
def visit(fresh: Installation) -> Callable[[], Browser]:
    """Open a browser without cookies at the new installation, whose process has just started."""
    return lambda: Browser(TestClient(create_app(fresh), base_url=ORIGIN))


def leads(browser: Browser, path: str, page: str = "/setup", **fields: str) -> str:
    """Send a form; return where it leads, or its status where it leads nowhere."""
    answer = browser.client.post(path, data={"csrf": browser.token(page), **fields}, headers={"Origin": ORIGIN}, follow_redirects=False)
    return answer.headers.get("location", str(answer.status_code))


def at(browser: Browser) -> str:
    return browser.client.get("/setup").url.path


def begin(browser: Browser, fresh: Installation) -> None:
    account = {"name": "Anne Roy", "login": "anne", "password": PASSWORD, "again": PASSWORD}
    assert leads(browser, "/setup/account", code=ensure_code(fresh.settings), **account) == "/setup"


def test_every_way_in_leads_a_newcomer_to_the_set_up(visit: Callable[[], Browser]) -> None:
    for path in ("/", "/sign-in", "/review", "/requests", "/setup/town"):
        assert visit().client.get(path).url.path == "/setup"


def test_whoever_lacks_the_code_cannot_take_the_installation(visit: Callable[[], Browser], fresh: Installation) -> None:
    stranger = visit()
    account = {"name": "Intrus", "login": "intrus", "password": PASSWORD, "again": PASSWORD}
    assert leads(stranger, "/setup/account", code="aaaaa-aaaaa-aaaaa-aaaaa", **account) == "422"
    for path in ("town", "example", "departments", "mailbox", "folder", "samples"):
        assert leads(stranger, f"/setup/{path}", **TOWN) == "/sign-in"
    with fresh.database.read() as session:
        assert agents.is_empty(session)


def test_guessing_the_code_is_slowed_down(visit: Callable[[], Browser]) -> None:
    stranger = visit()
    found = {leads(stranger, "/setup/account", code=f"guess{number}") for number in range(22)}
    assert found == {"422", "429"}


def test_the_code_is_on_no_page(visit: Callable[[], Browser], fresh: Installation) -> None:
    assert ensure_code(fresh.settings) not in visit().get("/setup")


def test_a_newcomer_comes_from_the_code_to_the_desk_and_each_step_outlives_its_process(
    visit: Callable[[], Browser], fresh: Installation
) -> None:
    first = visit()
    begin(first, fresh)
    cookies = dict(first.client.cookies)

    def again() -> Browser:
        """Come back after a new start of the process, with the browser as it was."""
        browser = visit()
        browser.client.cookies.update(cookies)
        return browser

    steps = (
        ("/setup/town", TOWN),
        ("/setup/departments", {"take_VOI": "1", "email_VOI": "voirie@bourg-neuf.example", "take_CCAS": "1"}),
        ("/setup/mailbox", {"act": "skip"}),
        ("/setup/folder", {"act": "make", "folder": "scanner"}),
    )
    for path, fields in steps:
        browser = again()
        assert at(browser) == path
        assert leads(browser, path, path, **fields) == "/setup"
    assert (fresh.settings.data / "depots" / "scanner").is_dir()
    browser = again()
    assert at(browser) == "/setup/samples"
    page = browser.get("/setup/samples")
    # The mailbox was passed over, which is not done; what is still to be set is told, with the pages it is done on.
    assert page.count('class="is-done"') == 4 and page.count('class="is-skipped"') == 1 and "passé" in page
    assert "CITOYEN_RELAY_URL" in page and 'href="/addresses"' in page and "citoyen places import" not in page
    assert leads(browser, "/setup/samples", "/setup/samples", act="skip") == "/review"
    sectors = browser.get("/sectors")
    assert "La commune n’a pas de secteurs." in sectors and "Chaque voie a son secteur" not in sectors and "Pour les créer" in sectors
    assert browser.status("/review") == 200
    assert browser.client.get("/setup").url.path == "/review"
    assert {one.code for one in fresh.towns.all()[0].ruleset.departments} == {"VOI", "CCAS", "AG"}


def test_who_lost_his_browser_signs_in_and_goes_on(visit: Callable[[], Browser], fresh: Installation) -> None:
    begin(visit(), fresh)
    other = visit()
    assert other.client.get("/").url.path == "/sign-in"
    assert leads(other, "/sign-in", "/sign-in", login="anne", password=PASSWORD) == "/"
    assert other.client.get("/").url.path == "/setup/town"


def test_wrong_fields_are_told_beside_them_and_what_was_typed_stays(visit: Callable[[], Browser], fresh: Installation) -> None:
    browser = visit()
    begin(browser, fresh)
    answer = browser.client.post(
        "/setup/town", data={"csrf": browser.token("/setup"), **TOWN, "postcode": "5099x"}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 422
    assert 'id="postcode-fault"' in answer.text
    assert 'value="Bourg-Neuf"' in answer.text


def test_steps_out_of_their_order_lead_to_the_one_that_is_due(visit: Callable[[], Browser], fresh: Installation) -> None:
    browser = visit()
    begin(browser, fresh)
    for path in ("departments", "mailbox", "folder", "samples"):
        assert browser.client.get(f"/setup/{path}").url.path == "/setup/town"
        assert leads(browser, f"/setup/{path}", act="skip") == "/setup"
    assert browser.status("/setup/nothing") == 404


def test_going_back_shows_what_was_typed_and_chosen(visit: Callable[[], Browser], fresh: Installation) -> None:
    browser = visit()
    begin(browser, fresh)
    leads(browser, "/setup/town", **TOWN)
    leads(browser, "/setup/departments", email_VOI="voirie@bourg-neuf.example", take_VOI="1")
    assert 'value="Bourg-Neuf"' in browser.get("/setup/town")
    page = browser.get("/setup/departments")
    assert 'value="voirie@bourg-neuf.example"' in page
    assert 'name="take_EV" value="1" aria' in page
    assert 'name="take_VOI" value="1" checked' in page


def test_a_mailbox_that_cannot_be_reached_is_told_in_words_and_kept_only_when_asked(
    visit: Callable[[], Browser], fresh: Installation
) -> None:
    browser = visit()
    begin(browser, fresh)
    leads(browser, "/setup/town", **TOWN)
    leads(browser, "/setup/departments")
    mailbox = {"host": "127.0.0.1", "port": "9", "user": "mairie", "password": "tres secret"}
    answer = browser.client.post("/setup/mailbox", data={"csrf": browser.token("/setup"), **mailbox}, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert "refuse les connexions" in answer.text
    assert "tres secret" not in answer.text
    assert at(browser) == "/setup/mailbox"
    assert leads(browser, "/setup/mailbox", act="anyway", **mailbox) == "/setup"
    assert at(browser) == "/setup/folder"
    assert b"tres secret" not in b"".join(path.read_bytes() for path in fresh.settings.data.glob("citoyen.db*"))


def test_only_an_administrator_of_the_installation_may_set_it_up(visit: Callable[[], Browser], fresh: Installation) -> None:
    browser = visit()
    begin(browser, fresh)
    with fresh.database.write() as session:
        new = NewAgent(
            town=None, login="rita", name="Rita", roles=frozenset({Role.RECEPTION}), password_hash=seed.PASSWORD_HASH, must_change=False
        )
        agents.add(session, new, seed.NOW)
    other = visit()
    leads(other, "/sign-in", "/sign-in", login="rita", password=seed.PASSWORD)
    assert other.status("/setup/town") == 403
    assert leads(other, "/setup/town", "/password", **TOWN) == "403"


def test_a_running_installation_has_no_set_up(browser: Browser, hall: Hall) -> None:
    browser.sign_in("claire")
    assert browser.client.get("/setup").url.path not in {"/setup", "/setup/town"}
    assert browser.post("/setup/samples", "/password", act="take") in {303, 403}
    assert not (hall.installation.settings.data / "code-installation.txt").exists()
