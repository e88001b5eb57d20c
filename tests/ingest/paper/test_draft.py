"""What a draft of paper says beside its words: doubt, blank pages, advertisements, the day it came."""

import random
from dataclasses import replace
from datetime import date

import pytest

from domain.draft import Draft, Flag, Kind, ReadIn, Remark, Requester, Trait
from domain.inbound import Channel, Reception
from domain.paper import Line, Origin, Page
from ingest.paper.letter.draft import UNSURE_PAGE, letter_draft
from tests.ingest.paper.written import letters, read, words

TODAY = date(2026, 11, 26)
TOWN = Reception(domains=frozenset({"valognes.example"}))
PLAIN = """---
@10 5
Jeanne ROUSSEL
12 rue Thiers
50700 Valognes
@10 16
Monsieur le Maire,
@10 20
Le banc de la place du Château est cassé depuis le mois de mars et personne ne le répare.
@10 25
Salutations distinguées
@10 30
Jeanne Roussel
"""


def page(*lines: tuple[int, int, str], confidence: int = 93, quality: float = 1.0, number: int = 0) -> Page:
    found = tuple(Line(words=words(text, left * 100, top * 100, confidence), block=block) for block, (left, top, text) in enumerate(lines))
    return Page(number=number, origin=Origin.OCR, lines=found, width=595, height=842, quality=quality)


def sheet(source: str = PLAIN, confidence: int = 93, quality: float = 1.0) -> Page:
    lines = [
        (int(left), top + index * 1.78, text) for left, top, block in read("made", source).sheets[0] for index, text in enumerate(block)
    ]
    return page(*((left, round(top), text) for left, top, text in lines), confidence=confidence, quality=quality)


def draft(*pages: Page, channel: Channel = Channel.SCAN, received_on: date | None = None) -> Draft:
    return letter_draft(pages, channel, TOWN, TODAY, received_on)


def test_a_well_read_letter_is_not_doubted() -> None:
    assert Flag.UNSURE_READING not in draft(sheet()).flags


@pytest.mark.parametrize(
    "one", [sheet(quality=UNSURE_PAGE - 0.01), sheet(confidence=40)], ids=["a poor page", "words that are hardly read"]
)
def test_a_badly_read_letter_is_shown_to_people(one: Page) -> None:
    assert Flag.UNSURE_READING in draft(one).flags


def test_no_name_is_taken_from_a_page_too_poor_to_read() -> None:
    found = draft(sheet(quality=UNSURE_PAGE - 0.01))
    assert (found.requester.name, found.requester.organisation) == (None, None)
    assert not {one.trait for one in found.provenance} & {Trait.NAME, Trait.ORGANISATION}
    assert {Flag.UNSURE_READING, Flag.INCOMPLETE_IDENTITY} <= found.flags
    assert "Le banc de la place" in found.text


def test_a_poor_second_page_takes_no_name_from_the_first() -> None:
    second = page((10, 10, "gribouillis de toutes sortes et rien que des traits"), quality=0.2, number=1)
    assert draft(sheet(), second).requester.name == "ROUSSEL Jeanne"


def test_a_name_of_unsure_words_is_kept_and_doubted() -> None:
    one = sheet()
    lines = tuple(
        replace(line, words=tuple(replace(word, confidence=20) for word in line.words)) if "oussel" in line.text.lower() else line
        for line in one.lines
    )
    found = draft(replace(one, lines=lines))
    assert found.requester.name == "ROUSSEL Jeanne"
    assert Flag.UNSURE_READING in found.flags


def test_a_name_with_figures_is_mended_and_doubted() -> None:
    one = sheet(PLAIN.replace("Jeanne ROUSSEL", "Jeanne LEPET1T").replace("Jeanne Roussel", ""))
    found = draft(one)
    assert found.requester.name == "LEPETIT Jeanne"
    assert Flag.UNSURE_READING in found.flags


def test_pages_without_words_are_blank() -> None:
    found = draft(page(), page(number=1))
    assert found.kind is Kind.BLANK
    assert found.remarks == (Remark.EMPTY,)


def test_a_fax_with_nothing_but_its_line_is_blank_and_names_the_machine() -> None:
    found = draft(page((3, 0, "05-MAY-2026 11:30 DE: 0261912299 A: 0261910509 P.01/01")), channel=Channel.FAX)
    assert found.kind is Kind.BLANK
    assert found.paper is not None
    assert (found.paper.fax, found.paper.received_on) == ("+33261912299", date(2026, 5, 5))


