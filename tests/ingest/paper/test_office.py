"""Office documents as paper: set on pages, read as a letter like any other, shown to people; refusal of what is none."""

import io
import struct
import zipfile
from datetime import date

import cv2
import numpy as np
import pikepdf
import pytest

from domain.draft import Draft, Kind
from domain.inbound import Channel, Reception
from domain.paper import Origin, Page
from ingest.office.compound import Compound
from ingest.office.pasted import pasted_pictures
from ingest.office.rows import Document, DocumentRow, Paragraph, Place, document_of_lines
from ingest.paper.letter.draft import letter_draft
from ingest.paper.opening.files import Paper, survey
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.searchable import searchable
from ingest.paper.opening.set_pages import HEIGHT, lines_of, pdf_of, set_pages
from ingest.paper.opening.survey import FileKind, Trouble, TroubleError
from tests.ingest.office.compounds import compound
from tests.ingest.office.made import docx, odt, packed, paragraphs
from tests.ingest.office.test_word97 import LETTER as LETTER_DOC
from tests.soon import soon

LETTER = (
    "Sylvie LEBRUN",
    "14 rue des Tanneurs",
    "50700 Valognes",
    "Tél. 06 39 98 12 04",
    "",
    "Mairie de Valognes",
    "Place du Château",
    "50700 Valognes",
    "",
    "Valognes, le 3 novembre 2026",
    "",
    "Objet : lampadaire en panne rue des Tanneurs",
    "",
    "Madame, Monsieur,",
    "Le lampadaire qui se trouve devant le numéro 14 de la rue des Tanneurs ne s’allume plus depuis le début du mois d’octobre, et "
    "le trottoir est très sombre le soir quand les enfants rentrent de l’école.",
    "Je vous remercie de le faire réparer.",
    "Veuillez agréer, Madame, Monsieur, mes salutations distinguées.",
    "",
    "Sylvie Lebrun",
)
RTF = b"{\\rtf1\\ansi\\ansicpg1252 " + b"\\par ".join(line.replace("’", "'").encode("cp1252") for line in LETTER) + b"}"


def opendocument() -> bytes:
    return odt("".join(f"<text:p>{line}</text:p>" for line in LETTER))


def draft(content: bytes) -> Draft:
    with Paper(content) as paper:
        read = [
            Page(number=number, origin=Origin.TEXT_LAYER, lines=paper.lines(number) or (), width=one.width, height=one.height)
            for number, one in enumerate(paper.survey.pages)
        ]
    town = Reception(domains=frozenset({"valognes.example"}))
    return letter_draft(read, Channel.SCAN, town, date(2026, 11, 26))


@pytest.mark.parametrize("content", [docx(paragraphs(*LETTER)), opendocument(), RTF], ids=["docx", "odt", "rtf"])
def test_a_letter_is_read_like_any_other(content: bytes) -> None:
    found = draft(content)
    assert (found.requester.name, found.requester.phone) == ("LEBRUN Sylvie", "+33639981204")
    assert (found.requester.address, found.heading) == ("14 rue des Tanneurs, 50700 Valognes", "lampadaire en panne rue des Tanneurs")
    assert found.text.startswith("Madame, Monsieur,") or found.text.startswith("Le lampadaire")
    assert found.text.endswith("faire réparer.")
    assert "le soir quand les enfants" in found.text


def test_a_head_of_two_columns_in_a_table_is_read() -> None:
    cells = "".join(
        f"<w:tc>{paragraphs(*lines)}</w:tc>" for lines in (LETTER[:4], ("", "Monsieur le Maire", "Mairie de Valognes", "50700 Valognes"))
    )
    found = draft(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + paragraphs(*LETTER[8:])))
    assert (found.requester.name, found.requester.address) == ("LEBRUN Sylvie", "14 rue des Tanneurs, 50700 Valognes")


def test_foot_of_a_firm_is_its_letterhead() -> None:
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    foot = f"<w:ftr {namespace}>{paragraphs('SARL DUPREY PAYSAGE - SIRET 732 829 320 00074 - 50700 Valognes')}</w:ftr>"
    found = draft(docx(paragraphs(*LETTER[5:-1], "La gérante"), word__footer1=foot))
    assert (found.requester.organisation, found.requester.siret) == ("SARL DUPREY PAYSAGE", "73282932000074")


