"""The parts of a message, found by searching for boundaries in the original: no part is copied before it is wanted.

The standard library's parser splits every line of every attachment and copies the whole; it is kept as the oracle of the tests.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from domain.draft import Remark
from domain.errors import UnreadableInputError
from ingest.charset import decode
from ingest.email.headers import Headers, bytes_find, decoded, filename, parameters, read_headers, sent_at

MAX_PARTS = 1_000
MAX_DEPTH = 30
MAX_TEXT_BYTES = 2 * 2**20

_NOT_BASE64 = bytes(byte for byte in range(256) if byte not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,100}")
_HEAD_BYTES = 16_384
_NO_HEADER = b"MIME-Version: 1.0\n\n"
_FIELDS = frozenset(
    ("bcc", "cc", "delivered-to", "errors-to", "from", "importance", "in-reply-to", "lines", "message-id", "mime-version", "newsgroups")
    + ("organization", "path", "precedence", "received", "references", "reply-to", "return-path", "sender", "subject", "to", "user-agent")
)
_FAMILIES = ("arc-", "authentication-", "content-", "dkim-", "list-", "mail-", "resent-", "thread-", "x-")
"""Fields, and beginnings of fields, that only mail begins with; « Objet : » and « Date : » begin a letter too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One node of the tree. ``start`` and ``end`` bound its body in the original; ``number`` counts depth first from 0."""

    number: int
    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str | None
    start: int
    end: int
    children: "tuple[Part, ...]" = ()

    @property
    def is_multipart(self) -> bool:
        """Whether it holds other parts rather than content."""
        return self.media_type.startswith("multipart/") and bool(self.children)

    def walk(self) -> "Iterator[Part]":
        """Yield this part and all below it, depth first."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


@dataclass(slots=True)
class _Progress:
    """What the walk has met so far."""

    raw: bytes
    remarks: list[Remark]
    count: int = 0

    def note(self, remark: Remark) -> None:
        """Add a remark once."""
        if remark not in self.remarks:
            self.remarks.append(remark)


def read_tree(raw: bytes) -> tuple[Part, list[Remark]]:
    """Return the root part and what was met on the way."""
    progress = _Progress(raw=raw, remarks=[])
    start = 0
    while raw[start : start + 1] in (b"\r", b"\n"):
        start += 1
    root = _read_part(progress, start, len(raw), depth=0, default="text/plain")
    return root, progress.remarks


