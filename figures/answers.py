"""From a question to its answer: what has to be counted, and the table that is made of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import combinations

from domain.figures import Axis, Counts, Duration, Keys, Measure, Period
from figures.axis_words import AXES, IN_ORDER, Names, axis_title, key_label
from figures.filter_masking import is_telling
from figures.formulas import Formula, Quantity, Slice, Span, Total, coarse, durations, measures, merged, parts, quantities, slices, value
from figures.indicators import INDICATORS, TIMES, Indicator, is_at_the_end
from figures.masking import Line as Parts
from figures.masking import Place, across, down, hidden, is_few
from figures.notes import notes
from figures.periods import told, year_before
from figures.question import Question, View
from figures.table import Cell, Column, Line, Table, Unit
from figures.timeline import keys as keys_of_time
from figures.timeline import year_earlier, year_later
from figures.words import Said, sentence

_WHOLE = Said("Ensemble", "All")
_NOTHING = Slice()
_BEFORE = Said("{label} (N-1)", "{label} (year before)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be counted."""

    period: Period
    axes: tuple[Axis, ...]
    measures: frozenset[Measure]
    durations: frozenset[Duration]
    filters: Mapping[Axis, frozenset[str]]


Count = Callable[[Wanted], Counts]
"""Counts requests, of those that somebody may be told figures of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discretion:
    """What must not be told of fewer than five requests: all, or what lies under some keys, such as those of confidential subjects."""

    is_all: bool = False
    step: int = 1
    """Numbers are told to the nearest of its multiples, and shares are made of these."""
    guarded: Mapping[Axis, frozenset[str]] = field(default_factory=dict)

    def covers(self, question: Question, row: str | None, column: str | None) -> bool:
        """Tell whether small numbers at a place are kept back. Of streets they always are: few people live in one (DOMAIN §7)."""
        asked = {question.rows, question.columns, *question.filters}
        if self.is_all or Axis.STREET in asked:
            return True
        keys = [(question.rows, row), (question.columns, column)]
        told_of = [(axis, {key}) for axis, key in keys if axis is not None and key is not None]
        return any(self.guarded.get(axis, frozenset()) & found for axis, found in (*told_of, *question.filters.items()))

    def secret(self, question: Question, places: Collection[Place]) -> frozenset[Place] | None:
        """Return at which places numbers may be kept back at all; None: at each. What he may read himself is told somebody in full."""
        found = frozenset(place for place in places if self.covers(question, *place))
        return None if self.covers(question, None, None) else found


Grid = Mapping[Place, Slice]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A column with the formula of its cells and where in the grid they stand; ``span``: of which class of a histogram."""

    column: Column
    formula: Formula
    key: str | None


def answer(question: Question, count: Count, names: Names, discretion: Discretion, language: str) -> Table:
    """Return the table that answers a question without faults (`figures.faults`).

    Lines are in the order of their keys where they have one, else by the first column, or by the whole of several, the largest first, and
    "none known" last.
    """
    grids = {period: _grid(question, count, period) for period in (False, True)[: 1 + question.is_compared]}
    rows = _row_keys(question, grids)
    places = (*rows, None)
    telling = {period: _telling(question, count, grid, before=period) if discretion.is_all else {} for period, grid in grids.items()}
    concealed = {period: _concealed(question, grid, rows, discretion, telling[period]) for period, grid in grids.items()}
    columns = _columns(question, _column_keys(question, grids, concealed[False], discretion.step), names, language)
    drawn = [(one, _kept_back(one, concealed[one.column.is_before])) for one in columns]
    cells = {row: tuple(_cell(one, row, grids, hidden_at, discretion.step) for one, hidden_at in drawn) for row in places}
    lines = [
        Line(key=row, label=key_label(question.rows, row, names, language), cells=cells[row]) for row in rows if question.rows is not None
    ]
    ordered = lines if question.rows in IN_ORDER else sorted(lines, key=partial(_order, place=_ordering(columns)))
    shown = ordered[: question.limit] if question.limit is not None else ordered
    whole = Line(key=None, label=_WHOLE.told(language), cells=cells[None])
    return Table(
        title=title(question, language),
        row_title=axis_title(question.rows, language) if question.rows is not None else "",
        columns=tuple(one.column for one in columns),
        lines=tuple(shown),
        total=whole,
        notes=notes(
            question,
            names,
            language,
            is_masked=any(cell.is_masked for line in (*shown, whole) for cell in line.cells),
            step=discretion.step,
            of_lines=len(ordered) if len(shown) < len(ordered) else None,
        ),
    )


