"""How often people of a town decided otherwise than was proposed, by what and in which time."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.ids import TownId
from domain.review import Rate, RateBy
from flows.wiring import Installation
from store import rates as stored

MOST_MONTHS = 120
_DECEMBER = 12


def rates(
    installation: Installation, town: TownId, by: RateBy, since: datetime | None, until: datetime | None, now: datetime
) -> tuple[Rate, ...]:
    """Return the rates of corrections; by month in the town's time, the first one first, up to ``now``."""
    zone = ZoneInfo(installation.towns.get(town).town.timezone)
    with installation.database.read() as session:
        if by is not RateBy.MONTH:
            return stored.rates(session, town, by, since, until)
        first_at = stored.first_at(session, town)
        if first_at is None:
            return ()
        start = first_at if since is None else max(since, first_at)
        months = _months(start.astimezone(zone), min(until or now, now))
        return tuple(stored.rate(session, town, name, first, last) for name, first, last in months)


def _months(start: datetime, end: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the months from one moment to another: name, first moment, moment behind; the first and the last may be cut off."""
    first = start
    for _ in range(MOST_MONTHS):
        if first >= end:
            return
        year, month = (first.year + 1, 1) if first.month == _DECEMBER else (first.year, first.month + 1)
        behind = first.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
        yield f"{first:%Y-%m}", first, min(behind, end)
        first = behind
