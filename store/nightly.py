"""What the count of each night found: one row a town and night, written when it is asked for and filled when it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.conservation import Account
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.wording import say
from store.mapping import dump, load
from store.schema import NightlyCountRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyCount:
    """The count of a night (comptage de nuit); ``account`` is None while it is not done."""

    id: int
    town: TownId
    night: date
    done_at: datetime | None
    account: Account | None


def ask(session: Session, town: TownId, night: date) -> int | None:
    """Ask for the count of a night and return its id; None where somebody has asked for it before."""
    new = insert_into(dialect_of(session), NightlyCountRow).values(town=town, night=night)
    return session.scalar(new.on_conflict_do_nothing(index_elements=["town", "night"]).returning(NightlyCountRow.id))


def asked(session: Session, nights: Collection[tuple[TownId, date]]) -> set[tuple[TownId, date]]:
    """Return which counts of some nights were asked for."""
    days = {night for _, night in nights}
    rows = session.execute(select(NightlyCountRow.town, NightlyCountRow.night).where(NightlyCountRow.night.in_(days)))
    return {(TownId(town), night) for town, night in rows} & set(nights)


def get(session: Session, count_id: int) -> NightlyCount:
    """Return a count. Raises NotFoundError."""
    row = session.get(NightlyCountRow, count_id)
    if row is None:
        raise NotFoundError(say("There is no nightly count {id}.", id=count_id))
    return _count(row)


def of_night(session: Session, town: TownId, night: date) -> NightlyCount:
    """Return the count of a night that was asked for. Raises NotFoundError."""
    row = session.scalars(select(NightlyCountRow).filter_by(town=town, night=night)).one_or_none()
    if row is None:
        raise NotFoundError(say("The count of {night} was not asked for in {town}.", night=night, town=town))
    return _count(row)


def keep(session: Session, count_id: int, account: Account, now: datetime) -> None:
    """Write what a count found."""
    found = {"account": dump(account), "adds_up": account.adds_up, "done_at": now}
    session.execute(update(NightlyCountRow).where(NightlyCountRow.id == count_id).values(found))


def last(session: Session, town: TownId | None = None) -> tuple[NightlyCount, ...]:
    """Return the last count that is done of a town, or of each."""
    done = select(NightlyCountRow.town, func.max(NightlyCountRow.night).label("night")).where(NightlyCountRow.done_at.is_not(None))
    newest = done.group_by(NightlyCountRow.town).subquery()
    found = select(NightlyCountRow).join(newest, (newest.c.town == NightlyCountRow.town) & (newest.c.night == NightlyCountRow.night))
    found = found if town is None else found.where(NightlyCountRow.town == town)
    return tuple(_count(row) for row in session.scalars(found.order_by(NightlyCountRow.town)))


def _count(row: NightlyCountRow) -> NightlyCount:
    return NightlyCount(
        id=row.id,
        town=TownId(row.town),
        night=row.night,
        done_at=row.done_at,
        account=None if row.account is None else load(Account, row.account),
    )
