"""FreeSWITCH's call records of mod_cdr_csv: templates ``example``, ``sql``, ``snom``, ``linksys``, ``asterisk``, with or without header.

Source: FreeSWITCH, conf/vanilla/autoload_configs/cdr_csv.conf.xml and cdr_pg_csv.conf.xml.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import caller_name, clid, given, is_extension
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell, columns_of, is_date
from ingest.phone.times import Clock
from ingest.phone.words import Role, seconds_in, taken_by

CAUSES = {
    "NORMAL_CLEARING": CallEnd.MISSED,
    "ORIGINATOR_CANCEL": CallEnd.MISSED,
    "NO_ANSWER": CallEnd.MISSED,
    "NO_USER_RESPONSE": CallEnd.MISSED,
    "ALLOTTED_TIMEOUT": CallEnd.MISSED,
    "LOSE_RACE": CallEnd.MISSED,
    "PICKED_OFF": CallEnd.MISSED,
    "ATTENDED_TRANSFER": CallEnd.MISSED,
    "BLIND_TRANSFER": CallEnd.MISSED,
    "CALL_REJECTED": CallEnd.MISSED,
    "SUBSCRIBER_ABSENT": CallEnd.MISSED,
    "MEDIA_TIMEOUT": CallEnd.MISSED,
    "NORMAL_UNSPECIFIED": CallEnd.MISSED,
    "USER_NOT_REGISTERED": CallEnd.MISSED,
    "PROGRESS_TIMEOUT": CallEnd.MISSED,
    "REQUESTED_CHAN_UNAVAIL": CallEnd.FAILED,
    "USER_BUSY": CallEnd.BUSY,
    "UNALLOCATED_NUMBER": CallEnd.FAILED,
    "NO_ROUTE_DESTINATION": CallEnd.FAILED,
    "DESTINATION_OUT_OF_ORDER": CallEnd.FAILED,
    "INVALID_NUMBER_FORMAT": CallEnd.FAILED,
    "NORMAL_TEMPORARY_FAILURE": CallEnd.FAILED,
    "RECOVERY_ON_TIMER_EXPIRE": CallEnd.FAILED,
    "INCOMPATIBLE_DESTINATION": CallEnd.FAILED,
    "EXCHANGE_ROUTING_ERROR": CallEnd.FAILED,
    "INTERWORKING": CallEnd.FAILED,
    "NETWORK_OUT_OF_ORDER": CallEnd.FAILED,
    "OUTGOING_CALL_BARRED": CallEnd.FAILED,
    "MANAGER_REQUEST": CallEnd.MISSED,
    "SYSTEM_SHUTDOWN": CallEnd.FAILED,
    "CRASH": CallEnd.FAILED,
    "NONE": CallEnd.MISSED,
}
"""How a call ended that nobody answered; one that was talked on was answered, whatever its cause."""
_CAUSE = re.compile(r"[A-Z]{4,}(?:_[A-Z0-9]+)+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TIMES = (Role.START, Role.ANSWER, Role.END, Role.DURATION, Role.TALK, Role.STATUS)
_ORDERS = (
    (None, Role.CALLER, Role.CALLED, Role.CONTEXT, Role.CLID, Role.CHANNEL, Role.PEER, Role.APP, Role.APP_DATA, *_TIMES),
    (Role.NAME, Role.CALLER, Role.CALLED, Role.CONTEXT, *_TIMES),
    (Role.NAME, Role.CALLER, Role.CALLED, *_TIMES),
)
_SQL = re.compile(r"^\s*insert\s+into\s+\S+\s*(?:\([^)]*\))?\s*values\s*\(\s*[\"']?", re.IGNORECASE)
_SQL_END = re.compile(r"[\"']?\s*\)\s*;?\s*$")
_MOSTLY = 0.7
_SURE, _LIKELY = 96, 84
_ENOUGH_ROWS = 3


def recognise(sample: Sample) -> Plan | None:
    """Return how a FreeSWITCH log is read, None where the sample is none: causes stand where the others have a disposition."""
    if sample.header is not None:
        return _by_names(sample)
    rows = [unwrapped(row) for row in sample.rows if any(row)]
    places = Counter(place for row in rows for place, one in enumerate(row) if is_cause(one))
    if not places:
        return None
    status, count = places.most_common(1)[0]
    rows = [row for row in rows if is_cause(cell(row, status))]
    if count < _MOSTLY * len([row for row in sample.rows if any(row)]):
        return None
    for order in _ORDERS:
        columns = _ending_at(order, status, rows)
        if columns is not None:
            columns |= _identifiers(rows, status)
            return Plan(
                layout=LayoutName.FREESWITCH,
                columns=columns,
                separator=sample.separator,
                fewest=status + 1,
                confidence=_SURE if count >= _ENOUGH_ROWS else _LIKELY,
            )
    return None


def _by_names(sample: Sample) -> Plan | None:
    columns = columns_of(sample.names)
    if not {Role.START, Role.STATUS} <= columns.keys():
        return None
    causes = sum(1 for row in sample.records if is_cause(cell(row, columns[Role.STATUS])))
    if not sample.records or causes < _MOSTLY * len(sample.records):
        return None
    return Plan(
        layout=LayoutName.FREESWITCH,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns[Role.START], columns[Role.STATUS]) + 1,
        first=(sample.header or 0) + 1,
        names=sample.names,
        confidence=_SURE,
    )


def _ending_at(order: tuple[Role | None, ...], status: int, rows: Sequence[Sequence[str]]) -> dict[Role, int] | None:
    shift = status - (len(order) - 1)
    if shift < 0:
        return None
    columns = {role: place + shift for place, role in enumerate(order) if role is not None}
    dated = sum(1 for row in rows if is_date(cell(row, columns[Role.START])))
    if Role.CHANNEL in columns and not any("/" in cell(row, columns[Role.CHANNEL]) for row in rows):
        return None
    return columns if dated >= _MOSTLY * len(rows) else None


def _identifiers(rows: Sequence[Sequence[str]], status: int) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for place in range(status + 1, max(map(len, rows))):
        if any(_UUID.fullmatch(cell(row, place)) for row in rows):
            found.setdefault(Role.LINKED_ID if Role.CALL_ID in found else Role.CALL_ID, place)
    return found


def is_cause(text: str) -> bool:
    """Whether a cell holds one of FreeSWITCH's causes."""
    word = text.strip().strip("'\"")
    return word in CAUSES or bool(_CAUSE.fullmatch(word))


