"""Days as letters, stamps and fax machines write them, and which of them can be true."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from ingest.plain import fold

_MONTHS = {
    "janvier": 1,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "decembre": 12,
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
    "juil": 7,
    "feb": 2,
    "apr": 4,
    "aug": 8,
}
_SHORTEST_MONTH = 3
_MONTHS_OF_A_YEAR = 12
_OLDEST = timedelta(days=2 * 366)
"""Older is a misread year; nobody's mail lies unopened so long."""
_NEXT_DAY = timedelta(days=1)
"""A machine in another time zone may be ahead by some hours."""
_D = r"[0-9@OoQlI|]"
_WRITTEN = re.compile(
    rf"(?<![\w/.-])(?P<day>{_D}{{1,2}})(?:er|ER)?[ ./-]{{0,3}}(?P<month>(?:[A-Za-zÀ-ÿ]"
    rf"|(?<=[ ./-])0(?=[A-Z]))[A-Za-zÀ-ÿ015]{{2,8}})[ ./,-]{{0,3}}"
    rf"(?P<year>{_D}{{4}}|\d\d(?!\d))"
)
_FIGURES = re.compile(
    rf"(?<![\w/.-])(?P<day>{_D}{{1,2}}) ?[/.-] ?(?P<month>{_D}{{1,2}}) ?[/.-] ?(?P<year>{_D}{{4}}|\d\d(?!\d))(?![\w/]|[.-]\d)"
)
_MONTH_FIRST = re.compile(
    rf"(?<![\w/.-])(?P<month>[A-Za-zÀ-ÿ]{{3,9}})[ ./-]{{1,2}}(?P<day>{_D}{{1,2}})(?:[/.-]|,? )\s?(?P<year>\d{{4}})(?!\d)"
)
"""As machines set to English write: « MAR/12/2026 », « Mar 12, 2026 »."""
_ISO = re.compile(r"(?<![\w/.-])(?P<year>\d{4})[-/.](?P<month>\d{2})[-/.](?P<day>\d{2})(?!\d)")
_YEAR_APART = re.compile(rf"(?<![\w/.-])(?P<day>{_D}{{2}})[/.-](?P<month>{_D}{{2}}) (?P<year>20\d{{2}})(?![\w/:]|[.-]\d)")
"""As some fax machines write it: « 14/10 2026 »."""
_YEARLESS = re.compile(rf"\W*(?P<day>{_D}{{1,2}})[ .-]{{0,2}}(?P<month>[A-Za-zÀ-ÿ]{{3,9}})\.?\W*")
_PATTERNS = (_ISO, _WRITTEN, _MONTH_FIRST, _FIGURES, _YEAR_APART)
_BY_NAME = (_WRITTEN, _MONTH_FIRST)
_AS_FIGURE = str.maketrans({"@": "0", "O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1"})
_AS_LETTER = str.maketrans({"0": "o", "1": "i", "5": "s"})
_ROUND = {"6": "0", "8": "0", "9": "0"}
"""A nought with a stroke, as fax machines print it, is read as one of these."""


def days_in(text: str, today: date) -> Iterator[tuple[date, int, int]]:
    """Yield the days a text names that can be true on ``today``, each with where it begins and ends."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            month = match["month"]
            number = _month(month) if pattern in _BY_NAME else _figure(month)
            if number and (day := _plausible(match["year"], number, match["day"], today)) is not None:
                yield day, match.start(), match.end()


def day_without_year(text: str, today: date) -> date | None:
    """Return the last day up to ``today`` that words such as « 13 NOV. » can mean, where nothing else stands there; None for others."""
    match = _YEARLESS.fullmatch(text)
    month = _month(match["month"]) if match is not None else None
    if match is None or month is None:
        return None
    found = (_on_calendar(str(year), month, match["day"].translate(_AS_FIGURE)) for year in (today.year, today.year - 1))
    return next((day for day in found if day is not None and day <= today), None)


def may_mean(text: str, day: date, today: date) -> bool:
    """Whether a text may name a day in print in which a nought with a stroke is read as a six, an eight or a nine."""
    return any(
        ((_month(match["month"]) if pattern in _BY_NAME else _figure(match["month"])) or 0) == day.month
        and day in _all_readings(match["year"], day.month, match["day"], today)
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
    )


def names_day(text: str) -> bool:
    """Whether a text names a day, whether it can be true or not."""
    return any(
        0 < ((_month(match["month"]) if pattern in _BY_NAME else _figure(match["month"])) or 0) <= _MONTHS_OF_A_YEAR
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
    )


def names_calendar_day(text: str) -> bool:
    """Whether a text names a day there is in the calendar, whenever that was: not the 73rd of November."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            month = (_month(match["month"]) if pattern in _BY_NAME else _figure(match["month"])) or 0
            if _on_calendar(match["year"].translate(_AS_FIGURE), month, match["day"].translate(_AS_FIGURE)) is not None:
                return True
    return False


def can_be_true(day: date, today: date) -> bool:
    """Whether something may have been written or come in on a day: neither in the future nor years ago."""
    return -_NEXT_DAY <= today - day <= _OLDEST


def _figure(text: str) -> int | None:
    digits = text.translate(_AS_FIGURE)
    return int(digits) if digits.isdecimal() else None


def _month(text: str) -> int | None:
    """Return the month a word names, whole or cut short, one letter perhaps misread."""
    word = fold(text).translate(_AS_LETTER)
    if len(word) < _SHORTEST_MONTH:
        return None
    for name, number in _MONTHS.items():
        if name.startswith(word) or (word.startswith(name) and len(word) <= len(name) + 1):
            return number
    near = {number for name, number in _MONTHS.items() if len(word) > _SHORTEST_MONTH and _differ_by_one(word, name)}
    return near.pop() if len(near) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(left != right for left, right in zip(one, other, strict=True)) == 1


def _plausible(year: str, month: int, day: str, today: date) -> date | None:
    """Return the day as it is read, else the only one that can be true where a nought was taken for a six, an eight or a nine."""
    plain_year, plain_day = year.translate(_AS_FIGURE), day.translate(_AS_FIGURE)
    if not (plain_year.isdecimal() and plain_day.isdecimal()):
        return None
    read = _valid(plain_year, month, plain_day, today)
    if read is not None:
        return read
    found = _all_readings(year, month, day, today)
    return found.pop() if len(found) == 1 else None


def _all_readings(year: str, month: int, day: str, today: date) -> set[date]:
    """Return all days that can be true where noughts may have been read as other round figures."""
    digits = [text.translate(_AS_FIGURE) for text in (year, day)]
    if not all(text.isdecimal() for text in digits):
        return set()
    found = (_valid(other_year, month, other_day, today) for other_year, other_day in product(*map(_readings, digits)))
    return {one for one in found if one is not None}


def _readings(digits: str) -> Iterator[str]:
    for letters in product(*((digit, _ROUND[digit]) if digit in _ROUND else (digit,) for digit in digits)):
        yield "".join(letters)


def _valid(year: str, month: int, day: str, today: date) -> date | None:
    found = _on_calendar(year, month, day)
    return found if found is not None and can_be_true(found, today) else None


def _on_calendar(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))  # noqa: PLR2004 - « 26 » is 2026
    except ValueError:  # the 38th, the 13th month: no day
        return None
