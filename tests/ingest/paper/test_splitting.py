from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inbound import BlankPages
from domain.paper import BatchReport, Box, HeapRemark, Line, Origin, Page, Separator, Sheet, Word
from ingest.paper.heap.blank import is_blank
from ingest.paper.heap.marks import marks
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from ingest.paper.heap.splitting import Heap, HeapOptions, heap
from ingest.paper.heap.starts import Sign, likely_start
from tests.ingest.paper.copier import Picture, as_jpeg, barred, empty, faxed, one_bit, rendered, scanned, turned, written

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
ROADS = Sheet(town="valognes", department="VOI", channel="scan", received_on=date(2026, 3, 12))
GREEN = Sheet(town="valognes", department="EV")
HERE = HeapOptions(town="valognes", departments=frozenset({"VOI", "EV"}))

FIRST = (
    (500, "Mme Jeanne Lemoine"),
    (700, "3 rue des Glycines"),
    (900, "50700 Valognes"),
    (1500, "Monsieur le Maire de Valognes"),
    (2200, "Valognes, le 12 mars 2026"),
    (2800, "Objet : lampadaire en panne"),
    (3300, "Monsieur le Maire,"),
    (3800, "Le lampadaire devant chez moi ne s’allume plus depuis dix jours et la rue est noire."),
)
CLOSED = ((5000, "Veuillez agréer, Monsieur le Maire, mes salutations distinguées."), (5600, "J. Lemoine"))
SECOND = ((600, "quant au trottoir, il est défoncé sur toute la longueur et ma mère est tombée."), (900, "Merci de faire vite."))
WORDS = SheetWords(title="Séparateur", owner="Mairie", letter="Voirie", facts=("Scan",), use="Devant.", keep="Garder.", both_ways="Deux")


def text(number: int, *rows: tuple[int, str]) -> Page:
    lines = tuple(
        Line(
            words=tuple(Word(text=word, box=Box(left=1000, top=top, right=5000, bottom=top + 120), confidence=95) for word in said.split())
        )
        for top, said in rows
    )
    return Page(number=number, origin=Origin.OCR, lines=lines)


def pages(letters: str) -> list[Page]:
    """A heap by one letter a page: A a first page, + a following one, x unread text, b blank, T patch, V and G sheets, u unreadable."""
    return [page_of(letter, number) for number, letter in enumerate(letters)]


def page_of(letter: str, number: int) -> Page:
    rows = {"A": (*FIRST, *CLOSED), "+": SECOND}.get(letter, ())
    page = text(number, *rows)
    match letter:
        case "b":
            return replace(page, origin=Origin.BLANK)
        case "u":
            return replace(page, origin=Origin.UNREADABLE)
        case "T":
            return replace(page, separator=Separator.PATCH_T)
        case "V" | "G":
            return replace(page, separator=Separator.SHEET, sheet=ROADS if letter == "V" else GREEN)
    return page


def cut(found: Heap) -> list[list[int]]:
    return [[page.number for page in piece.pages] for piece in found.pieces]


def split(letters: str, blank_pages: BlankPages = BlankPages.JUDGE) -> list[list[int]]:
    return cut(heap(pages(letters), replace(HERE, blank_pages=blank_pages)))


def accounted(report: BatchReport) -> bool:
    return report.pages_in == report.pages_out + report.blanks_removed + report.separator_pages


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("VA+VAGx", [[1, 2], [4], [6]]),
        ("AVA", [[0], [2]]),
        ("TA+TA", [[1, 2], [4]]),
        ("VVA", [[2]]),
        ("VTbVA", [[4]]),
        ("V", []),
        ("", []),
        ("bbb", []),
        ("TTTAVT", [[3]]),
        ("VbAbVb+bxb", [[2], [6, 8]]),
        ("VAbA", [[1, 3]]),
        ("uVu", [[0], [2]]),
    ],
)
def test_sheets_and_patches_end_letters_and_blank_pages_beside_them_do_not(letters: str, expected: list[list[int]]) -> None:
    for wanted in BlankPages:
        assert split(letters, wanted) == expected


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("xbxxbx", [[0], [2, 3], [5]]),  # odd places: one side only was scanned
        ("xbx", [[0], [2]]),
        ("bxxbbxb", [[1, 2], [5]]),
        ("xb", [[0]]),
        ("xbbx", [[0], [3]]),
        ("AbAb", [[0], [2]]),  # a back, or a blank sheet, before a first page
        ("AbAxAb", [[0], [2, 3, 4]]),  # the third letter is proposed only
        ("Ab+b", [[0, 2]]),  # the backs of one letter
        ("xbxb", [[0, 2]]),
        ("xxxbxx", [[0, 1, 2, 4, 5]]),
        ("xxbbxb", [[0, 1], [4]]),  # a blank sheet, scanned on both sides
    ],
)
def test_blank_pages_end_letters_where_they_cannot_be_backs(letters: str, expected: list[list[int]]) -> None:
    assert split(letters) == expected


