import numpy as np
import pytest

from bench.ocr_pages import Picture, letter, noisy, picture
from ingest.paper.reading.eased import eased
from ingest.paper.reading.pixels import Prepared, as_given, ink_of, marks_of

DPI = 200.0


def page(grain: float = 0.0) -> Prepared:
    clean = picture(letter(3, length=700), round(DPI))
    return as_given(noisy(np.minimum(clean, 240).astype(np.uint8), grain) if grain else clean, DPI)


def share_of_white(grey: Picture) -> float:
    return float((grey == 255).mean())


def first_ink(grey: Picture) -> tuple[int, int]:
    ink = ink_of(grey) > 0
    return int(np.argmax(ink.any(axis=0))), int(np.argmax(ink.any(axis=1)))


def test_faint_grain_of_the_paper_becomes_white_and_letters_keep_their_greys() -> None:
    grained = page(3.0)
    seen = eased(grained, breadth=0.6, heights=(10.0, 10.0)).picture
    assert share_of_white(grained.picture) < 0.01
    assert share_of_white(seen) > 0.9
    ink = ink_of(grained.picture) > 0
    assert np.abs(seen[ink].astype(int) - grained.picture[ink]).max() <= 20


def test_broad_letters_are_made_less_broad_and_large_ones_smaller() -> None:
    given = page()
    letters = marks_of(ink_of(given.picture), DPI).letters
    assert 0.75 < letters.breadth < 1.0
    seen = eased(given, breadth=letters.breadth, heights=(letters.x_height, letters.smallest))
    height, width = given.picture.shape
    assert 0.67 * height < seen.picture.shape[0] < height
    assert 0.89 < seen.picture.shape[1] / width / (seen.picture.shape[0] / height) < 0.95
    assert seen.dpi == pytest.approx(DPI * seen.picture.shape[0] / height)


@pytest.mark.parametrize(("breadth", "x_height"), [(0.67, 11.0), (0.0, 11.0), (0.95, 8.5), (0.0, 0.0)])
def test_narrow_small_and_unknown_letters_keep_their_pixels(breadth: float, x_height: float) -> None:
    given = page()
    seen = eased(given, breadth=breadth, heights=(x_height, x_height))
    assert seen.picture.shape == given.picture.shape
    assert seen.dpi == DPI


def test_small_print_keeps_the_height_it_needs() -> None:
    given = page()
    height = given.picture.shape[0]
    heights = [eased(given, breadth=0.9, heights=(16.0, smallest)).picture.shape[0] / height for smallest in (16.0, 11.0, 9.5)]
    assert heights == pytest.approx([11 / 16, 9 / 11, 9 / 9.5], abs=0.001)


def test_the_smallest_print_is_that_of_lines_and_not_of_apostrophes() -> None:
    large, small = (picture(letter(3, font="Courier", size=size, length=900), 200) for size in (11.5, 8.0))
    alone = marks_of(ink_of(large), DPI).letters
    assert alone.smallest == alone.x_height
    lowest, highest = (np.flatnonzero((grey < 128).any(axis=1)) for grey in (large, small))
    both = large.copy()
    both[lowest[-1] + 40 : lowest[-1] + 240] = small[highest[0] : highest[0] + 200]
    found = marks_of(ink_of(both), DPI).letters
    assert found.x_height == alone.x_height
    assert 0.6 < found.smallest / found.x_height < 0.8


def test_places_of_what_is_read_are_told_on_the_page_as_it_came() -> None:
    given = page()
    seen = eased(given, breadth=1.0, heights=(16.0, 16.0))
    corner = seen.to_source @ np.array([*first_ink(seen.picture), 1.0])
    assert np.abs(corner[:2] - first_ink(given.picture)).max() <= 2


def test_page_without_ink_or_without_paper_is_no_trouble() -> None:
    for grey in (0, 255, 128):
        given = as_given(np.full((40, 30), grey, np.uint8), DPI)
        assert eased(given, breadth=0.0, heights=(0.0, 0.0)).picture.shape == (40, 30)
