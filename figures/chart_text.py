"""Words in a chart: how wide they are, wrapped or shortened to a room. Pure; widths of Liberation Sans, which are those of Arial."""

import re
import unicodedata
from functools import lru_cache

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_WIDTHS = {
    191: "'",
    200: "\u202f",
    222: "ijl’",
    260: "|",
    278: " !,./:;I[\\]ft\u00a0",
    333: "()-`r·",
    334: "{}",
    355: '"',
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu«»–€",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%æ",
    944: "Wœ",
    1000: "—…ŒÆ",
    1015: "@",
}
"""Thousandths of the size of the letters."""
_OF_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_UNKNOWN = 722
_BOLD = 1.08
_MORE = "…"
_BREAKS = re.compile(r"[^ \-–/]*[ \-–/]+|[^ \-–/]+")
"""Where a line may end: behind a space, a hyphen or a stroke."""


@lru_cache(maxsize=512)
def _letter(letter: str) -> int:
    known = _OF_LETTER.get(letter)
    if known is not None:
        return known
    bare = unicodedata.normalize("NFD", letter)[0]
    return _OF_LETTER.get(bare, 1000 if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN)


def width(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are, in the unit of ``size``."""
    return sum(map(_letter, words)) * size / 1000 * (_BOLD if weight == "bold" else 1)


def shorten(words: str, size: float, room: float, weight: str = "normal") -> str:
    """Return words that fit into a room, cut with "…" where they are longer; at least their first letter."""
    if width(words, size, weight) <= room:
        return words
    kept = words
    while len(kept) > 1 and width(kept.rstrip() + _MORE, size, weight) > room:
        kept = kept[:-1]
    return kept.rstrip() + _MORE


def wrap(words: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Return words in at most so many lines that fit into a room; the last is cut where there are more."""
    lines: list[str] = []
    left = _BREAKS.findall(words)
    while left and len(lines) < most - 1:
        line = left.pop(0)
        while left and width((line + left[0]).rstrip(" "), size) <= room:
            line += left.pop(0)
        lines.append(shorten(line.strip(" "), size, room))
    if left:
        lines.append(shorten("".join(left).strip(" "), size, room))
    return tuple(lines) or ("",)


def is_whole(words: str, lines: tuple[str, ...]) -> bool:
    """Tell whether nothing was cut."""
    return "".join(lines).replace(" ", "") == words.replace(" ", "")
