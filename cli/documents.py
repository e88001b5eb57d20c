"""Templates of Word and LibreOffice, and letters somebody asks for: `citoyen letters documents`, `fill`, `write`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.references import AgentOption, Reference, asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.errors import InvalidError, Mistake, NotFoundError
from flows import accounts
from flows.correspondence import office, on_demand
from letters.kinds import ON_DEMAND, ModelKey
from store import office_templates
from workers.roles import nudging

documents = typer.Typer(no_args_is_help=True, help=tr("Templates of Word and LibreOffice with merge fields."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=tr("Name of the template, such as arrete-voirie."))]
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=tr("A .docx or .odt file."))]
OutFile = Annotated[Path, typer.Option("--out", metavar="FILE", dir_okay=False, help=tr("The file to write."))]
HELPS = {
    "fill": tr(
        "Fill a template of Word or LibreOffice for a request.\n\nExamples:\n\n"
        "$ citoyen letters fill arrete-voirie 2026/0147 --out arrete.docx\n\n"
        "$ citoyen letters fill arrete-voirie 2026/0147 --out arrete.docx --keep --agent marie"
    ),
    "write": tr(
        "Write a letter somebody asks for: a record of deposit, a certificate that silence accepted, an answer on personal data.\n\n"
        "Examples:\n\n$ citoyen letters write recepisse_depot 2026/0147 --agent marie\n\n"
        "$ citoyen letters write reponse_rgpd 2026/0147 --answer 'Voici vos données.' --agent marie"
    ),
}
DOCUMENT_HELPS = {
    "list": tr("List the templates.\n\nExample:\n\n$ citoyen letters documents list --town valognes"),
    "check": tr("Say what is wrong with a template; nothing is kept.\n\nExample:\n\n$ citoyen letters documents check arrete.docx"),
    "set": tr(
        "Keep a template; documents are filled by it from now on.\n\nExample:\n\n"
        "$ citoyen letters documents set arrete-voirie arrete.docx --town valognes"
    ),
    "get": tr("Write a template to a file.\n\nExample:\n\n$ citoyen letters documents get arrete-voirie --out arrete.docx"),
    "withdraw": tr("Take a template away; its versions are kept.\n\nExample:\n\n$ citoyen letters documents withdraw arrete-voirie"),
}


def register(letters: typer.Typer) -> None:
    """Add the commands to those on letters."""
    of_letters: dict[str, Callable[..., None]] = {"fill": fill, "write": write}
    for name, command in of_letters.items():
        letters.command(name, help=HELPS[name])(command)
    of_documents: dict[str, Callable[..., None]] = {
        "list": list_documents,
        "check": check_document,
        "set": set_document,
        "get": get_document,
        "withdraw": withdraw_document,
    }
    for name, command in of_documents.items():
        documents.command(name, help=DOCUMENT_HELPS[name])(command)
    letters.add_typer(documents, name="documents")


def fill(
    name: Name,
    reference: Reference,
    file: OutFile,
    keep: Annotated[bool, typer.Option("--keep", help=tr("Keep it among the letters of the request, to be printed."))] = False,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Fill a template."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        made = office.made_of(installation, request, name, options.now())
        letter = office.prepare(installation, request, name, agent, options.now()) if keep else None
    file.write_bytes(made.content)
    out.print(tr("{file} is written.", file=str(file)))
    if letter is not None:
        out.print(tr("Letter {id}: {state}.", id=letter, state=tr("prepared")))


def write(
    model: Annotated[ModelKey, typer.Argument(metavar="MODEL", help=tr("recepisse_depot, attestation_sva or reponse_rgpd."))],
    reference: Reference,
    answer: Annotated[str, typer.Option("--answer", metavar="TEXT", help=tr("What an answer on personal data says."))] = "",
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Write a letter somebody asks for."""
    if model not in ON_DEMAND:
        what = tr("{model} is written with what it tells of.", model=model.value)
        raise InvalidError(Mistake(where=model.value, what=what, remedy=tr("Name one of {names}.", names=", ".join(ON_DEMAND))))
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        count = on_demand.write(installation, request, model, answer, agent, options.now())
    told = tr("Request {reference}: the letter is written.", reference=reference)
    out.print(told if count else tr("Request {reference}: this letter was written today already.", reference=reference))


def list_documents(town: TownOption = None, as_json: Json = False) -> None:
    """List the templates."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            found = office_templates.current(session, chosen)
    if as_json:
        for one in found:
            print_json({"name": one.name, "version": one.number, "kind": one.kind, "file": one.filename, "author": one.author})
        return
    if not found:
        out.print(tr("There is no template of Word or LibreOffice."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Name"), tr("Version"), tr("File"), tr("Author")):
        table.add_column(title)
    for one in found:
        table.add_row(one.name, str(one.number), one.filename, one.author)
    out.print(table)


def check_document(file: File) -> None:
    """Check a template."""
    office.check("modele", _read(file))
    out.print(tr("The template can be kept."))


def set_document(name: Name, file: File, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Keep a template."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        kept = office.keep(installation, chosen, name, file.name, _read(file), agent, options.now())
    out.print(tr("{name}: version {number} is kept.", name=name, number=kept.number))


def get_document(name: Name, file: OutFile, town: TownOption = None) -> None:
    """Write a template to a file."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            found = office_templates.find(session, chosen, name)
    if found is None or found.content is None:
        raise NotFoundError(tr("There is no template “{name}”.", name=name))
    file.write_bytes(found.content)
    out.print(tr("{file} is written.", file=str(file)))


def withdraw_document(name: Name, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Take a template away."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        office.withdraw(installation, chosen, name, agent, options.now())
    out.print(tr("{name}: there is no such template any more.", name=name))


def _read(file: Path) -> bytes:
    return file.read_bytes()
