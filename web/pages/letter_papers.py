"""Letters as PDF, and what stands around them: letterhead, logo, pictures of signatures, as an administrator sets them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError, MistakesError, NotFoundError
from domain.form import FieldKind, FormCode, FormDefinition, FormField, FormFile, Words
from domain.ids import RequestId, TownId
from domain.rights import Permission
from domain.stationery import Stationery
from domain.town import Town
from flows.correspondence import models
from flows.printing import papers
from flows.printing.letters import pdf_of, preview
from flows.printing.pdf import UnprintableError
from letters.kinds import Language
from letters.model import Model
from store import logos, outbox, requests, stationery, towns
from store.outbox import OutboxId
from web.access import RowId, may_read, opened
from web.desk import Desk, desk_of
from web.gate import FILE_POLICY
from web.town_wanted import asked_for_town
from web.translations import said
from web.uploads import incoming, read_upload
from web.visitor import Member, SignedInMember, checked_post, permitted, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
uploads = APIRouter(dependencies=[Depends(incoming), Depends(checked_post)])
Keeper = Annotated[Member, Depends(permitted(Permission.TEMPLATES))]
TownCode = Annotated[str, InPath(min_length=1, max_length=64)]
SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
PDF = "application/pdf"
NO_REFERENCE = N_("On paper a letter is one to somebody: go back and write the number or tracking code of a request.")
NOT_FOUND = N_("There is no request %(reference)s that you may read.")
PICTURE = FormDefinition(
    code=FormCode("image"),
    title=Words(fr="Image"),
    fields=(FormField(name="picture", kind=FieldKind.FILES, label=Words(fr="Image")),),
)


@pages.get("/letters/{letter}.pdf")
def letter_pdf(http: HttpRequest, who: SignedInMember, letter: RowId) -> Response:
    """Show a letter as PDF: as it left, or as it would be printed. Raises NotFoundError for one the visitor may not read."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = outbox.get(session, OutboxId(letter))
    if found.letter.request is None or "occasion" not in found.letter.payload:
        raise NotFoundError(f"There is no letter {letter} to a requester.")
    read_through(desk, who, found.letter.request, "letter PDF")
    return pdf_page(http, who, f"courrier-{letter}.pdf", lambda: pdf_of(desk.installation, OutboxId(letter), datetime.now(UTC)))


@posts.post("/templates/{town}/preview.pdf")
def preview_pdf(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    key: Annotated[str, Form(max_length=60)],
    language: Annotated[Language, Form()],
    subject: Annotated[str, Form(max_length=2_000)] = "",
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    reference: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Show what a text makes of a request as PDF; nothing is kept."""
    desk, of = desk_of(http), _town(who, town)
    with desk.installation.database.read() as session:
        found = requests.find_by_reference(session, of.id, reference.strip()) if reference.strip() else None
    if found is None or not may_read(desk, who, found, "model"):
        gettext = desk.languages[who.language].gettext
        missing = gettext(NOT_FOUND) % {"reference": reference.strip()} if reference.strip() else gettext(NO_REFERENCE)
        return _refused(http, who, missing, UNPROCESSABLE)
    tidy = Model(subject=" ".join(subject.split()), text=text.replace("\r\n", "\n").strip("\n"))
    written = models.source(tidy, language)
    return pdf_page(http, who, f"{key}.pdf", lambda: preview(desk.installation, key, found, datetime.now(UTC), written))


@pages.get("/stationery")
def stationery_page(http: HttpRequest, who: Keeper, saved: int = 0) -> Response:
    """Show what stands around the town's letters as forms."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who, _town(who, None), is_saved=bool(saved))


@posts.post("/stationery/{town}")
def save(  # noqa: PLR0913, PLR0917 - a parameter for each field
    http: HttpRequest,
    who: Keeper,
    town: TownCode,
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)],
    lines: Annotated[str, Form(max_length=2_000)] = "",
    foot: Annotated[str, Form(max_length=2_000)] = "",
    bottom_mm: Annotated[int, Form(ge=0, le=297)] = 22,
    attaches_pdf: Annotated[bool, Form()] = False,
    is_double_sided: Annotated[bool, Form()] = False,
) -> Response:
    """Keep what stands around the letters."""
    of = _town(who, town)
    wanted = Stationery(
        lines=tuple(line for line in lines.splitlines() if line.strip()),
        foot=foot.strip() or None,
        bottom_mm=bottom_mm,
        attaches_pdf=attaches_pdf,
        is_double_sided=is_double_sided,
    )
    keep = papers.keep
    return _kept(
        http, who, of, wanted, lambda: keep(desk_of(http).installation, of.id, wanted, who.agent.login, datetime.now(UTC), seen=seen)
    )


@uploads.post("/stationery/{town}/logo")
async def save_logo(http: HttpRequest, who: Keeper, town: TownCode) -> Response:
    """Keep the town's logo, or take it away."""
    of = _town(who, town)
    sent = await _sent(http)
    installation = desk_of(http).installation
    return await run_in_threadpool(
        _kept, http, who, of, None, lambda: papers.put_logo(installation, of.id, _content(sent), who.agent.login, datetime.now(UTC))
    )


