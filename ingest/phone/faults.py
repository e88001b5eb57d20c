"""What can be wrong with a row of a call log, and why a row that can be read is none of a call."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_VALUE = 80
"""Characters shown of what stands in a row."""


class Reason(StrEnum):
    """Why a row cannot be read (motif)."""

    CELLS = "cells"
    """It has too few columns, or they are not those of the others."""
    NO_DATE = "no_date"
    """Nothing stands where the date should."""
    DATE = "date"
    """What stands there is written like no date of this log."""
    IMPOSSIBLE_DATE = "impossible_date"
    """Written like a date, but there is no such day or hour (31/02)."""
    DURATION = "duration"
    NUMBER = "number"
    """A spreadsheet has destroyed the number (``6,39983E+08``): nobody knows any more which one it was."""
    LONG = "long"
    """The line is far longer than any row."""
    QUOTE = "quote"
    """A quote is opened and never closed."""
    CUT_OFF = "cut_off"
    """The file ends within the row."""
    PACKED = "packed"
    """The packed file is damaged, or ends before its end: what came behind could not be unpacked."""
    TOO_LARGE = "too_large"
    """What is packed unpacks to more than any log has; the rest of it was left."""
    JSON = "json"
    XML = "xml"
    ENTITIES = "entities"
    """XML that defines entities, which no switchboard writes; nothing of it was read."""


class Rule(StrEnum):
    """Why nothing is made of a row that can be read (règle d'exclusion)."""

    HEADER = "header"
    BLANK = "blank"
    COMMENT = "comment"
    TOTAL = "total"
    """A sum, a title or another line of a report that tells of no call."""
    NOT_A_CALL = "not_a_call"
    """A record of something else than a call: a change of a telephone, a measurement."""
    HIDDEN = "hidden"
    """An unanswered call whose number was withheld: nobody can be called back."""
    FAX = "fax"
    ANSWERED_LATER = "answered_later"
    """An unanswered call of somebody who called again and was answered."""
    CALLED_BACK = "called_back"
    """An unanswered call of somebody whom the town has called back."""
    OTHER_LINE = "other_line"
    """An answered call on a line that is none of the reception's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row that could not be read; ``line`` is its first line in the file, from 1, ``value`` what stands there."""

    line: int
    reason: Reason
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that tells of no call; ``line`` is its first line in the file, from 1."""

    line: int
    rule: Rule


def visible(value: str) -> str:
    """Return a value as it can be shown: one line, printable, not too long."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in value[: LONGEST_VALUE + 1])
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"
