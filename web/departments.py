"""Departments as the desk shows them: the tree, who belongs to each, who is away, where letters and open requests go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.department import Department, DepartmentKind
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.member import Post
from domain.rights import Permission, may_in_town
from flows.departments.moving import successor
from flows.deputies import find_department, mailbox_of, staff_of, told_at
from flows.rights import lacking
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import absences, agents, members
from store import departments as stored
from store.absences import AbsenceId, KeptAbsence
from store.agents import Agent
from store.members import Membership
from web.desk import Desk
from web.visitor import Member

_ANY = (Permission.PEOPLE, Permission.CATALOGUE, Permission.REQUALIFY)
"""Whoever has one of these for the whole town sees all of its departments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A department in the tree, with those whose work it does (``served``). ``department`` None: the rule set has it no more."""

    code: DepartmentCode
    department: Department | None
    mailbox: str | None
    open_requests: int
    heads: tuple[str, ...]
    members: int
    is_closed: bool
    served: tuple["Branch", ...] = ()

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.code if self.department is None else self.department.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The departments of a town: its own that are open, those that are closed or gone, and the bodies outside it."""

    own: tuple[Branch, ...]
    over: tuple[Branch, ...]
    outside: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMember:
    """Somebody who belongs to a department; ``away`` is his absence today, ``standing_in`` the name of who does his work then."""

    login: str
    name: str
    post: Post
    since: datetime
    has_email: bool
    away: KeptAbsence | None
    standing_in: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAbsence:
    """An absence by names; ``may_end``: the visitor may say that he is there after all."""

    id: AbsenceId
    login: str
    name: str
    first_day: date
    last_day: date
    deputy: str | None
    said_by: str
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentPage:
    """All that the page of one department shows. ``takes_over`` is who gets what is open here when it closes, or has closed."""

    branch: Branch
    server: Department | None
    told_at: tuple[str, ...]
    takes_over: Department | None
    closes_on: date | None
    members: tuple[ShownMember, ...]
    former: tuple[tuple[str, Membership], ...]
    absences: tuple[ShownAbsence, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What a visitor may do in a town's departments: ``headed`` he heads, ``own`` he belongs to."""

    sees_all: bool
    people: bool
    moves: bool
    headed: frozenset[DepartmentCode]
    own: frozenset[DepartmentCode]

    def sees(self, code: DepartmentCode) -> bool:
        """Tell whether the page of a department is his to open."""
        return self.sees_all or code in self.own


def powers(who: Member, town: TownId) -> Powers:
    """Return what a visitor may do in the departments of a town."""
    standing = who.standing
    return Powers(
        sees_all=any(may_in_town(standing, one, town) for one in _ANY),
        people=may_in_town(standing, Permission.PEOPLE, town),
        moves=any(may_in_town(standing, one, town) for one in (Permission.CATALOGUE, Permission.REQUALIFY)),
        headed=frozenset(one.department for one in standing.members if one.town == town and one.post is Post.HEAD),
        own=standing.departments(town),
    )


def view_of(desk: Desk, who: Member, town: str) -> TownView:
    """Return a town of the visitor's. Raises NotFoundError."""
    found = next((one for one in who.towns if one.id == town), None)
    if found is None:
        raise NotFoundError(f"There is no town {town} for {who.agent.login}.")
    return desk.installation.towns.get(found.id)


def check_seen(power: Powers, code: DepartmentCode) -> None:
    """Raise ForbiddenError where the page of a department is not the visitor's."""
    if not power.sees(code):
        raise lacking(*_ANY)


def tree(session: Session, view: TownView, power: Powers, now: datetime) -> Tree:
    """Return the departments a visitor may see."""
    today = calendar_of(view.town).local(now).date()
    shown = [one for one in view.ruleset.departments if power.sees(one.code)]
    occupied = stored.occupied(session, view.town.id) if power.sees_all else ()
    gone = [code for code in occupied if find_department(view.ruleset, code) is None]
    branches = _branches(session, view, [*(one.code for one in shown), *gone], today)
    by_server: dict[DepartmentCode, list[Branch]] = {}
    for one in shown:
        if one.served_by in branches and one.served_by != one.code:
            by_server.setdefault(DepartmentCode(str(one.served_by)), []).append(branches[one.code])
    # Two that do each other's work hang on nobody: each stands for itself.
    nested = {one.code for some in by_server.values() for one in some} - _circling(shown)
    by_server = {server: [one for one in some if one.code in nested] for server, some in by_server.items()}
    own = [one.code for one in shown if one.kind is DepartmentKind.INTERNAL and not one.is_closed(today) and one.code not in nested]
    over = [*(one.code for one in shown if one.is_closed(today) and one.code not in nested), *gone]
    outside = [one.code for one in shown if one.kind is DepartmentKind.EXTERNAL and one.code not in {*over, *nested}]
    return Tree(
        own=tuple(_grown(branches[code], by_server) for code in own),
        over=tuple(_grown(branches[code], by_server) for code in over),
        outside=tuple(_grown(branches[code], by_server) for code in outside),
    )


def department_page(session: Session, view: TownView, code: DepartmentCode, who: Member, now: datetime) -> DepartmentPage:
    """Return what is shown of one department. Raises NotFoundError for one the town does not have, and where nothing lies either."""
    town, found = view.town.id, find_department(view.ruleset, code)
    if found is None and code not in stored.occupied(session, town):
        raise NotFoundError(f"Town {town} has no department {code}.")
    today = calendar_of(view.town).local(now).date()
    times = members.history(session, town, code)
    known = {one.login: one for one in agents.all_agents(session) if one.town in (None, town)}
    present = [one for one in times if one.until is None]
    coming = absences.coming(session, today, [one.member.login for one in present])
    staff = staff_of(session, view, now)
    closes_on = None if found is None else found.closed_on
    after = successor(view, code, today if closes_on is None else max(today, closes_on))
    return DepartmentPage(
        branch=_branches(session, view, [code], today)[code],
        server=None if found is None else find_department(view.ruleset, found.served_by),
        told_at=told_at(view.ruleset, staff, code),
        takes_over=None if after == code else find_department(view.ruleset, after),
        closes_on=closes_on,
        members=tuple(_member(one, known, coming, staff.standing_in, today) for one in _heads_first(present)),
        former=tuple((_name(known, one.member.login), one) for one in reversed(times) if one.until is not None),
        absences=tuple(_absence(one, known, may_end=_may_say(who, powers(who, town), code, one.absence.login)) for one in coming),
        today=today,
    )


def _branches(session: Session, view: TownView, codes: Sequence[DepartmentCode], today: date) -> Mapping[DepartmentCode, Branch]:
    counts = stored.open_in(session, view.town.id, codes)
    belonging = members.of_town(session, view.town.id)
    heads = {one.login for one in belonging if one.post is Post.HEAD}
    names = {login: agent.name for login in heads if (agent := agents.find_by_login(session, login)) is not None}
    found = {}
    for code in codes:
        department = find_department(view.ruleset, code)
        own = [one for one in belonging if one.department == code]
        found[code] = Branch(
            code=code,
            department=department,
            mailbox=mailbox_of(view.ruleset, code),
            open_requests=counts.get(code, 0),
            heads=tuple(names.get(one.login, one.login) for one in own if one.post is Post.HEAD),
            members=len(own),
            is_closed=department is None or department.is_closed(today),
        )
    return found


def _circling(departments: Iterable[Department]) -> frozenset[DepartmentCode]:
    """Return the departments whose work comes back to them from one that does another's."""
    servers = {one.code: one.served_by for one in departments}
    found = set()
    for code, server in servers.items():
        asked: set[DepartmentCode] = set()
        at = server
        while at is not None and at not in asked:
            asked.add(at)
            at = servers.get(at)
        if code in asked:
            found.add(code)
    return frozenset(found)


def _grown(branch: Branch, by_server: Mapping[DepartmentCode, Sequence[Branch]]) -> Branch:
    return replace(branch, served=tuple(_grown(one, by_server) for one in by_server.get(branch.code, ())))


def _heads_first(found: Iterable[Membership]) -> list[Membership]:
    return sorted(found, key=lambda one: (one.member.post is not Post.HEAD, one.member.login))


def _member(
    one: Membership, known: Mapping[str, Agent], coming: Iterable[KeptAbsence], standing_in: Mapping[str, str | None], today: date
) -> ShownMember:
    login = one.member.login
    away = next((kept for kept in reversed(tuple(coming)) if kept.absence.login == login and kept.absence.is_on(today)), None)
    deputy = standing_in.get(login) if away is not None else None
    return ShownMember(
        login=login,
        name=_name(known, login),
        post=one.member.post,
        since=one.since,
        has_email=login in known and known[login].email is not None,
        away=away,
        standing_in=None if deputy is None else _name(known, deputy),
    )


def _absence(kept: KeptAbsence, known: Mapping[str, Agent], *, may_end: bool) -> ShownAbsence:
    away = kept.absence
    return ShownAbsence(
        id=kept.id,
        login=away.login,
        name=_name(known, away.login),
        first_day=away.first_day,
        last_day=away.last_day,
        deputy=None if away.deputy is None else _name(known, away.deputy),
        said_by=_name(known, kept.said_by),
        may_end=may_end,
    )


def _may_say(who: Member, power: Powers, code: DepartmentCode, login: str) -> bool:
    return power.people or code in power.headed or login == who.agent.login


def _name(known: Mapping[str, Agent], login: str) -> str:
    return known[login].name if login in known else login
