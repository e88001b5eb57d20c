"""Load towns into an installation."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from flows.forms import install_common
from flows.ruleset_errors import UnfitFolderError
from flows.ruleset_findings import Findings, linted
from flows.town_folder import TownFolder
from flows.town_folder.addresses import with_addresses_of
from flows.wiring import Installation
from store import journal, rulesets, towns
from store import places as stored_places

ACTOR = "system"


def load_town(installation: Installation, folder: TownFolder, now: datetime) -> int:
    """Write a town with its places and mailboxes, publish its rule set and return its number.

    Addresses brought in from a file of their own stay where the folder has none.
    Raises ConfigurationError if a mailbox belongs to another town, UnfitFolderError where the rule set is a new one in which the linter
    finds errors, as `publication.publish` refuses it; then nothing has changed.
    """
    with installation.database.write() as session:
        before = stored_places.find_for_change(session, folder.town.id)
        places = with_addresses_of(folder.places, before) if before else folder.places
        published = rulesets.find_published(session, folder.town.id)
        number = towns.save_town(session, folder.town, folder.ruleset, places, folder.mailboxes, now)
        if published is None or published.number != number:
            _refuse_unfit(session, folder, now)
        install_common(session, folder.town.id, folder.ruleset, now)
        details = {"ruleset": number}
        journal.append(
            session, at=now, town=folder.town.id, actor=ACTOR, action="load_town", object=f"town {folder.town.id}", details=details
        )
    return number


def _refuse_unfit(session: Session, folder: TownFolder, now: datetime) -> None:
    findings = Findings(lint=linted(session, replace(folder.ruleset, town=folder.town.id), now), examples=())
    if findings.errors:
        raise UnfitFolderError(findings)
