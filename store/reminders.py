"""Reminders: which requests are to be looked at, what was raised, who has read it, whom a mail told of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NewType

from sqlalchemy import ColumnElement, Insert, TextClause, and_, case, delete, false, func, or_, select, text, update
from sqlalchemy.orm import Session

from domain.deadline import Clock
from domain.ids import AgentId, DepartmentCode, RequestId, SubjectCode, TownId
from domain.reminder import Level, Reminder, Watch
from domain.request import Status
from domain.rights import Reach
from domain.timing import NOT_PRESSING
from store.reach import WHOLE
from store.request_lines import RequestLine, line
from store.schema import NextLookRow, ReminderMailRow, ReminderReadRow, ReminderRow, RequestRow, table_of
from store.upsert import dialect_of, insert_into

ReminderId = NewType("ReminderId", int)
_REQUEST = table_of(RequestRow).c
_NEXT = table_of(NextLookRow)
_REMINDERS = table_of(ReminderRow)
_READS = table_of(ReminderReadRow)
_MAILS = table_of(ReminderMailRow)
_AT_ONCE = 900
"""Ids in one statement: SQLite's older limit is 999 parameters."""
_LIVING = tuple(one.value for one in Status if not one.is_over)
_OF_LETTERS = (Clock.RECEIPT.value, Clock.ACKNOWLEDGEMENT.value)
LARGEST = 2**63 - 1
_NEWEST = 200
"""So many reminders the bell looks at: more than that nobody reads, and it is asked for with every page."""
LOOKED = ""
"""In place of an address: up to where it was looked whom to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A request whose reminders are to be looked at, from ``since`` on."""

    request: RequestId
    subject: SubjectCode
    department: DepartmentCode
    since: datetime
    watch: Watch
    is_limited: bool = False
    """Its requester has asked that it is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A reminder to write."""

    candidate: Candidate
    reminder: Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReminder:
    """A reminder as it is kept. ``over_at`` is when it had nothing more to say, None while it has."""

    id: ReminderId
    town: TownId
    request: RequestId
    clock: Clock
    day: date
    due_on: date
    late_days: int
    level: Level
    department: DepartmentCode
    at: datetime
    over_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BellLine:
    """A reminder with its request; ``is_read`` by the agent who looks."""

    reminder: KeptReminder
    request: RequestLine
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """Up to which reminder an address was told, and on which day last."""

    day: date | None
    up_to: int


def due(session: Session, town: TownId, now: datetime, limit: int) -> tuple[Candidate, ...]:
    """Return requests whose reminders are to be looked at, the longest waiting first, and keep others from looking at them meanwhile."""
    chosen = (
        select(
            *(_REQUEST.id, _REQUEST.subject, _REQUEST.department, _NEXT.c.at, _REQUEST.status, _REQUEST.taken_at),
            *(_REQUEST.received_at, _REQUEST.take_by, _REQUEST.complete_by, _REQUEST.legal_on, _REQUEST.awaited_until),
            *(_REQUEST.snoozed_until, _REQUEST.asked_on, _REQUEST.receipt_on, _REQUEST.acknowledge_on, _REQUEST.limited_at),
        )
        .select_from(_NEXT.join(table_of(RequestRow), _REQUEST.id == _NEXT.c.request_id))
        .where(_due(town, now))
        .order_by(_NEXT.c.at, _NEXT.c.request_id)
        .limit(limit)
        # Agents lock a request before its next look; whoever takes them in another order may wait for each other.
        .with_for_update(of=(table_of(RequestRow), _NEXT), skip_locked=True, key_share=True)
    )
    return tuple(
        Candidate(
            request=RequestId(row.id),
            subject=SubjectCode(row.subject),
            department=DepartmentCode(row.department),
            since=row.at,
            is_limited=row.limited_at is not None,
            watch=Watch(
                status=Status(row.status),
                is_taken=row.taken_at is not None,
                received_at=row.received_at,
                take_by=row.take_by,
                complete_by=row.complete_by,
                legal_on=row.legal_on,
                awaited_until=row.awaited_until,
                snoozed_until=row.snoozed_until,
                asked_on=row.asked_on,
                receipt_on=row.receipt_on,
                acknowledge_on=row.acknowledge_on,
            ),
        )
        for row in session.execute(chosen)
    )