def test_an_advertisement_by_fax_is_spam() -> None:
    lines = (
        (10, 20, "TONERS ET CARTOUCHES jusqu'à - 60 % pour les mairies"),
        (10, 25, "Pour ne plus recevoir nos offres, renvoyez ce fax."),
    )
    assert draft(page(*lines), channel=Channel.FAX).kind is Kind.SPAM
    assert draft(page(*lines)).kind is Kind.REQUEST


def test_the_stamp_goes_before_the_folder_and_the_folder_before_the_machine() -> None:
    fax_line = (3, 0, "12/03/2026 14:22 DE: 0199001234 P.1/1")
    stamp = (60, 5, "REÇU LE 13 MARS 2026")
    body = (10, 30, "Le banc de la place est cassé depuis le mois de mars et personne ne le répare.")
    told = date(2026, 3, 14)

    def received(*lines: tuple[int, int, str], received_on: date | None) -> date | None:
        paper = draft(page(*lines), channel=Channel.FAX, received_on=received_on).paper
        return paper.received_on if paper else None

    assert received(fax_line, stamp, body, received_on=told) == date(2026, 3, 13)
    assert received(fax_line, body, received_on=told) == told
    assert received(fax_line, body, received_on=None) == date(2026, 3, 12)


def test_who_signs_nothing_is_known_by_the_machine() -> None:
    found = draft(
        page(
            (3, 0, "12/03/2026 14:22 DE: GARAGE DIGARD 0199001234 P.1/1"),
            (10, 20, "Le panneau stop de la rue Thiers est tombé, merci de venir."),
        ),
        channel=Channel.FAX,
    )
    assert found.requester == Requester(organisation="GARAGE DIGARD", fax="+33199001234")
    assert [(one.trait, one.read_in) for one in found.provenance] == [(Trait.ORGANISATION, ReadIn.FAX_LINE), (Trait.FAX, ReadIn.FAX_LINE)]


def test_head_and_signature_are_told_apart() -> None:
    found = {one.trait: one.read_in for one in draft(sheet()).provenance}
    assert found == {Trait.NAME: ReadIn.SIGNATURE, Trait.ADDRESS: ReadIn.LETTERHEAD}


def test_pages_are_counted_in_the_file() -> None:
    found = draft(replace(sheet(), number=7), page(number=8))
    assert found.paper is not None
    assert (found.paper.pages, found.paper.text_pages) == ((7, 8), 1)


def test_anything_gives_a_draft() -> None:
    chance = random.Random(7)  # noqa: S311 - the same lines each time
    known = [text for letter in letters() for one in letter.sheets for _, _, block in one for text in block]
    odd = [
        "Objet : " * 60,
        "0 " * 300,
        "a" * 900,
        ":",
        "12/03/2026 " * 40,
        "conseil de Monsieur " * 40,
        "P.1 " * 80,
        "x@y.z " * 60,
        "( " * 90,
    ]
    for _ in range(150):
        lines = [
            (chance.randint(0, 90), chance.randint(0, 99), chance.choice(odd if chance.random() < 0.2 else known))
            for _ in range(chance.randint(0, 30))
        ]
        found = draft(page(*lines), channel=chance.choice((Channel.SCAN, Channel.FAX)))
        assert found.paper is not None
        assert all(word.start < word.end for word in found.paper.layout)


def test_a_machines_misread_nought_is_told_by_the_letters_day() -> None:
    def received(written: str) -> date | None:
        fax_line = (3, 0, "19-FEV-2026 09:42 DE: 0199001234 P.1/1")
        body = (10, 30, "Le banc de la place est cassé depuis le mois de mars et personne ne le répare.")
        paper = draft(page(fax_line, (60, 10, written), body), channel=Channel.FAX).paper
        return paper.received_on if paper else None

    assert received("Valognes, le 10 février 2026") == date(2026, 2, 10)
    assert received("Valognes, le 12 février 2026") == date(2026, 2, 19)


def misread(one: Page, text: str, confidence: int = 40) -> Page:
    """Return a page on which one word was read with doubt."""
    lines = (tuple(replace(word, confidence=confidence) if word.text == text else word for word in line.words) for line in one.lines)
    return replace(one, lines=tuple(Line(words=words, block=line.block) for words, line in zip(lines, one.lines, strict=True)))


WITH_PHONE = PLAIN.replace("50700 Valognes", "50700 Valognes\nTél. 02 61 91 07 34")


