"""What is known of a log before its rows are read: a sample of it, and the plan by which a layout reads the rest."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Skipped, Unreadable
from ingest.phone.times import DayOrder, TimeBase, TimeForm, epoch_in, wall_in
from ingest.phone.words import Role, ranked_role_of
from ingest.plain import fold

Reading: TypeAlias = Leg | Unreadable | Skipped
"""What a row gives."""
RowReader: TypeAlias = Callable[[Sequence[str], int], Reading]
"""Turns the cells of a row and its line number into what it says."""


class LayoutName(StrEnum):
    """Who writes logs of that layout (format du journal)."""

    ASTERISK = "asterisk"
    ASTERISK_EVENTS = "asterisk_events"
    """Asterisk's log of what happens to channels."""
    FREESWITCH = "freeswitch"
    FREESWITCH_JSON = "freeswitch_json"
    FREESWITCH_XML = "freeswitch_xml"
    CISCO = "cisco"
    CISCO_GATEWAY = "cisco_gateway"
    """File accounting of CME and CUBE."""
    CISCO_SYSLOG = "cisco_syslog"
    """Messages of CME and CUBE."""
    THREE_CX = "three_cx"
    AVAYA = "avaya"
    PANASONIC = "panasonic"
    ALCATEL_OXO = "alcatel_oxo"
    ALCATEL_OXE = "alcatel_oxe"
    UNIFY = "unify"
    MITEL = "mitel"
    NEC = "nec"
    ERICSSON_LG = "ericsson_lg"
    OWN = "own"
    """The product's own call list."""
    HEADED = "headed"
    """None of the above, but the names of its columns say what they hold."""
    JSON = "json"
    """Flat objects, whose keys say what they hold."""
    MAPPED = "mapped"
    """Read by the administrator's column mapping."""
    GUESSED = "guessed"
    """Neither: what the columns hold was guessed from their contents."""


