"""Where a value stands among the words it was read from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.evidence import Part, Span
from ingest.plain import fold

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and the words it was read from.

    ``where`` is their place in the text, or in the lines of the block joined by line ends; None where they stand in a header or a form.
    """

    value: str
    quote: str
    where: Span | None = None


def in_text(value: str, text: str, start: int, end: int) -> Found:
    """Return a value read from characters ``start`` to ``end`` of the text."""
    return Found(value=value, quote=text[start:end], where=Span(part=Part.BODY, start=start, end=end))


def in_block(value: str, block: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> Found:
    """Return a value read from a block, from ``start`` to ``end``: each the number of a line and a character in it."""
    first, last = (sum(len(line) + 1 for line in block[:line]) + character for line, character in (start, end))
    return Found(value=value, quote="\n".join(block)[first:last], where=Span(part=Part.SIGNATURE, start=first, end=last))


def located(value: str, block: Sequence[str]) -> Found | None:
    """Return the first line of a block that holds all the words of a value, whatever their order, case and accents, from first to last."""
    wanted = words_of(value)
    for index, line in enumerate(block):
        if wanted and (span := span_within(wanted, line)) is not None:
            return in_block(value, block, (index, span[0]), (index, span[1]))
    return None


def words_of(text: str) -> list[str]:
    """Return the words of a text without case and accents."""
    return _WORD.findall(fold(text))


def span_within(wanted: Sequence[str], line: str) -> tuple[int, int] | None:
    """Return where a line holds the words wanted, from the first of them to the last; None where it lacks one."""
    folded = fold(line)
    if not all(word in folded for word in wanted):
        return None
    missing = list(wanted)
    start = end = -1
    # Folding may make a character two (« œ »): then each word is folded by itself, to know where it stands.
    is_even = len(folded) == len(line)
    for match in _WORD.finditer(folded if is_even else line):
        for word in (match[0],) if is_even else words_of(match[0]):
            if word in missing:
                missing.remove(word)
                start, end = (match.start() if start < 0 else start), match.end()
        if not missing:
            return start, end
    return None
