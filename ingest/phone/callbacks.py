"""Calls as call-backs: the unanswered ones of a number on a day, and what has closed them."""

from bisect import insort
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.call import Call, CallBack, CallBackState, CallEnd, Way
from ingest.phone.faults import Rule

HORIZON = timedelta(days=14)
"""How long a call-back is held open here; one that is closed later still can be closed where it is kept."""
MOST_NUMBERS = 100_000
_MOST_ANSWERS = 32
_LOOKED_SHARE = 0.02
_QUARTER = 900
_MOST_QUARTERS = 10_000
_MOST_TIMES = 200
UNANSWERED = frozenset({CallEnd.MISSED, CallEnd.BUSY, CallEnd.FAILED, CallEnd.VOICEMAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """From when on a caller is one to look into (appels répétés): ``calls`` within ``within``, or ``calls_a_day`` on one day."""

    calls: int = 10
    within: timedelta = timedelta(hours=1)
    calls_a_day: int = 20


# Most numbers are only ever answered: they share what they do not have.
_NO_CALLS: dict[date, dict[str, Call]] = {}
_NO_DAYS: frozenset[date] = frozenset()


class _Number:
    """What is known of one number: its unanswered calls by day, when it was talked to, and all its calls by day."""

    __slots__ = ("answers", "changed", "missed", "second", "times")

    def __init__(self) -> None:
        self.missed = _NO_CALLS
        self.answers: list[tuple[float, str, CallBackState, Call]] = []
        self.times: dict[date, list[float]] = {}
        self.changed = _NO_DAYS
        self.second = 0.0


@dataclass(slots=True)
class Settled:
    """What became of the rows of unanswered calls: ``drafts`` call-backs due, ``joined`` their further calls, ``closed`` rows by rule."""

    drafts: int = 0
    joined: int = 0
    closed: Counter[Rule] = field(default_factory=Counter)


class CallBackBook:
    """Keeps the call-backs of the last days as calls come, in any order of time; a call given anew replaces what it was."""

    def __init__(self, zone: ZoneInfo, repeats: Repeats | None = None, horizon: timedelta = HORIZON) -> None:
        self._zone = zone
        self._repeats = repeats or Repeats()
        self._horizon = horizon.total_seconds()
        self._quiet = self._horizon * _LOOKED_SHARE
        self._numbers: OrderedDict[str, _Number] = OrderedDict()
        self._touched: dict[str, None] = {}
        """Numbers with changes that were not yet given."""
        self._left: list[CallBack] = []
        self._days: dict[int, date] = {}
        self._looked = 0.0
        """The moment of the call at which numbers were last let go."""
        self.settled = Settled()

    def feed(self, call: Call) -> None:
        """Take a call. Internal ones, faxes, those with a withheld number and vain ones to the outside leave no trace."""
        is_unanswered = call.end in UNANSWERED
        if call.outside is None or call.way is Way.INTERNAL or call.end is CallEnd.FAX or (is_unanswered and call.way is Way.OUT):
            return
        second = call.at.timestamp()
        # Not at every call: looking costs more than to hold numbers on.
        if not -self._quiet < second - self._looked < self._quiet or len(self._numbers) >= MOST_NUMBERS:
            self._forget(second)
        number = self._numbers.get(call.outside)
        if number is None:
            number = self._numbers[call.outside] = _Number()
        else:
            self._numbers.move_to_end(call.outside)
        number.second = second
        if call.way is Way.IN:
            self._note_time(number, self._day(call, second), second)
        if is_unanswered:
            self._miss(number, call, self._day(call, second))
        else:
            self._answer(number, call, second)
        if number.changed:
            self._touched[call.outside] = None
        if len(number.missed) > 1:
            self._forget_days(call.outside, number, second)

    def changed(self) -> list[CallBack]:
        """Return the call-backs that are new or stand otherwise than when they were last given."""
        found, self._left = self._left, []
        for name in self._touched:
            if (number := self._numbers.get(name)) is not None:
                found += self._changes(name, number)
        self._touched.clear()
        return sorted(found, key=_order)

    def finish(self) -> list[CallBack]:
        """Return what `changed` does, and count all call-backs as settled: no more calls come."""
        found, self._left = self._left, []
        for name, number in self._numbers.items():
            for day in number.missed:
                one = self._call_back(name, number, day)
                self._settle(one)
                if day in number.changed:
                    found.append(one)
        self._numbers.clear()
        self._touched.clear()
        return sorted(found, key=_order)

    def _day(self, call: Call, second: float) -> date:
        """Return the day a call was made, in the town's time; days change at full quarters of an hour."""
        quarter = int(second) // _QUARTER
        day = self._days.get(quarter)
        if day is None:
            if len(self._days) >= _MOST_QUARTERS:
                self._days.clear()
            day = self._days[quarter] = call.at.astimezone(self._zone).date()
        return day

    def _note_time(self, number: _Number, day: date, second: float) -> None:
        times = number.times.get(day)
        if times is None:
            number.times[day] = [second]
        elif len(times) < _MOST_TIMES and second not in times:
            insort(times, second)
        if len(number.times) > 1:
            for old in [one for one in number.times if one not in number.missed and one != day]:
                del number.times[old]

    def _miss(self, number: _Number, call: Call, day: date) -> None:
        if number.missed is _NO_CALLS:
            number.missed = {}
        number.missed.setdefault(day, {})[call.key] = call
        number.changed |= {day}

    def _answer(self, number: _Number, call: Call, second: float) -> None:
        state = CallBackState.CALLED_BACK if call.way is Way.OUT else CallBackState.ANSWERED_LATER
        for day, calls in number.missed.items():
            if calls.pop(call.key, None) is not None or any(one.at <= call.at for one in calls.values()):
                number.changed |= {day}
        entry = (second, call.key, state, call)
        if not number.answers:
            number.answers.append(entry)
            return
        number.answers = [one for one in number.answers if one[1] != call.key]
        is_earliest = bool(number.answers) and second < number.answers[0][0]
        insort(number.answers, entry, key=lambda one: one[:2])
        if len(number.answers) > _MOST_ANSWERS:
            # The ones far from where the log has come to are of no more use; logs may begin with the newest row.
            del number.answers[-1 if is_earliest else 0]

    def _changes(self, name: str, number: _Number) -> Iterator[CallBack]:
        for day in sorted(number.changed):
            if day in number.missed:
                yield self._call_back(name, number, day)
                if not number.missed[day]:
                    del number.missed[day]
        number.changed = _NO_DAYS

    def _call_back(self, name: str, number: _Number, day: date) -> CallBack:
        missed = number.missed[day].values()
        calls = tuple(missed) if len(missed) <= 1 else tuple(sorted(missed, key=lambda one: (one.at, one.key)))
        last = calls[-1].at.timestamp() if calls else 0.0
        closing = next((one for one in number.answers if one[0] > last), None)
        if closing is None and not calls and number.answers:
            closing = number.answers[-1]
        return CallBack(
            number=name,
            day=day,
            calls=calls,
            state=closing[2] if closing is not None else CallBackState.DUE,
            closed_by=closing[3] if closing is not None else None,
            is_repeated=is_repeated(number.times.get(day, []), self._repeats),
        )

    def _forget(self, second: float) -> None:
        """Let go of the numbers that are too far in time from a call."""
        self._looked = second
        while self._numbers:
            name, number = next(iter(self._numbers.items()))
            if abs(second - number.second) <= self._horizon and len(self._numbers) < MOST_NUMBERS:
                return
            self._left += self._changes(name, number)
            for day in number.missed:
                self._settle(self._call_back(name, number, day))
            del self._numbers[name]

    def _forget_days(self, name: str, number: _Number, second: float) -> None:
        for day, calls in list(number.missed.items()):
            if calls and all(abs(second - one.at.timestamp()) > self._horizon for one in calls.values()):
                found = self._call_back(name, number, day)
                if day in number.changed:
                    self._left.append(found)
                    number.changed -= {day}
                self._settle(found)
                del number.missed[day]

    def _settle(self, found: CallBack) -> None:
        if not found.calls:
            return
        if found.state is CallBackState.DUE:
            self.settled.drafts += 1
            self.settled.joined += len(found.calls) - 1
        else:
            rule = Rule.CALLED_BACK if found.state is CallBackState.CALLED_BACK else Rule.ANSWERED_LATER
            self.settled.closed[rule] += len(found.calls)


def _order(one: CallBack) -> tuple[float, str]:
    return (one.calls[0].at.timestamp() if one.calls else 0.0), one.number


def is_repeated(times: list[float], repeats: Repeats) -> bool:
    """Whether a number that called at those seconds, in order, of one day is one to look into."""
    if len(times) >= repeats.calls_a_day:
        return True
    if len(times) < repeats.calls:
        return False
    span, width = repeats.calls, repeats.within.total_seconds()
    return any(times[place + span - 1] - times[place] <= width for place in range(len(times) - span + 1))
