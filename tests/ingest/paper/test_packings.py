"""Scans in PDFs and TIFFs, packed as copiers, archives and image programs pack them: each shows the same page."""

import io
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image

from ingest.paper.opening.files import Paper

WIDTH, HEIGHT = 400, 560


def page() -> NDArray[np.uint8]:
    """Return a white page with a black bar at the upper left and a grey one at the lower right."""
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    grey[40:90, 30:200] = 0
    grey[480:520, 250:380] = 120
    return grey


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def pdf_of(packed: bytes, **facts: Object | int) -> bytes:
    """Return a PDF with a picture as its only page, at 100 dpi."""
    with Pdf.new() as pdf:
        picture = pdf.make_stream(packed)
        picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": WIDTH, "/Height": HEIGHT})
        picture.update({f"/{key}": value for key, value in facts.items()})
        size = (WIDTH * 0.72, HEIGHT * 0.72)
        pdf.add_blank_page(page_size=size)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=picture))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % size)
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def fax() -> bytes:
    """Return the page in black and white as ITU-T T.6 packs it, without anything around."""
    tiff = saved(Image.fromarray(page()).convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4", tiffinfo={278: HEIGHT})
    with Image.open(io.BytesIO(tiff)) as image:
        (start,), (length,) = image.tag_v2[273], image.tag_v2[279]  # type: ignore[attr-defined]  # of a TIFF
    return tiff[start : start + length]


GREY = Image.fromarray(page())
RGB = GREY.convert("RGB")
DEEP = (page().astype(">u2") * 257).tobytes()
PACKED = {
    "T.6": pdf_of(
        fax(),
        Filter=Name.CCITTFaxDecode,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        DecodeParms=Dictionary(K=-1, Columns=WIDTH, Rows=HEIGHT, BlackIs1=True),
    ),
    "JPEG 2000": pdf_of(saved(RGB, "JPEG2000"), Filter=Name.JPXDecode),
    "JPEG, CMYK": pdf_of(
        saved(RGB.convert("CMYK"), "JPEG", quality=95),
        Filter=Name.DCTDecode,
        ColorSpace=Name.DeviceCMYK,
        BitsPerComponent=8,
        Decode=Array([1, 0] * 4),
    ),
    "16 bits": pdf_of(zlib.compress(DEEP), Filter=Name.FlateDecode, ColorSpace=Name.DeviceGray, BitsPerComponent=16),
    "TIFF, CMYK": saved(RGB.convert("CMYK"), "TIFF", dpi=(100, 100)),
    "TIFF, 16 bits": saved(Image.fromarray(page().astype(np.uint16) * 257), "TIFF", dpi=(100, 100)),
    "TIFF, Lab": saved(Image.merge("LAB", (GREY, *[Image.new("L", GREY.size, 128)] * 2)), "TIFF", dpi=(100, 100)),
    "TIFF, numbers with a point": saved(Image.fromarray((page() / 255).astype(np.float32)), "TIFF", dpi=(100, 100)),
    "AVIF": saved(RGB, "AVIF", quality=90),
}


@pytest.mark.parametrize("name", PACKED)
def test_the_same_page_is_seen_however_it_is_packed(name: str) -> None:
    with Paper(PACKED[name]) as paper:
        assert paper.survey.trouble is None
        grey = paper.picture(0, 100).grey
    assert abs(grey.shape[0] - HEIGHT) <= 1 and abs(grey.shape[1] - WIDTH) <= 1
    assert grey[65, 100] < 80 and grey[300, 200] > 215 and grey[500, 100] > 215
    assert (grey[500, 300] < 40 or grey[500, 300] > 215) if name == "T.6" else 80 < grey[500, 300] < 160


@pytest.mark.parametrize(("turn", "place"), [(0, (65, 100)), (90, (100, -66)), (180, (-66, -101)), (270, (-101, 65)), (-90, (-101, 65))])
def test_a_page_that_is_to_be_turned_is_held_upright(turn: int, place: tuple[int, int]) -> None:
    with Pdf.open(io.BytesIO(PACKED["16 bits"])) as pdf:
        pdf.pages[0].obj.Rotate = turn
        made = io.BytesIO()
        pdf.save(made)
    with Paper(made.getvalue()) as paper:
        assert paper.picture(0, 100).grey[place] < 40
