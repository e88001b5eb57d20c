"""How values are written on screen, per language: dates in the town's time, numbers, phones, sizes."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

FRANCE = 33
"""Its country code; overseas has others."""
KIBI = 1024
NARROW_SPACE = "\u202f"
SPACE = "\u00a0"


def short_day(at: datetime, zone: str, locale: Locale) -> str:
    """Return the day in the zone in few letters: ``25 nov. 2026``."""
    return _day(at.astimezone(ZoneInfo(zone)).date(), "d MMM y", locale)


def plain_day(on: date, locale: Locale) -> str:
    """Return a day that belongs to no zone, as a letter bears it: ``10 mars 2026``."""
    return _day(on, "d MMMM y", locale)


def long_moment(at: datetime, zone: str, locale: Locale) -> str:
    """Return the moment in words, with the day of the week."""
    return f"{_day(at.astimezone(ZoneInfo(zone)).date(), 'full', locale)}, {clock(at, zone, locale)}"


def day(at: datetime, zone: str, locale: Locale) -> str:
    """Return the day in the zone in figures: ``25/11/2026``."""
    pattern = "dd/MM/y" if locale.language == "fr" else "d MMM y"
    return _day(at.astimezone(ZoneInfo(zone)).date(), pattern, locale)


def clock(at: datetime, zone: str, _locale: Locale) -> str:
    """Return the time of day in the zone; both languages of the desk count to 24."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def machine_moment(at: datetime) -> str:
    """Return the moment for a ``<time datetime>``."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def number(value: float, locale: Locale) -> str:
    """Return a number with the language's separators and two decimals at most."""
    return format_decimal(value, format="#,##0.##", locale=locale)


def percent(value: float, locale: Locale) -> str:
    """Return a share of one as a whole percentage."""
    return format_percent(value, format="#,##0%" if locale.language == "en" else f"#,##0{NARROW_SPACE}%", locale=locale)


def size(count: int, locale: Locale) -> str:
    """Return a size in bytes in words people use."""
    units = ("o", "ko", "Mo", "Go") if locale.language == "fr" else ("B", "kB", "MB", "GB")
    value = float(count)
    unit = units[0]
    for unit in units:
        if value < KIBI or unit == units[-1]:
            break
        value /= KIBI
    return f"{format_decimal(round(value, 1) if value < 10 else round(value), locale=locale)}{SPACE}{unit}"  # noqa: PLR2004 - one decimal below ten


def phone(e164: str) -> str:
    """Return a number as it is dialled in France: ``06 39 98 12 04``, any other with the code of its country."""
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == FRANCE else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, home).replace(" ", SPACE)


@lru_cache(maxsize=4096)
def _day(on: date, pattern: str, locale: Locale) -> str:
    """Return a day written out. Kept, because a list shows the same few days in every line and Babel takes its time."""
    written = format_date(on, format=pattern, locale=locale)
    # The first of a month is an ordinal in French, where the month is a word (Imprimerie nationale); Babel writes the figure.
    is_first = locale.language == "fr" and on.day == 1 and "MM/" not in pattern
    return re.sub(r"\b1(?=\s\D)", "1er", written, count=1) if is_first else written
