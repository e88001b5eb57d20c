"""Commands on the people who sign in."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.exc import IntegrityError

from cli import options
from cli.labels import STATUSES
from cli.options import Json, TownOption
from cli.screen import complain, out, print_json
from cli.words import tr
from domain.api_key import ApiKeyId
from domain.rights import GIVEN_ROLES, Role
from flows import accounts, enrolling, membership
from flows.account_closing import Ending, InHand, Leaving, close_account, preview
from store import agents, members, second_factors
from store.agents import Agent, NewAgent

FAILED = 1
BY = "system"

users = typer.Typer(no_args_is_help=True, help=tr("People who sign in to the desk."))


class GivenRole(StrEnum):
    """What a person is. Service agent and head is who belongs to a department: citoyen departments members."""

    ADMIN = Role.ADMIN.value
    RECEPTION = Role.RECEPTION.value
    REGULATOR = Role.REGULATOR.value
    ELECTED = Role.ELECTED.value
    DPO = Role.DPO.value


Roles = Annotated[list[GivenRole] | None, typer.Option("--role", help=tr("What the person is; may be given several times."))]


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
    users.command(
        "reset-code",
        help=tr(
            "Take the second factor from a person who lost the telephone: the password alone lets in then; sessions end.\n\n"
            "Example:\n\n$ citoyen users reset-code marie"
        ),
    )(reset_code)
    users.command(
        "close",
        help=tr(
            "Close the account of somebody who leaves: sessions and keys end, what he has in hand goes back to the departments.\n\n"
            "Examples:\n\n$ citoyen users close marie --preview\n\n$ citoyen users close marie --keep-key 3\n\n"
            "To open it again: citoyen users reset marie"
        ),
    )(close)
    users.command(
        "roles",
        help=tr(
            "Show what a person is, and give or take roles.\n\nExamples:\n\n$ citoyen users roles marie\n\n"
            "$ citoyen users roles marie --add regulator --remove reception"
        ),
    )(change_roles)
    app.add_typer(users, name="users")


def add(
    login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))],
    name: Annotated[str | None, typer.Option("--name", help=tr("Name shown on screen."))] = None,
    role: Roles = None,
    member_only: Annotated[bool, typer.Option("--no-role", help=tr("No role: what departments bring is all."))] = False,
    town: TownOption = None,
) -> None:
    """Add an agent."""
    secret = accounts.first_password()
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        roles = frozenset() if member_only else _roles(role or [GivenRole.RECEPTION])
        new = NewAgent(town=wanted, login=login, name=name or login, roles=roles, password_hash=accounts.hashed(secret))
        try:
            accounts.add_agent(installation, new, options.now())
        except IntegrityError as error:
            complain(tr("The login {login} is taken. Choose another, or: citoyen users reset {login}", login=login))
            raise typer.Exit(FAILED) from error
    _print_secret(login, secret)


def list_agents(as_json: Json = False) -> None:
    """List agents."""
    with options.installation() as installation, installation.database.read() as session:
        found, with_code = agents.all_agents(session), second_factors.in_force(session)
    if as_json:
        for agent in found:
            print_json({**_facts(agent), "second_factor": agent.id in with_code})
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Login"), tr("Name"), tr("Roles"), tr("Town"), tr("Password"), tr("Second factor")):
        table.add_column(title)
    for agent in found:
        password = tr("closed") if agent.closed_at else tr("to be changed") if agent.must_change else tr("set")
        table.add_row(
            agent.login, agent.name, _words(agent.roles), agent.town or tr("all"), password, tr("on") if agent.id in with_code else "–"
        )
    out.print(table)


def reset(login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))]) -> None:
    """Give a new password."""
    with options.installation() as installation:
        secret = accounts.reset_password(installation, login, options.now())
    if secret is None:
        complain(tr("Nobody signs in as {login}. See: citoyen users list", login=login))
        raise typer.Exit(FAILED)
    _print_secret(login, secret)


def reset_code(login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))]) -> None:
    """Take a second factor away."""
    with options.installation() as installation:
        had_one = enrolling.reset(installation, login, BY, options.now())
    if had_one is None:
        complain(tr("Nobody signs in as {login}. See: citoyen users list", login=login))
        raise typer.Exit(FAILED)
    if had_one:
        out.print(tr("{login} signs in by the password alone now, and sets up another second factor where one is needed.", login=login))
    else:
        out.print(tr("{login} has no second factor.", login=login))


def close(
    login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))],
    keep_key: Annotated[list[int] | None, typer.Option("--keep-key", metavar="ID", help=tr("A key he made that goes on."))] = None,
    only_preview: Annotated[bool, typer.Option("--preview", help=tr("Only say what would become of what he has in hand."))] = False,
    as_json: Json = False,
) -> None:
    """Close an account."""
    kept = frozenset(map(ApiKeyId, keep_key or ()))
    with options.installation() as installation:
        now = options.now()
        done = preview(installation, login, now) if only_preview else close_account(installation, login, BY, now, kept)
    if as_json:
        print_json(_left(done))
        return
    if not only_preview:
        out.print(tr("The account of {login} is closed.", login=done.agent.login))
    out.print(
        tr(
            "Sessions: {sessions} · held in review: {claims} · tasks: {tasks} · departments: {departments} · keys: {keys}",
            sessions=done.sessions,
            claims=done.claims,
            tasks=done.tasks,
            departments=", ".join(one.department for one in done.memberships) or "—",
            keys=", ".join(f"{one.id} {one.name}" for one in done.keys) or "—",
        )
    )
    for one in done.in_hand:
        out.print(f"{one.reference:<12} {one.department:<8} {STATUSES[one.status]:<24} {_afterwards(one)}")
    for away in done.stood_in_for:
        days = {"first": away.first_day.isoformat(), "last": away.last_day.isoformat()}
        out.print(tr("Nobody stands in for {login} from {first} to {last} any more: name somebody.", login=away.login, **days))


def _afterwards(one: InHand) -> str:
    match one.ending:
        case Ending.BACK:
            return tr("back to its department")
        case Ending.PASSED:
            return tr("goes on with {login}", login=one.to)
        case Ending.STAYS:
            return tr("stays in his name: hand it over")


def _left(done: Leaving) -> dict[str, object]:
    in_hand = [
        {"request": one.reference, "department": one.department, "status": one.status.value, "ending": one.ending.value, "to": one.to}
        for one in done.in_hand
    ]
    return {
        "login": done.agent.login,
        "sessions": done.sessions,
        "claims": done.claims,
        "tasks": done.tasks,
        "departments": [one.department for one in done.memberships],
        "keys": [one.id for one in done.keys],
        "in_hand": in_hand,
        "stood_in_for": [one.login for one in done.stood_in_for],
    }


def change_roles(
    login: Annotated[str, typer.Argument(help=tr("Name to sign in by."))],
    add_role: Annotated[list[GivenRole] | None, typer.Option("--add", help=tr("A role to give; may be given several times."))] = None,
    remove_role: Annotated[list[GivenRole] | None, typer.Option("--remove", help=tr("A role to take away."))] = None,
) -> None:
    """Show or change roles."""
    with options.installation() as installation:
        added, removed = _roles(add_role or []), _roles(remove_role or [])
        roles = membership.set_roles(installation, login, added, removed, BY, options.now())
        with installation.database.read() as session:
            own = members.of_agent(session, login)
    out.print(tr("{login} is: {roles}.", login=login, roles=_words(roles) or "—"))
    for one in own:
        out.print(f"{one.town} · {one.department} · {one.post.value}")


def _roles(given: Iterable[GivenRole]) -> frozenset[Role]:
    return frozenset(Role(one.value) for one in given)


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in GIVEN_ROLES if role in roles)


def _facts(agent: Agent) -> dict[str, object]:
    roles = [role.value for role in GIVEN_ROLES if role in agent.roles]
    return {
        "login": agent.login,
        "name": agent.name,
        "roles": roles,
        "town": agent.town,
        "must_change": agent.must_change,
        "is_closed": agent.closed_at is not None,
    }


def _print_secret(login: str, secret: str) -> None:
    out.print(tr("{login} signs in with: {secret}", login=login, secret=secret))
    out.print(tr("It is shown only this once and has to be changed at the first sign-in."))