@uploads.post("/stationery/{town}/signatures/{place}")
async def save_signature(http: HttpRequest, who: Keeper, town: TownCode, place: Annotated[int, InPath(ge=0, le=999)]) -> Response:
    """Keep the picture of a signature, or take it away; ``place`` counts the town's signatories."""
    of, installation = _town(who, town), desk_of(http).installation
    with installation.database.read() as session:
        people = towns.town(session, of.id).signatories
    if place >= len(people):
        raise HTTPException(404)
    sent, name, put = await _sent(http), people[place].name, papers.put_signature
    return await run_in_threadpool(
        _kept, http, who, of, None, lambda: put(installation, of.id, name, _content(sent), who.agent.login, datetime.now(UTC))
    )


@uploads.post("/stationery/{town}/delegates/{agent_id}")
async def save_delegate_signature(http: HttpRequest, who: Keeper, town: TownCode, agent_id: RowId) -> Response:
    """Keep the picture of the signature of somebody who has a delegation, or take it away."""
    of, installation = _town(who, town), desk_of(http).installation
    with installation.database.read() as session:
        name = next((one.name for one in papers.delegates(session, of.id) if one.id == agent_id), None)
    if name is None:
        raise HTTPException(404)
    sent, put = await _sent(http), papers.put_signature
    return await run_in_threadpool(
        _kept, http, who, of, None, lambda: put(installation, of.id, name, _content(sent), who.agent.login, datetime.now(UTC))
    )


def read_through(desk: Desk, who: Member, request: RequestId, what: str) -> None:
    """Look at a request, and at the one it is a part of by now. Raises NotFoundError where either is not the visitor's to read."""
    line = opened(desk, who, request, what).line
    if line.merged_into is not None:
        opened(desk, who, line.merged_into, what)


def pdf_page(http: HttpRequest, who: Member, name: str, make: Callable[[], bytes]) -> Response:
    """Return a PDF to be looked at in the browser; where it cannot be made the page that says why."""
    language = desk_of(http).languages[who.language]
    try:
        content = make()
    except UnprintableError as error:
        return _refused(http, who, said(error.message, language), UNPROCESSABLE)
    except ConflictError as error:
        return _refused(http, who, said(error.args[0], language), CONFLICT)
    except InvalidError as error:
        words = " ".join(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _refused(http, who, words, UNPROCESSABLE)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Security-Policy": FILE_POLICY, "Cache-Control": "no-store"}
    return Response(content, media_type=PDF, headers=headers)


def _refused(http: HttpRequest, who: Member, words: str, status: int) -> Response:
    title = desk_of(http).languages[who.language].gettext("This cannot be printed")
    return show(http, who, "error.html", {"status": status, "title": title, "advice": words, "reference": None}, status)


async def _sent(http: HttpRequest) -> FormFile | None:
    """Return the picture that was sent; None where it is to be taken away."""
    upload = await read_upload(http, PICTURE)
    if "remove" in upload.values:
        return None
    files = upload.files.get("picture", ())
    return files[0] if files else FormFile(filename="", content=b"")


def _content(sent: FormFile | None) -> bytes | None:
    """Return the bytes of a picture; of one that was not kept for its size as many as say that it is too large."""
    if sent is None:
        return None
    return b"\0" * sent.refused_bytes if sent.refused_bytes else sent.content


def _kept(http: HttpRequest, who: Member, town: Town, typed: Stationery | None, keep: Callable[[], None]) -> Response:
    """Do what is asked, and show the page again; where it was refused with what is wrong."""
    language = desk_of(http).languages[who.language]
    try:
        keep()
    except MistakesError as error:
        told = tuple(f"{said(one.what, language)} {said(one.remedy, language)}" for one in error.mistakes)
        return _show(http, who, town, typed=typed, told=told, status=UNPROCESSABLE)
    except ConflictError as error:
        return _show(http, who, town, typed=typed, told=(said(error.args[0], language),), status=CONFLICT)
    return RedirectResponse("/stationery?saved=1", SEE_OTHER)


def _show(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    town: Town,
    *,
    typed: Stationery | None = None,
    told: tuple[str, ...] = (),
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    with desk_of(http).installation.database.read() as session:
        town = towns.town(session, town.id)
        paper, version = stationery.find(session, town.id)
        logo = logos.find_mark(session, town.id)
        pictured = stationery.pictured(session, town.id)
        delegates = papers.delegates(session, town.id)
    values = {
        "town": town,
        "paper": typed or paper,
        "version": version,
        "logo": logo,
        "pictured": pictured,
        "delegates": delegates,
        "told": told,
        "is_saved": is_saved,
        "most": papers,
    }
    return show(http, who, "stationery.html", values, status)


def _town(who: Member, code: str | None) -> Town:
    """Return the town meant, by default the visitor's. Raises HTTPException (404) for one that is not his."""
    found = (who.town or next(iter(who.towns), None)) if code is None else next((one for one in who.towns if one.id == TownId(code)), None)
    if found is None:
        raise HTTPException(404)
    return found
