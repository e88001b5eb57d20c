"""Asterisk's call records: ``Master.csv`` as `cdr_csv` writes it, the order of `cdr_custom`, and exports of its database.

Source: Asterisk, "CDR Specification" and the samples of cdr.conf and cdr_custom.conf; FreePBX, module cdr.
"""

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import clid, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, cell, columns_of, is_date
from ingest.phone.times import Clock
from ingest.phone.words import Role, seconds_in

DISPOSITIONS = {
    "ANSWERED": CallEnd.ANSWERED,
    "NO ANSWER": CallEnd.MISSED,
    "NOANSWER": CallEnd.MISSED,
    "BUSY": CallEnd.BUSY,
    "FAILED": CallEnd.FAILED,
    "CONGESTION": CallEnd.FAILED,
    "UNKNOWN": CallEnd.MISSED,
}
UNIQUE_ID = re.compile(r"(?:[\w.:-]+-)?(\d{9,10})\.\d+")
"""The second an Asterisk channel was made, and its number; before them the name of the system."""
COMMENTS = (";", "#", "//")
_CSV_BEFORE = (Role.CALLER, Role.CALLED, Role.CONTEXT, Role.CLID)
_CUSTOM_BEFORE = (Role.CLID, Role.CALLER, Role.CALLED, Role.CONTEXT)
_BETWEEN = (Role.CHANNEL, Role.PEER, Role.APP, Role.APP_DATA)
_TIMES = (Role.START, Role.ANSWER, Role.END)
_COUNTS = (Role.DURATION, Role.TALK, Role.STATUS)
_ORDERS = (
    (None, *_CSV_BEFORE, *_BETWEEN, *_TIMES, *_COUNTS),  # cdr_csv: the account code is first
    (*_CUSTOM_BEFORE, *_BETWEEN, *_TIMES, *_COUNTS),  # the sample of cdr_custom.conf
    (Role.START, *_CUSTOM_BEFORE, *_BETWEEN, *_COUNTS),  # the table of cdr_adaptive_odbc, cdr_mysql
)
_MOSTLY = 0.7
_SHARE_IN_PLACE = 0.4
_SURE, _LIKELY = 97, 85
_ENOUGH_ROWS = 3

_VOICEMAIL = frozenset({"voicemail", "minivmrecord", "minivm", "record", "vm", "directory"})
_FAX = frozenset({"receivefax", "rxfax", "sendfax", "txfax", "faxreceive", "nvfaxdetect"})
_TALKING = frozenset(
    {"dial", "appdial", "queue", "appqueue", "followme", "bridge", "bridgewait", "pickup", "pickupchan", "transferred call", "confbridge"}
    | {"meetme", "page", "parkedcall", "park", "agentlogin", "agentrequest", "retrydial", "chanspy", "conference", "dumb"}
)
_ONLY_WITH_PEER = frozenset({"queue", "appqueue", "park", "followme"})
"""A queue answers the caller long before an agent does: without an agent's channel nobody did."""
_INCOMING = re.compile(
    r"from-?(?:trunk|pstn|did|sip-external|zaptel|dahdi|isdn|outside|provider|voip|gsm)|ext-did|inc?om|inbound|entrant|\bdid\b|arriv"
)
_INTERNAL = re.compile(r"from-?internal|outbound|outgoing|sortant|interne|^internal|^users?$|^phones?$|^local$|^postes?$")
_ENDPOINT = re.compile(r"(?:pj)?sip|sccp|iax2?|skinny|dahdi|zap|mgcp|chan_\w+|ooh323|console|motif|local", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext|poste|user|tel|phone)?[-_]?(\d{2,6})(?:[-_@]\S*)?", re.IGNORECASE)
_LOCAL_PAIR = re.compile(r"(Local/.+);[12]$")
_SOUND = re.compile(r"\.(?:wav|wav49|gsm|mp3|ogg|ulaw|alaw|g729)$", re.IGNORECASE)
_SPOKEN = frozenset({CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX})
_SERVICE = ("v", "V", "f", "F")
_MOST_LOCALS = 4096
_MOST_CHANNELS = 512
_TRANSFERRED = re.compile(r"xfer|transfer")
"""Context that who is put through is sent to: FreePBX's TRANSFER_CONTEXT and the ones people name so."""
_OUTSIDE_DIGITS = 7


