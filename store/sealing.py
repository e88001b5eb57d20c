"""Originals sealed at rest (chiffrement): AES-256-GCM, by a key that is kept outside of the data folder.

A sealed original is a mark of 8 bytes, 8 that say by which key, 16 of salt, then the digest of what was received, sealed, and what was
received in pieces of 64 KiB, each sealed with its place and whether it is the last (STREAM, Hoang and others, CRYPTO 2015): none can be
left out, exchanged or put elsewhere, and each opens without those before. Each original has a key of its own, drawn from the town's by its
salt (HKDF-Expand, RFC 5869), so no nonce comes twice.

The address of an original in the database stays the SHA-256 of what was received: it proves that nothing was altered, and the database,
which knows all texts, gives nothing away by it. A sealed file is called by a keyed hash of that address: who has only the folder or the
bucket cannot tell whether a document he knows is there.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import UnavailableError
from domain.ids import Sha256

MARK = b"\x89CtySea\x01"
SUFFIX = ".sealed"
"""Of the names of sealed files."""
KEY_BYTES = 32
PIECE_BYTES = 2**16
_TAG_BYTES = 16
_SALT_BYTES = 16
_ID_BYTES = 8
_DIGEST_BYTES = 32
_FRONT_BYTES = len(MARK) + _ID_BYTES + _SALT_BYTES
HEAD_BYTES = _FRONT_BYTES + _DIGEST_BYTES + _TAG_BYTES
_SEALED_PIECE = PIECE_BYTES + _TAG_BYTES
_OF_DIGEST = b"\xff" * 12
"""Nonce of the digest; those of pieces end with 0 or 1."""


class LockedError(UnavailableError):
    """The key that seals originals is missing, or another one: nothing is kept in the clear instead. Retried like what is away."""


class SpoiltError(Exception):
    """What is sealed does not open: it was altered, or cut short."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that seals (clé de chiffrement): 32 bytes."""

    raw: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return by what it is known, 16 hexadecimal digits: from it the key cannot be told."""
        return self.drawn(b"citoyen key id")[:_ID_BYTES].hex()

    def drawn(self, what: bytes) -> bytes:
        """Return another key that is made of this one (HKDF-Expand, one block)."""
        return hmac.digest(self.raw, what + b"\x01", "sha256")


def place_of(digest: Sha256, key: Key) -> str:
    """Return where the file of a sealed original lies."""
    name = hmac.digest(key.drawn(b"citoyen name"), digest.encode(), "sha256").hex()
    return f"{name[:2]}/{name}{SUFFIX}"


def plain_place(digest: Sha256) -> str:
    """Return where the file of an original lies that is not sealed."""
    return f"{digest[:2]}/{digest}"


def sealed_size(size: int) -> int:
    """Return how many bytes an original takes once it is sealed."""
    return HEAD_BYTES + size + _TAG_BYTES * max(1, -(-size // PIECE_BYTES))


def key_id(raw: bytes) -> str | None:
    """Return by which key bytes were sealed, None where they are not."""
    return raw[len(MARK) : len(MARK) + _ID_BYTES].hex() if raw.startswith(MARK) and len(raw) >= HEAD_BYTES else None


class Sealer:
    """Seals an original piece by piece. What it gives comes after a head, which is known last (`head`)."""

    def __init__(self, key: Key) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        self._front = MARK + bytes.fromhex(key.id) + salt
        self._box = AESGCM(key.drawn(b"citoyen original" + salt))
        self._rest = bytearray()
        self._count = 0

    def update(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what can be written by now."""
        self._rest += chunk
        # The last piece is sealed as such: one is held back until more comes.
        while len(self._rest) > PIECE_BYTES:
            yield self._piece(bytes(self._rest[:PIECE_BYTES]), 0)
            del self._rest[:PIECE_BYTES]

    def end(self) -> bytes:
        """Return the last piece."""
        return self._piece(bytes(self._rest), 1)

    def head(self, digest: Sha256) -> bytes:
        """Return what is written before all pieces; ``digest`` is of all that was sealed."""
        return self._front + self._box.encrypt(_OF_DIGEST, bytes.fromhex(digest), self._front)

    def _piece(self, raw: bytes, last: int) -> bytes:
        sealed = self._box.encrypt(_nonce(self._count, last), raw, self._front)
        self._count += 1
        return sealed


