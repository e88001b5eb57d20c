"""The towns of an installation as live work needs them: compiled once per version, refreshed when the database holds another."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from domain.errors import NotFoundError
from domain.ids import TownId
from domain.inbound import Mailbox, Reception
from domain.place import Places
from domain.ruleset import RuleSet
from domain.town import Town
from rules.classify import Classifier
from store import towns as stored
from store.engine import Database

_FRESH_SECONDS = 1.0
"""How long a look at the versions in the database is good for."""

_PROVIDERS = frozenset(
    (
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
        "bbox.fr",
        "neuf.fr",
        "numericable.fr",
        "aliceadsl.fr",
        "club-internet.fr",
    )
    + (
        "cegetel.net",
        "9online.fr",
        "gmail.com",
        "googlemail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "pm.me",
        "mailo.com",
        "ik.me",
    )
)
_PROVIDERS_EVERYWHERE = frozenset({"outlook", "hotmail", "live", "msn", "yahoo", "ymail", "gmx", "proton", "protonmail"})
"""Public mail providers by domain, and by name before any ending: a town's address there does not make all their customers the town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownView:
    """A town with what is compiled from one version of its rule set and places."""

    town: Town
    ruleset: RuleSet
    classifier: Classifier
    reception: Reception
    mailboxes: tuple[Mailbox, ...]


def town_view(town: Town, ruleset: RuleSet, places: Places, mailboxes: Sequence[Mailbox]) -> TownView:
    """Compile a town."""
    return TownView(
        town=town,
        ruleset=ruleset,
        classifier=Classifier(ruleset, places),
        reception=_reception(town, mailboxes),
        mailboxes=tuple(mailboxes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """What the database held when it was last looked at."""

    versions: dict[TownId, tuple[int, int]]
    towns: dict[TownId, Town]
    mailboxes: dict[str, Mailbox]
    seen: float


_NOTHING = _Snapshot(versions={}, towns={}, mailboxes={}, seen=float("-inf"))


class TownViews:
    """Views of the towns in a database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshot = _NOTHING
        self._views: dict[TownId, tuple[tuple[int, int], TownView]] = {}
        self._looking = Lock()
        self._compiling = Lock()

    def get(self, town: TownId) -> TownView:
        """Return the town as published now. Raises NotFoundError, UnavailableError."""
        version = self._fresh().versions.get(town)
        if version is None:
            raise NotFoundError(f"This installation serves no town {town}.")
        kept = self._views.get(town)
        return kept[1] if kept is not None and kept[0] == version else self._compiled(town)

    def all(self) -> tuple[TownView, ...]:
        """Return all towns, by short name."""
        return tuple(self.get(town) for town in self.ids())

    def ids(self) -> tuple[TownId, ...]:
        """Return the short names of all towns, without compiling any."""
        return tuple(sorted(self._fresh().versions))

    def mailbox(self, address: str) -> Mailbox | None:
        """Return the mailbox at an address, looking into the database where the last look is old. Raises UnavailableError."""
        return self._fresh().mailboxes.get(address.lower())

    def remembered_mailbox(self, address: str) -> Mailbox | None:
        """Return the mailbox at an address as it was at the last look; never waits for the database."""
        return self._snapshot.mailboxes.get(address.lower())

    def refresh(self) -> None:
        """Look into the database at the next call, however fresh the last look is: for who has just changed a town."""
        with self._looking:
            self._snapshot = replace(self._snapshot, seen=_NOTHING.seen)

    def _fresh(self) -> _Snapshot:
        with self._looking:
            # An installation without towns is about to get one.
            if not self._snapshot.versions or time.monotonic() - self._snapshot.seen > _FRESH_SECONDS:
                self._snapshot = self._look()
            return self._snapshot

    def _look(self) -> _Snapshot:
        with self._database.read() as session:
            versions = stored.versions(session)
            if versions == self._snapshot.versions:
                return replace(self._snapshot, seen=time.monotonic())
            towns = {town.id: town for town in stored.towns(session)}
            mailboxes = {mailbox.address.lower(): mailbox for mailbox in stored.mailboxes(session)}
        return _Snapshot(versions=versions, towns=towns, mailboxes=mailboxes, seen=time.monotonic())

    def _compiled(self, town: TownId) -> TownView:
        with self._compiling:
            with self._database.read() as session:
                version = stored.versions(session)[town]
                kept = self._views.get(town)
                if kept is not None and kept[0] == version:
                    return kept[1]
                mailboxes = tuple(mailbox for mailbox in stored.mailboxes(session) if mailbox.town == town)
                facts = stored.town(session, town), stored.ruleset(session, town), stored.places(session, town)
            view = town_view(*facts, mailboxes)
            self._views[town] = (version, view)
            return view


def _reception(town: Town, mailboxes: Sequence[Mailbox]) -> Reception:
    addresses = frozenset(address.lower() for address in (town.email, *(mailbox.address for mailbox in mailboxes)) if address)
    domains = frozenset(address.rpartition("@")[2] for address in addresses)
    return Reception(addresses=addresses, domains=frozenset(domain for domain in domains if not _is_shared(domain)))


def _is_shared(domain: str) -> bool:
    return domain in _PROVIDERS or domain.partition(".")[0] in _PROVIDERS_EVERYWHERE
