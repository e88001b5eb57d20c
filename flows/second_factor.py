"""The second factor: codes a telephone shows (RFC 6238), and codes on paper that stand in for it. Each is taken once."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from sqlalchemy.orm import Session

from domain.ids import AgentId
from domain.member import Post
from domain.rights import Role
from flows.secret import opened, sealed
from flows.settings import Settings
from store import members, second_factors
from store.agents import Agent

STEP_SECONDS = 30
SKEW = 1
"""Steps by which a telephone's clock may be wrong, either way (RFC 6238, section 5.2)."""
DIGITS = 6
SECRET_BYTES = 20
"""As long as the hash (RFC 4226, section 4)."""
RECOVERY_CODES = 10
LONGEST_CODE = 40
_PURPOSE = "second factor"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those read for one another: i l o 0 1."""
_GROUPS, _GROUP = 3, 4


class Proof(StrEnum):
    """What somebody has shown beside his password; None of these words is a secret: the journal tells them."""

    CODE = "code"
    RECOVERY = "recovery_code"
    PASSKEY = "passkey"


def new_secret(settings: Settings) -> str:
    """Return a new secret, sealed as it is kept."""
    return sealed(settings, _PURPOSE, base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode())


def shown_secret(settings: Settings, kept: str) -> str | None:
    """Return a secret as it is typed into a telephone (base 32); None where the installation has another secret key now."""
    return opened(settings, _PURPOSE, kept)


def address(secret: str, issuer: str, login: str) -> str:
    """Return what the QR code says: the address authenticator programs have agreed on (Key URI format)."""
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP_SECONDS}"


def code_at(secret: str, step: int) -> str:
    """Return the code of a step of time."""
    # SHA-1 is what every authenticator program knows; nothing here rests on its collisions (RFC 6238, section 1.2).
    hotp = HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303 - see above
    return hotp.generate(step).decode()


def step_of(now: datetime) -> int:
    """Return the step of time a moment is in."""
    return int(now.timestamp()) // STEP_SECONDS


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes for a sheet of paper: four letters or digits three times, 59 bits each."""
    return tuple("-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES))


def code_hash(settings: Settings, owner: AgentId | str, code: str) -> bytes:
    """Return what is kept of a recovery code: under the secret key, so that who has only the database cannot try codes.

    ``owner`` is the agent, or for somebody who is none a name that no number is.
    """
    key = hmac.new(settings.secret_key.get_secret_value().encode(), b"recovery code", hashlib.sha256).digest()
    return hmac.new(key, f"{owner} {plain(code)}".encode(), hashlib.sha256).digest()


def take(session: Session, settings: Settings, agent: AgentId, typed: str, now: datetime) -> Proof | None:
    """Take a code that somebody typed, once: of his telephone or of his paper; None where it is neither, or was taken before."""
    code = typed[:LONGEST_CODE]
    if is_shown_code(code):
        return Proof.CODE if take_shown(session, settings, agent, code, now) else None
    return Proof.RECOVERY if second_factors.take_code(session, agent, code_hash(settings, agent, code), now) else None


def take_shown(session: Session, settings: Settings, agent: AgentId, typed: str, now: datetime) -> bool:
    """Take a code his telephone shows, in force or only offered yet."""
    known = second_factors.find(session, agent)
    step = None if known is None else fitting_step(settings, known.secret, typed, now)
    return step is not None and second_factors.take_step(session, agent, step)


def fitting_step(settings: Settings, kept: str, typed: str, now: datetime) -> int | None:
    """Return the step of time that a code belongs to which somebody typed, by the secret that is kept sealed; None of a wrong one."""
    secret = shown_secret(settings, kept)
    if secret is None:
        return None
    around = range(step_of(now) - SKEW, step_of(now) + SKEW + 1)
    # All are compared: how long it takes tells nothing of which one it was.
    fitting = [step for step in around if hmac.compare_digest(code_at(secret, step).encode(), plain(typed).encode())]
    return fitting[-1] if fitting else None


def is_shown_code(typed: str) -> bool:
    """Tell whether what somebody typed has the form of a telephone's code; else it is one of his paper."""
    return len(plain(typed)) == DIGITS and plain(typed).isdecimal()


def is_needed(session: Session, agent: Agent) -> bool:
    """Tell whether somebody must have a second factor, by what his town asks of his roles and posts."""
    needed = second_factors.needed_by(session, agent.town or "")
    if needed == second_factors.EVERYBODY:
        return True
    posts = {Post.AGENT: Role.AGENT, Post.HEAD: Role.HEAD}
    return bool(needed & (agent.roles | {posts[one.post] for one in members.of_agent(session, agent.login)})) if needed else False


def is_missing(session: Session, agent: Agent) -> bool:
    """Tell whether somebody has yet to set up the second factor he must have."""
    return is_needed(session, agent) and second_factors.find_in_force(session, agent.id) is None


def plain(code: str) -> str:
    """Return a code without blanks and hyphens, in small letters."""
    return "".join(code.split()).replace("-", "").lower()
