"""Asterisk's channel event log: a row for each thing that happens to a channel, of which a call's records must be put together.

Source: Asterisk, "CEL Specification" and the samples of cel_custom.conf and cel_pgsql.conf.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.layouts.asterisk import extension_of, second_of
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell, is_date
from ingest.phone.times import Clock
from ingest.phone.words import Role, header_key

_NAMES = (
    "CHAN_START CHAN_END LINKEDID_END ANSWER HANGUP APP_START APP_END PARK_START PARK_END BRIDGE_START BRIDGE_END BRIDGE_ENTER BRIDGE_EXIT "
    "BRIDGE_UPDATE BRIDGE_TO_CONF CONF_START CONF_END CONF_ENTER CONF_EXIT BLINDTRANSFER ATTENDEDTRANSFER TRANSFER 3WAY_START 3WAY_END "
    "PICKUP FORWARD LOCAL_OPTIMIZE LOCAL_OPTIMIZE_BEGIN USER_DEFINED HOOKFLASH STREAM_BEGIN STREAM_END DTMF"
)
_EVENTS = frozenset(_NAMES.split())
_FIELDS = (
    (Role.STATUS, ("eventtype", "eventname"), 0),
    (Role.START, ("eventtime",), 1),
    (Role.NAME, ("cidname", "calleridname"), 2),
    (Role.CALLER, ("cidnum", "calleridnum"), 3),
    (Role.DIALLED, ("ciddnid", "calleriddnid"), 6),
    (Role.CALLED, ("exten",), 7),
    (Role.CHANNEL, ("channame", "channel"), 9),
    (Role.APP, ("appname", "application"), 10),
    (Role.CALL_ID, ("uniqueid",), 15),
    (Role.LINKED_ID, ("linkedid",), 16),
)
"""By role: how the field is called in tables, and its place in the file that cel_custom writes as it is shipped."""
_SHIFTED = 1
"""That file has the account code before the identifiers or, in newer versions, that of the other side beside it."""
_NEEDED = (Role.STATUS, Role.START, Role.CHANNEL, Role.CALL_ID, Role.LINKED_ID)
_TALKING = frozenset({"BRIDGE_ENTER", "CONF_ENTER", "BRIDGE_START"})
_SILENT = frozenset({"BRIDGE_EXIT", "CONF_EXIT", "BRIDGE_END", "HANGUP", "CHAN_END"})
_ENDING = _SILENT | {"LINKEDID_END"}
_MACHINES = frozenset({"voicemail", "minivmrecord", "record"})
_MOST_CALLS = 10_000
_MOSTLY = 0.8
_SURE = 97


def recognise(sample: Sample) -> Plan | None:
    """Return how a channel event log is read, None where the sample is none: by its header, else by its words for events."""
    keys = [header_key(name) for name in sample.rows[0]] if sample.rows else []
    named = {role: keys.index(key) for role, names, _ in _FIELDS for key in names if key in keys}
    if all(role in named for role in _NEEDED):
        return _plan(named, sample, 1, sample.rows[0])
    rows = [row for row in sample.rows if any(one.strip() for one in row)]
    fitting = [row for row in rows if cell(row, 0) in _EVENTS and is_date(cell(row, 1))]
    if not fitting or len(fitting) < _MOSTLY * len(rows):
        return None
    places = {role: place for role, _, place in _FIELDS}
    for shift in (0, -_SHIFTED, _SHIFTED):
        moved = places | {role: places[role] + shift for role in (Role.CALL_ID, Role.LINKED_ID)}
        if sum(_has_identifiers(row, moved) for row in fitting) >= _MOSTLY * len(fitting):
            return _plan(moved, sample, 0, ())
    return None


def _has_identifiers(row: Sequence[str], places: dict[Role, int]) -> bool:
    return all(second_of(cell(row, places[role])) is not None for role in (Role.CALL_ID, Role.LINKED_ID))


def _plan(columns: dict[Role, int], sample: Sample, first: int, names: tuple[str, ...]) -> Plan:
    return Plan(
        layout=LayoutName.ASTERISK_EVENTS,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns[role] for role in _NEEDED) + 1,
        first=first,
        names=names,
        confidence=_SURE,
    )


@dataclass(slots=True)
class _Known:
    """A call some of whose events were read: its first channel, and since when others talk."""

    first: Leg
    talking: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    """By channel: since when, and which extension it is."""


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of a channel event log."""
    return _EventReader(plan, clock)


