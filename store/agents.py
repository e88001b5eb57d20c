"""People who sign in, and their browsers. Hashes come in and go out; nothing here knows a password or a cookie."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import AgentId, TownId
from domain.rights import GIVEN_ROLES, Role
from domain.wording import say
from store.schema import AgentRow, SessionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """An agent to add. ``town`` None: of the installation. What he is beyond his ``roles`` his departments say, see `store.members`."""

    town: TownId | None
    login: str
    name: str
    roles: frozenset[Role]
    password_hash: str = field(repr=False)
    must_change: bool = True
    language: str = "fr"
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who signs in (agent). ``failures`` counts wrong passwords since the last right one."""

    id: AgentId
    town: TownId | None
    login: str
    name: str
    roles: frozenset[Role]
    password_hash: str = field(repr=False)
    must_change: bool
    language: str
    failures: int
    locked_until: datetime | None
    created_at: datetime
    email: str | None = None
    closed_at: datetime | None = None
    """Since when nobody signs in, or acts, by this name."""
    quality: str | None = None
    """What he is at the town hall (qualité), as letters say it beside his name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSession:
    """A signed-in browser. ``token_hash`` is the SHA-256 of its cookie, ``csrf`` the token its forms must bring."""

    token_hash: str = field(repr=False)
    agent_id: AgentId
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str = ""
    address: str = ""
    must_enrol: bool = False
    """Whether a second factor has to be set up in it before anything else."""
    provider_token: str | None = field(default=None, repr=False)
    """What the identity provider said of him, sealed; None of who came in by his password."""

    @property
    def mark(self) -> str:
        """What it is named by where its agent ends it: nobody comes in by that."""
        return self.token_hash[:_MARK]


_MARK = 24


def add(session: Session, new: NewAgent, now: datetime) -> AgentId:
    """Write an agent and return the id. Logins are kept in lower case; a second one of the same raises IntegrityError."""
    values = {
        "town": new.town,
        "login": _login(new.login),
        "name": new.name,
        "roles": _written(new.roles),
        "password_hash": new.password_hash,
        "must_change": new.must_change,
        "language": new.language,
        "email": new.email,
        "created_at": now,
    }
    return AgentId(session.scalars(insert(AgentRow).values(values).returning(AgentRow.id)).one())


def is_empty(session: Session) -> bool:
    """Tell whether nobody can sign in yet."""
    return not session.scalar(select(exists(select(AgentRow.id))))


def get(session: Session, agent_id: AgentId) -> Agent:
    """Return an agent. Raises NotFoundError."""
    return _agent(_row(session, agent_id))


def find_by_login(session: Session, login: str) -> Agent | None:
    """Return the agent who signs in by this name, in any case."""
    row = session.scalar(select(AgentRow).where(AgentRow.login == _login(login)))
    return None if row is None else _agent(row)


def find_open(session: Session, name: str) -> tuple[Agent, ...]:
    """Return the open accounts with an e-mail address that have this login, or this address, by login."""
    wanted = or_(AgentRow.login == _login(name), AgentRow.email == _login(name))
    chosen = select(AgentRow).where(wanted, AgentRow.email.is_not(None), AgentRow.closed_at.is_(None)).order_by(AgentRow.login)
    return tuple(_agent(row) for row in session.scalars(chosen))


def all_agents(session: Session) -> tuple[Agent, ...]:
    """Return all agents by login."""
    return tuple(_agent(row) for row in session.scalars(select(AgentRow).order_by(AgentRow.login)))


def hold(session: Session, agent_id: AgentId) -> Agent:
    """Make all others who would change an agent wait until this transaction ends; return him. Raises NotFoundError."""
    held = select(AgentRow).where(AgentRow.id == agent_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalar(held)
    if row is None:
        raise NotFoundError(say("There is no agent {id}.", id=agent_id))
    return _agent(row)


def hold_with_administrators(session: Session, agent_id: AgentId) -> Agent:
    """Hold an agent as `hold`, and all who see to people: each who would end one of them sees who is left. Raises NotFoundError."""
    sees_to_people = AgentRow.roles.contains(Role.ADMIN.value)
    held = select(AgentRow).where(or_(AgentRow.id == agent_id, sees_to_people)).order_by(AgentRow.id).with_for_update(key_share=True)
    rows = session.scalars(held.execution_options(populate_existing=True))
    found = next((row for row in rows.all() if row.id == agent_id), None)
    if found is None:
        raise NotFoundError(say("There is no agent {id}.", id=agent_id))
    return _agent(found)


def keep(session: Session, login: str) -> Agent:
    """Make whoever would change an agent wait until this transaction ends, though not others who keep him, too; return him as he is then.

    Raises NotFoundError.
    """
    kept = select(AgentRow).where(AgentRow.login == _login(login)).with_for_update(read=True).execution_options(populate_existing=True)
    row = session.scalar(kept)
    if row is None:
        raise NotFoundError(say("There is no agent {login}.", login=login))
    return _agent(row)


def close(session: Session, agent_id: AgentId, password_hash: str, now: datetime) -> None:
    """Let nobody sign in by an agent's name any more: no password, session or role of his opens anything. Raises NotFoundError."""
    set_password(session, agent_id, password_hash, must_change=True)
    row = _row(session, agent_id)
    row.closed_at, row.roles = now, _written(frozenset())
    session.flush()