def test_folder_may_say_what_blank_pages_mean() -> None:
    assert split("xxxbxx", BlankPages.SEPARATE) == [[0, 1, 2], [4, 5]]
    assert split("xbxb", BlankPages.SEPARATE) == [[0, 2]], "every second page is blank: backs"
    assert split("xbxxbx", BlankPages.REMOVE) == [[0, 2, 3, 5]]


def test_what_a_sheet_says_applies_to_the_letter_behind_it_only() -> None:
    found = heap(pages("xVxTxGVxbx"), HERE)
    assert [piece.sheet for piece in found.pieces] == [None, ROADS, None, ROADS]
    assert [piece.separator for piece in found.pieces] == [None, Separator.SHEET, Separator.PATCH_T, Separator.SHEET]
    assert [note.remark for note in found.report.notes] == [HeapRemark.NOTHING_BEHIND]
    assert found.report.notes[0].page == 5


def test_both_sides_of_a_sheet_count_once() -> None:
    report = heap(pages("VVxbVVxbTTxb"), HERE).report
    assert (report.sheets_read, report.patches_read, report.separator_pages, report.blanks_removed) == (2, 1, 6, 3)
    assert report.notes == ()
    assert heap(pages("VbxbVbxb"), HERE).report.sheets_read == 2


def test_sheet_of_another_town_or_of_no_department_separates_and_says_nothing() -> None:
    other, unknown = replace(ROADS, town="reims", letters=9), replace(ROADS, department="XYZ")
    heaped = pages("xVxVVx")
    heaped[1] = replace(heaped[1], sheet=other)
    heaped[3] = heaped[4] = replace(heaped[3], sheet=unknown)
    found = heap([replace(page, number=number) for number, page in enumerate(heaped)], HERE)
    assert cut(found) == [[0], [2], [5]]
    assert [piece.sheet for piece in found.pieces] == [None, None, replace(ROADS, department=None)]
    assert [(note.remark, note.page) for note in found.report.notes] == [(HeapRemark.OTHER_TOWN, 1), (HeapRemark.UNKNOWN_DEPARTMENT, 3)]
    assert found.report.declared is None
    assert heap(heaped).pieces[2].sheet is None, "without a town no sheet of a town applies"


@pytest.mark.parametrize(("letters", "differs"), [(2, False), (3, True), (1, True)])
def test_declared_number_is_compared(letters: int, differs: bool) -> None:
    heaped = pages("VxVx")
    heaped[0] = replace(heaped[0], sheet=replace(ROADS, letters=letters))
    report = heap(heaped, HERE).report
    assert (report.declared, report.pieces) == (letters, 2)
    assert (HeapRemark.COUNT_DIFFERS in {note.remark for note in report.notes}) is differs


def test_unreadable_page_stays_in_its_letter_and_is_told() -> None:
    report = heap(pages("VAuVA"), HERE).report
    assert (report.pages_out, report.unreadable) == (3, (2,))
    assert HeapRemark.UNREADABLE in {note.remark for note in report.notes}


@given(
    letters=st.text(alphabet="A+xbTVGu", max_size=14),
    blank_pages=st.sampled_from(BlankPages),
    towns=st.sampled_from([HERE, HeapOptions(), HeapOptions(town="reims")]),
)
def test_no_page_is_lost_doubled_or_moved(letters: str, blank_pages: BlankPages, towns: HeapOptions) -> None:
    heaped = pages(letters)
    found = heap(heaped, replace(towns, blank_pages=blank_pages))
    kept = [page.number for piece in found.pieces for page in piece.pages]
    assert accounted(found.report)
    assert kept == [page.number for page, letter in zip(heaped, letters, strict=True) if letter in "A+xu"]
    assert all(piece.pages for piece in found.pieces)
    assert found.report.pieces == len(found.pieces)
    assert {start.page for start in found.proposals} <= set(kept) - {piece.pages[0].number for piece in found.pieces}


def test_first_page_without_a_separator_is_proposed_and_never_cut() -> None:
    found = heap(pages("A+A+"), HERE)
    assert cut(found) == [[0, 1, 2, 3]]
    assert [start.page for start in found.proposals] == [2]
    assert {Sign.SALUTATION, Sign.DATE, Sign.RECIPIENT, Sign.HEADING, Sign.SENDER} <= set(found.proposals[0].signs)
    assert found.proposals[0].confidence == 1.0


