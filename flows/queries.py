"""Saved queries: each agent keeps his own and shares them by role; whoever uses one finds what is his to read, and counts no more.

The same query is a list, a filter of figures and the target of a mailing (S41).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import AgentId, RequestId, TownId
from domain.query import Group, QueryId, SavedQuery, sees
from domain.query_wire import UnreadableQueryError, from_json
from domain.rights import Reach, Role, Standing, reach
from flows.query_faults import mistakes_of
from flows.search import words_of
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import TELLING
from store import agents, journal, queries
from store.agents import Agent
from store.query_conditions import Meaning, Meant, meant
from store.reach import WHOLE

MOST = 100
LONGEST_NAME = 80
SHARED_WITH = (Role.RECEPTION, Role.AGENT, Role.HEAD, Role.REGULATOR)
"""Roles a query can be shared with: those that read requests and their requesters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who uses queries: an agent as he stands. Without, whoever runs the installation, who has its database."""

    agent: AgentId | None = None
    login: str | None = None
    standing: Standing | None = None
    most: Confidentiality = Confidentiality.SOCIAL
    """Nothing more confidential is found: what a key opens."""

    @property
    def reach(self) -> Reach:
        """Return what is his to read."""
        return replace(WHOLE if self.standing is None else reach(self.standing), most=self.most)

    def sees(self, saved: SavedQuery) -> bool:
        """Tell whether a saved query is his to use."""
        return self.standing is None or (self.agent is not None and sees(self.agent, self.standing, saved))


OPERATOR = Asker()


def asker_of(agent: Agent, standing: Standing) -> Asker:
    """Return an agent as he uses queries."""
    return Asker(agent=agent.id, login=agent.login, standing=standing)


def may_use(standing: Standing) -> bool:
    """Tell whether queries are for somebody: whoever reads any request with who asks."""
    own = reach(standing)
    return own.level is not None or bool(own.departments)


def criteria_of(found: object) -> Group:
    """Return a query from its JSON. Raises InvalidError with all that does not fit."""
    try:
        return from_json(found)
    except UnreadableQueryError as error:
        raise InvalidError(*mistakes_of(error.faults)) from error


def meant_by(session: Session, installation: Installation, town: TownId, criteria: Group, asker: Asker, now: datetime) -> Meant:
    """Return the requests a query means to who asks, as a condition. Raises NotFoundError for no town."""
    zone = ZoneInfo(installation.towns.get(town).town.timezone)
    answers = tuple(sorted(one.value for one in TELLING))
    return meant(session, criteria, Meaning(town=town, now=now, zone=zone, me=asker.login, words=words_of, answers=answers))


def count(installation: Installation, town: TownId, criteria: Group, asker: Asker, now: datetime) -> int:
    """Return how many requests a query finds for who asks."""
    with installation.database.read() as session:
        return queries.count(session, meant_by(session, installation, town, criteria, asker, now), asker.reach)


def ids(  # noqa: PLR0913 - as above
    installation: Installation, town: TownId, criteria: Group, asker: Asker, now: datetime, *, most: int, after: int | None = None
) -> tuple[RequestId, ...]:
    """Return the requests a query finds for who asks, the first that came first, at most so many, behind ``after``."""
    with installation.database.read() as session:
        found = meant_by(session, installation, town, criteria, asker, now)
        return queries.page(session, found, asker.reach, limit=most, after=None if after is None else RequestId(after))


def of(installation: Installation, asker: Asker, town: TownId) -> tuple[SavedQuery, ...]:
    """Return an agent's own queries by name, then those that are shared with what he is."""
    with installation.database.read() as session:
        found = queries.of_town(session, town, asker.agent if asker.standing is not None else None)
    return tuple(one for one in found if asker.sees(one))


def get(installation: Installation, asker: Asker, town: TownId | None, query: int) -> SavedQuery:
    """Return a query that is somebody's to use. Raises NotFoundError."""
    with installation.database.read() as session:
        return used(session, asker, town, query)


def used(session: Session, asker: Asker, town: TownId | None, query: int) -> SavedQuery:
    """Return the same in a session. Raises NotFoundError."""
    found = queries.find(session, QueryId(query))
    if found is None or town not in {None, found.town} or not asker.sees(found):
        raise NotFoundError(say("There is no query {id} for you.", id=query))
    return found


