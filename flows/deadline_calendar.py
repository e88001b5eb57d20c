"""Deadlines in an agent's own calendar: secret addresses, and what stands there. Source: RFC 5545.

Days, numbers and headings leave, never what was written or who asks; of a confidential request its number alone. Who may read what is
asked each time: whoever leaves, or changes department, has nothing more in it.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ConflictError, ForbiddenError, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.request import OPEN_STATUSES
from domain.rights import Standing, reach
from flows.rights import standing_of
from flows.wiring import Installation
from flows.wording import say
from store import agents, calendar_links, journal
from store.agents import Agent
from store.calendar_links import CalendarLink, NewLink
from store.request_lines import RequestLine
from store.wanted import Wanted
from store.work_list import page

MOST_LINKS = 20
MOST_REQUESTS = 2_000
MOST_ALARM_DAYS = 30
_SECRET_LETTERS = 43
_LEGAL = {"fr": "Décision implicite", "en": "Implicit decision"}
_NAMES = {"fr": "Citoyen – échéances", "en": "Citoyen – deadlines"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day in the calendar. ``is_legal``: the law says what follows from silence then."""

    line: RequestLine
    day: date
    is_legal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A calendar as it is handed out, and what tells it from an older one."""

    content: bytes
    etag: str


def departments_of(installation: Installation, standing: Standing, town: TownId) -> tuple[DepartmentCode, ...]:
    """Return the departments whose calendar somebody may have: his own, and all of who reads the requests of the whole town."""
    own = standing.departments(town)
    known = tuple(one.code for one in installation.towns.get(town).ruleset.departments)
    return known if reach(standing).level is not None else tuple(code for code in known if code in own)


def make(
    installation: Installation, agent: Agent, town: TownId, department: DepartmentCode | None, alarm_days: int | None, now: datetime
) -> str:
    """Make a secret address and return its secret, which is shown once. Raises ForbiddenError, ConflictError."""
    secret = secrets.token_urlsafe(32)
    with installation.database.write() as session:
        standing = standing_of(session, installation.towns, agent)
        if not standing.is_of(town) or (department is not None and department not in departments_of(installation, standing, town)):
            raise ForbiddenError(say("This department is not yours to see."))
        if len(calendar_links.of_agent(session, agent.id)) >= MOST_LINKS:
            raise ConflictError(say("You have {most} calendar addresses at most. End one.", most=MOST_LINKS))
        new = NewLink(town=town, agent=agent.id, department=department, secret_hash=_digest(secret), alarm_days=alarm_days)
        link = calendar_links.add(session, new, now)
        _note(session, agent, town, "calendar.made", link, now)
    return secret


def end(installation: Installation, agent: Agent, link: int, now: datetime) -> None:
    """End an address of an agent at once. Raises NotFoundError."""
    with installation.database.write() as session:
        found = next((one for one in calendar_links.of_agent(session, agent.id) if one.id == link), None)
        if found is None or not calendar_links.end(session, agent.id, link, now):
            raise NotFoundError(say("There is no calendar address {id}.", id=link))
        _note(session, agent, found.town, "calendar.ended", link, now)


def shown(installation: Installation, secret: str) -> Shown:
    """Return the calendar a secret opens. Raises NotFoundError where it opens nothing, or its agent is here no more."""
    if len(secret) != _SECRET_LETTERS:
        raise NotFoundError(say("There is no such calendar."))
    with installation.database.read() as session:
        link = calendar_links.find(session, _digest(secret))
        agent = None if link is None else agents.get(session, link.agent)
        if link is None or agent is None or agent.closed_at is not None:
            raise NotFoundError(say("There is no such calendar."))
        standing = standing_of(session, installation.towns, agent)
        wanted = Wanted(
            towns=(link.town,),
            reach=reach(standing),
            statuses=OPEN_STATUSES,
            department=link.department,
            taken_by=agent.login if link.department is None else None,
        )
        lines = page(session, wanted, after=None, limit=MOST_REQUESTS) if standing.is_of(link.town) else ()
    zone = ZoneInfo(installation.towns.get(link.town).town.timezone)
    dues = tuple(due for line in lines for due in dues_of(line, zone))
    content = written(dues, link, agent.language, installation.settings.public_url, zone)
    return Shown(content=content, etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def dues_of(line: RequestLine, zone: ZoneInfo) -> Iterator[Due]:
    """Yield the days of a request that stand in a calendar: the next target of the town, and the day the law knows."""
    if line.dates.due_at is not None:
        yield Due(line=line, day=line.dates.due_at.astimezone(zone).date(), is_legal=False)
    if line.dates.legal_on is not None:
        yield Due(line=line, day=line.dates.legal_on, is_legal=True)


def written(dues: tuple[Due, ...], link: CalendarLink, language: str, address: str, zone: ZoneInfo) -> bytes:
    """Return days as a calendar; the same days are the same bytes."""
    calendar = Calendar()
    name = _NAMES.get(language, _NAMES["fr"]) + (f" {link.department}" if link.department else "")
    for key, value in (
        ("prodid", "-//Citoyen//Deadlines//FR"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-wr-timezone", str(zone)),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for due in dues:
        calendar.add_component(_event(due, link, language, address))
    content: bytes = calendar.to_ical()
    return content


def _event(due: Due, link: CalendarLink, language: str, address: str) -> Event:
    line, event = due.line, Event()
    called = str(line.number or line.tracking)
    is_told = line.confidentiality is Confidentiality.NORMAL
    legal = f"⚖ {_LEGAL.get(language, _LEGAL['fr'])}" if due.is_legal else ""
    title = " – ".join(part for part in (legal, called, line.heading if is_told else "") if part)
    kind = "legal" if due.is_legal else "due"
    event.add("uid", f"request-{line.id}-{kind}@{urlsplit(address).hostname or 'citoyen'}")
    event.add("dtstamp", line.received_at)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", title)
    event.add("url", f"{address}/requests/{line.id}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PUBLIC" if is_told else "CONFIDENTIAL")
    if due.is_legal:
        event.add("priority", 1)
    if link.alarm_days is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(days=-link.alarm_days, hours=9))
        event.add_component(alarm)
    return event


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _note(session: Session, agent: Agent, town: TownId, action: str, link: int, now: datetime) -> None:
    journal.append(session, at=now, town=town, actor=agent.login, action=action, object=f"calendar {link}", details={})
