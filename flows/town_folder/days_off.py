"""The days a town hall stays closed, as `ville.json` writes them: calendar of holidays, the switches of custom, closures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.town import Closure, CustomaryDay
from flows.town_folder.tree import Tree
from flows.wording import say
from routing.public_holidays import ALSACE_MOSELLE, ANTILLES

DAYS_OFF_KEYS = ("jours_feries", "vendredi_saint", "jours_coutumiers", "fermetures")
METROPOLE = "metropole"
CALENDARS = (
    METROPOLE,
    ALSACE_MOSELLE,
    *ANTILLES,
    "guyane",
    "mayotte",
    "la-reunion",
    "saint-pierre-et-miquelon",
    "nouvelle-caledonie",
    "polynesie-francaise",
    "wallis-et-futuna",
)
CLOSURE_KEYS = ("du", "au", "motif")
LONGEST_CLOSURE_DAYS = 366
"""Longer is no closure but a slip in a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """What a town says of its days off; as in `Town`."""

    holidays: str
    good_friday: bool
    customary_days: tuple[CustomaryDay, ...]
    closures: tuple[Closure, ...]


def read_days_off(root: Tree) -> DaysOff:
    """Return the days off of a town; what does not go with its calendar is a mistake."""
    calendar = root.find("jours_feries")
    chosen = calendar.choice(CALENDARS) if calendar else METROPOLE
    friday, customary = root.find("vendredi_saint"), root.find("jours_coutumiers")
    if friday is not None:
        _goes_with(friday, "vendredi_saint", chosen, (ALSACE_MOSELLE,))
    if customary is not None:
        _goes_with(customary, "jours_coutumiers", chosen, ANTILLES)
    return DaysOff(
        holidays=chosen or METROPOLE,
        good_friday=friday.truth() if friday else True,
        customary_days=_customary_days(customary) if customary else (),
        closures=_closures(root.find("fermetures")),
    )


def _goes_with(tree: Tree, key: str, calendar: str | None, calendars: Collection[str]) -> None:
    """Report a switch that means nothing with the town's calendar; with one that is wrong itself nothing can be said."""
    if calendar is None or calendar in calendars:
        return
    tree.wrong(
        say("“{key}” means nothing with the calendar “{calendar}”.", key=key, calendar=calendar),
        say("Remove the line, or set jours_feries to one of: {choices}.", choices=", ".join(calendars)),
        of_key=True,
    )


def _customary_days(tree: Tree) -> tuple[CustomaryDay, ...]:
    chosen = (item.choice([day.value for day in CustomaryDay]) for item in tree.items())
    return tuple(dict.fromkeys(CustomaryDay(day) for day in chosen if day))


def _closures(tree: Tree | None) -> tuple[Closure, ...]:
    """Return the closures by day; one that begins before another ends is a mistake."""
    found: list[Closure] = []
    for item in tree.items() if tree else ():
        closure = _closure(item)
        if closure is None:
            continue
        if any(closure.first_day <= other.last_day and other.first_day <= closure.last_day for other in found):
            item.wrong(say("some of these days stand in the list already."), say("Write each closed day once."))
        found.append(closure)
    return tuple(sorted(found, key=lambda closure: closure.first_day))


def _closure(tree: Tree) -> Closure | None:
    """Return a closure: a day, or the first and last day with its reason."""
    if not isinstance(tree.value, dict):
        day = tree.day()
        return Closure(first_day=day, last_day=day) if day else None
    if not tree.has_only(CLOSURE_KEYS, ("du",)):
        return None
    first, last, label = (tree.find(key) for key in CLOSURE_KEYS)
    first_day = first.day() if first else None
    last_day = last.day() if last else first_day
    reason = label.text() if label else None
    if first_day is None or last_day is None or not _is_span(last or tree, first_day, last_day):
        return None
    return Closure(first_day=first_day, last_day=last_day, label=reason)


def _is_span(tree: Tree, first_day: date, last_day: date) -> bool:
    if last_day < first_day:
        tree.wrong(say("the last day is before the first."), say("Exchange them, or correct the year."))
        return False
    if (last_day - first_day).days >= LONGEST_CLOSURE_DAYS:
        tree.wrong(say("a closure of more than a year."), say("Correct the year."))
        return False
    return True