@pytest.mark.parametrize(
    ("rows", "before", "is_start"),
    [
        (((100, "12/03/2026 08:14 DE: 0199001122 P.1/3"), (3000, "texte")), (), True),
        (((100, "12/03/2026 08:14 DE: 0199001122 P.2/3"), *FIRST), (), False),
        (((9600, "Page 2 sur 3"), *FIRST), (), False),
        (FIRST, ((9600, "page 1/2"),), False),
        (((3000, "Valognes, le 3 avril 2026"), (3500, "rien")), CLOSED, False),
        (SECOND, CLOSED, False),
        (((700, "Valognes, le 3 avril 2026"), (1300, "A l’attention du maire"), (2000, "Bonjour,")), CLOSED, True),
        (
            (
                (300, "16-11-26 MENUISERIE REY PO2/02"),
                (700, "Valognes, le 3 avril 2026"),
                (1300, "A l’attention du maire"),
                (2000, "Bonjour,"),
            ),
            CLOSED,
            False,
        ),
        (
            ((700, "Valognes, le 3 avril 2026"), (1300, "A l’attention du maire"), (2000, "Bonjour,")),
            ((2000, "TÉLÉCOPIE"), (3000, "Nombre de pages : 2 (y compris celle-ci)"), (4000, "Cordialement")),
            False,
        ),
        (
            ((700, "Valognes, le 3 avril 2026"), (1300, "A l’attention du maire"), (2000, "Bonjour,")),
            ((2000, "TÉLÉCOPIE"), (3000, "Nombre de pages : 1"), (4000, "Cordialement")),
            True,
        ),
        (((700, "May 3, 2026"), (1300, "Dear Sir,")), ((8000, "Yours faithfully,"),), True),
        (((9600, "- 1 -"), (700, "Le texte")), CLOSED, True),
    ],
)
def test_pages_are_weighed_by_what_stands_on_them_and_before(
    rows: Sequence[tuple[int, str]], before: Sequence[tuple[int, str]], is_start: bool
) -> None:
    moved = [replace(line, words=tuple(replace(w, box=replace(w.box, left=4500)) for w in line.words)) for line in text(1, *rows).lines]
    page = replace(text(1), lines=tuple(moved))
    assert (likely_start(text(0, *before), page).confidence >= 0.5) is is_start


def seen(picture: Picture, number: int, dpi: tuple[float, float]) -> Page:
    """What a reader makes of a page before its text is read."""
    found = marks(picture, dpi)
    origin = Origin.BLANK if found.separator is None and is_blank(picture, dpi) else Origin.OCR
    return Page(number=number, origin=origin, separator=found.separator, sheet=found.sheet)


@cache
def material(name: str, dpi: int) -> Picture:
    """A page before it is scanned, by the letters of `pages`; the digits are letters of the corpus, p holds a page number only."""
    match name:
        case "V":
            return rendered(sheets_pdf(ROADS, WORDS), dpi=dpi)
        case "G":
            return rendered(sheets_pdf(GREEN, WORDS, patch_t=True), dpi=dpi)
        case "T":
            return barred("NWNW", dpi)
        case "b":
            return empty(dpi)
        case "p":
            return written(empty(dpi), "- 2 -", (100, 280), 3, dpi)
    return rendered(CORPUS / "citoyens-fr" / "items" / LETTERS[int(name)] / "input.pdf", dpi=dpi)


LETTERS = ("060", "061", "062", "065", "066", "067", "069")
HEAPS = {
    "V01V2G345": ([[1, 2], [4], [6, 7, 8]], [ROADS, ROADS, GREEN]),
    "0b12b3": ([[0], [2, 3], [5]], [None, None, None]),
    "VV0b1bGG2bV6b": ([[2, 4], [8], [11]], [ROADS, GREEN, ROADS]),
    "bT4bT56TTb": ([[2], [5, 6]], [None, None]),
    "Vp0Tb": ([[1, 2]], [ROADS]),
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
@pytest.mark.parametrize(
    ("order", "copier", "dpi"),
    [
        ("V01V2G345", "grey", 150),
        ("V01V2G345", "fax", 200),
        ("0b12b3", "jpeg", 200),
        ("0b12b3", "one bit", 200),
        ("VV0b1bGG2bV6b", "jpeg", 150),
        ("VV0b1bGG2bV6b", "one bit", 150),
        ("bT4bT56TTb", "jpeg", 150),
        ("bT4bT56TTb", "fax", 200),
        ("Vp0Tb", "grey", 300),
        ("Vp0Tb", "one bit", 150),
    ],
)
def test_heap_from_a_copier_is_cut_into_the_exact_letters(order: str, copier: str, dpi: int) -> None:
    rng = np.random.default_rng(len(order))
    heaped = []
    for number, name in enumerate(order):
        upside_down = turned(material(name, dpi), 2 if number % 3 == 1 else 0)
        page = scanned(upside_down, rng, degrees=float(rng.uniform(-2, 2)), noise=5, dpi=dpi)
        given_dpi = (float(dpi), float(dpi))
        if copier == "jpeg":
            page = as_jpeg(page, 45)
        if copier == "one bit":
            page = one_bit(page)
        if copier == "fax":
            page, given_dpi = faxed(page, rng, dpi, specks=0.001), (204.0, 98.0)
        heaped.append(seen(page, number, given_dpi))
    expected, sheets = HEAPS[order]
    found = heap(heaped, HERE)
    assert cut(found) == expected
    assert [piece.sheet for piece in found.pieces] == sheets
    assert accounted(found.report)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
def test_heap_of_the_corpus_is_cut_at_its_blank_pages() -> None:
    path = CORPUS / "citoyens-fr" / "items" / "064" / "input.pdf"
    found = heap([seen(rendered(path, number), number, (200, 200)) for number in range(6)], HERE)
    assert cut(found) == [[0], [2, 3], [5]]
    assert found.report.blanks_removed == 2
