"""Letters on paper on screen: their PDFs, batches with how far they are, and what stands around them (DOMAIN §8, S15, S34)."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pdfplumber
import pytest
from PIL import Image

from domain.ids import TownId
from domain.rights import Role
from flows import accounts
from flows.correspondence import held
from flows.correspondence.occasion import Occasion
from flows.kinds import LATER
from flows.work import work
from letters.kinds import ModelKey
from store import logos, outbox, requests, stationery
from store.agents import NewAgent
from store.mapping import dump
from store.outbox import Held, Letter, OutboxId
from tests.flows.printing.test_pdf import picture
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall

VALOGNES = TownId("valognes")
ADA = "ada"


@pytest.fixture
def letter(hall: Hall) -> OutboxId:
    """A letter to print about a request."""
    occasion = dump(Occasion(model=ModelKey.RECEIVED, event="test"))
    payload = {"occasion": occasion, "subject": "Votre demande", "body": "Madame,\n\nReçu.", "html": "<p>", "way": "post", "version": 0}
    made = Letter(
        town=VALOGNES,
        request=hall.ids["trou"],
        kind="letter",
        recipient="3 rue des Lices 50700 Valognes",
        payload={**payload, "model": "reception_simple"},
    )
    with hall.installation.database.write() as session:
        found = outbox.add(session, made, datetime.now(UTC))
        outbox.keep_here(session, found, Held.PRINT)
    return found


@pytest.fixture
def ada(hall: Hall, browser: Browser) -> Browser:
    """A browser in which an administrator is signed in."""
    new = NewAgent(town=None, login=ADA, name="Ada", roles=frozenset({Role.ADMIN}), password_hash=seed.PASSWORD_HASH, must_change=False)
    accounts.add_agent(hall.installation, new, datetime.now(UTC))
    assert browser.sign_in(ADA) == 303
    return browser


def work_all(hall: Hall) -> None:
    work(hall.installation, LATER, datetime.now(UTC))


def test_a_letter_is_shown_as_pdf_from_its_request(claire: Browser, hall: Hall, letter: OutboxId) -> None:
    assert f'href="/letters/{letter}.pdf"' in claire.get(f"/requests/{hall.ids['trou']}")
    answer = claire.client.get(f"/letters/{letter}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        assert "50700 VALOGNES" in pdf.pages[0].extract_text()
    assert claire.status("/letters/999999.pdf") == 404


def test_a_letter_that_cannot_be_made_says_why(claire: Browser, hall: Hall, letter: OutboxId) -> None:
    with hall.installation.database.write() as session:
        kept = outbox.get(session, letter).letter.payload
        outbox.rewrite(session, letter, {key: value for key, value in kept.items() if key != "body"})
    answer = claire.client.get(f"/letters/{letter}.pdf")
    assert answer.status_code == 409 and "n’est pas encore écrit" in answer.text


def test_a_batch_is_prepared_downloaded_and_said_to_be_sent_once(claire: Browser, hall: Hall, letter: OutboxId) -> None:
    assert "Courriers en attente" in claire.get("/letters/print")
    assert claire.post("/letters/print", "/letters/print", do="all") == 303
    page = claire.get("/letters/print/1")
    assert "0 courriers sur 1 sont prêts" in page and 'hx-trigger="every 2s"' in page
    assert claire.status("/letters/print/1.pdf") == 404
    work_all(hall)
    page = claire.get("/letters/print/1")
    assert "Prêt à imprimer" in page and "every 2s" not in page
    answer = claire.client.get("/letters/print/1.pdf")
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        assert "Lot 1 de courriers à imprimer" in pdf.pages[0].extract_text() and len(pdf.pages) == 3
    assert claire.post("/letters/print/1", "/letters/print/1", do="done") == 303
    work_all(hall)
    assert "Imprimé et envoyé, selon claire" in claire.get("/letters/print/1")
    assert claire.post("/letters/print/1", "/letters/print", do="done") == 409
    with hall.installation.database.read() as session:
        assert outbox.get(session, letter).state == "sent"
        assert "letter_printed" in [line.action for line in requests.get(session, hall.ids["trou"]).history]
    assert claire.post("/letters/print", "/letters/print", do="all") == 409


def hold(hall: Hall, letter: OutboxId, why: Held) -> None:
    """Keep a letter as one that waits for somebody."""
    with hall.installation.database.write() as session:
        outbox.take_up(session, letter)
        kept = outbox.get(session, letter).letter.payload
        outbox.rewrite(session, letter, {key: value for key, value in kept.items() if key not in {"body", "way"}})
        outbox.mark_held(session, letter, why)


def state_of(hall: Hall, letter: OutboxId) -> tuple[str, str | None]:
    with hall.installation.database.read() as session:
        found = outbox.get(session, letter)
    return found.state, found.held_why


def test_a_held_letter_is_written_again_or_let_go_on_the_page_of_its_request(claire: Browser, hall: Hall, letter: OutboxId) -> None:
    page = f"/requests/{hall.ids['trou']}"
    to = f"{page}/letters/{letter}"
    assert to not in claire.get(page)
    hold(hall, letter, Held.UNRESOLVED)
    shown = claire.get(page)
    assert f'action="{to}"' in shown and 'value="retry">L’écrire à nouveau' in shown
    assert claire.post(to, page, do="release") == 409
    assert claire.post(to, page, do="burn") == 404
    other = next(request for request in hall.ids.values() if request != hall.ids["trou"])
    assert claire.post(f"/requests/{other}/letters/{letter}", page, do="retry") == 404
    assert state_of(hall, letter) == ("held", Held.UNRESOLVED)
    assert claire.post(to, page, do="retry") == 303
    with hall.installation.database.read() as session:
        assert "body" in outbox.get(session, letter).letter.payload
    # It does not wait for that any more.
    assert claire.post(to, page, do="retry") == 409


def test_a_letter_that_the_post_brought_back_is_said_to_be_on_the_page_of_its_request(
    claire: Browser, hall: Hall, letter: OutboxId
) -> None:
    page = f"/requests/{hall.ids['trou']}"
    to = f"{page}/letters/{letter}"
    assert to not in claire.get(page)
    assert claire.post(to, page, do="returned") == 409, "it was not sent yet"
    held.printed(hall.installation, letter, "claire", datetime.now(UTC))
    shown = claire.get(page)
    assert f'action="{to}"' in shown and 'value="returned">Revenu (NPAI)' in shown
    assert claire.post(to, page, do="returned") == 303
    shown = claire.get(page)
    assert "Non remis" in shown and f'action="{to}"' not in shown
    with hall.installation.database.read() as session:
        actions = [line.action for line in requests.get(session, hall.ids["trou"]).history]
    assert actions.count("letter_failed") == 1


def test_a_letter_that_answers_abuse_leaves_if_somebody_who_supervises_says_so(
    hall: Hall, letter: OutboxId, new_browser: Callable[[], Browser]
) -> None:
    page = f"/requests/{hall.ids['trou']}"
    to = f"{page}/letters/{letter}"
    hold(hall, letter, Held.ABUSIVE)
    new = NewAgent(
        town=VALOGNES, login="dora", name="Dora", roles=frozenset({Role.RECEPTION}), password_hash=seed.PASSWORD_HASH, must_change=False
    )
    accounts.add_agent(hall.installation, new, datetime.now(UTC))
    dora, claire = new_browser(), new_browser()
    assert (dora.sign_in("dora"), claire.sign_in("claire")) == (303, 303)
    assert to not in dora.get(page)
    assert dora.post(to, page, do="release") == 403
    assert state_of(hall, letter) == ("held", Held.ABUSIVE)
    assert 'value="release">Le laisser partir' in claire.get(page)
    assert claire.post(to, page, do="release") == 303
    assert state_of(hall, letter)[1] is None


def test_without_anything_chosen_nothing_is_printed(claire: Browser, letter: OutboxId) -> None:
    assert claire.post("/letters/print", "/letters/print", do="chosen") == 409
    assert claire.post("/letters/print", "/letters/print", do="chosen", letters=str(letter)) == 303


def test_letterhead_and_margins_are_set_by_who_writes_models(ada: Browser, hall: Hall) -> None:
    town = f"/stationery/{VALOGNES}"
    assert ada.post("/town", "/stationery", town=VALOGNES, next="/stationery") == 303
    page = ada.get("/stationery")
    assert "Papier à lettres" in page and 'name="attaches_pdf" value="true" checked' in page
    assert ada.post(town, "/stationery", seen="0", lines="Un\nDeux", foot="Pied", bottom_mm="30") == 303
    with hall.installation.database.read() as session:
        found, version = stationery.find(session, VALOGNES)
    assert (found.lines, found.foot, found.bottom_mm, found.attaches_pdf, version) == (("Un", "Deux"), "Pied", 30, False, 1)
    assert ada.post(town, "/stationery", seen="0", lines="Trois", bottom_mm="30") == 409
    assert ada.post(town, "/stationery", seen="1", lines="\n".join("abcdefgh"), bottom_mm="3") == 422


def send(browser: Browser, path: str, content: bytes, **fields: str) -> tuple[int, str]:
    data = {"csrf": browser.token("/stationery"), **fields}
    answer = browser.client.post(path, data=data, files={"picture": ("a.png", content, "image/png")}, headers={"Origin": ORIGIN})
    return answer.status_code, answer.text


def test_a_picture_is_made_anew_and_one_that_is_none_or_huge_is_refused_with_its_size(ada: Browser, hall: Hall) -> None:
    logo = f"/stationery/{VALOGNES}/logo"
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, format="JPEG", comment=b"secret")
    assert send(ada, logo, out.getvalue())[0] == 200
    with hall.installation.database.read() as session:
        kept = logos.find(session, VALOGNES)
    assert kept is not None and kept.media_type == "image/png" and b"secret" not in kept.content
    status, told = send(ada, logo, b"%PDF-1.7")
    assert status == 422 and "pas une image" in told
    status, told = send(ada, logo, picture("1", (5000, 10)))
    assert status == 422 and "5000 sur 10" in told
    status, told = send(ada, logo, b"\x89PNG" + b"0" * 600_000)
    assert status == 422 and "600004 octets" in told
    assert send(ada, logo, b"", remove="yes")[0] == 200
    with hall.installation.database.read() as session:
        assert logos.find(session, VALOGNES) is None
    assert send(ada, f"/stationery/{VALOGNES}/signatures/99", picture())[0] == 404


@pytest.mark.parametrize("page", ["/stationery", "/letters/print", "/letters/to-sign", "/letters/signing", "/templates", "/documents"])
def test_who_sees_to_several_towns_says_which_one_a_page_is_about(browser: Browser, page: str) -> None:
    browser.sign_in("admin")
    asked = browser.get(page)
    assert "Quelle commune" in asked and 'name="town" value="breville"' in asked
    sent = {"csrf": browser.token(page), "town": "breville", "next": page}
    answer = browser.client.post("/town", data=sent, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = browser.get(page)
    assert "Quelle commune" not in shown and '<p class="over">Bréville-sur-Mer</p>' in shown
