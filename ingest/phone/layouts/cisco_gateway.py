"""Cisco voice gateways (CME, CUBE): file accounting, a row without names for each leg of a call, compact or detailed.

Both forms have the same first 23 columns. Times are the router's, with the name of its zone; the moment in seconds since 1970 at which a
row was written, when its leg ended, tells how far that zone is from UTC. The legs of a call share ``h323-conf-id``: one that the gateway
answered, one for each telephone or line it called. ``peer-address`` is whoever is at the other end of a leg, not who called.
Source: Cisco, "CDR Accounting for Cisco IOS Voice Gateways", chapter "Configuring File Accounting".
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from domain.call import CallEnd, Leg
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell
from ingest.phone.times import Clock, TimeBase, TimeForm, epoch_in
from ingest.phone.words import Role, header_key

_COLUMNS = {
    Role.CONTEXT: 0,
    Role.CALL_ID: 1,
    Role.CHANNEL: 3,
    Role.LINKED_ID: 4,
    Role.START: 7,
    Role.ANSWER: 9,
    Role.END: 10,
    Role.APP: 11,
    Role.STATUS: 12,
    Role.TRUNK_IN: 13,
    Role.CALLER: 21,
    Role.CALLED: 22,
}
"""By role: ``unix_time``, ``call-id``, ``leg-type``, ``h323-conf-id``, the times of setup, connect and disconnect,
``disconnect-cause``, ``disconnect-text``, ``call-origin``, ``clid``, ``dnis``. Some roles are nobody else's here."""
_FEWEST = 23
_CONFERENCE = re.compile(r"[0-9A-F]{4,8}(?: [0-9A-F]{4,8}){3}", re.IGNORECASE)
_TIME = re.compile(r"[*.]?(\d{1,2}:\d{2}:\d{2})(?:\.\d+)? [A-Za-z0-9+-]{1,10} [A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})")
"""``.`` or ``*`` before it: the router's clock was not set by another's."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEG_TYPES = frozenset("12345")
_ORIGINS = frozenset({"answer", "originate", "callback"})
_CAUSE = re.compile(r"\((\d{1,3})\)")
_BUSY = 17
_UNANSWERED = frozenset({0, 16, 18, 19, 21, 31})
_ZONES = timedelta(minutes=15)
_FURTHEST = timedelta(hours=14)
_MOSTLY = 0.8
_SURE = 97


def recognise(sample: Sample) -> Plan | None:
    """Return how a gateway's accounting is read, None where the sample is none: by what stands at its places."""
    rows = [row for row in sample.rows if len(row) > 1 and not _is_names(row)]
    if not rows or sum(map(_is_leg, rows)) < _MOSTLY * len(rows):
        return None
    return Plan(
        layout=LayoutName.CISCO_GATEWAY,
        columns=_COLUMNS,
        separator=sample.separator,
        fewest=_FEWEST,
        confidence=_SURE,
        form=TimeForm(base=TimeBase.OFFSET),
    )


def _is_leg(row: Sequence[str]) -> bool:
    return (
        len(row) >= _FEWEST
        and epoch_in(_of(row, Role.CONTEXT)) is not None
        and _of(row, Role.CHANNEL) in _LEG_TYPES
        and _CONFERENCE.fullmatch(_of(row, Role.LINKED_ID)) is not None
        and _TIME.fullmatch(_of(row, Role.START)) is not None
        and _of(row, Role.TRUNK_IN).lower() in _ORIGINS
    )


def _is_names(row: Sequence[str]) -> bool:
    return header_key(row[0]) == "unixtime"


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of a gateway's accounting."""

    def read(row: Sequence[str], line: int) -> Reading:
        if not any(one.strip() for one in row):
            return Skipped(line=line, rule=Rule.BLANK)
        if _is_names(row):
            return Skipped(line=line, rule=Rule.HEADER)
        if len(row) < plan.fewest:
            return Unreadable(line=line, reason=Reason.CELLS, value=visible(plan.separator.join(row)))
        return _read(row, line, clock)

    return read


def _read(row: Sequence[str], line: int, clock: Clock) -> Reading:
    began, ended = _wall(_of(row, Role.START)), _wall(_of(row, Role.END))
    written = epoch_in(_of(row, Role.CONTEXT))
    if began is None or ended is None or written is None:
        place = next(one for one, known in ((Role.START, began), (Role.END, ended), (Role.CONTEXT, written)) if known is None)
        return Unreadable(line=line, reason=Reason.DATE if _of(row, place) else Reason.NO_DATE, value=visible(_of(row, place)))
    ahead = _ahead(ended, written)
    at = clock.at_epoch((began - ahead).timestamp()) if ahead is not None else Reason.DATE
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(_of(row, Role.START)))
    connected = _wall(_of(row, Role.ANSWER))
    talk = max(0, int((ended - connected).total_seconds())) if connected is not None else 0
    called = given(_of(row, Role.CALLED))
    is_taken_there = talk > 0 and _of(row, Role.TRUNK_IN).lower() == "originate"
    return Leg(
        line=line,
        at=at,
        end=CallEnd.ANSWERED if talk > 0 else _end(row),
        caller=given(_of(row, Role.CALLER)),
        called=called,
        linked_id=_of(row, Role.LINKED_ID).upper() or None,
        talk_s=talk,
        ring_s=max(0, int(((connected or ended) - began).total_seconds())),
        agent=called if is_taken_there else None,
    )


def _of(row: Sequence[str], role: Role) -> str:
    return cell(row, _COLUMNS[role])


def _wall(text: str) -> datetime | None:
    """Return a time as the router's clock showed it, as though it were UTC; None where there is none."""
    found = _TIME.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    hour, minute, second = map(int, found[1].split(":"))
    try:
        return datetime(int(found[4]), _MONTHS.index(found[2]) + 1, int(found[3]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _ahead(ended: datetime, written: float) -> timedelta | None:
    """Return how far the router's clock is ahead of UTC, None where it and the moment of writing cannot both be right."""
    ahead = round((ended - datetime.fromtimestamp(written, UTC)) / _ZONES) * _ZONES
    return ahead if abs(ahead) <= _FURTHEST else None


def _end(row: Sequence[str]) -> CallEnd:
    """Return how a leg ended on which nobody talked, by its cause (Q.850): in words with its number, or in hexadecimal digits."""
    told, digits = _CAUSE.search(_of(row, Role.STATUS)), _of(row, Role.APP).removeprefix("0x")
    cause = int(told[1]) if told is not None else _hexadecimal(digits)
    if cause == _BUSY:
        return CallEnd.BUSY
    return CallEnd.MISSED if cause in _UNANSWERED else CallEnd.FAILED


def _hexadecimal(digits: str) -> int:
    return int(digits, 16) if digits and all(one in "0123456789abcdefABCDEF" for one in digits) else 0
