"""Passwords, of agents and of citizens alike: what is taken, how it is kept, and how long wrong ones lock an account."""

import base64
import secrets
import threading
from datetime import datetime, timedelta
from enum import StrEnum
from string import digits, punctuation

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

FREE_FAILURES = 5
LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Longer ones would let a stranger make the server hash for as long as he likes."""
FEWEST_CHARACTERS = 6
_EVERYBODYS = (
    "abc abcd abcde abcdef abcdefgh admin administrateur administration administrator amour asdfgh asdfghjkl automne azerty "
    "azertyuiop bienvenue bonjour camille changeme changezmoi chocolat chouchou citoyen commune demo doudou dragon ete football "
    "france guest hello hiver iloveyou invite jetaime letmein login loulou mairie marseille master monkey motdepasse nicolas paris "
    "passe passw password passwort princess princesse printemps provisoire qsdfgh qsdfghjklm qwerty qwertyuiop qwertz root secret "
    "service soleil summer sunshine superman temporaire test thomas user utilisateur ville welcome winter wxcvbn zxcvbn zxcvbnm"
)
"""What leaked passwords are made of most often, in France and elsewhere."""
_KNOWN = sorted(_EVERYBODYS.split(), key=len, reverse=True)
_ACCENTS = str.maketrans("éèêàâç", "eeeaac")
_STROKES = str.maketrans("013457@$€", "oieastase")
_REST = 2
"""So many letters beside well-known words make no password of them."""

_hasher = PasswordHasher()
_hashing = threading.BoundedSemaphore(2)
"""A hash takes 64 MiB and a core for a sixth of a second: not forty at a time."""


def _unattainable() -> str:
    """Return a hash with the hasher's own costs that no password fits; random bytes, so that starting up hashes nothing."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_hasher.salt_len, _hasher.hash_len))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


_STRANGER = _unattainable()
"""Verified for names nobody has, so that they take as long as the others."""


class PasswordFault(StrEnum):
    """Why a new password is not taken."""

    WRONG = "wrong"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SIMPLE = "too_simple"
    WELL_KNOWN = "well_known"
    HOLDS_LOGIN = "holds_login"
    SAME = "same"
    DIFFERENT = "different"


def faults(login: str, present: str, new: str) -> tuple[PasswordFault, ...]:
    """Return what is wrong with a new password; ``login`` is what must not stand in it."""
    checks = (
        (PasswordFault.TOO_SHORT, len(new) < SHORTEST_PASSWORD),
        (PasswordFault.TOO_LONG, len(new) > LONGEST_PASSWORD),
        (PasswordFault.TOO_SIMPLE, len(set(new)) < FEWEST_CHARACTERS),
        (PasswordFault.WELL_KNOWN, len(new) >= SHORTEST_PASSWORD and is_well_known(new)),
        (PasswordFault.HOLDS_LOGIN, login.casefold() in new.casefold()),
        (PasswordFault.SAME, new == present),
    )
    return tuple(fault for fault, is_wrong in checks if is_wrong)


def is_well_known(password: str) -> bool:
    """Tell whether a password is nothing but well-known words, rows of keys, figures and signs; `P@ssw0rd2026!` is one, too."""
    text = password.casefold().strip(digits + punctuation + " ").translate(_ACCENTS)
    return any(len(_beside_known(written)) <= _REST for written in (text, text.translate(_STROKES)))


def _beside_known(text: str) -> str:
    """Return the letters of a text that are not of well-known words; figures and signs count for nothing."""
    letters = "".join(letter for letter in text if letter.isalpha())
    for word in _KNOWN:
        letters = letters.replace(word, "")
    return letters


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _hashing:
        return _hasher.hash(password)


def hashed_nothing() -> str:
    """Return a hash that no password fits: its owner has to ask for a new one."""
    return _unattainable()


def fits(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; of None, where there is none, it takes as long to tell that it is not."""
    with _hashing:
        try:
            is_right = _hasher.verify(password_hash or _STRANGER, password[:LONGEST_PASSWORD])
        except VerificationError:
            return False
        return is_right and password_hash is not None


def stronger(password_hash: str | None, password: str) -> str | None:
    """Return what is to be kept of a password that is right in place of a hash at lower costs; None where the hash is as strong as any."""
    return hashed(password) if password_hash is not None and _hasher.check_needs_rehash(password_hash) else None


def locked_until(failures: int, until: datetime | None, now: datetime) -> datetime | None:
    """Return until when an account is locked that fails once more: after five in a row a minute, then doubling to an hour."""
    if is_locked(until, now):
        # Tries while locked do not lengthen the lock: a stranger could keep its owner out for ever.
        return until
    over = failures + 1 - FREE_FAILURES
    return now + min(LONGEST_LOCK, LOCK * 2 ** min(over, 10)) if over >= 0 else None


def is_locked(until: datetime | None, now: datetime) -> bool:
    """Tell whether an account is locked that is so until a moment, if it is."""
    return until is not None and now < until
