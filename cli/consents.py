"""`citoyen requests consents`: what was agreed to with a request, and its withdrawal for its requester."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli import options
from cli.options import Json, TownOption
from cli.references import MOST_ROWS, AgentOption, Reference, asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.consent import Consent, ConsentId
from domain.errors import NotFoundError
from domain.ids import RequestId
from flows import accounts, consents
from flows.wording import say
from store import requests
from workers.roles import nudging

HELP = tr(
    "Show what was agreed to with a request, or withdraw it for its requester.\n\nExamples:\n\n$ citoyen requests consents 2026/0147\n\n"
    "$ citoyen requests consents 2026/0147 --withdraw 3 --why 'Demandé par téléphone' --agent marie"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("consents", help=HELP)(command)


def command(
    reference: Reference,
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", metavar="NUMBER", min=1, max=MOST_ROWS, help=tr("Which one is no longer agreed to."))
    ] = None,
    why: Annotated[str, typer.Option("--why", help=tr("How the requester said so."))] = "",
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Show what was agreed to, or withdraw one."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        with installation.database.read() as session:
            found = consents.of_family(session, request)
        if withdraw is not None:
            of = next((of for of, one in found if one.id == withdraw), None)
            if of is None:
                raise NotFoundError(say("Nothing of the kind was agreed to with request {id}.", id=reference))
            found = ((of, consents.withdraw_for(installation, of, ConsentId(withdraw), why, agent, options.now())),)
        with installation.database.read() as session:
            zone = ZoneInfo(installation.towns.get(requests.get(session, request).line.town).town.timezone)
    for of, one in found:
        print_json(_object(of, one)) if as_json else out.print(f"{one.id:>6}  {_stands(one, zone):<28} {one.words.said('fr')}")
    if not found and not as_json:
        out.print(tr("Nothing was asked to be agreed to."))


def _stands(one: Consent, zone: ZoneInfo) -> str:
    if one.withdrawn_at is not None:
        return tr("withdrawn on {day}", day=f"{one.withdrawn_at.astimezone(zone):%Y-%m-%d}")
    return tr("agreed to on {day}", day=f"{one.at.astimezone(zone):%Y-%m-%d}") if one.is_given else tr("not agreed to")


def _object(of: RequestId, one: Consent) -> dict[str, object]:
    return {
        "id": one.id,
        "request": of,
        "form": one.form,
        "version": one.version,
        "words": one.words.fr,
        "use": one.use,
        "is_given": one.is_given,
        "asked_at": one.at.isoformat(),
        "withdrawn_at": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
        "withdrawn_by": one.withdrawn_by,
    }
