"""The `citoyen` command."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer
from typer import rich_utils
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from cli import (
    acts,
    agents,
    backups,
    calls,
    department_life,
    departments,
    doctor,
    entering,
    explaining,
    figures,
    folders,
    forms,
    incidents,
    journal,
    keeping,
    keys,
    learning,
    ledger,
    letters,
    lists,
    mailboxes,
    person_rights,
    places,
    printing,
    quarantine,
    queries,
    replaying,
    requesters,
    requests,
    retention,
    review,
    review_rules,
    roles,
    rule_checks,
    rules,
    running,
    sheets,
    teamwork,
    towns,
)
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


for module in (
    towns,
    rules,
    places,
    running,
    keeping,
    entering,
    explaining,
    ledger,
    lists,
    queries,
    quarantine,
    journal,
    requests,
    review,
    requesters,
    agents,
    departments,
    keys,
    doctor,
    backups,
    roles,
    mailboxes,
    folders,
    calls,
    sheets,
    forms,
    letters,
    figures,
    retention,
    person_rights,
):
    module.register(app)
acts.register(requests.requests)
teamwork.register(requests.requests)
review_rules.register(review.review)
rule_checks.register(rules.rules)
learning.register(rules.rules, app)
printing.register(app)
replaying.register(rules.rules)
department_life.register(departments.departments, requests.requests, agents.users)
incidents.register(app, requests.requests, review.review)


def translated_command() -> Callable[[], object]:
    """Return the command and those below it, their ``--help`` in the language asked for."""
    command = get_command(app)
    waiting = [command]
    while waiting:
        one = waiting.pop()
        option = one.get_help_option(typer.Context(one))
        if isinstance(option, TyperOption):
            option.help = tr("Show this message and leave.")
        waiting += one.commands.values() if isinstance(one, TyperGroup) else ()
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