class Opened:
    """A sealed original in a file that is open; the file is the caller's to close."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        """Read its head. Raises SpoiltError, OSError."""
        self._file = file
        head = file.read(HEAD_BYTES)
        if key_id(head) != key.id:
            raise SpoiltError
        self._front = head[:_FRONT_BYTES]
        self._box = AESGCM(key.drawn(b"citoyen original" + head[_FRONT_BYTES - _SALT_BYTES : _FRONT_BYTES]))
        self._end = file.seek(0, os.SEEK_END) - HEAD_BYTES
        self._pieces = max(1, -(-self._end // _SEALED_PIECE))
        self.digest = Sha256(self._open(_OF_DIGEST, head[_FRONT_BYTES:]).hex())
        """Of what was received, as it was sealed with it."""
        self.size = self._end - self._pieces * _TAG_BYTES

    def pieces(self, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield what was received, from one piece to before another. Raises SpoiltError, OSError."""
        self._file.seek(HEAD_BYTES + first * _SEALED_PIECE)
        for place in range(first, self._pieces if end is None else min(end, self._pieces)):
            yield self._open(_nonce(place, int(place == self._pieces - 1)), self._file.read(_SEALED_PIECE))

    def part(self, start: int, size: int) -> bytes:
        """Return some bytes from one on; only the pieces they are in are read. Raises SpoiltError, OSError."""
        first, end = start // PIECE_BYTES, -(-(start + size) // PIECE_BYTES)
        return b"".join(self.pieces(first, end))[start - first * PIECE_BYTES :][:size]

    def _open(self, nonce: bytes, raw: bytes) -> bytes:
        try:
            return self._box.decrypt(nonce, raw, self._front)
        except InvalidTag as error:
            raise SpoiltError from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """What originals are sealed with (coffre): the keys, that of today first; none: they are kept as they came.

    ``fault`` says what is wrong with the keys, None where nothing is: then nothing is kept, and nothing sealed is read.
    """

    keys: tuple[Key, ...] = ()
    fault: str | None = None

    @property
    def is_sealing(self) -> bool:
        """Tell whether originals are sealed."""
        return bool(self.keys) or self.fault is not None

    def key(self) -> Key | None:
        """Return what is sealed with now, None where nothing is sealed. Raises LockedError."""
        self.refuse_locked()
        return next(iter(self.keys), None)

    def refuse_locked(self) -> None:
        """Raise LockedError where something is wrong with the keys."""
        if self.fault is not None:
            raise LockedError(self.fault)

    def seal(self, digest: Sha256, raw: bytes) -> bytes:
        """Return an original as it is kept. Raises LockedError."""
        key = self.key()
        if key is None:
            return raw
        sealer = Sealer(key)
        pieces = (*sealer.update(raw), sealer.end())
        return b"".join((sealer.head(digest), *pieces))

    def key_of(self, name: str | None) -> Key:
        """Return the key of a name. Raises LockedError where it is not there."""
        self.refuse_locked()
        found = next((one for one in self.keys if one.id == name), None)
        if found is None:
            raise LockedError(f"The key {name} that sealed this original is not in the file of keys: add it there, below the others.")
        return found

    def places(self, digest: Sha256) -> tuple[str, ...]:
        """Return where the file of an original may lie: sealed by one of the keys, or as it came."""
        return (*(place_of(digest, key) for key in self.keys), plain_place(digest))

    def place(self, digest: Sha256) -> str:
        """Return where the file of an original is put. Raises LockedError."""
        key = self.key()
        return plain_place(digest) if key is None else place_of(digest, key)

    def size(self, size: int) -> int:
        """Return how many bytes the file of an original takes."""
        return sealed_size(size) if self.is_sealing else size


GivesSafe = Callable[[], Safe]
"""Gives the safe of now: a key that was missing may be there later."""


def no_safe() -> Safe:
    """Return a safe without keys."""
    return Safe()


def whole(opened: Opened) -> bytes:
    """Return all of what was received. Raises SpoiltError, OSError."""
    raw = b"".join(opened.pieces())
    if sha256(raw).hexdigest() != opened.digest:
        raise SpoiltError
    return raw


def keys_in(text: str) -> tuple[Key, ...]:
    """Return the keys of a file: one a line, 64 hexadecimal digits, that of today first; lines that begin with # say nothing.

    Raises ValueError.
    """
    lines = (line.strip() for line in text.splitlines())
    keys = tuple(Key(bytes.fromhex(line)) for line in lines if line and not line.startswith("#"))
    if not keys or any(len(key.raw) != KEY_BYTES for key in keys):
        raise ValueError("no keys of 32 bytes")
    return keys


def is_sound(path: Path, safe: Safe) -> bool:
    """Tell whether a sealed file opens from beginning to end; one whose key is not here counts as sound, for nobody can tell.

    Raises OSError.
    """
    with path.open("rb") as file:
        name = key_id(file.read(HEAD_BYTES))
        key = next((one for one in safe.keys if one.id == name), None)
        if name is None or key is None:
            return name is not None
        file.seek(0)
        try:
            opened, found = Opened(file, key), sha256()
            for piece in opened.pieces():
                found.update(piece)
        except SpoiltError:
            return False
        return found.hexdigest() == opened.digest


def _nonce(place: int, last: int) -> bytes:
    return place.to_bytes(11, "big") + bytes((last,))
