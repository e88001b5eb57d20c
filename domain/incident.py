"""Incidents: many requests about one fact, one of them the main one, which the others follow (fiches incluses, S32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from domain.department import Confidentiality
from domain.ids import RequestId, TownId
from domain.lifecycle import Act, Step, is_allowed, transition
from domain.request import Status

StepId = NewType("StepId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """A request that is included in another one (inclusion): by whom, and when. The main one is never included itself."""

    request: RequestId
    main: RequestId
    town: TownId
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What came together in a request: how many requests are included in it, and how many of these are open; messages added to it.

    ``chasers`` are those by which its requester asks again (relances), ``duplicates`` those that people say are the same request
    (doublons); ``contacts`` are all by which citizens turned to the town in it, the first one too.
    """

    included: int
    still_open: int
    chasers: int
    duplicates: int
    contacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFigures:
    """How often citizens told of one fact more than once, of what a town received in a time (indicateurs, DOMAIN §7).

    ``chasers`` are messages that came in that time by which somebody asks again; the others are requests received in it: ``duplicates``
    were merged into another one or closed as that, ``included`` are in the incident of another one, ``incidents`` lead others.
    """

    received: int
    chasers: int
    duplicates: int
    incidents: int
    included: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepToFollow:
    """What was done to the main request of an incident, and is to be done to the included ones (suite).

    ``version`` is the version of the main request that it left; ``event`` names what letters tell of. Only requests up to ``most`` follow:
    a key opens less than the agent in whose name it acts.
    """

    town: TownId
    main: RequestId
    version: int
    agent: str
    at: datetime
    step: Step
    event: str
    most: Confidentiality = Confidentiality.SOCIAL


FOLLOWED: Mapping[str, Act] = {
    "taken": Act.TAKE,
    "planned": Act.PLAN,
    "unplanned": Act.UNPLAN,
    "finished": Act.FINISH,
    "closed": Act.CLOSE,
    "reopened": Act.REOPEN,
}
"""What the history calls the acts that included requests can follow. The others concern one requester or one text."""


def way_to_follow(status: Status, act: Act) -> tuple[Act, ...]:
    """Return what is done to an included request so that it follows an act; nothing where it stands so that it does not.

    One that nobody has taken in charge yet is taken first, as the main one was.
    """
    if is_allowed(act, status):
        return (act,)
    taken = transition(Act.TAKE)
    return (Act.TAKE, act) if status in taken.sources and is_allowed(act, taken.target) else ()
