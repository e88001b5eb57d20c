"""Bodies of parts decoded: base64, quoted-printable, uuencode, sound or broken. No bytes make it raise."""

import binascii
import re
from dataclasses import dataclass

from ingest.charset import decode
from ingest.email.headers import decoded
from ingest.email.mime import MAX_PARTS, Part

_NOT_BASE64 = bytes(byte for byte in range(256) if byte not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE64_OR_BLANK = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_SAMPLE, _WORDY = 2_000, 20
"""Text in which a blank stands more often than every twenty characters is prose."""
_LONGEST_PADDING = 8
_LONGEST_FOOTER = 2_000


def content(raw: bytes, part: Part) -> tuple[bytes, bool]:
    """Return the decoded body and whether all of it could be decoded."""
    encoding = decoded(part.headers.get("content-transfer-encoding")).split(";")[0].strip().lower()
    match encoding:
        case "base64" | "base-64" | "base 64" | "b64":
            return _base64(raw, part.start, part.end)
        case "quoted-printable" | "quoted/printable" | "quoted printable" | "quotedprintable" | "qp":
            return binascii.a2b_qp(memoryview(raw)[part.start : part.end]), True
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uudecoded(raw[part.start : part.end])
        case _:
            return raw[part.start : part.end], True


def _base64(raw: bytes, start: int, end: int) -> tuple[bytes, bool]:
    """Decode what is there: a missing end or foreign characters do not lose the rest.

    Sentences under this label are returned as they are. What follows the padding is decoded while it is base64 again, as of several files
    written one behind the other; the rest is dropped: a mailing list's footer.
    """
    sample = raw[start : min(end, start + _SAMPLE)]
    if sample.count(b" ") * _WORDY > len(sample) and sample.translate(None, _BASE64_OR_BLANK):
        return raw[start:end], False
    padding = raw.find(b"=", start, end)
    if padding != -1 and end - padding > _LONGEST_PADDING:
        return _after_padding(raw, start, padding, end)
    try:
        return binascii.a2b_base64(memoryview(raw)[start:end]), True
    except binascii.Error:
        return _loosely(raw[start:end]), False


def _after_padding(raw: bytes, start: int, padding: int, end: int) -> tuple[bytes, bool]:
    """Decode a body whose first padding is not its end, as far as whole lines are base64."""
    stop = padding
    while stop < end:
        line_end = raw.find(b"\n", stop, end)
        line_end = end if line_end == -1 else line_end + 1
        if raw[stop:line_end].translate(None, _BASE64_OR_BLANK):
            break
        stop = line_end
    runs = [raw[start:padding], *raw[padding:stop].split(b"=")]
    return b"".join(_loosely(run) for run in runs), end - stop <= _LONGEST_FOOTER


def _loosely(text: bytes) -> bytes:
    letters = text.translate(None, _NOT_BASE64)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


_UU_BEGIN = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,250}?)[ \t]*\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uuencoded:
    """A file written into the text between ``begin`` and ``end``: its name and where it stands."""

    filename: str
    start: int
    end: int


def uuencoded(body: bytes) -> tuple[Uuencoded, ...]:
    """Return the uuencoded files within a text, at most MAX_PARTS; what is beyond stays text."""
    found: list[Uuencoded] = []
    position = 0
    while len(found) < MAX_PARTS and (match := _UU_BEGIN.search(body, position)):
        position = match.end()
        if not _looks_uuencoded(body, position):
            continue
        last = _UU_END.search(body, position)
        if last is None:
            break
        found.append(Uuencoded(filename=decode(match[1], None)[0], start=match.start(), end=last.end()))
        position = last.end()
    return tuple(found)


def _looks_uuencoded(body: bytes, position: int) -> bool:
    first = body[position : position + 200].lstrip(b"\r\n").split(b"\n", 1)[0].rstrip(b"\r")
    if first.strip() in (b"`", b"end", b""):
        return True
    length = (first[0] - 32) & 63
    return 32 <= first[0] <= 96 and len(first) >= 1 + (length * 4 + 2) // 3  # noqa: PLR2004 - the alphabet of uuencode


def _uudecoded(body: bytes) -> tuple[bytes, bool]:
    decoded_lines: list[bytes] = []
    is_clean = True
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            decoded_lines.append(binascii.a2b_uu(line))
        except binascii.Error:  # some encoders pad wrongly: read the length the line itself declares
            is_clean = False
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded_lines.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(decoded_lines), is_clean


def uu_content(body: bytes, piece: Uuencoded) -> bytes:
    """Return the bytes of a uuencoded file."""
    return _uudecoded(body[piece.start : piece.end])[0]
