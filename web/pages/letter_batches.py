"""Letters to print: those that wait, and the batches they are printed in, with how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import FileResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from domain.errors import ConflictError
from domain.ids import TownId
from domain.rights import Permission
from domain.stationery import Batch, BatchId, BatchState
from domain.town import Town
from flows.printing import batches
from flows.printing.binding import bind
from flows.printing.cover import cover_words, fault_of
from store import outbox, print_batches, requests
from store.outbox import OutboxId
from web.access import RowId, eyes_of, note_list
from web.desk import desk_of
from web.downloads import download_headers
from web.town_wanted import asked_for_town
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, CONFLICT = 303, 409
SHOWN = 300
"""Letters that are listed; all that wait are printed all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A letter to print: its number, the request it is about, its model and who it goes to."""

    id: OutboxId
    request: int
    reference: str
    model: str
    recipient: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """A letter of a batch that is not printed, and why."""

    id: OutboxId
    recipient: str
    why: str


@pages.get("/letters/print")
def batches_page(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the letters to print that the visitor may print, and the batches of his town."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    return _show(http, who, _town(who))


@posts.post("/letters/print")
def begin(
    http: HttpRequest,
    who: SignedInMember,
    do: Annotated[str, Form(max_length=10)],
    letters: Annotated[list[int] | None, Form(max_length=5_000)] = None,
) -> Response:
    """Begin a batch of all letters that wait, or of those that are ticked."""
    if (asked := asked_for_town(http, who)) is not None:
        return asked
    town, desk = _town(who), desk_of(http)
    chosen = None if do == "all" else tuple(OutboxId(one) for one in letters or ())
    try:
        made = batches.begin(desk.installation, town.id, who.agent.login, datetime.now(UTC), chosen)
    except ConflictError as error:
        return _show(http, who, town, told=said(error.args[0], desk.languages[who.language]), status=CONFLICT)
    return RedirectResponse(f"/letters/print/{made.id}", SEE_OTHER)


@pages.get("/letters/print/{batch}.pdf")
def batch_pdf(http: HttpRequest, who: SignedInMember, batch: RowId) -> Response:
    """Hand out a batch as one PDF. Raises HTTPException (404) while it is not prepared."""
    desk, language = desk_of(http), desk_of(http).languages[who.language]
    with desk.installation.database.read() as session:
        found = _opened(session, http, who, batch)
        letters = print_batches.letters(session, found.id)
        about = outbox.requests_of(session, [one.letter for one in letters])
        lines = requests.lines(session, list(dict.fromkeys(about.values())))
    if found.state not in {BatchState.PREPARED, BatchState.PRINTED}:
        raise HTTPException(404)
    note_list(desk, eyes_of(who), lines, "print batch")
    with NamedTemporaryFile(suffix=".pdf", prefix="citoyen-", delete=False) as file:
        path = Path(file.name)
    try:
        bind(desk.installation, found, cover_words(found, letters, lambda one: said(one, language)), path)
    except BaseException:
        path.unlink()
        raise
    headers = download_headers(f"courriers-{found.town}-{found.number}.pdf")
    return FileResponse(path, media_type="application/pdf", headers=headers, background=BackgroundTask(path.unlink))


@pages.get("/letters/print/{batch}")
def batch_page(http: HttpRequest, who: SignedInMember, batch: RowId) -> Response:
    """Show a batch: how far it is, what is not printed and why."""
    return _one(http, who, batch)


@posts.post("/letters/print/{batch}")
def see_to(http: HttpRequest, who: SignedInMember, batch: RowId, do: Annotated[str, Form(max_length=10)]) -> Response:
    """Say that a batch was printed and sent, or let it go."""
    doing = {"done": batches.done, "drop": batches.drop}.get(do)
    if doing is None:
        raise HTTPException(404)
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        _opened(session, http, who, batch)
    try:
        doing(desk.installation, BatchId(batch), who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _one(http, who, batch, told=said(error.args[0], desk.languages[who.language]), status=CONFLICT)
    return RedirectResponse(f"/letters/print/{batch}", SEE_OTHER)


def _show(http: HttpRequest, who: Member, town: Town, *, told: str = "", status: int = 200) -> Response:
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        waiting = batches.printable(session, desk.installation.towns, town.id, who.agent.login)
        rows = _rows(session, waiting[:SHOWN])
        known = print_batches.of_town(session, town.id)
    values = {"town": town, "zone": town.timezone, "count": len(waiting), "rows": rows, "batches": known, "told": told}
    return show(http, who, "letter_batches.html", values, status)


def _rows(session: Session, letters: Sequence[OutboxId]) -> tuple[Waiting, ...]:
    found = []
    for one in (outbox.get(session, letter) for letter in letters):
        payload, request = one.letter.payload, one.letter.request
        if request is None:
            continue
        (line,) = requests.lines(session, (request,))
        found.append(
            Waiting(
                id=one.id,
                request=request,
                reference=str(line.number or line.tracking),
                model=str(payload.get("name") or payload.get("model") or ""),
                recipient=one.letter.recipient,
                at=one.created_at,
            )
        )
    return tuple(found)


def _one(http: HttpRequest, who: Member, batch: int, *, told: str = "", status: int = 200) -> Response:
    desk = desk_of(http)
    language = desk.languages[who.language]
    with desk.installation.database.read() as session:
        found = _opened(session, http, who, batch)
        letters = print_batches.letters(session, found.id)
        unsent = len(print_batches.unsent(session, found.id, limit=1)) if found.state is BatchState.PRINTED else 0
    unprinted = tuple(
        Unprinted(id=one.letter, recipient=one.recipient, why=said(fault_of(one), language)) for one in letters if one.fault is not None
    )
    town = desk.book.town(TownId(found.town))
    values = {"town": town, "zone": town.timezone, "batch": found, "unprinted": unprinted, "is_sending": bool(unsent), "told": told}
    return show(http, who, "letter_batch.html", values, status)


def _opened(session: Session, http: HttpRequest, who: Member, batch: int) -> Batch:
    return batches.opened(session, desk_of(http).installation.towns, BatchId(batch), who.agent.login)


def _town(who: Member) -> Town:
    town = who.town or next(iter(who.towns), None)
    if town is None or not (who.may(Permission.TREAT) or who.may(Permission.REVIEW)):
        raise HTTPException(404)
    return town
