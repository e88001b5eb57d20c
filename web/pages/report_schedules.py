"""Which documents of figures leave by mail: an administrator says what, when and to whom, and sees what left last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi import Path as InPath
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.department import Department, DepartmentKind
from domain.errors import ConflictError, InvalidError
from domain.figures import Axis
from domain.ids import DepartmentCode
from domain.report import KeptSchedule, Recipient, RecipientKind, ReportAsked, ReportKind, Rhythm, Schedule, ScheduleId
from domain.rights import Permission
from figures.axis_words import ENUMERATED
from figures.document_kinds import KINDS
from flows.reports import schedules
from flows.reports.making import about_words, sectors_of
from flows.rights import lacking
from store import agents, report_schedules
from store.report_schedules import Sending
from web.pages.figures import WRONG, told_faults
from web.pages.reports import AT, MEANWHILE, Room, room_of
from web.rule_room import CONFLICT, SEE_OTHER, posted_values
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
PLANS = f"{AT}/schedules"
Values = Mapping[str, tuple[str, ...]]
Number = Annotated[int, InPath(ge=1, le=2**63 - 1)]
_DAYS_OF_MONTH = tuple(str(day) for day in range(1, 29))
_HOURS = tuple(str(hour) for hour in range(24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A schedule on screen, with what left of it last."""

    kept: KeptSchedule
    title: str
    whom: tuple[str, ...]
    last: Sending | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A schedule as somebody fills it in. ``id`` 0: a new one; ``seen`` the version it replaces."""

    id: int = 0
    seen: int = 0
    document: str = "monthly"
    rhythm: str = Rhythm.WEEK
    weekday: str = "1"
    month_day: str = "1"
    hour: str = "7"
    language: str = "fr"
    whom: frozenset[str] = frozenset()


@pages.get(PLANS)
def plans(http: HttpRequest, who: SignedInMember, edit: int = 0, saved: int = 0) -> Response:
    """Show what is sent, and a form for another, or for the one that is to be changed."""
    room = _administering(http, who)
    typed = Typed(language=room.who.language)
    if edit:
        found = next((one for one in schedules.planned(room.desk.installation, room.town.id) if one.id == edit), None)
        if found is None:
            raise HTTPException(404)
        typed = _typed_of(found)
    return _show(http, room, typed, is_saved=bool(saved))


@posts.post(PLANS)
async def save(http: HttpRequest, who: SignedInMember) -> Response:
    """Keep a new schedule, or one in place of the version that was seen."""
    return await run_in_threadpool(_save, http, who, await posted_values(http))


def _save(http: HttpRequest, who: Member, values: Values) -> Response:
    room = _administering(http, who)
    typed = _typed(values)
    installation, town, now = room.desk.installation, room.town.id, datetime.now(UTC)
    try:
        schedule = _schedule(typed)
        if typed.id:
            by = who.agent.login
            schedules.change(installation, town, ScheduleId(typed.id), schedule, seen=typed.seen, by=by, now=now)
        else:
            schedules.plan(installation, town, schedule, who.agent.login, now)
    except InvalidError as error:
        return _show(http, room, typed, faults=told_faults(error, room.language), status=WRONG)
    except ConflictError:
        return _show(http, room, typed, faults=(room.language.gettext(MEANWHILE),), status=CONFLICT)
    return RedirectResponse(f"{PLANS}?saved=1", SEE_OTHER)


@posts.post(f"{PLANS}/{{number}}/end")
async def end(http: HttpRequest, who: SignedInMember, number: Number) -> Response:
    """Send no more of it."""
    return await run_in_threadpool(_end, http, who, number, await posted_values(http))


def _end(http: HttpRequest, who: Member, number: int, values: Values) -> Response:
    room = _administering(http, who)
    seen = _whole(_one(values, "seen", "0"))
    try:
        schedules.end(room.desk.installation, room.town.id, ScheduleId(number), seen=seen, by=who.agent.login, now=datetime.now(UTC))
    except ConflictError:
        return _show(http, room, Typed(language=who.language), faults=(room.language.gettext(MEANWHILE),), status=CONFLICT)
    return RedirectResponse(f"{PLANS}?saved=1", SEE_OTHER)


def _administering(http: HttpRequest, who: Member) -> Room:
    room = room_of(http, who)
    if not room.plans:
        raise lacking(Permission.CATALOGUE)
    return room


def _one(values: Values, name: str, otherwise: str) -> str:
    return values.get(name, (otherwise,))[0].strip()


def _whole(text: str) -> int:
    """Return a number that was typed, one that nothing has where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**62)) else -1


