"""Panasonic KX-TD, KX-TDA, KX-NS: station message detail recording (SMDR), one line a call, its fields at fixed places.

``Date Time Ext CO Dial-Number Ring Duration Acc-code CD``; incoming calls have ``<I>`` before the number, ``<D>`` before the one dialled.
Source: Panasonic, KX-TDA and KX-NS1000 Feature Guides, "Station Message Detail Recording", patterns A to C.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.times import Clock
from ingest.phone.words import Role

_DATED = re.compile(r"\s*\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}")
_CALL = re.compile(
    r"\s*(?P<at>\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}\s?(?:[AP]M)?)\s+(?P<extension>[*DT]?\d{1,5})\s+(?:(?P<trunk>\d{2,4})\s+)?"
    r"(?P<dialled>\S.*?)(?:\s+(?P<ring>\d{1,2}'\d{2}))?\s+(?P<hours>\d{1,2}):(?P<minutes>\d{2})'(?P<seconds>\d{2})(?:\s.*)?"
)
_INCOMING = re.compile(r"(?:<D>(?P<line>[^<]*))?<I>(?P<caller>.*)")
_LAST_NUMBER = re.compile(r"(?P<name>.*?)(?P<number>\+?\d[\d ]{5,}\d)?\s*")
_WITHIN = re.compile(r"EXT\s*(\d+)", re.IGNORECASE)
_PUT_THROUGH = re.compile(r"\sTR\s*$")
_MINUTES = timedelta(minutes=2)
"""Times are those of a record's end, without seconds."""
_MOST_OPEN = 500
_MOSTLY = 0.6
_SURE = 95


def recognise(sample: Sample) -> Plan | None:
    """Return how SMDR is read, None where the sample is none."""
    lines = [line for row in sample.rows if _DATED.match(line := sample.separator.join(row))]
    if len(lines) < _MOSTLY * len(sample.rows) / 2 or sum(1 for line in lines if _CALL.fullmatch(line)) < max(1, _MOSTLY * len(lines)):
        return None
    return Plan(layout=LayoutName.PANASONIC, columns={Role.START: 0}, separator=sample.separator, confidence=_SURE)


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of SMDR."""
    transfers = _Transfers()

    def read(row: Sequence[str], line: int) -> Reading:
        return transfers.linked(_read(plan.separator.join(row), line, clock), plan.separator.join(row))

    return read


class _Transfers:
    """Joins a call that was put through (``TR``) with its next record: on the same line, by the same caller."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str | None], Leg] = OrderedDict()

    def linked(self, reading: Reading, text: str) -> Reading:
        """Return what a row says, with an identifier where it is a part of a call that was put through."""
        found = _CALL.fullmatch(text) if isinstance(reading, Leg) and reading.way is Way.IN else None
        if not isinstance(reading, Leg) or found is None or not found["trunk"]:
            return reading
        key = (found["trunk"], reading.caller)
        before = self._open.pop(key, None)
        longest = timedelta(seconds=reading.talk_s + reading.ring_s) + _MINUTES
        if before is not None and timedelta() <= reading.at - before.at <= longest:
            reading = replace(reading, linked_id=before.linked_id)
        if _PUT_THROUGH.search(text):
            reading = replace(reading, linked_id=reading.linked_id or f"{key[0]}/{key[1]}/{reading.at.timestamp():.0f}")
            self._open[key] = reading
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return reading


def _read(text: str, line: int, clock: Clock) -> Reading:
    if not _DATED.match(text):
        is_head = not any(map(str.isdigit, text))
        return (
            Skipped(line=line, rule=Rule.HEADER) if is_head else Unreadable(line=line, reason=Reason.NO_DATE, value=visible(text.strip()))
        )
    found = _CALL.fullmatch(text)
    if found is None:
        # Somebody logged in, checked out, was called by his alarm.
        is_event = "'" not in text and "<" not in text and any(map(str.isalpha, re.sub(r"[AP]M\b", "", text)))
        return (
            Skipped(line=line, rule=Rule.NOT_A_CALL)
            if is_event
            else Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
        )
    at = clock.read(found["at"])
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(text.strip()))
    talk = int(found["hours"]) * 3600 + int(found["minutes"]) * 60 + int(found["seconds"])
    minutes, _, seconds = (found["ring"] or "0'0").partition("'")
    ring = int(minutes) * 60 + int(seconds)
    extension, dialled = found["extension"].lstrip("*DT"), found["dialled"]
    end = CallEnd.ANSWERED if talk else CallEnd.MISSED
    agent = extension if talk else None
    if incoming := _INCOMING.fullmatch(dialled):
        who = _LAST_NUMBER.fullmatch(incoming["caller"])
        return Leg(
            line=line,
            at=at,
            end=end,
            caller=given(who["number"] or "") if who else None,
            called=extension,
            way=Way.IN,
            dialled=given(incoming["line"] or ""),
            caller_name=caller_name(who["name"]) if who else None,
            talk_s=talk,
            ring_s=ring,
            agent=agent,
        )
    within = _WITHIN.fullmatch(dialled)
    called = within[1] if within else given(dialled.rstrip(".X-"))
    way = Way.INTERNAL if within else Way.OUT
    return Leg(line=line, at=at, end=end, caller=extension, called=called, way=way, talk_s=talk, ring_s=ring, agent=agent)
