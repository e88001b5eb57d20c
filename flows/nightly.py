"""The count of each night: the ledger of a town, its mailboxes, its drop folders and call logs against what is kept (comptage de nuit).

Asked for once a town and night, whoever looks: the row that asks is written with the work on it. Counted twice, it finds the same.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.conservation import Account, Asked, Flaw
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.channels import watched_folders
from flows.conservation import LATE, account
from flows.folders import DropFolder
from flows.kinds import LATER, JobKind
from flows.steps import Change
from flows.wiring import Installation
from flows.wording import say
from ingest.drop.faults import FolderError
from ingest.drop.listing import list_folder
from ingest.drop.names import key_of, own_name
from store import call_logs, conservation, folders, jobs, journal, nightly, towns
from store.call_logs import CallLog
from store.jobs import Job
from store.nightly import NightlyCount

FIRST_HOUR = 2
"""By the town's clock: whoever works late has gone home, and a day that lacks this hour has the next."""
_TAIL_BYTES = 65_536
"""So much of what is unread of a log is looked at: whole lines in it have been there to be read."""


def ask_due(installation: Installation, now: datetime) -> int:
    """Ask for the counts of this night that nobody has asked for; return how many. Raises UnavailableError."""
    with installation.database.read() as session:
        local = {one.id: now.astimezone(ZoneInfo(one.timezone)) for one in towns.towns(session)}
        nights = {(town, at.date()) for town, at in local.items() if at.hour >= FIRST_HOUR}
        due = nights - nightly.asked(session, nights) if nights else set()
    if not due:
        return 0
    with installation.database.write() as session:
        count = sum(_ask(session, town, night, now) for town, night in sorted(due))
    if count:
        installation.bell.ring(LATER)
    return count


def count_again(installation: Installation, town: TownId, actor: str, now: datetime) -> None:
    """Have a town counted now, by day as well: what was wrong in the night may be mended. Raises NotFoundError for no town."""
    with installation.database.write() as session:
        night = now.astimezone(ZoneInfo(towns.town(session, town).timezone)).date()
        if not _ask(session, town, night, now):
            last = nightly.of_night(session, town, night)
            jobs.repeat(session, JobKind.COUNT, last.id, now)
        journal.append(session, at=now, town=town, actor=actor, action="ledger.counted", object=f"town {town}", details={})
    installation.bell.ring(LATER)


def count(installation: Installation, job: Job) -> Change:
    """Count a town and return the change that keeps what was found."""
    with installation.database.read() as session:
        asked = nightly.get(session, job.subject_id)
    now = datetime.now(UTC)
    found = with_disks(installation, account(installation, Asked(town=asked.town), now), now)
    return partial(_keep, asked, found)


def _keep(asked: NightlyCount, found: Account, session: Session, now: datetime) -> tuple[str, ...]:
    nightly.keep(session, asked.id, found, now)
    return ()


def with_disks(installation: Installation, found: Account, now: datetime) -> Account:
    """Return the account of a town with what lies in its drop folders and call logs and is not known of.

    A folder that is not there, or does not answer, is passed over: that is told by itself.
    """
    town = found.asked.town
    if town is None:
        raise ValueError("disks are looked at for one town")
    unseen = tuple(_unseen_files(installation, town, now))
    unread = tuple(_unread_logs(installation, town, now))
    more = (*conservation.exceptions_of(Flaw.UNSEEN_FILES, unseen), *conservation.exceptions_of(Flaw.UNREAD_LOG, unread))
    return replace(found, exceptions=(*found.exceptions, *more))


def troubles(session: Session) -> Iterator[tuple[TownId, Mistake]]:
    """Yield the towns whose last count does not add up, and what to do: for those who administer them."""
    for one in nightly.last(session):
        if one.account is not None and not one.account.adds_up:
            count_of = sum(flaw.count for flaw in one.account.wrong)
            what = say(
                "The count of {night} does not add up: {count} things are not where they should be.", night=one.night, count=count_of
            )
            yield one.town, Mistake(where=say("Ledger"), what=what, remedy=say("See the ledger, or run: citoyen ledger --check"))


def _ask(session: Session, town: TownId, night: date, now: datetime) -> bool:
    count_id = nightly.ask(session, town, night)
    if count_id is not None:
        jobs.add(session, town=town, queue=LATER, kind=JobKind.COUNT, subject_id=count_id, now=now)
    return count_id is not None


def _unseen_files(installation: Installation, town: TownId, now: datetime) -> Iterator[str]:
    """Yield the folder of each file that has lain there for long and nobody has seen; its name is not for everybody."""
    try:
        with installation.database.read() as session:
            watched = [one.folder for one in watched_folders(installation.settings, session) if one.folder.town == town]
            known = {one.path: one for one in folders.statuses(session, town)}
            seen = {path: {file.key for file in folders.files(session, one.id)} for path, one in known.items()}
    except ConfigurationError:
        return  # told by itself, with what to do
    before_ns = int((now - LATE).timestamp() * 1e9)
    for folder in watched:
        path = str(folder.path)
        status = known.get(path)
        if status is not None and status.fault is None:
            yield from (path for key in _old_files(folder, before_ns) if key not in seen[path])


def _old_files(folder: DropFolder, before_ns: int) -> Iterator[str]:
    try:
        listing = list_folder(folder.path, is_deep=folder.is_deep, passed=folder.done, beat=lambda: None)
    except FolderError:
        return  # whoever takes in from there tells it
    for entry in listing.entries:
        last = own_name(entry.name).rpartition("/")[2].lower()
        is_wanted = any(fnmatchcase(last, pattern) for pattern in folder.patterns)
        if entry.is_ordinary and is_wanted and entry.changed_ns < before_ns and _came_before(folder.path / entry.name, before_ns):
            yield key_of(entry.name)


def _came_before(path: Path, before_ns: int) -> bool:
    """Tell whether a file came that early: one that was copied with its old date has come just now."""
    try:
        return path.stat().st_ctime_ns < before_ns
    except OSError:
        return False  # it was taken in meanwhile


def _unread_logs(installation: Installation, town: TownId, now: datetime) -> Iterator[str]:
    with installation.database.read() as session:
        growing = call_logs.all_growing(session, town)
    yield from (f"log {log.id}" for log in growing if _is_behind(log, now - LATE))


def _is_behind(log: CallLog, before: datetime) -> bool:
    """Tell whether whole lines have stood for long in a log that grows, behind what was read of it."""
    path = Path(log.source)
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            is_same = log.mark is not None and (state.st_dev, state.st_ino) == (log.mark.device, log.mark.inode)
            if not is_same or state.st_mtime > before.timestamp() or state.st_size <= log.progress.ends:
                return False
            file.seek(log.progress.ends)
            lines = file.read(_TAIL_BYTES).splitlines(keepends=True)
    except OSError:
        return False  # it is not here, or may not be read: told by itself
    return any(line.endswith(b"\n") and line.strip() for line in lines)
