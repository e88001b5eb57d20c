"""Letters on paper on the desk: their pages, what is known of the paper, what is handed out and to whom."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from domain.department import Confidentiality
from domain.draft import Draft, Kind, Paper, Requester
from domain.ids import InboundId, RequestId
from domain.inbound import Channel, Outcome
from domain.paper import BatchReport
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import drafts, inbounds, journal, requests
from store.schema import InboundRow, RequestRow
from tests.installations import AUVILLE
from tests.web import papers
from tests.web.conftest import ORIGIN, Browser
from web.app import create_app
from web.paper import located


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHall:
    installation: Installation
    app: FastAPI
    ids: dict[str, tuple[RequestId, ...]]

    def path(self, name: str, place: int = 0) -> str:
        return f"/requests/{self.ids[name][place]}"

    def looks(self) -> list[tuple[str, str, object]]:
        with self.installation.database.read() as session:
            lines = journal.page(session, AUVILLE, after=None, limit=50)
        return [(line.action, line.object, line.details.get("what")) for line in lines]


@pytest.fixture(scope="module")
def hall(hall_template: tuple[Path, dict[str, RequestId]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperHall]:
    """Valognes' desk, which serves Auville and its paper as well; the tests change nothing that others look at."""
    data = tmp_path_factory.mktemp("paper") / "data"
    shutil.copytree(hall_template[0], data)
    installation = open_installation(load_settings(data=data))
    try:
        ids = papers.take_in(installation)
        yield PaperHall(installation=installation, app=create_app(installation), ids=ids)
    finally:
        installation.close()


@pytest.fixture(scope="module")
def signed_in(hall: PaperHall) -> Iterator[Callable[[str], Browser]]:
    """Browsers that stay signed in: who signs in at every test is soon kept out."""
    known: dict[str, Browser] = {}

    def of(login: str) -> Browser:
        if login not in known:
            client = TestClient(hall.app, base_url=ORIGIN, headers={"Accept-Language": "fr"}, raise_server_exceptions=False)
            known[login] = Browser(client)
            assert not login or known[login].sign_in(login) == 303
        return known[login]

    yield of
    for browser in known.values():
        browser.client.close()


@pytest.fixture
def browse(signed_in: Callable[[str], Browser]) -> Callable[[str], Browser]:
    def french(login: str) -> Browser:
        browser = signed_in(login)
        if login:
            assert browser.post("/language", language="fr") == 303
        return browser

    return french


@pytest.fixture
def odile(browse: Callable[[str], Browser]) -> Browser:
    return browse(papers.ODILE)


def told(page: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub("<[^>]+>", " ", page.partition("<main")[2]).split())


def words_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


# --- pages ----------------------------------------------------------------------------------------------------------------------------


def test_a_letter_is_first_shown_by_its_pages_and_its_text_stays_one_click_away(odile: Browser, hall: PaperHall) -> None:
    path = hall.path("letter")
    page = odile.get(path)
    assert re.findall(r'<img src="([^"]+)"', page.partition("<main")[2]) == [f"{path}/pages/{number}.png?dpi=150" for number in (1, 2)]
    assert page.count('loading="lazy"') == 2
    assert 'alt="Page 2, texte ci-dessous"' in page
    assert "Page 2 sur 2" in page and "Je joins le croquis du carrefour" in page
    assert '<a href="?view=pages" aria-current="true">Pages</a>' in page
    text = odile.get(f"{path}?view=text")
    assert "<svg class=" in page and 'class="spots"' not in text
    assert '<mark class="ev-subject"' in text


def test_evidence_lies_over_the_picture_where_its_words_stand(odile: Browser, hall: PaperHall) -> None:
    page = odile.get(hall.path("letter"))
    first = page.partition('id="page-1"')[2].partition("</figure>")[0]
    group = re.search(r'<g class="spot ev-place"><title>[^<]*Lieu\u00a0: Rue de Poterie[^<]*</title><rect x="(\d+)" y="(\d+)"', first)
    assert group is not None
    left, top = int(group[1]) / 10_000 * 595, int(group[2]) / 10_000 * 842
    assert 57 < left < 350 and 325 < top < 345  # the line that begins at 57, 330
    second = page.partition('id="page-2"')[2].partition("</figure>")[0]
    assert 'class="spot ev-subject"' in second and "ev-place" not in second  # « la place du trou »


