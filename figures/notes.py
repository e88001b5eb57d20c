"""How an answer was counted, in words, below its table."""

from collections.abc import Iterator, Mapping

from figures.axis_words import AXES, Names, key_label
from figures.formulas import Rank
from figures.indicators import INDICATORS, is_at_the_end
from figures.masking import LEAST
from figures.periods import told, told_day, year_before
from figures.question import Question
from figures.words import Said

_MOST_KEYS = 8
_PERIOD = Said("Période\u00a0: {period}.", "Period: {period}.")
_COMPARED = Said("Année précédente (N-1)\u00a0: {period}.", "Year before: {period}.")
_ONLY = Said("Seulement\u00a0: {axis} = {keys}.", "Only: {axis} = {keys}.")
_AND_MORE = Said("et {count} autres", "and {count} more")
_AT_THE_END = Said(
    "Demandes ouvertes\u00a0: état à la fin du {day}, ou du dernier jour de chaque mois ou semaine.",
    "Open requests: as of the end of {day}, or of the last day of each month or week.",
)
_RANKS = Said(
    "Médiane et p90\u00a0: la plus petite durée observée que la moitié, ou neuf demandes sur dix, ne dépassent pas.",
    "Median and p90: the smallest duration observed that half, or nine in ten, do not exceed.",
)
_MASKED = Said(
    f"Les nombres qui représentent moins de {LEAST}\u00a0demandes sont masqués, et ceux dont on pourrait les déduire.",
    f"Numbers that stand for fewer than {LEAST} requests are masked, and those they could be computed from.",
)
_ROUNDED = Said(
    "Les nombres sont arrondis à {step}\u00a0près, et les parts calculées sur ceux-ci.",
    "Numbers are rounded to the nearest {step}, and shares are of these.",
)
_SHORTENED = Said(
    "{shown} lignes sur {all}\u202f; la ligne du total compte tout.",
    "{shown} lines of {all}; the line of the total counts all.",
)
OF_INDICATOR: Mapping[str, Said] = {
    "on_time_rate": Said(
        "Closes dans la date limite\u00a0: parmi les clôtures qui avaient une date limite, celle-ci incluse.",
        "Closed within the target day: among closings that had one, that day included.",
    ),
    "acknowledged_in_time": Said(
        "Accusés de réception\u00a0: parmi les demandes auxquelles un accusé était dû.",
        "Acknowledged: among requests that an acknowledgement was owed for.",
    ),
    "auto_routing_rate": Said(
        "Routage automatique\u00a0: transmises sans qu’un agent y touche, parmi celles qui ont été décidées.",
        "Auto-routing: sent on without a person’s edit, among those decided.",
    ),
    "correction_rate": Said(
        "Correction\u00a0: type, service ou lieu changé, parmi les demandes vérifiées.",
        "Correction: subject, department or place changed, among those reviewed.",
    ),
    "reorientation_rate": Said(
        "Réorientation\u00a0: service changé après la transmission, parmi les demandes reçues.",
        "Reorientation: department changed after transmission, among those received.",
    ),
    "reopen_rate": Said(
        "Réouverture\u00a0: réouvertures de la période pour ses clôtures.", "Reopen rate: reopenings of the period to its closings."
    ),
    "closed_under_48h": Said(
        "Moins de 48\u00a0heures\u00a0: le jour de la réception ou le lendemain.",
        "Less than 48 hours: on the day of reception or the next.",
    ),
}
"""What an indicator's name does not say."""


def notes(question: Question, names: Names, language: str, *, is_masked: bool, of_lines: int | None, step: int = 1) -> tuple[str, ...]:
    """Return the notes of an answer. ``of_lines``: of how many lines it shows the first, None: of all; ``step``: what is rounded to."""
    rounded = (_ROUNDED.filled(language, step=step),) if step > 1 else ()
    return (*_notes(question, names, language, is_masked=is_masked, of_lines=of_lines), *rounded)


def _notes(question: Question, names: Names, language: str, *, is_masked: bool, of_lines: int | None) -> Iterator[str]:
    yield _PERIOD.filled(language, period=told(question.period, language))
    if question.is_compared:
        yield _COMPARED.filled(language, period=told(year_before(question.period), language))
    for axis, keys in question.filters.items():
        words = sorted(key_label(axis, key, names, language) for key in keys)
        more = [_AND_MORE.filled(language, count=len(words) - _MOST_KEYS)] if len(words) > _MOST_KEYS else []
        yield _ONLY.filled(language, axis=AXES[axis].told(language), keys=", ".join((*words[:_MOST_KEYS], *more)))
    formulas = [INDICATORS[code].formula for code in question.indicators]
    if any(is_at_the_end(formula) for formula in formulas):
        yield _AT_THE_END.filled(language, day=told_day(question.period.last, language))
    if any(isinstance(formula, Rank) for formula in formulas):
        yield _RANKS.told(language)
    yield from (OF_INDICATOR[code].told(language) for code in question.indicators if code in OF_INDICATOR)
    if is_masked:
        yield _MASKED.told(language)
    if of_lines is not None:
        yield _SHORTENED.filled(language, shown=question.limit, all=of_lines)
