"""An agent closes a request, or says that it is a part of another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from domain.request import Addition, Status
from flows.wiring import Installation
from flows.wording import say
from store import agents, follow_ups, history, journal, requests
from store.history import HistoryLine
from store.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What an agent does at a moment."""

    agent: str
    now: datetime

    def write_down(
        self, session: Session, record: RequestRecord, action: str, facts: Mapping[str, object], words: Mapping[str, object] | None = None
    ) -> None:
        """Write an action into the history of a request and into the journal, which never holds ``words`` of people."""
        line = HistoryLine(at=self.now, actor=self.agent, action=action, details={**facts, **(words or {})})
        history.append(session, record.line.town, record.line.id, line)
        name, row = f"request.{action}", f"request:{record.line.id}"
        journal.append(session, at=self.now, town=record.line.town, actor=self.agent, action=name, object=row, details=facts)


def close(installation: Installation, request: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Close an open request and return it; one that is closed stays as it is.

    Raises NotFoundError for a request or an agent that is not there, and ConflictError for one that nobody has decided yet.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        acting = find_acting(session, record, agent, now)
        if record.line.status is Status.REVIEW:
            raise ConflictError(say("Request {reference} waits for a decision. Confirm it first.", reference=called(record)))
        if record.line.status is Status.OPEN:
            requests.close(session, record.line.id)
            acting.write_down(session, record, "closed", {})
        return requests.get(session, record.line.id)


def merge(installation: Installation, request: RequestId, main: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Make a request, decided or not, a part of another one, and return that one; what it was proposed as is answered so, too.

    Its message is shown there, its number and its tracking code mean that one, and its requester is known there. Merging it again changes
    nothing. Raises NotFoundError as `close`, and ConflictError where the two are one, of two towns, or the other is less confidential.
    """
    with installation.database.write() as session:
        held = {one: requests.get(session, requests.hold(session, one)) for one in sorted((request, main))}
        record, target = held[request], held[main]
        acting = find_acting(session, record, agent, now)
        if record.line.id == target.line.id and request != main:
            return target
        _check(record, target)
        follow_ups.merge(session, record.line.id, target.line.id)
        follow_ups.add(session, record.line.town, target.line.id, record.draft_id, Addition.MERGED, now)
        for added in follow_ups.of(session, record.line.id):
            follow_ups.add(session, record.line.town, target.line.id, added.draft_id, added.kind, now)
        acting.write_down(session, record, "merged", {"reference": called(target), "request": target.line.id})
        acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id, "draft": record.draft_id})
        return requests.get(session, target.line.id)


def find_acting(session: Session, record: RequestRecord, agent: str, now: datetime) -> Acting:
    """Return an agent who decides on a request. Raises NotFoundError for one who is not there, or of another town."""
    who = agents.find_by_login(session, agent)
    if who is None or who.town not in (None, record.line.town):
        raise NotFoundError(
            say(
                "Nobody decides requests of {town} as {login}. Add somebody: citoyen users add LOGIN, and name who decides.",
                town=record.line.town,
                login=agent,
            )
        )
    return Acting(agent=who.login, now=now)


def _check(record: RequestRecord, target: RequestRecord) -> None:
    if record.line.id == target.line.id:
        raise ConflictError(say("Request {reference} cannot be a part of itself.", reference=called(record)))
    if record.line.town != target.line.town:
        raise ConflictError(say("The two requests are of two towns."))
    if record.line.confidentiality > target.line.confidentiality:
        raise ConflictError(
            say(
                "Request {reference} is more confidential than {main}: whoever opens that one would read it.",
                reference=called(record),
                main=called(target),
            )
        )


def called(record: RequestRecord) -> str:
    """Return how people call a request: its number, else its tracking code."""
    return str(record.line.number or record.line.tracking)
