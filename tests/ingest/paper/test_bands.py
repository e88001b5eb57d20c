import cv2
import numpy as np
import pytest

from bench.ocr_pages import Picture, letter, picture
from ingest.paper.reading.bands import with_bands_lightened
from ingest.paper.reading.pixels import as_given

DPI = 200.0


def page(
    *, top: int = 60, height: int = 160, left: int = 100, width: int = 1400, dark: int = 50, words: str = "COUVERTURE HAMEL"
) -> Picture:
    grey = np.full((2339, 1654), 250, np.uint8)
    body = picture(letter(2, length=500), round(DPI))
    grey[700:2300] = np.minimum(grey[700:2300], cv2.resize(body, (1654, 2339))[300:1900])
    grey[top : top + height, left : left + width] = dark
    cv2.putText(grey, words, (left + 40, top + height - 50), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (255,), 6)
    return grey


def test_bright_letters_on_a_band_become_dark_letters_on_paper() -> None:
    given = page()
    seen = with_bands_lightened(as_given(given, DPI)).picture
    band = (slice(75, 205), slice(120, 1480))
    assert seen[band][given[band] == 50].min() > 240
    assert seen[band][given[band] == 255].max() < 30


def test_what_stands_beside_the_band_is_untouched() -> None:
    given = page()
    seen = with_bands_lightened(as_given(given, DPI)).picture
    assert np.array_equal(seen[300:], given[300:])


@pytest.mark.parametrize(
    "given",
    [
        page(width=180, words="H"),
        page(height=900),
        page(words=""),
        page(dark=230),
        np.full((2339, 1654), 250, np.uint8),
    ],
    ids=["a logo", "a picture", "a bar without words", "pale", "nothing"],
)
def test_no_band_no_change(given: Picture) -> None:
    assert with_bands_lightened(as_given(given, DPI)).picture is given


def test_lines_of_bold_text_are_no_band() -> None:
    grey = np.full((2339, 1654), 250, np.uint8)
    for row in range(4):
        cv2.putText(grey, "REGLEMENT DU CIMETIERE COMMUNAL", (100, 300 + 42 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0,), 9)
    assert with_bands_lightened(as_given(grey, DPI)).picture is grey
