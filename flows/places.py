"""Places of a town: addresses brought in from a file, version by version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.errors import ConfigurationError, ConflictError, Mistake
from domain.ids import TownId
from domain.place import Places
from domain.places_change import PlacesChange, changes_between
from flows.address_file.faults import Fault
from flows.address_file.reading import AddressReport, read_address_files
from flows.address_file.source import Progress
from flows.town_folder.addresses import box_of, with_addresses
from flows.wiring import Installation
from flows.wording import say
from store import journal, towns
from store import places as stored
from store.places import PlacesVersion

LARGEST_LOSS = 1 / 3
"""Of the streets or of the addresses a town knows: more is a file that is not whole sooner than a town torn down."""


class LargeLossError(ConfigurationError):
    """Files would take away more than may go: they are probably not whole, or somebody says that it is really gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to import, into which town, and what share of its streets or addresses may be lost by it.

    ``seen`` is the version of the places that was looked at before; None: whichever there is.
    """

    town: TownId
    files: tuple[Path, ...]
    largest_loss: float = LARGEST_LOSS
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What address files brought: the streets and addresses the town has now, what that changed, rows left out.

    ``number`` is the version made, None where nothing changed or nothing was kept.
    """

    number: int | None
    streets: int
    addresses: int
    change: PlacesChange
    elsewhere: int
    faults: tuple[Fault, ...]


def import_places(installation: Installation, order: Order, *, author: str, now: datetime, progress: Progress | None = None) -> Imported:
    """Make the addresses of the files those of the town, as the next version of its places; what the town wrote of its streets stays.

    Raises ConfigurationError where a file is refused, ConflictError where the places are not those ``seen``; then nothing has changed.
    """
    report = _read(installation, order, progress)
    with installation.database.write() as session:
        before = stored.get_for_change(session, order.town)
        if order.seen is not None and towns.numbers(session)[order.town].places != order.seen:
            raise ConflictError(say("The places were changed since you looked. Look once more at what the file changes."))
        places, imported = _compared(before, report, order)
        if places == before:
            return imported
        source = ", ".join(path.name for path in order.files)
        number = stored.save(session, order.town, places, author=author, now=now, source=source)
        details = {"places": number, "source": source, **_counts(imported)}
        journal.append(session, at=now, town=order.town, actor=author, action="places.imported", object=f"places {number}", details=details)
    return replace(imported, number=number)


def try_places(installation: Installation, order: Order, *, progress: Progress | None = None) -> Imported:
    """Return what importing the files would change, and change nothing. Raises ConfigurationError where a file would be refused."""
    report = _read(installation, order, progress)
    with installation.database.read() as session:
        before = stored.get(session, order.town)
    return _compared(before, report, order)[1]


def places_versions(installation: Installation, town: TownId) -> tuple[PlacesVersion, ...]:
    """Return the versions of the town's places, oldest first."""
    with installation.database.read() as session:
        return stored.versions(session, town)


def places_difference(installation: Installation, town: TownId, old: int, new: int) -> PlacesChange:
    """Return what distinguishes two versions. Raises NotFoundError."""
    with installation.database.read() as session:
        return changes_between(stored.get(session, town, old), stored.get(session, town, new))


def current_places(installation: Installation, town: TownId) -> Places:
    """Return the places the town works with. Raises NotFoundError."""
    with installation.database.read() as session:
        return stored.get(session, town)


def _read(installation: Installation, order: Order, progress: Progress | None) -> AddressReport:
    with installation.database.read() as session:
        insee, sectors = towns.town(session, order.town).insee, stored.get(session, order.town).sectors
    return read_address_files(order.files, insee, box_of(sectors), progress)


def _compared(before: Places, report: AddressReport, order: Order) -> tuple[Places, Imported]:
    """Return the places with the addresses of the files, and what that changes. Raises LargeLossError where too much would go."""
    places = with_addresses(before, report.streets)
    change = changes_between(before, places)
    _check_loss(before, change, order)
    imported = Imported(
        number=None,
        streets=len(places.streets),
        addresses=_addresses(places),
        change=change,
        elsewhere=report.elsewhere,
        faults=report.faults,
    )
    return places, imported


def _check_loss(before: Places, change: PlacesChange, order: Order) -> None:
    streets, addresses = len(before.streets), _addresses(before)
    lost_streets, lost_addresses = len(change.removed), change.numbers_removed
    if lost_streets <= order.largest_loss * streets and lost_addresses <= order.largest_loss * addresses:
        return
    what = say(
        "this file would take away {lost_addresses} of {addresses} known addresses and {lost_streets} of {streets} streets: it is "
        "probably not whole. The places stay as they are.",
        lost_addresses=lost_addresses,
        addresses=addresses,
        lost_streets=lost_streets,
        streets=streets,
    )
    remedy = say("Get the file again; if they are really gone, say --accept-loss.")
    raise LargeLossError(Mistake(where=", ".join(map(str, order.files)), what=what, remedy=remedy))


def _addresses(places: Places) -> int:
    return sum(len(street.numbers) for street in places.streets)


def _counts(imported: Imported) -> Mapping[str, int]:
    change = imported.change
    return {
        "streets": imported.streets,
        "addresses": imported.addresses,
        "streets_added": len(change.added),
        "streets_removed": len(change.removed),
        "streets_renamed": len(change.renamed),
        "numbers_added": change.numbers_added,
        "numbers_removed": change.numbers_removed,
        "numbers_moved": change.numbers_moved,
        "rows_left_out": len(imported.faults),
    }
