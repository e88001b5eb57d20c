"""Dates and times as call logs write them, as moments: by slices, for a million rows; the hour that comes twice is told from the order."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from ingest.phone.faults import Reason
from ingest.plain import fold


class TimeBase(StrEnum):
    """What the times of a log count from (base de temps)."""

    LOCAL = "local"
    """The town's own time."""
    UTC = "utc"
    EPOCH = "epoch"
    """Seconds since 1970."""
    OFFSET = "offset"
    """Each says how far it is from UTC."""


class DayOrder(StrEnum):
    """In which order a date is written (ordre jour-mois)."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeForm:
    """How a log writes its times; ``is_sure`` is False where days up to the 12th leave the order of day and month open.

    ``is_newest_first``: it begins with its last call, so that of an hour that comes twice the second pass comes first.
    """

    base: TimeBase = TimeBase.LOCAL
    order: DayOrder = DayOrder.YEAR_FIRST
    is_sure: bool = True
    is_newest_first: bool = False


_STAMP = 19
"""Characters of 2026-03-12 08:31:07."""
_HOUR = 13
_DATE = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2}|[a-z]{3,9})\.?\s*[-/., ]\s*(\d{2,4})(?!\d)")
_MONTH_NAME_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:[:h]\s*(\d{2})|h(?:rs?|eures?)?(?![a-z\d]))(?:\s*[:m.']\s*(\d{2}))?(?:[.,]\d+)?\s*s?\s*([ap])?\.?(?:m\b)?"
)
_OFFSET = re.compile(r"(?:(z)|\b(?:utc|gmt)|([+-])(\d{2}):?(\d{2}))\s*$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[t ]?(\d{2})(\d{2})(\d{2})?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DIGITS_DAY = re.compile(r"(\d{8})(?!\d)|(\d{6})(?!\d)|(\d{8})(?=\d{4}(?:\d{2})?$)")
_DIGITS_TIME = re.compile(r"(?<![\d:.])(\d{2})(\d{2})(\d{2})?$")
"""Days and times of digits alone: read so only where a mapping says which column they are in, for digits are telephone numbers sooner."""
_EPOCH = re.compile(r"(1\d{9})(?:[.,]\d+)?|(1\d{9})(\d{3}|\d{6})")
"""Seconds from 2001 to 2033: others of ten digits are telephone numbers sooner."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv janvier january ene enero gen gennaio januar",
            "fev fevr fevrier feb february febrero febbraio februar",
            "mar mars march marzo marz",
            "avr avril apr april abr abril aprile",
            "mai may mayo maggio",
            "jun juin june junio giugno juni",
            "jul juil juillet july julio luglio juli",
            "aou aout aug august ago agosto",
            "sep sept septembre september septiembre settembre",
            "oct octobre october octubre ott ottobre okt oktober",
            "nov novembre november noviembre",
            "dec decembre december dic diciembre dicembre dez dezember",
        ),
        1,
    )
    for name in names.split()
}
_NOON = 12
_CENTURY = 100
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
"""A switchboard whose clock was never set begins at 1970 or 1980; no telephone log is older than 1990."""
_MOST_HOURS = 20_000
_BACK = timedelta(minutes=20)
"""Rows are written in the order calls end: they begin a few minutes out of order, not more than a third of an hour."""
_QUARTER = 900
_HINT_SLACK = 7200
"""Seconds that an identifier's own clock may differ from the row's and still tell the first 2 o'clock from the second."""


