"""Text layers that are the text of the page, and those that are not."""

import gc
import io
import time

import fpdf
import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from domain.paper import Line
from ingest.paper.opening.files import Paper, text_layer
from ingest.paper.opening.layout import ordered
from ingest.paper.opening.text_layer import lines_of_page, plain_text
from ingest.paper.opening.text_quality import GOOD, GOOD_HIDDEN, quality
from tests.ingest.paper import made
from tests.soon import soon

GARBAGE = (
    "0DGDPH",
    "0RQVLHXU",
    "OH",
    "0DLUH",
    "MH",
    "PH",
    "SHUPHWV",
    "GDWWLUHU",
    "YRWUH",
    "DWWHQWLRQ",
    "VXU",
    "OpWDW",
    "GH",
    "OD",
    "FKDXVVpH",
) * 5


def texts(lines: tuple[Line, ...] | None) -> list[str]:
    assert lines is not None
    return [line.text for line in lines]


def test_lines_of_a_letter_come_with_their_words_and_places() -> None:
    lines = text_layer(made.letter_pdf(), 0)
    assert lines is not None
    assert texts(lines) == list(made.LETTER)
    first = lines[0].words[0]
    assert (first.text, first.confidence) == ("Madame,", 100)
    assert first.box.left == pytest.approx(57 / 595.28 * 10_000, abs=25)
    assert first.box.top == pytest.approx(200 / 841.89 * 10_000, abs=40)
    assert all(word.box.left < word.box.right and word.box.top < word.box.bottom for line in lines for word in line.words)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_page_has_places_as_it_is_shown(rotate: int) -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.pages[0].obj.Rotate = rotate
        content = made.saved(pdf)
    lines = text_layer(content, 0)
    assert lines is not None
    boxes = [word.box for line in lines for word in line.words if word.text == "Madame,"]
    left, top = 57 / 595.28 * 10_000, 200 / 841.89 * 10_000
    expected = {90: (10_000 - top, left), 180: (10_000 - left, 10_000 - top), 270: (top, 10_000 - left)}[rotate]
    corners = [{90: (box.right, box.top), 180: (box.right, box.bottom), 270: (box.left, box.bottom)}[rotate] for box in boxes]
    assert any(abs(x - expected[0]) < 50 and abs(y - expected[1]) < 50 for x, y in corners), corners


def test_cut_page_leaves_out_what_lies_beyond_its_edge() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array([0, 0, 595, 842 - 215])
        content = made.saved(pdf)
    assert texts(text_layer(content, 0)) == list(made.LETTER[1:])


def test_sender_recipient_and_body_follow_each_other() -> None:
    page = [
        (57, 60, "Jeanne Lemoine"), (57, 74, "4 rue des Lilas"), (57, 88, "50700 Valognes"),
        (340, 75, "Mairie de Valognes"), (340, 89, "Place du Château"), (340, 103, "50700 Valognes"),
        (340, 140, "Valognes, le 4 mai 2026"),
        (57, 180, "Objet :"), (160, 180, "trou dans la chaussée"),
        (57, 220, "Madame, Monsieur, devant mon domicile la chaussée est défoncée sur un mètre environ et"),
        (57, 234, "les voitures font un écart dangereux pour les enfants qui vont à l’école à pied."),
    ]  # fmt: skip
    shuffled = page[::2] + page[1::2]
    for content in (made.pdf_of_lines(page), made.pdf_of_lines(shuffled)):
        lines = text_layer(content, 0)
        assert texts(lines) == [
            "Jeanne Lemoine", "4 rue des Lilas", "50700 Valognes", "Mairie de Valognes", "Place du Château", "50700 Valognes",
            "Valognes, le 4 mai 2026", "Objet : trou dans la chaussée",
            "Madame, Monsieur, devant mon domicile la chaussée est défoncée sur un mètre environ et",
            "les voitures font un écart dangereux pour les enfants qui vont à l’école à pied.",
        ]  # fmt: skip
        assert lines is not None
        blocks = [line.block for line in lines]
        assert blocks[0] == blocks[2] != blocks[3] == blocks[5]
        assert blocks[8] == blocks[9] != blocks[7]


def test_columns_are_read_one_after_the_other() -> None:
    left = [(50, 100 + 14 * n, f"gauche {n} du texte de la colonne") for n in range(6)] + [
        (50, 210 + 14 * n, f"gauche encore {n}") for n in range(5)
    ]
    right = [(320, 100 + 14 * n, f"droite {n} du texte de la colonne") for n in range(6)] + [
        (320, 210 + 14 * n, f"droite encore {n}") for n in range(5)
    ]
    title = [(50, 50, "Le titre passe sur toute la largeur de la page et se lit avant tout le reste du texte")]
    rows = [line for pair in zip(left, right, strict=True) for line in pair]
    found = texts(text_layer(made.pdf_of_lines([*rows, *title]), 0))
    assert found == [title[0][2], *(text for _, _, text in left), *(text for _, _, text in right)]


