"""What `citoyen doctor` looks at of the drop folders and of the call logs."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import UnavailableError
from flows import call_faults
from flows.folder_health import taking_in
from flows.settings import Settings
from flows.wording import say
from store.engine import Database

SqliteFile = Callable[[Settings], Path | None]


def look_at_folders(settings: Settings, sqlite_file: SqliteFile) -> str:
    """Look for folders whose files cannot be taken in. Raises ConfigurationError with what keeps them from it."""
    return _look(settings, sqlite_file, taking_in)


def look_at_call_logs(settings: Settings, sqlite_file: SqliteFile) -> str:
    """Look for call logs that cannot be read. Raises ConfigurationError with what keeps them from it."""
    is_any = bool(settings.call_logs) or settings.calls_folder is not None
    return _look(settings, sqlite_file, call_faults.taking_in) if is_any else say("none is watched")


def _look(settings: Settings, sqlite_file: SqliteFile, taking: Callable[[Settings, Database, datetime], str]) -> str:
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return say("none is watched")
    database = Database(settings.database_address)
    try:
        return taking(settings, database, datetime.now(UTC)) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()
