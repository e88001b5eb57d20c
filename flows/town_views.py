"""The towns of an installation as live work needs them: compiled once per version, refreshed when the database holds another."""

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import count
from threading import Lock

from sqlalchemy.orm import Session

from domain.decision import Basis
from domain.department import Department, DepartmentKind
from domain.draft import Draft
from domain.errors import NotFoundError, SuspendedError, UnavailableError
from domain.frames import frames
from domain.ids import TownId
from domain.inbound import Drop, Inbound, Mailbox, Reception
from domain.place import Places
from domain.ruleset import RuleSet
from domain.town import Town
from flows.learned import load as load_learned
from flows.wording import say
from ingest.phones import e164
from rules.classify import Classifier
from rules.learned import NOTHING_LEARNED, Learned
from store import places as stored_places
from store import rulesets
from store import towns as stored
from store.engine import Database
from store.towns import Numbers, Suspension

RELEASE = version("citoyen")
"""The program's own version: another one may decide otherwise on the same rules."""

SUSPENDED = say("This town takes nothing new at the moment. Try again later, or ask its town hall.")
_MOST = 100
"""Some 10 MB each, and a fifth of a second to compile."""
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

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class TownView:
    """A town with what is compiled from one version of its rule set, its places and what was learned.

    Equal to itself alone, so that what is worked out of a view can be kept as long as it (``WeakKeyDictionary``).
    """

    basis: Basis
    town: Town
    ruleset: RuleSet
    classifier: Classifier
    reception: Reception
    mailboxes: tuple[Mailbox, ...]


