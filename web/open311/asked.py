"""What a call asks for: the town, the list's filters and its place in it, as clients write them.

Source: Open311 GeoReport v2, “GET Service Requests”; W3C note on date and time formats; Open311 wiki, “Extensions” (page, page_size).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.ids import RequestId, SubjectCode, TownId
from domain.request import OPEN_STATUSES, Status
from domain.town import Town
from flows.open311.services import Offer, shown_subjects
from store.open311 import After, Wanted
from web.api.problems import BAD, NOT_FOUND, ProblemError
from web.words import N_

SPAN = timedelta(days=90)
MOST_REQUESTS = 1_000
MOST_SKIPPED = 20_000
"""How far ``page`` reaches: all that lies above a page is counted (with filters a tenth of a second); ``after`` is found at once."""
_STATUSES: Mapping[str, tuple[Status, ...]] = {"open": OPEN_STATUSES, "closed": (Status.CLOSED, Status.ARCHIVED)}
_TOWN_NEEDED = N_("Several towns are served here: say which with jurisdiction_id.")
_NO_SUCH_TOWN = N_("No town with this jurisdiction_id is served here.")
_BAD_DATE = N_("A date is not written as 2026-01-31T00:00:00Z, or there is no such day.")
_TOO_LONG_A_SPAN = N_("start_date and end_date may lie no more than 90 days apart, and start_date comes first.")
_BAD_STATUS = N_("A status is open or closed.")
_BAD_PAGE = N_("page and page_size are whole numbers from 1 on.")
_TOO_DEEP = N_("page reaches no further than the first 20,000 requests. Follow the header Link from page to page, or ask for fewer days.")
_BAD_CURSOR = N_("The place in the list is none; begin it anew.")
_YEAR = re.compile(r"\d{4}-\d\d-\d\d")
_OFFSET_AFTER_BLANK = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
"""A plus sign that a client did not encode arrives as a blank."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The parameters of a list as they were sent, each may come several times or hold several values with commas."""

    service_request_id: Sequence[str] = ()
    service_code: Sequence[str] = ()
    status: Sequence[str] = ()
    start_date: str = ""
    end_date: str = ""
    updated_after: str = ""
    updated_before: str = ""
    page: str = ""
    page_size: str = ""
    after: str = ""


def several(values: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a parameter that may come several times, and each time several with commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def find_town(towns: Sequence[Town], jurisdiction: str) -> Town | None:
    """Return the town a jurisdiction_id means: its short name, its site as the specification suggests, or its INSEE code."""
    wanted = {jurisdiction.strip().lower(), _host(jurisdiction.strip())} - {""}
    return next((town for town in towns if wanted & {town.id, town.insee.lower(), _host(town.site)}), None)


def town_of(towns: Sequence[Town], jurisdiction: str) -> TownId:
    """Return the town of a call; of one town there is no need to say it. Raises ProblemError."""
    if jurisdiction.strip():
        found = find_town(towns, jurisdiction)
        if found is None:
            raise ProblemError(NOT_FOUND, "no_such_town", _NO_SUCH_TOWN)
        return found.id
    if len(towns) != 1:
        raise ProblemError(BAD, "town_needed", _TOWN_NEEDED)
    return towns[0].id


def wanted(offer: Offer, filters: Filters, now: datetime) -> Wanted:
    """Return which requests a call lists. Raises ProblemError."""
    codes = several(filters.service_code)
    shown = shown_subjects(offer.services)
    start, end = _range(filters, ZoneInfo(offer.town.timezone), now)
    size = min(_count(filters.page_size) or MOST_REQUESTS, MOST_REQUESTS)
    zone = ZoneInfo(offer.town.timezone)
    return Wanted(
        town=offer.town.id,
        subjects=shown & {SubjectCode(code) for code in codes} if codes else shown,
        is_by_subject=bool(codes),
        statuses=_statuses(several(filters.status)),
        start=start,
        end=end,
        updated_from=_moment(filters.updated_after, zone),
        updated_until=_moment(filters.updated_before, zone, is_end=True),
        limit=size,
        skipped=0 if filters.after else _skipped(_count(filters.page) or 1, size),
        after=read_cursor(filters.after) if filters.after else None,
    )


def cursor(after: After) -> str:
    """Return a place in the list as text that is safe in an address."""
    return f"{(after.received_at - _EPOCH) // timedelta(microseconds=1)}.{after.id}"


def read_cursor(text: str) -> After:
    """Return the place such a text means. Raises ProblemError."""
    match = re.fullmatch(r"(\d{1,18})\.(\d{1,18})", text, re.ASCII)
    try:
        if match is None:
            raise ValueError(text)
        return After(received_at=_EPOCH + timedelta(microseconds=int(match[1])), id=RequestId(int(match[2])))
    except (ValueError, OverflowError) as error:
        raise ProblemError(BAD, "bad_cursor", _BAD_CURSOR) from error


def _range(filters: Filters, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    start, end = _moment(filters.start_date, zone), _moment(filters.end_date, zone, is_end=True)
    if start is None:
        end = end or now
        start = end - SPAN
    end = end or min(start + SPAN, max(now, start))
    if end < start or end - start > SPAN + timedelta(days=1):
        raise ProblemError(BAD, "bad_range", _TOO_LONG_A_SPAN)
    return start, end


def _moment(text: str, zone: ZoneInfo, *, is_end: bool = False) -> datetime | None:
    """Return a moment in UTC, None where none was given. Raises ProblemError. Without an offset it is the town's time."""
    said = _OFFSET_AFTER_BLANK.sub("+", text.strip())
    if not said:
        return None
    try:
        if not said.isascii() or not _YEAR.match(said):
            raise ValueError(said)
        moment = datetime.fromisoformat(said)
        if is_end and len(said) == len("2026-01-31"):
            moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
        at = (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
        _ = at - 2 * SPAN, at + 2 * SPAN
    except (ValueError, OverflowError) as error:
        raise ProblemError(BAD, "bad_date", _BAD_DATE) from error
    return at


def _statuses(names: Sequence[str]) -> frozenset[Status]:
    if any(name.lower() not in _STATUSES for name in names):
        raise ProblemError(BAD, "bad_status", _BAD_STATUS)
    return frozenset(status for name in names or tuple(_STATUSES) for status in _STATUSES[name.lower()])


def _count(text: str) -> int | None:
    said = text.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal()) or len(said) > 18 or int(said) < 1:  # noqa: PLR2004 - digits of a 64-bit number
        raise ProblemError(BAD, "bad_page", _BAD_PAGE)
    return int(said)


def _skipped(page: int, size: int) -> int:
    skipped = (page - 1) * size
    if skipped > MOST_SKIPPED:
        raise ProblemError(BAD, "page_too_deep", _TOO_DEEP)
    return skipped


def _host(site: str | None) -> str:
    address = site or ""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # a bracket that is no address
        return ""
    return host.removeprefix("www.")
