"""Requesters on the desk: found by name, each with all he sent, made one of two and taken apart again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.dossier import Dossier, DossierId, only_told
from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from domain.request import RequestNumber
from domain.rights import Permission
from flows import dossiers as files
from flows.rights import lacking
from store import requests, tellings, towns, work_list
from store.request_lines import Cursor, RequestLine
from store.work_list import Wanted
from web.access import LARGEST_ID, AskedRow, RowId, eyes_of, note_list
from web.desk import Desk, desk_of
from web.pages.departments import told
from web.pages.one import ShownLetter, letters_of
from web.requesters import contacts, find_file, lines_told, may_merge, page_of, parts_of, proposals
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT = 303, 403, 404, 409
NAMES_SHOWN = 50
SENT_SHOWN = 25
AUTHORITY = "authority"
"""Letters that go to another authority, and not to who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """A request of a requester with its subject in words."""

    line: RequestLine
    subject: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A letter to a requester, with the request it is about."""

    letter: ShownLetter
    request: RequestId
    number: RequestNumber | None


@pages.get("/requesters")
def list_page(http: HttpRequest, who: SignedInMember, q: Annotated[str, Query(max_length=200)] = "", after: AskedRow = None) -> Response:
    """List requesters by name, or those who are looked for by words of their names, a telephone or an e-mail address."""
    desk = desk_of(http)
    town = who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(NOT_FOUND)
    if not who.sees_requesters:
        raise HTTPException(FORBIDDEN)
    start = None if after is None else DossierId(after)
    with desk.installation.database.read() as session:
        found, following = page_of(session, town.id, who.reach, q.strip(), start, NAMES_SHOWN)
    values = {
        "town": town,
        "files": found,
        "q": q.strip(),
        "next": None if following is None else str(following),
        "is_first": after is None,
    }
    return show(http, who, "requesters.html", values)


@pages.get("/requesters/{file}")
def one_page(http: HttpRequest, who: SignedInMember, file: RowId, after: str = "") -> Response:
    """Show a requester and all he sent that the agent may read."""
    return _show(http, who, file, after=after)


@pages.get("/requesters/{file}/merge")
def preview_page(http: HttpRequest, who: SignedInMember, file: RowId, gone: AskedRow = None) -> Response:
    """Show what making one file of two would do; nothing is written."""
    desk = desk_of(http)
    if gone is None:
        return RedirectResponse(f"/requesters/{file}", SEE_OTHER)
    with desk.installation.database.read() as session:
        kept = _to_merge(session, who, file)
        try:
            other = find_file(session, who, gone)
            planned = files.preview(session, kept.id, other.id)
        except NotFoundError:
            fault = desk.languages[who.language].gettext("There is no such requester.")
            return _show(http, who, file, fault=fault, typed=str(gone), status=NOT_FOUND)
        except ConflictError as error:
            return _show(http, who, file, fault=told(error, desk.languages[who.language]), typed=str(gone), status=CONFLICT)
        moving = tellings.count_readable(session, other.id, who.reach)
    united = only_told(planned.requester, [kept.requester, other.requester])
    return show(http, who, "requester_merge.html", {"kept": kept, "gone": other, "united": united, "moving": moving})


@posts.post("/requesters/{file}/merge")
def merge(http: HttpRequest, who: SignedInMember, file: RowId, gone: Annotated[int, Form(ge=1, le=LARGEST_ID)]) -> Response:
    """Merge another file into this one."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        kept, other = _to_merge(session, who, file).id, find_file(session, who, gone).id
    try:
        files.merge(desk.installation, kept, other, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _show(http, who, file, fault=told(error, desk.languages[who.language]), typed=str(gone), status=CONFLICT)
    return RedirectResponse(f"/requesters/{kept}", SEE_OTHER)


@posts.post("/requesters/{file}/undo")
def undo(http: HttpRequest, who: SignedInMember, file: RowId) -> Response:
    """Give the file that went into another one its own again."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        gone = _to_merge(session, who, file).id
    try:
        files.undo(desk.installation, gone, who.agent.login, datetime.now(UTC))
    except ConflictError as error:
        return _show(http, who, file, fault=told(error, desk.languages[who.language]), status=CONFLICT)
    return RedirectResponse(f"/requesters/{gone}", SEE_OTHER)


def _show(  # noqa: PLR0913 - what a page is shown by
    http: HttpRequest, who: Member, number: int, *, after: str = "", fault: str = "", typed: str = "", status: int = 200
) -> Response:
    desk, reach = desk_of(http), who.reach
    with desk.installation.database.read() as session:
        file = find_file(session, who, number)
        wanted = Wanted(towns=(file.town,), reach=reach, dossier=file.id)
        lines = work_list.page(session, wanted, after=_cursor(after), limit=SENT_SHOWN + 1)
        shown = lines[:SENT_SHOWN]
        reached = contacts(session, file, tellings.of_file(session, file.merged_into or file.id, reach))
        read = (*shown, *lines_told(session, reached))
        values = {
            "file": file,
            "contacts": reached,
            "sent": _sent(desk, session, shown),
            "letters": _letters(session, shown),
            "proposals": proposals(session, reach, file) if file.merged_into is None else (),
            "merged": parts_of(session, who, file),
        }
    note_list(desk, eyes_of(who), tuple({line.id: line for line in read}.values()), "requester")
    town = desk.book.town(file.town)
    values |= {
        "town": town,
        "zone": town.timezone,
        "may_merge": may_merge(who, file.town),
        "next": str(shown[-1].cursor) if len(lines) > SENT_SHOWN else None,
        "is_first": not after,
        "fault": fault,
        "typed": typed,
    }
    return show(http, who, "requester.html", values, status)


def _to_merge(session: Session, who: Member, number: int) -> Dossier:
    """Return a file the agent may see and merge. Raises NotFoundError and ForbiddenError."""
    file = find_file(session, who, number)
    if not may_merge(who, file.town):
        raise lacking(Permission.MERGE)
    return file


def _sent(desk: Desk, session: Session, lines: Sequence[RequestLine]) -> tuple[SentLine, ...]:
    numbers = towns.numbers(session)
    labels = {town: desk.book.labels(session, town, numbers[town].ruleset) for town in {line.town for line in lines}}
    return tuple(
        SentLine(line=line, subject=labels[line.town].subject(line.subject), department=labels[line.town].department(line.department))
        for line in lines
    )


def _letters(session: Session, lines: Sequence[RequestLine]) -> tuple[SentLetter, ...]:
    """Return the letters to the requester about some of his requests, the newest first."""
    with_letters = tellings.with_letters(session, [line.id for line in lines])
    found = [
        SentLetter(letter=letter, request=line.id, number=line.number)
        for line in lines
        if line.id in with_letters
        for letter in letters_of(session, requests.get(session, line.id))
        if letter.number is not None and letter.kind != AUTHORITY
    ]
    return tuple(sorted(found, key=lambda one: one.letter.at, reverse=True))


def _cursor(text: str) -> Cursor | None:
    try:
        cursor = Cursor.parse(text) if text else None
    except ValueError as error:
        raise HTTPException(NOT_FOUND) from error
    if cursor is not None and max(abs(cursor.priority), abs(cursor.id)) > LARGEST_ID:
        raise HTTPException(NOT_FOUND)
    return cursor
