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
        towns = tuple(town for town in installation.towns.ids() if _is_due(session, town, now))
    if not towns:
        return ()
    with installation.database.write() as session:
        closed = tuple(town for town in towns if _is_due(session, town, now) and close_step(session, town, now) is not None)
    installation.towns.refresh()
    return closed


def _is_due(session: Session, town: TownId, now: datetime) -> bool:
    found = learned.open_size(session, town)
    if found is None:
        return False
    confirmations, opened_at = found
    return confirmations >= _ENOUGH or now - opened_at >= _LONGEST
