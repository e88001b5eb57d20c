"""Avaya IP Office: station message detail recording (SMDR), 30 to 36 columns with or without a row of names.

A call that goes on in a further record has a 1 in its column ``Continuation``; its records share ``Call ID``.
Source: Avaya, IP Office Manager, "SMDR Fields" and "SMDR Examples"; IP Office 3.0 "Delta Server".
"""

import re
from collections.abc import Sequence

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell, is_date
from ingest.phone.times import Clock
from ingest.phone.words import Role, header_key, seconds_in, taken_by

_START, _CONNECTED, _RING, _CALLER, _DIRECTION, _CALLED, _DIALLED, _ACCOUNT, _INTERNAL, _CALL_ID, _CONTINUES = range(11)
_FIRST_DEVICE, _FIRST_NAME, _SECOND_DEVICE, _SECOND_NAME = range(11, 15)
_FEWEST = 15
_COLUMNS = {
    Role.START: _START,
    Role.TALK: _CONNECTED,
    Role.RING: _RING,
    Role.CALLER: _CALLER,
    Role.WAY: _DIRECTION,
    Role.CALLED: _CALLED,
    Role.DIALLED: _DIALLED,
    Role.CALL_ID: _CALL_ID,
    Role.AGENT: _FIRST_NAME,
}
_CONNECTED_TIME = re.compile(r"\d{1,3}:\d{2}:\d{2}")
_EXTENSION = re.compile(r"E(\d+)")
_VOICEMAIL = re.compile(r"V9\d+")
"""A channel of the answering machine; V11… are those of conferences."""
_CHANNEL = re.compile(r"vm channel|voice ?mail", re.IGNORECASE)
_MOSTLY = 0.8
_SURE = 97


def recognise(sample: Sample) -> Plan | None:
    """Return how SMDR is read, None where the sample is none."""
    rows = [row for row in sample.rows if any(one.strip() for one in row)]
    fitting = sum(1 for row in rows if _fits(row))
    has_names = bool(rows) and header_key(cell(rows[0], 0)) in ("callstart", "callstarttime")
    if not fitting or fitting < _MOSTLY * (len(rows) - has_names):
        return None
    return Plan(
        layout=LayoutName.AVAYA,
        columns=_COLUMNS,
        separator=sample.separator,
        fewest=_FEWEST,
        first=1 if has_names else 0,
        names=sample.rows[0] if has_names else (),
        confidence=_SURE,
    )


def _fits(row: Sequence[str]) -> bool:
    return (
        len(row) >= _FEWEST
        and is_date(row[_START])
        and bool(_CONNECTED_TIME.fullmatch(row[_CONNECTED].strip()))
        and cell(row, _DIRECTION) in ("I", "O")
        and cell(row, _CONTINUES) in ("0", "1")
    )


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of SMDR."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _read(row, line, plan, clock)

    return read


def _read(row: Sequence[str], line: int, plan: Plan, clock: Clock) -> Reading:
    if not any(one.strip() for one in row):
        return Skipped(line=line, rule=Rule.BLANK)
    if header_key(row[0]) in ("callstart", "callstarttime"):
        return Skipped(line=line, rule=Rule.HEADER)
    at = clock.read(cell(row, _START))
    talk, ring = seconds_in(cell(row, _CONNECTED)), seconds_in(cell(row, _RING))
    if len(row) < _FEWEST:
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(plan.separator.join(row)))
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(cell(row, _START)))
    if talk is None or ring is None:
        return Unreadable(line=line, reason=Reason.DURATION, value=visible(f"{row[_CONNECTED]} {row[_RING]}"))
    way = Way.INTERNAL if cell(row, _INTERNAL) == "1" else Way.IN if cell(row, _DIRECTION) == "I" else Way.OUT
    end = _end(row, talk)
    extension = _EXTENSION.fullmatch(cell(row, _FIRST_DEVICE))
    name = caller_name(cell(row, _FIRST_NAME))
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=given(cell(row, _CALLER)),
        called=given(cell(row, _CALLED)),
        way=way,
        call_id=cell(row, _CALL_ID) or None,
        dialled=given(cell(row, _DIALLED)),
        talk_s=talk,
        ring_s=ring,
        agent=(name or (extension[1] if extension else None)) if end is CallEnd.ANSWERED else None,
    )


def _end(row: Sequence[str], talk: int) -> CallEnd:
    if talk == 0:
        return CallEnd.MISSED
    devices = (cell(row, _FIRST_DEVICE), cell(row, _SECOND_DEVICE))
    names = (cell(row, _FIRST_NAME), cell(row, _SECOND_NAME))
    if (taken := next(filter(None, map(taken_by, (cell(row, _CALLED), *names))), None)) is not None:
        return taken
    is_machine = any(_VOICEMAIL.fullmatch(one) for one in devices) or any(_CHANNEL.search(one) for one in names)
    return CallEnd.VOICEMAIL if is_machine else CallEnd.ANSWERED