def test_people_see_what_was_read_where_it_stands() -> None:
    content = docx(paragraphs(*LETTER))
    with Paper(content) as paper:
        assert (paper.survey.kind, len(paper.survey.pages), paper.survey.trouble) == (FileKind.DOCX, 1, None)
        picture = paper.picture(0, 100)
        lines = paper.lines(0) or ()
    for word in (lines[0].words[0], lines[-1].words[-1]):
        height, width = picture.grey.shape
        box = word.box
        there = picture.grey[
            box.top * height // 10_000 : box.bottom * height // 10_000, box.left * width // 10_000 : box.right * width // 10_000
        ]
        assert int(np.min(there)) < 100
    assert float(np.mean(picture.grey[-height // 4 :])) == 255.0


def test_what_was_read_can_be_searched() -> None:
    with pikepdf.open(io.BytesIO(searchable(docx(paragraphs(*LETTER)), ()))) as pdf:
        assert len(pdf.pages) == 1


def test_long_documents_have_pages_and_are_cut_at_the_limit() -> None:
    content = docx(paragraphs(*(f"Ligne {number} (a\\b)" for number in range(400))))
    found = survey(content)
    assert (len(found.pages), found.page_count, found.trouble) == (8, 8, None)
    cut = survey(content, Limits(pages=2))
    assert (len(cut.pages), cut.page_count, cut.trouble) == (2, 8, Trouble.TOO_MANY_PAGES)
    with Paper(content) as paper:
        assert "Ligne 399 (a\\b)" in [line.text for line in paper.lines(7) or ()]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (packed(xl__workbook="<a/>", **{"[Content_Types]": "<a/>"}), Trouble.NOT_A_DOCUMENT),
        (docx("<w:p>", **{"[Content_Types]": "<a/>"}), Trouble.MALFORMED),
        (docx("<w:p/>", **{"[Content_Types]": "<a/>"})[:-40], Trouble.MALFORMED),
        (packed(word__document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Trouble.BOMB),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le"), Trouble.MALFORMED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"), Trouble.PASSWORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), Trouble.NOT_A_DOCUMENT),
    ],
    ids=["table", "broken", "cut off", "entities", "old Word", "locked", "other of the kind"],
)
def test_what_is_no_letter_has_its_one_outcome(content: bytes, trouble: Trouble) -> None:
    found = survey(content)
    assert (found.trouble, found.pages) == (trouble, ())
    with Paper(content) as paper, pytest.raises(TroubleError):
        paper.lines(0)


def test_macros_are_told_and_the_text_is_read() -> None:
    content = docx(paragraphs(*LETTER), word__vbaProject="x", **{"[Content_Types]": "<a/>"}).replace(b"vbaProject.xml", b"vbaProject.bin")
    found = survey(content)
    assert (found.inside.has_script, found.trouble, len(found.pages)) == (True, None, 1)


def test_an_empty_document_is_an_empty_page() -> None:
    assert draft(docx("<w:p/>")).kind is Kind.BLANK


@pytest.mark.parametrize("text", ["", " ", "\t" * 500, "x" * 5_000, "\x0c", "a\tb" * 900, "日本 ()\\"])
def test_any_line_is_set_within_the_page(text: str) -> None:
    pages = set_pages(document_of_lines([text]))
    words = [word for page in pages for line in lines_of(page) for word in line.words]
    assert all(0 <= word.box.left < word.box.right <= 10_000 and word.box.bottom <= 10_000 for word in words)
    assert "".join(word.text for word in words) == "".join(text.split())
    assert pdf_of(pages).startswith(b"%PDF-")


def test_feet_stand_at_the_foot_and_many_cells_on_one_line() -> None:
    cells = tuple((Paragraph(text=str(number)),) for number in range(9))
    foot = DocumentRow(cells=((Paragraph(text="pied"),),), place=Place.FOOT)
    (page,) = set_pages(Document(rows=(DocumentRow(cells=cells), foot)))
    assert [one.text for one in page] == ["0   1   2   3   4   5   6   7   8", "pied"]
    assert page[1].foot > 0.9 * HEIGHT


def pasted(said: str, *pictures: bytes) -> bytes:
    """Return a Word document with a line and pictures below it."""
    blips = "".join(f'<w:p><a:blip xmlns:a="a" xmlns:r="r" r:embed="rId{number}"/></w:p>' for number in range(len(pictures)))
    named = "".join(f'<Relationship Id="rId{number}" Target="media/{number}.bin"/>' for number in range(len(pictures)))
    sink = io.BytesIO(docx(paragraphs(said) + blips, **{"[Content_Types]": "<a/>"}))
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{named}</Relationships>")
        for number, picture in enumerate(pictures):
            archive.writestr(f"word/media/{number}.bin", picture)
    return sink.getvalue()


