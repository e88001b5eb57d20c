"""The file a town is carried in: a ZIP of tables as lines of JSON and of originals, with the checksum of each. See `docs/towns.md`.

Whoever reads one trusts nothing in it: names are only those that can be, no file is unpacked by the name it has, sizes are those the
manifest says, and every byte is compared with its checksum before anything is written.
"""

import json
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.ids import Sha256
from flows.wording import Message, say

FORMAT, VERSION = "citoyen-town", 1
MANIFEST, SUM, LISTED = "manifest.json", "manifest.sha256", "originals.jsonl"
_MOST_MANIFEST = 2**24
_MOST_LINE = 2**26
_MOST_TIMES = 250
"""No archive of ours holds so many times its own size: JSON of one town packs to a tenth, at best to a hundredth."""
_SMALL_BYTES = 2**26
"""Below this size an archive may unpack to whatever it likes."""
_PIECE_BYTES = 2**20
_FILE_MODE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file in an archive. ``rows`` are its lines."""

    name: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """How the secrets in an archive are sealed: scrypt (N 2^15, r 8, p 1) of a passphrase, then Fernet. ``check`` opens to the salt."""

    salt: str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself. ``guests`` are logins of the installation it comes from that are no accounts of the town."""

    format: str
    version: int
    release: str
    revision: str
    made_at: str
    town: str
    name: str
    tables: tuple[Part, ...]
    originals: Part
    missing: tuple[str, ...] = ()
    """Originals that were nowhere when it was made."""
    guests: tuple[str, ...] = ()
    secrets: Secrets | None = None

    def part(self, table: str) -> Part:
        """Return the part of a table."""
        return next(one for one in self.tables if one.name == table)


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def refused(path: Path, why: Message) -> ConfigurationError:
    """Return that an archive is not what it should be."""
    return ConfigurationError(Mistake(where=str(path), what=why, remedy=say("Nothing was imported. Export the town again.")))


