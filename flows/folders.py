"""The drop folders of an installation, from its settings: for which town, mailbox and department, and what their files are to become."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from domain.department import Department
from domain.errors import ConfigurationError, Mistake
from domain.ids import DepartmentCode, TownId
from domain.inbound import BlankPages, Channel, Mailbox
from domain.town import Town
from flows.folder_settings import DateRule, FolderSettings, Subfolders
from flows.settings import Settings
from flows.wording import Message, say
from store import rulesets
from store import towns as stored_towns

_MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFolder:
    """A folder to take files in from (dossier de dépôt), all its questions answered.

    ``path`` and ``done`` are absolute. ``mailboxes`` and ``departments`` are those of the town, for sub-folders named after them, by
    their names in small letters.
    """

    path: Path
    town: TownId
    timezone: str
    channel: Channel
    scanner: str | None
    mailbox: str | None
    department: DepartmentCode | None
    date: DateRule
    subfolders: Subfolders
    blank_pages: BlankPages
    patterns: tuple[str, ...]
    done: Path | None
    still_seconds: float
    rescan_seconds: float
    give_up_seconds: float
    max_bytes: int
    mailboxes: Mapping[str, str]
    departments: Mapping[str, DepartmentCode]

    @property
    def is_deep(self) -> bool:
        """Tell whether its sub-folders are looked into."""
        return self.subfolders is not Subfolders.IGNORED


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the installation has: towns, their mailboxes, the departments of their published rule sets."""

    towns: Sequence[Town]
    mailboxes: Sequence[Mailbox]
    departments: Mapping[TownId, Sequence[Department]]


def drop_folders(settings: Settings, session: Session) -> tuple[DropFolder, ...]:
    """Return the folders to take files in from.

    Raises ConfigurationError with all that is wrong: a town, mailbox or department nobody knows, a folder named twice or within another.
    """
    wanted = settings.every_folder
    if not wanted:
        return ()
    towns = stored_towns.towns(session)
    departments = {town.id: _departments(session, town.id) for town in towns}
    return resolved(settings, Known(towns=towns, mailboxes=stored_towns.mailboxes(session), departments=departments))


def resolved(settings: Settings, known: Known) -> tuple[DropFolder, ...]:
    """Return the folders, given what the installation has. Raises ConfigurationError as `drop_folders` does."""
    mistakes: list[Mistake] = []
    found: list[tuple[str, DropFolder]] = []
    for where, one in _named(settings):
        town = _town_of(one, known.towns)
        if town is None:
            mistakes.append(_no_town(where, one, known.towns))
            continue
        mistakes += _of_town(where, one, town, known)
        found.append((where, _folder(one, town, known)))
    mistakes += _overlaps(found, settings)
    if mistakes:
        raise ConfigurationError(*mistakes)
    return tuple(folder for _, folder in found)


def _departments(session: Session, town: TownId) -> Sequence[Department]:
    published = rulesets.find_published(session, town)
    return () if published is None else rulesets.get(session, town, published.number).departments


def _named(settings: Settings) -> Iterator[tuple[str, FolderSettings]]:
    """Yield the folders with the name of the setting that names each."""
    simple = len(settings.every_folder) - len(settings.folders)
    names = [name for name, path in (("CITOYEN_SCAN_FOLDER", settings.scan_folder), ("CITOYEN_FAX_FOLDER", settings.fax_folder)) if path]
    for number, one in enumerate(settings.every_folder):
        yield (names[number] if number < simple else f"folders {number - simple + 1}"), one


def _town_of(folder: FolderSettings, towns: Sequence[Town]) -> Town | None:
    if folder.town is None:
        return towns[0] if len(towns) == 1 else None
    return next((town for town in towns if town.id == folder.town), None)


def _no_town(where: str, folder: FolderSettings, towns: Sequence[Town]) -> Mistake:
    known = ", ".join(town.id for town in towns)
    if folder.town is not None:
        what = say("This installation serves no town {town}.", town=folder.town)
    elif towns:
        what = say("Whose folder {path} is remains open: the installation serves {count} towns.", path=folder.path, count=len(towns))
    else:
        what = say("The installation serves no town yet.")
    if not towns:
        return Mistake(where=where, what=what, remedy=say("Load one first: citoyen init --town FOLDER"))
    if folder.town is None and where.startswith("CITOYEN"):
        return Mistake(where=where, what=what, remedy=say("Write a table [[folders]] with path and town into citoyen.toml instead."))
    return Mistake(where=where, what=what, remedy=say("Name one of these: {towns}.", towns=known))


