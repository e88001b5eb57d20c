"""Rows whose columns are known by name or by a mapping, as legs; what one of them does not say is told from the others."""

import re
from collections.abc import Sequence
from datetime import datetime

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import caller_name, clid, given, is_hidden
from ingest.phone.plan import LayoutName, Plan, Reading, cell, is_date
from ingest.phone.sequels import Sequels
from ingest.phone.times import Clock, seconds_between, spelled_out
from ingest.phone.words import Role, end_of, header_key, is_call_back, is_group, is_yes, seconds_in, taken_by, way_of

_TOTALS = ("total", "totaux", "somme", "grand total", "sous-total", "moyenne", "average", "page ")


_TAKERS = (Role.CALLED, Role.APP, Role.APP_DATA, Role.AGENT)
"""Columns that may name a mailbox, a fax or a menu as what took a call."""
_FILLED = (Role.CALLER, Role.CALLED, Role.CLID, Role.OTHER, Role.EXTENSION, Role.DIALLED, Role.NAME, Role.WAY, Role.STATUS, Role.NOTE)
_SECONDS = re.compile(r"\d[:h]\d{2}[:m]\d{2}|\d{10}|\d{8}T?\d{6}")
_UNITS = re.compile(r"\b(?:h?h:mm|jj/mm|dd[/.]mm|mm[/.]dd|tt\.mm|aaaa|yyyy)\b", re.IGNORECASE)
_VOICEMAIL = re.compile(r"voicemail|messagerie|messagevocal|boitevocale")
_CODES: dict[str, tuple[Way | None, CallEnd | None]] = {
    "1": (Way.IN, CallEnd.ANSWERED),
    "2": (Way.IN, CallEnd.MISSED),
    "3": (Way.OUT, None),
    "4": (Way.OUT, None),
    "10": (Way.IN, CallEnd.MISSED),
}
"""What « Typ » in a FRITZ!Box's list of calls stands for; 10 was turned away by the owner's own list."""


