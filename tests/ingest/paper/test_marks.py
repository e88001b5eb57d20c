import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from domain.paper import Separator, Sheet
from ingest.paper.heap.marks import Marks, marks
from ingest.paper.heap.sheet_code import code_text, find_sheet
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from tests.ingest.paper.copier import (
    Picture,
    as_jpeg,
    barred,
    empty,
    faxed,
    one_bit,
    rendered,
    scanned,
    turned,
    written,
)

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
SHEET = Sheet(town="saint-pierre-en-auge", department="X-BAIL", channel="scan", received_on=date(2026, 3, 12), letters=125)
WORDS = SheetWords(title="Séparateur", owner="Mairie", letter="Voirie", facts=("Scan",), use="Devant.", keep="Garder.", both_ways="Deux")
NOTHING = Marks()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.fixture(scope="module")
def sheet() -> Picture:
    return rendered(sheets_pdf(SHEET, WORDS), dpi=200)


@pytest.fixture(scope="module")
def patched() -> Picture:
    return rendered(sheets_pdf(SHEET, WORDS, patch_t=True), dpi=200)


def code(content: str, module: int = 3, page: Picture | None = None, at: tuple[int, int] = (300, 300)) -> Picture:
    """A page with a QR code as firms print them."""
    whole = empty() if page is None else page.copy()
    made = np.array([list(row) for row in segno.make_qr(content, error="m").matrix], np.uint8)
    grown = np.kron(1 - made, np.ones((module, module), np.uint8)) * 255
    whole[at[0] : at[0] + grown.shape[0], at[1] : at[1] + grown.shape[1]] = grown
    return whole


def barcode(module: int = 4) -> Picture:
    """A page with a long barcode: bars and spaces of one to four modules."""
    page = empty()
    rng = np.random.default_rng(3)
    x = 300
    while x < 1300:
        bar, space = rng.integers(1, 5, 2) * module
        page[300:500, x : x + bar] = 0
        x += int(bar + space)
    return page


def code_39(narrow_mm: float = 2.03) -> Picture:
    """A page with a barcode as coarse as a patch: narrow and wide bars of the patch's own widths, but more of them."""
    page = empty()
    y = 300.0
    for is_wide in (0, 1, 0, 1, 0, 0, 1, 1, 0, 1):
        bar = narrow_mm / 25.4 * 200 * (2.5 if is_wide else 1)
        page[round(y) : round(y + bar), 300:1300] = 0
        y += bar + narrow_mm / 25.4 * 200
    return page


def ruled(step_mm: float, thick: int = 3) -> Picture:
    page = empty()
    for y in np.arange(20, 280, step_mm) / 25.4 * 200:
        page[round(y) : round(y) + thick, 150:1500] = 0
    return page


def table() -> Picture:
    page = ruled(8, 4)
    for x in range(150, 1501, 190):
        page[158:2200, x : x + 4] = 0
    page[158:220, 150:1500] = 60
    return page


def test_code_says_what_the_sheet_says_and_nothing_else_is_a_code() -> None:
    text = code_text(SHEET)
    assert find_sheet(text) == SHEET
    assert find_sheet(code_text(Sheet())) == Sheet()
    assert find_sheet(code_text(Sheet(town="a;b=c é", department="Ünïcode"))) == Sheet(town="a;b=c é", department="Ünïcode")
    for place in range(len(text)):
        assert find_sheet(text[:place] + "¤" + text[place + 1 :]) is None
    for other in (
        "BEGIN:VCARD\nN:Martin;Luc\nEND:VCARD",
        "https://facture.example/?t=valognes;d=VOI",
        "CITOYEN1",
        "CITOYEN1;t=valognes",
        "",
    ):
        assert find_sheet(other) is None


def test_later_version_is_read_for_what_it_says_the_same() -> None:
    from binascii import crc_hqx  # noqa: PLC0415

    said = "CITOYEN2;d=VOI;z=new;n=99999;r=2026-02-30;c=pigeon"
    assert find_sheet(f"{said};k={crc_hqx(said.encode(), 0xFFFF):04X}") == Sheet(department="VOI")


@pytest.mark.parametrize(("dpi", "quarters"), [(100, 0), (100, 1), (100, 2), (100, 3), (150, 2), (200, 1), (300, 3)])
def test_sheet_is_read_whichever_way_it_lies(rng: np.random.Generator, dpi: int, quarters: int) -> None:
    page = rendered(sheets_pdf(SHEET, WORDS, patch_t=True), dpi=dpi)
    for degrees in (-4.0, 1.3):
        found = marks(as_jpeg(scanned(turned(page, quarters), rng, degrees=degrees, noise=8, dpi=dpi), 40), (dpi, dpi))
        assert found == Marks(sheet=SHEET, patch_t=True)
        assert found.separator is Separator.SHEET


@pytest.mark.parametrize("down", [98, 196])
@pytest.mark.parametrize("degrees", [-1.5, 2.0])
def test_faxed_sheet_is_read(rng: np.random.Generator, patched: Picture, down: int, degrees: float) -> None:
    fax = faxed(scanned(turned(patched, 2), rng, degrees=degrees), rng, down=down, specks=0.02)
    assert marks(fax, (204, down)) == Marks(sheet=SHEET, patch_t=True)


