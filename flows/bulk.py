"""Many requests at once: each is decided by itself, and each has its own result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.errors import ConfigurationError, ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.lifecycle import Act, Step
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.review import Delay, put_off
from flows.wiring import Installation
from flows.wording import say
from store import requests
from store.requests import RequestRecord

MOST = 200
"""Requests at once: a page of the queue, and a call that is answered in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """Confirm a request as proposed, or corrected."""

    correction: Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejecting:
    """Reject a request: nothing is asked of the town."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PuttingOff:
    """Come back to a request later."""

    until: datetime
    reason: str


Doing = Confirming | Rejecting | PuttingOff


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One request of many, the version it was seen in, and what is to be done to it."""

    request: RequestId
    doing: Doing
    version: int | None = None


class Result(StrEnum):
    """What became of an item."""

    DONE = "done"
    CONFLICT = "conflict"
    """Somebody else was faster, holds it, or its state does not allow it."""
    FORBIDDEN = "forbidden"
    """Who asks may not do it: trying again changes nothing."""
    REFUSED = "refused"
    """What was asked lacks something, or there is no such request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of an item; ``record`` is the request as it stands then, ``error`` what speaks against it."""

    item: Item
    result: Result
    record: RequestRecord | None = None
    error: ConflictError | NotFoundError | InvalidError | ConfigurationError | None = None


def bulk(installation: Installation, town: TownId, items: Sequence[Item], agent: str, now: datetime) -> tuple[Done, ...]:
    """Do to each request of a town what is said, each in a transaction of its own, and return a result for each, in the same order.

    What speaks against one stops no other. Raises InvalidError for more than `MOST`, UnavailableError where the database does not
    answer: what was done until then stays done, and the same call again changes nothing of it.
    """
    if len(items) > MOST:
        what = say("These are {count} requests; {most} are taken at once.", count=len(items), most=MOST)
        raise InvalidError(Mistake(where="items", what=what, remedy=say("Send them in several calls.")))
    return tuple(_one(installation, town, item, agent, now) for item in items)


def _one(installation: Installation, town: TownId, item: Item, agent: str, now: datetime) -> Done:
    try:
        with installation.database.read() as session:
            # Not asked for by `get`, which says it to programs alone.
            if not any(one.town == town for one in requests.lines(session, (item.request,))):
                raise NotFoundError(say("There is no request {id}.", id=item.request))
        record = _do(installation, item, agent, now)
    except ForbiddenError as error:
        return Done(item=item, result=Result.FORBIDDEN, error=error)
    except ConflictError as error:
        return Done(item=item, result=Result.CONFLICT, error=error)
    except (NotFoundError, InvalidError, ConfigurationError) as error:
        return Done(item=item, result=Result.REFUSED, error=error)
    return Done(item=item, result=Result.DONE, record=record)


def _do(installation: Installation, item: Item, agent: str, now: datetime) -> RequestRecord:
    match item.doing:
        case Confirming(correction=correction):
            confirm(installation, item.request, correction, agent, now, item.version)
            with installation.database.read() as session:
                return requests.get(session, item.request)
        case Rejecting(reason=reason):
            step = Step(act=Act.REJECT, reason=reason)
            return act(installation, Asked(request=item.request, step=step, version=item.version), agent, now)
        case PuttingOff(until=until, reason=reason):
            return put_off(installation, Delay(request=item.request, until=until, reason=reason, version=item.version), agent, now)
        case _:
            assert_never(item.doing)
