"""Rights as use cases ask for them: what an agent is, and what of a request they depend on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from domain.absence import stood_in_for
from domain.department import Department
from domain.errors import ForbiddenError
from domain.ids import DepartmentCode, SubjectCode, TownId
from domain.inbound import Channel
from domain.lifecycle import Act
from domain.member import Member
from domain.rights import Permission, RequestFacts, Role, Standing, Visibility, visibility, who_may, who_may_act
from domain.ruleset import Nature, RuleSet
from flows.act_words import ACTS, PERMISSIONS
from flows.deputies import standing_in_for
from flows.town_views import TownViews
from flows.wording import Message, say
from routing.calendar import calendar_of
from store import absences, agents, history, members
from store.agents import Agent
from store.request_lines import RequestLine
from store.requests import RequestRecord

OWED = (Nature.REQUEST, Nature.COMPLAINT)
"""Natures whose requester has a right to a decision (article L110-1)."""
_DECIDED = frozenset({"confirmed", "corrected"})
"""What the history calls what people decided on a request."""
_UNDONE = "undone"
READ_FOR_RIGHTS = history.only(*sorted(_DECIDED), _UNDONE)
"""What rights depend on in the history of a request."""
_ENTERED = frozenset({Channel.PHONE, Channel.COUNTER})
"""Channels of which an agent writes requests down."""
ROLES: Mapping[Role, Message] = {
    Role.RECEPTION: say("reception"),
    Role.AGENT: say("an agent of its department"),
    Role.HEAD: say("the head of its department"),
    Role.REGULATOR: say("the regulator"),
    Role.ELECTED: say("an elected member"),
    Role.ADMIN: say("an administrator"),
    Role.DPO: say("the data protection officer"),
}


def standing_of(session: Session, towns: TownViews, agent: Agent) -> Standing:
    """Return what an agent is. Whoever belongs to a department belongs to those it does the work of, too.

    So does, while somebody is away, who stands in for him.
    """
    own_towns = (agent.town,) if agent.town is not None else towns.ids()
    own = (*members.of_agent(session, agent.login), *_stood_in_for(session, towns, agent, own_towns))
    found = tuple(one for town in own_towns for one in _with_served(towns, town, own))
    return Standing(
        login=agent.login,
        town=agent.town,
        roles=agent.roles,
        members=found,
        staffed=_staffed(session, towns, own_towns) if Role.REGULATOR in agent.roles else frozenset(),
    )


def readers_of(session: Session, towns: TownViews, record: RequestRecord) -> tuple[Agent, ...]:
    """Return the agents who may read a request, by login: in one go, for a town has many."""
    town = record.line.town
    facts, calendar = facts_of(towns.get(town).ruleset, record), calendar_of(towns.get(town).town)
    today = calendar.local(datetime.now(UTC)).date()
    away, staffed = absences.on(session, today), _staffed(session, towns, (town,))
    by_login: dict[str, list[Member]] = {}
    for one in members.of_town(session, town):
        by_login.setdefault(one.login, []).append(one)
    found: list[Agent] = []
    for agent in agents.all_agents(session):
        if agent.town not in (None, town):
            continue
        stood_for = stood_in_for(agent.login, today, away) if away else frozenset()
        own = (*by_login.get(agent.login, ()), *(replace(one, login=agent.login) for name in stood_for for one in by_login.get(name, ())))
        standing = Standing(
            login=agent.login,
            town=agent.town,
            roles=agent.roles,
            members=tuple(_with_served(towns, town, own)),
            staffed=staffed if Role.REGULATOR in agent.roles else frozenset(),
        )
        if visibility(standing, facts) is Visibility.WHOLE:
            found.append(agent)
    return tuple(sorted(found, key=lambda one: one.login))


def facts_of(ruleset: RuleSet, record: RequestRecord) -> RequestFacts:
    """Return what rights depend on in a request. ``ruleset`` is the town's present one."""
    facts = line_facts(ruleset, record.line)
    entered_by = record.inbound.envelope.client if record.inbound.channel in _ENTERED else None
    return replace(facts, copies=frozenset(copies_of(ruleset, record)), entered_by=entered_by)


