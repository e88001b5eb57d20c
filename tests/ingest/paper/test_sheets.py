import re
from datetime import date

import numpy as np
import pypdfium2
import pytest

from domain.paper import Sheet
from ingest.paper.heap.blank import is_blank
from ingest.paper.heap.marks import marks
from ingest.paper.heap.patch_code import patch_types
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from tests.ingest.paper.copier import Picture, rendered

SHEET = Sheet(town="valognes", department="VOI", channel="fax", received_on=date(2026, 3, 12), letters=5)
WORDS = SheetWords(
    title="Feuille de séparation du courrier",
    owner="Mairie de Valognes · lue par Citoyen",
    letter="Services techniques – Œuvres, voirie & réseaux",
    facts=("Service VOI", "Reçu le 12 mars 2026"),
    use="Posez-la devant chaque lettre.",
    keep="Ne pas jeter\u00a0: réutilisable.",
    both_ways="Recto et verso, dans les deux sens",
)


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def dark_share(page: Picture) -> float:
    return float((page < 128).mean())


@pytest.mark.parametrize("copies", [1, 3])
def test_sheet_has_two_equal_sides_with_its_words(copies: int) -> None:
    made = texts(sheets_pdf(SHEET, WORDS, copies=copies))
    assert len(made) == 2 * copies
    assert len(set(made)) == 1
    for words in (WORDS.title, WORDS.owner, *WORDS.facts, WORDS.use, "Ne pas jeter : réutilisable."):
        assert made[0].replace("\u00a0", " ").count(words) == 2
    assert "Œuvres" in made[0]


def test_page_is_a4_and_the_same_upside_down() -> None:
    pdf = sheets_pdf(SHEET, WORDS, patch_t=True)
    with pypdfium2.PdfDocument(pdf) as document:
        assert [round(side) for side in document[0].get_size()] == [595, 842]
    page = rendered(pdf, dpi=100)
    upside_down = page[::-1, ::-1]
    assert np.mean(np.abs(page.astype(int) - upside_down) > 100) < 0.01


def test_each_half_of_the_page_alone_gives_what_the_sheet_says() -> None:
    for patch_t in (False, True):
        page = rendered(sheets_pdf(SHEET, WORDS, patch_t=patch_t), dpi=100)
        middle = page.shape[0] // 2
        assert marks(np.ascontiguousarray(page[:middle]), (100, 100)).sheet == SHEET
        assert marks(np.ascontiguousarray(page[middle:]), (100, 100)).sheet == SHEET
        assert not is_blank(page, (100, 100))


def test_printer_needs_little_toner_and_leaves_its_margins_white() -> None:
    page = rendered(sheets_pdf(SHEET, WORDS, patch_t=True), dpi=100)
    margin = round(6 / 25.4 * 100)
    assert dark_share(page) < 0.22
    assert all(int(np.min(strip)) > 200 for strip in (page[:margin], page[-margin:], page[:, :margin], page[:, -margin:]))


def test_patch_has_the_widths_kodak_asks_for() -> None:
    page = rendered(sheets_pdf(SHEET, WORDS, patch_t=True), dpi=300)
    column = page[: 300 * 2, page.shape[1] // 2] < 128
    edges = np.flatnonzero(np.diff(column.astype(int)))[:8] / 300
    assert edges[0] >= 0.25
    assert np.diff(edges) == pytest.approx([0.08, 0.08, 0.20, 0.08, 0.08, 0.08, 0.20], abs=0.01)
    row = page[round(edges[0] * 300) + 10] < 128
    assert row.sum() / 300 >= 2
    assert patch_types(page, 300) == {"T"}
    assert patch_types(rendered(sheets_pdf(SHEET, WORDS), dpi=300), 300) == frozenset()


@pytest.mark.parametrize(
    "letter",
    [
        "Direction de l’aménagement, de l’urbanisme, de l’habitat, du logement et des grands projets de la ville nouvelle",
        "Hochwasserschutzbeauftragtenkoordinationsstelle",
        "Служба 道路",
        "",
    ],
)
def test_any_name_of_a_department_stays_beside_the_code(letter: str) -> None:
    words = SheetWords(**{**{name: getattr(WORDS, name) for name in SheetWords.__slots__}, "letter": letter})
    pdf = sheets_pdf(SHEET, words, patch_t=True)
    page = rendered(pdf, dpi=100)
    assert marks(page, (100, 100)).sheet == SHEET
    assert int(np.min(page[:, -round(14 / 25.4 * 100) :])) > 200, "nothing runs out of the page"
    assert not re.search("Traceback", texts(pdf)[0])
