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
class Claim:
    """Whose password was right, and which one: a new password ends it."""

    agent: AgentId
    mark: str

    def is_of(self, agent: Agent) -> bool:
        """Tell whether it is still that password, of an account that is open."""
        return hmac.compare_digest(self.mark, _mark(agent)) and agent.closed_at is None


def begun(settings: Settings, agent: Agent, now: datetime) -> HalfWay:
    """Return what a browser is given of an agent whose password was right now."""
    return HalfWay(token=sealed(settings, _PURPOSE, f"{agent.id} {int(now.timestamp())} {_mark(agent)}"))


def find_claim(settings: Settings, half: HalfWay, now: datetime) -> Claim | None:
    """Return what a browser brings back; None of one made up, or too old."""
    claim = opened(settings, _PURPOSE, half.token) if half.token.startswith(SEAL) else None
    if claim is None:
        return None
    agent, at, mark = claim.split(" ")
    is_fresh = 0 <= now.timestamp() - int(at) <= LASTS.total_seconds()
    return Claim(agent=AgentId(int(agent)), mark=mark) if is_fresh else None


def _mark(agent: Agent) -> str:
    return hashlib.sha256(agent.password_hash.encode()).hexdigest()
