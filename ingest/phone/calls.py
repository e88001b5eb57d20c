"""Legs as calls: what a ring group, a queue, a transfer and the answering machine wrote of one call becomes one."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from domain.call import Call, CallEnd, Leg, Way
from ingest.phone.lines import Lines
from ingest.phone.source import Place

WINDOW = timedelta(hours=2)
"""The legs of a call begin within this time of each other: nobody is transferred longer after."""
MOST_OPEN = 20_000
_MOST_TOLD = 100_000
_RANK = {
    CallEnd.ANSWERED: 0,
    CallEnd.FAX: 1,
    CallEnd.VOICEMAIL: 2,
    CallEnd.MISSED: 3,
    CallEnd.BUSY: 4,
    CallEnd.FAILED: 5,
}
"""Which of its legs' ends is the call's: the lowest."""
_MACHINES = frozenset({CallEnd.VOICEMAIL, CallEnd.FAX})
_COVERED_S = 2
_WAYS = (Way.IN, Way.OUT, Way.INTERNAL)
_KEY_BYTES = 12
_LOOKED_SHARE = 0.05
_SHORTEST_OUTSIDE = 6
_NONE: tuple[Call, ...] = ()
_CARRIED = 0
"""Line of a leg that stands in the log before this one."""


class _Open:
    """A call whose legs may not all have come. ``place`` None: all its legs so far stand in the log before this one."""

    __slots__ = ("is_changed", "legs", "ordinal", "place", "second", "tokens")

    def __init__(self, leg: Leg, second: float, place: Place | None, ordinal: int) -> None:
        self.legs = [leg]
        self.second = second
        self.place = place
        self.ordinal = ordinal
        self.tokens: list[object] = []
        self.is_changed = place is not None


class CallJoiner:
    """Joins legs as they come, in any order of time, holding only those of the last hours."""

    def __init__(self, lines: Lines, window: timedelta = WINDOW) -> None:
        self._lines = lines
        self._window = window.total_seconds()
        self._quiet = self._window * _LOOKED_SHARE
        self._open: OrderedDict[int, _Open] = OrderedDict()
        self._by_token: dict[object, _Open] = {}
        self._told: OrderedDict[str, None] = OrderedDict()
        self._looked = 0.0
        """The moment of the row at which calls were last closed."""
        self.repeated = 0
        """Rows of calls that were given before: a file that holds another export's rows again."""

    def feed(self, leg: Leg, place: Place | None = None, second: float | None = None) -> Sequence[Call]:
        """Take a leg and return the calls that are complete by now.

        ``place`` is where its row begins, ``second`` its moment since 1970 where that is known already.
        """
        second = leg.at.timestamp() if second is None else second
        # Not at every row: that a call is held a little longer costs less than to look.
        is_quiet = -self._quiet < second - self._looked < self._quiet and len(self._open) < MOST_OPEN
        done = _NONE if is_quiet else self._left(second)
        self._take(leg, place or Place(), second)
        return done

    def carry(self, legs: Iterable[Leg]) -> None:
        """Take legs of calls that were still open where the log before this one ended: further legs of theirs may stand in this one.

        The calls they make alone are given already.
        """
        for leg in legs:
            self._take(replace(leg, line=_CARRIED), None, leg.at.timestamp())

    @property
    def open_legs(self) -> Iterator[Leg]:
        """Yield the legs of the calls that may still grow."""
        for one in self._open.values():
            yield from one.legs

    def _take(self, leg: Leg, place: Place | None, second: float) -> None:
        own = _tokens(leg, second)
        by_token = self._by_token
        if len(own) == 1 and own[0] not in by_token:
            # Most rows are a call each.
            into = _Open(leg, second, place, 0)
            self._open[id(into)] = by_token[own[0]] = into
            into.tokens = own
            return
        known = [by_token[token] for token in own if token in by_token]
        ordinal = 0
        if known and leg.call_id is None and leg.linked_id is None and _is_another(known[0], leg):
            ordinal, known = known[0].ordinal + 1, []
        if not known:
            into = _Open(leg, second, place, ordinal)
            self._open[id(into)] = into
        else:
            into = known[0]
            into.legs.append(leg)
            if place is not None:
                into.is_changed = True
                into.place = into.place or place
            for other in known[1:]:
                self._merge(into, other)
        for token in own:
            by_token[token] = into
        into.tokens += own

    def changed(self, quiet_before: datetime | None = None) -> list[Call]:
        """Return the calls that are new or have grown since they were last given, and may still grow.

        Those whose last row began after ``quiet_before`` are left for the next time.
        """
        found = []
        for one in self._open.values():
            if one.is_changed and (quiet_before is None or all(leg.at <= quiet_before for leg in one.legs)):
                one.is_changed = False
                found.append(call_of(one.legs, self._lines, one.ordinal))
        return found

    def finish(self) -> list[Call]:
        """Return the calls that were still open."""
        return [call for one in list(self._open.values()) if (call := self._closed(one)) is not None]

    @property
    def oldest(self) -> Place | None:
        """Return where the first row of a call begins that may still grow: reading on from there misses none of its legs."""
        return min((one.place for one in self._open.values() if one.place is not None), default=None)

    def _left(self, second: float) -> list[Call]:
        """Close the calls that are too far in time from a row to have a part in it; return them."""
        done: list[Call] = []
        self._looked = second
        while self._open:
            first = next(iter(self._open.values()))
            if abs(second - first.second) <= self._window and len(self._open) < MOST_OPEN:
                break
            if (call := self._closed(first)) is not None:
                done.append(call)
        return done

    def _closed(self, one: _Open) -> Call | None:
        del self._open[id(one)]
        for token in one.tokens:
            if self._by_token.get(token) is one:
                del self._by_token[token]
        if one.place is None:
            return None
        call = call_of(one.legs, self._lines, one.ordinal, one.second)
        if call.key in self._told:
            self.repeated += len(call.lines)
            return None
        self._told[call.key] = None
        if len(self._told) > _MOST_TOLD:
            self._told.popitem(last=False)
        return call

    def _merge(self, into: _Open, other: _Open) -> None:
        """Make one of two calls that a leg belongs to."""
        if other is into or id(other) not in self._open:
            return
        into.legs += other.legs
        into.tokens += other.tokens
        for token in other.tokens:
            self._by_token[token] = into
        into.place = min((place for place in (into.place, other.place) if place is not None), default=None)
        into.is_changed = into.place is not None
        del self._open[id(other)]


