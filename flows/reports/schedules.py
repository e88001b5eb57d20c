"""Documents that leave by mail again and again: an administrator says which, on which days, to whom."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from domain.department import DepartmentKind
from domain.errors import InvalidError, Mistake
from domain.ids import DepartmentCode, TownId
from domain.report import LAST_DAY_OF_MONTH, KeptSchedule, Recipient, RecipientKind, ReportKind, Rhythm, Schedule, ScheduleId
from flows.deputies import find_department, mailbox_of
from flows.figures import OPERATOR
from flows.reports.making import checked
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, report_schedules

_DAYS = {Rhythm.WEEK: 7, Rhythm.MONTH: LAST_DAY_OF_MONTH}
_LAST_HOUR = 23
_MOST_RECIPIENTS = 100


def plan(installation: Installation, town: TownId, schedule: Schedule, by: str, now: datetime) -> ScheduleId:
    """Have a document sent from now on. Raises InvalidError naming what is wrong, NotFoundError for no town."""
    view = installation.towns.get(town)
    with installation.database.write() as session:
        _check(session, view, schedule)
        added = report_schedules.add(session, town, schedule, now)
        _write_down(session, town, by, "report.planned", added, schedule, now)
    return added


def change(  # noqa: PLR0913 — what is changed, by whom, in place of what he saw
    installation: Installation, town: TownId, schedule_id: ScheduleId, schedule: Schedule, *, seen: int, by: str, now: datetime
) -> None:
    """Have it sent otherwise from now on. Raises as `plan`, and ConflictError where somebody changed it meanwhile."""
    view = installation.towns.get(town)
    with installation.database.write() as session:
        _check(session, view, schedule)
        report_schedules.change(session, town, schedule_id, schedule, seen, now)
        _write_down(session, town, by, "report.changed", schedule_id, schedule, now)


def end(installation: Installation, town: TownId, schedule_id: ScheduleId, *, seen: int, by: str, now: datetime) -> None:
    """Send no more of it. Raises ConflictError where somebody changed it meanwhile."""
    with installation.database.write() as session:
        report_schedules.end(session, town, schedule_id, seen, now)
        journal.append(session, at=now, town=town, actor=by, action="report.ended", object=f"report {schedule_id}", details={})


def planned(installation: Installation, town: TownId) -> tuple[KeptSchedule, ...]:
    """Return what is sent of a town."""
    with installation.database.read() as session:
        return report_schedules.of_town(session, town)


def _write_down(  # noqa: PLR0913, PLR0917 — what the journal says of it
    session: Session, town: TownId, by: str, action: str, schedule_id: ScheduleId, schedule: Schedule, now: datetime
) -> None:
    facts: dict[str, object] = {
        "kind": schedule.asked.kind.value,
        "about": schedule.asked.department or schedule.asked.sector,
        "rhythm": schedule.rhythm.value,
        "day": schedule.day,
        "hour": schedule.hour,
        "recipients": [f"{one.kind.value} {one.name}" for one in schedule.recipients],
    }
    journal.append(session, at=now, town=town, actor=by, action=action, object=f"report {schedule_id}", details=facts)


def _check(session: Session, view: TownView, schedule: Schedule) -> None:
    """Raise InvalidError where a schedule cannot be kept, all mistakes at once."""
    mistakes = list(_mistakes(session, view, schedule))
    try:
        checked(view, OPERATOR, schedule.asked)
    except InvalidError as error:
        mistakes += error.mistakes
    if mistakes:
        raise InvalidError(*mistakes)


def _mistakes(session: Session, view: TownView, schedule: Schedule) -> Iterator[Mistake]:
    if not 1 <= schedule.day <= _DAYS[schedule.rhythm]:
        yield Mistake(
            where="day",
            what=say("There is no such day in the rhythm that is asked for."),
            remedy=say("Give a day of the week, or one from 1 to 28 of the month."),
        )
    if not 0 <= schedule.hour <= _LAST_HOUR:
        yield Mistake(where="hour", what=say("There is no such hour."), remedy=say("Give an hour from 0 to 23."))
    if not schedule.recipients or len(schedule.recipients) > _MOST_RECIPIENTS:
        yield Mistake(
            where="recipients",
            what=say("A document that is sent needs recipients, 100 at most."),
            remedy=say("Choose agents, or the department itself."),
        )
    for one in schedule.recipients:
        found = _fault(session, view, schedule, one)
        if found is not None:
            yield found


def _fault(session: Session, view: TownView, schedule: Schedule, one: Recipient) -> Mistake | None:
    if one.kind is RecipientKind.DEPARTMENT:
        is_own = schedule.asked.kind is ReportKind.WEEKLY and one.name == schedule.asked.department
        department = find_department(view.ruleset, schedule.asked.department)
        is_ours = department is not None and department.kind is DepartmentKind.INTERNAL
        if is_own and is_ours and mailbox_of(view.ruleset, DepartmentCode(one.name)):
            return None
        return Mistake(
            where="recipients",
            what=say("A department’s mailbox gets the weekly dashboard of its own department alone."),
            remedy=say("Choose agents."),
        )
    agent = agents.find_by_login(session, one.name)
    if agent is not None and agent.closed_at is None and agent.email is not None and agent.town in {None, view.town.id}:
        return None
    return Mistake(
        where="recipients",
        what=say("{login} is no agent of the town who has an e-mail address.", login=one.name),
        remedy=say("Choose one of the list."),
    )
