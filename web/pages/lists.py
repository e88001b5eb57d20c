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
from domain.query import SavedQuery
from domain.request import RequestNumber, Status
from domain.rights import Permission, Reach, review_reach
from flows import queries, saved_filters
from flows.listing import Filters, listed
from flows.review import waiting as queued
from store import aside, call_backs, gauges, towns
from store import requests as kept
from store.call_backs import Standing
from store.request_lines import Cursor, RequestLine
from web.access import LARGEST_ID, AskedRow, Eyes, eyes_of, note_list, place_after
from web.deciding import just_done
from web.desk import Desk, desk_of
from web.due import NOTHING_DUE, DueCell, due_cell
from web.hold import Held, Later, delay_days, notes_of, put_off
from web.list_form import filters_of, list_form, looking, zone_of
from web.pages.intake import unstaffed_troubles
from web.visitor import Member, SignedInMember, show

pages = APIRouter()
LIMIT = 50
LATER = ("mine", "all")
MOST_LATER = 200
"""Who has put off more than a page can show has a list, and no longer a way to come back."""
DANGER = 1
LATELY = timedelta(days=7)
"""So long the queue tells of files nothing could be made of: whoever was away finds them after a week, and nobody ticks them off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list in words. ``town`` is named where the list holds several; ``is_hidden``: nothing but that it exists is shown.

    How much a hidden one presses and what is due of it is not told either.
    ``back`` is how the unanswered calls stand that ask to be returned, None for any other request.
    """

    id: RequestId
    version: int
    town: str | None
    zone: str
    number: RequestNumber | None
    tracking: TrackingCode
    status: Status
    priority: int | None
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
    held: Held | None = None
    later: Later | None = None


@pages.get("/review")
def review(  # noqa: PLR0913, PLR0917 - what the address says
    http: HttpRequest, who: SignedInMember, after: str = "", later: str = "", none: str = "", chosen: str = "", done: AskedRow = None
) -> Response:
    """Show what waits for a person, the most urgent first; with ``later`` what is put off, by him (``mine``) or by anybody (``all``).

    ``done`` is the request that was decided just before; ``chosen`` says what several that were chosen lack.
    """
    desk, now = desk_of(http), datetime.now(UTC)
    kind = later if later in LATER else ""
    with desk.installation.database.read() as session:
        queue = review_reach(who.standing)
        waiting = gauges.in_review(session, who.town_id, queue)
        mine, all_later = (_put_off(session, who, queue, mine=one, now=now) for one in (True, False))
        if kind:
            shown, next_page = mine if kind == "mine" else all_later, None
        else:
            shown, next_page = _waiting(session, who, queue, _cursor(after), now)
        rows = rows_of(desk, session, who, shown)
        before = just_done(session, who, done, now, desk.installation.settings.undo_seconds)
        notes = notes_of(desk, session, who, queued(session, shown, now), now)
        set_aside = aside.quarantined_since(session, who.town_id, now - LATELY) if who.works_for_all(Permission.REVIEW) else 0
    note_list(desk, eyes_of(who), shown, "review")
    values = {
        "lines": tuple(replace(row, held=notes[row.id][0], later=notes[row.id][1]) for row in rows),
        "set_aside": set_aside,
        "is_unstaffed": any(row.is_hidden for row in rows) and bool(unstaffed_troubles(desk, who)),
        "next": next_page,
        "is_first": not after,
        "waiting": sum(waiting.values()) - len(all_later),
        "dangers": waiting.get(DANGER, 0),
        "later": kind,
        "mine_later": len(mine),
        "all_later": len(all_later),
        "most_later": MOST_LATER,
        "none_left": bool(none),
        "chosen": chosen,
        "days": delay_days(now, who.zone),
        "done": before,
    }
    return show(http, who, "review.html", values)


def _waiting(
    session: Session, who: Member, queue: Reach, after: Cursor | None, now: datetime
) -> tuple[tuple[RequestLine, ...], str | None]:
    """Return the lines of a page that are not put off, and where the next page begins."""
    found: list[RequestLine] = []
    while True:
        # One line more than a page holds, to know whether there is a next one.
        lines = kept.review_page(session, who.town_id, after=after, limit=LIMIT + 1, reach=queue)
        for one in queued(session, lines[:LIMIT], now):
            if one.put_off is None:
                found.append(one.line)
            if len(found) == LIMIT:
                is_last = one.line is lines[-1]
                return tuple(found), None if is_last else str(one.line.cursor)
        if len(lines) <= LIMIT:
            return tuple(found), None
        after = lines[LIMIT - 1].cursor


