"""Which documents of figures leave by mail on which days, what was asked for, and the files on their way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.report import KeptSchedule, Recipient, RecipientKind, ReportAsked, ReportKind, Rhythm, Schedule, ScheduleId
from domain.wording import say
from store.schema import ReportFileRow, ReportRecipientRow, ReportScheduleRow, ReportSendingRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A document that was due (envoi). ``done_at`` None: it is on its way."""

    id: int
    schedule: ScheduleId
    due_on: date
    done_at: datetime | None
    sent: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A file that goes along with a letter."""

    name: str
    media_type: str
    content: bytes


def add(session: Session, town: TownId, schedule: Schedule, now: datetime) -> ScheduleId:
    """Write a schedule: what is due from now on is sent."""
    values = {**_columns(schedule), "town": town, "since": now}
    added = ScheduleId(session.scalars(insert(ReportScheduleRow).values(values).returning(ReportScheduleRow.id)).one())
    _put_recipients(session, added, schedule.recipients)
    return added


def change(session: Session, town: TownId, schedule_id: ScheduleId, schedule: Schedule, seen: int, now: datetime) -> None:
    """Write a schedule in place of its version ``seen``. Raises ConflictError where somebody changed or ended it meanwhile."""
    _write(session, town, schedule_id, seen, {**_columns(schedule), "since": now})
    session.execute(delete(ReportRecipientRow).where(ReportRecipientRow.schedule_id == schedule_id))
    _put_recipients(session, schedule_id, schedule.recipients)


def end(session: Session, town: TownId, schedule_id: ScheduleId, seen: int, now: datetime) -> None:
    """Send no more of it. Raises as `change`."""
    _write(session, town, schedule_id, seen, {"ended_at": now})


def _write(session: Session, town: TownId, schedule_id: ScheduleId, seen: int, values: dict[str, object]) -> None:
    own = (ReportScheduleRow.id == schedule_id, ReportScheduleRow.town == town, ReportScheduleRow.version == seen)
    changed = update(ReportScheduleRow).where(*own, ReportScheduleRow.ended_at.is_(None)).values({**values, "version": seen + 1})
    written = session.execute(changed.returning(ReportScheduleRow.id).execution_options(synchronize_session=False)).first()
    if written is None:
        raise ConflictError(f"The schedule {schedule_id} of {town} was changed meanwhile.")


def of_town(session: Session, town: TownId | None) -> tuple[KeptSchedule, ...]:
    """Return the schedules of a town, or of all, that have not ended."""
    rows = select(ReportScheduleRow).where(ReportScheduleRow.ended_at.is_(None)).order_by(ReportScheduleRow.town, ReportScheduleRow.id)
    found = session.scalars(rows if town is None else rows.where(ReportScheduleRow.town == town)).all()
    return tuple(_kept(session, row) for row in found)


def get(session: Session, schedule_id: ScheduleId) -> KeptSchedule | None:
    """Return a schedule; None where it has ended. Raises NotFoundError."""
    row = session.get(ReportScheduleRow, schedule_id, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no schedule {id}.", id=schedule_id))
    return None if row.ended_at is not None else _kept(session, row)


def ask(session: Session, schedule: ScheduleId, due_on: date, now: datetime) -> int | None:
    """Ask for the document of a day and return the id; None where somebody asked for it before."""
    new = insert_into(dialect_of(session), ReportSendingRow).values(schedule_id=schedule, due_on=due_on, asked_at=now, sent=0, left_out=0)
    asked = new.on_conflict_do_nothing(index_elements=["schedule_id", "due_on"]).returning(ReportSendingRow.id)
    return session.scalar(asked)


def last_asked(session: Session) -> dict[ScheduleId, date]:
    """Return the last day that was asked for of each schedule."""
    rows = session.execute(select(ReportSendingRow.schedule_id, func.max(ReportSendingRow.due_on)).group_by(ReportSendingRow.schedule_id))
    return {ScheduleId(schedule): day for schedule, day in rows if day is not None}


def sending(session: Session, sending_id: int) -> Sending:
    """Return a sending. Raises NotFoundError."""
    row = session.get(ReportSendingRow, sending_id, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no sending {id}.", id=sending_id))
    return _sending(row)


def last_sendings(session: Session, town: TownId) -> dict[ScheduleId, Sending]:
    """Return the last sending of each schedule of a town."""
    own = select(ReportScheduleRow.id).where(ReportScheduleRow.town == town)
    rows = session.scalars(select(ReportSendingRow).where(ReportSendingRow.schedule_id.in_(own)).order_by(ReportSendingRow.due_on))
    return {ScheduleId(row.schedule_id): _sending(row) for row in rows}


def done(session: Session, sending_id: int, now: datetime, *, sent: int, left_out: int) -> None:
    """Write what became of a sending."""
    values = {"done_at": now, "sent": sent, "left_out": left_out}
    session.execute(update(ReportSendingRow).where(ReportSendingRow.id == sending_id).values(values))


def add_file(session: Session, town: TownId, file: ReportFile, now: datetime) -> int:
    """Keep a file that goes along with letters and return its id."""
    values = {"town": town, "name": file.name, "media_type": file.media_type, "content": file.content, "made_at": now}
    return session.scalars(insert(ReportFileRow).values(values).returning(ReportFileRow.id)).one()


def find_file(session: Session, town: TownId, file_id: int) -> ReportFile | None:
    """Return a file of a town; None where it was forgotten, or is another town's."""
    row = session.get(ReportFileRow, file_id)
    return None if row is None or row.town != town else ReportFile(name=row.name, media_type=row.media_type, content=row.content)


def forget_files(session: Session, before: datetime) -> None:
    """Forget the files made before a moment: no letter waits that long."""
    session.execute(delete(ReportFileRow).where(ReportFileRow.made_at < before))


def _columns(schedule: Schedule) -> dict[str, object]:
    return {
        "kind": schedule.asked.kind,
        "department": schedule.asked.department,
        "sector": schedule.asked.sector,
        "rhythm": schedule.rhythm,
        "day": schedule.day,
        "hour": schedule.hour,
        "language": schedule.language,
    }


def _put_recipients(session: Session, schedule_id: ScheduleId, recipients: Iterable[Recipient]) -> None:
    rows = [{"schedule_id": schedule_id, "kind": one.kind, "name": one.name} for one in dict.fromkeys(recipients)]
    if rows:
        session.execute(insert(ReportRecipientRow), rows)


def _kept(session: Session, row: ReportScheduleRow) -> KeptSchedule:
    own = (
        select(ReportRecipientRow)
        .where(ReportRecipientRow.schedule_id == row.id)
        .order_by(ReportRecipientRow.kind, ReportRecipientRow.name)
    )
    department = None if row.department is None else DepartmentCode(row.department)
    schedule = Schedule(
        asked=ReportAsked(kind=ReportKind(row.kind), department=department, sector=row.sector),
        rhythm=Rhythm(row.rhythm),
        day=row.day,
        hour=row.hour,
        language=row.language,
        recipients=tuple(Recipient(kind=RecipientKind(one.kind), name=one.name) for one in session.scalars(own)),
    )
    return KeptSchedule(id=ScheduleId(row.id), town=TownId(row.town), schedule=schedule, since=row.since, version=row.version)


def _sending(row: ReportSendingRow) -> Sending:
    return Sending(
        id=row.id,
        schedule=ScheduleId(row.schedule_id),
        due_on=row.due_on,
        done_at=row.done_at,
        sent=row.sent,
        left_out=row.left_out,
    )
