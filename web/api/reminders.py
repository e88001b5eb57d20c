"""The bell of an agent through the API: what reminds him of requests, and what of it he has seen."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.deadline import Clock
from domain.ids import AgentId
from domain.reminder import Level
from domain.rights import reach
from routing.calendar import calendar_of
from routing.reminders import late_days
from store import agents
from store import reminders as kept
from store.reminders import BellLine, ReminderId
from web.access import LARGEST_ID, Eyes, note_list
from web.api.caller import NO_AGENT, Caller, CallerOfActs, CallerOfReads, standing_named
from web.api.problems import WRONG, ProblemError, Wrong, language_of
from web.api.request_bodies import RequestLineBody, line_body
from web.api.requests import FAULTS, MOST_LISTED, eyes_of_key
from web.api.written_once import answered_model
from web.desk import Desk, desk_of
from web.words import N_

routes = APIRouter(prefix="/api/v1/reminders", tags=["deadlines"])
_WHOSE = N_("Say whose bell it is: agent=LOGIN.")
_WHICH = N_("Say up to which one, or which one.")


class ReminderBody(BaseModel):
    """A reminder. Of a request that is not the agent's to read it tells only that it is there."""

    id: int
    request: RequestLineBody
    clock: Clock | None
    due_on: date | None
    late_days: int | None = Field(description="Working days it is late today.")
    level: Level = Field(description="Up to whom it was told.")
    department: str | None
    at: AwareDatetime
    is_read: bool


class RemindersBody(BaseModel):
    """A page of reminders, the newest first. ``next`` goes into ``before`` for the following one; null on the last."""

    unread: int = Field(description="How many of the newest 200 he has not read.")
    reminders: list[ReminderBody]
    next: int | None


class SeenBody(BaseModel):
    """What an agent has read: the newest up to one of them, or one alone."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent whose bell it is.", examples=["marie"])
    up_to: int | None = Field(None, ge=1, le=LARGEST_ID)
    only: int | None = Field(None, ge=1, le=LARGEST_ID)


class UnreadBody(BaseModel):
    """How many of the newest 200 reminders an agent has not read."""

    unread: int


@routes.get("", response_model=RemindersBody, summary="Show an agent's bell", responses=FAULTS)
def list_reminders(
    http: HttpRequest,
    who: CallerOfReads,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="“next” of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> JSONResponse:
    """Return what reminds an agent of requests. A reminder goes by itself when its request is dealt with."""
    desk, eyes = desk_of(http), eyes_of_key(who)
    if who.standing is None:
        raise _wrong(http, "agent", "missing", _WHOSE)
    with desk.installation.database.read() as session:
        agent = _id_of(http, session, who.standing.login)
        found = kept.bell(session, who.town, agent, before=before, limit=limit + 1, reach=eyes.reach)
        unread = kept.count_unread(session, who.town, agent, eyes.reach)
    page = found[:limit]
    note_list(desk, eyes, [one.request for one in page], "api reminders")
    following = page[-1].reminder.id if len(found) > limit else None
    body = RemindersBody(unread=unread, reminders=[_told(desk, who, eyes, one) for one in page], next=following)
    return JSONResponse(body.model_dump(mode="json"))


@routes.post("/seen", response_model=UnreadBody, summary="Say what an agent has read", responses=FAULTS)
def see(http: HttpRequest, who: CallerOfActs, body: SeenBody) -> Response:
    """Say that an agent has read the reminders up to one, or one of them; the same again changes nothing."""
    if (body.up_to is None) is (body.only is None):
        raise _wrong(http, "up_to", "missing", _WHICH)
    reached = reach(standing_named(http, who.town, body.agent))
    only = None if body.only is None else ReminderId(body.only)

    def do() -> UnreadBody:
        with desk_of(http).installation.database.write() as session:
            agent = _id_of(http, session, body.agent)
            kept.mark_read(session, who.town, agent, body.up_to or body.only or 0, only=only, reach=reached)
            return UnreadBody(unread=kept.count_unread(session, who.town, agent, reached))

    return answered_model(http, who, body, do)


def _id_of(http: HttpRequest, session: Session, login: str) -> AgentId:
    found = agents.find_by_login(session, login)
    if found is None:
        raise _wrong(http, "agent", "unknown_agent", NO_AGENT)
    return found.id


def _wrong(http: HttpRequest, field: str, code: str, message: str) -> ProblemError:
    told = desk_of(http).languages[language_of(http)].gettext(message)
    return ProblemError(WRONG, "invalid", errors=(Wrong(field=field, code=code, message=told),))


def _told(desk: Desk, who: Caller, eyes: Eyes, line: BellLine) -> ReminderBody:
    one, is_shown = line.reminder, eyes.shows(line.request)
    calendar = calendar_of(desk.book.town(one.town))
    return ReminderBody(
        id=one.id,
        request=line_body(line.request, eyes),
        clock=one.clock if is_shown else None,
        due_on=one.due_on if is_shown else None,
        late_days=late_days(calendar, one.clock, one.due_on, calendar.local(who.now).date()) if is_shown else None,
        level=one.level,
        department=one.department if is_shown else None,
        at=one.at,
        is_read=line.is_read,
    )
