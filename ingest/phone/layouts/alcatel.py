"""Alcatel-Lucent: the statements of an OmniPCX Office (OXO Connect), one line a call, and the tickets of an OmniPCX Enterprise.

A statement is ``user type line date time duration taxes service facilities number`` and more where that is chosen, by blanks; its type is
an arrow, its number the other side's. A ticket has 48 fields of fixed widths, or by a separator where a collector has put one between them.
Source: Alcatel, OmniPCX Office Technical Documentation, "Call metering services", "Description of the fields in the statement"; the
widths of a ticket of version ED5.2 as its collectors publish them.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.fixed import cut
from ingest.phone.numbers import caller_name, given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.times import Clock
from ingest.phone.words import Role, seconds_in, taken_by

_STATEMENT = re.compile(
    r"\s*(?:(?P<first>[AGLNPV]?\w{1,9}|\*{4,9})\s+)?(?P<user>[AGLNPV]?\w{1,9}|\*{4,9})?\s*(?P<type>-->|<--|CS[+-])\s+(?:(?P<line>[A-Z]\S{0,3})\s+)?"
    r"(?P<date>\d{2}/\d{2}/\d{2}(?:\d{2})?)\s+(?P<time>\d{2}:\d{2}(?::\d{2})?)\s+(?P<talk>\d{2}:\d{2}:\d{2})(?P<rest>(?:\s.*)?)",
    re.DOTALL,
)
_REST = re.compile(
    r"\s*(?:(?P<early>\d{2}:\d{2})(?=\s|$)\s*)?(?:(?P<taxes>\d{1,5})(?=\s|$)\s*)?(?:(?P<service>[A-Z][A-Z0-9]{1,2})(?=\s|$)\s*)?(?:(?P<more>[A-Z]{1,8})(?=\s|$)\s*)?"
    r"(?P<number>\+?[\d*#?.]{2,26})?(?:\s+(?P<mode>[MIR])(?=\s|$))?(?:\s+(?P<ring>\d{2}:\d{2})(?=\s|$))?.*",
    re.DOTALL,
)
_TORN = re.compile(r"\s*[AGLNPV]?[\d#]{1,8}\s+(?:(?![^\W\d_]{3}).)+", re.IGNORECASE | re.DOTALL)
"""Begins as a call does, with a user, and has something behind it, but no word: a group's title is a user alone, or has a name."""
_MOSTLY = 0.6
_SURE = 97
_VERSION = re.compile(r"\S{0,4}?(ED\d\.\d)")
_WIDTHS = (
    *(5, 30, 30, 20, 10, 16, 5, 20, 30, 2, 1, 17, 5, 10, 10, 5, 5, 5, 1, 16, 7, 1, 2, 10, 5, 40, 40, 10, 10, 10, 10, 1, 2, 2, 2, 30, 5, 10),
    *(1, 17, 30, 5, 5, 5, 5, 5, 6, 6),
)
_CUTS = (0, *accumulate(_WIDTHS[:-1]))
_CALLED, _CHARGED, _NAME, _CALLING, _TYPE, _END, _DURATION = 1, 2, 3, 8, 9, 11, 14
_REFERENCE, _DIALLED, _WAITING, _TALK, _START = 27, 35, 36, 37, 39
_FEWEST = _START + 1
_IN = frozenset({"4", "5", "9", "10", "12", "13", "IC", "ICP", "IP", "PIP", "PIC"})
_OUT = frozenset({"0", "1", "7", "8", "11", "OC", "OCP", "PO", "POP"})
_WITHIN = frozenset({"2", "3", "14", "15", "PN", "LN", "LL", "LT"})
"""Types of a ticket's call: public and private network, coming in, going out, or within."""


def recognise(sample: Sample) -> Plan | None:
    """Return how statements or tickets are read, None where the sample is neither."""
    texts = [text for row in sample.rows if (text := sample.separator.join(row)).strip()]
    if not texts:
        return None
    statements = sum(1 for text in texts if _STATEMENT.fullmatch(text))
    if statements and statements >= _MOSTLY * sum(1 for text in texts if "-->" in text or "<--" in text or _STATEMENT.fullmatch(text)):
        plain = sum(1 for text in texts if any(map(str.isdigit, text)))
        if statements >= _MOSTLY / 2 * plain:
            return Plan(layout=LayoutName.ALCATEL_OXO, columns={Role.START: 0}, separator=sample.separator, confidence=_SURE)
    tickets = sum(1 for row in sample.rows if len(_fields(row, sample.separator)) >= _FEWEST)
    if tickets >= max(1, _MOSTLY * len(texts)):
        return Plan(layout=LayoutName.ALCATEL_OXE, columns={Role.START: _START}, separator=sample.separator, confidence=_SURE)
    return None


