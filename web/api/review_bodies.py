"""What the API of the review queue is told and answers."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.autonomy import Level
from domain.decision import ForReview
from domain.department import Confidentiality
from domain.review import Claim, PutOff
from flows.bulk import MOST, Result
from flows.requester_changes import FIELDS, Told
from flows.requester_correction import MOST_CHARACTERS
from flows.review import Waiting
from store.requests import RequestRecord

LARGEST_ID = 2**63 - 1
LARGEST_VERSION = 2**31 - 1
Agent = Annotated[str, Field(min_length=1, max_length=200, description="Login of the agent in whose name it is done.", examples=["marie"])]
Version = Annotated[
    int, Field(ge=1, le=LARGEST_VERSION, description="The version the agent saw: where it has changed since, nothing is done.")
]
Reason = Annotated[str, Field(max_length=2_000, description="Why; for the town's own people.")]
Code = Annotated[str, Field(min_length=1, max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ActBody(_Body):
    """Who does it."""

    agent: Agent


class SeenBody(ActBody):
    """Who does it, and in which version he saw the request."""

    version: Version


class AskingBody(_Body):
    """Who asks, set right: what is left out stays, and null is unknown."""

    name: str | None = Field(None, max_length=MOST_CHARACTERS, examples=["Quesnel Anne"])
    phone: str | None = Field(None, max_length=MOST_CHARACTERS, examples=["06 39 98 22 31"])
    email: str | None = Field(None, max_length=MOST_CHARACTERS, examples=["anne.quesnel@courriel.example"])
    address: str | None = Field(None, max_length=MOST_CHARACTERS, examples=["14 rue du Chemin-Vert, 50700 Valognes"])

    @property
    def told(self) -> Told:
        """Return what an agent says by it."""
        return Told(**{name: (getattr(self, name) or "") if name in self.model_fields_set else None for name in FIELDS})


class CorrectionBody(_Body):
    """What is set right; what is left out stays as proposed. A subject or a place brings its department with it."""

    subject: Code | None = Field(None, examples=["VOI-02"])
    department: Code | None = Field(None, examples=["VOI"])
    street: str | None = Field(None, min_length=1, max_length=200)
    number: str | None = Field(None, min_length=1, max_length=20)
    person: AskingBody | None = Field(None, description="Who asks; only while the request is in review.")


class ConfirmBody(SeenBody, CorrectionBody):
    """A confirmation, or a correction."""


class RequesterBody(SeenBody):
    """Who asks, set right before anything is decided."""

    person: AskingBody


class RejectBody(SeenBody):
    """A rejection."""

    reason: Reason


class PutOffBody(SeenBody):
    """Until when people come back to it."""

    until: AwareDatetime
    reason: Reason


class AttachBody(SeenBody):
    """The request it belongs to."""

    main: int = Field(ge=1, le=LARGEST_ID, description="Id of the request it is made a part of.")


class CutBody(SeenBody):
    """A part of its text, in characters."""

    start: int = Field(ge=0, le=LARGEST_VERSION)
    end: int = Field(ge=0, le=LARGEST_VERSION, description="The first character behind the part.")


class ItemBody(CorrectionBody):
    """One request of many."""

    id: int = Field(ge=1, le=LARGEST_ID)
    version: Version
    act: Literal["confirm", "reject", "put_off"]
    reason: Reason = ""
    until: AwareDatetime | None = None


class BulkBody(ActBody):
    """Many requests at once."""

    items: list[ItemBody] = Field(min_length=1, max_length=MOST)


class LevelBody(ActBody):
    """How much a rule does alone."""

    level: Level
    reason: Reason


class HeldBody(BaseModel):
    """Who works on a request, and until when."""

    agent: str
    until: str


class PutOffState(HeldBody):
    """Until when it is put off, by whom and why."""

    reason: str | None


class RivalBody(BaseModel):
    """Another department that as good a rule would have chosen."""

    department: str
    rule: str


class QueueLineBody(BaseModel):
    """A request of the queue. Of one that is not the reader's it is told that it is there, when it came and who has it."""

    id: int
    number: str | None
    tracking: str | None
    version: int
    status: str
    received_at: str
    department: str | None
    subject: str | None
    priority: int | None
    confidence: float | None
    confidentiality: int
    reasons: list[str]
    legal_on: str | None = Field(description="The day of its legal clock, if it has one.")
    claim: HeldBody | None
    put_off: PutOffState | None


