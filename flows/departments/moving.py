"""Where the requests of a department go when it closes: to its successor, where an administrator says, or back to review.

Each request is moved in a transaction of its own, and what is moved lies there no more: a command that was killed is given again, a sweep
that was killed goes on. Nothing of it moves a deadline: the requester waits for the town, not for a department.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.department import Department, DepartmentKind
from domain.errors import InvalidError, Mistake
from domain.ids import DepartmentCode, RequestId, TownId
from domain.lifecycle import Situation
from domain.request import Status
from domain.rights import Permission, may_in_town
from domain.ruleset import RuleSet
from flows import clocks
from flows.acting import Acting, find_agent
from flows.departments.returning import CLOSED, give_back
from flows.deputies import find_department
from flows.notice import Told
from flows.post import ACTOR, post
from flows.rights import lacking, standing_of
from flows.town_views import TownView
from flows.transmission import Transmitting, standing_opinion
from flows.wiring import Installation
from flows.wording import Message, say
from routing.calendar import calendar_of
from routing.directory import gone, open_in_place
from store import departments, journal, members, requests, rulesets, towns
from store.requests import RequestRecord

_AT_ONCE = 200
_ANEW = frozenset({Status.OPEN, Status.ACCEPTED, Status.PLANNED})
"""States in which the new department begins anew, unless who has the request in hand belongs to it, too."""
_TOLD = frozenset({*_ANEW, Status.WAITING, Status.TRANSFERRED, Status.DONE})
Progress = Callable[[int], None]
"""Is told how many requests are moved."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What lies in one department of a town is to lie in another, and why."""

    town: TownId
    before: DepartmentCode
    after: DepartmentCode
    reason: str


def move(installation: Installation, wanted: Move, agent: str, now: datetime, progress: Progress) -> int:
    """Move all requests that lie in a department, or are proposed to it in review, and return how many; given again, it goes on.

    Raises NotFoundError for an agent who is not there; ForbiddenError for one who neither sets up the town nor regulates it; InvalidError
    without a reason, or for a department that takes no requests.
    """
    view = installation.towns.get(wanted.town)
    with installation.database.read() as session:
        who = find_agent(session, wanted.town, agent)
        standing = standing_of(session, installation.towns, who)
    allowed = (Permission.CATALOGUE, Permission.REQUALIFY)
    if not any(may_in_town(standing, one, wanted.town) for one in allowed):
        raise lacking(*allowed)
    mistakes = tuple(_mistakes(view, wanted, _today(view, now)))
    if mistakes:
        raise InvalidError(*mistakes)
    moving = _Moving(installation=installation, view=view, wanted=wanted, actor=who.login, now=now)
    done = 0
    for request in _lying(installation, wanted.town, wanted.before, is_review_too=True):
        done += moving.one(request)
        progress(done)
    if not done:
        return 0
    with installation.database.write() as session:
        facts = {"from": wanted.before, "to": wanted.after, "requests": done}
        thing = f"department:{wanted.before}"
        journal.append(session, at=now, town=wanted.town, actor=who.login, action="departments.moved", object=thing, details=facts)
    return done


def settle_closed(installation: Installation, now: datetime) -> int:
    """Move what lies in departments that are closed, or that the rule set has no more: to the successor, else back to review.

    Looked at once a day and after each publication, town by town; returns how many requests. Raises UnavailableError.
    """
    with installation.database.read() as session:
        looked, numbers = departments.looks(session), towns.numbers(session)
        days = {one.id: calendar_of(one).local(now).date() for one in towns.towns(session)}
    waiting = [town for town, found in numbers.items() if looked.get(town) != (found.ruleset, days.get(town))]
    return sum(_settle(installation, town, numbers[town].ruleset, now) for town in waiting)


def _settle(installation: Installation, town: TownId, ruleset: int, now: datetime) -> int:
    with installation.database.read() as session:
        # Not compiled for it: mostly there is nothing to do.
        today = calendar_of(towns.town(session, town)).local(now).date()
        closed = _closed(rulesets.get(session, town, ruleset), departments.occupied(session, town), today)
    done = _settle_each(installation, installation.towns.get(town), closed, ruleset, now) if closed else 0
    if done is None:
        return 0
    with installation.database.write() as session:
        departments.set_looked(session, town, ruleset, today)
    if done:
        _log.info("town %s: %d requests of closed departments were moved", town, done)
    return done


def _settle_each(installation: Installation, view: TownView, closed: tuple[DepartmentCode, ...], ruleset: int, now: datetime) -> int | None:
    """Move what lies in closed departments and return how many requests; None where this process goes on with another version yet."""
    if view.ruleset.number != ruleset:
        return None
    today, done = _today(view, now), 0
    for code in closed:
        after = successor(view, code, today)
        for request in _lying(installation, view.town.id, code, is_review_too=after is not None):
            done += (
                _return(installation, view, request, code, now) if after is None else _follow(installation, view, request, code, after, now)
            )
    return done


def successor(view: TownView, code: DepartmentCode, today: date) -> DepartmentCode | None:
    """Return the department of the town that takes what lies in a closed one; None where nobody does."""
    known = {one.code: one for one in view.ruleset.departments}
    found = find_department(view.ruleset, open_in_place(code, known, today))
    return None if found is None or found.code == code or found.kind is DepartmentKind.EXTERNAL else found.code


def _closed(ruleset: RuleSet, codes: tuple[DepartmentCode, ...], today: date) -> tuple[DepartmentCode, ...]:
    """Return those of some departments that take no requests any more; what only will close one day has time."""
    known = {one.code: one for one in ruleset.departments}
    return tuple(code for code in gone(ruleset, codes) if code not in known or known[code].is_closed(today))


