"""Tasks on requests: whose they are, until when, how each ended."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, TownId
from domain.note import Task, TaskEnd, TaskId
from domain.wording import say
from store.schema import TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to write."""

    town: TownId
    request: RequestId
    text: str
    agent: str | None
    department: DepartmentCode | None
    due_on: date | None
    author: str


def add(session: Session, new: NewTask, now: datetime) -> TaskId:
    """Write a task and return its id."""
    values = {
        "town": new.town,
        "request_id": new.request,
        "text": new.text,
        "agent": new.agent,
        "department": new.department,
        "due_on": new.due_on,
        "author": new.author,
        "at": now,
    }
    return TaskId(session.scalars(insert(TaskRow).values(values).returning(TaskRow.id)).one())


def get(session: Session, task: TaskId) -> Task:
    """Return a task. Raises NotFoundError."""
    row = session.get(TaskRow, task, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no task {id}.", id=task))
    return _task(row)


def end(session: Session, task: TaskId, ending: TaskEnd, by: str, now: datetime) -> bool:
    """Write how a task ended; False where it had ended before."""
    ended = update(TaskRow).where(TaskRow.id == task, TaskRow.ended_at.is_(None)).values(ended_at=now, ended_by=by, ending=ending)
    return session.scalar(ended.returning(TaskRow.id).execution_options(synchronize_session=False)) is not None


def begin_again(session: Session, task: TaskId) -> bool:
    """Write that a task is to be done after all; False where it is open."""
    opened = update(TaskRow).where(TaskRow.id == task, TaskRow.ended_at.is_not(None)).values(ended_at=None, ended_by=None, ending=None)
    return session.scalar(opened.returning(TaskRow.id).execution_options(synchronize_session=False)) is not None


def of_request(session: Session, request: RequestId) -> tuple[Task, ...]:
    """Return the tasks of a request, oldest first."""
    return tuple(map(_task, session.scalars(select(TaskRow).where(TaskRow.request_id == request).order_by(TaskRow.id))))


def some(session: Session, ids: Collection[int]) -> dict[int, Task]:
    """Return some tasks by their ids."""
    return {row.id: _task(row) for row in session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)))} if ids else {}


def open_of(
    session: Session, town: TownId | None, logins: Collection[str], departments: Iterable[tuple[TownId, DepartmentCode]], limit: int
) -> tuple[Task, ...]:
    """Return the open tasks of some agents and departments, of a town or of all, those of the earliest day first."""
    his = [and_(TaskRow.town == at, TaskRow.department == code) for at, code in sorted(departments)]
    chosen = select(TaskRow).where(TaskRow.ended_at.is_(None), or_(TaskRow.agent.in_(logins), *his))
    if town is not None:
        chosen = chosen.where(TaskRow.town == town)
    ordered = chosen.order_by(TaskRow.due_on.is_(None), TaskRow.due_on, TaskRow.id).limit(limit)
    return tuple(map(_task, session.scalars(ordered)))


def count_open(session: Session, requests: Collection[RequestId]) -> dict[RequestId, int]:
    """Return how many tasks are open on each of some requests that have any."""
    counting = select(TaskRow.request_id, func.count()).where(TaskRow.request_id.in_(requests), TaskRow.ended_at.is_(None))
    return {RequestId(one): count for one, count in session.execute(counting.group_by(TaskRow.request_id))} if requests else {}


def _task(row: TaskRow) -> Task:
    return Task(
        id=TaskId(row.id),
        town=TownId(row.town),
        request=RequestId(row.request_id),
        text=row.text,
        agent=row.agent,
        department=None if row.department is None else DepartmentCode(row.department),
        due_on=row.due_on,
        author=row.author,
        at=row.at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ending=None if row.ending is None else TaskEnd(row.ending),
    )
