"""`citoyen figures document` and `open-data`: documents of figures as PDF, and requests as open data."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.options import TownOption
from cli.words import language, tr
from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.figures import Period
from domain.ids import DepartmentCode
from domain.report import ReportAsked, ReportKind
from figures.document_kinds import last_period, period_of
from flows.figures import OPERATOR, today_in
from flows.reports.making import take_out
from flows.reports.open_data import open_data
from flows.wording import say

_PERIODS = {
    ReportKind.WEEKLY: "2026-W09",
    ReportKind.MONTHLY: "2026-03",
    ReportKind.SECTOR: "2026-03, 2026",
    ReportKind.ANNUAL: "2026",
}
DOCUMENT_HELP = tr(
    "Make a document of figures as PDF: weekly (of a department), monthly, sector, annual.\n\nExamples:\n\n"
    "$ citoyen figures document weekly --department VOI --out voirie.pdf\n\n"
    "$ citoyen figures document annual --period 2025 --town valognes --out rapport.pdf"
)
OPEN_DATA_HELP = tr(
    "Write a year of requests as open data, a line each, of nobody, and what the columns hold beside it.\n\nExample:\n\n"
    "$ citoyen figures open-data --year 2025 --out demandes-2025.csv"
)
Kind = Annotated[ReportKind, typer.Argument(metavar="KIND", help=tr("weekly, monthly, sector or annual."))]
PeriodName = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help=tr("A week 2026-W09, a month 2026-03 or a year 2026; the last one without it.")),
]
Department = Annotated[str | None, typer.Option("--department", metavar="CODE", help=tr("Of which department (weekly)."))]
Sector = Annotated[str | None, typer.Option("--sector", metavar="NAME", help=tr("Of which sector (sector)."))]
In = Annotated[str | None, typer.Option("--language", metavar="LANGUAGE", help=tr("fr or en; yours without it."))]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", dir_okay=False, help=tr("File to write."))]
Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", min=1901, max=2998, help=tr("The last whole year without it."))]


def register(app: typer.Typer) -> None:
    """Add the commands to the group of figures."""
    app.command("document", help=DOCUMENT_HELP)(document)
    app.command("open-data", help=OPEN_DATA_HELP)(write_open_data)


def document(  # noqa: PLR0913, PLR0917 - an option for each part of what is asked
    kind: Kind,
    out: Out,
    period: PeriodName = None,
    department: Department = None,
    sector: Sector = None,
    spoken: In = None,
    town: TownOption = None,
) -> None:
    """Make a document."""
    asked = ReportAsked(kind=kind, department=None if department is None else DepartmentCode(department), sector=sector)
    with options.installation() as installation:
        named = options.only_town(installation, town)
        wanted = last_period(kind, today_in(installation, named)) if period is None else _period(kind, period)
        told = spoken or language(os.environ)
        made = take_out(installation, OPERATOR, named, asked, wanted, language=told, by=options.ACTOR, now=options.now())
    _write(out, made.content)
    typer.echo(tr("{file}: {title}, pages: {count}.", file=out, title=made.title, count=made.page_count))


def _period(kind: ReportKind, typed: str) -> Period:
    found = period_of(kind, typed)
    if found is None:
        what = tr("“{period}” is no period of this document.", period=typed)
        raise ConfigurationError(Mistake(where="--period", what=what, remedy=tr("Give such as: {known}.", known=_PERIODS[kind])))
    return found


def write_open_data(out: Out, year: Year = None, spoken: In = None, town: TownOption = None) -> None:
    """Write a year as open data."""
    with options.installation() as installation:
        named = options.only_town(installation, town)
        today = today_in(installation, named)
        wanted = last_period(ReportKind.ANNUAL, today if year is None else today.replace(year=year + 1, month=1, day=1))
        found = open_data(installation, named, wanted, spoken or language(os.environ), options.ACTOR, options.now())
    beside = out.with_name(f"{out.stem}-dictionnaire.csv")
    _write(out, found.content)
    _write(beside, found.dictionary)
    typer.echo(tr("{file}: requests: {count}. What its columns hold: {beside}.", file=out, count=found.count, beside=beside))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UnavailableError(say("{file} cannot be written ({cause}).", file=str(file), cause=error.strerror or str(error))) from error
