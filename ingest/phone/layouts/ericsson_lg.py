"""Ericsson-LG (iPECS, ipLDK): station message detail recording (SMDR), one line a call, a line of names above each page.

``NO STA CO TIME START DIALED [RING]``: the duration, then when it began, then the other side's number behind a letter: ``I`` came in, ``O``
went out, ``R`` rang and was not taken, ``G`` was put through, ``H`` was a conference's.
Source: Ericsson-LG, iPECS-MG and UCP Features Guides, "Station Message Detail Recording".
"""

import re
from collections.abc import Sequence

from domain.call import CallEnd, Leg, Way
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.numbers import given
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample, form_of
from ingest.phone.times import Clock
from ingest.phone.words import Role, seconds_in, taken_by

_CALL = re.compile(
    r"\s*(?:(?P<record>\d{4,5})\s+)?(?P<station>[A-Z]{0,4}\d{1,8})\s+(?P<trunk>\d{1,4})\s+(?P<talk>\d{2}:\d{2}:\d{2})\s+"
    r"(?P<at>\d{2}[/.-]\d{2}[/.-]\d{2,4}\s+\d{2}:\d{2}(?::\d{2})?)\s+(?P<kind>[IORGH])\s?(?P<number>\+?[\d*#]*)"
    r"(?:\s+(?P<ring>\d{1,2}:\d{2}(?::\d{2})?))?(?:\s+.*)?",
    re.DOTALL,
)
_OUT, _UNANSWERED = "O", "R"
_MOSTLY = 0.6
_SURE = 95


def recognise(sample: Sample) -> Plan | None:
    """Return how SMDR is read, None where the sample is none."""
    texts = [text for row in sample.rows if any(map(str.isdigit, text := sample.separator.join(row)))]
    found = [one for text in texts if (one := _CALL.fullmatch(text)) is not None]
    if not found or len(found) < _MOSTLY * len(texts):
        return None
    return Plan(
        layout=LayoutName.ERICSSON_LG,
        columns={Role.START: 0},
        separator=sample.separator,
        confidence=_SURE,
        form=form_of([one["at"] for one in found]),
    )


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of SMDR."""

    def read(row: Sequence[str], line: int) -> Reading:
        return _read(plan.separator.join(row), line, clock)

    return read


def _read(text: str, line: int, clock: Clock) -> Reading:
    found = _CALL.fullmatch(text)
    if found is None:
        is_title = not any(map(str.isdigit, text))
        return Skipped(line=line, rule=Rule.HEADER) if is_title else Unreadable(line=line, reason=Reason.CELLS, value=visible(text.strip()))
    at, talk = clock.read(found["at"]), seconds_in(found["talk"])
    if isinstance(at, Reason) or talk is None:
        return Unreadable(line=line, reason=at if isinstance(at, Reason) else Reason.DURATION, value=visible(text.strip()))
    is_out = found["kind"] == _OUT
    is_taken = talk > 0 and found["kind"] != _UNANSWERED
    end = (CallEnd.ANSWERED if is_out else taken_by(found["station"]) or CallEnd.ANSWERED) if is_taken else CallEnd.MISSED
    number, station = given(found["number"]), found["station"]
    return Leg(
        line=line,
        at=at,
        end=end,
        caller=station if is_out else number,
        called=number if is_out else station,
        way=Way.OUT if is_out else Way.IN,
        talk_s=talk if is_taken else 0,
        ring_s=seconds_in(found["ring"] or "") or 0,
        agent=station if end is CallEnd.ANSWERED else None,
    )
