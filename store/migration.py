"""Bringing the tables to the newest revision, from the installed package."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from domain.errors import ConfigurationError, Mistake

_FOLDER = Path(__file__).parent / "migrations"

_LOCK = 0x0C170
"""Number of the PostgreSQL advisory lock under which one process migrates; any number will do if nobody else uses it."""


def configuration(connection: Connection) -> Config:
    """Return what Alembic must know to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision inside the connection's transaction. Raises ConfigurationError if they are newer still.

    On SQLite the transaction must hold the write lock already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise ConfigurationError(
            Mistake(
                where="CITOYEN_DATABASE_URL",
                what=f"The database does not fit this version of Citoyen: {error}.",
                remedy="Start the version that wrote it, or a newer one.",
            )
        ) from error


def knows(revision: str) -> bool:
    """Tell whether tables at a revision can be brought to the newest one: a newer release's cannot."""
    return any(one.revision == revision for one in ScriptDirectory(str(_FOLDER)).walk_revisions())


def is_current(connection: Connection) -> bool:
    """Tell whether the tables stand at the newest revision."""
    return set(MigrationContext.configure(connection).get_current_heads()) == _heads()


@cache
def _heads() -> frozenset[str]:
    """Return the newest revisions of this program; asked for at every look whether we are ready, and to read them loads all of them."""
    return frozenset(ScriptDirectory(str(_FOLDER)).get_heads())


def newest() -> str:
    """Return the newest revision this release knows."""
    return max(_heads())
