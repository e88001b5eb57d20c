"""A town's calendar as a form holds it: opening hours, public holidays, closures. Read by the readers of the town folder, and changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from domain.ids import TownId
from domain.ruleset import Weekday
from domain.town import Closure, OpeningHours, Town
from flows.rule_operands import Values, first
from flows.town_folder.days_off import DaysOff, read_days_off
from flows.town_folder.town import read_hours
from flows.town_folder.tree import Step, Tree
from flows.typed_tree import Reading, TypedFault, read_typed
from flows.wiring import Installation
from flows.wording import say
from routing.public_holidays import ALSACE_MOSELLE, ANTILLES
from store import journal, towns

FEWEST_SPANS = 2
"""Most town halls open before and after noon."""
MOST_SPANS, MOST_CLOSURES = 6, 400
BLANK_CLOSURES = 3
LONGEST_LABEL = 200
"""Characters: it is printed where a deadline is explained, once for each day."""
MOST_ROWS = 1000
"""Numbers a form may give its closures: three digits."""
_TICKED = "on"
_ROW = re.compile(r"fermetures\.(0|[1-9][0-9]{0,2})\.(?:du|au|motif)")
_TOLD = 3
_CHOICES = "jours_coutumiers"
"""The one field that may be there more than once."""
_FIELDS = frozenset(
    ("csrf", "revision", "jours_feries", "vendredi_saint", _CHOICES)
    + tuple(f"{day.value}.{place}.{end}" for day in Weekday for place in range(MOST_SPANS) for end in ("de", "a"))
)
_Written = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownCalendar:
    """What of a town says when it works."""

    hours: tuple[OpeningHours, ...]
    days_off: DaysOff


def calendar_facts(town: Town) -> TownCalendar:
    """Return what a town says of when it works."""
    days_off = DaysOff(holidays=town.holidays, good_friday=town.good_friday, customary_days=town.customary_days, closures=town.closures)
    return TownCalendar(hours=town.hours, days_off=days_off)


def with_calendar(town: Town, calendar: TownCalendar) -> Town:
    """Return a town with another calendar."""
    off = calendar.days_off
    return replace(
        town,
        hours=calendar.hours,
        holidays=off.holidays,
        good_friday=off.good_friday,
        customary_days=off.customary_days,
        closures=off.closures,
    )


def write_calendar(calendar: TownCalendar) -> dict[str, object]:
    """Return a calendar in the words of `ville.json`."""
    off = calendar.days_off
    by_day = {day.value: [_span(one) for one in calendar.hours if one.day is day] for day in Weekday}
    written: dict[str, object] = {"horaires": {day: spans for day, spans in by_day.items() if spans}, "jours_feries": off.holidays}
    if off.holidays == ALSACE_MOSELLE and not off.good_friday:
        written["vendredi_saint"] = False
    if off.customary_days:
        written["jours_coutumiers"] = [day.value for day in off.customary_days]
    written["fermetures"] = [_closure(one) for one in off.closures]
    return written


def typed_calendar(calendar: TownCalendar) -> Values:
    """Return a calendar as its form shows it."""
    off = calendar.days_off
    typed: dict[str, tuple[str, ...]] = {"jours_feries": (off.holidays,), "jours_coutumiers": tuple(off.customary_days)}
    if off.good_friday:
        typed["vendredi_saint"] = (_TICKED,)
    for day in Weekday:
        for place, one in enumerate(one for one in calendar.hours if one.day is day):
            typed[f"{day.value}.{place}.de"] = (_clock(one.opens),)
            typed[f"{day.value}.{place}.a"] = (_clock(one.closes),)
    for place, closure in enumerate(off.closures):
        typed[f"fermetures.{place}.du"] = (closure.first_day.isoformat(),)
        typed[f"fermetures.{place}.au"] = (closure.last_day.isoformat(),)
        typed[f"fermetures.{place}.motif"] = (closure.label or "",)
    return typed


def rows_of(typed: Values) -> tuple[int, ...]:
    """Return the numbers of the closures a form shows, those that are empty among them."""
    return tuple(sorted({int(found[1]) for name in typed if (found := _ROW.fullmatch(name)) is not None}))


def spans_of(typed: Values, day: str) -> int:
    """Return how many times of opening a form shows for a day: one more than are filled in, two at least."""
    filled = [place for place in range(MOST_SPANS) if first(typed, f"{day}.{place}.de") or first(typed, f"{day}.{place}.a")]
    return min(MOST_SPANS, max(FEWEST_SPANS, max(filled, default=-1) + 1))


def read_typed_calendar(typed: Values) -> Reading[TownCalendar]:
    """Return the calendar that was filled in, or where it is wrong; `field_of` names the fields of its mistakes."""
    calendar = first(typed, "jours_feries")
    value: dict[str, object] = {
        "horaires": {day.value: spans for day in Weekday if (spans := _typed_spans(typed, day.value))},
        "jours_feries": calendar,
        "fermetures": [_typed_closure(typed, row) for row in _filled_rows(typed)],
    }
    # What its calendar does not have is no question of the form.
    if calendar == ALSACE_MOSELLE:
        value["vendredi_saint"] = "vendredi_saint" in typed
    if calendar in ANTILLES:
        value["jours_coutumiers"] = [day for day in typed.get("jours_coutumiers", ()) if day]
    reading = read_typed(value, _read)
    strange = _not_understood(typed)
    return Reading(found=None if strange else reading.found, faults=(*reading.faults, *strange))


def field_of(typed: Values, steps: Sequence[Step]) -> str:
    """Return the name of the field that a mistake belongs to: a day, a closure, a key of `ville.json`; empty for none."""
    match tuple(steps):
        case ("horaires", str(day), *_):
            return day
        case ("fermetures", int(place), *_):
            return f"fermetures.{_filled_rows(typed)[place]}"
        case (str(key), *_):
            return key
        case _:
            return ""


def differing(one: TownCalendar, other: TownCalendar) -> tuple[str, ...]:
    """Return the keys of `ville.json` in which two calendars differ."""
    here, there = write_calendar(one), write_calendar(other)
    return tuple(key for key in dict.fromkeys((*here, *there)) if here.get(key) != there.get(key))


def change_calendar(
    installation: Installation, town_id: TownId, calendar: TownCalendar, *, seen: int, by: str, now: datetime
) -> tuple[str, ...]:
    """Give a town another calendar, if nothing of it was changed since the revision ``seen``; return what differs now.

    It counts for what is reckoned from now on; dates that stand are moved by nothing but what moves them otherwise. Raises NotFoundError,
    ConflictError.
    """
    with installation.database.write() as session:
        before = towns.town(session, town_id)
        changed = differing(calendar_facts(before), calendar)
        if not changed:
            return ()
        towns.change(session, with_calendar(before, calendar), seen)
        old, new = write_calendar(calendar_facts(before)), write_calendar(calendar)
        details = {key: {"old": old.get(key), "new": new.get(key)} for key in changed}
        journal.append(session, at=now, town=town_id, actor=by, action="town.calendar", object=f"town {town_id}", details=details)
    installation.towns.refresh()
    return changed


def _read(root: Tree) -> TownCalendar | None:
    return TownCalendar(hours=read_hours(root.find("horaires")), days_off=read_days_off(root))


def _not_understood(typed: Values) -> tuple[TypedFault, ...]:
    """Return what cannot be kept of a form: nothing of it is left out in silence."""
    names = [
        name for name, texts in typed.items() if (name not in _FIELDS and not _ROW.fullmatch(name)) or (len(texts) > 1 and name != _CHOICES)
    ]
    faults = [
        TypedFault(
            steps=(),
            what=say("the field “{name}” is not understood.", name=name[:50]),
            remedy=say("Open the page again and fill it in anew."),
        )
        for name in names[:_TOLD]
    ]
    faults += [
        TypedFault(
            steps=("fermetures", place),
            what=say("the reason is longer than {most} characters.", most=LONGEST_LABEL),
            remedy=say("Say it in fewer words."),
        )
        for place, row in enumerate(_filled_rows(typed))
        if len(first(typed, f"fermetures.{row}.motif")) > LONGEST_LABEL
    ]
    if (count := len(_filled_rows(typed))) > MOST_CLOSURES:
        what = say("{count} closures are more than {most}.", count=count, most=MOST_CLOSURES)
        faults.append(TypedFault(steps=(), what=what, remedy=say("Remove those that are over.")))
    return tuple(faults)


def _typed_spans(typed: Values, day: str) -> list[str]:
    spans = ((first(typed, f"{day}.{place}.de"), first(typed, f"{day}.{place}.a")) for place in range(MOST_SPANS))
    return [f"{opens}-{closes}" for opens, closes in spans if opens or closes]


def _filled_rows(typed: Values) -> tuple[int, ...]:
    return tuple(row for row in rows_of(typed) if any(first(typed, f"fermetures.{row}.{key}") for key in ("du", "au", "motif")))


def _typed_closure(typed: Values, row: int) -> _Written:
    found = {key: text for key in ("au", "motif") if (text := first(typed, f"fermetures.{row}.{key}"))}
    return {"du": first(typed, f"fermetures.{row}.du"), **found}


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _span(hours: OpeningHours) -> str:
    return f"{_clock(hours.opens)}-{_clock(hours.closes)}"


def _closure(closure: Closure) -> object:
    first_day, last_day = closure.first_day.isoformat(), closure.last_day.isoformat()
    if closure.label is None and first_day == last_day:
        return first_day
    written = {"du": first_day, "au": last_day if last_day != first_day else None, "motif": closure.label}
    return {key: value for key, value in written.items() if value is not None}
