"""Public holidays of France by calendar, with their names; the calendars are named as on data.gouv.fr."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from domain.deadline import Holiday
from domain.town import CustomaryDay

_EVERYWHERE = (
    (1, 1, Holiday.NEW_YEAR),
    (5, 1, Holiday.LABOUR_DAY),
    (5, 8, Holiday.VICTORY),
    (7, 14, Holiday.NATIONAL_DAY),
    (8, 15, Holiday.ASSUMPTION),
    (11, 1, Holiday.ALL_SAINTS),
    (11, 11, Holiday.ARMISTICE),
    (12, 25, Holiday.CHRISTMAS),
)
"""Code du travail, L. 3133-1; the movable ones follow."""
_AFTER_EASTER = ((1, Holiday.EASTER_MONDAY), (39, Holiday.ASCENSION), (50, Holiday.WHIT_MONDAY))
_GOOD_FRIDAY = -2
_MID_LENT = -24
_MATARII_YEAR = 2025
"""From this year on French Polynesia keeps 20 November in place of 29 June (loi du pays of 30 April 2024)."""
_OWN: Mapping[str, tuple[tuple[int, int, Holiday], ...]] = {
    "alsace-moselle": ((12, 26, Holiday.SAINT_STEPHEN),),
    "mayotte": ((4, 27, Holiday.ABOLITION),),
    "martinique": ((5, 22, Holiday.ABOLITION),),
    "guadeloupe": ((5, 27, Holiday.ABOLITION),),
    "saint-martin": ((5, 28, Holiday.ABOLITION),),
    "guyane": ((6, 10, Holiday.ABOLITION),),
    "saint-barthelemy": ((10, 9, Holiday.ABOLITION),),
    "la-reunion": ((12, 20, Holiday.ABOLITION),),
    "nouvelle-caledonie": ((9, 24, Holiday.CITIZENSHIP),),
    "polynesie-francaise": ((3, 5, Holiday.GOSPEL),),
    "wallis-et-futuna": (
        (4, 28, Holiday.SAINT_PETER_CHANEL),
        (6, 29, Holiday.SAINTS_PETER_AND_PAUL),
        (7, 29, Holiday.TERRITORY),
    ),
}
"""Fixed days beside those kept everywhere. Abolition of slavery: décret n° 83-1003, décret n° 2012-553."""
ANTILLES = ("guadeloupe", "martinique", "saint-barthelemy", "saint-martin")
"""Calendars to which the customary days belong."""
ALSACE_MOSELLE = "alsace-moselle"
POLYNESIA = "polynesie-francaise"


@lru_cache(maxsize=1024)
def public_holidays(
    calendar: str, year: int, *, good_friday: bool = True, customary_days: tuple[CustomaryDay, ...] = ()
) -> Mapping[date, Holiday]:
    """Return the public holidays of a year by day; where two fall on one day, the one that is kept everywhere.

    Calendars that are not known are that of mainland France, ``metropole``. ``good_friday`` and ``customary_days`` as in `Town`.
    """
    easter = easter_sunday(year)
    found = {date(year, month, day): holiday for month, day, holiday in _OWN.get(calendar, ())}
    if calendar == POLYNESIA or (calendar == ALSACE_MOSELLE and good_friday):
        found[easter + timedelta(days=_GOOD_FRIDAY)] = Holiday.GOOD_FRIDAY
    if calendar == POLYNESIA:
        before = year < _MATARII_YEAR
        found[date(year, 6, 29) if before else date(year, 11, 20)] = Holiday.AUTONOMY if before else Holiday.MATARII
    if calendar in ANTILLES:
        found |= {_customary(day, easter): _CUSTOMARY[day] for day in customary_days}
    found |= {easter + timedelta(days=days): holiday for days, holiday in _AFTER_EASTER}
    found |= {date(year, month, day): holiday for month, day, holiday in _EVERYWHERE}
    return MappingProxyType(found)


_CUSTOMARY = {
    CustomaryDay.MID_LENT: Holiday.MID_LENT,
    CustomaryDay.GOOD_FRIDAY: Holiday.GOOD_FRIDAY,
    CustomaryDay.SCHOELCHER: Holiday.SCHOELCHER,
}


def _customary(day: CustomaryDay, easter: date) -> date:
    match day:
        case CustomaryDay.MID_LENT:
            return easter + timedelta(days=_MID_LENT)
        case CustomaryDay.GOOD_FRIDAY:
            return easter + timedelta(days=_GOOD_FRIDAY)
        case CustomaryDay.SCHOELCHER:
            return date(easter.year, 7, 21)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8)."""
    cycle, century, year_in_century = year % 19, year // 100, year % 100
    correction = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * cycle + correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year_in_century // 4) - epact - year_in_century % 4) % 7
    late = (cycle + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
