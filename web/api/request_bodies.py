"""What the API says of requests and of files of requesters."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from domain.dossier import Dossier, Proposal
from domain.draft import Requester
from domain.lifecycle import Act, allowed
from domain.place import Place
from store.history import HistoryLine
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Concealed, Eyes, concealed

CONFIDENTIAL = "Demande confidentielle"
"""What is said of a request whose content is not the caller's to read."""


class RequestLineBody(BaseModel):
    """A request as lists show it.

    ``is_concealed``: the key may know only that it is there. Then ``id``, ``number``, ``status`` and ``received_at`` are told, and nothing
    else is.
    """

    id: int
    town: str
    number: str | None = Field(examples=["2026/0147"])
    status: str = Field(examples=["accepted"])
    received_at: datetime
    heading: str
    is_concealed: bool
    version: int | None = Field(None, description="Send it with an act: the act is refused where somebody was faster.")
    tracking: str | None = Field(None, examples=["K7P4-2QXM"])
    confidentiality: int | None = Field(None, description="0 for all, 1 restricted.")
    channel: str | None = None
    subject: str | None = None
    department: str | None = None
    priority: int | None = Field(None, description="1 danger, 2 high, 3 normal, 4 low.")
    requester: str | None = None
    place: str | None = None
    sector: str | None = None
    flags: list[str] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list, description="Why people decide, of one in review.")
    confidence: float | None = None
    taken_at: datetime | None = None
    taken_by: str | None = None
    planned_on: date | None = None
    awaited_until: date | None = None
    authority: str | None = None
    closure: str | None = None
    closed_at: datetime | None = None
    take_by: datetime | None = None
    complete_by: datetime | None = None
    legal_on: date | None = Field(None, description="Day of the implicit decision.")
    due_at: datetime | None = None
    merged_into: int | None = None


class RequesterBody(BaseModel):
    """Who asks, as far as it is known."""

    name: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None
    other_phones: list[str] = Field(default_factory=list)
    fax: str | None = None
    address: str | None = None
    siren: str | None = None
    siret: str | None = None
    rna: str | None = None


class PlaceBody(BaseModel):
    """Where it is."""

    text: str | None = Field(None, description="The sender's words.")
    number: str | None = None
    street: str | None = None
    landmark: str | None = None
    sector: str | None = None
    commune: str | None = None
    lat: float | None = None
    lon: float | None = None


class RequestBody(RequestLineBody):
    """A request with all that is known of it."""

    details: str | None = None
    person: RequesterBody | None = None
    requester_file: int | None = Field(None, description="Its requester's file; see /requesters.")
    where: PlaceBody | None = None
    created_at: datetime | None = None
    receipt_by: date | None = Field(None, description="Last day for the record of receipt (CRPA, R. 112-11-2).")
    is_receipt_owed: bool = Field(default=False, description="It has not left yet.")
    acknowledge_by: date | None = Field(None, description="Last day for the acknowledgement (CRPA, L. 112-3, R. 112-11-2).")
    is_acknowledgement_owed: bool = Field(default=False, description="It has not left yet.")
    acts: list[str] = Field(default_factory=list, description="What may be done to it as it stands.")


class RequestsBody(BaseModel):
    """A page of requests. ``next`` goes into ``cursor`` for the following one; null on the last."""

    requests: list[RequestLineBody]
    next: str | None


class HistoryLineBody(BaseModel):
    """One action on a request."""

    at: datetime
    actor: str
    action: str
    details: dict[str, object]


class HistoryBody(BaseModel):
    """What was done to a request, oldest first."""

    request: int
    history: list[HistoryLineBody]


class RequesterFileBody(BaseModel):
    """The file of a requester. ``merged_into``: it is a part of another one."""

    id: int
    town: str
    kind: str
    person: RequesterBody
    merged_into: int | None
    created_at: datetime


class RequesterFilesBody(BaseModel):
    """A page of files, by name. ``next`` goes into ``after``; null on the last."""

    requesters: list[RequesterFileBody]
    next: int | None


class ProposalBody(BaseModel):
    """A file that may be the same requester's: people decide."""

    requester: RequesterFileBody
    level: str
    clues: list[str]


class ProposalsBody(BaseModel):
    """The files that may be the same requester's, the likeliest first."""

    proposals: list[ProposalBody]


