"""Signing in by the identity provider: set out with a state, a nonce and a verifier, come back with a code, and be whom it means."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.ids import TownId
from flows import accounts, identity_provider
from flows.accounts import SignedIn, Where
from flows.form_tokens import find_author
from flows.identity_provider import Person, Provider, ProviderError, Registration
from flows.secret import opened, sealed
from flows.settings import Settings
from flows.wiring import Installation
from store import agents, identities, journal
from store.agents import Agent, NewAgent

LOG = structlog.get_logger(__name__)
BACK = "/sign-in/oidc/back"
VISIT = timedelta(minutes=15)
"""Time to sign in there, second factor and all."""
_VISIT, _TOKEN = "provider visit", "provider token"
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class ArrivalFault(StrEnum):
    """Why somebody the provider sends does not come in."""

    OVER = "over"
    """This browser did not set out, or did long ago, or was here already."""
    CANCELLED = "cancelled"
    """He, or the provider, broke it off."""
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNTRUSTED = "untrusted"
    """As `flows.identity_provider.ProviderFault` says."""
    UNKNOWN = "unknown"
    """No account fits, or more than one."""
    UNVERIFIED = "unverified"
    """The provider says no address, or does not say that it is verified."""
    TAKEN = "taken"
    """The account that fits is somebody else's at the provider already."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a browser comes back with. ``kept_path`` and ``kept_fields`` are the form its owner had typed, empty for none."""

    state: str
    nonce: str
    verifier: str
    next: str
    kept_path: str
    kept_fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the provider sends a browser back with; what is missing is empty."""

    state: str
    code: str
    error: str
    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Somebody who came in, and where he goes on."""

    who: SignedIn
    visit: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Somebody who did not; ``visit`` is where he was going, None where that is not known."""

    fault: ArrivalFault
    visit: Visit | None


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider of an installation, if it has one."""
    if settings.oidc_issuer is None:
        return None
    registered = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        scopes=settings.oidc_scopes,
        redirect_uri=f"{settings.public_url}{BACK}",
    )
    return Provider(registered)


def set_out(installation: Installation, provider: Provider, then: str, kept: tuple[str, str], now: datetime) -> tuple[str, str]:
    """Return what the browser is given to come back with, and where it is sent. Raises ProviderError.

    ``kept`` are path and fields of the form that had been typed; only one of ours is carried: strangers store nothing here.
    """
    path, fields = kept if _is_ours(installation.settings, kept[1]) else ("", "")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    visit = Visit(state=state, nonce=nonce, verifier=verifier, next=then, kept_path=path, kept_fields=fields)
    address = provider.address(state=state, nonce=nonce, verifier=verifier)
    token = secrets.token_urlsafe(32)
    content = sealed(installation.settings, _VISIT, json.dumps({"at": int(now.timestamp()), **asdict(visit)}))
    with installation.database.write() as session:
        identities.purge_visits(session, now - VISIT)
        identities.add_visit(session, _digest(token), content, now)
    return token, address


def come_back(installation: Installation, provider: Provider, token: str, answer: Answer, now: datetime, where: Where) -> Arrived | Failed:
    """Let somebody in whom the provider sends back to the browser that set out, once; or say why not."""
    settings = installation.settings
    with installation.database.write() as session:
        content = identities.take_visit(session, _digest(token))
    visit = None if content is None else _visit(settings, content, now)
    if visit is None or not hmac.compare_digest(visit.state.encode(), answer.state.encode()):
        return Failed(fault=ArrivalFault.OVER, visit=None)
    # RFC 9207: a provider that names itself in its answer must be the one that was asked.
    if answer.issuer and answer.issuer != settings.oidc_issuer:
        return Failed(fault=ArrivalFault.UNTRUSTED, visit=visit)
    if answer.error or not answer.code:
        LOG.info("provider_broke_off", error=answer.error[:100])
        return Failed(fault=ArrivalFault.CANCELLED, visit=visit)
    try:
        person = provider.person(answer.code, nonce=visit.nonce, verifier=visit.verifier)
    except ProviderError as error:
        LOG.warning("provider_lets_nobody_in", fault=error.fault.value, detail=error.detail)
        return Failed(fault=ArrivalFault(error.fault.value), visit=visit)
    found = _entered(installation, person, now, where)
    return Arrived(who=found, visit=visit) if isinstance(found, SignedIn) else Failed(fault=found, visit=visit)


def farewell(installation: Installation, provider: Provider, who: SignedIn) -> str | None:
    """Return where a browser signs out at the provider, too; None where it came in by a password, or the provider offers no such thing."""
    with installation.database.read() as session:
        kept = agents.provider_token(session, who.token_hash)
    hint = None if kept is None else opened(installation.settings, _TOKEN, kept)
    if hint is None:
        return None
    try:
        endpoint = provider.endpoints().end_session
    except ProviderError as error:
        LOG.warning("provider_lets_nobody_out", fault=error.fault.value, detail=error.detail)
        return None
    settings = installation.settings
    return identity_provider.farewell(endpoint, hint, settings.oidc_client_id, f"{settings.public_url}/sign-in")


