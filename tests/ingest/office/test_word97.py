"""Documents of Word 97 to 2003. The two files beside were written by LibreOffice from texts made up for these tests."""

import struct
from pathlib import Path

import numpy as np
import pytest

from domain.errors import UnreadableInputError
from ingest import pieces
from ingest.office.compound import Compound
from ingest.office.rows import Document, Place, Side
from ingest.office.word97 import LockedDocumentError, OldFormatError, is_old_word, read_word97
from ingest.paper.opening.files import survey, text_layer
from ingest.paper.opening.survey import FileKind, Trouble
from tests.soon import soon

LETTER, RICH = (Path(__file__).with_name(name).read_bytes() for name in ("letter.doc", "rich.doc"))
FLAGS = 10


def begin_of(content: bytes) -> int:
    """Return where the WordDocument stream begins: at a sector, with the mark of a version of Word."""
    return next(at for at in range(512, len(content), 512) if content[at + 1] == 0xA5 and content[at] in {0xEC, 0xDC, 0xDB})


def changed(content: bytes, at: int, value: bytes) -> bytes:
    """Return a document with other bytes at a place of its WordDocument stream."""
    start = begin_of(content)
    return content[: start + at] + value + content[start + at + len(value) :]


def lines(document: Document, place: Place = Place.BODY) -> list[str]:
    return [row.text for row in document.rows if row.place is place]


def test_a_letter_is_read_as_it_stands() -> None:
    document = read_word97(LETTER)
    assert lines(document) == [
        "Paul MERCIER",
        "3 rue du Four",
        "50700 Valognes",
        "Monsieur le Maire",
        "Valognes, le 3 mars 2026",
        "Objet : nid de poule — « œuvre d’art » à l’été, 12 €",
        "Nom\tMercier",
        "Prénom\tPaul",
        "\t06 39 98 44 10",
        "Monsieur le Maire,",
        "Il y a un nid de poule devant le 22 rue de Poterie. Deux cyclistes sont déjà tombés.",  # the link's address is left out
        "Paul Mercier",
    ]
    ((right,),), ((moved,),) = document.rows[3].cells, document.rows[4].cells
    assert right.side is Side.RIGHT and 140 < moved.indent < 144


def test_what_was_struck_out_or_hidden_is_left_out_and_heads_and_boxes_are_read() -> None:
    document = read_word97(RICH)
    assert lines(document, Place.HEAD) == ["ASSOCIATION DES RIVERAINS", "Boîte : Jean Petit"]
    assert lines(document, Place.FOOT) == ["SIRET 123 — contact@riverains.example"]
    assert lines(document)[:3] == ["Monsieur le Maire,", "Le banc est cassé. Merci.  𝒳 œuvre ☒ Łódź", "Après la boîte"]
    assert [[[one.text for one in cell] for cell in row.cells] for row in document.rows if len(row.cells) > 1] == [
        [["A1", "A1bis"], ["B1"]]
    ]


def test_it_is_a_file_of_pages_like_any_other() -> None:
    found = survey(LETTER)
    assert (found.kind, found.page_count, found.trouble) == (FileKind.DOC, 1, None)
    read = text_layer(LETTER, 0)
    assert read is not None and {"Prénom", "Paul Mercier"} <= {line.text for line in read}
    assert "nid de poule" in pieces.letter_text(LETTER, pieces.DOC, None)


def test_one_that_is_protected_says_so() -> None:
    (flags,) = struct.unpack_from("<H", LETTER, begin_of(LETTER) + FLAGS)
    locked = changed(LETTER, FLAGS, struct.pack("<H", flags | 0x0100))
    with pytest.raises(LockedDocumentError):
        read_word97(locked)
    assert (survey(locked).trouble, survey(locked).is_protected) == (Trouble.PASSWORD, True)


def test_older_versions_are_told() -> None:
    assert survey(changed(LETTER, 0, b"\xdb\xa5")).trouble is Trouble.OLD_FORMAT
    hasty = changed(changed(LETTER, 0, b"\xdc\xa5"), FLAGS, b"\x04\x00")
    with pytest.raises(OldFormatError):
        read_word97(hasty)


def test_word_95_in_one_piece_is_read() -> None:
    said = "Monsieur le Maire,\rLe lampadaire est éteint.\r".encode("cp1252")
    old = changed(changed(LETTER, 0, b"\xdc\xa5"), FLAGS, b"\x00\x00")
    old = changed(changed(old, 0x18, struct.pack("<II", 0x400, 0x400 + len(said))), 0x34, struct.pack("<I", len(said)))
    assert lines(read_word97(changed(old, 0x400, said))) == ["Monsieur le Maire,", "Le lampadaire est éteint."]


def test_a_table_or_slides_are_no_letters() -> None:
    assert not is_old_word(LETTER.replace("WordDocument".encode("utf-16-le"), "Workbook\0\0\0\0".encode("utf-16-le")))
    assert (
        survey(LETTER.replace("WordDocument".encode("utf-16-le"), "Workbook\0\0\0\0".encode("utf-16-le"))).trouble is Trouble.NOT_A_DOCUMENT
    )


@pytest.mark.parametrize("content", [LETTER, RICH])
def test_whatever_is_damaged_is_told_and_quickly(content: bytes) -> None:
    chance = np.random.default_rng(5)
    troubles = 0
    with soon(20):
        for number in range(300):
            broken = bytearray(content[: chance.integers(len(content))] if number % 3 == 0 else content)
            for _ in range((1, 5, 50)[number % 3]):
                if broken:
                    broken[chance.integers(len(broken))] = chance.integers(256)
            try:
                read_word97(bytes(broken))
            except UnreadableInputError:
                troubles += 1
        assert 100 < troubles < 300


def test_chains_that_go_round_end() -> None:
    table = LETTER.index(struct.pack("<I", 0xFFFFFFFD))  # the sector that the table of sectors lies in
    round_about = bytearray(LETTER)
    start = table // 512 * 512
    for at in range(start, start + 512, 4):
        struct.pack_into("<I", round_about, at, 1)
    try:
        assert len(Compound(bytes(round_about)).find("WordDocument") or b"") < len(LETTER)
    except UnreadableInputError:
        return
