"""What keeps messages from coming in, by mailboxes and by drop folders alike, for the people at the desk: asked often, so read once."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.ids import TownId
from domain.inbound import Mailbox
from flows import call_faults, folder_health, mailbox_health, nightly
from flows.channels import collected_mailboxes, watched_folders
from flows.folders import DropFolder
from flows.safe import mistake_of
from flows.settings import Settings
from flows.wiring import Installation
from ingest.email.imap_account import ImapAccount
from store import rulesets, towns

FRESH_SECONDS = 15.0
"""A folder is looked through every ten seconds: the desk need not know sooner."""
_SETTLED_SECONDS = 60.0
"""What is watched changes with what is named on the desk and with rule sets: looked up so often, or when one is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that keeps messages from coming in: what happened and what to do. ``town`` is None where the settings are wrong.

    ``is_of_count``: the last count does not add up, which is for those who administer the town.
    """

    town: TownId | None
    mistake: Mistake
    is_of_count: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched:
    """What messages come in by. ``hidden`` are the folders of which files are not named; ``wrong`` is what keeps it from being known."""

    folders: tuple[DropFolder, ...]
    hidden: frozenset[Path]
    accounts: tuple[ImapAccount, ...]
    wrong: tuple[Mistake, ...]


class IntakeWatch:
    """Knows the troubles of an installation as they were a few seconds ago. Safe for many threads; only one of them ever waits."""

    def __init__(self, installation: Installation) -> None:
        """Start without knowing anything."""
        self._installation = installation
        self._lock = threading.Lock()
        self._found: tuple[Trouble, ...] = ()
        self._found_at = float("-inf")
        self._watched: _Watched | None = None
        self._numbers: object = None
        self._watched_at = float("-inf")

    def troubles(self, now: datetime) -> tuple[Trouble, ...]:
        """Return the troubles of all towns; while the database is away, or another thread asks it, those that were known before."""
        if time.monotonic() - self._found_at > FRESH_SECONDS and self._lock.acquire(blocking=False):
            try:
                with self._installation.database.read() as session:
                    self._found = tuple(self._asked(session, now))
            except UnavailableError:
                # Whatever the agent came for says so.
                pass
            finally:
                self._found_at = time.monotonic()
                self._lock.release()
        return self._found

    def _asked(self, session: Session, now: datetime) -> Iterator[Trouble]:
        numbers = towns.numbers(session)
        if not numbers:
            return  # the first run is still to name a town
        is_settled = self._watched is not None and numbers == self._numbers and time.monotonic() - self._watched_at < _SETTLED_SECONDS
        if self._watched is None or not is_settled:
            self._watched, self._numbers, self._watched_at = _watched(self._installation.settings, session), numbers, time.monotonic()
        known = self._watched
        yield from (Trouble(town=None, mistake=one) for one in known.wrong)
        if (fault := self._installation.blobs.safe.fault) is not None:
            yield Trouble(town=None, mistake=mistake_of(fault))
        yield from (Trouble(town=town, mistake=one) for town, one in folder_health.troubles(session, known.folders, known.hidden, now))
        yield from (Trouble(town=town, mistake=one) for town, one in call_faults.troubles(session, self._installation.settings, now))
        yield from (Trouble(town=town, mistake=one) for town, one in mailbox_health.troubles(session, known.accounts, now))
        yield from (Trouble(town=town, mistake=one, is_of_count=True) for town, one in nightly.troubles(session))


def _watched(settings: Settings, session: Session) -> _Watched:
    wrong: list[Mistake] = []
    folders: tuple[DropFolder, ...] = ()
    collected: tuple[ImapAccount, ...] = ()
    boxes = towns.mailboxes(session)
    try:
        folders = tuple(one.folder for one in watched_folders(settings, session))
    except ConfigurationError as error:
        wrong += error.mistakes
    try:
        collected = tuple(one.account for one in collected_mailboxes(settings, session))
    except ConfigurationError as error:
        wrong += error.mistakes
    return _Watched(folders=folders, hidden=hidden_folders(session, folders, boxes), accounts=collected, wrong=tuple(wrong))


def hidden_folders(session: Session, folders: Sequence[DropFolder], boxes: Sequence[Mailbox]) -> frozenset[Path]:
    """Return the folders whose files may be for a department that alone may know of them."""
    found = set()
    social = {town: _social(session, town) for town in {folder.town for folder in folders}}
    for folder in folders:
        meant = {folder.department, *(box.department for box in boxes if box.town == folder.town and box.address == folder.mailbox)}
        if social[folder.town] & meant or (social[folder.town] and folder.is_deep):
            found.add(folder.path)
    return frozenset(found)


def _social(session: Session, town: TownId) -> frozenset[str]:
    published = rulesets.find_published(session, town)
    departments = () if published is None else rulesets.get(session, town, published.number).departments
    return frozenset(one.code for one in departments if one.confidentiality is Confidentiality.SOCIAL)