def test_words_of_a_letter_come_with_their_boxes_page_by_page(odile: Browser, hall: PaperHall) -> None:
    told = odile.client.get(f"{hall.path('letter')}/words")
    assert told.status_code == 200 and told.headers["cache-control"] == "no-store"
    first, second = told.json()["pages"]
    word, left, top, right, bottom = next(word for line in first for word in line if word[0].startswith("Poterie"))
    assert word == "Poterie." and 0 < left < right < 10_000 and 3_700 < top < bottom < 4_300
    assert second[0][0][0] == "Je"


def test_words_of_a_heap_are_those_of_ones_own_letter(odile: Browser, hall: PaperHall) -> None:
    said = odile.client.get(f"{hall.path('heap', 2)}/words").text
    assert "Odette" in said and "Jeanne" not in said and "loyer" not in said


def test_pages_name_those_of_the_searchable_pdf(odile: Browser, hall: PaperHall) -> None:
    alone, cut = (re.findall(r'data-pdf-page="(\d+)"', odile.get(path)) for path in (hall.path("letter"), hall.path("heap", 2)))
    assert (alone, cut) == (["1", "2"], ["1"])


def test_what_was_found_links_to_its_place_on_the_page(odile: Browser, hall: PaperHall) -> None:
    page = odile.get(hall.path("letter"))
    links = set(re.findall(r'class="to-page" href="#([^"]+)"', page))
    assert {link.split("-")[1] for link in links} >= {"body", "signature"}
    assert links <= set(re.findall(r'<g class="whole" id="([^"]+)"', page))


