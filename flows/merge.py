"""An agent says that a request is a part of another one: the same person, the same matter, by another way or once more."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConflictError
from domain.ids import RequestId
from domain.request import Addition
from domain.rights import Permission
from flows import clocks, notice
from flows.acting import Purpose, called, find_acting
from flows.correspondence.writing import Writing
from flows.holding import refuse_held, refuse_stale
from flows.wiring import Installation
from flows.wording import say
from store import claims, confirmations, follow_ups, incidents, requests
from store.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A request to make a part of another one, what its message is to that one, and the version somebody saw it in.

    ``addition`` is `Addition.MERGED`, or `Addition.ASKED_AGAIN`, which is counted as a chaser and told to the department in charge.
    """

    request: RequestId
    main: RequestId
    addition: Addition = Addition.MERGED
    version: int | None = None


def merge(
    installation: Installation, request: RequestId, main: RequestId, agent: str, now: datetime, version: int | None = None
) -> RequestRecord:
    """Make a request a part of another one, as `join` does, and return that one."""
    return join(installation, Joining(request=request, main=main, version=version), agent, now)


def join(installation: Installation, joining: Joining, agent: str, now: datetime) -> RequestRecord:
    """Make a request, decided or not, a part of another one, and return that one; what it was proposed as is answered so, too.

    Its message is shown there, its number and its tracking code mean that one, and its requester is known there. Merging it again changes
    nothing. Raises NotFoundError for a request or an agent that is not there, and ConflictError where the two are one, of two towns, the
    other is less confidential, somebody else holds the request in review, or it has changed since it was seen. What is included in it
    is included in that one.
    """
    request, main = joining.request, joining.main
    with installation.database.write() as session:
        held = incidents.hold(session, (request, main))
        record, target = requests.get(session, held[request]), requests.get(session, held[main])
        purpose = Purpose(towns=installation.towns, to=Permission.REVIEW)
        acting = find_acting(session, record, agent, now, purpose)
        find_acting(session, target, agent, now, purpose)
        if record.line.id == target.line.id and request != main:
            return target
        refuse_held(session, record, acting.agent, now)
        if joining.version is not None:
            refuse_stale(record, joining.version, confirmations.find_latest(session, record.line.id))
        _check(record, target)
        claims.clear(session, record.line.id)
        view = installation.towns.get(record.line.town)
        follow_ups.merge(session, record.line.id, target.line.id)
        incidents.follow_merge(session, record.line.id, target.line.id)
        clocks.follow(session, view, record.line.id, now)
        follow_ups.add(session, record.line.town, target.line.id, record.draft_id, joining.addition, now)
        for added in follow_ups.of(session, record.line.id):
            follow_ups.add(session, record.line.town, target.line.id, added.draft_id, added.kind, now)
        acting.write_down(session, record, "merged", {"reference": called(target), "request": target.line.id})
        acting.write_down(session, target, "absorbed", {"reference": called(record), "request": record.line.id, "draft": record.draft_id})
        writing = Writing(settings=installation.settings, view=view, session=session, now=now, agent=acting.agent)
        letters = writing.merged(record, target)
        if joining.addition is Addition.ASKED_AGAIN:
            # Who asks again is told to the department as if he had given the number.
            link = f"{installation.settings.public_url}/requests/{target.line.id}"
            letters = (*letters, *notice.follow_up(view, target, record.draft, link))
        rung = writing.post(letters)
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
