"""The ledger: what came in and what became of it, so that nothing is lost unseen. No content, for who sets up the town reads none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.conservation import Account, ChannelSum, Flaw
from domain.ids import InboundId
from domain.inbound import Channel, Outcome
from flows.conservation_words import FLAWS, name_of
from flows.nightly import count_again
from flows.quarantine_words import said_of
from store import inbounds, nightly
from store.inbounds import LedgerFilter, LedgerLine
from store.nightly import NightlyCount
from web.access import LARGEST_ID
from web.desk import desk_of
from web.translations import Language, said
from web.visitor import Admin, Member, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LIMIT = 50
SEE_OTHER = 303
PAGES = {Flaw.QUARANTINED: "/quarantine", Flaw.MAILS_ASIDE: "/quarantine", Flaw.PARKED: "/jobs#parked", Flaw.OVERDUE: "/jobs#waiting"}
"""Where on the desk one sees to what the command line has a command for."""
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
    why: str = ""
    """Why it is in quarantine, in words."""

    @property
    def count(self) -> int:
        """Return how many requests it became."""
        return len(self.line.requests)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFlaw:
    """What does not add up or waits for a person, in words; ``page`` is where it is seen to, empty where on none."""

    what: str
    remedy: str
    count: int
    named: tuple[str, ...]
    is_wrong: bool
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCount:
    """The last count of a town."""

    town: str
    zone: str
    done_at: datetime
    account: Account
    sums: tuple[ChannelSum, ...]
    flaws: tuple[ShownFlaw, ...]


@pages.get("/ledger")
def ledger_page(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    http: HttpRequest,
    who: Admin,
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    channel: Annotated[str, Query(max_length=20)] = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    counted: Annotated[str, Query(max_length=4)] = "",
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
        nights = nightly.last(session, who.town_id) if not after else ()
        found = inbounds.newest(session, wanted, before=InboundId(after) if after else None, limit=LIMIT + 1)
    asked = {"from": first_day.isoformat(), "to": last_day.isoformat(), "channel": wanted.channel or "", "outcome": wanted.outcome or ""}
    values = {
        "tab": "ledger",
        "rows": tuple(_row(who, line, desk_of(http).languages[who.language]) for line in found[:LIMIT]),
        "nightly": tuple(_night(who, one, desk_of(http).languages[who.language]) for one in nights if who.may_see(one.town)),
        "counted": bool(counted),
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


@posts.post("/ledger/count")
def count_now(http: HttpRequest, who: Admin) -> Response:
    """Have his towns counted now; what the night found stays until that is done."""
    for town in who.towns if who.town_id is None else (one for one in who.towns if one.id == who.town_id):
        count_again(desk_of(http).installation, town.id, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/ledger?counted=1#nightly", SEE_OTHER)


def _night(who: Member, one: NightlyCount, language: Language) -> ShownCount:
    town = next(town for town in who.towns if town.id == one.town)
    if one.account is None or one.done_at is None:
        raise AssertionError("a count that is done has an account")
    flaws = sorted(one.account.exceptions, key=lambda flaw: not flaw.is_wrong)
    return ShownCount(
        town=town.name,
        zone=town.timezone,
        done_at=one.done_at,
        account=one.account,
        sums=one.account.sums,
        flaws=tuple(
            ShownFlaw(
                what=said(FLAWS[flaw.flaw].what, language),
                remedy=said(FLAWS[flaw.flaw].remedy, language),
                count=flaw.count,
                named=tuple(said(name_of(name), language) for name in flaw.named),
                is_wrong=flaw.is_wrong,
                page=PAGES.get(flaw.flaw, ""),
            )
            for flaw in flaws
        ),
    )


def _row(who: Member, line: LedgerLine, language: Language) -> Row:
    town = next((one for one in who.towns if one.id == line.town), None)
    # Whoever reads no requests learns of none by its number; of a confidential one nobody does here.
    is_told = who.reach.level is not None and not line.restricted
    return Row(
        line=line,
        town=line.town if town is None else town.name,
        zone="Europe/Paris" if town is None else town.timezone,
        named=line.requests if is_told else (),
        why=said(said_of(line.reason or "").why, language),
    )


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _day(text: str, usual: date) -> date:
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY) if text else usual
    except ValueError:
        return usual
