"""3CX: the records of its CDR service (file or socket) in their usual order, and the call reports its console exports.

Source: 3CX, "CDR - Call Data Records" and "Call reports", versions 12 to 20.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.layouts.table import TableReader
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell, columns_of, is_date
from ingest.phone.times import Clock, seconds_between
from ingest.phone.words import Role, end_of, header_key, seconds_in

_REASONS = re.compile(
    r"(?:TerminatedBy(?:Src|Dst)|Failed\w*|(?-i:[Nn]o_?[Aa]nswer\w*)|Cancel\w*|Rejected\w*|Completed\w*|Redirected|Replaced\w*|Target\w+|Route\w+|NoRoute\w*|Terminated\w*|BusyLine|"
    r"(?:src|dst)_participant_terminated|no_route|declined|not_found|timeout|busy|Connected|Polling|ContinuedIn\w*)",
    re.IGNORECASE,
)
_USUAL = (Role.LINKED_ID, Role.CALL_ID, Role.DURATION, Role.START, Role.ANSWER, Role.END, Role.STATUS, Role.CALLER, Role.CALLED)
"""The order of the service's fields as it is first set; behind them dn of both, the dialled number, the reason of a change."""
_DIALLED_BEHIND = 3
_CALL = re.compile(r"^\s*call\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"ext\.?\s*(\S+)", re.IGNORECASE)
_MACHINE = re.compile(r"v(?:oice)?mail|messagerie|\bvm\b", re.IGNORECASE)
_NOBODY = re.compile(r"^(?:ivr|queue|rg|ringgroup|digitalreceptionist)$", re.IGNORECASE)
_REPORT = frozenset({"ringing", "sonnerie", "sonando", "klingeln"}), frozenset({"talking", "enconversation", "conversation", "hablando"})
_PUT_THROUGH = re.compile(r"redirect|transf|forward|renvoy|d[ée]vi[ée]", re.IGNORECASE)
_MOST_CALLERS = 1_000
_SECONDS_APART = 2
_MOSTLY = 0.8
_SURE, _LIKELY = 97, 88


def recognise(sample: Sample) -> Plan | None:
    """Return how a 3CX log is read, None where the sample is none."""
    if sample.header is None:
        return _by_contents(sample)
    keys = {header_key(name) for name in sample.names}
    is_service = {"timestart", "timeanswered", "reasonterminated"} <= keys or {"historyid", "callid", "fromno"} <= keys
    is_report = bool(keys & _REPORT[0]) and bool(keys & _REPORT[1])
    columns = columns_of(sample.names)
    if not (is_service or is_report) or Role.START not in columns:
        return None
    for role, key in ((Role.LINKED_ID, "historyid"), (Role.APP, "finaltype"), (Role.APP_DATA, "totype"), (Role.CONTEXT, "fromtype")):
        if key in keys:
            columns[role] = [header_key(name) for name in sample.names].index(key)
    return Plan(
        layout=LayoutName.THREE_CX,
        columns=columns,
        separator=sample.separator,
        fewest=columns[Role.START] + 1,
        first=sample.header + 1,
        names=sample.names,
        confidence=_SURE,
    )


def _by_contents(sample: Sample) -> Plan | None:
    rows = [row for row in sample.rows if any(one.strip() for one in row)]
    for status in range(3, 12):
        columns = {role: place + status - _USUAL.index(Role.STATUS) for place, role in enumerate(_USUAL)}
        fitting = [row for row in rows if _REASONS.fullmatch(cell(row, status)) and is_date(cell(row, status - 3))]
        if columns[Role.LINKED_ID] >= 0 and fitting and len(fitting) >= _MOSTLY * len(rows):
            columns[Role.DIALLED] = columns[Role.CALLED] + _DIALLED_BEHIND
            return Plan(
                layout=LayoutName.THREE_CX,
                columns=columns,
                separator=sample.separator,
                fewest=columns[Role.CALLED] + 1,
                confidence=_SURE if any(_EXTENSION.match(cell(row, columns[Role.CALLED])) for row in fitting) else _LIKELY,
            )
    return None


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of a 3CX log: of its service where that says when a call was answered, else of a report."""
    if Role.ANSWER in plan.columns:

        def read(row: Sequence[str], line: int) -> Reading:
            return _read_record(row, line, plan, clock)

        return read
    return _ReportReader(plan, clock)


def _read_record(row: Sequence[str], line: int, plan: Plan, clock: Clock) -> Reading:
    place = plan.columns.get
    if not any(one.strip() for one in row):
        return Skipped(line=line, rule=Rule.BLANK)
    if len(row) < plan.fewest:
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(plan.separator.join(row)))
    at = clock.read(cell(row, place(Role.START)))
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(plan.separator.join(row)))
    start, answered, ended = (cell(row, place(role)) for role in (Role.START, Role.ANSWER, Role.END))
    is_answered = is_date(answered)
    talked = seconds_between(answered, ended, plan.form.order) if is_answered else None
    talk = (seconds_in(cell(row, place(Role.DURATION))) or 0) if talked is None else max(0, talked)
    end = _end(row, plan, is_answered=is_answered)
    caller, called = cell(row, place(Role.CALLER)), cell(row, place(Role.CALLED))
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=given(caller),
        called=given(called),
        way=_way(caller, called),
        call_id=_CALL.sub("", cell(row, place(Role.CALL_ID))) or None,
        linked_id=_CALL.sub("", cell(row, place(Role.LINKED_ID))) or None,
        dialled=given(cell(row, place(Role.DIALLED))),
        caller_name=caller_name(cell(row, place(Role.NAME))),
        talk_s=talk if end in (CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX) else 0,
        ring_s=max(0, seconds_between(start, answered if is_answered else ended, plan.form.order) or 0),
        agent=given(called) if end is CallEnd.ANSWERED and _EXTENSION.match(called) else None,
        transcript=cell(row, place(Role.TRANSCRIPT)) or None,
    )


def _end(row: Sequence[str], plan: Plan, *, is_answered: bool) -> CallEnd:
    kind = cell(row, plan.columns.get(Role.APP)) or cell(row, plan.columns.get(Role.APP_DATA))
    called = cell(row, plan.columns.get(Role.CALLED))
    if is_answered and (_MACHINE.search(kind) or _MACHINE.search(called)):
        return CallEnd.VOICEMAIL
    if is_answered and not _NOBODY.match(kind):
        return CallEnd.ANSWERED
    end = end_of(cell(row, plan.columns.get(Role.STATUS)))
    return end if end in (CallEnd.BUSY, CallEnd.FAILED) else CallEnd.MISSED


def _way(caller: str, called: str) -> Way | None:
    is_near, is_far = bool(_EXTENSION.match(caller)), bool(_EXTENSION.match(called))
    if is_near and is_far:
        return Way.INTERNAL
    if is_near and called:
        return Way.OUT
    return Way.IN if is_far else None


class _ReportReader:
    """Reads a report: a call's further segments have no time of their own there, they stand below its first.

    Where they have one, a segment that was put through to another ends when that begins.
    """

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self._plan = plan
        self._read = TableReader(plan, clock)
        self._first: Leg | None = None
        self._segments: OrderedDict[str, tuple[Leg, bool]] = OrderedDict()
        """The last segment of each caller, and whether it was put through."""

    def __call__(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row says."""
        place = self._plan.columns.get
        reading = self._read(row, line)
        if isinstance(reading, Leg):
            is_put_through = bool(_PUT_THROUGH.search(cell(row, place(Role.STATUS))))
            reading = replace(reading, linked_id=self._linked(reading, is_put_through) or reading.linked_id or reading.call_id)
            self._first = self._noted(reading, is_put_through)
            return reading
        is_segment = not cell(row, place(Role.START)) and bool(cell(row, place(Role.CALLED)) and cell(row, place(Role.STATUS)))
        if self._first is None or not is_segment or isinstance(reading, Skipped):
            return reading
        whole = list(row) + [""] * (self._plan.fewest - len(row))
        start = place(Role.START)
        whole[start if start is not None else 0] = self._first.at.strftime("%Y-%m-%d %H:%M:%S")
        segment = self._read(whole, line)
        if not isinstance(segment, Leg):
            return reading
        return replace(segment, at=self._first.at, caller=self._first.caller, call_id=self._first.call_id, linked_id=self._first.linked_id)

    def _noted(self, leg: Leg, is_put_through: bool) -> Leg:
        if leg.caller is not None:
            self._segments[leg.caller] = (leg, is_put_through)
            if len(self._segments) > _MOST_CALLERS:
                self._segments.popitem(last=False)
        return leg

    def _linked(self, leg: Leg, is_put_through: bool) -> str | None:
        """Return the identifier of the caller's other segment: one was put through just when the other began."""
        other, was_put_through = self._segments.get(leg.caller or "", (None, False))
        if other is None:
            return None
        early, late, is_through = (other, leg, was_put_through) if other.at <= leg.at else (leg, other, is_put_through)
        apart = (late.at - early.at).total_seconds() - early.ring_s - early.talk_s
        return other.linked_id if is_through and abs(apart) <= _SECONDS_APART else None
