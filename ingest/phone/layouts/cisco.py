"""Cisco Unified Communications Manager: flat files of call detail records, a row of names and a row of types above them.

Times are seconds since 1970; the legs of a call share ``globalCallID_callId`` on one node of one cluster.
Source: Cisco, "Call Detail Records Administration Guide" 7.0 to 14, chapters "CDR fields", "Call termination cause codes".
"""

import re
from collections.abc import Sequence

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell
from ingest.phone.times import Clock, epoch_in
from ingest.phone.words import Role, header_key, seconds_in, taken_by

_FIELDS = (
    (Role.STATUS, "cdrRecordType", 0),
    (Role.TRUNK_IN, "globalCallID_callManagerId", 1),
    (Role.CALL_ID, "globalCallID_callId", 2),
    (Role.START, "dateTimeOrigination", 4),
    (Role.CALLER, "callingPartyNumber", 8),
    (Role.APP, "origCause_value", 11),
    (Role.DIALLED, "originalCalledPartyNumber", 29),
    (Role.CALLED, "finalCalledPartyNumber", 30),
    (Role.AGENT, "finalCalledPartyUnicodeLoginUserID", 31),
    (Role.APP_DATA, "destCause_value", 33),
    (Role.ANSWER, "dateTimeConnect", 47),
    (Role.END, "dateTimeDisconnect", 48),
    (Role.DURATION, "duration", 55),
    (Role.CHANNEL, "origDeviceName", 56),
    (Role.PEER, "destDeviceName", 57),
    (Role.CONTEXT, "globalCallId_ClusterId", 65),
)
"""By role: the field's name and its place in files that have lost their header. The roles of causes and devices are nobody else's here."""
_CALL = "1"
"""``cdrRecordType`` of a call; 0 starts one, 2 is a measurement of its quality."""
_NEEDED = (Role.START, Role.CALLER, Role.CALLED, Role.CALL_ID)
_BUSY = frozenset({"17"})
_UNANSWERED = frozenset({"0", "16", "18", "19", "21", "31", "126", "127", "128", "129", "393216", "458752"})
"""Nobody took it, or the caller hung up; the last ones are transfers and splits."""
_PHONE = re.compile(r"(?:SEP|CSF|TCT|BOT|TAB|ATA|AN|CIPC|VGC|UDP|CTIP|SKIGW)[\w-]*", re.IGNORECASE)
_VOICEMAIL = re.compile(r"cisco-?um|unity|voice-?mail|\bcuc\b|messagerie|(?:^|[-_])vm(?:[-_]|\d|$)", re.IGNORECASE)
_TYPES = re.compile(r"(?:INTEGER|VARCHAR\(\d+\)|UNIQUEIDENTIFIER)", re.IGNORECASE)
_MOSTLY = 0.8
_SURE, _LIKELY = 98, 80


def recognise(sample: Sample) -> Plan | None:
    """Return how Cisco's records are read, None where the sample is of another: by the names of its columns, else by where times stand."""
    names = sample.rows[0] if sample.rows else ()
    keys = [header_key(name) for name in names]
    columns = {role: keys.index(name.lower().replace("_", "")) for role, name, _ in _FIELDS if name.lower().replace("_", "") in keys}
    if all(role in columns for role in _NEEDED):
        has_types = len(sample.rows) > 1 and _is_types(sample.rows[1])
        return _plan(columns, sample, 2 if has_types else 1, names, _SURE)
    columns = {role: place for role, _, place in _FIELDS[:-1]}
    rows = [row for row in sample.rows if any(row)]
    fitting = sum(1 for row in rows if len(row) > columns[Role.PEER] and cell(row, 0) == _CALL and _is_timed(row, columns))
    return _plan(columns, sample, 0, (), _LIKELY) if rows and fitting >= _MOSTLY * len(rows) else None


def _plan(columns: dict[Role, int], sample: Sample, first: int, names: tuple[str, ...], confidence: int) -> Plan:
    return Plan(
        layout=LayoutName.CISCO,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns[role] for role in _NEEDED) + 1,
        first=first,
        names=names,
        confidence=confidence,
    )