def unwrapped(row: Sequence[str]) -> Sequence[str]:
    """Return the values of a row that is an SQL statement, any other as it is."""
    if not row or not _SQL.match(row[0]):
        return row
    inner = [one.strip().strip("'\"").strip() for one in row]
    inner[0] = _SQL.sub("", row[0]).strip().strip("'\"")
    inner[-1] = _SQL_END.sub("", row[-1]).strip().strip("'\"")
    return inner


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of a FreeSWITCH log."""

    def read(row: Sequence[str], line: int) -> Reading:
        return read_row(unwrapped(row), line, plan, clock)

    return read


def read_row(row: Sequence[str], line: int, plan: Plan, clock: Clock) -> Reading:
    """Return what a row says."""
    place = plan.columns.get
    if not any(one.strip() for one in row):
        return Skipped(line=line, rule=Rule.BLANK)
    if plan.names and tuple(row) == plan.names:
        return Skipped(line=line, rule=Rule.HEADER)
    if len(row) < plan.fewest:
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(plan.separator.join(row)))
    at = clock.read(cell(row, place(Role.START)))
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(plan.separator.join(row)))
    name, number = clid(cell(row, place(Role.CLID)))
    written = cell(row, place(Role.CALLER))
    talk, total = seconds_in(cell(row, place(Role.TALK))) or 0, seconds_in(cell(row, place(Role.DURATION))) or 0
    linked = cell(row, place(Role.LINKED_ID)) or None
    caller = given(written) if written else number
    # Who calls from within is no caller that a menu took.
    knows_other = Role.LINKED_ID in plan.columns and not is_within(caller)
    end = end_of_leg(cell(row, place(Role.STATUS)), cell(row, place(Role.APP)), talk, linked, knows_other)
    if talk:
        end = taken_by(cell(row, place(Role.CALLED))) or end
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=caller,
        called=given(cell(row, place(Role.CALLED))),
        way=_way(cell(row, place(Role.CONTEXT))),
        call_id=cell(row, place(Role.CALL_ID)) or None,
        linked_id=linked,
        dialled=given(cell(row, place(Role.DIALLED))),
        caller_name=caller_name(cell(row, place(Role.NAME))) or name,
        talk_s=talk if end in (CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX) else 0,
        ring_s=max(0, total - talk) if end in (CallEnd.ANSWERED, CallEnd.FAX) else total if end is not CallEnd.VOICEMAIL else 0,
        agent=given(cell(row, place(Role.AGENT))),
        audio=cell(row, place(Role.AUDIO)) or None,
    )


def is_within(caller: str | None) -> bool:
    """Whether a caller is an extension of the switchboard."""
    return caller is not None and is_extension(caller, "NC")


def end_of_leg(cause: str, app: str, talk: int, other: str | None, knows_other: bool) -> CallEnd:
    """Return how a leg ended.

    ``other`` identifies the leg it was bridged to: where the log has those (``knows_other``), one that was answered without any was
    taken by a menu or the answering machine only.
    """
    name = app.lower()
    if name.endswith("fax"):
        return CallEnd.FAX
    if name in ("voicemail", "record", "record_session"):
        return CallEnd.VOICEMAIL
    if talk > 0:
        return CallEnd.ANSWERED if other or not knows_other or name == "bridge" else CallEnd.MISSED
    return CAUSES.get(cause.strip("'\" "), CallEnd.MISSED)


@lru_cache(maxsize=1024)
def _way(context: str) -> Way | None:
    """Return which way a leg went: only calls from outside come in by the context ``public``."""
    name = context.lower()
    return Way.IN if name.startswith("public") or "inbound" in name or "entrant" in name else None
