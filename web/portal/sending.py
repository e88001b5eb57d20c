"""What a citizen does to a request of his on the portal: sends something, rates the answer, makes a feed of it; and his files and letters.

Each address answers the same for what is not his and for what is not there. What he sends is recorded before it is acknowledged.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import HTTPException
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, SuspendedError, UnavailableError
from domain.following import MOST_WORDS, PortalAct
from domain.ids import InboundId, RequestId
from flows.portal import own
from flows.portal.own import Wanted
from flows.portal.shown import ShownRequest
from flows.printing.letters import letter_as_pdf
from flows.town_views import SUSPENDED
from store import inbounds
from store.outbox import OutboxId
from web import form_waiting
from web.access import RowId
from web.api.caller import address_of, keys_throttle
from web.api.form_intake import files_of
from web.desk import desk_of
from web.downloads import download_headers
from web.following_words import PUBLIC_STATUSES
from web.portal import act_forms
from web.portal.act_forms import ActForm, SentForm
from web.portal.own_requests import RatingTyped, is_open_to, show_not_open, show_request, tried
from web.portal.visit import AnyVisit, Visit, checked_post, language_of
from web.uploads import Upload, incoming, read_upload
from web.words import N_

pages = APIRouter()
uploads = APIRouter(dependencies=[Depends(incoming), Depends(checked_post)])
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, NOT_FOUND, CONFLICT, WRONG, TOO_MANY, UNAVAILABLE = 303, 404, 409, 422, 429, 503
A_MINUTE, UPLOADS_A_MINUTE = 12, 30
"""What one address may send in a minute, and how many forms with files it may have kept for another try."""
_ATOM = "http://www.w3.org/2005/Atom"
_STARS = re.compile(r"[1-5]")
_OFTEN = N_("Too much was sent from your network. Wait a minute, then send this again: nothing you wrote is lost.")
_AWAY = N_("This cannot be kept at the moment. Wait a minute, then send it again: nothing you wrote is lost.")
_CHANGED = N_(
    "The request has changed meanwhile, and this cannot be asked any more. What you wrote stands below: copy it where it is needed."
)
_LATE = N_("The answer cannot be rated any more.")
_NO_STARS = N_("Choose one of the five answers.")


@uploads.post("/p/{town}/requests/{request_id}/send/{act}")
async def send(http: HttpRequest, visit: AnyVisit, request_id: RowId, act: PortalAct) -> Response:
    """Keep what a citizen sends about a request and lead back to it; or show it again, as it was, with what is wrong."""
    upload = await read_upload(http, act_forms.DEFINITIONS[act])
    return await run_in_threadpool(_answer, http, visit, request_id, act, upload)


@uploads.post("/p/{town}/follow/again/{request_id}/{act}")
async def open_again(http: HttpRequest, visit: AnyVisit, request_id: RowId, act: PortalAct) -> Response:
    """Open a request once more whose half hour was over while its citizen wrote; what he wrote comes back to its page."""
    upload = await read_upload(http, act_forms.DEFINITIONS[act])
    return await run_in_threadpool(_opened_again, http, visit, request_id, act, upload)


def _answer(http: HttpRequest, visit: Visit, request: int, act: PortalAct, upload: Upload) -> Response:
    installation, sent = desk_of(http).installation, _read(http, visit, request, act, upload)
    if not is_open_to(http, visit, request):
        return show_not_open(http, visit, _again(http, visit, request, sent), request)
    if sent.faults:
        return show_request(http, visit, request, typed=_again(http, visit, request, sent), status=WRONG)
    if not keys_throttle(http).admits(f"portal {address_of(http)}", A_MINUTE):
        return show_request(http, visit, request, typed=_again(http, visit, request, sent, _OFTEN), status=TOO_MANY)
    wanted = Wanted(
        request=RequestId(request),
        act=act,
        text=sent.text,
        files=sent.files,
        page=sent.page,
        language=visit.language,
        citizen=visit.citizen,
    )
    try:
        own.send(installation, wanted, datetime.now(UTC))
    except ConflictError:
        return show_request(http, visit, request, typed=_again(http, visit, request, sent, _CHANGED), status=CONFLICT)
    except UnavailableError as error:
        why = str(SUSPENDED) if isinstance(error, SuspendedError) else _AWAY
        return show_request(http, visit, request, typed=_again(http, visit, request, sent, why), status=UNAVAILABLE)
    form_waiting.forget(files_of(http), sent.waiting)
    return RedirectResponse(f"{visit.home}/requests/{request}?done={act}#written", SEE_OTHER)


def _opened_again(http: HttpRequest, visit: Visit, request: int, act: PortalAct, upload: Upload) -> Response:
    sent = _read(http, visit, request, act, upload)
    code, second = (next(iter(upload.values.get(name, ())), "")[:300] for name in ("code", "second"))
    found = tried(http, visit, code, second)
    if found != request:
        return show_not_open(http, visit, _again(http, visit, request, sent), request)
    form = _again(http, visit, request, sent)
    return show_request(
        http, visit, request, typed=form, note=N_("It is open again. What you wrote is still here: send it now."), also=found
    )


def _read(http: HttpRequest, visit: Visit, request: int, act: PortalAct, upload: Upload) -> SentForm:
    return act_forms.read(desk_of(http).installation, files_of(http), _form_name(visit, request, act), act, upload)


def _again(http: HttpRequest, visit: Visit, request: int, sent: SentForm, note: str = "") -> ActForm:
    language = language_of(http, visit)
    may_wait = not sent.waiting or keys_throttle(http).admits(f"form files {address_of(http)}", UPLOADS_A_MINUTE)
    name = _form_name(visit, request, sent.act)
    told = language.gettext(note) if note else ""
    return act_forms.again(desk_of(http).installation, files_of(http), name, sent, language, note=told, may_wait=may_wait)


def _form_name(visit: Visit, request: int, act: PortalAct) -> str:
    return f"portal/{visit.town.id}/{request}/{act}"


# --- rating, feed ---------------------------------------------------------------------------------------------------------------------


@posts.post("/p/{town}/requests/{request_id}/rating")
def rate(
    http: HttpRequest,
    visit: AnyVisit,
    request_id: RowId,
    stars: Annotated[str, Form(max_length=20)] = "",
    words: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Keep how the answer is rated."""
    language = language_of(http, visit)
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    if not _STARS.fullmatch(stars):
        typed = RatingTyped(stars=stars, words=words, fault=language.gettext(_NO_STARS))
        return show_request(http, visit, request_id, rating=typed, status=WRONG)
    try:
        own.rate(desk_of(http).installation, RequestId(request_id), int(stars), words[:MOST_WORDS], datetime.now(UTC))
    except ConflictError:
        typed = RatingTyped(stars=stars, words=words, fault=language.gettext(_LATE))
        return show_request(http, visit, request_id, rating=typed, status=CONFLICT)
    return RedirectResponse(f"{visit.home}/requests/{request_id}?done=rated#rating", SEE_OTHER)


