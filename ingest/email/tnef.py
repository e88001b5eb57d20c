"""winmail.dat: what Outlook wraps in TNEF (MS-OXTNEF)."""

import struct
from dataclasses import dataclass

from ingest.charset import decode
from ingest.email.headers import filename

SIGNATURE = b"\x78\x9f\x3e\x22"
_MAX_FILES = 200

_RENDERING, _TITLE, _CONTENT, _PROPERTIES, _BODY, _MESSAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x800C, 0x9003
_LONG_NAME, _PLAIN_BODY = 0x3707, 0x1000
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16}
_STRINGS = {0x001E: "cp1252", 0x001F: "utf-16-le"}
_BLOBS = {0x001E, 0x001F, 0x0102, 0x000D}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """One file within a winmail.dat."""

    filename: str | None
    content: bytes


def unwrap(content: bytes) -> tuple[str, tuple[Wrapped, ...]]:
    """Return the text body (mostly empty) and the files; nothing where the bytes are no TNEF."""
    body = ""
    files: list[dict[str, bytes | str]] = []
    for name, value in _attributes(content):
        if name == _RENDERING and len(files) < _MAX_FILES:
            files.append({})
        elif name == _BODY:
            body = decode(value.rstrip(b"\0"), "cp1252")[0]
        elif name == _MESSAGE:
            body = body or _property(value, _PLAIN_BODY) or ""
        elif files and name == _TITLE:
            files[-1].setdefault("name", decode(value.rstrip(b"\0"), "cp1252")[0])
        elif files and name == _CONTENT:
            files[-1]["content"] = value
        elif files and name == _PROPERTIES and (long_name := _property(value, _LONG_NAME)):
            files[-1]["name"] = long_name
    return body, tuple(_wrapped(file) for file in files if isinstance(file.get("content"), bytes))


def _wrapped(file: dict[str, bytes | str]) -> Wrapped:
    name, content = file.get("name"), file["content"]
    return Wrapped(filename=filename(name) if isinstance(name, str) else None, content=content if isinstance(content, bytes) else b"")


def _attributes(content: bytes) -> list[tuple[int, bytes]]:
    """Return the attributes: level, id and type, length, value, checksum each."""
    if not content.startswith(SIGNATURE):
        return []
    found: list[tuple[int, bytes]] = []
    position = 6
    while position + 9 <= len(content):
        _, name, _, length = struct.unpack_from("<BHHI", content, position)
        value = content[position + 9 : position + 9 + length]
        if len(value) < length:
            break
        found.append((name, value))
        position += 9 + length + 2
    return found


def _property(value: bytes, wanted: int) -> str | None:
    """Return one string property of a MAPI property list."""
    if len(value) < 4:  # noqa: PLR2004 - the count of properties
        return None
    (count,) = struct.unpack_from("<I", value)
    position = 4
    for _ in range(min(count, 500)):
        if position + 4 > len(value):
            return None
        kind, name = struct.unpack_from("<HH", value, position)
        position += 4
        if name >= 0x8000:  # noqa: PLR2004 - named properties carry a GUID and a name
            position = _after_name(value, position)
        text, position = _property_value(value, position, kind)
        if name == wanted and text is not None:
            return text
        if position < 0:
            return None
    return None


def _after_name(value: bytes, position: int) -> int:
    if position + 24 > len(value):
        return len(value)
    (kind, second) = struct.unpack_from("<II", value, position + 16)
    return position + 24 if kind == 0 else position + 24 + (second + 3) // 4 * 4


def _property_value(value: bytes, position: int, kind: int) -> tuple[str | None, int]:
    if kind in _FIXED:
        return None, position + _FIXED[kind]
    if kind not in _BLOBS or position + 8 > len(value):
        return None, -1
    count, length = struct.unpack_from("<II", value, position)
    if count != 1:
        return None, -1
    text = value[position + 8 : position + 8 + length]
    charset = _STRINGS.get(kind)
    return (decode(text, charset)[0].rstrip("\0") if charset else None), position + 8 + (length + 3) // 4 * 4
