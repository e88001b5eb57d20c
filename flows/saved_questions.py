"""Questions to the figures under names: each agent keeps his own, in his order, and shares them by role; some are open to everybody.

A name keeps the question, never its answer: whoever opens it sees what his own rights let him see. A public link shows only what is
anonymous by what is asked (`flows.public_figures`), and is gone as soon as it is taken back or the question changes.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.orm import Session

from domain.errors import ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.rights import Permission, Role, Standing, may_anywhere, may_in_town, who_may
from domain.saved_question import SavedQuestion, SavedQuestionId, sees
from figures.asking import from_pairs, to_pairs
from figures.question import Question
from flows.figures import today_in
from flows.public_figures import secrets_of
from flows.rights import lacking
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, saved_questions
from store.agents import Agent

MOST = 50
LONGEST_NAME, LONGEST_QUERY = 60, 2_000
SHARED_WITH = who_may(Permission.STATISTICS)
"""Roles a question can be shared with: those that see figures at all."""
_TOKEN_BYTES = 24


def of(installation: Installation, agent: Agent, standing: Standing, town: TownId) -> tuple[SavedQuestion, ...]:
    """Return an agent's own questions to a town's figures in his order, then those that are shared with what he is."""
    with installation.database.read() as session:
        found = saved_questions.of_town(session, town, agent.id)
    return tuple(one for one in found if sees(agent.id, standing, one))


def save(  # noqa: PLR0913, PLR0917 - a row
    installation: Installation, agent: Agent, standing: Standing, town: TownId, name: str, query: str, now: datetime
) -> SavedQuestionId:
    """Keep a question under a name, in place of what was kept under it before; a public link of that is gone.

    A period by its name is kept as such. Raises InvalidError, ForbiddenError.
    """
    if not (standing.is_of(town) and may_anywhere(standing, Permission.STATISTICS)):
        raise lacking(Permission.STATISTICS)
    called, asked = _called(name), urlencode(to_pairs(_question(installation, town, query)))
    mistakes = _faults_of_name(called)
    if len(asked) > LONGEST_QUERY:
        what = say("The question is too long to be kept.")
        mistakes.append(Mistake(where="query", what=what, remedy=say("Choose fewer values in its filters.")))
    with installation.database.write() as session:
        # Whoever keeps another one at this moment waits: together they are no more than may be.
        agents.hold(session, agent.id)
        before = saved_questions.find_named(session, town, agent.id, called)
        if before is None:
            mistakes += _faults_of_number(session, town, agent)
        if mistakes:
            raise InvalidError(*mistakes)
        if before is not None and before.token is not None:
            _note(session, agent, before, "question.unpublished", now)
        return saved_questions.save(session, town, agent.id, called, asked, now)


def rename(installation: Installation, agent: Agent, saved: SavedQuestionId, name: str) -> None:
    """Call an agent's own question otherwise. Raises NotFoundError, InvalidError."""
    called = _called(name)
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        own = _own(session, agent, saved)
        mistakes = _faults_of_name(called)
        if called != own.name and saved_questions.find_named(session, own.town, agent.id, called) is not None:
            what = say("You keep another question under this name.")
            mistakes.append(Mistake(where="name", what=what, remedy=say("Give it another name.")))
        if mistakes:
            raise InvalidError(*mistakes)
        saved_questions.rename(session, saved, called)


def remove(installation: Installation, agent: Agent, saved: SavedQuestionId, now: datetime) -> None:
    """Remove an agent's own question; its public link ends with it. Raises NotFoundError."""
    with installation.database.write() as session:
        own = _own(session, agent, saved)
        saved_questions.remove(session, saved)
        if own.token is not None:
            _note(session, agent, own, "question.unpublished", now)


def move_up(installation: Installation, agent: Agent, saved: SavedQuestionId) -> None:
    """Put an agent's own question before the one above it. Raises NotFoundError."""
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        town = _own(session, agent, saved).town
        own = [one.id for one in saved_questions.of_town(session, town, agent.id) if one.owner == agent.id]
        place = own.index(saved)
        if place > 0:
            own[place - 1], own[place] = own[place], own[place - 1]
        saved_questions.order(session, own)


def share(installation: Installation, agent: Agent, saved: SavedQuestionId, whom: Collection[str], now: datetime) -> None:
    """Share an agent's own question with roles by their words, or with all of the town who see figures (``town``); none: with nobody.

    Raises NotFoundError.
    """
    roles = frozenset(role for role in SHARED_WITH if role.value in whom)
    is_for_town = saved_questions.FOR_TOWN in whom
    with installation.database.write() as session:
        own = _own(session, agent, saved)
        saved_questions.share(session, saved, roles, is_for_town=is_for_town)
        told = [saved_questions.FOR_TOWN] if is_for_town else [role.value for role in Role if role in roles]
        _note(session, agent, own, "question.shared", now, whom=told)


