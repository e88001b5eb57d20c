"""Citizens at the portal of the tests' town: register, sign in, read the mails that came."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy import select

from domain.citizen import Profile
from domain.ids import CitizenId
from flows.password_links import KIND
from flows.passwords import hashed
from flows.send import message
from store import citizens, outbox
from store.citizens import NewCitizen
from store.outbox import LetterRecord, OutboxId
from store.schema import OutboxRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Hall
from web.app import create_app
from web.portal.visit import CITIZEN_COOKIE

HOME = "/p/valognes"
PASSWORD = "quatre corneilles au printemps"
OTHER = "un tilleul devant la mairie"
ANNE, BRUNO = "anne@courriel.example", "bruno@courriel.example"
NOW = seed.NOW


@dataclass
class Citizens:
    """A browser at the portal."""

    client: TestClient
    hall: Hall

    def get(self, path: str) -> Response:
        return self.client.get(f"{HOME}{path}", follow_redirects=False)

    def csrf(self, path: str = "/register") -> str:
        return self.client.get(f"{HOME}{path}").text.partition('name="csrf" value="')[2].partition('"')[0]

    def post(self, path: str, page: str = "/register", **fields: str) -> Response:
        data = {"csrf": self.csrf(page), **fields}
        return self.client.post(f"{HOME}{path}", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)

    def sign_in(self, email: str = ANNE, password: str = PASSWORD) -> Response:
        return self.post("/sign-in", "/sign-in", email=email, password=password)

    def is_in(self) -> bool:
        return self.get("/account").status_code == 200

    @property
    def cookie(self) -> str:
        return self.client.cookies.get(CITIZEN_COOKIE, default="", path="/p/") or ""


def with_mail(hall: Hall, **more: object) -> Hall:
    """Return the hall with a way out for mail."""
    own = {"url": ORIGIN, "relay_url": SecretStr("smtp://127.0.0.1:9"), "relay_from": "mairie@valognes.example", **more}
    return replace(hall, installation=replace(hall.installation, settings=hall.installation.settings.model_copy(update=own)))


def opener(hall: Hall) -> Callable[[], Citizens]:
    """Return what opens one more browser at the portal."""
    app = create_app(hall.installation)
    return lambda: Citizens(client=TestClient(app, base_url=ORIGIN, headers={"Accept-Language": "fr"}), hall=hall)


def letters(hall: Hall) -> list[LetterRecord]:
    """Return the mails about accounts, oldest first."""
    with hall.installation.database.read() as session:
        ids = session.scalars(select(OutboxRow.id).where(OutboxRow.kind == KIND).order_by(OutboxRow.id)).all()
        return [outbox.get(session, OutboxId(one)) for one in ids]


def body_of(hall: Hall, record: LetterRecord) -> str:
    """Return a mail as it leaves."""
    return str(message(hall.installation.settings, hall.installation.towns.get(record.letter.town).town, record).get_content())


def path_in(hall: Hall, record: LetterRecord) -> str:
    """Return where the link of a mail leads, below the portal's first page."""
    found = re.search(re.escape(f"{ORIGIN}{HOME}") + r"(/\S+)", body_of(hall, record).replace("=\n", ""))
    assert found is not None, body_of(hall, record)
    return found[1]


def add(hall: Hall, email: str = ANNE, password: str | None = PASSWORD, profile: Profile | None = None) -> CitizenId:
    """Add somebody with an account."""
    kept = None if password is None else hashed(password)
    with hall.installation.database.write() as session:
        new = NewCitizen(town=seed.VALOGNES, email=email, password_hash=kept, profile=profile or Profile())
        return citizens.add(session, new, NOW)