def test_time_of_layout_grows_with_the_words_only() -> None:
    def seconds(count: int) -> float:
        places = [(float(n % 7 * 80), float(n // 7 * 13), float(n % 7 * 80 + 20), float(n // 7 * 13 + 10)) for n in range(count)]
        gc.collect()
        gc.disable()  # a collection looks at all that other tests left in this process
        begin = time.thread_time()
        try:
            ordered(["mot"] * count, places)
            return time.thread_time() - begin
        finally:
            gc.enable()

    assert seconds(40_000) < 9 * max(seconds(10_000), 0.02)


# --- what is not believed -------------------------------------------------------------------------------------------------------------


def test_page_without_text_has_no_layer() -> None:
    assert text_layer(made.pdf_of_image(made.page_picture()), 0) is None
    assert text_layer(made.picture_bytes(made.page_picture(), "PNG"), 0) is None


def test_font_that_lost_its_letters_is_not_believed() -> None:
    rows = [(50, 100 + 20 * n, " ".join(GARBAGE[9 * n : 9 * n + 9])) for n in range(8)]
    assert text_layer(made.pdf_of_lines(rows), 0) is None


def test_private_characters_are_not_believed() -> None:
    words = ["".join(chr(0xE000 + ord(letter)) for letter in "lettre")] * 20
    assert quality(words) < GOOD


def test_letters_set_apart_are_not_believed() -> None:
    assert quality(list("mairiedevalogneszfghjkbvtrpu" * 3)) < GOOD


@pytest.mark.parametrize(
    "text",
    [
        " ".join(made.LETTER),
        "Tél. : 01 99 00 12 34 – courriel : jeanne.lemoine@courrier.example – réf. 2026/0147-AB, parcelle AB n° 214, 3 bis",
        "Dear Sir, the street lamp in front of my house has been out for two weeks. Could you please have it repaired?",
        "1 250,00 € 300,00 € 12/04/2026 14h30 25 m² n°12 75 % 06 39 98 11 22",
        "L’association « Les Amis du Vieux-Bourg » (S.A.R.L. DUPONT-MOREL & Fils), M. J.-P. LE GOFF, Mme D’ARTAGNAN",
        "Стоит вода на улице и никто не убирает",
    ],
)
def test_what_people_write_is_believed(text: str) -> None:
    assert quality(text.split()) >= GOOD_HIDDEN


@pytest.mark.parametrize(
    "text", ["Mad4me lVlonsieur 1e M@ire j€ rne p3rmets d'attlrer v0tre atter1tion sur l'ét@t d€ 1a ch@ussée qu1 €st", " ".join(GARBAGE)]
)
def test_poor_reading_is_not_believed_as_hidden_text(text: str) -> None:
    assert quality(text.split()) < GOOD_HIDDEN


def test_somebodys_ocr_behind_a_scan_is_used_if_it_is_good() -> None:
    good = made.pdf_of_image(made.page_picture(), after=made.hidden_text(made.LETTER))
    poor = made.pdf_of_image(made.page_picture(), after=made.hidden_text([" ".join(GARBAGE)] * 3))
    with Paper(good) as paper:
        assert paper.survey.pages[0].is_picture
        assert len(paper.lines(0) or ()) == len(made.LETTER)
    assert text_layer(poor, 0) is None


def test_line_stamped_onto_a_scan_is_not_its_text() -> None:
    stamped = made.pdf_of_image(
        made.page_picture(), after=made.hidden_text(["12-MAI-2026 10:14 DE : 0199001234 A : MAIRIE P.01/01"], mode=0)
    )
    with Paper(stamped) as paper:
        assert paper.lines(0) is None
        assert not paper.survey.pages[0].is_picture


def test_letter_on_a_printed_background_is_text() -> None:
    words = [line[:95] for line in made.LETTER]
    content = made.pdf_of_image(made.page_picture(), after=made.hidden_text(words, mode=0))
    assert len(text_layer(content, 0) or ()) == len(words)


def test_hidden_and_white_text_on_an_empty_page_is_not_read() -> None:
    with Pdf.open(io.BytesIO(made.pdf_of_image(Image.new("L", (4, 4), 255), page=(612, 792), matrix=(1, 0, 0, 1, 0, 0)))) as pdf:
        page = pdf.pages[0]
        seen = made.hidden_text(["Le texte que chacun voit sur la page"], mode=0)
        hidden = b"BT 3 Tr /F1 11 Tf 60 300 Td (ne se voit pas du tout) Tj ET"
        page.obj.Contents = pdf.make_stream(seen + b"\n" + hidden)
        content = made.saved(pdf)
        page.obj.Contents = pdf.make_stream(seen + b"\nBT 0 Tr 1 1 1 rg /F1 11 Tf 60 300 Td (blanc sur blanc) Tj ET")
        white = made.saved(pdf)
    for one in (content, white):
        assert texts(text_layer(one, 0)) == ["Le texte que chacun voit sur la page"]


def test_ligatures_and_accents_are_letters_as_they_are_typed() -> None:
    found = texts(text_layer(made.pdf_of_lines([(50, 100, "Le ﬁnancement de la salle oﬃcielle e\u0301te\u0301 co\u00adopérative")]), 0))
    assert found == ["Le financement de la salle officielle été coopérative"]


def test_password_and_broken_page_raise() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf(2))) as pdf:
        pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 0, 0])
        pdf.pages[1].obj.Resources = Dictionary(Font=Name.None_)
        content = made.saved(pdf)
    assert text_layer(content, 0) is not None


def test_plain_text_is_quick() -> None:
    """LIMITS: at most 1.6 ms a page on the machine of the trials; here only that nothing grew out of proportion."""
    document = fpdf.FPDF(format="A4")
    document.add_font("Sans", fname=made.FONT)
    document.set_font("Sans", size=11)
    for _ in range(40):
        document.add_page()
        document.multi_cell(0, 5.5, " ".join(made.LETTER * 5)[:2300])
    pages = pypdfium2.PdfDocument(bytes(document.output()))
    with soon(40 * 0.006):
        assert all(len(plain_text(pages, number)) > 2000 for number in range(40))
    with soon(40 * 0.02):
        assert all(lines_of_page(pages, number) for number in range(40))
    pages.close()
