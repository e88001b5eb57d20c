"""A column mapping: what the administrator says of a log that nothing here knows, checked as a whole and tried on a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from domain.call import CallEnd, Way
from ingest.phone.fixed import LONGEST_PLACE, MOST_CUTS
from ingest.phone.plan import Doubt, LayoutName, Plan, Sample, cell
from ingest.phone.times import DayOrder, TimeBase, TimeForm
from ingest.phone.words import Role, end_of, header_key, way_of

_SURE = 100
_MOST_WORDS = 50
_MOST_SHOWN = 80
_LOOKED_AT = 12
_NO_SEPARATOR = '"\r\n\0 '
_KEYS = frozenset({"columns", "separator", "positions", "base", "order", "ends", "ways", "skip"})

Kind = TypeVar("Kind", bound=StrEnum)


class MappingReason(StrEnum):
    """What is wrong with a mapping (erreur de correspondance)."""

    UNKNOWN_FIELD = "unknown_field"
    """No such thing is known of a call."""
    NO_START = "no_start"
    """No column says when a call began."""
    NO_NUMBER = "no_number"
    """No column holds a number."""
    NO_COLUMN = "no_column"
    """The log has no column of that name or number."""
    TWICE = "twice"
    """One column is said to hold two things."""
    SEPARATOR = "separator"
    POSITIONS = "positions"
    """Places of cells that do not rise, or are no places in a line."""
    BASE = "base"
    ORDER = "order"
    END = "end"
    """A word stands for an end that no call has."""
    WAY = "way"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFault:
    """A mistake in a mapping: ``field`` is where, ``value`` what stands there."""

    reason: MappingReason
    field: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Which column of a log holds what (correspondance des colonnes).

    A column is named by the log's own name for it or by its number, from 1. ``ends`` and ``ways`` say what the log's words stand for,
    where those are not among the words known everywhere. ``skip`` rows above the first call are left out besides the row of names.
    ``base`` and ``order`` None are found out from the rows. ``cuts``: the columns begin at these places of a line, from 0, and nothing
    separates them.
    """

    columns: Mapping[Role, str | int]
    separator: str | None = None
    base: TimeBase | None = None
    order: DayOrder | None = None
    ends: Mapping[str, CallEnd] = field(default_factory=dict)
    ways: Mapping[str, Way] = field(default_factory=dict)
    skip: int = 0
    cuts: tuple[int, ...] = ()


def mapping_in(document: Mapping[str, object]) -> ColumnMapping | tuple[MappingFault, ...]:
    """Return the mapping a document of plain values describes, or all its mistakes at once."""
    faults = [MappingFault(reason=MappingReason.UNKNOWN_FIELD, field=str(key)) for key in document if key not in _KEYS]
    columns = _columns(document.get("columns"), faults)
    separator = document.get("separator") or None
    if separator is not None and (not isinstance(separator, str) or len(separator) != 1 or separator in _NO_SEPARATOR):
        faults.append(MappingFault(reason=MappingReason.SEPARATOR, field="separator", value=str(separator)))
    skip = document.get("skip") or 0
    if not isinstance(skip, int) or isinstance(skip, bool) or skip < 0:
        faults.append(MappingFault(reason=MappingReason.SKIP, field="skip", value=str(skip)))
    cuts = _cuts(document.get("positions"), faults)
    base = _one_of(TimeBase, document.get("base"), "base", MappingReason.BASE, faults)
    order = _one_of(DayOrder, document.get("order"), "order", MappingReason.ORDER, faults)
    ends = _words(CallEnd, document.get("ends"), "ends", MappingReason.END, faults)
    ways = _words(Way, document.get("ways"), "ways", MappingReason.WAY, faults)
    if faults:
        return tuple(faults)
    return ColumnMapping(
        columns=columns,
        separator=separator if isinstance(separator, str) else None,
        base=base,
        order=order,
        ends=ends,
        ways=ways,
        skip=skip if isinstance(skip, int) else 0,
        cuts=cuts,
    )


def document_of(mapping: ColumnMapping) -> dict[str, object]:
    """Return a mapping as the document that `mapping_in` reads, without what it leaves to be found out."""
    told: dict[str, object] = {
        "separator": mapping.separator,
        "positions": [place + 1 for place in mapping.cuts],
        "base": mapping.base.value if mapping.base is not None else None,
        "order": mapping.order.value if mapping.order is not None else None,
        "skip": mapping.skip,
        "columns": {role.value: place for role, place in mapping.columns.items()},
        "ends": {word: end.value for word, end in mapping.ends.items()},
        "ways": {word: way.value for word, way in mapping.ways.items()},
    }
    return {key: value for key, value in told.items() if value}


def _cuts(given: object, faults: list[MappingFault]) -> tuple[int, ...]:
    """Return where columns begin, from 0, of a list of places from 1."""
    if given in (None, "", [], ()):
        return ()
    places = [one for one in given if isinstance(one, int) and not isinstance(one, bool)] if isinstance(given, (list, tuple)) else []
    is_rising = all(before < after for before, after in pairwise(places))
    is_whole = isinstance(given, (list, tuple)) and len(places) == len(given) <= MOST_CUTS
    if not is_whole or not is_rising or not 1 <= places[0] <= places[-1] <= LONGEST_PLACE:
        faults.append(MappingFault(reason=MappingReason.POSITIONS, field="positions", value=str(given)[:_MOST_SHOWN]))
        return ()
    return tuple(one - 1 for one in places)


