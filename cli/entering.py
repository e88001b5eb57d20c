"""`citoyen enter`: a call or a visit, written down with its receipt at once."""

import os
import sys
from typing import Annotated, cast

import typer

from cli import options
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.screen import complain, out, print_json
from cli.words import error_words, tr
from domain.errors import CitoyenError
from domain.inbound import Channel
from flows.entry import BackdatedError, Entry, EntryChannel, Person
from flows.entry import enter as keep

FAILED, BAD_USAGE = 1, 2
STANDARD_INPUT = "-"
_CHANNELS = (Channel.COUNTER, Channel.PHONE)
HELP = tr(
    "Write down a call or a visit and print its receipt.\n\nExamples:\n\n"
    '$ citoyen enter counter --name Quesnel --phone "06 39 98 22 31" "Banc cassé, place Vicq-d\'Azir"\n\n'
    '$ citoyen enter phone --arrived-at "2026-11-20 10:30" --reason "panne du réseau" - < note.txt'
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("enter", help=HELP)(enter)


def enter(  # noqa: PLR0913, PLR0917 - a person has that many facts
    channel: Annotated[Channel, typer.Argument(metavar="counter|phone", help=tr("How it came."))],
    text: Annotated[str, typer.Argument(help=tr("What the person asks; - reads it from standard input."))],
    town: TownOption = None,
    agent: Annotated[str | None, typer.Option("--agent", help=tr("Who writes it down; whoever is logged in by default."))] = None,
    name: Annotated[str | None, typer.Option("--name", help=tr("The person's name."))] = None,
    first_name: Annotated[str | None, typer.Option("--first-name", help=tr("The person's first name."))] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", help=tr("Firm or association."))] = None,
    email: Annotated[str | None, typer.Option("--email", help=tr("E-mail address."))] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=tr("Telephone number."))] = None,
    address: Annotated[str | None, typer.Option("--address", help=tr("Where the person lives."))] = None,
    place: Annotated[str | None, typer.Option("--place", help=tr("Where the problem is, if it was said apart."))] = None,
    heading: Annotated[str | None, typer.Option("--heading", help=tr("What it is about, in a few words."))] = None,
    papers: Annotated[list[str] | None, typer.Option("--paper", help=tr("A paper handed over; may be given several times."))] = None,
    arrived_at: Annotated[
        str | None, typer.Option("--arrived-at", help=tr("When the person called or came, local time; now by default."))
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help=tr("Why it is entered more than 12 hours later."))] = None,
    as_json: Json = False,
) -> None:
    """Enter a call or a visit."""
    if channel not in _CHANNELS:
        complain(tr("Only counter and phone are entered by hand."))
        raise typer.Exit(BAD_USAGE)
    said = sys.stdin.read() if text == STANDARD_INPUT else text
    if not said.strip():
        complain(tr("Say what the person asks."))
        raise typer.Exit(BAD_USAGE)
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        entry = Entry(
            channel=cast("EntryChannel", channel),
            text=said.strip(),
            agent=agent or os.environ.get("USER") or "citoyen",
            person=Person(name=name, first_name=first_name, organisation=organisation, email=email, phone=phone, address=address),
            heading=heading,
            place=place,
            papers=tuple(papers or ()),
            arrived_at=None if arrived_at is None else read_moment("--arrived-at", arrived_at, options.zone(installation, chosen)),
            reason=reason,
        )
        try:
            answer = keep(installation, chosen, entry, options.now()).answer
        except BackdatedError as error:
            complain(error_words(error))
            raise typer.Exit(BAD_USAGE) from error
        except CitoyenError as error:
            complain(error_words(error))
            raise typer.Exit(FAILED) from error
    if as_json:
        print_json(answer)
    else:
        out.print(tr("Receipt {tracking}, received {at}.", tracking=answer["tracking"], at=answer["received_at"]))
