from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest.paper.heap.blank import is_blank
from tests.ingest.paper.copier import Picture, as_jpeg, empty, faxed, one_bit, rendered, scanned, turned, written

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
MM = 200 / 25.4
LETTER = "Monsieur le Maire,\nle lampadaire de la rue des Glycines est éteint depuis\nquinze jours et la rue est dangereuse le soir.\n" * 6


def drawn(size_mm: float, ink: int, thick: int = 2) -> Picture:
    """A page with a note of a few words, drawn by hand: joined strokes of one breadth."""
    page, rng = empty(), np.random.default_rng(8)
    x, y = 60 * MM, 120 * MM
    for _ in range(5):
        steps = rng.uniform(-size_mm, size_mm, (12, 2)) * MM / 2
        points = np.array([x, y]) + np.cumsum(np.abs(steps) * (0.4, 0), axis=0) + steps * (0, 1)
        cv2.polylines(page, [points.astype(np.int32)], False, ink, thick, cv2.LINE_AA)
        x = float(points[-1, 0]) + 3 * MM
    return page


def dusty() -> Picture:
    page, rng = empty(), np.random.default_rng(2)
    for x, y in rng.uniform(0, 1, (60, 2)) * (page.shape[1], page.shape[0]):
        cv2.circle(page, (int(x), int(y)), int(rng.integers(1, 4)), 60, -1)
    return page


def punched(dark: int) -> Picture:
    page = empty()
    for y in (108, 188):
        cv2.circle(page, (round(12 * MM), round(y * MM)), round(3 * MM), dark, -1)
    return page


def hole_shadows() -> Picture:
    page = empty()
    for y in (108, 188):
        cv2.circle(page, (round(12 * MM), round(y * MM)), round(3 * MM), 150, 2)
    return page


def stapled() -> Picture:
    page = empty()
    cv2.line(page, (60, 110), (130, 60), 70, 5)
    cv2.circle(page, (110, 120), 3, 0, -1)
    return page


def bordered() -> Picture:
    page = empty()
    page[:, :40] = 0
    page[:30, :] = 10
    page[-60:, :] = 40
    cv2.fillPoly(page, [np.array([[1653, 0], [1653, 180], [1500, 0]])], 0)
    return page


def shadowed() -> Picture:
    page = empty().astype(np.float32)
    page -= np.linspace(90, 0, page.shape[1])
    return page.astype(np.uint8)


def folded() -> Picture:
    page = empty()
    for y in (99, 198):
        cv2.line(page, (0, round(y * MM)), (1653, round(y * MM) + 12), 175, 3, cv2.LINE_AA)
    return page


def shining_through(depth: int) -> Picture:
    """The back of a letter: its print, mirrored, blurred by the paper, so many grey levels deep."""
    other = written(empty(), LETTER, (20, 40), 3.6)[:, ::-1]
    soft = cv2.GaussianBlur(np.ascontiguousarray(other), (0, 0), 3.5).astype(np.float32)
    return np.asarray(255 - (255 - soft) * depth / 255, np.uint8)


BLANK = [
    pytest.param(empty(), id="empty"),
    pytest.param(empty(paper=200), id="tinted"),
    pytest.param(empty(paper=120), id="dark tinted"),
    pytest.param(dusty(), id="dust"),
    pytest.param(punched(0), id="punched, black behind"),
    pytest.param(punched(190), id="punched, grey behind"),
    pytest.param(hole_shadows(), id="shadows of holes"),
    pytest.param(stapled(), id="staple and its holes"),
    pytest.param(bordered(), id="black borders and a torn corner"),
    pytest.param(shadowed(), id="shadow of the lid"),
    pytest.param(folded(), id="folds"),
    pytest.param(shining_through(30), id="shining through"),
]
WRITTEN = [
    pytest.param(written(empty(), "3", (104, 282), 3.0), id="page number"),
    pytest.param(written(empty(), "- 12 -", (100, 280), 3.0), id="page number between dashes"),
    pytest.param(written(empty(paper=190), "2/3", (190, 285), 2.8, ink=40), id="page number on tinted paper"),
    pytest.param(written(empty(), "Vu", (60, 120), 6, ink=170), id="two grey letters"),
    pytest.param(drawn(7, 205), id="faint pencil"),
    pytest.param(drawn(4, 190, 1), id="thin pencil"),
    pytest.param(drawn(8, 60, 3), id="ball pen"),
    pytest.param(written(empty(), LETTER, (20, 40), 3.6), id="letter"),
    pytest.param(written(empty(), "FAX", (30, 60), 60), id="huge letters"),
    pytest.param(
        np.where(bordered() < 50, bordered(), written(empty(), "Merci.", (80, 140), 4)).astype(np.uint8), id="word within borders"
    ),
]


@pytest.mark.parametrize("page", BLANK)
def test_page_with_nothing_on_it_is_blank(page: Picture) -> None:
    rng = np.random.default_rng(4)
    seen = scanned(page, rng, degrees=0.8)
    assert is_blank(seen, (200, 200))
    assert is_blank(as_jpeg(seen, 30), (200, 200))
    assert is_blank(turned(seen, 2), (200, 200))


@pytest.mark.parametrize("page", BLANK[:2] + BLANK[3:6] + BLANK[7:9])
def test_blank_page_is_blank_in_one_bit_and_by_fax(page: Picture) -> None:
    rng = np.random.default_rng(4)
    seen = scanned(page, rng, degrees=-0.8)
    assert is_blank(one_bit(seen, 120), (200, 200))
    assert is_blank(faxed(seen, rng, specks=0.001), (204, 98))


@pytest.mark.parametrize("page", WRITTEN)
def test_page_with_something_on_it_is_not_blank(page: Picture) -> None:
    rng = np.random.default_rng(4)
    seen = scanned(page, rng, degrees=-1.5)
    assert not is_blank(seen, (200, 200))
    assert not is_blank(as_jpeg(seen, 50), (200, 200))
    assert not is_blank(turned(seen, 1), (200, 200))


@pytest.mark.parametrize("dpi", [100, 300])
def test_resolution_does_not_matter(dpi: int) -> None:
    rng = np.random.default_rng(4)
    assert is_blank(scanned(empty(dpi), rng, dpi=dpi), (dpi, dpi))
    assert not is_blank(scanned(written(empty(dpi), "3", (104, 282), 3.0, dpi), rng, dpi=dpi), (dpi, dpi))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
def test_blank_pages_of_the_corpus_and_no_others_are_blank() -> None:
    items = CORPUS / "citoyens-fr" / "items"
    heap = [is_blank(rendered(items / "064" / "input.pdf", page), (200, 200)) for page in range(6)]
    assert heap == [False, True, False, False, True, False]
    assert all(is_blank(rendered(items / "070" / "input.pdf", page), (200, 200)) for page in range(2))
    assert is_blank(rendered(CORPUS / "scans-ocr" / "blank.pdf"), (200, 200))
    for name in ("060", "061", "062", "063", "065", "066", "067", "068", "069", "071"):
        assert not is_blank(rendered(items / name / "input.pdf"), (200, 200)), name


@pytest.mark.parametrize("shape", [(1, 1), (3, 4000), (40, 40)])
def test_odd_pictures_are_blank_where_nothing_is_on_them(shape: tuple[int, int]) -> None:
    assert is_blank(np.full(shape, 255, np.uint8), (200, 200))
