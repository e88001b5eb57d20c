"""What is wrong with a call log that grows, or with the folder of call logs, in plain words and with what to do."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, ConfigurationError, Mistake, UnreadableInputError
from domain.ids import TownId
from flows.settings import Settings
from flows.wording import Message, say
from ingest.phone.packed import is_old_workbook
from ingest.phone.replayed import Binary
from store import call_logs, towns
from store.engine import Database

_LATE = timedelta(minutes=15)


class SourceFault(StrEnum):
    """Why a source of call logs cannot be read."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    SPECIAL = "special"
    """It is no ordinary file, or the folder is none."""
    AWAY = "away"
    """Its disk or share does not give it out."""
    NOT_A_LOG = "not_a_log"
    OLD_WORKBOOK = "old_workbook"
    NO_MAPPING = "no_mapping"
    """The mapping it is to be read by is not saved, or does not fit."""
    UNAVAILABLE = "unavailable"
    """The database or the folder of originals does not work."""
    KEPT = "kept"
    """Files are read and cannot be removed from the folder."""


class SourceError(CitoyenError):
    """A source cannot be read now."""

    def __init__(self, fault: SourceFault, detail: str = "") -> None:
        super().__init__(f"{fault} {detail}".rstrip())
        self.fault = fault
        self.detail = detail


class OldWorkbookError(UnreadableInputError):
    """A file is a workbook of an older Excel."""


def not_a_log(stream: Binary) -> UnreadableInputError:
    """Return what is said of a file that is no call log, and what to do with it."""
    if is_old_workbook(stream):
        return OldWorkbookError(say("this is a workbook of an older Excel (.xls). Save it as .xlsx or .csv."))
    return UnreadableInputError(say("this is no call log that can be read. Describe its columns: citoyen calls check FILE"))


_AS_CITOYEN = say("Allow the person that Citoyen runs as to read it.")
_FAULTS: Mapping[SourceFault, tuple[Message, Message]] = {
    SourceFault.MISSING: (
        say("The file or folder is not there."),
        say(
            "Look whether the switchboard still writes it, mount the share it lies on, or correct its path. It is read on when it is back."
        ),
    ),
    SourceFault.FORBIDDEN: (say("It may not be read."), _AS_CITOYEN),
    SourceFault.SPECIAL: (say("This is no ordinary file or folder."), say("Correct its path.")),
    SourceFault.AWAY: (
        say("The disk or the share it lies on does not answer ({detail}).", detail=""),
        say("Look whether it is mounted and its server runs. Nothing is lost; it is tried again."),
    ),
    SourceFault.NOT_A_LOG: (
        say("What stands in “{detail}” is no call log that can be read.", detail=""),
        say("Describe its columns: citoyen calls check FILE, then citoyen calls mapping save NAME FILE."),
    ),
    SourceFault.OLD_WORKBOOK: (
        say("“{detail}” is a workbook of an older Excel (.xls), which is not opened.", detail=""),
        say("Save it as .xlsx or .csv."),
    ),
    SourceFault.NO_MAPPING: (
        say("The mapping “{detail}” is not saved for this town, or does not fit the log.", detail=""),
        say("See: citoyen calls mapping list"),
    ),
    SourceFault.UNAVAILABLE: (
        say("What stands in it cannot be kept now: {detail}", detail=""),
        say("Nothing is lost: it is read on from where it was."),
    ),
    SourceFault.KEPT: (
        say("“{detail}” is read and cannot be removed from the folder.", detail=""),
        say("Allow the person that Citoyen runs as to remove files there, or remove it by hand."),
    ),
}


def source_mistake(path: str, fault: str, detail: str) -> Mistake:
    """Return what is wrong with a source, and what to do."""
    what, remedy = _FAULTS[SourceFault(fault)]
    return Mistake(where=path, what=say(what.template, **dict.fromkeys(what.values, detail)), remedy=remedy)


def troubles(session: Session, settings: Settings, now: datetime) -> Iterator[tuple[TownId, Mistake]]:
    """Yield what people of each town must know of its sources of call logs: what keeps calls from coming in.

    Those of a town that takes nothing new are left alone, and nothing is amiss with that.
    """
    watched, suspended = _watched(settings), towns.suspended(session)
    for status in call_logs.sources(session) if watched else ():
        if status.path not in watched or status.town in suspended:
            continue
        if status.fault is not None:
            yield status.town, source_mistake(status.path, status.fault, status.detail or "")
        elif status.looked_at is not None and now - status.looked_at > max(_LATE, timedelta(seconds=2 * watched[status.path])):
            what = say("The call log was last looked at at {moment} UTC.", moment=f"{status.looked_at:%Y-%m-%d %H:%M}")
            yield status.town, Mistake(where=status.path, what=what, remedy=say("Start citoyen run, or in a cluster citoyen folders."))


def taking_in(settings: Settings, database: Database, now: datetime) -> Message:
    """Return how reading the call logs goes. Raises ConfigurationError with what keeps them from being read; UnavailableError."""
    watched = _watched(settings)
    if not watched:
        return say("none is watched")
    with database.read() as session:
        mistakes = tuple(mistake for _, mistake in troubles(session, settings, now))
        begun = sum(status.looked_at is not None for status in call_logs.sources(session) if status.path in watched)
    if mistakes:
        raise ConfigurationError(*mistakes)
    return say("{count} of {all} watched", count=begun, all=len(watched))


def _watched(settings: Settings) -> dict[str, float]:
    """Return the paths of the settings, with how often each is looked at, in seconds."""
    found = {str(table.path.absolute()): table.poll_seconds for table in settings.call_logs}
    if settings.calls_folder is not None:
        found[str(settings.calls_folder.absolute())] = 0.0
    return found