def recognise(sample: Sample) -> Plan | None:
    """Return how an Asterisk log is read, None where the sample is none: by its header, else by where its words for ends stand."""
    return _by_names(sample) if sample.header is not None else _by_contents(sample)


def _by_names(sample: Sample) -> Plan | None:
    columns = columns_of(sample.names)
    if Role.START not in columns or Role.STATUS not in columns or not {Role.CONTEXT, Role.CHANNEL, Role.APP} & columns.keys():
        return None
    words = Counter(cell(row, columns[Role.STATUS]).upper() in DISPOSITIONS for row in sample.records)
    if sample.records and words[True] < _MOSTLY * len(sample.records):
        return None
    return Plan(
        layout=LayoutName.ASTERISK,
        columns=columns,
        separator=sample.separator,
        fewest=max(columns[Role.START], columns[Role.STATUS]) + 1,
        first=(sample.header or 0) + 1,
        names=sample.names,
        confidence=_SURE,
    )


def _by_contents(sample: Sample) -> Plan | None:
    places = Counter(place for row in sample.rows for place, one in enumerate(row) if place >= len(_COUNTS) and one.strip() in DISPOSITIONS)
    if not places:
        return None
    status, count = places.most_common(1)[0]
    rows = [row for row in sample.rows if cell(row, status) in DISPOSITIONS]
    # Quotes that nobody closed shift some rows; the word stands somewhere in nearly all.
    filled = [row for row in sample.rows if any(row) and not row[0].startswith(COMMENTS)]
    if count < _SHARE_IN_PLACE * len(filled) or sum(any(one in DISPOSITIONS for one in row) for row in filled) < _MOSTLY * len(filled):
        return None
    for order in _ORDERS:
        columns = _ending_at(order, status, rows)
        if columns is not None:
            return Plan(
                layout=LayoutName.ASTERISK,
                columns=columns | _behind(rows, status),
                separator=sample.separator,
                fewest=status + 1,
                confidence=_SURE if count >= _ENOUGH_ROWS else _LIKELY,
            )
    return None


def _ending_at(order: tuple[Role | None, ...], status: int, rows: list[tuple[str, ...]]) -> dict[Role, int] | None:
    """Return the columns of an order whose last is at ``status``, None where its date holds no dates."""
    shift = status - (len(order) - 1)
    if shift < 0:
        return None
    columns = {role: place + shift for place, role in enumerate(order) if role is not None}
    dated = sum(1 for row in rows if is_date(cell(row, columns[Role.START])))
    counted = sum(1 for row in rows if seconds_in(cell(row, columns[Role.TALK])) is not None)
    return columns if min(dated, counted) >= _MOSTLY * len(rows) else None


