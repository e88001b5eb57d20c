"""Pages of PDF files as pictures: taken out as they are where a page is one picture, drawn otherwise, right in both cases."""

import io
import time
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from domain.draft import Danger
from domain.errors import UnreadableInputError
from ingest.paper.opening.files import Paper, page_picture, survey
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import embedded_content
from ingest.paper.opening.survey import Trouble, TroubleError
from tests.ingest.paper import made

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
W, H = 612, 792
PLACED = {
    "as it is": (W, 0, 0, H, 0, 0),
    "mirrored": (-W, 0, 0, H, W, 0),
    "head down and mirrored": (W, 0, 0, -H, 0, H),
    "head down": (-W, 0, 0, -H, W, H),
    "lying left": (0, H, -W, 0, W, 0),
    "lying right": (0, -H, W, 0, 0, H),
    "lying and mirrored": (0, H, W, 0, 0, 0),
    "lying and mirrored the other way": (0, -H, -W, 0, W, H),
}


def drawn(content: bytes) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(content)
    grey = document[0].render(scale=1, grayscale=True).to_numpy()
    return np.array(grey.reshape(grey.shape[:2]))


@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize("sort", ["L", "1", "RGB", "CMYK", "inverted", "smaller", "larger"])
def test_picture_taken_out_is_what_the_page_shows(name: str, sort: str) -> None:
    """However it is placed, turned and cut, it is the same as the page drawn."""
    matrix: tuple[float, ...] = PLACED[name]
    scale, right, up = {"smaller": (0.85, 30, 40), "larger": (1.2, -50, -60)}.get(sort, (1, 0, 0))
    matrix = (*(number * scale for number in matrix[:4]), matrix[4] * scale + right, matrix[5] * scale + up)
    image = made.page_picture(680, 880)
    if sort in {"RGB", "CMYK", "1"}:
        image = image.convert(sort, dither=Image.Dither.NONE)
    decode = Array([1, 0] if sort == "inverted" else [0, 1] * len(image.getbands()))
    for rotate, crop in ((0, None), (90, (0, 200, 612, 792)), (180, (50, 0, 600, 700)), (270, None), (270, (50, 0, 600, 700))):
        content = made.pdf_of_image(image, matrix=matrix, rotate=rotate, crop=crop, Decode=decode)
        with Paper(content) as paper:
            size, picture = paper.survey.pages[0], paper.picture(0, 100)
        assert size.is_picture
        assert picture.width == pytest.approx(size.width, abs=2)
        assert picture.height == pytest.approx(size.height, abs=2)
        assert made.difference(picture.grey, drawn(content)) < 2.5, (rotate, crop)


def test_scan_keeps_its_own_dots() -> None:
    image = made.page_picture(1700, 1100)
    picture = page_picture(made.pdf_of_image(image), 0, 300)
    assert np.array_equal(picture.grey, np.asarray(image))
    assert picture.dpi_x == pytest.approx(200)
    assert picture.dpi_y == pytest.approx(100)


def test_fax_within_a_pdf_has_two_tones() -> None:
    image = made.page_picture(1728, 2200).convert("1", dither=Image.Dither.NONE)
    picture = page_picture(made.pdf_of_image(image), 0, 300)
    assert picture.is_bilevel
    assert np.array_equal(picture.grey, np.asarray(image.convert("L")))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_on_a_page(mode: str) -> None:
    image = made.page_picture().convert("RGB").convert(mode)
    content = made.picture_bytes(image, "JPEG", quality=95)
    space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[mode]
    decode = {"Decode": Array([1, 0] * 4)} if mode == "CMYK" else {}  # as Adobe's programs write them
    data = made.pdf_of_jpeg(content, image.size, space=space, **decode)
    assert made.difference(page_picture(data, 0, 300).grey, drawn(data)) < 2.5


