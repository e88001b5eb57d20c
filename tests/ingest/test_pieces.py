import io
import struct
import zipfile
import zlib

import pytest
from PIL.PngImagePlugin import PngImageFile

from ingest.pieces import DOCX, MAX_XML_BYTES, ODT, letter_text, photo_position

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


def test_word_document_is_read_paragraph_by_paragraph() -> None:
    xml = (
        "<w:document><w:body><w:p><w:r><w:t>Un nid-de-poule &amp; des</w:t></w:r></w:p><w:p ><w:t>gravats</w:t></w:p></w:body></w:document>"
    )
    assert letter_text(archive("word/document.xml", xml.encode()), DOCX, None).split("\n") == ["", "Un nid-de-poule & des", "gravats"]


def test_open_document_is_read_paragraph_by_paragraph() -> None:
    xml = '<office:text><text:h >Objet</text:h><text:p text:style-name="P1">Un trou<text:line-break/>ici</text:p></office:text>'
    assert letter_text(archive("content.xml", xml.encode()), ODT, None).split() == ["Objet", "Un", "trou", "ici"]


def test_text_layer_of_a_pdf_is_read() -> None:
    assert letter_text(pdf(WORDS), "application/pdf", None).strip() == WORDS


def test_plain_text_is_read_in_its_charset() -> None:
    assert letter_text("à côté".encode("cp1252"), "text/plain", "windows-1252") == "à côté"


@pytest.mark.parametrize("kind", [DOCX, ODT, "application/pdf", "image/png"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken", archive("other.xml", b"<x/>")])
def test_what_cannot_be_read_has_no_text(kind: str, content: bytes) -> None:
    assert letter_text(content, kind, None) == ""


def test_document_that_unpacks_without_end_is_cut() -> None:
    bomb = archive("word/document.xml", b"a" * (4 * MAX_XML_BYTES))
    assert len(bomb) < MAX_XML_BYTES // 100
    assert len(letter_text(bomb, DOCX, None)) == MAX_XML_BYTES


def test_picture_is_not_decoded_to_find_a_position(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: PngImageFile) -> None:
        pytest.fail("a bomb would have gone off")

    monkeypatch.setattr(PngImageFile, "load", load)

    assert photo_position(png(12_000, 12_000)) is None
