"""Tokens of the forms of a signed-in browser, which tell whose they were even when its session is over."""

import hashlib
import hmac
import secrets

from domain.ids import AgentId
from flows.settings import Settings

_MARK = 16
"""Characters of the seal: 64 bits, and a guess costs a call."""


def new_token(settings: Settings, agent: AgentId) -> str:
    """Return a token nobody can guess, sealed for an agent."""
    own = f"{secrets.token_urlsafe(18)}.{agent}"
    return f"{own}.{_mark(settings, own)}"


def find_author(settings: Settings, token: str) -> AgentId | None:
    """Return whose forms bore a token; None of one that was never given out here."""
    own, _, mark = token.rpartition(".")
    _, _, agent = own.rpartition(".")
    is_ours = hmac.compare_digest(_mark(settings, own).encode(), mark.encode())
    return AgentId(int(agent)) if is_ours and agent.isdecimal() else None


def _mark(settings: Settings, own: str) -> str:
    key = hmac.new(settings.secret_key.get_secret_value().encode(), b"form token", hashlib.sha256).digest()
    return hmac.new(key, own.encode(), hashlib.sha256).hexdigest()[:_MARK]
