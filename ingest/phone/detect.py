"""Which layout a log has, told from its contents and never from its name, and what of it is not sure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.call import Leg
from ingest.phone.layouts import (
    alcatel,
    asterisk,
    avaya,
    cel,
    cisco,
    cisco_gateway,
    cisco_syslog,
    ericsson_lg,
    freeswitch,
    guess,
    mitel,
    nec,
    own,
    panasonic,
    three_cx,
    unify,
)
from ingest.phone.plan import Doubt, LayoutName, Plan, RowReader, Sample, cell, form_of, made_sure
from ingest.phone.source import Encoding
from ingest.phone.survey import Shape, Survey
from ingest.phone.times import Clock, DayOrder, TimeBase, TimeForm, day_set_apart
from ingest.phone.words import Role, is_utc

_RECOGNISERS: tuple[Callable[[Sample], Plan | None], ...] = (
    own.recognise,
    asterisk.recognise,
    cel.recognise,
    freeswitch.recognise,
    cisco.recognise,
    cisco_gateway.recognise,
    cisco_syslog.recognise,
    avaya.recognise,
    panasonic.recognise,
    alcatel.recognise,
    unify.recognise,
    mitel.recognise,
    nec.recognise,
    ericsson_lg.recognise,
    three_cx.recognise,
    guess.recognise_names,
    guess.recognise_contents,
)
_READERS: dict[LayoutName, Callable[[Plan, Clock], RowReader]] = {
    LayoutName.OWN: own.reader,
    LayoutName.ASTERISK: asterisk.reader,
    LayoutName.ASTERISK_EVENTS: cel.reader,
    LayoutName.FREESWITCH: freeswitch.reader,
    LayoutName.CISCO: cisco.reader,
    LayoutName.CISCO_GATEWAY: cisco_gateway.reader,
    LayoutName.CISCO_SYSLOG: cisco_syslog.reader,
    LayoutName.AVAYA: avaya.reader,
    LayoutName.PANASONIC: panasonic.reader,
    LayoutName.ALCATEL_OXO: alcatel.oxo_reader,
    LayoutName.ALCATEL_OXE: alcatel.oxe_reader,
    LayoutName.UNIFY: unify.reader,
    LayoutName.MITEL: mitel.reader,
    LayoutName.NEC: nec.reader,
    LayoutName.ERICSSON_LG: ericsson_lg.reader,
    LayoutName.THREE_CX: three_cx.reader,
    LayoutName.MAPPED: guess.reader,
    LayoutName.HEADED: guess.reader,
    LayoutName.GUESSED: guess.reader,
}
_FEW = 3
_SURE = 97
_DATED = (Role.START, Role.DATE, Role.TIME)
_ORDERS = {
    LayoutName.ALCATEL_OXO: DayOrder.DAY_FIRST,
    LayoutName.ALCATEL_OXE: DayOrder.YEAR_FIRST,
    LayoutName.UNIFY: DayOrder.DAY_FIRST,
}
"""How dates are written by switchboards that write them in one way only."""
_PARTIAL = frozenset({LayoutName.MITEL, LayoutName.NEC})
"""Layouts whose rows do not say their whole day: their own recognisers tell how it is written, and the rows above are needed for it."""

_OWN_CLOCK = frozenset({LayoutName.CISCO_GATEWAY, LayoutName.CISCO_SYSLOG, LayoutName.ERICSSON_LG})
"""Layouts whose own recognisers tell how times are written: their rows say how far their clock is from UTC, or do not begin with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a log was found to be, for people to see before it is imported.

    ``columns`` are what each column holds, empty for those not used, ``names`` how the log calls them. ``first`` and ``last`` are the
    earliest and the latest call of the sample.
    """

    layout: LayoutName
    confidence: int
    columns: tuple[str, ...]
    names: tuple[str, ...]
    separator: str
    encoding: Encoding
    line_end: str
    form: TimeForm
    first: datetime | None
    last: datetime | None
    doubts: tuple[Doubt, ...]


def plan_of(found: Survey, zone: ZoneInfo, now: datetime | None = None) -> Plan | None:
    """Return how a log is read by the layout that fits it best, None where none does. ``now`` is the moment of reading."""
    if (found.shape is Shape.XML and not found.sample.rows) or (found.shape is Shape.JSON and '"variables"' in found.text):
        return _documents(found)
    plans = [plan for recognise in _RECOGNISERS if (plan := recognise(found.sample)) is not None]
    if not plans:
        return None
    best = timed(max(plans, key=lambda plan: plan.confidence), found.sample, zone, now)
    # Objects have no row of names above them: those of the sample are the keys.
    return best if found.shape is Shape.TABLE else replace(best, first=0)


def _documents(found: Survey) -> Plan | None:
    """Return how FreeSWITCH's documents are read, None where the documents are somebody else's."""
    if found.shape is Shape.JSON:
        return Plan(layout=LayoutName.FREESWITCH_JSON, columns={}, confidence=_SURE, form=TimeForm(base=TimeBase.EPOCH))
    if "<cdr" not in found.text:
        return None
    return Plan(layout=LayoutName.FREESWITCH_XML, columns={}, confidence=_SURE, form=TimeForm(base=TimeBase.EPOCH))


def timed(plan: Plan, sample: Sample, zone: ZoneInfo, now: datetime | None = None) -> Plan:
    """Return a plan that knows how the log writes its times; ``now`` is the moment of reading."""
    rows = sample.rows[plan.first :]
    texts = [" ".join(filter(None, (cell(row, plan.columns.get(role)) for role in _DATED))) for row in rows]
    if plan.layout is LayoutName.MAPPED:
        texts = [day_set_apart(text.strip()) for text in texts]
    hints = [(text, epoch) for text, row in zip(texts, rows, strict=True) if (epoch := _hint(plan, row)) is not None]

    def minutes(wall: datetime) -> int:
        offset = wall.replace(tzinfo=zone).utcoffset() or timedelta()
        return int(offset.total_seconds() // 60)

    form = plan.form if plan.layout in _OWN_CLOCK or needs_rows_above(plan) else form_of(texts, hints, minutes)
    form = made_sure(form, texts, now.astimezone(zone).replace(tzinfo=None) if now is not None else None)
    if form.base is TimeBase.LOCAL and _is_utc(plan):
        form = replace(form, base=TimeBase.UTC)
    if plan.layout in _ORDERS:
        form = TimeForm(order=_ORDERS[plan.layout])
    doubts = list(plan.doubts)
    if not form.is_sure:
        doubts.append(Doubt.DAY_MONTH)
    if form.base is TimeBase.LOCAL and not hints and plan.layout not in (LayoutName.OWN, LayoutName.MAPPED):
        doubts.append(Doubt.TIME_BASE)
    if len(rows) < _FEW:
        doubts.append(Doubt.FEW_ROWS)
    return replace(plan, form=form, doubts=tuple(doubts))


def _is_utc(plan: Plan) -> bool:
    """Whether the names of the columns say that its times are UTC."""
    place = next((plan.columns[role] for role in (Role.START, Role.TIME, Role.DATE) if role in plan.columns), None)
    return place is not None and is_utc(cell(plan.names, place))


def _hint(plan: Plan, row: Sequence[str]) -> float | None:
    """Return the second in a call's identifier, which tells what the log's clock counts from."""
    found = asterisk.UNIQUE_ID.fullmatch(cell(row, plan.columns.get(Role.CALL_ID)))
    return float(found[1]) if found else None


def reader_of(plan: Plan, zone: ZoneInfo, until: datetime | None = None) -> RowReader:
    """Return the reader of a log's rows; ``until`` is the moment of reading."""
    return _READERS[plan.layout](plan, Clock(zone, plan.form, until))


def needs_rows_above(plan: Plan) -> bool:
    """Tell whether the rows above a place must be read before those behind it: they say which day it is."""
    return plan.layout in _PARTIAL


def detection_of(plan: Plan, found: Survey, legs: Sequence[Leg]) -> Detection:
    """Return what a log was found to be; ``legs`` are those of its sample."""
    moments = [leg.at for leg in legs]
    known = {place: role for role, place in plan.columns.items()}
    width = max((len(row) for row in found.sample.rows), default=0)
    return Detection(
        layout=plan.layout,
        confidence=plan.confidence,
        columns=tuple(known[place].value if place in known else "" for place in range(width)),
        names=plan.names,
        separator=plan.separator,
        encoding=found.encoding,
        line_end=found.line_end,
        form=plan.form,
        first=min(moments, default=None),
        last=max(moments, default=None),
        doubts=plan.doubts,
    )
