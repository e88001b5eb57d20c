"""Pictures as cameras, phones and programs make them."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.paper.opening.files import kind_of, page_picture, survey
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import FileKind, Trouble, TroubleError
from tests.ingest.paper import made

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


def page() -> Image.Image:
    return made.page_picture(600, 800)


def exif(orientation: int) -> Image.Exif:
    held = Image.Exif()
    held[274] = orientation
    return held


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("JPEG", FileKind.JPEG),
        ("PNG", FileKind.PNG),
        ("HEIF", FileKind.HEIC),
        ("WEBP", FileKind.WEBP),
        ("BMP", FileKind.BMP),
        ("GIF", FileKind.GIF),
        ("JPEG2000", FileKind.JP2),
    ],
)
def test_each_kind_is_told_by_its_content_and_read(form: str, kind: FileKind) -> None:
    content = made.picture_bytes(page(), form)
    found = survey(content)
    assert (found.kind, found.page_count, found.trouble) == (kind, 1, None)
    assert made.difference(page_picture(content, 0, 300).grey, np.asarray(page())) < 2


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_sort_of_png_becomes_grey(mode: str) -> None:
    deep = Image.fromarray(np.asarray(page(), dtype=np.uint16) * 257)
    image = deep if mode == "I;16" else page().convert(mode)
    picture = page_picture(made.picture_bytes(image, "PNG", dpi=(150, 150)), 0, 150)
    assert made.difference(picture.grey, np.asarray(page())) < 2
    assert round(picture.dpi_x) == 150
    assert picture.is_bilevel == (mode == "1")


def test_transparent_parts_are_paper() -> None:
    ink = Image.new("RGBA", (600, 800), (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), (100, 100, 500, 200))
    grey = page_picture(made.picture_bytes(ink, "PNG"), 0, 300).grey
    assert grey[150, 300] == 0
    assert grey[700, 300] == 255


def test_palette_with_a_transparent_colour_is_paper_there() -> None:
    image = page().convert("P")
    content = made.picture_bytes(image, "PNG", transparency=0)
    assert page_picture(content, 0, 300).grey[4, 4] == 255


def test_jpeg_of_printers_colours_is_not_inverted() -> None:
    content = made.picture_bytes(page().convert("RGB").convert("CMYK"), "JPEG", quality=95)
    assert made.difference(page_picture(content, 0, 300).grey, np.asarray(page())) < 6


def test_animation_gives_its_first_picture() -> None:
    other = Image.new("L", (600, 800), 0)
    for form in ("PNG", "GIF", "WEBP"):
        content = made.picture_bytes(page(), form, save_all=True, append_images=[other])
        assert survey(content).page_count == 1
        assert made.difference(page_picture(content, 0, 300).grey, np.asarray(page())) < 3, form


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
def test_photo_is_held_as_the_camera_says(form: str, orientation: int) -> None:
    """The picture is stored turned, so that it is upright again when the orientation is honoured."""
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = page() if undo is None else page().transpose(undo)
    content = made.picture_bytes(stored.convert("RGB"), form, exif=exif(orientation).tobytes(), quality=95)
    picture = page_picture(content, 0, 300)
    assert picture.grey.shape == (800, 600)
    assert made.difference(picture.grey, np.asarray(page())) < 2
    assert survey(content).pages[0].height > survey(content).pages[0].width


def test_large_scan_is_reduced_by_a_whole_number_only() -> None:
    large = page().resize((4958, 7016))
    picture = page_picture(made.picture_bytes(large, "JPEG", dpi=(600, 600)), 0, 200)
    assert picture.grey.shape[1] == pytest.approx(4958 / 2, abs=2)
    assert picture.dpi_x == pytest.approx(300, abs=1)
    by_three = page_picture(made.picture_bytes(large, "PNG", dpi=(600, 600)), 0, 200)
    assert by_three.dpi_x == pytest.approx(200, abs=1)
    kept = page_picture(made.picture_bytes(page(), "JPEG", dpi=(300, 300)), 0, 200)
    assert kept.grey.shape == (800, 600)


def test_resolution_of_cameras_is_not_believed() -> None:
    picture = page_picture(made.picture_bytes(page().resize((3024, 4032)), "JPEG", dpi=(72, 72)), 0, 400)
    assert picture.dpi_x == pytest.approx(4032 / 11.69, abs=1)


@pytest.mark.parametrize("how", [{}, {"progressive": True}])
def test_truncated_jpeg_gives_its_upper_part_and_says_so(how: dict[str, bool]) -> None:
    noisy = Image.fromarray(
        np.clip(np.asarray(page(), dtype=np.int16) - np.random.default_rng(1).integers(0, 20, (800, 600)), 0, 255).astype(np.uint8)
    )
    content = made.picture_bytes(noisy, "JPEG", quality=90, **how)
    cut = content[: len(content) * 6 // 10]
    assert survey(cut).trouble is Trouble.TRUNCATED
    grey = page_picture(cut, 0, 300).grey
    assert made.difference(grey[:300], np.asarray(noisy)[:300]) < 6


def test_truncated_png_says_so() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (800, 600), dtype=np.uint8))
    content = made.picture_bytes(noise, "PNG")
    cut = content[: len(content) // 2]
    assert survey(cut).trouble is Trouble.TRUNCATED
    assert np.array_equal(page_picture(cut, 0, 300).grey[:350], np.asarray(noise)[:350])


def png_that_says(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    pixels = zlib.compress(b"\0" * 5_000_000, 9)
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_huge_picture_is_told_and_not_decoded() -> None:
    content = png_that_says(20_000, 20_000)
    assert survey(content).trouble is Trouble.TOO_MANY_PIXELS
    with pytest.raises(TroubleError) as caught:
        page_picture(content, 0, 200)
    assert caught.value.trouble is Trouble.TOO_MANY_PIXELS
    assert "pixels" in str(caught.value)


def test_limit_of_pixels_is_a_setting() -> None:
    content = made.picture_bytes(page(), "PNG")
    assert survey(content, Limits(pixels=100_000)).trouble is Trouble.TOO_MANY_PIXELS
    assert survey(content, Limits(pixels=500_000)).trouble is None


def test_text_within_a_png_that_unpacks_to_gigabytes_is_survived() -> None:
    content = made.picture_bytes(page(), "PNG")
    body = b"Comment\0\0" + zlib.compress(b"\0" * 50_000_000, 9)
    bomb = struct.pack(">L", len(body)) + b"zTXt" + body + struct.pack(">L", zlib.crc32(b"zTXt" + body))
    assert survey(content[:33] + bomb + content[33:]).kind is FileKind.PNG


def test_position_of_a_photo_is_kept() -> None:
    held = Image.Exif()
    held.get_ifd(0x8825).update({1: "N", 2: (49.0, 30.0, 0.0), 3: "W", 4: (1.0, 28.0, 0.0)})
    for form in ("JPEG", "HEIF"):
        point = survey(made.picture_bytes(page().convert("RGB"), form, exif=held)).position
        assert point is not None, form
        assert (point.lat, round(point.lon, 3)) == (49.5, -1.467), form


@pytest.mark.parametrize("content", [b"BM", b"BM is a word", b"GIF89a", b"\xff\xd8\xff", b"RIFF....WEBP", b"hello", b"\0" * 50])
def test_first_letters_alone_make_no_picture(content: bytes) -> None:
    assert survey(content).trouble in {Trouble.NOT_A_DOCUMENT, Trouble.MALFORMED}


def test_name_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lettre.pdf"
    path.write_bytes(made.picture_bytes(page(), "PNG"))
    assert survey(path).kind is FileKind.PNG
    assert kind_of(b"junk before\n%PDF-1.4") is FileKind.PDF


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_photos_and_scans_of_the_corpus_are_read() -> None:
    files = [*(CORPUS / "scans-typewritten").glob("*.jpg"), *(CORPUS / "citoyens-fr" / "items").glob("*/input.jpg")]
    assert len(files) == 5
    for file in files:
        with Image.open(io.BytesIO(file.read_bytes())) as image:
            expected = np.asarray(image.convert("L"))
        assert made.difference(page_picture(file, 0, 300).grey, expected) < 2, file


def test_jpeg_2000_is_read_bare_too_and_where_it_broke_off_it_is_told() -> None:
    whole = made.picture_bytes(page(), "JPEG2000")
    start = whole.index(b"\xff\x4f\xff\x51")
    bare = survey(whole[start:])
    assert (bare.kind, bare.trouble) == (FileKind.JP2, None)
    assert made.difference(page_picture(whole[start:], 0, 300).grey, np.asarray(page())) < 2
    cut = survey(whole[: len(whole) * 2 // 3])
    assert (cut.kind, cut.trouble) == (FileKind.JP2, Trouble.TRUNCATED)
    with pytest.raises(TroubleError):  # half of it may be an empty page
        page_picture(whole[: len(whole) * 2 // 3], 0, 300)
