"""When a message was sent: the Date field as clients write it, mended by what the last servers noted where it is missing or false."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice

from ingest.email.headers import Headers
from ingest.plain import fold

_FIRST_YEAR = 1980
"""No message is older; clocks without a battery show 1970."""
_AHEAD, _BEHIND = timedelta(days=1), timedelta(days=365)
_MAX_DATE = 200
_RECEIVED_READ = 3
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORDY = re.compile(r"(\d{1,2})(?:er)? ?(?:de )?([a-z]{3,9})\.? (\d{4})(?: a)?,? (\d{1,2}) ?[:h] ?(\d{2})(?:[:](\d{2}))?(.*)")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}),? (?:a )?(\d{1,2})[:h](\d{2})(?::(\d{2}))?(.*)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?")
_ZONE = re.compile(r"(?:gmt|utc)?\s?([+-])(\d{2}):?(\d{2})", re.IGNORECASE)
_NAMED_ZONE = re.compile(r"\b(?:GMT|UTC)([+-])(\d{2}):?(\d{2})", re.IGNORECASE)
_EUROPEAN = {"CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200", "MEZ": "+0100", "MESZ": "+0200"}
_EUROPEAN |= {"WET": "+0000", "WEST": "+0100", "BST": "+0100", "EET": "+0200", "EEST": "+0300"}
"""Zones by name as scripts here write them; the standard parser knows the American ones only."""
_EUROPEAN_ZONE = re.compile(rf"(:\d\d) ({'|'.join(_EUROPEAN)})\b")
_LEAP = re.compile(r"(\d:[0-5]\d):60\b")
_CENTURY, _NINETEEN_HUNDRED = 1000, 1900
_LARGEST_ZONE = 14 * 60


def sent(headers: Headers) -> datetime | None:
    """Return when a message was sent, None where nothing says it.

    The sender's date counts unless it is missing or a day ahead or a year behind what the newest Received field says.
    """
    moment = sent_at(headers.get("date"))
    received = next(filter(None, (sent_at(value.rpartition(";")[2]) for value in islice(headers.all("received"), _RECEIVED_READ))), None)
    if received is None or (moment is not None and received - _BEHIND <= moment <= received + _AHEAD):
        return moment
    return received


def sent_at(value: str) -> datetime | None:
    """Return the moment of a Date field, in RFC 5322 or as careless programs write it; without a zone it counts as UTC."""
    value = value.strip()[:_MAX_DATE]
    if not value or not any(map(str.isdigit, value)):
        return None
    standard = standard_date(value)
    return standard if standard is not None else _careless(value)


def standard_date(value: str) -> datetime | None:
    """Return the moment of a date written as the standards ask, or nearly so."""
    value = _NAMED_ZONE.sub(r"\1\2\3", _LEAP.sub(r"\1:59", value[:_MAX_DATE]))
    value = _EUROPEAN_ZONE.sub(lambda found: f"{found[1]} {_EUROPEAN[found[2]]}", value)
    try:
        return _sane(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):  # the parser's ways to say no
        return None


def _careless(value: str) -> datetime | None:
    if iso := _ISO.match(value):
        try:
            return _sane(datetime.fromisoformat(iso[0].replace(" Z", "Z").replace(" +", "+").replace(" -", "-")))
        except ValueError:
            return None
    plain = fold(value)
    if wordy := _WORDY.search(plain):
        month = next((number for number, name in enumerate(_MONTHS, start=1) if wordy[2].startswith(name[:4])), 0)
        month = month or next((number for number, name in enumerate(_ENGLISH, start=1) if wordy[2].startswith(name.lower())), 0)
        return _moment(wordy[3], str(month), wordy[1], wordy[4], wordy[5], wordy[6], wordy[7])
    if figures := _FIGURES.search(plain):
        return _moment(figures[3], figures[2], figures[1], figures[4], figures[5], figures[6], figures[7])
    return None


def _moment(*parts: str | None) -> datetime | None:
    *figures, rest = parts
    year, month, day, hour, minute, second = (int(one or 0) for one in figures)
    zone = _ZONE.match((rest or "").strip())
    offset = (int(zone[2]) * 60 + int(zone[3])) * (-1 if zone[1] == "-" else 1) if zone else 0
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return _sane(moment - timedelta(minutes=offset)) if abs(offset) <= _LARGEST_ZONE else None


def _sane(moment: datetime) -> datetime | None:
    """Return an aware moment that can be a message's, None for others."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if moment.year < _CENTURY // 2:
        moment = moment.replace(year=moment.year + _NINETEEN_HUNDRED)  # « 126 »: years counted from 1900
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year >= _FIRST_YEAR else None
