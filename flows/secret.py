"""The secret key of an installation: made once, readable by its owner only; and what is kept sealed by it."""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from domain.errors import UnavailableError
from flows.settings import Settings

_FILE = "secret-key"
SEAL = "sealed:"
"""What every sealed secret begins with."""


def key_file(settings: Settings) -> Path:
    """Return where the secret key is kept that the settings do not name."""
    return settings.data / _FILE


def with_secret_key(settings: Settings) -> Settings:
    """Return the settings with a secret key: the one that is set, or else the one in the data folder, made now if there is none."""
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(kept_secret(key_file(settings), secrets.token_urlsafe(48)))})


def kept_secret(path: Path, fresh: str) -> str:
    """Return the secret in a file that only its owner reads; the file is made, whole or not at all, with ``fresh`` if it is not there.

    Of two processes that start together, both return the same. Raises UnavailableError.
    """
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        if not path.exists():
            _make(path, fresh)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise UnavailableError(f"The secret in {path} cannot be kept: {error.strerror}. Check the permissions of its folder.") from error


def sealed(settings: Settings, purpose: str, secret: str) -> str:
    """Return a secret of somebody else as the database keeps it: who has only the database, or its backup, cannot use it.

    ``purpose`` names what it is for; what is sealed for one thing opens for no other.
    """
    return SEAL + _box(settings, purpose).encrypt(secret.encode()).decode("ascii")


def opened(settings: Settings, purpose: str, kept: str) -> str | None:
    """Return a secret that `sealed` gave, or one that was kept as it is before there were seals; None under another secret key."""
    if not kept.startswith(SEAL):
        return kept
    try:
        return _box(settings, purpose).decrypt(kept.removeprefix(SEAL).encode()).decode()
    except InvalidToken:
        return None


def _box(settings: Settings, purpose: str) -> Fernet:
    key = hmac.new(settings.secret_key.get_secret_value().encode(), f"sealed {purpose}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _make(path: Path, secret: str) -> None:
    """Write a secret beside its place and link it there; a link fails where the name exists."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
