"""Tasks on requests: given by who works on them, to an agent or a department that may read them, done by whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.errors import InvalidError, Mistake, NotFoundError
from domain.ids import AgentId, DepartmentCode, RequestId, TownId
from domain.note import RingKind, Task, TaskEnd, TaskId
from domain.rights import Permission, Role, Standing, Visibility, may, visibility
from flows.acting import Acting, Purpose, find_acting
from flows.addressed import Addressee, Circle, circle_of
from flows.rights import facts_of, lacking, line_facts, standing_of
from flows.town_views import TownViews
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import calendar_of
from store import agents, requests, rings, tasks
from store.request_lines import RequestLine
from store.requests import RequestRecord
from store.rings import NewRing
from store.tasks import NewTask

MOST_CHARACTERS = 2_000
MOST_OPEN = 100
"""Open tasks of one request."""
SET, DONE, DROPPED, AGAIN = "task_set", "task_done", "task_dropped", "task_again"
_LIKE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A task to give: ``whom`` as somebody typed it; empty: the department in charge."""

    request: RequestId
    text: str
    whom: str = ""
    due_on: date | None = None


def set_task(installation: Installation, wanted: Wanted, agent: str, now: datetime) -> Task:
    """Give a task and ring the bell of whose it is; return it. The very same, still open, is one click too many.

    Raises NotFoundError, ForbiddenError; InvalidError without words, for a day that is over, or for somebody who may not read the request.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, wanted.request))
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.TREAT))
        circle, text = circle_of(session, installation.towns, record), wanted.text.strip()
        today = calendar_of(installation.towns.get(record.line.town).town).local(now).date()
        standing_open = [one for one in tasks.of_request(session, record.line.id) if one.is_open]
        whose = _whose(circle, record, wanted.whom)
        _refuse_unfit(wanted, text, today, len(standing_open))
        new = NewTask(
            town=record.line.town,
            request=record.line.id,
            text=text,
            agent=whose.login,
            department=whose.department,
            due_on=wanted.due_on,
            author=acting.agent,
        )
        same = next((one for one in standing_open if _said(one) == (text, new.agent, new.department, new.due_on, acting.agent)), None)
        if same is not None:
            return same
        task = tasks.add(session, new, now)
        acting.write_down(session, record, SET, {"task": task, **_whom(new)})
        told = NewRing(town=new.town, request=new.request, kind=RingKind.TASK, item=task, actor=acting.agent)
        own = agents.find_by_login(session, acting.agent)
        rings.ring(session, told, [one for one in circle.agents_of(whose) if own is None or one != own.id], now)
        return tasks.get(session, task)


def end_task(installation: Installation, task: TaskId, ending: TaskEnd, agent: str, now: datetime) -> Task:
    """Say that a task is done, or is not to be done any more; return it. One that has ended stays as it is.

    Raises NotFoundError; ForbiddenError for whom it is none of, and who does not work on its request.
    """
    with installation.database.write() as session:
        found, record, acting = _found(installation, session, task, agent, now)
        if tasks.end(session, task, ending, acting.agent, now):
            acting.write_down(session, record, DONE if ending is TaskEnd.DONE else DROPPED, {"task": task})
            giver = agents.find_by_login(session, found.author)
            told = NewRing(town=found.town, request=found.request, kind=RingKind.ENDED, item=task, actor=acting.agent)
            rings.ring(session, told, () if giver is None or giver.login == acting.agent else (giver.id,), now)
        return tasks.get(session, task)


def begin_again(installation: Installation, task: TaskId, agent: str, now: datetime) -> Task:
    """Say that a task is to be done after all; return it. Raises as `end_task`."""
    with installation.database.write() as session:
        _, record, acting = _found(installation, session, task, agent, now)
        if tasks.begin_again(session, task):
            # That it had ended is no news any more; that it ends once more will be.
            rings.forget(session, RingKind.ENDED, task)
            acting.write_down(session, record, AGAIN, {"task": task})
        return tasks.get(session, task)


def may_end(standing: Standing, towns: TownViews, record: RequestRecord, task: Task) -> bool:
    """Tell whether somebody may say that a task is done: it is his, or he works on its request; and he may read that."""
    facts = facts_of(towns.get(record.line.town).ruleset, record)
    is_his = task.agent == standing.login or task.department in standing.departments(task.town)
    return visibility(standing, facts) is Visibility.WHOLE and (is_his or may(standing, Permission.TREAT, facts))


def open_tasks(installation: Installation, session: Session, standing: Standing, town: TownId | None, limit: int) -> tuple[Task, ...]:
    """Return the open tasks of an agent, his departments, and those he stands in for, those of the earliest day first.

    Of requests that are not his to read any more none is there.
    """
    departments = {(one.town, one.department) for one in standing.members} | set(_stood_in(installation.towns, standing, town))
    found = tasks.open_of(session, town, (standing.login,), departments, limit)
    lines = requests.lines(session, sorted({task.request for task in found}))
    seen = {one.id for one in lines if is_read(installation.towns, session, standing, one)}
    return tuple(one for one in found if one.request in seen)


def _stood_in(towns: TownViews, standing: Standing, town: TownId | None) -> Iterator[tuple[TownId, DepartmentCode]]:
    """Yield the departments without members a regulator sees to."""
    if Role.REGULATOR not in standing.roles:
        return
    for one in towns.ids() if town is None else (town,):
        own = ((one, department.code) for department in towns.get(one).ruleset.departments) if standing.is_of(one) else ()
        yield from (department for department in own if department not in standing.staffed)


def is_read(towns: TownViews, session: Session, standing: Standing, line: RequestLine) -> bool:
    """Tell whether a request is somebody's to read; only where its line does not say so all of it is looked at."""
    ruleset = towns.get(line.town).ruleset
    if visibility(standing, line_facts(ruleset, line)) is Visibility.WHOLE:
        return True
    return visibility(standing, facts_of(ruleset, requests.get(session, line.id))) is Visibility.WHOLE