def _of_town(where: str, folder: FolderSettings, town: Town, known: Known) -> Iterator[Mistake]:
    """Yield what a folder names that the town does not have."""
    addresses = [box.address for box in known.mailboxes if box.town == town.id]
    if folder.mailbox is not None and folder.mailbox.lower() not in (address.lower() for address in addresses):
        what = say("The town {town} does not receive at {address}.", town=town.id, address=folder.mailbox)
        yield Mistake(where=where, what=what, remedy=_one_of(addresses))
    codes = [department.code for department in known.departments.get(town.id, ())]
    if folder.department is not None and folder.department not in codes:
        what = say("The town {town} has no department {code}.", town=town.id, code=folder.department)
        yield Mistake(where=where, what=what, remedy=_one_of(codes))


def _one_of(names: Iterable[str]) -> Message:
    return say("Name one of these: {towns}.", towns=", ".join(names))


def _folder(folder: FolderSettings, town: Town, known: Known) -> DropFolder:
    path = _absolute(folder.path)
    boxes = [box for box in known.mailboxes if box.town == town.id]
    departments = known.departments.get(town.id, ())
    return DropFolder(
        path=path,
        town=town.id,
        timezone=town.timezone,
        channel=folder.channel,
        scanner=folder.scanner,
        mailbox=None if folder.mailbox is None else folder.mailbox.lower(),
        department=None if folder.department is None else DepartmentCode(folder.department),
        date=folder.date,
        subfolders=folder.subfolders,
        blank_pages=folder.blank_pages,
        patterns=tuple(pattern.lower() for pattern in folder.patterns),
        done=None if folder.done is None else _absolute(path / folder.done),
        still_seconds=folder.still_seconds,
        rescan_seconds=folder.rescan_seconds,
        give_up_seconds=folder.give_up_minutes * _MINUTE_SECONDS,
        max_bytes=folder.max_bytes,
        mailboxes={name.lower(): box.address for box in boxes for name in (box.name, box.address.partition("@")[0], box.address)},
        departments={name.lower(): one.code for one in departments for name in (one.label, one.code)},
    )


def _absolute(path: Path) -> Path:
    # Links stay as they are: the disk behind them need not be there yet.
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 — pathlib has no way to take out ".." without asking the disk


def _overlaps(found: Sequence[tuple[str, DropFolder]], settings: Settings) -> Iterator[Mistake]:
    """Yield folders that would take the same files, or our own, or what is done already."""
    data, originals = _absolute(settings.data), _absolute(settings.blobs_folder)
    for number, (where, folder) in enumerate(found):
        if data.is_relative_to(folder.path) or originals.is_relative_to(folder.path) or folder.path.is_relative_to(originals):
            what = say("Citoyen keeps its own files in {path}.", path=folder.path)
            yield Mistake(where=where, what=what, remedy=say("Take a folder for scans and nothing else."))
        twin = next((other for _, other in found[:number] if _share_files(folder, other)), None)
        if twin is not None:
            what = say("The folder {path} is taken in already, by {other}.", path=folder.path, other=twin.path)
            yield Mistake(where=where, what=what, remedy=say("Name each folder once, and none within another."))
        if folder.done is not None and any(_takes_from(other, folder.done) for _, other in found):
            what = say("What is moved to {path} would be taken in again.", path=folder.done)
            yield Mistake(where=where, what=what, remedy=say("Name a folder within it, such as done."))


def _share_files(one: DropFolder, other: DropFolder) -> bool:
    """Tell whether a file may lie in both: they are the same, or one looks into the other."""
    return _takes_from(one, other.path) or _takes_from(other, one.path)


def _takes_from(folder: DropFolder, path: Path) -> bool:
    """Tell whether a folder takes in what lies at a path; what it has done with itself it does not."""
    if folder.done is not None and path.is_relative_to(folder.done):
        return folder.done == folder.path
    return path == folder.path or (folder.is_deep and path.is_relative_to(folder.path))