def _behind(rows: list[tuple[str, ...]], status: int) -> dict[Role, int]:
    """Return the columns behind the usual ones that can be told by what they hold: identifiers, recordings."""
    widest = max(map(len, rows))
    found: dict[Role, int] = {}
    for place in range(status + 1, widest):
        cells = [one for row in rows if (one := cell(row, place))]
        if cells and sum(1 for one in cells if UNIQUE_ID.fullmatch(one)) >= _MOSTLY * len(cells):
            found.setdefault(Role.LINKED_ID if Role.CALL_ID in found else Role.CALL_ID, place)
        elif cells and sum(1 for one in cells if _SOUND.search(one)) >= _MOSTLY * len(cells):
            found.setdefault(Role.AUDIO, place)
    return found


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of an Asterisk log."""
    return _AsteriskReader(plan, clock) if Role.PEER in plan.columns or Role.APP not in plan.columns else _PeerlessReader(plan, clock)


class _AsteriskReader:
    """Reads rows; remembers the halves of local channels and who was put through, which join legs that have no common identifier."""

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock
        self._locals: dict[str, str] = {}
        self._channels: deque[tuple[str, str]] = deque(maxlen=_MOST_CHANNELS)
        """Channels of the last rows, with the identifiers of their calls. No two channels have one name while Asterisk runs."""
        self._width = max(plan.columns.values()) + 1

        def place(role: Role) -> int:
            """Return a column; one the log lacks is the last of all, where an empty cell is put."""
            return plan.columns.get(role, -1)

        self._status, self._start = place(Role.STATUS), place(Role.START)
        self._caller, self._called = place(Role.CALLER), place(Role.CALLED)
        self._clid, self._context = place(Role.CLID), place(Role.CONTEXT)
        self._channel, self._peer = place(Role.CHANNEL), place(Role.PEER)
        self._app, self._talk, self._total = place(Role.APP), place(Role.TALK), place(Role.DURATION)
        self._id, self._linked = place(Role.CALL_ID), place(Role.LINKED_ID)
        self._did, self._audio, self._name = place(Role.DIALLED), place(Role.AUDIO), place(Role.NAME)

    def __call__(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row says."""
        disposition = DISPOSITIONS.get(row[self._status]) if len(row) > self._status else None
        if disposition is None:
            row = self._realigned(row)
            disposition = DISPOSITIONS.get(cell(row, self._status).upper())
            if disposition is None:
                return self._odd(row, line)
        cells = [*row, *[""] * max(1, self._width - len(row) + 1)]
        start = cells[self._start]
        at = self._clock.known(start) or self._clock.read(start, second_of(cells[self._id]))
        if isinstance(at, Reason):
            return Unreadable(line=line, reason=at, value=visible(start or self._plan.separator.join(row)))
        return self._leg(cells, line, at, disposition)

    def _leg(self, cells: list[str], line: int, at: datetime, disposition: CallEnd) -> Leg:
        channel, peer = cells[self._channel], cells[self._peer]
        near, far = channel.rpartition("-")[0], peer.rpartition("-")[0]
        written, called = cells[self._caller], cells[self._called]
        name, number = clid(cells[self._clid])
        caller = given(written) if written else number
        total = seconds_in(cells[self._total]) or 0
        talk = total if self._talk < 0 else seconds_in(cells[self._talk]) or 0
        # Only what names a mailbox or the fax goes in: with all numbers the cache would be of no use.
        end = _end(disposition, cells[self._app], bool(peer), called if called[:1] in _SERVICE else "")
        way = _way(cells[self._context], near, far, _is_long(caller), _is_long(called))
        call_id = cells[self._id] or None
        audio = cells[self._audio]
        is_answered, is_spoken = end is CallEnd.ANSWERED, end in _SPOKEN
        return Leg(
            line=line,
            at=at,
            end=end,
            caller=caller,
            called=given(called),
            way=way,
            call_id=call_id,
            linked_id=cells[self._linked] or self._joined(channel, peer, call_id, cells[self._context]),
            dialled=given(cells[self._did]) if cells[self._did] else None,
            caller_name=name or cells[self._name] or None,
            talk_s=talk if is_spoken else 0,
            ring_s=max(0, total - talk) if is_answered else 0 if is_spoken else total,
            agent=extension_of(near if way is Way.OUT else far) if is_answered else None,
            audio=audio if audio and _SOUND.search(audio) else None,
        )

    def _joined(self, channel: str, peer: str, call_id: str | None, context: str) -> str | None:
        """Return the identifier of the leg on the other half of a local channel, or of the call that was put through, if it came before."""
        if call_id is None:
            return None
        if not (channel.startswith("Local/") or peer.startswith("Local/")):
            return self._put_through(channel, context, call_id)
        for one in (channel, peer):
            if (pair := _LOCAL_PAIR.match(one)) is not None:
                known = self._locals.get(pair[1])
                if known is not None and known != call_id:
                    return known
                if len(self._locals) >= _MOST_LOCALS:
                    del self._locals[next(iter(self._locals))]
                self._locals[pair[1]] = call_id
        return None

    def _put_through(self, channel: str, context: str, call_id: str) -> str | None:
        """Return the identifier of the call that a channel was in before it was put through, if the rows above tell it."""
        if channel and "fer" in context and _TRANSFERRED.search(context) is not None:
            for before, known in reversed(self._channels):
                if before == channel:
                    return known if known != call_id else None
        self._channels.append((channel, call_id))
        return None

    def _realigned(self, row: Sequence[str]) -> Sequence[str]:
        """Return a row whose caller's name or application data was cut at its commas, for want of quotes, put together again."""
        places = [place for place in range(len(row) - 1, self._status, -1) if row[place].strip().upper() in DISPOSITIONS]
        if not places:
            return row
        extra = places[0] - self._status
        for first in (self._clid, self._plan.columns.get(Role.APP_DATA, -1)):
            if first < 0:
                continue
            whole = [*row[:first], ",".join(row[first : first + extra + 1]), *row[first + extra + 1 :]]
            channel = cell(whole, self._channel)
            if is_date(whole[self._start]) and (not channel or "/" in channel):
                return whole
        return row

    def _odd(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row is that says in no known word how a call ended."""
        if not any(one.strip() for one in row):
            return Skipped(line=line, rule=Rule.BLANK)
        if (self._plan.names and tuple(row) == self._plan.names) or (
            len(columns_of(row)) > len(row) / 2 and not is_date(cell(row, self._start))
        ):
            return Skipped(line=line, rule=Rule.HEADER)
        if row[0].lstrip().startswith(COMMENTS):
            return Skipped(line=line, rule=Rule.COMMENT)
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(self._plan.separator.join(row)))


class _PeerlessReader(_AsteriskReader):
    """Reads exports that do not say who was called.

    Where a queue has a row for each member it rang, the one that is answered was answered by a member, not by the queue.
    """

    def __init__(self, plan: Plan, clock: Clock) -> None:
        super().__init__(plan, clock)
        self._rung: OrderedDict[str, None] = OrderedDict()
        """Calls of which a queue's row told already that a member did not answer."""

    def __call__(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row says."""
        reading = super().__call__(row, line)
        if not isinstance(reading, Leg) or cell(row, self._app).lower() not in _ONLY_WITH_PEER:
            return reading
        call = reading.linked_id or reading.call_id
        if call is None or DISPOSITIONS.get(cell(row, self._status).upper()) is not CallEnd.ANSWERED:
            if call is not None:
                self._rung[call] = None
                if len(self._rung) > _MOST_LOCALS:
                    self._rung.popitem(last=False)
            return reading
        if call not in self._rung:
            return reading
        total, talk = (seconds_in(cell(row, place)) or 0 if place >= 0 else 0 for place in (self._total, self._talk))
        talk = talk if self._talk >= 0 else total
        return replace(reading, end=CallEnd.ANSWERED, talk_s=talk, ring_s=max(0, total - talk))


def second_of(call_id: str) -> float | None:
    """Return the second in a channel's identifier, None where it is none of Asterisk's."""
    found = UNIQUE_ID.fullmatch(call_id) if call_id else None
    return float(found[1]) if found else None


@lru_cache(maxsize=4096)
def _end(disposition: CallEnd, app: str, has_peer: bool, called: str) -> CallEnd:
    """Return how a leg ended: Asterisk calls answered what a menu, a queue or the answering machine took, too."""
    if disposition is not CallEnd.ANSWERED:
        return disposition
    name = app.lower()
    if name in _FAX or called.lower() == "fax":
        return CallEnd.FAX
    if name in _VOICEMAIL or called.lower().startswith(("vmu", "vmb", "vms", "vmi")):
        return CallEnd.VOICEMAIL
    if has_peer:
        return CallEnd.ANSWERED
    return CallEnd.ANSWERED if not name or (name in _TALKING and name not in _ONLY_WITH_PEER) else CallEnd.MISSED


@lru_cache(maxsize=4096)
def _way(context: str, near: str, far: str, is_caller_long: bool, is_called_long: bool) -> Way | None:
    """Return which way a leg went by its context and its channels, None where they do not say."""
    name = context.lower()
    if _INCOMING.search(name):
        return Way.IN
    has_near, has_far = extension_of(near) is not None, extension_of(far) is not None
    if has_near and is_called_long and far and not has_far:
        return Way.OUT
    if has_near and has_far and not is_caller_long and not is_called_long:
        return Way.INTERNAL
    if _INTERNAL.search(name) and is_called_long:
        return Way.OUT
    return None


@lru_cache(maxsize=4096)
def extension_of(channel: str) -> str | None:
    """Return the extension a channel belongs to (``PJSIP/201``), None for a trunk's."""
    technology, _, name = channel.partition("/")
    if not _ENDPOINT.fullmatch(technology):
        return None
    found = _EXTENSION.fullmatch(name)
    return found[1] if found else None


def _is_long(number: str | None) -> bool:
    return number is not None and len(number) >= _OUTSIDE_DIGITS and number.lstrip("+").isdigit()
