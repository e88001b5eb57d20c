"""The town's forms for programs: what they ask, and what was filled in."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from domain.api_key import Scope
from domain.form import FieldKind, FormDefinition, FormFile
from flows.forms import secret_of
from flows.once import DifferentError
from flows.submit import FaultyError, Way
from ingest.form.container import TRAP
from ingest.form.faults import Fault
from ingest.form.signed import Call, Trust, trust_of
from ingest.form.validate import Submission
from store.answered import Answered
from store.forms import Published
from web.api.caller import KEY_OR_NONE, Anyone, ClaimOfCaller, address_of, anyone, claimed, keys_throttle, limited_body, remembered, written
from web.api.entries import KEY_USED
from web.api.form_intake import intake_of
from web.api.problems import (
    BAD,
    FORBIDDEN,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHENTICATED,
    UNSUPPORTED,
    WRONG,
    Problem,
    ProblemError,
    Wrong,
    language_of,
)
from web.desk import base_address, desk_of
from web.form_schema import CONFIRMED, LANGUAGE, described, described_whole, schema_of
from web.form_words import TRUSTS, fault_text
from web.translations import LANGUAGES, Language
from web.uploads import read_upload
from web.words import N_

routes = APIRouter(prefix="/api/v1/forms", tags=["forms"])
A_MINUTE, ALL_A_MINUTE = 12, 600
MOST_JSON, MOST_HOOK = 2 * 2**20, 4 * 2**20
_CLOSED = N_("This form is closed at the moment, or it takes submissions with a key only.")
_NO_OBJECT = N_("Send one JSON object with the fields of the form; see its schema.")
_NO_FORM = N_("There is no such form here.")
_NO_HOOK = N_("This form takes no webhooks, or it has no secret yet: citoyen forms secret.")
_JSON = "application/json"
Code = Annotated[str, Path(max_length=64, description="Code of the form.", examples=["signalement"])]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (400, 401, 403, 404, 413, 415, 422, 429, 503)
}  # Any: FastAPI's


class _SchemaResponse(JSONResponse):
    """A JSON Schema."""

    media_type = "application/schema+json"


class WordsBody(BaseModel):
    """A text in the form's languages."""

    fr: str
    en: str | None = None


class FormBody(BaseModel):
    """A form, without its fields."""

    code: str
    version: int
    title: WordsBody
    is_open: bool
    needs_key: bool
    page: str = Field(description="Its page for citizens, which the town's site may show in a frame.")
    schema_: str = Field(alias="schema", description="JSON Schema of what is posted.")
    submissions: str = Field(description="Where submissions are posted.")


class FormsBody(BaseModel):
    """The forms of a town."""

    forms: list[FormBody]


class SubmittedBody(BaseModel):
    """The receipt (accusé d'enregistrement): the code by which the request is followed."""

    tracking: str = Field(examples=["K7P4-2QXM"])
    received_at: str
    form: str
    version: int
    is_repeat: bool = Field(description="The same had been sent a moment ago; it was kept once and this is its receipt.")


@routes.get("", response_model=FormsBody, summary="List the forms of a town", responses=PROBLEMS)
def list_forms(http: HttpRequest, who: ClaimOfCaller) -> JSONResponse:
    """Return the published forms; those that need a key only to who sends one."""
    caller = anyone(http, who, Scope.FORMS)
    shown = (one for one in intake_of(http).book.of(caller.town) if caller.key is not None or not one.definition.needs_key)
    return JSONResponse({"forms": [described(one, base_address(http)) for one in shown]})


@routes.get("/{form}", summary="Read a form", responses=PROBLEMS)
def read_form(http: HttpRequest, form: Code, who: ClaimOfCaller) -> JSONResponse:
    """Return a form with its fields in both languages, for software that draws it itself."""
    return JSONResponse(described_whole(_form(http, form, anyone(http, who, Scope.FORMS)), base_address(http)))


