"""The ledger: what came in and what became of it, so that nothing is lost unseen. No content, for who sets up the town reads none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.ids import InboundId
from domain.inbound import Channel, Outcome
from store import inbounds
from store.inbounds import LedgerFilter, LedgerLine
from web.access import LARGEST_ID
from web.desk import desk_of
from web.visitor import Admin, Member, show

pages = APIRouter()
LIMIT = 50
USUAL_DAYS = 7
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the ledger as a visitor may see it. ``named`` are the requests he may know of by number, ``count`` is of all of them."""

    line: LedgerLine
    town: str
    zone: str
    named: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many requests it became."""
        return len(self.line.requests)


@pages.get("/ledger")
def ledger_page(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    http: HttpRequest,
    who: Admin,
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    channel: Annotated[str, Query(max_length=20)] = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """Show arrivals, the last one first, and how many came to what; of the last week where no days are asked for."""
    zone = ZoneInfo(who.town.timezone if who.town else next((one.timezone for one in who.towns), "Europe/Paris"))
    today = datetime.now(UTC).astimezone(zone).date()
    first_day, last_day = _day(first, today - timedelta(days=USUAL_DAYS - 1)), _day(last, today)
    period = LedgerFilter(town=who.town_id, since=_start(first_day, zone), until=_start(last_day + timedelta(days=1), zone))
    wanted = LedgerFilter(
        town=period.town,
        since=period.since,
        until=period.until,
        channel=next((one for one in Channel if one == channel), None),
        outcome=next((one for one in Outcome if one == outcome), None),
    )
    with desk_of(http).installation.database.read() as session:
        counts = inbounds.outcomes(session, period) if not after else {}
        found = inbounds.newest(session, wanted, before=InboundId(after) if after else None, limit=LIMIT + 1)
    asked = {"from": first_day.isoformat(), "to": last_day.isoformat(), "channel": wanted.channel or "", "outcome": wanted.outcome or ""}
    values = {
        "tab": "ledger",
        "rows": tuple(_row(who, line) for line in found[:LIMIT]),
        "next": str(found[LIMIT - 1].id) if len(found) > LIMIT else None,
        "is_first": not after,
        "counts": {one: counts[one] for one in Outcome if one in counts},
        "all": sum(counts.values()),
        "asked": asked,
        "query": f"{urlencode(asked)}&",
        "channels": tuple(Channel),
        "outcomes": tuple(Outcome),
        "has_towns": who.town is None and len(who.towns) > 1,
    }
    return show(http, who, "ledger.html", values)


def _row(who: Member, line: LedgerLine) -> Row:
    town = next((one for one in who.towns if one.id == line.town), None)
    # Whoever reads no requests learns of none by its number; of a confidential one nobody does here.
    is_told = who.reach.level is not None and not line.restricted
    return Row(
        line=line,
        town=line.town if town is None else town.name,
        zone="Europe/Paris" if town is None else town.timezone,
        named=line.requests if is_told else (),
    )


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _day(text: str, usual: date) -> date:
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY) if text else usual
    except ValueError:
        return usual
