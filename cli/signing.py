"""Letters that wait for a signature: `citoyen letters to-sign`, `sign`, `refuse`, `put-to-sign`."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.references import AgentOption
from cli.screen import out, print_json
from cli.words import tr, translated
from flows import accounts
from flows.correspondence import signing
from flows.correspondence.signing import ToSign
from store import outbox
from store.outbox import OutboxId
from workers.roles import nudging

Number = Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Number of the letter."))]
Numbers = Annotated[list[int], typer.Argument(metavar="ID…", min=1, help=tr("Numbers of the letters."))]
HELPS = {
    "to-sign": tr("List the letters an agent is to sign.\n\nExample:\n\n$ citoyen letters to-sign --agent maire"),
    "sign": tr("Sign letters, each by itself.\n\nExample:\n\n$ citoyen letters sign 12 13 --agent maire"),
    "refuse": tr(
        "Refuse to sign a letter: it goes back to who prepared it.\n\nExample:\n\n"
        "$ citoyen letters refuse 12 --reason 'Citez l’arrêté.' --agent maire"
    ),
    "put-to-sign": tr(
        "Put a letter that was not signed to sign again, or drop it.\n\nExamples:\n\n"
        "$ citoyen letters put-to-sign 12 --words 'La voie est privée.' --agent marie\n\n"
        "$ citoyen letters put-to-sign 12 --drop --agent marie"
    ),
}


def register(letters: typer.Typer) -> None:
    """Add the commands to those on letters."""
    commands: dict[str, Callable[..., None]] = {"to-sign": to_sign, "sign": sign, "refuse": refuse, "put-to-sign": put_to_sign}
    for name, command in commands.items():
        letters.command(name, help=HELPS[name])(command)


def to_sign(agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None, as_json: Json = False) -> None:
    """List the letters an agent is to sign."""
    with options.installation() as installation:
        chosen = options.only_town(installation, town)
        with installation.database.read() as session:
            found = signing.to_sign(session, installation.towns, chosen, agent, options.now())
        with options.exporting(installation, f"citoyen letters to-sign --agent {agent}") as export:
            export.add(tuple({one.record.line.id: one.record.line for one in found}.values()))
    if as_json:
        for one in found:
            print_json(_object(one))
        return
    if not found:
        out.print(tr("No letter is to be signed by {agent}.", agent=agent))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Letter"), tr("Request"), tr("Model"), tr("Subject line"), tr("Recipient"), tr("Signatory")):
        table.add_column(title)
    for one in found:
        said = _object(one)
        table.add_row(*(str(said[key]) for key in ("id", "request", "model", "subject", "recipient", "signatory")))
    out.print(table)


def sign(numbers: Numbers, agent: AgentOption = accounts.FIRST_LOGIN) -> None:
    """Sign letters."""
    failed = 0
    with options.installation() as installation, nudging(installation):
        with installation.database.read() as session:
            chosen = {OutboxId(one): signing.version_of(outbox.get(session, OutboxId(one))) for one in numbers}
        for one in signing.sign_all(installation, chosen, agent, options.now()):
            failed += one.fault is not None
            words = None if one.fault is None else translated(one.fault)
            out.print(tr("Letter {id}: signed.", id=one.letter) if words is None else tr("Letter {id}: {why}", id=one.letter, why=words))
    if failed:
        raise typer.Exit(1)


def refuse(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why it is not signed, for who prepared it."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """Refuse to sign a letter."""
    with options.installation() as installation:
        signing.refuse(installation, OutboxId(number), reason, agent, options.now())
    out.print(tr("Letter {id}: {state}.", id=number, state=tr("its signature was refused")))


def put_to_sign(
    number: Number,
    words: Annotated[
        str | None, typer.Option("--words", metavar="TEXT", help=tr("What the agent says in it, in place of what he said."))
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help=tr("Drop it: it never leaves."))] = False,
    agent: AgentOption = accounts.FIRST_LOGIN,
) -> None:
    """Put a letter to sign again, or drop it."""
    with options.installation() as installation, nudging(installation):
        if drop:
            signing.drop(installation, OutboxId(number), agent, options.now())
        else:
            signing.put_again(installation, OutboxId(number), agent, options.now(), words)
    out.print(tr("Letter {id}: {state}.", id=number, state=tr("dropped") if drop else tr("waits for a signature")))


def _object(one: ToSign) -> dict[str, object]:
    payload, line = one.letter.letter.payload, one.record.line
    return {
        "id": one.letter.id,
        "town": line.town,
        "request": str(line.number or line.tracking),
        "model": str(payload.get("name") or payload.get("model") or ""),
        "subject": str(payload.get("subject", "")),
        "recipient": one.letter.letter.recipient,
        "signatory": one.signatory,
        "delegated": one.signer.formula is not None,
        "by": one.by,
        "version": one.version,
        "created_at": one.letter.created_at.isoformat(timespec="seconds"),
    }
