"""Every indicator (indicateur), each with its formula, once. Source: DOMAIN §7.

A formula is of what `domain.figures` counts, and says there by which day it is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.figures import Axis, Duration, Measure
from figures.buckets import AGE, CLOSING, LATENESS, PLANNING, Bucket
from figures.formulas import Formula, Mean, Quantity, Rank, Share, Span, Total, quantities
from figures.table import Unit
from figures.words import Said

MEDIAN = 50
NINE_TENTHS = 90
TIMES = frozenset({Axis.MONTH, Axis.WEEK})
"""In each of which what is open is counted on the last day."""
_LETTER = frozenset({Axis.LETTER})
_OF_A_DAY = frozenset(Axis) - _LETTER - {Axis.HOUR}
"""Of what is counted by a day that is not the reception's: its hour is not kept."""
_OF_RECEPTION = frozenset(Axis) - _LETTER
_OF_A_MOMENT = frozenset(Axis) - _LETTER - {Axis.WEEKDAY, Axis.HOUR}
"""Of what is open at the end of a day: of no weekday and no hour."""
SATISFIED = 4
"""Stars from which who gave them is satisfied (DOMAIN §7)."""
_RATED = Span(duration=Duration.STARS)
_AT_THE_END = frozenset({Measure.STOCK, Measure.OVERDUE})
_BY_RECEPTION = frozenset(
    {
        *(Measure.RECEIVED, Measure.REORIENTED, Measure.MERGED, Measure.TRANSFERRED, Measure.ANONYMOUS, Measure.ABUSIVE, Measure.URGENT),
        *(Measure.ACKNOWLEDGED_DUE, Measure.ACKNOWLEDGED_IN_TIME),
    }
)
_OPEN_SPANS = frozenset({Duration.AGE, Duration.LATE, Duration.TO_PLANNED})
_BY_CLOSING = frozenset({Duration.TO_CLOSING, Duration.TO_CLOSING_WORKING, Duration.WAITING, Duration.ELSEWHERE, Duration.STARS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is asked of requests. ``buckets``: by which a duration is told as a histogram; of what is no duration, none."""

    code: str
    label: Said
    unit: Unit
    formula: Formula
    buckets: tuple[Bucket, ...] = ()

    @property
    def axes(self) -> frozenset[Axis]:
        """By which axes it may be told."""
        return frozenset.intersection(*(_axes_of(one) for one in quantities(self.formula)))


def is_at_the_end(formula: Formula) -> bool:
    """Tell whether a formula is of what is open at the end of a day."""
    return any(_is_at_the_end(one) for one in quantities(formula))


def _is_at_the_end(quantity: Quantity) -> bool:
    return quantity.duration in _OPEN_SPANS if isinstance(quantity, Span) else quantity in _AT_THE_END


def _axes_of(quantity: Quantity) -> frozenset[Axis]:
    if quantity is Measure.LETTERS:
        return _OF_A_DAY | _LETTER
    if _is_at_the_end(quantity):
        return _OF_A_MOMENT
    is_of_reception = quantity.duration not in _BY_CLOSING if isinstance(quantity, Span) else quantity in _BY_RECEPTION
    return _OF_RECEPTION if is_of_reception else _OF_A_DAY


def _count(code: str, of: Quantity, french: str, english: str) -> Indicator:
    return Indicator(code=code, label=Said(french, english), unit=Unit.COUNT, formula=Total(of=of))


def _rate(code: str, of: Quantity, among: tuple[Quantity, ...], french: str, english: str) -> Indicator:
    return Indicator(code=code, label=Said(french, english), unit=Unit.RATE, formula=Share(of=of, among=among))


def _each(code: str, of: Quantity, among: Quantity, french: str, english: str) -> Indicator:
    return Indicator(code=code, label=Said(french, english), unit=Unit.PER_REQUEST, formula=Share(of=of, among=(among,)))


def _ranks(code: str, of: Duration, unit: Unit, words: Said, buckets: tuple[Bucket, ...] = ()) -> tuple[Indicator, Indicator]:
    """Return the median of a duration, and what nine in ten do not exceed."""
    median = Said(f"{words.french}, médiane", f"{words.english}, median")
    most = Said(f"{words.french}, 9 sur 10 (p90)", f"{words.english}, 9 in 10 (p90)")
    return (
        Indicator(code=f"{code}_median", label=median, unit=unit, formula=Rank(of=of, percent=MEDIAN), buckets=buckets),
        Indicator(code=f"{code}_p90", label=most, unit=unit, formula=Rank(of=of, percent=NINE_TENTHS), buckets=buckets),
    )


def _mean(code: str, of: Duration, over: Quantity, french: str, english: str) -> Indicator:
    return Indicator(code=code, label=Said(french, english), unit=Unit.DAYS, formula=Mean(of=of, over=over))


_LISTED: tuple[Indicator, ...] = (
    _count("received", Measure.RECEIVED, "Demandes reçues", "Requests received"),
    _count("closed", Measure.CLOSED, "Clôtures", "Closings"),
    _count("stock", Measure.STOCK, "Demandes ouvertes (stock)", "Open requests (stock)"),
    *_ranks("stock_age", Duration.AGE, Unit.DAYS, Said("Âge du stock", "Age of the stock"), AGE),
    _count("stock_over_30", Span(duration=Duration.AGE, least=31), "Ouvertes depuis plus de 30 jours", "Open for more than 30 days"),
    _count("stock_over_60", Span(duration=Duration.AGE, least=61), "Ouvertes depuis plus de 60 jours", "Open for more than 60 days"),
    *_ranks(
        "recording",
        Duration.TO_RECORD,
        Unit.MINUTES,
        Said("Délai jusqu’à l’accusé d’enregistrement", "Time to the record of receipt"),
    ),
    *_ranks(
        "acknowledging",
        Duration.TO_ACKNOWLEDGE,
        Unit.MINUTES,
        Said("Délai jusqu’à l’accusé de réception", "Time to the acknowledgement"),
    ),
    _rate(
        "acknowledged_in_time",
        Measure.ACKNOWLEDGED_IN_TIME,
        (Measure.ACKNOWLEDGED_DUE,),
        "Accusés de réception dans le délai légal",
        "Acknowledged within the legal time",
    ),
    *_ranks(
        "transmission",
        Duration.TO_TRANSMISSION,
        Unit.SECONDS,
        Said("Délai de la réception à la transmission", "Time from reception to transmission"),
    ),
    *_ranks("taking", Duration.TO_TAKING, Unit.MINUTES, Said("Délai de prise en charge", "Time to taking in charge")),
    *_ranks("closing", Duration.TO_CLOSING, Unit.DAYS, Said("Délai de clôture", "Time to closing"), CLOSING),
    _mean("closing_mean", Duration.TO_CLOSING, Span(duration=Duration.TO_CLOSING), "Délai de clôture, moyenne", "Time to closing, mean"),
    *_ranks(
        "closing_working",
        Duration.TO_CLOSING_WORKING,
        Unit.DAYS,
        Said("Délai de clôture en jours ouvrés", "Time to closing in working days"),
        CLOSING,
    ),
    _mean(
        "waiting_mean",
        Duration.WAITING,
        Measure.CLOSED,
        "Attente du demandeur, moyenne par clôture",
        "Waiting for the requester, mean of a closing",
    ),
    _mean(
        "elsewhere_mean",
        Duration.ELSEWHERE,
        Measure.CLOSED,
        "Temps chez un tiers, moyenne par clôture",
        "Time with another authority, mean of a closing",
    ),
    _rate(
        "closed_under_48h",
        Span(duration=Duration.TO_CLOSING, under=2),
        (Span(duration=Duration.TO_CLOSING),),
        "Closes en moins de 48 heures",
        "Closed in less than 48 hours",
    ),
    _rate("on_time_rate", Measure.CLOSED_IN_TIME, (Measure.CLOSED_DUE,), "Closes dans la date limite", "Closed within the target day"),
    _count("overdue", Measure.OVERDUE, "Ouvertes en retard", "Open and late"),
    Indicator(
        code="late_days_median",
        label=Said("Retard des demandes ouvertes, médiane", "Lateness of open requests, median"),
        unit=Unit.DAYS,
        formula=Rank(of=Duration.LATE, percent=MEDIAN),
        buckets=LATENESS,
    ),
    _count("overdue_10_days", Span(duration=Duration.LATE, least=10), "En retard de 10 jours et plus", "Late by 10 days and more"),
    Indicator(
        code="to_planned_median",
        label=Said("Jours avant la date programmée, médiane", "Days to the planned day, median"),
        unit=Unit.DAYS,
        formula=Rank(of=Duration.TO_PLANNED, percent=MEDIAN),
        buckets=PLANNING,
    ),
    _count(
        "planned_within_8_days",
        Span(duration=Duration.TO_PLANNED, under=8),
        "À moins de 8 jours de la date programmée",
        "Less than 8 days before the planned day",
    ),
    _count("implicit", Measure.IMPLICIT, "Décisions implicites nées", "Implicit decisions born"),
    _count("reopened", Measure.REOPENED, "Réouvertures", "Reopenings"),
    _rate("reopen_rate", Measure.REOPENED, (Measure.CLOSED,), "Taux de réouverture", "Reopen rate"),
    _count("chasers", Measure.CHASERS, "Relances des usagers", "Chasers"),
    _each("chasers_per_request", Measure.CHASERS, Measure.RECEIVED, "Relances par demande reçue", "Chasers per request received"),
    _count("duplicates", Measure.MERGED, "Doublons", "Duplicates"),
    _rate("duplicate_share", Measure.MERGED, (Measure.RECEIVED,), "Part des doublons", "Share of duplicates"),
    _count("reviewed", Measure.REVIEWED, "Vérifiées par un agent", "Reviewed by an agent"),
    _rate(
        "auto_routing_rate",
        Measure.DECIDED_ALONE,
        (Measure.DECIDED_ALONE, Measure.REVIEWED),
        "Taux de routage automatique",
        "Auto-routing rate",
    ),
    _rate("correction_rate", Measure.CORRECTED, (Measure.REVIEWED,), "Taux de correction", "Correction rate"),
    _rate("reorientation_rate", Measure.REORIENTED, (Measure.RECEIVED,), "Taux de réorientation", "Reorientation rate"),
    _count("refused", Measure.REFUSED, "Refus", "Refusals"),
    _rate("refusal_rate", Measure.REFUSED, (Measure.CLOSED,), "Part des refus parmi les clôtures", "Share of refusals among closings"),
    _count("transferred", Measure.TRANSFERRED, "Transférées à un tiers", "Transferred to another authority"),
    _rate("transfer_share", Measure.TRANSFERRED, (Measure.RECEIVED,), "Part transférée à un tiers", "Share transferred"),
    _count("anonymous", Measure.ANONYMOUS, "Anonymes", "Anonymous"),
    _rate("anonymous_share", Measure.ANONYMOUS, (Measure.RECEIVED,), "Part des anonymes", "Share of anonymous requests"),
    _count("abusive", Measure.ABUSIVE, "Abusives", "Abusive"),
    _rate("abusive_share", Measure.ABUSIVE, (Measure.RECEIVED,), "Part des abusives", "Share of abusive requests"),
    _count("urgent", Measure.URGENT, "Urgentes", "Urgent"),
    _rate("urgent_share", Measure.URGENT, (Measure.RECEIVED,), "Part des urgentes", "Share of urgent requests"),
    _count("letters", Measure.LETTERS, "Courriers envoyés", "Letters sent"),
    Indicator(
        code="satisfaction_mean",
        label=Said("Satisfaction, moyenne des notes", "Satisfaction, mean of the ratings"),
        unit=Unit.STARS,
        formula=Mean(of=Duration.STARS, over=_RATED),
    ),
    _rate(
        "satisfied_share",
        Span(duration=Duration.STARS, least=SATISFIED),
        (_RATED,),
        "Part des notes de 4 et 5",
        "Share of ratings of 4 and 5",
    ),
    _count("ratings", _RATED, "Réponses notées", "Answers rated"),
    _rate("rating_rate", _RATED, (Measure.CLOSED,), "Part des clôtures notées", "Share of closings rated"),
)
INDICATORS: Mapping[str, Indicator] = {one.code: one for one in _LISTED}
"""By code, in the order they are offered. Workload (charge) is the stock by agent or department: see `figures.presets`."""
