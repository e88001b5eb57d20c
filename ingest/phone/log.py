"""A call log from its bytes to its calls: one way in for upload, watched folder and a file that grows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.call import Call, CallBack, CallEnd, Leg, Way
from ingest.phone.callbacks import UNANSWERED, CallBackBook, Repeats
from ingest.phone.calls import CallJoiner
from ingest.phone.detect import Detection, detection_of, needs_rows_above, plan_of, timed
from ingest.phone.faults import Rule, Unreadable
from ingest.phone.lines import Lines, inferred
from ingest.phone.mapping import ColumnMapping, MappingFault, plan_from
from ingest.phone.plan import Doubt, LayoutName, Plan, Reading, cell
from ingest.phone.records import Manner, Row, read_rows, sample_legs, with_documents
from ingest.phone.source import LastLine, Place, Seen, text_of
from ingest.phone.survey import HEAD_BYTES, TAIL_BYTES, Survey, survey
from ingest.phone.words import Role

LISTED = 10_000
"""Unreadable rows that a report lists; of more it keeps the number."""
CARRIED = timedelta(minutes=15)
"""A call whose rows stand in two logs ended so shortly before the first log did, for its rows come together."""
_MOST_CARRIED = 500
ABOVE_BYTES = 64 * 1024
"""So much is read again above a place for the day it is there: some pages of a printed log."""
_BACK_SECONDS = 300
"""Rows are written as calls end or as they begin: none ended minutes before the one above it began, but by a clock that was set back."""
_AHEAD_SECONDS = 3600


class Stream(Protocol):
    """An open binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a byte."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """How logs of a town are read. ``now`` is the moment of reading: what is dated later is said to be."""

    zone: ZoneInfo
    lines: Lines = field(default_factory=Lines)
    repeats: Repeats = field(default_factory=Repeats)
    last: LastLine = LastLine.READ
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLog:
    """A log that is known well enough to be read. ``lines`` are the town's, with what the log shows of them where nothing was said."""

    plan: Plan
    found: Survey
    detection: Detection
    lines: Lines

    @property
    def is_sure(self) -> bool:
        """Whether a log of objects or elements can be nothing but one: they say how long, which way or how it ended, and hold no prose.

        A note of a call, a request made in a form has dates and numbers as well.
        """
        known, sample = self.plan.columns, self.found.sample
        if self.plan.layout is LayoutName.GUESSED or not _HOW_LONG & known.keys() or not _HOW & known.keys():
            return self.plan.layout in (LayoutName.FREESWITCH_JSON, LayoutName.FREESWITCH_XML)
        if any(cell(row, known.get(Role.NOTE)) for row in sample.records):
            return False  # what was asked: somebody wrote it down
        told = {known[role] for role in _TOLD if role in known}
        return not any(_is_prose([row[place] for row in sample.records]) for place in range(len(sample.names)) if place not in told)


_HOW_LONG = frozenset({Role.DURATION, Role.TALK, Role.RING, Role.ANSWER})
_HOW = frozenset({Role.WAY, Role.STATUS, Role.TRUNK_IN})
_TOLD = (Role.APP_DATA, Role.TRANSCRIPT)
_WORDS_OF_PROSE = 8


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether what stands in a column is mostly sentences."""
    filled = [one for one in cells if one.strip()]
    long = sum(1 for one in filled if sum(any(map(str.isalpha, word)) for word in one.split()) >= _WORDS_OF_PROSE)
    return bool(filled) and 2 * long >= len(filled)


def open_log(stream: Stream, options: LogOptions, plan: Plan | None = None) -> OpenedLog | None:
    """Return what a log is, None where it is no call log that anything here can read.

    ``plan`` is how it was read before: a log that grows is read on by the plan with which it was begun.
    """
    head, tail = _ends(stream)
    found = with_documents(survey(head, tail, cuts=plan.cuts if plan is not None else (), last=options.last))
    known = plan if plan is not None else plan_of(found, options.zone, options.now)
    return _opened(known, found, options) if known is not None else None


def open_mapped(stream: Stream, options: LogOptions, mapping: ColumnMapping) -> OpenedLog | tuple[MappingFault, ...]:
    """Return a log as an administrator's mapping reads it, or what of the mapping does not fit the log."""
    head, tail = _ends(stream)
    found = with_documents(survey(head, tail, mapping.separator, mapping.cuts, options.last))
    plan = plan_from(mapping, found.sample)
    if not isinstance(plan, Plan):
        return plan
    timed_plan = timed(plan, found.sample, options.zone, options.now)
    form = replace(timed_plan.form, base=mapping.base or timed_plan.form.base, order=mapping.order or timed_plan.form.order)
    return _opened(replace(timed_plan, form=form), found, options)