def title(question: Question, language: str) -> str:
    """Return what a question asks, in words: « Demandes reçues par service et par secteur, mars 2026 »."""
    asked = ", ".join(INDICATORS[one].label.told(language) for one in question.indicators[:3])
    more = ", …" if len(question.indicators) > len(question.indicators[:3]) else ""
    by = [AXES[axis].told(language) for axis in (question.rows, question.columns) if axis is not None]
    told_by = Said(" et ", " and ").told(language).join(Said("par {axis}", "by {axis}").filled(language, axis=axis) for axis in by)
    return sentence(", ".join((" ".join(one for one in (asked + more, told_by) if one), told(question.period, language))))


def _grid(question: Question, count: Count, before: bool) -> Grid:
    """Count what is asked for and return it under each key and each whole.

    Everything has one key on each axis, so a whole is made of its parts. Only what is open is counted on another day in each month or
    week, and anew for the whole of them.
    """
    formulas = [formula for code in question.indicators for formula in _formulas(INDICATORS[code], question)]
    period = year_before(question.period) if before else question.period
    filters = {axis: _moved(axis, keys, back=before) for axis, keys in question.filters.items()}
    axes = tuple(axis for axis in (question.rows, question.columns) if axis is not None)
    kept = tuple(axis for axis in axes if axis in TIMES) if any(is_at_the_end(one) for one in formulas) else ()
    found: dict[Place, Slice] = {}
    for asked in (axes, tuple(axis for axis in axes if axis not in kept))[: 1 + bool(kept)]:
        wanted = Wanted(period=period, axes=asked, measures=measures(formulas), durations=durations(formulas), filters=filters)
        counted = slices(count(wanted))
        for by in _wholes(asked, kept):
            found.update(_gathered(question, counted, asked, by, before=before))
    return found


def _wholes(asked: tuple[Axis, ...], kept: tuple[Axis, ...]) -> Iterator[frozenset[Axis]]:
    """Yield by which of the axes asked for parts are told: by all, and by fewer, but always by those ``kept``."""
    free = [axis for axis in asked if axis not in kept]
    for many in range(len(free) + 1):
        for chosen in combinations(free, many):
            yield frozenset((*chosen, *(axis for axis in kept if axis in asked)))


def _gathered(
    question: Question, counted: Mapping[Keys, Slice], asked: tuple[Axis, ...], by: frozenset[Axis], *, before: bool
) -> Mapping[Place, Slice]:
    row_of, column_of = (_reading(axis, asked, by, before=before) for axis in (question.rows, question.columns))
    if len(by) == len(asked) and not before:
        return {(row_of(keys), column_of(keys)): one for keys, one in counted.items()}
    found: dict[Place, list[Slice]] = {}
    for keys, one in counted.items():
        found.setdefault((row_of(keys), column_of(keys)), []).append(one)
    return {place: merged(parts_of) for place, parts_of in found.items()}


def _reading(axis: Axis | None, asked: tuple[Axis, ...], by: frozenset[Axis], *, before: bool) -> Callable[[Keys], str | None]:
    """Return what reads the key of an axis; None for the whole of it. Of the year before, it is that of a year later."""
    if axis is None or axis not in by:
        return lambda _: None
    at = asked.index(axis)
    return (lambda keys: year_later(axis, keys[at])) if before else (lambda keys: keys[at])


def _moved(axis: Axis, keys: Collection[str], *, back: bool) -> frozenset[str]:
    return frozenset(year_earlier(axis, key) if back else key for key in keys)


def _formulas(indicator: Indicator, question: Question) -> Iterator[Formula]:
    yield indicator.formula
    if question.view is View.HISTOGRAM:
        (duration,) = durations((indicator.formula,))
        yield Total(of=Span(duration=duration))
        for bucket in indicator.buckets:
            yield Total(of=Span(duration=duration, least=bucket.least, under=bucket.under))


def _columns(question: Question, keys: Sequence[str], names: Names, language: str) -> tuple[_Drawn, ...]:
    found: list[_Drawn] = []
    for code in question.indicators:
        found += _columns_of(INDICATORS[code], question, keys, names, language)
    if not question.is_compared:
        return tuple(found)
    return tuple(one for drawn in found for one in (drawn, _before(drawn, language)))


def _columns_of(indicator: Indicator, question: Question, keys: Sequence[str], names: Names, language: str) -> Iterator[_Drawn]:
    label, whole = sentence(indicator.label.told(language)), _WHOLE.told(language)
    if question.view is View.HISTOGRAM:
        (duration,) = durations((indicator.formula,))
        for bucket in indicator.buckets:
            span = Span(duration=duration, least=bucket.least, under=bucket.under)
            yield _drawn(indicator.code, bucket.code, sentence(bucket.label.told(language)), Unit.COUNT, Total(of=span))
        yield _drawn(indicator.code, None, whole, Unit.COUNT, Total(of=Span(duration=duration)))
    elif question.columns is None:
        yield _drawn(indicator.code, None, label, indicator.unit, indicator.formula)
    else:
        for key in keys:
            words = key_label(question.columns, key, names, language)
            yield _drawn(indicator.code, key, words, indicator.unit, indicator.formula, at=key)
        yield _drawn(indicator.code, None, whole, indicator.unit, indicator.formula)


