"""`citoyen pseudonymise`: a copy for support and training in which nobody is told by name."""

from collections.abc import Mapping
from typing import Annotated

import typer

from cli import options
from cli.options import ACTOR, Json, TownOption
from cli.screen import complain, out, print_json, progress_of_files
from cli.words import tr
from flows.pseudonymise import copying

PSEUDONYMISE_HELP = tr(
    "Make a whole copy for support and training, in which persons have other names, numbers and addresses: in a "
    "new folder, or in an empty PostgreSQL database.\n\n"
    "Requests, figures, departments and places stay; originals, photographs, PDFs, passwords, keys and mailboxes "
    "do not come along. The installation is only read.\n\n"
    "Examples:\n\n"
    "$ citoyen pseudonymise --to /srv/training\n\n"
    "$ citoyen pseudonymise --to postgresql://training@localhost/training --town valognes"
)
TO_HELP = tr("New folder, or address of an empty PostgreSQL database.")
_STAGES: Mapping[str, str] = {copying.READING: tr("Looking for persons"), copying.WRITING: tr("Copying")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pseudonymise", help=PSEUDONYMISE_HELP)(pseudonymise)


def pseudonymise(
    to: Annotated[str, typer.Option("--to", metavar="FOLDER|URL", help=TO_HELP)], town: TownOption = None, as_json: Json = False
) -> None:
    """Make a copy."""
    with options.installation() as installation, progress_of_files() as told:
        chosen = options.known_town(installation, town)
        done = copying.pseudonymise(
            installation, to, chosen, ACTOR, options.now(), lambda stage, count, of: told(_STAGES[stage], count, of)
        )
    if as_json:
        print_json({"where": done.where, "rows": dict(done.rows), "logins": [login for login, _ in done.logins], "password": done.password})
        return
    out.print(
        tr(
            "Copied to {where}: {count} rows, {requests} requests.",
            where=done.where,
            count=sum(done.rows.values()),
            requests=done.rows["requests"],
        )
    )
    for login, name in done.logins:
        out.print(f"  {login}  {name}")
    out.print(tr("All of them sign in by the password {password}. It is said this once.", password=done.password))
    complain(
        tr(
            "Not promised: persons whom no request, call, account or form names, those of whom a text has a missp"
            "elt name, and "
            "whoever is told by what a text describes. Look at it before you hand it on."
        )
    )