def town_view(
    town: Town,
    ruleset: RuleSet,
    places: Places,
    mailboxes: Sequence[Mailbox],
    *,
    places_number: int = 0,
    learned: Learned = NOTHING_LEARNED,
) -> TownView:
    """Compile a town. ``places_number`` 0: places that are not kept, as of a folder."""
    return TownView(
        basis=Basis(ruleset=ruleset.number, places=places_number, learned=learned.step, release=RELEASE),
        town=town,
        ruleset=ruleset,
        classifier=Classifier(ruleset, places, learned),
        reception=_reception(town, mailboxes, ruleset.departments),
        mailboxes=tuple(mailboxes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """What the database held when it was last looked at."""

    numbers: dict[TownId, Numbers]
    towns: dict[TownId, Town]
    mailboxes: dict[str, Mailbox]
    suspended: dict[TownId, Suspension]
    seen: float


_NOTHING = _Snapshot(numbers={}, towns={}, mailboxes={}, suspended={}, seen=float("-inf"))


class TownViews:
    """Views of the towns in a database. Safe to share between threads."""

    def __init__(self, database: Database, *, most: int = _MOST) -> None:
        """``most`` views are kept; for another one that makes room which was asked for longest ago."""
        self._database = database
        self._most = most
        self._uses = count()
        self._used: dict[TownId, int] = {}
        self._snapshot = _NOTHING
        self._views: dict[TownId, tuple[Numbers, TownView]] = {}
        self._looking = Lock()
        self._compiling = Lock()

    def get(self, town: TownId) -> TownView:
        """Return the town as published now. Raises NotFoundError, UnavailableError."""
        wanted = self._fresh().numbers.get(town)
        if wanted is None:
            raise NotFoundError(say("This installation serves no town {town}.", town=town))
        self._used[town] = next(self._uses)
        kept = self._views.get(town)
        return kept[1] if kept is not None and kept[0] == wanted else self._compiled(town)

    def town(self, town: TownId) -> Town:
        """Return what is known of a town itself, without compiling it. Raises NotFoundError, UnavailableError."""
        found = self._fresh().towns.get(town)
        if found is None:
            raise NotFoundError(say("This installation serves no town {town}.", town=town))
        return found

    def all(self) -> tuple[TownView, ...]:
        """Return all towns, by short name."""
        return tuple(self.get(town) for town in self.ids())

    def ids(self) -> tuple[TownId, ...]:
        """Return the short names of all towns, without compiling any."""
        return tuple(sorted(self._fresh().numbers))

    def find_suspension(self, town: TownId | None) -> Suspension | None:
        """Return since when a town takes nothing new, and why; None where it does. Raises UnavailableError."""
        return None if town is None else self._fresh().suspended.get(town)

    def refuse_suspended(self, town: TownId | None) -> None:
        """Raise SuspendedError where a town takes nothing new."""
        if self.find_suspension(town) is not None:
            raise SuspendedError(SUSPENDED)

    def mailbox(self, address: str) -> Mailbox | None:
        """Return the mailbox at an address, looking into the database where the last look is old.

        Raises UnavailableError, SuspendedError for one of a town that takes nothing new.
        """
        found = self._fresh().mailboxes.get(address.lower())
        self.refuse_suspended(None if found is None else found.town)
        return found

    def remembered_mailbox(self, address: str) -> Mailbox | None:
        """Return the mailbox at an address as it was at the last look; never waits for the database. None: it has to be asked."""
        snapshot = self._snapshot
        found = snapshot.mailboxes.get(address.lower())
        return None if found is not None and found.town in snapshot.suspended else found

    def refresh(self) -> None:
        """Look into the database at the next call, however fresh the last look is: for who has just changed a town."""
        with self._looking:
            self._snapshot = replace(self._snapshot, seen=_NOTHING.seen)

    def _fresh(self) -> _Snapshot:
        with self._looking:
            # An installation without towns is about to get one.
            if not self._snapshot.numbers or time.monotonic() - self._snapshot.seen > _FRESH_SECONDS:
                self._snapshot = self._look()
            return self._snapshot

    def _look(self) -> _Snapshot:
        with self._database.read() as session:
            numbers, suspended = stored.numbers(session), stored.suspended(session)
            if numbers == self._snapshot.numbers:
                return replace(self._snapshot, suspended=suspended, seen=time.monotonic())
            towns = {town.id: town for town in stored.towns(session)}
            mailboxes = {mailbox.address.lower(): mailbox for mailbox in stored.mailboxes(session)}
        known = _postmasters(towns.values(), mailboxes) | mailboxes
        return _Snapshot(numbers=numbers, towns=towns, mailboxes=known, suspended=suspended, seen=time.monotonic())

    def _compiled(self, town: TownId) -> TownView:
        """Return the town's newest version once it is compiled; whoever comes meanwhile goes on with the one before."""
        kept = self._views.get(town)
        if kept is None:
            self._compiling.acquire()
        elif not self._compiling.acquire(blocking=False):
            return kept[1]
        try:
            return self._swapped(town)
        finally:
            self._compiling.release()

    def _swapped(self, town: TownId) -> TownView:
        kept = self._views.get(town)
        with self._database.read() as session:
            numbers = stored.numbers(session)[town]
            if kept is not None and kept[0] == numbers:
                return kept[1]
            view = self._first_that_compiles(session, town, numbers, None if kept is None else kept[1])
        # A version that does not compile is not tried again until something changes: what stands in its stead is kept under its numbers.
        self._views[town] = (numbers, view)
        if len(self._views) > self._most:
            del self._views[min(self._views, key=lambda one: self._used.get(one, -1))]
        return view

    def _first_that_compiles(self, session: Session, town: TownId, numbers: Numbers, before: TownView | None) -> TownView:
        """Return the view of the published version; where it does not compile, of the one before: mail must go on."""
        try:
            return kept_view(session, town, ruleset=numbers.ruleset, places=numbers.places, learned=numbers.learned)
        except UnavailableError:
            raise
        except Exception as error:
            _log.error(
                "town %s: rule set %d with places %d cannot be used (%s); the one before goes on. Roll back: citoyen rules rollback\n%s",
                *(town, numbers.ruleset, numbers.places, type(error).__name__, frames(error)),
            )
            if before is not None:
                return before
            retired = rulesets.last_retired(session, town)
            if retired is None:
                raise
        return kept_view(session, town, ruleset=retired.number, places=numbers.places, learned=numbers.learned)


def _postmasters(towns: Collection[Town], mailboxes: Mapping[str, Mailbox]) -> dict[str, Mailbox]:
    """Return who takes what is written to whoever runs the mail of a domain, which every domain must take (RFC 5321, 4.5.1).

    It is the town's own mailbox; without a domain that of the first town.
    """
    own = {town.email.lower(): mailboxes.get(town.email.lower()) for town in sorted(towns, key=lambda town: town.id, reverse=True)}
    found = {f"postmaster{at}": box for address, box in own.items() if box is not None for at in ("", f"@{address.rpartition('@')[2]}")}
    return found


def mailbox_of(view: TownView, inbound: Inbound, draft: Draft | None = None) -> Mailbox | None:
    """Return the mailbox that says most of all a message came in at; see `mailbox_at`.

    What its drop folder says goes before, and before that the separator sheet in front of a letter.
    """
    box = mailbox_at(view, inbound.mailbox, inbound.envelope.recipients)
    drop = inbound.envelope.drop or Drop()
    named = draft.paper.department if draft is not None and draft.paper is not None else None
    department = named or drop.department
    if drop.scanner is None and department is None:
        return box
    if box is None:
        name = drop.scanner or str(inbound.channel)
        box = Mailbox(address=name, town=inbound.town, name=name)
    return replace(box, scanner=drop.scanner, department=department or box.department)


def mailbox_at(view: TownView, address: str | None, recipients: Sequence[str]) -> Mailbox | None:
    """Return of the mailboxes at these addresses that of the most secret department, else of any, else the first."""
    secrecy = {department.code: department.confidentiality for department in view.ruleset.departments}
    known = {mailbox.address.lower(): mailbox for mailbox in view.mailboxes}
    addresses = dict.fromkeys(one.lower() for one in (address, *recipients) if one)
    ours = (known[one] for one in addresses if one in known)
    return max(ours, key=lambda mailbox: -1 if mailbox.department is None else secrecy.get(mailbox.department, 0), default=None)


def kept_view(session: Session, town: TownId, *, ruleset: int, places: int, learned: int) -> TownView:
    """Compile a town from versions that are kept. Raises NotFoundError."""
    return view_with(session, rulesets.get(session, town, ruleset), places=places, learned=learned)


def view_with(session: Session, ruleset: RuleSet, *, places: int | None = None, learned: int | None = None) -> TownView:
    """Compile a rule set's town with it; places and what was learned are those of today where no numbers are given."""
    now = stored.numbers(session)[ruleset.town]
    number = now.places if places is None else places
    return town_view(
        stored.town(session, ruleset.town),
        ruleset,
        stored_places.get(session, ruleset.town, number),
        tuple(mailbox for mailbox in stored.mailboxes(session) if mailbox.town == ruleset.town),
        places_number=number,
        learned=load_learned(session, ruleset.town, now.learned if learned is None else learned),
    )


def _reception(town: Town, mailboxes: Sequence[Mailbox], departments: Sequence[Department]) -> Reception:
    addresses = frozenset(address.lower() for address in (town.email, *(mailbox.address for mailbox in mailboxes)) if address)
    domains = frozenset(address.rpartition("@")[2] for address in addresses)
    return Reception(
        addresses=addresses,
        domains=frozenset(domain for domain in domains if not _is_shared(domain)),
        town_name=town.name,
        timezone=town.timezone,
        numbers=_numbers(town, departments),
    )


def _numbers(town: Town, departments: Sequence[Department]) -> frozenset[str]:
    """Return the numbers of the town hall; an outside body, of which some write letters, has its own."""
    own = [one.phone for one in departments if one.kind is not DepartmentKind.EXTERNAL]
    found = (e164(number, Reception().region) for number in (town.phone, town.fax, *own) if number)
    return frozenset(number for number in found if number is not None)


def _is_shared(domain: str) -> bool:
    return domain in _PROVIDERS or domain.partition(".")[0] in _PROVIDERS_EVERYWHERE
