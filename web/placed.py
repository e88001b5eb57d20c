"""Evidence, found in the words of a letter, on the pictures of its pages. Pure.

Edges are in ten-thousandths of the page's width and height, as everything that is read of paper.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.draft import PlacedWord
from domain.evidence import Part, Span
from domain.paper import WHOLE, Line, Origin, Page
from ingest.paper.opening.survey import PageSize
from web.highlight import Mark, Piece

UNSURE = 60
"""A word read with less confidence is marked: whoever decides should look at the picture there. OCR is right on most words above."""
_PAD_X, _PAD_Y = 20, 18
"""Boxes fit closely; a marker pen does not."""
_WORD_GAP = 350
"""Words of a line that are marked together are marked with the blank between them; a wider one parts two columns."""
_A4 = (595.0, 842.0)
_POINT_PIXELS = 96 / 72
"""How CSS measures: 96 pixels are one inch of the paper."""
_MOST_POINTS = 14_400.0
"""Of a page that says it is larger (PDF 32000, annex C) only the proportions matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle on a page."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stretch of evidence on a page: how it is coloured and what it speaks for."""

    kind: str
    titles: tuple[str, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A whole piece of evidence on a page, for links that lead to it."""

    where: Span
    id: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """A word as the page's text shows it."""

    text: str
    is_unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a letter, for the eye: ``number`` counts from 1 in the letter; width and height in pixels of its own size on paper.

    ``paragraphs`` are all words on it, line by line. ``trouble`` says why it could not be read; ``is_shown``: there is a picture of it.
    """

    number: int
    width: int
    height: int
    is_blank: bool
    trouble: str | None
    is_shown: bool
    marked: tuple[Marked, ...]
    anchors: tuple[Anchor, ...]
    unsure: tuple[Spot, ...]
    paragraphs: tuple[tuple[tuple[ReadWord, ...], ...], ...]


def own_pages(kept: Iterable[Page]) -> tuple[Page, ...]:
    """Return the pages of a letter that people look at: neither the separators nor the blank ones; all where there is nothing else."""
    pages = tuple(kept)
    own = tuple(page for page in pages if page.separator is None and page.origin is not Origin.BLANK)
    return own or pages


def anchor_id(where: Span) -> str:
    """Return the name that a place in a letter's words has on its pages."""
    return f"on-{where.part}-{where.start}-{where.end}"


def sheets(
    pages: Sequence[Page], layout: Sequence[PlacedWord], pieces: Mapping[Part, Sequence[Piece]], marks: Mapping[Part, Sequence[Mark]]
) -> tuple[Sheet, ...]:
    """Return the pages of a letter with what was found in its parts: ``pieces`` colour, ``marks`` are what is linked to."""
    words = {part: [word for word in layout if word.part is part] for part in pieces}
    coloured = [found for part, run in pieces.items() for found in _coloured(run, words[part])]
    linked = [found for part, run in marks.items() for found in _linked(part, run, words.get(part, []))]
    return tuple(
        Sheet(
            number=place,
            width=_pixels(page.width, page.width, _A4[0]),
            height=_pixels(page.height, page.width, _A4[1]),
            is_blank=page.origin is Origin.BLANK,
            trouble=page.trouble,
            is_shown=page.origin is not Origin.UNREADABLE or page.width > 0,
            marked=tuple(one for number, one in coloured if number == page.number),
            anchors=_distinct(one for number, one in linked if number == page.number),
            unsure=tuple(_padded(spot) for line in page.lines for spot in _unsure(line)),
            paragraphs=_paragraphs(page.lines),
        )
        for place, page in enumerate(pages, start=1)
    )


def bare_sheets(sizes: Iterable[PageSize]) -> tuple[Sheet, ...]:
    """Return pages of which nothing is known but how large they are."""
    return tuple(
        Sheet(
            number=place,
            width=_pixels(size.width, size.width, _A4[0]),
            height=_pixels(size.height, size.width, _A4[1]),
            is_blank=False,
            trouble=size.trouble,
            is_shown=size.trouble is None,
            marked=(),
            anchors=(),
            unsure=(),
            paragraphs=(),
        )
        for place, size in enumerate(sizes, start=1)
    )


def _pixels(points: float, width: float, otherwise: float) -> int:
    """Return a length on the screen; that of A4 for a page whose size nobody knows or could believe."""
    known = points if 0 < width <= _MOST_POINTS and 0 < points <= _MOST_POINTS else otherwise
    return max(1, round(known * _POINT_PIXELS))


def _coloured(pieces: Iterable[Piece], words: Sequence[PlacedWord]) -> Iterator[tuple[int, Marked]]:
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        if piece.kind is not None:
            for page, spots in _spots(words, start, end):
                yield page, Marked(kind=piece.kind, titles=piece.titles, spots=spots)
        start = end


def _linked(part: Part, marks: Iterable[Mark], words: Sequence[PlacedWord]) -> Iterator[tuple[int, Anchor]]:
    for mark in marks:
        # Where it runs over two pages, the link leads to its beginning.
        for page, spots in _spots(words, mark.start, mark.end)[:1]:
            where = Span(part=part, start=mark.start, end=mark.end)
            yield page, Anchor(where=where, id=anchor_id(where), spots=spots)


def _distinct(anchors: Iterable[Anchor]) -> tuple[Anchor, ...]:
    return tuple({anchor.id: anchor for anchor in anchors}.values())


def _spots(words: Sequence[PlacedWord], start: int, end: int) -> list[tuple[int, tuple[Spot, ...]]]:
    """Return where characters ``start`` to ``end`` stand: page by page, one rectangle for each stretch of a line."""
    found: dict[int, list[Spot]] = {}
    for word in words:
        if word.end <= start or end <= word.start or word.end <= word.start:
            continue
        spots = found.setdefault(word.page, [])
        spot = _cut(word, start, end)
        if spots and _continues(spots[-1], spot):
            spots[-1] = _joined(spots[-1], spot)
        else:
            spots.append(spot)
    return [(page, tuple(map(_padded, spots))) for page, spots in sorted(found.items())]


def _cut(word: PlacedWord, start: int, end: int) -> Spot:
    """Return the part of a word that is meant, as if its letters were equally wide: « Poterie » without the full stop behind."""
    letter = (word.right - word.left) / (word.end - word.start)
    left = word.left + round(letter * max(0, start - word.start))
    right = word.right - round(letter * max(0, word.end - end))
    return Spot(left=left, top=word.top, width=max(0, right - left), height=max(0, word.bottom - word.top))


def _continues(spot: Spot, other: Spot) -> bool:
    shared = min(spot.top + spot.height, other.top + other.height) - max(spot.top, other.top)
    gap = other.left - (spot.left + spot.width)
    return 2 * shared >= min(spot.height, other.height) and -_WORD_GAP <= gap <= _WORD_GAP


def _joined(spot: Spot, other: Spot) -> Spot:
    left, top = min(spot.left, other.left), min(spot.top, other.top)
    right = max(spot.left + spot.width, other.left + other.width)
    bottom = max(spot.top + spot.height, other.top + other.height)
    return Spot(left=left, top=top, width=right - left, height=bottom - top)


def _padded(spot: Spot) -> Spot:
    left, top = max(0, spot.left - _PAD_X), max(0, spot.top - _PAD_Y)
    right, bottom = min(WHOLE, spot.left + spot.width + _PAD_X), min(WHOLE, spot.top + spot.height + _PAD_Y)
    return Spot(left=left, top=top, width=max(0, right - left), height=max(0, bottom - top))


def _unsure(line: Line) -> Iterator[Spot]:
    for word in line.words:
        if word.confidence < UNSURE:
            box = word.box
            yield Spot(left=box.left, top=box.top, width=max(0, box.right - box.left), height=max(0, box.bottom - box.top))


def _paragraphs(lines: Sequence[Line]) -> tuple[tuple[tuple[ReadWord, ...], ...], ...]:
    found: list[list[tuple[ReadWord, ...]]] = []
    block: int | None = None
    for line in lines:
        if line.block != block:
            found.append([])
            block = line.block
        found[-1].append(tuple(ReadWord(text=word.text, is_unsure=word.confidence < UNSURE) for word in line.words))
    return tuple(map(tuple, found))
