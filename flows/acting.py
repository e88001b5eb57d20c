"""An agent who does something to a request: who he is, and what is written down of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import TownId
from domain.lifecycle import Act
from domain.rights import Permission, RequestFacts, Standing, Visibility, may, may_act, may_in_town, visibility
from flows.rights import facts_of, lacking, refusal, standing_of
from flows.town_views import TownViews
from flows.wording import say
from store import agents, confirmations, history, journal
from store.agents import Agent
from store.history import HistoryLine
from store.requests import RequestRecord

ONCE = "once"
"""What the history calls what tells an act, or a letter, of an agent from the others of its request."""
Within = Callable[[Session, RequestRecord], None]
"""What a caller writes in the transaction of an act, given the request as it stands then: an answer that may be asked for again."""


def nothing(_session: Session, _record: RequestRecord) -> None:
    """Write nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What an agent does at a moment."""

    agent: str
    now: datetime

    def write_down(
        self, session: Session, record: RequestRecord, action: str, facts: Mapping[str, object], words: Mapping[str, object] | None = None
    ) -> None:
        """Write an action into the history of a request and into the journal, which never holds ``words`` of people."""
        line = HistoryLine(at=self.now, actor=self.agent, action=action, details={**facts, **(words or {})})
        history.append(session, record.line.town, record.line.id, line)
        name, row = f"request.{action}", f"request:{record.line.id}"
        journal.append(session, at=self.now, town=record.line.town, actor=self.agent, action=name, object=row, details=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What an agent wants to do: the act, or the permission it needs, or one of several.

    ``facts`` are what his rights depend on where that is not the request as it stands now: see `facts_when_decided`.
    """

    towns: TownViews
    to: Act | Permission | tuple[Permission, ...]
    facts: RequestFacts | None = None


def find_acting(session: Session, record: RequestRecord, agent: str, now: datetime, purpose: Purpose) -> Acting:
    """Return an agent who does something to a request.

    Raises NotFoundError for one who is not there, of another town, or for whom the request is not there; ForbiddenError for one who may not
    do it, or not read what it is about; SuspendedError where nothing of the town is changed for now.
    """
    town = record.line.town
    who = agents.find_by_login(session, agent)
    if who is None or who.town not in (None, town):
        raise NotFoundError(
            say(
                "Nobody decides requests of {town} as {login}. Add somebody: citoyen users add LOGIN, and name who decides.",
                town=town,
                login=agent,
            )
        )
    _refuse_closed(who)
    purpose.towns.refuse_suspended(town)
    standing = standing_of(session, purpose.towns, who)
    facts = purpose.facts or facts_of(purpose.towns.get(town).ruleset, record)
    if visibility(standing, facts) is Visibility.NOTHING:
        raise NotFoundError(say("There is no request {id}.", id=record.line.id))
    _check(standing, facts, purpose.to)
    refuse_asleep(record)
    return Acting(agent=who.login, now=now)


def refuse_asleep(record: RequestRecord) -> None:
    """Raise ConflictError for a request nobody works on any more: it was anonymised, or its requester wants it left alone."""
    if record.erased_at is not None:
        raise ConflictError(say("Request {number} was anonymised: nothing more is done with it.", number=called(record)))
    if record.limited_at is not None:
        raise ConflictError(
            say(
                "Request {number} is left alone, as its requester has asked (limitation). The data protection officer ends it.",
                number=called(record),
            )
        )


def keep_acting(session: Session, acting: Acting) -> None:
    """Keep the account of who acts from being closed until this transaction ends: what he takes in hand now would stay in his name.

    To be called when the request is held: whoever closes an account holds its requests first. Raises NotFoundError where it is closed.
    """
    _refuse_closed(agents.keep(session, acting.agent))


def facts_when_decided(session: Session, towns: TownViews, record: RequestRecord, agent: str) -> RequestFacts | None:
    """Return what rights depended on when an agent decided a request himself; None where the last decision was not his.

    By his own decision it may be out of his sight now: he takes it back, or says the same again, all the same.
    """
    found = confirmations.find_revocable(session, record.line.id)
    before = None if found is None else found.before
    if found is None or before is None or found.confirmation.agent != agent.strip().lower():
        return None
    facts = facts_of(towns.get(record.line.town).ruleset, record)
    departments = frozenset({before.department})
    return replace(facts, departments=departments, confidentiality=before.confidentiality, status=before.situation.status)


def find_agent(session: Session, town: TownId, agent: str) -> Agent:
    """Return an agent of a town, or of the installation. Raises NotFoundError."""
    who = agents.find_by_login(session, agent)
    if who is None or who.town not in (None, town):
        raise NotFoundError(say("Nobody works on requests of {town} as {login}.", town=town, login=agent))
    _refuse_closed(who)
    return who


def find_worker(session: Session, town: TownId, agent: str, permission: Permission, towns: TownViews) -> Standing:
    """Return an agent who does something for a whole town. Raises NotFoundError for one who is not of it, ForbiddenError."""
    standing = standing_of(session, towns, find_agent(session, town, agent))
    if not may_in_town(standing, permission, town):
        raise lacking(permission)
    return standing


def refuse_unless(session: Session, towns: TownViews, town: TownId, agent: str, permission: Permission) -> None:
    """Raise ForbiddenError where an agent lacks a permission for a whole town; a name nobody signs in by is the operator's own."""
    who = agents.find_by_login(session, agent)
    if who is not None and not may_in_town(standing_of(session, towns, who), permission, town):
        raise lacking(permission)


def _refuse_closed(who: Agent) -> None:
    if who.closed_at is not None:
        raise NotFoundError(say("The account of {login} is closed: nobody acts by that name.", login=who.login))


def _check(standing: Standing, facts: RequestFacts, to: Act | Permission | tuple[Permission, ...]) -> None:
    """Raise ForbiddenError where rights do not allow it, or what it is about is not his to read."""
    if isinstance(to, Act):
        if not may_act(standing, to, facts):
            raise refusal(to)
        return
    wanted = to if isinstance(to, tuple) else (to,)
    if visibility(standing, facts) is not Visibility.WHOLE or not any(may(standing, one, facts) for one in wanted):
        raise lacking(*wanted)


def called(record: RequestRecord) -> str:
    """Return how people call a request: its number, else its tracking code."""
    return str(record.line.number or record.line.tracking)
