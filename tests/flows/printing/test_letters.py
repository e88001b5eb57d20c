"""A letter on paper, by its coordinates: the address in the window of its envelope and nothing else there (DOMAIN §8, S15, S16, S19)."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pytest

from domain.errors import ConflictError, InvalidError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.request import Closure
from domain.stationery import Stationery
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.correspondence import held
from flows.departments.quality import set_quality
from flows.entry import Entry, Person, enter
from flows.printing import papers
from flows.printing.letters import pdf_of, preview
from flows.wiring import Installation
from letters.sheet import SEEN, SEEN_AT_MOST
from store import journal, letter_sheets, outbox
from store.outbox import OutboxId
from tests.flows.printing.conftest import ANNE, LATER, VALOGNES, Ask, letters_about, work_all
from tests.flows.printing.test_pdf import picture
from tests.installations import NOW

POINTS = 72 / 25.4
Word = dict[str, Any]


def pages_of(pdf: bytes) -> list[list[Word]]:
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [page.extract_words() for page in document.pages]


def within(words: list[Word], box: tuple[float, float, float, float]) -> list[Word]:
    """Return words of which anything lies in a box in millimetres."""
    left, top, right, bottom = (one * POINTS for one in box)
    return [one for one in words if one["x1"] > left and one["x0"] < right and one["bottom"] > top and one["top"] < bottom]


def said(words: list[Word]) -> str:
    return " ".join(str(one["text"]) for one in words)


def check_window(pdf: bytes, expected: str) -> None:
    """The whole address lies where a window always shows it, and nothing else where it may show something."""
    words = pages_of(pdf)[0]
    assert said(within(words, SEEN_AT_MOST)) == expected
    left, top, right, bottom = (one * POINTS for one in SEEN)
    for one in within(words, SEEN_AT_MOST):
        assert left <= one["x0"] and one["x1"] <= right and top <= one["top"] and one["bottom"] <= bottom, one


def test_the_window_of_an_envelope_shows_all_of_the_address_and_nothing_else(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    check_window(pdf_of(hall, letter.id, LATER), "QUESNEL Anne 3 RUE DES LICES 50700 VALOGNES")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Oudegracht 412, 3511 Utrecht, Pays-Bas", "W QUESNEL Anne OUDEGRACHT 412 3511 UTRECHT PAYS-BAS"),
        (
            "Appartement 12 escalier B gauche, Résidence Œillets, 12 bis rue des Saulettes, 50700 Valognes",
            "W QUESNEL Anne APPARTEMENT 12 ESCALIER B GAUCHE RESIDENCE OEILLETS 12 BIS RUE DES SAULETTES 50700 VALOGNES",
        ),
        (
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW, 50700 MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
            "W QUESNEL Anne WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW 50700 MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
        ),
        ("3 rue des Lices & Cie < 5, 50700 Valognes", "W QUESNEL Anne 3 RUE DES LICES CIE 5 50700 VALOGNES"),
    ],
)
def test_addresses_abroad_long_ones_and_markup_stay_in_the_window(hall: Installation, ask: Ask, address: str, expected: str) -> None:
    (letter,) = letters_about(hall, ask(address, name="W QUESNEL"))
    check_window(pdf_of(hall, letter.id, LATER), expected)


def test_a_letter_of_many_pages_says_its_pages_from_the_second_and_what_it_is_about(hall: Installation, ask: Ask) -> None:
    request = ask()
    act(hall, Asked(request=request, step=Step(act=Act.CLOSE, closure=Closure.ANSWERED, answer="Une phrase. " * 900)), "anne", LATER)
    letter = letters_about(hall, request)[-1]
    pdf = pdf_of(hall, letter.id, LATER)
    first, *others = pages_of(pdf)
    assert len(others) >= 2 and "Page" not in said(first)
    for number, words in enumerate(others, start=2):
        assert f"Page {number}/{len(others) + 1}" in said(words) and "Mairie de Valognes – fiche n° 2026/0001" in said(words)
    assert "Nos réf. : fiche n° 2026/0001" in said(first) and "Valognes, le 12 mars 2026" in said(first)
    assert "Objet : Demande 2026/0001" in said(first) and "50700 VALOGNES" in said(first)


def test_the_signature_stands_above_the_name_of_who_signs(hall: Installation, ask: Ask) -> None:
    request = ask()
    papers.put_signature(hall, VALOGNES, "Anne Roy", picture("L", (600, 200)), "operator", LATER)
    act(hall, Asked(request=request, step=Step(act=Act.CLOSE, closure=Closure.REFUSED, answer="Motif.")), "anne", LATER)
    with pdfplumber.open(BytesIO(pdf_of(hall, letters_about(hall, request)[-1].id, LATER))) as document:
        page = document.pages[0]
        (hand,) = page.images
        name = next(one for one in reversed(page.extract_words()) if one["text"] == "Roy")
    assert hand["bottom"] <= name["top"] < hand["bottom"] + 20


def test_a_letter_that_left_stays_as_it_left(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    before = pdf_of(hall, letter.id, LATER)
    held.printed(hall, letter.id, ANNE, LATER)
    papers.keep(hall, VALOGNES, Stationery(lines=("Autre en-tête",)), "operator", LATER, seen=0)
    assert pdf_of(hall, letter.id, LATER) == before
    with hall.database.read() as session:
        assert letter_sheets.find(session, letter.id) == before


def test_letterhead_foot_and_logo_are_the_towns(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    papers.put_logo(hall, VALOGNES, picture("RGBA", (400, 300)), "operator", LATER)
    wanted = Stationery(lines=("12 place Vicq-d’Azyr", "Accueil : 8 h 30"), foot="Pied de page", bottom_mm=30)
    papers.keep(hall, VALOGNES, wanted, "operator", LATER, seen=0)
    with pdfplumber.open(BytesIO(pdf_of(hall, letter.id, LATER))) as document:
        words = document.pages[0].extract_words()
        assert len(document.pages[0].images) == 1
    assert "12 place Vicq-d’Azyr Accueil : 8 h 30" in said(words)
    assert within(words, (0, 260, 210, 297)) and "Pied de page" in said(within(words, (0, 260, 210, 297)))
    check_window(pdf_of(hall, letter.id, LATER), "QUESNEL Anne 3 RUE DES LICES 50700 VALOGNES")


def test_a_letter_is_pdf_a_and_pdf_ua_and_can_be_read_in_its_order(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    pdf = pdf_of(hall, letter.id, LATER)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked and document.Root.Lang == "fr"
        assert str(document.docinfo.Title).startswith("Accusé de réception")
        with document.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfuaid:part"]) == ("3", "1")
        tags = list(structure(document.Root.StructTreeRoot))
    names = [str(one.S) for one in tags]
    assert next(one for one in names if one.startswith("/H")) == "/H1" and "/P" in names
    assert [str(one.Alt) for one in tags if one.S == "/Figure"] == ["Logo de Mairie de Valognes"]


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the tags of a document in the order they are read."""
    kids = node.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid)


