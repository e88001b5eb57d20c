"""Reminders of deadlines on the desk, with a mark of what one has read; another day for a request, and silence until a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError
from domain.ids import RequestId
from domain.note import RingId, RingKind
from domain.rights import Permission
from flows.correspondence import signing
from flows.postpone import Postponed, Putting, postpone
from flows.tasks import is_read
from routing.calendar import calendar_of
from routing.reminders import late_days
from store import agents, autonomy, notes, requests, rings, tasks, towns
from store import reminders as kept
from store.outbox import OutboxId
from store.reminders import BellLine, ReminderId
from store.request_lines import RequestLine
from web.access import LARGEST_ID, RowId, eyes_of, note_list, opened
from web.desk import Desk, desk_of
from web.pages.one import show_request
from web.pages.recut import Version, refused
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
LIMIT = 50
MOST_NEWS = 30
SEE_OTHER, WRONG = 303, 422
LONGEST_REASON = 2_000
Day = Annotated[str, Form(max_length=10)]
Reason = Annotated[str, Form(max_length=LONGEST_REASON)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRow:
    """A reminder in words. ``late_days``: today's. ``is_hidden``: of its request nothing but that it exists is shown."""

    line: BellLine
    town: str | None
    zone: str
    subject: str
    department: str
    late_days: int
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something new for the visitor, in words: where it stands, what it says."""

    id: RingId
    kind: RingKind
    request: RequestId
    reference: str
    heading: str
    place: str
    said: str
    actor: str
    at: datetime
    zone: str
    is_read: bool


@pages.get("/reminders")
def reminders_page(http: HttpRequest, who: SignedInMember, after: str = "") -> Response:
    """Show what reminds of requests, the newest first."""
    desk = desk_of(http)
    with desk.installation.database.read() as session:
        found = kept.bell(session, who.town_id, who.agent.id, before=_place(after), limit=LIMIT + 1, reach=who.reach)
        numbers = towns.numbers(session)
        rows = []
        for line in found[:LIMIT]:
            labels = desk.book.labels(session, line.request.town, numbers[line.request.town].ruleset)
            rows.append(_row(desk, who, line, labels.subject(line.request.subject), labels.department(line.request.department)))
        news = tuple(_news(desk, session, who)) if not after else ()
        lowered = autonomy.lowered(session, who.town_id) if not after and who.may(Permission.RULES) else ()
    note_list(desk, eyes_of(who), [line for _, line in news], "news")
    values = {
        "lowered": lowered,
        "rings": tuple(one for one, _ in news),
        "lines": rows,
        "next": str(found[LIMIT - 1].reminder.id) if len(found) > LIMIT else None,
        "is_first": not after,
        "newest": found[0].reminder.id if found else 0,
    }
    return show(http, who, "reminders.html", values)


@posts.post("/reminders/read")
def read_all(http: HttpRequest, who: SignedInMember, up_to: Annotated[int, Form(ge=0, le=LARGEST_ID)]) -> Response:
    """Say that all that was shown is read; what came since stays unread."""
    with desk_of(http).installation.database.write() as session:
        kept.mark_read(session, who.town_id, who.agent.id, up_to, reach=who.reach)
    return RedirectResponse("/reminders", SEE_OTHER)


@posts.post("/reminders/news/read")
def read_news(http: HttpRequest, who: SignedInMember, up_to: Annotated[int, Form(ge=0, le=LARGEST_ID)]) -> Response:
    """Say that all that was new, up to what was shown, is read."""
    with desk_of(http).installation.database.write() as session:
        rings.mark_read(session, who.agent.id, up_to, datetime.now(UTC))
    return RedirectResponse("/reminders", SEE_OTHER)


@posts.post("/reminders/{reminder_id}/read")
def read_one(http: HttpRequest, who: SignedInMember, reminder_id: RowId) -> Response:
    """Say that one reminder is read."""
    with desk_of(http).installation.database.write() as session:
        kept.mark_read(session, who.agent.town, who.agent.id, reminder_id, only=ReminderId(reminder_id))
    return RedirectResponse("/reminders", SEE_OTHER)


@posts.post("/requests/{request_id}/due")
def set_due(http: HttpRequest, who: SignedInMember, request_id: RowId, version: Version, day: Day = "", reason: Reason = "") -> Response:
    """Set another completion date."""
    return _postpone(http, who, request_id, version, Putting.DUE, day, reason)


@posts.post("/requests/{request_id}/snooze")
def snooze(http: HttpRequest, who: SignedInMember, request_id: RowId, version: Version, day: Day = "", reason: Reason = "") -> Response:
    """Put the reminders of a request to sleep."""
    return _postpone(http, who, request_id, version, Putting.SNOOZE, day, reason)


def _postpone(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest, who: Member, request_id: int, version: int, putting: Putting, day: str, reason: str
) -> Response:
    """Do it, or say beside the fields what is wrong with them; what was typed stays there."""
    desk = desk_of(http)
    record = opened(desk, who, request_id, putting.value)
    language = desk.languages[who.language]
    typed = {"day": day, "reason": reason, "form": putting.value}
    try:
        wanted = Postponed(request=record.line.id, putting=putting, day=date.fromisoformat(day), reason=reason, version=version)
    except ValueError:
        typed |= {"fault": language.gettext("Name a day.")}
        return show_request(http, who, record, status=WRONG, due_typed=typed)
    try:
        postpone(desk.installation, wanted, who.agent.login, datetime.now(UTC))
    except InvalidError as error:
        fault = " ".join(part for one in error.mistakes for part in (said(one.what, language), said(one.remedy, language)))
        return show_request(http, who, record, status=WRONG, due_typed=typed | {"fault": fault})
    except ConflictError as error:
        return refused(http, who, record, error)
    return RedirectResponse(f"/requests/{request_id}#deadlines", SEE_OTHER)


def _row(desk: Desk, who: Member, line: BellLine, subject: str, department: str) -> BellRow:
    town, one = desk.book.town(line.request.town), line.reminder
    calendar = calendar_of(town)
    return BellRow(
        line=line,
        town=town.name if who.town is None else None,
        zone=town.timezone,
        subject=subject,
        department=department,
        late_days=late_days(calendar, one.clock, one.due_on, calendar.local(datetime.now(UTC)).date()),
        is_hidden=not eyes_of(who).shows(line.request),
    )


def _news(desk: Desk, session: Session, who: Member) -> Iterator[tuple[News, RequestLine]]:
    """Yield what is new for the visitor, the newest first; of what he may not read any more nothing is told."""
    found = rings.newest(session, who.agent.id, who.town_id, MOST_NEWS)
    said = notes.some(session, [one.item for one in found if one.kind is RingKind.NOTE])
    given = tasks.some(session, [one.item for one in found if one.kind in {RingKind.TASK, RingKind.ENDED}])
    refusals = {one.item: signing.reason_of(session, OutboxId(one.item)) for one in found if one.kind is RingKind.UNSIGNED}
    names = agents.names(session, {one.actor for one in found})
    lines = {line.id: line for line in requests.lines(session, sorted({one.request for one in found}))}
    for one in found:
        line = lines[one.request]
        if not is_read(desk.installation.towns, session, who.standing, line):
            continue
        item = said.get(one.item) if one.kind is RingKind.NOTE else given.get(one.item) if one.kind is not RingKind.UNSIGNED else None
        shown = News(
            id=one.id,
            kind=one.kind,
            request=one.request,
            reference=str(line.number or line.tracking),
            heading=line.heading,
            place="letters" if one.kind is RingKind.UNSIGNED else f"{'note' if one.kind is RingKind.NOTE else 'task'}-{one.item}",
            said=refusals.get(one.item, "") if one.kind is RingKind.UNSIGNED else "" if item is None else item.text,
            actor=names.get(one.actor, one.actor),
            at=one.at,
            zone=desk.book.town(one.town).timezone,
            is_read=one.is_read,
        )
        yield shown, line


def _place(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)) or int(text) > LARGEST_ID:
        raise HTTPException(404)
    return int(text)