def take_over(installation: Installation, agent: Agent, standing: Standing, saved: SavedQuestionId, now: datetime) -> SavedQuestionId:
    """Make a question that is shared with an agent his own: the question itself where its owner is gone, else a copy of it.

    With the question itself comes with whom it is shared and its public link. Raises NotFoundError, InvalidError.
    """
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        found = saved_questions.find(session, saved)
        if found is None or found.owner == agent.id or not sees(agent.id, standing, found):
            raise NotFoundError(say("There is no question {id} shared with you.", id=saved))
        if mistakes := _faults_of_number(session, found.town, agent):
            raise InvalidError(*mistakes)
        name = _free(session, found, agent)
        if not found.is_owner_gone:
            return saved_questions.save(session, found.town, agent.id, name, found.query, now)
        saved_questions.give(session, saved, found.town, agent.id, name)
        _note(session, agent, found, "question.taken_over", now, owner=found.owner)
        return saved


def publish(installation: Installation, agent: Agent, standing: Standing, saved: SavedQuestionId, now: datetime) -> str:
    """Open an agent's own question to everybody by a link nobody guesses, and return its token; a new one where there was one.

    Raises NotFoundError, ForbiddenError for who does not see all of the town's figures, InvalidError for a question that could tell of
    a person.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with installation.database.write() as session:
        own = _own(session, agent, saved)
        if not may_in_town(standing, Permission.STATISTICS, own.town):
            raise ForbiddenError(say("Only those who see the figures of the whole town make them public."))
        if faults := secrets_of(_question(installation, own.town, own.query)):
            raise InvalidError(*faults)
        saved_questions.publish(session, saved, token)
        _note(session, agent, own, "question.published", now, query=own.query)
    return token


def unpublish(installation: Installation, agent: Agent, standing: Standing, saved: SavedQuestionId, now: datetime) -> None:
    """Take a public link back: its owner does, and whoever sees all of the town's figures. Raises NotFoundError."""
    with installation.database.write() as session:
        found = saved_questions.find(session, saved)
        is_his = found is not None and (found.owner == agent.id or may_in_town(standing, Permission.STATISTICS, found.town))
        if found is None or not is_his:
            raise NotFoundError(say("There is no question {id} of yours.", id=saved))
        saved_questions.publish(session, saved, None)
        _note(session, agent, found, "question.unpublished", now)


def find_public(installation: Installation, token: str) -> SavedQuestion | None:
    """Return the question a public link shows; None for a link there is none of, or no more."""
    with installation.database.read() as session:
        return saved_questions.find_public(session, token)


def _own(session: Session, agent: Agent, saved: SavedQuestionId) -> SavedQuestion:
    found = saved_questions.find(session, saved)
    if found is None or found.owner != agent.id:
        raise NotFoundError(say("There is no question {id} of yours.", id=saved))
    return found


def _question(installation: Installation, town: TownId, query: str) -> Question:
    """Return what a query asks today. Raises UnaskableError."""
    return from_pairs(parse_qsl(query), today_in(installation, town))


def _called(name: str) -> str:
    return " ".join(name.split())


def _faults_of_name(called: str) -> list[Mistake]:
    if called and len(called) <= LONGEST_NAME:
        return []
    what = say("The question has no name, or one of more than {most} characters.", most=LONGEST_NAME)
    return [Mistake(where="name", what=what, remedy=say("Give it a short name."))]


def _faults_of_number(session: Session, town: TownId, agent: Agent) -> list[Mistake]:
    if saved_questions.count(session, town, agent.id) < MOST:
        return []
    return [Mistake(where="name", what=say("{most} questions are kept already.", most=MOST), remedy=say("Remove one first."))]


def _free(session: Session, found: SavedQuestion, agent: Agent) -> str:
    """Return the name of a question, with a number behind it where the agent keeps another of that name."""
    names = (found.name, *(f"{found.name[: LONGEST_NAME - 5]} ({number})" for number in range(2, MOST + 3)))
    return next(one for one in names if saved_questions.find_named(session, found.town, agent.id, one) is None)


def _note(session: Session, agent: Agent, saved: SavedQuestion, action: str, now: datetime, **facts: object) -> None:
    told = {"question": saved.id, "name": saved.name, **facts}
    journal.append(session, at=now, town=saved.town, actor=agent.login, action=action, object=f"question:{saved.id}", details=told)
