"""Signing in: passwords, sessions, lock-out, and the first agent of a new installation."""

import contextlib
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import AgentId
from domain.rights import Role
from flows import half_way, passwords, second_factor
from flows.form_tokens import new_token
from flows.half_way import HalfWay
from flows.secret import kept_secret
from flows.settings import Settings
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, second_factors
from store.agents import Agent, BrowserSession, NewAgent

SESSION = timedelta(hours=10)
"""A working day: nobody signs in twice, and a forgotten browser is signed out overnight."""
IDLE = timedelta(hours=2)
SEEN_STEP = timedelta(minutes=1)
"""How exactly it is kept when a browser was last seen: not one write a page."""
FIRST_PASSWORD_BYTES = 12
FIRST_LOGIN = "admin"
FIRST_ROLES = frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR})
"""Whoever begins does everything, until he shares it out."""
FIRST_FILE = "premiere-connexion.txt"
MACHINE_ACTORS = frozenset({"system", "routing", "receiving"})
"""Whom histories name where nobody's hand did it."""
RESERVED = MACHINE_ACTORS | {"cli", "unknown"}
"""Logins nobody is given: what he did would read as the program's own doing."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those read for one another: i l o 0 1."""

_NO_FACTS: Mapping[str, object] = {}
PasswordFault = passwords.PasswordFault
hashed = passwords.hashed
password_faults = passwords.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser that is signed in: who, its cookie, and the token its forms carry.

    ``must_enrol``: a second factor has to be set up before anything else.
    """

    agent: Agent
    token: str = field(repr=False)
    csrf: str = field(repr=False)
    must_enrol: bool = False

    @property
    def token_hash(self) -> str:
        """What the session is kept by."""
        return _digest(self.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where somebody signs in, so that he knows his sessions apart: program and system in words, and the address."""

    browser: str = ""
    address: str = ""


NOWHERE = Where()


