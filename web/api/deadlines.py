"""Deadlines through the API: what is due and late and how each date was counted, another day for a request, reminders put to sleep."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.deadline import Clock, Clocks, Due, Holiday, Lack, Rest, Suspension
from domain.reminder import Level
from domain.timing import Timing, Urgency
from flows.deadline_words import due_in_words, explanation
from flows.listing import ANY_OPEN, FIRST_DAY, LAST_DAY, listed
from flows.postpone import Postponed, Putting, postpone
from routing.calendar import calendar_of
from routing.reminders import late_days
from store import clocks
from store.reminders import KeptReminder
from store.request_lines import RequestLine
from store.requests import RequestRecord
from store.work_list import Order
from web.access import LARGEST_ID, Eyes, note_list
from web.api.acts import check_agent, note_act
from web.api.caller import Caller, CallerOfActs, CallerOfReads
from web.api.problems import WRONG, Problem, ProblemError, Wrong, language_of
from web.api.request_bodies import RequestBody, RequestLineBody, line_body
from web.api.requests import FAULTS, Asked, Reference, as_seen, cursor_of, eyes_of_key, filters_of, looking_of, opened, told
from web.api.written_once import answered_model
from web.desk import Desk, desk_of
from web.due import Mark, due_cell, due_view
from web.formats import plain_day
from web.translations import Language
from web.words import N_

routes = APIRouter(prefix="/api/v1", tags=["deadlines"])
_MOST_DAYS = 400
_TOO_LONG = N_("So many days are not told at once: ask for up to 400.")
_BACKWARDS = N_("The last day is before the first one.")
_WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}, 413: {"model": Problem}}
FirstDay = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="The first day of the town's.")]
LastDay = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="The last one, included.")]


class DueAsked(Asked):
    """What a list of deadlines is filtered by. Without a state those in which the town still owes something."""

    order: Literal["due"] = "due"


class MarkBody(BaseModel):
    """A deadline that presses: for programs, and in words."""

    urgency: Urgency
    says: str


class ClockBody(BaseModel):
    """One clock of a request. ``on`` is its last day, up to the end, unless ``at`` says the moment; days are the town's own."""

    clock: Clock
    on: date
    at: AwareDatetime | None
    by: str = Field(description="The same in words.")
    how: str = Field(description="How that was counted, in words; empty where an agent set the day.")
    is_chosen: bool = Field(description="An agent set the day.")


class SuspensionBody(BaseModel):
    """A time for which the requester is, or was, waited for."""

    since: AwareDatetime
    given_until: date
    ended_at: AwareDatetime | None
    lack: Lack


class RaisedBody(BaseModel):
    """A reminder that was raised. ``over_at`` is when it had nothing more to say."""

    id: int
    clock: Clock
    due_on: date
    late_days: int = Field(description="Working days it was late when it was raised.")
    level: Level
    department: str
    at: AwareDatetime
    over_at: AwareDatetime | None


class DeadlinesBody(BaseModel):
    """All that is due of a request."""

    request: int
    version: int
    marks: list[MarkBody]
    next_at: AwareDatetime | None = Field(description="The next of the town's own targets, where one counts.")
    legal_on: date | None = Field(description="Day of the implicit decision.")
    chosen_on: date | None = Field(description="The day of completion an agent set.")
    snoozed_until: date | None = Field(description="Until this day nobody is reminded of the town's own targets.")
    clocks: list[ClockBody]
    suspensions: list[SuspensionBody]
    reminders: list[RaisedBody]


class DueLineBody(RequestLineBody):
    """A request of a list of deadlines."""

    late_days: int = Field(description="Working days by which the next target is over today; 0 where it is not.")
    marks: list[MarkBody]
    clocks: list[ClockBody]


class DueBody(BaseModel):
    """A page of what is due, the most pressing first. ``next`` goes into ``cursor`` for the following one; null on the last."""

    requests: list[DueLineBody]
    next: str | None