def count_news(towns: TownViews, session: Session, standing: Standing, agent: AgentId, town: TownId | None, most: int) -> int:
    """Return how much is new for an agent, of a town or of all, on requests that are his to read; at most so much."""
    unread = rings.unread(session, agent, town, most)
    lines = requests.lines(session, sorted(unread)) if unread else ()
    return sum(unread[one.id] for one in lines if is_read(towns, session, standing, one))


def _found(installation: Installation, session: Session, task: TaskId, agent: str, now: datetime) -> tuple[Task, RequestRecord, Acting]:
    found = tasks.get(session, task)
    record = requests.get(session, found.request)
    who = agents.find_by_login(session, agent)
    if who is None or who.town not in (None, found.town):
        raise NotFoundError(say("Nobody works on requests of {town} as {login}.", town=found.town, login=agent))
    standing = standing_of(session, installation.towns, who)
    if visibility(standing, facts_of(installation.towns.get(found.town).ruleset, record)) is not Visibility.WHOLE:
        raise NotFoundError(say("There is no request {id}.", id=record.line.id))
    if not may_end(standing, installation.towns, record, found):
        raise lacking(Permission.TREAT)
    return found, record, Acting(agent=who.login, now=now)


def _whose(circle: Circle, record: RequestRecord, typed: str) -> Addressee:
    if not typed.strip():
        return Addressee(name=record.line.department, department=record.line.department)
    found = circle.find(typed)
    if found is None:
        near = ", ".join(one.name for one in circle.like(typed, _LIKE))
        what = say("Nobody who may read this request is called “{name}”.", name=typed.strip())
        remedy = say("Perhaps: {names}.", names=near) if near else say("Name a colleague or a department.")
        raise InvalidError(Mistake(where="whom", what=what, remedy=remedy))
    return found


def _refuse_unfit(wanted: Wanted, text: str, today: date, standing_open: int) -> None:
    mistakes = []
    if not text:
        mistakes.append(Mistake(where="text", what=say("It is not said what is to be done."), remedy=say("Say it in a sentence.")))
    if len(text) > MOST_CHARACTERS:
        what = say("The text has {count} characters; {most} are taken.", count=len(text), most=MOST_CHARACTERS)
        mistakes.append(Mistake(where="text", what=what, remedy=say("Write less.")))
    if wanted.due_on is not None and wanted.due_on < today:
        what = say("{day} is over.", day=wanted.due_on.isoformat())
        mistakes.append(Mistake(where="due_on", what=what, remedy=say("Name a day from today on.")))
    if standing_open >= MOST_OPEN:
        what = say("The request has {count} open tasks.", count=standing_open)
        mistakes.append(Mistake(where="text", what=what, remedy=say("End some of them first.")))
    if mistakes:
        raise InvalidError(*mistakes)


def _said(task: Task) -> tuple[object, ...]:
    return (task.text, task.agent, task.department, task.due_on, task.author)


def _whom(new: NewTask) -> dict[str, object]:
    """Return whose a task is, for the history: words of people stay out of it."""
    due = {} if new.due_on is None else {"day": new.due_on.isoformat()}
    return {"for_agent": new.agent, **due} if new.agent is not None else {"for_department": new.department, **due}