def save(installation: Installation, agent: Agent, standing: Standing, town: TownId, name: str, found: object, now: datetime) -> QueryId:  # noqa: PLR0913, PLR0917 - a row
    """Keep a new query under a name. Raises InvalidError, ForbiddenError for who reads no requests."""
    if not (standing.is_of(town) and may_use(standing)):
        raise ForbiddenError(say("Queries are for those who read requests."))
    criteria, called = criteria_of(found), " ".join(name.split())
    with installation.database.write() as session:
        # Whoever keeps another one at this moment waits: together they are no more than may be.
        agents.hold(session, agent.id)
        mistakes = _faults_of_name(session, town, agent, called, None)
        if queries.number_of(session, town, agent.id) >= MOST:
            what = say("{most} queries are kept already.", most=MOST)
            mistakes.append(Mistake(where="name", what=what, remedy=say("Remove one first.")))
        if mistakes:
            raise InvalidError(*mistakes)
        added = queries.add(session, town, agent.id, called, criteria, now)
        _note(session, agent, _own(session, agent, added), "query.saved", now)
    return added


def change(installation: Installation, agent: Agent, query: QueryId, name: str, found: object, version: int, now: datetime) -> None:  # noqa: PLR0913, PLR0917 - a row
    """Let an agent's own query ask something else, or be called otherwise.

    Raises NotFoundError, InvalidError, and ConflictError where it has changed since it was seen.
    """
    criteria, called = criteria_of(found), " ".join(name.split())
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        own = _own(session, agent, query)
        if mistakes := _faults_of_name(session, own.town, agent, called, query):
            raise InvalidError(*mistakes)
        if not queries.change(session, query, called, criteria, version, now):
            raise ConflictError(say("This query was changed meanwhile. Look at it again before you save."))
        _note(session, agent, _own(session, agent, query), "query.changed", now)


def remove(installation: Installation, agent: Agent, query: QueryId, now: datetime) -> None:
    """Remove an agent's own query; mailings that were sent by it stay. Raises NotFoundError."""
    with installation.database.write() as session:
        own = _own(session, agent, query)
        queries.remove(session, query)
        _note(session, agent, own, "query.removed", now)


def share(installation: Installation, agent: Agent, query: QueryId, whom: Collection[str], now: datetime) -> None:
    """Share an agent's own query with roles by their words, or with all who work in the town (``town``); none: with nobody.

    Raises NotFoundError.
    """
    roles = frozenset(role for role in SHARED_WITH if role.value in whom)
    is_for_town = queries.FOR_TOWN in whom
    with installation.database.write() as session:
        own = _own(session, agent, query)
        queries.share(session, query, roles, is_for_town=is_for_town)
        told = [queries.FOR_TOWN] if is_for_town else [role.value for role in Role if role in roles]
        _note(session, agent, own, "query.shared", now, whom=told)


def take_over(installation: Installation, agent: Agent, standing: Standing, query: QueryId, now: datetime) -> QueryId:
    """Make a query that is shared with an agent his own: itself where its owner is gone, else a copy.

    Raises NotFoundError, InvalidError.
    """
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        found = queries.find(session, query)
        if found is None or found.owner == agent.id or not sees(agent.id, standing, found):
            raise NotFoundError(say("There is no query {id} for you.", id=query))
        if queries.number_of(session, found.town, agent.id) >= MOST:
            what = say("{most} queries are kept already.", most=MOST)
            raise InvalidError(Mistake(where="name", what=what, remedy=say("Remove one first.")))
        name = _free(session, found, agent)
        if not found.is_owner_gone:
            return queries.add(session, found.town, agent.id, name, found.criteria, now)
        queries.give(session, query, agent.id, name)
        _note(session, agent, found, "query.taken_over", now, owner=found.owner)
        return query


def _own(session: Session, agent: Agent, query: QueryId) -> SavedQuery:
    found = queries.find(session, query)
    if found is None or found.owner != agent.id:
        raise NotFoundError(say("There is no query {id} of yours.", id=query))
    return found


def _faults_of_name(session: Session, town: TownId, agent: Agent, called: str, own: QueryId | None) -> list[Mistake]:
    if not called or len(called) > LONGEST_NAME:
        what = say("The query has no name, or one of more than {most} characters.", most=LONGEST_NAME)
        return [Mistake(where="name", what=what, remedy=say("Give it a short name."))]
    if queries.find_named(session, town, agent.id, called) not in {None, own}:
        what = say("You keep another query under this name.")
        return [Mistake(where="name", what=what, remedy=say("Give it another name."))]
    return []


def _free(session: Session, found: SavedQuery, agent: Agent) -> str:
    """Return the name of a query, with a number behind it where the agent keeps another of that name."""
    names = (found.name, *(f"{found.name[: LONGEST_NAME - 6]} ({number})" for number in range(2, MOST + 3)))
    return next(one for one in names if queries.find_named(session, found.town, agent.id, one) is None)


def _note(session: Session, agent: Agent, saved: SavedQuery, action: str, now: datetime, **facts: object) -> None:
    # Criteria may hold the name of a person: the journal tells which query, and who, alone.
    told = {"query": saved.id, "version": saved.version, **facts}
    journal.append(session, at=now, town=saved.town, actor=agent.login, action=action, object=f"query:{saved.id}", details=told)