class Writer:
    """An archive that is being written, beside its place; it is there once `finish` was called."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def table(self, name: str, lines: Iterable[Mapping[str, Any]]) -> Part:
        """Write the rows of a table."""
        found, count, size = sha256(), 0, 0
        with self._file.open(_place(name), "w", force_zip64=True) as out:
            for line in lines:
                raw = _line(line)
                out.write(raw)
                found.update(raw)
                count, size = count + 1, size + len(raw)
        return Part(name=name, rows=count, size=size, sha256=found.hexdigest())

    def original(self, digest: Sha256, raw: bytes) -> None:
        """Write an original."""
        self._file.writestr(_original(digest), raw)

    def listed(self, sizes: Mapping[Sha256, int]) -> Part:
        """Write which originals there are."""
        raw = b"".join(_line({"sha256": digest, "size": size}) for digest, size in sizes.items())
        self._file.writestr(LISTED, raw)
        return Part(name=LISTED, rows=len(sizes), size=len(raw), sha256=sha256(raw).hexdigest())

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest, the last of all; return its checksum."""
        raw = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        found = sha256(raw).hexdigest()
        self._file.writestr(MANIFEST, raw)
        self._file.writestr(SUM, f"{found}\n")
        return found


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Give an archive to write; it comes to its place when the block ends, whole, readable by its owner only. Raises ConfigurationError.

    Raises UnavailableError where the disk does not take it.
    """
    if path.exists():
        raise ConfigurationError(Mistake(where=str(path), what=say("There is a file already."), remedy=say("Name a new one.")))
    beside = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
                yield Writer(file)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(beside, path)
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)


class Archive:
    """An archive that is read: its manifest, and its parts as they were checked."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self._file = file
        self._infos = {one.filename: one for one in file.infolist()}
        if len(self._infos) != len(file.infolist()):
            raise refused(path, say("It holds a name twice."))
        self.manifest = self._manifest()

    def lines(self, table: str) -> Iterator[object]:
        """Yield what the lines of a table say. Raises ConfigurationError where they are not those of the manifest."""
        part = self.manifest.part(table)
        for raw in self._checked(_place(table), part):
            yield self._json(raw)

    def raw(self, table: str) -> bytes:
        """Return a table as it stands in the archive."""
        return b"".join(self._checked(_place(table), self.manifest.part(table)))

    def originals(self) -> dict[Sha256, int]:
        """Return the size of each original."""
        found: dict[Sha256, int] = {}
        for raw in self._checked(LISTED, self.manifest.originals):
            match self._json(raw):
                case {"sha256": str(digest), "size": int(size)} if _is_digest(digest) and size >= 0 and digest not in found:
                    found[Sha256(digest)] = size
                case _:
                    raise refused(self.path, say("The list of its originals cannot be read."))
        return found

    def pieces(self, digest: Sha256, size: int) -> Iterator[bytes]:
        """Yield an original. Raises ConfigurationError at its end where it is another one."""
        found, left = sha256(), size
        with self._opened(_original(digest), size) as file:
            while piece := file.read(_PIECE_BYTES):
                found.update(piece)
                left -= len(piece)
                yield piece
        if left or found.hexdigest() != digest:
            raise self._altered(_original(digest))

    def check_names(self, tables: Iterable[str], originals: Iterable[Sha256]) -> None:
        """Raise ConfigurationError where there is more in the archive, or less, than it says; or other tables than this release has."""
        wanted = list(tables)
        if sorted(one.name for one in self.manifest.tables) != sorted(wanted):
            raise refused(self.path, say("It holds other tables than this release has."))
        names = {MANIFEST, SUM, LISTED, *map(_place, wanted), *map(_original, originals)}
        if names != set(self._infos):
            raise refused(self.path, say("It holds other files than its manifest says."))

    def check_size(self, originals: Mapping[Sha256, int]) -> None:
        """Raise ConfigurationError where it would unpack to far more than its own size."""
        told = sum(one.size for one in self.manifest.tables) + sum(originals.values())
        if told > max(_SMALL_BYTES, self.path.stat().st_size * _MOST_TIMES):
            raise refused(self.path, say("It would unpack to many times its size."))

    def _manifest(self) -> Manifest:
        for name in (MANIFEST, SUM):
            if name not in self._infos or self._infos[name].file_size > _MOST_MANIFEST:
                raise refused(self.path, say("It has no manifest: this is no archive of a town."))
        raw = self._whole(MANIFEST)
        if self._whole(SUM).decode("ascii", "replace").strip() != sha256(raw).hexdigest():
            raise self._altered(MANIFEST)
        try:
            told = json.loads(raw)
            if not isinstance(told, dict) or told.get("format") != FORMAT:
                raise refused(self.path, say("It has no manifest: this is no archive of a town."))
            if told.get("version") != VERSION:
                raise refused(self.path, say("Another release has written it: its format is {version}.", version=told.get("version")))
            return _MANIFEST.validate_python(told)
        except (ValueError, RecursionError, ValidationError) as error:
            raise refused(self.path, say("Its manifest cannot be read.")) from error

    def _whole(self, name: str) -> bytes:
        with self._opened(name, self._infos[name].file_size) as file:
            raw: bytes = file.read(_MOST_MANIFEST)
            return raw

    def _checked(self, name: str, part: Part) -> Iterator[bytes]:
        found, count, size = sha256(), 0, 0
        with self._opened(name, part.size) as file:
            while raw := file.readline(_MOST_LINE):
                found.update(raw)
                count, size = count + 1, size + len(raw)
                yield raw
        if (count, size, found.hexdigest()) != (part.rows, part.size, part.sha256):
            raise self._altered(name)

    @contextmanager
    def _opened(self, name: str, size: int) -> Iterator[Any]:  # Any: a file in a ZIP
        info = self._infos.get(name)
        if info is None or info.file_size != size or info.flag_bits & 1:
            raise self._altered(name)
        try:
            with self._file.open(info) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
            raise self._altered(name) from error

    def _json(self, raw: bytes) -> object:
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise refused(self.path, say("A line of it cannot be read.")) from error

    def _altered(self, name: str) -> ConfigurationError:
        return refused(self.path, say("{name} in it is not what its checksum says.", name=name))


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Give an archive to read. Raises ConfigurationError for what is none."""
    try:
        file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise refused(path, say("It cannot be opened as an archive.")) from error
    with file:
        yield Archive(path, file)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _place(table: str) -> str:
    return f"tables/{table}.jsonl"


def _original(digest: Sha256) -> str:
    return f"originals/{digest[:2]}/{digest}"


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")  # noqa: PLR2004 - SHA-256 in hexadecimal
