from functools import lru_cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bench.ocr_pages import Picture, letter, noisy, picture
from ingest.paper.reading.engine import Engine
from ingest.paper.reading.frames import Frame, frames_on
from ingest.paper.reading.pixels import Prepared, as_given
from ingest.paper.reading.recognise import read_picture
from ingest.paper.reading.stamped import without_stamps
from ingest.paper.reading.tesseract_library import TesseractLibrary, is_installed
from ingest.paper.reading.tesseract_program import TesseractProgram

DPI = 200
FREE = (1100, 90)
LETTER = letter(5, length=700)


@lru_cache
def engine() -> Engine:
    return TesseractLibrary() if is_installed() else TesseractProgram()


@lru_cache
def plain() -> Picture:
    return picture(LETTER, DPI)


def imprint(lines: tuple[str, ...], *, oval: bool = False) -> Image.Image:
    """A stamp as ink: white on black."""
    font = ImageFont.load_default(34)
    width, height = round(max(font.getlength(line) for line in lines)) + 60, 48 * len(lines) + 30
    if oval:
        width, height = round(width * 1.3), round(height * 1.7)
    stamp = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(stamp)
    (draw.ellipse if oval else draw.rectangle)((2, 2, width - 3, height - 3), outline=255, width=4)
    for number, line in enumerate(lines):
        draw.text(((width - font.getlength(line)) / 2, (height - 48 * len(lines)) / 2 + 48 * number), line, font=font, fill=255)
    return stamp


def stamped(page: Picture, stamp: Image.Image, at: tuple[int, int], *, degrees: float = 0.0, tone: int = 105) -> Picture:
    ink = np.asarray(stamp.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC), np.float32) / 255
    left, top = at
    made = page.astype(np.float32)
    part = made[top : top + ink.shape[0], left : left + ink.shape[1]]
    made[top : top + ink.shape[0], left : left + ink.shape[1]] = np.minimum(part, 255 - ink * (255 - tone))
    return noisy(made.astype(np.uint8), 4)


def frames(page: Picture) -> tuple[Frame, ...]:
    return frames_on(as_given(page, DPI))


def taken(page: Picture) -> tuple[Prepared, list[str]]:
    left, stamps = without_stamps(as_given(page, DPI), engine(), "fra")
    return left, [word.text for word in stamps.words]


@pytest.mark.parametrize("degrees", [-9.0, -3.0, 0.0, 5.0])
def test_a_frame_is_found_with_its_tilt(degrees: float) -> None:
    found = frames(stamped(plain(), imprint(("RECU LE", "12 MARS 2026")), FREE, degrees=degrees))
    assert len(found) == 1
    along = found[0].corners[1] - found[0].corners[0]
    assert -np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(degrees, abs=0.6)
    assert not found[0].is_crossed
    assert found[0].is_apart


def test_a_page_of_text_has_no_frame() -> None:
    assert frames(noisy(plain(), 6)) == ()


def test_a_table_is_no_stamp() -> None:
    page = plain().copy()
    for row in range(6):
        for column in range(3):
            cv2.rectangle(page, (200 + column * 350, 1500 + row * 60), (550 + column * 350, 1560 + row * 60), (0,), 3)
            cv2.putText(page, "12", (260 + column * 350, 1545 + row * 60), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 2)
    assert frames(page) == ()


@pytest.mark.parametrize(("degrees", "oval", "tone"), [(-6.0, False, 105), (4.0, False, 20), (0.0, True, 90), (6.0, True, 90)])
def test_a_stamp_is_read_upright_and_taken_off(degrees: float, oval: bool, tone: int) -> None:
    page = stamped(plain(), imprint(("RECU LE", "12 MARS 2026"), oval=oval), FREE, degrees=degrees, tone=tone)
    left, words = taken(page)
    assert words[-4:] == ["LE", "12", "MARS", "2026"]
    assert (left.picture[80:300, 1050:1600] > 150).all()


def test_the_text_below_a_pale_stamp_is_read_and_so_is_the_stamp() -> None:
    alone = read_picture(plain(), (DPI, DPI), engine())
    line = next(one for one in alone.lines if "Montreuil" in one.text)
    right, top = (round(side / 10_000 * of) for side, of in ((line.box.right, plain().shape[1]), (line.box.top, plain().shape[0])))
    page = stamped(plain(), imprint(("RECU LE", "12 MARS 2026")), (right - 60, top - 28), degrees=1, tone=140)
    assert frames(page)[0].is_crossed
    read = [one.text for one in read_picture(page, (DPI, DPI), engine()).lines]
    assert line.text in read
    assert "12 MARS 2026" in read
    assert "le 23 octobre 2025" in read


def test_a_box_that_is_no_stamp_stays_on_the_page() -> None:
    page = stamped(plain(), imprint(("OFFRE SPECIALE", "DEUX POUR UNE")), FREE, tone=0)
    left, words = taken(page)
    assert words == []
    assert left.picture is page


def test_words_of_a_stamp_stand_where_they_are_on_the_page() -> None:
    page = stamped(plain(), imprint(("RECU LE", "12 MARS 2026")), FREE, degrees=-5)
    read = read_picture(page, (DPI, DPI), engine())
    word = next(word for one in read.lines for word in one.words if word.text == "MARS")
    x = (word.box.left + word.box.right) / 20_000 * page.shape[1]
    y = (word.box.top + word.box.bottom) / 20_000 * page.shape[0]
    assert x == pytest.approx(1232, abs=20)
    assert y == pytest.approx(195, abs=25)
