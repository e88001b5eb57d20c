"""`citoyen doctor`: is everything here."""

import typer
from rich.text import Text

from cli.screen import out
from cli.words import mistake_line, tr, translated
from flows import checks

WRONG = 1
NAME_WIDTH = 24

HELP = tr("Is everything here? Checks folders, database, broker, ports, programs, clock and disk.\n\nExample:\n\n$ citoyen doctor")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=HELP)(doctor)


def doctor() -> None:
    """Check the installation; look only."""
    found = checks.look_around()
    for check in found:
        _print(check)
    if any(check.mistakes for check in found):
        raise typer.Exit(WRONG)


def _print(check: checks.Check) -> None:
    name = f"{translated(check.name):<{NAME_WIDTH}}"
    if not check.mistakes:
        out.print(Text.assemble((tr("ok").ljust(8), "green"), name, (translated(check.found), "dim")))
    for mistake in check.mistakes:
        out.print(Text.assemble((tr("wrong").ljust(8), "bold red"), name, mistake_line(mistake)))
