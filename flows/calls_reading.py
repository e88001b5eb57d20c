"""A call log read into the store: calls, call-backs and how far it is, together in one transaction a batch, nothing twice."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from domain.call import Call, Leg, Way
from flows.calls_standing import Taking, Touched, restand, shares_of, stand, touch
from flows.wiring import Installation
from ingest.phone.faults import Rule, Skipped, Unreadable
from ingest.phone.lines import Lines
from ingest.phone.log import LogImport, LogOptions, LogReport, OpenedLog, Stream, Taken, rows_of
from ingest.phone.packed import fault_of
from ingest.phone.plan import Doubt, Plan
from ingest.phone.same import CLOCKS_APART, paired
from ingest.phone.source import LastLine, Place, Seen
from store import call_logs, calls
from store.call_logs import CallLog, Document, FaultyRow, LogState, Progress
from store.calls import CardState, NewCall

BATCH = 20_000
"""Rows kept in one transaction."""
_MOST_TOUCHED = 100_000
TOLD_EVERY = 5_000
"""Rows between two words on how far it is."""
STILL_TO_CALL = timedelta(days=31)
"""Calls that are older than the newest of their log by more are kept, and nobody is asked to return them or to complete their cards."""
_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_LINES: TypeAdapter[Lines] = TypeAdapter(Lines)
_LEGS: TypeAdapter[tuple[Leg, ...]] = TypeAdapter(tuple[Leg, ...])

_USUAL, _SELDOM = gc.get_threshold(), (100_000, 50, 100)

Told = Callable[[int], None]
"""Is given how many bytes are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a log is read for good: its plan, and the town's lines as they were known when it was begun.

    ``carried`` are legs at the end of the log before it; of one that is read to its end, those at its own, for the log behind it.
    """

    plan: Plan
    lines: Lines
    carried: tuple[Leg, ...] = ()

    def dump(self) -> Document:
        """Return it as a document."""
        document = {"plan": _PLAN.dump_python(self.plan, mode="json"), "lines": _LINES.dump_python(self.lines, mode="json")}
        return document | ({"carried": _LEGS.dump_python(self.carried, mode="json")} if self.carried else {})

    @staticmethod
    def load(document: Document) -> "Manner | None":
        """Return what a document says, None where nothing was written yet."""
        if not document:
            return None
        return Manner(
            plan=_PLAN.validate_python(document["plan"]),
            lines=_LINES.validate_python(document["lines"]),
            carried=_LEGS.validate_python(document.get("carried", ())),
        )


class LogReading:
    """One log on its way into the store. ``since`` None: calls are put before people as far back as `STILL_TO_CALL` says."""

    def __init__(
        self, installation: Installation, log: CallLog, opened: OpenedLog, options: LogOptions, clock: Callable[[], datetime]
    ) -> None:
        self._installation = installation
        self.log = log
        self._opened = opened
        self._options = options
        self._clock = clock
        self._importing = LogImport(opened.lines, options)
        self._seen = Seen()
        self._ends = Place(byte=log.progress.resume, line=log.progress.resume_line)
        self._span = log.progress.span
        self._replay = _Replay(until=log.progress.ends)
        self._before = log.counts
        self._told_faults = 0
        self._kept_to = -1
        self._pieces = _Pieces()
        self.since: datetime | None = None
        self._is_alone = False
        """The town had no call when this log was begun: what it needs to know is all in the log."""
        self._touched: Touched = {}
        """Numbers whose call-backs are still to be written anew: of a whole log, all at once before it is done."""
        self._follows = log.digest is None
        if self._follows and log.progress.ends:
            with installation.database.read() as session:
                self._pieces.add(calls.rows_from(session, log.id, log.progress.resume_line))

    @property
    def ends(self) -> int:
        """Return the byte up to which whole records were read."""
        return self._ends.byte

    @property
    def report(self) -> LogReport:
        """Return what became of the rows so far."""
        return report_of(self._counts(), self._importing.report.unreadable)

    def carry(self, legs: Iterable[Leg]) -> None:
        """Go on with calls of which the first rows stand in the log before this one."""
        self._importing.carry(legs)

    @property
    def last_legs(self) -> tuple[Leg, ...]:
        """Return the legs of calls that may go on in the next log."""
        return self._importing.last_legs()

    def look_around(self) -> None:
        """Find out, before a whole log is read, whether its town has any other call."""
        with self._installation.database.read() as session:
            self._is_alone = not calls.any_of(session, self.log.town)

    def read(self, stream: Stream, last: LastLine, told: Told) -> int:
        """Read on to the end of what is there, keeping batch by batch, and return how many rows there were. Raises UnavailableError."""
        with _fewer_collections():
            return self._read(stream, last, told)

    def _read(self, stream: Stream, last: LastLine, told: Told) -> int:
        rows = 0
        for row in rows_of(stream, self._opened, replace(self._options, last=last, now=self._clock()), self._ends, self._seen):
            rows += 1
            if row.begins.byte < self._replay.until:
                self._replay.see(row.reading)
            self._importing.feed(row.reading, row.begins)
            self._ends = row.ends
            if rows % TOLD_EVERY == 0:
                told(self._ends.byte)
                if rows % BATCH == 0:
                    self._keep(self._importing.take_closed())
        if (fault := fault_of(stream)) is not None:
            # What could not be unpacked is a row of the log that nobody can read.
            self._importing.feed(Unreadable(line=self._ends.line, reason=fault), self._ends)
        told(self._ends.byte)
        return rows

    def keep_open(self, quiet_before: datetime | None, size: int) -> None:
        """Keep what was read of a log that grows; calls with a row after ``quiet_before`` wait, for further rows may belong to them."""
        taken = self._importing.take(quiet_before)
        if taken.calls or self._ends.byte != self._kept_to:
            self._keep(taken, size)
        # What is read from now on may be told by other logs, too.
        self._is_alone = False

    def finish(self, size: int) -> LogReport:
        """Keep what is left at the end of a log."""
        self._keep(self._importing.finish(), size)
        self._restand_touched()
        with self._installation.database.write() as session:
            call_logs.set_state(session, self.log.id, LogState.DONE, self._clock())
        return self.report

    # ---- one transaction

    def _keep(self, taken: Taken, size: int = 0) -> None:
        now = self._clock()
        fresh = [call for call in taken.calls if call.way is not Way.INTERNAL]
        renamed: list[tuple[str, str]] = []
        if self._follows:
            fresh, renamed = self._pieces.whole(fresh)
        resume = self._importing.resume(self._ends)
        if fresh:
            first, last = min(call.at for call in fresh), max(call.at for call in fresh)
            self._span = (min(first, self._span[0]), max(last, self._span[1])) if self._span else (first, last)
        self._importing.note(self._seen)
        counts = self._counts()
        progress = Progress(
            ends=max(self._ends.byte, self._replay.until), resume=resume.byte, resume_line=resume.line, size=size, span=self._span
        )
        with self._installation.database.write() as session:
            self._put_calls(session, fresh, renamed, taken)
            call_logs.add_faults(session, self.log.id, self._faults())
            call_logs.advance(session, self.log.id, progress, counts, now)
        self._kept_to = self._ends.byte
        if len(self._touched) > _MOST_TOUCHED:
            self._restand_touched()
        self._told_faults = len(self._importing.report.unreadable)
        if self._follows:
            self._pieces.add({call.key: call.lines for call in fresh})
            self._pieces.forget_before(resume.line)

    def _put_calls(self, session: Session, fresh: Sequence[Call], renamed: Sequence[tuple[str, str]], taken: Taken) -> None:
        if not fresh:
            if self._is_alone:
                stand(session, self._taking(), taken.call_backs)
            return
        for old, new in renamed:
            calls.rename(session, self.log.town, old, new)
        same = {} if self._is_alone else self._elsewhere(session, fresh)
        new_calls: list[NewCall] = []
        floor = self._floor()
        for call in fresh:
            known = same.get(call.key)
            if known is not None and known != call.key:
                calls.fill(session, self.log.town, known, call)
            else:
                new_calls.append(NewCall(call=call, card=self._card(call, floor)))
        calls.put(session, self.log.town, self.log.id, new_calls)
        if self._is_alone:
            stand(session, self._taking(), taken.call_backs)
            return
        touch(self._touched, fresh)
        if self._follows:
            # Where reading stops, it goes on behind this: nothing may be left for later.
            self._restand_in(session)

    def _restand_in(self, session: Session) -> None:
        for share in shares_of(self._touched):
            restand(session, self._taking(), share)
        self._touched = {}

    def _restand_touched(self) -> None:
        """Write call-backs anew, a share in a transaction: a log that is cut short here is read again from its beginning."""
        for share in shares_of(self._touched):
            with self._installation.database.write() as session:
                restand(session, self._taking(), share)
        self._touched = {}

    def _elsewhere(self, session: Session, fresh: Sequence[Call]) -> dict[str, str]:
        """Return, by key, the calls that another export has told of already, with the key they have there."""
        apart = timedelta(seconds=CLOCKS_APART)
        first, last = min(call.at for call in fresh), max(call.at for call in fresh)
        export = replace(self.log, layout=self._opened.plan.layout.value).export
        known: dict[tuple[Way, str | None], list[Call]] = {}
        for call in calls.elsewhere(session, self.log.town, export, first - apart, last + apart):
            known.setdefault((call.way, call.outside), []).append(call)
        if not known:
            return {}
        by_side: dict[tuple[Way, str | None], list[Call]] = {}
        for call in fresh:
            if (call.way, call.outside) in known:
                by_side.setdefault((call.way, call.outside), []).append(call)
        return {new: old for side, some in by_side.items() for new, old in paired(some, known[side]).items()}

    def _card(self, call: Call, floor: datetime) -> CardState | None:
        if not self._importing.is_card(call):
            return None
        return CardState.OPEN if call.at >= floor else CardState.PAST

    def _floor(self) -> datetime:
        """Return since when calls are put before people."""
        if self.since is not None:
            return self.since
        newest = self._opened.detection.last
        known = self._span[1] if self._span is not None else None
        return max((moment for moment in (newest, known) if moment is not None), default=self._clock()) - STILL_TO_CALL

    def _taking(self) -> Taking:
        return Taking(town=self.log.town, zone=self._options.zone, repeats=self._options.repeats, floor=self._floor())

    def _faults(self) -> list[FaultyRow]:
        found = self._importing.report.unreadable[self._told_faults :]
        return [FaultyRow(line=one.line, reason=one.reason.value, value=one.value) for one in found]

    def _counts(self) -> Document:
        """Return what became of the rows: of those before, and of those read now, without the ones that were read a second time."""
        counts = counts_of(self._importing.report)
        return _sum(self._before, _less(counts, self._replay.counts))


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Let the collector of cycles look less often while the block runs: a log makes millions of small things and no cycle among them."""
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)


