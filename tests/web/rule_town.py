"""A small town whose rules are edited in tests: two administrators, an agent of the reception, some requests that were decided."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from domain.ids import RequestId, SubjectCode
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.settings import Settings
from flows.wiring import Installation, open_installation
from store.agents import NewAgent
from tests import installations
from tests.flows.confirming import LATER, take_in
from tests.installations import BREVILLE, NOW, POTHOLE
from tests.web import seed

ADA, OTTO, ROSE = "ada", "otto", "rose"
GRABULON = "Bonjour, il y a un grabulon près de chez moi. Paul Roger"
"""Says a word that only this town has."""


def make(folder: Path) -> None:
    """Fill a data folder."""
    with closing(installations.installation(_settings(folder))) as hall:
        for login, roles in ((ADA, {Role.ADMIN}), (OTTO, {Role.REGULATOR, Role.RECEPTION}), (ROSE, {Role.RECEPTION})):
            new = NewAgent(
                town=BREVILLE,
                login=login,
                name=login.capitalize(),
                roles=frozenset(roles),
                password_hash=seed.PASSWORD_HASH,
                must_change=False,
            )
            accounts.add_agent(hall, new, NOW)
        take_in(hall, POTHOLE, GRABULON, POTHOLE)
        for number, correction in ((1, Correction()), (2, Correction(subject=SubjectCode("VOI-02"))), (3, Correction())):
            confirm(hall, RequestId(number), correction, OTTO, LATER)


@contextmanager
def opened(template: Path, folder: Path) -> Iterator[Installation]:
    """Open a copy of a filled folder; it is closed in the end."""
    shutil.copytree(template, folder)
    wanted = _settings(folder)
    installation = open_installation(wanted, readers=1)
    try:
        yield installation
    finally:
        installation.close()


def _settings(folder: Path) -> Settings:
    return installations.settings(folder)
