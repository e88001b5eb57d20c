"""What came with a message: every piece with its type, digest and role, and why one must not be opened lightly."""

import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from domain.draft import Attachment, Danger, Remark, Role
from domain.ids import Sha256
from domain.place import Point
from ingest import pieces
from ingest.danger import MAX_ARCHIVE_DEPTH, Budget, danger_of
from ingest.email import bodies, msg, tnef
from ingest.email.bodies import Contents, Hidden
from ingest.email.mime import MAX_PARTS, Part
from ingest.email.opened import open_mail
from ingest.email.transfer import content
from ingest.embedded import files_of_pdf

_MESSAGE = "message/rfc822"
_PDF = "application/pdf"
_MAX_UNPACKED = 64 * 2**20
_LOGO_BYTES, _LOGO_PIXELS, _DOT_PIXELS = 12_000, 260, 8
MAX_SHOWN_BYTES = 12 * 2**20
_MAX_PIXELS = 50_000_000
_SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_PHOTOS = frozenset({"image/jpeg", "image/tiff", "image/png", "image/webp"})
_FOR_MACHINES = frozenset({"text/x-amp-html", "text/watch-html", "application/applefile"})
"""Forms of the text that other programs show, and what a Mac keeps beside a file."""


def attachments_of(
    raw: bytes, root: Part, contents: Contents, hidden: Sequence[bodies.Hidden]
) -> tuple[tuple[Attachment, ...], Point | None]:
    """Return what came with the message, and the first position a photo gives."""
    found: list[Attachment] = []
    within = _Within()
    point: Point | None = None
    html = _all_html(raw, contents) if any("content-id" in part.headers for part in contents.pieces) else ""
    budget = Budget(_MAX_UNPACKED)
    unpacked = {file.container for file in hidden}
    for part in sorted([*contents.pieces, *contents.signatures], key=lambda one: one.number):
        body, is_clean = content(raw, part)
        if not is_clean:
            contents.note(Remark.BAD_ENCODING)
        kind = pieces.media_type(body, part.media_type, part.filename)
        if bodies.is_tnef(part) and body.startswith(tnef.SIGNATURE):
            kind = "application/ms-tnef"
        if kind == "application/ms-tnef" and part.number in unpacked:
            continue
        role = _role(part, kind, body, html)
        if point is None and kind in _PHOTOS and role is Role.FILE:
            point = pieces.photo_position(body)
        # A message whose parts are known is as dangerous as they are: see below.
        danger = danger_of(body, part.filename, kind, budget) if part.children else _danger(body, part.filename, kind, budget)
        found.append(_attachment(part.number, part.filename or subject_name(part), kind, body, role, danger))
        within.look_into(body, kind, part.number)
    hidden = [*hidden, *within.files]
    if len(hidden) >= MAX_PARTS:
        contents.note(Remark.TOO_MANY_PARTS)
    first = max((part.number for part in root.walk()), default=0) + 1 if hidden else 0
    for offset, file in enumerate(hidden):
        kind = pieces.media_type(file.content, "application/octet-stream", file.filename)
        point = point or (pieces.photo_position(file.content) if kind in _PHOTOS else None)
        danger = _danger(file.content, file.filename, kind, budget)
        found.append(_attachment(first + offset, file.filename, kind, file.content, Role.FILE, danger))
    return tuple(_with_inner_dangers(found, contents.pieces)), point


class _Within:
    """The files that lie within pieces, in order, at most so many bytes of them in all."""

    def __init__(self) -> None:
        self.files: list[Hidden] = []
        self._left = _MAX_UNPACKED

    def look_into(self, body: bytes, kind: str, number: int) -> None:
        """Take the files of a piece that holds some beside what it shows: a PDF, a message that Outlook saved."""
        for name, inner in _files_within(body, kind):
            self._left -= len(inner)
            if self._left < 0 or len(self.files) >= MAX_PARTS:
                return
            self.files.append(Hidden(filename=name, content=inner, container=number))


def _files_within(body: bytes, kind: str) -> Iterator[tuple[str | None, bytes]]:
    if kind == _PDF:
        yield from ((one.filename, one.content) for one in files_of_pdf(body))
    elif kind == msg.MEDIA_TYPE and (mail := msg.mail_of_msg(body)) is not None:
        opened = open_mail(mail)
        for part in bodies.collect(opened.root).pieces:
            if not part.children:  # what it holds is among the pieces
                yield part.filename, content(opened.raw, part)[0]


def files_within(raw: bytes, contents: Contents) -> Sequence[Hidden]:
    """Return the files within the pieces of a message in the order of their numbers, behind those of `bodies.hidden_files`."""
    within = _Within()
    for part in sorted([*contents.pieces, *contents.signatures], key=lambda one: one.number):
        body, _ = content(raw, part)
        within.look_into(body, pieces.media_type(body, part.media_type, part.filename), part.number)
    return within.files


