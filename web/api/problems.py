"""What the API says when something is wrong: Problem Details (RFC 9457), in the caller's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request as HttpRequest
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from web.desk import desk_of
from web.translations import negotiate
from web.words import N_

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
BAD, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, CONFLICT = 400, 401, 403, 404, 405, 409
TOO_LARGE, UNSUPPORTED, WRONG, TOO_MANY, FAULT, UNAVAILABLE = 413, 415, 422, 429, 500, 503
SECONDS_TO_WAIT = "60"
MOST_ERRORS = 100
"""A body with ten thousand mistakes is answered with the first."""

TEXTS: Mapping[int, tuple[str, str]] = {
    BAD: (N_("Not understood"), N_("The call is not as the documentation says. See /api/v1/docs.")),
    UNAUTHENTICATED: (N_("Key needed"), N_("Send a valid API key in the header Authorization, as Bearer. An administrator makes one.")),
    FORBIDDEN: (N_("Not allowed"), N_("This API key does not allow this. An administrator can make one that does.")),
    NOT_FOUND: (N_("Not found"), N_("There is nothing at this address, or it belongs to another town.")),
    NOT_ALLOWED: (N_("Not allowed"), N_("This address does not take this method. See /api/v1/docs.")),
    CONFLICT: (N_("Conflict"), N_("Somebody else was faster, or what is there does not allow it. Nothing was overwritten.")),
    TOO_LARGE: (N_("Too large"), N_("This is larger than what is taken in. Nothing was kept.")),
    UNSUPPORTED: (N_("Not understood"), N_("This Content-Type is not taken here. See /api/v1/docs.")),
    WRONG: (N_("Something is missing or wrong"), N_("Nothing was kept. Each mistake stands beside its field.")),
    TOO_MANY: (N_("Too many calls"), N_("This key, or this address, has called too often. Wait a minute.")),
    FAULT: (N_("Something went wrong"), N_("It is our fault, not yours. Send it again; with the same Idempotency-Key it is kept once.")),
    UNAVAILABLE: (
        N_("Unavailable for a moment"),
        N_("The database or the disk does not answer. Nothing was kept. Send it again in a minute."),
    ),
}
_WRONG_VALUES: Mapping[str, str] = {
    "missing": N_("This field is required."),
    "extra_forbidden": N_("There is no such field."),
    "string_too_long": N_("This is too long."),
    "string_too_short": N_("This is too short."),
    "enum": N_("This is none of the values there are."),
    "literal_error": N_("This is none of the values there are."),
    "json_invalid": N_("This is no valid JSON."),
}
_OTHER = N_("This value is not of the expected form.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One mistake: the field by its path, such as ``requester.email``, a code for programs, and words for people, translated."""

    field: str
    code: str
    message: str


class HowItStands(BaseModel):
    """How a request stands that somebody saw otherwise, or whose state does not allow what was asked."""

    version: int
    status: str = Field(examples=["accepted"])
    by: str | None = Field(description="Login of who did something to it last.", examples=["luc"])
    at: datetime | None = Field(description="When he did.")
    action: str | None = Field(description="What he did, as the history names it.", examples=["taken"])
    acts: list[str] = Field(description="What may be done to it now, by whoever may.", examples=[["plan", "ask", "finish"]])


class ProblemError(Exception):
    """Answer with a problem. ``detail`` is a message id; None for what is said of the status anyway. ``errors`` are translated."""

    def __init__(
        self, status: int, code: str, detail: str | None = None, errors: Sequence[Wrong] = (), stands: HowItStands | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.stands = stands


class ProblemField(BaseModel):
    """One field that is wrong."""

    field: str = Field(examples=["requester.email"])
    code: str = Field(examples=["missing"])
    message: str


class Problem(BaseModel):
    """Problem Details (RFC 9457). ``code`` is for programs, ``title`` and ``detail`` are for people, in the language they ask for."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemField] = Field(default_factory=list)
    stands: HowItStands | None = Field(default=None, description="With 409, of one request: how it stands now.")
    reference: str | None = Field(default=None, description="What to tell the administrator after a fault of ours.")


def is_for_programs(http: HttpRequest) -> bool:
    """Return whether the caller of an address is a program that reads problems."""
    return http.url.path.startswith(PREFIX)


def language_of(http: HttpRequest) -> str:
    """Return the language a caller wants."""
    return negotiate(http.headers.get("accept-language"))


def answer_problem(http: HttpRequest, error: ProblemError, reference: str | None = None) -> JSONResponse:
    """Return the answer to a call that could not be done."""
    gettext = desk_of(http).languages[language_of(http)].gettext
    title, advice = TEXTS.get(error.status, TEXTS[BAD])
    problem = Problem(
        title=gettext(title),
        status=error.status,
        detail=gettext(error.detail or advice),
        code=error.code,
        errors=[ProblemField(field=one.field, code=one.code, message=one.message) for one in error.errors[:MOST_ERRORS]],
        stands=error.stands,
        reference=reference,
    )
    headers = {"Cache-Control": "no-store", "Content-Language": language_of(http)}
    if error.status == UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in (TOO_MANY, UNAVAILABLE):
        headers["Retry-After"] = SECONDS_TO_WAIT
    return JSONResponse(problem.model_dump(mode="json", exclude_none=True), error.status, headers, media_type=MEDIA_TYPE)


def wrong_values(http: HttpRequest, error: RequestValidationError) -> ProblemError:
    """Return what is wrong with a call, beside each field."""
    gettext = desk_of(http).languages[language_of(http)].gettext
    found = [
        Wrong(
            field=".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]),
            code=str(one["type"]),
            message=gettext(_WRONG_VALUES.get(str(one["type"]), _OTHER)),
        )
        for one in error.errors()[:MOST_ERRORS]
    ]
    is_no_json = any(one.code == "json_invalid" for one in found)
    return ProblemError(BAD, "invalid_json", errors=found) if is_no_json else ProblemError(WRONG, "invalid", errors=found)
