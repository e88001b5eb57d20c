"""Internal notes and tasks on requests through the API: always in the name of an agent, who reads and does what his rights allow.

A key alone reads neither: what people of the town hall tell each other goes nowhere else by a slip.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.note import Note, NoteId, Task, TaskEnd, TaskId
from flows.listing import FIRST_DAY, LAST_DAY
from flows.notes import MOST_CHARACTERS, change_note, write_note
from flows.tasks import Wanted, begin_again, end_task, open_tasks, set_task
from flows.whole import notes_of, tasks_of
from flows.wording import say
from store import notes, requests, tasks
from web.access import RowId, note_list
from web.api.acts import note as note_key
from web.api.caller import Caller, CallerOfActs, CallerOfReads, as_agent, named
from web.api.problems import NOT_FOUND, ProblemError
from web.api.requests import FAULTS, MOST_LISTED, Reference, eyes_of_key, opened
from web.api.written_once import answered_model
from web.desk import desk_of

routes = APIRouter(prefix="/api/v1", tags=["requests"])
_LOGIN = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])


class NoteBody(BaseModel):
    """An internal note: nobody outside the town hall reads it."""

    id: int
    author: str = Field(description="Login of who wrote it; only he changes it.")
    at: AwareDatetime
    text: str
    edited_at: AwareDatetime | None


class NotesBody(BaseModel):
    """The notes on a request, oldest first."""

    request: int
    notes: list[NoteBody]


class TaskBody(BaseModel):
    """Something to be done for a request, by an agent or by a department."""

    id: int
    request: int
    text: str
    agent: str | None
    department: str | None
    due_on: date | None
    author: str
    at: AwareDatetime
    ended_at: AwareDatetime | None
    ended_by: str | None
    ending: TaskEnd | None


class TasksBody(BaseModel):
    """Tasks: of a request oldest first, of an agent what is due first."""

    tasks: list[TaskBody]


class NewNoteBody(BaseModel):
    """A note to write. ``@`` before the name of a colleague or a department rings his bell, if he may read the request."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN
    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)


class NewTaskBody(BaseModel):
    """A task to give. ``whom``: the name or login of an agent, or the label or code of a department; empty: the department in charge."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN
    text: str = Field(min_length=1, max_length=2_000)
    whom: str = Field("", max_length=200)
    due_on: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)


class EndBody(BaseModel):
    """How a task ended; null: it is to be done after all."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = _LOGIN
    ending: TaskEnd | None = TaskEnd.DONE


