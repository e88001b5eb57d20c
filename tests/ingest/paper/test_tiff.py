"""TIFF as faxes and copiers write it, whole and damaged."""

import gzip
import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.paper.opening.files import Paper, page_picture, survey
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import Trouble, TroubleError
from tests.ingest.paper import made

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
LINES = tuple(f"Ligne {number} de la télécopie" for number in range(14))


def fax_page(height: int = 1143) -> Image.Image:
    return made.page_picture(1728, height, texts=LINES[:8]).convert("1", dither=Image.Dither.NONE)


def grey_page() -> Image.Image:
    return made.page_picture(600, 800)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits", "raw"])
@pytest.mark.parametrize("dpi", [(204, 98), (204, 196)])
def test_fax_of_several_pages_has_its_pages_and_their_oblong_dots(compression: str, dpi: tuple[int, int]) -> None:
    pages = [fax_page(1143 if dpi[1] == 98 else 2287) for _ in range(3)]
    with Paper(made.fax(pages, compression=compression, dpi=dpi)) as paper:
        assert (paper.survey.page_count, paper.survey.trouble) == (3, None)
        for number, page in enumerate(pages):
            picture = paper.picture(number, 200)
            assert (round(picture.dpi_x), round(picture.dpi_y)) == dpi
            assert picture.is_bilevel
            assert np.array_equal(picture.grey, np.asarray(page.convert("L")))
        assert paper.survey.pages[0].height == pytest.approx(840, abs=3)


def test_colours_packed_as_jpeg_become_grey() -> None:
    page = grey_page().convert("RGB")
    content = made.picture_bytes(page, "TIFF", compression="jpeg", dpi=(150, 150))
    assert made.difference(page_picture(content, 0, 150).grey, np.asarray(page.convert("L"))) < 2


@pytest.mark.parametrize(("unit", "values", "expected"), [(3, (80, 1, 77, 2), (203, 98)), (1, (204, 1, 98, 1), (204, 98))])
def test_resolution_in_centimetres_or_without_unit(unit: int, values: tuple[int, ...], expected: tuple[int, int]) -> None:
    page = fax_page()
    tags = made.grey_tags(1728, 1143, t258=(3, [1]), t282=(5, values[:2]), t283=(5, values[2:]), t296=(3, [unit]))
    picture = page_picture(made.tiff([(tags, [page.tobytes()])]), 0, 200)
    assert (round(picture.dpi_x), round(picture.dpi_y)) == expected


@pytest.mark.parametrize(("height", "lines"), [(1143, 98), (2287, 196)])
def test_fax_without_resolution_is_known_by_its_width(height: int, lines: int) -> None:
    tags = {tag: value for tag, value in made.grey_tags(1728, height, t258=(3, [1])).items() if tag not in {282, 283, 296}}
    picture = page_picture(made.tiff([(tags, [fax_page(height).tobytes()])]), 0, 200)
    assert (picture.dpi_x, picture.dpi_y) == (204, lines)


def test_inverted_tones_and_inverted_bits_are_undone() -> None:
    page = fax_page()
    black_is_one = bytes(byte ^ 255 for byte in page.tobytes())
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in page.tobytes())
    for data, more in ((black_is_one, {"t262": (3, [0])}), (mirrored, {"t266": (3, [2])})):
        picture = page_picture(made.tiff([(made.grey_tags(1728, 1143, t258=(3, [1]), **more), [data])]), 0, 300)
        assert made.difference(picture.grey, np.asarray(page.convert("L"))) < 1


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("is_big", [False, True])
def test_both_orders_of_bytes_and_big_files(order: str, is_big: bool) -> None:
    page = grey_page()
    strips = [page.crop((0, top, 600, top + 100)).tobytes() for top in range(0, 800, 100)]
    content = made.tiff([(made.grey_tags(600, 800, t278=(4, [100])), strips)] * 2, order=order, is_big=is_big)
    with Paper(content) as paper:
        assert (paper.survey.page_count, paper.survey.trouble) == (2, None)
        assert np.array_equal(paper.picture(1, 150).grey, np.asarray(page))


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits_become_eight(order: str) -> None:
    page = np.asarray(grey_page(), dtype=np.uint16) * 257
    data = page.astype(f"{order}u2").tobytes()
    picture = page_picture(made.tiff([(made.grey_tags(600, 800, t258=(3, [16])), [data])], order=order), 0, 150)
    assert made.difference(picture.grey, np.asarray(grey_page())) < 2


