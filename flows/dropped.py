"""A file of a drop folder as an arrival: when it was received, for whom, by what machine. Pure."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.ids import DepartmentCode
from domain.inbound import Arrival, Drop, Envelope
from flows.folder_settings import DateRule, Subfolders
from flows.folders import DropFolder
from ingest.drop.names import day_in, own_name, shown

_OLDEST = timedelta(days=31)
"""A file written earlier was copied there with its old date; what it says did not arrive then."""
_NOON = time(12)
_FIRST_DAY = date(2000, 1, 1)
_SECOND_NS = 10**9

Found = TypeVar("Found")


def arrival(folder: DropFolder, name: str, changed_ns: int, raw: bytes, now: datetime) -> Arrival:
    """Return a file as an arrival. ``name`` is its path below the folder, ``changed_ns`` its time by its own machine's clock."""
    own = own_name(name)
    drop = Drop(scanner=folder.scanner, department=_department(folder, own), blank_pages=folder.blank_pages)
    return Arrival(
        raw=raw,
        channel=folder.channel,
        town=folder.town,
        mailbox=_mailbox(folder, own),
        envelope=Envelope(drop=drop),
        received_at=received_at(folder, own, changed_ns, now),
        source_id=shown(own),
    )


def received_at(folder: DropFolder, name: str, changed_ns: int, now: datetime) -> datetime:
    """Return when a file counts as received; never later than ``now``."""
    zone = ZoneInfo(folder.timezone)
    day = None
    if folder.subfolders is Subfolders.DATE:
        day = day_in(name.rpartition("/")[0])
    if day is None and folder.date is DateRule.NAME:
        day = day_in(name)
    if day is not None and day >= _FIRST_DAY:
        return now if day >= now.astimezone(zone).date() else datetime.combine(day, _NOON, zone).astimezone(UTC)
    return now if folder.date is DateRule.TODAY else _written_at(changed_ns, now)


def means_something(folder: DropFolder, above: str) -> bool:
    """Tell whether the name of an outermost sub-folder says what such names are to say here."""
    match folder.subfolders:
        case Subfolders.DEPARTMENT:
            return _named(folder.departments, above) is not None
        case Subfolders.MAILBOX:
            return _named(folder.mailboxes, above) is not None
        case Subfolders.IGNORED | Subfolders.PLAIN | Subfolders.DATE:
            return True


def _written_at(changed_ns: int, now: datetime) -> datetime:
    try:
        written = datetime.fromtimestamp(changed_ns / _SECOND_NS, UTC)
    except (ValueError, OverflowError, OSError):  # a clock beyond all calendars
        return now
    return written if now - _OLDEST <= written <= now else now


def _department(folder: DropFolder, name: str) -> DepartmentCode | None:
    if folder.subfolders is not Subfolders.DEPARTMENT or "/" not in name:
        return folder.department
    return _named(folder.departments, name.partition("/")[0]) or folder.department


def _mailbox(folder: DropFolder, name: str) -> str | None:
    if folder.subfolders is not Subfolders.MAILBOX or "/" not in name:
        return folder.mailbox
    return _named(folder.mailboxes, name.partition("/")[0]) or folder.mailbox


def _named(known: Mapping[str, Found], name: str) -> Found | None:
    return known.get(unicodedata.normalize("NFC", name).strip().lower())
