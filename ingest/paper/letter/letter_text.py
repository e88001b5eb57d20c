"""The running text of a letter: page furniture cut, rows joined to paragraphs, words that a line end parts made whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.paper import Word
from ingest.paper.letter.courtesy import greets
from ingest.paper.letter.rows import Row, leading
from ingest.plain import fold

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.?|feuille(?:t)?|folio)?\W*\d{1,2}\W*(?:(?:/|sur|of|de)\W*\d{1,2}\W*)?|\W*(?:page|p\.)\W*[ivx]{1,4}\W*|"
    r"[-–—_ ]+[Z2][-–—_ ]*"
)
_TURN_OVER = re.compile(
    r"(?:\W*[./…]+\W*)+|\W*(?:t\.?\s?s\.?\s?v\.?\s?p\.?|tournez(?: la page)? s\.?v\.?p\.?|suite (?:au verso|page suivante|p\. ?\d)|"
    r"(?:voir|cf\.?) (?:page suivante|au verso|verso)|\(?suite\)?)\W*"
)
_EDGE_TOP, _EDGE_BOTTOM = 1_200, 8_800
"""Running heads and page numbers stand in the outer eighth."""
_SPACE = 1.4
"""A distance of so many usual ones parts paragraphs."""
_SHORT_OF_MARGIN = 0.14
"""A row that ends so much of the text's width before the margin ends a paragraph, where the next begins like one."""
_INDENT, _NEAR = 220, 50
_ASIDE = 1_500
"""So far right of the column people sign."""
_LIST = re.compile(r"(?:[-–—•*·▪]|\(?\d{1,2}\s?[).°/-]|[a-h]\)|[-–]\s)\s?(?=\S)")
_SENTENCE_END = (".", "!", "?", ":", "…", "»", ";")
_KEEPS_HYPHEN_AFTER = frozenset(
    re.findall(
        r"\S+",
        "rendez peut sous après avant vice demi mi grand petit petits petite chef rond rez au hôtel ex non quasi celui celle "
        "ceux nord sud est ouest deux trois quatre vingt soixante cent arc centre basse haute haut bas mur porte garde",
    )
)
_KEEPS_HYPHEN_BEFORE = frozenset(
    re.findall(
        r"\S+",
        "vous nous je tu il elle on ils elles moi toi le la les leur y en ce ci là même mêmes t à être",
    )
)
_PARTED = re.compile(r"[^\W\d_][-\u00ad¬]$")
"""A row that ends within a word."""
_MOST_REPEATED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A paragraph: its text, and for each of its words the paper's word with the characters it fills in the text."""

    text: str
    words: tuple[tuple[int, int, int, Word], ...]
    """First character, character after the last, page, word."""


def without_furniture(rows: Sequence[Row], first_page: int) -> tuple[Row, ...]:
    """Return rows without page numbers, « …/… », « T.S.V.P. », and without heads and feet that stand on several pages."""
    edge = [one for one in rows if _is_at_edge(one)]
    pages = Counter(text for text, _ in {(_key(one), one.page) for one in edge})
    names = {_key(one): one for one in edge if pages[_key(one)] > 1}
    return tuple(
        one
        for one in rows
        if not (
            (_is_at_edge(one) and (_PAGE_NUMBER.fullmatch(fold(one.text)) or (one.page > first_page and _key(one) in names)))
            or _TURN_OVER.fullmatch(fold(one.text))
        )
    )


