"""`citoyen sheets`: separator sheets to print, which cut a scanned heap into letters."""

import os
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from babel.dates import format_date

from cli import options
from cli.options import TownOption
from cli.screen import complain
from cli.words import language, tr
from domain.department import Department
from domain.errors import ConfigurationError, Mistake, UnavailableError
from domain.paper import Sheet
from domain.town import Town
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.heap.sheets import SheetWords, sheets_pdf
from store import towns

MOST_COPIES = 200
MOST_LETTERS = 9_999

SHEETS_HELP = tr(
    "Write separator sheets to print: laid before each letter, they cut a scanned heap into letters and say which department and day "
    "each one is for. Each sheet is two pages, to be printed on both sides.\n\nExamples:\n\n"
    "$ citoyen sheets -o sheets.pdf --copies 20\n\n$ citoyen sheets --department VOI --channel scan --patch-t -o roads.pdf"
)


class PaperChannel(StrEnum):
    """What a heap is made of."""

    SCAN = "scan"
    FAX = "fax"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sheets", help=SHEETS_HELP)(sheets)


def sheets(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.pdf", help=tr("The PDF to write; - for standard output."))],
    town: TownOption = None,
    department: Annotated[str | None, typer.Option("--department", metavar="CODE", help=tr("Code of the department, such as VOI."))] = None,
    channel: Annotated[PaperChannel | None, typer.Option("--channel", help=tr("What the letters came by."))] = None,
    received: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=tr("The day the letters were received.")),
    ] = None,
    letters: Annotated[
        int | None, typer.Option("--letters", min=1, max=MOST_LETTERS, help=tr("How many letters lie in the heap; compared afterwards."))
    ] = None,
    patch_t: Annotated[bool, typer.Option("--patch-t", help=tr("Add PATCH T bars, for copiers that cut by themselves."))] = False,
    copies: Annotated[int, typer.Option("--copies", min=1, max=MOST_COPIES, help=tr("How many sheets."))] = 1,
) -> None:
    """Write the sheets."""
    with options.installation() as installation:
        known = _town(installation, town, department)
        chosen = None if department is None or known is None else _department(installation, known, department)
    sheet = Sheet(
        town=None if known is None else known.id,
        department=None if chosen is None else chosen.code,
        channel=None if channel is None else channel.value,
        received_on=None if received is None else received.date(),
        letters=letters,
    )
    _write(output, sheets_pdf(sheet, _words(sheet, known, chosen), copies=copies, patch_t=patch_t))


def _town(installation: Installation, name: str | None, department: str | None) -> Town | None:
    """Return the town the sheets are for: the one named, the only one there is; none where they may serve any.

    Raises ConfigurationError for a town that is not served, and for a department that could be several towns'.
    """
    if name is None and department is None and len(installation.towns.ids()) != 1:
        return None
    with installation.database.read() as session:
        return towns.town(session, options.only_town(installation, name))


def _department(installation: Installation, town: Town, code: str) -> Department:
    """Return a department of a town that takes requests. Raises ConfigurationError where there is none of this code."""
    with installation.database.read() as session:
        known = [one for one in towns.ruleset(session, town.id).departments if one.closed_on is None]
    found = next((one for one in known if one.code.lower() == code.lower()), None)
    if found is not None:
        return found
    what = tr("{town} has no department “{code}”.", town=town.name, code=code)
    listed = ", ".join(f"{one.code} ({one.label})" for one in known)
    raise ConfigurationError(Mistake(where="--department", what=what, remedy=tr("It has: {names}.", names=listed)))


def _words(sheet: Sheet, town: Town | None, department: Department | None) -> SheetWords:
    is_lasting = sheet.received_on is None and sheet.letters is None
    return SheetWords(
        title=tr("Separator sheet for mail"),
        owner=tr("Read by Citoyen") if town is None else tr("Town hall of {town} · read by Citoyen", town=town.name),
        letter=tr("A new letter begins here") if department is None else department.label,
        facts=_facts(sheet),
        use=tr("Lay one such sheet before each letter, then scan the whole heap at once. Each letter keeps its pages in order."),
        keep=tr("Do not throw away: to be used again.") if is_lasting else tr("For this heap only."),
        both_ways=tr("Front and back, either way up"),
    )


def _facts(sheet: Sheet) -> tuple[str, ...]:
    facts = []
    if sheet.department is not None:
        facts.append(tr("Department {code}", code=sheet.department))
    if sheet.channel is not None:
        facts.append(tr("Fax") if sheet.channel == PaperChannel.FAX else tr("Mail by post"))
    if sheet.received_on is not None:
        facts.append(tr("Received on {day}", day=_day(sheet.received_on)))
    if sheet.letters is not None:
        facts.append(tr("1 letter in the heap") if sheet.letters == 1 else tr("{count} letters in the heap", count=sheet.letters))
    return tuple(facts)


def _day(day: date) -> str:
    return format_date(day, format="long", locale=language(os.environ))


def _write(output: Path, content: bytes) -> None:
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UnavailableError(say("{file} cannot be written ({cause}).", file=str(output), cause=error.strerror or str(error))) from error
    complain(tr("{file} is written. Print it on both sides, at its own size.", file=output))
