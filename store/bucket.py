"""Originals in an S3 bucket, behind the same words as those in a folder: what was put is durable when the server has said yes."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.errors import NotFoundError, UnavailableError
from domain.ids import Sha256
from store import packs, sealing
from store.blobs import AlteredError, Blobs, Resealed, Small, nowhere
from store.packs import Place
from store.sealing import GivesSafe, LockedError, SpoiltError, no_safe

try:
    import obstore
    from obstore import exceptions
    from obstore.store import S3Store
except ImportError:
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

if TYPE_CHECKING:
    from obstore.store import S3Config

SCHEME = "s3"
_KNOWN = frozenset({"endpoint", "region"})
_TIMEOUT = "60s"
_CONNECT_TIMEOUT = "5s"
_RETRIES = 2
_RETRY_SECONDS = timedelta(seconds=20)
_ONE_PUT_BYTES = 2**26
"""Larger ones go up in parts: whole or not at all as well, but the server does not look whether they are there."""
_KEPT = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(\.sealed)?|packs/[0-9a-f]{24}")
"""Where originals and packs are; who died while he tried the bucket left something beside."""
_TRIED = "check-"
_STATUS = re.compile(r"status code: ([0-9]{3}(?: [A-Za-z ]{1,40})?)")
_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_LONGEST_CAUSE = 200


class AddressError(ValueError):
    """The address names no bucket; ``unknown`` is a word in it that means nothing."""

    def __init__(self, unknown: str | None) -> None:
        """Keep the word."""
        super().__init__("no address of a bucket")
        self.unknown = unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a bucket is (adresse d'un compartiment): its server, empty for Amazon's own, and the folder in it, empty for its root."""

    bucket: str
    prefix: str
    endpoint: str
    region: str


def address_of(url: str) -> Address:
    """Return what ``s3://bucket/prefix?endpoint=https://…&region=…`` says. Raises AddressError."""
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = next((name for name in said if name not in _KNOWN), None)
    endpoint = said.get("endpoint", "")
    # A password in an address gets into logs and backups.
    server = urlsplit(endpoint)
    if unknown or not parts.hostname or parts.username or server.username or (endpoint and server.scheme not in ("http", "https")):
        raise AddressError(unknown)
    prefix = unquote(parts.path).strip("/")
    return Address(bucket=parts.netloc, prefix=prefix, endpoint=endpoint.rstrip("/"), region=said.get("region") or "us-east-1")


