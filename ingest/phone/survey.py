"""The beginning and the end of a log as a sample: its encoding, its separator, the row that names its columns."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.phone.fixed import cut
from ingest.phone.plan import Sample, is_date
from ingest.phone.source import Encoding, LastLine, encoding_of, text_of, unformulated
from ingest.phone.words import role_of

HEAD_BYTES = 256 * 1024
TAIL_BYTES = 64 * 1024
_SEPARATORS = ",;\t|"
_MOST_ROWS = 400
_TAIL_ROWS = 100
_LOOKED_AT = 12
"""Rows among which the names of the columns are looked for: reports have a title and dates above them."""
_SEPARATOR_LINE = re.compile(r"^\s*\"?sep=([,;\t|:^~])\"?\s*$", re.IGNORECASE)
_FEWEST_NAMES = 2
_FEWEST_OF_CALL = 4
"""Cells of a row that tells of a call; a title with the dates of a report has fewer."""
_ELEMENT = re.compile(r"<[?!A-Za-z_]")
"""What XML begins with; « <189> » begins a message of syslog."""
_LINE_ENDS = re.compile(r"\r\n|\n|\r")


class Shape(StrEnum):
    """What a log's text is."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the bytes of a log look like. ``sample`` is of a table; ``head`` is the beginning, ``text`` the same decoded."""

    shape: Shape
    encoding: Encoding
    head: bytes
    text: str
    sample: Sample
    line_end: str
    element: str = "cdr"
    """The name of the elements of XML that are rows."""


def survey(
    head: bytes, tail: bytes = b"", separator: str | None = None, cuts: Sequence[int] = (), last: LastLine = LastLine.READ
) -> Survey:
    """Return what a log looks like by its first bytes and, where it is longer than those, its last.

    ``separator`` is what stands between cells where that is known, ``cuts`` where they begin, from 0, where nothing stands between them.
    With `LastLine.AWAITED` a last line without end tells nothing: the cells that are still to come may be those that matter.
    """
    encoding = encoding_of(head)
    text = text_of(head, encoding)
    begins = text.lstrip()
    shape = Shape.JSON if begins.startswith(("{", "[{", "[ {", "[\n", "[\r")) else Shape.XML if _ELEMENT.match(begins) else Shape.TABLE
    ends = Counter(_LINE_ENDS.findall(text[:20_000]))
    return Survey(
        shape=shape,
        encoding=encoding,
        head=head,
        text=text,
        sample=_sample(text, text_of(tail, encoding), separator, cuts, last) if shape is Shape.TABLE else Sample(rows=(), separator=","),
        line_end=ends.most_common(1)[0][0] if ends else "\n",
    )


def _sample(text: str, tail: str, known: str | None, cuts: Sequence[int], last: LastLine) -> Sample:
    # Behind the last end of a line stands the line that the head, or whoever is still writing, has cut off; nothing where none is.
    until = -1 if last is LastLine.AWAITED else None
    rows_of = [line for line in _LINE_ENDS.split(text)[: -1 if tail else until] if line.strip()][:_MOST_ROWS]
    stated = _SEPARATOR_LINE.match(rows_of[0]) if rows_of else None
    separator = known or (stated[1] if stated else _separator(rows_of))
    rows = _parsed(rows_of, separator, cuts)
    header = _header(rows)
    ending = [line for line in _LINE_ENDS.split(tail)[1:until] if line.strip()][-_TAIL_ROWS:]
    return Sample(rows=(*rows, *_parsed(ending, separator, cuts)), separator=separator, header=header)


def _parsed(rows_of: list[str], separator: str, cuts: Sequence[int] = ()) -> tuple[tuple[str, ...], ...]:
    if cuts:
        return tuple(tuple(cut(line, cuts)) for line in rows_of)
    # Each line by itself: a quote that nobody closed must not swallow the sample.
    return tuple(tuple(unformulated(next(csv.reader([line], delimiter=separator), []))) for line in rows_of)


def _separator(rows_of: list[str]) -> str:
    """Return the separator by which most rows have the same, and the most, columns."""
    best, best_score = ",", 0
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in _parsed(rows_of[:60], separator))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        score = 0 if width == 1 else count * min(width, 12)
        if score > best_score:
            best, best_score = separator, score
    return best


def _header(rows: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the row that names the columns: most of its cells are words, and several are known."""
    best, best_count = None, _FEWEST_NAMES - 1
    for place, row in enumerate(rows[:_LOOKED_AT]):
        if any(is_date(one) for one in row):
            if sum(1 for one in row if one.strip()) >= _FEWEST_OF_CALL:
                break  # a call; names further down belong to a file put behind it
            continue
        count = len({role for one in row if (role := role_of(one)) is not None})
        if count > best_count:
            best, best_count = place, count
    return best
