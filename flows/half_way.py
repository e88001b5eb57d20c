"""Between password and code: what a browser is given to say whose password was right; it opens nothing."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.ids import AgentId
from flows.secret import SEAL, opened, sealed
from flows.settings import Settings
from store.agents import Agent

LASTS = timedelta(minutes=10)
"""Time to find the telephone."""
_PURPOSE = "half way"


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfWay:
    """Somebody whose password was right, and who has yet to show a code; ``token`` says so for a few minutes, and opens nothing."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a browser brings back of who is half-way: the number of his account, and which password was right."""

    owner: int
    mark: str

    def is_by(self, password_hash: str) -> bool:
        """Tell whether it is still that password: a new one ends it."""
        return hmac.compare_digest(self.mark, _mark(password_hash))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Which agent's password was right, and which one: a new password ends it."""

    agent: AgentId
    shown: Shown

    def is_of(self, agent: Agent) -> bool:
        """Tell whether it is still that password, of an account that is open."""
        return self.shown.is_by(agent.password_hash) and agent.closed_at is None


def begun(settings: Settings, agent: Agent, now: datetime) -> HalfWay:
    """Return what a browser is given of an agent whose password was right now."""
    return token_for(settings, _PURPOSE, agent.id, agent.password_hash, now)


def find_claim(settings: Settings, half: HalfWay, now: datetime) -> Claim | None:
    """Return what a browser brings back; None of one made up, or too old."""
    shown = find_shown(settings, _PURPOSE, half, now)
    return None if shown is None else Claim(agent=AgentId(shown.owner), shown=shown)


def token_for(settings: Settings, purpose: str, owner: int, password_hash: str, now: datetime) -> HalfWay:
    """Return what a browser is given of somebody whose password was right; ``purpose`` keeps agents and citizens apart."""
    return HalfWay(token=sealed(settings, purpose, f"{owner} {int(now.timestamp())} {_mark(password_hash)}"))


def find_shown(settings: Settings, purpose: str, half: HalfWay, now: datetime) -> Shown | None:
    """Return what a browser brings back that was given for a purpose; None of one made up, or too old."""
    claim = opened(settings, purpose, half.token) if half.token.startswith(SEAL) else None
    if claim is None:
        return None
    owner, at, mark = claim.split(" ")
    is_fresh = 0 <= now.timestamp() - int(at) <= LASTS.total_seconds()
    return Shown(owner=int(owner), mark=mark) if is_fresh else None


def _mark(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()
