"""Make a document of figures: what may be asked for, the answers it is made of, its pages as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import InvalidError, Mistake
from domain.figures import Axis, Period
from domain.ids import TownId
from domain.report import ReportAsked, ReportKind
from domain.rights import Permission
from figures.document_kinds import KINDS, written_period
from figures.document_words import cell_words, whole
from figures.documents import Plan, Scope, plan
from figures.table import Table
from flows import figures
from flows.deputies import find_department
from flows.facts import catch_up
from flows.figures import PUBLIC, Reader
from flows.printing import pdf
from flows.reports.listings import Listings
from flows.reports.page import Content, Layout, pages
from flows.rights import lacking
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import calendar_of
from store import journal, logos, report_actions

_PICTURES = {"image/png": "logo.png", "image/jpeg": "logo.jpg", "image/svg+xml": "logo.svg"}
MOST_PAGES = 12
"""Of the annual report (DOMAIN §7)."""
_MAIN = ("received", "closed", "stock", "overdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document. ``name`` is that of its file; ``summary`` are its main figures in words, a line each; ``tables`` all it is made of."""

    name: str
    title: str
    content: bytes
    page_count: int
    summary: tuple[str, ...]
    tables: Mapping[str, Table]


def checked(view: TownView, reader: Reader, asked: ReportAsked) -> None:
    """Say what is wrong with what is asked for. Raises InvalidError, and ForbiddenError where the reader is told less than the document."""
    mistakes = []
    if asked.kind is ReportKind.WEEKLY and find_department(view.ruleset, asked.department) is None:
        mistakes.append(_mistake("department", say("A weekly dashboard is of a department of the town.")))
    if asked.kind is ReportKind.SECTOR and asked.sector not in sectors_of(view):
        mistakes.append(_mistake("sector", say("A sector sheet is of a sector of the town.")))
    if mistakes:
        raise InvalidError(*mistakes)
    if reader.departments is None:
        return
    is_own = asked.kind is ReportKind.WEEKLY and asked.department in reader.departments
    if not is_own:
        raise lacking(Permission.STATISTICS)


def _mistake(where: str, what: str) -> Mistake:
    return Mistake(where=where, what=what, remedy=say("Choose one of the list."))


def sectors_of(view: TownView) -> tuple[str, ...]:
    """Return the sectors of a town, in their order."""
    return tuple(one.name for one in view.classifier.places.sectors)


def make(  # noqa: PLR0913 — who asks for what, when and in which language
    installation: Installation, reader: Reader, town: TownId, asked: ReportAsked, period: Period, *, language: str, now: datetime
) -> Made:
    """Return a document of a period, of what a reader may be told. The annual report tells what anybody may be told.

    Raises InvalidError, ForbiddenError, NotFoundError for no town, UnprintableError and UnavailableError.
    """
    content, files, summary = written(installation, reader, town, asked, period, language=language, now=now)
    printed = printed_of(content, files)
    return Made(
        name=_file_name(town, asked, period),
        title=_titled(content),
        content=printed.content,
        page_count=printed.pages,
        summary=summary,
        tables=content.tables,
    )


def printed_of(content: Content, files: Mapping[str, bytes]) -> pdf.Printed:
    """Return a document on paper; the annual report is set closer as long as it has more than `MOST_PAGES`. Raises as `make`."""
    for layout in Layout:
        found = pages(content, layout)
        printed = pdf.draw(found.html, {**found.files, **files})
        if content.plan.kind is not ReportKind.ANNUAL or printed.pages <= MOST_PAGES:
            return printed
    return printed


def take_out(  # noqa: PLR0913 — as `make`, and by whom
    installation: Installation, reader: Reader, town: TownId, asked: ReportAsked, period: Period, *, language: str, by: str, now: datetime
) -> Made:
    """Return what `make` does, and write down that it was taken out. Raises as `make`."""
    made = make(installation, reader, town, asked, period, language=language, now=now)
    facts: dict[str, object] = {"kind": asked.kind.value, "period": written_period(asked.kind, period)}
    facts |= {"about": asked.department or asked.sector} if asked.department or asked.sector else {}
    with installation.database.write() as session:
        journal.append(session, at=now, town=town, actor=by, action="figures.document", object=f"town {town}", details=facts)
    return made


