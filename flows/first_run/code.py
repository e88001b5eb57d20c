"""The code that opens a new installation: on the terminal and in the data folder, so that nobody else on the network can take it."""

import hmac
import secrets
from pathlib import Path

from flows.accounts import LETTERS
from flows.secret import kept_secret
from flows.settings import Settings

CODE_FILE = "code-installation.txt"
_PARTS, _LENGTH = 4, 5


def code_file(settings: Settings) -> Path:
    """Return where the code lies."""
    return settings.data / CODE_FILE


def ensure_code(settings: Settings) -> str:
    """Return the code, made now if there is none; its file is its owner's alone to read. Raises UnavailableError."""
    fresh = "-".join("".join(secrets.choice(LETTERS) for _ in range(_LENGTH)) for _ in range(_PARTS))
    return kept_secret(code_file(settings), fresh)


def is_code(settings: Settings, typed: str) -> bool:
    """Tell whether somebody knows the code; spaces, capitals and dashes mean nothing. Raises UnavailableError."""
    return hmac.compare_digest(_bare(typed).encode(), _bare(ensure_code(settings)).encode())


def forget_code(settings: Settings) -> None:
    """Remove the code once it has served."""
    code_file(settings).unlink(missing_ok=True)


def _bare(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())
