"""Rows: lines of a page cut where a wide gap parts two columns, in the order in which people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.paper import Box, Page, Word, around

_WIDE_GAP = 200
"""Two hundredths of the page's width; a smaller gap parts words."""
_GAP_IN_LETTERS, _BLANK_IN_LETTERS = 4.5, 1.8
"""Justified text is stretched to three letters between words at most; most blanks are narrower than two."""
_SAME_BAND = 0.5
"""Rows that share so much of their height stand beside each other."""
_LOOSE = 2.2
"""Rows set loosely stand so many heights apart."""
_EDGES = " |"
"""The edge of the paper and lines of tables are read as bars; one as high as many rows would put all of them beside each other."""
_SHORTEST_HEIGHT = 60
"""Ten-thousandths: of a row of dots or dashes the height says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """Words beside each other on one page, with no column's gap between. ``page`` is the page's number in the file.

    Rows are told apart by what they are, not by what they say: two of the same words are two.
    """

    page: int
    words: tuple[Word, ...]
    box: Box
    text: str
    line: tuple[Word, ...] = ()
    """The words of the whole line it was cut from; empty where it is one by itself."""

    @property
    def height(self) -> int:
        """Return the height in ten-thousandths of the page, never less than that of small print."""
        return max(_SHORTEST_HEIGHT, self.box.bottom - self.box.top)

    @property
    def centre(self) -> int:
        """Return the middle from left to right."""
        return (self.box.left + self.box.right) // 2

    @property
    def middle(self) -> int:
        """Return the middle from top to bottom."""
        return (self.box.top + self.box.bottom) // 2


def row(page: int, words: Sequence[Word], line: tuple[Word, ...] = ()) -> Row:
    """Return words as a row; there is at least one. ``line`` are the words of the line they were cut from."""
    text = " ".join(word.text for word in words)
    return Row(page=page, words=tuple(words), box=around([word.box for word in words]), text=text, line=line)


def page_rows(page: Page) -> tuple[Row, ...]:
    """Return the rows of a page from top to bottom, those beside each other from left to right."""
    found = [row(page.number, part, line.words) for line in page.lines if line.words for part in _columns(line.words)]
    return _whole(in_order(one for one in found if one.text.strip(_EDGES)))


def _whole(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with those put together again that recognition took for two columns though only a blank parts them."""
    found: list[Row] = []
    for one in rows:
        last = found[-1] if found else None
        if last is not None and last.line is not one.line and _is_beside(last, one):
            letter = (one.box.right - one.box.left + last.box.right - last.box.left) / (len(one.text) + len(last.text))
            if 0 <= one.box.left - last.box.right < min(_WIDE_GAP, _BLANK_IN_LETTERS * letter):
                found[-1] = row(one.page, (*last.words, *one.words), (*last.line, *one.line))
                continue
        found.append(one)
    return tuple(found)


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows by page, from top to bottom, those of one band from left to right."""
    ordered: list[Row] = []
    band: list[Row] = []
    for one in sorted(rows, key=_height_on_page):
        if band and not any(_is_beside(other, one) for other in (band[0], band[-1])):
            ordered += sorted(band, key=lambda each: each.box.left)
            band = []
        band.append(one)
    return tuple(ordered + sorted(band, key=lambda each: each.box.left))


def bands(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """Return rows grouped by what stands beside each other."""
    found: list[list[Row]] = []
    for one in in_order(rows):
        if found and any(_is_beside(other, one) for other in (found[-1][0], found[-1][-1])):
            found[-1].append(one)
        else:
            found.append([one])
    return tuple(tuple(band) for band in found)


def leading(rows: Sequence[Row]) -> float:
    """Return the usual distance from row to row within a paragraph, in ten-thousandths of the height; 200 where nothing tells it."""
    steps = [
        below.middle - above.middle
        for above, below in pairwise(rows)
        if above.page == below.page and 0 < below.middle - above.middle < 5 * above.height
    ]
    if not steps:
        return 200.0
    heights = sorted(one.height for one in rows)
    return min(float(sorted(steps)[len(steps) // 3]), _LOOSE * heights[len(heights) // 2])


def overlap(one: Row, other: Row) -> int:
    """Return how much of the page's width two rows share; negative is the gap between them."""
    return min(one.box.right, other.box.right) - max(one.box.left, other.box.left)


def _height_on_page(one: Row) -> tuple[int, int, int]:
    """Return where a row stands in reading order: all of a line together, however crooked it was written."""
    if not one.line:
        return one.page, one.middle, one.box.left
    box = around([word.box for word in one.line])
    return one.page, (box.top + box.bottom) // 2, one.box.left


def _is_beside(one: Row, other: Row) -> bool:
    if one.page != other.page:
        return False
    if one.line is other.line and one.line:
        return True
    if 2 * overlap(one, other) > min(one.box.right - one.box.left, other.box.right - other.box.left):
        return False  # a crooked page: what stands above or below is not beside, however much of the height is shared
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    return shared > _SAME_BAND * min(one.box.bottom - one.box.top, other.box.bottom - other.box.top)


def _columns(words: Sequence[Word]) -> list[list[Word]]:
    """Cut a line where the gap between words is a column's."""
    ordered = sorted(words, key=lambda word: word.box.left)
    letters = sum(len(word.text) for word in ordered)
    letter = sum(word.box.right - word.box.left for word in ordered) / max(1, letters)
    widest = max(_WIDE_GAP, _GAP_IN_LETTERS * letter)
    parts = [[ordered[0]]]
    for before, word in pairwise(ordered):
        is_label = before.text.endswith(":") and word.box.left - before.box.right < 4 * widest
        if word.box.left - before.box.right > widest and not is_label:
            parts.append([])
        parts[-1].append(word)
    return parts
