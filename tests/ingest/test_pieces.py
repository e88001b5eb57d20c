import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import IFDRational

from domain.place import Point
from ingest.pieces import DOCX, MAX_LETTER_CHARACTERS, ODT, ending_of, letter_text, photo_position
from tests.ingest.office.made import docx, odt, paragraphs

WORDS = "Un nid-de-poule & des gravats"


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


def pdf(text: str) -> bytes:
    """Return a page with one line of text, its cross-reference table left for the reader to mend."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_office_documents_are_read_paragraph_by_paragraph() -> None:
    assert letter_text(docx(paragraphs("Un nid-de-poule &amp; des", "gravats")), DOCX, None) == "Un nid-de-poule & des\ngravats"
    assert letter_text(odt("<text:h>Objet</text:h><text:p>Un trou<text:line-break/>ici</text:p>"), ODT, None) == "Objet\nUn trou\nici"


def test_text_layer_of_a_pdf_is_read() -> None:
    assert letter_text(pdf(WORDS), "application/pdf", None).strip() == WORDS


def test_plain_text_is_read_in_its_charset() -> None:
    assert letter_text("à côté".encode("cp1252"), "text/plain", "windows-1252") == "à côté"


@pytest.mark.parametrize("kind", [DOCX, ODT, "application/pdf", "image/png"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken", archive("other.xml", b"<x/>")])
def test_what_cannot_be_read_has_no_text(kind: str, content: bytes) -> None:
    assert letter_text(content, kind, None) == ""


def test_document_that_unpacks_without_end_is_cut() -> None:
    bomb = docx(paragraphs("a" * (4 * MAX_LETTER_CHARACTERS)))
    assert len(bomb) < MAX_LETTER_CHARACTERS // 100
    assert len(letter_text(bomb, DOCX, None)) == MAX_LETTER_CHARACTERS


def test_picture_is_not_decoded_to_find_a_position(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: PngImageFile) -> None:
        pytest.fail("a bomb would have gone off")

    monkeypatch.setattr(PngImageFile, "load", load)

    assert photo_position(png(12_000, 12_000)) is None


GPS = 0x8825
LAT, LON = (49.0, 30.0, 36.0), (1.0, 28.0, 30.0)


def photo(position: dict[int, object]) -> bytes:
    """Return a photo; 1 and 3 are the sides of the equator and of Greenwich, 2 and 4 latitude and longitude."""
    exif, file = Image.Exif(), io.BytesIO()
    exif.get_ifd(GPS).update(position)
    Image.new("RGB", (640, 480)).save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize(
    ("north", "east", "expected"),
    [
        ("N", "E", (49.51, 1.475)),
        ("N", "W", (49.51, -1.475)),
        ("S", "E", (-49.51, 1.475)),
        ("S", "W", (-49.51, -1.475)),
        ("n", "w\0", None),
    ],
)
def test_photo_is_on_its_side_of_the_equator_and_of_greenwich(north: str, east: str, expected: tuple[float, float] | None) -> None:
    lat, lon = expected or (49.51, -1.475)

    assert photo_position(photo({1: north, 2: LAT, 3: east, 4: LON})) == Point(lat=lat, lon=lon)


@pytest.mark.parametrize(
    "changes",
    [{3: None}, {1: None}, {1: None, 3: None}, {3: ""}, {1: "W", 3: "N"}, {3: "West"}, {2: None}, {4: None}],
)
def test_photo_that_does_not_say_its_side_has_no_position(changes: dict[int, object]) -> None:
    position = {1: "N", 2: LAT, 3: "W", 4: LON} | changes

    assert photo_position(photo({key: value for key, value in position.items() if value is not None})) is None


@pytest.mark.parametrize(
    "damaged", [(49, 30, IFDRational(0, 0)), (49, IFDRational(30, 0), 0), (499, 0, 0), (49, 30, 4e9), (91, 0, 0), (49, 61, 0)]
)
def test_position_that_is_none_on_the_globe_is_none(damaged: tuple[object, ...]) -> None:
    assert photo_position(photo({1: "N", 2: damaged, 3: "W", 4: LON})) is None


def test_camera_without_a_fix_has_no_position() -> None:
    assert photo_position(photo({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})) is None


def test_photo_cut_off_has_no_position() -> None:
    whole = photo({1: "N", 2: LAT, 3: "W", 4: LON})

    assert all(photo_position(whole[:length]) in {None, Point(lat=49.51, lon=-1.475)} for length in range(0, 400, 7))


def image(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        *((image(kind), ending) for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp"), ("TIFF", "tif"))),
        (pdf(WORDS), "pdf"),
        (b"Bonjour, le lampadaire clignote.", "txt"),
        (archive("word/document.xml", b"<w/>"), "docx"),
        (archive("xl/workbook.xml", b"<x/>"), "xlsx"),
        (odt(paragraphs(WORDS)), "odt"),
        (b"MZ" + bytes(300), ""),
        (b"", ""),
    ],
)
def test_a_file_without_a_name_has_the_ending_of_what_lies_in_it(content: bytes, ending: str) -> None:
    assert ending_of(content) == ending
