"""An agent says that a request is a part of another one."""

from datetime import datetime

from domain.errors import ConflictError
from domain.ids import RequestId
from domain.request import Addition
from flows import clocks
from flows.acting import called, find_acting
from flows.wiring import Installation
from flows.wording import say
from store import follow_ups, requests
from store.requests import RequestRecord


def merge(installation: Installation, request: RequestId, main: RequestId, agent: str, now: datetime) -> RequestRecord:
    """Make a request, decided or not, a part of another one, and return that one; what it was proposed as is answered so, too.

    Its message is shown there, its number and its tracking code mean that one, and its requester is known there. Merging it again changes
    nothing. Raises NotFoundError for a request or an agent that is not there, and ConflictError where the two are one, of two towns, or the
    other is less confidential.
    """
    with installation.database.write() as session:
        held = {one: requests.get(session, requests.hold(session, one)) for one in sorted((request, main))}
        record, target = held[request], held[main]
        acting = find_acting(session, record, agent, now)
        if record.line.id == target.line.id and request != main:
            return target
        _check(record, target)
        follow_ups.merge(session, record.line.id, target.line.id)
        clocks.follow(session, installation.towns.get(record.line.town), record.line.id, now)
        follow_ups.add(session, record.line.town, target.line.id, record.draft_id, Addition.MERGED, now)
        for added in follow_ups.of(session, record.line.id):
            follow_ups.add(session, record.line.town, target.line.id, added.draft_id, added.kind, now)
        acting.write_down(session, record, "merged", {"reference": called(target), "request": target.line.id})
        acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id, "draft": record.draft_id})
        return requests.get(session, target.line.id)


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
