"""Internal notes on a request, and whom they may name."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.note import NoteId
from flows.addressed import circle_of
from flows.notes import change_note, write_note
from store import notes
from store.requests import RequestRecord
from web.access import RowId, opened
from web.deciding import DecideTyped
from web.desk import desk_of, html
from web.pages.one import show_request
from web.pages.recut import refused
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
MOST_LIKE = 8
Text = Annotated[str, Form(max_length=20_000)]


@pages.get("/requests/{request_id}/people")
def people(http: HttpRequest, who: SignedInMember, request_id: RowId, q: str = "") -> Response:
    """Return whom a note or a task may name: a list of those who may read the request, called as was typed."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "people")
    with desk.installation.database.read() as session:
        found = circle_of(session, desk.installation.towns, record).like(q[:100], MOST_LIKE)
    return html(desk.page(who.language, "people.html", found=found))


@posts.post("/requests/{request_id}/notes")
def write(http: HttpRequest, who: SignedInMember, request_id: RowId, text: Text = "") -> Response:
    """Write a note."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "note")
    return done(
        http,
        who,
        record,
        DecideTyped(form="note", values={"text": text}),
        "#notes",
        lambda: write_note(desk.installation, record.line.id, text, who.agent.login, datetime.now(UTC)),
    )


@posts.post("/requests/{request_id}/notes/{note_id}")
def change(http: HttpRequest, who: SignedInMember, request_id: RowId, note_id: RowId, text: Text = "") -> Response:
    """Change what a note of one's own says."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "note")
    with desk.installation.database.read() as session:
        if notes.get(session, NoteId(note_id)).request != record.line.id:
            raise NotFoundError(f"Request {request_id} has no note {note_id}.")
    return done(
        http,
        who,
        record,
        DecideTyped(form=f"note-{note_id}", values={"text": text}),
        "#notes",
        lambda: change_note(desk.installation, NoteId(note_id), text, who.agent.login, datetime.now(UTC)),
    )


def done(http: HttpRequest, who: Member, record: RequestRecord, typed: DecideTyped, place: str, do: Callable[[], object]) -> Response:
    """Do it and lead to a place of the request's page; or say there what is wrong, what was typed kept, or why it is refused."""
    language = desk_of(http).languages[who.language]
    try:
        do()
    except InvalidError as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)) if part)
        wrong = DecideTyped(form=typed.form, fault=fault, values=typed.values)
        return show_request(http, who, record, status=WRONG, team_typed=wrong)
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{record.line.id}{place}", SEE_OTHER)
