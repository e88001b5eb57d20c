"""Put a backup back into an empty installation; nothing is sent because of it that may have left before."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, ConflictError, Mistake
from flows import data_folder, erasure_log
from flows.backup import DATABASE, SECRET, explained
from flows.kinds import JobKind
from flows.secret import kept_secret, key_file
from flows.settings import Settings
from flows.wiring import blobs_of, open_installation
from flows.wording import say
from store import agents, backups, journal, migration, outbox, restored, snapshots
from store.backups import State
from store.engine import Database
from store.outbox import Held
from store.snapshots import Tell

NUMBERS_SKIPPED = 1000
"""Requests got numbers after the backup, and people were told them: a number that comes twice would open one's request to another."""
LETTERS_SKIPPED = 100_000
"""An answer to a letter that left after the backup, or its return, must not be taken for another letter's."""
ACTOR = "cli"
_WHERE = "citoyen restore"
_SHOWN_FAULTS = 10
_BESIDE = ".citoyen-restoring.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back. ``outcomes`` counts the arrivals; ``letters_held`` those that wait for somebody to say that they have not left."""

    state: State
    outcomes: Mapping[str, int]
    requests: int
    originals: int
    missing: int
    letters_held: int
    signed_out: int
    repeated: int = 0
    """What was erased after the backup, or before it in a later one, and was erased again: requests and arrivals."""
    fault: str | None = None
    """What is wrong with the key of the originals; then ``missing`` was not counted."""


def restore(settings: Settings, source: Path, tell: Tell, erasures: Path | None = None) -> Restored:
    """Put the newest state of a folder of backups back, or the state named, into an installation that has nothing yet.

    Its checksums are looked at first; a database of an older release is brought up to date. What was erased since is erased again: by the
    file of the settings, by the copy in the folder of backups, and by ``erasures``, the file of the installation as it was. Raises
    ConfigurationError where that cannot be, and nothing is changed then; UnavailableError.
    """
    with explained(_WHERE):
        state = backups.find(source.absolute())
        _refuse_unfit(settings, state)
        _refuse_filled(settings)
        _refuse_altered(state, tell)
        files = (state.home / backups.ERASURES, erasure_log.file_of(settings), *(() if erasures is None else (erasures,)))
        marks = {one.key: one for file in files for one in erasure_log.read(file)}
        with data_folder.own(settings.data):
            _refuse_filled(settings)
            keyed = _with_key(settings, state)
            if not state.manifest.originals:
                backups.put_originals_back(state, settings.blobs_folder, tell)
            settled = _Settled()
            _put_database_back(settings, state, settled, tell)
            found = _looked_at(keyed, state, settled)
            with closing(open_installation(keyed)) as installation:
                again = erasure_log.repeat(installation, tuple(marks.values()), ACTOR, datetime.now(UTC))
            return replace(found, repeated=again.requests + again.arrivals)


def release_letters(database: Database, now: datetime) -> int:
    """Let all letters leave that are held since a backup was put back; return how many."""
    with database.write() as session:
        count = outbox.count_by_reason(session).get(Held.RESTORED, 0)
        if count:
            outbox.release_held(session, JobKind.SEND, now, Held.RESTORED)
            journal.append(session, at=now, town=None, actor=ACTOR, action="letters.released", object="outbox", details={"count": count})
    return count


@dataclass(slots=True, kw_only=True)
class _Settled:
    """What was done in the database before anything started on it."""

    letters_held: int = 0
    signed_out: int = 0


def _put_database_back(settings: Settings, state: State, settled: _Settled, tell: Tell) -> None:
    """Put the database back, whole and settled or not at all."""
    address, kind = settings.database_address, state.manifest.database
    file = state.folder / f"{DATABASE}.{'sqlite' if kind == 'sqlite' else 'dump'}"
    place = snapshots.sqlite_file(address) if kind == "sqlite" else None
    beside = None if place is None else place.with_name(_BESIDE)
    working = address if beside is None else f"sqlite:///{beside}"
    if beside is not None:
        _unlink(beside)
    snapshots.put_back(working, file, tell)
    found = snapshots.look(working)
    if (found.revision, dict(found.counts)) != (state.manifest.revision, dict(state.manifest.counts)):
        raise ConflictError(say("What was put back is not what the backup says it holds. Make the database anew, and try again."))
    with closing(Database(working)) as database:
        database.settle(partial(_settle, state, datetime.now(UTC), settled))
    if beside is not None and place is not None:
        snapshots.fold(beside)
        with backups.disk(place):
            beside.replace(place)


def _settle(state: State, now: datetime, settled: _Settled, session: Session) -> None:
    at = state.manifest.at
    settled.letters_held = outbox.hold_all(session, JobKind.SEND, now)
    settled.signed_out = agents.revoke_all(session)
    restored.skip_numbers(session, NUMBERS_SKIPPED, range(at.year, now.year + 1))
    restored.skip_letters(session, LETTERS_SKIPPED, now)
    details = {"backup": at.isoformat(), "release": state.manifest.release, "letters": settled.letters_held, "skipped": NUMBERS_SKIPPED}
    journal.append(session, at=now, town=None, actor=ACTOR, action="restored", object="installation", details=details)