def _typed(values: Values) -> Typed:
    return Typed(
        id=max(_whole(_one(values, "id", "0")), 0),
        seen=_whole(_one(values, "seen", "0")),
        document=_one(values, "document", ""),
        rhythm=_one(values, "rhythm", ""),
        weekday=_one(values, "weekday", ""),
        month_day=_one(values, "month_day", ""),
        hour=_one(values, "hour", ""),
        language="en" if _one(values, "language", "fr") == "en" else "fr",
        whom=frozenset(values.get("whom", ())),
    )


def _typed_of(kept: KeptSchedule) -> Typed:
    one = kept.schedule
    day = str(one.day)
    return Typed(
        id=kept.id,
        seen=kept.version,
        document=_document(one.asked),
        rhythm=one.rhythm,
        weekday=day if one.rhythm is Rhythm.WEEK else "1",
        month_day=day if one.rhythm is Rhythm.MONTH else "1",
        hour=str(one.hour),
        language=one.language,
        whom=frozenset(f"{each.kind}:{each.name}" for each in one.recipients),
    )


def _document(asked: ReportAsked) -> str:
    about = asked.department or asked.sector
    return f"{asked.kind}:{about}" if about else str(asked.kind)


def _schedule(typed: Typed) -> Schedule:
    """Return what was typed; what cannot be is found out where it is checked."""
    kind, _, about = typed.document.partition(":")
    rhythm = Rhythm.MONTH if typed.rhythm == Rhythm.MONTH else Rhythm.WEEK
    known = ReportKind(kind) if kind in set(ReportKind) else ReportKind.WEEKLY
    pairs = (one.partition(":") for one in sorted(typed.whom))
    return Schedule(
        asked=ReportAsked(
            kind=known,
            department=DepartmentCode(about) if known is ReportKind.WEEKLY and about else None,
            sector=about if known is ReportKind.SECTOR and about else None,
        ),
        rhythm=rhythm,
        day=_whole(typed.weekday if rhythm is Rhythm.WEEK else typed.month_day),
        hour=_whole(typed.hour),
        language=typed.language,
        recipients=tuple(Recipient(kind=RecipientKind(kind), name=name) for kind, _, name in pairs if kind in set(RecipientKind)),
    )


def _show(
    http: HttpRequest, room: Room, typed: Typed, *, faults: tuple[str, ...] = (), is_saved: bool = False, status: int = 200
) -> Response:
    language, view = room.who.language, room.view
    with room.desk.installation.database.read() as session:
        last = report_schedules.last_sendings(session, room.town.id)
        people = [one for one in agents.all_agents(session) if one.closed_at is None and one.email and one.town in {None, room.town.id}]
    names = {f"{RecipientKind.AGENT}:{one.login}": f"{one.name} ({one.email})" for one in people}
    boxes = {f"{RecipientKind.DEPARTMENT}:{one.code}": one.label for one in view.ruleset.departments if one.email and _is_ours(one)}
    kept = tuple(
        Shown(
            kept=one,
            title=_title(room, one.schedule.asked),
            whom=tuple({**names, **boxes}.get(key, key.partition(":")[2]) for key in sorted(_typed_of(one).whom)),
            last=last.get(one.id),
        )
        for one in schedules.planned(room.desk.installation, room.town.id)
    )
    days = ENUMERATED[Axis.WEEKDAY]
    values = {
        "town": room.town,
        "kept": kept,
        "typed": typed,
        "faults": faults,
        "is_saved": is_saved,
        "documents": _documents(room),
        "weekdays": tuple((day, words.told(language)) for day, words in days.items()),
        "month_days": _DAYS_OF_MONTH,
        "hours": _HOURS,
        "people": tuple(names.items()),
        "boxes": tuple(boxes.items()),
    }
    return show(http, room.who, "report_schedules.html", values, status)


def _is_ours(department: Department) -> bool:
    return department.kind is DepartmentKind.INTERNAL


def _title(room: Room, asked: ReportAsked) -> str:
    about = about_words(room.view, asked)
    return f"{KINDS[asked.kind].told(room.who.language)}{f' – {about}' if about else ''}"


def _documents(room: Room) -> tuple[tuple[str, str], ...]:
    weekly = (ReportAsked(kind=ReportKind.WEEKLY, department=one.code) for one in room.view.ruleset.departments if _is_ours(one))
    sectors = (ReportAsked(kind=ReportKind.SECTOR, sector=one) for one in sectors_of(room.view))
    whole = (ReportAsked(kind=ReportKind.MONTHLY), ReportAsked(kind=ReportKind.ANNUAL))
    return tuple((_document(one), _title(room, one)) for one in (*whole, *weekly, *sectors))
