"""What a call log is found to be, and what stands in its rows, in words."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from cli.words import tr
from domain.call import CallEnd, Leg, Way
from ingest.phone.detect import Detection
from ingest.phone.mapping import MappingFault, MappingReason
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import DayOrder, TimeBase
from ingest.phone.words import Role

LAYOUTS: Mapping[LayoutName, str] = {
    LayoutName.ASTERISK: tr("Asterisk or what is built on it (FreePBX, VitalPBX, Issabel): Master.csv or an export"),
    LayoutName.ASTERISK_EVENTS: tr("Asterisk, channel event log (CEL)"),
    LayoutName.FREESWITCH: tr("FreeSWITCH, cdr_csv"),
    LayoutName.FREESWITCH_JSON: tr("FreeSWITCH, JSON"),
    LayoutName.FREESWITCH_XML: tr("FreeSWITCH, XML"),
    LayoutName.CISCO: tr("Cisco Unified Communications Manager"),
    LayoutName.CISCO_GATEWAY: tr("Cisco gateways (CME, CUBE), file accounting"),
    LayoutName.CISCO_SYSLOG: tr("Cisco gateways (CME, CUBE), call history in syslog"),
    LayoutName.THREE_CX: tr("3CX"),
    LayoutName.AVAYA: tr("Avaya IP Office, SMDR"),
    LayoutName.PANASONIC: tr("Panasonic, SMDR"),
    LayoutName.ALCATEL_OXO: tr("Alcatel-Lucent OmniPCX Office (OXO Connect), statements"),
    LayoutName.ALCATEL_OXE: tr("Alcatel-Lucent OmniPCX Enterprise, tickets"),
    LayoutName.UNIFY: tr("Unify: Hicom, HiPath, OpenScape Business"),
    LayoutName.MITEL: tr("Mitel: SX-200, 3300, MiVoice Business, SMDR"),
    LayoutName.NEC: tr("NEC: SL, SV, Electra Elite, SMDR"),
    LayoutName.ERICSSON_LG: tr("Ericsson-LG: iPECS, SMDR"),
    LayoutName.OWN: tr("Citoyen’s own call list"),
    LayoutName.HEADED: tr("another one, understood by the names of its columns"),
    LayoutName.JSON: tr("JSON objects, understood by the names of their fields"),
    LayoutName.MAPPED: tr("another one, read by your column mapping"),
    LayoutName.GUESSED: tr("another one without names of columns, guessed from what stands in them"),
}
DOUBTS: Mapping[Doubt, str] = {
    Doubt.DAY_MONTH: tr("no day is above the 12th: day and month may be the other way round"),
    Doubt.TIME_BASE: tr("nothing tells whether its times are local or UTC; they were taken for local"),
    Doubt.GUESSED: tr("what its columns hold was guessed"),
    Doubt.UNKNOWN_COLUMNS: tr("some of its columns are not known and not used"),
    Doubt.MIXED_ENCODING: tr("its lines are written in more than one encoding"),
    Doubt.NUL_BYTES: tr("it holds NUL bytes, which were left out"),
    Doubt.FEW_ROWS: tr("it has few rows to judge by"),
    Doubt.CLOCK_BACK: tr("its clock goes back somewhere: of two calls, the later one may have been taken for the earlier"),
    Doubt.FUTURE: tr("some rows are dated in the future"),
    Doubt.NO_YEAR: tr("it writes no year: each day was taken for the last one before it was read"),
    Doubt.PAGE_DAY: tr("it writes the day above each page only: a day without calls within a page would not be seen"),
    Doubt.NO_STATUS: tr("no column says how a call ended: whoever talked was taken for answered"),
    Doubt.NO_WAY: tr("no column says which way a call went: it was told from the numbers"),
    Doubt.UNKNOWN_WORDS: tr("some of its words for how a call ended are not known"),
}
MAPPING_REASONS: Mapping[MappingReason, str] = {
    MappingReason.UNKNOWN_FIELD: tr("no such thing is known of a call"),
    MappingReason.NO_START: tr("no column says when a call began (start, or date and time)"),
    MappingReason.NO_NUMBER: tr("no column holds a number (caller, called, other or clid)"),
    MappingReason.NO_COLUMN: tr("the log has no such column"),
    MappingReason.TWICE: tr("this column is said to hold two things"),
    MappingReason.SEPARATOR: tr("a separator is one character"),
    MappingReason.POSITIONS: tr("write where each column begins, counted from 1, rising: [1, 12, 20]"),
    MappingReason.BASE: tr("write local, utc, epoch or offset"),
    MappingReason.ORDER: tr("write year_first, day_first or month_first"),
    MappingReason.END: tr("write answered, missed, busy, failed, voicemail or fax"),
    MappingReason.WAY: tr("write in, out or internal"),
    MappingReason.SKIP: tr("write a number of rows"),
}
ENDS: Mapping[CallEnd, str] = {
    CallEnd.ANSWERED: tr("answered"),
    CallEnd.MISSED: tr("missed"),
    CallEnd.BUSY: tr("busy"),
    CallEnd.FAILED: tr("not put through"),
    CallEnd.VOICEMAIL: tr("voice message"),
    CallEnd.FAX: tr("fax"),
}
WAYS: Mapping[Way | None, str] = {Way.IN: tr("incoming"), Way.OUT: tr("outgoing"), Way.INTERNAL: tr("internal"), None: "?"}
BASES: Mapping[TimeBase, str] = {
    TimeBase.LOCAL: tr("the town’s time"),
    TimeBase.UTC: tr("UTC"),
    TimeBase.EPOCH: tr("seconds since 1970"),
    TimeBase.OFFSET: tr("each with its offset from UTC"),
}
ORDERS: Mapping[DayOrder, str] = {
    DayOrder.YEAR_FIRST: tr("year first"),
    DayOrder.DAY_FIRST: tr("day first"),
    DayOrder.MONTH_FIRST: tr("month first"),
}
ROLES: Mapping[str, str] = {
    Role.START: tr("begin"),
    Role.DATE: tr("date"),
    Role.TIME: tr("time"),
    Role.CALLER: tr("caller"),
    Role.CALLED: tr("called number"),
    Role.DIALLED: tr("number dialled"),
    Role.TALK: tr("talk time"),
    Role.DURATION: tr("duration"),
    Role.STATUS: tr("how it ended"),
    Role.WAY: tr("which way"),
}
_SEPARATORS: Mapping[str, str] = {"\t": tr("tabulator")}


def in_words(found: Detection) -> Iterator[str]:
    """Yield what a log was found to be, a line each."""
    yield tr("Layout: {name} (confidence {percent} %)", name=LAYOUTS[found.layout], percent=found.confidence)
    separator = _SEPARATORS.get(found.separator, found.separator)
    yield tr("Encoding {encoding}, separator {separator}", encoding=found.encoding.value, separator=separator)
    yield tr("Times: {base}, {order}", base=BASES[found.form.base], order=ORDERS[found.form.order])
    if found.first is not None and found.last is not None:
        first, last = f"{found.first:%Y-%m-%d %H:%M}", f"{found.last:%Y-%m-%d %H:%M}"
        yield tr("Calls from {first} to {last} in the rows looked at", first=first, last=last)
    used = [
        f"{ROLES.get(role, role)} = {found.names[place] if place < len(found.names) and found.names[place] else place + 1}"
        for place, role in enumerate(found.columns)
        if role
    ]
    if used:
        yield tr("Columns: {columns}", columns=", ".join(used))
    for doubt in found.doubts:
        yield tr("Doubt: {doubt}", doubt=DOUBTS[doubt])


def leg_words(leg: Leg, zone: ZoneInfo) -> tuple[str, ...]:
    """Return the cells that show what a row says: moment, way, end, caller, called, talk time, who took it, further things."""
    more = ", ".join(part for part in (leg.caller_name, leg.transcript, leg.audio, leg.note) if part)
    return (
        f"{leg.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        WAYS[leg.way],
        ENDS[leg.end],
        leg.caller or tr("withheld"),
        leg.called or leg.dialled or "",
        f"{leg.talk_s} s",
        leg.agent or "",
        more[:60],
    )


def fault_words(fault: MappingFault) -> str:
    """Return what is wrong with a mapping, in one line."""
    value = f" « {fault.value} »" if fault.value else ""
    return f"{fault.field}{value}: {MAPPING_REASONS[fault.reason]}"
