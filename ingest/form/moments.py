"""The moment a submission says it was sent: ISO 8601, French writing, seconds or milliseconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from ingest.plain import fold

_EPOCH = re.compile(r"\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}")
_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:[T ]\s?(?P<time>[\d:.,]{4,18})\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?:\s?(?:utc|gmt))?",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    r"(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?"
    r"(?P<day>\d{1,2})(?:er)?[/. -](?P<month>\d{1,2}|[a-z]{3,9}\.?)[/. -]"
    r"(?P<year>\d{4})(?:(?:,? ?(?:a |- )?|t)(?P<hour>\d{1,2})\s?(?:h|:)\s?(?P<minute>\d{2})?(?::(?P<second>\d{2}))?)?"
)
_LAST_SECOND = 5e9
"""Since 1970: in 2128."""
_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def moment_of(text: str, timezone: str) -> datetime | None:
    """Return the moment a value says, aware; None where it says none, or one that there is not: « 31/02/2026 ».

    ``timezone`` is the IANA name of the town's, which what has no offset is written in.
    """
    said = text.strip()
    try:
        found = _epoch(said) or _iso(said, ZoneInfo(timezone)) or _french(said, ZoneInfo(timezone)) or _of_mail(said)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


def has_time(text: str) -> bool:
    """Whether a value says an hour too."""
    return bool(re.search(r"\d{1,2}\s?[h:]\s?\d{0,2}", text) or _EPOCH.fullmatch(text.strip()))


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    for factor in (1, 1_000, 1_000_000):
        if number / factor < _LAST_SECOND:
            return datetime.fromtimestamp(0, UTC) + timedelta(seconds=number / factor)
    return None


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=zone)
    if match["time"]:
        parts = [int(part) for part in re.split(r"[:.,]", match["time"])[:3]]
        hour, minute, second = (*parts, 0, 0)[:3]
        day = day.replace(hour=hour, minute=minute, second=second)
    written = (match["zone"] or ("Z" if text.lower().endswith(("utc", "gmt")) else "")).upper()
    if written == "Z":
        return day.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{day.replace(tzinfo=None).isoformat()}{written}") if written else day


def _french(text: str, zone: ZoneInfo) -> datetime | None:
    match = _FRENCH.fullmatch(fold(text))
    if match is None:
        return None
    month = match["month"].rstrip(".")
    if month.isdecimal():
        number = int(month)
    else:
        number = next(
            (index for index, name in enumerate(_MONTHS, start=1) if month[:4].startswith(name[:3]) and name.startswith(month[:4])), 0
        )
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    return datetime(int(match["year"]), number, int(match["day"]), hour, minute, second, tzinfo=zone)


def _of_mail(text: str) -> datetime | None:
    """Return a moment as mail and JavaScript write it: « Fri, 27 Mar 2026 18:04:11 +0100 »."""
    if not re.match(r"[A-Z][a-z]{2},? ", text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
