"""The form above the list of requests: what its address asks for, and what may be chosen. All of its state is in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from domain.ids import TownId
from domain.inbound import Channel
from domain.request import Status
from domain.town import Town
from flows.listing import ANY_OPEN, ANY_OVER, FIRST_DAY, LAST_DAY, STATES, Filters, Looking
from flows.town_views import TownView
from rules.words import folded_words
from store.work_list import Order
from web.access import LARGEST_ID
from web.desk import Desk
from web.life_words import STATUSES
from web.visitor import Member
from web.words import CHANNELS, N_, PRIORITIES

EVERY = "all"
"""State of requests in whatever state."""
LISTED_STATES: Mapping[str, str] = {
    "": N_("Open (all when searching)"),
    ANY_OPEN: N_("Open, in whatever state"),
    ANY_OVER: N_("Over"),
    EVERY: N_("All"),
    **{status.value: STATUSES[status] for status in Status},
}
DUES: Mapping[str, str] = {"": N_("Any day"), "overdue": N_("Overdue")}
ORDERS: Mapping[str, str] = {Order.NEWEST.value: N_("Newest first"), Order.DUE.value: N_("By due date")}
FIELDS = ("q", "state", "department", "subject", "sector", "street", "channel", "priority", "taken_by", "due", "due_before")
_DAYS = ("from", "to")
_OWN = frozenset({"me", "moi"})
"""What stands for the visitor where people are named by login."""
_LONGEST = 200
_MOST_TOWNS = 20
"""Of more towns together no departments are offered for choice; one is chosen at the top of the page first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForm:
    """The form: what is in its fields, what may be chosen, and the address without the place in the list (``query``, ending in &)."""

    values: Mapping[str, str]
    departments: Mapping[str, str]
    subjects: Mapping[str, str]
    sectors: tuple[str, ...]
    streets: tuple[str, ...]
    query: str
    is_asked: bool
    """Anything is asked beyond what the list shows by itself."""
    states: Mapping[str, str]
    channels: Mapping[str, str]
    priorities: Mapping[str, str]
    dues: Mapping[str, str]
    orders: Mapping[str, str]


def list_form(desk: Desk, who: Member, params: QueryParams) -> ListForm:
    """Return the form as an address fills it."""
    views = _views(desk, who)
    values = {name: params.get(name, "")[:_LONGEST].strip() for name in (*FIELDS, *_DAYS, "requester", "order", "query")}
    asked = {name: value for name, value in values.items() if value}
    return ListForm(
        values=values,
        departments=_sorted({one.code: one.label for view in views for one in view.ruleset.departments}),
        subjects=_sorted({one.code: one.label for view in views for one in view.ruleset.subjects}),
        sectors=tuple(sorted({sector.name for view in views for sector in view.classifier.places.sectors})),
        streets=_named_like(views, values["street"]),
        query=f"{urlencode(asked)}&" if asked else "",
        is_asked=bool(asked),
        states=LISTED_STATES,
        channels={one.value: CHANNELS[one] for one in Channel},
        priorities={str(number): PRIORITIES[number] for number in sorted(PRIORITIES)},
        dues=DUES,
        orders=ORDERS,
    )


def filters_of(form: ListForm, who: Member, zone: ZoneInfo) -> Filters:
    """Return what the form asks for; what cannot be read as what it should be asks for nothing."""
    values = form.values
    state = values["state"] or (EVERY if values["q"] else ANY_OPEN)
    is_own = values["taken_by"].strip().lower() in _OWN
    due = _day(values["due_before"])
    requester = values["requester"]
    return Filters(
        states=(state,) if state in STATES else (),
        department=values["department"] or None,
        subject=values["subject"] or None,
        sector=values["sector"] or None,
        street=form.streets[0] if form.streets else values["street"] or None,
        channel=Channel(values["channel"]) if values["channel"] in set(Channel) else None,
        priority=int(values["priority"]) if values["priority"] in {"1", "2", "3", "4"} else None,
        taken_by=None if is_own else values["taken_by"] or None,
        in_hands_of=who.agent.login if is_own else None,
        requester=int(requester) if requester.isascii() and requester.isdecimal() and 0 < int(requester) <= LARGEST_ID else None,
        due_before=None if due is None else datetime(due.year, due.month, due.day, tzinfo=zone),
        is_overdue=values["due"] == "overdue",
        received_from=_day(values["from"]),
        received_to=_day(values["to"]),
        typed=values["q"],
        order=Order.DUE if values["order"] == Order.DUE.value else Order.NEWEST,
    )


def looking(desk: Desk, who: Member) -> Looking:
    """Return who looks: an agent at the requests of his towns."""
    towns = None if who.town_id is None else (who.town_id,)
    return Looking(towns=towns, known=_known(who), reach=who.reach, zone=zone_of(desk, who), now=datetime.now(UTC))


def zone_of(desk: Desk, who: Member) -> ZoneInfo:
    """Return the time zone days are counted in: the town's, of several the first one's."""
    shown: Town | None = who.town or next(iter(who.towns), None)
    return ZoneInfo(shown.timezone if shown is not None else "Europe/Paris")


def _known(who: Member) -> tuple[TownId, ...]:
    return tuple(town.id for town in who.towns)


def _views(desk: Desk, who: Member) -> tuple[TownView, ...]:
    towns = _known(who) if who.town_id is None else (who.town_id,)
    return tuple(desk.installation.towns.get(town) for town in towns) if len(towns) <= _MOST_TOWNS else ()


def _named_like(views: tuple[TownView, ...], typed: str) -> tuple[str, ...]:
    """Return the streets of the towns whose name is the one typed, however it was spelt."""
    wanted = folded_words(typed)
    if not wanted:
        return ()
    names = {street.name for view in views for street in view.classifier.places.streets}
    return tuple(sorted(name for name in names if folded_words(name) == wanted))


def _sorted(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda one: folded_words(one[1])))


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None
