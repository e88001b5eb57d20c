"""Tasks: given and ended on the page of a request, and the list of one's own."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, NotFoundError
from domain.note import TaskEnd, TaskId
from flows.tasks import Wanted, begin_again, end_task, open_tasks, set_task
from routing.calendar import calendar_of
from store import agents, requests, tasks, towns
from store.request_lines import RequestLine
from web.access import RowId, eyes_of, note_list, opened
from web.deciding import DecideTyped
from web.desk import desk_of
from web.pages.notes import done
from web.pages.one import show_request
from web.pages.recut import refused
from web.teamwork import ShownTask, shown_task
from web.visitor import Member, SignedInMember, checked_post, safe_path, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
MOST = 200
_WRITTEN = re.compile(r"([0-3][0-9])/([01][0-9])/([0-9]{4})")
Text = Annotated[str, Form(max_length=10_000)]
Short = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A task with the request it is of."""

    shown: ShownTask
    line: RequestLine
    subject: str
    is_mine: bool


@pages.get("/tasks")
def tasks_page(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the open tasks of the visitor and of his departments, those of the earliest day first."""
    desk, now = desk_of(http), datetime.now(UTC)
    with desk.installation.database.read() as session:
        found = open_tasks(desk.installation, session, who.standing, who.town_id, MOST)
        lines = {one.id: one for one in requests.lines(session, sorted({one.request for one in found}))}
        names = agents.names(session, {login for one in found for login in (one.author, one.agent) if login})
        numbers = towns.numbers(session)
        rows = []
        for one in found:
            labels = desk.book.labels(session, one.town, numbers[one.town].ruleset)
            today = calendar_of(desk.book.town(one.town)).local(now).date()
            line = lines[one.request]
            shown = shown_task(one, names, labels, today, may_end=True)
            rows.append(Row(shown=shown, line=line, subject=labels.subject(line.subject), is_mine=one.agent == who.agent.login))
    note_list(desk, eyes_of(who), list(lines.values()), "tasks")
    late = sum(bool(row.shown.late_days) for row in rows)
    return show(http, who, "tasks.html", {"rows": rows, "late": late, "is_cut": len(found) == MOST})


@posts.post("/requests/{request_id}/tasks")
def give(http: HttpRequest, who: SignedInMember, request_id: RowId, text: Text = "", whom: Short = "", due_on: Short = "") -> Response:
    """Give a task."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "task")
    typed = DecideTyped(form="task", values={"text": text, "whom": whom, "due_on": due_on})
    day = _day(due_on)
    if due_on.strip() and day is None:
        fault = desk.languages[who.language].gettext("This is no day: write it as on a calendar, or leave it empty.")
        return show_request(
            http, who, record, status=WRONG, team_typed=DecideTyped(form="task", fault=fault, values={**typed.values, "due_wrong": "yes"})
        )
    wanted = Wanted(request=record.line.id, text=text, whom=whom, due_on=day)
    return done(http, who, record, typed, "#tasks", lambda: set_task(desk.installation, wanted, who.agent.login, datetime.now(UTC)))


@posts.post("/tasks/{task_id}/done")
def finish(http: HttpRequest, who: SignedInMember, task_id: RowId, back: Short = "") -> Response:
    """Say that a task is done."""
    return _ended(http, who, task_id, back, TaskEnd.DONE)


@posts.post("/tasks/{task_id}/drop")
def drop(http: HttpRequest, who: SignedInMember, task_id: RowId, back: Short = "") -> Response:
    """Say that a task is not to be done any more."""
    return _ended(http, who, task_id, back, TaskEnd.DROPPED)


@posts.post("/tasks/{task_id}/again")
def again(http: HttpRequest, who: SignedInMember, task_id: RowId, back: Short = "") -> Response:
    """Say that a task is to be done after all."""
    return _ended(http, who, task_id, back, None)


def _ended(http: HttpRequest, who: Member, task_id: int, back: str, ending: TaskEnd | None) -> Response:
    desk, now = desk_of(http), datetime.now(UTC)
    with desk.installation.database.read() as session:
        task = tasks.get(session, TaskId(task_id))
    if not who.may_see(task.town):
        raise NotFoundError(f"There is no task {task_id} for {who.agent.login}.")
    record = opened(desk, who, task.request, "task")
    try:
        if ending is None:
            begin_again(desk.installation, task.id, who.agent.login, now)
        else:
            end_task(desk.installation, task.id, ending, who.agent.login, now)
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(safe_path(back) if back else f"/requests/{task.request}#tasks", SEE_OTHER)


def _day(typed: str) -> date | None:
    """Return a day as a browser sends it, or as it is written by hand: 31/12/2026; None for what is none."""
    written = _WRITTEN.fullmatch(typed.strip())
    try:
        return date.fromisoformat(typed.strip() if written is None else "-".join(reversed(written.groups())))
    except ValueError:
        return None