def oxo_reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of an OmniPCX Office's statements."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _of_statement(plan.separator.join(row), line, clock)

    return read


def oxe_reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of an OmniPCX Enterprise's tickets."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _of_ticket(_fields(row, plan.separator), plan.separator.join(row), line, clock)

    return read


def _of_statement(text: str, line: int, clock: Clock) -> Reading:
    found = _STATEMENT.fullmatch(text)
    if found is None:
        # Titles, names of columns, the number of a day's statements at its end.
        is_call = "-->" in text or "<--" in text or _is_torn(text)
        return Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip())) if is_call else Skipped(line=line, rule=Rule.HEADER)
    if found["type"].startswith("CS"):
        return Skipped(line=line, rule=Rule.NOT_A_CALL)
    at = clock.read(f"{found['date']} {found['time']}")
    talk = seconds_in(found["talk"])
    if isinstance(at, Reason) or talk is None:
        return Unreadable(line=line, reason=at if isinstance(at, Reason) else Reason.DURATION, value=visible(text.strip()))
    rest = _REST.fullmatch(found["rest"])
    number = given((rest["number"] or "").rstrip(".")) if rest else None
    user = _extension(found["user"] or found["first"])
    is_in = found["type"] == "<--"
    called = user or (_extension(found["first"]) if found["user"] else None)
    mailbox = next(filter(None, map(taken_by, (found["first"] or "", found["user"] or ""))), CallEnd.ANSWERED)
    end = (mailbox if is_in else CallEnd.ANSWERED) if talk else CallEnd.MISSED
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=number if is_in else user,
        called=called if is_in else number,
        way=Way.IN if is_in else Way.OUT,
        talk_s=talk,
        ring_s=(seconds_in(rest["ring"] or rest["early"] or "") or 0) if rest else 0,
        agent=user if end is CallEnd.ANSWERED else None,
    )


def _is_torn(text: str) -> bool:
    """Whether a line without an arrow is what is left of a call: titles and sums have words, or nothing but dates and numbers of pages."""
    return _TORN.fullmatch(text) is not None and any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _extension(user: str | None) -> str | None:
    """Return the extension of a user as statements write it: ``A101`` is the set 101, ``G9`` a group."""
    if not user or not user.strip("*"):
        return None
    return user[1:] if user[0] == "A" and user[1:].isdecimal() else user


def _fields(row: Sequence[str], separator: str) -> list[str]:
    """Return the fields of a ticket, none where a row is none."""
    if len(row) >= _FEWEST and _VERSION.fullmatch(row[0].strip()):
        return [one.strip() for one in row]
    text = separator.join(row)
    version = _VERSION.match(text)
    if version is None or len(text) < _CUTS[_START]:
        return []
    return [one.strip() for one in cut(text[version.start(1) :], _CUTS)]


def _of_ticket(fields: Sequence[str], text: str, line: int, clock: Clock) -> Reading:
    if not text.strip():
        return Skipped(line=line, rule=Rule.BLANK)
    if len(fields) < _FEWEST:
        is_names = not any(map(str.isdigit, text[:200]))
        return Skipped(line=line, rule=Rule.HEADER) if is_names else Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
    at = clock.read(fields[_START] or fields[_END])
    talk, waited, total = (seconds_in(fields[place].lstrip("0") or "0") for place in (_TALK, _WAITING, _DURATION))
    if isinstance(at, Reason):
        return Unreadable(line=line, reason=at, value=visible(fields[_START] or fields[_END]))
    if talk is None or waited is None or total is None:
        return Unreadable(line=line, reason=Reason.DURATION, value=visible(f"{fields[_TALK]} {fields[_WAITING]}"))
    kind = fields[_TYPE].lstrip("0") or "0"
    way = Way.IN if kind in _IN else Way.OUT if kind in _OUT else Way.INTERNAL if kind in _WITHIN else None
    charged, called = given(fields[_CHARGED]), given(fields[_CALLED])
    end = CallEnd.ANSWERED if talk else CallEnd.MISSED
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=given(fields[_CALLING]) or (None if way is Way.IN else charged),
        called=called or (charged if way is Way.IN else None),
        way=way,
        linked_id=fields[_REFERENCE].strip("0") or None,
        dialled=given(fields[_DIALLED]),
        talk_s=talk,
        ring_s=waited or max(0, total - talk),
        agent=(caller_name(fields[_NAME]) or charged) if talk else None,
    )
