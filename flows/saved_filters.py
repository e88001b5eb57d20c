"""Filters of the list under names: each agent keeps his own, in his order; a head shares his with the members of his department."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from domain.errors import ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.member import Post
from domain.note import FilterId, SavedFilter
from domain.rights import Standing
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, saved_filters
from store.agents import Agent

MOST = 50
LONGEST_NAME, LONGEST_QUERY = 60, 2_000


def of(installation: Installation, agent: Agent, standing: Standing) -> tuple[SavedFilter, ...]:
    """Return the filters of an agent, then those that are shared with his departments; his own are shared as long as he is a head."""
    with installation.database.read() as session:
        found = saved_filters.of_agent(session, agent.id, {(one.town, one.department) for one in standing.members})
    own = headed(standing)
    return tuple(
        replace(one, town=None, department=None) if one.agent == agent.id and (one.town, one.department) not in own else one
        for one in found
    )


def save(installation: Installation, agent: Agent, name: str, query: str, now: datetime) -> FilterId:
    """Keep a filter under a name, in place of what was kept under it before. Raises InvalidError."""
    called, asked = " ".join(name.split()), urlencode([(key, value) for key, value in parse_qsl(query) if key != "after"])
    mistakes = []
    if not called or len(called) > LONGEST_NAME:
        what = say("The filter has no name, or one of more than {most} characters.", most=LONGEST_NAME)
        mistakes.append(Mistake(where="name", what=what, remedy=say("Give it a short name.")))
    if not asked or len(asked) > LONGEST_QUERY:
        remedy = say("Choose in the form above what is to be shown.")
        mistakes.append(Mistake(where="query", what=say("Nothing is filtered."), remedy=remedy))
    with installation.database.write() as session:
        # Whoever keeps another one at this moment waits: together they are no more than may be.
        agents.hold(session, agent.id)
        if not saved_filters.has(session, agent.id, called) and saved_filters.count(session, agent.id) >= MOST:
            what = say("{most} filters are kept already.", most=MOST)
            mistakes.append(Mistake(where="name", what=what, remedy=say("Remove one first.")))
        if mistakes:
            raise InvalidError(*mistakes)
        return saved_filters.save(session, agent.id, called, asked, now)


def remove(installation: Installation, agent: Agent, saved: FilterId) -> None:
    """Remove a filter of an agent's own. Raises NotFoundError."""
    with installation.database.write() as session:
        if saved_filters.find(session, agent.id, saved) is None:
            raise NotFoundError(say("There is no filter {id} of yours.", id=saved))
        saved_filters.remove(session, saved)


def move_up(installation: Installation, agent: Agent, saved: FilterId) -> None:
    """Put a filter of an agent's own before the one above it. Raises NotFoundError."""
    with installation.database.write() as session:
        own = [one.id for one in saved_filters.of_agent(session, agent.id)]
        if saved not in own:
            raise NotFoundError(say("There is no filter {id} of yours.", id=saved))
        place = own.index(saved)
        if place > 0:
            own[place - 1], own[place] = own[place], own[place - 1]
        saved_filters.order(session, own)


def share(
    installation: Installation,
    agent: Agent,
    standing: Standing,
    saved: FilterId,
    whom: tuple[TownId, DepartmentCode] | None,
    now: datetime,
) -> None:
    """Share a filter with the members of a department whose head the agent is; None: with nobody any more.

    Raises NotFoundError for a filter that is not his, ForbiddenError for a department he does not head.
    """
    with installation.database.write() as session:
        found = saved_filters.find(session, agent.id, saved)
        if found is None:
            raise NotFoundError(say("There is no filter {id} of yours.", id=saved))
        if whom is not None and whom not in headed(standing):
            raise ForbiddenError(say("Only the head of a department shares filters with it."))
        town, department = (None, None) if whom is None else whom
        saved_filters.share(session, saved, town, department)
        facts = {"filter": saved, "department": department}
        where, row = town or found.town, f"filter:{saved}"
        journal.append(session, at=now, town=where, actor=agent.login, action="filter.shared", object=row, details=facts)


def headed(standing: Standing) -> tuple[tuple[TownId, DepartmentCode], ...]:
    """Return the departments somebody is head of."""
    return tuple(sorted({(one.town, one.department) for one in standing.members if one.post is Post.HEAD}))
