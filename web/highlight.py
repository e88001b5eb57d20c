"""Evidence marked in a text. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Characters ``start`` to ``end`` (excluded) that speak for something; ``kind`` is its style, ``title`` what they speak for."""

    start: int
    end: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text and what was found in it; ``is_own`` is False for what belongs to another request of the same message."""

    text: str
    kind: str | None
    titles: tuple[str, ...]
    is_own: bool


def pieces(text: str, marks: Iterable[Mark], own: tuple[int, int]) -> tuple[Piece, ...]:
    """Return the text cut where a mark or the request's own part begins or ends; joined, the pieces are the text again.

    Where marks overlap, the kind of the first counts and the titles of all are kept.
    """
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    low, high = max(0, own[0]), min(len(text), own[1])
    edges = {0, len(text), low, high} | {edge for mark in inside for edge in (mark.start, mark.end)}
    return tuple(_piece(text, start, end, inside, is_own=low <= start < high) for start, end in pairwise(sorted(edges)))


def _piece(text: str, start: int, end: int, marks: list[Mark], *, is_own: bool) -> Piece:
    here = [mark for mark in marks if mark.start <= start and end <= mark.end]
    return Piece(
        text=text[start:end],
        kind=here[0].kind if here else None,
        titles=tuple(dict.fromkeys(mark.title for mark in here)),
        is_own=is_own,
    )