class Clock:
    """Reads the times of one log; rows must be given in the order of the file, which tells the repeated hour's two passes apart."""

    def __init__(self, zone: ZoneInfo, form: TimeForm, until: datetime | None = None) -> None:
        self.until = until
        """The moment of reading, for logs that write no year."""
        self._zone = zone
        self._form = form
        self._offsets: dict[str, tzinfo] = {}
        self._quarters: dict[int, tzinfo] = {}
        self._last: datetime | None = None
        """The wall time of the last row in the repeated hour."""
        self._fold = 0

    def known(self, text: str) -> datetime | None:
        """Return the moment a text names in the usual form and within an hour that was met before, None for any other: nearly all rows."""
        offset = self._offsets.get(text[:_HOUR]) if len(text) == _STAMP and text[16] == ":" else None
        if offset is None:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=offset)
        except ValueError:
            return None

    def read(self, text: str, hint: float | None = None) -> datetime | Reason:
        """Return the moment a text names, with the town's offset then, or why it names none.

        ``hint`` is roughly the same moment in seconds since 1970, where the row holds it elsewhere.
        """
        return self.known(text) or self._slowly(text.strip(), hint)

    def at_epoch(self, seconds: float) -> datetime | Reason:
        """Return a moment given in seconds since 1970."""
        quarter = int(seconds) // _QUARTER
        zone = self._quarters.get(quarter)
        if zone is None:
            try:
                moment = datetime.fromtimestamp(seconds, UTC)
            except (ValueError, OverflowError, OSError):
                return Reason.IMPOSSIBLE_DATE
            if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                return Reason.IMPOSSIBLE_DATE
            _shrink(self._quarters)
            zone = self._quarters[quarter] = _fixed(moment.astimezone(self._zone).utcoffset())
        return datetime.fromtimestamp(int(seconds), zone)

    def _slowly(self, text: str, hint: float | None) -> datetime | Reason:
        if not text:
            return Reason.NO_DATE
        if (epoch := epoch_in(text)) is not None:
            return self.at_epoch(epoch)
        wall = wall_in(text, self._form.order)
        if isinstance(wall, Reason):
            return wall
        return self._placed(text, wall, hint)

    def _placed(self, text: str, wall: datetime, hint: float | None) -> datetime | Reason:
        """Return the moment a wall time stands for."""
        if wall.tzinfo is not None or self._form.base is TimeBase.UTC:
            known = wall if wall.tzinfo is not None else wall.replace(tzinfo=UTC)
            return self.at_epoch(known.timestamp())
        first = wall.replace(tzinfo=self._zone).utcoffset()
        second = wall.replace(tzinfo=self._zone, fold=1).utcoffset()
        if first is not None and second is not None and first > second:
            return wall.replace(tzinfo=_fixed(second if self._pass_of(wall, first, hint) else first))
        offset = _fixed(first)
        if len(text) == _STAMP and _is_plain(text):
            _shrink(self._offsets)
            self._offsets[text[:_HOUR]] = offset
        return wall.replace(tzinfo=offset)

    def _pass_of(self, wall: datetime, first: timedelta, hint: float | None) -> int:
        """Return whether a wall time of the repeated hour is of its second pass."""
        if hint is not None:
            early = wall.replace(tzinfo=timezone(first)).timestamp()
            if abs(hint - early) < _HINT_SLACK:
                return int(hint - early > _HINT_SLACK / 4)
        if self._last is None or self._last.date() != wall.date():
            self._fold = int(self._form.is_newest_first)
        elif self._form.is_newest_first:
            self._fold = 0 if wall - self._last > _BACK else self._fold
        elif self._last - wall > _BACK:
            self._fold = 1
        elif wall - self._last > _BACK * 2:
            self._fold = 0  # a log that begins with the newest row goes the other way
        self._last = wall
        return self._fold


def epoch_in(text: str) -> float | None:
    """Return the seconds since 1970 that a text of nothing else names (also in milli- or microseconds), None where it is no such text."""
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    return float(found[2]) if found[2] else float(text.replace(",", "."))


def wall_in(text: str, order: DayOrder) -> datetime | Reason:
    """Return the date and time in a text as they stand there, aware only where the text says its offset, or why there are none."""
    if len(text) == _STAMP and _is_plain(text):
        try:
            return _moment((int(text[:4]), int(text[5:7]), int(text[8:10])), (int(text[11:13]), int(text[14:16]), int(text[17:19])))
        except ValueError:
            return Reason.DATE
    text = fold(text).replace("\u202f", " ").strip()
    if compact := _COMPACT.fullmatch(text):
        parts = [int(part or 0) for part in compact.groups()]
        return _moment((parts[0], parts[1], parts[2]), (parts[3], parts[4], parts[5]))
    (begins, ends), day = _day_in(text, order)
    if isinstance(day, Reason):
        return day
    before, behind = text[:begins], text[ends:]
    is_before = not any(letter.isdigit() for letter in behind) and _TIME.search(before) is not None
    return _with_time(before if is_before else behind, day)


