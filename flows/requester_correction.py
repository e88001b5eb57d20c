"""Who asks, set right by an agent before he decides: kept before and after in the history, and given to the file that is surely his."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.draft import Requester
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission
from flows.acting import Purpose, find_acting
from flows.dossiers import acquaint, leave
from flows.holding import refuse_held, refuse_stale, stale
from flows.requester_changes import CORRECTED, FIELDS
from flows.wiring import Installation
from flows.wording import say
from ingest.phones import e164
from store import confirmations, requests
from store.requests import RequestRecord

MOST_CHARACTERS = 300
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_REGION = "FR"
"""Where a number without a country's own prefix is dialled; those of overseas regions are known as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an agent says of who asks, as he typed it; empty is unknown."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


def set_right(known: Requester, told: Told) -> Requester:
    """Return a requester as an agent says he is; what he was not asked stays. Raises InvalidError for what is no telephone or e-mail."""
    name, phone, email, address = (" ".join(one.split()) for one in (told.name, told.phone, told.email, told.address))
    number = known.phone if phone == (known.phone or "") else e164(phone, _REGION)
    mistakes = tuple(_mistakes(told, is_phone=not phone or number is not None, is_email=not email or bool(_EMAIL.fullmatch(email))))
    if mistakes:
        raise InvalidError(*mistakes)
    others = tuple(one for one in known.other_phones if one != number)
    is_same_email = email.lower() == (known.email or "").lower()
    return replace(
        known,
        name=name or None,
        phone=number if phone else None,
        other_phones=others,
        email=known.email if is_same_email else (email or None),
        address=address or None,
    )


def correct_requester(
    installation: Installation, request: RequestId, told: Told, agent: str, now: datetime, version: int | None = None
) -> RequestRecord:
    """Set right who asks in a request in review, and return it; saying what is known changes nothing.

    Letters go to the address that is told from then on. Raises NotFoundError, ForbiddenError for who may not decide it; InvalidError for
    what is no telephone or e-mail; ConflictError where it is decided, a part of another one, held by a colleague, or changed since it was
    seen in ``version``.
    """
    with installation.database.write() as session:
        held = requests.hold(session, request)
        if held != request:
            raise ConflictError(say("Request {id} is a part of request {main} by now. Decide that one.", id=request, main=held))
        record = requests.get(session, request)
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=Permission.REVIEW))
        refuse_held(session, record, acting.agent, now)
        decided = confirmations.find_latest(session, request)
        refuse_stale(session, record, version, decided)
        if record.line.status is not Status.REVIEW:
            raise stale(session, record, decided)
        right = set_right(record.requester, told)
        if right == record.requester:
            return record
        requests.put_requester(session, request, right)
        leave(session, request)
        acquaint(session, record.line.town, request, right, now)
        changed = {
            name: {"before": getattr(record.requester, name), "after": getattr(right, name)}
            for name in FIELDS
            if getattr(record.requester, name) != getattr(right, name)
        }
        acting.write_down(session, record, CORRECTED, {"fields": sorted(changed)}, {"requester": changed})
        return requests.get(session, request)


def _mistakes(told: Told, *, is_phone: bool, is_email: bool) -> Iterator[Mistake]:
    if not is_phone:
        remedy = say("Write it as in 06 39 98 12 34 or +32 2 555 12 12.")
        yield Mistake(where="phone", what=say("This is no telephone number."), remedy=remedy)
    if not is_email:
        yield Mistake(where="email", what=say("This is no e-mail address."), remedy=say("Write it as in name@town.example."))
    for name in FIELDS:
        count = len(getattr(told, name))
        if count > MOST_CHARACTERS:
            what = say("The text has {count} characters; {most} are taken.", count=count, most=MOST_CHARACTERS)
            yield Mistake(where=name, what=what, remedy=say("Write less."))
