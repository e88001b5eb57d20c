"""Somebody leaves: his account is closed in one go, and nothing he had in hand is left to nobody.

He signs in no more and no program acts in his name; the keys he made end, for he may know them by heart. What he only held or had
taken goes back to whoever comes next. What is under way - planned, waiting for its requester, with another authority, dealt with - goes on
as it stands, in the name of who stands in for him today, else of a head of its department; where there is neither it is told, and stays.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.absence import Absence, stand_in
from domain.api_key import ApiKey, ApiKeyId
from domain.errors import ConflictError, NotFoundError, UnavailableError
from domain.ids import DepartmentCode, RequestId, TownId
from domain.lifecycle import Situation
from domain.member import Member, Post
from domain.request import Status
from flows import accounts, api_keys, clocks
from flows.acting import Acting
from flows.deputies import find_department
from flows.membership import refuse_last_administrator
from flows.notice import Told
from flows.post import post
from flows.town_views import TownView
from flows.transmission import Transmitting, standing_opinion
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import calendar_of
from store import absences, agents, identities, journal, leaving, members, requests, second_factors
from store import api_keys as stored_keys
from store.agents import Agent
from store.journal import Sought
from store.mapping import load
from store.request_lines import RequestLine
from store.requests import RequestRecord

CLOSED = "close_account"
"""What the journal calls it."""
_TRIES = 5
"""Nobody takes more requests in hand, one after the other, while his account is being closed."""


class Ending(StrEnum):
    """What becomes of a request that stood in somebody's name; the first two as its history calls it."""

    BACK = "given_back"
    """It is its department's to take in charge."""
    PASSED = "passed_on"
    """Somebody else goes on with it."""
    STAYS = "stays"
    """Nobody goes on with it in his stead: it stays in his name, and somebody hands it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """An open request in somebody's name: how it is called, where it lies, how it stands, and what becomes of it; ``to`` has it then."""

    request: RequestId
    reference: str
    town: TownId
    department: DepartmentCode
    status: Status
    ending: Ending
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What closing an account does, or has done. ``stood_in_for`` are absences of others for which nobody stands in then."""

    agent: Agent
    sessions: int
    claims: int
    tasks: int
    keys: tuple[ApiKey, ...]
    memberships: tuple[Member, ...]
    in_hand: tuple[InHand, ...]
    stood_in_for: tuple[Absence, ...]


def preview(installation: Installation, login: str, now: datetime) -> Leaving:
    """Return what closing an account would do; nothing is written. Raises NotFoundError."""
    with installation.database.read() as session:
        return _looked(installation, session, _agent(session, login), now)


def close_account(installation: Installation, login: str, by: str, now: datetime, kept: Collection[ApiKeyId] = ()) -> Leaving:
    """Close an account, all in one transaction, and return what was done; ``kept`` are keys he made that go on.

    Raises NotFoundError; ConflictError for an account that is closed, for one's own, and for the last one that sees to people;
    UnavailableError where he takes one request after the other in hand meanwhile.
    """
    unknown = accounts.hashed(accounts.first_password())
    for _ in range(_TRIES):
        with installation.database.write() as session:
            who = _held(session, login)
            if who is None:
                continue
            _refuse(session, who, by)
            closing = _Closing(installation=installation, session=session, who=who, by=by, now=now)
            done, rung = closing.close(unknown, kept)
        installation.bell.ring(*rung)
        return done
    raise UnavailableError(f"{login} takes requests in hand while the account is being closed. Try again.")


def _held(session: Session, login: str) -> Agent | None:
    """Hold what somebody has in hand, then his account, in the order of who acts; None where he took something more meanwhile.

    An act that is under way ends first, and then its request is seen; one that comes later finds the account closed.
    """
    known = _agent(session, login).id
    own = leaving.in_hand(session, login)
    for one in own:
        requests.hold(session, one)
    who = agents.hold_with_administrators(session, known)
    return who if set(leaving.in_hand(session, login)) <= set(own) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """An account on its way out."""

    installation: Installation
    session: Session
    who: Agent
    by: str
    now: datetime

    def close(self, unknown: str, kept: Collection[ApiKeyId]) -> tuple[Leaving, set[str]]:
        """Do all of it; return what was done, and the queues that have work then."""
        session, who = self.session, self.who
        found = _looked(self.installation, session, who, self.now)
        keys = tuple(one for one in found.keys if one.id not in kept)
        agents.close(session, who.id, unknown, self.now)
        second_factors.forget(session, who.id)
        identities.unbind(session, who.id)
        for place in found.memberships:
            members.remove(session, place.town, place.department, who.login, self.now)
        for key in keys:
            stored_keys.revoke(session, key.id, self.now)
            api_keys.note(session, key, "revoke_api_key", self.by, self.now)
        for number in leaving.standing_in(session, who.login, self.now.date()):
            self._without_deputy(number)
        rung: set[str] = set()
        for one in found.in_hand:
            rung.update(self._let_go(one))
        tasks, claims = leaving.give_tasks_back(session, who.login), leaving.release_claims(session, who.login)
        done = replace(found, keys=keys, tasks=tasks, claims=claims)
        journal.append(session, at=self.now, town=who.town, actor=self.by, action=CLOSED, object=f"agent {who.id}", details=_facts(done))
        return done, rung

    def _without_deputy(self, number: absences.AbsenceId) -> None:
        known = absences.find(self.session, number)
        if known is not None and absences.take_back(self.session, number, self.now):
            absences.add(self.session, replace(known.absence, deputy=None), self.by, self.now)

    def _let_go(self, one: InHand) -> tuple[str, ...]:
        """Give a request back to its department, or let somebody else go on with it; return the queues that have work then."""
        session, view = self.session, self.installation.towns.get(one.town)
        if requests.hold(session, one.request) != one.request:
            return ()
        record = requests.get(session, one.request)
        situation = record.line.situation
        if situation.taken_by != self.who.login or one.ending is Ending.STAYS:
            return ()
        acting = Acting(agent=self.by, now=self.now)
        if one.ending is Ending.BACK:
            requests.stand(session, one.request, Situation(status=Status.OPEN))
            clocks.follow(session, view, one.request, self.now)
            acting.write_down(session, record, one.ending.value, {"before": one.status.value, "taken_by": self.who.login})
            return self._tell(view, requests.get(session, one.request))
        requests.stand(session, one.request, replace(situation, taken_by=one.to))
        acting.write_down(session, record, one.ending.value, {"taken_by": one.to, "before": self.who.login})
        return ()

    def _tell(self, view: TownView, record: RequestRecord) -> tuple[str, ...]:
        line, settings = record.line, self.installation.settings
        if line.number is None:
            return ()
        transmitting = Transmitting(settings=settings, view=view, session=self.session, now=self.now, actor=self.by)
        told = Told(
            request=line.id,
            number=line.number,
            link=transmitting.link(line.id),
            because=f"{self.who.name}, qui l’avait prise en charge, n’est plus là : elle est de nouveau à prendre en charge.",
            event=f"given_back:{line.id}:{line.version}",
        )
        return post(settings, self.session, transmitting.transmit(standing_opinion(view, record), told), self.now)


def _looked(installation: Installation, session: Session, who: Agent, now: datetime) -> Leaving:
    own = [requests.get(session, one) for one in leaving.in_hand(session, who.login)]
    named = [absences.find(session, one) for one in leaving.standing_in(session, who.login, now.date())]
    return Leaving(
        agent=who,
        sessions=len(agents.sessions_of(session, who.id, now)),
        claims=leaving.claims(session, who.login),
        tasks=leaving.tasks(session, who.login),
        keys=tuple(key for one in leaving.keys_of(session, who.login) if (key := stored_keys.get(session, one)).is_valid(now)),
        memberships=members.of_agent(session, who.login),
        in_hand=tuple(_in_hand(session, installation.towns.get(one.line.town), one, who.login, now) for one in own),
        stood_in_for=tuple(one.absence for one in named if one is not None),
    )


def _in_hand(session: Session, view: TownView, record: RequestRecord, login: str, now: datetime) -> InHand:
    line = record.line
    to = None if line.status is Status.ACCEPTED else _successor(session, view, line.department, login, now)
    ending = Ending.BACK if line.status is Status.ACCEPTED else Ending.STAYS if to is None else Ending.PASSED
    return _as_held(line, ending, to)


def _as_held(line: RequestLine, ending: Ending, to: str | None) -> InHand:
    return InHand(
        request=line.id,
        reference=str(line.number or line.tracking),
        town=line.town,
        department=line.department,
        status=line.status,
        ending=ending,
        to=to,
    )


def _successor(session: Session, view: TownView, code: DepartmentCode, login: str, now: datetime) -> str | None:
    """Return who goes on with what an agent had under way: who stands in for him today and works in its department, else a head of it."""
    department = find_department(view.ruleset, code)
    served_by = None if department is None else department.served_by
    staff = [one for each in (code, served_by) if each is not None for one in members.of_department(session, view.town.id, each)]
    others = [one for one in staff if one.login != login]
    today = calendar_of(view.town).local(now).date()
    deputy = stand_in(login, today, absences.on(session, today))
    if deputy != login and any(one.login == deputy for one in others):
        return deputy
    return next((one.login for one in others if one.post is Post.HEAD), None)


def _refuse(session: Session, who: Agent, by: str) -> None:
    if who.closed_at is not None:
        raise ConflictError(say("The account of {login} is closed already.", login=who.login))
    if who.login == by:
        raise ConflictError(say("Nobody closes his own account. Ask another administrator."))
    refuse_last_administrator(session, who)


def _agent(session: Session, login: str) -> Agent:
    who = agents.find_by_login(session, login)
    if who is None:
        raise NotFoundError(say("Nobody signs in as {login}. See: citoyen users list", login=login))
    return who


def _facts(done: Leaving) -> dict[str, object]:
    return {
        "sessions": done.sessions,
        "claims": done.claims,
        "tasks": done.tasks,
        "keys": [one.id for one in done.keys],
        "departments": [[one.town, one.department, one.post.value] for one in done.memberships],
        "in_hand": [[one.request, one.ending.value, one.to] for one in done.in_hand],
        "stood_in_for": [[one.login, one.first_day.isoformat(), one.last_day.isoformat()] for one in done.stood_in_for],
    }


def find_done(installation: Installation, login: str) -> Leaving | None:
    """Return what was done when an account was closed last, with its requests as they stand now; None where it never was."""
    with installation.database.read() as session:
        who = _agent(session, login)
        sought = Sought(action=CLOSED, object=f"agent {who.id}")
        lines = journal.page(session, None, after=None, limit=1, sought=sought)
        return None if not lines else _read_back(session, who, load(_Done, dict(lines[0].details)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What the journal keeps of a closing."""

    sessions: int
    claims: int
    tasks: int
    keys: tuple[int, ...]
    departments: tuple[tuple[str, str, Post], ...]
    in_hand: tuple[tuple[int, Ending, str | None], ...]
    stood_in_for: tuple[tuple[str, date, date], ...]


def _read_back(session: Session, who: Agent, done: _Done) -> Leaving:
    fates = {RequestId(request): (ending, to) for request, ending, to in done.in_hand}
    return Leaving(
        agent=who,
        sessions=done.sessions,
        claims=done.claims,
        tasks=done.tasks,
        keys=tuple(stored_keys.get(session, ApiKeyId(one)) for one in done.keys),
        memberships=tuple(
            Member(town=TownId(town), department=DepartmentCode(code), login=who.login, post=post) for town, code, post in done.departments
        ),
        in_hand=tuple(_as_held(line, *fates[line.id]) for line in requests.lines(session, list(fates))),
        stood_in_for=tuple(Absence(login=login, first_day=first, last_day=last) for login, first, last in done.stood_in_for),
    )