def look_at(session: Session, moments: Sequence[tuple[RequestId, datetime | None]]) -> None:
    """Write when requests are to be looked at next."""
    # Few moments, many requests: the town hall opens once a day.
    by_moment: defaultdict[datetime | None, list[RequestId]] = defaultdict(list)
    for request, at in moments:
        by_moment[at].append(request)
    for at, requests in by_moment.items():
        for some in _shares(requests):
            own = _NEXT.c.request_id.in_(some)
            session.execute(delete(_NEXT).where(own) if at is None else update(_NEXT).where(own).values(at=at))


def look_again(session: Session, town: TownId, today: date, now: datetime) -> None:
    """Have all requests of a town that are not over looked at from their reception on; what was raised of days to come is over.

    For a clock that was ahead: what it passed over would be told of when it has caught up. What was told is told of no second time.
    """
    is_to_come = and_(_REMINDERS.c.town == town, _REMINDERS.c.over_at.is_(None), _REMINDERS.c.day > today)
    session.execute(update(_REMINDERS).where(is_to_come).values(over_at=now))
    since = case((_REQUEST.received_at > now, now), else_=_REQUEST.received_at)
    living = select(_REQUEST.id, _REQUEST.town, since).where(_REQUEST.town == town, _REQUEST.status.in_(_LIVING))
    looking = insert_into(dialect_of(session), NextLookRow).from_select(["request_id", "town", "at"], living)
    is_passed_over = _NEXT.c.at > now
    session.execute(looking.on_conflict_do_update(index_elements=["request_id"], set_={"at": looking.excluded.at}, where=is_passed_over))


def press(session: Session, requests: Collection[RequestId]) -> None:
    """Put requests whose legal clock is near before the others of their priority in review."""
    for some in _shares(requests):
        near = and_(_REQUEST.id.in_(some), _REQUEST.pressing_on == NOT_PRESSING, _REQUEST.legal_on.is_not(None))
        session.execute(update(table_of(RequestRow)).where(near).values(pressing_on=_REQUEST.legal_on))


def add(session: Session, town: TownId, raised: Sequence[Raised], now: datetime) -> tuple[Raised, ...]:
    """Write reminders and return those that were not there; each ends the one before it of the same clock.

    One that was over and holds again is told of no second time.
    """
    known = _known(session, {one.candidate.request for one in raised})
    new = tuple(one for one in raised if _key(one) not in known)
    again = [known[key][0] for one in raised if (key := _key(one)) in known and known[key][1]]
    if again:
        session.execute(update(_REMINDERS).where(_REMINDERS.c.id.in_(again)).values(over_at=None))
    by_kind: defaultdict[tuple[Clock, date], list[RequestId]] = defaultdict(list)
    earlier = {(request, clock) for request, clock, _ in known}
    for one in new:
        if (one.candidate.request, one.reminder.clock) in earlier:
            by_kind[one.reminder.clock, one.reminder.day].append(one.candidate.request)
    for (clock, day), requests in by_kind.items():
        for some in _shares(requests):
            before = and_(_REMINDERS.c.request_id.in_(some), _REMINDERS.c.clock == clock, _REMINDERS.c.day < day)
            session.execute(update(_REMINDERS).where(before, _REMINDERS.c.over_at.is_(None)).values(over_at=now))
    if new:
        session.execute(_adding(dialect_of(session)), [_values(town, one, now) for one in new])
    return new


def end(session: Session, request: RequestId, keep: Collection[tuple[Clock, date]], now: datetime) -> None:
    """End the reminders of a request but those of these clocks with these deadlines; these remind the department that has it now.

    Of a letter that has not left, those are reminded who were: whoever sends letters.
    """
    live = and_(_REMINDERS.c.request_id == request, _REMINDERS.c.over_at.is_(None))
    stays = or_(false(), *(and_(_REMINDERS.c.clock == clock, _REMINDERS.c.due_on == due_on) for clock, due_on in keep))
    session.execute(update(_REMINDERS).where(live, ~stays).values(over_at=now))
    present = select(_REQUEST.department).where(_REQUEST.id == request).scalar_subquery()
    is_elsewhere = and_(_REMINDERS.c.clock.not_in(_OF_LETTERS), _REMINDERS.c.department != present)
    session.execute(update(_REMINDERS).where(live, is_elsewhere).values(department=present))


