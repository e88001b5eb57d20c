"""Who signs letters: `citoyen letters signing`, `delegations`, `delegate`, `end-delegation`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.references import AgentOption
from cli.screen import out, print_json
from cli.words import tr
from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from domain.signing import Circuit, Delegation, DelegationId, SignatoryAccount
from flows import accounts
from flows.correspondence import signatories
from flows.correspondence.signatories import FORMULA, Wanted
from flows.wiring import Installation
from flows.wording import say
from store import signatures

Models = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="MODEL", help=tr("A kind of letter that waits for a signature. May be given several times.")),
]
Accounts = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="NAME=LOGIN", help=tr("By which account a signatory signs. May be given several times.")),
]
Off = Annotated[bool, typer.Option("--off", help=tr("No letter waits for a signature any more."))]
HELPS = {
    "signing": tr(
        "Show which letters wait for a signature and who signs; with options, set it.\n\nExamples:\n\n"
        "$ citoyen letters signing --town valognes\n\n"
        "$ citoyen letters signing --model refus --model cloture --account 'Anne Roy=maire' --town valognes --agent admin\n\n"
        "$ citoyen letters signing --off --town valognes --agent admin"
    ),
    "delegations": tr("List who signs in whose place.\n\nExample:\n\n$ citoyen letters delegations --town valognes"),
    "delegate": tr(
        "Let another agent sign in a signatory’s place; only the signatory himself does so.\n\nExample:\n\n"
        "$ citoyen letters delegate 'Anne Roy' luc --quality 'Adjoint à la voirie' --from 2026-07-06 --to 2026-07-24 --agent maire"
    ),
    "end-delegation": tr("Say that a delegation is over from now on.\n\nExample:\n\n$ citoyen letters end-delegation 3 --agent maire"),
}


def register(letters: typer.Typer) -> None:
    """Add the commands to those on letters."""
    commands: dict[str, Callable[..., None]] = {
        "signing": signing,
        "delegations": list_delegations,
        "delegate": delegate,
        "end-delegation": end_delegation,
    }
    for name, command in commands.items():
        letters.command(name, help=HELPS[name])(command)


def signing(
    models: Models = None,
    owners: Accounts = None,
    off: Off = False,
    town: TownOption = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    as_json: Json = False,
) -> None:
    """Show or set which letters wait for a signature."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        if models or owners or off:
            _set(installation, chosen, models, owners, off, agent)
        with installation.database.read() as session:
            circuit, version = signatures.find(session, chosen)
        people = installation.towns.get(chosen).town.signatories
    if as_json:
        print_json(
            {
                "town": chosen,
                "version": version,
                "models": list(circuit.models),
                "signatories": [{"name": one.name, "quality": one.quality, "login": circuit.account_of(one.name)} for one in people],
            }
        )
        return
    out.print(
        tr("Waits for a signature: {models}", models=", ".join(circuit.models))
        if circuit.models
        else tr("No letter waits for a signature.")
    )
    for one in people:
        login = circuit.account_of(one.name)
        words = tr("{name}, {quality}: {login}", name=one.name, quality=one.quality, login=login) if login else None
        out.print(words or tr("{name}, {quality}: no account", name=one.name, quality=one.quality))


def _set(installation: Installation, town: TownId, models: list[str] | None, owners: list[str] | None, off: bool, agent: str) -> None:
    """Keep what is given in place of what was; what is not given stays."""
    with installation.database.read() as session:
        before, version = signatures.find(session, town)
    named = {one.name: one for one in before.accounts} | {one.name: one for one in map(_account, owners or ())}
    kept = () if off else tuple(models) if models else before.models
    wanted = Circuit(models=kept, accounts=tuple(named.values()))
    signatories.keep_circuit(installation, town, wanted, agent, options.now(), seen=version)


def _account(said: str) -> SignatoryAccount:
    name, sign, login = said.rpartition("=")
    if not sign or not name.strip() or not login.strip():
        what = say("“{value}” is not NAME=LOGIN.", value=said)
        raise InvalidError(Mistake(where="--account", what=what, remedy=say("Write: --account 'Anne Roy=maire'")))
    return SignatoryAccount(name=name.strip(), login=login.strip().lower())


def list_delegations(town: TownOption = None, as_json: Json = False) -> None:
    """List delegations."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            found = signatures.delegations(session, chosen)
    if as_json:
        for one in found:
            print_json(_object(one))
        return
    if not found:
        out.print(tr("Nobody signs in another’s place."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("No."), tr("Signatory"), tr("Delegate"), tr("Quality"), tr("First day"), tr("Last day"), tr("Ended")):
        table.add_column(title)
    for one in found:
        ended = "" if one.ended_at is None else f"{one.ended_at:%Y-%m-%d}"
        table.add_row(str(one.id), one.signatory, one.delegate, one.quality, one.first_day.isoformat(), one.last_day.isoformat(), ended)
    out.print(table)


def delegate(  # noqa: PLR0913, PLR0917 - an option each
    signatory: Annotated[str, typer.Argument(metavar="NAME", help=tr("Whose letters are signed."))],
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=tr("Who signs them."))],
    quality: Annotated[str, typer.Option("--quality", metavar="TEXT", help=tr("His quality, as it stands in letters."))],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help=tr("The last day."))],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help=tr("The first day; else today."))
    ] = None,
    formula: Annotated[str, typer.Option("--formula", metavar="TEXT", help=tr("Words above his name."))] = FORMULA,
    town: TownOption = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """Give a delegation."""
    with options.installation() as installation:
        chosen, now = options.only_town(installation, town), options.now()
        zone = ZoneInfo(installation.towns.get(chosen).town.timezone)
        begins = now.astimezone(zone).date() if first is None else first.date()
        wanted = Wanted(signatory=signatory, delegate=login, quality=quality, first_day=begins, last_day=last.date(), formula=formula)
        made = signatories.delegate(installation, chosen, wanted, agent, now)
    values = {"id": made.id, "login": made.delegate, "name": made.signatory, "first": made.first_day, "last": made.last_day}
    out.print(tr("Delegation {id}: {login} signs for {name} from {first} to {last}.", **_days(values)))


def end_delegation(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Number of the delegation."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """End a delegation."""
    with options.installation() as installation:
        signatories.end_delegation(installation, DelegationId(number), agent, options.now())
    out.print(tr("Delegation {id} is over.", id=number))


def _days(values: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _object(one: Delegation) -> dict[str, object]:
    return {
        "id": one.id,
        "signatory": one.signatory,
        "delegate": one.delegate,
        "quality": one.quality,
        "formula": one.formula,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "ended_at": None if one.ended_at is None else one.ended_at.isoformat(timespec="seconds"),
    }