def _drawn(code: str, key: str | None, label: str, unit: Unit, formula: Formula, *, at: str | None = None) -> _Drawn:
    return _Drawn(column=Column(indicator=code, key=key, label=label, unit=unit), formula=formula, key=at)


def _before(drawn: _Drawn, language: str) -> _Drawn:
    one = drawn.column
    label = _BEFORE.filled(language, label=one.label)
    column = Column(indicator=one.indicator, key=one.key, label=label, unit=one.unit, is_before=True)
    return _Drawn(column=column, formula=drawn.formula, key=drawn.key)


def _row_keys(question: Question, grids: Mapping[bool, Grid]) -> tuple[str, ...]:
    found = {row for grid in grids.values() for row, _ in grid if row is not None}
    return _in_order(question.rows, found, question)


def _column_keys(
    question: Question, grids: Mapping[bool, Grid], concealed: Mapping[Quantity, frozenset[Place]], step: int
) -> tuple[str, ...]:
    found = {column for grid in grids.values() for _, column in grid if column is not None}
    if question.columns in IN_ORDER:
        return _in_order(question.columns, found, question)
    # The largest first, by what was counted of it; where that is no sum, by the size of what it was taken from. Those that are hidden
    # come last: a place in the order must not tell how large one is.
    kept = {key for key in found if any((None, key) in places for places in concealed.values())}
    sizes = {key: 0 if key in kept else coarse(_size(question, grids[False].get((None, key))), step) for key in found}
    return tuple(sorted(found, key=lambda key: (not key, key in kept, -sizes[key], key)))


def _size(question: Question, of: Slice | None) -> int:
    formula = INDICATORS[question.indicators[0]].formula
    return max((of.number(one) for one in quantities(formula)), default=0) if of is not None else 0


def _in_order(axis: Axis | None, found: Set[str], question: Question) -> tuple[str, ...]:
    if axis is None:
        return ()
    if axis not in IN_ORDER:
        return tuple(sorted(found))
    known = keys_of_time(axis, question.period, found)
    if chosen := question.filters.get(axis):
        known = tuple(key for key in known if key in chosen)
    return (*known, *sorted(found - set(known) - {""}), *({""} & found))


Telling = Mapping[Quantity, frozenset[Place]]
"""Of each quantity, the places where it would tell a small number beside the same question with another filter."""


def _telling(question: Question, count: Count, grid: Grid, *, before: bool) -> Telling:
    asked = {one for code in question.indicators for formula in _formulas(INDICATORS[code], question) for one in quantities(formula)}
    found: dict[Quantity, set[Place]] = {one: set() for one in asked}
    for axis, keys in question.filters.items():
        chosen = _moved(axis, keys, back=before)
        for place, slices_of in _by_key(question, count, axis, before=before).items():
            numbers = {quantity: {key: one.number(quantity) for key, one in slices_of.items()} for quantity in asked}
            for quantity in (one for one in asked if is_telling(numbers[one], chosen)):
                found[quantity].add(place)
    if len(question.filters) > 1:
        # Also with all filters gone.
        for place, whole in _grid(replace(question, filters={}), count, before).items():
            inside = grid.get(place, _NOTHING)
            for quantity in (one for one in asked if is_few(whole.number(one) - inside.number(one))):
                found[quantity].add(place)
    return {one: frozenset(places) for one, places in found.items()}


def _by_key(question: Question, count: Count, axis: Axis, *, before: bool) -> Mapping[Place, Mapping[str, Slice]]:
    """Count under each key of an axis that is filtered, without its filter. Of what is open, a time is no part: it is not asked."""
    formulas = [formula for code in question.indicators for formula in _formulas(INDICATORS[code], question)]
    is_open = any(is_at_the_end(one) for one in formulas)
    if is_open and axis in TIMES:
        return {}
    period = year_before(question.period) if before else question.period
    filters = {one: _moved(one, keys, back=before) for one, keys in question.filters.items() if one is not axis}
    places = tuple(one for one in (question.rows, question.columns) if one is not None)
    kept = tuple(one for one in places if one in TIMES) if is_open else ()
    found: dict[Place, dict[str, list[Slice]]] = {}
    for shown in (places, tuple(one for one in places if one not in kept))[: 1 + bool(kept)]:
        axes = tuple(dict.fromkeys((*shown, axis)))
        wanted = Wanted(period=period, axes=axes, measures=measures(formulas), durations=durations(formulas), filters=filters)
        counted = slices(count(wanted))
        for by in _wholes(shown, kept):
            row_of, column_of = (_reading(one, axes, by, before=before) for one in (question.rows, question.columns))
            for keys, one in counted.items():
                found.setdefault((row_of(keys), column_of(keys)), {}).setdefault(keys[axes.index(axis)], []).append(one)
    return {place: {key: merged(ones) for key, ones in by_key.items()} for place, by_key in found.items()}


