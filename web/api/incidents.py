"""Requests of one fact through the API: what may be the same and why, incidents, and what is done to all requests of one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from domain.dossier import Likelihood
from domain.errors import NotFoundError
from domain.ids import RequestId
from domain.lifecycle import Act, Step
from domain.request import Closure
from domain.rights import Visibility
from domain.sameness import SameKind
from flows import incident_letter, sameness
from flows.act import Asked
from flows.incident_letter import Words
from flows.incidents import act_together, detach, follow
from flows.listing import FIRST_DAY, LAST_DAY
from flows.parting import top
from flows.post import BY_POST
from flows.rights import facts_of
from flows.sameness import Likely, Together, bring_together
from flows.sameness_words import ground_words
from flows.wording import say
from store import incidents, requests
from store.incidents import IncidentLine
from store.outbox import Letter
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import LARGEST_ID, RowId, note_list
from web.api.acts import note
from web.api.caller import Caller, CallerOfActs
from web.api.incident_bodies import (
    FactLineBody,
    FiguresBody,
    IncidentBody,
    IncidentLineBody,
    IncidentsBody,
    LikelyBody,
    ReasonBody,
    SameBody,
)
from web.api.problems import Problem, language_of
from web.api.refusals import as_problems, sentences
from web.api.requests import CONFIDENTIAL, eyes_of_key, most_of, opened
from web.api.review import CallerOfReview
from web.api.review_bodies import Agent, DecidedBody, Version, decided_body
from web.desk import desk_of
from web.translations import Language, said

routes = APIRouter(
    prefix="/api/v1",
    tags=["incidents"],
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 422, 429, 503)},
)

_AT_ONCE = 200
Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(9000, 1, 1, tzinfo=UTC))]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: Agent


class TogetherBody(_Body):
    """What two requests are to each other."""

    other: int = Field(ge=1, le=LARGEST_ID)
    kind: SameKind
    version: Version


class WhoBody(_Body):
    """Who does it."""


class IncidentActBody(_Body):
    """What is done to the main request of an incident and to all that are included in it."""

    act: Literal["take", "plan", "unplan", "finish", "close", "reopen"]
    version: Version | None = Field(None, description="The version of the main request that was seen.")
    reason: str | None = Field(None, max_length=5_000)
    answer: str | None = Field(None, max_length=20_000, description="For each requester, by his own way.")
    day: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)
    closure: Closure | None = None


class LetterToAllBody(_Body):
    """What everyone of an incident is told, in the agent's own words."""

    text: str = Field(min_length=1, max_length=incident_letter.MOST_CHARACTERS)


class LetterShownBody(BaseModel):
    """A letter as its recipient gets it. Subject and text are null where something they need is missing: it is held then."""

    recipient: str
    by_post: bool
    held: str | None
    subject: str | None
    text: str | None


class ToldRequestBody(BaseModel):
    """What became, or would become, of one request of the incident."""

    id: int
    reference: str | None
    result: incident_letter.Outcome
    message: str | None = Field(description="What speaks against it, for people.")
    letters: list[LetterShownBody]


class ToldBody(BaseModel):
    """A result for each request, the main one first."""

    results: list[ToldRequestBody]


@routes.get("/review/{request_id}/same", response_model=SameBody, summary="Tell what may be of the same fact")
def tell_same(http: HttpRequest, who: CallerOfReview, request_id: RowId) -> SameBody:
    """Return the requests that may be of the same fact, with score and reasons; none that is not the key's to read."""
    desk, language = desk_of(http), desk_of(http).languages[language_of(http)]
    with as_problems(http), desk.installation.database.read() as session:
        record = _own(session, who, request_id)
        if not _sees(who, record.line):
            return SameBody(same=[])
        view = desk.installation.towns.get(record.line.town)
        found = sameness.find(session, view, record, lambda line: _sees(who, line))
    note_list(desk, eyes_of_key(who), [one.line for one in found], "api same")
    return SameBody(same=[_likely(who, one, language) for one in found])