def _looked_at(settings: Settings, state: State, settled: _Settled) -> Restored:
    with closing(Database(settings.database_address)) as database, database.read() as session:
        blobs = blobs_of(settings, database)
        kept, fault = blobs.kept(), blobs.safe.fault
        return Restored(
            state=state,
            outcomes=restored.outcomes(session),
            requests=state.manifest.counts.get("requests", 0),
            originals=state.manifest.counts.get("originals", 0) + sum(not name.startswith("packs/") for name in kept),
            missing=0 if fault is not None else sum(1 for _ in restored.missing(session, kept, blobs.places)),
            letters_held=settled.letters_held,
            signed_out=settled.signed_out,
            fault=fault,
        )


def _with_key(settings: Settings, state: State) -> Settings:
    """Return the settings with the key of the backup, kept in the data folder unless the settings name it themselves."""
    file = state.folder / SECRET
    if not file.is_file() or settings.secret_key.get_secret_value():
        return settings
    with backups.disk(file):
        kept_secret(key_file(settings), file.read_text(encoding="ascii").strip())
    return settings


def _refuse_unfit(settings: Settings, state: State) -> None:
    """Raise ConfigurationError where the settings are not those of the installation that was backed up."""
    manifest, mistakes = state.manifest, []
    if not migration.knows(manifest.revision):
        what = say("A newer release has made this backup: {release}.", release=manifest.release)
        mistakes.append(Mistake(where=_WHERE, what=what, remedy=say("Use that release, or a newer one.")))
    if manifest.database != snapshots.kind_of(settings.database_address):
        what = say("This is a backup of a {kind} database, and the settings name another kind.", kind=manifest.database)
        mistakes.append(Mistake(where="CITOYEN_DATABASE_URL", what=what, remedy=say("Name a new, empty database of that kind.")))
    if manifest.originals != (settings.blobs_url if settings.has_bucket else ""):
        what = say("The originals of this backup are elsewhere than the settings say.")
        place = manifest.originals or "file:///…"
        mistakes.append(Mistake(where="CITOYEN_BLOBS_URL", what=what, remedy=say("Set it to {place}.", place=place)))
    if _is_another_key(settings, state):
        what = say("The secret key here is another one than that of the backup: seals and second factors would not open.")
        remedy = say("Set it to what {file} says, or unset it and remove {own}.", file=state.folder / SECRET, own=key_file(settings))
        mistakes.append(Mistake(where="CITOYEN_SECRET_KEY", what=what, remedy=remedy))
    if mistakes:
        raise ConfigurationError(*mistakes)


def _is_another_key(settings: Settings, state: State) -> bool:
    file, own = state.folder / SECRET, key_file(settings)
    key = settings.secret_key.get_secret_value()
    with backups.disk(own):
        here = key or (own.read_text(encoding="ascii").strip() if own.is_file() else "")
        return bool(here) and file.is_file() and here != file.read_text(encoding="ascii").strip()


def _refuse_filled(settings: Settings) -> None:
    """Raise ConfigurationError where the database has tables: nothing is ever written over."""
    found = snapshots.tables(settings.database_address)
    if snapshots.UNFINISHED in found:
        what = say("An earlier restore into this database was not finished.")
    elif found:
        what = say("This installation is not empty: its database has tables. Nothing was changed.")
    elif (left := _left_log(settings)) is not None:
        what = say("{file} is what a database that was moved away has left: it would be read into the restored one.", file=left)
    else:
        return
    remedy = say("Restore into a new data folder and a new, empty database; or move the old ones away first, if nobody needs them.")
    raise ConfigurationError(Mistake(where=_WHERE, what=what, remedy=remedy))


def _left_log(settings: Settings) -> Path | None:
    """Return the log of an SQLite database that is not there any more: SQLite takes it for that of whatever comes to its place."""
    if snapshots.kind_of(settings.database_address) != "sqlite":
        return None
    file = snapshots.sqlite_file(settings.database_address)
    logs = (file.with_name(file.name + suffix) for suffix in ("-wal", "-journal"))
    return next((one for one in logs if one.is_file() and one.stat().st_size), None)


def _refuse_altered(state: State, tell: Tell) -> None:
    """Raise ConfigurationError where a file of the backup is missing or is not what was written."""
    found = []
    for path in backups.faults(state, tell):
        found.append(path)
        if len(found) == _SHOWN_FAULTS:
            break
    if found:
        remedy = say("Use another state of the backup: {folder}. Nothing was changed.", folder=state.folder.parent)
        what = say("This file of the backup is missing or altered.")
        raise ConfigurationError(*(Mistake(where=str(state.home / path), what=what, remedy=remedy) for path in found))


def _unlink(file: Path) -> None:
    """Remove what an interrupted restore left."""
    with backups.disk(file):
        for suffix in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
