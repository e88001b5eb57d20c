"""What a chart says of itself, and its figures in the manner of a language. Pure."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from types import MappingProxyType

from figures.table import Unit

_FRENCH = MappingProxyType(
    {
        "others": "Autres",
        "none": "Aucune donnée pour cette période.",
        "masked": "Hachuré : masqué.",
        "masked_one": "masqué",
        "missing": "sans donnée",
        "largest": "Les {count} plus grands sur {all} ; le tableau les donne tous.",
        "series": "Les {count} premières séries sur {all} ; le tableau les donne toutes.",
        "before": "L’année précédente est dans le tableau.",
        "units": "Les colonnes d’une autre unité sont dans le tableau.",
        "share": "part cumulée",
        "chart": "Graphique",
        "year_before": "{label}, année précédente",
        "left_out": "Sans les valeurs masquées.",
    }
)
_ENGLISH = MappingProxyType(
    {
        "others": "Others",
        "none": "No data in this period.",
        "masked": "Hatched: masked.",
        "masked_one": "masked",
        "missing": "no data",
        "largest": "The {count} largest of {all}; the table has them all.",
        "series": "The first {count} series of {all}; the table has them all.",
        "before": "The year before is in the table.",
        "units": "Columns of another unit are in the table.",
        "share": "cumulated share",
        "chart": "Chart",
        "year_before": "{label}, year before",
        "left_out": "Without masked values.",
    }
)
_UNITS = MappingProxyType(
    {
        "fr": {Unit.SECONDS: "secondes", Unit.MINUTES: "minutes", Unit.DAYS: "jours", Unit.PER_REQUEST: "par demande", Unit.STARS: "sur 5"},
        "en": {
            Unit.SECONDS: "seconds",
            Unit.MINUTES: "minutes",
            Unit.DAYS: "days",
            Unit.PER_REQUEST: "per request",
            Unit.STARS: "out of 5",
        },
    }
)
_DECIMALS = {Unit.COUNT: 0, Unit.RATE: 1, Unit.SECONDS: 1, Unit.MINUTES: 1, Unit.DAYS: 1, Unit.PER_REQUEST: 2, Unit.STARS: 2}
_NARROW = "\u202f"


_MONTHS = MappingProxyType(
    {
        "fr": ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    }
)
_OF_MONTH = re.compile(r"(\d{4})-(\d{2})")
_OF_WEEK = re.compile(r"\d{4}-W(\d{2})")


def short_time(key: str, language: str) -> tuple[str, ...]:
    """Return what stands below an axis for a month (its year in a second line) or a week; nothing for other keys."""
    if found := _OF_MONTH.fullmatch(key):
        return (_MONTHS["fr" if language == "fr" else "en"][int(found[2]) - 1], found[1])
    if found := _OF_WEEK.fullmatch(key):
        return (f"{'S' if language == 'fr' else 'W'}{int(found[1])}",)
    return ()


def say(what: str, language: str, **values: object) -> str:
    """Return a chart's own words in French or English (all other languages)."""
    return (_FRENCH if language == "fr" else _ENGLISH)[what].format(**values)


def unit_of(unit: Unit, language: str) -> str:
    """Return the words of a unit that stand at an axis; none for counts and shares."""
    return _UNITS["fr" if language == "fr" else "en"].get(unit, "")


def figure(value: Decimal, unit: Unit, language: str) -> str:
    """Return a figure as it is written: ``1 234``, ``62,5 %``, ``3,5`` (French); ``1,234``, ``62.5%`` (English)."""
    if unit is Unit.RATE:
        return _written(value * 100, _DECIMALS[unit], language, kept=1) + ("\u00a0%" if language == "fr" else "%")
    return _written(value, _DECIMALS[unit], language, kept=0)


def mark(value: Decimal, unit: Unit, language: str) -> str:
    """Return a figure at an axis: as short as it is exact."""
    if unit is Unit.RATE:
        return _written(value * 100, 2, language, kept=0) + ("\u00a0%" if language == "fr" else "%")
    return _written(value, 6, language, kept=0)


def _written(value: Decimal, decimals: int, language: str, *, kept: int) -> str:
    """Return a number with so many decimals, without the zeros that end them; ``kept`` of them stay."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    while decimals > kept and rounded == rounded.quantize(Decimal(1).scaleb(1 - decimals), rounding=ROUND_DOWN):
        decimals -= 1
    english = f"{rounded if rounded else abs(rounded):,.{decimals}f}".replace("-", "−")
    return english.replace(",", _NARROW).replace(".", ",") if language == "fr" else english
