"""What an agent types into the forms of a request in review, kept until he sends it: a reload or an expired session loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission
from flows.acting import Purpose, find_acting
from flows.wiring import Installation
from store import requests, typings

KEPT = timedelta(days=3)
"""Over a week-end; what nobody came back to by then is forgotten: half a sentence about somebody is not for keeping."""
FORMS: Mapping[str, tuple[str, ...]] = {
    "correct": ("subject", "department", "number", "street", "who_name", "who_phone", "who_email", "who_address"),
    "reject": ("reason",),
    "later": ("day", "hour", "reason"),
}
"""Forms whose typing is kept, with the fields each has."""
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What an agent has typed and not sent, by form and field."""

    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, form: str) -> bool:
        """Tell whether something was typed into a form."""
        return bool(self.forms.get(form))

    def was(self, form: str, name: str, otherwise: str) -> str:
        """Return what was typed into a field, ``otherwise`` where nothing was."""
        return self.forms.get(form, {}).get(name, otherwise)


NOTHING = Typed()


def keep_typed(installation: Installation, request: RequestId, agent: str, form: str, fields: Mapping[str, str], now: datetime) -> bool:
    """Keep what an agent has typed into a form of a request; empty fields forget it. False where there is nothing to decide any more.

    Raises NotFoundError for a request that is not there for him, ForbiddenError for who may not decide it.
    """
    told = {name: fields[name][:_LONGEST] for name in FORMS.get(form, ()) if name in fields}
    with installation.database.write() as session:
        record = requests.get(session, request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW))
        if record.line.status is not Status.REVIEW:
            return False
        if any(told.values()):
            typings.keep(session, record.line.town, request, acting.agent, form, told, now)
        else:
            typings.drop(session, request, acting.agent, form)
    return True


def find_typed(session: Session, request: RequestId, agent: str, now: datetime) -> Typed:
    """Return what an agent has typed and not sent."""
    return Typed(forms=typings.of(session, request, agent, now - KEPT))


def forget_sent(installation: Installation, request: RequestId, agent: str) -> None:
    """Forget what an agent had typed on a request: he has sent what he wanted."""
    with installation.database.write() as session:
        typings.drop(session, request, agent)


def forget_typed(installation: Installation, now: datetime) -> None:
    """Forget what nobody came back to; for the sweep."""
    before = now - KEPT
    with installation.database.read() as session:
        if not typings.has_before(session, before):
            return
    with installation.database.write() as session:
        typings.forget(session, before)