def without_running_heads(rows: Sequence[Row], known: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of later pages without a head that names the sender or the letter again: « G. VAUTIER – lettre du 3 avril »."""
    words = {word for line in known for word in re.findall(r"[a-z]{3,}", fold(line))}
    first = min((one.page for one in rows), default=0)
    kept: list[Row] = []
    for one in rows:
        found = re.findall(r"[a-z]{3,}", fold(one.text))
        is_head = one.page > first and one.box.bottom < _EDGE_TOP and len(found) <= _MOST_REPEATED and not one.text.endswith((",", "."))
        if is_head and found and sum(word in words for word in found) * 2 > len(found):
            continue
        is_dated = is_head and re.search(r"(?:lettre|courrier) du \d", fold(one.text))
        is_page = is_head and re.search(r"\bpage \d{1,2}(?: ?/ ?\d{1,2})?$|\(suite\)$", fold(one.text))
        if not (is_dated or is_page):
            kept.append(one)
    return tuple(kept)


def paragraphs(rows: Sequence[Row]) -> tuple[Joined | None, ...]:
    """Return rows, in reading order, as paragraphs; None stands for the blank between two that are set apart."""
    if not rows:
        return ()
    step = leading(rows)
    column = _column(rows)
    along = [one for one in rows if one.box.left <= column + _ASIDE] or rows
    right = _margin([one.box.right for one in along])
    left = min(one.box.left for one in along)
    short = right - _SHORT_OF_MARGIN * max(1, right - left)
    found: list[Joined | None] = []
    part: list[Row] = [rows[0]]
    for before, one in pairwise(rows):
        is_apart = one.page == before.page and one.middle - before.middle > _SPACE * step
        is_aside = max(before.box.left, one.box.left) > column + _ASIDE
        if not is_aside and _runs_on(before, one, short, is_apart=is_apart):
            part.append(one)
            continue
        found.append(joined(part))
        if is_apart or greets(before.text) or (one.page != before.page and before.text.endswith((".", "!", "?"))):
            found.append(None)
        part = [one]
    return (*found, joined(part))


def joined(rows: Sequence[Row]) -> Joined:
    """Return rows as one paragraph; a hyphen at a row's end goes where it only parts a word."""
    text = ""
    places: list[tuple[int, int, int, Word]] = []
    for number, one in enumerate(rows):
        if number and text:
            text = _without_hyphen(text, one.text) if text.endswith(("-", "\u00ad", "¬")) else text + " "
            if places and places[-1][1] > len(text):
                places[-1] = (places[-1][0], len(text), *places[-1][2:])
        for position, word in enumerate(one.words):
            text += " " if position else ""
            places.append((len(text), len(text) + len(word.text), one.page, word))
            text += word.text
    return Joined(text=text, words=tuple(places))


def _without_hyphen(text: str, following: str) -> str:
    before = re.split(r"[\s'’]", text[:-1])[-1].lower()
    after = (re.match(r"[^\W\d_]+", following) or [""])[0]
    if text.endswith("-") and (
        not after
        or not after[0].islower()
        or after in _KEEPS_HYPHEN_BEFORE
        or before.rsplit("-", 1)[-1] in _KEEPS_HYPHEN_AFTER
        or not before[-1:].isalpha()
    ):
        return text if before else text + " "  # « - » alone is a dash
    return text[:-1]


def _runs_on(before: Row, one: Row, short: float, *, is_apart: bool) -> bool:
    """Whether a row goes on with the sentence of the row before."""
    if _LIST.match(one.text) or greets(before.text):
        return False
    is_full, is_ended = before.box.right >= short, before.text.endswith(_SENTENCE_END)
    starts_small = one.text[:1].islower()
    if one.page != before.page:
        return starts_small or (not is_ended and is_full)
    if _PARTED.search(before.text):
        return not is_apart
    if starts_small:
        return not is_ended or (is_full and not is_apart)
    is_indented = one.box.left > before.box.left + _INDENT and is_ended
    return is_full and one.box.left < short and not is_apart and not is_indented


def _column(rows: Sequence[Row]) -> int:
    """Return where the text's column begins: the left edge along which most of the width of all rows stands."""
    edges = {one.box.left // _NEAR * _NEAR: one.box.left for one in rows}  # few, however many rows a page has
    return max(edges.values(), key=lambda left: _width_along(rows, left))


def _width_along(rows: Sequence[Row], left: int) -> int:
    return sum(one.box.right - one.box.left for one in rows if abs(one.box.left - left) < _INDENT)


def _margin(rights: Sequence[int]) -> int:
    """Return where full rows end: the third quarter of right edges would be a signature's, so the widest that is no lone one."""
    ordered = sorted(rights, reverse=True)
    return ordered[min(len(ordered) - 1, len(ordered) // 8)]


def _is_at_edge(one: Row) -> bool:
    return one.box.top < _EDGE_TOP or one.box.bottom > _EDGE_BOTTOM


def _key(one: Row) -> str:
    return re.sub(r"\W+|\d+", " ", fold(one.text)).strip()


def placed(text: str, parts: Sequence[tuple[str, Joined]]) -> Iterator[tuple[int, int, int, Word]]:
    """Yield where the words of paragraphs stand in a text whose lines were made of them.

    Each part is a paragraph and what became of its text before it was cut. A line is looked for in the parts in order; where it stands
    in none behind the last one found, it is looked for in all.
    """
    at = last = 0
    for line in text.split("\n"):
        if line.strip():
            order = [*range(last, len(parts)), *range(last)]
            place = next((index for index in order if line in parts[index][0]), None)
            if place is not None:
                last = place + 1
                yield from _placed_in(line, at, *parts[place])
        at += len(line) + 1


def _placed_in(line: str, at: int, made: str, part: Joined) -> Iterator[tuple[int, int, int, Word]]:
    """Yield where the words of a paragraph stand in a line of it that begins at ``at`` of the text."""
    begin = made.index(line)
    if made == part.text:
        for start, end, page, word in part.words:
            if start >= begin and end <= begin + len(line):
                yield at + start - begin, at + end - begin, page, word
        return
    from_here = 0
    for start, end, page, word in part.words:  # its text was mended: words are looked for one after the other
        found = re.search(rf"(?<!\w){re.escape(part.text[start:end])}(?!\w)", line[from_here:])
        if found is not None:
            yield at + from_here + found.start(), at + from_here + found.end(), page, word
            from_here += found.end()
