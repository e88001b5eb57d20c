"""Forms over the small invented installation: published, filled in, sent."""

import re
from datetime import UTC, datetime

from domain.form import FormDefinition
from domain.ids import TownId
from flows.forms import install_common, open_draft, publish, save
from flows.rulesets import Author
from store import forms, inbounds, jobs, rulesets, tracking
from store.inbounds import InboundRecord
from tests.web.conftest import Browser, Hall

TOWN = TownId("valognes")
AUTHOR = Author(name="admin", now=datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
REPORT = {"type": "eclairage", "lieu": "12 rue des Religieuses", "description": "Le lampadaire clignote.", "reponse": "non"}


def publish_common(hall: Hall) -> None:
    """Publish the forms a new town begins with."""
    with hall.installation.database.write() as session:
        assert install_common(session, TOWN, rulesets.get(session, TOWN), AUTHOR.now) == 3


def publish_form(hall: Hall, definition: FormDefinition) -> None:
    """Publish a form in place of the one of its code."""
    draft = open_draft(hall.installation, TOWN, definition.code, AUTHOR)
    publish(hall.installation, save(hall.installation, TOWN, definition, AUTHOR, seen=draft), AUTHOR)


def form_of(hall: Hall, code: str) -> FormDefinition:
    """Return a published form."""
    with hall.installation.database.read() as session:
        found = next(one for one in forms.all_published(session) if one.town == TOWN and one.definition.code == code)
    return found.definition


def arrival(hall: Hall, code: str) -> InboundRecord:
    """Return what was kept under a tracking code."""
    with hall.installation.database.read() as session:
        read = tracking.read_code(code)
        assert read is not None
        inbound_id = tracking.find_arrival(session, TOWN, read)
        assert inbound_id is not None
        return inbounds.get(session, inbound_id)


def count(hall: Hall) -> int:
    """Return how many arrivals wait to be read."""
    with hall.installation.database.read() as session:
        return sum(number for (_, state), number in jobs.counts(session).items() if state == "ready")


def token(browser: Browser, path: str) -> str:
    """Return what a form's page signs of when it was opened."""
    found = re.search(r'name="jeton" value="([^"]+)"', browser.get(path))
    assert found is not None
    return found[1]