@pytest.mark.parametrize("figure", ["12", "50700", "91"])
def test_an_unsure_figure_of_address_or_telephone_is_asked(figure: str) -> None:
    assert Flag.UNSURE_READING not in draft(sheet(WITH_PHONE)).flags
    found = draft(misread(sheet(WITH_PHONE), figure))
    assert (found.requester.phone, found.requester.address) == ("+33261910734", "12 rue Thiers, 50700 Valognes")
    assert Flag.UNSURE_READING in found.flags


def test_a_stamp_whose_day_is_hidden_or_unsure_is_asked() -> None:
    def stamped(day: str, confidence: int = 93) -> Draft:
        lines = (*sheet().lines, *page((60, 5, "MAIRIE DE VALOGNES"), (60, 7, "REÇU LE"), (60, 9, day)).lines)
        whole = replace(sheet(), lines=tuple(replace(line, block=block) for block, line in enumerate(lines)))
        return draft(misread(whole, day.split(maxsplit=1)[0], confidence))

    def told(found: Draft) -> tuple[date | None, bool]:
        assert found.paper is not None
        return found.paper.received_on, Flag.UNSURE_READING in found.flags

    assert told(stamped("12 NOV. 2026")) == (date(2026, 11, 12), False)
    assert told(stamped("12 NOV. 2026", confidence=30)) == (date(2026, 11, 12), True)
    assert told(stamped("12 NOV.")) == (date(2026, 11, 12), True)
    assert told(stamped("28 DEC.")) == (date(2025, 12, 28), True)
    assert told(stamped("NOV. 2026")) == (None, True)


def test_a_stamp_older_than_its_letter_is_asked() -> None:
    lines = (
        (10, 12, "Valognes, le 9 novembre 2026"),
        (60, 5, "REÇU LE"),
        (60, 7, "2 NOV. 2026"),
        (10, 30, "Le banc de la place est cassé."),
    )
    found = draft(page(*lines))
    assert found.paper is not None
    assert (found.paper.received_on, Flag.UNSURE_READING in found.flags) == (None, True)


def test_the_town_halls_own_number_is_nobodys() -> None:
    town = replace(TOWN, numbers=frozenset({"+33261910500"}))
    own = sheet(PLAIN.replace("50700 Valognes", "50700 Valognes\nTél. 02 61 91 05 00\nFax 02 61 91 05 00"))
    found = letter_draft((own,), Channel.SCAN, town, TODAY)
    assert (found.requester.phone, found.requester.fax) == (None, None)
    assert draft(own).requester.phone == "+33261910500"


FORM = """---
@30 5
FICHE DE SIGNALEMENT
@10 12
Nom et prénom : Jeanne ROUSSEL
@10 15
Adresse : 12 rue Thiers, 50700 Valognes
@10 18
Téléphone : 02 61 91 05 00
@10 21
Description : le banc de la place du Château est cassé
"""


def test_the_town_halls_own_number_is_no_answer_of_a_form() -> None:
    town = replace(TOWN, numbers=frozenset({"+33261910500"}))
    assert letter_draft((sheet(FORM),), Channel.SCAN, town, TODAY).requester.phone is None
    assert draft(sheet(FORM)).requester.phone == "+33261910500"


@pytest.mark.parametrize("stroke", ["VRAN A4", "AAA", "M/W"])
def test_the_stroke_of_a_signature_is_no_name(stroke: str) -> None:
    one = sheet(PLAIN.replace("@10 30\nJeanne Roussel", f"@55 30\n{stroke}\n@55 33\nJeanne Roussel"))
    for word in stroke.split():
        one = misread(one, word, 20)
    found = draft(one)
    assert found.requester.name == "ROUSSEL Jeanne"
    assert stroke not in f"{found.text}\n{found.signature}"


def test_a_stroke_is_all_there_is_where_nobodys_name_is_printed() -> None:
    one = sheet("\n".join(line for line in PLAIN.splitlines() if "ousse" not in line.lower()) + "\n@55 33\nVRAN\n")
    assert "VRAN" in draft(misread(one, "VRAN", 30)).signature


def test_a_letter_with_an_annex_is_signed_before_it() -> None:
    first = sheet(PLAIN.replace("Jeanne ROUSSEL\n", "").replace("@10 30\nJeanne Roussel", "@55 30\nLa trésorière\nJ. Roussel"))
    annex = page((10, 8, "Liste des dégâts"), (10, 12, "3 mars : un carreau"), (10, 14, "5 mars : une gouttière"), number=1)
    found = draft(first, annex)
    assert found.requester.name == "ROUSSEL J."
    assert "une gouttière" in found.text
    assert "Roussel" not in found.text