def line_body(line: RequestLine, eyes: Eyes) -> RequestLineBody:
    """Return a line as its reader may see it."""
    if not eyes.shows(line):
        return RequestLineBody(**_concealed(concealed(line, 0)))
    return RequestLineBody(**_told(line))


def request_body(found: RequestRecord | Concealed, dossier: int | None = None) -> RequestBody:
    """Return a request as its reader may see it."""
    if isinstance(found, Concealed):
        return RequestBody(**_concealed(found))
    clocks = None if found.timing is None else found.timing.clocks
    receipt, acknowledgement = (None, None) if clocks is None else (clocks.receipt, clocks.acknowledgement)
    return RequestBody(
        **_told(found.line),
        details=found.details,
        person=requester_body(found.requester),
        requester_file=dossier,
        where=_place(found.place),
        created_at=found.created_at,
        receipt_by=None if receipt is None else receipt.on,
        is_receipt_owed=found.line.dates.receipt_on is not None,
        acknowledge_by=None if acknowledgement is None else acknowledgement.on,
        is_acknowledgement_owed=found.line.dates.acknowledge_on is not None,
        acts=[one.value for one in allowed(found.line.status) if one is not Act.ARCHIVE],
    )


def history_body(request: int, lines: tuple[HistoryLine, ...]) -> HistoryBody:
    """Return a history."""
    told = [HistoryLineBody(at=one.at, actor=one.actor, action=one.action, details=dict(one.details)) for one in lines]
    return HistoryBody(request=request, history=told)


def requester_body(one: Requester) -> RequesterBody:
    """Return who asks."""
    return RequesterBody(
        name=one.name,
        organisation=one.organisation,
        email=one.email,
        phone=one.phone,
        other_phones=list(one.other_phones),
        fax=one.fax,
        address=one.address,
        siren=one.siren,
        siret=one.siret,
        rna=one.rna,
    )


def file_body(one: Dossier) -> RequesterFileBody:
    """Return a requester's file."""
    return RequesterFileBody(
        id=one.id,
        town=one.town,
        kind=one.kind.value,
        person=requester_body(one.requester),
        merged_into=one.merged_into,
        created_at=one.created_at,
    )


def proposal_body(one: Proposal) -> ProposalBody:
    """Return what speaks for two files being one requester's."""
    return ProposalBody(
        requester=file_body(one.dossier), level=one.likeness.level.name.lower(), clues=[clue.value for clue in one.likeness.clues]
    )


def _concealed(one: Concealed) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "town": one.town,
        "number": None if one.number is None else str(one.number),
        "status": one.status.value,
        "received_at": one.received_at,
        "heading": CONFIDENTIAL,
        "is_concealed": True,
    }


def _told(line: RequestLine) -> Mapping[str, Any]:
    stands = line.situation
    return {
        "id": line.id,
        "town": line.town,
        "number": None if line.number is None else str(line.number),
        "status": line.status.value,
        "received_at": line.received_at,
        "heading": line.heading,
        "is_concealed": False,
        "version": line.version,
        "tracking": line.tracking,
        "confidentiality": int(line.confidentiality),
        "channel": line.channel.value,
        "subject": line.subject,
        "department": line.department,
        "priority": line.priority,
        "requester": line.requester,
        "place": line.place,
        "sector": line.sector,
        "flags": [flag.value for flag in line.flags],
        "reasons": [reason.value for reason in line.reasons],
        "confidence": round(line.confidence, 4),
        "taken_at": stands.taken_at,
        "taken_by": stands.taken_by,
        "planned_on": stands.planned_on,
        "awaited_until": stands.awaited_until,
        "authority": stands.authority,
        "closure": None if stands.closure is None else stands.closure.value,
        "closed_at": stands.closed_at,
        "take_by": line.dates.take_by,
        "complete_by": line.dates.complete_by,
        "legal_on": line.dates.legal_on,
        "due_at": line.dates.due_at,
        "merged_into": line.merged_into,
    }


def _place(place: Place) -> PlaceBody:
    point = place.point
    return PlaceBody(
        text=place.text,
        number=place.number,
        street=place.street,
        landmark=place.landmark,
        sector=place.sector,
        commune=place.commune,
        lat=None if point is None else point.lat,
        lon=None if point is None else point.lon,
    )
