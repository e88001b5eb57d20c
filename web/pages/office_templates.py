"""Templates of Word and LibreOffice: given, taken away, handed out; filled for a request, with the file kept among its letters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, MistakesError, NotFoundError
from domain.form import FieldKind, FormCode, FormDefinition, FormField, Words
from domain.ids import RequestId, TownId
from domain.rights import Permission
from domain.town import Town
from flows.correspondence import office, on_demand
from flows.wording import say
from letters.kinds import ON_DEMAND, ModelKey
from letters.office_package import MEDIA_TYPES, MOST_BYTES, Office
from store import office_templates, outbox
from store.office_templates import TemplateVersion
from store.outbox import OutboxId
from web.access import RowId, opened
from web.desk import desk_of
from web.downloads import download_headers
from web.pages.health import Told
from web.pages.letter_papers import read_through
from web.town_wanted import asked_for_town
from web.translations import said
from web.uploads import incoming, read_upload
from web.visitor import Member, SignedInMember, checked_post, permitted, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
uploads = APIRouter(dependencies=[Depends(incoming), Depends(checked_post)])
Keeper = Annotated[Member, Depends(permitted(Permission.TEMPLATES))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
Name = Annotated[str, InPath(min_length=1, max_length=40)]
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
GIVEN = FormDefinition(
    code=FormCode("modele"),
    title=Words(fr="Modèle"),
    fields=(FormField(name="file", kind=FieldKind.FILES, label=Words(fr="Fichier")),),
)
_OF_MODEL, _OF_FILE = "model:", "file:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A template with all its versions, the last one first."""

    current: TemplateVersion
    versions: tuple[TemplateVersion, ...]


@pages.get("/documents")
def documents_page(http: HttpRequest, who: Keeper, saved: str = "") -> Response:
    """Show a town's templates of Word and LibreOffice."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who, _town(who, None), saved=saved)


@pages.get("/documents/{town}/{name}/{number}")
def template_file(http: HttpRequest, who: Keeper, town: TownCode, name: Name, number: RowId) -> Response:
    """Hand out a version of a template, to be changed and given again."""
    of = _town(who, town)
    with desk_of(http).installation.database.read() as session:
        found = office_templates.find(session, of.id, name, number)
    if found is None or found.content is None:
        raise HTTPException(404)
    return Response(found.content, media_type=MEDIA_TYPES[Office(str(found.kind))], headers=download_headers(found.filename))


@uploads.post("/documents/{town}")
async def give(http: HttpRequest, who: Keeper, town: TownCode) -> Response:
    """Keep a template that is sent, or take one away."""
    of = _town(who, town)
    upload = await read_upload(http, GIVEN)
    name = "".join(upload.values.get("name", ())).strip().lower()
    files = upload.files.get("file", ())
    sent = files[0] if files else None
    installation, agent, now = desk_of(http).installation, who.agent.login, datetime.now(UTC)
    if "remove" in upload.values:
        return await run_in_threadpool(_done, http, who, of, name, lambda: office.withdraw(installation, of.id, name, agent, now))
    # One that was not kept for its size has as many bytes as say that it is too large.
    content = b"" if sent is None else b"\0" * min(sent.refused_bytes, MOST_BYTES + 1) if sent.refused_bytes else sent.content
    filename = "" if sent is None else sent.filename
    keep = office.keep
    return await run_in_threadpool(_done, http, who, of, name, lambda: keep(installation, of.id, name, filename, content, agent, now))


@posts.post("/requests/{request_id}/documents")
def prepare(
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    document: Annotated[str, Form(max_length=60)] = "",
    answer: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Write a letter somebody asks for, or fill a template, and show the request with it."""
    desk = desk_of(http)
    installation, agent, now = desk.installation, who.agent.login, datetime.now(UTC)
    record = opened(desk, who, request_id, "documents")
    language = desk.languages[who.language]
    name = document.partition(":")[2]
    try:
        if document.startswith(_OF_FILE):
            office.prepare(installation, record.line.id, name, agent, now)
        elif document.startswith(_OF_MODEL) and name in set(ON_DEMAND):
            on_demand.write(installation, record.line.id, ModelKey(name), answer, agent, now)
        else:
            raise HTTPException(404)
    except MistakesError as error:
        words = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _refused(http, who, words, UNPROCESSABLE)
    except ConflictError as error:
        return _refused(http, who, said(error.args[0], language), CONFLICT)
    return RedirectResponse(f"/requests/{request_id}#letters", SEE_OTHER)


@pages.get("/letters/{letter}/document")
def filled_file(http: HttpRequest, who: SignedInMember, letter: RowId) -> Response:
    """Hand out the file of a letter that was prepared by a template. Raises NotFoundError for one the visitor may not read."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = outbox.get(session, OutboxId(letter))
    if found.letter.request is None:
        raise NotFoundError(f"There is no letter {letter} about a request.")
    read_through(desk, who, RequestId(found.letter.request), "letter document")
    with desk.installation.database.read() as session:
        file = office.file_of(session, found)
    return Response(file.content, media_type=file.media_type, headers=download_headers(file.filename))


def _done(http: HttpRequest, who: Member, town: Town, name: str, do: Callable[[], object]) -> Response:
    language = desk_of(http).languages[who.language]
    try:
        do()
    except MistakesError as error:
        faults = tuple(
            Told(
                where="" if one.line is None else language.gettext("Paragraph %(number)s") % {"number": one.line},
                what=said(one.what, language),
                remedy=said(one.remedy, language),
            )
            for one in error.mistakes
        )
        return _show(http, who, town, name=name, faults=faults, status=UNPROCESSABLE)
    except NotFoundError:
        gone = Told(where="", what=said(say("There is no template “{name}”.", name=name), language), remedy="")
        return _show(http, who, town, name=name, faults=(gone,), status=404)
    return RedirectResponse(f"/documents?saved={name}", SEE_OTHER)


def _refused(http: HttpRequest, who: Member, words: str, status: int) -> Response:
    title = desk_of(http).languages[who.language].gettext("This document cannot be made")
    return show(http, who, "error.html", {"status": status, "title": title, "advice": words, "reference": None}, status)


def _show(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    town: Town,
    *,
    saved: str = "",
    name: str = "",
    faults: tuple[Told, ...] = (),
    status: int = 200,
) -> Response:
    with desk_of(http).installation.database.read() as session:
        known = office_templates.current(session, town.id)
        listed = tuple(Listed(current=one, versions=office_templates.versions(session, town.id, one.name)) for one in known)
    values = {"town": town, "zone": town.timezone, "listed": listed, "saved": saved, "name": name, "faults": faults, "most": MOST_BYTES}
    return show(http, who, "office_templates.html", values, status)


def _town(who: Member, code: str | None) -> Town:
    """Return the town meant, by default the visitor's. Raises HTTPException (404) for one that is not his."""
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == TownId(code)), None)
    if found is None:
        raise HTTPException(404)
    return found
