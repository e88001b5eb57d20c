"""Reading order: words with places become lines, lines blocks, and blocks follow each other as a person reads them. Pure.

Places are in points from the page's left and upper edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

_SAME_LINE = 0.5
"""Two words stand on one line where they share this part of the lower one's height."""
_WORD_GAP = 2.0
"""Within a line no gap is wider than so many heights; beyond, another column or block begins. Justified text stays below 1."""
_LABEL_GAP = 20.0
"""What stands behind a colon belongs to it over a gap of so many heights (forms, ``Objet :``)."""
_BACK = 0.6
_PARAGRAPH_GAP = 0.6
_SIZE_RATIO = 1.7
_GUTTER = 0.9
"""The least white between two columns, in heights of a line."""
_MAX_BLOCKS = 400
_MAX_DEPTH = 40


@dataclass(slots=True)
class Segment:
    """Words of one line without a wide gap, by their places in the list given; left, top, right, bottom in points."""

    words: list[int]
    left: float
    top: float
    right: float
    bottom: float
    ends_label: bool = False

    @property
    def height(self) -> float:
        """Return the height of the line."""
        return self.bottom - self.top


@dataclass(slots=True)
class _Block:
    lines: list[Segment] = field(default_factory=list)
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


Place = tuple[float, float, float, float]


def ordered(texts: Sequence[str], places: Sequence[Place]) -> list[tuple[list[int], int]]:
    """Return lines as word numbers from left to right, each with the number of its block, in reading order."""
    segments = _joined(_segments(texts, places), texts)
    blocks = _sorted(_blocks(segments), 0)
    return [(line.words, number) for number, block in enumerate(blocks) for line in block.lines]


def _segments(texts: Sequence[str], places: Sequence[Place]) -> list[Segment]:
    """Take words as they follow in the file: nearly always already from left to right."""
    found: list[Segment] = []
    now: Segment | None = None
    for number, (left, top, right, bottom) in enumerate(places):
        height = bottom - top
        if now is not None:
            shared = min(bottom, now.bottom) - max(top, now.top)
            gap = left - now.right
            lower, higher = (height, now.bottom - now.top) if height < now.bottom - now.top else (now.bottom - now.top, height)
            if shared >= _SAME_LINE * lower and -_BACK * lower <= gap <= _WORD_GAP * higher:
                now.words.append(number)
                now.right = max(now.right, right)
                now.top = min(now.top, top)
                now.bottom = max(now.bottom, bottom)
                continue
        now = Segment([number], left, top, right, bottom)
        found.append(now)
    for segment in found:
        segment.ends_label = texts[segment.words[-1]].endswith(":")
    return found


def _joined(segments: list[Segment], texts: Sequence[str]) -> list[Segment]:
    """Join what the file had drawn in pieces, and a label with what stands behind it."""
    segments.sort(key=lambda one: (one.top, one.left))
    rows: list[list[Segment]] = []
    for segment in segments:
        middle = (segment.top + segment.bottom) / 2
        # Only the last few rows can hold it: those above end higher.
        for row in reversed(rows[-6:]):
            if row[0].top <= middle <= row[0].bottom and segment.top <= (row[0].top + row[0].bottom) / 2 <= segment.bottom:
                row.append(segment)
                break
        else:
            rows.append([segment])
    return [segment for row in rows for segment in _joined_row(row, texts)]


def _joined_row(row: list[Segment], texts: Sequence[str]) -> list[Segment]:
    if len(row) == 1:
        return row
    row.sort(key=lambda one: one.left)
    out = [row[0]]
    for segment in row[1:]:
        last = out[-1]
        gap, height = segment.left - last.right, max(segment.height, last.height)
        is_label = last.ends_label or texts[segment.words[0]] == ":"
        if -_BACK * height <= gap <= (_LABEL_GAP if is_label else _WORD_GAP) * height:
            last.words += segment.words
            last.right, last.top = max(last.right, segment.right), min(last.top, segment.top)
            last.bottom, last.ends_label = max(last.bottom, segment.bottom), segment.ends_label
        else:
            out.append(segment)
    return out


def _blocks(segments: list[Segment]) -> list[_Block]:
    """Put lines below one another together where they are as near as the lines of the page are."""
    allowed = _PARAGRAPH_GAP
    gaps = [gap for above, below in pairwise(segments) if 0 <= (gap := _gap(above, below)) < 3]  # noqa: PLR2004 - farther is no line spacing
    if len(gaps) >= 6:  # noqa: PLR2004 - fewer tell no habit
        allowed = max(allowed, 1.25 * median(gaps) + 0.1)
    blocks: list[_Block] = []
    for segment in segments:
        best: _Block | None = None
        for block in reversed(blocks[-12:]):
            last = block.lines[-1]
            if min(segment.right, last.right) <= max(segment.left, last.left):
                continue
            ratio = max(segment.height, last.height) / max(0.1, min(segment.height, last.height))
            if -_BACK <= _gap(last, segment) <= allowed and ratio <= _SIZE_RATIO and (best is None or last.bottom > best.lines[-1].bottom):
                best = block
        if best is None:
            best = _Block(left=segment.left, top=segment.top, right=segment.right, bottom=segment.bottom)
            blocks.append(best)
        best.lines.append(segment)
        best.left, best.right = min(best.left, segment.left), max(best.right, segment.right)
        best.bottom = max(best.bottom, segment.bottom)
    return blocks


def _gap(above: Segment, below: Segment) -> float:
    """Return the white between two lines, in heights of the lower one."""
    return (below.top - above.bottom) / max(0.1, min(above.height, below.height))


def _sorted(blocks: list[_Block], depth: int) -> list[_Block]:
    """Divide by a gutter where there is one from top to bottom, else by the white between rows, rows of the same columns together."""
    if len(blocks) <= 1 or len(blocks) > _MAX_BLOCKS or depth > _MAX_DEPTH:
        return sorted(blocks, key=lambda one: (one.top, one.left))
    gutter = _gutter(blocks)
    if gutter is not None:
        left = [one for one in blocks if one.right <= gutter]
        right = [one for one in blocks if one.right > gutter]
        return _sorted(left, depth + 1) + _sorted(right, depth + 1)
    groups = _bands(blocks)
    if len(groups) == 1:
        return sorted(blocks, key=lambda one: (one.top, one.left))
    return [block for group in groups for block in _sorted(group, depth + 1)]


def _gutter(blocks: Sequence[_Block]) -> float | None:
    """Return where the widest white column between blocks ends; None where there is none wide enough."""
    least = _GUTTER * median(line.height for one in blocks for line in one.lines)
    widest: tuple[float, float] | None = None
    reach = None
    for one in sorted(blocks, key=lambda one: one.left):
        if reach is not None and one.left - reach >= least and (widest is None or one.left - reach > widest[0]):
            widest = (one.left - reach, reach)
        reach = one.right if reach is None else max(reach, one.right)
    return widest[1] if widest else None


def _bands(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Return the rows of blocks from above; neighbours that one gutter divides stay one group, that a column is read to its end."""
    bands: list[list[_Block]] = []
    reach = 0.0
    for one in sorted(blocks, key=lambda one: one.top):
        if bands and one.top < reach:
            bands[-1].append(one)
            reach = max(reach, one.bottom)
        else:
            bands.append([one])
            reach = one.bottom
    groups = [bands[0]]
    for band in bands[1:]:
        if len(band) > 1 and _gutter(groups[-1]) is not None and _gutter(band) is not None and _gutter([*groups[-1], *band]) is not None:
            groups[-1] = [*groups[-1], *band]
        else:
            groups.append(band)
    return groups