def test_stencil_is_painted_not_inverted() -> None:
    image = made.page_picture().convert("1", dither=Image.Dither.NONE)
    with Pdf.open(io.BytesIO(made.pdf_of_image(image))) as pdf:
        stream = pdf.pages[0].obj.Resources.XObject.Im0
        del stream.ColorSpace
        stream.ImageMask = True
        content = made.saved(pdf)
    assert made.difference(page_picture(content, 0, 150).grey, drawn(content)) < 2.5
    assert page_picture(content, 0, 150).grey.mean() > 200


def test_picture_with_a_soft_mask_is_seen_on_white() -> None:
    with Pdf.open(io.BytesIO(made.pdf_of_image(Image.new("L", (850, 1100), 0)))) as pdf:
        mask = pdf.make_stream(np.full((1100, 850), 40, dtype=np.uint8).tobytes())
        mask.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=850, Height=1100, ColorSpace=Name.DeviceGray, BitsPerComponent=8
        )
        pdf.pages[0].obj.Resources.XObject.Im0.SMask = pdf.make_indirect(mask)
        content = made.saved(pdf)
    assert 200 < page_picture(content, 0, 150).grey.mean() < 230


def test_indexed_colours_and_sixteen_bits() -> None:
    image = made.page_picture()
    table = bytes(255 - number for number in range(256))
    space = Array([Name.Indexed, Name.DeviceGray, 255, pikepdf.String(table)])
    content = made.pdf_of_image(Image.fromarray(255 - np.asarray(image)), ColorSpace=space)
    assert made.difference(page_picture(content, 0, 100).grey, np.asarray(image)) < 2
    deep = Image.frombytes("L", (1700, 1100), (np.asarray(image, dtype=">u2") * 257).astype(">u2").tobytes())
    content = made.pdf_of_image(deep, Width=850, BitsPerComponent=16)
    assert made.difference(page_picture(content, 0, 100).grey, np.asarray(image)) < 2


def test_stamp_on_a_scan_is_seen_with_it() -> None:
    plain = made.pdf_of_image(made.page_picture())
    stamped = made.pdf_of_image(made.page_picture(), after=b"0 g 300 600 200 100 re f")
    annotated = io.BytesIO(plain)
    with Pdf.open(annotated) as pdf:
        pdf.pages[0].obj.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Square, Rect=Array([300, 600, 500, 700]), IC=Array([0, 0, 0]), C=Array([0, 0, 0]), F=4
                )
            ]
        )
        with_mark = made.saved(pdf)
    for content in (stamped, with_mark):
        assert not survey(content).pages[0].is_picture
        assert page_picture(content, 0, 72).grey[792 - 650, 400] < 10


def test_clipped_picture_is_shown_clipped() -> None:
    image = Image.new("L", (850, 1100), 0)
    clipped = made.pdf_of_image(image, before=b"0 0 612 300 re W n")
    whole = made.pdf_of_image(image, before=b"0 0 612 792 re W n")
    assert survey(whole).pages[0].is_picture
    grey = page_picture(clipped, 0, 72).grey
    assert (grey[100, 300], grey[700, 300]) == (255, 0)


def test_page_of_text_is_drawn_at_the_resolution_asked_for() -> None:
    picture = page_picture(made.letter_pdf(), 0, 200)
    assert picture.grey.shape == pytest.approx((2339, 1654), abs=2)
    assert picture.grey[200:900].mean() < 254.9