def _tokens(leg: Leg, second: float) -> list[object]:
    """Return by what a leg is known to the others of its call: its identifiers, else who called and when."""
    if leg.call_id is None and leg.linked_id is None:
        # Whoever calls from outside rings several extensions at once; an extension calls one number after the other.
        is_outside = leg.caller is not None and leg.way is not Way.OUT and len(leg.caller) >= _SHORTEST_OUTSIDE
        return [(leg.caller if is_outside else (leg.caller, leg.called, leg.dialled), second)]
    if leg.call_id == leg.linked_id or leg.linked_id is None:
        return [leg.call_id]
    return [leg.linked_id] if leg.call_id is None else [leg.linked_id, leg.call_id]


def _is_another(known: _Open, leg: Leg) -> bool:
    """Whether a leg without identifier is another call of the same minute: the same line, but not the same row again."""
    same = [one for one in known.legs if one.called == leg.called and one.dialled == leg.dialled]
    return bool(same) and all((one.talk_s, one.ring_s, one.end) != (leg.talk_s, leg.ring_s, leg.end) for one in same)


def call_of(legs: Sequence[Leg], lines: Lines, ordinal: int = 0, second: float | None = None) -> Call:
    """Return the call that legs make together; ``second`` is the first one's moment since 1970 where that is known already."""
    if len(legs) == 1:
        second = legs[0].at.timestamp() if second is None else second
        return _call_of_one(legs, way_of_leg(legs[0], lines), lines, ordinal, second)
    ordered = sorted(legs, key=lambda one: (one.at, one.line))
    ways = {way: leg for leg in reversed(ordered) for way in (way_of_leg(leg, lines),)}
    way = next(one for one in _WAYS if one in ways)
    best = min(ordered, key=lambda one: (_RANK[one.end], -one.talk_s))
    if best.end is CallEnd.ANSWERED:
        best = next((one for one in ordered if one.end in _MACHINES and _covers(one, best)), best)
    return _call(ways[way], way, best, ordered, lines, ordinal)


def _covers(machine: Leg, leg: Leg) -> bool:
    """Whether an answering machine or a fax talked all the while that a leg was answered: it is what answered."""
    begins, ends = (one.at + timedelta(seconds=one.ring_s) for one in (machine, leg))
    late = machine.at + timedelta(seconds=machine.ring_s + machine.talk_s + _COVERED_S)
    return begins <= ends + timedelta(seconds=_COVERED_S) and late >= ends + timedelta(seconds=leg.talk_s) and machine.talk_s > 0


