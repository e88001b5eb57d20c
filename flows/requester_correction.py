"""Who asks, set right by an agent before he decides: kept before and after in the history, and given to the file that is surely his."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.draft import Requester
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.request import Status
from domain.rights import Permission
from flows.acting import Acting, Purpose, find_acting
from flows.dossiers import acquaint, leave
from flows.holding import refuse_held, refuse_stale, stale
from flows.mail_address import is_address
from flows.requester_changes import CORRECTED, FIELDS, Told
from flows.wiring import Installation
from flows.wording import say
from ingest.phones import e164
from store import confirmations, requests
from store.history import HistoryLine
from store.requests import RequestRecord

__all__ = ["Told", "as_told", "correct_requester", "set_right", "write_requester"]
MOST_CHARACTERS = 300
_UNSEEN = re.compile("[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
"""What cannot be seen, and what turns the order of letters round: nobody means to type it."""
_REGION = "FR"
"""Where a number without a country's own prefix is dialled; those of overseas regions are known as well."""


def set_right(known: Requester, told: Told) -> Requester:
    """Return a requester as an agent says he is; what he was not asked stays. Raises InvalidError for what is no telephone or e-mail."""
    name, phone, address = (_legible(getattr(told, one), getattr(known, one)) for one in ("name", "phone", "address"))
    email = _said(told.email, known.email)
    is_same_phone, is_same_email = phone == known.phone, (email or "").lower() == (known.email or "").lower()
    number = phone if phone is None or is_same_phone else e164(phone, _REGION)
    is_email = email is None or is_same_email or (is_address(email) and "." in email.rpartition("@")[2])
    mistakes = tuple(_mistakes(told, is_phone=phone is None or number is not None, is_email=is_email))
    if mistakes:
        raise InvalidError(*mistakes)
    others = tuple(one for one in known.other_phones if one != number)
    return replace(known, name=name, phone=number, other_phones=others, email=known.email if is_same_email else email, address=address)


def _said(told: str | None, known: str | None) -> str | None:
    return known if told is None else " ".join(told.split()) or None


def _legible(told: str | None, known: str | None) -> str | None:
    """Return what an agent says without what cannot be seen; what came with it and was left alone stays."""
    said = _said(told, known)
    return said if said is None or said == known else _said(_UNSEEN.sub("", said), known)


def as_told(record: RequestRecord, told: Told | None, agent: str, now: datetime) -> RequestRecord:
    """Return a request as it stands once an agent has set right who asks; itself where that changes nothing. Raises as `set_right`."""
    right = record.requester if told is None else set_right(record.requester, told)
    if right == record.requester:
        return record
    line = HistoryLine(at=now, actor=agent, action=CORRECTED, details=_facts(record.requester, right) | _words(record.requester, right))
    shown = replace(record.line, requester=right.name or right.email or right.phone)
    return replace(record, line=shown, requester=right, history=(*record.history, line))


def write_requester(session: Session, record: RequestRecord, right: Requester, acting: Acting) -> None:
    """Write who asks, as an agent has set it right, on a request that is held: it goes to the file that is surely his."""
    request = record.line.id
    requests.put_requester(session, request, right)
    leave(session, request)
    acquaint(session, record.line.town, request, right, acting.now)
    acting.write_down(session, record, CORRECTED, _facts(record.requester, right), _words(record.requester, right))


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
        write_requester(session, record, right, acting)
        return requests.get(session, request)


def _facts(before: Requester, after: Requester) -> dict[str, object]:
    """Return which fields were set right, for history and journal."""
    return {"fields": sorted(_changed(before, after))}


def _words(before: Requester, after: Requester) -> dict[str, object]:
    """Return what stood there before and after, for the history alone."""
    return {"requester": {name: {"before": getattr(before, name), "after": getattr(after, name)} for name in _changed(before, after)}}


def _changed(before: Requester, after: Requester) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def _mistakes(told: Told, *, is_phone: bool, is_email: bool) -> Iterator[Mistake]:
    if not is_phone:
        remedy = say("Write it as in 06 39 98 12 34 or +32 2 555 12 12.")
        yield Mistake(where="phone", what=say("This is no telephone number."), remedy=remedy)
    if not is_email:
        yield Mistake(where="email", what=say("This is no e-mail address."), remedy=say("Write it as in name@town.example."))
    for name in FIELDS:
        count = len(getattr(told, name) or "")
        if count > MOST_CHARACTERS:
            what = say("The text has {count} characters; {most} are taken.", count=count, most=MOST_CHARACTERS)
            yield Mistake(where=name, what=what, remedy=say("Write less."))
