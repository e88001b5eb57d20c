"""Who works on a request in review, and until when it is put off, as the desk tells it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, ConflictError
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission, may
from flows import review
from flows.review import LONGEST_DELAY, Waiting
from flows.rights import facts_of
from flows.typed import Typed, find_typed
from flows.wording import Message, say
from store import agents, claims
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.desk import Desk
from web.formats import clock, short_day
from web.known import KnownView, known_view
from web.translations import Language, said
from web.visitor import Member

FIRST_HOUR = time(8)
"""When what is put off to a day comes back, unless another time is said."""
_MINUTE = 60
_MOMENTS = frozenset({"until", "at"})
_PEOPLE = frozenset({"agent", "actor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who has a request open. ``minutes`` are gone since he opened it or went on with it; it is free at ``until``."""

    name: str
    is_mine: bool
    minutes: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A request people come back to later: when, who said so, and why."""

    until: datetime
    name: str
    is_mine: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """How a request in review stands with the people who work there. ``first_day`` to ``last_day`` it may be put off to.

    ``typed`` is what the visitor had typed and not sent, ``known`` what the town knows of who asks, ``minutes`` how long a lease is.
    """

    held: Held | None
    later: Later | None
    may_put_off: bool
    first_day: date
    last_day: date
    usual_day: date
    typed: Typed
    known: KnownView | None
    minutes: float


def hold_opened(desk: Desk, who: Member, record: RequestRecord, now: datetime) -> None:
    """Hold a request in review for an agent who opens it and may decide it; one that somebody else holds stays his."""
    if record.line.status is not Status.REVIEW:
        return
    if not may(who.standing, Permission.REVIEW, facts_of(desk.installation.towns.get(record.line.town).ruleset, record)):
        return
    lease = timedelta(minutes=desk.installation.settings.claim_minutes)
    with desk.installation.database.read() as session:
        held = claims.find(session, record.line.id, now)
    if held is not None and (held.agent != who.agent.login or held.until - now > lease - timedelta(seconds=_MINUTE)):
        return
    try:
        review.claim(desk.installation, record.line.id, who.agent.login, now)
    except ConflictError:
        # Somebody was faster: the page says who.
        return


def hold_view(desk: Desk, session: Session, who: Member, record: RequestRecord, now: datetime) -> HoldView | None:
    """Return how a request stands with who works in the queue; None for one that is not in review."""
    if record.line.status is not Status.REVIEW:
        return None
    (waiting,) = review.waiting(session, [record.line], now)
    notes = notes_of(desk, session, who, [waiting], now)[record.line.id]
    first_day, usual_day, last_day = delay_days(now, desk.book.town(record.line.town).timezone)
    return HoldView(
        held=notes[0],
        later=notes[1],
        may_put_off=not review.presses(record.line),
        first_day=first_day,
        last_day=last_day,
        usual_day=usual_day,
        typed=find_typed(session, record.line.id, who.agent.login, now),
        known=known_view(session, who, record),
        minutes=desk.installation.settings.claim_minutes,
    )


def delay_days(now: datetime, zone: str) -> tuple[date, date, date]:
    """Return the first day to which something is put off, the one that is proposed, and the last one."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today, today + timedelta(days=1), today + timedelta(days=LONGEST_DELAY.days - 1)


def moment_of(day: str, hour: str, zone: str) -> datetime | None:
    """Return the moment in a town's time that was typed; None for what is no day, or no time."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour) if hour else FIRST_HOUR, ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def notes_of(
    desk: Desk, session: Session, who: Member, found: Collection[Waiting], now: datetime
) -> Mapping[RequestId, tuple[Held | None, Later | None]]:
    """Return who has which request open, and what is put off, in people's names."""
    logins = {one.claim.agent for one in found if one.claim} | {one.put_off.agent for one in found if one.put_off}
    names = {login: name_of(session, login) for login in logins}
    lease = timedelta(minutes=desk.installation.settings.claim_minutes)
    return {one.line.id: (_held(one, who, names, lease, now), _later(one, who, names)) for one in found}


def name_of(session: Session, login: str) -> str:
    """Return the name of who signs in by a login; the login where nobody does any more."""
    found = agents.find_by_login(session, login)
    return login if found is None else found.name


def plainly(desk: Desk, error: CitoyenError, line: RequestLine, language: Language) -> str:
    """Return why something was not done, with people by their names and moments as they stand on the town's clock."""
    (words,) = error.args
    if not isinstance(words, Message):
        return said(words, language)
    zone = desk.book.town(line.town).timezone
    with desk.installation.database.read() as session:
        values = {name: _plain(session, name, value, zone, language) for name, value in words.values.items()}
    return said(say(words.template, **values), language)


def put_off(session: Session, who: Member, *, mine: bool, now: datetime, limit: int) -> Sequence[RequestId]:
    """Return what is put off, by the visitor himself or by anybody: what comes back first comes first."""
    return [one.request for one in claims.all_put_off(session, who.town_id, who.agent.login if mine else None, now, limit)]


def _plain(session: Session, name: str, value: object, zone: str, language: Language) -> object:
    if name in _PEOPLE:
        return name_of(session, str(value))
    if name not in _MOMENTS:
        return value
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return f"{short_day(at, zone, language.locale)}, {clock(at, zone, language.locale)}"


def _held(one: Waiting, who: Member, names: Mapping[str, str], lease: timedelta, now: datetime) -> Held | None:
    if one.claim is None:
        return None
    gone = now - (one.claim.until - lease)
    minutes = max(0, int(gone.total_seconds() // _MINUTE))
    return Held(name=names[one.claim.agent], is_mine=one.claim.agent == who.agent.login, minutes=minutes, until=one.claim.until)


def _later(one: Waiting, who: Member, names: Mapping[str, str]) -> Later | None:
    put = one.put_off
    if put is None:
        return None
    return Later(until=put.until, name=names[put.agent], is_mine=put.agent == who.agent.login, reason=put.reason)
