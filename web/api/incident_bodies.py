"""What the API says of requests of one fact, and of incidents."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from domain.sameness import SameKind


class ReasonBody(BaseModel):
    """One observation: its sign, what it weighs (log-odds, below zero against it), and what it says in the caller's language."""

    sign: str = Field(examples=["same_street"])
    weight: float
    says: str


class FactLineBody(BaseModel):
    """A request as one of several of a fact. Of one that is not the reader's to read number, state and reception are told, and no more."""

    id: int
    number: str | None
    tracking: str | None
    status: str
    received_at: datetime
    channel: str | None
    subject: str | None
    department: str | None


class LikelyBody(FactLineBody):
    """A request that may be of the same fact. ``kind`` is what bringing both together would make of them."""

    kind: SameKind
    score: float = Field(description="0 to 1.")
    level: Literal["to_confirm", "likely"]
    is_later: bool
    main: int | None = Field(description="The request whose incident it is included in.")
    reasons: list[ReasonBody]


class SameBody(BaseModel):
    """What may be of the same fact, the likeliest first."""

    same: list[LikelyBody]


class IncidentLineBody(FactLineBody):
    """The main request of an incident, and how many are included in it."""

    included: int
    still_open: int


class IncidentsBody(BaseModel):
    """A page of incidents, the latest first."""

    incidents: list[IncidentLineBody]
    next: int | None = Field(description="What to send as `after` for the next page.")


class IncidentBody(IncidentLineBody):
    """An incident with its requests. ``contacts`` are all by which citizens turned to the town in the main request."""

    contacts: int
    chasers: int
    duplicates: int
    is_under_way: bool = Field(description="Whether the included requests are still following what was done to the main one.")
    requests: list[FactLineBody]


class FiguresBody(BaseModel):
    """Of what was received in a time: chasers among messages; requests merged or closed as duplicates, leading incidents, included."""

    received: int
    chasers: int
    duplicates: int
    incidents: int
    included: int
