"""What a browser or a program sends as the fields of a form, with files: measured while it streams.

A file that is larger than its field takes, or one too many, is let through without being kept: the rest of the form is read all the same,
so that what is wrong can be said beside the field and nothing that was typed is lost.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass

from fastapi import Request as HttpRequest
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from domain.form import LARGEST_SUBMISSION_MB, FieldKind, FormDefinition, FormFile

_MOST_FILES, _MOST_FIELDS, _MOST_PART = 500, 2_000, 4 * 2**20
MOST_FIELDS = 5_000
"""Of a form of the desk: the largest is a rule with all its conditions."""
_BAD = 400
_MOST_OF_FIRST = 16 * 2**10
"""Bytes of a form in which its first field is looked for; a token has some dozens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was sent, by the names of fields, in order."""

    values: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[FormFile, ...]]


class Incoming:
    """The body of a form with files, while it comes: its first field can be looked at before anything else of it is taken in."""

    def __init__(self, http: HttpRequest) -> None:
        self._headers = http.headers
        self._stream = http.stream()
        self._looked_at: list[bytes] = []

    async def first_field(self, name: str) -> str:
        """Return the field a form begins with; empty where it begins with another, with a file, or is none."""
        async with aclosing(self._looking()) as looking:
            parser = _First(self._headers, looking, max_files=0, max_fields=1, max_part_size=_MOST_OF_FIRST)
            # It ends with the second part, with a file, or with what is no form: what stands before is known by then.
            with suppress(MultiPartException):
                await parser.parse()
        return next((value for key, value in parser.items if key == name and isinstance(value, str)), "")

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield all of the body, what was looked at before first."""
        for one in self._looked_at:
            yield one
        async with aclosing(self._stream) as rest:
            async for one in rest:
                yield one

    async def _looking(self) -> AsyncGenerator[bytes]:
        size = 0
        async for one in self._stream:
            self._looked_at.append(one)
            yield one
            size += len(one)
            if size > _MOST_OF_FIRST:
                return


class _First(MultiPartParser):
    """Reads no further than the first field."""

    def on_part_begin(self) -> None:
        """Begin a part."""
        if self.items:
            raise MultiPartException("The first field is read.")
        super().on_part_begin()


def incoming(http: HttpRequest) -> None:
    """Let the first field of a form with files be looked at before the rest: a dependency that stands before what checks the form."""
    if _is_with_files(http):
        http.state.incoming = Incoming(http)


async def sent_token(http: HttpRequest) -> str:
    """Return the token that was sent with a form; of one with files whose body is `incoming` no more than that is taken in."""
    coming: Incoming | None = getattr(http.state, "incoming", None)
    if coming is not None:
        return await coming.first_field("csrf")
    token = (await http.form(max_fields=MOST_FIELDS)).get("csrf", "")
    return token if isinstance(token, str) else ""


async def read_upload(http: HttpRequest, definition: FormDefinition) -> Upload:
    """Read the fields of a form. Raises HTTPException (400) for what cannot be read, or has more parts than any form."""
    if not _is_with_files(http):
        async with http.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_PART) as form:
            return await _upload(form, {})
    coming: Incoming | None = getattr(http.state, "incoming", None)
    try:
        async with aclosing((coming or Incoming(http)).chunks()) as stream:
            parser = _Measured(http.headers, stream, definition)
            form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(_BAD, error.message) from error
    try:
        return await _upload(form, parser.refused)
    finally:
        await form.close()


class _Measured(MultiPartParser):
    """Lets go of a file's content once it is more than is taken; its bytes are counted to the end."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], definition: FormDefinition) -> None:
        super().__init__(headers, stream, max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_PART)
        self._largest = {one.name: one.most_bytes for one in definition.fields if one.kind is FieldKind.FILES}
        self._left = LARGEST_SUBMISSION_MB * 2**20
        self._sizes: dict[int, int] = {}
        self.refused: dict[int, int] = {}
        """Bytes of the files that were not kept, by the identity of the file."""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        file = self._current_part.file
        if file is None:
            super().on_part_data(data, start, end)
            return
        key, size = id(file), end - start
        if key in self.refused:
            self.refused[key] += size
            return
        self._sizes[key] = self._sizes.get(key, 0) + size
        self._left -= size
        if self._sizes[key] > self._largest.get(self._current_part.field_name, 0) or self._left < 0:
            self._refuse(key, file)
        else:
            super().on_part_data(data, start, end)

    def _refuse(self, key: int, file: UploadFile) -> None:
        self.refused[key] = self._sizes[key]
        self._left += self._sizes[key]
        self._file_parts_to_write = [(part, piece) for part, piece in self._file_parts_to_write if part.file is not file]
        file.file.seek(0)
        file.file.truncate()


def _is_with_files(http: HttpRequest) -> bool:
    return http.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"


async def _upload(form: FormData, refused: Mapping[int, int]) -> Upload:
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[FormFile, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            size = refused.get(id(value), 0)
            content = b"" if size else await value.read()
            files[name] = (*files.get(name, ()), FormFile(filename=value.filename or "", content=content, refused_bytes=size))
        else:
            values[name] = (*values.get(name, ()), value)
    return Upload(values=values, files=files)