def test_a_page_is_a_picture_that_the_browser_may_keep_but_must_ask_for(odile: Browser, hall: PaperHall) -> None:
    path = f"{hall.path('letter')}/pages/1.png"
    answer = odile.client.get(path)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert Image.open(BytesIO(answer.content)).size == (1240, 1754)
    again = odile.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert odile.client.get(f"{path}?dpi=200", headers={"If-None-Match": answer.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(("dpi", "width"), [("1", 331), ("-5", 331), ("90", 827), ("160", 1240), ("99999999999999999999", 1654)])
def test_pages_are_drawn_in_few_sizes_only(odile: Browser, hall: PaperHall, dpi: str, width: int) -> None:
    answer = odile.client.get(f"{hall.path('letter')}/pages/2.png?dpi={dpi}")
    assert Image.open(BytesIO(answer.content)).width == width


@pytest.mark.parametrize("rest", ["pages/0.png", "pages/3.png", "pages/-1.png", "pages/x.png", f"pages/{10**30}.png", "pages/1.png?dpi=x"])
def test_a_page_that_is_not_there_is_not_found(odile: Browser, hall: PaperHall, rest: str) -> None:
    assert odile.status(f"{hall.path('letter')}/{rest}") == 404


def test_a_letter_of_a_heap_has_its_own_pages_only(odile: Browser, hall: PaperHall) -> None:
    path = hall.path("heap", 2)
    assert "Un trou dans la chaussée" in odile.get(path)
    assert odile.status(f"{path}/pages/1.png") == 200
    assert odile.status(f"{path}/pages/2.png") == 404


@pytest.mark.parametrize(("zoom", "width"), [("fit", 794), ("100", 794), ("200", 1588), ("<script>", 794), ("9999", 794)])
def test_pages_are_shown_in_three_sizes(odile: Browser, hall: PaperHall, zoom: str, width: int) -> None:
    page = odile.client.get(hall.path("letter"), params={"view": "pages", "zoom": zoom}).text
    assert f'width="{width}"' in page and "<script>" not in page


def test_a_view_that_a_letter_does_not_have_is_its_first(odile: Browser, hall: PaperHall) -> None:
    for view in ("mail", "plain", "x", ""):
        assert 'aria-current="true">Pages</a>' in odile.get(f"{hall.path('letter')}?view={view}")


def test_a_letter_that_a_copier_sent_is_shown_by_its_pages_too(odile: Browser, hall: PaperHall) -> None:
    path = hall.path("mail")
    page = odile.get(path)
    assert 'aria-current="true">Pages</a>' in page and "Message mis en forme" in page
    assert "SKM_C25826031209140.pdf" in told(page)
    assert odile.client.get(f"{path}/pages/1.png").headers["content-type"] == "image/png"
    assert "nid de poule" in words_of(odile.client.get(f"{path}/searchable.pdf").content)[0]
    assert odile.client.get(f"{path}/original").headers["content-type"].startswith("message/rfc822")


# --- what is known of the paper -------------------------------------------------------------------------------------------------------


def test_what_is_known_of_the_paper_is_told(odile: Browser, hall: PaperHall) -> None:
    said = told(odile.get(hall.path("letter")))
    for part in ("Lecture Bonne", "Écrit le 10 mars 2026", "Pièces annoncées deux photographies", "pages 1 à 2 sur 2"):
        assert part in said
    assert "scan &lt;b&gt;001 été.pdf" in said
    assert "Appareil Copieur &lt;du&gt; 1er étage" in said
    assert "Lu dans : en-tête ou pied de la lettre" in said


def test_who_writes_for_others_and_who_signs_with_them_is_told(odile: Browser, hall: PaperHall) -> None:
    with hall.installation.database.write() as session:
        record = requests.get(session, hall.ids["signed"][0])
        names = ("ROGER <b>Paul</b>", "MARIE Odette")
        proxy = Requester(name="GUÉRIN Hélène", organisation="Cabinet Guérin", phone="+33199001234")
        drafts.put(session, record.draft_id, replace(record.draft, proxy=proxy, co_signatories=names))
    said = told(odile.get(hall.path("signed")))
    assert "Mandataire GUÉRIN Hélène Cabinet Guérin 01" in said
    assert "Cosignataires 2 personnes Noms ROGER &lt;b&gt;Paul&lt;/b&gt; MARIE Odette" in said


def test_a_fax_tells_the_machine_that_sent_it(odile: Browser, hall: PaperHall) -> None:
    said = told(odile.get(hall.path("fax")))
    assert "Reçu par fax 12 mars 2026" in said
    assert "Télécopieur émetteur 01\u00a099\u00a000\u00a012\u00a034 GARAGE MARTIN".replace("\u00a0", " ") in said


def test_it_is_told_in_english_too(odile: Browser, hall: PaperHall) -> None:
    odile.post("/language", language="en")
    said = told(odile.get(hall.path("heap")))
    assert "7 pages, 3 letters, 2 separators read." in said
    assert "4 letters announced, 3 found: to be checked" in said
    assert "Page 1 of 1" in said


def test_a_protected_document_asks_for_its_password_and_has_no_pages(odile: Browser, hall: PaperHall) -> None:
    path = hall.path("protected")
    page = odile.get(path)
    assert "Le document est protégé par un mot de passe." in page
    assert ">Pages</a>" not in page and "searchable.pdf" not in page
    assert odile.status(f"{path}/pages/1.png") == 404


# --- the heap -------------------------------------------------------------------------------------------------------------------------


def test_the_letters_of_a_heap_lead_to_each_other(odile: Browser, hall: PaperHall) -> None:
    page = odile.get(hall.path("heap"))
    card = page.partition('id="heap"')[2].partition("</section>")[0]
    assert "7 pages, 3 lettres, 2 séparateurs lus." in card
    assert "4 lettres annoncées, 3 trouvées\u00a0: à vérifier" in card
    assert re.findall(r'<a href="([^"]+)"', card) == [hall.path("heap", 1), hall.path("heap", 2)]
    assert "trou dans la chaussée" in card and "cette lettre" in card
    assert "Feuille de séparation Action sociale" not in told(page)
    assert "Feuille de séparation Voirie" in told(odile.get(hall.path("heap", 2)))


def test_of_a_confidential_letter_its_heap_shows_that_it_is_there(odile: Browser, hall: PaperHall) -> None:
    card = told(odile.get(hall.path("heap"))).partition("Numérisé ensemble")[2].partition("Comment la décision")[0]
    assert "Demande confidentielle" in card
    assert not re.search("loyer|MORIN|Jeanne|[0-9A-Z]{4}-[0-9A-Z]{4}", card)


def test_a_letter_alone_has_no_heap(odile: Browser, hall: PaperHall) -> None:
    assert "Numérisé ensemble" not in odile.get(hall.path("letter"))


def test_where_a_letter_lies_is_counted_over_files_without_letters() -> None:
    reports = tuple(
        BatchReport(pages_in=1, pages_out=1, pieces=pieces, blanks_removed=0, separator_pages=0, sheets_read=0, patches_read=0)
        for pieces in (2, 0, 3)
    )
    found = [located(_draft(item, file), reports) for item, file in enumerate((0, 0, 1, 2, 2, 2, 0), 1)]
    assert [one.file for one in found] == [0, 0, 1, 2, 2, 2, 0]
    assert [one.is_alone for one in found] == [False, False, True, False, False, False, False]
    assert found[0].pages == (4, 5)


def _draft(item: int, file: int = 0) -> Draft:
    return Draft(channel=Channel.SCAN, kind=Kind.REQUEST, item=item, paper=Paper(pages=(4, 5), text_pages=2, quality=1.0, file=file))


# --- files ----------------------------------------------------------------------------------------------------------------------------


def test_the_original_has_its_own_name_and_type(odile: Browser, hall: PaperHall) -> None:
    answer = odile.client.get(f"{hall.path('letter')}/original")
    assert answer.content == papers.FILES["letter"][2]
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith("filename*=UTF-8''scan%20b001%20%C3%A9t%C3%A9.pdf")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    unnamed = odile.client.get(f"{hall.path('signed')}/original")
    assert unnamed.headers["content-disposition"].endswith("UTF-8''sign%C3%A9.pdf")


def test_a_searchable_pdf_holds_the_pages_of_its_letter_only(odile: Browser, hall: PaperHall) -> None:
    answer = odile.client.get(f"{hall.path('heap', 2)}/searchable.pdf")
    assert answer.headers["content-disposition"].startswith("attachment;")
    (page,) = words_of(answer.content)
    assert "Un trou dans la chaussée" in page
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert sum(1 for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.Page) == 1
    assert len(words_of(odile.client.get(f"{hall.path('letter')}/searchable.pdf").content)) == 2


@pytest.mark.parametrize(("name", "reason"), [("signed", "porte une signature électronique"), ("protected", "protégé par son auteur")])
def test_no_copy_is_made_of_what_is_signed_or_protected(odile: Browser, hall: PaperHall, name: str, reason: str) -> None:
    answer = odile.client.get(f"{hall.path(name)}/searchable.pdf")
    assert answer.status_code == 409
    assert reason in answer.text
    assert odile.client.get(f"{hall.path(name)}/original").content == papers.FILES[name][2]


def test_a_heap_with_a_confidential_letter_is_not_handed_out_whole(odile: Browser, hall: PaperHall) -> None:
    for place in (0, 2):
        path = hall.path("heap", place)
        assert f"{path}/original" not in odile.get(path)
        for name in ("original", "original.eml"):
            answer = odile.client.get(f"{path}/{name}")
            assert answer.status_code == 409
            assert "Le fichier entier n’est pas remis" in answer.text
            assert b"%PDF" not in answer.content


def test_a_heap_that_is_open_to_all_is_handed_out_and_what_is_read_with_it_written_down(odile: Browser, hall: PaperHall) -> None:
    first, second = hall.ids["open heap"]
    with hall.installation.database.write() as session:
        session.get_one(RequestRow, second).confidentiality = Confidentiality.RESTRICTED
    assert odile.client.get(f"/requests/{first}/original").content == papers.FILES["open heap"][2]
    assert ("read", f"request {second}", "original") in hall.looks()


def test_a_heap_that_is_not_sorted_yet_is_not_handed_out(odile: Browser, hall: PaperHall) -> None:
    first, second = hall.ids["open heap"]
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, second)
        draft_id, row.draft_id = row.draft_id, session.get_one(RequestRow, hall.ids["fax"][0]).draft_id
        part, row.part = row.part, 2
        inbound = _inbound(hall, "pile du mardi.pdf")
        session.get_one(InboundRow, inbound).outcome = Outcome.PENDING
    try:
        assert odile.status(f"/requests/{first}/original") == 409
        assert "attend d’être triée" in odile.get(f"/requests/{first}")
    finally:
        with hall.installation.database.write() as session:
            row = session.get_one(RequestRow, second)
            row.draft_id, row.part = draft_id, part
            session.get_one(InboundRow, inbound).outcome = Outcome.DRAFTED


def test_a_letter_whose_other_part_is_not_the_readers_shows_its_own_words_and_no_page(odile: Browser, hall: PaperHall) -> None:
    first, second = hall.ids["fax"][0], hall.ids["open heap"][1]
    path = f"/requests/{first}"
    assert odile.status(f"{path}/pages/1.png") == odile.status(f"{path}/searchable.pdf") == 200
    with hall.installation.database.write() as session:
        row, own = session.get_one(RequestRow, second), session.get_one(RequestRow, first)
        before = row.draft_id, row.part, row.confidentiality, row.department
        row.draft_id, row.part, row.confidentiality, row.department = own.draft_id, 2, Confidentiality.SOCIAL, "CCAS"
    try:
        shown = odile.get(path)
        assert "est réservée" in shown and "/pages/1.png" not in shown and "view=pages" not in shown
        assert odile.status(f"{path}/pages/1.png") == 404 and odile.status(f"{path}/searchable.pdf") == 409
        assert odile.client.get(f"{path}/words").json()["pages"] == []
    finally:
        with hall.installation.database.write() as session:
            row = session.get_one(RequestRow, second)
            row.draft_id, row.part, row.confidentiality, row.department = before


# --- who ------------------------------------------------------------------------------------------------------------------------------

DOORS = ("", "/pages/1.png", "/searchable.pdf", "/original", "/original.eml", "?view=pages&zoom=200")


@pytest.mark.parametrize("door", DOORS)
def test_paper_of_another_town_is_not_there(browse: Callable[[str], Browser], hall: PaperHall, door: str) -> None:
    for login in ("claire", "lea"):
        assert browse(login).status(f"{hall.path('letter')}{door}") == 404


@pytest.mark.parametrize("door", DOORS[1:-1])
def test_a_confidential_letter_has_no_pages_for_anybody(browse: Callable[[str], Browser], hall: PaperHall, door: str) -> None:
    for login in (papers.ODILE, "admin"):
        assert browse(login).status(f"{hall.path('heap', 1)}{door}") == 404
    what = {"/pages/1.png": "page 1", "/searchable.pdf": "searchable PDF"}.get(door, "original")
    assert ("refused", f"request {hall.ids['heap'][1]}", what) in hall.looks()


def test_a_confidential_letter_shows_nothing_of_its_paper(odile: Browser, hall: PaperHall) -> None:
    page = odile.get(hall.path("heap", 1))
    assert "Demande confidentielle" in page
    assert not re.search("loyer|MORIN|<img|pile du lundi|/original", page.partition("<main")[2])


@pytest.mark.parametrize("door", DOORS)
def test_nobody_sees_paper_before_signing_in(browse: Callable[[str], Browser], hall: PaperHall, door: str) -> None:
    answer = browse("").client.get(f"{hall.path('letter')}{door}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


def test_a_mail_has_no_pages(browse: Callable[[str], Browser], hall: PaperHall, hall_template: tuple[Path, dict[str, RequestId]]) -> None:
    claire, path = browse("claire"), f"/requests/{hall_template[1]['trou']}"
    assert ">Pages</a>" not in claire.get(path)
    for door in ("pages/1.png", "searchable.pdf"):
        assert claire.status(f"{path}/{door}") == 404


# --- lists and what was set aside -----------------------------------------------------------------------------------------------------


def test_lists_show_how_paper_came(odile: Browser) -> None:
    lines = odile.get("/requests")
    assert re.search(r'icons\.svg\?v=\w+#scan"></use></svg>Courrier', lines)
    assert re.search(r'icons\.svg\?v=\w+#fax"></use></svg>Télécopie|icons\.svg\?v=\w+#fax"></use></svg>Fax', lines)


def test_what_nothing_could_be_made_of_is_listed_with_its_reason(odile: Browser, browse: Callable[[str], Browser]) -> None:
    said = told(odile.get("/machine"))
    assert "facture.pdf Copieur &lt;du&gt; 1er étage · 2,9 ko Ce n’est ni un PDF, ni une image, ni un texte" in said
    assert "vide.pdf Copieur &lt;du&gt; 1er étage · 0 o Le fichier est vide." in said
    assert "facture.pdf" not in browse("claire").get("/machine")
    odile.post("/language", language="en")
    assert "It is neither a PDF, a picture nor a text document" in odile.get("/machine")


def test_the_queue_tells_of_what_was_set_aside_lately(odile: Browser, hall: PaperHall, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Rien n’a pu être fait" not in odile.get("/review")  # it lies in March
    monkeypatch.setattr("web.pages.lists.LATELY", timedelta(days=100_000))
    assert "Rien n’a pu être fait de 2 fichiers ou messages" in odile.get("/review")


def test_a_file_that_was_set_aside_is_handed_out_to_who_asks_and_cannot_be_started(
    odile: Browser, browse: Callable[[str], Browser], hall: PaperHall
) -> None:
    path = f"/machine/{_inbound(hall, 'facture.pdf')}/original"
    asked = odile.client.get(path, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/machine")  # who reloads its address gets the page it belongs to
    assert odile.client.post(path, headers={"Origin": ORIGIN}).status_code == 403
    assert browse("claire").post(path, page="/machine") == 404
    answer = odile.client.post(path, data={"csrf": odile.token("/machine")}, headers={"Origin": ORIGIN})
    assert answer.content == papers.FILES["program"][2]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].endswith("facture.pdf.danger")
    assert ("took_dangerous", f"arrival {_inbound(hall, 'facture.pdf')}", "original") in hall.looks()


def test_only_what_is_in_quarantine_is_handed_out_there(odile: Browser, hall: PaperHall) -> None:
    assert odile.post(f"/machine/{_inbound(hall, 'fax0001.pdf')}/original", page="/machine") == 404
    assert odile.post("/machine/999999/original", page="/machine") == 404


def test_what_came_in_for_one_department_alone_is_only_counted(odile: Browser, hall: PaperHall) -> None:
    inbound = _inbound(hall, "facture.pdf")
    with hall.installation.database.write() as session:
        row = session.get_one(InboundRow, inbound)
        before, row.envelope = row.envelope, {**row.envelope, "drop": {**row.envelope["drop"], "department": "CCAS"}}
    try:
        page = odile.get("/machine")
        assert "facture.pdf" not in page and "Message confidentiel" in page
        assert odile.post(f"/machine/{inbound}/original", page="/machine") == 404
    finally:
        with hall.installation.database.write() as session:
            session.get_one(InboundRow, inbound).envelope = before


def _inbound(hall: PaperHall, name: str) -> InboundId:
    with hall.installation.database.read() as session:
        (found,) = (line.id for line in inbounds.ledger(session, town=AUVILLE) if (line.source_id or "").endswith(name))
    return found
