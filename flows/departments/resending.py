"""The notice of a request is sent again: somebody has lost it, or its department has another mailbox by now (S17)."""

from datetime import datetime, timedelta

from domain.department import DepartmentKind
from domain.errors import ConflictError
from domain.ids import DepartmentCode, RequestId
from domain.rights import Permission
from flows.acting import Purpose, called, find_acting
from flows.correspondence.writing import Writing, is_on
from flows.deputies import find_department
from flows.notice import Told
from flows.post import post
from flows.transmission import Transmitting, standing_opinion
from flows.wiring import Installation
from flows.wording import say
from store import requests
from store.outbox import Letter
from store.requests import RequestRecord

_AGAIN = timedelta(minutes=1)
"""Within it the same agent has clicked twice."""
_MAY = (Permission.REVIEW, Permission.REQUALIFY, Permission.TREAT)


def resend(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Write again to the department of an open request, to those that get a copy, and to the authority it was transferred to.

    A second click changes nothing. Raises NotFoundError for a request or an agent that is not there; ForbiddenError; ConflictError for a
    request that is not open, and where nobody can be written to.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now, Purpose(towns=installation.towns, to=_MAY))
        last = record.history[-1]
        if (last.action, last.actor) == ("resent", acting.agent) and now - last.at < _AGAIN:
            return record
        if not record.line.status.is_open or record.line.number is None:
            raise ConflictError(say("Request {reference} is not open.", reference=called(record)))
        view = installation.towns.get(record.line.town)
        transmitting = Transmitting(settings=installation.settings, view=view, session=session, now=now, actor=acting.agent)
        told = Told(request=record.line.id, number=record.line.number, link=transmitting.link(record.line.id), because=_BECAUSE)
        writing = Writing(settings=installation.settings, view=view, session=session, now=now, agent=acting.agent)
        letters = (*transmitting.letters(standing_opinion(view, record), told, transmitting.staff()), *_to_authority(writing, record))
        if not letters:
            raise ConflictError(
                say("Nobody can be written to of request {reference}: its department has no mailbox.", reference=called(record))
            )
        acting.write_down(session, record, "resent", {"to": [one.recipient for one in letters]})
        rung = post(installation.settings, session, letters, now)
        changed = requests.get(session, record.line.id)
    installation.bell.ring(*rung)
    return changed


_BECAUSE = "Cette transmission vous est renvoyée."


def _to_authority(writing: Writing, record: RequestRecord) -> tuple[Letter, ...]:
    """Return the letter to the authority that has the request, written anew."""
    code: DepartmentCode = record.line.situation.authority or record.line.department
    department = find_department(writing.view.ruleset, code)
    if department is None or department.kind is not DepartmentKind.EXTERNAL or not is_on(writing.settings, writing.view.town):
        return ()
    return writing.to_authority(record, code, f"resent:{record.line.id}:{len(record.history)}")
