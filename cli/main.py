"""The `citoyen` command."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer
from typer import rich_utils
from typer.main import get_command

from cli.late import LateGroup, in_own_words
from cli.screen import complain, print_mistakes
from cli.words import error_words, tr
from domain.errors import CitoyenError, ConfigurationError, InvalidError

BAD_SETTING = 2
FAILED = 1

rich_utils.ARGUMENTS_PANEL_TITLE = tr("Arguments")
rich_utils.OPTIONS_PANEL_TITLE = tr("Options")
rich_utils.COMMANDS_PANEL_TITLE = tr("Commands")
rich_utils.ERRORS_PANEL_TITLE = tr("Error")
rich_utils.DEFAULT_STRING = tr("[default: {}]")
rich_utils.REQUIRED_LONG_STRING = tr("[required]")
rich_utils.RICH_HELP = tr("Try [blue]'{command_path} {help_option}'[/] for help.")


app = typer.Typer(
    cls=LateGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=tr("Takes in what citizens send to their town hall, says what it is about and where, and hands it to the right department."),
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"citoyen {version('citoyen')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help=tr("Print the version and leave."))
    ] = False,
) -> None:
    """Options before a command."""


def translated_command() -> Callable[[], object]:
    """Return the command, its ``--help`` in the language asked for."""
    command = get_command(app)
    in_own_words(command)
    return command


def main() -> None:
    """Run the command line. Errors the product raises on purpose become words and an exit status, sorted by who must act."""
    # Left from here, outside of any handler: what an error still holds when the interpreter ends, libraries complain about on the screen.
    if status := _run():
        sys.exit(status)


def _run() -> int:
    try:
        translated_command()()
    except ConfigurationError as error:
        print_mistakes(error)
        return BAD_SETTING
    except InvalidError as error:
        print_mistakes(error)
        return FAILED
    except CitoyenError as error:
        complain(error_words(error))
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has enough (`| head`); nothing to complain about, and nothing to flush it to.
        # The interpreter flushes once more at its end; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return 0


if __name__ == "__main__":
    main()
