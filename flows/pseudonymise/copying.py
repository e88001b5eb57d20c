"""Make a copy of an installation in which nobody is told by name: whole, in another database, in one transaction."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows import data_folder
from flows.passwords import hashed
from flows.pseudonymise.known import Known
from flows.pseudonymise.pseudonyms import Pseudonyms
from flows.pseudonymise.rows import changing, learn
from flows.pseudonymise.scrub import Scrubber
from flows.wiring import Installation
from flows.wording import Message, say
from store import copied_rows, journal, snapshots, town_atlas
from store import pseudonym_atlas as atlas
from store.engine import Database
from store.schema import AgentRow, TownRow, table_of

INCOMPLETE = "INCOMPLETE.txt"
"""A file in the folder of a copy as long as it is no whole one."""
READING, WRITING = "reading", "writing"
Tell = Callable[[str, int, int], None]
"""Hears the stage, how many rows are done, and of how many."""
_WHERE = "--to"
_KEY_BYTES, _PASSWORD_BYTES = 32, 12
_SPARED: Mapping[str, tuple[str, ...]] = {"rule_sets": ("document",), "streets": ("name",), "places": ("document",), "towns": ("name",)}
"""Columns whose words alone tell nobody."""
_NOT_SAID = "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was made: rows by table, the logins and names of those who sign in, and the password of all of them."""

    where: str
    rows: Mapping[str, int]
    logins: tuple[tuple[str, str], ...]
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a copy goes: the address of its database, and the folder it has to itself, None where the database is a server's."""

    url: str
    folder: Path | None


def pseudonymise(installation: Installation, to: str, town: TownId | None, by: str, now: datetime, tell: Tell) -> Copied:
    """Make a copy of all or of one town in a new folder, or in an empty PostgreSQL database.

    The installation itself is not changed, but for a line in its journal. The key of the pseudonyms is drawn here and forgotten. Killed in
    between, a folder says that it is incomplete, and a database has no rows. Raises ConfigurationError where the place will not do,
    UnavailableError.
    """
    place = _place(installation, to)
    if place.folder is not None:
        _begin(place.folder)
    database = Database(place.url)
    try:
        database.migrate()
        with installation.database.read() as source:
            copied = _copy(source, database, place, town, tell)
    finally:
        database.close()
    if place.folder is not None:
        (place.folder / INCOMPLETE).unlink()
    with installation.database.write() as session:
        facts: dict[str, object] = {"rows": sum(copied.rows.values())}
        journal.append(session, at=now, town=town, actor=by, action="copy.pseudonymised", object=town or "installation", details=facts)
    return copied


def _copy(source: Session, database: Database, place: _Place, town: TownId | None, tell: Tell) -> Copied:
    tables = atlas.tables()
    total = sum(copied_rows.count(source, table, town) for table in tables)
    known = _known(source, town, total, tell)
    pseudonyms = Pseudonyms(secrets.token_bytes(_KEY_BYTES), known.words | known.numbers | known.homes.keys())
    logins = _logins(source)
    scrubber = Scrubber(known, pseudonyms, logins)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    password_hash = hashed(password)
    rows: dict[str, int] = {}
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        tell(WRITING, done, total)

    with database.write() as target:
        for table in tables:
            if table.name in town_atlas.LAST:
                copied_rows.before_last(target)
            rows[table.name] = copied_rows.copy(source, target, table, town, changing(table, scrubber, password_hash), more)
        people = target.execute(select(AgentRow.login, AgentRow.name).where(AgentRow.closed_at.is_(None)).order_by(AgentRow.id)).all()
    return Copied(
        where=str(place.folder or "PostgreSQL"), rows=rows, logins=tuple((one.login, one.name) for one in people), password=password
    )


def _known(source: Session, town: TownId | None, total: int, tell: Tell) -> Known:
    """Return what an installation knows of persons. Words of other towns' persons are known too: somebody may write to both."""
    known = Known()
    done = 0
    for table in atlas.tables():
        names = tuple(atlas.SORTS.get(table.name, {}))
        if not names:
            continue
        for values in copied_rows.values(source, table, names, town):
            row = dict(zip(names, values, strict=True))
            learn(known, table, row)
            known.spare(text for column in _SPARED.get(table.name, ()) for text in _texts_of(row[column]))
            done += 1
            if done % 1000 == 0:
                tell(READING, min(done, total), total)
    return known


def _texts_of(document: object) -> list[str]:
    """Return the texts of a rule set or of places, but for examples: those may be somebody's."""
    match document:
        case str():
            return [document]
        case dict():
            return [text for name, part in document.items() if name != _NOT_SAID for text in _texts_of(part)]
        case list():
            return [text for part in document for text in _texts_of(part)]
        case _:
            return []


def _logins(source: Session) -> dict[str, str]:
    """Return new logins for all agents there are."""
    agents = table_of(AgentRow)
    names = source.scalars(select(agents.c.login).order_by(agents.c.id)).all()
    return {login: f"agent{number}" for number, login in enumerate(names, start=1)}


def _place(installation: Installation, to: str) -> _Place:
    """Return where a copy goes. Raises ConfigurationError where something is there already, or the installation itself."""
    if "://" in to:
        if not to.startswith(("postgresql", "postgres:")):
            raise _refused(say("It is no folder and no address of a PostgreSQL database."), say("Name a new folder, or postgresql://…"))
        if snapshots.tables(to) and _has_towns(to):
            raise _refused(say("The database is not empty."), say("Name an empty one."))
        return _Place(url=to, folder=None)
    folder = Path(to).absolute()
    place, ours = folder.resolve(), installation.settings.data.resolve()
    if place == ours or ours in place.parents or place in ours.parents:
        raise _refused(say("{folder} is of the installation itself.", folder=to), say("Name a new folder elsewhere."))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if (folder / INCOMPLETE).exists():
            raise _refused(say("{folder} holds a copy that was broken off.", folder=to), say("Remove it, or name another folder."))
        raise _refused(say("{folder} is not empty.", folder=to), say("Name a new folder."))
    return _Place(url=f"sqlite:///{folder / 'citoyen.db'}", folder=folder)


def _has_towns(url: str) -> bool:
    """Tell whether a database is used already; tables of others are no empty ones of ours either."""
    if TownRow.__tablename__ not in snapshots.tables(url):
        return True
    database = Database(url)
    try:
        with database.read() as session:
            return session.scalar(select(TownRow.id).limit(1)) is not None
    finally:
        database.close()


def _begin(folder: Path) -> None:
    data_folder.make(folder)
    text = "Copie incomplète, à supprimer. This copy is incomplete: remove it.\n"
    (folder / INCOMPLETE).write_text(text, encoding="utf-8")


def _refused(what: Message, remedy: Message) -> ConfigurationError:
    return ConfigurationError(Mistake(where=_WHERE, what=what, remedy=remedy))
