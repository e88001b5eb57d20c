"""The printed sheet of a request: the blocks of S20 to S33, in their order."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pdfplumber
import pikepdf

from domain.call import Call, CallBack, CallBackState, CallEnd, Way
from domain.department import Confidentiality
from domain.draft import Draft, Requester
from domain.ids import TownId
from domain.lifecycle import Situation
from domain.request import Closure, Status
from domain.town import Logo
from flows.merge import merge
from store import logos, requests
from store.mapping import dump, load
from store.schema import DraftRow, RequestRow
from tests.flows.printing.test_pdf import picture
from tests.web import seed
from tests.web.conftest import Browser, Hall


def words(page: str) -> str:
    """Return the sheet as people read it."""
    sheet = page.partition('<article class="fiche"')[2].partition("</article>")[0]
    return " ".join(re.sub("<[^>]+>", " ", sheet).split())


def test_the_blocks_stand_in_the_order_of_the_product_sheet(claire: Browser, hall: Hall) -> None:
    told = words(claire.get(f"/requests/{hall.ids['trou']}/fiche"))
    blocks = ("Fiche n° :", "Destinataire :", "Le requérant", "Objet", "Localisation", "Secteur", "Détails", "État de la fiche")
    rest = ("Type de demande", "Origine de la demande", "Incluse dans", "Courriers", "Historique", "Création de la fiche")
    places = [told.find(block) for block in (*blocks, *rest)]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "Fiche non prise en charge Fiche ouverte" in told


def test_every_field_of_the_sample_fiche_is_printed(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    requester = Requester(
        name="DUPONT Jean",
        address="12 rue des Saulettes 50700 Valognes",
        email="jean.dupont@courriel.example",
        phone="+33199004805",
        other_phones=("+33199004824",),
    )
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, request)
        row.requester, row.heading, row.sector = dump(requester), "squat devant le magasin", None
        row.details = "plusieurs personnes squattent devant le magasin\nà côté de chez moi <b>!</b>"
        taken = Situation(
            status=Status.PLANNED, taken_at=datetime(2026, 11, 25, 10, tzinfo=UTC), taken_by="marie", planned_on=date(2026, 12, 2)
        )
        session.flush()
        requests.stand(session, request, taken)
    page = claire.get(f"/requests/{request}/fiche")
    told = words(page)
    for part in (
        "DUPONT Jean",
        "12 rue des Saulettes 50700 Valognes",
        "jean.dupont@courriel.example",
        "01 99 00 48 05 / 01 99 00 48 24",
        "squat devant le magasin",
        "Secteur non coté",
        "plusieurs personnes squattent devant le magasin à côté de chez moi &lt;b&gt;!&lt;/b&gt;",
        "Fiche prise en charge par marie le 25/11/2026",
        "Fiche ouverte",
        "Intervention prévue le 2 décembre 2026",
    ):
        assert part in told.replace("\u00a0", " "), (part, told)
    assert "<b>!</b>" not in page


def test_a_closed_sheet_says_how_and_one_within_another_names_it(claire: Browser, hall: Hall) -> None:
    request, main = hall.ids["trou"], hall.ids["crottes de chien"]
    over = Situation(status=Status.CLOSED, closure=Closure.CARRIED_OUT, closed_at=datetime(2026, 11, 25, 11, tzinfo=UTC))
    with hall.installation.database.write() as session:
        requests.stand(session, request, over)
    assert "Fiche close le 25/11/2026 – Réalisée" in words(claire.get(f"/requests/{request}/fiche"))
    merge(hall.installation, request, main, "admin", seed.NOW)
    with hall.installation.database.read() as session:
        line = requests.get(session, main).line
    assert f"Incluse dans {line.number or line.tracking}" in words(claire.get(f"/requests/{request}/fiche"))


def test_nobody_prints_what_he_may_not_read(claire: Browser, hall: Hall) -> None:
    secret = hall.ids["Aide pour mon loyer"]
    with hall.installation.database.read() as session:
        assert requests.get(session, secret).line.confidentiality is Confidentiality.SOCIAL
    assert claire.client.get(f"/requests/{secret}/fiche").status_code == 404


def test_the_fax_of_the_requester_stands_on_its_own(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    with hall.installation.database.write() as session:
        session.get_one(RequestRow, request).requester = dump(Requester(name="DUPONT Jean", phone="+33199004805", fax="+33199004824"))
    told = words(claire.get(f"/requests/{request}/fiche")).replace("\u00a0", " ")
    assert "Téléphone 01 99 00 48 05 Télécopie 01 99 00 48 24" in told
    assert "01 99 00 48 24" in words_of_page(claire.get(f"/requests/{request}"))


def words_of_page(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).replace("\u00a0", " ").split())


def test_the_logo_of_the_town_heads_the_sheet_and_runs_nothing(claire: Browser, hall: Hall, new_browser: Callable[[], Browser]) -> None:
    address, request = f"/towns/{seed.VALOGNES}/logo", hall.ids["trou"]
    assert "fiche-logo" not in claire.get(f"/requests/{request}/fiche") and claire.status(address) == 404
    drawing = Logo(media_type="image/svg+xml", content=b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    with hall.installation.database.write() as session:
        logos.put(session, seed.VALOGNES, drawing)
    page = claire.get(f"/requests/{request}/fiche")
    shown = re.search(r'<img class="fiche-logo" src="([^"]+)" alt="Valognes">', page)
    assert shown is not None and shown[1].startswith(f"{address}?v=")
    answer = claire.client.get(shown[1])
    assert (answer.content, answer.headers["content-type"]) == (drawing.content, "image/svg+xml")
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "script" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    stranger = new_browser()
    stranger.sign_in("lea")
    assert stranger.status(address) == 404
    assert new_browser().client.get(address, follow_redirects=False).status_code in {302, 303, 401, 403}


def test_the_details_of_a_call_back_are_its_calls(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    first = datetime(2026, 11, 25, 8, 5, tzinfo=UTC)
    missed = Call(key="a", way=Way.IN, at=first, end=CallEnd.MISSED, outside="+33639981204", line=None, lines=(1,), ring_s=25)
    said = replace(missed, key="b", at=first.replace(hour=13), end=CallEnd.VOICEMAIL, name="DUVAL", transcript="Rappelez-moi <b>vite</b>")
    back = CallBack(number="+33639981204", day=first.date(), calls=(missed, said), state=CallBackState.DUE)
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, request)
        draft = session.get_one(DraftRow, row.draft_id)
        row.details, row.channel = "", "phone"
        draft.document = dump(replace(load(Draft, draft.document), call_back=back))
    page = claire.get(f"/requests/{request}/fiche")
    told = words(page).replace("\u00a0", " ")
    details = told.partition("Détails")[2].partition("État de la fiche")[0]
    assert "06 39 98 12 04 – DUVAL – À rappeler – 2 tentatives" in details
    assert "25/11/2026 09:05 Manqué a sonné 25 s" in details and "14:05 Message vocal" in details
    assert "« Rappelez-moi &lt;b&gt;vite&lt;/b&gt; »" in details and "<b>vite" not in page


def test_the_pdf_of_a_fiche_has_its_blocks_in_order_on_a4(claire: Browser, hall: Hall) -> None:
    """S19–S33: title, logo and telephone of the town, then each block, on tagged A4."""
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, hall.ids["trou"])
        row.requester, row.details = dump(Requester(name="DUPONT Jean <b>")), "Une ligne\nune autre " + "mot " * 6000
        logos.put(session, TownId("valognes"), Logo(media_type="image/png", content=picture()))
    answer = claire.client.get(f"/requests/{hall.ids['trou']}/fiche.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        told = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        assert (round(pdf.pages[0].width), round(pdf.pages[0].height)) == (595, 842)
        assert len(pdf.pages) > 2 and len(pdf.pages[0].images) == 1
    blocks = ("FICHE N° :", "DESTINATAIRE :", "LE REQUÉRANT", "OBJET", "LOCALISATION", "SECTEUR", "DÉTAILS", "ÉTAT DE LA FICHE")
    rest = ("TYPE DE DEMANDE", "ORIGINE DE LA DEMANDE", "INCLUSE DANS", "COURRIERS", "HISTORIQUE", "CRÉATION DE LA FICHE")
    places = [told.upper().find(block) for block in (*blocks, *rest)]
    assert -1 not in places and places == sorted(places), places
    assert "DUPONT Jean <b>" in told
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang == "fr"
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert [str(one.get("/Alt")) for one in figures] == ["Valognes"]
    assert claire.status("/requests/999999/fiche.pdf") == 404