class TableReader:
    """Reads rows by what each column holds. Words that a mapping gives for ends and ways go before those known everywhere."""

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock
        self._place = plan.columns.get
        self._ends = plan.ends
        self._ways = plan.ways
        self._is_coded = {"nebenstelle", "rufnummer", "typ"} <= {header_key(name) for name in plan.names}
        """Whether numbers stand for ways and ends, as AVM's FRITZ!Box writes them."""
        self._sequels = Sequels() if Role.LINKED_ID not in plan.columns else None
        self._asked_end = end_of(self._named(Role.STATUS))
        """What a column of yes and no asks: « Abandonné », « Answered »."""
        self._is_voicemail = bool(_VOICEMAIL.search(header_key(self._named(Role.AUDIO))))

    def _named(self, role: Role) -> str:
        return cell(self._plan.names, self._place(role))

    def __call__(self, row: Sequence[str], line: int) -> Reading:
        """Return what a row says."""
        at = self._start(row)
        if isinstance(at, Reason):
            return self._without_start(row, line, at)
        reading = self._of_call(row, line, at)
        if self._sequels is None or not isinstance(reading, Leg) or not _SECONDS.search(self._moment(row)):
            return reading
        return self._sequels.linked(reading, is_group=any(is_group(self._cell(row, role)) for role in _TAKERS))

    def _of_call(self, row: Sequence[str], line: int, at: datetime) -> Reading:
        talk, ring, total = (self._seconds(row, role) for role in (Role.TALK, Role.RING, Role.DURATION))
        if self._is_coded and total is not None:
            total *= 60  # written as hours and minutes
        is_empty = not (talk or ring or total) and not any(self._cell(row, role) for role in _FILLED)
        if is_empty or (talk is None and ring is None and total is None):
            return Unreadable(line=line, reason=Reason.DURATION, value=visible(" ".join(row)))
        way, status = self._way(row), self._status(row)
        talk = self._talk(row, status, talk or 0, ring or 0, total or 0)
        end = status or (CallEnd.ANSWERED if talk else CallEnd.MISSED)
        end = end if way is Way.OUT else self._taken(row, end)
        if end is CallEnd.VOICEMAIL and not talk:
            talk = max(0, (total or 0) - (ring or 0))
        if end is not CallEnd.ANSWERED and end is not CallEnd.VOICEMAIL and end is not CallEnd.FAX:
            ring, talk = ring or total or 0, 0
        elif not ring and total and talk < total:
            ring = total - talk
        return self._leg(row, line, Leg(line=line, at=at, end=end, caller=None, called=None, way=way, talk_s=talk, ring_s=ring or 0))

    def _taken(self, row: Sequence[str], end: CallEnd) -> CallEnd:
        """Return how a call ended that the row calls answered or missed: an answering machine, a fax or a menu may have taken it."""
        if end is CallEnd.ANSWERED:
            told = (taken_by(self._cell(row, role)) for role in _TAKERS)
            return next(filter(None, told), CallEnd.MISSED if self._is_nobodys(row) else end)
        return CallEnd.VOICEMAIL if end is CallEnd.MISSED and self._has_message(row) else end

    def _has_message(self, row: Sequence[str]) -> bool:
        """Whether a column for voice messages has one: its address, how long it is, or yes."""
        text = self._cell(row, Role.AUDIO)
        return self._is_voicemail and is_yes(text) is not False and seconds_in(text) != 0

    def _is_nobodys(self, row: Sequence[str]) -> bool:
        """Whether a switchboard that names the channel of who was called names none: it took the call itself."""
        return self._place(Role.PEER) is not None and bool(self._cell(row, Role.CHANNEL)) and not self._cell(row, Role.PEER)

    def _seconds(self, row: Sequence[str], role: Role) -> int | None:
        seconds = seconds_in(self._cell(row, role))
        return seconds // self._plan.ticks if seconds is not None else None

    def _cell(self, row: Sequence[str], role: Role) -> str:
        return cell(row, self._place(role))

    def _moment(self, row: Sequence[str]) -> str:
        return self._cell(row, Role.START) or " ".join(filter(None, (self._cell(row, Role.DATE), self._cell(row, Role.TIME))))

    def _start(self, row: Sequence[str]) -> datetime | Reason:
        text = self._moment(row)
        return self._clock.known(text) or self._clock.read(self._spelled(text))

    def _spelled(self, text: str) -> str:
        return spelled_out(text.strip(), self._plan.form.order) if self._plan.layout is LayoutName.MAPPED else text

    def _without_start(self, row: Sequence[str], line: int, reason: Reason) -> Reading:
        """Return what a row is that begins at no time: a line of a report, or one that cannot be read."""
        if not any(one.strip() for one in row):
            return Skipped(line=line, rule=Rule.BLANK)
        first = next(one for one in row if one.strip()).strip().lower()
        if first.startswith(_TOTALS):
            return Skipped(line=line, rule=Rule.TOTAL)
        if tuple(one.strip() for one in row) == tuple(one.strip() for one in self._plan.names):
            return Skipped(line=line, rule=Rule.HEADER)
        text = " ".join(row)
        if not any(map(str.isdigit, text)) and _UNITS.search(text):
            return Skipped(line=line, rule=Rule.HEADER)  # below the names: how dates and durations are written
        if reason is not Reason.IMPOSSIBLE_DATE and len(row) < self._plan.fewest:
            reason = Reason.CELLS
        return Unreadable(line=line, reason=reason, value=visible(self._plan.separator.join(row)))

    def _way(self, row: Sequence[str]) -> Way | None:
        place = self._place(Role.WAY)
        word = cell(row, place)
        if self._is_coded:
            return _CODES.get(word, (None, None))[0]
        if place is None and is_call_back(self._cell(row, Role.STATUS)):
            return Way.OUT
        if (known := self._ways.get(word.casefold())) is not None:
            return known
        if word:
            return way_of(word)
        # A trunk on one side only says it as well.
        is_in, is_out = bool(self._cell(row, Role.TRUNK_IN)), bool(self._cell(row, Role.TRUNK_OUT))
        return None if is_in == is_out else Way.IN if is_in else Way.OUT

    def _status(self, row: Sequence[str]) -> CallEnd | None:
        word = self._cell(row, Role.STATUS)
        if (known := self._ends.get(word.casefold())) is not None:
            return known
        if self._asked_end is not None and (is_so := is_yes(word)) is not None:
            if is_so or self._asked_end is CallEnd.ANSWERED:
                return self._asked_end if is_so else CallEnd.MISSED
        elif (end := end_of(word)) is not None:
            return end
        if self._is_coded:
            return _CODES.get(self._cell(row, Role.WAY), (None, None))[1]
        if (told := taken_by(self._cell(row, Role.APP_DATA))) is CallEnd.VOICEMAIL:
            return told
        # « Appel manqué » in the column of the direction tells both.
        end = end_of(self._cell(row, Role.WAY))
        return end if end is not CallEnd.ANSWERED else None

    def _talk(self, row: Sequence[str], status: CallEnd | None, talk: int, ring: int, total: int) -> int:
        """Return how long they talked, from the columns there are."""
        place = self._place
        if place(Role.TALK) is not None:
            return talk
        if place(Role.ANSWER) is not None:
            answered = self._spelled(self._cell(row, Role.ANSWER))
            if not is_date(answered):
                return 0
            # Not by the clock: it must see the beginnings of calls only, to tell the repeated hour's two passes apart.
            if (talked := seconds_between(answered, self._spelled(self._cell(row, Role.END)), self._plan.form.order)) is not None:
                return max(0, talked)
        if status is None or status in (CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX):
            return max(0, total - ring)
        return 0

    def _leg(self, row: Sequence[str], line: int, known: Leg) -> Leg:
        name, number = self._caller(row)
        called = given(self._cell(row, Role.CALLED))
        way = known.way
        other = self._cell(row, Role.OTHER)
        extension = given(self._cell(row, Role.EXTENSION)) if self._place(Role.EXTENSION) is not None else None
        if self._place(Role.OTHER) is not None and (number is None or called is None):
            number, called = _sides(way, given(other), extension, number, called)
        if way is Way.OUT and called is None and self._place(Role.CALLED) is None:
            number, called = extension, number  # the only number there is: who was called
        agent = caller_name(self._cell(row, Role.AGENT)) or given(self._cell(row, Role.AGENT)) or extension
        return Leg(
            line=line,
            at=known.at,
            end=known.end,
            caller=number,
            called=called,
            way=way,
            call_id=self._cell(row, Role.CALL_ID) or None,
            linked_id=self._cell(row, Role.LINKED_ID) or None,
            dialled=given(self._cell(row, Role.DIALLED)),
            caller_name=name,
            talk_s=known.talk_s,
            ring_s=known.ring_s,
            agent=agent,
            note=self._cell(row, Role.NOTE) or None,
            audio=audio if (audio := self._cell(row, Role.AUDIO)) and is_yes(audio) is None else None,
            transcript=self._cell(row, Role.TRANSCRIPT) or None,
        )

    def _caller(self, row: Sequence[str]) -> tuple[str | None, str | None]:
        name, number = clid(self._cell(row, Role.CLID)) if self._place(Role.CLID) is not None else (None, None)
        written = self._cell(row, Role.CALLER)
        if written and not is_hidden(written):
            own_name, own_number = clid(written)
            number = own_number or given(written)
            name = name or (own_name if own_number else None)
        elif self._place(Role.CALLER) is not None and written:
            number = None
        return caller_name(self._cell(row, Role.NAME)) or name, number


def _sides(
    way: Way | None, other: str | None, extension: str | None, caller: str | None, called: str | None
) -> tuple[str | None, str | None]:
    """Return caller and called where the log gives the other side and the town's own."""
    if way is Way.OUT:
        return caller or extension, called or other
    return caller or other, called or extension
