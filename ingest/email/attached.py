"""What came with a message: every real piece with its type and digest, logos and tracking dots left out."""

import hashlib
import re
from collections.abc import Sequence

from domain.draft import Attachment, Remark
from domain.ids import Sha256
from domain.place import Point
from ingest import pieces
from ingest.email import bodies, tnef
from ingest.email.bodies import Contents
from ingest.email.mime import Part, content

_LOGO_BYTES, _LOGO_PIXELS, _DOT_PIXELS = 12_000, 260, 8


def attachments_of(
    raw: bytes, root: Part, contents: Contents, hidden: Sequence[bodies.Hidden]
) -> tuple[tuple[Attachment, ...], Point | None]:
    """Return what came with the message, and the first position a photo gives."""
    found: list[Attachment] = []
    point: Point | None = None
    html = _all_html(raw, contents) if any("content-id" in part.headers for part in contents.pieces) else ""
    for part in contents.pieces:
        body, is_clean = content(raw, part)
        if not is_clean:
            contents.note(Remark.BAD_ENCODING)
        kind = pieces.media_type(body, part.media_type, part.filename)
        if kind.startswith("image/") and _is_decoration(part, body, html):
            continue
        if bodies.is_tnef(part) and body.startswith(tnef.SIGNATURE):
            kind = "application/ms-tnef"
        if point is None and kind in {"image/jpeg", "image/tiff", "image/png", "image/webp"}:
            point = pieces.photo_position(body)
        if not (hidden and kind == "application/ms-tnef"):
            found.append(_attachment(part.number, part.filename or subject_name(part), kind, body))
    first = max((part.number for part in root.walk()), default=0) + 1 if hidden else 0
    for offset, file in enumerate(hidden):
        kind = pieces.media_type(file.content, "application/octet-stream", file.filename)
        point = point or (pieces.photo_position(file.content) if kind == "image/jpeg" else None)
        found.append(_attachment(first + offset, file.filename, kind, file.content))
    return tuple(found), point


def _attachment(number: int, name: str | None, kind: str, body: bytes) -> Attachment:
    return Attachment(part=number, filename=name, media_type=kind, size=len(body), sha256=Sha256(hashlib.sha256(body).hexdigest()))


def subject_name(part: Part) -> str | None:
    """Name an attached message by its subject, as mail readers do."""
    if part.media_type != "message/rfc822" or not part.children:
        return None
    subject = re.sub(r'[\\/:*?"<>|]+', " ", part.children[0].headers.text("subject")).strip()
    return f"{subject[:100]}.eml" if subject else None


def _all_html(raw: bytes, contents: Contents) -> str:
    return "".join(bodies.part_text(raw, html, contents)[:400_000] for _, html in contents.texts if html is not None)


def _is_decoration(part: Part, body: bytes, html: str) -> bool:
    """Whether a picture is a logo of the signature or a tracking dot: small, and shown by the HTML."""
    reference = part.headers.get("content-id").strip().strip("<>")
    if not reference or f"cid:{reference}" not in html:
        return False
    size = pieces.image_size(body)
    if size is None:
        return len(body) <= _LOGO_BYTES
    return max(size) <= _DOT_PIXELS or (min(size) <= _LOGO_PIXELS and len(body) <= 5 * _LOGO_BYTES)
