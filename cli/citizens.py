"""`citoyen citizens`: what the town hall does for the personal accounts of its portal."""

from typing import Annotated

import typer

from cli import options
from cli.options import TownOption
from cli.references import AgentOption
from cli.screen import out
from cli.words import tr
from flows import accounts
from flows.portal import lost_factor
from workers.roles import nudging

citizens = typer.Typer(no_args_is_help=True, help=tr("Personal accounts of the portal."), rich_markup_mode="rich")
RESET_HELP = tr(
    "Take second factor, recovery codes and passkeys from somebody who lost them all and has shown who he is: the password alone lets in "
    "then, sessions end, and a mail tells it.\n\nExample:\n\n"
    "$ citoyen citizens reset-code jeanne@courriel.example --why 'Carte d’identité vue au guichet'"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    citizens.command("reset-code", help=RESET_HELP)(reset_code)
    app.add_typer(citizens, name="citizens")


def reset_code(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help=tr("Address by which the account is opened."))],
    why: Annotated[str, typer.Option("--why", help=tr("How the person proved who he is; it stays in the journal."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Take them away."""
    with options.installation() as installation, nudging(installation):
        of = options.only_town(installation, town)
        had_some = lost_factor.take_away(installation, of, email, why, agent, options.now())
    if had_some:
        out.print(tr("{email}: the password alone opens the account now. A mail says so to its owner.", email=email))
    else:
        out.print(tr("{email} has neither second factor nor passkey.", email=email))
