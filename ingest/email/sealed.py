"""Signed and encrypted mail: the content within an S/MIME signature (CMS, RFC 5652) and within PGP's armour (RFC 9580)."""

import binascii
import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

MAX_UNPACKED = 64 * 2**20

MAX_ELEMENTS = 500_000
"""A signed file of 2 GB in pieces of 4 kB has as many."""

_CMS = b"\x2a\x86\x48\x86\xf7\x0d\x01"
_SIGNED, _COMPRESSED = _CMS + b"\x07\x02", _CMS + b"\x09\x10\x01\x09"
_SEQUENCE, _OID, _OCTETS, _FIRST = 0x30, 0x06, 0x04, 0xA0
_LOOKS_BASE64 = re.compile(rb"\s*(?:-----BEGIN [A-Z0-9 ]{1,40}-----\s+)?MI[A-Za-z0-9+/\r\n]{20}")
_ARMOUR = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----")


class Seal(StrEnum):
    """What wraps a content."""

    SIGNED = "signed"
    COMPRESSED = "compressed"
    ENCRYPTED = "encrypted"
    """Or nothing that can be told from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A CMS message; ``content`` is what it wraps, None where it cannot be had or lies elsewhere (a detached signature)."""

    seal: Seal
    content: bytes | None = None


def open_cms(raw: bytes) -> Sealed:
    """Return what a ``smime.p7m`` holds. Reads DER and BER, any bytes, in linear time."""
    try:
        return _open(cms_bytes(raw))
    except IndexError:  # cut off within a length, or in more pieces than any message has
        return Sealed(seal=Seal.ENCRYPTED)


def cms_bytes(raw: bytes) -> bytes:
    """Return a CMS message's bytes, out of the letters that some programs leave them in."""
    if not _LOOKS_BASE64.match(raw):
        return raw
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", _ARMOUR.sub(b"", raw))
    return binascii.a2b_base64(letters[: len(letters) - len(letters) % 4] + b"====")


def _open(raw: bytes) -> Sealed:
    outer = inside(raw, 0, _SEQUENCE)
    name = element(raw, outer)
    kind = raw[name.start : name.end] if name.tag == _OID else b""
    if kind not in {_SIGNED, _COMPRESSED}:
        return Sealed(seal=Seal.ENCRYPTED)
    body = inside(raw, inside(raw, name.after, _FIRST), _SEQUENCE)
    wrapped = inside(raw, after(raw, after(raw, body)), _SEQUENCE)  # behind version and algorithms
    position = after(raw, wrapped)
    if kind == _SIGNED:
        return Sealed(seal=Seal.SIGNED, content=_octets(raw, position))
    packed = _octets(raw, position)
    return Sealed(seal=Seal.COMPRESSED, content=_unpacked(packed) if packed is not None else None)


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, MAX_UNPACKED)
    except zlib.error:
        return None


@dataclass(frozen=True, slots=True)
class Element:
    """Tag, first byte and end of the content (-1 where the length is indefinite), and where the next element begins if known."""

    tag: int
    start: int
    end: int

    @property
    def after(self) -> int:
        """Return where the next element begins."""
        return self.end


def element(raw: bytes, at: int) -> Element:
    """Return the element that begins at a position. Raises IndexError at the end of the bytes."""
    tag = raw[at]
    first = raw[at + 1]
    if first < 0x80:  # noqa: PLR2004 - X.690, 8.1.3: the short form
        return Element(tag, at + 2, at + 2 + first)
    count = first & 0x7F
    if count == 0:
        return Element(tag, at + 2, -1)
    if count > 8 or at + 2 + count > len(raw):  # noqa: PLR2004 - no message has a length of more bytes
        raise IndexError
    return Element(tag, at + 2 + count, at + 2 + count + int.from_bytes(raw[at + 2 : at + 2 + count]))


def inside(raw: bytes, at: int, tag: int) -> int:
    """Return where the content of an element begins. Raises IndexError where it has another tag."""
    one = element(raw, at)
    if one.tag != tag:
        raise IndexError
    return one.start


def after(raw: bytes, at: int) -> int:
    """Return where the element behind the one at a position begins."""
    one = element(raw, at)
    if one.end >= 0:
        return one.end
    depth, at = 1, one.start
    for _ in range(MAX_ELEMENTS):
        one = element(raw, at)
        if one.tag == 0 and one.start == one.end:
            depth -= 1
        depth += one.end < 0
        at = one.end if one.end >= 0 else one.start
        if depth == 0:
            return at
    raise IndexError


def _octets(raw: bytes, at: int) -> bytes | None:
    """Return the octet string within ``[0]``, its pieces joined where it comes in pieces; None where there is none."""
    if at >= len(raw) or raw[at] != _FIRST:
        return None
    at = element(raw, at).start
    one = element(raw, at)
    if one.tag == _OCTETS:
        return raw[one.start : one.end]
    if one.tag != _OCTETS | 0x20:
        return None
    pieces: list[bytes] = []
    end = one.end if one.end >= 0 else len(raw)
    at = one.start
    while at < end:
        one = element(raw, at)
        if one.tag != _OCTETS:
            break
        if len(pieces) >= MAX_ELEMENTS:
            raise IndexError
        pieces.append(raw[one.start : one.end])
        at = one.end
    return b"".join(pieces)


# --- PGP ------------------------------------------------------------------------------------------------------------------------------

_BEGIN_SIGNED, _BEGIN_SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
_BEGIN_MESSAGE, _END = "-----BEGIN PGP MESSAGE", "-----END PGP "


def without_armour(text: str) -> tuple[str, frozenset[Seal]]:
    """Return a text without PGP's marks, and what they said of it: what was signed stays, what is encrypted goes."""
    if "-----BEGIN PGP " not in text:
        return text, frozenset()
    kept: list[str] = []
    seals: set[Seal] = set()
    is_dropped = is_head = is_escaped = False
    lines = text.split("\n")
    last_end = max((at for at, line in enumerate(lines) if line.startswith(_END)), default=-1)
    for at, line in enumerate(lines):
        mark = line.strip()
        if mark == _BEGIN_SIGNED:
            is_head = is_escaped = True
            seals.add(Seal.SIGNED)
        elif mark == _BEGIN_SIGNATURE or mark.startswith(_BEGIN_MESSAGE):
            is_dropped, is_escaped = at < last_end, False  # without an end, all that follows would be lost
            seals.add(Seal.ENCRYPTED if mark.startswith(_BEGIN_MESSAGE) else Seal.SIGNED)
        elif mark.startswith(_END) and is_dropped:
            is_dropped = False
        elif is_head:
            is_head = bool(mark)
        elif not is_dropped:
            kept.append(line.removeprefix("- ") if is_escaped else line)
    return "\n".join(kept), frozenset(seals)