@routes.post("/review/{request_id}/same", response_model=DecidedBody, summary="Bring two requests of one fact together")
def bring(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: TogetherBody) -> DecidedBody:
    """Make the later of two requests a part of the other, include it in its incident or link it to it; return the main one."""
    installation = desk_of(http).installation
    with as_problems(http):
        for one in (request_id, body.other):
            _open(http, who, one, "same")
        asked = Together(request=RequestId(request_id), other=RequestId(body.other), kind=body.kind, version=body.version)
        return _decided(http, who, bring_together(installation, asked, body.agent, who.now))


@routes.get("/incidents", response_model=IncidentsBody, summary="List incidents")
def list_incidents(
    http: HttpRequest,
    who: CallerOfReview,
    after: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IncidentsBody:
    """Return incidents, that of the latest main request first."""
    with desk_of(http).installation.database.read() as session:
        told = list(islice(_known(session, who, None if after is None else RequestId(after)), limit))
    note_list(desk_of(http), eyes_of_key(who), [one.main for one in told], "api incidents")
    lines = [IncidentLineBody(**_line(who, one.main).model_dump(), included=one.included, still_open=one.still_open) for one in told]
    return IncidentsBody(incidents=lines, next=told[-1].main.id if len(told) == limit else None)


@routes.get("/incidents/figures", response_model=FiguresBody, summary="Count chasers, duplicates and incidents")
def tell_figures(
    http: HttpRequest, who: CallerOfReview, since: Annotated[Moment, Query()], until: Annotated[Moment | None, Query()] = None
) -> FiguresBody:
    """Count how often citizens told of one fact more than once, of what was received from a moment on, until another or now."""
    with desk_of(http).installation.database.read() as session:
        found = incidents.figures(session, who.town, since, who.now if until is None else until)
    return FiguresBody(**asdict(found))


@routes.get("/incidents/{request_id}", response_model=IncidentBody, summary="Look at an incident")
def look_at(http: HttpRequest, who: CallerOfReview, request_id: RowId) -> IncidentBody:
    """Return the incident a request is in or leads, with all its requests."""
    with as_problems(http), desk_of(http).installation.database.read() as session:
        record = _own(session, who, request_id)
        main = requests.get(session, incidents.find_main(session, record.line.id) or record.line.id)
        # That it is included in one that is not there for him is not told either.
        found = main if eyes_of_key(who).knows(main.line) else record
        parts = [one.line for one in incidents.included(session, found.line.id) if eyes_of_key(who).knows(one.line)]
        told = _incident(session, who, found, parts)
    note_list(desk_of(http), eyes_of_key(who), [found.line, *parts], "api incident")
    return told


@routes.post("/incidents/{request_id}/acts", response_model=DecidedBody, summary="Do something to all requests of an incident")
def do(http: HttpRequest, who: CallerOfActs, request_id: RowId, body: IncidentActBody) -> DecidedBody:
    """Do an act to the main request of an incident; the included ones follow after the answer, each requester told by his own way.

    Included ones that the key does not open stay as they are.
    """
    installation = desk_of(http).installation
    with as_problems(http):
        main = _open_main(http, who, request_id, "incident act")
        step = Step(
            act=Act(body.act),
            reason=body.reason,
            answer=body.answer,
            day=body.day,
            closure=body.closure,
        )
        asked = Asked(request=main, step=step, version=body.version)
        return _told(http, who, act_together(installation, asked, body.agent, who.now, most_of(who)), body.act, body.agent)


@routes.post("/incidents/{request_id}/letter/preview", response_model=ToldBody, summary="Show what everyone would be written")
def preview_letter(http: HttpRequest, who: CallerOfActs, request_id: RowId, body: LetterToAllBody) -> ToldBody:
    """Return exactly what each requester of the incident would get; nothing is written."""
    with as_problems(http):
        _open_with_main(http, who, request_id)
        words = Words(request=RequestId(request_id), text=body.text, is_open=partial(_is_whole, http, who))
        return _told_body(http, who, incident_letter.preview(desk_of(http).installation, words, body.agent, who.now))


@routes.post("/incidents/{request_id}/letter", response_model=ToldBody, summary="Write to everyone of an incident")
def write_letter(http: HttpRequest, who: CallerOfActs, request_id: RowId, body: LetterToAllBody) -> ToldBody:
    """Write to each requester of the incident by his own way, once; the same words again go to those alone who have not had them."""
    with as_problems(http):
        _open_with_main(http, who, request_id)
        words = Words(request=RequestId(request_id), text=body.text, is_open=partial(_is_whole, http, who))
        told = incident_letter.write_to_all(desk_of(http).installation, words, body.agent, who.now)
        with desk_of(http).installation.database.write() as session:
            note(session, who, f"request:{request_id}", {"act": "letter", "agent": body.agent, "incident": True})
        return _told_body(http, who, told)


@routes.post("/incidents/{request_id}/follow", response_model=DecidedBody, summary="Have the included requests follow")
def let_follow(http: HttpRequest, who: CallerOfActs, request_id: RowId, body: WhoBody) -> DecidedBody:
    """Have the included requests follow what was done last to the main one of the incident a request is in or leads."""
    installation = desk_of(http).installation
    with as_problems(http):
        main = _open_main(http, who, request_id, "follow")
        return _told(http, who, follow(installation, main, body.agent, who.now, most_of(who)), "follow", body.agent)


@routes.delete("/incidents/included/{request_id}", response_model=DecidedBody, summary="Take a request out of its incident")
def take_out(
    http: HttpRequest, who: CallerOfActs, request_id: RowId, agent: Annotated[str, Query(min_length=1, max_length=200)]
) -> DecidedBody:
    """Take a request out of its incident; one that is in none stays as it is."""
    installation = desk_of(http).installation
    with as_problems(http):
        _open(http, who, request_id, "detach")
        return _told(http, who, detach(installation, RequestId(request_id), agent, who.now), "detach", agent)


def _known(session: Session, who: Caller, after: RequestId | None) -> Iterator[IncidentLine]:
    """Yield the incidents behind one that are there for the key; that there are others no page tells, nor where it ends."""
    while page := incidents.page(session, who.town, after=after, limit=_AT_ONCE):
        yield from (one for one in page if eyes_of_key(who).knows(one.main))
        after = page[-1].main.id


def _told(http: HttpRequest, who: Caller, record: RequestRecord, done: str, agent: str) -> DecidedBody:
    """Return how a request stands, and write down by which key an agent's act came: the line of the act itself names the agent."""
    with desk_of(http).installation.database.write() as session:
        note(session, who, f"request:{record.line.id}", {"act": done, "agent": agent, "incident": True})
    return _decided(http, who, record)


def _told_body(http: HttpRequest, who: Caller, told: Sequence[incident_letter.Told]) -> ToldBody:
    """Return what each is written; which confidential requests it tells of is written down."""
    with desk_of(http).installation.database.read() as session:
        shown = requests.lines(session, [one.request for one in told if one.letters])
    note_list(desk_of(http), eyes_of_key(who), shown, "api incident letter")
    return ToldBody(
        results=[
            ToldRequestBody(
                id=one.request,
                reference=one.reference,
                result=one.outcome,
                message=_spoken(http, one),
                letters=[_letter_body(letter) for letter in one.letters],
            )
            for one in told
        ]
    )


def _letter_body(letter: Letter) -> LetterShownBody:
    said = {name: letter.payload.get(name) for name in ("subject", "body")}
    return LetterShownBody(
        recipient=letter.recipient,
        by_post=letter.payload.get("way") == BY_POST,
        held=None if letter.held is None else letter.held.value,
        subject=None if said["subject"] is None else str(said["subject"]),
        text=None if said["body"] is None else str(said["body"]),
    )


def _spoken(http: HttpRequest, one: incident_letter.Told) -> str | None:
    if one.error is not None:
        return sentences(http, one.error)
    is_refused = one.outcome is incident_letter.Outcome.REFUSED
    return desk_of(http).languages[language_of(http)].gettext(CONFIDENTIAL) if is_refused else None


def _decided(http: HttpRequest, who: Caller, record: RequestRecord) -> DecidedBody:
    return decided_body(record, may_read=_is_whole(http, who, record))


def _is_whole(http: HttpRequest, who: Caller, record: RequestRecord) -> bool:
    """Tell whether the content of a request is the key's to know."""
    ruleset = desk_of(http).installation.towns.get(record.line.town).ruleset
    return eyes_of_key(who).sees(facts_of(ruleset, record)) is Visibility.WHOLE


def _open(http: HttpRequest, who: Caller, request_id: int, what: str) -> RequestRecord:
    """Return a request whose content is the key's to know; see `opened` for what is written down. Raises ProblemError."""
    return opened(desk_of(http), who, str(request_id), what)


def _open_main(http: HttpRequest, who: Caller, request_id: int, what: str) -> RequestId:
    """Return the main request of an incident as `look_at` shows it, of one that is there for the key. Raises ProblemError."""
    record = _open(http, who, request_id, what)
    with desk_of(http).installation.database.read() as session:
        main = requests.get(session, top(session, record.line.id)).line
    is_another = main.id != record.line.id and eyes_of_key(who).knows(main)
    return _open(http, who, main.id, what).line.id if is_another else record.line.id


def _open_with_main(http: HttpRequest, who: Caller, request_id: int) -> None:
    """Raise ProblemError unless a request and the main one of its incident are the key's to read."""
    record = _open(http, who, request_id, "incident letter")
    with desk_of(http).installation.database.read() as session:
        main = top(session, record.line.id)
    if main != record.line.id:
        _open(http, who, main, "incident letter")


def _own(session: Session, who: Caller, request_id: int) -> RequestRecord:
    """Return a request of the caller's town. Raises NotFoundError."""
    record = requests.get(session, RequestId(request_id))
    if record.line.town != who.town or not eyes_of_key(who).knows(record.line):
        raise NotFoundError(say("There is no request {id}.", id=request_id))
    return record


def _sees(who: Caller, line: RequestLine) -> bool:
    """Tell whether the content of a request is the key's to know, and the agent's it names; that of social ones no key opens."""
    return eyes_of_key(who).shows(line)


def _line(who: Caller, line: RequestLine) -> FactLineBody:
    is_shown = _sees(who, line)
    return FactLineBody(
        id=line.id,
        number=None if line.number is None else str(line.number),
        tracking=line.tracking if is_shown else None,
        status=line.status.value,
        received_at=line.received_at,
        channel=line.channel.value if is_shown else None,
        subject=line.subject if is_shown else None,
        department=line.department if is_shown else None,
    )


def _likely(who: Caller, one: Likely, language: Language) -> LikelyBody:
    alike = one.sameness
    return LikelyBody(
        **_line(who, one.line).model_dump(),
        kind=alike.kind,
        score=alike.score,
        level="likely" if alike.level is Likelihood.LIKELY else "to_confirm",
        is_later=one.is_later,
        main=one.main,
        reasons=[
            ReasonBody(sign=ground.sign.value, weight=round(ground.weight, 2), says=said(ground_words(ground), language))
            for ground in alike.grounds
        ],
    )


def _incident(session: Session, who: Caller, main: RequestRecord, parts: Sequence[RequestLine]) -> IncidentBody:
    own = main.line.id
    gathered = incidents.gathered(session, [own])[own]
    return IncidentBody(
        **_line(who, main.line).model_dump(),
        included=gathered.included,
        still_open=gathered.still_open,
        contacts=gathered.contacts,
        chasers=gathered.chasers,
        duplicates=gathered.duplicates,
        is_under_way=incidents.is_under_way(session, own),
        requests=[_line(who, one) for one in parts],
    )