def test_tiles_are_put_together_also_at_the_edges() -> None:
    page = grey_page()
    tiles = [page.crop((x, y, x + 256, y + 256)).tobytes() for y in range(0, 800, 256) for x in range(0, 600, 256)]
    tags = made.grey_tags(600, 800, t322=(4, [256]), t323=(4, [256]))
    del tags[278]
    picture = page_picture(made.tiff([(tags, tiles)], tiled=True), 0, 150)
    # What lies beyond the edge of the page in a tile is not shown.
    assert np.array_equal(picture.grey, np.asarray(page))


def test_old_jpeg_is_found_by_its_tag() -> None:
    page = grey_page()
    jpeg = made.picture_bytes(page, "JPEG", quality=90)
    tags = made.grey_tags(600, 800, t259=(3, [6]), t513=(4, [8]), t514=(4, [len(jpeg)]))
    assert made.difference(page_picture(made.tiff([(tags, [jpeg])]), 0, 150).grey, np.asarray(page)) < 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_honoured(orientation: int) -> None:
    stored = grey_page()
    picture = page_picture(made.tiff([(made.grey_tags(600, 800, t274=(3, [orientation])), [stored.tobytes()])]), 0, 150)
    exif = Image.Exif()
    exif[274] = orientation
    as_jpeg = page_picture(made.picture_bytes(stored, "JPEG", quality=95, dpi=(150, 150), exif=exif), 0, 150)
    assert picture.grey.shape == as_jpeg.grey.shape
    assert made.difference(picture.grey, as_jpeg.grey) < 2


def test_chain_that_bites_its_tail_ends() -> None:
    page = (made.grey_tags(600, 800), [grey_page().tobytes()])
    found = survey(made.tiff([page] * 3, loop_to=1))
    assert (found.page_count, found.trouble) == (3, Trouble.MALFORMED)


def test_chain_that_leads_beyond_the_end_gives_the_pages_before() -> None:
    page = (made.grey_tags(600, 800), [grey_page().tobytes()])
    found = survey(made.tiff([page] * 2, next_of_last=99_999_999))
    assert (found.page_count, found.trouble) == (2, Trouble.TRUNCATED)


