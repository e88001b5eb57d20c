"""Setting up a second factor, switching it off, taking it from somebody who lost his telephone, and asking it of whole roles."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import AgentId, TownId
from domain.rights import Role
from flows import accounts, second_factor
from flows.accounts import SignedIn
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, second_factors
from store.agents import Agent

ISSUER = "Citoyen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a telephone is given to show codes: as text, and as the address that stands in a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody has: whether he is asked for codes, since when, recovery codes left, whether he must have it."""

    since: datetime | None
    codes_left: int
    is_needed: bool


def held(session: Session, agent: Agent) -> Held:
    """Return what somebody has by way of a second factor."""
    known = second_factors.find_in_force(session, agent.id)
    return Held(
        since=None if known is None else known.confirmed_at,
        codes_left=second_factors.count_codes(session, agent.id),
        is_needed=second_factor.is_needed(session, agent),
    )


def begin(installation: Installation, agent: Agent, issuer: str, now: datetime) -> Offer | None:
    """Offer a second factor to somebody who has none in force; None for who has. One that was offered before is offered again."""
    with installation.database.write() as session:
        agents.hold(session, agent.id)
        known = second_factors.find(session, agent.id)
        if known is not None and known.confirmed_at is not None:
            return None
        secret = None if known is None else second_factor.shown_secret(installation.settings, known.secret)
        if secret is None:
            kept = second_factor.new_secret(installation.settings)
            second_factors.offer(session, agent.id, kept, now)
            secret = second_factor.shown_secret(installation.settings, kept)
    if secret is None:
        raise RuntimeError("What was sealed a moment ago does not open.")
    return Offer(secret=secret, address=second_factor.address(secret, issuer, agent.login))


def confirm(installation: Installation, who: SignedIn, password: str, code: str, now: datetime) -> tuple[str, ...] | None:
    """Put the offered factor into force and return the recovery codes, which nothing shows again; None for a wrong password or code.

    The password is asked so that an open browser does not become somebody else's account. All his other sessions end.
    """
    if not accounts.is_own(installation, who.agent, password, now):
        return None
    with installation.database.write() as session:
        agent = agents.hold(session, who.agent.id)
        is_offered = second_factors.find_in_force(session, agent.id) is None
        if not is_offered or not second_factor.take_shown(session, installation.settings, agent.id, code, now):
            return None
        second_factors.confirm(session, agent.id, now)
        agents.revoke_others(session, agent.id, who.token_hash)
        agents.set_must_enrol(session, agent.id, is_missing=False)
        _note(session, agent, agent.login, "switch_on_second_factor", now)
        return _write_codes(installation, session, agent.id)


def renew_codes(installation: Installation, agent: Agent, code: str, now: datetime) -> tuple[str, ...] | None:
    """Return new recovery codes for who shows one of his codes; those of before open nothing any more. None for a wrong one."""
    with installation.database.write() as session:
        if not accounts.shows_code(installation, session, agent.id, code, now):
            return None
        _note(session, agent, agent.login, "renew_recovery_codes", now)
        return _write_codes(installation, session, agent.id)


def switch_off(installation: Installation, agent: Agent, code: str, now: datetime) -> bool:
    """Switch somebody's second factor off who shows one of his codes; False for a wrong one. Raises ConflictError where he must have it."""
    with installation.database.write() as session:
        if second_factor.is_needed(session, agent):
            raise ConflictError(say("Your town asks a second factor of you. It cannot be switched off."))
        if not accounts.shows_code(installation, session, agent.id, code, now):
            return False
        second_factors.forget(session, agent.id)
        _note(session, agent, agent.login, "switch_off_second_factor", now)
        return True


def reset(installation: Installation, login: str, by: str, now: datetime) -> bool | None:
    """Take the second factor from somebody who lost his telephone, and end his sessions; False where he has none, None for nobody."""
    with installation.database.write() as session:
        agent = agents.find_by_login(session, login)
        if agent is None:
            return None
        if not second_factors.forget(session, agents.hold(session, agent.id).id):
            return False
        agents.revoke_sessions(session, agent.id)
        _note(session, agent, by, "reset_second_factor", now)
        return True


def need(installation: Installation, town: TownId | None, roles: frozenset[Role], by: str, now: datetime) -> None:
    """Ask a second factor of roles in a town, None: among those of the installation; who has none sets it up before anything else.

    It counts at once for who is signed in, and for what somebody becomes later from his next session on.
    """
    with installation.database.write() as session:
        second_factors.set_needed_by(session, town or "", roles)
        for agent in agents.all_agents(session):
            if agent.town == town:
                agents.set_must_enrol(session, agent.id, is_missing=second_factor.is_missing(session, agent))
        facts = {"roles": [role.value for role in Role if role in roles]}
        journal.append(session, at=now, town=town, actor=by, action="need_second_factor", object="agents", details=facts)


def _write_codes(installation: Installation, session: Session, agent: AgentId) -> tuple[str, ...]:
    codes = second_factor.new_recovery_codes()
    second_factors.write_codes(session, agent, [second_factor.code_hash(installation.settings, agent, one) for one in codes])
    return codes


def _note(session: Session, agent: Agent, by: str, action: str, now: datetime) -> None:
    journal.append(session, at=now, town=agent.town, actor=by, action=action, object=f"agent {agent.id}", details={})
