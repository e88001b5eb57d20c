"""The rows of a log, whatever its shape, as what they say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.call import Leg
from ingest.phone.detect import reader_of
from ingest.phone.documents import Documents, RawDocument
from ingest.phone.faults import Reason, Rule, Skipped, Unreadable, visible
from ingest.phone.layouts.freeswitch_documents import columns_of_objects, read_json, read_xml
from ingest.phone.plan import LayoutName, Plan, Reading, RowReader, Sample
from ingest.phone.source import Bytes, LastLine, Place, RawRow, Rows, Seen, lenient
from ingest.phone.survey import Shape, Survey
from ingest.phone.times import Clock

_SAMPLED = 200


class Row(NamedTuple):
    """What a row says, where it begins and where the next one does."""

    reading: Reading
    begins: Place
    ends: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the rows of a log are read: by which plan, in which time zone, with what becomes of a last line without end."""

    plan: Plan
    found: Survey
    zone: ZoneInfo
    last: LastLine


def read_rows(stream: Bytes, how: Manner, start: Place, seen: Seen) -> Iterator[Row]:
    """Yield what each row of a log says; the stream stands where ``start`` says. ``seen`` is told what was met in the bytes."""
    return _of_table(stream, how, start, seen) if how.found.shape is Shape.TABLE else _of_documents(stream, how, start)


def _of_table(stream: Bytes, how: Manner, begins: Place, seen: Seen) -> Iterator[Row]:
    plan, found = how.plan, how.found
    widths = Counter(len(row) for row in found.sample.rows[plan.first :])
    width = widths.most_common(1)[0][0] if widths else 0
    source = Rows(stream, plan.separator, found.encoding, width, begins, seen)
    read = reader_of(plan, how.zone)
    passed = _Passing(plan.first if begins.byte == 0 else 0)
    for raw in source.rows(how.last):
        yield Row(reading=_reading(raw, plan, read, passed), begins=begins, ends=source.place)
        begins = source.place


@dataclass(slots=True)
class _Passing:
    """How many rows above the first call are still to come."""

    rows: int


def _reading(raw: RawRow, plan: Plan, read: RowReader, passed: _Passing) -> Reading:
    if raw.reason is not None:
        return Unreadable(line=raw.line, reason=raw.reason, value=visible(raw.text.strip()))
    if not raw.text.strip():
        return Skipped(line=raw.line, rule=Rule.BLANK)
    if passed.rows:
        passed.rows -= 1
        return Skipped(line=raw.line, rule=Rule.HEADER)
    reading = read(raw.cells, raw.line)
    if not isinstance(reading, Unreadable) or reading.reason is Reason.IMPOSSIBLE_DATE:
        return reading
    if '"' in raw.text:
        again = read(lenient(raw.text, plan.separator), raw.line)
        if isinstance(again, Leg):
            return again
    return reading if raw.text.endswith(("\n", "\r")) else replace(reading, reason=Reason.CUT_OFF)


def _of_documents(stream: Bytes, how: Manner, begins: Place) -> Iterator[Row]:
    plan, found, zone = how.plan, how.found, how.zone
    source = Documents(stream, found.shape, found.encoding, begins)
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
        for one in _objects(document.value):
            yield table(_cells(one, names), document.line)


def _objects(value: object) -> list[Mapping[str, object]]:
    """Return the records in a document: itself, or those in its only list (``{"data": [...]}``)."""
    if not isinstance(value, Mapping):
        return []
    lists = [one for one in value.values() if isinstance(one, list) and one and all(isinstance(item, Mapping) for item in one)]
    return [item for item in lists[0] if isinstance(item, Mapping)] if len(lists) == 1 else [value]


def _cells(one: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    """Return the values of an object as the cells of a row."""
    return ["" if (value := one.get(name)) is None else str(value) for name in names]


def with_documents(found: Survey) -> Survey:
    """Return a survey of flat objects with a sample of them as a table, whose names are their keys."""
    if found.shape is not Shape.JSON:
        return found
    source = Documents(BytesIO(found.head), found.shape, found.encoding)
    values = [one for document in source.documents(LastLine.AWAITED) for one in _objects(document.value)][:_SAMPLED]
    names = columns_of_objects(values)
    if any(isinstance(one.get("variables"), Mapping) for one in values):
        return found
    rows = tuple(tuple(_cells(one, names)) for one in values)
    return replace(found, sample=Sample(rows=(names, *rows), separator=",", header=0))


def sample_legs(plan: Plan, found: Survey, zone: ZoneInfo) -> list[Leg]:
    """Return the legs of a log's sample."""
    if plan.layout in (LayoutName.FREESWITCH_JSON, LayoutName.FREESWITCH_XML):
        how = Manner(plan=plan, found=found, zone=zone, last=LastLine.AWAITED)
        rows = _of_documents(BytesIO(found.head), how, Place())
        readings = [row.reading for row, _ in zip(rows, range(_SAMPLED), strict=False)]
    else:
        read = reader_of(plan, zone)
        first = 1 if found.shape is Shape.JSON else plan.first
        readings = [read(row, 1) for row in found.sample.rows[first:]]
    return [one for one in readings if isinstance(one, Leg)]
