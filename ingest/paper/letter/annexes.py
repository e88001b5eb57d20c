"""What follows a letter on pages behind its signature: lists, tables, captions of photographs (annexes)."""

from collections.abc import Sequence

from ingest import names
from ingest.paper.letter.letter_text import Joined
from ingest.paper.letter.prose import FEWEST_PROSE_WORDS

_ASIDE = 1_500
"""Ten-thousandths of the page's width: so far right of the column people sign."""
_MOST_LINES, _MOST_WORDS = 5, 7


def without_annex(text: Sequence[Joined | None]) -> tuple[tuple[Joined | None, ...], tuple[Joined | None, ...]]:
    """Return the paragraphs of a letter to the page that is signed, and those of the pages behind it.

    None are behind where the last page is signed, or none is: a signature stands at the foot of its page, aside, and names a person.
    """
    pages = sorted({_page(part) for part in text if part is not None})
    signed = next((page for page in reversed(pages) if _is_signed(text, page)), None)
    behind = next((index for index, part in enumerate(text) if part is not None and signed is not None and _page(part) > signed), None)
    return (tuple(text), ()) if behind is None else (tuple(text[:behind]), tuple(text[behind:]))


def _is_signed(text: Sequence[Joined | None], page: int) -> bool:
    """Whether the paragraphs at the foot of a page stand aside and name a person."""
    parts = [part for part in text if part is not None and _page(part) == page]
    column = min((_left(part) for part in parts if len(part.words) >= FEWEST_PROSE_WORDS), default=None)
    if column is None:
        return False
    signed: list[Joined] = []
    for part in reversed(parts):
        if _left(part) < column + _ASIDE or len(part.words) > _MOST_WORDS or len(signed) == _MOST_LINES:
            break
        signed.append(part)
    return any(names.person(part.text) is not None for part in signed)


def _page(part: Joined) -> int:
    return part.words[0][2]


def _left(part: Joined) -> int:
    return part.words[0][3].box.left
