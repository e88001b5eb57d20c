"""Call logs that a switchboard's own program hands over, and what became of their rows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool

from domain.errors import NotFoundError, UnreadableInputError
from flows import once
from flows.call_backs import follow
from flows.call_faults import OldWorkbookError
from flows.calls import Kept, keep_blob, kept_report, read_log
from flows.once import DifferentError
from ingest.drop.names import shown
from store import call_logs
from store.answered import Answered
from store.arriving import Incoming
from store.call_logs import CallLog, LogState, Origin
from store.calls import CallLogId
from web.access import LARGEST_ID
from web.api.caller import Caller, CallerOfCalls, written
from web.api.entries import KEY_USED
from web.api.problems import BAD, NOT_FOUND, TOO_LARGE, WRONG, Problem, ProblemError
from web.desk import Desk, desk_of
from web.words import N_

routes = APIRouter(prefix="/api/v1", tags=["call-logs"])
MOST_BYTES = 2 * 2**30
AT_ONCE_BYTES = 8 * 2**20
"""A log of so many bytes is read before the answer; a larger one by a worker, and its address tells how far it is."""
_SOON = timedelta(minutes=5)
"""Should the process end while it reads a small one, a worker finds it so much later."""
MOST_LISTED = 200
_LONGEST_NAME = 200
_ACCEPTED, _CREATED, _OK = 202, 201, 200
_NOT_A_LOG = N_("This is no call log that can be read. If it is one, describe its columns: citoyen calls mapping.")
_OLD_WORKBOOK = N_("This is a workbook of an older Excel (.xls). Save it as .xlsx or .csv.")
_EMPTY = N_("Nothing was sent. Send the log as the body, or as the part “file” of a form.")
_NO_FORM = N_("This is no form that can be read (multipart/form-data). Send the log as the body.")


class RowBody(BaseModel):
    """A row that could not be read."""

    line: int
    reason: str
    value: str


class LogBody(BaseModel):
    """A call log and what became of its rows."""

    id: int
    town: str
    source: str
    sha256: str | None
    state: str
    layout: str
    bytes: int
    rows: int
    drafts: int
    cards: int
    joined: int
    internal: int
    outgoing: int
    ignored: dict[str, int]
    unreadable: int
    open: int = Field(description="Rows of calls that further rows may belong to, of a log that grows; all others have an outcome.")
    doubts: list[str] = Field(description="What is odd about the log as a whole, such as `clock_back`, `future`, `mixed_encoding`.")
    unreadable_rows: list[RowBody]
    first_at: datetime | None
    last_at: datetime | None
    received_at: datetime
    updated_at: datetime


_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
            },
        },
    }
}


@routes.post(
    "/call-logs",
    status_code=_CREATED,
    response_model=LogBody,
    summary="Hand over a call log",
    openapi_extra=_SENT,
    responses={
        _OK: {"model": LogBody, "description": "The same log was handed over before."},
        _ACCEPTED: {"model": LogBody, "description": "It is kept and will be read; Location tells where to ask."},
        **{code: {"model": Problem} for code in (400, 401, 403, 404, 413, 422, 429, 503)},
    },
)
async def add_log(
    http: HttpRequest, who: CallerOfCalls, name: Annotated[str, Query(max_length=_LONGEST_NAME, description="Name of the file.")] = ""
) -> JSONResponse:
    """Keep a log of up to 2 GB and say what became of its rows; the same log twice is one. It is written to disk as it comes."""
    with _incoming(desk_of(http)) as incoming:
        given = await _receive(http, incoming)
        if not incoming.size:
            raise ProblemError(BAD, "empty", _EMPTY)
        return await run_in_threadpool(_kept, http, who, incoming, name or given)


@routes.get(
    "/call-logs",
    response_model=list[LogBody],
    summary="List call logs",
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 422, 429, 503)},
)
def list_logs(
    http: HttpRequest,
    who: CallerOfCalls,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only logs older than the one of this id.")] = None,
) -> JSONResponse:
    """Return the last logs of the town, the newest first, without their unreadable rows."""
    with desk_of(http).installation.database.read() as session:
        found = call_logs.page(session, who.town, limit, CallLogId(before) if before is not None else None)
    return JSONResponse([_body(log, ()) for log in found])


@routes.get(
    "/call-logs/{log_id}",
    response_model=LogBody,
    summary="What became of a call log",
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 422, 429, 503)},
)
def show_log(http: HttpRequest, who: CallerOfCalls, log_id: Annotated[int, InPath(ge=1, le=LARGEST_ID)]) -> JSONResponse:
    """Return a log with what became of its rows so far, and the first thousand that could not be read."""
    return JSONResponse(_shown(desk_of(http), who, CallLogId(log_id)))


def _kept(http: HttpRequest, who: Caller, incoming: Incoming, name: str) -> JSONResponse:
    """Write the log down and read it, where it is small; return the answer. Under one Idempotency-Key the first one is given again."""
    installation = desk_of(http).installation
    is_small = incoming.size <= AT_ONCE_BYTES
    kept = Kept(digest=incoming.keep(), size=incoming.size, read_in=_SOON if is_small else timedelta())
    write = written(http, who.identity, who.town, f"{kept.digest} {name}".encode())

    def do() -> Answered:
        status, told = _read(http, who, kept, name)
        if write is not None:
            with installation.database.write() as session:
                once.keep(session, write, status, told, who.now)
        return Answered(fingerprint="" if write is None else write.fingerprint, status=status, answer=told)

    try:
        answer = once.once(installation, write, do)
    except DifferentError as error:
        raise ProblemError(WRONG, "idempotency_key_used", KEY_USED) from error
    return JSONResponse(answer.answer, answer.status, headers={"Location": f"/api/v1/call-logs/{answer.answer['id']}"})


def _read(http: HttpRequest, who: Caller, kept: Kept, name: str) -> tuple[int, dict[str, object]]:
    """Return the status and what became of the log so far; the same log again is the one that is there."""
    desk = desk_of(http)
    installation, is_small = desk.installation, kept.size <= AT_ONCE_BYTES
    source = shown(name.replace("\\", "/").rpartition("/")[2]) or "call-log"
    log = keep_blob(installation, who.town, Origin(source=source, actor=who.name), kept, who.now)
    is_known = log.state is LogState.DONE
    if is_small and not is_known:
        try:
            read_log(installation, log.id, lambda: datetime.now(UTC), _nobody)
        except UnreadableInputError as error:
            told = _OLD_WORKBOOK if isinstance(error, OldWorkbookError) else _NOT_A_LOG
            raise ProblemError(WRONG, "not_a_call_log", told) from error
        follow(installation, datetime.now(UTC))
    status = _OK if is_known else (_CREATED if is_small else _ACCEPTED)
    return status, _shown(desk, who, log.id)


def _shown(desk: Desk, who: Caller, log_id: CallLogId) -> dict[str, object]:
    with desk.installation.database.read() as session:
        try:
            log = call_logs.get(session, log_id)
        except NotFoundError as error:
            raise ProblemError(NOT_FOUND, "not_found") from error
        if log.town != who.town:
            raise ProblemError(NOT_FOUND, "not_found")
        faults = call_logs.faults(session, log_id)
    return _body(log, tuple(RowBody(line=one.line, reason=one.reason, value=one.value) for one in faults))


def _body(log: CallLog, faults: tuple[RowBody, ...]) -> dict[str, object]:
    counts = log.counts
    first, last = log.progress.span or (None, None)
    body = LogBody(
        id=log.id,
        town=log.town,
        source=log.source,
        sha256=log.digest,
        state=log.state.value,
        layout=log.layout,
        bytes=log.progress.size,
        rows=counts.get("rows", 0),
        drafts=counts.get("drafts", 0),
        cards=counts.get("cards", 0),
        joined=counts.get("joined", 0),
        internal=counts.get("internal", 0),
        outgoing=counts.get("outgoing", 0),
        ignored=counts.get("ignored", {}),
        unreadable=counts.get("unreadable", 0),
        open=kept_report(log).open_rows,
        doubts=list(counts.get("doubts", {})),
        unreadable_rows=list(faults),
        first_at=first,
        last_at=last,
        received_at=log.created_at,
        updated_at=log.updated_at,
    )
    return body.model_dump(mode="json")


# --- the bytes as they come -----------------------------------------------------------------------------------------------------------


@contextmanager
def _incoming(desk: Desk) -> Iterator[Incoming]:
    with desk.installation.blobs.incoming() as incoming:
        yield incoming


async def _receive(http: HttpRequest, incoming: Incoming) -> str:
    """Write the log to disk as it comes, and return the name the form gives it."""
    kind, parameters = parse_options_header(http.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        return await _receive_form(http, incoming, parameters.get(b"boundary", b""))
    async for chunk in _limited(http):
        await run_in_threadpool(incoming.write, chunk)
    return ""


async def _limited(http: HttpRequest) -> AsyncIterator[bytes]:
    count = 0
    async for chunk in http.stream():
        count += len(chunk)
        if count > MOST_BYTES:
            raise ProblemError(TOO_LARGE, "too_large")
        if chunk:
            yield chunk


class _Part(NamedTuple):
    name: bytes
    filename: bytes


class _Form:
    """Takes a form apart as it comes: of the part that is a file, or is called so, its bytes are given on; others are passed over."""

    def __init__(self, boundary: bytes) -> None:
        self.pieces: list[bytes] = []
        self.filename = ""
        self._field, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._is_wanted = self._is_found = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_header_field": self._name,
                "on_header_value": self._words,
                "on_header_end": self._header,
                "on_headers_finished": self._decide,
            },
        )

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return what of the file is in a chunk. Raises FormParserError."""
        self._parser.write(chunk)
        pieces, self.pieces = self.pieces, []
        return pieces

    def _begin(self) -> None:
        self._headers = {}

    def _name(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _words(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field, self._value = b"", b""

    def _decide(self) -> None:
        _, told = parse_options_header(self._headers.get(b"content-disposition", b""))
        part = _Part(name=told.get(b"name", b""), filename=told.get(b"filename", b""))
        self._is_wanted = not self._is_found and (part.name == b"file" or bool(part.filename))
        if self._is_wanted:
            self._is_found = True
            self.filename = part.filename.decode("utf-8", "replace")[:_LONGEST_NAME]

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_wanted:
            self.pieces.append(data[start:end])

    def _end(self) -> None:
        self._is_wanted = False


async def _receive_form(http: HttpRequest, incoming: Incoming, boundary: bytes) -> str:
    try:
        form = _Form(boundary)
        async for chunk in _limited(http):
            for piece in form.feed(chunk):
                await run_in_threadpool(incoming.write, piece)
    except FormParserError as error:
        raise ProblemError(BAD, "malformed", _NO_FORM) from error
    return form.filename


def _nobody(_done: int) -> None:
    """Nobody waits to hear how far it is."""
