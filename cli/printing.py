"""Commands that print: a letter as PDF, the letters of a town as one document, a request's own sheet."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.letters import letters
from cli.options import TownOption
from cli.references import AgentOption, Reference, asked_for
from cli.requests import requests as of_requests
from cli.screen import out
from cli.words import tr, translated
from domain.errors import ConflictError, NotFoundError
from domain.stationery import Batch
from flows import accounts
from flows.printing import batches
from flows.printing.binding import bind
from flows.printing.cover import cover_words, fault_of
from flows.printing.letters import letter_as_pdf
from flows.printing.pdf import UnprintableError
from flows.wiring import Installation
from flows.wording import say
from store import outbox, print_batches
from store import requests as stored
from store.outbox import OutboxId
from store.requests import RequestRecord
from web.desk import open_desk
from web.pages import fiche_sheet

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", dir_okay=False, help=tr("Where the PDF goes; - is the standard output."))
]
HELPS = {
    "pdf": tr("Write a letter as PDF.\n\nExample:\n\n$ citoyen letters pdf 12 --out lettre.pdf"),
    "print": tr(
        "Print the letters that go by post as one document, in the order of postage; say with --done that a batch was sent.\n\n"
        "Examples:\n\n$ citoyen letters print --town valognes --agent marie --out lot.pdf\n\n$ citoyen letters print --done 3 --agent marie"
    ),
    "fiche": tr("Write a request as it is printed, as PDF.\n\nExample:\n\n$ citoyen requests fiche 2026/0147 --out fiche.pdf"),
}


def register(app: typer.Typer) -> None:
    """Add the commands to those on letters and on requests."""
    del app
    letters.command("pdf", help=HELPS["pdf"])(pdf)
    letters.command("print", help=HELPS["print"])(print_letters)
    of_requests.command("fiche", help=HELPS["fiche"])(fiche)


def pdf(number: Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Number of the letter."))], target: Out = None) -> None:
    """Write a letter as PDF."""
    with options.installation() as installation:
        with installation.database.read() as session:
            found = outbox.get(session, OutboxId(number))
            shown = () if found.letter.request is None else stored.lines(session, (found.letter.request,))
        with options.exporting(installation, f"citoyen letters pdf {number}") as export:
            export.add(shown)
            content = letter_as_pdf(installation, OutboxId(number), options.now())
    _write(content, target or Path(f"courrier-{number}.pdf"))


def print_letters(
    target: Out = None,
    done: Annotated[int | None, typer.Option("--done", metavar="N", min=1, help=tr("Number of a batch that was printed and sent."))] = None,
    town: TownOption = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """Print what goes by post, or say that it was sent."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        if done is None:
            batch = batches.begin(installation, chosen, agent, options.now())
            _prepare(installation, batch, target or Path(f"courriers-{chosen}-{batch.number}.pdf"))
            return
        with installation.database.read() as session:
            found = print_batches.find_numbered(session, chosen, done)
        if found is None:
            raise NotFoundError(say("There is no batch {number}.", number=done))
        batches.done(installation, found, agent, options.now())
        batches.go_on(installation, found)
        with installation.database.read() as session:
            count = print_batches.get(session, found).made
        out.print(tr("Batch {number}: {count} letters are sent.", number=done, count=count))


def fiche(reference: Reference, target: Out = None, town: TownOption = None) -> None:
    """Write a request as it is printed."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        with installation.database.read() as session:
            record = stored.get(session, request)
        with options.exporting(installation, f"citoyen requests fiche {request}") as export:
            export.add((record.line,))
            content = _fiche(installation, record)
    _write(content, target or Path(f"fiche-{str(record.line.number or record.line.tracking).replace('/', '-')}.pdf"))


def _prepare(installation: Installation, batch: Batch, target: Path) -> None:
    told = -1

    def tell(found: Batch) -> None:
        nonlocal told
        tenth = 10 * (found.made + found.faulty) // max(found.letters, 1)
        if tenth > told:
            told = tenth
            typer.echo(tr("{done} of {total} letters are ready.", done=found.made + found.faulty, total=found.letters), err=True)

    batches.go_on(installation, batch.id, told=tell)
    with installation.database.read() as session:
        found, inside = print_batches.get(session, batch.id), print_batches.letters(session, batch.id)
        about = outbox.requests_of(session, [one.letter for one in inside])
        lines = stored.lines(session, list(dict.fromkeys(about.values())))
    with options.exporting(installation, f"citoyen letters print, batch {batch.number}") as export:
        export.add(lines)
        pages = bind(installation, found, cover_words(found, inside, translated), target)
    out.print(
        tr("Batch {number}: {count} letters, {pages} pages in {file}.", number=found.number, count=found.made, pages=pages, file=target)
    )
    for one in inside:
        if one.fault is not None:
            out.print(tr("Letter {id} is not printed: {why}", id=one.letter, why=translated(fault_of(one))))
    out.print(tr("When it is sent: citoyen letters print --done {number}", number=found.number))


def _fiche(installation: Installation, record: RequestRecord) -> bytes:
    """Return the fiche of a request. Raises ConflictError with why there is none."""
    try:
        return fiche_sheet.pdf_of(open_desk(installation), record, None, "fr", options.now())
    except UnprintableError as error:
        raise ConflictError(error.message) from error


def _write(content: bytes, target: Path) -> None:
    if str(target) == "-":
        sys.stdout.buffer.write(content)
        return
    target.write_bytes(content)
    out.print(str(target))