class DayOffBody(BaseModel):
    """A day that is no working day."""

    day: date
    rest: Rest
    holiday: Holiday | None = Field(description="May fall on a weekend as well.")
    label: str | None = Field(description="The town's word for its closure.")


class CalendarBody(BaseModel):
    """The town's calendar. ``is_open``: whether the town hall is open at this moment."""

    timezone: str
    today: date
    is_open: bool
    working_days: int = Field(description="How many of these days are working days.")
    days_off: list[DayOffBody]


class PostponeBody(BaseModel):
    """Until when something is put off, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
    day: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    reason: str = Field(min_length=1, max_length=2_000)
    version: int | None = Field(
        None, ge=0, le=LARGEST_ID, description="The version that was seen: where somebody was faster, nothing is done and 409 tells who."
    )


@routes.get("/deadlines", response_model=DueBody, summary="List what is due", responses=FAULTS)
def list_due(http: HttpRequest, who: CallerOfReads, asked: Annotated[DueAsked, Query()]) -> JSONResponse:
    """Return a page of requests with what is due of each and how it was counted; of what this key may not read nothing is there."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    after = cursor_of(asked)
    filters = filters_of(asked) if asked.status else replace(filters_of(asked), states=(ANY_OPEN,))
    with desk.installation.database.read() as session:
        lines = listed(session, looking_of(desk, who, eyes), replace(filters, order=Order.DUE), after=after, limit=asked.limit + 1)
        page = [one for one in lines[: asked.limit] if eyes.shows(one)]
        timings = {one.id: clocks.get(session, one.id).timing for one in page}
    note_list(desk, eyes, page, "api deadlines")
    telling = partial(_due_line, desk, who, eyes, desk.languages[language_of(http)])
    following = str(lines[asked.limit - 1].cursor) if len(lines) > asked.limit else None
    body = DueBody(requests=[telling(one, timings[one.id]) for one in page], next=following)
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/calendar", response_model=CalendarBody, summary="Tell the days on which nobody works", responses=FAULTS)
def show_calendar(http: HttpRequest, who: CallerOfReads, first: FirstDay, last: LastDay) -> CalendarBody:
    """Return weekends, holidays and closures of the town from a day to another; deadlines are counted by them."""
    if not timedelta() <= last - first < timedelta(days=_MOST_DAYS):
        language = desk_of(http).languages[language_of(http)]
        message = language.gettext(_BACKWARDS if last < first else _TOO_LONG)
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="last", code="wrong", message=message),))
    town = desk_of(http).installation.towns.get(who.town).town
    calendar = calendar_of(town)
    off = calendar.days_off(first - timedelta(days=1), last)
    now = calendar.local(who.now)
    return CalendarBody(
        timezone=town.timezone,
        today=now.date(),
        is_open=calendar.is_open(now),
        working_days=(last - first).days + 1 - len(off),
        days_off=[DayOffBody(day=one.day, rest=one.rest, holiday=one.holiday, label=one.label) for one in off],
    )


@routes.get("/requests/{reference}/deadlines", response_model=DeadlinesBody, summary="Show what is due of a request", responses=FAULTS)
def show_deadlines(http: HttpRequest, who: CallerOfReads, reference: Reference) -> DeadlinesBody:
    """Return each clock of a request with how it was counted, when its requester was waited for, and who was reminded of what."""
    desk = desk_of(http)
    record = opened(desk, who, reference, "api deadlines")
    language = desk.languages[language_of(http)]
    with desk.installation.database.read() as session:
        view = due_view(desk, session, record, language, who.now)
    dates = record.line.dates
    return DeadlinesBody(
        request=record.line.id,
        version=record.line.version,
        marks=list(map(_mark, view.cell.marks)),
        next_at=dates.due_at,
        legal_on=dates.legal_on,
        chosen_on=view.chosen_on,
        snoozed_until=view.snoozed_until,
        clocks=[_clock(record.timing, due, language) for due in _counted(record.timing)],
        suspensions=list(map(_suspension, view.suspensions)),
        reminders=list(map(_raised, view.reminders)),
    )


