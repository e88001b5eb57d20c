"""What came with a request: the formatted message for its frame, the attachments, the original. Nothing here runs in the desk's name."""

import base64
import hashlib
from urllib.parse import quote

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import FileResponse, Response
from markupsafe import Markup

from domain.errors import NotFoundError, UnreadableInputError
from web.access import RowId, opened
from web.desk import STATIC, desk_of
from web.gate import FILE_POLICY, letter_policy
from web.letterbox import harmless
from web.source import bodies
from web.visitor import SignedInMember

pages = APIRouter()
STYLE = (STATIC / "mail.css").read_text(encoding="utf-8")
"""Written into the frame's page: a page without origin of its own may not fetch even our files."""
LETTER_POLICY = letter_policy(base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode())
LETTER = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    "<body>{body}</body></html>"
)
RUNNABLE = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "application/pdf"})
"""Types a browser would open with their own scripts; they are sent as nameless bytes."""
LONGEST_NAME = 150
MISLEADING = frozenset('/\\:*?"<>|')


@pages.get("/requests/{request_id}/mail")
def mail(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show the message's HTML, made harmless, for the frame of the page."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "message")
    gettext = desk.languages[who.language].gettext
    _, html = bodies(desk, record)
    note = Markup("<p><em>{}</em></p>").format(gettext("This message has no formatted version."))
    # S704: the one place where a sender's markup goes out, after the sanitiser and under the frame's own policy.
    body = note if html is None else Markup(harmless(html))  # noqa: S704
    content = LETTER.format(lang=who.language, title=gettext("Formatted message"), style=Markup(STYLE), body=body)  # noqa: S704 - our own style sheet
    headers = {"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"}
    return Response(str(content), media_type="text/html", headers=headers)


@pages.get("/requests/{request_id}/attachments/{part}")
def attachment(http: HttpRequest, who: SignedInMember, request_id: RowId, part: int) -> Response:
    """Hand out one attachment as a download."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"attachment {part}")
    if part not in {piece.part for piece in record.draft.attachments}:
        raise NotFoundError(f"Request {request_id} has no attachment {part}.")
    path = desk.installation.blobs.path(record.inbound.sha256)
    try:
        content, filename, media_type = desk.installation.reader.attachment(path, part)
    except UnreadableInputError as error:
        raise NotFoundError(f"Attachment {part} of request {request_id} cannot be read.") from error
    return Response(content, media_type=_safe_type(media_type), headers=_download_headers(filename or f"{part}"))


@pages.get("/requests/{request_id}/original.eml")
def original(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Hand out the original exactly as it was received."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "original")
    name = str(record.line.number).replace("/", "-") if record.line.number else record.line.tracking
    path = desk.installation.blobs.path(record.inbound.sha256)
    return FileResponse(path, media_type="message/rfc822", headers=_download_headers(f"{name}.eml"))


def _safe_type(media_type: str) -> str:
    return "application/octet-stream" if media_type in RUNNABLE else media_type


def _download_headers(filename: str) -> dict[str, str]:
    """Return headers that make the browser save the file under its name, shown without the characters that mislead (RFC 6266)."""
    shown = "".join(letter for letter in filename if letter.isprintable() and letter not in MISLEADING)
    name = shown[-LONGEST_NAME:].strip(". ") or "file"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": FILE_POLICY,
        "Cache-Control": "no-store",
    }
