from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.inbound import Channel
from domain.paper import Box, Line, Origin, Separator, Word
from ingest.paper.heap.splitting import heap
from ingest.paper.heap.worded import parts_letters
from ingest.paper.opening.limits import Limits
from ingest.paper.reader import PaperReader
from tests.ingest.paper.copier import empty, written
from tests.ingest.paper.made import letter_pdf, pdf_of_lines


def lines(*texts: str) -> Iterator[Line]:
    box = Box(left=1000, top=1000, right=5000, bottom=1200)
    return (Line(words=tuple(Word(text=word, box=box, confidence=90) for word in text.split())) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "SÉPARATION",
        "Page de séparation",
        "feuille séparatrice",
        "— SÉPARATEUR —",
        "INTERCALAIRE",
        "Nouveau courrier",
        "séparation séparation",
    ],
)
def test_a_page_that_only_says_so_parts_letters(text: str) -> None:
    assert parts_letters(lines(text))
    assert parts_letters(lines(*text.split(" ")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Séparation de corps",
        "Objet : séparation",
        "Nouveau courrier de Mme Roy",
        "Lettre",
        "Mur de séparation rue Thiers",
        "12",
        "SÉPARATION 12",
    ],
)
def test_a_page_that_says_more_or_less_does_not(text: str) -> None:
    assert not parts_letters(lines(text))


@pytest.fixture(scope="module")
def reader() -> Iterator[PaperReader]:
    made = PaperReader(count=1, limits=Limits())
    yield made
    made.close()


def test_a_heap_with_a_sheet_of_the_town_halls_own_make_is_cut_there(reader: PaperReader, tmp_path: Path) -> None:
    path = tmp_path / "tas.pdf"
    with pikepdf.new() as whole:
        for raw in (letter_pdf(), pdf_of_lines([(200, 300, "SÉPARATION")], size=40), letter_pdf()):
            with pikepdf.open(BytesIO(raw)) as one:
                whole.pages.extend(one.pages)
        whole.save(path)
    pages = sorted(reader.pages(path, reader.survey(path), range(3), Channel.SCAN), key=lambda page: page.number)
    assert [page.separator for page in pages] == [None, Separator.SHEET, None]
    found = heap(pages)
    assert [[page.number for page in piece.pages] for piece in found.pieces] == [[0], [2]]
    assert (found.report.pages_in, found.report.separator_pages) == (3, 1)


def test_a_sheet_scanned_parts_letters_as_well(reader: PaperReader, tmp_path: Path) -> None:
    path = tmp_path / "feuille.png"
    Image.fromarray(written(empty(), "SÉPARATION", (50, 120), 16)).save(path, dpi=(200, 200))
    (page,) = reader.pages(path, reader.survey(path), [0], Channel.SCAN)
    assert (page.separator, page.origin) == (Separator.SHEET, Origin.OCR)
