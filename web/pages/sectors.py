"""Sectors drawn on screen: a draft that one administrator after another changes, what publishing it would change, and the file of it.

Each thing that is done is a form of its own and works without scripts; on the map scripts only write what stands in its fields.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from domain.errors import ConflictError, InvalidError, Mistake, MistakesError, NotFoundError
from domain.place import Parity, Places
from domain.sector_draft import KeptDraft, SaidStreet, SectorDraft
from domain.town import Town
from flows.sectors import changing, drafts
from flows.sectors.changing import Named
from flows.sectors.drafts import Done, Edit, SectorPreview
from flows.sectors.geojson import read_sectors, write_sectors
from flows.sectors.ground import Plane, plane_of
from flows.sectors.written import read_line, read_outlines, write_outlines
from flows.town_views import TownView
from flows.wording import say
from rules.words import fold
from web.desk import Desk, desk_of
from web.place_map import atlas_of, map_headers, town_map
from web.sector_room import (
    MOST_NAMED,
    PARITY_WORDS,
    Fields,
    RangeRow,
    draft_rows,
    gone_sectors,
    meeting_of,
    range_of,
    range_rows,
    said_streets,
    sent_rows,
    told_faults,
    told_mistakes,
    ways,
)
from web.town_wanted import named_town, town_of
from web.translations import said
from web.uploads import MOST_FIELDS
from web.visitor import Admin, Member, checked_post, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Code = Annotated[str, InPath(min_length=1, max_length=200)]
"""Any that came with the town's folder, with blanks and strokes."""
Revision = Annotated[int, Form(ge=0, le=2**31 - 1)]
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
DRAFT = "/sectors/draft"
SPARE_RANGES = 2
MOST_FILE = 10 * 2**20
_LONGEST_TEXT = 500_000
NOTHING_TYPED: Fields = {**dict.fromkeys(("name", "code", "outline", "line", "new_name", "new_code", "heir"), ""), "meeting": "told"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Who is at which draft of which town."""

    desk: Desk
    who: Member
    town: Town
    view: TownView
    kept: KeptDraft


@pages.get(DRAFT)
def draft_page(http: HttpRequest, who: Admin, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the draft: its sectors, what it changes, and how it is published; without one, lead to the sectors."""
    town = town_of(who)
    if drafts.find_draft(desk_of(http).installation, town.id) is None:
        return RedirectResponse("/sectors", SEE_OTHER)
    return _overview(http, who, town, {"done": done})


@pages.get("/sectors/draft.geojson")
def file_of(http: HttpRequest, who: Admin) -> Response:
    """Return the outlines of the draft as a file; without a draft, those that count."""
    desk, town = desk_of(http), town_of(who)
    kept = drafts.find_draft(desk.installation, town.id)
    places = desk.installation.towns.get(town.id).classifier.places
    sectors = places.sectors if kept is None else kept.draft.sectors
    headers = {"Content-Disposition": 'attachment; filename="secteurs.geojson"', "Cache-Control": "no-store"}
    return Response(write_sectors(sectors, plane_of(places, sectors)), media_type="application/geo+json", headers=headers)


@pages.get("/sectors/draft/new")
def new_page(http: HttpRequest, who: Admin) -> Response:
    """Show the form of one sector more."""
    return _one(http, _room(http, who, town_of(who)), "", {})


@pages.get("/sectors/draft/of/{code:path}")
def sector_page(http: HttpRequest, who: Admin, code: Code) -> Response:
    """Show a sector of the draft: its name, its outline, how it is cut and removed."""
    return _one(http, _room(http, who, town_of(who)), code, {})


@pages.get("/sectors/draft/street")
def street_page(http: HttpRequest, who: Admin, street: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Show the ranges of a street."""
    return _street(http, _room(http, who, town_of(who)), street, {})


@posts.post("/sectors/{town}/begin")
def begin(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Begin a draft, or go on with the one there is."""
    drafts.begin_draft(desk_of(http).installation, named_town(who, town).id, who.agent.login, datetime.now(UTC))
    return RedirectResponse(DRAFT, SEE_OTHER)


@posts.post("/sectors/{town}/new")
async def add(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Add a sector."""
    fields = await _fields(http)
    named = Named(code=fields.get("code", ""), name=fields.get("name", ""))

    def edit(draft: SectorDraft, _places: object, plane: Plane) -> SectorDraft:
        return changing.with_new(draft, named, read_outlines(fields.get("outline", ""), plane), plane, meeting_of(fields))

    return await run_in_threadpool(_change, http, who, town, fields, ("new", ""), edit)


@posts.post("/sectors/{town}/name")
async def rename(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Call a sector otherwise."""
    fields = await _fields(http)
    code = fields.get("of", "")
    return await run_in_threadpool(
        _change,
        http,
        who,
        town,
        fields,
        ("name", code),
        lambda draft, _places, _plane: changing.with_name(draft, code, fields.get("name", "")),
    )


@posts.post("/sectors/{town}/outline")
async def draw(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Draw a sector otherwise."""
    fields = await _fields(http)
    code = fields.get("of", "")

    def edit(draft: SectorDraft, _places: object, plane: Plane) -> SectorDraft:
        return changing.with_outline(draft, code, read_outlines(fields.get("outline", ""), plane), plane, meeting_of(fields))

    return await run_in_threadpool(_change, http, who, town, fields, ("outline", code), edit)


@posts.post("/sectors/{town}/split")
async def cut(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Cut a sector in two."""
    fields = await _fields(http)
    code = fields.get("of", "")
    named = Named(code=fields.get("new_code", ""), name=fields.get("new_name", ""))

    def edit(draft: SectorDraft, _places: object, plane: Plane) -> SectorDraft:
        return changing.split(draft, code, read_line(fields.get("line", "")), named, plane)

    return await run_in_threadpool(_change, http, who, town, fields, ("split", code), edit)


@posts.post("/sectors/{town}/remove")
async def remove(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Remove a sector; its ground goes to another one, or to none."""
    fields = await _fields(http)
    code, heir = fields.get("of", ""), fields.get("heir", "") or None
    return await run_in_threadpool(
        _change, http, who, town, fields, ("remove", code), lambda draft, _places, plane: changing.without(draft, code, heir, plane)
    )


@posts.post("/sectors/{town}/street")
async def say_ranges(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Say which numbers of a street lie in which sector."""
    form = await http.form(max_fields=MOST_FIELDS)
    fields = _texts(form)
    rows = sent_rows(form)

    def edit(draft: SectorDraft, places: Places, _plane: object) -> SectorDraft:
        ranges = () if fields.get("follow") else tuple(range_of(row, place) for place, row in enumerate(rows, start=1))
        if not ranges and not fields.get("follow"):
            what = say(N_("No range is filled in."))
            raise InvalidError(Mistake(where="1", what=what, remedy=say(N_("Fill one in, or let the street follow the outlines."))))
        return changing.with_street(draft, places, SaidStreet(street=fields.get("street", ""), ranges=ranges))

    return await run_in_threadpool(_change, http, who, town, fields, ("street", ""), edit, rows)


@posts.post("/sectors/{town}/file")
async def bring_in(http: HttpRequest, who: Admin, town: TownCode) -> Response:
    """Put the sectors of a file in the place of those of the draft."""
    form = await http.form(max_fields=MOST_FIELDS, max_files=1)
    sent = form.get("file")
    content = await sent.read(MOST_FILE + 1) if isinstance(sent, UploadFile) else b""
    return await run_in_threadpool(_bring_in, http, who, town, _texts(form), content)


@posts.post("/sectors/{town}/discard")
def discard(http: HttpRequest, who: Admin, town: TownCode, revision: Revision) -> Response:
    """Throw the draft away."""
    desk, of = desk_of(http), named_town(who, town)
    try:
        drafts.discard_draft(desk.installation, of.id, revision, who.agent.login, datetime.now(UTC))
    except NotFoundError:
        return RedirectResponse("/sectors", SEE_OTHER)
    except ConflictError as error:
        return _overview(http, who, of, {"told": (said(error.args[0], desk.languages[who.language]),)}, CONFLICT)
    return RedirectResponse("/sectors?done=discarded", SEE_OTHER)


@posts.post("/sectors/{town}/publish")
def publish(
    http: HttpRequest,
    who: Admin,
    town: TownCode,
    revision: Revision,
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)],
    accepted: Annotated[str, Form(max_length=2)] = "",
) -> Response:
    """Let the draft count."""
    desk, of = desk_of(http), named_town(who, town)
    language = desk.languages[who.language]
    try:
        done = drafts.publish_draft(
            desk.installation,
            of.id,
            revision=revision,
            seen=seen,
            is_accepted=bool(accepted),
            author=who.agent.login,
            now=datetime.now(UTC),
        )
    except NotFoundError as error:
        return _gone(http, who, error)
    except ConflictError as error:
        return _overview(http, who, of, {"told": (said(error.args[0], language),)}, CONFLICT)
    except InvalidError as error:
        return _overview(http, who, of, {"told": told_mistakes(error, language)}, UNPROCESSABLE)
    return RedirectResponse(f"/sectors?{urlencode({'done': done.number, 'requests': done.requests})}", SEE_OTHER)


def _bring_in(http: HttpRequest, who: Member, town: str, fields: Fields, content: bytes) -> Response:
    desk, of = desk_of(http), named_town(who, town)
    language = desk.languages[who.language]
    try:
        if not content or len(content) > MOST_FILE:
            what = say(N_("Choose a GeoJSON file of at most {most} MB."), most=MOST_FILE // 2**20)
            raise InvalidError(Mistake(where="file", what=what, remedy=""))
        with tempfile.TemporaryDirectory(prefix="citoyen-sectors-") as folder:
            path = Path(folder) / "secteurs.geojson"
            path.write_bytes(content)
            sectors = read_sectors(path)
    except InvalidError as error:
        return _overview(http, who, of, {"told": told_mistakes(error, language)}, UNPROCESSABLE)
    return _change(http, who, town, fields, ("file", ""), lambda draft, _places, _plane: changing.with_sectors(draft, sectors))


def _change(  # noqa: PLR0913, PLR0917 - what was sent, and what it is to do
    http: HttpRequest, who: Member, town: str, fields: Fields, what: tuple[str, str], edit: Edit, rows: tuple[RangeRow, ...] = ()
) -> Response:
    """Change the draft; what cannot be is said on the page it came from, with what was typed."""
    desk, of = desk_of(http), named_town(who, town)
    language, (doing, code) = desk.languages[who.language], what
    done = Done(author=who.agent.login, now=datetime.now(UTC), what=doing, sector=code)
    try:
        drafts.change_draft(desk.installation, of.id, _number(fields.get("revision", "")), done, edit)
    except NotFoundError as error:
        return _gone(http, who, error)
    except (ConflictError, InvalidError) as error:
        told = told_mistakes(error, language) if isinstance(error, MistakesError) else (said(error.args[0], language),)
        status = UNPROCESSABLE if isinstance(error, InvalidError) else CONFLICT
        return _again(http, who, of, doing, code, {"told": told, "typed": fields, "rows": rows}, status)
    return RedirectResponse(f"{DRAFT}?done={doing}", SEE_OTHER)


def _again(  # noqa: PLR0913, PLR0917 - the page somebody was on, and what is said on it
    http: HttpRequest, who: Member, town: Town, doing: str, code: str, values: dict[str, object], status: int
) -> Response:
    if doing == "file" or drafts.find_draft(desk_of(http).installation, town.id) is None:
        return _overview(http, who, town, {"told": values["told"]}, status)
    room = _room(http, who, town)
    typed = values["typed"]
    if doing == "street":
        street = typed.get("street", "") if isinstance(typed, Mapping) else ""
        return _street(http, room, street, values, status)
    if doing != "new" and all(one.code != code for one in room.kept.draft.sectors):
        return _overview(http, who, town, {"told": values["told"]}, status)
    return _one(http, room, "" if doing == "new" else code, {**values, "doing": doing}, status)


def _overview(http: HttpRequest, who: Member, town: Town, values: Mapping[str, object], status: int = 200) -> Response:
    desk = desk_of(http)
    try:
        preview = drafts.preview_draft(desk.installation, town.id)
    except NotFoundError as error:
        return _gone(http, who, error)
    language = desk.languages[who.language]
    plane = plane_of(preview.before, preview.kept.draft.sectors)
    page = {
        "preview": preview,
        "rows": draft_rows(preview.before, preview.kept.draft, plane),
        "gone": gone_sectors(preview.before, preview.kept.draft),
        "ways": ways(preview),
        "streets": preview.moves.named[:MOST_NAMED],
        "faults": told_faults(preview.faults, language),
        "said_streets": said_streets(preview.kept.draft),
        "totals": _totals(preview),
        "done": "",
        "told": (),
        **values,
    }
    return _shown(http, who, town, "sectors_draft.html", page, status)


def _totals(preview: SectorPreview) -> Mapping[str, int]:
    moves = preview.moves
    return {
        "addresses": sum(moves.addresses.values()),
        "streets": len(moves.named),
        "landmarks": sum(moves.landmarks.values()),
        "requests": sum(preview.requests.values()),
    }


def _one(http: HttpRequest, room: Room, code: str, values: Mapping[str, object], status: int = 200) -> Response:
    draft, places = room.kept.draft, room.view.classifier.places
    sector = next((one for one in draft.sectors if one.code == code), None)
    if code and sector is None:
        raise HTTPException(404)
    plane = plane_of(places, draft.sectors)
    typed = values.get("typed")
    page = {
        "kept": room.kept,
        "sector": sector,
        "others": tuple(one for one in draft.sectors if one.code != code),
        "outline": "" if sector is None else write_outlines(plane.shapes(plane.ground(sector))),
        "told": (),
        "doing": "",
        **values,
        "typed": {**NOTHING_TYPED, **(typed if isinstance(typed, Mapping) else {})},
    }
    return _shown(http, room.who, room.town, "sectors_one.html", page, status)


def _street(http: HttpRequest, room: Room, name: str, values: Mapping[str, object], status: int = 200) -> Response:
    draft, places = room.kept.draft, room.view.classifier.places
    wanted = fold(name.strip())
    street = next((one for one in places.streets if fold(one.name) == wanted), None) if wanted else None
    near = sorted({one.name for one in places.streets if wanted and wanted in fold(one.name)})[:MOST_NAMED] if street is None else []
    rows = values.get("rows")
    known = (
        rows
        if isinstance(rows, tuple) and rows
        else range_rows(street, draft, places, plane_of(places, draft.sectors))
        if street is not None
        else ()
    )
    spare = tuple(RangeRow(sector="", low="", high="", parity=Parity.ALL.value) for _ in range(SPARE_RANGES if known else SPARE_RANGES + 1))
    page = {
        "kept": room.kept,
        "asked": name,
        "street": street,
        "near": near,
        "numbers": "" if street is None or not street.numbers else _span(street.numbers[0].number, *(one.number for one in street.numbers)),
        "is_said": street is not None and any(one.street == street.name for one in draft.streets),
        "sectors": draft.sectors,
        "parities": PARITY_WORDS,
        "told": (),
        **values,
        "rows": (*known, *spare),
        "known": len(known),
    }
    return _shown(http, room.who, room.town, "sectors_street.html", page, status)


def _span(*numbers: int) -> str:
    return f"{min(numbers)}–{max(numbers)}"


def _shown(http: HttpRequest, who: Member, town: Town, template: str, page: Mapping[str, object], status: int) -> Response:
    desk = desk_of(http)
    view, settings = desk.installation.towns.get(town.id), desk.installation.settings
    own = {"town": town, "zone": town.timezone, "map": town_map(atlas_of(http), view, settings)}
    shown = show(http, who, template, {**own, **page}, status)
    shown.headers.update(map_headers(settings.map_tiles))
    return shown


def _gone(http: HttpRequest, who: Member, error: NotFoundError) -> Response:
    """Say on the page of the sectors that what somebody was at is gone."""
    desk, town = desk_of(http), town_of(who)
    if drafts.find_draft(desk.installation, town.id) is not None:
        return _overview(http, who, town, {"told": (said(error.args[0], desk.languages[who.language]),)}, CONFLICT)
    return RedirectResponse("/sectors?done=gone", SEE_OTHER)


def _room(http: HttpRequest, who: Member, town: Town) -> Room:
    desk = desk_of(http)
    kept = drafts.find_draft(desk.installation, town.id)
    if kept is None:
        raise HTTPException(404)
    return Room(desk=desk, who=who, town=town, view=desk.installation.towns.get(town.id), kept=kept)


async def _fields(http: HttpRequest) -> Fields:
    return _texts(await http.form(max_fields=MOST_FIELDS))


def _texts(form: FormData) -> Fields:
    return {name: value[:_LONGEST_TEXT] for name, value in form.items() if isinstance(value, str)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - as many digits as a number here has


def _own(who: Member, code: str) -> Town:
    town = next((one for one in who.towns if one.id == code), None)
    if town is None:
        raise HTTPException(404)
    return town