def test_torn_stained_punched_sheet_is_read(rng: np.random.Generator, sheet: Picture) -> None:
    half = scanned(sheet, rng, degrees=2)
    half[: int(half.shape[0] * 0.45)] = 20
    assert marks(half, (200, 200)).sheet == SHEET
    cup = scanned(sheet, rng, degrees=-1)
    cv2.circle(cup, (400, 600), 250, 90, 60)
    cv2.circle(cup, (100, 700), 24, 0, -1)
    cv2.circle(cup, (100, 1330), 24, 0, -1)
    assert marks(one_bit(cup), (200, 200)).sheet == SHEET


def test_codes_of_others_are_passed_over(rng: np.random.Generator) -> None:
    invoice = written(empty(), "Facture\nRéférence 2026-0147", (20, 20), 4)
    for content in ("FACT-2026-0147", "BEGIN:VCARD\nN:Martin;Luc\nEND:VCARD", "https://mairie.example/suivi/K7P4"):
        assert marks(scanned(code(content, page=invoice), rng, degrees=1), (200, 200)) == NOTHING
    both = code(code_text(SHEET), module=6, page=code("REF-1"), at=(1000, 300))
    assert marks(both, (200, 200)) == Marks(sheet=SHEET)


@pytest.mark.parametrize(("dpi", "quarters"), [(100, 0), (100, 1), (100, 2), (100, 3), (150, 2), (200, 1), (300, 3)])
def test_patch_t_is_found_from_any_edge(rng: np.random.Generator, dpi: int, quarters: int) -> None:
    page = turned(barred("NWNW", dpi), quarters)
    assert marks(as_jpeg(scanned(page, rng, degrees=2.5, noise=8, dpi=dpi)), (dpi, dpi)) == Marks(patch_t=True)
    assert marks(one_bit(scanned(page, rng, degrees=-2.5, dpi=dpi)), (dpi, dpi)).separator is Separator.PATCH_T


@pytest.mark.parametrize("down", [98, 196])
def test_patch_t_is_found_on_a_fax_and_when_short_or_shrunk(rng: np.random.Generator, down: int) -> None:
    assert marks(faxed(scanned(barred("NWNW", length_mm=55), rng, degrees=1), rng, down=down), (204, down)).patch_t
    assert marks(barred("NWNW", 193, length_mm=51), (200, 200)).patch_t
    fat = 255 - np.asarray(cv2.dilate(255 - barred("NWNW"), np.ones((4, 4), np.uint8)), np.uint8)
    assert marks(fat, (200, 200)).patch_t, "photocopies fatten bars"


@pytest.mark.parametrize("bars", ["WWNN", "WNNW", "WNWN", "NWWN", "NNWW"])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_other_patches_do_not_separate(rng: np.random.Generator, bars: str, quarters: int) -> None:
    assert marks(scanned(turned(barred(bars, 100), quarters), rng, degrees=1, dpi=100), (100, 100)) == NOTHING


@pytest.mark.parametrize("quarters", [0, 1])
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(barcode(2), id="barcode"),
        pytest.param(barcode(8), id="coarse barcode"),
        pytest.param(barcode(16), id="barcode of the patch's modules"),
        pytest.param(code_39(), id="narrow and wide bars like the patch's"),
        pytest.param(ruled(8), id="ruled paper"),
        pytest.param(ruled(4), id="narrow ruled paper"),
        pytest.param(ruled(4.06, 16), id="bars of equal width"),
        pytest.param(table(), id="table"),
        pytest.param(barred("NWNWN"), id="five bars"),
        pytest.param(barred("NWN"), id="three bars"),
        pytest.param(barred("NWNW", length_mm=12), id="too short"),
        pytest.param(barred("NWNW", 400)[:2000, :1700], id="twice as large"),
        pytest.param(barred("NWNW", 100), id="half as large"),
        pytest.param(written(empty(), "▬▬▬▬▬▬▬▬\n" * 4, (20, 20), 8), id="dashes"),
    ],
)
def test_nothing_else_with_bars_is_a_patch(rng: np.random.Generator, page: Picture, quarters: int) -> None:
    assert marks(scanned(turned(page, quarters), rng, degrees=0.7), (200, 200)) == NOTHING


def corpus_pages() -> Iterator[tuple[Picture, tuple[float, float]]]:
    for path in sorted((CORPUS / "citoyens-fr" / "items").glob("0[67]*/input.pdf")):
        yield rendered(path, dpi=200), (200, 200)
    for path in sorted((CORPUS / "citoyens-fr" / "items").glob("07*/input.tif")):
        with Image.open(path) as image:
            across, down = image.info["dpi"]
            page = np.asarray(image.convert("L"), np.uint8)
        yield page, (float(across), float(down))
    for path in sorted((CORPUS / "scans-typewritten").glob("*.jpg")):
        with Image.open(path) as image:
            page = np.asarray(image.convert("L"), np.uint8)
        yield page, (200, 200)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
def test_letters_have_no_marks_and_looking_for_them_is_cheap() -> None:
    pages = list(corpus_pages())
    before = time.process_time()
    found = [marks(page, dpi) for page, dpi in pages]
    spent = time.process_time() - before

    assert found == [NOTHING] * len(pages)
    assert len(pages) > 20
    assert spent / len(pages) < 0.1, "three times what it may cost on an idle machine"


@pytest.mark.parametrize("shape", [(1, 1), (3, 4000), (40, 40), (200, 150)])
def test_odd_pictures_have_no_marks(shape: tuple[int, int]) -> None:
    assert marks(np.full(shape, 255, np.uint8), (200, 200)) == NOTHING
    assert marks(np.zeros(shape, np.uint8), (50, 400)) == NOTHING
