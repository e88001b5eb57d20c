import cv2
import numpy as np

from bench.ocr_pages import Picture, letter, picture, skewed
from ingest.paper.reading.pixels import as_given
from ingest.paper.reading.ruled import without_rules

DPI = 200.0


def lettered() -> Picture:
    return picture(letter(4, length=900), round(DPI)).copy()


def boxed(grey: Picture) -> Picture:
    """Return a page with boxes for one letter each, and frames to write in."""
    page = grey.copy()
    height = page.shape[0]
    for place in range(14):
        left = 200 + 47 * place
        cv2.rectangle(page, (left, height - 700), (left + 47, height - 645), (40,), 2)
        cv2.putText(page, "POISSONNIER"[place % 11], (left + 10, height - 655), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
    for row in range(3):
        top = height - 560 + 90 * row
        cv2.rectangle(page, (200, top), (1400, top + 60), (40,), 2)
    return page


def ink(grey: Picture) -> int:
    return int((grey < 128).sum())


def test_the_lines_of_boxes_go_and_the_letters_in_them_stay() -> None:
    plain = lettered()
    page = boxed(plain)
    seen = without_rules(as_given(page, DPI))
    assert seen is not None
    lines = (page < 128) & (plain >= 128)
    rows = slice(page.shape[0] - 560, None)
    assert (seen.picture[rows] < 128).sum() < 0.02 * (page[rows] < 128).sum()
    strokes = slice(page.shape[0] - 690, page.shape[0] - 655)
    inner = np.zeros(page.shape, bool)
    for place in range(14):
        inner[strokes, 200 + 47 * place + 6 : 200 + 47 * place + 41] = True
    assert (seen.picture[inner & lines] < 128).mean() > 0.97


def test_text_without_lines_is_left_as_it_is() -> None:
    page = lettered()
    assert without_rules(as_given(page, DPI)) is None
    cv2.line(page, (200, 300), (1400, 300), (0,), 3)
    assert without_rules(as_given(page, DPI)) is None


def test_no_letter_of_the_text_beside_the_lines_is_touched() -> None:
    plain = lettered()
    seen = without_rules(as_given(boxed(plain), DPI))
    assert seen is not None
    text = slice(0, plain.shape[0] - 720)
    assert ink(seen.picture[text]) > 0.998 * ink(plain[text])


def test_lines_that_slant_a_little_go_too() -> None:
    page = skewed(boxed(np.full_like(lettered(), 255)), 0.5)
    seen = without_rules(as_given(page, DPI))
    assert seen is not None
    assert ink(seen.picture) < 0.45 * ink(page)


def test_a_stroke_that_crosses_a_line_stays_whole() -> None:
    page = np.full((2000, 1600), 255, np.uint8)
    for top in range(200, 1800, 200):
        cv2.line(page, (100, top), (1500, top), (0,), 2)
    cv2.line(page, (700, 370), (700, 430), (0,), 6)
    seen = without_rules(as_given(page, DPI))
    assert seen is not None
    assert (seen.picture[372:428, 700] < 128).all()
    assert (seen.picture[:, 300] < 128).sum() == 0