class _EventReader:
    """Gives each event as a leg of its call: what was unanswered until then, or how long somebody has talked."""

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock
        self._calls: OrderedDict[str, _Known] = OrderedDict()

    def __call__(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row says."""
        event, linked, channel = (self._cell(row, role) for role in (Role.STATUS, Role.LINKED_ID, Role.CALL_ID))
        if len(row) < self._plan.fewest or event not in _EVENTS:
            return self._odd(row, line)
        at = self._clock.read(self._cell(row, Role.START)[:19], second_of(channel))
        if isinstance(at, Reason):
            return Unreadable(line=line, reason=at, value=visible(self._cell(row, Role.START)))
        known = self._calls.get(linked)
        if known is None:
            if event != "CHAN_START" or not linked:
                return Skipped(line=line, rule=Rule.NOT_A_CALL)  # of a call that began before this log
            return self._begun(row, line, at)
        return self._leg(row, replace(known.first, line=line), known, at)

    def _odd(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row is that tells of no event."""
        if not any(one.strip() for one in row):
            return Skipped(line=line, rule=Rule.BLANK)
        if tuple(row) == self._plan.names:
            return Skipped(line=line, rule=Rule.HEADER)
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(self._plan.separator.join(row)))

    def _begun(self, row: Sequence[str], line: int, at: datetime) -> Leg:
        called, dialled = given(self._cell(row, Role.CALLED)), given(self._cell(row, Role.DIALLED))
        leg = Leg(
            line=line,
            at=at,
            end=CallEnd.MISSED,
            caller=given(self._cell(row, Role.CALLER)),
            called=called or dialled,
            dialled=dialled,
            way=Way.IN if extension_of(self._cell(row, Role.CHANNEL).rpartition("-")[0]) is None else None,
            linked_id=self._cell(row, Role.LINKED_ID),
            caller_name=caller_name(self._cell(row, Role.NAME)),
        )
        self._calls[self._cell(row, Role.LINKED_ID)] = _Known(leg)
        if len(self._calls) > _MOST_CALLS:
            self._calls.popitem(last=False)
        return leg

    def _leg(self, row: Sequence[str], leg: Leg, known: _Known, at: datetime) -> Leg:
        event, channel = self._cell(row, Role.STATUS), self._cell(row, Role.CALL_ID)
        if event == "LINKEDID_END":
            del self._calls[self._cell(row, Role.LINKED_ID)]
        if event == "APP_START" and self._cell(row, Role.APP).lower() in _MACHINES:
            return replace(leg, end=CallEnd.VOICEMAIL)
        if event in _TALKING and channel != known.first.linked_id:
            # The caller's own channel is bridged with announcements, too.
            known.talking.setdefault(channel, (at, extension_of(self._cell(row, Role.CHANNEL).rpartition("-")[0])))
            return _talked(leg, known.talking[channel], at)
        if event in _SILENT and channel in known.talking:
            return _talked(leg, known.talking.pop(channel), at)
        if event in _ENDING and known.talking:
            return _talked(leg, max(known.talking.values(), key=lambda one: one[0]), at)
        return leg

    def _cell(self, row: Sequence[str], role: Role) -> str:
        return cell(row, self._plan.columns.get(role))


def _talked(leg: Leg, talking: tuple[datetime, str | None], at: datetime) -> Leg:
    """Return that a call was taken, and how long they had talked at a moment."""
    since, agent = talking
    talk_s, ring_s = (max(0, int((one - other).total_seconds())) for one, other in ((at, since), (since, leg.at)))
    return replace(leg, end=CallEnd.ANSWERED, talk_s=talk_s, ring_s=ring_s, agent=agent)
