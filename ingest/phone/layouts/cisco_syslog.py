"""Cisco voice gateways (CME, CUBE): call history in syslog, a message ``VOIP_CALL_HISTORY`` for each leg, within any frame.

Fields are ``Name value``, separated by commas. ``PeerAddress`` is whoever is at the other end of a leg: who called where ``CallOrigin`` is
2, who was called where it is 1. The legs of a call share ``ConnectionId``. Times have the name of the router's zone.
Source: Cisco IOS, "Cisco VoIP AAA" messages ``%VOIPAAA-5-VOIP_CALL_HISTORY``; Q.850 for the causes.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import given, outside
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.times import Clock, TimeBase, TimeForm
from ingest.phone.words import Role

_MESSAGE = re.compile(r"VOIP_CALL_HISTORY:\s*(.*)", re.DOTALL)
_FIELD = re.compile(r"\s*([A-Z][A-Za-z0-9-]*)(?:\s+(.*?))?\s*")
_TIME = re.compile(r"[*.]?(\d{1,2}:\d{2}:\d{2})(?:\.\d+)? ([A-Za-z0-9+-]{1,10}) [A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})")
_OFFSETS = {"UTC": "+00:00", "GMT": "+00:00", "CET": "+01:00", "CEST": "+02:00"}
"""Zones whose names mean the same everywhere; a clock with any other name is the town's."""
_CAUSE = re.compile(r"\((\d{1,3})\)")
_BUSY = 17
_UNANSWERED = frozenset({0, 16, 18, 19, 21, 31})
_NEEDED = frozenset({"ConnectionId", "SetupTime", "DisconnectTime", "CallOrigin"})
_CALLED_BY_IT = "1"
_FEWEST = 0.05
"""Share of a router's messages that are of calls: a text that quotes one is no log."""
_MOSTLY = 0.6
_SURE = 95


def recognise(sample: Sample) -> Plan | None:
    """Return how the messages are read, None where the sample has none; other messages may stand between them."""
    told = [fields for row in sample.rows if (fields := _fields(sample.separator.join(row))) is not None]
    if len(told) < max(1, _FEWEST * len(sample.rows)) or sum(1 for one in told if one.keys() >= _NEEDED) < _MOSTLY * len(told):
        return None
    return Plan(
        layout=LayoutName.CISCO_SYSLOG,
        columns={Role.START: 0},
        separator=sample.separator,
        confidence=_SURE,
        form=TimeForm(base=TimeBase.OFFSET),
    )


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of the messages."""

    def read(row: Sequence[str], line: int) -> Reading:
        text = plan.separator.join(row)
        fields = _fields(text)
        if fields is None:
            return Skipped(line=line, rule=Rule.NOT_A_CALL)
        if not fields.keys() >= _NEEDED:
            return Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
        return _read(fields, text, line, clock)

    return read


def _fields(text: str) -> dict[str, str] | None:
    """Return the fields of a message by name, None where a line is no such message."""
    message = _MESSAGE.search(text)
    if message is None:
        return None
    found = (_FIELD.fullmatch(part) for part in message[1].split(","))
    return {one[1]: one[2] or "" for one in found if one is not None}


def _read(fields: dict[str, str], text: str, line: int, clock: Clock) -> Reading:
    at = clock.read(_written(fields["SetupTime"]))
    began, ended = _wall(fields["SetupTime"]), _wall(fields["DisconnectTime"])
    if isinstance(at, Reason) or began is None or ended is None:
        return Unreadable(line=line, reason=at if isinstance(at, Reason) else Reason.DATE, value=visible(text.strip()))
    connected = _wall(fields.get("ConnectTime", ""))
    talk = max(0, int((ended - connected).total_seconds())) if connected is not None else 0
    peer, called = given(fields.get("PeerAddress", "")), given(fields.get("CalledNumber", ""))
    is_called = fields["CallOrigin"] == _CALLED_BY_IT
    way = None if not is_called else Way.OUT if peer is not None and outside(peer, "FR") is not None else Way.INTERNAL
    return Leg(
        line=line,
        at=at,
        end=_end(fields, talk),
        caller=None if is_called else peer,
        called=peer if is_called else called,
        # What the gateway called tells the way of the call only where no leg tells who called it.
        way=way,
        linked_id=fields["ConnectionId"].upper() or None,
        talk_s=talk,
        ring_s=max(0, int(((connected or ended) - began).total_seconds())),
        agent=peer if is_called and talk else None,
    )


def _end(fields: dict[str, str], talk: int) -> CallEnd:
    if talk:
        return CallEnd.FAX if fields.get("InfoType", "").lower() == "fax" else CallEnd.ANSWERED
    told = _CAUSE.search(fields.get("DisconnectText", ""))
    cause = int(told[1]) if told is not None else _hexadecimal(fields.get("DisconnectCause", ""))
    if cause == _BUSY:
        return CallEnd.BUSY
    return CallEnd.MISSED if cause in _UNANSWERED else CallEnd.FAILED


def _hexadecimal(digits: str) -> int:
    return int(digits, 16) if re.fullmatch(r"[0-9a-fA-F]{1,3}", digits) else 0


def _written(text: str) -> str:
    """Return a time as the clock of a log reads it."""
    found = _TIME.fullmatch(text)
    return f"{found[4]} {found[3]} {found[5]} {found[1]}{_OFFSETS.get(found[2].upper(), '')}" if found is not None else text


def _wall(text: str) -> datetime | None:
    """Return a time to be compared with the others of its message, None where there is none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime.strptime(f"{found[4]} {found[3]} {found[5]} {found[1]} +0000", "%d %b %Y %H:%M:%S %z")
    except ValueError:
        return None
    return moment - timedelta(hours=int(_OFFSETS.get(found[2].upper(), "+00:00")[:3]))