def _opened(plan: Plan, found: Survey, options: LogOptions) -> OpenedLog:
    legs = sample_legs(plan, found, options.zone, options.now)
    return OpenedLog(plan=plan, found=found, detection=detection_of(plan, found, legs), lines=inferred(options.lines, legs))


def _ends(stream: Stream) -> tuple[bytes, bytes]:
    """Return the first bytes of a log and, where it is longer, its last."""
    stream.seek(0)
    head = _read(stream, HEAD_BYTES)
    size = stream.seek(0, 2)
    tail = b""
    if size > HEAD_BYTES + TAIL_BYTES:
        stream.seek(size - TAIL_BYTES)
        tail = _read(stream, TAIL_BYTES)
    stream.seek(0)
    return head, tail


def _read(stream: Stream, size: int) -> bytes:
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def rows_of(stream: Stream, log: OpenedLog, options: LogOptions, start: Place | None = None, seen: Seen | None = None) -> Iterator[Row]:
    """Yield what each row of a log says, from a place on, in flat memory.

    With `LastLine.AWAITED` a last line without end is left: the last row's ``ends`` is where to go on when the file has grown.
    ``seen`` is told of odd bytes on the way; see `LogImport.note`.
    """
    begins = start or Place()
    above = _above(stream, log, begins.byte) if needs_rows_above(log.plan) else ()
    stream.seek(begins.byte)
    how = Manner(plan=log.plan, found=log.found, zone=options.zone, last=options.last, until=options.now, above=above)
    return read_rows(stream, how, begins, seen if seen is not None else Seen())


def _above(stream: Stream, log: OpenedLog, byte: int) -> tuple[str, ...]:
    """Return the lines above a place, as many as tell which day it is there."""
    first = max(0, byte - ABOVE_BYTES)
    stream.seek(first)
    lines = text_of(_read(stream, byte - first), log.found.encoding).splitlines()
    return tuple(lines[1:] if first else lines)


