"""Notes and tasks on requests from the command line: in the name of an agent, who reads and does what his rights allow."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli import options
from cli.options import Json, TownOption
from cli.references import MOST_ROWS, AgentOption, Reference, asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.errors import NotFoundError
from domain.ids import RequestId
from domain.note import Note, Task, TaskEnd, TaskId
from domain.rights import READING, Visibility, visibility
from flows import accounts
from flows.acting import find_agent
from flows.notes import write_note
from flows.rights import facts_of, lacking, standing_of
from flows.tasks import Wanted, begin_again, end_task, open_tasks, set_task
from flows.whole import as_read_by, notes_of, tasks_of
from flows.wiring import Installation
from flows.wording import say
from store import requests
from store.requests import RequestRecord

MOST_TASKS = 1_000
NOTE_HELP = tr(
    "Write an internal note on a request, or show those there are. @ before a name rings the bell of whom it means.\n\nExamples:\n\n"
    "$ citoyen requests note 2026/0147 '@Hugo Martin : le code du portail est 4711' --agent marie\n\n"
    "$ citoyen requests note 2026/0147 --agent marie"
)
TASK_HELP = tr(
    "Give a task on a request, or show those it has.\n\nExamples:\n\n"
    "$ citoyen requests task 2026/0147 'Mesurer le trou' --for luc --day 2026-12-02 --agent marie\n\n"
    "$ citoyen requests task 2026/0147 --agent marie"
)
TASKS_HELP = tr("List the open tasks of an agent and of his departments.\n\nExample:\n\n$ citoyen requests tasks --agent luc")
END_HELP = tr(
    "Say how a task ended, or that it is to be done after all.\n\nExample:\n\n$ citoyen requests task-end 12 --how done --agent luc"
)
Text = Annotated[str | None, typer.Argument(metavar="TEXT", help=tr("What is said; left out: what there is is shown."))]
_ENDINGS = {TaskEnd.DONE: tr("task done"), TaskEnd.DROPPED: tr("task dropped")}


class How(StrEnum):
    """What becomes of a task."""

    DONE = "done"
    DROPPED = "dropped"
    AGAIN = "again"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("note", help=NOTE_HELP)(note)
    app.command("task", help=TASK_HELP)(task)
    app.command("tasks", help=TASKS_HELP)(list_tasks)
    app.command("task-end", help=END_HELP)(end)


def note(
    reference: Reference, text: Text = None, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False
) -> None:
    """Write a note, or show the notes."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        if text is not None:
            _print_notes(installation, (write_note(installation, request, text, agent, options.now()),), as_json=as_json)
            return
        with installation.database.read() as session:
            record = _read(installation, session, request, agent)
            found = notes_of(session, record.line.id, as_read_by(session, installation.towns, record.line.town, agent))
        with options.exporting(installation, "notes") as export:
            export.add((record.line,))
        _print_notes(installation, found, as_json=as_json)


def task(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    reference: Reference,
    text: Text = None,
    whom: Annotated[
        str, typer.Option("--for", metavar="NAME", help=tr("An agent or a department; the one in charge where it is left out."))
    ] = "",
    day: Annotated[
        datetime | None, typer.Option("--day", metavar="DATE", formats=["%Y-%m-%d"], help=tr("The day by which it is to be done."))
    ] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Give a task, or show the tasks."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        if text is not None:
            wanted = Wanted(request=request, text=text, whom=whom, due_on=None if day is None else day.date())
            _print_tasks((set_task(installation, wanted, agent, options.now()),), as_json=as_json)
            return
        with installation.database.read() as session:
            record = _read(installation, session, request, agent)
            found = tasks_of(session, record.line.id, as_read_by(session, installation.towns, record.line.town, agent))
        with options.exporting(installation, "tasks") as export:
            export.add((record.line,))
        _print_tasks(found, as_json=as_json)


def list_tasks(agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """List an agent's open tasks."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        with installation.database.read() as session:
            standing = standing_of(session, installation.towns, find_agent(session, wanted, agent))
            found = open_tasks(installation, session, standing, wanted, MOST_TASKS)
            lines = requests.lines(session, sorted({one.request for one in found}))
        with options.exporting(installation, "tasks") as export:
            export.add(lines)
        _print_tasks(found, as_json=as_json)


def end(
    number: Annotated[int, typer.Argument(metavar="TASK", min=1, max=MOST_ROWS, help=tr("Number of the task."))],
    how: Annotated[How, typer.Option("--how", help=tr("How it ended; again: it is to be done after all."))] = How.DONE,
    agent: AgentOption = accounts.FIRST_LOGIN,
    as_json: Json = False,
) -> None:
    """Say how a task ended."""
    with options.installation() as installation:
        if how is How.AGAIN:
            found = begin_again(installation, TaskId(number), agent, options.now())
        else:
            found = end_task(installation, TaskId(number), TaskEnd(how.value), agent, options.now())
    _print_tasks((found,), as_json=as_json)


def _read(installation: Installation, session: Session, request: RequestId, agent: str) -> RequestRecord:
    """Return a request that is an agent's to read. Raises NotFoundError, ForbiddenError."""
    record = requests.get(session, request)
    standing = standing_of(session, installation.towns, find_agent(session, record.line.town, agent))
    match visibility(standing, facts_of(installation.towns.get(record.line.town).ruleset, record)):
        case Visibility.WHOLE:
            return record
        case Visibility.CONCEALED:
            raise lacking(READING[record.line.confidentiality])
        case Visibility.NOTHING:
            raise NotFoundError(say("There is no request {id}.", id=record.line.id))


def _print_notes(installation: Installation, found: Iterable[Note], *, as_json: bool) -> None:
    for one in found:
        if as_json:
            edited = None if one.edited_at is None else one.edited_at.isoformat(timespec="seconds")
            told = {"id": one.id, "request": one.request, "author": one.author, "at": one.at.isoformat(timespec="seconds")}
            print_json({**told, "text": one.text, "edited_at": edited})
        else:
            out.print(f"{one.at.astimezone(options.zone(installation, one.town)):%Y-%m-%d %H:%M}  {one.author}  {one.text}")


def _print_tasks(found: Iterable[Task], *, as_json: bool) -> None:
    for one in found:
        if as_json:
            print_json(_object(one))
        else:
            until = "" if one.due_on is None else tr("until {day}", day=one.due_on)
            ending = tr("task to do") if one.ending is None else _ENDINGS[one.ending]
            out.print("  ".join(filter(None, (f"{one.id:>4}", ending, str(one.agent or one.department), until, one.text))))


def _object(one: Task) -> dict[str, object]:
    return {
        "id": one.id,
        "request": one.request,
        "text": one.text,
        "agent": one.agent,
        "department": one.department,
        "due_on": _day(one.due_on),
        "author": one.author,
        "at": one.at.isoformat(timespec="seconds"),
        "ended_at": None if one.ended_at is None else one.ended_at.isoformat(timespec="seconds"),
        "ended_by": one.ended_by,
        "ending": one.ending,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