def test_thumbnail_is_no_page() -> None:
    small = (made.grey_tags(60, 80, t254=(4, [1])), [grey_page().resize((60, 80)).tobytes()])
    large = (made.grey_tags(600, 800), [grey_page().tobytes()])
    with Paper(made.tiff([small, large])) as paper:
        assert paper.survey.page_count == 1
        assert paper.picture(0, 150).grey.shape == (800, 600)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_truncated_fax_gives_the_rows_it_has(compression: str) -> None:
    page = made.page_picture(1728, 2287, texts=LINES)
    whole = made.fax([page], compression=compression, dpi=(204, 196))
    with Image.open(io.BytesIO(whole)) as image:
        tags = dict(image.tag_v2)  # type: ignore[attr-defined]
    strips = [whole[start : start + length] for start, length in zip(tags[273], tags[279], strict=True)]
    places, at = [], 4_000
    for strip in strips:
        places.append(at)
        at += len(strip)
    said = made.grey_tags(1728, 2287, t258=(3, [1]), t259=(3, [tags[259]]), t262=(3, [tags[262]]), t278=(4, [tags[278]]))
    front = _front({**said, 273: (4, places), 279: (4, [len(strip) for strip in strips])}, 4_000)
    cut = (front + b"".join(strips))[: 4_000 + (at - 4_000) * 6 // 10]
    picture = page_picture(cut, 0, 200)
    expected = np.asarray(page.convert("1", dither=Image.Dither.NONE).convert("L"))
    assert survey(cut).trouble is Trouble.TRUNCATED
    assert picture.grey.shape == (2287, 1728)
    assert made.difference(picture.grey[:300], expected[:300]) < 2


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_fax_in_one_strip_that_broke_off_gives_the_rows_it_has(compression: str) -> None:
    page = made.page_picture(1728, 2287, texts=LINES)
    whole = made.picture_bytes(page.convert("1", dither=Image.Dither.NONE), "TIFF", compression=compression, tiffinfo={278: 2287})
    with Image.open(io.BytesIO(whole)) as image:
        tags = dict(image.tag_v2)  # type: ignore[attr-defined]
    strip = whole[tags[273][0] : tags[273][0] + tags[279][0]]
    said = made.grey_tags(1728, 2287, t258=(3, [1]), t259=(3, [tags[259]]), t262=(3, [tags[262]]))
    cut = _front({**said, 273: (4, [4_000]), 279: (4, [len(strip)])}, 4_000) + strip[: len(strip) // 2]
    expected = np.asarray(page.convert("1", dither=Image.Dither.NONE).convert("L"))
    picture = page_picture(cut, 0, 200)
    assert made.difference(picture.grey[:400], expected[:400]) < 2
    assert picture.grey[-200:].mean() > 250


def test_strip_beyond_the_end_is_white_and_told() -> None:
    page = grey_page()
    strips = b"".join(page.crop((0, top, 600, top + 100)).tobytes() for top in range(0, 800, 100))
    begin = 1_000
    places = {273: (4, [begin + 60_000 * number for number in range(8)]), 279: (4, [60_000] * 8)}
    content = _front({**made.grey_tags(600, 800, t278=(4, [100])), **places}, begin) + strips
    cut = content[: begin + 60_000 * 5 + 30_000]
    found = survey(cut)
    picture = page_picture(cut, 0, 150)
    assert (found.page_count, found.trouble) == (1, Trouble.TRUNCATED)
    assert np.array_equal(picture.grey[:500], np.asarray(page)[:500])
    assert (picture.grey[600:] == 255).all()


def _front(tags: Mapping[int, tuple[int, Sequence[int]]], size: int) -> bytes:
    """Write a directory in front of its strips, padded to a size."""
    entries, behind = b"", b""
    at = 8 + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        packed = struct.pack(f"<{len(values)}{ {3: 'H', 4: 'L', 5: 'L'}[kind] }", *values)
        count = len(values) // 2 if kind == 5 else len(values)
        entries += struct.pack("<HHL", tag, kind, count)
        if len(packed) > 4:
            entries += struct.pack("<L", at + len(behind))
            behind += packed
        else:
            entries += packed.ljust(4, b"\0")
    return (b"II*\0" + struct.pack("<LH", 8, len(tags)) + entries + b"\0" * 4 + behind).ljust(size, b"\0")


def test_file_cut_within_its_pages_gives_those_before() -> None:
    pages = [(made.grey_tags(600, 800), [grey_page().tobytes()])] * 4
    content = made.tiff(pages)
    with Paper(content[: len(content) * 5 // 8]) as paper:
        assert (paper.survey.page_count, paper.survey.trouble) == (2, Trouble.TRUNCATED)
        assert np.array_equal(paper.picture(1, 150).grey, np.asarray(grey_page()))


def test_huge_picture_is_told_and_not_decoded() -> None:
    tags = made.grey_tags(20_000, 20_000, t259=(3, [8]), t278=(4, [20_000]))
    content = made.tiff([(tags, [zlib.compress(b"\0" * 1_000_000)])])
    assert survey(content).trouble is Trouble.TOO_MANY_PIXELS
    with pytest.raises(TroubleError) as caught:
        page_picture(content, 0, 200)
    assert caught.value.trouble is Trouble.TOO_MANY_PIXELS


def test_more_pages_than_allowed_are_told_and_the_first_ones_read() -> None:
    content = made.tiff([(made.grey_tags(60, 80), [grey_page().resize((60, 80)).tobytes()])] * 30)
    with Paper(content, Limits(pages=10)) as paper:
        assert (paper.survey.page_count, len(paper.survey.pages), paper.survey.trouble) == (30, 10, Trouble.TOO_MANY_PAGES)
        assert paper.picture(9, 150).grey.shape == (80, 60)
        with pytest.raises(TroubleError):
            paper.picture(10, 150)


@needs_corpus
def test_faxes_of_the_corpus_have_their_pages() -> None:
    for item in sorted((CORPUS / "citoyens-fr" / "items").glob("*/input.tif")):
        with Paper(item) as paper:
            assert paper.survey.trouble is None, item
            for number in range(paper.survey.page_count):
                picture = paper.picture(number, 200)
                assert picture.is_bilevel, item
                assert round(picture.dpi_x) == 204, item
                assert round(picture.dpi_y) in {98, 196}, item
                assert 200 < picture.grey.mean() < 255, item


@needs_corpus
@pytest.mark.parametrize("name", ["itu1", "itu3"])
@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_charts_of_the_itu_sent_as_fax(name: str, compression: str) -> None:
    chart = Image.open(io.BytesIO(gzip.decompress((CORPUS / "fax-itu" / f"{name}.pbm.gz").read_bytes())))
    standard = chart.resize((1728, 1188), Image.Resampling.NEAREST)
    with Paper(made.fax([chart], compression=compression, dpi=(204, 196))) as fine:
        assert np.array_equal(fine.picture(0, 200).grey, np.asarray(chart.convert("L")))
    with Paper(made.fax([standard], compression=compression)) as coarse:
        picture = coarse.picture(0, 200)
        assert picture.dpi_y == pytest.approx(98)
        assert np.array_equal(picture.grey, np.asarray(standard.convert("L")))