def end_clocks(session: Session, requests: Collection[RequestId], clocks: Collection[Clock], now: datetime) -> None:
    """End the reminders of some clocks of requests."""
    of_these = and_(_REMINDERS.c.request_id.in_(requests), _REMINDERS.c.clock.in_([one.value for one in clocks]))
    session.execute(update(_REMINDERS).where(of_these, _REMINDERS.c.over_at.is_(None)).values(over_at=now))


def end_raised(session: Session, request: RequestId, clock: Clock, at: datetime, now: datetime) -> None:
    """End what was raised of a clock of a request at a moment."""
    is_it = and_(_REMINDERS.c.request_id == request, _REMINDERS.c.clock == clock.value, _REMINDERS.c.at == at)
    session.execute(update(_REMINDERS).where(is_it, _REMINDERS.c.over_at.is_(None)).values(over_at=now))


def of_request(session: Session, request: RequestId) -> tuple[KeptReminder, ...]:
    """Return the reminders of a request, oldest first."""
    rows = session.scalars(select(ReminderRow).where(ReminderRow.request_id == request).order_by(ReminderRow.id))
    return tuple(map(_kept, rows))


def bell(
    session: Session, town: TownId | None, agent: AgentId, *, before: int | None, limit: int, reach: Reach = WHOLE
) -> tuple[BellLine, ...]:
    """Return what reminds of requests of a town, or of all, that are there for the agent, the newest first.

    ``before`` is the id of the last one seen.
    """
    ids = _live_ids(session, town, limit, LARGEST if before is None else before - 1, reach)
    read = _read(session, agent, ids)
    chosen = (
        select(ReminderRow, RequestRow)
        .join(RequestRow, RequestRow.id == ReminderRow.request_id)
        .where(ReminderRow.id.in_(ids))
        .order_by(ReminderRow.id.desc())
    )
    return tuple(BellLine(reminder=_kept(row), request=line(request), is_read=row.id in read) for row, request in session.execute(chosen))


def count_unread(session: Session, town: TownId | None, agent: AgentId, reach: Reach = WHOLE) -> int:
    """Return how many of the newest reminders of requests that are there for an agent he has not read."""
    ids = _live_ids(session, town, _NEWEST, reach=reach)
    return len(ids) - len(_read(session, agent, ids))


def mark_read(
    session: Session, town: TownId | None, agent: AgentId, up_to: int, only: ReminderId | None = None, reach: Reach = WHOLE
) -> None:
    """Say that an agent has read the newest reminders up to an id, or one of them."""
    if only is None:
        chosen = _live_ids(session, town, _NEWEST, up_to, reach)
    else:
        chosen = tuple(session.scalars(select(_REMINDERS.c.id).where(_live(town), _REMINDERS.c.id == only)))
    rows = [{"agent_id": agent, "reminder_id": one} for one in chosen]
    if rows:
        session.execute(insert_into(dialect_of(session), ReminderReadRow).on_conflict_do_nothing(), rows)


def newest(session: Session, town: TownId) -> int:
    """Return the id of the newest live reminder of a town, 0 where there is none."""
    return next(iter(_live_ids(session, town, 1)), 0)


def looked(session: Session, town: TownId) -> Mailed:
    """Return up to where, and on which day, it was looked whom to tell in a town."""
    return mailed(session, town).get(LOOKED, Mailed(day=None, up_to=0))


def mailed(session: Session, town: TownId) -> dict[str, Mailed]:
    """Return up to where each address of a town was told."""
    rows = session.execute(select(_MAILS.c.recipient, _MAILS.c.day, _MAILS.c.up_to).where(_MAILS.c.town == town))
    return {row.recipient: Mailed(day=row.day, up_to=row.up_to) for row in rows}