def test_answers_in_a_form_are_drawn_and_listed() -> None:
    with Pdf.open(io.BytesIO(made.pdf_of_image(Image.new("L", (85, 110), 255)))) as pdf:
        look = pdf.make_stream(b"0 g 0 0 200 40 re f")
        look.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 40]))
        text = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=pikepdf.String("rue"), V=pikepdf.String("22 rue de Poterie"),
                Rect=Array([100, 600, 300, 640]), F=4, AP=Dictionary(N=pdf.make_indirect(look)),
            )
        )  # fmt: skip
        box = pdf.make_indirect(Dictionary(FT=Name.Btn, T=pikepdf.String("urgent"), V=Name.Oui))
        off = pdf.make_indirect(Dictionary(FT=Name.Btn, T=pikepdf.String("autre"), V=Name.Off))
        parent = pdf.make_indirect(Dictionary(T=pikepdf.String("adresse"), Kids=Array([text])))
        text.Parent = parent
        pdf.pages[0].obj.Annots = Array([text])
        pdf.Root.AcroForm = Dictionary(Fields=Array([parent, box, off]))
        content = made.saved(pdf)
    found = survey(content)
    assert {(one.name, one.value) for one in found.inside.fields} == {("adresse.rue", "22 rue de Poterie"), ("urgent", "Oui")}
    assert not found.inside.is_signed
    assert page_picture(content, 0, 72).grey[792 - 620, 200] < 10


def test_whatever_would_act_is_told_and_files_are_listed() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.pages[0].obj.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch, F="x"))
                )
            ]
        )
        pdf.attachments["facture.xml"] = b"<facture/>"
        content = made.saved(pdf)
    inside = survey(content).inside
    assert (inside.has_script, inside.has_launch) == (True, True)
    assert [(one.name, one.size) for one in inside.embedded] == [("facture.xml", 10)]
    assert len(inside.embedded[0].sha256) == 64
    assert (inside.embedded[0].media_type, inside.embedded[0].danger) == ("text/plain", None)
    plain = survey(made.letter_pdf()).inside
    assert (plain.has_script, plain.has_launch, plain.embedded) == (False, False, ())


def test_files_within_are_had_by_their_digest_and_programs_among_them_are_told() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.Root.Collection = Dictionary(Type=Name.Collection)
        letter = made.letter_pdf()
        pdf.attachments["lettre.pdf"] = letter
        pdf.attachments["facture.pdf.exe"] = b"MZ" + bytes(500)
        content = made.saved(pdf)
    found = {one.name: one for one in survey(content).inside.embedded}
    assert (found["lettre.pdf"].media_type, found["lettre.pdf"].danger) == ("application/pdf", None)
    assert found["facture.pdf.exe"].danger is Danger.DISGUISED
    assert embedded_content(content, found["lettre.pdf"].sha256, Limits()) == letter
    with pytest.raises(UnreadableInputError):
        embedded_content(content, "0" * 64, Limits())


def test_signature_xfa_and_portfolio_are_told() -> None:
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        value = pdf.make_indirect(Dictionary(Type=Name.Sig, Contents=pikepdf.String(b"\x30\x80")))
        signature = pdf.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("s"), V=value))
        pdf.Root.AcroForm = Dictionary(Fields=Array([signature]), XFA=pikepdf.String("x"))
        pdf.Root.Collection = Dictionary(Type=Name.Collection)
        inside = survey(made.saved(pdf)).inside
    assert (inside.is_signed, inside.has_xfa, inside.is_portfolio) == (True, True, True)
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("s")))]))
        assert not survey(made.saved(pdf)).inside.is_signed


def test_locked_document_asks_for_its_password() -> None:
    content = made.encrypted(made.letter_pdf(), user="secret")
    found = survey(content)
    assert (found.trouble, found.is_protected, found.pages) == (Trouble.PASSWORD, True, ())
    with pytest.raises(TroubleError, match="password"):
        page_picture(content, 0, 100)


def test_document_that_only_may_not_be_changed_is_read() -> None:
    with Paper(made.encrypted(made.letter_pdf(), user="")) as paper:
        assert (paper.survey.trouble, paper.survey.is_protected, paper.survey.page_count) == (None, True, 1)
        assert paper.lines(0) is not None