@posts.post("/p/{town}/requests/{request_id}/feed")
def make_feed(http: HttpRequest, visit: AnyVisit, request_id: RowId) -> Response:
    """Make a secret address for feed readers, and show it this once."""
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    secret = own.make_feed(desk_of(http).installation, RequestId(request_id), datetime.now(UTC))
    return show_request(http, visit, request_id, feed=secret)


@posts.post("/p/{town}/requests/{request_id}/feed/end")
def end_feed(http: HttpRequest, visit: AnyVisit, request_id: RowId) -> Response:
    """End the secret address."""
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    own.end_feed(desk_of(http).installation, RequestId(request_id), datetime.now(UTC))
    return RedirectResponse(f"{visit.home}/requests/{request_id}?done=feed-ended#feed", SEE_OTHER)


@pages.get("/p/{town}/feeds/{secret}.atom")
def feed(http: HttpRequest, visit: AnyVisit, secret: str) -> Response:
    """Return how a request stands as a feed (RFC 4287): states and dates, nothing else of it."""
    found = own.fed(desk_of(http).installation, visit.town.id, secret[:100], datetime.now(UTC))
    if found is None:
        raise HTTPException(NOT_FOUND)
    language = language_of(http, visit)
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": visit.language})
    for name, text in _feed_head(visit, found, own.digest_of(secret)):
        SubElement(root, name).text = text
    SubElement(SubElement(root, "author"), "name").text = visit.town.name
    for place, (at, status) in reversed(list(enumerate(found.changes))):
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = f"urn:citoyen:{own.digest_of(secret)[:32]}:{place}"
        SubElement(entry, "title").text = language.gettext(PUBLIC_STATUSES[status])
        SubElement(entry, "updated").text = at.astimezone(UTC).isoformat(timespec="seconds")
        SubElement(entry, "content", {"type": "text"}).text = language.gettext(PUBLIC_STATUSES[status])
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return Response(content, media_type="application/atom+xml", headers=headers)


def _feed_head(visit: Visit, found: ShownRequest, digest: str) -> Iterator[tuple[str, str]]:
    yield "id", f"urn:citoyen:{digest[:32]}"
    yield "title", f"{visit.town.name} – {found.name}"
    yield "updated", found.changes[-1][0].astimezone(UTC).isoformat(timespec="seconds")


# --- files, letters -------------------------------------------------------------------------------------------------------------------


@pages.get("/p/{town}/requests/{request_id}/files/{inbound_id}/{part}")
def own_file(http: HttpRequest, visit: AnyVisit, request_id: RowId, inbound_id: RowId, part: int) -> Response:
    """Hand out a file the citizen sent himself, as a download."""
    installation = desk_of(http).installation
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    found = own.look(installation, RequestId(request_id), datetime.now(UTC)).file(inbound_id, part)
    if found is None:
        raise HTTPException(NOT_FOUND)
    with installation.database.read() as session:
        inbound = inbounds.get(session, InboundId(inbound_id)).inbound
    content, name, _ = installation.reader.attachment(installation.blobs.path(inbound.sha256), part)
    # As nameless bytes: nothing a citizen sent runs in the portal's name.
    return Response(content, media_type="application/octet-stream", headers=download_headers(name or found.filename or f"piece-{part}"))


@pages.get("/p/{town}/requests/{request_id}/letters/{letter}.pdf")
def own_letter(http: HttpRequest, visit: AnyVisit, request_id: RowId, letter: RowId) -> Response:
    """Hand out a letter to the citizen as PDF."""
    installation, now = desk_of(http).installation, datetime.now(UTC)
    if not is_open_to(http, visit, request_id):
        return show_not_open(http, visit)
    if not own.look(installation, RequestId(request_id), now).has_letter(letter):
        raise HTTPException(NOT_FOUND)
    content = letter_as_pdf(installation, OutboxId(letter), now)
    return Response(content, media_type="application/pdf", headers=download_headers(f"courrier-{letter}.pdf"))
