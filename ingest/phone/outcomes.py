"""What becomes of each row of a log, one by one: for people who try how a sample is understood."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.call import Call, CallBack, CallBackState, CallEnd, Way
from ingest.phone.callbacks import UNANSWERED
from ingest.phone.faults import Rule, Unreadable
from ingest.phone.log import LogImport, LogOptions, OpenedLog
from ingest.phone.plan import Reading
from ingest.phone.records import Row

_ABOVE = frozenset({Rule.HEADER, Rule.BLANK})


class Fate(StrEnum):
    """What becomes of a row (devenir d'une ligne)."""

    CALL_BACK = "call_back"
    CARD = "card"
    JOINED = "joined"
    """It belongs to a call, or to the calls of a number on a day, that an earlier row began."""
    INTERNAL = "internal"
    OUTGOING = "outgoing"
    IGNORED = "ignored"
    UNREADABLE = "unreadable"
    OPEN = "open"
    """It is of a call that further rows of a log that grows may belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A row with what it says and what becomes of it. ``rule`` is why it is ignored; ``line`` its first line in the file, from 1.

    ``call`` is the whole call it belongs to, ``first`` the line with which that call, or the call-back, begins.
    """

    line: int
    reading: Reading
    fate: Fate
    rule: Rule | None = None
    call: Call | None = None
    first: int | None = None


def outcomes(rows: Iterable[Row], log: OpenedLog, options: LogOptions) -> tuple[Outcome, ...]:
    """Return what becomes of rows as though they were all there is; those of names and blank ones above the calls are left out."""
    importing = LogImport(log.lines, options)
    seen: list[Reading] = []
    for row in rows:
        importing.feed(row.reading, row.begins)
        seen.append(row.reading)
    taken = importing.finish()
    calls = {line: call for call in taken.calls for line in call.lines}
    backs = _Backs(taken.call_backs, options.zone)
    return tuple(_outcomes(seen, calls, backs, importing.is_card))


class _Backs:
    """Call-backs by the number and day of their calls."""

    def __init__(self, call_backs: Iterable[CallBack], zone: ZoneInfo) -> None:
        self._zone = zone
        # One that is given anew stands as it was given last.
        self._found = {(one.number, one.day): one for one in call_backs}

    def of(self, call: Call) -> CallBack | None:
        return self._found.get((call.outside or "", self._day(call.at)))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()


def _outcomes(seen: Iterable[Reading], calls: dict[int, Call], backs: _Backs, is_card: Callable[[Call], bool]) -> Iterator[Outcome]:
    told: set[int] = set()
    for reading in seen:
        line = reading.line
        if isinstance(reading, Unreadable):
            yield Outcome(line=line, reading=reading, fate=Fate.UNREADABLE)
        elif (call := calls.get(line)) is None:
            rule = getattr(reading, "rule", None)
            if rule not in _ABOVE:
                # A row that another export in the same file has told already has no call of its own.
                yield Outcome(line=line, reading=reading, fate=Fate.JOINED if rule is None else Fate.IGNORED, rule=rule)
        elif call.lines[0] != line or line in told:
            yield Outcome(line=line, reading=reading, fate=Fate.JOINED, call=call, first=call.lines[0])
        else:
            told.add(line)
            yield _of_call(reading, call, backs, is_card=is_card(call))


def _of_call(reading: Reading, call: Call, backs: _Backs, *, is_card: bool) -> Outcome:
    """Return what becomes of the row with which a call begins."""
    line = reading.line

    def ignored(rule: Rule) -> Outcome:
        return Outcome(line=line, reading=reading, fate=Fate.IGNORED, rule=rule, call=call)

    if call.way is not Way.IN:
        fate = Fate.INTERNAL if call.way is Way.INTERNAL else Fate.OUTGOING
        return Outcome(line=line, reading=reading, fate=fate, call=call)
    if call.end is CallEnd.FAX:
        return ignored(Rule.FAX)
    if call.end in UNANSWERED:
        back = backs.of(call)
        if call.outside is None or back is None:
            return ignored(Rule.HIDDEN)
        if back.state is not CallBackState.DUE:
            return ignored(Rule.CALLED_BACK if back.state is CallBackState.CALLED_BACK else Rule.ANSWERED_LATER)
        first = back.calls[0].lines[0] if back.calls else line
        fate = Fate.CALL_BACK if first == line else Fate.JOINED
        return Outcome(line=line, reading=reading, fate=fate, call=call, first=first if first != line else None)
    return Outcome(line=line, reading=reading, fate=Fate.CARD, call=call) if is_card else ignored(Rule.OTHER_LINE)
