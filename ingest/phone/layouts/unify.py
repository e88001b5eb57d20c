"""Unify (Siemens): call detail records of Hicom, HiPath and OpenScape Business, compressed by ``|``, at fixed places, or by blanks.

``date time trunk station ring duration number charge type …``; date and time are those of the end of the call, or of its part.
Source: Siemens, HiPath 3000/5000 Service documentation, "Data record structure"; Hicom 150 E "Output formats for call detail recording";
HiPath 1100 service manual, "Call detail report", for the types.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.fixed import cut
from ingest.phone.numbers import given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.times import Clock
from ingest.phone.words import Role, seconds_in

_CUTS = (0, 8, 16, 19, 25, 30, 38, 63, 74, 76)
_PIPED = re.compile(r"\d{2}\.\d{2}\.\d{2}\|\d{2}:\d{2}:\d{2}\|[^|]*\|[^|]*\|[\d: ]*\|[\d: ]*\|[^|]*\|[^|]*\|[^|]*(?:\|.*)?", re.DOTALL)
_FIXED = re.compile(r"\d{2}\.\d{2}\.\d{2}\d{2}:\d{2}:\d{2}[ \d]{3}[ \w]{6}(?:[\d:]{5}| {5})(?:[\d:]{8}| {8}).{25}.*", re.DOTALL)
_SPACED = re.compile(
    r"(\d{2}\.\d{2}\.\d{2})\s+(\d{2}:\d{2}:\d{2})\s+(\d{1,3})\s+(\d{1,6})(?:\s+(\d{2}:\d{2}))?(?:\s+(\d{2}:\d{2}:\d{2}))?"
    r"(?:\s+(\+?[\d?*#]{3,25}))?()(?:\s+(\d{1,2}|\*))?(?:\s.*)?",
    re.DOTALL,
)
_DATE, _TIME, _TRUNK, _STATION, _RING, _TALK, _NUMBER, _CHARGE, _TYPE = range(9)
_IN = frozenset({"1", "3", "5", "7", "*"})
"""Odd types came in: 1 plainly, 3 by another service, 5 put through by a colleague, 7 in a conference; * nobody took."""
_MOSTLY = 0.6
_SURE = 95


def recognise(sample: Sample) -> Plan | None:
    """Return how the records are read, None where the sample has none."""
    texts = [text for row in sample.rows if (text := sample.separator.join(row)).strip()]
    fitting = sum(1 for text in texts if _fields(text) is not None)
    if not fitting or fitting < _MOSTLY * len(texts):
        return None
    return Plan(layout=LayoutName.UNIFY, columns={Role.START: 0}, separator=sample.separator, confidence=_SURE)


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of the records."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _read(plan.separator.join(row), line, clock)

    return read


def _fields(text: str) -> list[str] | None:
    """Return the first nine fields of a record, None where a line is none."""
    text = text.strip()
    if _PIPED.fullmatch(text):
        return [one.strip() for one in text.split("|")[: _TYPE + 1]]
    if _FIXED.fullmatch(text):
        return [one.strip() for one in cut(text, _CUTS)[: _TYPE + 1]]
    spaced = _SPACED.fullmatch(text)
    is_call = spaced is not None and (spaced[_RING + 1] or spaced[_TALK + 1])
    return [one or "" for one in spaced.groups()] if spaced is not None and is_call else None


def _read(text: str, line: int, clock: Clock) -> Reading:
    fields = _fields(text)
    if fields is None:
        if not any(map(str.isdigit, text)):
            return Skipped(line=line, rule=Rule.HEADER)
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
    at = clock.read(f"{fields[_DATE]} {fields[_TIME]}")
    talk, ring = seconds_in(fields[_TALK]), seconds_in(fields[_RING])
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(text.strip()))
    if talk is None or ring is None:
        return Unreadable(line=line, reason=Reason.DURATION, value=visible(text.strip()))
    is_in = fields[_TYPE] in _IN or (not fields[_TYPE] and bool(ring))
    number, station = given(fields[_NUMBER]), fields[_STATION].lstrip("0") or None
    return Leg(
        line=line,
        at=at - timedelta(seconds=talk + ring),
        end=CallEnd.ANSWERED if talk else CallEnd.MISSED,
        caller=number if is_in else station,
        called=station if is_in else number,
        way=Way.IN if is_in else Way.OUT,
        talk_s=talk,
        ring_s=ring,
        agent=station if talk else None,
    )