def _attachment(number: int, name: str | None, kind: str, body: bytes, role: Role, danger: Danger | None) -> Attachment:
    sha256 = Sha256(hashlib.sha256(body).hexdigest())
    return Attachment(part=number, filename=name, media_type=kind, size=len(body), sha256=sha256, role=role, danger=danger)


def _danger(body: bytes, name: str | None, kind: str, budget: Budget, *, depth: int = 0) -> Danger | None:
    """Return why a file must not be opened lightly; a message that came as a file is looked into like an archive."""
    danger = danger_of(body, name, kind, budget)
    mail = body if kind == _MESSAGE else msg.mail_of_msg(body) if kind == msg.MEDIA_TYPE else None
    if danger is not None or mail is None:
        return danger
    if depth >= MAX_ARCHIVE_DEPTH:
        return Danger.CLOSED
    found = set(_dangers_within(mail, budget, depth=depth + 1))
    kept = found & {Danger.LOCKED, Danger.CLOSED, Danger.BOMB}
    return Danger.PROGRAM_INSIDE if found - kept else min(kept, default=None)


def _dangers_within(body: bytes, budget: Budget, *, depth: int) -> Iterator[Danger]:
    opened = open_mail(body)
    files = [
        (content(opened.raw, part)[0], part.filename, part.media_type)
        for part in bodies.collect(opened.root).pieces
        if not part.children  # what it holds is among the pieces
    ]
    files += [(file.content, file.filename, "application/octet-stream") for file in bodies.hidden_files(opened.raw, opened.root)]
    for inner, name, declared in files:
        if danger := _danger(inner, name, pieces.media_type(inner, declared, name), budget, depth=depth):
            yield danger


def _role(part: Part, kind: str, body: bytes, html: str) -> Role:
    if part.media_type in bodies.SIGNATURES:
        return Role.SIGNATURE
    is_decoration = part.media_type in _FOR_MACHINES or (kind.startswith("image/") and _is_decoration(part, body, html))
    return Role.LAYOUT if is_decoration else Role.FILE


def _with_inner_dangers(found: Sequence[Attachment], parts: Sequence[Part]) -> Iterator[Attachment]:
    """Yield the attachments; a message that holds a dangerous piece is dangerous itself."""
    dangerous = {one.part for one in found if one.danger is not None}
    messages = {part.number: part for part in parts if part.children} if dangerous else {}
    for one in found:
        message = messages.get(one.part)
        if message is not None and one.danger is None and any(below.number in dangerous for below in message.walk()):
            yield replace(one, danger=Danger.PROGRAM_INSIDE)
        else:
            yield one


def subject_name(part: Part) -> str | None:
    """Name an attached message by its subject, as mail readers do."""
    if part.media_type != "message/rfc822" or not part.children:
        return None
    subject = re.sub(r'[\\/:*?"<>|]+', " ", part.children[0].headers.text("subject")).strip()
    return f"{subject[:100]}.eml" if subject else None


def _all_html(raw: bytes, contents: Contents) -> str:
    return "".join(bodies.part_text(raw, html, contents)[:400_000] for _, html in contents.texts if html is not None)


def pictures_of(raw: bytes, contents: Contents) -> dict[str, str]:
    """Return the pictures the HTML shows of those that came with it, as ``data:`` addresses by Content-ID.

    Their kind is what their content shows. Too large ones, and what is beyond MAX_SHOWN_BYTES in all, are left to the attachments.
    """
    html = _all_html(raw, contents)
    found: dict[str, str] = {}
    left = MAX_SHOWN_BYTES
    for part in contents.pieces:
        name = _content_id(part)
        if not name or name in found or not _is_shown(name, html) or part.end - part.start > 2 * left:
            continue
        body, _ = content(raw, part)
        kind = pieces.media_type(body, "application/octet-stream", None)
        size = pieces.image_size(body) if kind in _SHOWN_TYPES and len(body) <= left else None
        if size is not None and size[0] * size[1] <= _MAX_PIXELS:
            left -= len(body)
            found[name] = f"data:{kind};base64,{binascii.b2a_base64(body, newline=False).decode()}"
    return found


def _content_id(part: Part) -> str:
    return part.headers.get("content-id").strip().strip("<>")


def _is_shown(name: str, html: str) -> bool:
    return f"cid:{name}" in html or f"cid:{quote(name)}" in html or f"cid:{quote(name, safe='@')}" in html


def _is_decoration(part: Part, body: bytes, html: str) -> bool:
    """Whether a picture is a logo of the signature or a tracking dot: small, and shown by the HTML."""
    reference = _content_id(part)
    if not reference or not _is_shown(reference, html):
        return False
    size = pieces.image_size(body)
    if size is None:
        return len(body) <= _LOGO_BYTES
    return max(size) <= _DOT_PIXELS or (min(size) <= _LOGO_PIXELS and len(body) <= 5 * _LOGO_BYTES)
