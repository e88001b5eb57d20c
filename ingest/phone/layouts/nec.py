"""NEC SL1000 to SL2100, SV8100 to SV9100, Electra Elite: station message detail recording (SMDR), pages with a title, one line a call.

``CLASS TIME [DATE] LINE DURATION STATION DIALLED No./CLI ACCOUNT``; the day stands above each page, in rows only where that was chosen
(PRG 35-02-14). Source: NEC, SL1100 and SL2100 Features and Specifications Manual, "Station Message Detail Recording", "SMDR Report Format".
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.fixed import cut
from ingest.phone.numbers import given
from ingest.phone.partial_days import PartialDays, order_of
from ingest.phone.plan import Doubt, LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.sequels import Sequels
from ingest.phone.times import Clock, TimeForm
from ingest.phone.words import Role, seconds_in, taken_by

_TITLE = re.compile(r"\s*(\d{2})/(\d{2})/(\d{4})\s+PAGE\s+\d+\s*")
_NAMES = re.compile(r"\s*CLASS\s+TIME\b.*", re.IGNORECASE)
_CALL = re.compile(r"(?P<kind>[A-Z]{3,5})\s+(?P<time>\d{2}:\d{2}) (?:(?P<first>\d{2})/(?P<second>\d{2}) )?(?P<rest>.*)", re.DOTALL)
_BY_BLANKS = re.compile(
    r"(?P<kind>[A-Z]{3,5})\s+(?P<time>\d{2}:\d{2}:\d{2})(?:\s+(?P<first>\d{2})/(?P<second>\d{2}))?(?:\s+(?P<trunk>\d{1,10})(?=\s))?"
    r"(?:\s+(?P<talk>\d{2}:\d{2}:\d{2}))?(?:\s+(?P<station>(?:PIL\s)?[A-Z]{0,4}-?\d{1,8})(?=\s|$))?(?:\s+(?P<number>\+?[\d*#]{2,24})(?=\s|$))?"
    r"(?:\s+(?P<ring>\d{1,2}:\d{2}(?::\d{2})?)(?=\s|$))?(?:\s+(?P<account>\S.*?))?\s*",
    re.DOTALL,
)
"""The same with seconds in its times, and with how long it rang, where versions write those: its fields stand elsewhere then."""
_INCOMING = frozenset({"PIN", "IVIN", "IDIN"})
_OUTGOING = frozenset({"POT", "POTA", "POTP", "POTW", "IVOT", "IVOTP", "IDOT"})
_PASSED_ON = frozenset({"PTRS", "ITRS"})
_WITHIN = "ICM"
_HINDERED = {"ALB": CallEnd.BUSY, "BRD": CallEnd.FAILED}
"""All lines busy, and barred: no calls but where they say who dialled which number."""
_OTHERS = frozenset({"ALB", "BRD", "BFL", "NEXT", "SDTA", "SAD", "WAD"})
"""All lines busy, calls that were barred, a full memory, a caller's name, what machines send."""
_KINDS = _INCOMING | _OUTGOING | _PASSED_ON | _OTHERS | {_WITHIN}
_LINE, _DURATION, _STATION, _NUMBER, _ACCOUNT = 6, 17, 26, 37, 58
"""Where fields begin, counted from the time."""
_DATED_LINE = 12
_NO_ANSWER = "NO ANSWER"
_FEWEST_DIGITS = 6
"""Of a number that was called and not of a trunk."""
_MOST_KNOWN = 2_000
_MOSTLY = 0.6
_SURE = 95


def recognise(sample: Sample) -> Plan | None:
    """Return how SMDR is read, None where the sample is none."""
    texts = [text for row in sample.rows if (text := sample.separator.join(row)).strip()]
    calls = [one for text in texts if (one := _call(text)) is not None]
    telling = sum(1 for text in texts if _TITLE.fullmatch(text) or _NAMES.fullmatch(text))
    if not calls or len(calls) + telling < _MOSTLY * len(texts):
        return None
    is_dated = any(one["first"] for one in calls)
    if not is_dated and not any(map(_TITLE.fullmatch, texts)):
        return None
    order, is_sure = order_of(_pairs(texts, calls))
    return Plan(
        layout=LayoutName.NEC,
        columns={Role.START: 0},
        separator=sample.separator,
        confidence=_SURE,
        form=TimeForm(order=order, is_sure=is_sure),
        doubts=(Doubt.PAGE_DAY,) if not is_dated else () if any(map(_TITLE.fullmatch, texts)) else (Doubt.NO_YEAR,),
    )


def _pairs(texts: Sequence[str], calls: Sequence[re.Match[str]]) -> Iterator[tuple[str, str]]:
    yield from ((title[1], title[2]) for text in texts if (title := _TITLE.fullmatch(text)) is not None)
    yield from ((one["first"], one["second"]) for one in calls if one["first"])


