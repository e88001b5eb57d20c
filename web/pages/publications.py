"""What everybody may read of reports, decided by an agent: what waits, one report with its proposed text and photos, several at once."""

import atexit
import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, cast

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError, NotFoundError, UnreadableInputError
from domain.ids import RequestId
from domain.publication import LONGEST_TEXT, MOST_BOXES, MOST_PHOTOS, Box, Publication
from domain.rights import may_anywhere
from flows.open311.services import Offer
from flows.portal import publishing
from flows.portal.publishing import Approval, Picture, Proposal
from flows.portal_settings import portal_of
from flows.rights import facts_of
from ingest.pictures.eye import Eye, Seen
from rules.masking import Marked, masked
from store.requests import RequestRecord
from web import assets
from web.access import RowId, opened
from web.api.problems import ProblemError
from web.desk import desk_of
from web.open311.asked import cursor, read_cursor
from web.query_form import Values
from web.report_book import STAGES, book_of
from web.rule_room import posted_values
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, WRONG = 303, 403, 404, 409, 422
A_PAGE = 25
MODEL = "@mediapipe/face_detection/face_detection_full_range.tflite"
_SPARE = 3
"""Empty fields for boxes somebody adds without scripts; sent, there are three more."""
_BOX = re.compile(
    r"\s*(\d{1,3}(?:[.,]\d)?)\s*[; ]\s*(\d{1,3}(?:[.,]\d)?)\s*[; ]\s*(\d{1,3}(?:[.,]\d)?)\s*[; ]\s*(\d{1,3}(?:[.,]\d)?)\s*", re.ASCII
)
_SOURCE = re.compile(r"(?:part|added):\d{1,18}|arrival:\d{1,18}:\d{1,6}", re.ASCII)
_EYE = Eye(assets.DESK.folder / MODEL)
atexit.register(_EYE.close)
_MOST_KEPT = 64
_MOST_DIGITS = 18


class PhotoRoom:
    """The process that opens photos, and what it found in the last ones. Safe to share between threads."""

    def __init__(self) -> None:
        """Start with none looked at; the process, one for all, starts with the first."""
        self.eye = _EYE
        self._lock = Lock()
        self._boxes: OrderedDict[str, tuple[Box, ...]] = OrderedDict()

    def boxes(self, content: bytes) -> tuple[Box, ...]:
        """Return what is proposed to be hidden in a photo. Raises UnreadableInputError."""
        key = hashlib.sha256(content).hexdigest()
        with self._lock:
            if (found := self._boxes.get(key)) is not None:
                return found
        boxes = self.eye.look(content).boxes
        with self._lock:
            self._boxes[key] = boxes
            while len(self._boxes) > _MOST_KEPT:
                self._boxes.popitem(last=False)
        return boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhoto:
    """A photo on the page: whether it is to be shown, its boxes, what stands in their fields. ``is_unfit``: it cannot be opened."""

    picture: Picture
    is_chosen: bool
    boxes: tuple[Box, ...]
    fields: tuple[str, ...]
    is_unfit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What stands in the form: text, photos chosen, boxes as they were written, by source."""

    version: int
    text: str
    chosen: frozenset[str]
    written: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """What is said above the page: what is wrong, what was done; ``is_preview``: the photos are shown as they would be."""

    told: tuple[str, ...] = ()
    done: str = ""
    is_preview: bool = False
    status: int = 200


@pages.get("/publications")
def waiting(http: HttpRequest, who: SignedInMember, after: Annotated[str, Query(max_length=40)] = "", done: int = -1) -> Response:
    """Show the open reports of which nobody has decided yet what everybody may read."""
    if not may_anywhere(who.standing, publishing.PERMISSION):
        raise HTTPException(FORBIDDEN)
    desk = desk_of(http)
    towns = tuple(one for one in who.towns if who.town is None or one.id == who.town.id)
    if not towns:
        raise HTTPException(NOT_FOUND)
    offer = book_of(http).offer(towns[0].id)
    try:
        place = read_cursor(after) if after else None
    except ProblemError as error:
        raise HTTPException(NOT_FOUND) from error
    found, further = publishing.waiting(desk.installation, offer, who.standing, place, A_PAGE)
    rows = tuple((one, marked_parts(one.text, one.marks), masked(one.text, one.marks)) for one in found)
    values = {
        "town": towns[0],
        "rows": rows,
        "next": None if further is None else cursor(further),
        "is_first": place is None,
        "done": done,
        "stages": STAGES,
        "is_map": portal_of(desk.installation, towns[0].id).map,
    }
    return show(http, who, "publications.html", values)


@posts.post("/publications")
async def decide_many(http: HttpRequest, who: SignedInMember) -> Response:
    """Publish the proposed texts of the chosen reports, without photos, or say that nothing of them is shown."""
    return await run_in_threadpool(_decide_many, http, who, await posted_values(http))


def _decide_many(http: HttpRequest, who: Member, values: Values) -> Response:
    ids = [RequestId(number) for text in values.get("request", ()) if (number := _whole(text))][:A_PAGE]
    is_shown = next(iter(values.get("do", ())), "") == "publish"
    desk, room, now, count = desk_of(http), room_of(http), datetime.now(UTC), 0
    for one in ids:
        try:
            record, offer = _opened(http, who, one)
            found = publishing.proposal(desk.installation, offer, record)
        except (NotFoundError, HTTPException):
            continue  # it is public no more, or not his to decide, since he looked at the list
        if found.publication is not None or (is_shown and not found.text):
            continue
        wanted = Approval(request=one, version=0, is_shown=is_shown, text=found.text if is_shown else "")
        try:
            publishing.decide(desk.installation, room.eye, offer, wanted, who.agent.login, now)
        except ConflictError:
            continue  # somebody else has just decided it: it waits no more
        count += 1
    return RedirectResponse(f"/publications?done={count}", SEE_OTHER)


@pages.get("/requests/{request_id}/publication")
def one(http: HttpRequest, who: SignedInMember, request_id: RowId, done: str = "") -> Response:
    """Show what may be published of a report."""
    record, offer = _opened(http, who, request_id)
    proposal = publishing.proposal(desk_of(http).installation, offer, record)
    return _page(http, who, proposal, _usual(http, proposal), _Note(done=done))


@pages.get("/requests/{request_id}/publication/photo")
def photo(
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    source: Annotated[str, Query(max_length=30)],
    box: Annotated[list[str], Query(max_length=MOST_BOXES)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Return a photo upright and small, as it would be published with these boxes."""
    record, _ = _opened(http, who, request_id)
    if not _SOURCE.fullmatch(source):
        raise HTTPException(NOT_FOUND)
    boxes = tuple(found for text in box if (found := read_box(text)) is not None)
    try:
        seen: Seen = room_of(http).eye.cover(publishing.original(desk_of(http).installation, record, source), boxes)
    except UnreadableInputError as error:
        raise HTTPException(NOT_FOUND) from error
    headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(seen.content, media_type="image/jpeg", headers=headers)


