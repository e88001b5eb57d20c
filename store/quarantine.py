"""The quarantine: arrivals nothing could be made of, of all channels, until something is or a person says that nothing is to be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Channel, Inbound, Outcome
from domain.wording import say
from store import inbounds
from store.inbounds import loaded
from store.schema import InboundRow, QuarantineRow
from store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An arrival in quarantine: why, since when, by which release (empty: an old one), how often it was set aside."""

    id: InboundId
    inbound: Inbound
    reason: str
    release: str
    at: datetime
    tries: int
    dismissed_at: datetime | None
    dismissed_by: str | None
    dismissal: str | None

    @property
    def is_dismissed(self) -> bool:
        """Whether somebody has said that nothing is to be made of it."""
        return self.dismissed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many arrivals of a channel are in quarantine for one reason, those that were dismissed not among them."""

    channel: Channel
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which are asked for; None: whatever. ``is_dismissed`` asks for the others: those somebody has put away."""

    town: TownId | None = None
    channel: Channel | None = None
    reason: str | None = None
    is_dismissed: bool = False


def put(session: Session, inbound_id: InboundId, reason: str, release: str, now: datetime) -> None:
    """Set an arrival aside, in the transaction that finds out that nothing can be made of it. Raises NotFoundError."""
    inbounds.set_outcome(session, inbound_id, Outcome.QUARANTINED, reason)
    inbound = inbounds.get(session, inbound_id).inbound
    fresh = {"reason": reason, "release": release, "at": now, "dismissed_at": None, "dismissed_by": None, "dismissal": None}
    new = insert_into(dialect_of(session), QuarantineRow).values(
        inbound_id=inbound_id, town=inbound.town, channel=inbound.channel, tries=1, **fresh
    )
    session.execute(new.on_conflict_do_update(index_elements=["inbound_id"], set_={**fresh, "tries": QuarantineRow.tries + 1}))


def page(session: Session, chosen: Chosen, *, before: InboundId | None, limit: int) -> tuple[Kept, ...]:
    """Return what is in quarantine, what came in last first; ``before`` is the id of the last one seen."""
    found = _in_quarantine(chosen).order_by(InboundRow.id.desc()).limit(limit)
    return tuple(_kept(*row) for row in session.execute(found if before is None else found.where(InboundRow.id < before)))


def get(session: Session, inbound_id: InboundId) -> Kept:
    """Return an arrival in quarantine, dismissed or not. Raises NotFoundError."""
    row = session.execute(_all().where(InboundRow.id == inbound_id)).one_or_none()
    if row is None:
        raise NotFoundError(say("There is no arrival {id} in quarantine.", id=inbound_id))
    return _kept(*row)


def groups(session: Session, town: TownId | None) -> tuple[Group, ...]:
    """Return why arrivals of a town, or of all, are in quarantine, by channel and reason."""
    counting = select(InboundRow.channel, QuarantineRow.reason, func.count()).select_from(QuarantineRow)
    counting = counting.join(InboundRow, InboundRow.id == QuarantineRow.inbound_id).where(*_conditions(Chosen(town=town)))
    rows = session.execute(counting.group_by(InboundRow.channel, QuarantineRow.reason).order_by(InboundRow.channel, QuarantineRow.reason))
    return tuple(Group(channel=Channel(channel), reason=reason, count=count) for channel, reason, count in rows)


def count(session: Session, town: TownId | None) -> int:
    """Return how much of a town, or of all, is in quarantine and waits for a person."""
    return sum(one.count for one in groups(session, town))


def hold(session: Session, ids: Sequence[InboundId]) -> tuple[Kept, ...]:
    """Return those of some arrivals that are in quarantine now, held in the order of their ids until the transaction ends."""
    session.execute(select(InboundRow.id).where(InboundRow.id.in_(list(ids))).order_by(InboundRow.id).with_for_update(key_share=True))
    found = session.execute(_all().where(InboundRow.id.in_(list(ids))).order_by(InboundRow.id).execution_options(populate_existing=True))
    return tuple(_kept(*row) for row in found)


def of_other_releases(session: Session, release: str, never: Collection[str], limit: int) -> tuple[InboundId, ...]:
    """Return what another release than this one has set aside last and nobody has dismissed, the oldest first.

    What was set aside for a reason in ``never`` is not among it: there is nothing to read.
    """
    found = select(InboundRow.id).join(QuarantineRow, QuarantineRow.inbound_id == InboundRow.id).where(*_conditions(Chosen()))
    found = found.where(QuarantineRow.release != release, QuarantineRow.reason.not_in(list(never))).order_by(InboundRow.id).limit(limit)
    return tuple(InboundId(one) for one in session.scalars(found))


def set_release(session: Session, inbound_id: InboundId, release: str) -> None:
    """Say that a release has taken an arrival up again: it does so once."""
    session.execute(update(QuarantineRow).where(QuarantineRow.inbound_id == inbound_id).values(release=release))


def dismiss(session: Session, inbound_id: InboundId, actor: str, why: str, now: datetime) -> None:
    """Say that nothing is to be made of an arrival, and why."""
    said = {"dismissed_at": now, "dismissed_by": actor, "dismissal": why}
    session.execute(update(QuarantineRow).where(QuarantineRow.inbound_id == inbound_id).values(said))


def _all() -> Select[InboundRow, QuarantineRow]:
    found = select(InboundRow, QuarantineRow).join(QuarantineRow, QuarantineRow.inbound_id == InboundRow.id)
    return found.where(InboundRow.outcome == Outcome.QUARANTINED)


def _in_quarantine(chosen: Chosen) -> Select[InboundRow, QuarantineRow]:
    return select(InboundRow, QuarantineRow).join(QuarantineRow, QuarantineRow.inbound_id == InboundRow.id).where(*_conditions(chosen))


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    dismissed = QuarantineRow.dismissed_at
    found: list[ColumnElement[bool]] = [
        InboundRow.outcome == Outcome.QUARANTINED,
        dismissed.is_not(None) if chosen.is_dismissed else dismissed.is_(None),
    ]
    if chosen.town is not None:
        found.append(InboundRow.town == chosen.town)
    if chosen.channel is not None:
        found.append(InboundRow.channel == chosen.channel)
    if chosen.reason is not None:
        found.append(QuarantineRow.reason == chosen.reason)
    return found


def _kept(row: InboundRow, kept: QuarantineRow) -> Kept:
    return Kept(
        id=InboundId(row.id),
        inbound=loaded(row),
        reason=kept.reason,
        release=kept.release,
        at=kept.at,
        tries=kept.tries,
        dismissed_at=kept.dismissed_at,
        dismissed_by=kept.dismissed_by,
        dismissal=kept.dismissal,
    )
