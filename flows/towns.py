"""Load towns into an installation."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.errors import Mistake
from domain.ids import TownId
from flows.town_folder import TownFolder
from flows.town_folder.addresses import read_addresses, report_contradictions, with_addresses
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.table import Progress
from flows.wiring import Installation
from flows.wording import say
from store import journal, towns

ACTOR = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an address file brought: house numbers, on how many streets, how many of these new to the town."""

    numbers: int
    streets: int
    added: int
    warnings: tuple[Mistake, ...]


def load_town(installation: Installation, folder: TownFolder, now: datetime) -> int:
    """Write a town with its places and mailboxes, publish its rule set and return its number.

    Raises ConfigurationError if a mailbox belongs to another town.
    """
    with installation.database.write() as session:
        number = towns.save_town(session, folder.town, folder.ruleset, folder.places, folder.mailboxes, now)
        details = {"ruleset": number}
        journal.append(
            session, at=now, town=folder.town.id, actor=ACTOR, action="load_town", object=f"town {folder.town.id}", details=details
        )
    return number


def import_addresses(installation: Installation, town: TownId, file: Path, now: datetime, progress: Progress | None) -> Imported:
    """Replace the house numbers of a town by those of an address file; streets only the file knows are added.

    Raises ConfigurationError with all mistakes of the file; then nothing has changed.
    """
    mistakes, warnings = Mistakes(), Mistakes()
    if not file.is_file():
        mistakes.add(str(file), say("the file is missing."), say("Give an address file (BAL)."))
    with installation.database.read() as session:
        facts, ruleset, places = towns.town(session, town), towns.ruleset(session, town), towns.places(session, town)
        mailboxes = [mailbox for mailbox in towns.mailboxes(session) if mailbox.town == town]
    addresses = read_addresses(file, facts.insee, places.sectors, mistakes, progress)
    mistakes.refuse()
    bare = tuple(replace(street, numbers=()) for street in places.streets)
    report_contradictions(file, bare, addresses, warnings)
    streets = with_addresses(bare, addresses, places.sectors)
    with installation.database.write() as session:
        towns.save_town(session, facts, ruleset, replace(places, streets=streets), mailboxes, now)
        journal.append(
            session, at=now, town=town, actor=ACTOR, action="import_addresses", object=f"town {town}", details={"streets": len(addresses)}
        )
    numbers = sum(len(found.numbers) for found in addresses.values())
    return Imported(numbers=numbers, streets=len(addresses), added=len(streets) - len(bare), warnings=warnings.everything())
