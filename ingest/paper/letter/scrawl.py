"""What recognition makes letters of that nobody wrote: the stroke of a signature beside the printed name of who signs."""

from collections.abc import Sequence

from ingest import names
from ingest.closings import is_closing
from ingest.paper.letter.letter_text import Joined

_MOST_WORDS, _MOST_LETTERS = 3, 14
_SURE = 60
"""Confidence, 0 to 100, under which Tesseract is wrong about as often as right."""
_NEAR = 3
"""Lines: a role or a firm stands between a signature and the name below it."""


def scrawls(text: Sequence[Joined | None]) -> frozenset[int]:
    """Return the numbers of the paragraphs that are a signature's stroke: short, read with doubt, a name that is not right by them.

    Where nobody's name is printed the stroke may be the only name there is, and stays.
    """
    said = [(index, part) for index, part in enumerate(text) if part is not None]
    found = set()
    for place, (index, part) in enumerate(said):
        if not _may_be_stroke(part):
            continue
        above, below = said[max(0, place - 1) : place], said[place + 1 : place + 1 + _NEAR]
        is_last = place == len(said) - 1
        if any(_names_somebody(other) for _, other in below) or (is_last and any(_names_somebody(other) for _, other in above)):
            found.add(index)
    return frozenset(found)


def _may_be_stroke(part: Joined) -> bool:
    letters = sum(map(str.isalnum, part.text))
    is_short = len(part.words) <= _MOST_WORDS and letters <= _MOST_LETTERS
    return is_short and _confidence(part) < _SURE and not is_closing(part.text)


def _names_somebody(part: Joined) -> bool:
    is_printed = _confidence(part) >= _SURE and len(part.words) <= 2 * _MOST_WORDS and not is_closing(part.text)
    return is_printed and names.person(part.text) is not None


def _confidence(part: Joined) -> float:
    """Return the mean confidence of a paragraph's letters."""
    letters = [(max(1, sum(map(str.isalnum, word.text))), word.confidence) for *_, word in part.words]
    total = sum(count for count, _ in letters)
    return sum(count * confidence for count, confidence in letters) / max(1, total)
