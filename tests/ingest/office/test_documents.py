"""Office documents: their text, and refusal of what is none."""

import tracemalloc
from collections.abc import Callable

import pytest

from domain.errors import UnreadableInputError
from ingest.office.documents import HostileDocumentError, plain_text, read_document
from ingest.office.rows import MAX_CHARACTERS, MAX_ROWS, Place, Side
from tests.ingest.office.made import ODT, W, docx, odt, packed

FO = "xsl-fo-compatible"


def office_text(content: bytes) -> str | None:
    found = read_document(content)
    return None if found is None else found.text


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
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_damaged_and_hostile_documents_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInputError):
        office_text(content)


@pytest.mark.parametrize(
    "make",
    [
        lambda: packed(word__document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        lambda: docx("<!--" + "x" * (17 * 2**20) + "-->"),
        lambda: docx("<w:p>" * 50_000 + "</w:p>" * 50_000),
        lambda: packed(**{f"x{number}": "" for number in range(10_001)}),
    ],
    ids=["entities", "unpacks without end", "deep", "many files"],
)
def test_hostile_documents_are_told_and_take_little_memory(make: Callable[[], bytes]) -> None:
    content = make()
    tracemalloc.start()
    with pytest.raises(HostileDocumentError):
        read_document(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 32 * 2**20


def test_text_is_bounded_and_what_is_missing_told() -> None:
    long = read_document(docx("<w:p><w:r><w:t>" + "mot " * 200_000 + "</w:t></w:r></w:p>"))
    assert long is not None
    assert (long.is_cut, len(long.text) <= MAX_CHARACTERS) == (True, True)
    for element in ("<w:p/>", "<w:rPr/>"):
        empty = read_document(docx(element * 1_000_000 + "<w:p><w:r><w:t>loin</w:t></w:r></w:p>"))
        assert empty is not None
        assert (empty.is_cut, len(empty.rows) <= MAX_ROWS) == (True, True)


def test_where_paragraphs_are_set_is_kept() -> None:
    body = (
        "<w:p><w:pPr><w:jc w:val='right'/></w:pPr><w:r><w:t>Brévans, le 3 mai</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:ind w:left='5000'/></w:pPr><w:r><w:t>Mairie</w:t></w:r></w:p>"
    )
    found = read_document(docx(body, word__footer1=f"<w:ftr {W}><w:p><w:r><w:t>SARL Dupré</w:t></w:r></w:p></w:ftr>"))
    assert found is not None
    first, second, foot = (one.cells[0][0] for one in found.rows)
    assert (first.side, second.indent, foot.text, found.rows[2].place) == (Side.RIGHT, 250.0, "SARL Dupré", Place.FOOT)


def test_boxes_to_tick_are_read_and_what_nobody_filled_in_is_not() -> None:
    body = (
        "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t xml:space='preserve'> Voirie </w:t>"
        "<w:sym w:font='Wingdings' w:char='F0A8'/><w:t xml:space='preserve'> Eau</w:t></w:r></w:p>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Cliquez ici</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Durand</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert office_text(docx(body)) == "☒ Voirie ☐ Eau\nDurand"


def test_styles_of_opendocument_say_where_a_paragraph_stands() -> None:
    spaces = " ".join(f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{of}:1.0'" for name, of in (("style", "style"), ("fo", FO)))
    style = f"<style:style style:name='P1' {spaces}><style:paragraph-properties fo:margin-left='9cm' fo:text-align='end'/></style:style>"
    found = read_document(odt("<text:p text:style-name='P1'>Monsieur le Maire</text:p>", styles=style))
    assert found is not None
    assert (round(found.rows[0].cells[0][0].indent), found.rows[0].cells[0][0].side) == (255, Side.RIGHT)


def test_tables_and_slides_of_opendocument_are_no_texts() -> None:
    ods = packed(content=f"<office:document-content {ODT}><office:body><office:spreadsheet/></office:body></office:document-content>")
    assert read_document(ods) is None


def test_plain_text_in_the_charsets_of_windows() -> None:
    assert plain_text("Été\r\nà la mairie".encode("cp1252")) == "Été\nà la mairie"
    assert plain_text("\ufeffÉté".encode()) == "Été"