def _call(text: str) -> re.Match[str] | None:
    """Return a record of a call or of what goes with one, None where a line is none."""
    found = _CALL.fullmatch(text) or _BY_BLANKS.fullmatch(text)
    return found if found is not None and found["kind"] in _KINDS else None


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of SMDR."""
    found = _Reader(clock, PartialDays(plan.form.order, clock.until))

    def read(row: Sequence[str], line: int) -> Reading:
        return found.read(plan.separator.join(row), line)

    return read


class _Reader:
    """Reads row by row: which day it is stands above them, and a call that is passed on goes the way it came."""

    def __init__(self, clock: Clock, days: PartialDays) -> None:
        self._clock = clock
        self._days = days
        self._ways: OrderedDict[tuple[str, str], Way] = OrderedDict()
        self._sequels = Sequels()

    def read(self, text: str, line: int) -> Reading:
        """Return what a row says."""
        if title := _TITLE.fullmatch(text):
            turned = self._days.turn(title[1], title[2], title[3])
            return _unreadable(text, line, turned) if isinstance(turned, Reason) else Skipped(line=line, rule=Rule.HEADER)
        call = _call(text)
        if call is not None and call.re is _BY_BLANKS and call["kind"] in _HINDERED and call["station"] and call["number"]:
            return self._of_call(call, line)
        if call is None or call["kind"] in _OTHERS:
            return _no_call(text, line, is_known=call is not None)
        return self._of_call(call, line)

    def _of_call(self, call: re.Match[str], line: int) -> Reading:
        text = call.string
        trunk, duration, station, number, account = _fields(call)
        talk = seconds_in(duration) if duration else 0
        if talk is None:
            return _unreadable(text, line, Reason.DURATION)
        day = self._day_of(call, talk)
        at = self._clock.read(f"{day.isoformat()} {call['time']}") if isinstance(day, date) else day
        if isinstance(at, Reason):
            return _unreadable(text, line, at)
        way = self._way_of(call["kind"], trunk, number)
        if way is None:
            return Skipped(line=line, rule=Rule.NOT_A_CALL)
        is_exact = call.re is _BY_BLANKS
        is_missed = account.upper().startswith(_NO_ANSWER) or not talk
        own, other = station or None, given(number)
        dialled = trunk if trunk.isdecimal() and len(trunk) >= _FEWEST_DIGITS else None
        is_in = way is Way.IN
        end = CallEnd.ANSWERED if not is_in else taken_by(station) or CallEnd.ANSWERED
        leg = Leg(
            line=line,
            at=at,
            end=_HINDERED.get(call["kind"], CallEnd.MISSED) if is_missed else end,
            caller=other if is_in else own,
            called=own if is_in else other,
            way=way,
            dialled=dialled if is_in else None,
            talk_s=0 if is_missed else talk,
            ring_s=(seconds_in(call["ring"] or "") or 0) if is_exact else 0,
            agent=None if is_missed or end is not CallEnd.ANSWERED else own,
        )
        return self._sequels.linked(leg, is_group=False) if is_exact else leg

    def _day_of(self, call: re.Match[str], talk_s: int) -> date | Reason:
        if call["first"]:
            return self._days.of(call["first"], call["second"])
        hour, minute, *second = map(int, call["time"].split(":"))
        return self._days.at(hour * 3600 + minute * 60 + sum(second), talk_s)

    def _way_of(self, kind: str, trunk: str, number: str) -> Way | None:
        """Return which way a call went; None for one that was passed on and of which nothing came before."""
        if kind == _WITHIN:
            return Way.INTERNAL
        if kind in _PASSED_ON:
            return self._ways.get((trunk, number))
        if kind in _HINDERED:
            return Way.OUT
        way = Way.IN if kind in _INCOMING else Way.OUT
        self._ways[trunk, number] = way
        if len(self._ways) > _MOST_KNOWN:
            self._ways.popitem(last=False)
        return way


def _fields(call: re.Match[str]) -> tuple[str, str, str, str, str]:
    """Return line, duration, station, number and account of a record."""
    if call.re is _BY_BLANKS:
        return call["trunk"] or "", call["talk"] or "", call["station"] or "", call["number"] or "", call["account"] or ""
    text, begins = call.string, call.start("time")
    places = (_DATED_LINE if call["first"] else _LINE, _DURATION, _STATION, _NUMBER, _ACCOUNT)
    trunk, duration, station, number, account = (one.strip() for one in cut(text[begins:], places))
    return trunk, duration, station, number, account


def _no_call(text: str, line: int, *, is_known: bool) -> Reading:
    if is_known:
        return Skipped(line=line, rule=Rule.NOT_A_CALL)
    is_title = _NAMES.fullmatch(text) is not None or not any(map(str.isdigit, text))
    # Sums of a day stand below its calls: « TOTAL NO. OF OUTGOING PSTN CALLS: 0 ».
    is_sum = "CALL" in text.upper() or text.strip().upper().startswith("FOR DAY OF")
    if is_title or is_sum:
        return Skipped(line=line, rule=Rule.HEADER if is_title else Rule.TOTAL)
    return _unreadable(text, line, Reason.CELLS)


def _unreadable(text: str, line: int, reason: Reason) -> Unreadable:
    return Unreadable(line=line, reason=reason, value=visible(text.strip()))
