"""Every letter of the catalogue as a page: whole, within its margins, in the window, PDF/A-3 and PDF/UA; kept as a picture in screenshots/.

veraPDF is in none of the registries the project is built from: what it would look at first is looked at here (S16, S26, issue 10).
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest

from flows.correspondence import models
from flows.correspondence.facts import appeal
from flows.printing.pdf import Printed, draw
from letters.address import envelope
from letters.example import EXAMPLE
from letters.kinds import NAMED, ModelKey
from letters.model import write
from letters.sheet import SEEN, SEEN_AT_MOST, STYLE, Letterhead, Sheet, Signed, html
from tests.demo_town import demo_town

PICTURES = Path(__file__).resolve().parents[3] / "screenshots" / "letters"
MM = 72 / 25.4
ANSWER = "Le banc a été remplacé le 3 février. La fontaine sera remise en eau au printemps : le gel de janvier a fendu deux conduites."
LETTERS = (
    *("accuse_enregistrement", "accuse_reception_svr", "accuse_reception_sva", "prise_en_compte", "reception_simple", "demande_pieces"),
    *("relance_pieces", "avis_transmission", "transmission_autorite", "intervention_programmee", "reponse_attente", "message", "cloture"),
    *("refus", "doublon", "reouverture", "recepisse_depot", "attestation_sva", "reponse_rgpd", "suivi_confidentiel"),
    *("refus-domaine-prive", "cloture-information", "cloture-sans-suite", "cloture-remerciement"),
)
"""What goes to requesters and to authorities (DOMAIN, section 8)."""
MARGINS = (19.5, 5, 190.5, 292)


def printed(name: str) -> Printed:
    """Return a letter of a made-up request, on the paper of the demo town."""
    fiche = replace(EXAMPLE.fiche, canal="papier", copie=None)
    known = replace(
        EXAMPLE,
        fiche=fiche,
        recours=replace(EXAMPLE.recours, texte=appeal(EXAMPLE.recours.tribunal)),
        reponse=replace(EXAMPLE.reponse, texte=ANSWER),
    )
    made, town, logo = write(models.shipped(name), known), demo_town().town, demo_town().logo
    assert logo is not None
    sheet = Sheet(
        letterhead=Letterhead(
            name=f"Mairie de {town.name}", lines=(*town.address, town.email), logo="logo.svg", foot="Ouvert du lundi au vendredi"
        ),
        recipient=envelope(("Mme LEBRUN Sylvie",), "12 bis rue du Chemin-Vert, 50700 Valognes").lines,
        ours="fiche n°\u00a02026/0147",
        theirs="MD/2026-12",
        place_and_day=f"{town.name}, le\u00a020\u00a0janvier\u00a02026",
        created="2026-01-20",
        subject=made.subject,
        text=made.rich,
        signed=Signed(name=str(EXAMPLE.signataire.nom), picture=None),
    )
    return draw(html(sheet), {"logo.svg": logo.content}, styles=(STYLE,))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_a_page_that_can_be_sent(name: str) -> None:
    made = printed(name)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pypdfium2.PdfDocument(made.content), start=1):
        page.render(scale=1.5).to_pil().save(PICTURES / f"{name}-{number}.png")
    with pdfplumber.open(BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == made.pages == 1
        words = pdf.pages[0].extract_words()
    left, top, right, bottom = (one * MM for one in MARGINS)
    assert [
        one["text"] for one in words if not (left <= one["x0"] and one["x1"] <= right and top <= one["top"] and one["bottom"] <= bottom)
    ] == []
    seen = [one for one in words if touches(one, SEEN_AT_MOST)]
    assert " ".join(one["text"] for one in seen) == "Mme LEBRUN Sylvie 12 BIS RUE DU CHEMIN VERT 50700 VALOGNES".replace(
        "CHEMIN VERT", "CHEMIN-VERT"
    )
    always = tuple(one * MM for one in SEEN)
    assert all(always[0] <= one["x0"] and one["x1"] <= always[2] and always[1] <= one["top"] and one["bottom"] <= always[3] for one in seen)
    head = next(one for one in words if one["text"] == "Mairie")
    assert head["x0"] > 40 * MM and head["bottom"] < 20 * MM  # beside the logo, not below it
    # A line that ends with a house number, an article or an opening sign leaves its other half behind.
    assert not {last_word(line) for line in lines(words)} & {"«", "n°", "article", "L.", "R.", "numéro", "1", "12"}


def touches(word: dict[str, float], box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = (one * MM for one in box)
    return word["x1"] > left and word["x0"] < right and word["bottom"] > top and word["top"] < bottom


def lines(words: list[dict[str, float]]) -> Iterator[list[dict[str, float]]]:
    """Yield the words of each line of the text, below the window."""
    below = [one for one in words if one["top"] > SEEN_AT_MOST[3] * MM]
    for top in sorted({round(one["top"]) for one in below}):
        yield [one for one in below if round(one["top"]) == top]


def last_word(line: list[dict[str, float]]) -> str:
    return str(line[-1]["text"]).rpartition("\u00a0")[2]


def test_every_letter_to_requesters_is_looked_at() -> None:
    internal = {"transmission_service", "alerte_decision_implicite", "echeances_jour", "echeance_depassee"}
    known = {*ModelKey, *NAMED} - {"transmission-L114-2"}
    assert {one for one in known if one not in internal and not one.startswith(("relance_service", "sms_", "compte_"))} == set(LETTERS)


@pytest.mark.parametrize("name", ["accuse_reception_svr", "refus"])
def test_a_letter_keeps_what_pdf_a_and_pdf_ua_ask(name: str) -> None:
    content = printed(name).content
    with pikepdf.open(BytesIO(content)) as pdf:
        root = pdf.Root
        assert "/Encrypt" not in pdf.trailer and "/AcroForm" not in root and "/OpenAction" not in root and "/ID" in pdf.trailer
        assert root.Lang == "fr" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "U", "1")
            assert said["dc:title"] == str(pdf.docinfo.Title)
        intent = root.OutputIntents[0]
        assert intent.S == "/GTS_PDFA1" and intent.DestOutputProfile.N == 3
        objects = list(pdf.objects)
        dictionaries = [one for one in objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)]
        fonts = [one for one in dictionaries if one.get("/Type") == "/Font"]
        descriptors = [one for one in dictionaries if one.get("/Type") == "/FontDescriptor"]
        assert fonts and descriptors and all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
        assert all("/ToUnicode" in one for one in fonts if one.Subtype == "/Type0")
        assert not any("/JS" in one or one.get("/S") in {"/JavaScript", "/Launch"} for one in dictionaries)
        assert not any(one.get("/Filter") == "/LZWDecode" for one in dictionaries)
        assert not [one for one in dictionaries if one.get("/Subtype") == "/Image" and one.get("/Interpolate", False)]
        for page in pdf.pages:
            # What is drawn belongs to a tag, or says that it is none; who reads it aloud goes by the tags.
            assert page.obj.Tabs == "/S" and "/StructParents" in page.obj
            marks = [str(op.operator) for op in pikepdf.parse_content_stream(page)]
            assert marks.count("BDC") + marks.count("BMC") == marks.count("EMC") > 0
            assert text_outside(page) == 0
        kinds = [str(one.get("/S")) for one in dictionaries if one.get("/Type") == "/StructElem" or ("/Pg" in one and "/S" in one)]
        assert "/H1" in kinds and "/P" in kinds


def text_outside(page: pikepdf.Page) -> int:
    """Return how many pieces of text are drawn outside marked content."""
    depth = outside = 0
    for one in pikepdf.parse_content_stream(page):
        match str(one.operator):
            case "BDC" | "BMC":
                depth += 1
            case "EMC":
                depth -= 1
            case "Tj" | "TJ":
                outside += depth == 0
            case _:
                pass
    return outside
