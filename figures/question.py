"""A question (question): which indicators, by which axes, over which time, of which requests, and how the answer is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.figures import Axis, Period
from figures.periods import Named


class View(StrEnum):
    """How an answer is shown. Each has its table."""

    TABLE = "table"
    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"
    PIE = "pie"
    """Of at most six slices, the smallest together as "others"."""
    HEAT = "heat"
    HISTOGRAM = "histogram"
    """Of a duration, by buckets."""
    PARETO = "pareto"
    MAP = "map"
    """Points to a street or a sector, never to a house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. ``indicators`` by their codes (`figures.indicators`), at least one; with two axes only one.

    ``named``: by which name the period was chosen; ``period`` is what that was on the day of asking. ``limit``: so many lines at most,
    the first in their order; None: all.
    """

    indicators: tuple[str, ...]
    period: Period
    rows: Axis | None = None
    columns: Axis | None = None
    is_compared: bool = False
    """Beside the same days of the year before (N/N-1)."""
    filters: Mapping[Axis, frozenset[str]] = field(default_factory=dict)
    view: View = View.TABLE
    named: Named | None = None
    limit: int | None = None
    query: int | None = None
    """The saved query (`domain.query`) whose requests alone are counted."""
