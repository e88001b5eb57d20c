"""Requests from other software and for it, as files: mappings, a trial of the first lines, taking a file in, handing one out."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from domain.errors import InvalidError
from domain.exchange import ExchangeKind, ExchangeMapping, ExchangeRun, ExchangeRunId
from domain.form import FieldKind, FormCode, FormDefinition, FormField, Words
from domain.rights import Permission, may_in_town
from domain.town import Town
from flows.exchange import giving, keeping, states, taking
from flows.exchange.giving import GivenAs, Wanted
from flows.exchange.keeping import Tried
from flows.exchange.mapping import document_of, mapping_of
from flows.exchange.taking import File
from flows.rights import lacking
from store import exchange
from web.access import LARGEST_ID, RowId
from web.desk import desk_of
from web.downloads import download_headers
from web.pages.figures import told_faults
from web.town_wanted import asked_for_town
from web.translations import said
from web.uploads import Upload, incoming, read_upload
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
uploads = APIRouter(dependencies=[Depends(incoming), Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
MOST_LINES = 5_000
"""Lines of a file that a page waits for; longer ones are taken in on the command line."""
MOST_REFUSALS = 200
_RUNS = 20
_GIVEN = FormDefinition(
    code=FormCode("exchange"),
    title=Words(fr="Fichier"),
    fields=(FormField(name="file", kind=FieldKind.FILES, label=Words(fr="Fichier")),),
)
EXAMPLE = {
    "outside": "Ancien logiciel",
    "kind": "history",
    "moment": "%d/%m/%Y %H:%M",
    "columns": {
        "number": "N°",
        "received_at": "Date de réception",
        "closed_at": "Date de clôture",
        "status": "État",
        "subject": "Type",
        "heading": "Objet",
        "text": "Description",
        "place": "Adresse",
        "name": "Demandeur",
    },
    "values": {"status": {"Clos": "closed", "En cours": "open"}, "subject": {"Voirie": "VOI-01"}},
    "defaults": {"subject": "AUT-00", "closure": "carried_out"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form: a mapping as JSON, and the name it is kept under."""

    mapping: str = ""
    name: str = ""
    tried: tuple[Tried, ...] = ()
    faults: tuple[str, ...] = ()


