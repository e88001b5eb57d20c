"""winmail.dat: what Outlook wraps in TNEF (MS-OXTNEF)."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.charset import decode
from ingest.email.headers import filename
from ingest.email.html import html_text
from ingest.email.rtf import decompressed, rtf_text

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 1_000
_MAX_DEPTH = 3
_MAX_PROPERTIES = 2_000

_RENDERING, _TITLE, _CONTENT, _PROPERTIES, _BODY, _MESSAGE, _CODE_PAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x800C, 0x9003, 0x9007
_LONG_NAME, _NAME, _DATA, _PLAIN_BODY, _RTF_BODY, _HTML_BODY, _SUBJECT = 0x3707, 0x3001, 0x3701, 0x1000, 0x1009, 0x1013, 0x0037
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16}
_ANSI, _UNICODE = 0x001E, 0x001F
_BLOBS = frozenset({_ANSI, _UNICODE, 0x0102, 0x000D})
_MANY = 0x1000
_OBJECT = 0x000D
_GUID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """One file within a winmail.dat."""

    filename: str | None
    content: bytes


@dataclass(slots=True)
class _File:
    name: str | None = None
    long_name: str | None = None
    content: bytes | None = None
    message: bytes | None = None


@dataclass(slots=True)
class _Found:
    charset: str = "cp1252"
    body: str = ""
    html: str = ""
    rtf: str = ""
    subject: str = ""
    files: list[_File] = field(default_factory=list)


def unwrap(content: bytes) -> tuple[str, tuple[Wrapped, ...]]:
    """Return the text (of the plain, HTML or rich body, mostly empty) and the files; nothing where the bytes are no TNEF.

    A message attached within becomes a text file of its words under its subject, followed by its files.
    """
    return _unwrap(content, depth=0)


def _unwrap(content: bytes, *, depth: int) -> tuple[str, tuple[Wrapped, ...]]:
    found = _Found()
    for name, value in _attributes(content):
        _note(found, name, value)
    files = [wrapped for file in found.files for wrapped in _wrapped(file, depth=depth)]
    return found.body or found.html or found.rtf, tuple(files[:MAX_FILES])


def _note(found: _Found, name: int, value: bytes) -> None:
    if name == _CODE_PAGE and len(value) >= 4:  # noqa: PLR2004 - a 32-bit number
        found.charset = _charset(struct.unpack_from("<I", value)[0])
    elif name == _RENDERING and len(found.files) < MAX_FILES:
        found.files.append(_File())
    elif name == _BODY:
        found.body = decode(value.rstrip(b"\0"), found.charset)[0]
    elif name == _MESSAGE:
        _note_message(found, value)
    elif found.files and name == _TITLE:
        found.files[-1].name = found.files[-1].name or decode(value.rstrip(b"\0"), found.charset)[0]
    elif found.files and name == _CONTENT:
        found.files[-1].content = value
    elif found.files and name == _PROPERTIES:
        _note_file(found, value)


def _note_message(found: _Found, value: bytes) -> None:
    for name, kind, content in _properties(value):
        if name == _PLAIN_BODY:
            found.body = found.body or _text(content, kind, found.charset)
        elif name == _SUBJECT:
            found.subject = _text(content, kind, found.charset)
        elif name == _HTML_BODY:
            found.html = html_text(_text(content, kind, None))[0].strip()
        elif name == _RTF_BODY:
            found.rtf = rtf_text(decompressed(content))


def _note_file(found: _Found, value: bytes) -> None:
    file = found.files[-1]
    for name, kind, content in _properties(value):
        if name == _LONG_NAME:
            file.long_name = _text(content, kind, found.charset)
        elif name == _NAME:
            file.name = file.name or _text(content, kind, found.charset)
        elif name == _DATA and kind == _OBJECT and content[_GUID_BYTES : _GUID_BYTES + 4] == SIGNATURE:
            file.message = content[_GUID_BYTES:]
        elif name == _DATA:
            file.content = file.content or content


def _wrapped(file: _File, *, depth: int) -> Iterator[Wrapped]:
    name = filename(file.long_name, file.name)
    if file.message is not None and depth < _MAX_DEPTH:
        text, files = _unwrap(file.message, depth=depth + 1)
        yield Wrapped(filename=f"{name or 'message'}.txt", content=text.encode())
        yield from files
    elif file.message is not None:
        yield Wrapped(filename=name, content=file.message)
    elif file.content is not None:
        yield Wrapped(filename=name, content=file.content)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes: level, id and type, length, value, checksum each. A cut-off last one gives what is there of it."""
    if not content.startswith(SIGNATURE):
        return
    position = 6
    while position + 9 <= len(content):
        level, name, _, length = struct.unpack_from("<BHHI", content, position)
        if level not in {1, 2}:
            return
        value = content[position + 9 : position + 9 + length]
        if len(value) < length and name != _CONTENT:
            return
        yield name, value
        position += 9 + length + 2


def _charset(number: int) -> str:
    try:
        return codecs.lookup("utf-8" if number == 65001 else f"cp{number}").name  # noqa: PLR2004 - Windows' name of UTF-8
    except LookupError:
        return "cp1252"


def _text(content: bytes, kind: int, charset: str | None) -> str:
    text = decode(content, "utf-16-le" if kind == _UNICODE else charset)[0]
    return text.rstrip("\0")


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield name, type and first value of the properties of a MAPI property list that are texts or bytes."""
    if len(value) < 4:  # noqa: PLR2004 - the count of properties
        return
    (count,) = struct.unpack_from("<I", value)
    position = 4
    for _ in range(min(count, _MAX_PROPERTIES)):
        if position < 0 or position + 4 > len(value):
            return
        kind, name = struct.unpack_from("<HH", value, position)
        position += 4
        if name >= 0x8000:  # noqa: PLR2004 - named properties carry a GUID and a name
            position = _after_name(value, position)
        content, position = _property_value(value, position, kind)
        if content is not None:
            yield name, kind & ~_MANY, content


def _after_name(value: bytes, position: int) -> int:
    if position + 24 > len(value):
        return len(value)
    (kind, second) = struct.unpack_from("<II", value, position + 16)
    return position + 24 if kind == 0 else position + 24 + (second + 3) // 4 * 4


def _property_value(value: bytes, position: int, kind: int) -> tuple[bytes | None, int]:
    """Return a property's first value where it is a text or bytes, and where the next property begins (-1: unknown)."""
    base = kind & ~_MANY
    if kind in _FIXED:
        return None, position + _FIXED[kind]
    if position + 4 > len(value):
        return None, -1
    (count,) = struct.unpack_from("<I", value, position)
    position += 4
    if base in _FIXED:
        return None, position + count * (_FIXED[base] if base != 0x0002 else 2)  # several numbers  # noqa: PLR2004
    if base not in _BLOBS or count > _MAX_PROPERTIES:
        return None, -1
    first: bytes | None = None
    for _ in range(count):
        if position + 4 > len(value):
            return None, -1
        (length,) = struct.unpack_from("<I", value, position)
        first = value[position + 4 : position + 4 + length] if first is None else first
        position += 4 + (length + 3) // 4 * 4
    return first, position
