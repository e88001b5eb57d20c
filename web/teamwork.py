"""What stands beside a request for those who work on it: notes, tasks, files they added; and what each may do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.ids import DepartmentCode, RequestId
from domain.note import AddedFile, Note, Task
from domain.rights import Permission, RequestFacts, may
from flows.added import FIELD
from flows.correspondence.writing import is_on
from flows.tasks import may_end
from flows.whole import files_of, notes_of, tasks_of
from routing.calendar import calendar_of
from store import agents, members, rings
from store.requests import RequestRecord
from web.access import eyes_of
from web.desk import Desk
from web.labels import Labels
from web.visitor import Member

WRITING = (Permission.TREAT, Permission.REQUALIFY)
"""Either of them lets somebody write to requesters (`flows.own_words`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A note, its author by name; ``is_mine``: the reader's to change."""

    note: Note
    author: str
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTask:
    """A task in words: whose it is, who gave and who ended it; ``late_days`` is 0 where it is not late."""

    task: Task
    whose: str
    author: str
    ended_by: str
    late_days: int
    is_today: bool
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """An added file; ``may_change``: the reader may take it away, or share it."""

    file: AddedFile
    author: str
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """All of it, what may be added, and whom a task may be for at a glance."""

    notes: tuple[ShownNote, ...]
    tasks: tuple[ShownTask, ...]
    files: tuple[ShownFile, ...]
    may_work: bool
    may_add: bool
    may_write: bool
    writes: bool
    lacks_relay: bool
    near: tuple[str, ...]
    today: date
    most_files: int = FIELD.most_files
    most_mb: int = FIELD.most_bytes // 2**20

    @property
    def open_tasks(self) -> int:
        """Return how many tasks are still to be done."""
        return sum(one.task.is_open for one in self.tasks)

    @property
    def said(self) -> Mapping[int, str]:
        """Return what the notes say, by their ids."""
        return {one.note.id: one.note.text for one in self.notes}


def team_view(  # noqa: PLR0913, PLR0917 - of what, for whom, when
    desk: Desk, session: Session, record: RequestRecord, who: Member, facts: RequestFacts, labels: Labels, now: datetime
) -> TeamView:
    """Return what stands beside a request the visitor may read."""
    line = record.line
    view = desk.installation.towns.get(line.town)
    # What was said on a request that is a part of this one by now is said of this one.
    shows = eyes_of(who).shows
    found = (notes_of(session, line.id, shows), tasks_of(session, line.id, shows), files_of(session, line.id, shows))
    logins = {one.author for some in found for one in some} | {login for one in found[1] for login in (one.agent, one.ended_by) if login}
    names = agents.names(session, logins) if logins else {}
    may_work = may(who.standing, Permission.TREAT, facts)
    today = calendar_of(view.town).local(now).date()
    is_whole = line.merged_into is None
    in_charge = members.of_department(session, line.town, line.department) if may_work else ()
    near = tuple(agents.names(session, {one.login for one in in_charge}).values()) if in_charge else ()
    return TeamView(
        notes=tuple(_note(one, names, who, may_work=may_work) for one in found[0]),
        tasks=tuple(
            shown_task(one, names, labels, today, may_end=may_work or may_end(who.standing, desk.installation.towns, record, one))
            for one in found[1]
        ),
        files=tuple(
            ShownFile(file=one, author=names.get(one.author, one.author), may_change=may_work or one.author == who.agent.login)
            for one in found[2]
        ),
        may_work=may_work and is_whole,
        may_add=may(who.standing, Permission.CREATE, facts) and is_whole,
        may_write=any(may(who.standing, one, facts) for one in WRITING) and is_whole,
        writes=is_on(desk.installation.settings, view.town),
        lacks_relay=desk.installation.settings.relay_url is None,
        near=(who.agent.name, *(name for name in sorted(near) if name != who.agent.name), labels.department(line.department)),
        today=today,
    )


def note_seen(desk: Desk, who: Member, request: RequestId, now: datetime) -> None:
    """Say that the visitor has seen what was new to him on a request."""
    with desk.installation.database.read() as session:
        is_new = rings.is_unread(session, who.agent.id, request)
    if is_new:
        with desk.installation.database.write() as session:
            rings.mark_seen(session, who.agent.id, request, now)


def shown_task(task: Task, names: Mapping[str, str], labels: Labels, today: date, *, may_end: bool) -> ShownTask:
    """Return a task in words."""
    whose = names.get(task.agent, task.agent) if task.agent is not None else labels.department(task.department or DepartmentCode(""))
    return ShownTask(
        task=task,
        whose=whose,
        author=names.get(task.author, task.author),
        ended_by=names.get(task.ended_by, task.ended_by) if task.ended_by else "",
        late_days=(today - task.due_on).days if task.due_on is not None and task.is_late(today) else 0,
        is_today=task.is_open and task.due_on == today,
        may_end=may_end,
    )


def _note(note: Note, names: Mapping[str, str], who: Member, *, may_work: bool) -> ShownNote:
    return ShownNote(note=note, author=names.get(note.author, note.author), is_mine=may_work and note.author == who.agent.login)
