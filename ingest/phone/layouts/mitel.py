"""Mitel SX-200, 3300 and MiVoice Business: station message detail recording (SMDR), one line a call, its fields at fixed places.

``z mm/dd hh:mm[:ss]p duration party *wait digits… status called`` and, where the town had it switched on, at the end the caller's number
(ANI) and the one he dialled (DNIS). With extended digit length parties have seven characters instead of four, and hours four digits.
No year is written. Source: Mitel, 3300 ICP and SX-200 documentation, "Station Message Detail Recording", "Summary of Fields".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import given
from ingest.phone.partial_days import PartialDays, order_of
from ingest.phone.plan import Doubt, LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.times import Clock, TimeForm
from ingest.phone.words import Role, seconds_in

_BEGINS = re.compile(
    r"[ \-%+]?(?P<first>\d{2})(?P<sign>[/-])(?P<second>\d{2}) (?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<half>[ AP]) ?"
    r"(?P<talk>\d{2}(?:\d{2})?:\d{2}:\d{2}) "
)
_DATED = re.compile(r"[ \-%+]?\d{2}[/-]\d{2} \d{2}:\d{2}")
_EXTENDED_TALK = 10
"""Characters of a duration whose hours have four digits."""
_DIGITS = 26
_TRUNK = re.compile(r"[TX]\d+")
_PARTY = re.compile(r"(?:[TX]|ATT)?\d*")
_OUTSIDE = re.compile(r"\+?\d{6,20}")
_BY_BLANKS = re.compile(
    r"(?P<calling>(?:[TX]|ATT)?\d+)(?:\s+\*)?(?:\s+(?P<wait>\d{3,4}|\*{3,4}))?(?:\s+(?P<digits>[\d*#]+))?\s+(?P<status>[A-Z](?=[TX]?\d))??"
    r"(?P<called>[TX]?\d{1,7})(?:\s+[TCX]?\s+(?P<third>[TX]?\d{1,7}))?(?:\s+(?P<ani>\+?\d{6,20}))?(?:\s+(?P<dnis>\+?\d{6,20}))?\s*"
)
"""The same fields at other places, as versions and settings move them: told by their forms."""
_LAST_START_OF_CALLER = 12
"""Characters behind the beginning of what is added: the caller's number stands there, the one he dialled further on."""
_ENDS = {"B": CallEnd.BUSY, "E": CallEnd.FAILED, "T": CallEnd.FAILED, "D": CallEnd.FAILED}
_MOSTLY = 0.6
_SURE = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """The fields of a record, without blanks. ``wait`` is how long it rang, asterisks where nobody took the call."""

    calling: str
    wait: str
    digits: str
    status: str
    called: str
    third: str
    ani: str
    dnis: str


def recognise(sample: Sample) -> Plan | None:
    """Return how SMDR is read, None where the sample is none."""
    texts = [text for row in sample.rows if _DATED.match(text := sample.separator.join(row))]
    found = [one for text in texts if (one := _BEGINS.match(text)) is not None and _fields(text, one) is not None]
    if not found or len(found) < _MOSTLY * len(texts) or len(texts) < _MOSTLY / 2 * len(sample.rows):
        return None
    order, is_sure = order_of((one["first"], one["second"]) for one in found)
    return Plan(
        layout=LayoutName.MITEL,
        columns={Role.START: 0},
        separator=sample.separator,
        confidence=_SURE,
        form=TimeForm(order=order, is_sure=is_sure),
        doubts=(Doubt.NO_YEAR,),
    )


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of SMDR."""
    days = PartialDays(plan.form.order, clock.until)

    def read(row: Sequence[str], line: int) -> Reading:
        return _read(plan.separator.join(row), line, clock, days)

    return read


def _fields(text: str, begins: re.Match[str]) -> _Record | None:
    """Return the fields behind the duration, None where something else stands there."""
    is_extended = len(begins["talk"]) == _EXTENDED_TALK
    width, wait = (7, 4) if is_extended else (4, 3)
    rest = text[begins.end() :].rstrip("\r\n")
    # Between the party and how long it rang stands an asterisk where an attendant was in the call.
    at = width + (1 if is_extended else 2)
    digits = at + wait + 1
    status = digits + _DIGITS
    called = status + 2
    added = called + width + 19 + width
    rung = rest[at : at + wait].strip()
    calling = rest[:width].strip()
    if not calling or not _PARTY.fullmatch(calling) or not _PARTY.fullmatch(rest[called : called + width].strip()):
        return _by_blanks(rest)
    if (rung.strip("*") and not rung.isdecimal()) or rest[at + wait : digits].strip():
        return _by_blanks(rest)
    outside = [(one.start(), one[0]) for one in _OUTSIDE.finditer(rest[added:])]
    return _Record(
        calling=calling,
        wait=rung,
        digits=rest[digits:status].strip(),
        status=rest[status : status + 1].strip(),
        called=rest[called : called + width].strip(),
        third=rest[called + width + 2 : called + width + 2 + width].strip(),
        ani=next((number for start, number in outside if start < _LAST_START_OF_CALLER), ""),
        dnis=next((number for start, number in outside if start >= _LAST_START_OF_CALLER), ""),
    )


def _by_blanks(rest: str) -> _Record | None:
    found = _BY_BLANKS.fullmatch(rest)
    return _Record(**{name: value or "" for name, value in found.groupdict().items()}) if found is not None else None


def _read(text: str, line: int, clock: Clock, days: PartialDays) -> Reading:
    begins = _BEGINS.match(text)
    if begins is not None and begins["sign"] == "-":
        return Skipped(line=line, rule=Rule.NOT_A_CALL)  # computers talked
    record = _fields(text, begins) if begins is not None else None
    if begins is None or record is None:
        is_title = not any(map(str.isdigit, text))
        return Skipped(line=line, rule=Rule.HEADER) if is_title else Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
    day = days.of(begins["first"], begins["second"])
    half = f" {begins['half']}M" if begins["half"].strip() else ""
    at = clock.read(f"{day.isoformat()} {begins['time']}{half}") if isinstance(day, date) else day
    talk = seconds_in(begins["talk"])
    if isinstance(at, Reason) or talk is None:
        return Unreadable(line=line, reason=at if isinstance(at, Reason) else Reason.DURATION, value=visible(text.strip()))
    is_taken = talk > 0 and not (record.wait and not record.wait.strip("*"))
    end = _ENDS.get(record.status, CallEnd.ANSWERED if is_taken else CallEnd.MISSED)
    talk = talk if end is CallEnd.ANSWERED else 0
    ring = int(record.wait) if record.wait.isdecimal() else 0
    if _TRUNK.fullmatch(record.calling):
        received = record.digits.split(" ")[0]
        taker = record.third or record.called
        return Leg(
            line=line,
            at=at,
            end=end,
            caller=given(record.ani),
            called=record.called or received or None,
            way=Way.IN,
            dialled=given(record.dnis or received),
            talk_s=talk,
            ring_s=ring,
            agent=taker or None if end is CallEnd.ANSWERED else None,
        )
    is_out = _TRUNK.fullmatch(record.called) is not None
    called = given(record.digits.replace(" ", "")) if is_out else record.called or record.digits or None
    way = Way.OUT if is_out else Way.INTERNAL
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=record.calling,
        called=called,
        way=way,
        talk_s=talk,
        ring_s=ring,
        agent=record.calling if talk else None,
    )
