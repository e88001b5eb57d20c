"""`citoyen doctor`: is everything here."""

import typer
from rich.text import Text

from cli.screen import out
from cli.words import mistake_line, tr
from flows import checks
from flows.settings import load_settings

WRONG = 1
NAME_WIDTH = 14

HELP = tr("Is everything here? Checks folders, database, broker, ports, programs, clock and disk.\n\nExample:\n\n$ citoyen doctor")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=HELP)(doctor)


def doctor() -> None:
    """Check the installation."""
    found = checks.look_at_everything(load_settings())
    for check in found:
        _print(check)
    if any(check.mistakes for check in found):
        raise typer.Exit(WRONG)


def _print(check: checks.Check) -> None:
    if not check.mistakes:
        out.print(Text.assemble((f"{tr('ok'):<12}", "green"), f"{check.name:<{NAME_WIDTH}}", (check.found, "dim")))
    for mistake in check.mistakes:
        out.print(Text.assemble((f"{tr('wrong'):<12}", "bold red"), f"{check.name:<{NAME_WIDTH}}", mistake_line(mistake)))