def scans(count: int) -> bytes:
    """Return a file as copiers write it: page after page, the tree of pages at the end."""
    with Pdf.new() as whole:
        for number in range(count):
            one = Pdf.open(io.BytesIO(made.pdf_of_image(made.page_picture(texts=(f"Page {number}",)))))
            whole.pages.extend(one.pages)
        content = made.saved(whole, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with Pdf.open(io.BytesIO(content)) as pdf:
        out = [b"%PDF-1.4\n"]
        for number, page in enumerate(pdf.pages):
            image = page.obj.Resources.XObject.Im0
            body = image.read_raw_bytes()
            out.append(
                b"%d 0 obj\n<< /Type /XObject /Subtype /Image /Width 850 /Height 1100 /ColorSpace /DeviceGray /BitsPerComponent 8"
                b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (10 * number + 10, len(body), body)
            )
            drawing = b"612 0 0 792 0 0 cm /Im0 Do"
            out.append(b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (10 * number + 11, len(drawing), drawing))
            out.append(
                b"%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
                b" /Resources << /XObject << /Im0 %d 0 R >> >> >>\nendobj\n" % (10 * number + 12, 10 * number + 11, 10 * number + 10)
            )
        kids = b" ".join(b"%d 0 R" % (10 * number + 12) for number in range(count))
        out.append(
            b"2 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
            % (count, kids)
        )
        out.append(b"trailer\n<< /Root 1 0 R /Size 1000 >>\nstartxref\n0\n%%EOF\n")
        return b"".join(out)


def test_survey_of_another_process_serves_again_also_of_a_broken_file() -> None:
    for content in (scans(2), scans(2)[:-100]):
        known = survey(content)
        assert known.page_count == 2
        with Paper(content, known=known) as paper:
            assert paper.survey == known
            assert paper.picture(1, 100).grey.shape == (1100, 850)


def test_pages_before_the_break_are_read_of_a_truncated_scan() -> None:
    content = scans(6)
    assert (survey(content).page_count, survey(content).trouble) == (6, None)
    with Paper(content[: len(content) * 7 // 12]) as paper:
        assert (paper.survey.page_count, paper.survey.trouble) == (3, Trouble.TRUNCATED)
        expected = np.asarray(made.page_picture(texts=("Page 2",)))
        assert made.difference(paper.picture(2, 100).grey, expected) < 2


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.EMPTY),
        (b"Bonjour, ceci est un texte.", Trouble.NOT_A_DOCUMENT),
        (b"PK\x03\x04 and so on", Trouble.NOT_A_DOCUMENT),
        (b"%PDF-1.7\nnothing", Trouble.MALFORMED),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Cata", Trouble.TRUNCATED),
    ],
)
def test_what_is_no_document_is_told(content: bytes, trouble: Trouble, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    found = survey(path)
    assert (found.trouble, found.pages) == (trouble, ())
    with pytest.raises(TroubleError):
        page_picture(path, 0, 100)


def test_document_without_pages_is_told() -> None:
    with Pdf.new() as pdf:
        assert survey(made.saved(pdf)).trouble is Trouble.NO_PAGES


def test_size_of_a_file_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(made.letter_pdf() + b"\0" * 2**20)
    assert survey(path, Limits(megabytes=1)).trouble is Trouble.TOO_LARGE
    assert survey(path).page_count == 1


def test_huge_picture_on_a_page_is_told_and_not_decoded() -> None:
    content = made.pdf_of_image(made.page_picture(), Width=20_000, Height=20_000)
    assert survey(content).trouble is Trouble.TOO_MANY_PIXELS
    with pytest.raises(TroubleError) as caught:
        page_picture(content, 0, 100)
    assert caught.value.trouble is Trouble.TOO_MANY_PIXELS


def test_jpeg_that_is_larger_than_its_page_says_is_not_decoded() -> None:
    jpeg = bytearray(made.picture_bytes(made.page_picture(), "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = (60_000).to_bytes(2, "big") * 2
    begin = time.monotonic()
    with pytest.raises(TroubleError) as caught:
        page_picture(made.pdf_of_jpeg(bytes(jpeg), (850, 1100)), 0, 100)
    assert caught.value.trouble is Trouble.TOO_MANY_PIXELS
    assert time.monotonic() - begin < 2


def test_plan_of_a_metre_is_drawn_within_the_limit() -> None:
    content = made.pdf_of_image(Image.new("L", (85, 110), 255), page=(7_000, 7_000), matrix=(50, 0, 0, 50, 0, 0))
    picture = page_picture(content, 0, 300, Limits(pixels=20_000_000))
    assert 15_000_000 < picture.grey.size <= 20_100_000
    with pytest.raises(TroubleError):
        page_picture(content, 0, 300, Limits(pixels=1_000_000))


@pytest.mark.parametrize("place", ["content", "two filters", "file"])
def test_bomb_is_told(place: str) -> None:
    once = zlib.compress(b"\0" * 80_000_000, 9)
    with Pdf.open(io.BytesIO(made.letter_pdf())) as pdf:
        bomb = pdf.make_stream(once if place != "two filters" else zlib.compress(once, 9))
        bomb.Filter = Name.FlateDecode if place != "two filters" else Array([Name.FlateDecode, Name.FlateDecode])
        if place == "file":
            pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(["x", Dictionary(EF=Dictionary(F=pdf.make_indirect(bomb)))])))
        else:
            pdf.pages[0].obj.Contents = bomb
        content = made.saved(pdf)
    found = survey(content)
    assert found.trouble is Trouble.BOMB
    with pytest.raises(TroubleError):
        page_picture(content, 0, 100)


def test_five_thousand_pages_are_surveyed_quickly() -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        content = pdf.make_stream(b"0 g 100 100 200 200 re f")
        pdf.pages[0].obj.Contents = content
        for _ in range(4_999):
            pdf.pages.append(pdf.pages[0])
        data = made.saved(pdf)
    found = survey(data)
    assert (found.page_count, len(found.pages), found.trouble) == (5_000, 2_000, Trouble.TOO_MANY_PAGES)
    assert survey(data, Limits(pages=5_000)).trouble is None


@needs_corpus
def test_invalid_document_of_the_corpus_is_told() -> None:
    assert survey(CORPUS / "scans-ocr" / "invalid.pdf").trouble is Trouble.MALFORMED


@needs_corpus
def test_blank_page_of_the_corpus_is_white() -> None:
    with Paper(CORPUS / "scans-ocr" / "blank.pdf") as paper:
        assert paper.survey.page_count == 1
        assert paper.lines(0) is None
        assert paper.picture(0, 200).grey.mean() == 255


@needs_corpus
@pytest.mark.parametrize("name", ["ccitt", "francais", "skew", "rotated_skew"])
def test_scans_of_the_corpus_are_what_their_pages_show(name: str) -> None:
    path = CORPUS / "scans-ocr" / f"{name}.pdf"
    with Paper(path) as paper:
        assert paper.survey.trouble is None
        assert paper.survey.pages[0].is_picture == ("skew" not in name)  # those are placed aslant and so drawn
        assert made.difference(paper.picture(0, 200).grey, drawn(path.read_bytes())) < 3


@needs_corpus
def test_every_page_of_the_multipage_scan() -> None:
    with Paper(CORPUS / "scans-ocr" / "multipage.pdf") as paper:
        assert paper.survey.page_count == 6
        for number, size in enumerate(paper.survey.pages):
            picture = paper.picture(number, 200)
            assert picture.width == pytest.approx(size.width, abs=2), number
            assert 150 < picture.grey.mean() < 255, number


@needs_corpus
def test_scanned_letters_of_the_corpus_are_taken_out_unchanged() -> None:
    for item in sorted((CORPUS / "citoyens-fr" / "items").glob("*/input.pdf")):
        with Paper(item) as paper:
            assert paper.survey.trouble is None, item
            assert all(page.is_picture for page in paper.survey.pages), item
            assert round(paper.picture(0, 300).dpi_x) in {200, 300}, item
            assert paper.lines(0) is None, item
