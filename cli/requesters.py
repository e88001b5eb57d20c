"""Commands on requesters: look at all of one, find him, merge two files and take it back."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.labels import CLUES, LIKELIHOODS, STATUSES
from cli.options import Json, TownOption
from cli.references import AgentOption
from cli.screen import out, print_json
from cli.words import tr
from domain.dossier import Dossier, DossierId, Proposal
from domain.ids import TownId
from flows import accounts
from flows import dossiers as flow
from store import dossiers
from store.request_lines import RequestLine

SHOWN = 200
requesters = typer.Typer(no_args_is_help=True, help=tr("Requesters: people, firms, associations, administrations."))
Number = Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Number of the requester's file."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    requesters.command(
        "find",
        help=tr(
            "Find requesters by words of their name or organisation, by telephone or e-mail.\n\nExamples:\n\n"
            "$ citoyen requesters find lebrun --town valognes\n\n$ citoyen requesters find '06 39 98 12 04'"
        ),
    )(find)
    requesters.command(
        "show",
        help=tr("Show a requester, all he sent, and who may be the same.\n\nExample:\n\n$ citoyen requesters show 12"),
    )(show)
    requesters.command(
        "merge",
        help=tr(
            "Make one file of two; --preview only says what would become of them.\n\nExamples:\n\n"
            "$ citoyen requesters merge 12 31 --preview\n\n$ citoyen requesters merge 12 31 --agent marie"
        ),
    )(merge)
    requesters.command("undo", help=tr("Take the merge of a file back.\n\nExample:\n\n$ citoyen requesters undo 31 --agent marie"))(undo)
    requesters.command(
        "link", help=tr("Give a file to every request that has none yet.\n\nExample:\n\n$ citoyen requesters link --town valognes")
    )(link)
    app.add_typer(requesters, name="requesters")


def find(name: Annotated[str, typer.Argument(metavar="NAME")], town: TownOption = None, as_json: Json = False) -> None:
    """Find requesters."""
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        with installation.database.read() as session:
            towns = (wanted,) if wanted else installation.towns.ids()
            found = tuple(one for each in towns for one in flow.find(session, each, name, limit=SHOWN))
        with options.exporting(installation, "citoyen requesters find") as export:
            for one in found:
                export.count(one.town)
    if as_json:
        for one in found:
            print_json(_object(one))
    elif found:
        out.print(_table(found))
    else:
        out.print(tr("Nobody is known by that."))


def show(number: Number, as_json: Json = False) -> None:
    """Show a requester."""
    with options.installation() as installation:
        with installation.database.read() as session:
            dossier = dossiers.get(session, DossierId(number))
            sent = dossiers.requests_page(session, dossier.id, after=None, limit=SHOWN)
            others = flow.proposals(session, dossier)
        with options.exporting(installation, f"citoyen requesters show {dossier.id}") as export:
            export.count(dossier.town)
            export.add(sent)
    if as_json:
        print_json({**_object(dossier), "requests": [_sent(line) for line in sent], "proposals": [_proposal(one) for one in others]})
        return
    out.print(_table((dossier,)))
    if dossier.merged_into is not None:
        out.print(tr("It is a part of {main}.", main=dossier.merged_into))
    table = Table(box=None, header_style="bold")
    for title in (tr("Request"), tr("Received"), tr("State"), tr("Heading")):
        table.add_column(title)
    for line in sent:
        table.add_row(str(line.number or line.tracking), f"{line.received_at.astimezone():%Y-%m-%d}", STATUSES[line.status], line.heading)
    out.print(table)
    for one in others:
        clues = ", ".join(CLUES[clue] for clue in one.likeness.clues)
        named = one.dossier.requester.name or one.dossier.requester.organisation or "—"
        out.print(
            tr(
                "May be the same: {id} {name} ({level}: {clues})",
                id=one.dossier.id,
                name=named,
                level=LIKELIHOODS[one.likeness.level],
                clues=clues,
            )
        )


def merge(
    kept: Annotated[int, typer.Argument(metavar="KEPT", min=1, help=tr("The file that stays."))],
    gone: Annotated[int, typer.Argument(metavar="GONE", min=1, help=tr("The file that goes into it."))],
    preview: Annotated[bool, typer.Option("--preview", help=tr("Only say what would become of them."))] = False,
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """Merge two files."""
    with options.installation() as installation:
        if preview:
            with installation.database.read() as session:
                planned = flow.preview(session, DossierId(kept), DossierId(gone))
            facts = planned.requester
            known = ", ".join(part for part in (facts.name, facts.organisation, facts.email, facts.phone, facts.address) if part)
            out.print(tr("{count} requests would move to {kept}, which would be: {known}.", count=planned.moving, kept=kept, known=known))
            return
        flow.merge(installation, DossierId(kept), DossierId(gone), agent, options.now())
    out.print(tr("Requester {gone} is a part of {kept} now. Take it back: citoyen requesters undo {gone}", gone=gone, kept=kept))


def undo(gone: Number, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Take a merge back."""
    with options.installation() as installation:
        flow.undo(installation, DossierId(gone), agent, options.now())
    out.print(tr("Requester {gone} has a file of his own again.", gone=gone))


def link(town: TownOption = None) -> None:
    """Give files to requests."""
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        towns: Iterable[TownId] = (wanted,) if wanted else installation.towns.ids()
        given = sum(flow.acquaint_all(installation, one, options.now()) for one in towns)
    out.print(tr("{count} requests have a requester's file now.", count=given))


def _table(found: tuple[Dossier, ...]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("File"), tr("Town"), tr("Name"), tr("Contacts"), tr("Address")):
        table.add_column(title)
    for one in found:
        facts = one.requester
        named = " – ".join(part for part in (facts.name, facts.organisation) if part) or "—"
        table.add_row(str(one.id), one.town, named, ", ".join(contact.value for contact in one.contacts), facts.address or "—")
    return table


def _object(one: Dossier) -> dict[str, object]:
    facts = one.requester
    return {
        "id": one.id,
        "town": one.town,
        "kind": one.kind.value,
        "name": facts.name,
        "organisation": facts.organisation,
        "address": facts.address,
        "contacts": [{"kind": contact.kind.value, "value": contact.value} for contact in one.contacts],
        "merged_into": one.merged_into,
    }


def _sent(line: RequestLine) -> dict[str, object]:
    return {
        "reference": str(line.number or line.tracking),
        "status": line.status.value,
        "received_at": line.received_at.isoformat(timespec="seconds"),
        "heading": line.heading,
    }


def _proposal(one: Proposal) -> dict[str, object]:
    return {"id": one.dossier.id, "level": one.likeness.level.name.lower(), "clues": [clue.value for clue in one.likeness.clues]}