class BucketBlobs(Blobs):
    """Originals in a bucket, at the places they have in a folder; ``spool`` is a folder for what is just coming in."""

    def __init__(self, address: Address, keys: tuple[str, str], spool: Path, small: Small, safe: GivesSafe = no_safe) -> None:
        """``keys`` are id and secret; both empty: what the environment, or the machine, has (AWS_ACCESS_KEY_ID and so on)."""
        super().__init__(spool, small, safe)
        self._address = address
        self._store = _store(address, keys)

    def put_many(self, raws: Sequence[bytes]) -> tuple[Sha256, ...]:
        """Keep several originals; on return the server has all of them. Raises UnavailableError; some may have been kept then."""
        digests = tuple(Sha256(sha256(raw).hexdigest()) for raw in raws)
        for digest, raw in dict(zip(digests, raws, strict=True)).items():
            kept = self.sealed(digest, raw)
            self._put(self.safe.place(digest), kept, len(kept))
        return digests

    def pack_many(self, raws: Sequence[bytes]) -> tuple[bytes, ...]:
        """Keep several originals, as `sealed` gave them, in one object; return the words of their places. Raises UnavailableError."""
        if not raws:
            return ()
        name, places, start = secrets.token_hex(12), [], 0
        for raw in raws:
            places.append(Place(pack=name, start=start, size=len(raw)).told())
            start += len(raw)
        self._put(f"{packs.FOLDER}/{name}", b"".join(raws), start)
        return tuple(places)

    def path(self, digest: Sha256) -> Path:
        """Return a file of an original, to be opened at once. Raises NotFoundError, AlteredError, UnavailableError."""
        return self._copy(digest, (self.read(digest),))

    def read(self, digest: Sha256) -> bytes:
        """Return an original as it was received. Raises NotFoundError, AlteredError if it was changed, UnavailableError."""
        # Most are small, and the database answers sooner.
        raw = self._small(digest)
        if raw is not None:
            return self.of_row(digest, raw)
        # Twice: while it is sealed anew, it may come to a place that was looked at, and go from one that was not yet.
        for place in (*self.safe.places(digest), *(self.safe.places(digest) if self.safe.is_sealing else ())):
            raw = self.fetched(place)
            if raw is not None:
                found = self._unsealed(digest, raw)
                if found is None:
                    raise self._altered(digest)
                return found
        self.safe.refuse_locked()
        raise nowhere(digest, self._address.bucket)

    def head(self, digest: Sha256, size: int) -> bytes:
        """Return how an original begins. Raises NotFoundError, AlteredError, UnavailableError."""
        return self.read(digest)[:size]

    def destroy(self, digest: Sha256, told: str, since: datetime) -> None:
        """Destroy an original in the bucket, of a pack only what is its. Older versions the bucket deletes. Raises UnavailableError."""
        del since
        place = packs.place(told.encode())
        with self._explained():
            self._forget_copy(digest)
            if place is None:
                # As it came first: who seals it just now looks whether that is still there once it is sealed (`flows.sealing`).
                for name in reversed(self.places(digest)):
                    self.remove(name)
                return
            name = f"{packs.FOLDER}/{place.pack}"
            pack = self.fetched(name)
            if pack is not None:
                zeroed = pack[: place.start] + bytes(place.size) + pack[place.start + place.size :]
                obstore.put(self._store, name, zeroed[: len(pack)])

    def kept(self) -> dict[str, int]:
        """Return the sizes of all originals and packs by their place. Raises UnavailableError."""
        with self._explained():
            found = {str(one["path"]): one["size"] for page in obstore.list(self._store) for one in page}
        return {place: size for place, size in found.items() if _KEPT.fullmatch(place)}

    def check(self) -> None:
        """See whether originals can be kept, read and removed again. Raises UnavailableError."""
        name, words = f"{_TRIED}{secrets.token_hex(8)}", b"citoyen"
        with self._explained():
            # As originals are put: a server that cannot do that is found before the first of them comes.
            obstore.put(self._store, name, words, mode="create", use_multipart=False)
            is_there = bytes(obstore.get(self._store, name).bytes()) == words
            obstore.delete(self._store, name)
        if not is_there:
            raise UnavailableError(f"The bucket {self._address.bucket} gives back something else than what was put there.")

    def reach(self) -> None:
        """See whether the bucket is there and lets us in, without writing: machines ask every few seconds, and versions stay for good.

        Raises UnavailableError.
        """
        with self._explained():
            for _page in obstore.list(self._store, prefix=_TRIED):
                break

    def begins(self, name: str, size: int) -> bytes:
        """Return how an object of `kept` begins, empty where it is gone. Raises UnavailableError."""
        with self._explained():
            return self._part(name, 0, size) or b""

    def packed(self, place: Place) -> bytes:
        """Return what lies at a place in a pack, as it is, empty where nothing does. Raises UnavailableError."""
        with self._explained():
            return self._range(place) or b""

    def reseal(self, name: str) -> Resealed:
        """Seal an object of `kept` by the key of today, and remove it as it was. Raises UnavailableError."""
        old = self.fetched(name)
        if old is None:
            return Resealed.GONE
        raw, expected = old, name.rpartition("/")[2]
        if name.endswith(sealing.SUFFIX):
            try:
                opened = self._opened(BytesIO(old))
                raw, expected = sealing.whole(opened), opened.digest
            except (SpoiltError, LockedError):
                return Resealed.UNREADABLE
        if sha256(raw).hexdigest() != expected:
            return Resealed.UNREADABLE
        digest = Sha256(expected)
        new, kept = self.safe.place(digest), self.sealed(digest, raw)
        self._put(new, kept, len(kept))
        # Somebody may have destroyed it while it was sealed.
        if self.begins(name, 1) == b"" and old:
            self.remove(new)
            return Resealed.GONE
        self.remove(name)
        return Resealed.SEALED

    def _settle(self, temporary: Path, digest: Sha256, size: int) -> None:
        """Put a file that is on disk to the place of its digest."""
        self._put(self.safe.place(digest), temporary, size)

    def of_row(self, digest: Sha256, raw: bytes) -> bytes:
        """Return the original that a row of the database holds, or tells the place of. Raises AlteredError, UnavailableError."""
        if sha256(raw).hexdigest() == digest:
            return raw
        place = packs.place(raw)
        if place is not None:
            with self._explained():
                found = self._range(place)
        else:
            found = raw
        opened = None if found is None else self._unsealed(digest, found)
        if opened is None:
            raise self._altered(digest)
        return opened

    def _altered(self, digest: Sha256) -> AlteredError:
        told = f"The original {digest} was altered in the bucket {self._address.bucket}. Restore it from the bucket's backup."
        return AlteredError(told)

    def _put(self, key: str, content: bytes | Path, size: int) -> None:
        with self._explained():
            if size > _ONE_PUT_BYTES:
                obstore.put(self._store, key, content)
                return
            try:
                obstore.put(self._store, key, content, mode="create", use_multipart=False)
            except exceptions.AlreadyExistsError:
                # What another has put there is the same, for the place is the digest; unless it was cut short.
                if obstore.head(self._store, key)["size"] != size:
                    obstore.put(self._store, key, content, use_multipart=False)

    def fetched(self, key: str) -> bytes | None:
        """Return what lies at a place, as it is; None where nothing does. Raises UnavailableError."""
        with self._explained():
            try:
                return bytes(obstore.get(self._store, key).bytes())
            except (exceptions.NotFoundError, FileNotFoundError):
                return None

    def remove(self, key: str) -> None:
        """Remove what lies at a place. Raises UnavailableError."""
        with self._explained(), suppress(exceptions.NotFoundError, FileNotFoundError):
            obstore.delete(self._store, key)

    def _range(self, place: Place) -> bytes | None:
        return self._part(f"{packs.FOLDER}/{place.pack}", place.start, place.size)

    def _part(self, key: str, start: int, size: int) -> bytes | None:
        try:
            return bytes(obstore.get_range(self._store, key, start=start, length=size))
        except (exceptions.NotFoundError, FileNotFoundError):
            return None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the server refuses, or does not answer, into UnavailableError."""
        try:
            yield
        except NotFoundError:
            raise
        except (exceptions.BaseError, OSError) as error:
            what = f"The bucket of originals {self._address.bucket} cannot be used: {cause_of(error)}."
            raise UnavailableError(f"{what} Check that its server runs, and the keys.") from error


def cause_of(error: Exception) -> str:
    """Return what a server refuses for, by its codes: the rest of its answer repeats keys and signatures, and is as long as it likes."""
    told = str(error).strip() or type(error).__name__
    status, code = _STATUS.search(told), _CODE.search(told)
    if status is None:
        return told.splitlines()[0][:_LONGEST_CAUSE]
    return status[1] if code is None else f"{status[1]} {code[1]}"


def _store(address: Address, keys: tuple[str, str]) -> "S3Store":
    config: S3Config = {"region": address.region}
    if address.endpoint:
        config["endpoint"] = address.endpoint
    if keys[0]:
        config["access_key_id"], config["secret_access_key"] = keys
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config=config,
        client_options={"timeout": _TIMEOUT, "connect_timeout": _CONNECT_TIMEOUT, "allow_http": address.endpoint.startswith("http://")},
        retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_SECONDS},
    )
