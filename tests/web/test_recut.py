"""Letters cut and joined on the desk."""

import html
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from domain.ids import RequestId
from domain.paper import Sheet
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from flows.work import work
from ingest.paper.heap.sheets import sheets_pdf
from store import agents, jobs, journal, requests, towns
from store.agents import NewAgent
from store.requests import RequestRecord
from tests import installations
from tests.flows.test_follow_up import work_all
from tests.flows.test_paper import WORDS, joined, scan
from tests.flows.test_recut import NOTHING, page
from tests.installations import BREVILLE, NOW
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser
from web.app import create_app

ANNE = "anne"
LETTERS = joined(*(page(name, NOTHING) for name in ("Annie Marie", "Paul Roger", "Sylvie Lebrun")))


@pytest.fixture
def installation(hall_template: tuple[Path, dict[str, RequestId]], tmp_path: Path) -> Iterator[Installation]:
    """An installation whose town of Bréville was brought three letters scanned as one."""
    shutil.copytree(hall_template[0], tmp_path / "data")
    opened = open_installation(load_settings(data=tmp_path / "data"))
    try:
        with opened.database.write() as session:
            town, ruleset = installations.town(BREVILLE), installations.ruleset(BREVILLE)
            towns.save_town(session, town, ruleset, installations.places(), installations.mailboxes(BREVILLE), NOW)
            new = NewAgent(
                town=BREVILLE,
                login=ANNE,
                name="Anne",
                roles=seed.RECEPTION,
                password_hash=seed.PASSWORD_HASH,
                must_change=False,
            )
            agents.add(session, new, NOW)
        yield opened
    finally:
        opened.close()


@pytest.fixture
def app(installation: Installation) -> FastAPI:
    return create_app(installation)


@pytest.fixture
def anne(app: FastAPI) -> Iterator[Browser]:
    yield from _signed_in(app, ANNE)


def _signed_in(app: FastAPI, login: str) -> Iterator[Browser]:
    client = TestClient(app, base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False)
    browser = Browser(client)
    assert browser.sign_in(login) == 303
    yield browser
    client.close()


def bring(installation: Installation, raw: bytes) -> list[RequestId]:
    """Let a scan become requests, and return them."""
    before = ids(installation)
    receive(installation, [scan(raw)])
    work_all(installation)
    return [one for one in ids(installation) if one not in before]


def ids(installation: Installation) -> list[RequestId]:
    with installation.database.read() as session:
        return list(requests.ids(session, BREVILLE))


def request(installation: Installation, number: RequestId) -> RequestRecord:
    with installation.database.read() as session:
        return requests.get(session, number)


