"""What does not fit in a question, told so that whoever asked can set it right."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import InvalidError, Mistake
from domain.figures import Axis
from figures.axis_words import AXES, ENUMERATED
from figures.indicators import INDICATORS, Indicator
from figures.periods import FIRST_YEAR, LAST_YEAR, Named, year_before
from figures.question import Question, View
from figures.words import Said

MOST_LINES = 1000
MOST_KEYS = 500


class Field(StrEnum):
    """What a question is made of, by the names it is written with; filters go by their axis."""

    SHOW = "show"
    BY = "by"
    AND_BY = "and_by"
    PERIOD = "period"
    FROM = "from"
    TO = "to"
    COMPARE = "compare"
    VIEW = "view"
    LIMIT = "limit"
    QUERY = "query"


WORDS: Mapping[str, tuple[Said, Said]] = {
    "malformed": (Said("«\u00a0{value}\u00a0» n’a pas la forme attendue.", "“{value}” is not of the form that is expected."), Said("", "")),
    "unknown_field": (
        Said("«\u00a0{value}\u00a0» n’existe pas.", "There is no “{value}”."),
        Said("On demande avec {known}, et on filtre par le nom d’un axe.", "Ask with {known}, and filter by the name of an axis."),
    ),
    "twice": (Said("Donné deux fois.", "Given twice."), Said("Donnez-le une fois.", "Give it once.")),
    "no_indicator": (
        Said("Aucun indicateur n’est demandé.", "No indicator is asked for."),
        Said("Choisissez-en au moins un.", "Choose at least one."),
    ),
    "unknown_indicator": (
        Said("L’indicateur «\u00a0{value}\u00a0» n’existe pas.", "There is no indicator “{value}”."),
        Said("«\u00a0citoyen figures list\u00a0» les donne tous.", "“citoyen figures list” names them all."),
    ),
    "unknown_preset": (
        Said("La question prête «\u00a0{value}\u00a0» n’existe pas.", "There is no preset “{value}”."),
        Said("«\u00a0citoyen figures list\u00a0» les donne toutes.", "“citoyen figures list” names them all."),
    ),
    "unknown_axis": (
        Said("L’axe «\u00a0{value}\u00a0» n’existe pas.", "There is no axis “{value}”."),
        Said("Les axes sont {axes}.", "The axes are {axes}."),
    ),
    "columns_alone": (
        Said("Un second axe est demandé sans le premier.", "A second axis is asked for without the first."),
        Said("Mettez-le en premier.", "Make it the first."),
    ),
    "same_axis": (
        Said("Le même axe est demandé deux fois.", "The same axis is asked for twice."),
        Said("Gardez-le une fois.", "Keep it once."),
    ),
    "two_axes": (
        Said("Avec deux axes, un seul indicateur se lit.", "With two axes only one indicator can be read."),
        Said("Gardez un indicateur, ou un axe.", "Keep one indicator, or one axis."),
    ),
    "axis_does_not_fit": (
        Said("«\u00a0{indicator}\u00a0» ne se compte pas par {axis}.", "“{indicator}” is not counted by {axis}."),
        Said("Il se compte par {axes}.", "It is counted by {axes}."),
    ),
    "two_times": (
        Said("«\u00a0{indicator}\u00a0» ne se compte que par un axe de temps.", "“{indicator}” is counted by one axis of time only."),
        Said("Gardez le mois, ou la semaine.", "Keep the month, or the week."),
    ),
    "unknown_period": (
        Said("La période «\u00a0{value}\u00a0» n’existe pas.", "There is no period “{value}”."),
        Said("Les périodes sont {periods}.", "The periods are {periods}."),
    ),
    "two_periods": (
        Said("Une période et des jours sont demandés ensemble.", "A period and days are asked for together."),
        Said("Gardez la période, ou les jours.", "Keep the period, or the days."),
    ),
    "no_first_day": (
        Said("Le premier jour manque.", "The first day is missing."),
        Said("Donnez-le, ou choisissez une période.", "Give it, or choose a period."),
    ),
    "no_day": (
        Said("«\u00a0{value}\u00a0» n’est pas un jour.", "“{value}” is no day."),
        Said("Écrivez-le 2026-03-31.", "Write it 2026-03-31."),
    ),
    "upside_down": (
        Said("La période finit avant de commencer.", "The period ends before it begins."),
        Said("Échangez les deux jours.", "Exchange the two days."),
    ),
    "too_early": (
        Said("La période commence avant {year}.", "The period begins before {year}."),
        Said("Commencez au 1er janvier {year}.", "Begin on 1 January {year}."),
    ),
    "too_late": (
        Said("La période va au-delà de {year}.", "The period goes beyond {year}."),
        Said("Finissez plus tôt.", "End it earlier."),
    ),
    "overlapping": (
        Said(
            "Plus d’une année ne se compare pas à la précédente\u00a0: les deux se recouvrent.",
            "More than a year is not compared with the one before: they overlap.",
        ),
        Said("Choisissez douze mois au plus, ou ne comparez pas.", "Choose twelve months at most, or do not compare."),
    ),
    "unknown_key": (
        Said("«\u00a0{value}\u00a0» n’est pas une valeur de l’axe {axis}.", "“{value}” is no value of the axis {axis}."),
        Said("Les valeurs sont {keys}.", "The values are {keys}."),
    ),
    "too_many_keys": (
        Said("Trop de valeurs sont demandées à la fois.", "Too many values are asked for at once."),
        Said("Gardez-en {most} au plus.", "Keep {most} at most."),
    ),
    "unknown_view": (
        Said("La présentation «\u00a0{value}\u00a0» n’existe pas.", "There is no view “{value}”."),
        Said("Les présentations sont {views}.", "The views are {views}."),
    ),
    "no_classes": (
        Said("Un histogramme est celui d’une seule durée.", "A histogram is of one duration."),
        Said("Choisissez l’un de {indicators}, sans second axe.", "Choose one of {indicators}, without a second axis."),
    ),
    "needs_two_axes": (
        Said("Une carte de chaleur a deux axes.", "A heat table has two axes."),
        Said("Choisissez un second axe.", "Choose a second axis."),
    ),
    "needs_places": (
        Said("Une carte montre des secteurs ou des rues.", "A map shows sectors or streets."),
        Said("Choisissez l’un de ces axes, seul.", "Choose one of these axes, alone."),
    ),
    "no_flag": (
        Said("«\u00a0{value}\u00a0» n’est ni oui ni non.", "“{value}” is neither yes nor no."),
        Said("Écrivez 1 ou 0.", "Write 1 or 0."),
    ),
    "no_query": (
        Said("«\u00a0{value}\u00a0» n’est pas le numéro d’une requête enregistrée.", "“{value}” is not the number of a saved query."),
        Said("«\u00a0citoyen query list\u00a0» les donne toutes.", "“citoyen query list” names them all."),
    ),
    "no_limit": (
        Said("«\u00a0{value}\u00a0» n’est pas un nombre de lignes.", "“{value}” is no number of lines."),
        Said("Donnez un nombre de 1 à {most}.", "Give a number from 1 to {most}."),
    ),
}
"""What is wrong, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that does not fit, at a field; ``code`` is one of `WORDS`."""

    where: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def about(cls, where: str, code: str, **values: object) -> "Fault":
        """Return a fault with what its words name."""
        return cls(where=where, code=code, values=values)

    def mistake(self, language: str) -> Mistake:
        """Return it as somebody reads it."""
        what, remedy = WORDS[self.code]
        values = {name: _told(each, language) for name, each in {**_KNOWN, **self.values}.items()}
        return Mistake(where=self.where, what=what.filled(language, **values), remedy=remedy.filled(language, **values))


class UnaskableError(InvalidError):
    """A question that cannot be answered, with all that does not fit."""

    def __init__(self, found: Iterable[Fault], language: str = "en") -> None:
        """Keep the faults; the mistakes are told in a language."""
        self.faults = tuple(found)
        super().__init__(*(one.mistake(language) for one in self.faults))

    def told(self, language: str) -> "UnaskableError":
        """Return the same in a language."""
        return UnaskableError(self.faults, language)


def faults(question: Question) -> tuple[Fault, ...]:
    """Return all that does not fit in a question."""
    return tuple(_faults(question))


def check(question: Question) -> None:
    """Raise UnaskableError if something does not fit."""
    if found := faults(question):
        raise UnaskableError(found)


def _faults(question: Question) -> Iterator[Fault]:
    if not question.indicators:
        yield Fault.about(Field.SHOW, "no_indicator")
    known = [INDICATORS[code] for code in question.indicators if code in INDICATORS]
    yield from (Fault.about(Field.SHOW, "unknown_indicator", value=code) for code in question.indicators if code not in INDICATORS)
    yield from _of_axes(question, known)
    yield from _of_period(question)
    for axis, keys in question.filters.items():
        yield from _of_filter(axis, keys, known)
    yield from _of_view(question, known)
    if question.limit is not None and not 1 <= question.limit <= MOST_LINES:
        yield Fault.about(Field.LIMIT, "no_limit", value=question.limit)


def _of_axes(question: Question, known: list[Indicator]) -> Iterator[Fault]:
    if question.columns is not None:
        if question.rows is None:
            yield Fault.about(Field.AND_BY, "columns_alone")
        if question.rows == question.columns:
            yield Fault.about(Field.AND_BY, "same_axis")
        if len(question.indicators) > 1:
            yield Fault.about(Field.SHOW, "two_axes")
    for where, axis in ((Field.BY, question.rows), (Field.AND_BY, question.columns)):
        yield from (_misfit(where, axis, one) for one in known if axis is not None and axis not in one.axes)
    if {question.rows, question.columns} == {Axis.MONTH, Axis.WEEK}:
        yield from (Fault.about(Field.AND_BY, "two_times", indicator=one.label) for one in known if Axis.WEEKDAY not in one.axes)


def _misfit(where: str, axis: Axis, indicator: Indicator) -> Fault:
    axes = tuple(one for one in Axis if one in indicator.axes)
    return Fault.about(where, "axis_does_not_fit", indicator=indicator.label, axis=AXES[axis], axes=tuple(AXES[one] for one in axes))


def _of_period(question: Question) -> Iterator[Fault]:
    period = question.period
    if period.first > period.last:
        yield Fault.about(Field.TO, "upside_down")
    if period.first.year < FIRST_YEAR:
        yield Fault.about(Field.FROM, "too_early", year=FIRST_YEAR)
    if period.last.year > LAST_YEAR:
        yield Fault.about(Field.TO, "too_late", year=LAST_YEAR)
    # A day that counts in both columns would be hidden beside others in each, and so be told by the two together.
    is_whole = period.first.year >= FIRST_YEAR and period.first <= period.last
    if question.is_compared and is_whole and year_before(period).last >= period.first:
        yield Fault.about(Field.COMPARE, "overlapping")


def _of_filter(axis: Axis, keys: frozenset[str], known: list[Indicator]) -> Iterator[Fault]:
    if len(keys) > MOST_KEYS:
        yield Fault.about(axis, "too_many_keys", most=MOST_KEYS)
    if axis in ENUMERATED:
        for key in sorted(keys - set(ENUMERATED[axis]) - {""}):
            yield Fault.about(axis, "unknown_key", value=key, axis=AXES[axis], keys=tuple(ENUMERATED[axis]))
    elif form := _FORMS.get(axis):
        pattern, example = form
        for key in sorted(key for key in keys if key and not pattern.fullmatch(key)):
            yield Fault.about(axis, "unknown_key", value=key, axis=AXES[axis], keys=(example,))
    yield from (_misfit(axis, axis, one) for one in known if axis not in one.axes)


def _of_view(question: Question, known: list[Indicator]) -> Iterator[Fault]:
    match question.view:
        case View.HISTOGRAM if question.columns is not None or len(known) != 1 or not known[0].buckets:
            yield Fault.about(Field.VIEW, "no_classes")
        case View.HEAT if question.columns is None:
            yield Fault.about(Field.VIEW, "needs_two_axes")
        case View.MAP if question.rows not in {Axis.SECTOR, Axis.STREET} or question.columns is not None:
            yield Fault.about(Field.VIEW, "needs_places")
        case _:
            pass


def _told(each: object, language: str) -> str:
    if isinstance(each, Said):
        return each.told(language)
    return ", ".join(_told(one, language) for one in each) if isinstance(each, tuple) else str(each)


_FORMS: Mapping[Axis, tuple[re.Pattern[str], str]] = {
    Axis.MONTH: (re.compile(r"(19|2\d)\d\d-(0[1-9]|1[0-2])"), "2026-03"),
    Axis.WEEK: (re.compile(r"(19|2\d)\d\d-W(0[1-9]|[1-4]\d|5[0-3])"), "2026-W09"),
}
_KNOWN: Mapping[str, object] = {
    "known": tuple(Field),
    "axes": tuple(Axis),
    "periods": tuple(Named),
    "views": tuple(View),
    "indicators": tuple(one.label for one in INDICATORS.values() if one.buckets),
    "most": MOST_LINES,
}
"""What the words name where the fault does not say it itself."""