def open_again(session: Session, agent_id: AgentId) -> bool:
    """Let somebody sign in again whose account was closed; tell whether it was. Raises NotFoundError."""
    row = _row(session, agent_id)
    was_closed, row.closed_at = row.closed_at is not None, None
    session.flush()
    return was_closed


def set_password(session: Session, agent_id: AgentId, password_hash: str, *, must_change: bool = False) -> None:
    """Write a new password's hash and end all the agent's sessions. Raises NotFoundError."""
    row = _row(session, agent_id)
    row.password_hash, row.must_change, row.failures, row.locked_until = password_hash, must_change, 0, None
    session.flush()
    revoke_sessions(session, agent_id)


def replace_hash(session: Session, agent_id: AgentId, password_hash: str) -> None:
    """Write the same password's hash at higher costs and end the agent's sessions; what counts his failures stays. Raises NotFoundError."""
    _row(session, agent_id).password_hash = password_hash
    session.flush()
    revoke_sessions(session, agent_id)


def set_language(session: Session, agent_id: AgentId, language: str) -> None:
    """Write the language the agent reads. Raises NotFoundError."""
    _row(session, agent_id).language = language
    session.flush()


def set_roles(session: Session, agent_id: AgentId, roles: frozenset[Role]) -> None:
    """Write what an agent is. Raises NotFoundError."""
    _row(session, agent_id).roles = _written(roles)
    session.flush()


def set_quality(session: Session, agent_id: AgentId, quality: str | None) -> None:
    """Write what an agent is at the town hall, None: nobody says. Raises NotFoundError."""
    _row(session, agent_id).quality = quality
    session.flush()


def set_email(session: Session, agent_id: AgentId, email: str | None) -> None:
    """Write where the town writes to an agent, None: nowhere. Raises NotFoundError."""
    _row(session, agent_id).email = None if email is None else email.strip().lower()
    session.flush()


def names(session: Session, logins: Collection[str]) -> dict[str, str]:
    """Return what some agents are called, by login; who has no account is left out."""
    rows = session.execute(select(AgentRow.login, AgentRow.name).where(AgentRow.login.in_(logins))) if logins else ()
    return {login: name for login, name in rows if name}


def emails(session: Session, logins: Collection[str]) -> dict[str, str]:
    """Return the addresses of some agents, of those who have one and whose account is open, by login."""
    known = (AgentRow.login.in_(logins), AgentRow.email.is_not(None), AgentRow.closed_at.is_(None))
    rows = session.execute(select(AgentRow.login, AgentRow.email).where(*known))
    return {login: email for login, email in rows if email is not None}


def reads_english(session: Session, email: str) -> bool:
    """Tell whether an address is that of agents whose accounts are open, and who all read English."""
    own = select(AgentRow.language).where(AgentRow.email == email.strip().lower(), AgentRow.closed_at.is_(None))
    return set(session.scalars(own)) == {"en"}


def record_failure(session: Session, agent_id: AgentId, locked_until: datetime | None) -> int:
    """Count a wrong password, lock until the moment given, and return how many there are since the last right one."""
    statement = update(AgentRow).where(AgentRow.id == agent_id).values(failures=AgentRow.failures + 1, locked_until=locked_until)
    # Counted by the database: attempts that run side by side must not hide each other.
    failures = session.scalar(statement.returning(AgentRow.failures).execution_options(synchronize_session=False))
    if failures is None:
        raise NotFoundError(say("There is no agent {id}.", id=agent_id))
    return failures


def record_success(session: Session, agent_id: AgentId) -> None:
    """Forget wrong passwords. Raises NotFoundError."""
    row = _row(session, agent_id)
    row.failures, row.locked_until = 0, None
    session.flush()


def add_session(session: Session, browser: BrowserSession) -> None:
    """Write a signed-in browser."""
    values = {
        "token_hash": browser.token_hash,
        "agent_id": browser.agent_id,
        "csrf": browser.csrf,
        "created_at": browser.created_at,
        "seen_at": browser.seen_at,
        "expires_at": browser.expires_at,
        "browser": browser.browser,
        "address": browser.address,
        "must_enrol": browser.must_enrol,
        "provider_token": browser.provider_token,
    }
    session.execute(insert(SessionRow), values)


