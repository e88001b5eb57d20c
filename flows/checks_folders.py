"""What `citoyen doctor` looks at of the drop folders."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import UnavailableError
from flows.folder_health import taking_in
from flows.settings import Settings
from flows.wording import say
from store.engine import Database


def look_at_folders(settings: Settings, sqlite_file: Callable[[Settings], Path | None]) -> str:
    """Look for folders whose files cannot be taken in. Raises ConfigurationError with what keeps them from it."""
    file = sqlite_file(settings)
    if not settings.every_folder or (file is not None and not file.exists()):
        return say("none is watched")
    database = Database(settings.database_address)
    try:
        return taking_in(settings, database, datetime.now(UTC)) if database.is_current() else say("will be brought up to date")
    except UnavailableError:
        return say("not known")
    finally:
        database.close()