def test_an_acknowledgement_on_paper_says_each_item_of_r112_5(hall: Installation, ask: Ask) -> None:
    """CRPA, R112-5: 1° reception and the date of the implicit decision; 2° the service with its addresses and telephone; 3° the appeals."""
    (letter,) = letters_about(hall, ask())
    text = re.sub(r"\s+", " ", said(pages_of(pdf_of(hall, letter.id, LATER))[0]))
    town = hall.towns.get(VALOGNES)
    service = next(one for one in town.ruleset.departments if one.code == "URB")
    items = {
        "reception": "12 mars 2026",
        "implicit decision": "12 mai 2026, votre demande sera réputée rejetée",
        "service": service.label,
        "mail": service.email or town.town.email,
        "postal address": "50700",
        "telephone": "02 33" if "33" in (service.phone or "") else "02 61",
        "appeal": "deux mois",
        "court": "tribunal administratif de Caen",
    }
    assert {name: words for name, words in items.items() if words not in text} == {}


def test_a_preview_is_made_of_a_model_that_is_not_kept(hall: Installation, ask: Ask) -> None:
    request = ask()
    pdf = preview(hall, "reception_simple", request, LATER, "Objet : Essai\n\nBonjour {{ demandeur.nom }}.")
    assert "Bonjour QUESNEL Anne." in said(pages_of(pdf)[0])
    assert len(letters_about(hall, request)) == 1


def test_a_letter_that_is_not_written_has_no_pdf(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    with hall.database.write() as session:
        outbox.rewrite(session, letter.id, {key: value for key, value in letter.letter.payload.items() if key != "body"})
    with pytest.raises(ConflictError, match="not written yet"):
        pdf_of(hall, OutboxId(letter.id), LATER)


def test_the_requesters_own_reference_and_the_agents_quality_are_named(hall: Installation, ask: Ask) -> None:
    said = "N/Réf. : MD/2026-12\nNous demandons un certificat de numérotage pour le 22 rue de Poterie."
    who = Person(name="QUESNEL", first_name="Anne", address="3 rue des Lices 50700 Valognes")
    enter(hall, VALOGNES, Entry(channel=Channel.COUNTER, text=said, agent=ANNE, person=who, arrived_at=NOW), NOW)
    work_all(hall)
    request = RequestId(1)
    confirm(hall, request, Correction(subject=SubjectCode("URB-05"), department=DepartmentCode("URB")), ANNE, LATER)
    set_quality(hall, ANNE, "  technicienne   urbanisme ", "operator", LATER)
    act(hall, Asked(request=request, step=Step(act=Act.CLOSE, closure=Closure.ANSWERED, answer="Voici.")), ANNE, LATER)
    words = text_of(pdf_of(hall, letters_about(hall, request)[-1].id, LATER))
    assert "Vos réf. : MD/2026-12" in words and "Affaire suivie par Anne Marie, technicienne urbanisme" in words
    made = preview(hall, "reception_simple", request, LATER, "Objet : Essai\n\nVotre référence {{ references.vos }}.")
    assert "Votre référence MD/2026-12." in text_of(made)
    with pytest.raises(InvalidError):
        set_quality(hall, ANNE, "x" * 121, "operator", LATER)
    with hall.database.read() as session:
        lines = [one for one in journal.page(session, VALOGNES, after=None, limit=50) if one.action == "set_quality"]
    assert [one.details for one in lines] == [{"quality": "technicienne urbanisme"}]


def test_the_name_of_the_town_hall_stands_beside_its_logo(hall: Installation, ask: Ask) -> None:
    (letter,) = letters_about(hall, ask())
    papers.put_logo(hall, VALOGNES, picture("RGBA", (400, 300)), "operator", LATER)
    with pdfplumber.open(BytesIO(pdf_of(hall, letter.id, LATER))) as document:
        (logo,) = document.pages[0].images
        name = next(one for one in document.pages[0].extract_words() if one["text"] == "Mairie")
    assert name["x0"] > logo["x1"] and name["top"] < logo["bottom"]


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(said(words) for words in pages_of(pdf)))