def _concealed(
    question: Question, grid: Grid, rows: Sequence[str], discretion: Discretion, telling: Telling
) -> Mapping[Quantity, frozenset[Place]]:
    """Return, of each quantity, the places where it must not be told."""
    columns = tuple(sorted({column for _, column in grid if column is not None}))
    indicators = [INDICATORS[code] for code in question.indicators]
    if question.view is View.HISTOGRAM:
        return _concealed_classes(question, grid, rows, discretion, telling)
    found: dict[Quantity, frozenset[Place]] = {}
    lines, secret = tuple(_lines(question, rows, columns)), discretion.secret(question, grid)
    for quantity in {one for indicator in indicators for one in quantities(indicator.formula)}:
        numbers = {place: counted.number(quantity) for place, counted in grid.items()}
        few = {place for place, number in numbers.items() if is_few(number) and (secret is None or place in secret)}
        few |= telling.get(quantity, frozenset()) & set(numbers)
        is_part = any(quantity in parts(indicator.formula) for indicator in indicators)
        found[quantity] = hidden(numbers, lines, few, secret) if is_part else frozenset(few)
    return found


def _lines(question: Question, rows: Sequence[str], columns: Sequence[str]) -> Iterator[Parts]:
    """Yield what adds up: not months, or weeks, of what is open at their end, the whole of which is that of the last one."""
    is_open = any(is_at_the_end(INDICATORS[code].formula) for code in question.indicators)
    if not (is_open and question.rows in TIMES):
        yield from down(rows, columns)
    if not (is_open and question.columns in TIMES):
        yield from across(rows, columns)


def _concealed_classes(
    question: Question, grid: Grid, rows: Sequence[str], discretion: Discretion, telling: Telling
) -> Mapping[Quantity, frozenset[Place]]:
    (indicator,) = (INDICATORS[code] for code in question.indicators)
    (duration,) = durations((indicator.formula,))
    spans: dict[str | None, Span] = {one.code: Span(duration=duration, least=one.least, under=one.under) for one in indicator.buckets}
    spans[None] = Span(duration=duration)
    numbers = {(row, code): counted.number(span) for (row, _), counted in grid.items() for code, span in spans.items()}
    rows_kept = discretion.secret(question, [(row, None) for row, _ in grid])
    secret = None if rows_kept is None else {place for place in numbers if (place[0], None) in rows_kept}
    few = {place for place, number in numbers.items() if is_few(number) and (secret is None or place in secret)}
    few |= {(row, code) for code, span in spans.items() for row, _ in telling.get(span, frozenset()) if (row, code) in numbers}
    classes = [one.code for one in indicator.buckets]
    concealed = hidden(numbers, tuple(_lines(question, rows, classes)), few, secret)
    return {span: frozenset((row, None) for row, code in concealed if code == key) for key, span in spans.items()}


def _kept_back(one: _Drawn, concealed: Mapping[Quantity, frozenset[Place]]) -> Set[Place]:
    """Return where a column is not told."""
    found = [concealed[quantity] for quantity in quantities(one.formula) if quantity in concealed]
    return found[0] if len(found) == 1 else frozenset[Place]().union(*found)


def _cell(one: _Drawn, row: str | None, grids: Mapping[bool, Grid], hidden_at: Set[Place], step: int) -> Cell:
    place = (row, one.key)
    if place in hidden_at:
        return Cell(value=None, is_masked=True)
    return Cell(value=value(one.formula, grids[one.column.is_before].get(place, _NOTHING), one.column.unit, step))


def _ordering(columns: Sequence[_Drawn]) -> int:
    """Return the column that lines are ordered by: the whole of several, else the first."""
    first = columns[0].column
    return next(place for place, one in enumerate(columns) if one.column.key is None or first.key is None)


def _order(line: Line, place: int) -> tuple[bool, bool, Decimal, str]:
    """Order by a column as it is shown: a place in the order must not tell what is masked."""
    shown = line.cells[place].value
    return not line.key, shown is None, -(shown or Decimal(0)), line.label