def _call_of_one(legs: Sequence[Leg], way: Way, lines: Lines, ordinal: int, second: float) -> Call:
    """Return the call of a single leg, as most are; the same as `_call` gives, without looking for what only several legs have."""
    leg = legs[0]
    outside, line = _sides(leg, way, legs, lines)
    return Call(
        key=_key(way, outside, line, second, leg.talk_s, ordinal),
        way=way,
        at=leg.at,
        end=CallEnd.FAX if line in lines.fax and way is not Way.INTERNAL else leg.end,
        outside=outside,
        line=line,
        lines=(leg.line,),
        call_id=leg.linked_id or leg.call_id,
        name=leg.caller_name if way is Way.IN else None,
        talk_s=leg.talk_s,
        ring_s=leg.ring_s,
        agent=leg.agent,
        note=leg.note,
        audio=leg.audio,
        transcript=leg.transcript,
    )


def _call(first: Leg, way: Way, best: Leg, legs: Sequence[Leg], lines: Lines, ordinal: int) -> Call:
    """Return a call: ``first`` is the leg that tells who called whom, ``best`` the one that tells how it ended."""
    outside, line = _sides(first, way, legs, lines)
    at = legs[0].at
    end = CallEnd.FAX if line is not None and line in lines.fax and way is not Way.INTERNAL else best.end
    return Call(
        key=_key(way, outside, line, at.timestamp(), best.talk_s, ordinal),
        way=way,
        at=at,
        end=end,
        outside=outside,
        line=line,
        lines=tuple(sorted(leg.line for leg in legs if leg.line != _CARRIED)),
        call_id=first.linked_id or first.call_id,
        name=first.caller_name if way is Way.IN else None,
        talk_s=best.talk_s,
        ring_s=best.ring_s,
        agent=best.agent or first.agent,
        note=_joined(leg.note for leg in legs),
        audio=best.audio or next((leg.audio for leg in legs if leg.audio), None),
        transcript=_joined(leg.transcript for leg in legs),
    )


def _joined(texts: Iterator[str | None]) -> str | None:
    found = dict.fromkeys(text for text in texts if text)
    return "\n".join(found) or None


def _sides(first: Leg, way: Way, legs: Sequence[Leg], lines: Lines) -> tuple[str | None, str | None]:
    """Return the other side's number and the town's line."""
    if way is Way.IN:
        # A name or a service's short number is nobody who can be called back.
        outside = lines.e164(first.caller) if first.caller is not None else None
        if len(legs) > 1 and outside is None:
            outside = next((number for leg in legs if leg.caller and (number := lines.e164(leg.caller)) and not lines.is_own(number)), None)
        return outside, _line(legs, lines)
    if way is Way.OUT:
        called = first.called or first.dialled
        return ((lines.e164(called) or called) if called else None), ((lines.e164(first.caller) or first.caller) if first.caller else None)
    return first.called, first.caller


def _line(legs: Sequence[Leg], lines: Lines) -> str | None:
    """Return the line of the town that was called: its public number where a leg has it, else what the first leg rang."""
    if len(legs) == 1 and legs[0].dialled is None:
        called = legs[0].called
        return (lines.e164(called) or called) if called is not None else None
    numbers = [number for leg in legs for written in (leg.dialled, leg.called) if written and (number := lines.e164(written))]
    own = next((number for number in numbers if lines.is_own(number)), None)
    return own or next(iter(numbers), None) or legs[0].dialled or legs[0].called


def way_of_leg(leg: Leg, lines: Lines) -> Way:
    """Return which way a leg went: as its log says, else by the numbers on both sides."""
    caller = lines.e164(leg.caller) if leg.caller is not None else None
    if leg.way is not None:
        is_extension = caller is None and leg.caller is not None and lines.is_extension(leg.caller)
        # Some logs call outgoing whatever an extension dials, incoming what comes by a line between two sites.
        is_within = leg.way is Way.IN or (leg.called is not None and _is_within(leg.called, lines))
        return Way.INTERNAL if is_extension and is_within else leg.way
    if leg.caller is None or (caller is not None and not lines.is_own(caller)):
        return Way.IN
    called = leg.called or leg.dialled
    if called is None or _is_within(called, lines) or lines.e164(called) is None:
        return Way.INTERNAL if caller is not None or lines.is_extension(leg.caller) or called is None else Way.IN
    return Way.OUT


def _is_within(called: str, lines: Lines) -> bool:
    number = lines.e164(called)
    return lines.is_own(number) if number is not None else lines.is_extension(called) and not _is_emergency(called)


def _is_emergency(number: str) -> bool:
    return number in ("15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000", "116117")


def _key(way: Way, outside: str | None, line: str | None, second: float, talk_s: int, ordinal: int) -> str:
    """Return what is equal for a call in two exports of one switchboard, whatever else these say of it."""
    who = outside if way is not Way.INTERNAL and outside is not None else f"{outside}/{line}/{talk_s}"
    text = f"{way}|{who}|{int(second)}|{ordinal}"
    return blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest()
