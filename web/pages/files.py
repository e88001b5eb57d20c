"""What came with a request: the formatted message for its frame, the attachments, the original. Nothing here runs in the desk's name.

A dangerous attachment is handed out only to who asks for it a second time, having read why it is kept apart; that is written down.
"""

import base64
import hashlib
import mimetypes
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Depends
from fastapi import Request as HttpRequest
from fastapi.responses import FileResponse, Response
from markupsafe import Markup

from domain.draft import Attachment
from domain.errors import NotFoundError, UnreadableInputError
from flows.attached import content_of_piece
from store import follow_ups, inbounds, journal
from store.requests import RequestRecord
from web.access import RowId, opened
from web.desk import STATIC, Desk, desk_of
from web.downloads import HEAD_BYTES, KEPT_APART, download_headers
from web.downloads import original as named_original
from web.gate import letter_policy
from web.letterbox import harmless
from web.pages.paper import refused
from web.paper import hands_out_whole, in_place
from web.source import bodies, pictures
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
STYLE = (STATIC / "mail.css").read_text(encoding="utf-8")
"""Written into the frame's page: a page without origin of its own may not fetch even our files."""
LETTER_POLICY = letter_policy(base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode())
LETTER = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    "<body>{body}</body></html>"
)
RUNNABLE = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "application/pdf"})
"""Types a browser would open with their own scripts; they are sent as nameless bytes."""


@pages.get("/requests/{request_id}/mail")
def mail(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Show the message's HTML, made harmless, for the frame of the page."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "message")
    if not hands_out_whole(desk, who, record, "message"):
        return refused(http, who, record, "shared")
    gettext = desk.languages[who.language].gettext
    _, html = bodies(desk, record)
    note = Markup("<p><em>{}</em></p>").format(gettext("This message has no formatted version."))
    # S704: the one place where a sender's markup goes out, after the sanitiser and under the frame's own policy.
    body = note if html is None else Markup(harmless(html, pictures(desk, record)))  # noqa: S704
    content = LETTER.format(lang=who.language, title=gettext("Formatted message"), style=Markup(STYLE), body=body)  # noqa: S704 - our own style sheet
    headers = {"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"}
    return Response(str(content), media_type="text/html", headers=headers)


@pages.get("/requests/{request_id}/attachments/{part}")
def attachment(http: HttpRequest, who: SignedInMember, request_id: RowId, part: int) -> Response:
    """Hand out one attachment as a download; of a dangerous one, say why it is kept apart and ask."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"attachment {part}")
    piece = _piece(record, part)
    if not hands_out_whole(desk, who, record, f"attachment {part}"):
        return refused(http, who, record, "shared")
    if piece.danger is not None:
        return show(http, who, "kept_apart.html", {"request": record.line, "piece": piece, "place": _place(record, piece)})
    return _download(desk, record, piece)


@posts.post("/requests/{request_id}/attachments/{part}")
def take_dangerous(http: HttpRequest, who: SignedInMember, request_id: RowId, part: int) -> Response:
    """Hand out an attachment that is kept apart, to an agent who asked for it although it is dangerous."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, f"attachment {part}")
    piece = _piece(record, part)
    if not hands_out_whole(desk, who, record, f"attachment {part}"):
        return refused(http, who, record, "shared")
    answer = _download(desk, record, piece)
    with desk.installation.database.write() as session:
        journal.append(
            session,
            at=datetime.now(UTC),
            town=record.line.town,
            actor=who.agent.login,
            action="took_dangerous",
            object=f"request {record.line.id}",
            details={"what": f"attachment {part}", "danger": piece.danger, "sha256": piece.sha256},
        )
    return answer


def _piece(record: RequestRecord, part: int) -> Attachment:
    piece = next((one for one in record.draft.attachments if one.part == part), None)
    if piece is None:
        raise NotFoundError(f"Request {record.line.id} has no attachment {part}.")
    return piece


def _place(record: RequestRecord, piece: Attachment) -> int:
    """Return which of the attachments it is, from 1: the name of one that has none."""
    return record.draft.attachments.index(piece) + 1


def _download(desk: Desk, record: RequestRecord, piece: Attachment) -> Response:
    try:
        content, filename, media_type = content_of_piece(desk.installation, record, piece)
    except UnreadableInputError as error:
        raise NotFoundError(f"Attachment {piece.part} of request {record.line.id} cannot be read.") from error
    name = filename or f"{_place(record, piece)}{mimetypes.guess_extension(piece.media_type) or ''}"
    if piece.danger is not None:  # a double click must not start it
        return Response(content, media_type="application/octet-stream", headers=download_headers(f"{name}{KEPT_APART}"))
    return Response(content, media_type=safe_type(media_type), headers=download_headers(name))


@pages.get("/requests/{request_id}/original")
@pages.get("/requests/{request_id}/original.eml")
def original(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Hand out the original exactly as it was received, under the name and the type of its own."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "original")
    name = str(record.line.number).replace("/", "-") if record.line.number else record.line.tracking
    return _original(http, who, record, "original", name)


@pages.get("/requests/{request_id}/added/{draft_id}/original")
@pages.get("/requests/{request_id}/added/{draft_id}/original.eml")
def original_added(http: HttpRequest, who: SignedInMember, request_id: RowId, draft_id: RowId) -> Response:
    """Hand out the original of a message that was added to a request."""
    desk = desk_of(http)
    what = f"original of message {draft_id}"
    record = _with_added(desk, opened(desk, who, request_id, what), draft_id)
    return _original(http, who, record, what, str(draft_id))


def _original(http: HttpRequest, who: Member, record: RequestRecord, what: str, otherwise: str) -> Response:
    desk = desk_of(http)
    if not hands_out_whole(desk, who, record, what):
        return refused(http, who, record, "shared")
    path = desk.installation.blobs.path(record.inbound.sha256)
    with path.open("rb") as file:
        name, media_type = named_original(record.inbound, file.read(HEAD_BYTES), otherwise)
    return FileResponse(path, media_type=media_type, headers=download_headers(name))


@pages.get("/requests/{request_id}/added/{draft_id}/attachments/{part}")
def attachment_added(http: HttpRequest, who: SignedInMember, request_id: RowId, draft_id: RowId, part: int) -> Response:
    """Hand out one attachment of a message that was added to a request; one that is dangerous is in its original only."""
    desk = desk_of(http)
    record = _with_added(desk, opened(desk, who, request_id, f"attachment {part} of message {draft_id}"), draft_id)
    piece = _piece(record, part)
    if not hands_out_whole(desk, who, record, f"attachment {part} of message {draft_id}"):
        return refused(http, who, record, "shared")
    if piece.danger is not None:
        raise NotFoundError(f"Attachment {part} of message {draft_id} is kept apart.")
    return _download(desk, record, piece)


def _with_added(desk: Desk, record: RequestRecord, draft_id: int) -> RequestRecord:
    """Return a request with a message that was added to it in the place of its own. Raises NotFoundError."""
    with desk.installation.database.read() as session:
        found = next((one for one in follow_ups.of(session, record.line.id) if one.draft_id == draft_id), None)
        if found is None:
            raise NotFoundError(f"Request {record.line.id} has no message {draft_id}.")
        inbound = inbounds.get(session, found.inbound_id).inbound
        return replace(in_place(record, found), inbound=inbound)


def safe_type(media_type: str) -> str:
    """Return the type a file is handed out as: one a browser would run is nameless bytes."""
    return "application/octet-stream" if media_type in RUNNABLE else media_type
