"""Somebody is away, and somebody stands in for him: said by himself, by a head of one of his departments, or by who sees to people."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.absence import Absence
from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.member import Post
from domain.rights import Permission, Standing, may_in_town
from flows.acting import find_agent
from flows.rights import lacking, standing_of
from flows.wiring import Installation
from flows.wording import Message, say
from routing.calendar import calendar_of
from store import absences, agents, journal, members, towns
from store.absences import AbsenceId, KeptAbsence
from store.agents import Agent

LONGEST_DAYS = 3 * 366
"""Longer than any leave: what lies beyond is a slip of the pen."""


def say_absent(installation: Installation, town: TownId, absence: Absence, by: str, now: datetime) -> KeptAbsence:
    """Write that an agent of a town will be away, and who stands in for him; the same again changes nothing.

    Raises NotFoundError for an agent who is not there; ForbiddenError; InvalidError for days that are over or in the wrong order, and for a
    deputy who is nobody of the town, or himself.
    """
    with installation.database.write() as session:
        who = find_agent(session, town, absence.login)
        author = _author(installation, session, town, who, by)
        wanted = replace(absence, login=who.login, deputy=_deputy(absence))
        today = calendar_of(towns.town(session, town)).local(now).date()
        _check_deputy(session, standing_of(session, installation.towns, author), town, wanted, today)
        mistakes = _mistakes(session, town, wanted, today)
        if mistakes:
            raise InvalidError(*mistakes)
        known = next((one for one in absences.coming(session, today, (who.login,)) if one.absence == wanted), None)
        if known is not None:
            return known
        kept = absences.add(session, wanted, author.login, now)
        _write_down(session, town, author, "absence.said", wanted, now)
        return KeptAbsence(id=kept, absence=wanted, said_by=author.login, said_at=now)


def take_back(installation: Installation, town: TownId, absence: AbsenceId, by: str, now: datetime) -> KeptAbsence:
    """Write that an agent of a town is back, or will not be away; the same again changes nothing.

    Raises NotFoundError for an absence that is not there; ForbiddenError; ConflictError for one that is over.
    """
    with installation.database.write() as session:
        kept = absences.find(session, absence)
        if kept is None:
            raise NotFoundError(say("There is no absence {id}.", id=absence))
        who = find_agent(session, town, kept.absence.login)
        author = _author(installation, session, town, who, by)
        today = calendar_of(towns.town(session, town)).local(now).date()
        if kept.taken_back_at is None and kept.absence.last_day < today:
            raise ConflictError(say("Absence {id} is over since {day}.", id=absence, day=kept.absence.last_day.isoformat()))
        if absences.take_back(session, absence, now):
            _write_down(session, town, author, "absence.taken_back", kept.absence, now)
        found = absences.find(session, absence)
        return kept if found is None else found


def coming(installation: Installation, town: TownId, now: datetime) -> tuple[KeptAbsence, ...]:
    """Return who of a town, or of the installation, is away today or will be."""
    with installation.database.read() as session:
        today = calendar_of(towns.town(session, town)).local(now).date()
        own = {one.login for one in agents.all_agents(session) if one.town in (None, town)}
        return tuple(one for one in absences.coming(session, today) if one.absence.login in own)


def _author(installation: Installation, session: Session, town: TownId, who: Agent, by: str) -> Agent:
    """Return who says so. Raises ForbiddenError for one who may not."""
    author = find_agent(session, town, by)
    if author.login != who.login and not _may(session, standing_of(session, installation.towns, author), town, who):
        raise lacking(Permission.PEOPLE)
    return author


def _may(session: Session, standing: Standing, town: TownId, who: Agent) -> bool:
    return may_in_town(standing, Permission.PEOPLE, town) or bool(_headed(standing, town) & _departments(session, town, (who.login,)))


def _check_deputy(session: Session, standing: Standing, town: TownId, wanted: Absence, today: date) -> None:
    """Raise ForbiddenError where a head names a deputy for somebody who is of departments that are not his, too.

    A deputy reads all that he may read whom he stands in for: nobody gives away what is another's.
    """
    if wanted.deputy is None or wanted.login == standing.login or may_in_town(standing, Permission.PEOPLE, town):
        return
    given = _departments(session, town, _stood_in_for(session, wanted.login, today))
    if not given <= _headed(standing, town) | _departments(session, town, (wanted.deputy,)):
        raise lacking(Permission.PEOPLE)


def _headed(standing: Standing, town: TownId) -> set[DepartmentCode]:
    return {one.department for one in standing.members if one.post is Post.HEAD and one.town == town}


def _departments(session: Session, town: TownId, logins: Iterable[str]) -> set[DepartmentCode]:
    return {one.department for login in logins for one in members.of_agent(session, login) if one.town == town}


def _stood_in_for(session: Session, login: str, today: date) -> frozenset[str]:
    """Return an agent, and whose work comes to him today or on a later day, be it through others."""
    named = [kept.absence for kept in absences.coming(session, today)]
    found, more = frozenset[str](), frozenset({login})
    while more:
        found |= more
        more = frozenset(one.login for one in named if one.deputy in more) - found
    return found


def _deputy(absence: Absence) -> str | None:
    return (absence.deputy or "").strip().lower() or None


def _mistakes(session: Session, town: TownId, absence: Absence, today: date) -> list[Mistake]:
    found: list[Mistake] = []
    if absence.last_day < absence.first_day:
        found.append(_mistake("last_day", say("The last day is before the first."), say("Exchange the days.")))
    elif absence.last_day < today:
        found.append(_mistake("last_day", say("{day} is over.", day=absence.last_day.isoformat()), say("Name a day from today on.")))
    elif (absence.last_day - absence.first_day).days > LONGEST_DAYS:
        found.append(_mistake("last_day", say("These are more than three years."), say("Name an earlier last day.")))
    if absence.deputy == absence.login:
        found.append(_mistake("deputy", say("Nobody stands in for himself."), say("Name somebody else, or nobody.")))
    elif absence.deputy is not None:
        deputy = agents.find_by_login(session, absence.deputy)
        if deputy is None or deputy.closed_at is not None or deputy.town not in (None, town):
            what = say("Nobody of {town} signs in as {login}.", town=town, login=absence.deputy)
            found.append(_mistake("deputy", what, say("Name somebody of the town. See: citoyen users list")))
    return found


def _mistake(where: str, what: Message, remedy: Message) -> Mistake:
    return Mistake(where=where, what=what, remedy=remedy)


def _write_down(session: Session, town: TownId, author: Agent, action: str, absence: Absence, now: datetime) -> None:
    facts = {"first_day": absence.first_day.isoformat(), "last_day": absence.last_day.isoformat(), "deputy": absence.deputy}
    journal.append(session, at=now, town=town, actor=author.login, action=action, object=f"agent:{absence.login}", details=facts)
