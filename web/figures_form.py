"""The form of the figures: what its address asks for, and what may be chosen. All of its state is in the address."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from domain.figures import Axis
from figures.asking import NONE_KNOWN, from_pairs, to_pairs
from figures.axis_words import ENUMERATED, Names, axis_title, key_label
from figures.faults import Field
from figures.indicators import INDICATORS
from figures.periods import NAMED, Named
from figures.presets import PRESETS
from figures.question import Question, View
from figures.words import Said
from rules.words import folded_words

DAYS = "days"
"""What the form calls a period between two days; a question has none of that name."""
_DAYS = Said("Entre deux jours", "Between two days")
VIEWS: Mapping[View, Said] = {
    View.TABLE: Said("Tableau", "Table"),
    View.BARS: Said("Barres", "Bars"),
    View.STACKED: Said("Barres empilées", "Stacked bars"),
    View.LINES: Said("Courbes", "Lines"),
    View.PIE: Said("Secteurs (6 parts au plus)", "Pie (6 slices at most)"),
    View.HEAT: Said("Carte de chaleur (deux axes)", "Heat table (two axes)"),
    View.HISTOGRAM: Said("Histogramme de délais", "Histogram of delays"),
    View.PARETO: Said("Pareto", "Pareto"),
    View.MAP: Said("Carte de la commune", "Map of the town"),
}
_UNFILTERED = frozenset({Axis.MONTH, Axis.WEEK})
"""Of these the period says enough."""
_TYPED = frozenset({Axis.STREET})
"""Of which there are too many to choose from."""
_LONGEST, _MOST_PAIRS = 200, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """A filter: values to tick by their names (value, name, whether ticked), or, where there are too many, names ``typed``."""

    axis: Axis
    label: str
    choices: tuple[tuple[str, str, bool], ...]
    typed: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresForm:
    """What stands in the form and what may be chosen in it, as pairs of a value and its words; ``hidden`` is asked beside it."""

    indicators: tuple[tuple[str, str, bool], ...]
    axes: tuple[tuple[str, str], ...]
    rows: str
    columns: str
    periods: tuple[tuple[str, str], ...]
    period: str
    first: str
    last: str
    is_compared: bool
    views: tuple[tuple[str, str], ...]
    view: str
    filters: tuple[FilterField, ...]
    hidden: tuple[tuple[str, str], ...]
    query: str
    """The saved query whose requests alone are counted, by its number; empty: none."""

    @property
    def chosen(self) -> int:
        """Return how many indicators are ticked."""
        return sum(is_chosen for _, _, is_chosen in self.indicators)

    @property
    def filtered(self) -> int:
        """Return by how many axes it is filtered."""
        return sum(one.count > 0 for one in self.filters) + bool(self.query)


def asked_of(pairs: Iterable[tuple[str, str]], today: date, names: Names) -> Question:
    """Return what an address asks. Raises `figures.faults.UnaskableError`.

    Names that are typed stand for what the town calls so, however they are spelt; a period by name counts more than days beside it.
    """
    given = [(name, (text if name == Field.SHOW else text[:_LONGEST]).strip()) for name, text in pairs][:_MOST_PAIRS]
    period = next((text for name, text in given if name == Field.PERIOD), "")
    dropped = {Field.PERIOD} if period == DAYS else {Field.FROM, Field.TO} if period else set()
    kept = [(name, text) for name, text in given if name not in dropped]
    if not any(text for name, text in kept if name in {Field.PERIOD, Field.FROM, Field.TO}):
        kept.append((Field.PERIOD, Named.MONTHS_12))
    return from_pairs(_expanded(kept, names), today)


def query_of(question: Question) -> str:
    """Return a question as what stands behind the address of the figures: always the same for the same question."""
    return urlencode(to_pairs(question))


def form_of(question: Question, names: Names, language: str, *, with_agents: bool) -> FiguresForm:
    """Return the form that asks a question; ``with_agents``: agents may be told apart."""
    axes = tuple(axis for axis in Axis if with_agents or axis is not Axis.AGENT)
    fields = tuple(_field(axis, question, names, language) for axis in axes if axis not in _UNFILTERED)
    asked = [(axis, key) for axis in sorted(_UNFILTERED) for key in sorted(question.filters.get(axis, ()))]
    limit = [] if question.limit is None else [(str(Field.LIMIT), str(question.limit))]
    return FiguresForm(
        indicators=tuple((code, one.label.told(language), code in question.indicators) for code, one in INDICATORS.items()),
        axes=tuple((axis.value, axis_title(axis, language)) for axis in axes),
        rows=question.rows or "",
        columns=question.columns or "",
        periods=(*((one.value, said.told(language)) for one, said in NAMED.items()), (DAYS, _DAYS.told(language))),
        period=question.named or DAYS,
        first="" if question.named else question.period.first.isoformat(),
        last="" if question.named else question.period.last.isoformat(),
        is_compared=question.is_compared,
        views=tuple((one.value, said.told(language)) for one, said in VIEWS.items()),
        view=question.view,
        filters=tuple(one for one in fields if one.choices or one.typed is not None),
        hidden=(*((axis.value, key) for axis, key in asked), *limit),
        query="" if question.query is None else str(question.query),
    )


def presets_of(today: date, question: Question | None, language: str, *, with_agents: bool) -> tuple[tuple[str, str, str, bool], ...]:
    """Return the ready questions: query, title, how each is shown and over which time, whether it is the one that is asked."""
    asked = None if question is None else query_of(question)
    return tuple(
        (query, one.title.told(language), f"{VIEWS[one.view].told(language)}, {NAMED[one.named].told(language).lower()}", query == asked)
        for one in PRESETS.values()
        if with_agents or Axis.AGENT not in {one.rows, one.columns, *one.filters}
        for query in (query_of(one.question(today)),)
    )


def wider_query(question: Question) -> str:
    """Return the same question over the last twelve months without filters: what is asked where nothing was counted."""
    kept = [(name, text) for name, text in to_pairs(question) if name not in {*Axis, Field.PERIOD, Field.FROM, Field.TO, Field.QUERY}]
    return urlencode([*kept, (Field.PERIOD, Named.MONTHS_12)])


def _field(axis: Axis, question: Question, names: Names, language: str) -> FilterField:
    keys = question.filters.get(axis, frozenset())
    label = axis_title(axis, language)
    if axis in _TYPED:
        return FilterField(axis=axis, label=label, choices=(), typed="; ".join(sorted(map(_value, keys))), count=len(keys))
    known = tuple(ENUMERATED[axis]) if axis in ENUMERATED else tuple(names.get(axis, ()))
    told = [(key, key_label(axis, key, names, language)) for key in dict.fromkeys((*known, *sorted(keys - {""})))]
    ordered = told if axis in ENUMERATED else sorted(told, key=lambda one: _folded(one[1]))
    if ordered:
        ordered = [*ordered, ("", key_label(axis, "", names, language))]
    choices = tuple((_value(key), said, key in keys) for key, said in ordered)
    return FilterField(axis=axis, label=label, choices=choices, typed=None, count=len(keys))


def _value(key: str) -> str:
    return f"{NONE_KNOWN}{key}" if not key or key.startswith(NONE_KNOWN) else key


def _expanded(pairs: Iterable[tuple[str, str]], names: Names) -> Iterator[tuple[str, str]]:
    """Give each typed name as the key it means; what nobody is called so stays as it was typed, and finds nothing."""
    for name, text in pairs:
        if name not in _TYPED:
            yield name, text
            continue
        known = {_folded(said): key for key, said in names.get(Axis(name), {}).items()}
        for one in filter(None, (part.strip() for part in text.split(";"))):
            yield name, known.get(_folded(one), one)


def _folded(text: str) -> str:
    return " ".join(folded_words(text))