def prepared(raw: bytes) -> bytes:
    """Return the message in bytes as mail readers expect them: no UTF-16 wrapping, no bare-CR line ends, a header even before bare text."""
    head = raw[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raw = decode(raw, None)[0].encode("utf-8", "replace")
        head = raw[:4096]
    if b"\r" in head and b"\n" not in head:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw if _has_header(raw[:_HEAD_BYTES].lstrip(b"\r\n")) else _NO_HEADER + raw


def _has_header(head: bytes) -> bool:
    """Tell whether a header stands before the first blank line; a text file's « Objet : » or « NB : » belongs to its text."""
    headers, _ = read_headers(head, 0, len(head))
    is_mail = any(name in _FIELDS or name.startswith(_FAMILIES) for name in headers.fields)
    return is_mail or not headers.fields or sent_at(headers.get("date")) is not None


def _read_part(progress: _Progress, start: int, end: int, *, depth: int, default: str) -> Part:
    number = progress.count
    progress.count += 1
    headers, body = read_headers(progress.raw, start, end)
    if headers.is_cut:
        progress.note(Remark.HEADER_TOO_LARGE)
    media_type, values = parameters(headers.get("content-type"))
    if not _TYPE.fullmatch(media_type):
        media_type = _repaired_type(media_type) or default
    disposition, placing = parameters(headers.get("content-disposition"))
    children = _children(progress, body, end, depth=depth, media_type=media_type, values=values, headers=headers)
    if media_type.startswith("multipart/") and not children:
        progress.note(Remark.MALFORMED)
        media_type = "text/plain"  # no boundary was kept: what stands there is read as text
    return Part(
        number=number,
        headers=headers,
        media_type=media_type,
        parameters=values,
        disposition=disposition,
        filename=filename(placing.get("filename"), values.get("name")),
        start=body,
        end=end,
        children=children,
    )


def _repaired_type(media_type: str) -> str | None:
    """Return the type meant by a bare word: old mailers wrote ``text`` or ``html``."""
    return {"text": "text/plain", "html": "text/html", "text/": "text/plain", "pdf": "application/pdf"}.get(media_type)


def _children(  # noqa: PLR0913 - the facts of one part, handed on once
    progress: _Progress, body: int, end: int, *, depth: int, media_type: str, values: dict[str, str], headers: Headers
) -> tuple[Part, ...]:
    is_message = media_type in {"message/rfc822", "message/global"}
    if not is_message and not media_type.startswith("multipart/"):
        return ()
    if depth >= MAX_DEPTH:
        progress.note(Remark.TOO_DEEP)
        return ()
    if is_message:
        return _nested_message(progress, body, end, depth=depth, headers=headers)
    default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for start, stop in _pieces(progress, body, end, values.get("boundary")):
        if progress.count >= MAX_PARTS:
            progress.note(Remark.TOO_MANY_PARTS)
            break
        children.append(_read_part(progress, start, stop, depth=depth + 1, default=default))
    return tuple(children)


def _nested_message(progress: _Progress, body: int, end: int, *, depth: int, headers: Headers) -> tuple[Part, ...]:
    if headers.get("content-transfer-encoding").strip().lower() in {"base64", "quoted-printable"}:
        return ()  # forbidden by RFC 2045 yet sent; `parse` reads the decoded bytes as a message of their own
    if progress.count >= MAX_PARTS:
        progress.note(Remark.TOO_MANY_PARTS)
        return ()
    while progress.raw[body : body + 1] in (b"\r", b"\n") and body < end:
        body += 1
    return (_read_part(progress, body, end, depth=depth + 1, default="text/plain"),)


def _pieces(progress: _Progress, body: int, end: int, boundary: str | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of each piece between boundaries; the last one runs to the end where the closing boundary is missing."""
    mark = b"--" + boundary.encode("utf-8", "surrogateescape").rstrip() if boundary else _guessed_mark(progress.raw, body, end)
    if len(mark) <= 2:  # noqa: PLR2004 - the two dashes alone: nothing to look for
        return
    open_at: int | None = None
    lines = _boundary_lines(progress.raw, mark, body, end, is_loose=False)
    first = next(lines, None)
    if first is None or first[2]:  # text after the boundary on its line: RFC 2046 (5.1.1) asks to tolerate it
        lines = _boundary_lines(progress.raw, mark, body, end, is_loose=True)
        first = next(lines, None)
    for line_start, next_line, is_last in chain([] if first is None else [first], lines):
        if open_at is not None:
            yield open_at, _without_line_end(progress.raw, open_at, line_start)
        open_at = next_line
        if is_last:
            return
    if open_at is not None:
        progress.note(Remark.MALFORMED)
        yield open_at, end


def _guessed_mark(raw: bytes, body: int, end: int) -> bytes:
    head = raw[body : min(end, body + 4096)]
    found = re.search(rb"^--([^\s-][^\r\n]{0,70})\r?$", head, re.MULTILINE)
    return b"--" + found[1].rstrip() if found else b""


def _boundary_lines(raw: bytes, mark: bytes, body: int, end: int, *, is_loose: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield (line start, start of the next line, whether it closes) of each boundary line."""
    at = bytes_find(raw, mark, body, end)
    while at != -1:
        after = at + len(mark)
        line_end = raw.find(b"\n", after, end)
        line_end = end if line_end == -1 else line_end
        rest = raw[after : min(line_end, after + 200)].strip(b"\r\t ")
        if (at == body or raw[at - 1] in b"\r\n") and (is_loose or rest in (b"", b"--")):
            yield at, min(line_end + 1, end), rest.startswith(b"--")
        at = bytes_find(raw, mark, after, end)


def _without_line_end(raw: bytes, start: int, stop: int) -> int:
    """Return the end of a piece: the line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    if stop > start and raw[stop - 1] == 10:  # noqa: PLR2004 - line feed
        stop -= 1
    if stop > start and raw[stop - 1] == 13:  # noqa: PLR2004 - carriage return
        stop -= 1
    return stop


def content(raw: bytes, part: Part) -> tuple[bytes, bool]:
    """Return the decoded body and whether all of it could be decoded."""
    encoding = decoded(part.headers.get("content-transfer-encoding")).split(";")[0].strip().lower()
    body = memoryview(raw)[part.start : part.end]
    match encoding:
        case "base64":
            return _base64(body)
        case "quoted-printable":
            return binascii.a2b_qp(body), True
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uudecoded(bytes(body))
        case _:
            return bytes(body), True


def _base64(body: memoryview) -> tuple[bytes, bool]:
    """Decode what is there: a missing end or foreign characters do not lose the rest. Text after the padding is dropped."""
    try:
        return binascii.a2b_base64(body), True
    except binascii.Error:
        letters = bytes(body).translate(None, _NOT_BASE64)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), False


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


def find_part(root: Part, number: int) -> Part:
    """Return the part of that number; UnreadableInputError if there is none."""
    for part in root.walk():
        if part.number == number:
            return part
    raise UnreadableInputError(f"The message has no part {number}. Read the list of attachments again.")
