"""Bodies of parts decoded: base64, quoted-printable, uuencode, sound or broken. No bytes make it raise."""

import binascii
import re
from dataclasses import dataclass

from ingest.charset import decode
from ingest.email.mime import MAX_PARTS, Part

_NOT_BASE64 = bytes(byte for byte in range(256) if byte not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE64_OR_BLANK = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/= \t\r\n]")
_MAX_RUNS = 2_000
"""Nobody writes a thousand files one behind the other."""
_SAMPLE, _WORDY = 2_000, 20
"""Text in which a blank stands more often than every twenty characters is prose."""
_SOFT_BREAK = re.compile(rb"=[ \t]+\r?\n")
_LONGEST_PADDING = 8
_LONGEST_FOOTER = 2_000


def content(raw: bytes, part: Part) -> tuple[bytes, bool]:
    """Return the decoded body and whether all of it could be decoded."""
    match part.headers.coding():
        case "base64":
            return _base64(raw, part.start, part.end)
        case "quoted-printable":
            return _unquoted(raw, part.start, part.end), True
        case "uuencode":
            return _uudecoded(raw[part.start : part.end])
        case _:
            return raw[part.start : part.end], True


def _unquoted(raw: bytes, start: int, end: int) -> bytes:
    body: bytes | memoryview = memoryview(raw)[start:end]
    if raw.find(b"= ", start, end) != -1 or raw.find(b"=\t", start, end) != -1:
        body = _SOFT_BREAK.sub(b"=\n", raw[start:end])  # relays add blanks at the end of lines (RFC 2045, 6.7)
    return binascii.a2b_qp(body)


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
    foreign = _FOREIGN.search(raw, padding, end)
    stop = end if foreign is None else max(padding, raw.rfind(b"\n", padding, foreign.start()) + 1)
    runs = [raw[start:padding], *raw[padding:stop].split(b"=", _MAX_RUNS)]
    return b"".join(_loosely(run) for run in runs), end - stop <= _LONGEST_FOOTER and len(runs) <= _MAX_RUNS


def _loosely(text: bytes) -> bytes:
    letters = text.translate(None, _NOT_BASE64)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


_UU_BEGIN = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,250}?)[ \t]*\r?$", re.MULTILINE)
_LONGEST_UU = 200
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
    last_end = body.rfind(b"\nend")  # so that no search for one runs to the end of a text again and again
    while len(found) < MAX_PARTS and (match := _UU_BEGIN.search(body, position)):
        position = match.end()
        if not _looks_uuencoded(body, position):
            continue
        last = _UU_END.search(body, position) if position < last_end else None
        end = last.end() if last is not None else _uu_stop(body, position)
        found.append(Uuencoded(filename=decode(match[1], None)[0], start=match.start(), end=end))
        position = end
    return tuple(found)


def _uu_stop(body: bytes, position: int) -> int:
    """Return the end of the last line of a uuencoded file whose ``end`` a relay has cut off."""
    position = body.find(b"\n", position) + 1 or len(body)
    while position < len(body):
        line_end = body.find(b"\n", position)
        line_end = len(body) if line_end == -1 else line_end + 1
        if not _is_uu_line(body[position : min(line_end, position + _LONGEST_UU)].rstrip(b"\r\n")):
            break
        position = line_end
    return position


def _looks_uuencoded(body: bytes, position: int) -> bool:
    first = body[position : position + 200].lstrip(b"\r\n").split(b"\n", 1)[0].rstrip(b"\r")
    return first.strip() in (b"`", b"end", b"") or _is_uu_line(first)


def _is_uu_line(line: bytes) -> bool:
    if not line or not 32 <= line[0] <= 96:  # noqa: PLR2004 - the alphabet of uuencode
        return False
    return len(line) >= 1 + (((line[0] - 32) & 63) * 4 + 2) // 3


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
