"""A letter typed on a page: who writes, what about, and the letter itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.letterhead import sender_lines
from ingest.plain import fold, tidy
from ingest.signature import cut_signature

MIN_CHARACTERS = 40
_HEADING_LINES = 2
_SALUTATION = re.compile(r"^(?:monsieur|madame|mesdames|messieurs|bonjour|chere?s?|m\. le maire)\b[^.:;?!]{0,60},?$")
_HEADING = re.compile(r"^(?:objet|sujet|concerne)\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: lines that name the sender (head and signature), its « Objet », its text."""

    sender: tuple[str, ...]
    heading: str | None
    text: str


def read_letter(text: str, names: Sequence[str] = ()) -> Letter:
    """Take a letter apart."""
    lines = [line.strip() for line in tidy(text).split("\n")]
    heading_at = next((index for index, line in enumerate(lines[:60]) if _HEADING.match(line)), None)
    heading, start = _heading(lines, heading_at)
    if heading_at is None:
        start = _first_salutation(lines)
    head = lines[: heading_at if heading_at is not None else start]
    body, signature = cut_signature(lines[start:], names)
    return Letter(sender=(*sender_lines(head), *signature), heading=heading, text=body)


def _heading(lines: Sequence[str], at: int | None) -> tuple[str | None, int]:
    """Return the « Objet » with the lines it runs on to, and where the letter goes on."""
    if at is None or (match := _HEADING.match(lines[at])) is None:
        return None, 0
    parts = [match[1].strip()]
    position = at + 1
    while position < len(lines) and position - at <= _HEADING_LINES and lines[position] and not _SALUTATION.match(fold(lines[position])):
        parts.append(lines[position])
        position += 1
    return " ".join(parts), position


def _first_salutation(lines: Sequence[str]) -> int:
    """Return where the letter proper begins: at the salutation, the addressee's block left behind; 0 where there is none."""
    found = 0
    for index, line in enumerate(lines[:40]):
        if line.endswith(",") and _SALUTATION.match(fold(line)):
            return index
        if _SALUTATION.match(fold(line)) and index + 1 < len(lines) and len(lines[index + 1]) > 60:  # noqa: PLR2004 - a full line of text follows
            found = index
            break
    return found
