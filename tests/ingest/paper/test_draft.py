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