@routes.post("/requests/{reference}/due", response_model=RequestBody, summary="Set another completion date", responses=_WRITE_FAULTS)
def set_due(http: HttpRequest, who: CallerOfActs, reference: Reference, body: PostponeBody) -> Response:
    """Set another day of completion, with a reason for the history; the legal clock does not move. The same again changes nothing."""
    return _postpone(http, who, reference, body, Putting.DUE)


@routes.post("/requests/{reference}/snooze", response_model=RequestBody, summary="Put reminders to sleep", responses=_WRITE_FAULTS)
def snooze(http: HttpRequest, who: CallerOfActs, reference: Reference, body: PostponeBody) -> Response:
    """Put the reminders of a request to sleep until a day; those of the legal clock ring on. The same again changes nothing."""
    return _postpone(http, who, reference, body, Putting.SNOOZE)


def _postpone(http: HttpRequest, who: Caller, reference: str, body: PostponeBody, putting: Putting) -> Response:
    desk = desk_of(http)
    request = opened(desk, who, reference, f"api {_CALLED[putting]}").line.id
    check_agent(http, who, body.agent)
    wanted = Postponed(request=request, putting=putting, day=body.day, reason=body.reason, version=body.version)

    def do() -> RequestBody:
        record: RequestRecord = postpone(desk.installation, wanted, body.agent, who.now)
        note_act(http, who, f"request:{request}", _CALLED[putting], body.agent)
        return told(desk, as_seen(desk, who, record))

    return answered_model(http, who, body, do)


_CALLED = {Putting.DUE: "due", Putting.SNOOZE: "snooze"}


def _due_line(desk: Desk, who: Caller, eyes: Eyes, language: Language, line: RequestLine, timing: Timing | None) -> DueLineBody:
    cell = due_cell(desk, line.town, line.dates, line.status, language, who.now)
    calendar = calendar_of(desk.book.town(line.town))
    today = calendar.local(who.now).date()
    return DueLineBody(
        **line_body(line, eyes).model_dump(),
        late_days=0 if cell.on is None else late_days(calendar, Clock.COMPLETION, cell.on, today),
        marks=list(map(_mark, cell.marks)),
        clocks=[_clock(timing, due, language) for due in _counted(timing)],
    )


def _counted(timing: Timing | None) -> Iterator[Due]:
    """Yield the clocks that count, as the desk shows them."""
    if timing is None:
        return
    found: Clocks = timing.clocks
    yield from (one for one in (found.legal, found.completion, found.taking, found.acknowledgement, found.receipt) if one is not None)


def _clock(timing: Timing | None, due: Due, language: Language) -> ClockBody:
    chosen = None if timing is None or due is not timing.clocks.completion else timing.chosen_on
    if chosen is not None:
        return ClockBody(clock=due.clock, on=chosen, at=None, by=plain_day(chosen, language.locale), how="", is_chosen=True)
    by, how = due_in_words(due, language.code), explanation(due, language.code)
    return ClockBody(clock=due.clock, on=due.on, at=due.at, by=by, how=how, is_chosen=False)


def _mark(one: Mark) -> MarkBody:
    return MarkBody(urgency=one.urgency, says=one.text)


def _suspension(one: Suspension) -> SuspensionBody:
    return SuspensionBody(since=one.since, given_until=one.given_until, ended_at=one.ended_at, lack=one.lack)


def _raised(one: KeptReminder) -> RaisedBody:
    return RaisedBody(
        id=one.id,
        clock=one.clock,
        due_on=one.due_on,
        late_days=one.late_days,
        level=one.level,
        department=one.department,
        at=one.at,
        over_at=one.over_at,
    )
