"""Commands on the keys of the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.screen import out, print_json
from cli.words import tr
from domain.api_key import ApiKey, ApiKeyId, Scope
from flows import api_keys as flow
from flows.api_keys import PER_MINUTE, Wanted
from store import api_keys

BY = "system"


class State(StrEnum):
    """How a key stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


keys = typer.Typer(no_args_is_help=True, help=tr("Keys by which other software calls the API."))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys.command(
        "add",
        help=tr("Make a key and print it, once.\n\nExample:\n\n$ citoyen keys add Site --town valognes --scope forms"),
    )(add)
    keys.command("list", help=tr("List the keys and when each was last used.\n\nExample:\n\n$ citoyen keys list"))(list_keys)
    keys.command("revoke", help=tr("End a key at once.\n\nExample:\n\n$ citoyen keys revoke 3"))(revoke)
    app.add_typer(keys, name="keys")


def add(
    name: Annotated[str, typer.Argument(help=tr("What it is for, such as the software that gets it."))],
    scope: Annotated[list[Scope], typer.Option("--scope", help=tr("What it allows; may be given several times."))],
    town: TownOption = None,
    per_minute: Annotated[int, typer.Option("--per-minute", min=1, max=1_000_000, help=tr("Calls it has in a minute."))] = PER_MINUTE,
    expires: Annotated[
        datetime | None, typer.Option("--expires", formats=["%Y-%m-%d"], help=tr("Day on which it ends; never by default."))
    ] = None,
) -> None:
    """Make a key."""
    with options.installation() as installation:
        chosen = options.known_town(installation, town)
        ends = None if expires is None else expires.astimezone()
        wanted = Wanted(town=chosen, name=name, scopes=frozenset(scope), per_minute=per_minute, expires_at=ends)
        made = flow.make(installation, wanted, BY, options.now())
    out.print(tr("Key {id} for {name}: {secret}", id=made.key.id, name=name, secret=made.secret), soft_wrap=True)
    out.print(tr("It is shown only this once. Software sends it as: Authorization: Bearer …"))


def list_keys(as_json: Json = False, town: TownOption = None) -> None:
    """List keys."""
    with options.installation() as installation, installation.database.read() as session:
        found = api_keys.all_keys(session, options.known_town(installation, town))
    if as_json:
        for key in found:
            print_json(_facts(key))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Key"), tr("Name"), tr("Begins with"), tr("Town"), tr("Allows"), tr("A minute"), tr("Last used"), tr("State")):
        table.add_column(title)
    states = {State.VALID: tr("opens"), State.EXPIRED: tr("expired"), State.REVOKED: tr("revoked")}
    for key in found:
        used = tr("never") if key.last_used_at is None else f"{key.last_used_at.astimezone():%Y-%m-%d %H:%M}"
        scopes = ", ".join(sorted(key.scopes))
        table.add_row(str(key.id), key.name, key.start, key.town or tr("all"), scopes, str(key.per_minute), used, states[_state(key)])
    out.print(table)


def revoke(key: Annotated[int, typer.Argument(help=tr("Number of the key; see: citoyen keys list"))]) -> None:
    """End a key."""
    with options.installation() as installation:
        ended = flow.revoke(installation, ApiKeyId(key), BY, options.now())
    out.print(tr("Key {id} ({name}) opens nothing any more.", id=ended.id, name=ended.name))


def _state(key: ApiKey) -> State:
    if key.revoked_at is not None:
        return State.REVOKED
    return State.VALID if key.is_valid(options.now()) else State.EXPIRED


def _facts(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "start": key.start,
        "town": key.town,
        "scopes": sorted(key.scopes),
        "per_minute": key.per_minute,
        "created_at": key.created_at.isoformat(),
        "created_by": key.created_by,
        "last_used_at": key.last_used_at and key.last_used_at.isoformat(),
        "expires_at": key.expires_at and key.expires_at.isoformat(),
        "state": _state(key).value,
    }
