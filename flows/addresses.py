"""Addresses that take no letters, and people who know better."""

from datetime import datetime

from domain.ids import TownId
from flows.wiring import Installation
from store import deliveries, journal


def trust(installation: Installation, town: TownId, address: str, actor: str, now: datetime) -> None:
    """Take the mark off an address; nothing where it bears none."""
    with installation.database.write() as session:
        if deliveries.clear(session, town, address):
            journal.append(session, at=now, town=town, actor=actor, action="address.trusted", object="address", details={})
