"""Questions that are ready (questions prêtes): what a town hall asks every week (DOMAIN §7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.figures import Axis
from domain.request import Status
from figures.asking import Pairs, to_pairs
from figures.faults import Fault, Field, UnaskableError
from figures.periods import Named, named_period
from figures.question import Question, View
from figures.words import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question without its day. The period is the usual one; another may be put in its place."""

    code: str
    title: Said
    indicators: tuple[str, ...]
    named: Named
    rows: Axis | None = None
    columns: Axis | None = None
    is_compared: bool = False
    filters: Mapping[Axis, frozenset[str]] = field(default_factory=dict)
    view: View = View.TABLE
    limit: int | None = None

    def question(self, today: date) -> Question:
        """Return the question as of a day of the town."""
        return Question(
            indicators=self.indicators,
            period=named_period(self.named, today),
            rows=self.rows,
            columns=self.columns,
            is_compared=self.is_compared,
            filters=self.filters,
            view=self.view,
            named=self.named,
            limit=self.limit,
        )


_SATISFACTION = ("satisfaction_mean", "satisfied_share", "ratings", "rating_rate")
_LISTED = (
    Preset(
        code="overview",
        title=Said("L’essentiel, comparé à l’an dernier", "The essentials, beside last year"),
        indicators=("received", "closed", "stock", "overdue", "on_time_rate", "closing_median", "auto_routing_rate"),
        named=Named.YEAR,
        is_compared=True,
    ),
    Preset(
        code="by_month",
        title=Said("Reçues, closes et en stock, mois par mois", "Received, closed and in stock, month by month"),
        indicators=("received", "closed", "stock"),
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
        view=View.LINES,
    ),
    Preset(
        code="by_channel",
        title=Said("Par canal", "By channel"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.CHANNEL,
        is_compared=True,
        view=View.PIE,
    ),
    Preset(
        code="top_subjects",
        title=Said("Les dix premiers types de demande", "The ten most frequent subjects"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.SUBJECT,
        is_compared=True,
        view=View.BARS,
        limit=10,
    ),
    Preset(
        code="subjects_pareto",
        title=Said("Quels types font l’essentiel (Pareto)", "Which subjects make the most of it (Pareto)"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.SUBJECT,
        view=View.PARETO,
    ),
    Preset(
        code="by_department",
        title=Said("Tableau des services", "Departments"),
        indicators=("received", "closed", "stock", "overdue", "on_time_rate", "taking_median", "closing_median", "refused"),
        named=Named.MONTHS_12,
        rows=Axis.DEPARTMENT,
    ),
    Preset(
        code="workload",
        title=Said("Charge par service", "Workload by department"),
        indicators=("stock", "stock_over_30", "stock_over_60", "overdue"),
        named=Named.MONTH,
        rows=Axis.DEPARTMENT,
    ),
    Preset(
        code="workload_by_agent",
        title=Said("Charge par agent", "Workload by agent"),
        indicators=("stock", "overdue", "closed"),
        named=Named.MONTH,
        rows=Axis.AGENT,
    ),
    Preset(
        code="subject_by_sector",
        title=Said("Types de demande par secteur", "Subjects by sector"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.SUBJECT,
        columns=Axis.SECTOR,
        view=View.HEAT,
    ),
    Preset(
        code="sectors",
        title=Said("Par secteur", "By sector"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.SECTOR,
        view=View.MAP,
    ),
    Preset(
        code="when",
        title=Said("Quand les demandes arrivent", "When requests come in"),
        indicators=("received",),
        named=Named.MONTHS_12,
        rows=Axis.HOUR,
        columns=Axis.WEEKDAY,
        view=View.HEAT,
    ),
    Preset(
        code="closing_times",
        title=Said(
            "Délais de clôture\u00a0: moins de 48\u00a0h, moins de 10\u00a0jours, 10\u00a0jours et plus",
            "Times to closing: less than 48 h, less than 10 days, 10 days and more",
        ),
        indicators=("closing_median",),
        named=Named.MONTHS_12,
        rows=Axis.DEPARTMENT,
        view=View.HISTOGRAM,
    ),
    Preset(
        code="late_10_days",
        title=Said("Retard de 10\u00a0jours et plus", "Late by 10 days and more"),
        indicators=("overdue", "overdue_10_days", "late_days_median"),
        named=Named.MONTH,
        rows=Axis.DEPARTMENT,
    ),
    Preset(
        code="planned_soon",
        title=Said("Moins de 8\u00a0jours avant la date programmée", "Less than 8 days before the planned day"),
        indicators=("stock", "planned_within_8_days", "to_planned_median"),
        named=Named.MONTH,
        rows=Axis.DEPARTMENT,
        filters={Axis.STATE: frozenset({Status.PLANNED})},
    ),
    Preset(
        code="stock_age",
        title=Said("Âge du stock", "Age of the stock"),
        indicators=("stock", "stock_age_median", "stock_over_30", "stock_over_60"),
        named=Named.MONTH,
        rows=Axis.DEPARTMENT,
    ),
    Preset(
        code="delays",
        title=Said("Délais, de la réception à la clôture", "Times, from reception to closing"),
        indicators=(
            *("transmission_median", "recording_median", "acknowledging_median", "acknowledging_p90", "acknowledged_in_time"),
            *("taking_median", "taking_p90", "closing_median", "closing_p90", "closing_working_median", "closing_working_p90"),
            *("waiting_mean", "elsewhere_mean", "on_time_rate"),
        ),
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
    ),
    Preset(
        code="routing",
        title=Said("Qualité du tri automatique", "Quality of the automatic sorting"),
        indicators=("reviewed", "auto_routing_rate", "correction_rate", "reorientation_rate", "transmission_median"),
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
        view=View.LINES,
    ),
    Preset(
        code="requesters",
        title=Said("Relances, doublons, réouvertures", "Chasers, duplicates, reopenings"),
        indicators=("chasers", "chasers_per_request", "duplicates", "duplicate_share", "reopened", "reopen_rate"),
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
    ),
    Preset(
        code="apart",
        title=Said("Anonymes, abusives, urgentes, transférées", "Anonymous, abusive, urgent, transferred"),
        indicators=("received", "anonymous_share", "abusive_share", "urgent_share", "transferred", "transfer_share"),
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
    ),
    Preset(
        code="refusals",
        title=Said("Refus par service", "Refusals by department"),
        indicators=("refused", "closed", "refusal_rate", "implicit"),
        named=Named.MONTHS_12,
        rows=Axis.DEPARTMENT,
        is_compared=True,
    ),
    Preset(
        code="satisfaction",
        title=Said("Satisfaction par service", "Satisfaction by department"),
        indicators=_SATISFACTION,
        named=Named.MONTHS_12,
        rows=Axis.DEPARTMENT,
    ),
    Preset(
        code="satisfaction_by_month",
        title=Said("Satisfaction, mois par mois", "Satisfaction, month by month"),
        indicators=_SATISFACTION,
        named=Named.MONTHS_12,
        rows=Axis.MONTH,
    ),
    Preset(
        code="letters",
        title=Said("Courriers envoyés par modèle", "Letters sent by model"),
        indicators=("letters",),
        named=Named.MONTHS_12,
        rows=Axis.LETTER,
        view=View.BARS,
    ),
)
PRESETS: Mapping[str, Preset] = {one.code: one for one in _LISTED}
"""By code, in the order they are offered."""


def pairs_of(code: str, changed: Pairs, today: date) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a preset (`figures.asking`), those in ``changed`` in the place of its own.

    Raises UnaskableError for a preset there is not.
    """
    if code not in PRESETS:
        raise UnaskableError((Fault.about("preset", "unknown_preset", value=code),))
    given = tuple((name, text) for name, text in changed if text)
    replaced = {name for name, _ in given}
    if replaced & _DAYS:
        replaced |= _DAYS
    return tuple((*_kept(PRESETS[code], replaced, today), *given))


_DAYS = {str(field) for field in (Field.PERIOD, Field.FROM, Field.TO)}


def _kept(preset: Preset, replaced: set[str], today: date) -> Iterator[tuple[str, str]]:
    for name, text in to_pairs(preset.question(today)):
        # Another way to be told apart is another table: it is not looked at as the preset's is.
        if name not in replaced and not (name == Field.VIEW and replaced & {Field.SHOW, Field.BY, Field.AND_BY}):
            yield str(name), text
