"""Forms a citizen has begun and wants to send later: kept for thirty days in his account, sealed, without files."""

import json
from collections.abc import Mapping
from datetime import datetime

from domain.ids import CitizenId
from flows.secret import opened, sealed
from flows.settings import Settings
from flows.wiring import Installation
from store import citizen_forms, citizens
from store.citizen_forms import Begun

Answers = Mapping[str, tuple[str, ...]]
_PURPOSE = "citizen form"


def save(installation: Installation, citizen: CitizenId, code: str, answers: Answers, now: datetime) -> None:
    """Keep what stands in a form, in place of what was kept of it before."""
    content = sealed(installation.settings, _PURPOSE, json.dumps({name: list(texts) for name, texts in answers.items()}))
    with installation.database.write() as session:
        citizens.hold(session, citizen)
        citizen_forms.save(session, citizen, Begun(code=code, content=content, saved_at=now))


def find(installation: Installation, citizen: CitizenId, code: str, now: datetime) -> Answers:
    """Return what stands in a form somebody has begun; nothing where he has not, or the installation has another key now."""
    with installation.database.read() as session:
        begun = citizen_forms.find(session, citizen, code, now)
    return {} if begun is None else read(installation.settings, begun)


def begun_codes(installation: Installation, citizen: CitizenId) -> frozenset[str]:
    """Return which forms somebody has begun."""
    with installation.database.read() as session:
        return frozenset(one.code for one in citizen_forms.of_citizen(session, citizen))


def forget(installation: Installation, citizen: CitizenId, code: str) -> None:
    """Forget a form that was begun: it is sent."""
    with installation.database.write() as session:
        citizen_forms.forget(session, citizen, code)


def read(settings: Settings, begun: Begun) -> Answers:
    """Return the answers of a form that was begun."""
    said = opened(settings, _PURPOSE, begun.content)
    return {} if said is None else {name: tuple(map(str, texts)) for name, texts in json.loads(said).items()}
