"""The command that writes to everyone of an incident."""

from collections.abc import Mapping
from typing import Annotated

import typer

from cli import options
from cli.options import Json, TownOption
from cli.references import AgentOption, asked_for
from cli.screen import complain, out, print_json
from cli.words import error_words, tr
from flows import accounts
from flows.incident_letter import Outcome, Told, Words, preview, write_to_all
from flows.post import BY_POST
from store.outbox import Letter
from workers.roles import nudging

FAILED = 1
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.WRITTEN: tr("written to"),
    Outcome.TOLD: tr("has these words already"),
    Outcome.UNREACHED: tr("cannot be written to: no address"),
    Outcome.REFUSED: tr("refused"),
}


def register(incidents: typer.Typer) -> None:
    """Add the command."""
    incidents.command(
        "write",
        help=tr(
            "Write to everyone of an incident in own words, each by his own way and once. Look first at what each gets, with --preview."
            "\n\nExamples:\n\n$ citoyen incidents write 2026/0147 --text 'Les lampes arrivent lundi.' --preview\n\n"
            "$ citoyen incidents write 2026/0147 --text 'Les lampes arrivent lundi.' --agent marie"
        ),
    )(write)


def write(
    reference: Annotated[str, typer.Argument(metavar="MAIN", help=tr("The main request of the incident."))],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=tr("What they are told."))],
    show: Annotated[bool, typer.Option("--preview", help=tr("Show what each would get, and write nothing."))] = False,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Write to everyone of an incident; the command fails where one of its requests was refused."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        do = preview if show else write_to_all
        told = do(installation, Words(request=request, text=text), agent, options.now())
    for one in told:
        if as_json:
            print_json(_object(one))
        else:
            _say(one, show_text=show)
    if any(one.outcome is Outcome.REFUSED for one in told):
        raise typer.Exit(FAILED)


def _say(one: Told, *, show_text: bool) -> None:
    name = one.reference or str(one.request)
    if one.error is not None:
        complain(f"{name}: {error_words(one.error)}")
        return
    out.print(f"{name}: {_OUTCOMES[one.outcome]}")
    for letter in one.letters:
        out.print(f"  {tr('To print') if _is_by_post(letter) else tr('Mail')} · {letter.recipient}")
        if show_text:
            out.print(f"  {letter.payload.get('subject', '')}\n\n{letter.payload.get('body', '')}\n")


def _object(one: Told) -> dict[str, object]:
    return {
        "id": one.request,
        "reference": one.reference,
        "result": one.outcome.value,
        "message": None if one.error is None else error_words(one.error),
        "letters": [
            {
                "recipient": letter.recipient,
                "by_post": _is_by_post(letter),
                "held": None if letter.held is None else letter.held.value,
                "subject": letter.payload.get("subject"),
                "text": letter.payload.get("body"),
            }
            for letter in one.letters
        ],
    }


def _is_by_post(letter: Letter) -> bool:
    return letter.payload.get("way") == BY_POST
