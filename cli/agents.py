"""Commands on the people who sign in."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.exc import IntegrityError

from cli import options
from cli.options import Json, TownOption
from cli.screen import complain, out, print_json
from cli.words import tr
from flows import accounts
from store import agents
from store.agents import NewAgent

FAILED = 1

users = typer.Typer(no_args_is_help=True, help=tr("People who sign in to the desk."))


class Role(StrEnum):
    """What a person may do."""

    ADMIN = "admin"
    RECEPTION = "reception"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    users.command(
        "add",
        help=tr('Add a person and print the first password.\n\nExample:\n\n$ citoyen users add marie --name "Marie Roux" --town valognes'),
    )(add)
    users.command("list", help=tr("List the people who can sign in.\n\nExample:\n\n$ citoyen users list"))(list_agents)
    users.command("reset", help=tr("Give a person a new first password and end all sessions.\n\nExample:\n\n$ citoyen users reset marie"))(
        reset
    )
    app.add_typer(users, name="users")


def add(
    login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))],
    name: Annotated[str | None, typer.Option("--name", help=tr("Name shown on screen."))] = None,
    role: Annotated[Role, typer.Option("--role", help=tr("What the person may do."))] = Role.RECEPTION,
    town: TownOption = None,
) -> None:
    """Add an agent."""
    secret = accounts.first_password()
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        new = NewAgent(town=wanted, login=login, name=name or login, role=role, password_hash=accounts.hashed(secret))
        try:
            accounts.add_agent(installation, new, options.now())
        except IntegrityError as error:
            complain(tr("The login {login} is taken. Choose another, or: citoyen users reset {login}", login=login))
            raise typer.Exit(FAILED) from error
    _print_secret(login, secret)


def list_agents(as_json: Json = False) -> None:
    """List agents."""
    with options.installation() as installation, installation.database.read() as session:
        found = agents.all_agents(session)
    if as_json:
        for agent in found:
            print_json({"login": agent.login, "name": agent.name, "role": agent.role, "town": agent.town, "must_change": agent.must_change})
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Login"), tr("Name"), tr("Role"), tr("Town"), tr("Password")):
        table.add_column(title)
    for agent in found:
        table.add_row(agent.login, agent.name, agent.role, agent.town or tr("all"), tr("to be changed") if agent.must_change else tr("set"))
    out.print(table)


def reset(login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))]) -> None:
    """Give a new password."""
    with options.installation() as installation:
        secret = accounts.reset_password(installation, login, options.now())
    if secret is None:
        complain(tr("Nobody signs in as {login}. See: citoyen users list", login=login))
        raise typer.Exit(FAILED)
    _print_secret(login, secret)


def _print_secret(login: str, secret: str) -> None:
    out.print(tr("{login} signs in with: {secret}", login=login, secret=secret))
    out.print(tr("It is shown only this once and has to be changed at the first sign-in."))
