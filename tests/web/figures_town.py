"""A town with a year of requests, for the pages that show its figures; its elected member sees no small numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.ids import SectorName
from domain.inbound import Channel
from domain.place import Place, PlaceStatus
from domain.rights import Role
from flows import accounts, facts
from flows.wiring import Installation
from store import places as stored_places
from store.agents import NewAgent
from store.blobs import Blobs
from tests.web import seed
from tests.web.test_places_pages import NORTH, PLACES

ELUE, REGIS, BOSS = "elue-chiffres", "regis-chiffres", "boss-chiffres"
KINDS = (
    ("VOI-01", "VOI", Channel.EMAIL, NORTH, "Rue des Religieuses", 9),
    ("PRO-02", "PRO", Channel.PHONE, "Écarts", "Rue de Poterie", 6),
    ("ECL-01", "ECL", Channel.FORM, NORTH, "Rue de Poterie", 4),
    ("EDU-02", "EDU", Channel.EMAIL, NORTH, None, 1),
)
"""Subject, department, channel, sector, street, how many in each of the months."""
MONTHS = 3


def fill(installation: Installation, now: datetime | None = None) -> None:
    """Write requests of this month and the two before it, people who see figures, and the facts that are counted."""
    now = datetime.now(UTC) if now is None else now
    people = ((ELUE, Role.ELECTED), (REGIS, Role.REGULATOR), (BOSS, Role.ADMIN))
    for login, role in people:
        roles = frozenset({role, Role.REGULATOR}) if role is Role.ADMIN else frozenset({role})
        new = NewAgent(town=seed.VALOGNES, login=login, name=login, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)
        accounts.add_agent(installation, new, now)
    with installation.database.write() as session:
        stored_places.save(session, seed.VALOGNES, PLACES, author="essai", now=now)
        blobs = Blobs(installation.settings.blobs_folder)
        first = now.replace(day=1, hour=10)
        for month in range(MONTHS):
            at = (first - timedelta(days=30 * month)).replace(day=2) if month else now - timedelta(hours=1)
            for subject, department, channel, sector, street, many in KINDS:
                place = Place(status=PlaceStatus.STREET if street else PlaceStatus.ROAD, street=street, sector=SectorName(sector))
                for number in range(many):
                    story = replace(
                        seed.STORIES[8],
                        subject=subject,
                        department=department,
                        channel=channel,
                        place=place,
                        heading=f"{subject} {month} {number}",
                        minutes=number,
                        reasons=(),
                    )
                    seed.keep(session, blobs, seed.VALOGNES, story, at)
    installation.towns.refresh()
    facts.catch_up(installation)