def set_looked(session: Session, town: TownId, day: date, up_to: int) -> None:
    """Say up to where it was looked whom to tell."""
    values = {"town": town, "recipient": LOOKED, "day": day, "up_to": up_to}
    putting = insert_into(dialect_of(session), ReminderMailRow)
    session.execute(putting.on_conflict_do_update(index_elements=["town", "recipient"], set_={"day": day, "up_to": up_to}), values)


def claim_mail(session: Session, town: TownId, recipient: str, day: date, up_to: int) -> bool:
    """Say that an address is told up to an id on a day; False where it was told that day already.

    One that was told on a later day is told again: the clock was ahead then, and nothing would be told until it has caught up.
    """
    putting = insert_into(dialect_of(session), ReminderMailRow)
    is_new = or_(_MAILS.c.day.is_(None), _MAILS.c.day != putting.excluded.day)
    claimed = putting.on_conflict_do_update(
        index_elements=["town", "recipient"], set_={"day": putting.excluded.day, "up_to": putting.excluded.up_to}, where=is_new
    ).returning(_MAILS.c.up_to)
    values = {"town": town, "recipient": recipient, "day": day, "up_to": up_to}
    return session.execute(claimed, values).one_or_none() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What an address is told of: departments (None: all), states of requests, levels, and in whose hands (logins; None: whoever's).

    ``beside`` are those in whose hands nothing of it is: they are told themselves.
    """

    departments: tuple[DepartmentCode, ...] | None
    statuses: tuple[Status, ...]
    levels: tuple[Level, ...]
    hands: tuple[str, ...] | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Live reminders an address was not told of: how many, of how many requests, and the worst of them."""

    reminders: int
    requests: int
    lines: tuple[BellLine, ...]


def untold(session: Session, town: TownId, shares: Sequence[Share], *, after: int, up_to: int, limit: int) -> Untold:
    """Return the live reminders an address was not told of."""
    mine = or_(false(), *map(_share, shares))
    among = and_(_live(town), _REMINDERS.c.id > after, _REMINDERS.c.id <= up_to, mine)
    among = and_(among, _REQUEST.limited_at.is_(None))
    worst = (case((_REMINDERS.c.clock == Clock.LEGAL, 0), else_=1), _REMINDERS.c.due_on, _REMINDERS.c.id)
    # Counted and chosen at once, by no more than their ids: there may be all that was ever raised, each with its request.
    first = select(_REMINDERS.c.id, func.count().over().label("many")).join(RequestRow, _REQUEST.id == _REMINDERS.c.request_id)
    found = session.execute(first.where(among).order_by(*worst).limit(limit)).all()
    if not found:
        return Untold(reminders=0, requests=0, lines=())
    chosen = (
        select(ReminderRow, RequestRow)
        .join(RequestRow, RequestRow.id == ReminderRow.request_id)
        .where(ReminderRow.id.in_([row.id for row in found]))
        .order_by(*worst)
    )
    lines = tuple(BellLine(reminder=_kept(row), request=line(request), is_read=False) for row, request in session.execute(chosen))
    of_requests = len({one.request.id for one in lines})
    if found[0].many > len(found):
        distinct = select(func.count(_REMINDERS.c.request_id.distinct())).join(RequestRow, _REQUEST.id == _REMINDERS.c.request_id)
        of_requests = session.execute(distinct.where(among)).scalar_one()
    return Untold(reminders=found[0].many, requests=of_requests, lines=lines)


def _share(share: Share) -> ColumnElement[bool]:
    levels, statuses = ([one.value for one in some] for some in (share.levels, share.statuses))
    parts: list[ColumnElement[bool]] = [_REMINDERS.c.level.in_(levels), _REQUEST.status.in_(statuses)]
    if share.departments is not None:
        parts.append(_REMINDERS.c.department.in_(share.departments))
    if share.hands is not None:
        parts.append(_REQUEST.taken_by.in_(share.hands))
    if share.beside:
        parts.append(or_(_REQUEST.taken_by.is_(None), _REQUEST.taken_by.not_in(share.beside)))
    return and_(*parts)


def _due(town: TownId, now: datetime) -> ColumnElement[bool]:
    return and_(_NEXT.c.town == town, _NEXT.c.at <= now)


def _live(town: TownId | None) -> ColumnElement[bool]:
    is_live = _REMINDERS.c.over_at.is_(None)
    return is_live if town is None else and_(is_live, _REMINDERS.c.town == town)


def _live_ids(session: Session, town: TownId | None, limit: int, up_to: int = LARGEST, reach: Reach = WHOLE) -> tuple[int, ...]:
    """Return the ids of live reminders that are there for somebody, the newest first."""
    values = {"up_to": up_to, "limit": limit}
    if not reach.is_all:
        own = [{"town": at, "department": code} for at, code in reach.departments if town in {None, at}]
        found = [one for chosen in own for one in session.scalars(_newest_live(session, *chosen), {**values, **chosen})]
        return tuple(sorted(found, reverse=True)[:limit])
    of = {} if town is None else {"town": town}
    return tuple(session.scalars(_newest_live(session, *of), {**values, **of}))


def _newest_live(session: Session, *by: str) -> TextClause:
    """Return the statement for the newest live reminders with these columns, none, the town, or town and department."""
    # SQLite would rather go through all reminders there ever were, because these come in the order of the table.
    index = ("ix_reminders_live", "ix_reminders_town_live", "ix_reminders_department_live")[len(by)]
    by_index = f"INDEXED BY {index}" if dialect_of(session) == "sqlite" else ""
    of = "".join(f"AND {column} = :{column} " for column in by)
    return text(f"SELECT id FROM reminders {by_index} WHERE over_at IS NULL {of}AND id <= :up_to ORDER BY id DESC LIMIT :limit")  # noqa: S608 - words of ours


def _read(session: Session, agent: AgentId, ids: Collection[int]) -> frozenset[int]:
    """Return those of some reminders that an agent has read."""
    if not ids:
        return frozenset()
    return frozenset(session.scalars(select(_READS.c.reminder_id).where(_READS.c.agent_id == agent, _READS.c.reminder_id.in_(ids))))


def _key(one: Raised) -> tuple[RequestId, Clock, date]:
    return one.candidate.request, one.reminder.clock, one.reminder.day


def _known(session: Session, requests: Collection[RequestId]) -> dict[tuple[RequestId, Clock, date], tuple[int, bool]]:
    """Return the reminders of requests by what makes each the only one: its id, and whether it is over."""
    found: dict[tuple[RequestId, Clock, date], tuple[int, bool]] = {}
    columns = (_REMINDERS.c.id, _REMINDERS.c.request_id, _REMINDERS.c.clock, _REMINDERS.c.day, _REMINDERS.c.over_at)
    for some in _shares(requests):
        for row in session.execute(select(*columns).where(_REMINDERS.c.request_id.in_(some))):
            found[RequestId(row.request_id), Clock(row.clock), row.day] = (row.id, row.over_at is not None)
    return found


def _shares(requests: Collection[RequestId]) -> Sequence[Sequence[RequestId]]:
    ordered = sorted(requests)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _values(town: TownId, one: Raised, now: datetime) -> dict[str, object]:
    reminder = one.reminder
    return {
        "town": town,
        "request_id": one.candidate.request,
        "clock": reminder.clock.value,
        "day": reminder.day,
        "due_on": reminder.due_on,
        "late_days": reminder.late_days,
        "level": reminder.level.value,
        "department": one.candidate.department,
        "at": now,
    }


def _kept(row: ReminderRow) -> KeptReminder:
    return KeptReminder(
        id=ReminderId(row.id),
        town=TownId(row.town),
        request=RequestId(row.request_id),
        clock=Clock(row.clock),
        day=row.day,
        due_on=row.due_on,
        late_days=row.late_days,
        level=Level(row.level),
        department=DepartmentCode(row.department),
        at=row.at,
        over_at=row.over_at,
    )


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, ReminderRow).on_conflict_do_nothing(index_elements=["request_id", "clock", "day"])