def written(  # noqa: PLR0913 — as `make`
    installation: Installation, reader: Reader, town: TownId, asked: ReportAsked, period: Period, *, language: str, now: datetime
) -> tuple[Content, Mapping[str, bytes], tuple[str, ...]]:
    """Return what stands in a document, the town's picture by its name, and the main figures in words. Raises as `make`."""
    view = installation.towns.get(town)
    checked(view, reader, asked)
    whose = PUBLIC if asked.kind is ReportKind.ANNUAL else reader
    planned = plan(asked.kind, period, Scope(filters=_filters(asked)))
    calendar = calendar_of(view.town)
    catch_up(installation)
    with installation.database.read() as session:
        tables, beside, left_out = _answers(session, installation, whose, town, planned, language)
        listings = Listings(view=view, reader=reader, language=language, now=now).of(session, asked.department)
        logo = logos.find(session, town)
        actions = report_actions.get(session, town, period.first.year).text if asked.kind is ReportKind.ANNUAL else ""
    name = None if logo is None else _PICTURES.get(logo.media_type)
    content = Content(
        plan=planned,
        town=view.town.name,
        about=about_words(view, asked),
        made_on=calendar.local(now).date(),
        language=language,
        tables=tables,
        beside=beside,
        left_out=left_out,
        listings=listings,
        logo=name,
        actions=actions,
    )
    return content, {} if logo is None or name is None else {name: logo.content}, _summary(tables["standing"], language)


def _answers(
    session: Session, installation: Installation, reader: Reader, town: TownId, planned: Plan, language: str
) -> tuple[Mapping[str, Table], Mapping[str, Table], Mapping[str, int]]:
    """Return the answers by the codes of their parts, those beside them, and how many lines of each do not stand there."""
    tables, beside, left_out = {}, {}, {}
    for part in (part for chapter in planned.chapters for part in chapter.parts):
        found = figures.answer_in(session, installation, reader, town, part.question, language)
        tables[part.code] = replace(found, lines=found.lines[: part.most])
        left_out[part.code] = len(found.lines) - len(tables[part.code].lines)
        if part.beside is not None:
            beside[part.code] = figures.answer_in(session, installation, reader, town, part.beside, language)
    return tables, beside, left_out


def _filters(asked: ReportAsked) -> dict[Axis, frozenset[str]]:
    if asked.kind is ReportKind.WEEKLY and asked.department is not None:
        return {Axis.DEPARTMENT: frozenset({asked.department})}
    if asked.kind is ReportKind.SECTOR and asked.sector is not None:
        return {Axis.SECTOR: frozenset({asked.sector})}
    return {}


def about_words(view: TownView, asked: ReportAsked) -> str:
    """Return of which department or sector a document is, as people know it."""
    if asked.kind is ReportKind.WEEKLY:
        department = find_department(view.ruleset, asked.department)
        return department.label if department is not None else str(asked.department or "")
    return asked.sector or "" if asked.kind is ReportKind.SECTOR else ""


def _titled(content: Content) -> str:
    about = f" – {content.about}" if content.about else ""
    return f"{content.plan.title.told(content.language)}{about}"


def _file_name(town: TownId, asked: ReportAsked, period: Period) -> str:
    about = {ReportKind.WEEKLY: asked.department, ReportKind.SECTOR: asked.sector}.get(asked.kind)
    parts = (KINDS[asked.kind].told("fr"), town, about or "", written_period(asked.kind, period))
    return "-".join("".join(sign if sign.isalnum() else "-" for sign in part).strip("-") for part in parts if part).lower() + ".pdf"


def _summary(table: Table, language: str) -> tuple[str, ...]:
    labels = {one.indicator: one for one in table.columns if not one.is_before}
    separator = "\u00a0: " if language == "fr" else ": "
    return tuple(
        f"{labels[code].label}{separator}{cell_words(whole(table, code), labels[code].unit, language)}" for code in _MAIN if code in labels
    )
