"""Steps of learning: confirmations wait in an open step; closed, they speak in live work."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.ids import TownId
from flows.wiring import Installation
from store import journal, learned

ACTOR = "system"

_ENOUGH = 50
"""Confirmations after which a step is closed at once: a busy desk sees what it taught on the same day."""
_LONGEST = timedelta(days=1)


def close_step(session: Session, town: TownId, now: datetime) -> int | None:
    """Close the town's open step and return its number; None where nothing waits. From then on its words speak."""
    step = learned.close(session, town, now)
    if step is not None:
        journal.append(session, at=now, town=town, actor=ACTOR, action="learning.closed", object=f"step:{step}", details={})
    return step


def close_due(installation: Installation, now: datetime) -> tuple[TownId, ...]:
    """Close the steps with enough confirmations, or open for a day; return their towns. Cheap, so that a sweep may call it often."""
    with installation.database.read() as session:
        towns = _due(session, now)
    if not towns:
        return ()
    with installation.database.write() as session:
        closed = tuple(town for town in _due(session, now) if close_step(session, town, now) is not None)
    installation.towns.refresh()
    return closed


def _due(session: Session, now: datetime) -> tuple[TownId, ...]:
    opened = sorted(learned.open_sizes(session).items())
    return tuple(town for town, (confirmations, opened_at) in opened if confirmations >= _ENOUGH or now - opened_at >= _LONGEST)
