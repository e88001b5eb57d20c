"""What is attached to a mail, on the desk: its text, its password."""

import html
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from domain.ids import RequestId
from domain.inbound import Arrival
from flows.receive import receive
from flows.wiring import Installation
from tests.flows.test_follow_up import work_all
from tests.flows.test_office import DOCX, POINTS, WORD, mail
from tests.flows.test_recut import ONE
from tests.ingest.paper.made import encrypted
from tests.web import test_recut, test_unlock
from tests.web.conftest import ORIGIN, Browser
from tests.web.test_recut import finish, ids, send
from tests.web.test_unlock import PASSWORD, asked, form

SAYS = "Bonjour, un lampadaire ne s’allume plus depuis lundi devant le 12 rue de Poterie. Merci de le réparer."
LOCKED = ("courrier.pdf", "application/pdf", encrypted(ONE, user=PASSWORD))

installation = test_recut.installation
app = test_unlock.app


@pytest.fixture
def anne(app: FastAPI) -> Iterator[Browser]:
    yield from test_recut._signed_in(app, test_recut.ANNE)


def bring(installation: Installation, arrival: Arrival) -> RequestId:
    """Let a mail become a request, and return it."""
    before = ids(installation)
    receive(installation, [arrival])
    work_all(installation)
    (found,) = (one for one in ids(installation) if one not in before)
    return found


def links(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="')[1:] if "/attachments/" in part.partition('"')[0]]


def test_a_protected_attachment_is_named_opened_and_read(anne: Browser, installation: Installation) -> None:
    number = bring(installation, mail(SAYS, LOCKED))
    page = html.unescape(anne.get(f"/requests/{number}"))
    assert "Protégé\u00a0: " in page and "courrier.pdf" in page and not any(link.endswith("/text") for link in links(page))
    wrong = anne.client.post(asked(anne, number)[0], data=asked(anne, number)[1] | {"password": "faux"}, headers={"Origin": ORIGIN})
    assert wrong.status_code == 422
    assert send(anne, asked(anne, number), password=PASSWORD) == 303
    page = html.unescape(anne.get(f"/requests/{number}"))
    assert form(anne, number) is None and "lampadaire" in page
    (text,) = (link for link in links(page) if link.endswith("/text"))
    assert "nid de poule" in html.unescape(anne.get(text))
    # What its author protected is handed out as it came.
    file = text.removesuffix("/text")
    taken = anne.client.post(file, data={"csrf": anne.token(file)}, headers={"Origin": ORIGIN})
    assert taken.content == LOCKED[2]


def test_a_mail_that_only_brings_it_becomes_the_letter(anne: Browser, installation: Installation) -> None:
    number = bring(installation, mail(POINTS, LOCKED))
    assert "protégé par un mot de passe" in html.unescape(anne.get(f"/requests/{number}"))
    assert send(anne, asked(anne, number), password=PASSWORD) == 303
    assert "en cours de lecture" in html.unescape(anne.get(f"/requests/{number}"))
    finish(installation)
    assert f"/requests/{number}/pages/1.png" in anne.get(f"/requests/{number}")
    picture = anne.client.get(f"/requests/{number}/pages/1.png")
    assert picture.status_code == 200 and picture.content.startswith(b"\x89PNG")


def test_the_text_of_a_document_is_shown_beside_a_mail_with_words_of_its_own(anne: Browser, installation: Installation) -> None:
    number = bring(installation, mail(SAYS, ("lettre.docx", WORD, DOCX), ("tableau.csv", "text/csv", b"a;b\n1;2\n")))
    found = [link for link in links(anne.get(f"/requests/{number}")) if link.endswith("/text")]
    assert len(found) == 1 and "nid de poule" in html.unescape(anne.get(found[0]))
    assert anne.client.get(f"/requests/{number}/attachments/99/text").status_code == 404
