"""Take a town out of an installation whole, while it runs: as it was at one moment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from domain.ids import Sha256, TownId
from flows.town_archive import secrets
from flows.town_archive.archive import FORMAT, VERSION, Manifest, Part, Secrets, Writer, writing
from flows.wiring import Installation
from flows.wording import say
from store import journal, migration, town_rows, towns
from store import town_atlas as atlas
from store.schema import AgentRow
from store.town_rows import Row

Tell = Callable[[str, int, int], None]
"""Is told what is done, and how much of how much."""
ACTOR = "cli"
ROWS, ORIGINALS = "rows", "originals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A town that was taken out. ``left_out`` is how many rows were nothing without their secrets; ``sum`` is that of the manifest."""

    manifest: Manifest
    size: int
    left_out: Mapping[str, int]
    sum: str


def export(installation: Installation, town: TownId, path: Path, now: datetime, tell: Tell, *, passphrase: str | None = None) -> Left:
    """Write a town to an archive, with its secrets only under a passphrase; the journal of the town says that it was done.

    Raises NotFoundError, ConfigurationError where the file is there already, UnavailableError.
    """
    told, carry = (None, secrets.leave_out) if passphrase is None else secrets.sealing(installation.settings, passphrase)
    left_out: dict[str, int] = {}
    with writing(path) as out, installation.database.read() as session:
        if town not in towns.numbers(session):
            raise NotFoundError(say("This installation serves no town {town}.", town=town))
        parts = tuple(_tables(session, town, out, _Carried(carry=carry, left_out=left_out), tell))
        listed, missing = _originals(installation, town_rows.originals(session, town), out, tell)
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            release=version("citoyen"),
            revision=migration.newest(),
            made_at=now.isoformat(),
            town=town,
            name=towns.town(session, town).name,
            tables=parts,
            originals=listed,
            missing=missing,
            guests=_guests(session, town),
            secrets=told if isinstance(told, Secrets) else None,
        )
        found = out.finish(manifest)
    with installation.database.write() as session:
        facts: dict[str, object] = {"manifest": found, "secrets": passphrase is not None, "missing": len(missing)}
        journal.append(session, at=now, town=town, actor=ACTOR, action="town.exported", object=f"town {town}", details=facts)
    return Left(manifest=manifest, size=path.stat().st_size, left_out=left_out, sum=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """What goes along of the rows of tables; what points to a row that does not, does not either."""

    carry: secrets.Carry
    left_out: dict[str, int]
    gone: dict[str, set[int]] = field(default_factory=dict)

    def rows(self, table: Table, many: Iterator[Row]) -> Iterator[Row]:
        pointing = tuple(one for one in atlas.references(table) if one.table in self.gone)
        for row in many:
            kept = self.carry(table.name, row)
            if kept is not None and all(row[one.column] not in self.gone[one.table] for one in pointing):
                yield kept
                continue
            self.left_out[table.name] = self.left_out.get(table.name, 0) + 1
            if atlas.numbered(table):
                self.gone.setdefault(table.name, set()).add(row["id"])


def _tables(session: Session, town: TownId, out: Writer, carried: _Carried, tell: Tell) -> Iterator[Part]:
    tables = atlas.tables()
    total, done = sum(town_rows.count(session, table, town) for table in tables), 0
    for table in tables:
        part = out.table(table.name, carried.rows(table, town_rows.rows(session, table, town)))
        done += part.rows
        tell(ROWS, done, total)
        yield part


def _originals(installation: Installation, digests: tuple[Sha256, ...], out: Writer, tell: Tell) -> tuple[Part, tuple[str, ...]]:
    sizes: dict[Sha256, int] = {}
    missing = []
    for place, digest in enumerate(digests, start=1):
        try:
            raw = installation.blobs.read(digest)
        except NotFoundError:
            missing.append(str(digest))
            continue
        out.original(digest, raw)
        sizes[digest] = len(raw)
        tell(ORIGINALS, place, len(digests))
    return out.listed(sizes), tuple(missing)


def _guests(session: Session, town: TownId) -> tuple[str, ...]:
    """Return the logins of the installation that are no accounts of the town: they may stand in its history."""
    agents = atlas.table_named(atlas.AGENTS)
    own = select(agents.c.id).where(atlas.is_own(agents, town))
    others = select(AgentRow.login).where(AgentRow.town.is_(None), AgentRow.id.not_in(own))
    return tuple(session.scalars(others.order_by(AgentRow.login)))
