"""The token in the Message-ID and the envelope of the town's own letters: it names a letter, and nobody else can make one.

The name of a letter is easily guessed. What proves that a message answers, returns or is one of ours is its seal: an HMAC of the
name by the secret key of the installation, which only who got the letter, or carried it, has seen.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.ids import TownId

_SEAL_CHARACTERS = 24
"""96 bits: not to be guessed, and short enough for a Message-ID of one line."""
_TOKEN = re.compile(r"<?citoyen\.([^<>\s@]{1,64}?)\.([0-9]{1,15})(?:\.([0-9a-f]{24}))?(?:@[^<>\s]{1,255})?>?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token says. ``is_proven`` is whether it carries our seal; letters of before there were seals have none."""

    town: TownId
    letter: int
    is_sealed: bool
    is_proven: bool


def token(key: bytes, town: TownId, letter: int) -> str:
    """Return the token of a letter: ``citoyen.<town>.<id>.<seal>``."""
    return f"citoyen.{town}.{letter}.{_seal(key, town, letter)}"


def read(key: bytes, text: str) -> Token | None:
    """Return what a Message-ID or an envelope id says if it is of our form."""
    match = _TOKEN.fullmatch(text.strip())
    if match is None:
        return None
    town, letter = TownId(match[1]), int(match[2])
    is_proven = match[3] is not None and hmac.compare_digest(match[3], _seal(key, town, letter))
    return Token(town=town, letter=letter, is_sealed=match[3] is not None, is_proven=is_proven)


def proven(key: bytes, texts: Iterable[str]) -> Token | None:
    """Return the first token that carries our seal."""
    return next((found for text in texts if (found := read(key, text)) is not None and found.is_proven), None)


def _seal(key: bytes, town: TownId, letter: int) -> str:
    return hmac.digest(key, f"letter:{town}:{letter}".encode(), hashlib.sha256).hex()[:_SEAL_CHARACTERS]
