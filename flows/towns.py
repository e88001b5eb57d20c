"""Load towns into an installation."""

from datetime import datetime

from flows.forms import install_common
from flows.town_folder import TownFolder
from flows.town_folder.addresses import with_addresses_of
from flows.wiring import Installation
from store import journal, towns
from store import places as stored_places

ACTOR = "system"


def load_town(installation: Installation, folder: TownFolder, now: datetime) -> int:
    """Write a town with its places and mailboxes, publish its rule set and return its number.

    Addresses brought in from a file of their own stay where the folder has none.
    Raises ConfigurationError if a mailbox belongs to another town.
    """
    with installation.database.write() as session:
        before = stored_places.find_for_change(session, folder.town.id)
        places = with_addresses_of(folder.places, before) if before else folder.places
        number = towns.save_town(session, folder.town, folder.ruleset, places, folder.mailboxes, now)
        install_common(session, folder.town.id, folder.ruleset, now)
        details = {"ruleset": number}
        journal.append(
            session, at=now, town=folder.town.id, actor=ACTOR, action="load_town", object=f"town {folder.town.id}", details=details
        )
    return number