def finish(installation: Installation) -> None:
    while any(work(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
        pass


def card(browser: Browser, number: RequestId) -> str:
    found = re.search(r'(?s)<section class="card" aria-labelledby="recut">.*?</section>', browser.get(f"/requests/{number}"))
    return html.unescape(found[0]) if found else ""


def forms(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return where each form goes and what it sends."""
    found = re.findall(r'(?s)<form method="post" action="([^"]+)">(.*?)</form>', text)
    return [(action, dict(re.findall(r'name="(\w+)" value="([^"]*)"', body))) for action, body in found]


def send(browser: Browser, form: tuple[str, dict[str, str]], **changed: str) -> int:
    return browser.client.post(form[0], data=form[1] | changed, headers={"Origin": ORIGIN}, follow_redirects=False).status_code


def test_each_page_offers_to_begin_a_letter_and_says_what_will_happen(anne: Browser, installation: Installation) -> None:
    (first,) = bring(installation, LETTERS)
    shown = card(anne, first)
    assert [fields["page"] for _, fields in forms(shown)] == ["2", "3"]
    assert "Une lettre semble commencer à la page 2" in shown
    assert "Les pages qui précèdent la page 2 restent dans cette demande" in shown
    assert "Réunir" not in shown


def test_a_letter_is_cut_and_joined_again_by_buttons(anne: Browser, installation: Installation) -> None:
    (first,) = bring(installation, LETTERS)
    before = request(installation, first)
    assert send(anne, forms(card(anne, first))[1]) == 303
    finish(installation)
    second = ids(installation)[-1]
    assert [one.draft.paper.pages for number in (first, second) if (one := request(installation, number)).draft.paper] == [(0, 1), (2, 2)]
    page_text = html.unescape(anne.get(f"/requests/{second}"))
    assert f"Détachée de la lettre de\u00a0: {before.line.tracking}" in page_text
    assert "Pages du fichier\u00a0: 1–3 → 1–2" in html.unescape(anne.get(f"/requests/{first}"))
    shown = card(anne, second)
    assert "Réunir avec la lettre précédente" in shown
    assert f"La demande {before.line.tracking} reste" in shown
    assert anne.client.get(f"/requests/{second}/searchable.pdf").status_code == 200
    (joining,) = forms(shown)
    answer = anne.client.post(joining[0], data=joining[1], headers={"Origin": ORIGIN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{first}")
    after = request(installation, first)
    assert (after.draft, after.decision, after.classification) == (before.draft, before.decision, before.classification)
    assert request(installation, second).line.merged_into == first


def test_the_searchable_copy_of_a_cut_letter_holds_its_own_pages_only(anne: Browser, installation: Installation) -> None:
    (first,) = bring(installation, LETTERS)
    assert anne.client.get(f"/requests/{first}/searchable.pdf").content.count(b"/Type /Page\n") <= 3
    send(anne, forms(card(anne, first))[0])
    finish(installation)
    first_text, second_text = (_words(anne, number) for number in ids(installation)[-2:])
    assert "Annie" in first_text
    assert "Paul" not in first_text
    assert "Paul" in second_text
    assert "Annie" not in second_text
    together = html.unescape(anne.get(f"/requests/{first}")).partition("Numérisé ensemble")[2].partition("</section>")[0]
    assert together.count('<span class="heap-place">') == 2


def _words(browser: Browser, number: RequestId) -> str:
    answer = browser.client.get(f"/requests/{number}/searchable.pdf")
    assert answer.status_code == 200
    document = pypdfium2.PdfDocument(answer.content)
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in document)


def test_who_looks_at_an_old_page_overwrites_nothing(anne: Browser, installation: Installation) -> None:
    (first,) = bring(installation, LETTERS)
    form = forms(card(anne, first))[0]
    assert send(anne, form) == 303
    answer = anne.client.post(form[0], data=form[1], headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 409
    assert "a été modifiée entre-temps" in html.unescape(answer.text)
    assert "Retour à la demande" in html.unescape(answer.text) or f'href="/requests/{first}"' in answer.text


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"page": "1"}, 409), ({"page": "99"}, 409), ({"page": "0"}, 422), ({"page": "x"}, 422), ({"version": ""}, 422), ({"csrf": "x"}, 403)],
)
def test_what_makes_no_sense_changes_nothing(anne: Browser, installation: Installation, changed: dict[str, str], status: int) -> None:
    (first,) = bring(installation, LETTERS)
    assert send(anne, forms(card(anne, first))[0], **changed) == status
    assert request(installation, first).line.version == 1


def test_nobody_cuts_what_he_may_not_read(app: FastAPI, anne: Browser, installation: Installation) -> None:
    (first,) = bring(installation, LETTERS)
    form = forms(card(anne, first))[0]
    with installation.database.write() as session:
        new = NewAgent(
            town=seed.VALOGNES,
            login="paule",
            name="Paule",
            roles=seed.RECEPTION,
            password_hash=seed.PASSWORD_HASH,
            must_change=False,
        )
        agents.add(session, new, NOW)
    for stranger in _signed_in(app, "paule"):
        assert send(stranger, (form[0], form[1] | {"csrf": stranger.token("/review")})) == 404
    secret, *_ = bring(installation, joined(page("Annie Marie", NOTHING), _sheet("CCAS"), page("Paul Roger", NOTHING)))
    hidden = ids(installation)[-1]
    assert card(anne, hidden) == ""
    assert "Réunir avec" not in card(anne, secret)
    version = str(request(installation, hidden).line.version)
    fields = {"csrf": form[1]["csrf"], "page": "4", "version": version}
    assert send(anne, (f"/requests/{hidden}/split", fields)) == 404
    both = {"csrf": form[1]["csrf"], "other": str(hidden), "version": "1", "other_version": version}
    assert send(anne, (f"/requests/{secret}/join", both)) == 404
    assert request(installation, hidden).line.version == int(version)


def _sheet(department: str) -> bytes:
    return sheets_pdf(Sheet(town=BREVILLE, department=department), WORDS)


def test_a_mail_and_a_decided_letter_offer_nothing(anne: Browser, installation: Installation) -> None:
    sure = "Il y a un nid de poule devant le 22 rue de Poterie."
    (decided,) = bring(installation, page("Annie Marie", sure))
    assert request(installation, decided).line.number is not None
    assert card(anne, decided) == ""
    with installation.database.read() as session:
        assert not [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == "request.split"]
