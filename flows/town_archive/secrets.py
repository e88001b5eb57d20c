"""Secrets of a town on their way: opened with the key of one installation, sealed by a passphrase, sealed by the key of the other."""

import base64
import hashlib
import secrets
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken

from flows.secret import opened, sealed
from flows.settings import Settings
from flows.town_archive.archive import Secrets
from flows.webhooks.keeping import PURPOSE as WEBHOOK
from store import town_atlas as atlas
from store.town_rows import Row

_PURPOSES = {
    "channels": "mailbox",
    "second_factors": "second factor",
    "citizen_factors": "second factor",
    "webhooks": WEBHOOK,
}
"""What the secrets of a table are sealed for; those of forms name the form."""
_SALT_BYTES = 16
_N, _R, _P = 2**15, 8, 1
_MEMORY = 2**26
SHORTEST = 12
"""Characters of a passphrase."""

Carry = Callable[[str, Row], Row | None]
"""What becomes of the secrets in a row of a table; None: the row is left out."""


def sealing(settings: Settings, passphrase: str) -> tuple[Secrets, Carry]:
    """Return how secrets leave an installation, and what an archive says of it."""
    salt = base64.b64encode(secrets.token_bytes(_SALT_BYTES)).decode()
    box = _box(passphrase, salt)

    def carry(table: str, row: Row) -> Row | None:
        return _changed(table, row, lambda kept: _sealed_by(box, opened(settings, _purpose(table, row), kept)))

    return Secrets(salt=salt, check=box.encrypt(salt.encode()).decode()), carry


def unsealing(settings: Settings, told: Secrets, passphrase: str) -> Carry | None:
    """Return how secrets come into an installation; None for another passphrase."""
    box = _box(passphrase, told.salt)
    if _opened_by(box, told.check) != told.salt:
        return None

    def carry(table: str, row: Row) -> Row | None:
        def changed(kept: str) -> str | None:
            plain = _opened_by(box, kept)
            return None if plain is None else sealed(settings, _purpose(table, row), plain)

        return _changed(table, row, changed)

    return carry


def leave_out(table: str, row: Row) -> Row | None:
    """Return a row without its secrets; None where it is nothing without them."""
    return _changed(table, row, lambda _: None)


def _changed(table: str, row: Row, change: Callable[[str], str | None]) -> Row | None:
    changed = row
    for (name, column), is_needed in atlas.SEALED.items():
        if name == table and row[column] is not None:
            secret = change(row[column])
            if secret is None and is_needed:
                return None
            changed = {**changed, column: secret}
    return changed


def _purpose(table: str, row: Row) -> str:
    return f"form webhook {row['town']} {row['code']}" if table == "form_secrets" else _PURPOSES[table]


def _box(passphrase: str, salt: str) -> Fernet:
    key = hashlib.scrypt(passphrase.encode(), salt=salt.encode(), n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))


def _sealed_by(box: Fernet, plain: str | None) -> str | None:
    return None if plain is None else box.encrypt(plain.encode()).decode()


def _opened_by(box: Fernet, kept: str) -> str | None:
    try:
        return box.decrypt(kept.encode()).decode()
    except InvalidToken:
        return None
