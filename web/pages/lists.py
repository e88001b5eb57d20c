"""The two lists: the review queue and the requests, page by page."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from sqlalchemy.orm import Session

from domain.decision import Reason
from domain.ids import RequestId, TrackingCode
from domain.inbound import Channel
from domain.request import RequestNumber, Status
from domain.rights import Permission, review_reach
from flows.listing import listed
from store import aside, call_backs, figures, towns
from store import requests as kept
from store.call_backs import Standing
from store.request_lines import Cursor, RequestLine
from web.access import LARGEST_ID, eyes_of, note_list
from web.desk import Desk, desk_of
from web.due import DueCell, due_cell
from web.list_form import filters_of, list_form, looking, zone_of
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
LIMIT = 50
DANGER = 1
LATELY = timedelta(days=7)
"""So long the queue tells of files nothing could be made of: whoever was away finds them after a week, and nobody ticks them off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list in words. ``town`` is named where the list holds several; ``is_hidden``: nothing but that it exists is shown.

    ``back`` is how the unanswered calls stand that ask to be returned, None for any other request.
    """

    id: RequestId
    town: str | None
    zone: str
    number: RequestNumber | None
    tracking: TrackingCode
    status: Status
    priority: int
    received_at: datetime
    channel: Channel
    subject: str
    department: str
    heading: str
    requester: str | None
    place: str | None
    sector: str | None
    reasons: tuple[Reason, ...]
    is_hidden: bool
    due: DueCell
    back: Standing | None = None


@pages.get("/review")
def review(http: HttpRequest, who: SignedInMember, after: str = "") -> Response:
    """Show what waits for a person, the most urgent first."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        queue = review_reach(who.standing)
        waiting = figures.in_review(session, who.town_id, queue)
        lines = kept.review_page(session, who.town_id, after=_cursor(after), limit=LIMIT + 1, reach=queue)
        rows = _rows(desk, session, who, lines[:LIMIT])
        since = datetime.now(UTC) - LATELY
        set_aside = aside.quarantined_since(session, who.town_id, since) if who.works_for_all(Permission.REVIEW) else 0
    note_list(desk, eyes_of(who), lines[:LIMIT], "review")
    values = {
        "lines": rows,
        "set_aside": set_aside,
        "next": _next(lines),
        "is_first": not after,
        "waiting": sum(waiting.values()),
        "dangers": waiting.get(DANGER, 0),
    }
    return show(http, who, "review.html", values)


@pages.get("/requests")
def requests(http: HttpRequest, who: SignedInMember, after: str = "") -> Response:
    """Show the requests that are asked for: the open ones, the newest first, unless something else is."""
    desk = desk_of(http)
    form = list_form(desk, who, http.query_params)
    filters = filters_of(form, who, zone_of(desk, who))
    with desk.installation.database.read() as session:
        # One line more than a page holds, to know whether there is a next one.
        lines = listed(session, looking(desk, who), filters, after=_cursor(after), limit=LIMIT + 1)
        rows = _rows(desk, session, who, lines[:LIMIT])
    note_list(desk, eyes_of(who), lines[:LIMIT], "list")
    values = {"lines": rows, "next": _next(lines), "is_first": not after, "form": form}
    return show(http, who, "requests.html", values)


def _cursor(text: str) -> Cursor | None:
    try:
        cursor = Cursor.parse(text) if text else None
    except ValueError as error:
        raise HTTPException(404) from error
    # Numbers no database could even compare.
    if cursor is not None and max(abs(cursor.priority), abs(cursor.id)) > LARGEST_ID:
        raise HTTPException(404)
    return cursor


def _next(lines: tuple[RequestLine, ...]) -> str | None:
    return str(lines[LIMIT - 1].cursor) if len(lines) > LIMIT else None


def _rows(desk: Desk, session: Session, who: Member, lines: tuple[RequestLine, ...]) -> tuple[Row, ...]:
    numbers = towns.numbers(session)
    backs = call_backs.of_requests(session, [line.id for line in lines if line.channel is Channel.PHONE])
    rows = (_row(desk, session, who, line, numbers[line.town].ruleset) for line in lines)
    return tuple(replace(row, back=backs.get(row.id)) for row in rows)


def _row(desk: Desk, session: Session, who: Member, line: RequestLine, ruleset: int) -> Row:
    town = desk.book.town(line.town)
    labels = desk.book.labels(session, line.town, ruleset)
    return Row(
        id=line.id,
        town=town.name if who.town is None else None,
        zone=town.timezone,
        number=line.number,
        tracking=line.tracking,
        status=line.status,
        priority=line.priority,
        received_at=line.received_at,
        channel=line.channel,
        subject=labels.subject(line.subject),
        department=labels.department(line.department),
        heading="" if line.heading == labels.subject(line.subject) else line.heading,
        requester=line.requester,
        place=line.place,
        sector=line.sector,
        reasons=line.reasons,
        is_hidden=not eyes_of(who).shows(line),
        due=due_cell(desk, line.town, line.dates, line.status, desk.languages[who.language], datetime.now(UTC)),
    )