def _is_timed(row: Sequence[str], columns: dict[Role, int]) -> bool:
    return all(epoch_in(cell(row, columns[role])) is not None for role in (Role.START, Role.END))


def _is_types(row: Sequence[str]) -> bool:
    return bool(row) and sum(1 for one in row if _TYPES.fullmatch(one.strip())) >= _MOSTLY * len(row)


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of Cisco's records."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _read(row, line, plan, clock)

    return read


def _read(row: Sequence[str], line: int, plan: Plan, clock: Clock) -> Reading:
    place = plan.columns.get
    if (other := _no_call(row, line, plan)) is not None:
        return other
    start = epoch_in(cell(row, place(Role.START)))
    at = clock.at_epoch(start) if start is not None else Reason.DATE if cell(row, place(Role.START)) else Reason.NO_DATE
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(cell(row, place(Role.START))))
    connected = epoch_in(cell(row, place(Role.ANSWER))) or 0.0
    ended = epoch_in(cell(row, place(Role.END))) or at.timestamp()
    written = seconds_in(cell(row, place(Role.DURATION))) if cell(row, place(Role.DURATION)) else None
    talk = written if written is not None else max(0, int(ended - connected)) if connected else 0
    end = _end(row, plan, is_connected=bool(connected or talk))
    called = given(cell(row, place(Role.CALLED)))
    identity = (cell(row, place(Role.CONTEXT)), cell(row, place(Role.TRUNK_IN)), cell(row, place(Role.CALL_ID)))
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=given(cell(row, place(Role.CALLER))),
        called=called,
        way=_way(cell(row, place(Role.CHANNEL)), cell(row, place(Role.PEER)), cell(row, place(Role.CALLER))),
        linked_id=":".join(identity),
        dialled=given(cell(row, place(Role.DIALLED))),
        talk_s=talk if end in (CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX) else 0,
        ring_s=max(0, int((connected or ended) - at.timestamp())),
        agent=(cell(row, place(Role.AGENT)) or called)
        if end is CallEnd.ANSWERED and _PHONE.fullmatch(cell(row, place(Role.PEER)))
        else None,
    )


def _no_call(row: Sequence[str], line: int, plan: Plan) -> Reading | None:
    """Return what a row is that tells of no call: names and types again, where files were put together, measurements, too short a row."""
    if not any(one.strip() for one in row):
        return Skipped(line=line, rule=Rule.BLANK)
    if _is_types(row) or header_key(row[0]) == "cdrrecordtype":
        return Skipped(line=line, rule=Rule.HEADER)
    if len(row) < plan.fewest:
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(plan.separator.join(row)))
    kind = cell(row, plan.columns.get(Role.STATUS))
    return Skipped(line=line, rule=Rule.NOT_A_CALL) if kind and kind != _CALL else None


def _end(row: Sequence[str], plan: Plan, *, is_connected: bool) -> CallEnd:
    place = plan.columns.get
    if is_connected:
        peer = cell(row, place(Role.PEER))
        return CallEnd.VOICEMAIL if _VOICEMAIL.search(peer) else taken_by(peer) or CallEnd.ANSWERED
    causes = {cell(row, place(Role.APP)) or "0", cell(row, place(Role.APP_DATA)) or "0"}
    if causes & _BUSY:
        return CallEnd.BUSY
    return CallEnd.MISSED if causes <= _UNANSWERED else CallEnd.FAILED


def _way(near: str, far: str, caller: str) -> Way | None:
    """Return which way a leg went: what is no telephone is a gateway or a trunk."""
    is_near, is_far = bool(_PHONE.fullmatch(near)), bool(_PHONE.fullmatch(far))
    if near and not is_near and not (caller.isdecimal() and 0 < len(caller) <= 5):  # noqa: PLR2004 - an extension calls through a gateway of its own site
        return Way.IN
    if is_near and is_far:
        return Way.INTERNAL
    return None
