"""How much there is of each town: numbers, for who runs the installation and reads nothing of it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain.ids import TownId
from store.schema import AgentRow, InboundRow, JobRow, MailboxRow, RequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of a town. ``waiting`` and ``parked`` are jobs."""

    agents: int = 0
    mailboxes: int = 0
    arrivals: int = 0
    requests: int = 0
    waiting: int = 0
    parked: int = 0


NOTHING = Counts()


def counts(session: Session) -> dict[TownId, Counts]:
    """Return how much there is of each town that has anything."""
    is_open = (AgentRow.town.is_not(None), AgentRow.closed_at.is_(None))
    by_town: dict[str, Select[*tuple[Any, ...]]] = {  # Any: a town and a count
        "agents": select(AgentRow.town, func.count()).where(*is_open).group_by(AgentRow.town),
        "mailboxes": select(MailboxRow.town, func.count()).group_by(MailboxRow.town),
        "arrivals": select(InboundRow.town, func.count()).group_by(InboundRow.town),
        "requests": select(RequestRow.town, func.count()).group_by(RequestRow.town),
        "waiting": select(JobRow.town, func.count()).where(JobRow.state.in_(("ready", "running"))).group_by(JobRow.town),
        "parked": select(JobRow.town, func.count()).where(JobRow.state == "parked").group_by(JobRow.town),
    }
    found: dict[TownId, Counts] = {}
    for name, counting in by_town.items():
        for town, count in session.execute(counting):
            found[TownId(town)] = replace(found.get(TownId(town), NOTHING), **{name: count})
    return found
