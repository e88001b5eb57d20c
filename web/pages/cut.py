"""A part of a message that asks for something else becomes a request of its own: by paragraphs, or by words selected in the viewer."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from domain.errors import ConflictError, InvalidError
from domain.request import Status
from domain.rights import Permission, may
from flows.cut import Span, cut
from flows.remake import Seen
from flows.rights import facts_of
from store.requests import RequestRecord
from web.access import RowId, opened
from web.desk import Desk, desk_of
from web.pages.recut import Version, refused
from web.translations import Language, said
from web.viewer import passages_of, span_between, span_of_passages, span_of_selection
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG = 303, 422
_MOST = 10_000_000
MOST_TICKED = 200
"""Of more paragraphs the first and the last are told by their numbers: forms have a largest number of fields."""
Place = Annotated[int | None, Query(ge=0, le=_MOST)]
Chosen = Annotated[list[Annotated[int, Field(ge=0, le=_MOST)]], Form(max_length=5_000)]
Edge = Annotated[int | None, Form(ge=0, le=_MOST)]


@pages.get("/requests/{request_id}/cut")
def cut_page(http: HttpRequest, who: SignedInMember, request_id: RowId, start: Place = None, end: Place = None) -> Response:
    """Show a request's text to choose from; ``start`` and ``end`` are what was selected in its message, in characters of that."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "cut")
    if not may_cut(desk, who, record):
        return refused(
            http, who, record, ConflictError(desk.languages[who.language].gettext("This request is not yours to decide any more."))
        )
    if start is None or end is None:
        return _form(http, who, record)
    try:
        return _form(http, who, record, span=span_of_selection(record, start, end))
    except InvalidError as error:
        return _form(http, who, record, fault=_sentences(error, desk.languages[who.language]))


@posts.post("/requests/{request_id}/cut")
def cut_text(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: SignedInMember,
    request_id: RowId,
    version: Version,
    passage: Chosen = [],  # noqa: B006 - read, never written
    start: Edge = None,
    end: Edge = None,
    first: Edge = None,
    last: Edge = None,
) -> Response:
    """Make the paragraphs chosen, or one stretch of the request's own text, a request of its own."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, "cut")
    language = desk.languages[who.language]
    try:
        if start is not None and end is not None:
            span = Span(start=start, end=end)
        elif first is not None and last is not None:
            span = span_between(record.details, first, last)
        else:
            span = span_of_passages(record.details, passage)
        done = cut(desk.installation, Seen(request=record.line.id, version=version), span, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        return _form(http, who, record, chosen=passage, ends=(first, last), fault=_sentences(error, language), status=WRONG)
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{request_id}?cut={done.made.line.id}", SEE_OTHER)


def may_cut(desk: Desk, who: Member, record: RequestRecord) -> bool:
    """Tell whether an agent may take a part out of a request: it waits for a person, and he may decide it."""
    facts = facts_of(desk.installation.towns.get(record.line.town).ruleset, record)
    is_open = record.line.status is Status.REVIEW and record.line.merged_into is None
    return is_open and bool(record.details.strip()) and may(who.standing, Permission.REVIEW, facts)


def _form(  # noqa: PLR0913 - what the page shows
    http: HttpRequest,
    who: Member,
    record: RequestRecord,
    *,
    span: Span | None = None,
    chosen: Sequence[int] = (),
    ends: tuple[int | None, int | None] = (None, None),
    fault: str = "",
    status: int = 200,
) -> Response:
    passages = passages_of(record.details)
    values: Mapping[str, object] = {
        "request": record.line,
        "heading": record.line.heading or record.line.tracking,
        "span": span,
        "taken": "" if span is None else record.details[span.start : span.end],
        "passages": passages,
        "is_numbered": len(passages) > MOST_TICKED,
        "chosen": frozenset(chosen),
        "ends": ends,
        "fault": fault,
    }
    return show(http, who, "cut.html", values, status)


def _sentences(error: InvalidError, language: Language) -> str:
    return " ".join(said(part, language) for one in error.mistakes for part in (one.what, one.remedy) if part)