class _Replay:
    """Rows that were read and counted before a stop, and are read again because calls they belong to were still open."""

    def __init__(self, until: int) -> None:
        self.until = until
        self.counts: Document = {"rows": 0, "unreadable": 0, "ignored": {}}

    def see(self, reading: object) -> None:
        """Count a row that was counted before."""
        self.counts["rows"] += 1
        if isinstance(reading, Unreadable):
            self.counts["unreadable"] += 1
        elif isinstance(reading, Skipped):
            ignored = self.counts["ignored"]
            ignored[reading.rule.value] = ignored.get(reading.rule.value, 0) + 1


class _Pieces:
    """Which row belongs to which kept call, as far back as rows may be read again.

    A call whose first rows lie before the place of reading on would come out as another call; and one may turn out to have begun earlier.
    """

    def __init__(self) -> None:
        self._keys: dict[int, str] = {}
        self._lines: dict[str, frozenset[int]] = {}

    def add(self, kept: dict[str, tuple[int, ...]]) -> None:
        for key, lines in kept.items():
            self._lines[key] = frozenset(lines)
            self._keys |= dict.fromkeys(lines, key)

    def forget_before(self, line: int) -> None:
        gone = [key for key, lines in self._lines.items() if max(lines) < line]
        for key in gone:
            for one in self._lines.pop(key):
                if self._keys.get(one) == key:
                    del self._keys[one]

    def whole(self, fresh: Sequence[Call]) -> tuple[list[Call], list[tuple[str, str]]]:
        """Return the calls that are to be kept, and which kept ones get another key by them."""
        found: list[Call] = []
        renamed: list[tuple[str, str]] = []
        for call in fresh:
            lines = frozenset(call.lines)
            others = {key for line in call.lines if (key := self._keys.get(line)) is not None}
            if any(lines < self._lines[key] for key in others):
                continue
            renamed += ((key, call.key) for key in others if key != call.key and self._lines[key] <= lines)
            found.append(call)
        return found, renamed


