"""A further town on an installation, in a minute: departments and subjects from the catalogue, first administrator, host name."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import TownId
from domain.portal import Portal
from domain.rights import Permission, Role, may_in_town
from domain.town import Town
from flows.accounts import RESERVED, first_password, hashed
from flows.first_run.catalogue import composed, offers, usual
from flows.first_run.plan import Choice, TownFacts, check_facts
from flows.first_run.steps import LOGIN, short_name
from flows.password_links import PATH, sealed_payload
from flows.portal_settings import host_mistakes
from flows.post import post
from flows.rights import lacking, standing_of
from flows.settings import Settings
from flows.town_folder.cells import is_email
from flows.towns import load_town
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, password_links, portals, town_counts, towns
from store.agents import NewAgent
from store.outbox import Letter
from store.town_counts import NOTHING, Counts
from store.towns import Suspension

_SHORT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
VALID = timedelta(days=7)
"""How long an invitation opens: somebody may be away for a week."""
KIND = "account"
_SUBJECT = "Citoyen – votre accès / your access"
_BODY = (
    "Bonjour,\n\n"
    "{name} est ouverte dans Citoyen, et vous l’administrez sous l’identifiant « {login} ».\n"
    "Pour choisir votre mot de passe, ouvrez ce lien. Il sert une seule fois, pendant sept jours\u00a0:\n\n"
    "{{link}}\n\n"
    "{name} is open in Citoyen, and you administer it as “{login}”.\n"
    "The link above lets you choose your password, once, within seven days.\n"
)
_ROLES = frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR})
"""As who begins alone on an installation: he does everything until he shares it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A town to make. ``id`` empty: made of its name; ``departments`` empty: what most towns choose; ``hosts`` may be none."""

    facts: TownFacts
    id: str = ""
    departments: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    login: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A town that was made. ``link`` lets its administrator choose his password; ``is_mailed``: it is on its way to him as well."""

    town: TownId
    ruleset: int
    login: str
    link: str = field(repr=False)
    is_mailed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A town as who runs the installation sees it: no request, no message, no name of a person."""

    town: TownId
    name: str
    insee: str
    timezone: str
    holidays: str
    hosts: tuple[str, ...]
    agents: int
    mailboxes: int
    arrivals: int
    requests: int
    waiting: int
    """Jobs that are to be done."""
    parked: int
    """Jobs that were given up and wait for somebody."""
    suspended_at: datetime | None = None
    """Since when it takes nothing new."""


def make(installation: Installation, wanted: Wanted, by: str, now: datetime) -> Made:
    """Make a town and invite its first administrator.

    Raises InvalidError with all that is wrong, ConflictError where the town or the login is there already or a host name is another
    town's, ForbiddenError for whom the installation is not his to set up.
    """
    town = TownId(wanted.id or short_name(wanted.facts.name))
    choice = Choice(codes=wanted.departments) if wanted.departments else usual()
    _check(wanted, choice)
    with installation.database.read() as session:
        refuse_unless_of_all(installation, session, by)
        _refuse_taken(session, town, wanted)
    ruleset = load_town(installation, composed(town, wanted.facts, choice), now)
    token = secrets.token_urlsafe(32)
    base = installation.settings.public_url
    link = f"{base}{PATH}?{urlencode({'token': token})}"
    # Hashed out here: whoever waits to hash must not hold the database's only writer. Nobody knows this password.
    unknown = hashed(first_password())
    try:
        with installation.database.write() as session:
            if wanted.hosts:
                portals.keep(session, town, Portal(), by, now, seen=0)
                portals.put_hosts(session, town, wanted.hosts)
            name = wanted.name or wanted.login
            new = NewAgent(town=town, login=wanted.login, name=name, roles=_ROLES, password_hash=unknown, must_change=False)
            agent = agents.add(session, new, now)
            if wanted.email:
                agents.set_email(session, agent, wanted.email)
            password_links.add(session, hashlib.sha256(token.encode()).hexdigest(), agent, now, now + VALID)
            is_mailed = bool(wanted.email) and installation.settings.relay_url is not None and installation.settings.url is not None
            rung = (
                set(post(installation.settings, session, tuple(_letters(installation.settings, town, wanted, link)), now))
                if is_mailed
                else set()
            )
            facts: dict[str, object] = {"hosts": list(wanted.hosts), "departments": list(choice.codes)}
            journal.append(session, at=now, town=town, actor=by, action="town.made", object=f"town {town}", details=facts)
            journal.append(session, at=now, town=town, actor=by, action="add_agent", object=f"agent {agent}", details={"invited": True})
    except IntegrityError as error:
        raise ConflictError(say("The login {login} is taken. Choose another one.", login=wanted.login)) from error
    installation.towns.refresh()
    installation.bell.ring(*rung)
    return Made(town=town, ruleset=ruleset, login=wanted.login, link=link, is_mailed=is_mailed)


def refuse_unless_of_all(installation: Installation, session: Session, by: str) -> None:
    """Raise ForbiddenError for who may not set up the installation itself; a name nobody signs in by is the operator's own."""
    who = agents.find_by_login(session, by)
    if who is not None and not (
        who.town is None and may_in_town(standing_of(session, installation.towns, who), Permission.CATALOGUE, None)
    ):
        raise lacking(Permission.CATALOGUE)


