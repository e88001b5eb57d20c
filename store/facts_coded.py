"""Questions to the tables of facts in numbers: what stands for which key."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from domain.figures import Asked, Axis
from store.fact_days import month_key, week_key
from store.schema import FactKeyRow, RequestRow, table_of

Column = ColumnElement[Any]
TOWN = "town"
"""The axis under which `FactKeyRow` has the towns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A question with the numbers that stand for its keys. ``names``: of each axis asked for, what stands for what."""

    asked: Asked
    town: int
    names: Mapping[Axis, Mapping[int, str]]
    numbers: Mapping[Axis, frozenset[int]]
    departments: frozenset[int] | None
    among: ColumnElement[bool] | None
    """A condition on requests (`store.query_conditions`); those alone are counted that fulfil it."""
    has_few: bool
    """Whether all keys of all towns have numbers below 2^15."""

    def is_short(self, axis: Axis) -> bool:
        """Tell whether the numbers on an axis are below 2^15."""
        return self.has_few or axis not in _CODED

    def key(self, axis: Axis, number: int) -> str:
        """Return the key that a number stands for."""
        if axis in self.names:
            return self.names[axis].get(number, "")
        readers: Mapping[Axis, Callable[[int], str]] = {Axis.MONTH: month_key, Axis.WEEK: week_key, Axis.WEEKDAY: str, Axis.HOUR: str}
        return readers[axis](number)

    def is_kept(self, row: type[Any]) -> Iterator[Column]:
        """Yield the conditions on what is no time: the town, the sight, the filters."""
        columns = table_of(row).c
        yield columns.town == self.town
        if self.departments is not None:
            yield columns.department.in_(sorted(self.departments)) if self.departments else false()
        for axis, numbers in self.numbers.items():
            if axis in columns:
                yield columns[axis].in_(sorted(numbers)) if numbers else false()
        if self.among is not None:
            yield columns.request.in_(select(RequestRow.id).where(self.among))


def encode(session: Session, asked: Asked, among: ColumnElement[bool] | None = None) -> Coded | None:
    """Return a question in numbers; None for a town of which there are no facts. ``among``: as `Coded` has it."""
    row = table_of(FactKeyRow).c
    town = session.scalar(select(row.id).where(row.town == asked.town, row.axis == TOWN, row.key == asked.town))
    if town is None:
        return None
    wanted = {*asked.axes, *asked.filters, *(() if asked.sight.departments is None else (Axis.DEPARTMENT,))} & _CODED
    found: dict[Axis, dict[int, str]] = {axis: {0: ""} for axis in wanted}
    for number, axis, key in session.execute(select(row.id, row.axis, row.key).where(row.town == asked.town, row.axis.in_(sorted(wanted)))):
        found[Axis(axis)][number] = key
    sight = asked.sight.departments
    return Coded(
        asked=asked,
        among=among,
        has_few=(session.scalar(select(func.max(row.id))) or 0) < _SHORT,
        town=town,
        names={axis: found[axis] for axis in asked.axes if axis in _CODED},
        numbers={axis: _among(found[axis], keys) for axis, keys in asked.filters.items() if axis in _CODED},
        departments=None if sight is None else _among(found[Axis.DEPARTMENT], frozenset(map(str, sight))),
    )


_SHORT = 2**15
_CODED = frozenset(Axis) - {Axis.MONTH, Axis.WEEK, Axis.WEEKDAY, Axis.HOUR}


def _among(names: Mapping[int, str], keys: frozenset[str]) -> frozenset[int]:
    return frozenset(number for number, key in names.items() if key in keys)
