"""How taking in from the drop folders goes: what `citoyen doctor` and the desk say of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.channels import watched_folders
from flows.folder_words import WAITING, fault_mistake, file_mistake
from flows.folders import DropFolder
from flows.settings import Settings
from flows.wording import Message, say
from store import folders
from store import towns as stored_towns
from store.engine import Database
from store.folders import FolderStatus

_LATE = timedelta(minutes=15)
"""A folder is looked through every ten seconds, and at least every hour is set; what was not for so long has nobody who does."""
_NAMED = 20
"""Files named one by one; of more, only how many they are."""


def taking_in(settings: Settings, database: Database, now: datetime) -> Message:
    """Return how it goes. Raises ConfigurationError with what keeps files from being taken in; UnavailableError."""
    with database.read() as session:
        known = [one.folder for one in watched_folders(settings, session)]
        mistakes = tuple(_mistakes_of(session, known, now))
        waiting = sum(count for one in _watched(session, known) for state, count in one.files.items() if state in WAITING)
        begun = sum(one.looked_at is not None for one in _watched(session, known))
    if not known:
        return say("none is watched")
    if mistakes:
        raise ConfigurationError(*mistakes)
    if waiting:
        return say("{count} of {all} watched, {waiting} files still being written", count=begun, all=len(known), waiting=waiting)
    return say("{count} of {all} watched", count=begun, all=len(known))


def troubles(session: Session, known: Sequence[DropFolder], hidden: Collection[Path], now: datetime) -> Iterator[tuple[TownId, Mistake]]:
    """Yield what people of each town must know of its drop folders: what keeps files from coming in.

    Of the folders in ``hidden`` files are counted and not named: not everybody may know who wrote to their department.
    """
    for folder in known:
        for mistake in _mistakes_of(session, (folder,), now, hidden=folder.path in hidden):
            yield folder.town, mistake


def _watched(session: Session, known: Sequence[DropFolder]) -> Sequence[FolderStatus]:
    """Return the state of the folders that are still in the settings, as far as they were ever looked at.

    Those of a town that takes nothing new are left alone, and nothing is amiss with that.
    """
    suspended = stored_towns.suspended(session)
    wanted = {(folder.town, str(folder.path)) for folder in known if folder.town not in suspended}
    towns = {folder.town for folder in known}
    return [one for one in folders.statuses(session, towns.pop() if len(towns) == 1 else None) if (one.town, one.path) in wanted]


def _mistakes_of(session: Session, known: Sequence[DropFolder], now: datetime, *, hidden: bool = False) -> Iterator[Mistake]:
    rounds = {(folder.town, str(folder.path)): timedelta(seconds=2 * folder.rescan_seconds) for folder in known}
    for status in _watched(session, known):
        if status.fault is not None:
            yield fault_mistake(status.path, status.fault, status.detail or "")
        elif status.looked_at is not None and now - status.looked_at > max(_LATE, rounds[status.town, status.path]):
            what = say("The folder was last looked through at {moment} UTC.", moment=f"{status.looked_at:%Y-%m-%d %H:%M}")
            yield Mistake(where=status.path, what=what, remedy=say("Start citoyen run, or in a cluster citoyen folders."))
        yield from _counted(status) if hidden else _files(session, status)


def _counted(status: FolderStatus) -> Iterator[Mistake]:
    count = sum(count for state, count in status.files.items() if state not in WAITING)
    if count:
        what = say("{count} files lie there and are not taken.", count=count)
        yield Mistake(where=status.path, what=what, remedy=say("Run: {command}", command="citoyen folders status"))


def _files(session: Session, status: FolderStatus) -> Iterator[Mistake]:
    told = [file for file in folders.files(session, status.id) if file.state not in WAITING]
    yield from (file_mistake(status.path, file) for file in told[:_NAMED])
    if len(told) > _NAMED:
        what = say("{count} more files lie there and are not taken.", count=len(told) - _NAMED)
        yield Mistake(where=status.path, what=what, remedy=say("Run: {command}", command="citoyen folders status"))
