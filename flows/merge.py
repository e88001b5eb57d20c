"""An agent says that a request is a part of another one."""

from datetime import datetime

from domain.errors import ConflictError
from domain.ids import RequestId
from domain.request import Addition
from flows import clocks
from flows.acting import called, find_acting
from flows.correspondence.writing import Writing
from flows.holding import refuse_held, refuse_stale
from flows.wiring import Installation
from flows.wording import say
from store import claims, confirmations, follow_ups, requests
from store.requests import RequestRecord


def merge(
    installation: Installation, request: RequestId, main: RequestId, agent: str, now: datetime, version: int | None = None
) -> RequestRecord:
    """Make a request, decided or not, a part of another one, and return that one; what it was proposed as is answered so, too.

    Its message is shown there, its number and its tracking code mean that one, and its requester is known there. Merging it again changes
    nothing. Raises NotFoundError for a request or an agent that is not there, and ConflictError where the two are one, of two towns, the
    other is less confidential, somebody else holds the request in review, or it has changed since it was seen in ``version``.
    """
    with installation.database.write() as session:
        held = {one: requests.get(session, requests.hold(session, one)) for one in sorted((request, main))}
        record, target = held[request], held[main]
        acting = find_acting(session, record, agent, now)
        if record.line.id == target.line.id and request != main:
            return target
        refuse_held(session, record, acting.agent, now)
        if version is not None:
            refuse_stale(record, version, confirmations.find_latest(session, record.line.id))
        _check(record, target)
        claims.clear(session, record.line.id)
        view = installation.towns.get(record.line.town)
        follow_ups.merge(session, record.line.id, target.line.id)
        clocks.follow(session, view, record.line.id, now)
        follow_ups.add(session, record.line.town, target.line.id, record.draft_id, Addition.MERGED, now)
        for added in follow_ups.of(session, record.line.id):
            follow_ups.add(session, record.line.town, target.line.id, added.draft_id, added.kind, now)
        acting.write_down(session, record, "merged", {"reference": called(target), "request": target.line.id})
        acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id, "draft": record.draft_id})
        writing = Writing(settings=installation.settings, view=view, session=session, now=now, agent=acting.agent)
        rung = writing.post(writing.merged(record, target))
        absorbed = requests.get(session, target.line.id)
    installation.bell.ring(*rung)
    return absorbed


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
