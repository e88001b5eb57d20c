"""Documents of figures (documents chiffrés): which questions stand in each, in their order. Pure.

A town's own: the weekly dashboard of a department, the monthly table for the direction, the sheet of a sector for its deputy mayor
(adjoint de quartier), and the annual report to the council (rapport annuel au conseil municipal). Source: DOMAIN §7.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.figures import Axis, Period
from domain.report import ReportKind as Kind
from figures.document_kinds import KINDS
from figures.question import Question, View
from figures.words import Said

_WEEKS_OF_TREND = 8
_TOP = 10
_FEW = 8
_MOST_LINES = 18
"""Of a table of departments or sectors: what a page holds below its chart."""


class Shape(StrEnum):
    """How an answer stands in a document."""

    TILES = "tiles"
    """The whole alone, in large figures."""
    TABLE = "table"
    CHART = "chart"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An answer in a document. ``beside``: the question whose answer stands small beside each tile, and the words for it.

    ``most``: so many of its lines stand there, the first in their order; None: all.
    """

    code: str
    heading: Said
    question: Question
    shape: Shape
    most: int | None = None
    beside: Question | None = None
    beside_words: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of a document under one heading; ``begins_page``: on a page of its own."""

    code: str
    heading: Said
    parts: tuple[Part, ...] = ()
    begins_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What stands in a document."""

    kind: Kind
    title: Said
    period: Period
    chapters: tuple[Chapter, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that is asked for it."""
        parts = [part for chapter in self.chapters for part in chapter.parts]
        return tuple(one for part in parts for one in (part.question, part.beside) if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a document is about: a department (WEEKLY) or a sector (SECTOR), by their codes."""

    filters: dict[Axis, frozenset[str]] = field(default_factory=dict)


def plan(kind: Kind, period: Period, scope: Scope) -> Plan:
    """Return what stands in a document of a period."""
    chapters = {Kind.WEEKLY: _weekly, Kind.MONTHLY: _monthly, Kind.SECTOR: _sector, Kind.ANNUAL: _annual}[kind](period, scope)
    return Plan(kind=kind, title=KINDS[kind], period=period, chapters=chapters)


_YEAR_BEFORE = Said("Année précédente", "Year before")
_STANDING = ("received", "closed", "stock", "overdue")
_BY_DEPARTMENT = ("received", "closed", "stock", "overdue", "on_time_rate", "closing_median")


def _tiles(code: str, heading: Said, indicators: Sequence[str], period: Period, scope: Scope) -> Part:
    asked = Question(indicators=tuple(indicators), period=period, is_compared=True, filters=scope.filters)
    return Part(code=code, heading=heading, question=asked, shape=Shape.TILES, beside_words=_YEAR_BEFORE)


def _by(  # noqa: PLR0913 — a part is what it asks
    code: str,
    heading: Said,
    indicators: Sequence[str],
    period: Period,
    scope: Scope,
    axis: Axis | None,
    *,
    view: View = View.BARS,
    shape: Shape = Shape.BOTH,
    columns: Axis | None = None,
    is_compared: bool = False,
    limit: int | None = None,
) -> Part:
    asked = Question(
        indicators=tuple(indicators),
        period=period,
        rows=axis,
        columns=columns,
        is_compared=is_compared,
        filters=scope.filters,
        view=view,
    )
    return Part(code=code, heading=heading, question=asked, shape=shape, most=limit)


def _weekly(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    before = Period(first=period.first - timedelta(days=7), last=period.last - timedelta(days=7))
    trend = Period(first=period.last - timedelta(days=7 * _WEEKS_OF_TREND - 1), last=period.last)
    week = Part(
        code="standing",
        heading=Said("La semaine", "The week"),
        question=Question(indicators=_STANDING, period=period, filters=scope.filters),
        shape=Shape.TILES,
        beside=Question(indicators=_STANDING, period=before, filters=scope.filters),
        beside_words=Said("Semaine précédente", "Week before"),
    )
    weeks = Said("Huit dernières semaines", "Last eight weeks")
    subjects = Said("Principaux objets de la semaine", "Main subjects of the week")
    return (
        Chapter(code="standing", heading=week.heading, parts=(week,)),
        Chapter(
            code="trend",
            heading=weeks,
            parts=(_by("trend", weeks, ("received", "closed"), trend, scope, Axis.WEEK, view=View.LINES, shape=Shape.CHART),),
        ),
        Chapter(
            code="subjects",
            heading=subjects,
            parts=(_by("subjects", subjects, ("received",), period, scope, Axis.SUBJECT, shape=Shape.TABLE, limit=_FEW),),
        ),
    )


def _months(period: Period) -> Period:
    """Return the twelve months that end with a period."""
    counted = period.last.year * 12 + period.last.month - 12
    return Period(first=date(counted // 12, counted % 12 + 1, 1), last=period.last)


def _monthly(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    tiles = (*_STANDING, "on_time_rate", "closing_median", "acknowledged_in_time", "implicit")
    month, year = Said("Le mois", "The month"), Said("Douze derniers mois", "Last twelve months")
    departments, subjects = Said("Par service", "By department"), Said("Principaux objets", "Main subjects")
    channels = Said("Par canal", "By channel")
    return (
        Chapter(code="standing", heading=month, parts=(_tiles("standing", month, tiles, period, scope),)),
        Chapter(
            code="trend",
            heading=year,
            parts=(_by("trend", year, ("received", "closed"), _months(period), scope, Axis.MONTH, view=View.LINES, shape=Shape.CHART),),
        ),
        Chapter(
            code="channels",
            heading=channels,
            parts=(_by("channels", channels, ("received",), period, scope, Axis.CHANNEL, shape=Shape.TABLE, is_compared=True),),
        ),
        Chapter(
            code="departments",
            heading=departments,
            begins_page=True,
            parts=(_by("departments", departments, _BY_DEPARTMENT, period, scope, Axis.DEPARTMENT, shape=Shape.TABLE, limit=_MOST_LINES),),
        ),
        Chapter(
            code="subjects",
            heading=subjects,
            parts=(_by("subjects", subjects, ("received",), period, scope, Axis.SUBJECT, is_compared=True, shape=Shape.TABLE, limit=_TOP),),
        ),
    )


def _sector(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    tiles = (*_STANDING, "on_time_rate", "closing_median")
    standing, year = Said("Le secteur en chiffres", "The sector in figures"), Said("Douze derniers mois", "Last twelve months")
    subjects, streets = Said("Principaux objets", "Main subjects"), Said("Par rue", "By street")
    departments = Said("Par service", "By department")
    return (
        Chapter(code="standing", heading=standing, parts=(_tiles("standing", standing, tiles, period, scope),)),
        Chapter(
            code="trend",
            heading=year,
            parts=(_by("trend", year, ("received", "closed"), _months(period), scope, Axis.MONTH, view=View.LINES, shape=Shape.CHART),),
        ),
        Chapter(
            code="subjects",
            heading=subjects,
            parts=(_by("subjects", subjects, ("received",), period, scope, Axis.SUBJECT, shape=Shape.CHART, limit=_TOP),),
        ),
        Chapter(
            code="departments",
            heading=departments,
            begins_page=True,
            parts=(_by("departments", departments, _BY_DEPARTMENT, period, scope, Axis.DEPARTMENT, shape=Shape.TABLE, limit=_TOP),),
        ),
        Chapter(
            code="streets",
            heading=streets,
            parts=(_by("streets", streets, ("received", "closed"), period, scope, Axis.STREET, shape=Shape.TABLE, limit=_TOP),),
        ),
    )


def _annual(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    return (
        _essential(period, scope),
        *_volumes(period, scope),
        *_delays(period, scope),
        *_places(period, scope),
        _quality(period, scope),
        Chapter(code="actions", heading=Said("Actions de la commune", "What the town did"), begins_page=True),
        Chapter(code="method", heading=Said("Méthode et définitions", "Method and definitions"), begins_page=True),
    )


def _essential(period: Period, scope: Scope) -> Chapter:
    tiles = (*_STANDING, "on_time_rate", "closing_median", "acknowledged_in_time", "reopen_rate")
    heading = Said("L’essentiel", "The essential")
    trend = Said("Demandes reçues et clôtures, par mois", "Requests received and closings, by month")
    parts = (
        _tiles("standing", heading, tiles, period, scope),
        _by("trend", trend, ("received", "closed"), period, scope, Axis.MONTH, view=View.LINES, shape=Shape.CHART),
    )
    return Chapter(code="essential", heading=heading, parts=parts)


def _volumes(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    months = Said("Demandes reçues par mois", "Requests received by month")
    themes = Said("Demandes reçues par thème", "Requests received by theme")
    channels = Said("Demandes reçues par canal", "Requests received by channel")
    shares = Said("Part de chaque canal", "Share of each channel")
    subjects = Said("Les dix objets les plus fréquents", "The ten most frequent subjects")
    received = ("received",)
    return (
        Chapter(
            code="volumes",
            heading=Said("Volumes et tendance", "Volumes and trend"),
            begins_page=True,
            parts=(
                _by("months", months, received, period, scope, Axis.MONTH, view=View.BARS, is_compared=True),
                _by(
                    "stock",
                    Said("Stock à la fin de chaque mois", "Stock at the end of each month"),
                    ("stock",),
                    period,
                    scope,
                    Axis.MONTH,
                    view=View.LINES,
                    shape=Shape.CHART,
                ),
            ),
        ),
        Chapter(
            code="channels",
            heading=Said("Canaux", "Channels"),
            begins_page=True,
            parts=(
                _by("shares", shares, received, period, scope, Axis.CHANNEL, view=View.PIE, shape=Shape.CHART),
                _by("channels", channels, received, period, scope, Axis.CHANNEL, is_compared=True, shape=Shape.TABLE),
            ),
        ),
        Chapter(
            code="subjects",
            heading=Said("Objets des demandes", "What is asked"),
            begins_page=True,
            parts=(
                _by("subjects", subjects, received, period, scope, Axis.SUBJECT, is_compared=True, limit=_TOP),
                _by("themes", themes, received, period, scope, Axis.THEME, is_compared=True, shape=Shape.TABLE, limit=_FEW),
            ),
        ),
    )


def _delays(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    classes = Said("Délai de clôture", "Time to closing")
    themes = Said("Délais par thème", "Times by theme")
    on_time = Said("Closes dans la date limite, par mois", "Closed within the target day, by month")
    departments = Said("Par service", "By department")
    spans = ("closing_median", "closing_p90", "closing_working_median")
    return (
        Chapter(
            code="delays",
            heading=Said("Délais", "Times"),
            begins_page=True,
            parts=(
                _by("classes", classes, ("closing_median",), period, scope, None, view=View.HISTOGRAM, shape=Shape.CHART),
                _by("delays", themes, spans, period, scope, Axis.THEME, shape=Shape.TABLE, limit=_MOST_LINES),
            ),
        ),
        Chapter(
            code="on_time",
            heading=Said("Respect des délais", "On time"),
            begins_page=True,
            parts=(
                _by("on_time", on_time, ("on_time_rate",), period, scope, Axis.MONTH, view=View.LINES, is_compared=True, shape=Shape.CHART),
                _by(
                    "on_time_departments",
                    departments,
                    ("on_time_rate", "overdue", "implicit", "acknowledged_in_time"),
                    period,
                    scope,
                    Axis.DEPARTMENT,
                    shape=Shape.TABLE,
                    limit=_MOST_LINES,
                ),
            ),
        ),
    )


def _places(period: Period, scope: Scope) -> tuple[Chapter, ...]:
    sectors = Said("Demandes reçues par secteur", "Requests received by sector")
    heat = Said("Thèmes et secteurs", "Themes and sectors")
    departments = Said("Activité des services", "What the departments did")
    return (
        Chapter(
            code="sectors",
            heading=Said("Par secteur", "By sector"),
            begins_page=True,
            parts=(
                _by("sectors", sectors, ("received",), period, scope, Axis.SECTOR, is_compared=True, shape=Shape.CHART, limit=_TOP),
                _by(
                    "heat",
                    heat,
                    ("received",),
                    period,
                    scope,
                    Axis.THEME,
                    columns=Axis.SECTOR,
                    view=View.HEAT,
                    shape=Shape.CHART,
                    limit=_TOP,
                ),
            ),
        ),
        Chapter(
            code="departments",
            heading=Said("Par service", "By department"),
            begins_page=True,
            parts=(
                _by("department_bars", departments, ("received", "closed"), period, scope, Axis.DEPARTMENT, shape=Shape.CHART, limit=_FEW),
                _by("departments", departments, _BY_DEPARTMENT, period, scope, Axis.DEPARTMENT, shape=Shape.TABLE, limit=_MOST_LINES),
            ),
        ),
    )


def _quality(period: Period, scope: Scope) -> Chapter:
    tiles = ("auto_routing_rate", "correction_rate", "reorientation_rate", "duplicate_share")
    heading = Said("Qualité de l’orientation automatique", "Quality of automatic routing")
    months = Said("Par mois", "By month")
    return Chapter(
        code="quality",
        heading=heading,
        begins_page=True,
        parts=(
            _tiles("quality", heading, tiles, period, scope),
            _by("quality_months", months, ("auto_routing_rate", "correction_rate"), period, scope, Axis.MONTH, view=View.LINES),
        ),
    )
