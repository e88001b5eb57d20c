"""The journal through the API: who did what, when, to what; and whether that is still what was written."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, Field

from domain.api_key import Scope
from domain.ids import RequestId
from domain.rights import Extent
from flows.journal import MOST_FINDINGS, Reading, Verified, extent_of, finding_words, read, verify
from store.chain import Head
from store.journal import JournalLine, Sought
from web.access import LARGEST_ID
from web.api.caller import Caller, caller_for
from web.api.problems import WRONG, ProblemError, Wrong, language_of
from web.api.refusals import as_problems
from web.api.requests import FAULTS, MOST_LISTED
from web.desk import desk_of
from web.translations import Language, said
from web.words import N_

routes = APIRouter(prefix="/api/v1/journal", tags=["journal"])
CallerOfJournal = Annotated[Caller, Depends(caller_for(Scope.JOURNAL))]
_WHO = N_("Say who reads the journal: agent=LOGIN.")
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime | None, Query(ge=_FIRST, le=_LAST)]
Name = Annotated[str | None, Query(min_length=1, max_length=200)]
Noted = Annotated[
    str | None,
    Query(
        pattern=r"^[1-9][0-9]{0,17}:[0-9a-f]{64}$",
        description="A line that was noted earlier as number:hash, and must still be there.",
    ),
]

Details = dict[str, object]


class JournalLineBody(BaseModel):
    """A line of the journal. ``details`` are empty for who may see only the course of things."""

    id: int
    at: AwareDatetime
    actor: str = Field(examples=["marie"])
    action: str = Field(examples=["request.taken"])
    object: str = Field(examples=["request:147"])
    details: Details


class JournalBody(BaseModel):
    """A page of the journal, newest first. ``next`` goes into ``before`` for the following one; null on the last."""

    lines: list[JournalLineBody]
    next: int | None


class FindingBody(BaseModel):
    """Something that is not as it was written."""

    what: str
    first: int
    last: int
    says: str


class VerifiedBody(BaseModel):
    """What verifying the town's chain gave.

    Keep ``head`` where nobody reaches who reaches the database, and send it later as ``expect``.
    """

    is_sound: bool
    lines: int
    older: int = Field(description="Lines from before there was a chain.")
    head: str | None = Field(description="Number and hash of the last line.")
    is_there: bool | None = Field(description="Whether the line that is expected is still there; null where none is.")
    findings: list[FindingBody] = Field(max_length=MOST_FINDINGS)


@routes.get("", response_model=JournalBody, summary="Read the journal", responses=FAULTS)
def read_journal(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    http: HttpRequest,
    who: CallerOfJournal,
    actor: Name = None,
    action: Annotated[str | None, Query(min_length=1, max_length=64, description="An action, or all of a kind: `request`.")] = None,
    about: Annotated[str | None, Query(min_length=1, max_length=200, description="What it was done to, as `object` tells it.")] = None,
    request: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="What was done to a request or read of it, in lists as well.")
    ] = None,
    since: Moment = None,
    until: Moment = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="“next” of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> JSONResponse:
    """Return lines of the town's journal to an agent who may read it; that he does stands in it from then on."""
    extent = _extent(http, who)
    found = RequestId(request) if request is not None else None
    sought = Sought(actor=actor, action=action, object=about, request=found, since=since, until=until)
    reading = Reading(town=who.town, actor=who.name, sought=sought, before=before, limit=limit, extent=extent)
    lines = read(desk_of(http).installation.database, reading, who.now)
    body = JournalBody(lines=list(map(_line, lines)), next=lines[-1].id if len(lines) == limit else None)
    return JSONResponse(body.model_dump(mode="json"))


@routes.get("/verify", response_model=VerifiedBody, summary="Verify the journal", responses=FAULTS)
def verify_journal(http: HttpRequest, who: CallerOfJournal, expect: Noted = None) -> VerifiedBody:
    """Go through the town's chain from its first line to its end, and say whether anything was altered, put in or taken out."""
    _extent(http, who)
    number, _, digest = (expect or "").partition(":")
    noted = None if expect is None else Head(number=int(number), hash=digest)
    (found,) = verify(desk_of(http).installation.database, who.town, () if noted is None else (noted,))
    return _verified(found, noted, desk_of(http).languages[language_of(http)])


def _extent(http: HttpRequest, who: Caller) -> Extent:
    """Return how far the agent whom a call names may read the journal. Raises ProblemError."""
    if who.standing is None:
        message = desk_of(http).languages[language_of(http)].gettext(_WHO)
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="agent", code="missing", message=message),))
    with as_problems(http):
        return extent_of(who.standing, who.town)


def _line(one: JournalLine) -> JournalLineBody:
    return JournalLineBody(id=one.id, at=one.at, actor=one.actor, action=one.action, object=one.object, details=dict(one.details))


def _verified(found: Verified, noted: Head | None, language: Language) -> VerifiedBody:
    is_there = None if noted is None else noted in found.noted
    return VerifiedBody(
        is_sound=not found.findings and is_there is not False,
        lines=found.lines,
        older=found.older,
        head=None if found.head is None else f"{found.head.number}:{found.head.hash}",
        is_there=is_there,
        findings=[
            FindingBody(what=one.what.value, first=one.number, last=one.last, says=said(finding_words(one), language))
            for one in found.findings
        ],
    )