@pages.get("/exchange")
def page(http: HttpRequest, who: SignedInMember, mapping: Annotated[str, Query(max_length=64)] = "", saved: str = "") -> Response:
    """Show what was taken in, with a form for more, and what may be handed out."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    town = _town(who)
    with desk_of(http).installation.database.read() as session:
        found = next((one for one in exchange.mappings(session, town.id) if one.name == mapping), None)
    written = json.dumps(EXAMPLE if found is None else found.document, ensure_ascii=False, indent=2)
    return _show(http, who, town, Typed(mapping=written, name=mapping if found else ""), saved=bool(saved))


@uploads.post("/exchange")
async def send(http: HttpRequest, who: SignedInMember) -> Response:
    """Keep a mapping, try it on the first lines of a file, or take the file in."""
    upload = await read_upload(http, _GIVEN)
    return await run_in_threadpool(_sent, http, who, upload)


@posts.post("/exchange/mappings/drop")
def drop(http: HttpRequest, who: SignedInMember, name: Annotated[str, Form(max_length=64)]) -> Response:
    """Forget a mapping; what was taken in by it stays."""
    town = _town(who)
    _needs_admin(who, town)
    keeping.drop_mapping(desk_of(http).installation, town.id, name, who.agent.login, datetime.now(UTC))
    return RedirectResponse("/exchange", SEE_OTHER)


@pages.get("/exchange/runs/{run}")
def run_page(http: HttpRequest, who: SignedInMember, run: RowId, after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0) -> Response:
    """Show what became of the lines of a file."""
    town, desk = _town(who), desk_of(http)
    _needs_admin(who, town)
    with desk.installation.database.read() as session:
        found = exchange.get_run(session, town.id, ExchangeRunId(run))
        if found is None:
            raise HTTPException(404)
        refused = exchange.refusals(session, found.id, after=after, limit=MOST_REFUSALS + 1)
    language = desk.languages[who.language]
    told = [(line, said(keeping.told_why(why), language)) for line, why in refused[:MOST_REFUSALS]]
    values = {"run": found, "refused": told, "next": told[-1][0] if len(refused) > MOST_REFUSALS else None, "zone": who.zone, "town": town}
    return show(http, who, "exchange_run.html", values)


@pages.get("/exchange/requests.{kind}")
def hand_out(
    http: HttpRequest,
    who: SignedInMember,
    kind: GivenAs,
    since: Annotated[date | None, Query()] = None,
    after: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None,
) -> Response:
    """Hand out the requests of the town, since a day or a marker. Its header names the marker to go on from."""
    town, installation, now = _town(who), desk_of(http).installation, datetime.now(UTC)
    if not may_in_town(who.standing, Permission.EXPORT, town.id):
        raise lacking(Permission.EXPORT)
    began = None if since is None else datetime.combine(since, time(), ZoneInfo(town.timezone))
    wanted = Wanted(town=town.id, by=who.agent.login, since=began, after=after, given_as=kind)
    marker = giving.marker_now(installation, now)
    name = f"{town.name} {now.astimezone(ZoneInfo(town.timezone)):%Y-%m-%d}.{kind.value}"
    headers = {**download_headers(name), "X-Marker": str(marker)}
    media = "text/csv; charset=utf-8" if kind is GivenAs.CSV else "application/jsonl; charset=utf-8"
    return StreamingResponse(_bytes(giving.given(installation, wanted, now)), media_type=media, headers=headers)


def _bytes(pieces: Iterator[str]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode("utf-8", "replace")


def _sent(http: HttpRequest, who: Member, upload: Upload) -> Response:
    town, desk, now = _town(who), desk_of(http), datetime.now(UTC)
    _needs_admin(who, town)
    language = desk.languages[who.language]
    text, name = ("".join(upload.values.get(one, ())) for one in ("mapping", "name"))
    typed = Typed(mapping=text, name=name.strip())
    files = upload.files.get("file", ())
    sent = files[0] if files else None
    try:
        mapping = keeping.mapping_from(text)
        if "keep" in upload.values:
            keeping.save_mapping(desk.installation, town.id, typed.name, mapping, who.agent.login, now)
            return RedirectResponse("/exchange?saved=1", SEE_OTHER)
        if sent is None or sent.refused_bytes or not sent.content:
            raise keeping.no_file()
        file = File(name=sent.filename, stream=io.BytesIO(sent.content))
        if "try" in upload.values:
            tried = keeping.try_sample(desk.installation, town.id, mapping, file.stream, now)
            return _show(http, who, town, replace(typed, tried=tried))
        run = _taken(http, who, town, mapping, file)
    except InvalidError as error:
        return _show(http, who, town, replace(typed, faults=told_faults(error, language)), status=WRONG)
    return RedirectResponse(f"/exchange/runs/{run.id}", SEE_OTHER)


def _taken(http: HttpRequest, who: Member, town: Town, mapping: ExchangeMapping, file: File) -> ExchangeRun:
    installation, now = desk_of(http).installation, datetime.now(UTC)
    keeping.refuse_longer(file.stream, MOST_LINES)
    take = taking.take_history if mapping.kind is ExchangeKind.HISTORY else states.take_states
    return take(installation, town.id, mapping, file, who.agent.login, now)


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None or not (_is_admin(who, town) or may_in_town(who.standing, Permission.EXPORT, town.id)):
        raise HTTPException(403)
    return town


def _is_admin(who: Member, town: Town) -> bool:
    return may_in_town(who.standing, Permission.CATALOGUE, town.id)


def _needs_admin(who: Member, town: Town) -> None:
    if not _is_admin(who, town):
        raise HTTPException(403)


def _show(http: HttpRequest, who: Member, town: Town, typed: Typed, *, saved: bool = False, status: int = 200) -> Response:
    desk = desk_of(http)
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        runs, kept = exchange.runs(session, town.id, _RUNS), exchange.mappings(session, town.id)
    values = {
        "town": town,
        "runs": runs,
        "mappings": [(one, document_of(mapping_of(one.document))["kind"]) for one in kept],
        "typed": typed,
        "tried": [(one, None if one.why is None else said(one.why, language)) for one in typed.tried],
        "is_saved": saved,
        "is_admin": _is_admin(who, town),
        "may_export": may_in_town(who.standing, Permission.EXPORT, town.id),
        "zone": who.zone,
        "most": MOST_LINES,
    }
    return show(http, who, "exchange.html", values, status)
