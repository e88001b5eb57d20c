"""Originals that are there already, sealed by the key of today: those that came in the clear, and those an older key sealed.

Each is written anew beside the old one and counts from then on; the old one goes afterwards. Whoever is killed in between leaves both, and
the next run removes the old one. Originals are read, taken in and destroyed meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.errors import ConflictError
from domain.ids import Sha256
from flows.erase import destroy_originals
from flows.wiring import Installation
from flows.wording import say
from store import erasing_arrivals, journal, originals, packs, sealed_keys, sealing
from store.blobs import AlteredError, Blobs, Resealed
from store.sealing import LockedError

PLAIN = ""
"""In place of a key: of what is not sealed."""
_AT_ONCE = 200
_PACKS = f"{packs.FOLDER}/"
ACTOR = "cli"
Told = Callable[[int, int], None]
"""Hears how many originals were looked at, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How originals lie: how many by key, `PLAIN` those that are not sealed; ``key`` is that of today, None where there is none."""

    key: str | None
    files: Mapping[str, int]
    rows: Mapping[str, int]

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many originals there are by key."""
        return Counter(self.files) + Counter(self.rows)

    @property
    def left(self) -> int:
        """Return how many are not sealed by the key of today."""
        return sum(count for key, count in self.counts.items() if key != self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a run came to: how many originals it sealed, and which could not be read, as they are called in the folder."""

    sealed: int
    unreadable: tuple[str, ...]
    ended: tuple[str, ...]
    """Keys that nothing is sealed by any more."""


def standing(installation: Installation) -> Standing:
    """Return how originals lie now. Raises UnavailableError."""
    blobs = installation.blobs
    files = Counter(_key_at(blobs, name) for name in _files(blobs))
    rows: Counter[str] = Counter()
    for some in _rows(installation):
        rows.update(_key_of(blobs, begins) for _, begins in some)
    key = next(iter(blobs.safe.keys), None)
    return Standing(key=None if key is None else key.id, files=files, rows=rows)


def seal_all(installation: Installation, now: datetime, told: Told = lambda _done, _of: None) -> Sealed:
    """Seal everything by the key of today; what is so already stays. Raises ConflictError where there is no key, UnavailableError."""
    blobs = installation.blobs
    key = blobs.safe.key()
    if key is None:
        raise ConflictError(say("There is no key to seal by: set CITOYEN_ORIGINALS_KEY_FILE, and start Citoyen anew with it."))
    # What somebody was killed before he could destroy it.
    destroy_originals(installation)
    with installation.database.read() as session:
        known, rows = sealed_keys.current(session), sealed_keys.count_rows(session)
    files = _files(blobs)
    fates: Counter[Resealed] = Counter()
    unreadable: list[str] = []
    for done, name in enumerate(files):
        told(done, len(files) + rows)
        fate = Resealed.SAME if _key_at(blobs, name) == key.id else blobs.reseal(name)
        fates[fate] += 1
        unreadable += [name] if fate is Resealed.UNREADABLE else []
    done = len(files)
    for some in _rows(installation):
        told(done, len(files) + rows)
        count, faults = _seal_rows(installation, some, key.id)
        fates[Resealed.SEALED] += count
        unreadable += faults
        done += len(some)
    destroy_originals(installation)
    # What was in the rows lies in the file of the database still, where it is used no more.
    installation.database.scrub()
    counts = standing(installation).counts
    ended = tuple(sorted(one for one in known - {key.id} if not counts.get(one)))
    sealed = fates[Resealed.SEALED]
    with installation.database.write() as session:
        sealed_keys.end(session, ended, now)
        facts: dict[str, object] = {"key": key.id, "count": sealed, "ended": list(ended), "unreadable": len(unreadable)}
        journal.append(session, at=now, town=None, actor=ACTOR, action="originals.sealed", object="originals", details=facts)
    return Sealed(sealed=sealed, unreadable=tuple(unreadable), ended=ended)


def _files(blobs: Blobs) -> tuple[str, ...]:
    return tuple(sorted(name for name in blobs.kept() if not name.startswith(_PACKS)))


def _rows(installation: Installation) -> Iterator[tuple[tuple[Sha256, bytes], ...]]:
    after = ""
    while True:
        with installation.database.read() as session:
            some = sealed_keys.rows(session, after, _AT_ONCE)
        if not some:
            return
        yield some
        after = some[-1][0]


def _key_at(blobs: Blobs, name: str) -> str:
    """Return by which key a file is sealed."""
    if not name.endswith(sealing.SUFFIX):
        return PLAIN
    return sealing.key_id(blobs.begins(name, sealing.HEAD_BYTES)) or PLAIN


def _key_of(blobs: Blobs, begins: bytes) -> str:
    """Return by which key an original is sealed whose row begins so."""
    place = packs.place(begins)
    if place is None:
        return sealed_keys.key_in(begins) or PLAIN
    head = replace(place, size=min(place.size, sealing.HEAD_BYTES))
    return sealing.key_id(blobs.packed(head)) or PLAIN


def _seal_rows(installation: Installation, some: Sequence[tuple[Sha256, bytes]], key: str) -> tuple[int, list[str]]:
    """Seal what rows hold or tell of; return how many there were, and those that cannot be read."""
    blobs = installation.blobs
    inside: dict[Sha256, tuple[bytes, bytes]] = {}
    packed: dict[Sha256, tuple[bytes, bytes]] = {}
    unreadable: list[str] = []
    for digest, begins in some:
        if _key_of(blobs, begins) == key:
            continue
        with installation.database.read() as session:
            old = originals.find(session, digest)
        if old is None:
            continue
        try:
            new = blobs.sealed(digest, blobs.of_row(digest, old))
        except (AlteredError, LockedError):
            unreadable.append(digest)
            continue
        (inside if packs.place(old) is None else packed)[digest] = (old, new)
    places = blobs.pack_many([new for _, new in packed.values()])
    changes = {**inside, **{digest: (old, place) for (digest, (old, _)), place in zip(packed.items(), places, strict=True)}}
    count = 0
    with installation.database.destroy() as session:
        for digest, (old, new) in changes.items():
            is_put = sealed_keys.put(session, digest, old, new)
            count += is_put
            # Of a row that is gone meanwhile nothing may stay.
            if digest in packed:
                erasing_arrivals.doom_place(session, digest, old if is_put else new, datetime.now(UTC))
    return count, unreadable