class Doubt(StrEnum):
    """What of a log is not sure (doute)."""

    DAY_MONTH = "day_month"
    """No day is above the 12th: day and month may be the other way round."""
    TIME_BASE = "time_base"
    """Whether times are the town's or UTC could not be told from the rows."""
    GUESSED = "guessed"
    """What the columns hold was guessed."""
    UNKNOWN_COLUMNS = "unknown_columns"
    MIXED_ENCODING = "mixed_encoding"
    NUL_BYTES = "nul_bytes"
    FEW_ROWS = "few_rows"
    CLOCK_BACK = "clock_back"
    """Somewhere a row begins more than an hour before the one above it."""
    FUTURE = "future"
    """Some rows are dated after the log was read."""
    NO_YEAR = "no_year"
    """Days are written without their year: each was taken for the last one before the log was read."""
    PAGE_DAY = "page_day"
    """The day stands above each page only: a day without any call within a page is not seen."""
    NO_STATUS = "no_status"
    """No column says how a call ended: it was taken for answered where somebody talked."""
    NO_WAY = "no_way"
    """No column says which way a call went: it was told from the numbers."""
    UNKNOWN_WORDS = "unknown_words"
    """Some words for how a call ended are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first rows of a log and, where it is longer, its last ones. ``header`` is the place of the row of column names, if any."""

    rows: tuple[tuple[str, ...], ...]
    separator: str
    header: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, none without a header."""
        return () if self.header is None else self.rows[self.header]

    @property
    def records(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows below the header."""
        return self.rows[0 if self.header is None else self.header + 1 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a log is read.

    ``columns`` gives the place of what is known of a row, ``fewest`` how many cells it must have. ``confidence`` is 0 to 100.
    ``first`` is the row, from 0, of the first call. ``names`` are the columns' names, for people. ``ends`` and
    ``ways`` are what a mapping says of the log's own words, without regard to case. ``cuts`` are the places, from 0, at which the columns
    of a log without a separator begin. ``ticks`` of the log's durations are a second: 1000 where they are milliseconds.
    """

    layout: LayoutName
    columns: Mapping[Role, int]
    separator: str = ","
    fewest: int = 1
    first: int = 0
    names: tuple[str, ...] = ()
    form: TimeForm = field(default_factory=TimeForm)
    confidence: int = 0
    doubts: tuple[Doubt, ...] = ()
    ends: Mapping[str, CallEnd] = field(default_factory=dict)
    ways: Mapping[str, Way] = field(default_factory=dict)
    cuts: tuple[int, ...] = ()
    ticks: int = 1


def cell(row: Sequence[str], place: int | None) -> str:
    """Return a cell without blanks around it, empty where the row has none there."""
    return row[place].strip() if place is not None and place < len(row) else ""


def columns_of(names: Iterable[str]) -> dict[Role, int]:
    """Return which column holds what by their names; of several the one whose name says it best.

    ``Time`` without a date beside it holds both; beside a column of both it is how long a call took.
    """
    best: dict[Role, tuple[int, int]] = {}
    for place, name in enumerate(names):
        role, rank = ranked_role_of(name)
        if role is not None and (rank, place) < best.get(role, (rank + 1, 0)):
            best[role] = (rank, place)
    found = {role: place for role, (_, place) in best.items()}
    if Role.START not in found:
        if Role.DATE in found and Role.TIME not in found:
            found[Role.START] = found.pop(Role.DATE)
        elif Role.TIME in found and Role.DATE not in found:
            found[Role.START] = found.pop(Role.TIME)
    elif Role.TIME in found and Role.DATE not in found and Role.DURATION not in found:
        found[Role.DURATION] = found.pop(Role.TIME)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


_DATE_LIKE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{8,}|\d{1,2}[-/ ][a-zA-Zéû]{3,9}\.?[-/ ]\d{2,4}|\d{1,2}\s+\w{3,9}\.?\s+\d{4}|"
    r"[a-zA-Z]{3,9}\.?\s+\d{1,2},?\s+\d{4}"
)
_DAY_MONTH = re.compile(r"\s*\D{0,12}(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{2,4}")
_OFFSET = re.compile(r"\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_LAST_MONTH = 12
_MOSTLY = 0.8
_QUARTER_MINUTES = 15
_MOST_STEPS = 300
_WEEKDAYS = {
    name: number
    for number, names in enumerate(("mon lun lundi", "tue mar mardi", "wed mer mercredi", "thu jeu jeudi", "fri ven vendredi"))
    for name in names.split()
} | {"sat": 5, "sam": 5, "samedi": 5, "sun": 6, "dim": 6, "dimanche": 6}
_WEEKDAY = re.compile(rf"\s*({'|'.join(_WEEKDAYS)})[a-z]*\.?,?\s+\d{{1,2}}[-/.]")
_FALLING, _FEWEST_FALLS = 3, 2
"""Rows are written when calls end: some begin before the one above them in any log, most only where the newest is first."""


def is_date(text: str) -> bool:
    """Whether a cell holds a date in any order, or seconds since 1970."""
    text = text.strip()
    if epoch_in(text) is not None:
        return True
    if not _DATE_LIKE.search(text):
        return False
    return any(not isinstance(wall_in(text, order), Reason) for order in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST))


def form_of(
    texts: Sequence[str], hints: Sequence[tuple[str, float]] = (), zone_minutes: Callable[[datetime], int] | None = None
) -> TimeForm:
    """Return how times are written.

    ``hints`` pair a time as written with the same moment in seconds since 1970, ``zone_minutes`` gives the town's offset at a wall time:
    from both follows whether the log keeps the town's time or UTC.
    """
    texts = [text for text in texts if text.strip()]
    if texts and sum(1 for text in texts if epoch_in(text.strip()) is not None) >= _MOSTLY * len(texts):
        return TimeForm(base=TimeBase.EPOCH)
    if texts and sum(1 for text in texts if _OFFSET.search(text.strip())) >= _MOSTLY * len(texts):
        return TimeForm(base=TimeBase.OFFSET, order=_order(texts)[0])
    order, is_sure = _order(texts)
    return TimeForm(base=_base(hints, order, zone_minutes), order=order, is_sure=is_sure, is_newest_first=_is_falling(texts, order))


def _is_falling(texts: Sequence[str], order: DayOrder) -> bool:
    """Whether times mostly fall from row to row."""
    walls = [wall for text in texts[:_MOST_STEPS] if not isinstance(wall := wall_in(text.strip(), order), Reason)]
    plain = [wall.replace(tzinfo=None) for wall in walls]
    falls = sum(1 for one, other in pairwise(plain) if other < one)
    rises = sum(1 for one, other in pairwise(plain) if other > one)
    return falls > _FALLING * rises and falls >= _FEWEST_FALLS


def _order(texts: Sequence[str]) -> tuple[DayOrder, bool]:
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _DAY_MONTH.match(text))]
    if not pairs:
        return DayOrder.YEAR_FIRST, True
    late_first = sum(1 for first, _ in pairs if first > _LAST_MONTH)
    late_second = sum(1 for _, second in pairs if second > _LAST_MONTH)
    if late_first or late_second:
        return (DayOrder.DAY_FIRST if late_first >= late_second else DayOrder.MONTH_FIRST), True
    # Within a log days change far more often than months do.
    firsts, seconds = len({first for first, _ in pairs}), len({second for _, second in pairs})
    return (DayOrder.MONTH_FIRST if seconds > firsts + 1 else DayOrder.DAY_FIRST), False


def made_sure(form: TimeForm, texts: Sequence[str], now: datetime | None) -> TimeForm:
    """Return a form whose order of day and month is open as days of the week and the moment of reading tell it, if one does.

    ``now`` is the town's wall time: a log tells of no call that is still to come.
    """
    if form.is_sure:
        return form
    orders = (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
    for holds in (_is_that_weekday, _is_past(now)):
        fitting = [order for order in orders if all(holds(text, wall) for text in texts for wall in _read_as(text, order))]
        if len(fitting) == 1:
            return replace(form, order=fitting[0], is_sure=True)
    return form


def _read_as(text: str, order: DayOrder) -> Iterator[datetime]:
    wall = wall_in(text.strip(), order)
    if not isinstance(wall, Reason):
        yield wall.replace(tzinfo=None)


def _is_that_weekday(text: str, wall: datetime) -> bool:
    """Whether a day has the name that stands before it, if one does."""
    found = _WEEKDAY.match(fold(text))
    return found is None or wall.weekday() == _WEEKDAYS[found[1]]


def _is_past(now: datetime | None) -> Callable[[str, datetime], bool]:
    return lambda _, wall: now is None or wall <= now + timedelta(days=1)


def _base(hints: Sequence[tuple[str, float]], order: DayOrder, zone_minutes: Callable[[datetime], int] | None) -> TimeBase:
    votes: Counter[TimeBase] = Counter()
    for text, epoch in hints:
        wall = wall_in(text.strip(), order)
        if isinstance(wall, Reason) or zone_minutes is None:
            continue
        ahead = round((wall - datetime(1970, 1, 1)).total_seconds() - epoch) / 60  # noqa: DTZ001 - wall time minus epoch is the offset
        local = zone_minutes(wall)
        if abs(ahead) <= _QUARTER_MINUTES < abs(local):
            votes[TimeBase.UTC] += 1
        elif abs(ahead - local) <= _QUARTER_MINUTES:
            votes[TimeBase.LOCAL] += 1
    return votes.most_common(1)[0][0] if votes else TimeBase.LOCAL