def test_a_name_off_a_table_that_was_hardly_read_is_asked() -> None:
    table = page(
        (10, 10, "Nous soussignés demandons un ralentisseur rue des Lilas, les voitures roulent trop vite."),
        (10, 20, "NOM Prénom"),
        (40, 20, "Adresse"),
        (75, 20, "Signature"),
        (10, 23, "PICOT Daniel"),
        (40, 23, "3 rue des Lilas"),
        (75, 23, "Picot"),
        (10, 26, "DUCHEMIN Anne"),
        (40, 26, "5 rue des Lilas"),
        (75, 26, "AD"),
        (10, 29, "HAMEL Josette"),
        (40, 29, "8 rue des Lilas"),
        (75, 29, "JH"),
    )
    assert draft(table).requester.name == "PICOT Daniel"
    assert Flag.UNSURE_READING not in draft(table).flags
    assert Flag.UNSURE_READING in draft(misread(table, "PICOT")).flags


def test_a_jumble_read_off_dots_and_drawings_is_no_text_and_no_place() -> None:
    jumble = (10, 22, "A RUE LR PAR CR De")

    def said(confidence: int) -> str:
        below = replace(page(jumble, confidence=confidence).lines[0], block=9)
        return draft(replace(sheet(), lines=(*sheet().lines, below))).text

    assert "RUE LR" in said(93)
    assert "RUE LR" not in said(20)


def test_a_box_with_a_cross_and_the_title_of_a_form_name_nobody() -> None:
    lines = (
        (30, 5, "FICHE DE SIGNALEMENT"),
        (10, 10, "XX Voirie"),
        (40, 10, "[] Bruit"),
        (10, 20, "Un gros trou dans la rue, c'est dangereux."),
    )
    assert draft(page(*lines)).requester.name is None


@pytest.mark.parametrize(
    "title", ["Couverture HÉBERT & Fils", "Menuiserie Rey et fils", "Charpente LEMIÈRE"], ids=["and sons", "small letters", "capitals"]
)
def test_a_trade_with_the_name_of_its_owner_is_a_firms(title: str) -> None:
    lines = (
        (10, 4, title),
        (10, 6, "Zinguerie - Ardoise - Échafaudages"),
        (10, 8, "4 rue des Artisans, 50700 Valognes"),
        (10, 10, "SIRET 000 000 000 00034"),
        (55, 14, "Mairie de Valognes"),
        (10, 20, "Monsieur le Maire,"),
        (10, 24, "Nous demandons à poser un échafaudage sur le trottoir devant le 22 rue Thiers."),
        (55, 30, "Loïc Durel"),
    )
    assert draft(page(*lines)).requester.organisation == title


def test_a_letter_dated_below_its_text_has_that_day() -> None:
    lines = (
        (10, 10, "Monsieur le Maire,"),
        (10, 14, "Le banc de la place du Château est cassé depuis le mois de mars et personne ne le répare."),
        (10, 20, "Fait à Valognes, le 3 novembre 2026"),
        (55, 24, "Jeanne Roussel"),
    )
    paper = draft(page(*lines)).paper
    assert paper is not None
    assert paper.written_on == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("given", "confidence", "is_asked"), [("Syivain", 90, True), ("Sylvain", 90, False), ("Syivain", 96, False), ("Solveig", 90, False)]
)
def test_a_given_name_with_a_letter_misread_is_asked(given: str, confidence: int, is_asked: bool) -> None:
    source = PLAIN.replace("Jeanne ROUSSEL", f"{given} ROUSSEL").replace("Jeanne Roussel", f"{given} Roussel")
    found = draft(sheet(source, confidence=confidence))
    assert found.requester.name == f"ROUSSEL {given}"
    assert (Flag.UNSURE_READING in found.flags) is is_asked


def test_the_address_of_the_town_hall_on_its_form_is_no_part_of_what_is_asked() -> None:
    head = "@10 3\nVILLE DE VALOGNES\n6 place du Général-de-Gaulle – 50700 VALOGNES – Tél. 02 61 91 05 00\n"
    found = draft(sheet(FORM.replace("---\n", f"---\n{head}")))
    assert "Général-de-Gaulle" not in found.text
    assert "place du Château" in found.text
