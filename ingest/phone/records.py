"""The rows of a log, whatever its shape, as what they say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.call import Leg, Way
from ingest.phone.detect import reader_of
from ingest.phone.documents import Documents, RawDocument
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.fixed import FixedRows
from ingest.phone.flat import of_element, of_object, parsed, records_in, repeated
from ingest.phone.layouts.freeswitch_documents import read_json, read_xml
from ingest.phone.numbers import is_broken
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.source import Bytes, LastLine, Place, RawRow, Rows, Seen, lenient
from ingest.phone.survey import Shape, Survey
from ingest.phone.times import Clock
from ingest.phone.words import Role

_SAMPLED = 200
_ENDS = ("\n", "\r")
_TOLD = (Role.STATUS, Role.TALK, Role.DURATION, Role.ANSWER)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITIES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Row(NamedTuple):
    """What a row says, where it begins and where the next one does."""

    reading: Reading
    begins: Place
    ends: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the rows of a log are read: by which plan, in which time zone, with what becomes of a last line without end.

    ``until`` is the moment of reading; ``above`` are lines above the place where reading begins, for logs whose rows need them.
    """

    plan: Plan
    found: Survey
    zone: ZoneInfo
    last: LastLine
    until: datetime | None = None
    above: tuple[str, ...] = ()


def read_rows(stream: Bytes, how: Manner, start: Place, seen: Seen) -> Iterator[Row]:
    """Yield what each row of a log says; the stream stands where ``start`` says. ``seen`` is told what was met in the bytes."""
    return _of_table(stream, how, start, seen) if how.found.shape is Shape.TABLE else _of_documents(stream, how, start)


def _of_table(stream: Bytes, how: Manner, begins: Place, seen: Seen) -> Iterator[Row]:
    plan, found = how.plan, how.found
    widths = Counter(len(row) for row in found.sample.rows[plan.first :])
    width = widths.most_common(1)[0][0] if widths else 0
    source = (
        FixedRows(stream, plan.cuts, found.encoding, begins, seen)
        if plan.cuts
        else Rows(stream, plan.separator, found.encoding, width, begins, seen)
    )
    read = reader_of(plan, how.zone, how.until)
    for line in how.above:
        read((line,), begins.line)
    passed = _Passing(plan.first if begins.byte == 0 else 0)
    for raw in source.rows(how.last):
        yield Row(_reading(raw, plan, read, passed), begins, source.place)
        begins = source.place


@dataclass(slots=True)
class _Passing:
    """How many rows above the first call are still to come."""

    rows: int


def _reading(raw: RawRow, plan: Plan, read: RowReader, passed: _Passing) -> Reading:
    if raw.reason is not None:
        return Unreadable(line=raw.line, reason=raw.reason, value=visible(raw.text.strip()))
    if not raw.text or raw.text.isspace():
        return Skipped(line=raw.line, rule=Rule.BLANK)
    if passed.rows:
        passed.rows -= 1
        return Skipped(line=raw.line, rule=Rule.HEADER)
    reading = read(raw.cells, raw.line)
    if not isinstance(reading, Leg):
        return _looked_at_again(reading, raw, plan, read)
    return _with_number(reading, raw.text) if raw.text.endswith(_ENDS) or not _is_cut(raw, plan) else _cut_off(raw)


def _is_cut(raw: RawRow, plan: Plan) -> bool:
    """Whether a last line without end stops before the cells that say how a call ended or how long it took."""
    told = [plan.columns[role] for role in _TOLD if role in plan.columns]
    return bool(told) and not plan.cuts and len(raw.cells) <= min(told)


def _cut_off(raw: RawRow) -> Unreadable:
    return Unreadable(line=raw.line, reason=Reason.CUT_OFF, value=visible(raw.text.strip()))


def _looked_at_again(reading: Reading, raw: RawRow, plan: Plan, read: RowReader) -> Reading:
    """Return what a row without a call says when its quotes are not trusted."""
    if not isinstance(reading, Unreadable) or reading.reason is Reason.IMPOSSIBLE_DATE:
        return reading
    if '"' in raw.text and not plan.cuts:
        again = read(lenient(raw.text, plan.separator), raw.line)
        if isinstance(again, Leg):
            return _with_number(again, raw.text)
    return reading if raw.text.endswith(_ENDS) else replace(reading, reason=Reason.CUT_OFF)