def _follow(
    installation: Installation, view: TownView, request: RequestId, before: DepartmentCode, after: DepartmentCode, now: datetime
) -> bool:
    wanted = Move(town=view.town.id, before=before, after=after, reason="")
    return _Moving(installation=installation, view=view, wanted=wanted, actor=ACTOR, now=now).one(request)


def _return(installation: Installation, view: TownView, request: RequestId, code: DepartmentCode, now: datetime) -> bool:
    with installation.database.write() as session:
        record = _held(session, request, code)
        if record is None or not record.line.status.is_open:
            return False
        rung = give_back(installation.settings, view, session, record, CLOSED, now)
    installation.bell.ring(*rung)
    return True


def _held(session: Session, request: RequestId, code: DepartmentCode) -> RequestRecord | None:
    """Return a request, held, that still lies in a department; None where it does not, or is a part of another one by now."""
    if requests.hold(session, request) != request:
        return None
    record = requests.get(session, request)
    is_there = record.line.department == code and not record.line.status.is_over
    return record if is_there else None


def _lying(installation: Installation, town: TownId, code: DepartmentCode, *, is_review_too: bool) -> Iterator[RequestId]:
    """Yield the requests that lie in a department, a batch at a time: what is moved meanwhile is passed over by whoever moves."""
    after: RequestId | None = None
    while True:
        with installation.database.read() as session:
            some = departments.lying(session, town, code, after=after, limit=_AT_ONCE, is_review_too=is_review_too)
        yield from some
        if len(some) < _AT_ONCE:
            return
        after = some[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moving:
    """Requests of one department on their way to another."""

    installation: Installation
    view: TownView
    wanted: Move
    actor: str
    now: datetime

    def one(self, request: RequestId) -> bool:
        """Move one request, and tell its new department; False where it lies elsewhere by now."""
        with self.installation.database.write() as session:
            record = _held(session, request, self.wanted.before)
            if record is None:
                return False
            rung = self._move(session, record)
        self.installation.bell.ring(*rung)
        return True

    def _move(self, session: Session, record: RequestRecord) -> tuple[str, ...]:
        line, after = record.line, self.wanted.after
        levels = [one.confidentiality for one in self.view.ruleset.departments if one.code == after]
        level = max([line.confidentiality, *levels])
        departments.put(session, line.id, after, level)
        # What was routed to an authority as its own leaves it; what a department transferred stays with who has it.
        is_back = line.status is Status.TRANSFERRED and line.situation.authority == self.wanted.before
        if is_back or (line.status in _ANEW and not self._goes_along(session, line.situation)):
            requests.stand(session, line.id, Situation(status=Status.OPEN))
        (clocks.come_back if is_back else clocks.follow)(session, self.view, line.id, self.now)
        facts = {"department": after, "from": self.wanted.before, "before": line.status.value}
        words = {"reason": self.wanted.reason.strip()} if self.wanted.reason.strip() else {}
        Acting(agent=self.actor, now=self.now).write_down(session, record, "moved", facts, words)
        return self._tell(session, requests.get(session, line.id))

    def _goes_along(self, session: Session, situation: Situation) -> bool:
        """Tell whether who has it in hand belongs to the new department, too."""
        in_hand = situation.taken_by
        return in_hand is not None and any(
            one.login == in_hand for one in members.of_department(session, self.view.town.id, self.wanted.after)
        )

    def _tell(self, session: Session, record: RequestRecord) -> tuple[str, ...]:
        line, settings = record.line, self.installation.settings
        if line.status not in _TOLD or line.number is None:
            return ()
        transmitting = Transmitting(settings=settings, view=self.view, session=session, now=self.now, actor=self.actor)
        before = find_department(self.view.ruleset, self.wanted.before)
        told = Told(
            request=line.id,
            number=line.number,
            link=transmitting.link(line.id),
            because=f"Elle était jusqu’ici au service {before.label if before else self.wanted.before}, qui ne la traite plus.",
            event=f"moved:{line.id}:{line.version}",
        )
        return post(settings, session, transmitting.transmit(standing_opinion(self.view, record), told), self.now)


def _mistakes(view: TownView, wanted: Move, today: date) -> Iterator[Mistake]:
    if not wanted.reason.strip():
        yield _mistake("reason", say("The reason is missing."), say("Say in a sentence why."))
    department = find_department(view.ruleset, wanted.after)
    if department is None:
        what = say("rule set {number} has no department “{code}”.", number=view.ruleset.number, code=wanted.after)
        yield _mistake("to", what, say("Name one of the town's own."))
    else:
        unfit = _unfit(department, wanted, today)
        if unfit is not None:
            yield _mistake("to", *unfit)


def _unfit(department: Department, wanted: Move, today: date) -> tuple[Message, Message] | None:
    """Return what keeps a department from getting the requests, and what to do."""
    if department.code == wanted.before:
        return say("These are one department."), say("Name another one.")
    if department.is_closed(today):
        return say("{department} is closed.", department=department.label), say("Name one that is open.")
    if department.kind is DepartmentKind.EXTERNAL:
        return say("{department} is another authority.", department=department.label), say("Transfer each request to it instead.")
    return None


def _mistake(where: str, what: Message, remedy: Message) -> Mistake:
    return Mistake(where=where, what=what, remedy=remedy)


def _today(view: TownView, now: datetime) -> date:
    return calendar_of(view.town).local(now).date()