def scanned(width: int, height: int) -> bytes:
    grey = np.full((height, width), 255, np.uint8)
    grey[height // 2 :, : width // 2] = 0
    return cv2.imencode(".png", grey)[1].tobytes()


def test_scans_pasted_into_a_document_are_its_pages() -> None:
    with Paper(pasted("Ma lettre", scanned(1240, 1754), scanned(300, 120), scanned(1754, 1240))) as paper:
        assert [page.is_picture for page in paper.survey.pages] == [False, True, True]
        assert paper.lines(0) is not None and paper.lines(1) is None
        first, second = (paper.picture(number, 200).grey for number in (1, 2))
        assert first.shape == (1754, 1240) and second.shape == (1240, 1754)
        assert first[1600, 100] < 20 and first[1600, 1200] > 235 and first[100, 100] > 235
    with Paper(pasted("", scanned(1240, 1754))) as paper:
        assert [page.is_picture for page in paper.survey.pages] == [True]


def test_pictures_beside_a_letter_are_no_pages_of_it() -> None:
    letter = "Monsieur le Maire, le banc du square est cassé depuis trois semaines et une vis dépasse, merci de le réparer."
    with Paper(pasted(letter, scanned(1240, 1754))) as paper:
        assert [page.is_picture for page in paper.survey.pages] == [False]


def test_a_pasted_picture_that_is_damaged_or_enormous_costs_nothing_else() -> None:
    wide = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 60_000, 60_000, 8, 0, 0, 0, 0, 0)
    with Paper(pasted("Ma lettre", wide, scanned(1240, 1754)[:900], b"no picture")) as paper:
        assert len(paper.survey.pages) in {1, 2} and paper.survey.trouble is None
        for number in range(len(paper.survey.pages)):
            assert paper.picture(number, 200).grey.size


def rich(picture: bytes, kind: str, *, said: str = "Ma lettre", is_bare: bool = False) -> bytes:
    """Return rich text with a picture as Word writes it: its name in a group, its figures on lines; or as bytes."""
    figures = picture.hex()
    lines = "\n".join(figures[at : at + 128] for at in range(0, len(figures), 128)).encode()
    place = "{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}"
    head = f"{{\\rtf1\\ansi {said}\\par {{\\*\\shppict{{\\pict{place}\\picscalex90\\picw900\\{kind}\\bliptag-7"
    body = f"\\bin{len(picture)} ".encode() + picture if is_bare else b"{\\*\\blipuid 00ff}\n" + lines
    return head.encode() + body + b"}}\\par}"


@pytest.mark.parametrize("is_bare", [False, True])
def test_a_scan_pasted_into_rich_text_is_its_page(is_bare: bool) -> None:
    with Paper(rich(scanned(1240, 1754), "pngblip", is_bare=is_bare)) as paper:
        assert (paper.survey.kind, [page.is_picture for page in paper.survey.pages]) == (FileKind.RTF, [False, True])
        assert paper.picture(1, 200).grey[1600, 100] < 20
    for content in (rich(scanned(300, 120), "pngblip"), rich(scanned(1240, 1754), "wmetafile8"), rich(b"", "pngblip")):
        assert [page.is_picture for page in survey(content).pages] == [False]


def test_a_scan_pasted_into_an_old_word_document_is_its_page() -> None:
    picture = scanned(1240, 1754)
    blip = struct.pack("<HHI", 0x6E0 << 4, 0xF01E, 17 + len(picture)) + bytes(16) + b"\xff" + picture
    twice = struct.pack("<HHI", 0x6E1 << 4, 0xF01E, 33 + len(picture)) + bytes(32) + b"\xff" + picture
    one = read_streams(LETTER_DOC)
    for data in (b"PICF" * 17 + blip, twice + blip):
        found = pasted_pictures(compound({**one, "Data": data}))
        assert found == (picture,)
    assert pasted_pictures(compound({**one, "Data": blip[:900]})) == ()
    # A letter of some length is read as such; what is pasted into it is no page of it.
    assert not any(page.is_picture for page in survey(compound({**one, "Data": blip})).pages)


def read_streams(content: bytes) -> dict[str, bytes]:
    file = Compound(content)
    return {name: stream for name in ("WordDocument", "1Table", "0Table") if (stream := file.find(name)) is not None}


def test_hostile_rich_text_ends_soon() -> None:
    with soon(5):
        for inner in (b"{\\pict" * 300_000, b"\\pict" + b"{}" * 1_000_000, b"\\pict\\pngblip " + b"a" * 3_000_000, b"\\pict" * 500_000):
            pasted_pictures(b"{\\rtf1 " + inner)