def find_session(session: Session, token_hash: str, now: datetime) -> tuple[BrowserSession, Agent] | None:
    """Return the session with this hash and its agent, unless it is over."""
    found = session.execute(_SESSION, {"hash": token_hash, "now": now}).one_or_none()
    return None if found is None else (_browser(found[0]), _agent(found[1]))


_SESSION = (
    select(SessionRow, AgentRow)
    .join(AgentRow, AgentRow.id == SessionRow.agent_id)
    .where(SessionRow.token_hash == bindparam("hash"), SessionRow.expires_at > bindparam("now"))
)
"""Every page of the desk asks this: it is put together once."""


def sessions_of(session: Session, agent_id: AgentId, now: datetime) -> tuple[BrowserSession, ...]:
    """Return an agent's signed-in browsers, the one seen last first."""
    chosen = select(SessionRow).where(SessionRow.agent_id == agent_id, SessionRow.expires_at > now)
    return tuple(map(_browser, session.scalars(chosen.order_by(SessionRow.seen_at.desc()))))


def touch_session(session: Session, token_hash: str, seen_at: datetime, expires_at: datetime) -> None:
    """Write when a browser was last seen and how long it may stay; one that is gone stays gone."""
    session.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(seen_at=seen_at, expires_at=expires_at))


def revoke_session(session: Session, token_hash: str) -> None:
    """End a session, if it is there."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


def revoke_all(session: Session) -> int:
    """Sign everybody out; return how many browsers that were."""
    return len(session.scalars(delete(SessionRow).returning(SessionRow.token_hash)).all())


def revoke_sessions(session: Session, agent_id: AgentId) -> None:
    """End all sessions of an agent."""
    session.execute(delete(SessionRow).where(SessionRow.agent_id == agent_id))


def revoke_marked(session: Session, agent_id: AgentId, mark: str) -> bool:
    """End the session of an agent that has this `BrowserSession.mark`; tell whether it was there."""
    found = (SessionRow.agent_id == agent_id, func.substr(SessionRow.token_hash, 1, _MARK) == mark)
    return bool(session.scalars(delete(SessionRow).where(*found).returning(SessionRow.token_hash)).all())


def revoke_others(session: Session, agent_id: AgentId, kept_hash: str) -> int:
    """End all sessions of an agent but one, and return how many."""
    others = (SessionRow.agent_id == agent_id, SessionRow.token_hash != kept_hash)
    return len(session.scalars(delete(SessionRow).where(*others).returning(SessionRow.token_hash)).all())


def set_must_enrol(session: Session, agent_id: AgentId, *, is_missing: bool) -> None:
    """Say in all sessions an agent began by his password whether a second factor has to be set up first."""
    by_password = (SessionRow.agent_id == agent_id, SessionRow.provider_token.is_(None))
    session.execute(update(SessionRow).where(*by_password).values(must_enrol=is_missing))


def provider_token(session: Session, token_hash: str) -> str | None:
    """Return what the identity provider said of who has this session, sealed; None of who came in by his password."""
    return session.scalar(select(SessionRow.provider_token).where(SessionRow.token_hash == token_hash))


def purge_sessions(session: Session, now: datetime) -> int:
    """Remove sessions that are over and return how many."""
    return len(session.scalars(delete(SessionRow).where(SessionRow.expires_at <= now).returning(SessionRow.token_hash)).all())


def _written(roles: frozenset[Role]) -> str:
    return " ".join(role.value for role in GIVEN_ROLES if role in roles)


def _login(login: str) -> str:
    return login.strip().lower()


def _row(session: Session, agent_id: AgentId) -> AgentRow:
    row = session.get(AgentRow, agent_id)
    if row is None:
        raise NotFoundError(say("There is no agent {id}.", id=agent_id))
    return row


def _agent(row: AgentRow) -> Agent:
    return Agent(
        id=AgentId(row.id),
        town=None if row.town is None else TownId(row.town),
        login=row.login,
        name=row.name,
        roles=frozenset(map(Role, row.roles.split())),
        password_hash=row.password_hash,
        must_change=row.must_change,
        language=row.language,
        failures=row.failures,
        locked_until=row.locked_until,
        created_at=row.created_at,
        email=row.email,
        closed_at=row.closed_at,
        quality=row.quality,
    )


def _browser(row: SessionRow) -> BrowserSession:
    return BrowserSession(
        token_hash=row.token_hash,
        agent_id=AgentId(row.agent_id),
        csrf=row.csrf,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
        address=row.address,
        must_enrol=row.must_enrol,
        provider_token=row.provider_token,
    )
