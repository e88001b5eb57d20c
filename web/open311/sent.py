"""The body of a post, however a client writes it: form fields (URL-encoded or multipart, with files), or JSON."""

import hashlib
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from flows.open311.reading import MOST_FILE_BYTES, MOST_FILES, Fields, Wrong
from ingest.charset import decode
from ingest.form.enclosed import File
from web.api.caller import limited_body
from web.api.problems import BAD, UNSUPPORTED, ProblemError
from web.open311.sender import check_files, check_secret, last_of
from web.open311.words import MISTAKES
from web.words import N_

MOST_FIELDS = 500
MOST_FIELD_BYTES = 2**20
MOST_BYTES = 4 * 2**20
"""Of a body without files."""
_NO_FORM = N_("Send form fields: application/x-www-form-urlencoded or multipart/form-data.")
_TOO_MANY_FIELDS = N_("There are more fields than are taken in.")
_NO_JSON = N_("This is no valid JSON object.")
_MOST_DEEP = 20
_CODES, _VALUES = ("code", "key", "name"), ("value", "values", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Fields in order, and files. ``content`` is all of it in one, to know the same post again."""

    fields: Fields
    files: tuple[File, ...]
    content: bytes

    def last(self, name: str) -> str:
        """Return the value of a field, empty where it was not sent."""
        return last_of(self.fields, name)


async def sent(http: HttpRequest) -> Sent:
    """Return what was posted. Raises ProblemError for a body that is none of the kinds, or too much, or is not his to send."""
    await run_in_threadpool(check_secret, http)
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    files: tuple[File, ...] = ()
    match kind:
        case "multipart/form-data":
            fields, files = await _multipart(http)
        case "application/x-www-form-urlencoded" | "":
            fields = list(_encoded(await limited_body(http, MOST_BYTES)))
        case "application/json":
            fields = list(_from_json(await limited_body(http, MOST_BYTES)))
        case _:
            raise ProblemError(UNSUPPORTED, "unsupported", _NO_FORM)
    names = {name for name, _ in fields}
    # Some clients put the jurisdiction, and some the key, into the address.
    fields += [(name, value) for name, value in http.query_params.multi_items() if name not in names]
    if len(fields) > MOST_FIELDS:
        raise ProblemError(BAD, "too_many_fields", _TOO_MANY_FIELDS)
    told = [[file.name, hashlib.sha256(file.content).hexdigest()] for file in files]
    return Sent(fields=fields, files=files, content=json.dumps([fields, told]).encode())


async def _multipart(http: HttpRequest) -> tuple[list[tuple[str, str]], tuple[File, ...]]:
    fields: list[tuple[str, str]] = []
    files: list[File] = []
    form = await _parsed(http)
    try:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields.append((name, value))
                continue
            content = await value.read(MOST_FILE_BYTES + 1)
            if content or value.filename:
                kind = value.content_type or "application/octet-stream"
                files.append(File(name=value.filename or None, media_type=kind, content=content))
    finally:
        await form.close()
    return fields, tuple(files)


async def _parsed(http: HttpRequest) -> FormData:
    async with aclosing(http.stream()) as stream:
        parser = _Guarded(http, stream)
        try:
            return await parser.parse()
        except MultiPartException as error:
            if parser.has_too_many_files:
                raise ProblemError(BAD, "too_many_files", MISTAKES[Wrong.TOO_MANY_FILES]) from error
            raise ProblemError(BAD, "invalid_body", _TOO_MANY_FIELDS if parser.has_too_many_fields else None) from error


class _Guarded(MultiPartParser):
    """Reads on behind the beginning of the first file only for somebody who may post."""

    def __init__(self, http: HttpRequest, stream: AsyncGenerator[bytes, None]) -> None:
        guarded = self._guarded(http, stream)
        super().__init__(http.headers, guarded, max_files=2 * MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES)

    @property
    def has_too_many_files(self) -> bool:
        return self._current_files > self.max_files

    @property
    def has_too_many_fields(self) -> bool:
        return self._current_fields > self.max_fields

    async def _guarded(self, http: HttpRequest, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        is_checked = False
        async for piece in stream:
            if not is_checked and self._current_files:
                fields = [(name, value) for name, value in self.items if isinstance(value, str)]
                await run_in_threadpool(check_files, http, fields)
                is_checked = True
            yield piece


def _encoded(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield URL-encoded fields; what is no UTF-8 was written by an old client in Windows-1252."""
    pieces = body.split(b"&", MOST_FIELDS + 1)
    for piece in pieces:
        if piece:
            name, _, value = piece.partition(b"=")
            yield _text(name), _text(value)


def _text(encoded: bytes) -> str:
    return decode(unquote_to_bytes(encoded.replace(b"+", b" ")), "utf-8")[0]


def _from_json(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a JSON object; the specification knows forms alone, but some clients send it."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError(BAD, "invalid_json", _NO_JSON) from error
    if not isinstance(document, dict) or _is_deep(document):
        raise ProblemError(BAD, "invalid_json", _NO_JSON)
    for name, value in document.items():
        if name in {"attribute", "attributes"}:
            yield from _attributes(value)
        else:
            yield from ((name, one) for one in _values(value))


def _is_deep(document: object) -> bool:
    """Whether values lie within each other far beyond what a form is: what follows goes into each of them, and has not that much room."""
    level = [document]
    for _ in range(_MOST_DEEP):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _attributes(value: object) -> Iterator[tuple[str, str]]:
    """Yield answers given as an object by code, or as a list of code and value."""
    pairs = value.items() if isinstance(value, dict) else map(_pair, value) if isinstance(value, list) else ()
    for code, answers in pairs:
        yield from ((f"attribute[{code}]", one) for one in _values(answers))


def _pair(one: object) -> tuple[object, object]:
    if not isinstance(one, dict):
        return "", one
    code = next((one[name] for name in _CODES if name in one), "")
    return code, next((one[name] for name in _VALUES if name in one), None)


def _values(value: object) -> Iterator[str]:
    match value:
        case None:
            return
        case list():
            for one in value:
                yield from _values(one)
        case str():
            yield value
        case _:
            yield json.dumps(value, ensure_ascii=False)
