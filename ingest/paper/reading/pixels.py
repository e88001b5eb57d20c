"""The picture of a page made ready to be read: squared, right way up, straight, without the spots of a bad line. Pure.

Every step keeps a matrix with it, so that what was read can be shown on the page as it came.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Grey, height by width, 0 black to 255 white."""
Matrix = NDArray[np.float64]

WHITE = 255
_FAX_WIDTHS = (1728, 2048, 2432)
_FAX_DPI = 204.0
_A4_LONG_INCHES, _A4_SHORT_INCHES = 11.69, 8.27
_LEAST_LETTERS = 15
_SMALL_PRINT, _SIDE_BY_SIDE = (0.5, 0.85), 8
"""Of the x-height, how high letters printed smaller are, larger than accents; and how many of them in a row are more than apostrophes."""
_LEAST_DPI, _MOST_DPI = 60.0, 1300.0
_LEAST_INCHES, _MOST_INCHES = 2.5, 24.0
_LINEAR = 2.0
"""How many times smaller a picture may become where two pixels each way make one: as good as the means of whole areas, in a fifth of the
time."""
_MOST_LABELS = 65_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A picture made ready. ``to_source`` takes its places (x, y, 1) in pixels to places of the picture as it came."""

    picture: Picture
    dpi: float
    to_source: Matrix

    def then(self, picture: Picture, back: Matrix, *, dpi: float | None = None) -> "Prepared":
        """Return the next step: ``back`` takes places of the new picture to places of this one."""
        return Prepared(picture=picture, dpi=self.dpi if dpi is None else dpi, to_source=self.to_source @ back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The connected marks of ink of a page, as OpenCV counts them: a row each of left, top, width, height and area, in pixels."""

    labels: NDArray[np.int32] | NDArray[np.uint16]
    stats: NDArray[np.int32]
    """Row 0 is the paper."""
    dpi: float

    @property
    def letters(self) -> "Letters":
        """Return the marks the size of letters, if the lines run across."""
        return _letters(self.stats[1:], self.dpi)

    @property
    def lying(self) -> "Letters":
        """Return the marks the size of letters with x and y exchanged: those of a page whose lines run up or down."""
        return _letters(self.stats[1:, [1, 0, 3, 2, 4]], self.dpi)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Marks the size of letters: a row each of left, top, right and bottom in pixels.

    ``x_height`` is the height most marks have, which is that of letters like a, n, o; 0 where there is no text to be seen.
    ``smallest`` is the same of what is printed smallest on the page.
    """

    boxes: NDArray[np.float64]
    x_height: float
    smallest: float

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.boxes)

    @property
    def centres(self) -> NDArray[np.float64]:
        """Return x and y of their middles."""
        return (self.boxes[:, :2] + self.boxes[:, 2:]) / 2

    @property
    def breadth(self) -> float:
        """Return how broad letters like a, n, o are for their height: 0.67 in narrow fonts, 0.8 to 1 in others; 0 without letters."""
        width, height = self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]
        low = np.abs(height - self.x_height) < _LEVEL * self.x_height
        return float(np.median(width[low])) / self.x_height if low.any() else 0.0


def resolution(width: int, height: int, dpi_x: float, dpi_y: float, *, is_fax: bool = False) -> tuple[float, float]:
    """Return dots an inch across and down: what the file says where that makes a sheet of paper, else a guess from the shape.

    A telephone says 72 of a letter of 4,000 pixels, a scanned JPEG 1; a fax without tags is known by its 1728, 2048 or 2432 pixels.
    """
    if dpi_x > 0 and dpi_y > 0 and _LEAST_DPI <= dpi_x <= _MOST_DPI and _LEAST_DPI <= dpi_y <= _MOST_DPI:
        inches = sorted((width / dpi_x, height / dpi_y))
        if inches[0] >= _LEAST_INCHES / 2 and inches[1] >= _LEAST_INCHES and inches[1] <= _MOST_INCHES:
            return dpi_x, dpi_y
    if width in _FAX_WIDTHS or is_fax:
        across = _FAX_DPI if width in _FAX_WIDTHS else width / _A4_SHORT_INCHES
        return across, across * (0.48 if height < 0.9 * width else 0.96)
    guess = max(width, height) / _A4_LONG_INCHES
    return guess, guess


def as_given(picture: Picture, dpi: float) -> Prepared:
    """Return a picture to which nothing has been done."""
    return Prepared(picture=picture, dpi=dpi, to_source=np.eye(3))


def squared(picture: Picture, dpi_x: float, dpi_y: float, dpi: float) -> Prepared:
    """Return the picture with pixels as wide as tall, ``dpi`` an inch; never larger than it was in both directions at once."""
    finest = max(dpi_x, dpi_y)
    target = finest if finest <= dpi * 1.15 else dpi
    height, width = picture.shape
    size = (max(1, round(width * target / dpi_x)), max(1, round(height * target / dpi_y)))
    if abs(size[0] - width) <= 1 and abs(size[1] - height) <= 0.05 * height:
        return as_given(picture, dpi_x)
    if all(side <= given <= _LINEAR * side for side, given in zip(size, (width, height), strict=True)):
        how = cv2.INTER_LINEAR
    else:
        how = cv2.INTER_AREA if size[0] < width or size[1] < height else cv2.INTER_CUBIC
    back = np.diag([width / size[0], height / size[1], 1.0])
    return as_given(picture, target).then(_bytes(cv2.resize(picture, size, interpolation=how)), back)


def enlarged(prepared: Prepared, dpi: float) -> Prepared:
    """Return the picture with more pixels, for letters too small to be read."""
    scale = dpi / prepared.dpi
    picture = _bytes(cv2.resize(prepared.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    height, width = prepared.picture.shape
    return prepared.then(picture, np.diag([width / picture.shape[1], height / picture.shape[0], 1.0]), dpi=dpi)


def shares(sample: Picture, percents: tuple[float, ...], *, above: int = -1) -> tuple[float, ...]:
    """Return the greys that so many percent of a sample's pixels do not exceed; of those brighter than ``above``, of which there is one.

    Counting finds them much quicker than putting pixels in order.
    """
    counts = np.bincount(sample.ravel(), minlength=WHITE + 1)
    counts[: above + 1] = 0
    summed = np.cumsum(counts)
    return tuple(float(np.searchsorted(summed, max(1.0, percent / 100 * summed[-1]))) for percent in percents)


def ink_level(picture: Picture) -> int:
    """Return the grey below which a pixel is ink (Otsu)."""
    sample = picture[:: max(1, picture.shape[0] // 800), :: max(1, picture.shape[1] // 800)]
    level, _ = cv2.threshold(np.ascontiguousarray(sample), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(level)


def ink_of(picture: Picture) -> Picture:
    """Return 1 where there is ink."""
    return _bytes(cv2.threshold(picture, ink_level(picture), 1, cv2.THRESH_BINARY_INV)[1])


_DARK_SHARE, _DARK = 0.6, 90


def is_inverted(picture: Picture) -> bool:
    """Tell whether a page is white on black: more than 60 % of it is dark, its middle as well as its edge, and the rest is bright."""
    sample = picture[:: max(1, picture.shape[0] // 400), :: max(1, picture.shape[1] // 400)]
    is_dark = sample < ink_level(picture)
    rows, columns = max(1, is_dark.shape[0] // 10), max(1, is_dark.shape[1] // 10)
    inner = is_dark[rows:-rows, columns:-columns]
    shares = [float(part.mean()) for part in (inner, is_dark) if part.size]
    return min(shares) > _DARK_SHARE and float(np.median(sample)) < _DARK


def marks_of(ink: Picture, dpi: float) -> Marks:
    """Return the connected marks of ink. Counted with 16 bits where they are few enough for that, which takes a third of the time."""
    are_few = _beginnings(ink) < _MOST_LABELS
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_16U if are_few else cv2.CV_32S)
    counted = np.asarray(labels, np.uint16) if are_few else np.asarray(labels, np.int32)
    return Marks(labels=counted, stats=np.asarray(stats, np.int32), dpi=dpi)


def _beginnings(ink: Picture) -> int:
    """Return in how many places a mark may begin: ink with none above or to its left. OpenCV gives no more labels than that."""
    edge = np.asarray(cv2.copyMakeBorder(ink, 1, 0, 1, 0, cv2.BORDER_CONSTANT, value=(0,)), np.uint8)
    return int(np.count_nonzero(ink > (edge[:-1, 1:] | edge[1:, :-1])))


def _letters(stats: NDArray[np.int32], dpi: float) -> Letters:
    left, top, width, height = (stats[:, column].astype(np.float64) for column in range(4))
    x_height = _x_height(stats, dpi)
    is_letter = (height >= 0.6 * x_height) & (height <= 3 * x_height) & (width <= 4 * x_height) & (width >= 0.15 * x_height)
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    return Letters(boxes=boxes[is_letter & (x_height > 0)], x_height=x_height, smallest=_smallest(stats, x_height))


def _smallest(stats: NDArray[np.int32], x_height: float) -> float:
    """Return the height of smaller letters, their lower quartile, where some stand side by side; signs and broken letters stand alone."""
    top, width, height = (stats[:, column] for column in (1, 2, 3))
    low, high = (share * x_height for share in _SMALL_PRINT)
    is_small = (height >= low) & (height <= high) & (width >= 0.6 * height) & (width <= 1.6 * height)
    rows = ((top + height)[is_small] / max(1.0, x_height)).astype(np.intp)
    is_line = np.bincount(rows, minlength=1) >= _SIDE_BY_SIDE
    small = height[is_small][is_line[rows]]
    return float(np.percentile(small, 25)) if small.size else x_height


def _x_height(stats: NDArray[np.int32], dpi: float) -> float:
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    low, high = max(4, round(dpi * 0.02)), round(dpi * 0.3)
    is_letter = (height >= low) & (height <= high) & (width <= 2.5 * height) & (width >= 0.3 * height) & (area >= 0.12 * width * height)
    if int(is_letter.sum()) < _LEAST_LETTERS:
        return 0.0
    counts = np.bincount(height[is_letter], minlength=high + 2).astype(np.float64)
    smooth = np.convolve(counts, np.array([0.5, 1.0, 0.5]), mode="same")
    return float(np.argmax(smooth))


# --- spots ----------------------------------------------------------------------------------------------------------------------------

SPECKLED = 1.0
"""Specks a letter from which on a page is despeckled. Clean pages have 0.0 to 0.1; 0.1 % of flipped pixels give 1 to 2."""
_COUNTED_SPECK = 2
_LONELY_SPECK, _LONELY_REACH = 2, 3
"""Marks of two pixels go where there is no larger ink within three pixels: a full stop is larger, the dot of an i is near its stem."""


def speckle(marks: Marks) -> float:
    """Return how many specks of one or two pixels there are for each letter; 0 without letters."""
    letters = len(marks.letters)
    specks = int((marks.stats[1:, cv2.CC_STAT_AREA] <= _COUNTED_SPECK).sum())
    return specks / letters if letters else 0.0


def without_specks(picture: Picture, marks: Marks) -> Picture:
    """Return the page without single pixels, black or white, and without somewhat larger marks that stand alone."""
    area = marks.stats[:, cv2.CC_STAT_AREA]
    is_large = area > _LONELY_SPECK
    is_large[0] = False
    size = 2 * _LONELY_REACH + 1
    near = cv2.dilate(is_large[marks.labels].astype(np.uint8), np.ones((size, size), np.uint8))
    has_company = np.bincount(marks.labels[near > 0], minlength=len(area)) > 0
    is_speck = (area <= 1) | ((area <= _LONELY_SPECK) & ~has_company)
    is_speck[0] = False
    cleaned = picture.copy()
    cleaned[is_speck[marks.labels]] = 255
    return _bytes(_without_pinholes(cleaned))


def _without_pinholes(picture: Picture) -> Picture:
    """Return the page with white pixels filled that have ink above, below, left and right."""
    ink = ink_of(picture)
    cross = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)
    hole = (cv2.filter2D(ink, -1, cross, borderType=cv2.BORDER_CONSTANT) == cross.sum()) & (ink == 0)
    picture[hole] = 0
    return picture


def smoothed(picture: Picture) -> Picture:
    """Return a one-bit page with soft edges, which the reader was taught on."""
    return _bytes(cv2.GaussianBlur(picture, (3, 3), 0))


def without_noise(picture: Picture) -> Picture:
    """Return a grey page whose grain is so coarse that it makes specks, with less of it."""
    return _bytes(cv2.GaussianBlur(picture, (0, 0), 1.2))


def is_one_bit(picture: Picture) -> bool:
    """Tell whether there is only black and white."""
    sample = picture[::7, ::5]
    return bool(((sample == 0) | (sample == WHITE)).all())


def without_borders(picture: Picture, marks: Marks) -> Picture:
    """Return the page without the black edges of a copier: large marks that touch the edge lose what lies in the outer margin."""
    height, width = picture.shape
    left, top, wide, tall, area = (marks.stats[:, column] for column in range(5))
    touches = (left <= 1) | (top <= 1) | (left + wide >= width - 1) | (top + tall >= height - 1)
    is_border = touches & ((wide > 0.25 * width) | (tall > 0.25 * height) | (area > 0.002 * width * height))
    is_border[0] = False
    if not is_border.any():
        return picture
    margin = np.zeros(picture.shape, bool)
    rows, columns = round(0.05 * height), round(0.05 * width)
    margin[:rows], margin[-rows:], margin[:, :columns], margin[:, -columns:] = True, True, True, True
    cleaned = picture.copy()
    # A pixel around the mark goes with it: the grey rim of the black.
    edge = cv2.dilate((is_border[marks.labels] & margin).astype(np.uint8), np.ones((5, 5), np.uint8))
    cleaned[edge.astype(bool)] = 255
    return cleaned


# --- which way up, how straight -------------------------------------------------------------------------------------------------------

_NEIGHBOURS = 500
_LEAST_PAIRS = 40
_LEVEL = 0.2
_TALL = (1.25, 2.3)
"""Of the x-height: how much two letters on one line may differ, and how high letters that rise or hang are."""


def is_sideways(marks: Marks) -> bool:
    """Tell whether letters follow each other down the page and not across it: the nearest letter stands in the same line."""
    pairs_across, pairs_down = (len(_neighbours(_amidst(each.boxes), each.x_height)[0]) for each in (marks.letters, marks.lying))
    return pairs_down >= _LEAST_PAIRS and pairs_down > 1.5 * pairs_across


def _amidst(boxes: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the letters of the middle of the page, not too many to compare each with each."""
    ordered = boxes[np.argsort(boxes[:, 1], kind="stable")]
    start = max(0, (len(ordered) - _NEIGHBOURS) // 2)
    return ordered[start : start + _NEIGHBOURS].astype(np.float32)


def _neighbours(boxes: NDArray[np.float32], reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of letters of which the second stands to the right of the first, within half a letter."""
    left, top, right, bottom = (boxes[:, column] for column in range(4))
    gap = left[None, :] - right[:, None]
    overlap = np.minimum(bottom[None, :], bottom[:, None]) - np.maximum(top[None, :], top[:, None])
    least = np.minimum((bottom - top)[None, :], (bottom - top)[:, None])
    first, second = np.nonzero((gap > -0.2 * reach) & (gap < 0.5 * reach) & (overlap > 0.5 * least))
    return first, second


def ascent(letters: Letters, skew: float) -> float:
    """Return how much more of the tall letters rise above the line than hang below: -1 to 1; 0 where there are too few to tell.

    In French and English three to five letters rise (b d f h k l t and capitals) for one that hangs (g j p q y).
    """
    if not len(letters):
        return 0.0
    level, x_height = _amidst(letters.boxes), letters.x_height
    shift = (level[:, 0] + level[:, 2]) * np.float32(np.tan(np.radians(skew)) / 2)
    level[:, [1, 3]] -= shift[:, None]
    first, second = _neighbours(level, x_height)
    first, second = np.concatenate([first, second]), np.concatenate([second, first])
    tall = (level[:, 3] - level[:, 1]) / x_height
    wanted = (np.abs(tall[first] - 1) < _LEVEL) & (tall[second] > _TALL[0]) & (tall[second] < _TALL[1])
    first, second = first[wanted], second[wanted]
    rising = int((np.abs(level[first, 3] - level[second, 3]) < _LEVEL * x_height).sum())
    hanging = int((np.abs(level[first, 1] - level[second, 1]) < _LEVEL * x_height).sum())
    total = rising + hanging
    return (rising - hanging) / total if total >= _LEAST_PAIRS else 0.0


MOST_SKEW = 15.0


def skew_of(letters: Letters) -> float:
    """Return by how many degrees lines fall to the right, to 0.05; 0 where there are not enough letters.

    The feet of letters are projected along every angle; where the lines lie, most feet fall together.
    """
    if len(letters) < 2 * _LEAST_LETTERS:
        return 0.0
    x, y, x_height = letters.centres[:, 0], letters.boxes[:, 3], letters.x_height
    coarse = _best_angle(x, y, np.arange(-MOST_SKEW, MOST_SKEW + 0.25, 0.5), max(2.0, x_height / 2))
    fine = _best_angle(x, y, np.arange(coarse - 0.6, coarse + 0.61, 0.1), max(1.5, x_height / 5))
    return round(_best_angle(x, y, np.arange(fine - 0.1, fine + 0.101, 0.05), max(1.0, x_height / 8)), 2)


def _best_angle(x: NDArray[np.float64], y: NDArray[np.float64], angles: NDArray[np.float64], size: float) -> float:
    scores = []
    for angle in angles:
        along = (y - x * np.tan(np.radians(angle))) / size
        bins = np.bincount((along - along.min()).astype(np.intp))
        pairs = bins[:-1] + bins[1:] if len(bins) > 1 else bins
        scores.append(float((pairs.astype(np.float64) ** 2).sum()))
    best = max(scores)
    return float(np.mean([angle for angle, score in zip(angles, scores, strict=True) if score >= 0.999 * best]))


def turned(prepared: Prepared, degrees: int) -> Prepared:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    height, width = prepared.picture.shape
    match degrees % 360:
        case 90:
            back = [[0, 1, 0], [-1, 0, height], [0, 0, 1]]
        case 180:
            back = [[-1, 0, width], [0, -1, height], [0, 0, 1]]
        case 270:
            back = [[0, -1, width], [1, 0, 0], [0, 0, 1]]
        case _:
            return prepared
    picture = np.ascontiguousarray(np.rot90(prepared.picture, -(degrees % 360) // 90))
    return prepared.then(picture, np.array(back, np.float64))


def straightened(prepared: Prepared, skew: float) -> Prepared:
    """Return the picture with lines level that fell by ``skew`` degrees to the right; the sheet grows so that no corner is lost."""
    height, width = prepared.picture.shape
    forth = np.eye(3)
    forth[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    cosine, sine = abs(forth[0, 0]), abs(forth[0, 1])
    size = (int(height * sine + width * cosine), int(height * cosine + width * sine))
    forth[0, 2] += size[0] / 2 - width / 2
    forth[1, 2] += size[1] / 2 - height / 2
    picture = cv2.warpAffine(prepared.picture, forth[:2], size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return prepared.then(_bytes(picture), np.linalg.inv(forth))


def inverted(picture: Picture) -> Picture:
    """Return black on white for white on black."""
    return _bytes(cv2.bitwise_not(picture))


def _bytes(picture: object) -> Picture:
    return np.asarray(picture, np.uint8)