def _columns(given: object, faults: list[MappingFault]) -> dict[Role, str | int]:
    columns: dict[Role, str | int] = {}
    for name, place in given.items() if isinstance(given, Mapping) else ():
        if place in (None, ""):
            continue
        if name not in {role.value for role in Role}:
            faults.append(MappingFault(reason=MappingReason.UNKNOWN_FIELD, field="columns", value=str(name)))
        elif isinstance(place, (str, int)) and _is_place(place):
            columns[Role(name)] = place
        else:
            faults.append(MappingFault(reason=MappingReason.NO_COLUMN, field=str(name), value=str(place)))
    _look_over(columns, faults)
    return columns


def _look_over(columns: Mapping[Role, str | int], faults: list[MappingFault]) -> None:
    """Note what is wrong with the columns as a whole."""
    places = list(columns.values())
    for role, place in columns.items():
        if places.count(place) > 1 and role not in (Role.DATE, Role.TIME):
            faults.append(MappingFault(reason=MappingReason.TWICE, field=role.value, value=str(place)))
    if Role.START not in columns and Role.DATE not in columns:
        faults.append(MappingFault(reason=MappingReason.NO_START, field="columns"))
    if not {Role.CALLER, Role.CALLED, Role.OTHER, Role.CLID} & columns.keys():
        faults.append(MappingFault(reason=MappingReason.NO_NUMBER, field="columns"))


def _is_place(place: str | int) -> bool:
    return isinstance(place, str) or (not isinstance(place, bool) and place >= 1)


def _one_of(kind: type[Kind], given: object, name: str, reason: MappingReason, faults: list[MappingFault]) -> Kind | None:
    if given in (None, ""):
        return None
    if given in {one.value for one in kind}:
        return kind(str(given))
    faults.append(MappingFault(reason=reason, field=name, value=str(given)))
    return None


def _words(kind: type[Kind], given: object, name: str, reason: MappingReason, faults: list[MappingFault]) -> dict[str, Kind]:
    words: dict[str, Kind] = {}
    for word, meaning in given.items() if isinstance(given, Mapping) else ():
        if meaning in {one.value for one in kind}:
            words[str(word).strip().casefold()] = kind(str(meaning))
        else:
            faults.append(MappingFault(reason=reason, field=f"{name}.{word}", value=str(meaning)))
    return words


def plan_from(mapping: ColumnMapping, sample: Sample) -> Plan | tuple[MappingFault, ...]:
    """Return how a log is read by a mapping, or which of its columns the log does not have."""
    width = max((len(row) for row in sample.rows), default=0)
    header = _header(mapping, sample)
    row_names = sample.rows[header] if header is not None else ()
    names = [header_key(name) for name in row_names]
    faults: list[MappingFault] = []
    columns: dict[Role, int] = {}
    for role, wanted in mapping.columns.items():
        place = wanted - 1 if isinstance(wanted, int) else _place(wanted, names)
        if place is None or place >= width:
            faults.append(MappingFault(reason=MappingReason.NO_COLUMN, field=role.value, value=str(wanted)))
        else:
            columns[role] = place
    if faults:
        return tuple(faults)
    first = (header + 1 if header is not None else 0) + mapping.skip
    return Plan(
        layout=LayoutName.MAPPED,
        columns=columns,
        separator=mapping.separator or sample.separator,
        fewest=max(columns.get(role, 0) for role in (Role.START, Role.DATE, Role.TIME)) + 1,
        first=first,
        names=row_names,
        ends=mapping.ends,
        ways=mapping.ways,
        cuts=mapping.cuts,
        form=TimeForm(base=mapping.base or TimeBase.LOCAL, order=mapping.order or DayOrder.YEAR_FIRST),
        confidence=_SURE,
        doubts=(Doubt.UNKNOWN_WORDS,) if _unknown_words(sample.rows[first:], columns, mapping) else (),
    )


def _header(mapping: ColumnMapping, sample: Sample) -> int | None:
    """Return the row of the columns' names: the one that has those of the mapping, else the one that looks like it."""
    wanted = {header_key(one) for one in mapping.columns.values() if isinstance(one, str) and not one.isdecimal()}
    for place, row in enumerate(sample.rows[:_LOOKED_AT] if wanted else ()):
        if wanted <= {header_key(name) for name in row}:
            return place
    return sample.header


def _place(wanted: str, names: Sequence[str]) -> int | None:
    key = header_key(wanted)
    if key in names:
        return names.index(key)
    return int(wanted) - 1 if wanted.isdecimal() and int(wanted) > 0 else None


def _unknown_words(rows: Sequence[Sequence[str]], columns: Mapping[Role, int], mapping: ColumnMapping) -> set[str]:
    """Return words for ends and directions that neither the mapping nor anything else knows."""
    found: set[str] = set()
    for row in rows:
        end, way = cell(row, columns.get(Role.STATUS)), cell(row, columns.get(Role.WAY))
        if end and end.casefold() not in mapping.ends and end_of(end) is None:
            found.add(end)
        if way and way.casefold() not in mapping.ways and way_of(way) is None and end_of(way) is None:
            found.add(way)
        if len(found) >= _MOST_WORDS:
            break
    return found


def mapping_of(plan: Plan) -> ColumnMapping:
    """Return a plan as a mapping, for an administrator to start from: a guess becomes one he corrects."""
    return ColumnMapping(
        columns=named(plan.columns, plan.names),
        separator=plan.separator if not plan.cuts else None,
        base=plan.form.base,
        order=plan.form.order,
        cuts=plan.cuts,
    )


def named(columns: Mapping[Role, int], names: Sequence[str]) -> dict[Role, str | int]:
    """Return columns by their names in the log where a name says which is meant, else by their number from 1."""
    keys = [header_key(name) for name in names]
    is_telling = [bool(key) and keys.count(key) == 1 and not name.strip().isdecimal() for key, name in zip(keys, names, strict=True)]
    return {role: names[place].strip() if place < len(names) and is_telling[place] else place + 1 for role, place in columns.items()}
