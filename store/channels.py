"""Mailboxes and drop folders that were named on the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.channel import ChannelId, ChannelKind, Hand, OwnChannel
from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.inbound import Channel
from domain.wording import say
from store.schema import ChannelRow, CollectedFolderRow, CollectedMailRow, InboundRow

_NEWEST = 5_000
"""Arrivals looked through for the last one of a channel: more would hold up the page of a large town."""
Document = dict[str, Any]  # Any: the settings of one of two kinds, as JSON


def of_kind(session: Session, kind: ChannelKind) -> tuple[OwnChannel, ...]:
    """Return those of all towns, in the order they were named in."""
    rows = session.scalars(select(ChannelRow).where(ChannelRow.kind == kind.value).order_by(ChannelRow.id))
    return tuple(map(_channel, rows))


def get(session: Session, channel: ChannelId) -> OwnChannel:
    """Return one. Raises NotFoundError."""
    row = session.get(ChannelRow, channel, populate_existing=True)
    if row is None:
        raise NotFoundError(say("There is no channel {id}.", id=channel))
    return _channel(row)


def add(session: Session, town: TownId, kind: ChannelKind, document: Document, secret: str | None, hand: Hand) -> ChannelId:
    """Write a new one."""
    row = ChannelRow(town=town, kind=kind.value, document=document, secret=secret, version=1, changed_at=hand.at, changed_by=hand.by)
    session.add(row)
    session.flush()
    return ChannelId(row.id)


def change(session: Session, before: OwnChannel, document: Document, secret: str | None, hand: Hand) -> None:
    """Write one anew. Raises ConflictError where somebody else changed it, or took it out, since it was read."""
    values = {"document": document, "secret": secret, "version": before.version + 1, "changed_at": hand.at, "changed_by": hand.by}
    is_same = (ChannelRow.id == before.id, ChannelRow.version == before.version)
    if session.execute(update(ChannelRow).where(*is_same).values(values).returning(ChannelRow.id)).first() is None:
        raise ConflictError(f"The channel {before.id} was changed meanwhile.")


def remove(session: Session, channel: ChannelId) -> None:
    """Take one out; what came in by it stays."""
    session.execute(delete(ChannelRow).where(ChannelRow.id == channel))


def last_collected(session: Session, town: TownId, account: str, folder: str) -> datetime | None:
    """Return when the newest mail of a folder that is kept came in, None where there is none."""
    place = select(CollectedFolderRow.id).filter_by(town=town, account=account, folder=folder).scalar_subquery()
    newest = (
        select(CollectedMailRow.inbound_id)
        .where(CollectedMailRow.folder_id == place)
        .order_by(CollectedMailRow.validity.desc(), CollectedMailRow.uid.desc())
        .limit(1)
    )
    return session.scalar(select(InboundRow.received_at).where(InboundRow.id == newest.scalar_subquery()))


def last_arrivals(session: Session, town: TownId) -> dict[Channel, datetime]:
    """Return when the last message came in by each channel, among the newest of a town."""
    newest = (
        select(InboundRow.channel, InboundRow.received_at)
        .where(InboundRow.town == town)
        .order_by(InboundRow.received_at.desc())
        .limit(_NEWEST)
        .subquery()
    )
    rows = session.execute(select(newest.c.channel, func.max(newest.c.received_at)).group_by(newest.c.channel))
    return {Channel(channel): at for channel, at in rows}


def _channel(row: ChannelRow) -> OwnChannel:
    return OwnChannel(
        id=ChannelId(row.id),
        town=TownId(row.town),
        kind=ChannelKind(row.kind),
        document=row.document,
        secret=row.secret,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