@dataclass(slots=True)
class LogReport:
    """What became of a log's rows: each is in exactly one of these.

    ``drafts`` are call-backs due, ``cards`` answered calls of the reception; a row joined to another call is a further leg of it, a further
    unanswered call of a call-back, or a call that was there before. ``unreadable`` lists the first rows that could not be read.
    """

    rows: int = 0
    drafts: int = 0
    cards: int = 0
    joined: int = 0
    internal: int = 0
    outgoing: int = 0
    ignored: Counter[Rule] = field(default_factory=Counter)
    unreadable_count: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    doubts: Counter[Doubt] = field(default_factory=Counter)
    """How many rows gave rise to a doubt."""

    @property
    def outcomes(self) -> int:
        """Return how many rows have an outcome."""
        counted = self.drafts + self.cards + self.joined + self.internal + self.outgoing
        return counted + self.ignored.total() + self.unreadable_count

    @property
    def open_rows(self) -> int:
        """Return how many rows are of calls that further rows may belong to: of a log that grows, those of its last hours."""
        return max(0, self.rows - self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a log's rows made: calls that are new or have grown, call-backs that are new or stand otherwise."""

    calls: tuple[Call, ...]
    call_backs: tuple[CallBack, ...]


class LogImport:
    """Makes calls and call-backs of readings as they come, and keeps count. Holds only what may still change."""

    def __init__(self, lines: Lines, options: LogOptions) -> None:
        self._lines = lines
        self._now = options.now.timestamp() + _AHEAD_SECONDS if options.now is not None else None
        self._joiner = CallJoiner(lines)
        self.book = CallBackBook(options.zone, options.repeats)
        self.report = LogReport()
        self._last = 0.0
        self._earlier = self._set_back = 0
        """Rows of calls that began before the one above; those of them that ended before it."""
        self._calls: list[Call] = []

    def feed(self, reading: Reading, place: Place | None = None) -> None:
        """Take what a row says; ``place`` is where it begins."""
        report = self.report
        report.rows += 1
        if isinstance(reading, Leg):
            second = reading.at.timestamp()
            if second < self._last or (self._now is not None and second > self._now):
                self._look(reading, second)
            self._last = second
            for call in self._joiner.feed(reading, place, second):
                self._close(call)
        elif isinstance(reading, Unreadable):
            report.unreadable_count += 1
            if len(report.unreadable) < LISTED:
                report.unreadable.append(reading)
        else:
            report.ignored[reading.rule] += 1

    def carry(self, legs: Iterable[Leg]) -> None:
        """Take legs that stand at the end of the log before this one; see `CallJoiner.carry`."""
        self._joiner.carry(legs)

    def last_legs(self) -> tuple[Leg, ...]:
        """Return the legs of calls that may go on in the next log: those that ended shortly before the last row."""
        since = datetime.fromtimestamp(self._last, UTC) - CARRIED
        found = (leg for leg in self._joiner.open_legs if leg.at + timedelta(seconds=leg.ring_s + leg.talk_s) >= since)
        return tuple(islice(found, _MOST_CARRIED))

    def note(self, seen: Seen) -> None:
        """Note in the report what was odd about the bytes."""
        self.report.doubts[Doubt.NUL_BYTES] = seen.nul_lines
        self.report.doubts[Doubt.MIXED_ENCODING] = min(seen.utf8_lines, seen.other_lines)

    def take(self, quiet_before: datetime | None = None) -> Taken:
        """Return what is new since last time, open calls included; see `CallJoiner.changed`."""
        opened = self._joiner.changed(quiet_before)
        for call in opened:
            self.book.feed(call)
        calls, self._calls = (*self._calls, *opened), []
        return Taken(calls=calls, call_backs=tuple(self.book.changed()))

    def take_closed(self) -> Taken:
        """Return what is new since last time of calls that cannot grow any more: for files that are read once, from end to end."""
        calls, self._calls = tuple(self._calls), []
        return Taken(calls=calls, call_backs=tuple(self.book.changed()))

    def finish(self) -> Taken:
        """Return what is left at the end of the file; from then on every row has its outcome in the report."""
        for call in self._joiner.finish():
            self._close(call)
        calls, self._calls = tuple(self._calls), []
        call_backs = tuple(self.book.finish())
        settled, report = self.book.settled, self.report
        report.drafts += settled.drafts
        report.joined += settled.joined + self._joiner.repeated
        report.ignored += settled.closed
        return Taken(calls=calls, call_backs=call_backs)

    def resume(self, ends: Place) -> Place:
        """Return where to read on after a stop, given where reading has come to: before the first row of a call that may still grow."""
        oldest = self._joiner.oldest
        return oldest if oldest is not None and oldest.byte < ends.byte else ends

    def is_card(self, call: Call) -> bool:
        """Whether an answered call becomes a call card."""
        return is_card(call, self._lines)

    def _look(self, leg: Leg, second: float) -> None:
        """Count what is odd about a row's time."""
        if second < self._last:
            self._earlier += 1
            self._set_back += self._last - second - leg.ring_s - leg.talk_s > _BACK_SECONDS
            # A log that begins with its newest row goes back at each.
            is_forward = 2 * self._earlier <= self.report.rows
            self.report.doubts[Doubt.CLOCK_BACK] = self._set_back if is_forward else 0
        if self._now is not None and second > self._now:
            self.report.doubts[Doubt.FUTURE] += 1

    def _close(self, call: Call) -> None:
        """Count a call that cannot grow any more: its first row has its outcome, the others are joined to it."""
        report = self.report
        self._calls.append(call)
        self.book.feed(call)
        report.joined += len(call.lines) - 1
        if call.way is Way.INTERNAL:
            report.internal += 1
        elif call.way is Way.OUT:
            report.outgoing += 1
        elif call.end is CallEnd.FAX:
            report.ignored[Rule.FAX] += 1
        elif call.end in UNANSWERED:
            if call.outside is None:
                report.ignored[Rule.HIDDEN] += 1
        elif is_card(call, self._lines):
            report.cards += 1
        else:
            report.ignored[Rule.OTHER_LINE] += 1


def is_card(call: Call, lines: Lines) -> bool:
    """Whether a call becomes a call card: one from outside, answered on a line of the reception."""
    return call.way is Way.IN and call.end is CallEnd.ANSWERED and lines.is_reception(call.line)
