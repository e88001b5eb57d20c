from functools import lru_cache

import cv2
import numpy as np
import pytest

from bench.ocr_pages import Letter, Picture, blurred, dim, fax, letter, noisy, photographed, picture, skewed
from ingest.paper.reading.photo import flat, is_uneven, lit, paper_light, sheet_corners, stretched
from ingest.paper.reading.pixels import (
    SPECKLED,
    as_given,
    ascent,
    ink_of,
    is_inverted,
    is_one_bit,
    is_sideways,
    marks_of,
    resolution,
    shares,
    skew_of,
    speckle,
    squared,
    straightened,
    turned,
    without_borders,
    without_specks,
)
from ingest.paper.reading.ready import ready

FONTS = ("Times", "Helvetica", "Courier")


@pytest.fixture(scope="module")
def page() -> Picture:
    return picture(letter(3), 200)


@lru_cache
def printed_in(font: str, dpi: int = 200) -> Picture:
    return picture(letter(5, font=font), dpi)


def one_bit(grey: Picture) -> Picture:
    return np.where(grey < 150, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("size", "said", "meant"),
    [
        ((2480, 3508), (300, 300), (300, 300)),
        ((1728, 1166), (204, 98), (204, 98)),
        ((1728, 1145), (0, 0), (204, 98)),
        ((1728, 2290), (1, 1), (204, 196)),
        ((3000, 4000), (72, 72), (342, 342)),  # a telephone
        ((1564, 2000), (1, 1), (171, 171)),
        ((800, 500), (200, 200), (200, 200)),  # a card
    ],
)
def test_resolution_is_what_makes_a_sheet_of_paper(size: tuple[int, int], said: tuple[float, float], meant: tuple[float, float]) -> None:
    assert resolution(*size, *said) == pytest.approx(meant, abs=1)


def test_standard_fax_gets_square_pixels() -> None:
    prepared = squared(np.full((1166, 1728), 255, np.uint8), 204, 98, 200)
    assert prepared.picture.shape == (2427, 1728)
    assert prepared.to_source @ [1728, 2427, 1] == pytest.approx([1728, 1166, 1])


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("degrees", [-14.3, -0.7, 0, 2.15, 9])
def test_skew_is_measured_to_a_tenth_of_a_degree(font: str, degrees: float) -> None:
    marks = marks_of(ink_of(skewed(printed_in(font, 150), -degrees)), 150)
    assert skew_of(marks.letters) == pytest.approx(degrees, abs=0.1)