def counts_of(report: LogReport) -> Document:
    """Return the numbers of a report as a document."""
    return {
        "rows": report.rows,
        "drafts": report.drafts,
        "cards": report.cards,
        "joined": report.joined,
        "internal": report.internal,
        "outgoing": report.outgoing,
        "ignored": {rule.value: count for rule, count in report.ignored.items() if count},
        "unreadable": report.unreadable_count,
        "doubts": {doubt.value: count for doubt, count in report.doubts.items() if count},
    }


def report_of(counts: Document, unreadable: Iterable[Unreadable] = ()) -> LogReport:
    """Return a document of numbers as a report."""
    return LogReport(
        rows=counts.get("rows", 0),
        drafts=counts.get("drafts", 0),
        cards=counts.get("cards", 0),
        joined=counts.get("joined", 0),
        internal=counts.get("internal", 0),
        outgoing=counts.get("outgoing", 0),
        ignored=Counter({Rule(rule): count for rule, count in counts.get("ignored", {}).items()}),
        unreadable_count=counts.get("unreadable", 0),
        unreadable=list(unreadable),
        doubts=Counter({Doubt(doubt): count for doubt, count in counts.get("doubts", {}).items()}),
    )


def _sum(one: Document, other: Document, sign: int = 1) -> Document:
    """Return two documents of numbers added up, name by name."""
    names = dict.fromkeys((*one, *other))
    return {name: _added(one.get(name, 0), other.get(name, 0), sign) for name in names}


def _added(one: Any, other: Any, sign: int) -> Any:  # Any: a number, or a document of them
    if isinstance(one, dict) or isinstance(other, dict):
        return _sum(one or {}, other or {}, sign)
    return one + sign * other


def _less(one: Document, other: Document) -> Document:
    return _sum(one, other, -1)
