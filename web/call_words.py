"""What the desk calls things of telephone calls and of their logs."""

from collections.abc import Mapping

from domain.call import CallBackState, CallEnd, Way
from ingest.phone.faults import Reason, Rule
from ingest.phone.mapping import MappingReason
from ingest.phone.outcomes import Fate
from ingest.phone.plan import Doubt, LayoutName
from ingest.phone.times import DayOrder, TimeBase
from ingest.phone.words import Role
from store.call_logs import LogState
from store.calls import CardState
from web.words import N_

CALL_ENDS: Mapping[str, str] = {
    CallEnd.ANSWERED: N_("Answered"),
    CallEnd.MISSED: N_("Missed"),
    CallEnd.BUSY: N_("Busy"),
    CallEnd.FAILED: N_("Not put through"),
    CallEnd.VOICEMAIL: N_("Voice message"),
    CallEnd.FAX: N_("Fax"),
}
CALL_BACK_STATES: Mapping[str, str] = {
    CallBackState.DUE: N_("To call back"),
    CallBackState.ANSWERED_LATER: N_("Called again and was answered"),
    CallBackState.CALLED_BACK: N_("Was called back"),
}
CARD_STATES: Mapping[str, str] = {
    CardState.OPEN: N_("To complete"),
    CardState.DONE: N_("Completed"),
    CardState.DISMISSED: N_("Dismissed"),
    CardState.PAST: N_("Older call"),
}
CALL_WAYS: Mapping[str, str] = {Way.IN: N_("Incoming"), Way.OUT: N_("Outgoing"), Way.INTERNAL: N_("Internal")}
CALL_LOG_STATES: Mapping[str, str] = {
    LogState.WAITING: N_("Waiting to be read"),
    LogState.READING: N_("Being read"),
    LogState.GROWING: N_("Read on as it grows"),
    LogState.DONE: N_("Read"),
    LogState.FAILED: N_("No call log that can be read"),
}
CALL_LAYOUTS: Mapping[str, str] = {
    LayoutName.ASTERISK: N_("Asterisk or what is built on it (FreePBX, VitalPBX, Issabel)"),
    LayoutName.ASTERISK_EVENTS: N_("Asterisk, channel event log (CEL)"),
    LayoutName.FREESWITCH: N_("FreeSWITCH, table"),
    LayoutName.FREESWITCH_JSON: N_("FreeSWITCH, JSON"),
    LayoutName.FREESWITCH_XML: N_("FreeSWITCH, XML"),
    LayoutName.CISCO: N_("Cisco Unified Communications Manager"),
    LayoutName.CISCO_GATEWAY: N_("Cisco gateways (CME, CUBE), file accounting"),
    LayoutName.CISCO_SYSLOG: N_("Cisco gateways (CME, CUBE), call history in syslog"),
    LayoutName.THREE_CX: N_("3CX"),
    LayoutName.AVAYA: N_("Avaya IP Office, SMDR"),
    LayoutName.PANASONIC: N_("Panasonic, SMDR"),
    LayoutName.ALCATEL_OXO: N_("Alcatel-Lucent OmniPCX Office, statements"),
    LayoutName.ALCATEL_OXE: N_("Alcatel-Lucent OmniPCX Enterprise, tickets"),
    LayoutName.UNIFY: N_("Unify (HiPath, OpenScape Business)"),
    LayoutName.MITEL: N_("Mitel (SX-200, 3300, MiVoice Business), SMDR"),
    LayoutName.NEC: N_("NEC (SL, SV, Electra Elite), SMDR"),
    LayoutName.ERICSSON_LG: N_("Ericsson-LG (iPECS), SMDR"),
    LayoutName.OWN: N_("Citoyen’s own call list"),
    LayoutName.HEADED: N_("another one, understood by the names of its columns"),
    LayoutName.JSON: N_("JSON objects, understood by the names of their fields"),
    LayoutName.MAPPED: N_("another one, read by a mapping of the town"),
    LayoutName.GUESSED: N_("another one without names of columns, guessed from what stands in them"),
}
CALL_DOUBTS: Mapping[str, str] = {
    Doubt.DAY_MONTH: N_("No day is above the 12th: day and month may be the other way round."),
    Doubt.TIME_BASE: N_("Nothing tells whether its times are local or UTC; they were taken for local."),
    Doubt.GUESSED: N_("What its columns hold was guessed."),
    Doubt.UNKNOWN_COLUMNS: N_("Some of its columns are not known and not used."),
    Doubt.MIXED_ENCODING: N_("Its lines are written in more than one encoding."),
    Doubt.NUL_BYTES: N_("It holds NUL bytes, which were left out."),
    Doubt.FEW_ROWS: N_("It has few rows to judge by."),
    Doubt.CLOCK_BACK: N_("Its clock goes back somewhere: of two calls, the later one may have been taken for the earlier."),
    Doubt.FUTURE: N_("Some rows are dated in the future."),
    Doubt.NO_YEAR: N_("It writes no year: each day was taken for the last one before it was read."),
    Doubt.PAGE_DAY: N_("It writes the day above each page only: a day without calls within a page would not be seen."),
    Doubt.NO_STATUS: N_("No column says how a call ended: whoever talked was taken for answered."),
    Doubt.NO_WAY: N_("No column says which way a call went: it was told from the numbers."),
    Doubt.UNKNOWN_WORDS: N_("Some of its words for how a call ended or which way it went are not known: say below what they stand for."),
}
CALL_COLUMNS: Mapping[str, str] = {
    Role.START: N_("Begin: date and time"),
    Role.DATE: N_("Begin: date alone"),
    Role.TIME: N_("Begin: time alone"),
    Role.ANSWER: N_("When it was answered"),
    Role.END: N_("When it ended"),
    Role.DURATION: N_("Duration, ringing included"),
    Role.TALK: N_("How long they talked"),
    Role.RING: N_("How long it rang"),
    Role.CALLER: N_("Caller’s number"),
    Role.CLID: N_("Caller’s name and number in one"),
    Role.NAME: N_("Caller’s name"),
    Role.CALLED: N_("Number or set that was called"),
    Role.DIALLED: N_("Line of the town hall that was dialled"),
    Role.OTHER: N_("Number of the other side, whichever way"),
    Role.EXTENSION: N_("Extension of the town hall, whichever way"),
    Role.STATUS: N_("How the call ended (answered or not, voice message)"),
    Role.WAY: N_("Direction (incoming, outgoing)"),
    Role.AGENT: N_("Who took the call"),
    Role.NOTE: N_("Note"),
    Role.AUDIO: N_("File of the voice message"),
    Role.TRANSCRIPT: N_("Words of the voice message"),
    Role.CALL_ID: N_("Identifier of the row"),
    Role.LINKED_ID: N_("Identifier of the whole call"),
}
CALL_SEPARATORS: Mapping[str, str] = {
    "automatic": N_("Found out"),
    "comma": N_("Comma"),
    "semicolon": N_("Semicolon"),
    "tab": N_("Tabulator"),
    "bar": N_("Vertical bar"),
    "other": N_("Another sign"),
    "places": N_("None: columns at fixed places"),
}
CALL_TIME_BASES: Mapping[str, str] = {
    TimeBase.LOCAL: N_("The town’s time"),
    TimeBase.UTC: N_("UTC"),
    TimeBase.EPOCH: N_("Seconds since 1970"),
    TimeBase.OFFSET: N_("Each with its offset from UTC"),
}
CALL_DAY_ORDERS: Mapping[str, str] = {
    DayOrder.YEAR_FIRST: N_("Year, month, day"),
    DayOrder.DAY_FIRST: N_("Day, month, year"),
    DayOrder.MONTH_FIRST: N_("Month, day, year"),
}
CALL_FATES: Mapping[str, str] = {
    Fate.CALL_BACK: N_("To call back"),
    Fate.CARD: N_("Card to complete"),
    Fate.JOINED: N_("Joined to a call"),
    Fate.INTERNAL: N_("Internal"),
    Fate.OUTGOING: N_("Outgoing"),
    Fate.IGNORED: N_("Left out"),
    Fate.UNREADABLE: N_("Unreadable"),
    Fate.OPEN: N_("Of a call that may still go on"),
}
CALL_RULES: Mapping[str, str] = {
    Rule.HEADER: N_("names of columns"),
    Rule.BLANK: N_("blank line"),
    Rule.COMMENT: N_("comment"),
    Rule.TOTAL: N_("sum or title"),
    Rule.NOT_A_CALL: N_("no call"),
    Rule.HIDDEN: N_("number withheld"),
    Rule.FAX: N_("fax"),
    Rule.ANSWERED_LATER: N_("called again and was answered"),
    Rule.CALLED_BACK: N_("was called back"),
    Rule.OTHER_LINE: N_("not a line of the reception"),
}
CALL_ROW_REASONS: Mapping[str, str] = {
    Reason.CELLS: N_("It has too few columns, or others than the rest."),
    Reason.NO_DATE: N_("There is no date."),
    Reason.DATE: N_("The date is written like no other of this log."),
    Reason.IMPOSSIBLE_DATE: N_("There is no such day or hour."),
    Reason.DURATION: N_("The duration is no number."),
    Reason.NUMBER: N_("A spreadsheet has rounded or cut the number."),
    Reason.LONG: N_("The line is far too long."),
    Reason.QUOTE: N_("A quote is opened and never closed."),
    Reason.CUT_OFF: N_("The file ends within the row."),
    Reason.PACKED: N_("The packed file is damaged or cut off from here on."),
    Reason.TOO_LARGE: N_("The packed file unpacks to more than any log has; the rest was left."),
    Reason.JSON: N_("It is no valid JSON."),
    Reason.XML: N_("It is no valid XML."),
    Reason.ENTITIES: N_("It is XML with entities, which no switchboard writes."),
}
CALL_MAPPING_FAULTS: Mapping[str, str] = {
    MappingReason.UNKNOWN_FIELD: N_("No such thing is known of a call."),
    MappingReason.NO_START: N_("No column says when a call began: choose “Begin”, in one column or in two."),
    MappingReason.NO_NUMBER: N_("No column holds a number: choose the caller’s, or that of the other side."),
    MappingReason.NO_COLUMN: N_("The sample has no such column."),
    MappingReason.TWICE: N_("This column is said to hold two things."),
    MappingReason.SEPARATOR: N_("A separator is one sign, and no quote or blank."),
    MappingReason.POSITIONS: N_("Write where each column begins, counted from 1, in rising order: 1, 12, 20."),
    MappingReason.BASE: N_("The times are counted in none of the ways there are."),
    MappingReason.ORDER: N_("Dates are written in none of the ways there are."),
    MappingReason.END: N_("A word stands for an end that no call has."),
    MappingReason.WAY: N_("A word stands for a way that no call goes."),
    MappingReason.SKIP: N_("The rows to leave out are no number."),
}
