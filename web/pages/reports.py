"""Documents of figures: choose one and its period, look at its pages, take it out as PDF; open data; the town's own words."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

import pypdfium2
from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from domain.department import DepartmentKind
from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.figures import Axis, Period
from domain.ids import DepartmentCode
from domain.report import ReportAsked, ReportKind
from domain.rights import Permission, may_in_town
from domain.town import Town
from figures.axis_words import AXES
from figures.document_kinds import KINDS, last_period, period_of, recent_periods, told_period, written_period
from figures.words import sentence
from flows.figures import Reader, may_ask, reader_of, today_in
from flows.printing.pdf import UnprintableError
from flows.reports.actions import MOST_LETTERS, actions_of, keep_actions
from flows.reports.making import Made, sectors_of, take_out
from flows.reports.open_data import open_data
from flows.rights import lacking
from flows.town_views import TownView
from web.desk import Desk, desk_of
from web.downloads import download_headers
from web.pages.figures import FORBIDDEN, UNAVAILABLE, WRONG, refused, told_faults
from web.rule_room import CONFLICT, SEE_OTHER
from web.translations import Language, said
from web.visitor import Member, SignedInMember, checked_post, show
from web.words import N_

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
AT = "/figures/documents"
NO_PERIOD = N_("This is no period of the document.")
MEANWHILE = N_("Nothing was saved: somebody else changed this meanwhile. What you typed is below; saved now, it replaces what is there.")
ABOUT = {
    ReportKind.WEEKLY: N_("One page for a department: its week, what is late, implicit decisions that are near, the trend of eight weeks."),
    ReportKind.MONTHLY: N_("Two pages for the direction: the month beside that of the year before, all departments, the main subjects."),
    ReportKind.SECTOR: N_("Two pages on a sector, for its deputy mayor."),
    ReportKind.ANNUAL: N_("For the council: eight to twelve pages without personal data; small numbers are masked."),
}
_SCALE = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Who asks for documents of which town, and what he may be told."""

    desk: Desk
    who: Member
    town: Town
    view: TownView
    reader: Reader

    @property
    def language(self) -> Language:
        """Return the language of who asks."""
        return self.desk.languages[self.who.language]

    @property
    def today(self) -> date:
        """Return the day it is in the town."""
        return today_in(self.desk.installation, self.town.id)

    @property
    def sees_all(self) -> bool:
        """Return whether the documents of the whole town are his to have."""
        return self.reader.departments is None

    @property
    def writes_actions(self) -> bool:
        """Return whether he may write the town's own words for its report."""
        return may_in_town(self.who.standing, Permission.TEMPLATES, self.town.id)

    @property
    def plans(self) -> bool:
        """Return whether he may say what is sent."""
        return may_in_town(self.who.standing, Permission.CATALOGUE, self.town.id)

    def departments(self) -> tuple[tuple[str, str], ...]:
        """Return the departments whose dashboard is his to have, by code and name."""
        own = self.reader.departments
        ours = (one for one in self.view.ruleset.departments if one.kind is DepartmentKind.INTERNAL)
        return tuple((one.code, one.label) for one in ours if own is None or one.code in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A document that can be asked for. ``periods`` and ``choices`` are pairs of what is sent and what is read."""

    kind: ReportKind
    title: str
    about: str
    periods: tuple[tuple[str, str], ...]
    choices_name: str = ""
    choices_title: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def room_of(http: HttpRequest, who: Member) -> Room:
    """Return who asks, of the town he looks at, else of his first one. Raises ForbiddenError for who sees no figures."""
    desk, town = desk_of(http), who.town or next(iter(who.towns), None)
    if town is None:
        raise HTTPException(404)
    if not may_ask(who.standing):
        raise lacking(Permission.STATISTICS)
    return Room(desk=desk, who=who, town=town, view=desk.installation.towns.get(town.id), reader=reader_of(who.standing, town.id))


@pages.get(AT)
def documents(http: HttpRequest, who: SignedInMember) -> Response:
    """Show which documents there are, a form for each."""
    room = room_of(http, who)
    years = [one.first.year for one in recent_periods(ReportKind.ANNUAL, room.today)]
    values = {
        "town": room.town,
        "offers": tuple(_offers(room)),
        "years": (room.today.year, *years),
        "sees_all": room.sees_all,
        "writes_actions": room.writes_actions,
        "plans": room.plans,
    }
    return show(http, who, "report_documents.html", values)


def _offers(room: Room) -> Iterator[Offer]:
    gettext = room.language.gettext
    for kind in ReportKind:
        offer = Offer(kind=kind, title=KINDS[kind].told(room.who.language), about=gettext(ABOUT[kind]), periods=_periods(room, kind))
        if kind is ReportKind.WEEKLY and (departments := room.departments()):
            yield _choosing(offer, "department", sentence(AXES[Axis.DEPARTMENT].told(room.who.language)), departments)
        elif kind is ReportKind.SECTOR and room.sees_all and (sectors := sectors_of(room.view)):
            yield _choosing(offer, "sector", sentence(AXES[Axis.SECTOR].told(room.who.language)), tuple((one, one) for one in sectors))
        elif kind in {ReportKind.MONTHLY, ReportKind.ANNUAL} and room.sees_all:
            yield offer


def _choosing(offer: Offer, name: str, title: str, choices: tuple[tuple[str, str], ...]) -> Offer:
    return Offer(
        kind=offer.kind,
        title=offer.title,
        about=offer.about,
        periods=offer.periods,
        choices_name=name,
        choices_title=title,
        choices=choices,
    )


def _periods(room: Room, kind: ReportKind) -> tuple[tuple[str, str], ...]:
    found = recent_periods(kind, room.today)
    told = [(written_period(kind, one), told_period(kind, one, room.who.language)) for one in found]
    return tuple((key, words[:1].upper() + words[1:]) for key, words in told)


@posts.post(f"{AT}/make")
def make_document(  # noqa: PLR0913, PLR0917 — what the form brings
    http: HttpRequest,
    who: SignedInMember,
    kind: Annotated[ReportKind, Form()],
    period: Annotated[str, Form(max_length=10)] = "",
    department: Annotated[str, Form(max_length=64)] = "",
    sector: Annotated[str, Form(max_length=200)] = "",
    language: Annotated[str, Form(max_length=2)] = "fr",
    do: Annotated[str, Form(max_length=10)] = "take",
) -> Response:
    """Give a document as PDF, or show its pages; that it left stands in the journal."""
    room, wanted = room_of(http, who), period_of(kind, period)
    if wanted is None:
        return refused(http, who, (room.language.gettext(NO_PERIOD),), AT, WRONG)
    code = DepartmentCode(department) if kind is ReportKind.WEEKLY and department else None
    asked = ReportAsked(kind=kind, department=code, sector=sector if kind is ReportKind.SECTOR and sector else None)
    try:
        made = _made(room, asked, wanted, "en" if language == "en" else "fr")
    except InvalidError as error:
        return refused(http, who, told_faults(error, room.language), AT, WRONG)
    except ForbiddenError as error:
        return refused(http, who, (said(error.args[0], room.language),), AT, FORBIDDEN)
    except UnprintableError as error:
        return refused(http, who, (said(error.message, room.language),), AT, UNAVAILABLE)
    if do == "look":
        fields = {"kind": kind.value, "period": period, "department": department, "sector": sector, "language": language}
        values = {"town": room.town, "made": made, "pictures": _pictures(made), "fields": fields}
        return show(http, who, "report_preview.html", values)
    return Response(made.content, media_type="application/pdf", headers=download_headers(made.name))


def _made(room: Room, asked: ReportAsked, period: Period, language: str) -> Made:
    by, now = room.who.agent.login, datetime.now(UTC)
    return take_out(room.desk.installation, room.reader, room.town.id, asked, period, language=language, by=by, now=now)


def _pictures(made: Made) -> tuple[str, ...]:
    """Return the pages as addresses of pictures that lie in the page itself."""
    document = pypdfium2.PdfDocument(made.content)
    try:
        return tuple(_picture(document[at]) for at in range(len(document)))
    finally:
        document.close()


def _picture(page: pypdfium2.PdfPage) -> str:
    written = io.BytesIO()
    page.render(scale=_SCALE).to_pil().convert("P").save(written, "PNG")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


@posts.post(f"{AT}/open-data")
def take_open_data(
    http: HttpRequest,
    who: SignedInMember,
    year: Annotated[int, Form(ge=1901, le=2998)],
    what: Annotated[str, Form(max_length=12)] = "requests",
) -> Response:
    """Give a year of requests as open data, or what its columns hold."""
    room = room_of(http, who)
    if not room.sees_all:
        raise lacking(Permission.STATISTICS)
    period = last_period(ReportKind.ANNUAL, date(year + 1, 1, 1))
    found = open_data(room.desk.installation, room.town.id, period, who.language, who.agent.login, datetime.now(UTC))
    name, content = (found.dictionary_name, found.dictionary) if what == "dictionary" else (found.name, found.content)
    return Response(content, media_type="text/csv; charset=utf-8", headers=download_headers(name))


@pages.get(f"{AT}/actions")
def actions(http: HttpRequest, who: SignedInMember, year: Annotated[int, Query(ge=1901, le=2998)], saved: int = 0) -> Response:
    """Show the town's own words on a year."""
    room = _writing(http, who)
    kept = actions_of(room.desk.installation, room.town.id, year)
    return _show_actions(http, room, year, kept.text, kept.version, is_saved=bool(saved))


@posts.post(f"{AT}/actions")
def save_actions(
    http: HttpRequest,
    who: SignedInMember,
    year: Annotated[int, Form(ge=1901, le=2998)],
    text: Annotated[str, Form(max_length=100_000)] = "",
    seen: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Keep the town's own words on a year."""
    room, typed = _writing(http, who), text.replace("\r\n", "\n").strip()
    installation = room.desk.installation
    try:
        keep_actions(installation, room.town.id, year, typed, seen=seen, by=who.agent.login, now=datetime.now(UTC))
    except InvalidError as error:
        return _show_actions(http, room, year, typed, seen, faults=told_faults(error, room.language), status=WRONG)
    except ConflictError:
        kept = actions_of(installation, room.town.id, year)
        faults = (room.language.gettext(MEANWHILE),)
        return _show_actions(http, room, year, typed, kept.version, faults=faults, status=CONFLICT)
    return RedirectResponse(f"{AT}/actions?year={year}&saved=1", SEE_OTHER)


def _writing(http: HttpRequest, who: Member) -> Room:
    room = room_of(http, who)
    if not room.writes_actions:
        raise lacking(Permission.TEMPLATES)
    return room


def _show_actions(  # noqa: PLR0913 — what is shown and how it stands
    http: HttpRequest,
    room: Room,
    year: int,
    text: str,
    seen: int,
    *,
    faults: tuple[str, ...] = (),
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    values = {"town": room.town, "year": year, "text": text, "seen": seen, "faults": faults, "is_saved": is_saved, "most": MOST_LETTERS}
    return show(http, room.who, "report_actions.html", values, status)