def overview(installation: Installation, by: str) -> tuple[Overview, ...]:
    """Return all towns, by their short names, for who may set up the installation. Raises ForbiddenError."""
    with installation.database.read() as session:
        refuse_unless_of_all(installation, session, by)
        counted, suspended = town_counts.counts(session), towns.suspended(session)
        return tuple(_overview(session, one, counted.get(one.id, NOTHING), suspended.get(one.id)) for one in towns.towns(session))


def _overview(session: Session, town: Town, counts: Counts, suspension: Suspension | None) -> Overview:
    return Overview(
        town=town.id,
        name=town.name,
        insee=town.insee,
        timezone=town.timezone,
        holidays=town.holidays,
        hosts=portals.hosts(session, town.id),
        agents=counts.agents,
        mailboxes=counts.mailboxes,
        arrivals=counts.arrivals,
        requests=counts.requests,
        waiting=counts.waiting,
        parked=counts.parked,
        suspended_at=None if suspension is None else suspension.since,
    )


def _check(wanted: Wanted, choice: Choice) -> None:
    mistakes: list[Mistake] = []
    try:
        check_facts(wanted.facts)
    except InvalidError as error:
        mistakes += error.mistakes
    mistakes += _more_mistakes(wanted, choice)
    if mistakes:
        raise InvalidError(*mistakes)


def _more_mistakes(wanted: Wanted, choice: Choice) -> Iterator[Mistake]:
    known = {one.code for one in offers()}
    if wanted.id and not _SHORT.fullmatch(wanted.id):
        what = say("A short name has small letters, figures and dashes.")
        yield Mistake(where="id", what=what, remedy=say("Leave it empty: then it is made of the name."))
    for code in choice.codes:
        if code not in known:
            what = say("The catalogue has no department {code}.", code=code)
            yield Mistake(where="departments", what=what, remedy=say("It has: {codes}.", codes=", ".join(sorted(known))))
    if not LOGIN.fullmatch(wanted.login) or wanted.login in RESERVED:
        what = say("A login has 2 to 64 small letters, figures, dots, dashes or @.")
        yield Mistake(where="login", what=what, remedy=say("Choose one for the first administrator."))
    if wanted.email and not is_email(wanted.email):
        what = say("“{value}” is not an e-mail address.", value=wanted.email)
        yield Mistake(where="administrator_email", what=what, remedy=say("Leave it empty and hand the link over yourself."))
    yield from host_mistakes(wanted.hosts)


def _refuse_taken(session: Session, town: TownId, wanted: Wanted) -> None:
    if town in towns.numbers(session):
        raise ConflictError(say("The town {town} is here already.", town=town))
    if agents.find_by_login(session, wanted.login) is not None:
        raise ConflictError(say("The login {login} is taken. Choose another one.", login=wanted.login))
    taken = portals.all_hosts(session)
    for host in wanted.hosts:
        if host in taken:
            raise ConflictError(say("The host name {host} is another town’s already.", host=host))


def _letters(settings: Settings, town: TownId, wanted: Wanted, link: str) -> Iterator[Letter]:
    body = _BODY.format(name=wanted.facts.name, login=wanted.login)
    payload = sealed_payload(settings, _SUBJECT, body, link)
    yield Letter(town=town, request=None, kind=KIND, recipient=wanted.email, payload=payload)