@posts.post("/requests/{request_id}/publication")
async def act(http: HttpRequest, who: SignedInMember, request_id: RowId) -> Response:
    """Publish, take back, or look at the photos as they would be."""
    return await run_in_threadpool(_act, http, who, request_id, await posted_values(http))


def _act(http: HttpRequest, who: Member, request_id: int, values: Values) -> Response:
    record, offer = _opened(http, who, request_id)
    desk, do = desk_of(http), next(iter(values.get("do", ())), "")
    language, typed = desk.languages[who.language], _read(values)
    proposal = publishing.proposal(desk.installation, offer, record)
    if do not in {"publish", "hold"}:
        return _page(http, who, proposal, typed, _Note(is_preview=True))
    try:
        publishing.decide(desk.installation, room_of(http).eye, offer, _approval(record, typed, do), who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        told = tuple(f"{said(fault.what, language)} {said(fault.remedy, language)}" for fault in error.mistakes)
        return _page(http, who, proposal, typed, _Note(told=told, status=WRONG))
    except ConflictError as error:
        return _page(http, who, proposal, typed, _Note(told=(said(error.args[0], language),), status=CONFLICT))
    return RedirectResponse(f"/requests/{record.line.id}/publication?done={do}", SEE_OTHER)


def room_of(http: HttpRequest) -> PhotoRoom:
    """Return what opens photos."""
    return cast("PhotoRoom", http.app.state.photo_room)


def read_box(text: str) -> Box | None:
    """Return a box as somebody writes it: left, top, width and height in per cent, with a decimal where wanted; None where it is none."""
    match = _BOX.fullmatch(text)
    if match is None:
        return None
    left, top, width, height = (round(float(one.replace(",", ".")) * 10) for one in match.groups())
    box = Box(left=left, top=top, width=width, height=height)
    return box if box.fits() else None


def written(box: Box) -> str:
    """Return a box as `read_box` reads it."""
    return " ".join(f"{one / 10:.1f}" for one in (box.left, box.top, box.width, box.height))


def marked_parts(text: str, marks: Sequence[Marked]) -> tuple[tuple[str, bool], ...]:
    """Return a text in parts, each with whether it is marked."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for one in marks:
        parts += [(text[at : one.start], False), (text[one.start : one.end], True)]
        at = one.end
    return tuple(part for part in (*parts, (text[at:], False)) if part[0])


def _opened(http: HttpRequest, who: Member, request_id: int) -> tuple[RequestRecord, Offer]:
    desk = desk_of(http)
    record = opened(desk, who, request_id, "publication")
    if not publishing.may_publish(who.standing, facts_of(desk.installation.towns.get(record.line.town).ruleset, record)):
        raise HTTPException(FORBIDDEN)
    return record, book_of(http).offer(record.line.town)


def _approval(record: RequestRecord, typed: _Typed, do: str) -> Approval:
    photos = {source: tuple(_boxes(typed.written.get(source, ()))) for source in typed.chosen}
    return Approval(request=record.line.id, version=typed.version, is_shown=do == "publish", text=typed.text, photos=photos)


def _boxes(texts: Sequence[str]) -> Iterator[Box]:
    """Yield the boxes that are written; what is none lies outside, so that it is told and never left out silently."""
    for text in texts:
        if text.strip():
            yield read_box(text) or Box(left=-1, top=-1, width=0, height=0)


def _usual(http: HttpRequest, proposal: Proposal) -> _Typed:
    """Return what stands in the form at first: what is published, else what is proposed; no photo is chosen by itself."""
    before = proposal.publication
    known = {} if before is None else {one.source: one.boxes for one in before.photos}
    written_boxes: dict[str, tuple[str, ...]] = {}
    for picture in proposal.pictures[:MOST_PHOTOS]:
        try:
            boxes = known[picture.source] if picture.source in known else _proposed(http, proposal, picture)
        except UnreadableInputError:
            continue
        written_boxes[picture.source] = tuple(map(written, boxes))
    is_shown = before is not None and before.is_shown
    return _Typed(
        version=0 if before is None else before.version,
        text=before.text if before is not None and is_shown else proposal.text,
        chosen=frozenset(known) if is_shown else frozenset(),
        written=written_boxes,
    )


def _proposed(http: HttpRequest, proposal: Proposal, picture: Picture) -> tuple[Box, ...]:
    content = publishing.original(desk_of(http).installation, proposal.record, picture.source)
    return room_of(http).boxes(content)


def _read(values: Mapping[str, Sequence[str]]) -> _Typed:
    def own(name: str) -> str:
        return next(iter(values.get(name, ())), "")

    sources = [one for one in values.get("source", ()) if _SOURCE.fullmatch(one)][:MOST_PHOTOS]
    return _Typed(
        version=_whole(own("version")),
        text=own("text"),
        chosen=frozenset(one for one in values.get("show", ()) if one in sources),
        written={one: tuple(text[:60] for text in values.get(f"box-{one}", ()))[: MOST_BOXES + _SPARE] for one in sources},
    )


def _page(http: HttpRequest, who: Member, proposal: Proposal, typed: _Typed, note: _Note) -> Response:
    record: RequestRecord = proposal.record
    before: Publication | None = proposal.publication
    town = desk_of(http).installation.towns.get(record.line.town).town
    values = {
        "request": record.line,
        "town": town,
        "shown": proposal.shown,
        "pieces": marked_parts(record.details, proposal.marks),
        "count": len(proposal.marks),
        "proposed": proposal.text,
        "photos": tuple(_photo(one, typed) for one in proposal.pictures[:MOST_PHOTOS]),
        "more": max(0, len(proposal.pictures) - MOST_PHOTOS),
        "before": before,
        "is_agreed": proposal.is_agreed,
        "typed": typed,
        "told": note.told,
        "done": note.done if note.done in {"publish", "hold"} else "",
        "is_preview": note.is_preview,
        "most": LONGEST_TEXT,
        "stages": STAGES,
    }
    return show(http, who, "publication.html", values, note.status)


def _whole(text: str) -> int:
    """Return a number that was posted; 0, which none is, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 0


def _photo(picture: Picture, typed: _Typed) -> ShownPhoto:
    texts = typed.written.get(picture.source)
    filled = tuple(one for one in texts or () if one.strip())
    boxes = tuple(box for one in filled if (box := read_box(one)) is not None)
    return ShownPhoto(
        picture=picture,
        is_chosen=picture.source in typed.chosen,
        boxes=boxes,
        fields=(*filled, *[""] * _SPARE),
        is_unfit=texts is None,
    )