class CodeFault(StrEnum):
    """Why signing in does not end with a code."""

    WRONG = "wrong"
    """Not his, taken before, or the account is locked: these look the same."""
    OVER = "over"
    """Too long ago, or the password has changed: it begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLogin:
    """Login and secret of the first agent until its password is changed."""

    login: str
    secret: str = field(repr=False)
    file: Path


def sign_in(installation: Installation, login: str, password: str, now: datetime, where: Where = NOWHERE) -> SignedIn | HalfWay | None:
    """Return a new session, or None: unknown login, wrong password and locked account look and take the same.

    Who has a second factor is half-way by that: see `finish_sign_in`; his failures are not forgotten before.
    Every failure is in the journal; after five in a row the account is locked, a minute first, doubling to an hour.
    """
    with installation.database.read() as session:
        asked = agents.find_by_login(session, login)
    known_hash = asked.password_hash if asked else None
    is_right = passwords.fits(known_hash, password)
    # Hashed out here: whoever waits to hash must not hold the database's only writer.
    stronger = passwords.stronger(known_hash, password) if is_right else None
    with installation.database.write() as session:
        # Read again: another attempt may have locked the account or changed the password while this one was hashed.
        agent = agents.find_by_login(session, login)
        is_known = agent is not None and asked is not None and agent.password_hash == asked.password_hash
        is_known = is_known and may_by_password(installation.settings, login)
        if agent is None or not is_known or not is_right or agent.closed_at is not None or _is_locked(agent, now):
            _note_failure(session, agent, now)
            return None
        if stronger is not None:
            agents.replace_hash(session, agent.id, stronger)
        if second_factors.find_in_force(session, agent.id) is not None:
            return half_way.begun(installation.settings, agents.get(session, agent.id), now)
        return _let_in(installation, session, agent, now, where, {})


def finish_sign_in(installation: Installation, half: HalfWay, code: str, now: datetime, where: Where = NOWHERE) -> SignedIn | CodeFault:
    """Return a new session for who is half-way and shows a code; every failure counts as a wrong password does."""
    claim = half_way.find_claim(installation.settings, half, now)
    if claim is None:
        return CodeFault.OVER
    with installation.database.write() as session:
        # Held: of many codes tried at once none is looked at before the one ahead of it is counted.
        agent = agents.hold(session, claim.agent)
        if not claim.is_of(agent) or second_factors.find_in_force(session, agent.id) is None:
            return CodeFault.OVER
        proof = None if _is_locked(agent, now) else second_factor.take(session, installation.settings, agent.id, code, now)
        if proof is None:
            _note_failure(session, agent, now)
            return CodeFault.WRONG
        return _let_in(installation, session, agent, now, where, {"second": proof.value})


def may_by_password(settings: Settings, login: str) -> bool:
    """Tell whether a password opens an account: where the identity provider alone serves, the emergency account only."""
    is_needed = settings.has_provider and settings.oidc_only
    return not is_needed or login.strip().lower() == settings.oidc_emergency_login.strip().lower()


def enter_from_provider(
    installation: Installation, session: Session, agent: Agent, now: datetime, where: Where, provider_token: str
) -> SignedIn:
    """Return a new session of whom the identity provider sends; neither first password nor second factor is asked: it has seen to that."""
    agents.record_success(session, agent.id)
    agents.purge_sessions(session, now)
    _note(session, agent, "sign_in", now, {"by": "provider"})
    return _open_session(installation, session, replace(agent, must_change=False), now, where, provider_token)


def find_session(installation: Installation, token: str, now: datetime) -> SignedIn | None:
    """Return the session a cookie stands for, unless it is over: two hours without a page, or ten hours in all."""
    digest = _digest(token)
    with installation.database.read() as session:
        found = agents.find_session(session, digest, now)
    if found is None or now - found[0].seen_at > IDLE or found[1].closed_at is not None:
        return None
    browser, agent = found
    if browser.provider_token is not None:
        agent = replace(agent, must_change=False)
    if now - browser.seen_at > SEEN_STEP:
        with installation.database.write() as session:
            agents.touch_session(session, digest, now, browser.expires_at)
    return SignedIn(agent=agent, token=token, csrf=browser.csrf, must_enrol=browser.must_enrol)


def sign_out(installation: Installation, signed_in: SignedIn, now: datetime) -> None:
    """End a session."""
    with installation.database.write() as session:
        agents.revoke_session(session, _digest(signed_in.token))
        _note(session, signed_in.agent, "sign_out", now)


def change_password(
    installation: Installation, agent: Agent, present: str, new: str, now: datetime, where: Where = NOWHERE
) -> SignedIn | tuple[PasswordFault, ...]:
    """Set a new password, end all the agent's sessions and return a new one; or return everything that is wrong with it.

    The present password is asked under the same lock-out as signing in: an open browser must not become a way to guess it.
    """
    is_right = passwords.fits(agent.password_hash, present)
    faults = password_faults(agent.login, present, new)
    new_hash = hashed(new) if is_right and not faults else None
    with installation.database.write() as session:
        known = agents.get(session, agent.id)
        if not is_right or known.password_hash != agent.password_hash or _is_locked(known, now):
            _note_failure(session, known, now)
            return (PasswordFault.WRONG, *faults)
        if new_hash is None:
            return faults
        agents.set_password(session, agent.id, new_hash)
        _note(session, agent, "change_password", now)
        signed_in = _open_session(installation, session, agents.get(session, agent.id), now, where)
    if agent.login == FIRST_LOGIN:
        _first_file(installation).unlink(missing_ok=True)
    return signed_in


def choose_language(installation: Installation, agent: AgentId, language: str) -> None:
    """Keep the language an agent reads."""
    with installation.database.write() as session:
        agents.set_language(session, agent, language)


def add_agent(installation: Installation, new: NewAgent, now: datetime, by: str = "system") -> AgentId:
    """Add an agent whose password was hashed by `hashed`.

    Raises IntegrityError where the login is taken, ConflictError where it is one by which the program itself is called.
    """
    if new.login.strip().lower() in RESERVED:
        raise ConflictError(say("Citoyen itself is called {login} in histories. Choose another login.", login=new.login))
    with installation.database.write() as session:
        agent = agents.add(session, new, now)
        journal.append(session, at=now, town=new.town, actor=by, action="add_agent", object=f"agent {agent}", details={})
        return agent


def end_sessions(installation: Installation, agent: Agent, by: str, now: datetime) -> None:
    """Sign an agent out of every browser; his password stays."""
    with installation.database.write() as session:
        agents.revoke_sessions(session, agent.id)
        journal.append(session, at=now, town=agent.town, actor=by, action="end_sessions", object=f"agent {agent.id}", details={})


def end_session(installation: Installation, who: SignedIn, mark: str, now: datetime) -> None:
    """Sign one's own browser out that has this mark, if it is there."""
    with installation.database.write() as session:
        if agents.revoke_marked(session, who.agent.id, mark):
            _note(session, who.agent, "end_session", now)


def end_other_sessions(installation: Installation, who: SignedIn, now: datetime) -> None:
    """Sign all one's own browsers out but this one."""
    with installation.database.write() as session:
        count = agents.revoke_others(session, who.agent.id, who.token_hash)
        _note(session, who.agent, "end_other_sessions", now, {"sessions": count})


