"""The town's calendar: when it is open, which days are off, and how many working days from a day on is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.deadline import Clock, Count, DayOff, Due, Rest
from domain.errors import ConflictError
from domain.ruleset import Weekday
from domain.town import CustomaryDay, Town
from flows.deadline_words import day_off_in_words, explanation
from flows.rule_operands import Values
from flows.town_calendar import (
    BLANK_CLOSURES,
    MOST_ROWS,
    calendar_facts,
    change_calendar,
    differing,
    field_of,
    read_typed_calendar,
    rows_of,
    spans_of,
    typed_calendar,
    write_calendar,
)
from flows.town_folder.days_off import CALENDARS
from routing.calendar import Calendar, calendar_of
from store import towns
from web.desk import desk_of
from web.rule_fields import Note, notes_by_field
from web.rule_room import CONFLICT, SEE_OTHER, UNPROCESSABLE, posted_values, seen_revision
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
SHOWN_DAYS = 400
MOST_DAYS = 400
USUAL_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The calendar as somebody is filling it in, and what is wrong with it. ``others`` are the parts somebody else changed meanwhile."""

    typed: Values
    revision: int
    notes: Mapping[str, tuple[Note, ...]]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many working days from which day on somebody wants counted, and what came of it in words; empty: none."""

    first: str
    days: str
    told: str


@pages.get("/calendar")
def calendar_page(
    http: HttpRequest,
    who: Admin,
    saved: int = 0,
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    days: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    """Show the calendar of the chosen town as a form, the days off to come, and a count of working days."""
    if (town := who.town or next(iter(who.towns), None)) is None:
        raise HTTPException(404)
    kept, revision = _kept(http, town)
    filled = Filled(typed=typed_calendar(calendar_facts(kept)), revision=revision, notes={})
    return _show(http, who, kept, filled, is_saved=bool(saved), first=first, days=days)


@posts.post("/calendar/{town}")
async def save(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Change the calendar of a town."""
    return await run_in_threadpool(_save, http, who, town, await posted_values(http))


def _save(http: HttpRequest, who: Member, code: str, values: Values) -> Response:
    desk = desk_of(http)
    town = next((one for one in who.towns if one.id == code), None)
    if town is None:
        raise HTTPException(404)
    kept, _ = _kept(http, town)
    seen = seen_revision(values)
    reading = read_typed_calendar(values)
    if reading.found is None:
        notes = notes_by_field(reading.faults, lambda steps: field_of(values, steps), desk.languages[who.language])
        return _show(http, who, kept, Filled(typed=values, revision=seen, notes=notes), status=UNPROCESSABLE)
    try:
        change_calendar(desk.installation, town.id, reading.found, seen=seen, by=who.agent.login, now=datetime.now(UTC))
    except ConflictError:
        kept, revision = _kept(http, town)
        others = differing(calendar_facts(kept), reading.found)
        return _show(http, who, kept, Filled(typed=values, revision=revision, notes={}, others=others), status=CONFLICT)
    return RedirectResponse("/calendar?saved=1", SEE_OTHER)


def _kept(http: HttpRequest, town: Town) -> tuple[Town, int]:
    """Return a town as it is kept now, with its revision."""
    with desk_of(http).installation.database.read() as session:
        return towns.town(session, town.id), towns.numbers(session)[town.id].revision


def _show(  # noqa: PLR0913 - what is asked for stands in the address, each by its name
    http: HttpRequest,
    who: Member,
    town: Town,
    filled: Filled,
    *,
    status: int = 200,
    is_saved: bool = False,
    first: str = "",
    days: str = "",
) -> Response:
    calendar = calendar_of(town)
    now = datetime.now(UTC)
    today = calendar.local(now).date()
    rows = rows_of(filled.typed)
    following = max(rows, default=-1) + 1
    is_blank = [
        row for row in rows if not any(filled.typed.get(f"fermetures.{row}.{key}", ("",))[0].strip() for key in ("du", "au", "motif"))
    ]
    values = {
        "town": town,
        "filled": filled,
        "typed": filled.typed,
        "notes": filled.notes,
        "is_saved": is_saved,
        "weekdays": {day.value: spans_of(filled.typed, day.value) for day in Weekday},
        "rows": (*rows, *range(following, min(MOST_ROWS, following + max(0, BLANK_CLOSURES - len(is_blank))))),
        "calendars": CALENDARS,
        "customary": tuple(CustomaryDay),
        "off": tuple(day_off_in_words(one, who.language) for one in _named(calendar, today)),
        "is_open": calendar.is_open(calendar.local(now)),
        "has_hours": calendar.has_hours,
        "asked": _asked(calendar, today, who.language, first, days),
        "text": json.dumps(write_calendar(calendar_facts(town)), ensure_ascii=False, indent=2),
    }
    return show(http, who, "calendar.html", values, status)


def _named(calendar: Calendar, today: date) -> tuple[DayOff, ...]:
    """Return the holidays and closures to come within a year and a month; weekends go without saying."""
    off = calendar.days_off(today - timedelta(days=1), today + timedelta(days=SHOWN_DAYS))
    return tuple(one for one in off if one.rest is not Rest.WEEKEND or one.holiday is not None)


def _asked(calendar: Calendar, today: date, language: str, first: str, days: str) -> Asked:
    """Count the working days somebody asks for; from today on and ten where he does not say, nothing where it cannot be."""
    try:
        since = date.fromisoformat(first) if first else today
        amount = int(days) if days.isascii() and days.isdecimal() else USUAL_DAYS if not days else -1
    except ValueError:
        since, amount = today, -1
    if not 0 <= amount <= MOST_DAYS or abs(since.year - today.year) > 50:  # noqa: PLR2004 - no deadline lies further off
        return Asked(first=first, days=days, told="")
    on = calendar.nth_working_day(since, amount)
    due = Due(
        clock=Clock.COMPLETION,
        count=Count.WORKING_DAYS,
        amount=amount,
        since=since,
        on=on,
        skipped=calendar.days_off(since, on),
    )
    return Asked(first=since.isoformat(), days=str(amount), told=explanation(due, language))
