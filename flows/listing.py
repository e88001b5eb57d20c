"""The list of requests as desk, API and command line ask for it: filters as people say them, a number or a code found at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from math import inf

from sqlalchemy.orm import Session

from domain.dossier import Contact, DossierId, contacts_of
from domain.ids import DepartmentCode, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from flows.deputies import standing_in_for
from flows.dossiers import contacts_typed
from flows.search import words_of
from store import dossiers, requests, tellings, work_list
from store.query_conditions import Meant
from store.request_lines import Cursor, RequestLine
from store.work_list import Order, Wanted

ANY_OPEN, ANY_OVER = "any_open", "any_over"
STATES: dict[str, tuple[Status, ...]] = {
    ANY_OPEN: OPEN_STATUSES,
    ANY_OVER: tuple(status for status in Status if status.is_over),
    **{status.value: (status,) for status in Status},
}
"""States as filters name them: each, and in one word all in which the town still owes something, or nothing more."""
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)
"""Days outside are no days of a town hall's requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody asks of the list; None, or nothing, asks for nothing. Days are the town's own, both included.

    ``states`` are words of `STATES`. ``typed`` is what stands in the search field: words, a number, a code, or
    a telephone or address of mail whose owner's requests are looked for. ``reference`` is a number or
    a code and nothing else. Both find a request by number or code whatever else is asked. ``taken_by`` is who has it in hand by name,
    ``in_hands_of`` who sees to it today: what somebody has in hand, and what he holds for whom he stands in while they are away.
    """

    states: tuple[str, ...] = ()
    department: str | None = None
    subject: str | None = None
    sector: str | None = None
    street: str | None = None
    channel: Channel | None = None
    priority: int | None = None
    taken_by: str | None = None
    in_hands_of: str | None = None
    requester: int | None = None
    due_before: datetime | None = None
    is_overdue: bool = False
    received_from: date | None = None
    received_to: date | None = None
    typed: str = ""
    reference: str | None = None
    order: Order = Order.NEWEST
    meant: Meant | None = None
    """Those a saved query means (`flows.queries.meant_by`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks at a list and when: at which towns' requests (None: at all), as far as his rights reach, in which time zone."""

    towns: tuple[TownId, ...] | None
    known: tuple[TownId, ...]
    """All towns of the installation, among which a number is looked for where ``towns`` is None."""
    reach: Reach
    zone: tzinfo
    now: datetime


def listed(session: Session, looking: Looking, filters: Filters, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return the next requests of a list behind ``after``; those with the number or code that was typed, where there are."""
    if filters.reference is not None:
        return () if after is not None else _named(session, looking, filters.reference)
    if filters.typed and (named := _named(session, looking, filters.typed)):
        return () if after is not None else named
    wanted = wanted_of(looking, filters)
    files = _files(session, looking, filters.typed)
    if files:
        # Who typed how somebody is reached looks for what he sent.
        own = [replace(wanted, words=(), dossier=one) for one in files if wanted.dossier in {None, one}]
        return _united(session, [hand for one in own for hand in _handed(session, one, filters, looking)], after, limit)
    # Something was typed, and there is no word in it: nothing is found by that.
    if filters.typed.strip() and not wanted.words:
        return ()
    return _united(session, _handed(session, wanted, filters, looking), after, limit)


def wanted_of(looking: Looking, filters: Filters) -> Wanted:
    """Return what is asked of the store."""
    due = [at for at in (filters.due_before, looking.now if filters.is_overdue else None) if at is not None]
    return Wanted(
        towns=looking.towns,
        reach=looking.reach,
        order=filters.order,
        statuses=tuple(dict.fromkeys(status for state in filters.states for status in STATES[state])),
        department=None if filters.department is None else DepartmentCode(filters.department),
        subject=None if filters.subject is None else SubjectCode(filters.subject),
        sector=None if filters.sector is None else SectorName(filters.sector),
        street=filters.street,
        channel=filters.channel,
        priority=filters.priority,
        taken_by=filters.taken_by,
        dossier=None if filters.requester is None else DossierId(filters.requester),
        due_before=min(due) if due else None,
        received_from=_begin(filters.received_from, looking.zone),
        received_before=None if filters.received_to is None else _begin(filters.received_to + timedelta(days=1), looking.zone),
        words=words_of(filters.typed),
        meant=filters.meant,
    )


def _united(session: Session, lists: Sequence[Wanted], after: Cursor | None, limit: int) -> tuple[RequestLine, ...]:
    """Return a page of several lists, which have no request in common and one order."""
    found = [line for one in lists for line in work_list.page(session, one, after=after, limit=limit)]
    return tuple(found) if len(lists) <= 1 else tuple(sorted(found, key=_BY[lists[0].order])[:limit])


def _files(session: Session, looking: Looking, typed: str) -> tuple[DossierId, ...]:
    """Return the files of the requesters who are reached by the telephone or the address of mail that was typed.

    Those alone of whom a request tells it that is the reader's: whose number it is may be known from what is not his to read.
    """
    typed_contacts = frozenset(contacts_typed(typed) if typed else ())
    if not typed_contacts:
        return ()
    towns = looking.known if looking.towns is None else looking.towns
    found = [one.id for town in towns for one in dossiers.sharing(session, town, tuple(typed_contacts))]
    told = work_list.told_files(session, found, looking.reach)
    partly = tellings.partly_readable(session, told, looking.reach)
    return tuple(one for one in found if one in told and (one not in partly or _is_told(session, one, looking, typed_contacts)))


def _is_told(session: Session, file: DossierId, looking: Looking, typed: frozenset[Contact]) -> bool:
    return any(typed.intersection(contacts_of(one.requester)) for one in tellings.of_file(session, file, looking.reach))


def _handed(session: Session, wanted: Wanted, filters: Filters, looking: Looking) -> tuple[Wanted, ...]:
    """Return a list for each one in whose hands the requests are to be."""
    if filters.in_hands_of is None:
        return (wanted,)
    return tuple(replace(wanted, taken_by=login) for login in _hands(session, filters.in_hands_of, looking))


def _hands(session: Session, login: str, looking: Looking) -> tuple[str, ...]:
    """Return an agent, and for whom he stands in today."""
    own = login.strip().lower()
    return (own, *sorted(standing_in_for(session, own, looking.now.astimezone(looking.zone).date()) - {own}))


def _newest_first(line: RequestLine) -> tuple[float, int]:
    return (-line.received_at.timestamp(), -line.id)


def _due_first(line: RequestLine) -> tuple[float, int]:
    return (line.dates.due_at.timestamp() if line.dates.due_at is not None else inf, line.id)


_BY: Mapping[Order, Callable[[RequestLine], tuple[float, int]]] = {Order.NEWEST: _newest_first, Order.DUE: _due_first}
"""The orders of `store.work_list`: lists of several hands are put together in them."""


def _named(session: Session, looking: Looking, typed: str) -> tuple[RequestLine, ...]:
    towns = looking.known if looking.towns is None else looking.towns
    found = (requests.find_by_reference(session, town, typed) for town in towns)
    lines = requests.lines(session, [one for one in found if one is not None])
    reach = looking.reach
    return tuple(one for one in lines if reach.is_all or reach.shows(one.town, one.department, one.confidentiality))


def _begin(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)