@routes.get("/{form}/schema", summary="Read the JSON Schema of a submission", responses=PROBLEMS, response_class=_SchemaResponse)
def read_schema(http: HttpRequest, form: Code, who: ClaimOfCaller) -> JSONResponse:
    """Return the JSON Schema (2020-12) of what is posted."""
    found = _form(http, form, anyone(http, who, Scope.FORMS))
    address = f"{base_address(http)}/api/v1/forms/{found.definition.code}/schema?town={found.town}"
    return _SchemaResponse(schema_of(found, address))


_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": {
                    "type": "object",
                    "description": "The fields of the form by their names; its own schema is at /forms/{form}/schema.",
                    "additionalProperties": True,
                },
                "examples": {
                    "signalement": {
                        "value": {
                            "type": "eclairage",
                            "lieu": "12 rue des Religieuses",
                            "description": "Le lampadaire clignote.",
                            "reponse": "non",
                        }
                    }
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "description": "The same with files, each under the name of its field.",
                    "additionalProperties": True,
                }
            },
        },
    }
}


@routes.post(
    "/{form}/submissions",
    status_code=201,
    response_model=SubmittedBody,
    summary="Hand in a form",
    responses=PROBLEMS,
    openapi_extra=_BODY | KEY_OR_NONE,
)
async def hand_in(http: HttpRequest, form: Code, town: str | None = None) -> JSONResponse:
    """Keep a submission and give its receipt at once, both durable. With an Idempotency-Key the same call twice is one submission.

    Public forms need no key; then so many are taken in a minute from one address.
    """
    who = claimed(http, town)
    if who.secret is None and not keys_throttle(http).admits(f"form {address_of(http)}", A_MINUTE):
        raise ProblemError(TOO_MANY, "too_many_calls")
    caller = remembered(http, who, Scope.FORMS)
    if caller is None:
        caller = await run_in_threadpool(anyone, http, who, Scope.FORMS)
    found = _form(http, form, caller)
    _admit(http, found, caller)
    read = await _read(http, found.definition)
    language = desk_of(http).languages[read.language or language_of(http)]
    way = Way(
        now=caller.now,
        language=language.code,
        address=f"{caller.identity} {address_of(http)}",
        trap=read.trap,
        write=written(http, caller.identity, caller.town, read.content),
    )
    submit = partial(intake_of(http).submit, found, read.submission, way)
    try:
        kept = submit() if not read.submission.files else await run_in_threadpool(submit)
        answered = await asyncio.wrap_future(kept)
    except FaultyError as error:
        raise ProblemError(WRONG, "invalid", errors=[_wrong(one, found, language) for one in error.faults]) from error
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return JSONResponse(answered.answer, answered.status)


@routes.post(
    "/{form}/webhook",
    status_code=201,
    response_model=SubmittedBody,
    summary="Hand in what a form builder sends",
    responses=PROBLEMS,
    openapi_extra={"requestBody": {"required": True, "content": {_JSON: {"schema": {"description": "As the form builder writes it."}}}}},
)
async def hook(http: HttpRequest, form: Code, town: str | None = None) -> JSONResponse:
    """Keep what a form builder sends, signed with the secret of the form (HMAC-SHA256), to be read by the form's mapping."""
    if not keys_throttle(http).admits(f"hook {address_of(http)}", ALL_A_MINUTE):
        raise ProblemError(TOO_MANY, "too_many_calls")
    body = await limited_body(http, MOST_HOOK)
    answered = await run_in_threadpool(_take_hook, http, form, town, body)
    return JSONResponse(answered.answer, answered.status)


# --- a submission ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was sent, and the bytes by which it is known again."""

    submission: Submission
    content: bytes
    trap: str
    language: str | None


def _wrong(fault: Fault, form: Published, language: Language) -> Wrong:
    words = (fault_text(fault, form.definition, language), *(f"→ {one}" for one in fault.proposals))
    return Wrong(field=fault.field, code=f"doubtful.{fault.code}" if fault.is_doubt else fault.code, message=" ".join(words))