def reset_password(installation: Installation, login: str, now: datetime, by: str = "system") -> str | None:
    """Give an agent a new first password, end all his sessions, and return it; None where nobody signs in by this name.

    An account that was closed is open again by that; what he was, and where he belonged, is given anew.
    """
    secret = first_password()
    secret_hash = hashed(secret)
    with installation.database.write() as session:
        agent = agents.find_by_login(session, login)
        if agent is None:
            return None
        agents.set_password(session, agent.id, secret_hash, must_change=True)
        action = "open_account" if agents.open_again(session, agent.id) else "reset_password"
        journal.append(session, at=now, town=agent.town, actor=by, action=action, object=f"agent {agent.id}", details={})
        return secret


def first_password() -> str:
    """Return a password for an agent's first sign-in, drawn by lot."""
    return secrets.token_urlsafe(FIRST_PASSWORD_BYTES)


def ensure_first_agent(installation: Installation, now: datetime) -> FirstLogin | None:
    """Return the first agent's login and secret as long as its password was not changed; a new installation gets the agent here.

    The secret lies in the data folder, readable by its owner only, and is written before the agent, so that a start cut short
    leaves no agent whose secret nobody knows. Once the password is changed the file is removed.
    """
    file = _first_file(installation)
    with installation.database.read() as session:
        is_new = agents.is_empty(session)
    if is_new:
        _create_first_agent(installation, kept_secret(file, _first_secret()), now)
    with installation.database.read() as session:
        first = agents.find_by_login(session, FIRST_LOGIN)
    if first is None or not first.must_change or first.closed_at is not None:
        file.unlink(missing_ok=True)
        return None
    # Another machine may have made the agent: then the secret is in its folder, not in ours.
    return FirstLogin(login=FIRST_LOGIN, secret=file.read_text(encoding="ascii").strip(), file=file) if file.is_file() else None


def _create_first_agent(installation: Installation, secret: str, now: datetime) -> None:
    new = NewAgent(town=None, login=FIRST_LOGIN, name="Administration", roles=FIRST_ROLES, password_hash=hashed(secret), must_change=True)
    # Two processes of one installation may start together: the second finds the login taken, and that is well.
    with contextlib.suppress(IntegrityError):
        add_agent(installation, new, now)


def _first_secret() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def _first_file(installation: Installation) -> Path:
    return installation.settings.data / FIRST_FILE


def _let_in(
    installation: Installation, session: Session, agent: Agent, now: datetime, where: Where, facts: Mapping[str, object]
) -> SignedIn:
    agents.record_success(session, agent.id)
    agents.purge_sessions(session, now)
    _note(session, agent, "sign_in", now, facts)
    return _open_session(installation, session, agent, now, where)


def _open_session(
    installation: Installation, session: Session, agent: Agent, now: datetime, where: Where, provider_token: str | None = None
) -> SignedIn:
    token, csrf = secrets.token_urlsafe(32), new_token(installation.settings, agent.id)
    browser = BrowserSession(
        token_hash=_digest(token),
        agent_id=agent.id,
        csrf=csrf,
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION,
        browser=where.browser,
        address=where.address,
        must_enrol=provider_token is None and second_factor.is_missing(session, agent),
        provider_token=provider_token,
    )
    agents.add_session(session, browser)
    return SignedIn(agent=agent, token=token, csrf=csrf, must_enrol=browser.must_enrol)


def is_own(installation: Installation, agent: Agent, password: str, now: datetime) -> bool:
    """Tell whether a password is an agent's own, under the same lock-out as signing in."""
    is_right = passwords.fits(agent.password_hash, password)
    with installation.database.write() as session:
        known = agents.hold(session, agent.id)
        if not is_right or known.password_hash != agent.password_hash or _is_locked(known, now):
            _note_failure(session, known, now)
            return False
    return True


def shows_code(installation: Installation, session: Session, agent_id: AgentId, code: str, now: datetime) -> bool:
    """Tell whether a code is an agent's own, and take it, under the same lock-out as signing in; he is held until the transaction ends."""
    agent = agents.hold(session, agent_id)
    if not _is_locked(agent, now) and second_factor.take(session, installation.settings, agent_id, code, now) is not None:
        return True
    _note_failure(session, agent, now)
    return False


def _note_failure(session: Session, agent: Agent | None, now: datetime) -> None:
    """Count a failure of a known agent; what was typed as a login is not written down, it may be a password."""
    if agent is None:
        journal.append(session, at=now, town=None, actor="unknown", action="sign_in_failed", object="agent", details={})
        return
    agents.record_failure(session, agent.id, passwords.locked_until(agent.failures, agent.locked_until, now))
    _note(session, agent, "sign_in_failed", now)


def _is_locked(agent: Agent, now: datetime) -> bool:
    return passwords.is_locked(agent.locked_until, now)


def _note(session: Session, agent: Agent, action: str, now: datetime, facts: Mapping[str, object] = _NO_FACTS) -> None:
    journal.append(session, at=now, town=agent.town, actor=agent.login, action=action, object=f"agent {agent.id}", details=dict(facts))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