def _put_off(session: Session, who: Member, queue: Reach, *, mine: bool, now: datetime) -> tuple[RequestLine, ...]:
    """Return what is put off and there for somebody who works in the queue."""
    lines = kept.lines(session, put_off(session, who, mine=mine, now=now, limit=MOST_LATER))
    return tuple(one for one in lines if queue.is_all or queue.shows(one.town, one.department, one.confidentiality))


@pages.get("/requests")
def requests(http: HttpRequest, who: SignedInMember, after: str = "") -> Response:
    """Show the requests that are asked for: the open ones, the newest first, unless something else is."""
    desk = desk_of(http)
    form = list_form(desk, who, http.query_params)
    filters = filters_of(form, who, zone_of(desk, who))
    with desk.installation.database.read() as session:
        saved_query, filters = _of_query(desk, session, who, form.values["query"], filters)
        # One line more than a page holds, to know whether there is a next one.
        lines = listed(session, looking(desk, who), filters, after=_cursor(after), limit=LIMIT + 1)
        rows = rows_of(desk, session, who, lines[:LIMIT])
    note_list(desk, eyes_of(who), lines[:LIMIT], "list")
    saved = saved_filters.of(desk.installation, who.agent, who.standing)
    values = {
        "lines": rows,
        "next": _next(lines, eyes_of(who)),
        "is_first": not after,
        "form": form,
        "saved": saved,
        "headed": _headed(desk, who),
        "by_query": saved_query,
        "uses_queries": queries.may_use(who.standing),
    }
    return show(http, who, "requests.html", values)


def _of_query(desk: Desk, session: Session, who: Member, typed: str, filters: Filters) -> tuple[SavedQuery | None, Filters]:
    """Return the saved query that an address names, and the filters with what it means. Raises NotFoundError for one not his to use."""
    if not typed:
        return None, filters
    if not (typed.isascii() and typed.isdecimal()) or not 0 < int(typed) <= LARGEST_ID:
        raise HTTPException(404)
    asker = queries.asker_of(who.agent, who.standing)
    saved = queries.used(session, asker, who.town_id, int(typed))
    meant = queries.meant_by(session, desk.installation, saved.town, saved.criteria, asker, datetime.now(UTC))
    return saved, replace(filters, meant=meant)


def _headed(desk: Desk, who: Member) -> tuple[tuple[str, str], ...]:
    """Return the departments the visitor is head of, with which he may share filters: ``town/code`` and label."""
    found = saved_filters.headed(who.standing)
    labels = {
        (town, one.code): one.label for town in {town for town, _ in found} for one in desk.installation.towns.get(town).ruleset.departments
    }
    return tuple((f"{town}/{code}", labels.get((town, code), code)) for town, code in found)


def _cursor(text: str) -> Cursor | None:
    try:
        cursor = Cursor.parse(text) if text else None
    except ValueError as error:
        raise HTTPException(404) from error
    # Numbers no database could even compare.
    if cursor is not None and max(abs(cursor.priority), abs(cursor.id)) > LARGEST_ID:
        raise HTTPException(404)
    return cursor


def _next(lines: tuple[RequestLine, ...], eyes: Eyes) -> str | None:
    return place_after(eyes, lines[LIMIT - 1]) if len(lines) > LIMIT else None


def rows_of(desk: Desk, session: Session, who: Member, lines: tuple[RequestLine, ...]) -> tuple[Row, ...]:
    """Return lines in words."""
    numbers = towns.numbers(session)
    backs = call_backs.of_requests(session, [line.id for line in lines if line.channel is Channel.PHONE])
    rows = (_row(desk, session, who, line, numbers[line.town].ruleset) for line in lines)
    return tuple(replace(row, back=backs.get(row.id)) for row in rows)


def _row(desk: Desk, session: Session, who: Member, line: RequestLine, ruleset: int) -> Row:
    town = desk.book.town(line.town)
    labels, is_hidden = desk.book.labels(session, line.town, ruleset), not eyes_of(who).shows(line)
    due = NOTHING_DUE if is_hidden else due_cell(desk, line.town, line.dates, line.status, desk.languages[who.language], datetime.now(UTC))
    return Row(
        id=line.id,
        version=line.version,
        town=town.name if who.town is None else None,
        zone=town.timezone,
        number=line.number,
        tracking=line.tracking,
        status=line.status,
        priority=None if is_hidden else line.priority,
        received_at=line.received_at,
        channel=line.channel,
        subject=labels.subject(line.subject),
        department=labels.department(line.department),
        heading="" if line.heading == labels.subject(line.subject) else line.heading,
        requester=line.requester,
        place=line.place,
        sector=line.sector,
        reasons=line.reasons,
        is_hidden=is_hidden,
        due=due,
    )
