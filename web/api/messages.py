"""Messages to requesters in an agent's own words through the API: shown first as each gets them, then sent."""

from datetime import date

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from domain.note import FileId
from flows.correspondence.writing import BY_HAND
from flows.listing import FIRST_DAY, LAST_DAY
from flows.own_words import MOST_CHARACTERS, OwnWords
from flows.own_words import preview as shown_before
from flows.own_words import send as send_words
from flows.post import BY_POST
from flows.whole import files_of
from store.outbox import Held, Letter
from store.requests import RequestRecord
from web.access import LARGEST_ID
from web.api.acts import note_act
from web.api.caller import Caller, CallerOfActs, as_agent
from web.api.caller import written as keyed
from web.api.problems import WRONG, Problem, ProblemError, Wrong
from web.api.refusals import as_problems
from web.api.requests import FAULTS, Reference, eyes_of_key, opened
from web.api.written_once import answered_model
from web.desk import desk_of
from web.words import N_

routes = APIRouter(prefix="/api/v1/requests", tags=["letters"])
_WRITE_FAULTS: dict[int | str, dict[str, object]] = {**FAULTS, 409: {"model": Problem}}
_MOST_FILES = 50
_NO_FILE = N_("A file is not there any more, or is for the town hall alone.")


class MessageBody(BaseModel):
    """What the requesters of a request are to be told.

    The same words with the same files at the same version leave once, unless another Idempotency-Key says that they are to leave again.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    agent: str = Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])
    version: int = Field(ge=0, le=LARGEST_ID, description="The version that was seen: where somebody was faster, nothing leaves.")
    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    until: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="Wait for the answer up to this day; null: do not wait.")
    files: list[int] = Field(default_factory=list, max_length=_MOST_FILES, description="Ids of added files that may be shared.")


class PreviewedBody(BaseModel):
    """A letter as its recipient gets it. ``recipient`` is null where the address stands on the original only."""

    recipient: str | None
    by_post: bool
    subject: str
    text: str
    held: Held | None = Field(description="What it would wait for.")
    missing: str | None = Field(description="What its request does not have and its model names.")
    files: list[int]


class MessagePreviewBody(BaseModel):
    """What would leave; no letter: nobody can be reached."""

    request: int
    version: int = Field(description="The one the request has now: what is sent at it leaves as shown.")
    sender: str
    letters: list[PreviewedBody]


class SentBody(BaseModel):
    """How the request stands then, and how many letters leave; 0: these words had left already."""

    request: int
    version: int
    status: str
    letters: int


@routes.post("/{reference}/message/preview", response_model=MessagePreviewBody, summary="Show what a message says", responses=_WRITE_FAULTS)
def preview(http: HttpRequest, who: CallerOfActs, reference: Reference, body: MessageBody) -> MessagePreviewBody:
    """Return exactly what each requester would get; nothing is written or sent."""
    record = _opened(http, who, reference, body)
    with as_problems(http):
        shown = shown_before(desk_of(http).installation, _words(http, as_agent(http, who, body.agent), record, body), body.agent, who.now)
    return MessagePreviewBody(
        request=record.line.id, version=shown.version, sender=shown.sender, letters=[_letter(one) for one in shown.letters]
    )


@routes.post("/{reference}/message", response_model=SentBody, summary="Write to the requesters in own words", responses=_WRITE_FAULTS)
def send(http: HttpRequest, who: CallerOfActs, reference: Reference, body: MessageBody) -> Response:
    """Write to the requesters of a request; with ``until`` it waits for the answer from then on.

    409: somebody was faster, or nobody can be reached; 422: what is wrong, beside each field.
    """
    record = _opened(http, who, reference, body)
    write = keyed(http, who.identity, who.town, b"")
    once = None if write is None else f"{write.caller} {write.key}"

    def do() -> SentBody:
        written, letters = send_words(
            desk_of(http).installation, _words(http, as_agent(http, who, body.agent), record, body, once), body.agent, who.now
        )
        note_act(http, who, f"request:{written.line.id}", "message", body.agent)
        return SentBody(request=written.line.id, version=written.line.version, status=written.line.status, letters=letters)

    return answered_model(http, who, body, do)


def _opened(http: HttpRequest, who: Caller, reference: str, body: MessageBody) -> RequestRecord:
    return opened(desk_of(http), as_agent(http, who, body.agent), reference, "api message to requester")


def _words(http: HttpRequest, who: Caller, record: RequestRecord, body: MessageBody, once: str | None = None) -> OwnWords:
    files = tuple(map(FileId, body.files))
    with desk_of(http).installation.database.read() as session:
        known = {one.id for one in files_of(session, record.line.id, eyes_of_key(who).shows)} if files else set()
    if not known.issuperset(files):
        # Of a part that the key does not open, though its agent may read it.
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field="files", code="wrong", message=_NO_FILE),))
    return OwnWords(request=record.line.id, text=body.text, version=body.version, until=body.until, files=files, once=once)


def _letter(one: Letter) -> PreviewedBody:
    payload, added = one.payload, one.payload.get("added")
    missing = payload.get("field")
    return PreviewedBody(
        recipient=None if one.recipient == BY_HAND else one.recipient,
        by_post=payload.get("way") == BY_POST,
        subject=str(payload.get("subject") or ""),
        text=str(payload.get("body") or ""),
        held=one.held,
        missing=None if missing is None else str(missing),
        files=[int(file) for file in added] if isinstance(added, list) else [],
    )
