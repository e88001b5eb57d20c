"""Logs without a separator: lines whose cells begin at fixed places, as printers of telephone switchboards write them."""

from collections.abc import Iterator, Sequence

from ingest.phone.faults import Reason
from ingest.phone.source import Bytes, Encoding, LastLine, Place, RawRow, Seen, lines

MOST_CUTS = 100
LONGEST_PLACE = 4_000
"""No line of a switchboard is longer."""
_FEWEST_LINES = 3
_FEWEST_CUTS = 3
_MOSTLY = 0.98
"""Share of the lines that must be blank at a place between two cells: a title or a torn line fills it."""


def cut(text: str, cuts: Sequence[int]) -> list[str]:
    """Return the cells of a line that begin at the places ``cuts``, from 0 and rising; what stands before the first is left out."""
    ends = (*cuts[1:], None)
    return [text[begin:end].rstrip("\r\n") for begin, end in zip(cuts, ends, strict=True)]


def cuts_of(rows: Sequence[str]) -> tuple[int, ...]:
    """Return where cells seem to begin in lines, from 0: behind the blanks that stand below each other; none where that tells nothing."""
    texts = [row.rstrip() for row in rows if row.strip()]
    if len(texts) < _FEWEST_LINES:
        return ()
    usual = sorted(map(len, texts))[len(texts) // 2]
    texts = [text for text in texts if 2 * len(text) >= usual]
    width = min(max(map(len, texts)), LONGEST_PLACE)
    blanks = [sum(1 for text in texts if place >= len(text) or text[place] == " ") for place in range(width)]
    is_gap = [count >= _MOSTLY * len(texts) for count in blanks]
    found = tuple(place for place in range(width) if not is_gap[place] and (place == 0 or is_gap[place - 1]))
    return found if _FEWEST_CUTS <= len(found) <= MOST_CUTS else ()


class FixedRows:
    """The rows of a log whose cells begin at fixed places, from a place on."""

    def __init__(self, stream: Bytes, cuts: Sequence[int], encoding: Encoding, start: Place, seen: Seen) -> None:
        self.place = start
        self._cuts = cuts
        self._lines = lines(stream, encoding, seen)

    def rows(self, last: LastLine) -> Iterator[RawRow]:
        """Yield the rows; ``place`` is behind the last one given."""
        for line in self._lines:
            if last is LastLine.AWAITED and not line.is_whole:
                return
            begins = self.place
            text = line.text.removeprefix("\ufeff") if begins.byte == 0 else line.text
            self.place = Place(byte=begins.byte + line.size, line=begins.line + 1)
            reason = Reason.LONG if line.is_long else None
            yield RawRow(cut(text, self._cuts), begins.line, self.place.byte, 1, text, reason)