def unbind(installation: Installation, agent: Agent, by: str, now: datetime) -> None:
    """Let the provider mean somebody no more: who comes from there next in his name is bound anew. His sessions end."""
    with installation.database.write() as session:
        if identities.unbind(session, agent.id):
            agents.revoke_sessions(session, agent.id)
            _note(session, agent, by, "unbind_identity", now)


def _entered(installation: Installation, person: Person, now: datetime, where: Where) -> SignedIn | ArrivalFault:
    try:
        with installation.database.write() as session:
            agent = _known(installation, session, person, now)
            if isinstance(agent, ArrivalFault):
                journal.append(session, at=now, town=None, actor="unknown", action="sign_in_failed", object="agent", details={"why": agent})
                return agent
            if agent.closed_at is not None:
                return ArrivalFault.CLOSED
            token = sealed(installation.settings, _TOKEN, person.id_token)
            return accounts.enter_from_provider(installation, session, agent, now, where, token)
    except IntegrityError:
        # Somebody of the same login, or the same person in another browser, was a moment earlier.
        return ArrivalFault.TAKEN


def _known(installation: Installation, session: Session, person: Person, now: datetime) -> Agent | ArrivalFault:
    """Return whom the provider means: who is bound to the subject, else who fits and is bound now."""
    issuer = str(installation.settings.oidc_issuer)
    bound = identities.find(session, issuer, person.subject)
    if bound is not None:
        return agents.get(session, bound)
    agent = _fitting(installation.settings, session, person) or _created(installation, session, person, now)
    if isinstance(agent, ArrivalFault):
        return agent
    agents.hold(session, agent.id)
    if identities.is_bound(session, issuer, agent.id):
        return ArrivalFault.TAKEN
    identities.bind(session, issuer, person.subject, agent.id, now)
    _note(session, agent, agent.login, "bind_identity", now)
    return agent


def _fitting(settings: Settings, session: Session, person: Person) -> Agent | ArrivalFault | None:
    """Return the account somebody's login or verified address is of; None where there is none."""
    if settings.oidc_match == "login":
        login = person.text(settings.oidc_login_claim)
        return ArrivalFault.UNKNOWN if login is None else agents.find_by_login(session, login)
    email = _email(settings, person)
    if email is None:
        return ArrivalFault.UNVERIFIED
    found = [one for one in agents.find_open(session, email) if one.email == email]
    return ArrivalFault.UNKNOWN if len(found) > 1 else next(iter(found), None)


def _created(installation: Installation, session: Session, person: Person, now: datetime) -> Agent | ArrivalFault:
    """Return a new account, without any role, where the settings name a town for such."""
    settings = installation.settings
    town = next((one for one in installation.towns.ids() if one == settings.oidc_create_in), None)
    email = _email(settings, person)
    login = (person.text(settings.oidc_login_claim) or email or "").lower()
    if town is None or not _LOGIN.fullmatch(login) or login in accounts.RESERVED or agents.find_by_login(session, login) is not None:
        return ArrivalFault.UNKNOWN
    return _added(session, _new(town, login, person), email, now)


def _new(town: TownId, login: str, person: Person) -> NewAgent:
    names = (person.text("given_name"), person.text("usual_name") or person.text("family_name"))
    name = person.text("name") or " ".join(filter(None, names)) or login
    # No password is known to anybody: the provider is the only way in, until an administrator gives a first one.
    unknown = accounts.hashed(accounts.first_password())
    return NewAgent(town=town, login=login, name=name[:200], roles=frozenset(), password_hash=unknown, must_change=True)


def _added(session: Session, new: NewAgent, email: str | None, now: datetime) -> Agent:
    added = agents.add(session, new, now)
    agents.set_email(session, added, email)
    journal.append(session, at=now, town=new.town, actor="system", action="add_agent", object=f"agent {added}", details={"by": "provider"})
    return agents.get(session, added)


def _email(settings: Settings, person: Person) -> str | None:
    is_verified = settings.oidc_trusts_email or person.claims.get("email_verified") is True
    email = person.text("email")
    return email.lower() if email is not None and is_verified else None


def _visit(settings: Settings, content: str, now: datetime) -> Visit | None:
    written = opened(settings, _VISIT, content)
    if written is None:
        return None
    facts: Mapping[str, object] = json.loads(written)
    is_fresh = 0 <= now.timestamp() - int(str(facts["at"])) <= VISIT.total_seconds()
    return Visit(**{name: str(facts[name]) for name in Visit.__dataclass_fields__}) if is_fresh else None


def _is_ours(settings: Settings, fields: str) -> bool:
    found = re.search(r"(?:^|&)csrf=([\w.%-]+)", fields)
    return found is not None and find_author(settings, found[1]) is not None


def _note(session: Session, agent: Agent, by: str, action: str, now: datetime) -> None:
    journal.append(session, at=now, town=agent.town, actor=by, action=action, object=f"agent {agent.id}", details={})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