@routes.get("/requests/{reference}/notes", response_model=NotesBody, summary="Show the internal notes on a request", responses=FAULTS)
def list_notes(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the notes on a request, and on those that are a part of it, as the agent named may read them."""
    named(http, who)
    record = opened(desk_of(http), who, reference, "api notes")
    with desk_of(http).installation.database.read() as session:
        found = [_note(one) for one in notes_of(session, record.line.id, eyes_of_key(who).shows)]
    return JSONResponse(NotesBody(request=record.line.id, notes=found).model_dump(mode="json"))


@routes.post("/requests/{reference}/notes", response_model=NoteBody, summary="Write an internal note", responses=FAULTS)
def add_note(http: HttpRequest, who: CallerOfActs, reference: Reference, body: NewNoteBody) -> Response:
    """Write a note on a request; the same as the last one changes nothing."""
    desk, caller = desk_of(http), as_agent(http, who, body.agent)
    record = opened(desk, caller, reference, "api note")

    def do() -> NoteBody:
        def within(session: Session, written: Note) -> None:
            note_key(session, who, f"request:{written.request}", {"act": "note", "note": written.id, "agent": body.agent})

        return _note(write_note(desk.installation, record.line.id, body.text, body.agent, who.now, within))

    return answered_model(http, who, body, do)


@routes.put("/notes/{note_id}", response_model=NoteBody, summary="Change an internal note", responses=FAULTS)
def put_note(http: HttpRequest, who: CallerOfActs, note_id: RowId, body: NewNoteBody) -> Response:
    """Change what a note says, in the name of who wrote it."""
    desk, caller = desk_of(http), as_agent(http, who, body.agent)
    with desk.installation.database.read() as session:
        found = _of_town(session, who, note_id, None)
    opened(desk, caller, str(found), "api note")

    def do() -> NoteBody:
        def within(session: Session, changed: Note) -> None:
            note_key(session, who, f"request:{changed.request}", {"act": "note_changed", "note": changed.id, "agent": body.agent})

        return _note(change_note(desk.installation, NoteId(note_id), body.text, body.agent, who.now, within))

    return answered_model(http, who, body, do)


@routes.get("/requests/{reference}/tasks", response_model=TasksBody, summary="Show the tasks of a request", responses=FAULTS)
def list_tasks(http: HttpRequest, who: CallerOfReads, reference: Reference) -> JSONResponse:
    """Return the tasks of a request, and of those that are a part of it, ended ones too, as the agent named may read them."""
    named(http, who)
    record = opened(desk_of(http), who, reference, "api tasks")
    with desk_of(http).installation.database.read() as session:
        found = [_task(one) for one in tasks_of(session, record.line.id, eyes_of_key(who).shows)]
    return JSONResponse(TasksBody(tasks=found).model_dump(mode="json"))


@routes.get("/tasks", response_model=TasksBody, summary="Show an agent's open tasks", responses=FAULTS)
def list_own(http: HttpRequest, who: CallerOfReads, limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50) -> JSONResponse:
    """Return the open tasks of the agent named, and of his departments, what is due first."""
    named(http, who)
    desk, eyes = desk_of(http), eyes_of_key(who)
    with desk.installation.database.read() as session:
        own = () if who.standing is None else open_tasks(desk.installation, session, who.standing, who.town, limit)
        lines = requests.lines(session, sorted({one.request for one in own}))
    shown = {one.id for one in lines if one.confidentiality <= eyes.reach.most}
    note_list(desk, eyes, lines, "api tasks")
    return JSONResponse(TasksBody(tasks=[_task(one) for one in own if one.request in shown]).model_dump(mode="json"))


@routes.post("/requests/{reference}/tasks", response_model=TaskBody, summary="Give a task", responses=FAULTS)
def add_task(http: HttpRequest, who: CallerOfActs, reference: Reference, body: NewTaskBody) -> Response:
    """Give a task on a request; the very same, still open, changes nothing."""
    desk, caller = desk_of(http), as_agent(http, who, body.agent)
    record = opened(desk, caller, reference, "api task")

    def do() -> TaskBody:
        wanted = Wanted(request=record.line.id, text=body.text, whom=body.whom, due_on=body.due_on)
        task = set_task(desk.installation, wanted, body.agent, who.now)
        _write_down(http, who, task, "task", body.agent)
        return _task(task)

    return answered_model(http, who, body, do)


@routes.post("/tasks/{task_id}/end", response_model=TaskBody, summary="Say how a task ended", responses=FAULTS)
def close_task(http: HttpRequest, who: CallerOfActs, task_id: RowId, body: EndBody) -> Response:
    """Say that a task is done or dropped, or that it is to be done after all; the same again changes nothing."""
    desk, caller = desk_of(http), as_agent(http, who, body.agent)
    with desk.installation.database.read() as session:
        found = _of_town(session, who, None, task_id)
    opened(desk, caller, str(found), "api task")

    def do() -> TaskBody:
        if body.ending is None:
            task = begin_again(desk.installation, TaskId(task_id), body.agent, who.now)
        else:
            task = end_task(desk.installation, TaskId(task_id), body.ending, body.agent, who.now)
        _write_down(http, who, task, "task_end", body.agent)
        return _task(task)

    return answered_model(http, who, body, do)


def _of_town(session: Session, who: Caller, note_id: int | None, task_id: int | None) -> int:
    """Return the request of a note, or of a task, of the caller's town. Raises ProblemError."""
    try:
        found: Note | Task = notes.get(session, NoteId(note_id)) if note_id is not None else tasks.get(session, TaskId(task_id or 0))
        if found.town != who.town:
            raise NotFoundError(say("There is no request {id}.", id=found.request))
    except NotFoundError as error:
        raise ProblemError(NOT_FOUND, "not_found") from error
    return found.request


def _write_down(http: HttpRequest, who: Caller, task: Task, act: str, agent: str) -> None:
    with desk_of(http).installation.database.write() as session:
        note_key(session, who, f"request:{task.request}", {"act": act, "task": task.id, "agent": agent})


def _note(one: Note) -> NoteBody:
    return NoteBody(id=one.id, author=one.author, at=one.at, text=one.text, edited_at=one.edited_at)


def _task(one: Task) -> TaskBody:
    return TaskBody(
        id=one.id,
        request=one.request,
        text=one.text,
        agent=one.agent,
        department=one.department,
        due_on=one.due_on,
        author=one.author,
        at=one.at,
        ended_at=one.ended_at,
        ended_by=one.ended_by,
        ending=one.ending,
    )
