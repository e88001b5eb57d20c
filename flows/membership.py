"""Who belongs to which department, and what people are: said by an administrator, written down, told by name."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.department import Department, DepartmentKind
from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.member import Member
from domain.rights import Role
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, members
from store.agents import Agent


def set_roles(
    installation: Installation, login: str, add: frozenset[Role], remove: frozenset[Role], by: str, now: datetime
) -> frozenset[Role]:
    """Give an agent roles and take others from him; return what he is then. The same again changes nothing.

    Raises NotFoundError, and ConflictError where a role is given to somebody whose account is closed, or nobody would be left who sees to
    people.
    """
    with installation.database.write() as session:
        who = agents.hold_with_administrators(session, (_open_agent(session, login) if add else _agent(session, login)).id)
        roles = (who.roles | add) - remove
        if Role.ADMIN not in roles:
            refuse_last_administrator(session, who)
        if roles != who.roles:
            agents.set_roles(session, who.id, roles)
            facts: dict[str, object] = {"before": sorted(who.roles), "after": sorted(roles)}
            journal.append(session, at=now, town=who.town, actor=by, action="set_roles", object=f"agent {who.id}", details=facts)
        return roles


def refuse_last_administrator(session: Session, who: Agent) -> None:
    """Raise ConflictError where nobody would see to people without an agent; all who do are held: `agents.hold_with_administrators`."""
    others = (one for one in agents.all_agents(session) if one.id != who.id and one.closed_at is None and Role.ADMIN in one.roles)
    if Role.ADMIN in who.roles and not any(one.town in (None, who.town) for one in others):
        raise ConflictError(say("Nobody would be left who sees to people. Make somebody else an administrator first."))


def add_member(installation: Installation, member: Member, by: str, now: datetime) -> bool:
    """Make an agent a member of a department under a post, which ends the one he had there; tell whether that is new.

    Raises NotFoundError for an agent who is not there, InvalidError for a department or an agent of another town, ConflictError where
    somebody else is doing the same.
    """
    _own_department(installation.towns.get(member.town), member.department)
    try:
        with installation.database.write() as session:
            who = _open_agent(session, member.login)
            if who.town not in (None, member.town):
                what = say("{login} is an agent of {town}.", login=who.login, town=who.town)
                raise InvalidError(Mistake(where="login", what=what, remedy=say("Name an agent of the town.")))
            is_new = members.add(session, member, now)
            if is_new:
                facts = {"department": member.department, "login": who.login, "post": member.post.value}
                journal.append(session, at=now, town=member.town, actor=by, action="member.added", object=f"agent {who.id}", details=facts)
            return is_new
    except IntegrityError as error:
        raise ConflictError(say("Somebody else made {login} a member at this moment. Look again.", login=member.login)) from error


def remove_member(installation: Installation, town: TownId, department: DepartmentCode, login: str, by: str, now: datetime) -> bool:
    """End an agent's time in a department; tell whether he was there. The days he was stay known. Raises NotFoundError."""
    with installation.database.write() as session:
        who = _agent(session, login)
        was_there = members.remove(session, town, department, who.login, now)
        if was_there:
            facts = {"department": department, "login": who.login}
            journal.append(session, at=now, town=town, actor=by, action="member.removed", object=f"agent {who.id}", details=facts)
        return was_there


def _agent(session: Session, login: str) -> Agent:
    who = agents.find_by_login(session, login)
    if who is None:
        raise NotFoundError(say("Nobody signs in as {login}. See: citoyen users list", login=login))
    return who


def _open_agent(session: Session, login: str) -> Agent:
    """Return an agent who can sign in. Raises NotFoundError, ConflictError for one whose account is closed."""
    who = _agent(session, login)
    if who.closed_at is not None:
        raise ConflictError(say("The account of {login} is closed. Open it first: citoyen users reset {login}", login=who.login))
    return who


def _own_department(view: TownView, code: DepartmentCode) -> Department:
    own = [one for one in view.ruleset.departments if one.kind is DepartmentKind.INTERNAL]
    found = next((one for one in own if one.code == code), None)
    if found is None:
        what = say("Town {town} has no department “{code}” of its own.", town=view.town.id, code=code)
        raise InvalidError(Mistake(where="department", what=what, remedy=say("It has: {codes}.", codes=", ".join(one.code for one in own))))
    return found