def test_few_lines_are_enough_to_see_the_skew() -> None:
    note = Letter(paragraphs=("Mairie, service de la voirie, bureau des réclamations, premier étage", "rappeler M. Vasseur, urgent"))
    marks = marks_of(ink_of(skewed(picture(note, 200), -3)), 200)
    assert skew_of(marks.letters) == pytest.approx(3, abs=0.4)


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_letter_is_held_upright_whichever_way_it_lay(font: str, degrees: int) -> None:
    lying = np.ascontiguousarray(np.rot90(skewed(printed_in(font), 2), degrees // 90))
    made = ready(lying, 200, 200)
    assert made.turned == degrees
    assert made.is_surely_upright


def test_capitals_alone_say_nothing_of_the_way_up() -> None:
    shouted = Letter(paragraphs=tuple("LE CHIEN DU DIX EST EN LIBERTE TOUTE LA NUIT" for _ in range(12)))
    marks = marks_of(ink_of(picture(shouted, 200)), 200)
    assert not is_sideways(marks)
    assert abs(ascent(marks.letters, 0)) < 0.3


def test_places_are_found_again_on_the_page_as_it_came(page: Picture) -> None:
    start = as_given(page, 200)
    made = straightened(turned(start, 270), 4.0)
    height, width = page.shape
    mark = np.full(page.shape, 255, np.uint8)
    cv2.rectangle(mark, (300, 500), (320, 520), 0, -1)
    shown = straightened(turned(as_given(mark, 200), 270), 4.0).picture
    y, x = (float(side.mean()) + 0.5 for side in np.nonzero(shown < 128))
    assert (made.to_source @ [x, y, 1])[:2] == pytest.approx([310.5, 510.5], abs=1.5)
    assert (width, height) == (1654, 2339)


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize(("size", "lines"), [(8, 196), (11.5, 196), (11.5, 98)])
def test_dots_accents_and_full_stops_survive_where_specks_go(font: str, size: float, lines: int) -> None:
    clean = fax(letter(6, font=font, size=size), dpi_y=lines, degrees=0, speckle=0)
    spoilt = fax(letter(6, font=font, size=size), dpi_y=lines, degrees=0, speckle=0.004)
    kept = without_specks(clean, marks_of(ink_of(clean), 204))
    # Lost are pixels of torn thin strokes, one in a thousand; a dot has four and more.
    assert (kept != clean).sum() < 0.002 * (clean == 0).sum()
    repaired = without_specks(spoilt, marks_of(ink_of(spoilt), 204))
    assert (repaired != clean).sum() < 0.25 * (spoilt != clean).sum()


def test_only_speckled_pages_are_despeckled(page: Picture) -> None:
    def measure(grey: Picture) -> float:
        return speckle(marks_of(ink_of(grey), 200))

    assert max(measure(page), measure(one_bit(page)), measure(noisy(page, 10)), measure(fax(letter(3), speckle=0))) < SPECKLED / 2
    assert measure(fax(letter(3), speckle=0.004)) > SPECKLED
    assert measure(noisy(page, 60)) > SPECKLED


def test_black_edges_of_a_copier_go_and_letters_stay(page: Picture) -> None:
    copied = page.copy()
    copied[:40], copied[:, :30], copied[-25:] = 20, 20, 20
    clean = without_borders(copied, marks_of(ink_of(copied), 200))
    assert (clean[:40] == 255).all()
    assert (clean[100:-100, 100:-100] == page[100:-100, 100:-100]).all()


def test_frame_around_a_letter_keeps_what_is_inside(page: Picture) -> None:
    framed = page.copy()
    cv2.rectangle(framed, (60, 60), (1590, 2280), 0, 3)
    assert (without_borders(framed, marks_of(ink_of(framed), 200)) == framed).all()


def test_white_on_black_is_seen_and_a_dark_photograph_or_scan_is_not(page: Picture) -> None:
    assert is_inverted(np.asarray(255 - page, np.uint8))
    assert not is_inverted(page)
    assert not is_inverted(np.full((500, 400), 255, np.uint8))
    assert not is_inverted(photographed(page))
    assert not is_inverted(dim(page, 60, 110))


def test_sheet_on_a_table_is_found_and_a_scan_is_left_alone(page: Picture) -> None:
    corners = sheet_corners(photographed(page, seed=4))
    assert corners is not None
    assert corners[0][0] < corners[1][0] and corners[0][1] < corners[3][1]
    for scan in (page, skewed(page, 3), dim(page, 100, 180)):
        assert sheet_corners(scan) is None


def test_photographed_sheet_becomes_as_wide_as_paper_is(page: Picture) -> None:
    sheet = flat(as_given(photographed(page, seed=2), 72))
    height, width = sheet.picture.shape
    assert height / width == pytest.approx(2**0.5, rel=0.06)
    corner = sheet.to_source @ [0, 0, 1]
    assert (corner / corner[2])[:2] == pytest.approx([200, 280], abs=200)


def test_shadow_goes_and_even_light_stays(page: Picture) -> None:
    shaded = np.clip(page * np.linspace(1, 0.4, page.shape[1])[None, :], 0, 255).astype(np.uint8)
    assert is_uneven(paper_light(shaded))
    assert not is_uneven(paper_light(page))
    assert not is_uneven(paper_light(lit(shaded, paper_light(shaded))))
    ink, true_ink = ink_of(lit(shaded, paper_light(shaded))), ink_of(page)
    assert (ink != true_ink).sum() < 0.05 * true_ink.sum()


def test_pale_ink_becomes_dark_and_an_empty_page_gets_no_ink(page: Picture) -> None:
    pale = stretched(dim(page, 150, 200))
    assert np.percentile(pale, 0.5) < 20 and np.percentile(pale, 90) > 235
    assert (stretched(page) == page).all()
    empty = noisy(np.full((400, 300), 245, np.uint8), 2)
    assert (stretched(empty) == empty).all()


def test_bits_and_greys_are_told_apart(page: Picture) -> None:
    assert is_one_bit(one_bit(page))
    assert not is_one_bit(blurred(page, 1))


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3), (40, 40)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_anything_that_is_a_picture_can_be_made_ready(shape: tuple[int, int], grey: int) -> None:
    made = ready(np.full(shape, grey, np.uint8), 200, 200)
    assert made.turned == 0
    assert not len(made.letters)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.02, 0.3, 0.9])
def test_marks_are_the_same_whether_counted_with_few_bits_or_many(share: float) -> None:
    ink = (np.random.default_rng(1).random((2339, 1654)) < share).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    found = marks_of(ink, 200)
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.stats, stats)


@pytest.mark.parametrize("step", [7, 8, 9])
def test_as_many_marks_as_sixteen_bits_can_count_and_more(step: int) -> None:
    ink = np.zeros((2339, 1654), np.uint8)
    ink[::step, ::step] = 1
    marks = marks_of(ink, 200)
    assert len(marks.stats) == 1 + int(ink.sum())
    assert marks.labels.dtype == (np.int32 if step == 7 else np.uint16)


def test_shares_of_a_sample_are_its_percentiles() -> None:
    sample = np.random.default_rng(2).integers(0, 256, (300, 200)).astype(np.uint8)
    expected = np.percentile(sample, (0.5, 50, 90), method="inverted_cdf")
    assert shares(sample, (0.5, 50, 90)) == pytest.approx(tuple(expected))
    assert shares(sample, (50,), above=99) == pytest.approx((np.percentile(sample[sample > 99], 50, method="inverted_cdf"),))


def test_a_page_reduced_by_half_and_less_is_what_the_means_of_its_areas_are() -> None:
    fine = noisy(picture(letter(3, length=700), 300), 3)
    reduced = squared(fine, 300, 300, 200).picture.astype(int)
    means = cv2.resize(fine, reduced.shape[::-1], interpolation=cv2.INTER_AREA).astype(int)
    assert float(np.abs(reduced - means).mean()) < 2
