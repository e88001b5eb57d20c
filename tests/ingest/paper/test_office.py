"""Office documents: their text, and refusal of what is none."""

import io
import zipfile

import pytest

from domain.errors import UnreadableInputError
from ingest.paper.opening.office import MAX_CHARACTERS, office_text, plain_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def packed(**parts: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", xml)
    return sink.getvalue()


def docx(body: str, **more: str) -> bytes:
    return packed(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>", **more)


def odt(body: str) -> bytes:
    return packed(
        content=f"<office:document-content {ODT}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def test_paragraphs_tabs_and_tables_of_word() -> None:
    body = (
        "<w:p><w:r><w:t>Objet :</w:t><w:tab/><w:t>trou &amp; bosse</w:t></w:r></w:p>"
        "<w:p><w:r><w:t xml:space='preserve'>Madame, </w:t></w:r><w:r><w:t>Monsieur</w:t><w:br/><w:t>suite</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Nom</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>DUPONT</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert office_text(docx(body)) == "Objet :\ttrou & bosse\nMadame, Monsieur\nsuite\nNom\tDUPONT"


def test_struck_out_words_are_left_out_and_boxes_are_read_once() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>ancien</w:delText></w:r></w:del><w:ins><w:r><w:t>nouveau</w:t></w:r></w:ins></w:p>"
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>cadre</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>cadre</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    assert office_text(docx(body)) == "nouveau\ncadre"


def test_letterhead_in_the_head_of_the_page_stands_first() -> None:
    header = f"<w:hdr {W}><w:p><w:r><w:t>Syndic Martin</w:t></w:r></w:p></w:hdr>"
    text = office_text(docx("<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>", word__header1=header))
    assert text is not None
    assert text.split() == ["Syndic", "Martin", "Bonjour"]


def test_paragraphs_spaces_and_tables_of_opendocument() -> None:
    body = (
        "<text:h>Objet<text:s text:c='3'/>:<text:tab/>trou</text:h>"
        "<text:p>Une <text:span>ligne</text:span> entière<text:line-break/>et\n  demie</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Nom</text:p></table:table-cell>"
        "<table:table-cell><text:p>DUPONT</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert office_text(odt(body)) == "Objet   :\ttrou\nUne ligne entière\net demie\nNom\tDUPONT"


@pytest.mark.parametrize("content", [b"", b"text", packed(other="<a/>")])
def test_other_files_are_none(content: bytes) -> None:
    assert office_text(content) is None


@pytest.mark.parametrize(
    "content",
    [
        docx("<w:p>")[:-40],
        docx("<w:p>"),
        packed(word__document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        docx("<w:p/>" * 3_000_000),
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_damaged_and_hostile_documents_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInputError):
        office_text(content)


def test_text_is_bounded_also_of_deep_nesting() -> None:
    assert office_text(docx("<w:p>" * 2_000 + "<w:r><w:t>trop bas</w:t></w:r>" + "</w:p>" * 2_000)) == ""
    assert len(office_text(docx("<w:p><w:r><w:t>" + "mot " * 200_000 + "</w:t></w:r></w:p>")) or "") <= MAX_CHARACTERS


def test_plain_text_in_the_charsets_of_windows() -> None:
    assert plain_text("Été\r\nà la mairie".encode("cp1252")) == "Été\nà la mairie"
    assert plain_text("\ufeffÉté".encode()) == "Été"