def spelled_out(text: str, order: DayOrder) -> str:
    """Return a moment whose day or time is digits alone with its parts set apart: 12032026 0831 is 12/03/2026 08:31; others as they are."""
    day, rest = _DIGITS_DAY.match(text), text
    if day is not None and order is not DayOrder.YEAR_FIRST:
        digits, rest = day[0], text[day.end() :]
        rest = f"{digits[:2]}/{digits[2:4]}/{digits[4:]} {rest.strip()}"
    elif day is not None and day[2]:
        rest = f"20{day[2][:2]}-{day[2][2:4]}-{day[2][4:]} {text[day.end() :].strip()}"
    elif day is not None:
        return text
    time = _DIGITS_TIME.search(rest)
    if time is None or time.start() == 0:
        return rest.strip()
    return f"{rest[: time.start()].strip()} {':'.join(filter(None, time.groups()))}"


def day_set_apart(text: str) -> str:
    """Return a moment whose day is eight digits with the year last as 12/03/2026, which of day and month comes first left open."""
    day = _DIGITS_DAY.match(text)
    digits = day[0] if day is not None else ""
    is_last = len(digits) == 8 and not _FIRST_YEAR <= int(digits[:4]) <= _LAST_YEAR and _FIRST_YEAR <= int(digits[4:]) <= _LAST_YEAR  # noqa: PLR2004
    return spelled_out(text, DayOrder.DAY_FIRST) if is_last else text


def seconds_between(first: str, second: str, order: DayOrder) -> int | None:
    """Return the seconds from one time of a row to another, None where one of them is none. A row that spans a change of the clock errs."""
    moments = []
    for text in (first, second):
        epoch = epoch_in(text.strip())
        wall = datetime.fromtimestamp(epoch, UTC) if epoch is not None else wall_in(text.strip(), order)
        if isinstance(wall, Reason):
            return None
        moments.append(wall.replace(tzinfo=None))
    return int((moments[1] - moments[0]).total_seconds())


def _is_plain(text: str) -> bool:
    return text[4] == "-" == text[7] and text[13] == ":" == text[16] and text[10] in " T" and text[:4].isdigit()


def _day_in(text: str, order: DayOrder) -> tuple[tuple[int, int], tuple[int, int, int] | Reason]:
    """Return where the date begins and ends in a text, and its year, month and day."""
    if compact := _COMPACT_DATE.match(text):
        return compact.span(), (int(compact[1]), int(compact[2]), int(compact[3]))
    if named := _MONTH_NAME_FIRST.search(text):
        month = _MONTHS.get(named[1])
        return named.span(), (int(named[3]), month, int(named[2])) if month else Reason.DATE
    found = _DATE.search(text)
    if found is None:
        return (0, 0), Reason.DATE
    first, middle, last = found.groups()
    month = _MONTHS.get(middle, 0) if middle.isalpha() else int(middle)
    if len(first) > 2:  # noqa: PLR2004 - more than a day or a month has
        return found.span(), (int(first), month, int(last))
    year = int(last) if len(last) > 2 else int(last) + 20 * _CENTURY  # noqa: PLR2004 - as above
    if order is DayOrder.MONTH_FIRST and not middle.isalpha():
        return found.span(), (year, int(first), month)
    return found.span(), (year, month, int(first))


def _with_time(rest: str, day: tuple[int, int, int]) -> datetime | Reason:
    found = _TIME.search(rest)
    if found is None:
        return Reason.DATE if any(letter.isdigit() for letter in rest) else _moment(day, (0, 0, 0))
    hour = int(found[1])
    if found[4] and hour <= _NOON:
        hour = hour % _NOON + (_NOON if found[4] == "p" else 0)
    moment = _moment(day, (hour, int(found[2] or 0), int(found[3] or 0)))
    offset = _OFFSET.search(rest)
    if isinstance(moment, Reason) or offset is None:
        return moment
    minutes = 0 if not offset[2] else int(f"{offset[2]}1") * (int(offset[3]) * 60 + int(offset[4]))
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes))) if abs(minutes) < 24 * 60 else Reason.IMPOSSIBLE_DATE


def _moment(day: tuple[int, int, int], time: tuple[int, int, int]) -> datetime | Reason:
    if not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        return Reason.IMPOSSIBLE_DATE
    try:
        return datetime(*day, *time)  # noqa: DTZ001 - its zone is what the caller finds out
    except ValueError:
        return Reason.IMPOSSIBLE_DATE


def _fixed(offset: timedelta | None) -> timezone:
    """Return an offset as a zone of its own: moments of two offsets compare and subtract rightly."""
    return timezone(offset or timedelta())


def _shrink(known: dict[str, tzinfo] | dict[int, tzinfo]) -> None:
    if len(known) >= _MOST_HOURS:
        known.clear()
