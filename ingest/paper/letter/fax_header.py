"""The line a fax machine prints above or below each page: who sends, when, and which page it is (ITU-T T.30, annex: CSI and TTI)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.paper.letter.days import days_in, names_day
from ingest.paper.letter.rows import Row, in_order
from ingest.phones import e164

_TOP, _BOTTOM = 420, 9_600
"""Machines print within the first twelve or the last ten millimetres."""
_TIME = re.compile(r"(?<![\w:/.@-])[0-9@OolI]{1,2}\s?[:hH.]\s?[0-9@OolI]{2}(?::[0-9]{2})?(?:\s?[AP]M)?(?![\d/-])")
_PAGE = re.compile(
    r"(?<![A-Za-z])(?:pages?|pg|p|s|seite)[ .:]{0,3}(?P<page>\d{1,3})(?:\s?(?:/|sur|of|de|von)\s?(?P<of>\d{1,3}))?(?!\d|[./]\d)|"
    r"(?<![\d/])(?P<page2>\d{2,3})/(?P<of2>\d{2,3})(?![\d/]| 20\d\d(?!\d))",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<!\w)(?:de|from|exp[ée]diteur|[ée]metteur|sender|von|tsi|fax)\s?:?\s+|(?<!\w)(?:de|from)\s?:", re.IGNORECASE)
_TO = re.compile(r"(?<!\w)(?:[aà]|to|vers|dest(?:inataire)?|an|au)\s?:\s?|\s(?:to|vers|>+|->|=>)\s?(?=[+\d(])", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w/])(?:\+?33[ .]?\(?0?\)?[1-9](?:[ .-]?\d){8}(?!\d)|[0@OQ689](?:[ .-]?[0-9@OQ]){9}(?![\d@])|"
    r"\+?[0-9(](?:[ .()-]?[0-9]){8,14}(?![\w/]))"
)
_TALK = re.compile(r"(?<!\w)#\s?\d+|\b(?:t[ée]l[ée]copie|fax|telefax|ok|tx|rx|n°|no\.?|job|id|re[çc]u|le|[aà])\b|[|_=~*]+", re.IGNORECASE)
_THICK_DASH = re.compile(r"(?<=\w)=(?=\w)")
"""« 12=MAR=2026 »: of the few dots of a fax a dash has two rows."""
_FEWEST_SIGNS = 2
_FRENCH_DIGITS = 10
_ROUND = "689"
_LETTERS_OF_A_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxHeader:
    """What the machine says: ``number`` (E.164) and ``sender`` of the fax, its day, this page and of how many; None where it does not.

    ``line`` is what was read.
    """

    number: str | None = None
    sender: str | None = None
    sent_on: date | None = None
    page: int | None = None
    pages: int | None = None
    line: str = field(default="", compare=False)


def cut_fax_header(rows: Sequence[Row], today: date, region: str) -> tuple[FaxHeader | None, tuple[Row, ...]]:
    """Return the header of a page, None where it has none, and the rows without it."""
    for is_at_edge in (_is_at_top, _is_at_bottom):
        edge = [one for one in rows if is_at_edge(one)]
        header = read_fax_header("  ".join(one.text for one in in_order(edge)), today, region)
        if header is not None:
            kept = {id(one) for one in edge}
            return header, tuple(one for one in rows if id(one) not in kept)
    return None, tuple(rows)


def _is_at_top(one: Row) -> bool:
    return one.middle < _TOP


def _is_at_bottom(one: Row) -> bool:
    return one.middle > _BOTTOM


def read_fax_header(line: str, today: date, region: str) -> FaxHeader | None:
    """Return what a line says if it is a machine's: at least two of day, time, page and number stand in it, and one is a time or page."""
    page = _PAGE.search(line)
    time = _TIME.search(line)
    receiver = _TO.search(line)
    said = line[: receiver.start()] if receiver and receiver.start() > 0 else line
    numbers = [match for match in _NUMBER.finditer(_without(said, [page, time])) if not names_day(match[0])]
    signs = sum(map(bool, (page, time, numbers or _NUMBER.search(line), names_day(line))))
    if signs < _FEWEST_SIGNS or not (page or time):
        return None
    day = next((found for found, _, _ in days_in(_THICK_DASH.sub("-", line), today)), None)
    led = _FROM.search(said)
    own = [match for match in numbers if led is None or match.start() >= led.start()] or numbers
    number = next((told for match in own if (told := _dialled(match[0], region))), None)
    return FaxHeader(
        number=number,
        sender=_sender(said, numbers),
        sent_on=day,
        page=int(page["page"] or page["page2"]) if page else None,
        pages=int(page["of"] or page["of2"]) if page and (page["of"] or page["of2"]) else None,
        line=line,
    )


def _without(line: str, matches: Sequence[re.Match[str] | None]) -> str:
    for match in matches:
        if match is not None and match.end() <= len(line):
            line = line[: match.start()] + "|" * (match.end() - match.start()) + line[match.end() :]
    return line


def _dialled(text: str, region: str) -> str | None:
    """Return a number in E.164; a first nought with a stroke may have been read as a six, an eight or a nine."""
    plain = re.sub(r"[@OQ]", "0", text)
    digits = re.sub(r"\D", "", plain)
    if "+" not in plain and len(digits) == _FRENCH_DIGITS and digits[0] in _ROUND:
        plain = "0" + digits[1:]
    elif "+" not in plain and digits.startswith("33") and len(digits) == _FRENCH_DIGITS + 1:
        plain = "+" + digits
    return e164(plain, region)


def _sender(said: str, numbers: Sequence[re.Match[str]]) -> str | None:
    """Return the name that a machine sends with its number: what is left of the line."""
    led = _FROM.search(said)
    if led is not None and (name := _name_in(said[led.end() :], numbers)) is not None:
        return name
    return _name_in(said[: led.start()] if led is not None else said, numbers)


def _name_in(rest: str, numbers: Sequence[re.Match[str]]) -> str | None:
    for match in numbers:
        rest = rest.replace(match[0], "  ")
    for pattern in (_PAGE, _TIME, re.compile(r"\S*\d\S*"), _TALK):
        rest = pattern.sub(" ", rest)
    name = " ".join(word for word in rest.split() if any(letter.isalpha() for letter in word)).strip(" .:,-")
    return name if sum(letter.isalpha() for letter in name) >= _LETTERS_OF_A_NAME else None