def copies_of(ruleset: RuleSet, record: RequestRecord) -> tuple[DepartmentCode, ...]:
    """Return the departments that are told of a request beside its own: as people decided it, else as it was proposed."""
    proposed, undone = record.decision.orientation, set[object]()
    for line in reversed(record.history):
        if line.action == _UNDONE:
            undone.add(line.details.get("rank"))
        elif line.action in _DECIDED and line.details.get("rank") not in undone:
            if isinstance(copies := line.details.get("copies"), list):
                return tuple(DepartmentCode(str(one)) for one in copies)
            break
    if record.line.subject == proposed.subject:
        return proposed.copies
    # Decided before copies were written down.
    return next((one.copies for one in ruleset.subjects if one.code == record.line.subject), ())


def line_facts(ruleset: RuleSet, line: RequestLine) -> RequestFacts:
    """Return what rights depend on, as far as a line of a list tells it: not who was told of it, nor who wrote it down."""
    return RequestFacts(
        town=line.town,
        departments=frozenset({line.department}),
        confidentiality=line.confidentiality,
        status=line.status,
        is_owed=_is_owed(ruleset, line.subject),
    )


def refusal(act: Act) -> ForbiddenError:
    """Return what is said to somebody whose hand may not do an act."""
    return _refused(ACTS[act], who_may_act(act))


def lacking(*permissions: Permission) -> ForbiddenError:
    """Return what is said to somebody who lacks all of these permissions, one of which would do."""
    roles = frozenset(role for one in permissions for role in who_may(one))
    return _refused(PERMISSIONS[permissions[0]], [role for role in Role if role in roles])


def _refused(what: Message, roles: Iterable[Role]) -> ForbiddenError:
    # Named one by one, so that each is translated where it is read.
    named: dict[str, object] = {f"role_{place}": ROLES[role] for place, role in enumerate(roles)}
    template = ", ".join(f"{{{name}}}" for name in named)
    listed = say(template, **named) if named else say("nobody")
    return ForbiddenError(say("Your rights do not allow “{act}” here. Who may: {roles}.", act=what, roles=listed))


def _is_owed(ruleset: RuleSet, subject: SubjectCode) -> bool:
    return any(one.code == subject and one.nature in OWED for one in ruleset.subjects)


def _stood_in_for(session: Session, towns: TownViews, agent: Agent, of: Iterable[TownId]) -> tuple[Member, ...]:
    """Return what those are, today in their towns, whose work an agent does beside his own."""
    found: list[Member] = []
    for town in of:
        today = calendar_of(towns.get(town).town).local(datetime.now(UTC)).date()
        for login in sorted(standing_in_for(session, agent.login, today)):
            found += [replace(one, login=agent.login) for one in members.of_agent(session, login) if one.town == town]
    return tuple(found)


def _with_served(towns: TownViews, town: TownId, own: Iterable[Member]) -> Iterator[Member]:
    here = [one for one in own if one.town == town]
    if not here:
        return
    known = {one.department for one in here}
    yield from here
    for department in towns.get(town).ruleset.departments:
        if department.code not in known:
            yield from (replace(one, department=department.code) for one in here if _serves(one.department, department))


def _staffed(session: Session, towns: TownViews, of: Iterable[TownId]) -> frozenset[tuple[TownId, DepartmentCode]]:
    found = members.staffed(session, of)
    served = {
        (town, department.code)
        for town in {town for town, _ in found}
        for department in towns.get(town).ruleset.departments
        if (town, department.served_by) in found
    }
    return found | served


def _serves(code: DepartmentCode, department: Department) -> bool:
    return department.served_by == code