def _with_number(leg: Leg, text: str) -> Reading:
    """Return a leg, or that the number it is about was destroyed; that of the town itself is known without."""
    caller, called = leg.caller, leg.called
    if (caller is not None and is_broken(caller)) or (called is not None and leg.way is not Way.IN and is_broken(called)):
        return Unreadable(line=leg.line, reason=Reason.NUMBER, value=visible(text.strip()))
    return leg


def _of_documents(stream: Bytes, how: Manner, begins: Place) -> Iterator[Row]:
    plan, found, zone = how.plan, how.found, how.zone
    source = Documents(stream, found.shape, found.encoding, begins, found.element)
    clock = Clock(zone, plan.form)
    table = None if plan.layout in (LayoutName.FREESWITCH_JSON, LayoutName.FREESWITCH_XML) else reader_of(plan, zone)
    for document in source.documents(how.last):
        for reading in _readings(document, plan, clock, table, found.sample.names):
            yield Row(reading=reading, begins=begins, ends=source.place)
        begins = source.place


def _readings(document: RawDocument, plan: Plan, clock: Clock, table: RowReader | None, names: tuple[str, ...]) -> Iterator[Reading]:
    if document.reason is not None:
        yield Unreadable(line=document.line, reason=document.reason, value=visible(document.text.strip()))
    elif plan.layout is LayoutName.FREESWITCH_XML:
        yield read_xml(document.value, document.line, clock)
    elif table is None:
        yield read_json(document.value, document.line, clock)
    else:
        rows = _flat(document.value)
        if not rows:
            yield Unreadable(line=document.line, reason=Reason.XML, value=visible(document.text.strip()))
        for one in rows:
            reading = table(_cells(one, names), document.line)
            yield _with_number(reading, " ".join(one.values())) if isinstance(reading, Leg) else reading


def _flat(value: object) -> list[dict[str, str]]:
    """Return the rows in a document, their cells by name."""
    if isinstance(value, str):
        element = parsed(value)
        return [of_element(element)] if element is not None else []
    return [of_object(one) for one in records_in(value)]


def _cells(one: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    """Return the values of an object as the cells of a row."""
    return [one.get(name, "") for name in names]


def with_documents(found: Survey) -> Survey:
    """Return a survey of objects or elements with a sample of them as a table, whose names are those of what is in them."""
    if found.shape is Shape.TABLE or (found.shape is Shape.XML and "<variables" in found.text):
        return found
    if found.shape is Shape.XML:
        root = parsed(_DECLARED.sub("", found.text, count=1)) if not _ENTITIES.search(found.text) else None
        element = repeated(root) if root is not None else None
        if element is None:
            return found
        found = replace(found, element=element)
    source = Documents(BytesIO(found.head), found.shape, found.encoding, element=found.element)
    values = [document.value for document, _ in zip(source.documents(LastLine.AWAITED), range(_SAMPLED), strict=False)]
    if any(isinstance(one, Mapping) and isinstance(one.get("variables"), Mapping) for one in values):
        return found
    rows = [one for value in values if value is not None for one in _flat(value)][:_SAMPLED]
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    return replace(found, sample=Sample(rows=(names, *(tuple(_cells(one, names)) for one in rows)), separator=",", header=0))


def sample_legs(plan: Plan, found: Survey, zone: ZoneInfo, until: datetime | None = None) -> list[Leg]:
    """Return the legs of a log's sample; ``until`` is the moment of reading."""
    if plan.layout in (LayoutName.FREESWITCH_JSON, LayoutName.FREESWITCH_XML):
        how = Manner(plan=plan, found=found, zone=zone, last=LastLine.AWAITED)
        rows = _of_documents(BytesIO(found.head), how, Place())
        readings = [row.reading for row, _ in zip(rows, range(_SAMPLED), strict=False)]
    else:
        read = reader_of(plan, zone, until)
        first = plan.first if found.shape is Shape.TABLE else 1
        readings = [read(row, 1) for row in found.sample.rows[first:]]
    return [one for one in readings if isinstance(one, Leg)]
