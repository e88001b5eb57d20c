"""The parts of a message, found by searching for boundaries in the original: no part is copied before it is wanted.

The standard library's parser splits every line of every attachment and copies the whole; it is kept as the oracle of the tests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from domain.draft import Remark
from domain.errors import UnreadableInputError
from ingest.charset import decode
from ingest.email.dates import standard_date
from ingest.email.headers import Headers, bytes_find, filename, parameters, read_headers

MAX_PARTS = 1_000
MAX_DEPTH = 30
MAX_TEXT_BYTES = 2 * 2**20

_LONGEST_PREAMBLE = 600
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,100}")
_HEAD_BYTES = 16_384
_NO_HEADER = b"MIME-Version: 1.0\n\n"
_MARK_LINE = re.compile(rb"^--(-{0,40}[^\s-][^\r\n]{0,70})\r?$(?:\n(content-))?", re.MULTILINE | re.IGNORECASE)
_MAX_GUESSES = 5
_Line = tuple[int, int, bool]
"""A boundary line: its start, the start of the next line, whether it closes."""
_FIELDS = frozenset(
    ("bcc", "cc", "delivered-to", "errors-to", "from", "importance", "in-reply-to", "lines", "message-id", "mime-version", "newsgroups")
    + ("organization", "path", "precedence", "received", "references", "reply-to", "return-path", "sender", "subject", "to", "user-agent")
)
_FIRST_FIELD = re.compile(rb"([A-Za-z-]{2,30}):")
_FAMILIES = ("arc-", "authentication-", "content-", "dkim-", "list-", "mail-", "resent-", "thread-", "x-")
"""Fields, and beginnings of fields, that only mail begins with; « Objet : » and « Date : » begin a letter too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One node of the tree. ``start`` and ``end`` bound its body in the original, ``head`` is where its header begins.

    ``number`` counts depth first from 0.
    """

    number: int
    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str | None
    head: int
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
    first = _FIRST_FIELD.match(head)
    if first is not None and first[1].decode("ascii").lower() in _FIELDS:
        return True
    headers, _ = read_headers(head, 0, len(head))
    is_mail = any(name in _FIELDS or name.startswith(_FAMILIES) for name in headers.fields)
    return is_mail or not headers.fields or standard_date(headers.get("date")) is not None


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
        head=start,
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
    if headers.coding():
        return ()  # forbidden by RFC 2045 yet sent; `parse` reads the decoded bytes as a message of their own
    if progress.count >= MAX_PARTS:
        progress.note(Remark.TOO_MANY_PARTS)
        return ()
    while progress.raw[body : body + 1] in (b"\r", b"\n") and body < end:
        body += 1
    return (_read_part(progress, body, end, depth=depth + 1, default="text/plain"),)


def _pieces(progress: _Progress, body: int, end: int, boundary: str | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of each piece between boundaries; the last one runs to the end where the closing boundary is missing."""
    declared = b"--" + boundary.encode("utf-8", "surrogateescape").rstrip() if boundary else b""
    first, lines = _first_boundary(progress.raw, declared, body, end)
    if first is None:  # none declared, or another than is written
        first, lines = _first_boundary(progress.raw, _guessed_mark(progress.raw, declared, body, end), body, end)
    if first is None:
        return
    if first[0] - body > _LONGEST_PREAMBLE:
        progress.note(Remark.MALFORMED)  # more than « This is a multi-part message »: text that no reader shows
    yield from _between(progress, chain([first], lines), end)


def _first_boundary(raw: bytes, mark: bytes, body: int, end: int) -> "tuple[_Line | None, Iterator[_Line]]":
    """Return the first boundary line and those that follow; text behind the mark is tolerated (RFC 2046, 5.1.1) where none is without."""
    lines: Iterator[_Line] = iter(())
    if len(mark) <= 2:  # noqa: PLR2004 - the two dashes alone: nothing to look for
        return None, lines
    for is_loose in (False, True):
        lines = _boundary_lines(raw, mark, body, end, is_loose=is_loose)
        first = next(lines, None)
        if first is not None and not first[2]:
            break
    return first, lines


def _between(progress: _Progress, lines: Iterator[_Line], end: int) -> Iterator[tuple[int, int]]:
    """Yield what lies between boundary lines; what lies behind the closing one is said, or read where it is a part."""
    open_at: int | None = None
    closed_at: int | None = None
    for line_start, next_line, is_last in lines:
        if closed_at is not None:
            progress.note(Remark.MALFORMED)  # a part behind the end is shown by some readers
        if open_at is not None:
            yield open_at, _without_line_end(progress.raw, open_at, line_start)
        open_at, closed_at = (None, next_line) if is_last else (next_line, None)
    if open_at is not None:
        yield open_at, end
    if open_at is not None or (closed_at is not None and progress.raw[closed_at:end].strip()):
        progress.note(Remark.MALFORMED)


def _guessed_mark(raw: bytes, declared: bytes, body: int, end: int) -> bytes:
    """Return what may be the boundary: a line of the form with a header behind it, or one that comes again; « --Jean » is a signature.

    One of more dashes needs the header: « -----Message d'origine----- » comes again too. The one declared in other case is first.
    """
    head = raw[body : min(end, body + 4096)]
    at = head.lower().find(declared.lower()) if len(declared) > 2 else -1  # noqa: PLR2004 - the two dashes alone
    if at != -1 and (at == 0 or head[at - 1] in b"\r\n"):
        return head[at : at + len(declared)]
    for found in islice(_MARK_LINE.finditer(head), _MAX_GUESSES):
        mark = b"--" + found[1].rstrip()
        if found[2] or (not found[1].startswith(b"-") and raw.find(b"\n" + mark, body + found.end(1), end) != -1):
            return mark
    return b""


def _boundary_lines(raw: bytes, mark: bytes, body: int, end: int, *, is_loose: bool) -> Iterator[_Line]:
    """Yield (line start, start of the next line, whether it closes) of each boundary line."""
    at = bytes_find(raw, mark, body, end)
    line_end = body
    while at != -1:
        after = at + len(mark)
        if line_end < after:  # once a line: a line of a million marks has one end
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


def find_part(root: Part, number: int) -> Part:
    """Return the part of that number; UnreadableInputError if there is none."""
    for part in root.walk():
        if part.number == number:
            return part
    raise UnreadableInputError(f"The message has no part {number}. Read the list of attachments again.")