class QueuePageBody(BaseModel):
    """A page of the queue, the most urgent first; those that are not the reader's behind, as they came in."""

    requests: list[QueueLineBody]
    next: str | None = Field(description="What to send as `after` for the next page.")


class QueuedBody(QueueLineBody):
    """A request with its text and the other candidates."""

    alternatives: list[str] = Field(description="Other subjects, the likeliest first.")
    rivals: list[RivalBody]
    heading: str | None
    text: str | None


class NextBody(BaseModel):
    """The request that is held now; none where nothing waits."""

    request: QueuedBody | None


class DecidedBody(BaseModel):
    """How a request stands after what was done; of one that is not for everybody without its subject.

    Code and department are told only to who may read the request.
    """

    id: int
    number: str | None
    tracking: str | None
    version: int
    status: str
    subject: str | None
    department: str | None


class CutDoneBody(BaseModel):
    """The request that keeps the rest, and the one that was made."""

    kept: DecidedBody
    made: DecidedBody


class ResultBody(BaseModel):
    """What became of one request of many."""

    id: int
    result: Result
    message: str | None = Field(description="What speaks against it, for people.")
    request: DecidedBody | None


class ResultsBody(BaseModel):
    """A result for each, in the same order."""

    results: list[ResultBody]


class RateBody(BaseModel):
    """How many requests were decided, and how many otherwise than proposed."""

    key: str
    decided: int
    corrected: int
    rate: float


class RatesBody(BaseModel):
    """The rates, most decided first; by month, the first month first."""

    rates: list[RateBody]


class RuleBody(BaseModel):
    """How a rule stands."""

    rule: str
    level: Level
    since: str | None
    by: str | None
    why: str | None = Field(description="By `system`: corrections and requests of the burst, such as 3/10.")
    confirmed: int
    right: int
    has_earned: bool


class RulesBody(BaseModel):
    """The rules of which anything was said or confirmed."""

    rules: list[RuleBody]


def queue_line_body(one: Waiting, *, may_read: bool) -> QueueLineBody:
    """Return a request as the queue shows it."""
    line = one.line
    is_hidden = not may_read
    return QueueLineBody(
        id=line.id,
        number=None if line.number is None else str(line.number),
        tracking=None if is_hidden else line.tracking,
        version=line.version,
        status=line.status.value,
        received_at=line.received_at.isoformat(),
        department=None if is_hidden else line.department,
        subject=None if is_hidden else line.subject,
        priority=None if is_hidden else line.priority,
        confidence=None if is_hidden else line.confidence,
        confidentiality=int(line.confidentiality),
        reasons=[] if is_hidden else [reason.value for reason in line.reasons],
        legal_on=None if is_hidden or line.dates.legal_on is None else line.dates.legal_on.isoformat(),
        claim=None if one.claim is None else held_body(one.claim),
        put_off=None if one.put_off is None else _put_off(one.put_off, may_read=may_read),
    )


def queued_body(record: RequestRecord, one: Waiting, *, may_read: bool) -> QueuedBody:
    """Return a request with its text, where that is the key's to know."""
    is_hidden = not may_read
    decision = record.decision
    doubt = decision if isinstance(decision, ForReview) and not is_hidden else None
    return QueuedBody(
        **queue_line_body(one, may_read=may_read).model_dump(),
        alternatives=[] if doubt is None else list(doubt.alternatives),
        rivals=[] if doubt is None else [RivalBody(department=rival.department, rule=rival.rule) for rival in doubt.rivals],
        heading=None if is_hidden else record.line.heading,
        text=None if is_hidden else record.details,
    )


def decided_body(record: RequestRecord, *, may_read: bool) -> DecidedBody:
    """Return how a request stands; what it is about, where it is and its code as far as that is the key's to know."""
    line = record.line
    return DecidedBody(
        id=line.id,
        number=None if line.number is None else str(line.number),
        tracking=line.tracking if may_read else None,
        version=line.version,
        status=line.status.value,
        subject=line.subject if may_read and line.confidentiality is Confidentiality.NORMAL else None,
        department=line.department if may_read else None,
    )


def held_body(claim: Claim) -> HeldBody:
    """Return who works on a request."""
    return HeldBody(agent=claim.agent, until=claim.until.isoformat(timespec="seconds"))


def _put_off(put: PutOff, *, may_read: bool) -> PutOffState:
    return PutOffState(agent=put.agent, until=put.until.isoformat(timespec="seconds"), reason=put.reason if may_read else None)