def _admit(http: HttpRequest, form: Published, who: Anyone) -> None:
    if not form.definition.is_open:
        raise ProblemError(FORBIDDEN, "closed", _CLOSED)
    if who.key is None and not keys_throttle(http).admits(f"form of {form.town}/{form.definition.code}", ALL_A_MINUTE):
        raise ProblemError(TOO_MANY, "too_many_calls")


async def _read(http: HttpRequest, definition: FormDefinition) -> _Read:
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return await _read_fields(http, definition)
    if kind and kind != _JSON and not kind.endswith("+json"):
        raise ProblemError(UNSUPPORTED, "unsupported")
    body = await limited_body(http, MOST_JSON)
    return _sent(_object(body), {}, body)


async def _read_fields(http: HttpRequest, definition: FormDefinition) -> _Read:
    try:
        sent = await read_upload(http, definition)
    except HTTPException as error:
        raise ProblemError(TOO_LARGE if error.status_code == TOO_LARGE else BAD, "invalid_body") from error
    values, files = sent.values, sent.files
    several = {one.name for one in definition.fields if one.kind is FieldKind.SEVERAL_OF} | {CONFIRMED}
    given: dict[str, object] = {name: list(texts) if name in several else texts[0] for name, texts in values.items()}
    # The boundary between the parts is another each time, what stands between it is not.
    known = json.dumps([values, {name: [one.filename for one in ones] for name, ones in files.items()}], sort_keys=True).encode()
    return _sent(given, files, known + b"".join(one.content for ones in files.values() for one in ones))


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ProblemError(BAD, "invalid_json", _NO_OBJECT) from error
    if not isinstance(found, dict):
        raise ProblemError(WRONG, "invalid", _NO_OBJECT)
    return found


def _no_number(text: str) -> object:
    raise ValueError(text)


def _sent(found: Mapping[str, object], files: Mapping[str, Sequence[FormFile]], content: bytes) -> _Read:
    confirmed, language, trap = found.get(CONFIRMED), found.get(LANGUAGE), found.get(TRAP)
    names = [one for one in confirmed if isinstance(one, str)] if isinstance(confirmed, list) else []
    given = {name: value for name, value in found.items() if name not in {CONFIRMED, LANGUAGE, TRAP}}
    return _Read(
        submission=Submission(given=given, files=files, confirmed=frozenset(names)),
        content=content,
        trap=trap if isinstance(trap, str) else "",
        language=language if isinstance(language, str) and language in LANGUAGES else None,
    )


# --- webhooks -------------------------------------------------------------------------------------------------------------------------


def _take_hook(http: HttpRequest, code: str, town: str | None, body: bytes) -> Answered:
    installation = desk_of(http).installation
    towns = installation.towns.ids()
    chosen = next((one for one in towns if one == town), None) if town is not None or len(towns) != 1 else towns[0]
    form = intake_of(http).book.find(chosen, code) if chosen is not None else None
    if form is None:
        raise ProblemError(NOT_FOUND, "no_such_form", _NO_FORM)
    secret = secret_of(installation, form.town, form.definition.code)
    if form.definition.hook is None or not secret:
        raise ProblemError(FORBIDDEN, "no_webhook", _NO_HOOK)
    if not form.definition.is_open:
        raise ProblemError(FORBIDDEN, "closed", _CLOSED)
    now = datetime.now(UTC)
    call = Call(headers={name.lower(): value for name, value in http.headers.items()}, body=body, at=now.timestamp())
    trust = trust_of(form.definition.hook, secret, call)
    if trust is not Trust.GOOD:
        raise ProblemError(UNAUTHENTICATED, f"signature_{trust}", TRUSTS[trust])
    return intake_of(http).take_hook(form, body, Way(now=now)).result()


# --- which form -----------------------------------------------------------------------------------------------------------------------


def _form(http: HttpRequest, code: str, who: Anyone) -> Published:
    found = intake_of(http).book.find(who.town, code)
    if found is None or (found.definition.needs_key and who.key is None):
        raise ProblemError(NOT_FOUND, "no_such_form", _NO_FORM)
    return found
