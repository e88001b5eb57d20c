"""Bring a town into an installation out of an archive: all of it in one transaction, or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake
from domain.ids import Sha256, TownId
from domain.rights import Role
from flows import erasure_log
from flows.kinds import JobKind
from flows.town_archive import secrets
from flows.town_archive.archive import Archive, reading, refused
from flows.town_archive.leaving import ACTOR, ORIGINALS, ROWS, Tell
from flows.town_archive.moved import Mover, Moves
from flows.wiring import Installation
from flows.wording import Message, say
from store import citizen_passkeys, journal, migration, portals, town_rows
from store import town_atlas as atlas
from store.chain import BEGINNING, SEAL, START, Entry, Head, Link, Walk, entry_hash, seal_of
from store.outbox import Held
from store.schema import AgentRow, FactDueRow, JournalHeadRow, JournalRow, TownRow, table_of
from store.town_rows import Row, WireError

CHECKING = "checksums"
_ORIGINALS_AT_ONCE, _LARGE_BYTES = 32, 2**23
_SENT_BY_ITSELF = frozenset({"waiting", "leaving"})
_EXCLUSIVE: tuple[tuple[str, str, Message], ...] = (
    ("mailboxes", "address", say("The mailbox {name} is another town’s here.", name="")),
    ("town_hosts", "host", say("The host name {name} is another town’s here.", name="")),
)
"""What one town alone has of an installation, and what is said where another one has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A town that was brought in.

    ``renamed``: what agents are called here whose login was somebody else's. ``guests`` came as accounts of the town that were of the
    installation before, without its rights. ``is_chained_anew``: the journal was, for it names rows by ids that are others now; the one of
    before is kept as the original ``proof``. ``mailboxes`` are collected here from now on.
    """

    town: TownId
    name: str
    rows: Mapping[str, int]
    originals: int
    missing: int
    renamed: Mapping[str, str]
    guests: tuple[str, ...]
    is_chained_anew: bool
    proof: Sha256 | None
    letters_held: int
    mailboxes: int
    erased_again: int = 0
    """Requests and arrivals that had been erased since the archive was made, as far as this installation knows of it."""


def bring_in(installation: Installation, path: Path, now: datetime, tell: Tell, *, passphrase: str | None = None) -> Arrived:
    """Bring in the town of an archive. All of it is compared with its checksums first; then nothing is here, or everything.

    What can be wrong with an archive, a town that is here already, a mailbox or a host name that is another town's: ConfigurationError
    says what, and nothing was changed but that originals may lie in the store to which nothing leads. Raises UnavailableError.
    """
    with reading(path) as archive:
        carry = _carry(installation, archive, passphrase)
        originals = _checked(archive, tell)
        proof = _put(installation, archive, originals, tell)
        try:
            with installation.database.write() as session:
                known = frozenset((*originals, *archive.manifest.missing))
                arrival = _Arrival(session, archive, carry, known, (now, tell))
                arrived = arrival.write(len(originals), proof)
                _drop_passkeys(session, arrived.town, urlsplit(installation.settings.url or "").hostname)
        except (IntegrityError, DataError, OverflowError) as error:
            raise refused(path, say("Something in it is here already, or does not fit together.")) from error
    installation.towns.refresh()
    repeated = erasure_log.repeat(installation, erasure_log.read(erasure_log.file_of(installation.settings)), ACTOR, now)
    return replace(arrived, erased_again=repeated.requests + repeated.arrivals)


def _drop_passkeys(session: Session, town: TownId, host: str | None) -> None:
    """Remove the passkeys that work at no address the town has here: asked for one, and without recovery codes, nobody would come in."""
    if host is not None:
        citizen_passkeys.remove_elsewhere(session, town, (host, *portals.hosts(session, town)))


def _carry(installation: Installation, archive: Archive, passphrase: str | None) -> secrets.Carry:
    manifest = archive.manifest
    if manifest.revision != migration.newest():
        what = say("It was written with the tables {theirs}; this release has {ours}.", theirs=manifest.revision, ours=migration.newest())
        raise _refused(archive, what, say("Bring both installations to the same release, then export the town again."))
    if manifest.secrets is None or passphrase is None:
        return secrets.leave_out
    carry = secrets.unsealing(installation.settings, manifest.secrets, passphrase)
    if carry is None:
        raise _refused(archive, say("The passphrase is another one."), say("Without it, the town comes without its secrets."))
    return carry


def _refused(archive: Archive, what: Message, remedy: Message) -> ConfigurationError:
    return ConfigurationError(Mistake(where=str(archive.path), what=what, remedy=remedy))


def _checked(archive: Archive, tell: Tell) -> dict[Sha256, int]:
    """Compare every byte with its checksum, and the journal with its chain; return the originals with their sizes."""
    originals = archive.originals()
    tables = atlas.tables()
    archive.check_names([one.name for one in tables], originals)
    archive.check_size(originals)
    total, done = len(tables) + len(originals), 0
    for table in tables:
        for line in archive.lines(table.name):
            _row(archive, table.name, line)
        done += 1
        tell(CHECKING, done, total)
    for digest, size in originals.items():
        for _ in archive.pieces(digest, size):
            continue
        done += 1
        tell(CHECKING, done, total)
    broken = next(Walk().check(_links(archive), None if not (head := _head(archive)).number else head), None)
    if broken is not None:
        raise refused(archive.path, say("Its journal is broken at line {number}.", number=broken.number))
    return originals


def _put(installation: Installation, archive: Archive, originals: Mapping[Sha256, int], tell: Tell) -> Sha256:
    """Keep the originals, and the journal as it was; return the digest of that. What is here already is not kept twice."""
    done = 0
    for many in town_rows.in_shares(originals.items(), _ORIGINALS_AT_ONCE):
        small = [b"".join(archive.pieces(digest, size)) for digest, size in many if size <= _LARGE_BYTES]
        installation.blobs.put_many(small)
        for digest, size in many:
            if size > _LARGE_BYTES:
                installation.blobs.put_stream(archive.pieces(digest, size))
        done += len(many)
        tell(ORIGINALS, done, len(originals))
    return installation.blobs.put(archive.raw(atlas.JOURNAL))


def _row(archive: Archive, table: str, line: object) -> Row:
    try:
        return town_rows.read(atlas.table_named(table), line)
    except WireError as error:
        raise refused(archive.path, say("A row of {table} in it cannot be read.", table=table)) from error


def _rows(archive: Archive, table: str) -> Iterator[Row]:
    for line in archive.lines(table):
        yield _row(archive, table, line)


def _links(archive: Archive) -> Iterator[Link]:
    for row in _rows(archive, atlas.JOURNAL):
        yield Link(id=row["id"], number=row["number"], hash=row["hash"], entry=_entry(row))


def _entry(row: Row) -> Entry:
    return Entry(at=row["at"], town=row["town"], actor=row["actor"], action=row["action"], object=row["object"], details=row["details"])


def _head(archive: Archive) -> Head:
    last = START
    for row in _rows(archive, atlas.JOURNAL):
        if row["number"] is not None and row["hash"] is not None:
            last = Head(number=row["number"], hash=row["hash"])
    return last


class _Arrival:
    """The one transaction in which a town comes in."""

    def __init__(
        self, session: Session, archive: Archive, carry: secrets.Carry, originals: frozenset[str], told: tuple[datetime, Tell]
    ) -> None:
        self._session = session
        self._archive = archive
        self._carry = carry
        self._now, self._tell = told
        self._town = TownId(archive.manifest.town)
        self._guests: list[str] = []
        self._held = self._mailboxes = 0
        self._gone: dict[str, set[int]] = {}
        self._counts: dict[str, int] = {}
        self._logins: set[str] = set()
        self._originals = originals
        self._chain: _Chain | None = None

    def write(self, originals: int, proof: Sha256) -> Arrived:
        """Write all rows and say so in the journal."""
        self._refuse_clashes()
        self._logins = {row["login"] for row in _rows(self._archive, atlas.AGENTS)}
        moves = Moves(ids=self._free_ids(), logins=self._free_logins())
        self._chain = None if moves.are_none else _Chain()
        total, done = sum(part.rows for part in self._archive.manifest.tables), 0
        for table in atlas.tables():
            if table.name in atlas.LAST:
                # What triggers wrote: figures came along, and need not be made anew.
                town_rows.point(self._session)
                self._session.execute(delete(FactDueRow).where(atlas.is_own(table_of(FactDueRow), self._town)))
            self._write(table.name, Mover(table, moves), done, total)
            done += self._archive.manifest.part(table.name).rows
        head = self._end_chain()
        self._compare()
        manifest = self._archive.manifest
        facts: dict[str, object] = {
            "journal": proof,
            "lines": manifest.part(atlas.JOURNAL).rows,
            "head": {"number": head.number, "hash": head.hash},
            "renamed": dict(moves.logins),
            "chained_anew": not moves.are_none,
            "made_at": manifest.made_at,
        }
        journal.append(
            self._session, at=self._now, town=self._town, actor=ACTOR, action=town_rows.IMPORTED, object=f"town {self._town}", details=facts
        )
        return Arrived(
            town=self._town,
            name=manifest.name,
            rows=self._counts,
            originals=originals,
            missing=len(manifest.missing),
            renamed=moves.logins,
            guests=tuple(moves.login(one) for one in self._guests),
            is_chained_anew=not moves.are_none,
            proof=None if moves.are_none else proof,
            letters_held=self._held,
            mailboxes=self._mailboxes,
        )

    def _refuse_clashes(self) -> None:
        """Raise ConfigurationError where the town is here, or something of it is another town's."""
        session, archive = self._session, self._archive
        if session.get(TownRow, self._town) is not None:
            what = say("The town {town} is here already.", town=self._town)
            raise _refused(archive, what, say("A town is imported once, and never over another one."))
        if [row["id"] for row in _rows(archive, atlas.TOWNS)] != [self._town]:
            raise refused(archive.path, say("A row of {table} in it cannot be read.", table=atlas.TOWNS))
        for table, column, words in _EXCLUSIVE:
            wanted = [row[column] for row in _rows(archive, table)]
            there = atlas.table_named(table).c[column]
            for many in town_rows.in_shares(wanted):
                taken = session.scalars(select(there).where(there.in_(many))).first()
                if taken is not None:
                    raise _refused(archive, say(words.template, name=taken), say("Take it from that town first."))

    def _free_ids(self) -> dict[str, int]:
        found = {}
        for table in atlas.tables():
            # Also of what the archive has no rows of: what points there must not meet another town's.
            if atlas.numbered(table):
                found[table.name] = town_rows.free_from(self._session, table)
        return found

    def _free_logins(self) -> dict[str, str]:
        """Return what those are called from now on whose login is somebody else's here, or was a guest's and is somebody's here."""
        wanted = {*self._logins, *self._archive.manifest.guests}
        here = set(self._session.scalars(select(AgentRow.login)))
        found = {}
        for login in sorted(wanted & here):
            fresh = next(name for name in _names(login, self._town) if name not in here and name not in wanted)
            found[login] = fresh
            here.add(fresh)
        return found

    def _write(self, name: str, mover: Mover, done: int, total: int) -> None:
        table = atlas.table_named(name)
        pointing = tuple(one for one in atlas.references(table) if one.table in self._gone)
        count = 0
        for many in town_rows.in_shares(_rows(self._archive, name)):
            fitted = []
            for row in many:
                kept = self._carry(name, row)
                if kept is None or any(row[one.column] in self._gone[one.table] for one in pointing):
                    if atlas.numbered(table):
                        self._gone.setdefault(name, set()).add(row["id"])
                    continue
                fitted.append(self._settled(name, self._moved(mover, name, self._of_town(name, kept))))
            if fitted and name != atlas.JOURNAL:
                town_rows.write(self._session, table, fitted)
            elif fitted:
                self._chained(fitted)
            count += len(fitted)
            self._tell(ROWS, done + count, total)
        self._counts[name] = count
        if atlas.numbered(table) and count:
            town_rows.count_on(self._session, table)

    def _moved(self, mover: Mover, name: str, row: Row) -> Row:
        try:
            return mover.moved(row)
        except (WireError, TypeError, AttributeError) as error:
            raise refused(self._archive.path, say("A row of {table} in it cannot be read.", table=name)) from error

    def _of_town(self, name: str, row: Row) -> Row:
        """Return a row of which nothing says that it is another town's, or leads to one: no archive writes into another town."""
        scope = atlas.SCOPES.get(name, "town")
        table = atlas.table_named(name)
        if any(row[column] is not None and row[column] not in self._logins for column in atlas.agents_named(table)):
            raise refused(self._archive.path, say("Rows of {table} in it lead out of the town.", table=name))
        for column in atlas.originals_named(name):
            if row[column] and row[column] not in self._originals:
                raise refused(self._archive.path, say("Rows of {table} in it lead out of the town.", table=name))
        if name in atlas.FACTS or scope not in row:
            return row
        if row[scope] is None and name == atlas.AGENTS:
            self._guests.append(row["login"])
            roles = " ".join(role for role in row["roles"].split() if role != Role.ADMIN)
            return {**row, "town": self._town, "roles": roles}
        if row[scope] != self._town and not (row[scope] is None and name in atlas.MAYBE_OF_NO_TOWN):
            raise refused(self._archive.path, say("A row of {table} in it is another town’s.", table=name))
        return row

    def _settled(self, name: str, row: Row) -> Row:
        """Return a row at rest: no letter leaves because of it that may have left before, no work is anybody's."""
        if name == "outbox" and (row["state"] in _SENT_BY_ITSELF or (row["state"] == "held" and row["held_why"] in _BY_THEMSELVES)):
            self._held += 1
            return {**row, "state": "held", "held_why": Held.RESTORED}
        if name == "channels" and row["secret"] is not None:
            self._mailboxes += 1
        if name == "jobs" and row["kind"] == JobKind.SEND and row["state"] != "done":
            return {**row, "state": "done", "lease": None, "done_at": self._now}
        if name == "jobs" and row["state"] == "running":
            return {**row, "state": "ready", "lease": None}
        return row

    def _chained(self, many: list[Row]) -> None:
        """Write lines of the journal: as they were, or each chained to the one before as it reads now."""
        if self._chain is not None:
            many = [self._chain.next(row) for row in many]
        self._session.execute(insert(table_of(JournalRow)), many)

    def _end_chain(self) -> Head:
        """Write the head of the journal's chain; return the one it had in the archive."""
        before = _head(self._archive)
        head = before if self._chain is None else self._chain.head
        if head.number:
            self._session.execute(insert(JournalHeadRow).values(chain=self._town, number=head.number, hash=head.hash))
        return before

    def _compare(self) -> None:
        """Raise ConfigurationError where what was written is not what is found of the town: rows that lead to another one's."""
        for table in atlas.tables():
            if table.name not in atlas.LAST and town_rows.count(self._session, table, self._town) != self._counts[table.name]:
                raise refused(self._archive.path, say("Rows of {table} in it lead out of the town.", table=table.name))
        if town_rows.names_others(self._session, self._town):
            raise refused(self._archive.path, say("Rows of {table} in it lead out of the town.", table="rights_requests"))


class _Chain:
    """A journal that is chained anew, line by line, for its lines name rows by other ids now."""

    def __init__(self) -> None:
        self.head = START
        self._older, self._older_hash = 0, BEGINNING

    def next(self, row: Row) -> Row:
        """Return the next line with the number and the hash it has now; lines from before there was a chain have none."""
        if row["number"] is None:
            self._older += 1
            self._older_hash = entry_hash(self._older_hash, self._older, _entry(row))
            return row
        if row["action"] == SEAL and self.head == START:
            row = {**row, "details": seal_of(self._older, self._older_hash)}
        number = self.head.number + 1
        self.head = Head(number=number, hash=entry_hash(self.head.hash, number, _entry(row)))
        return {**row, "number": number, "hash": self.head.hash}


_BY_THEMSELVES = frozenset({Held.NO_RELAY, Held.TOO_MANY})


def _names(login: str, town: TownId) -> Iterator[str]:
    yield f"{login}.{town}"
    for number in range(2, 1000):
        yield f"{login}.{town}{number}"
