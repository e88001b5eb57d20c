"""Folders collected over IMAP: how far each is kept, which mails became which arrivals, what is still to be done to them there."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.ids import InboundId, TownId
from store.columns import literally
from store.schema import CollectedFolderRow, CollectedMailRow, table_of
from store.upsert import dialect_of, insert_into

_WAITING = literally("NOT disposed")
"""Literally the condition of the partial index, or SQLite would not use it."""
_KEY = ("town", "account", "folder")
_SHARE = 500
"""UIDs asked for in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderKey:
    """Which folder of which account it is, and the town it is collected for."""

    town: TownId
    account: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """How far a folder is kept: every mail up to ``kept_uid`` under this ``validity`` (None: never seen)."""

    id: int
    validity: int | None
    kept_uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A mail of a folder and the arrival it became; ``aside`` where only its header is kept."""

    uid: int
    inbound_id: InboundId
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderStatus:
    """How the collecting of a folder goes: when it last was complete, what is wrong since when, and what its last count found."""

    town: TownId
    account: str
    folder: str
    mails: int
    aside: int
    waiting: int
    collected_at: datetime | None
    fault: str | None
    detail: str | None
    fault_since: datetime | None
    counted_at: datetime | None
    counted: int | None
    missed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """Whether the collecting of a folder goes on, without counting its mails: when it last was complete, and what is wrong."""

    town: TownId
    account: str
    folder: str
    collected_at: datetime | None
    fault: str | None
    detail: str | None


def folder(session: Session, key: FolderKey, validity: int) -> Folder:
    """Return how far a folder is kept, written down if it is new; under another ``validity`` it begins anew."""
    insert = insert_into(dialect_of(session), CollectedFolderRow).values(**asdict(key), validity=validity, kept_uid=0)
    session.execute(insert.on_conflict_do_nothing(index_elements=_KEY))
    row = session.scalars(select(CollectedFolderRow).filter_by(**asdict(key)).with_for_update()).one()
    if row.validity != validity:
        row.validity, row.kept_uid = validity, 0
        session.flush()
    return Folder(id=row.id, validity=row.validity, kept_uid=row.kept_uid)


def add(session: Session, place: Folder, mails: Sequence[Collected], kept_uid: int, *, leave: bool) -> None:
    """Write which arrivals mails became, and that all up to ``kept_uid`` are kept. ``leave``: nothing is to be done to them there.

    A mail that was set aside and could be had after all takes its new arrival.
    """
    rows = [
        {
            "folder_id": place.id,
            "validity": place.validity,
            "uid": one.uid,
            "inbound_id": one.inbound_id,
            "aside": one.aside,
            "disposed": leave,
        }
        for one in mails
    ]
    if rows:
        insert = insert_into(dialect_of(session), CollectedMailRow)
        taken = {name: insert.excluded[name] for name in ("inbound_id", "aside", "disposed")}
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["folder_id", "validity", "uid"], set_=taken, where=table_of(CollectedMailRow).c.aside.is_(True)
            ),
            rows,
        )
    is_same = (
        (CollectedFolderRow.id == place.id) & (CollectedFolderRow.validity == place.validity) & (CollectedFolderRow.kept_uid < kept_uid)
    )
    session.execute(update(CollectedFolderRow).where(is_same).values(kept_uid=kept_uid).execution_options(synchronize_session=False))


def waiting(session: Session, place: Folder) -> list[int]:
    """Return the UIDs of kept mails to which something is still to be done in their folder, in order."""
    mine = (CollectedMailRow.folder_id == place.id, CollectedMailRow.validity == place.validity, CollectedMailRow.aside.is_(False))
    return list(session.scalars(select(CollectedMailRow.uid).where(_WAITING, *mine).order_by(CollectedMailRow.uid)))


def set_disposed(session: Session, place: Folder, uids: Sequence[int]) -> None:
    """Say that what was to be done to mails in their folder is done."""
    for some in _shares(uids):
        mine = (CollectedMailRow.folder_id == place.id, CollectedMailRow.validity == place.validity, CollectedMailRow.uid.in_(some))
        session.execute(update(CollectedMailRow).where(*mine).values(disposed=True).execution_options(synchronize_session=False))


def known(session: Session, place: Folder) -> set[int]:
    """Return the UIDs of all mails of a folder that are kept, those set aside not among them."""
    mine = (CollectedMailRow.folder_id == place.id, CollectedMailRow.validity == place.validity, CollectedMailRow.aside.is_(False))
    return set(session.scalars(select(CollectedMailRow.uid).where(*mine)))


def set_aside(session: Session, place: Folder) -> dict[int, InboundId]:
    """Return the mails of a folder that are set aside, with the arrival that stands for each."""
    mine = (CollectedMailRow.folder_id == place.id, CollectedMailRow.validity == place.validity, CollectedMailRow.aside.is_(True))
    return {
        uid: InboundId(inbound) for uid, inbound in session.execute(select(CollectedMailRow.uid, CollectedMailRow.inbound_id).where(*mine))
    }


def arrivals(session: Session, place: Folder, uids: Sequence[int]) -> dict[int, InboundId]:
    """Return the arrivals that some mails of a folder became."""
    found: dict[int, InboundId] = {}
    for some in _shares(uids):
        mine = (CollectedMailRow.folder_id == place.id, CollectedMailRow.validity == place.validity, CollectedMailRow.uid.in_(some))
        rows = session.execute(select(CollectedMailRow.uid, CollectedMailRow.inbound_id).where(*mine))
        found |= {uid: InboundId(inbound) for uid, inbound in rows}
    return found


def set_complete(session: Session, place: Folder, now: datetime, *, keep_fault: bool = False) -> None:
    """Say that all of a folder is kept, and nothing is wrong; ``keep_fault``: but for what was wrong already, beside."""
    values = {"collected_at": now} if keep_fault else {"collected_at": now, "fault": None, "detail": None, "fault_since": None}
    session.execute(update(CollectedFolderRow).where(CollectedFolderRow.id == place.id).values(values))


def set_counted(session: Session, place: Folder, counted: int, missed: int, now: datetime) -> None:
    """Write what a count of a folder found."""
    values = {"counted": counted, "missed": missed, "counted_at": now}
    session.execute(update(CollectedFolderRow).where(CollectedFolderRow.id == place.id).values(values))


def set_fault(session: Session, key: FolderKey, fault: str, detail: str, now: datetime) -> None:
    """Write what keeps a folder from being collected; since when stays as it was where it is no new fault."""
    insert = insert_into(dialect_of(session), CollectedFolderRow).values(
        **asdict(key), validity=None, kept_uid=0, fault=fault, detail=detail, fault_since=now
    )
    since = func.coalesce(CollectedFolderRow.fault_since, now)
    session.execute(insert.on_conflict_do_update(index_elements=_KEY, set_={"fault": fault, "detail": detail, "fault_since": since}))


def statuses(session: Session, town: TownId | None = None) -> Iterator[FolderStatus]:
    """Yield how the collecting of each folder goes, by town, account and folder."""
    rows = select(CollectedFolderRow).order_by(CollectedFolderRow.town, CollectedFolderRow.account, CollectedFolderRow.folder)
    for row in session.scalars(rows if town is None else rows.where(CollectedFolderRow.town == town)):
        of = select(func.count()).select_from(CollectedMailRow).where(CollectedMailRow.folder_id == row.id)
        yield FolderStatus(
            town=TownId(row.town),
            account=row.account,
            folder=row.folder,
            mails=session.scalar(of) or 0,
            aside=session.scalar(of.where(CollectedMailRow.aside.is_(True), CollectedMailRow.validity == row.validity)) or 0,
            waiting=session.scalar(of.where(_WAITING, CollectedMailRow.aside.is_(False), CollectedMailRow.validity == row.validity)) or 0,
            collected_at=row.collected_at,
            fault=row.fault,
            detail=row.detail,
            fault_since=row.fault_since,
            counted_at=row.counted_at,
            counted=row.counted,
            missed=row.missed,
        )


def states(session: Session) -> Iterator[FolderState]:
    """Yield whether the collecting of each folder goes on: a few rows, however many mails there are."""
    for row in session.scalars(select(CollectedFolderRow).order_by(CollectedFolderRow.id)):
        yield FolderState(
            town=TownId(row.town),
            account=row.account,
            folder=row.folder,
            collected_at=row.collected_at,
            fault=row.fault,
            detail=row.detail,
        )


def _shares(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), _SHARE):
        yield uids[start : start + _SHARE]
