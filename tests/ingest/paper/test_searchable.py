"""The PDF for the desk: what was read is found where it stands, and the original stays what it is."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from domain.paper import Box, Line, Origin, Page, Word
from ingest.paper.opening.files import page_picture, survey, text_layer
from ingest.paper.opening.searchable import searchable
from ingest.paper.opening.survey import TroubleError
from tests.ingest.paper import made

WORDS = (("Éclairage", Box(left=1000, top=800, right=3500, bottom=1000)), ("cassé", Box(left=3700, top=800, right=5000, bottom=1000)))
DOWN = (("œuvre", Box(left=6000, top=9000, right=7500, bottom=9150)), ("№12", Box(left=8000, top=9000, right=8700, bottom=9150)))


def page(number: int = 0, *, turned: int = 0, origin: Origin = Origin.OCR) -> Page:
    lines = tuple(Line(words=tuple(Word(text=text, box=box, confidence=90) for text, box in row)) for row in (WORDS, DOWN))
    return Page(number=number, origin=origin, lines=lines, turned=turned)


def check_words(content: bytes, number: int = 0, frame: tuple[float, float, float, float] | None = None) -> None:
    """pdfplumber, which has nothing to do with what wrote them, must read the words at their places.

    It measures from the edge of the uncut page: ``frame`` is left, top, width and height of what is shown of it, where it is cut.
    """
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        shown = pdf.pages[number]
        left, top, width, height = frame or (0.0, 0.0, float(shown.width), float(shown.height))
        found = shown.chars
    across, down = width / 10_000, height / 10_000
    for text, box in (*WORDS, *DOWN):
        place = (left + box.left * across, top + box.top * down, left + box.right * across, top + box.bottom * down)
        inside = [
            char for char in found
            if place[0] - 1 <= char["x0"] and char["x1"] <= place[2] + 1 and place[1] - 1 <= char["top"] and char["bottom"] <= place[3] + 1
        ]  # fmt: skip
        assert sorted(char["text"] for char in inside) == sorted(text), (text, place, [(c["text"], c["x0"], c["top"]) for c in found])


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_stand_in_their_places_on_the_page_held_upright(rotate: int, turned: int) -> None:
    original = made.pdf_of_image(made.page_picture(), rotate=rotate, crop=(20, 30, 600, 780))
    made_new = searchable(original, [page(turned=turned)])
    # Of the page of 612 x 792 points, 580 x 750 are shown.
    frames = {0: (20, 12, 580, 750), 90: (30, 20, 750, 580), 180: (12, 30, 580, 750), 270: (12, 12, 750, 580)}
    check_words(made_new, frame=frames[(rotate + turned) % 360])
    before, after = page_picture(original, 0, 100).grey, page_picture(made_new, 0, 100).grey
    assert made.difference(np.rot90(before, -turned // 90), after) < 2


def test_words_are_not_painted() -> None:
    original = made.pdf_of_image(made.page_picture())
    assert np.array_equal(page_picture(original, 0, 100).grey, page_picture(searchable(original, [page()]), 0, 100).grey)


def test_words_are_found_by_a_reader_as_lines() -> None:
    content = searchable(made.pdf_of_image(made.page_picture()), [page()])
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert [word["text"] for word in pdf.pages[0].extract_words()] == ["Éclairage", "cassé", "œuvre", "№12"]


def test_page_with_a_text_layer_stays_as_it_is() -> None:
    original = made.letter_pdf(2)
    content = searchable(original, [page(0), page(1, origin=Origin.TEXT_LAYER)])
    check_words(content, 0)
    assert text_layer(content, 1) == text_layer(original, 1)


def test_poor_hidden_text_is_replaced() -> None:
    original = made.pdf_of_image(made.page_picture(), after=made.hidden_text(["mauvaise lecture"]))
    with pdfplumber.open(io.BytesIO(searchable(original, [page()]))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "mauvaise" not in text
    assert "cassé" in text


@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF", "TIFF"])
def test_pictures_are_wrapped(form: str) -> None:
    image = made.page_picture().convert("RGB")
    original = made.picture_bytes(image, form)
    content = searchable(original, [page()])
    check_words(content)
    assert made.difference(page_picture(content, 0, 100).grey, np.asarray(image.convert("L"))) < 3
    size, wrapped = survey(original).pages[0], survey(content).pages[0]
    assert wrapped.width == pytest.approx(size.width, abs=1)
    assert wrapped.height == pytest.approx(size.height, abs=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_upright_in_its_wrapping(orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    original = made.picture_bytes(made.page_picture().convert("RGB"), "JPEG", exif=exif, quality=95)
    content = searchable(original, [page()])
    check_words(content)
    assert made.difference(page_picture(content, 0, 100).grey, page_picture(original, 0, 100).grey) < 3


def test_fax_of_several_pages_stays_small() -> None:
    pages = [made.page_picture(1728, 1143, texts=(f"Page {number}",)) for number in range(3)]
    original = made.fax(pages)
    content = searchable(original, [page(0), page(2, turned=180)])
    check_words(content, 0)
    check_words(content, 2)
    assert survey(content).page_count == 3
    assert len(content) < 3 * len(original) + 6_000
    assert made.difference(page_picture(content, 1, 200).grey, page_picture(original, 1, 200).grey) < 1


def signed() -> bytes:
    with Pdf.open(io.BytesIO(made.letter_pdf(2))) as pdf:
        value = pdf.make_indirect(Dictionary(Type=Name.Sig, Contents=pikepdf.String(b"\x30\x80")))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("s"), V=value))]))
        return made.saved(pdf)


@pytest.mark.parametrize("original", [signed(), made.encrypted(made.letter_pdf(2), user="")])
def test_signed_and_protected_originals_are_copied_as_pictures(original: bytes, tmp_path: Path) -> None:
    path = tmp_path / "original.pdf"
    path.write_bytes(original)
    before = hashlib.sha256(original).hexdigest()
    content = searchable(path, [page(0)])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    found = survey(content)
    assert (found.page_count, found.is_protected, found.inside.is_signed) == (2, False, False)
    check_words(content)
    assert made.difference(page_picture(content, 0, 200).grey, page_picture(original, 0, 200).grey) < 3


@pytest.mark.parametrize("original", [made.encrypted(made.letter_pdf(), user="secret"), b"", b"%PDF-1.4 no", b"text"])
def test_what_cannot_be_opened_is_refused(original: bytes) -> None:
    with pytest.raises(TroubleError):
        searchable(original, [page()])


def test_nothing_acts_in_the_copy() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        launch = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch, F="x"))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(launch)])
        pdf.attachments["program.exe"] = b"MZ"
        original = made.saved(pdf)
    inside = survey(searchable(original, [page()])).inside
    assert (inside.has_script, inside.has_launch, inside.embedded) == (False, False, ())
