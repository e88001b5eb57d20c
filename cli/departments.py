"""Commands on the departments of a town: who belongs to them."""

from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.screen import out, print_json
from cli.words import tr
from domain.ids import DepartmentCode
from domain.member import Member, Post
from flows import membership
from store import agents
from store import members as stored
from store.members import Membership

BY = "system"

departments = typer.Typer(no_args_is_help=True, help=tr("Departments of the towns."))
members = typer.Typer(no_args_is_help=True, help=tr("Who belongs to a department: what its requests are read and done by."))

DepartmentArgument = Annotated[str, typer.Argument(metavar="DEPARTMENT", help=tr("Code of the department, such as VOI."))]
LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help=tr("Name to sign in by."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    members.command(
        "list",
        help=tr(
            "List who belongs to a department, or to all of a town.\n\nExamples:\n\n$ citoyen departments members list\n\n"
            "$ citoyen departments members list VOI --history"
        ),
    )(list_members)
    members.command(
        "add",
        help=tr(
            "Make somebody a member of a department: he reads its requests, confidential ones too, and works on them. A head closes them "
            "as well.\n\nExamples:\n\n$ citoyen departments members add VOI marie\n\n$ citoyen departments members add VOI luc --post head"
        ),
    )(add)
    members.command(
        "remove",
        help=tr("End somebody's time in a department; it stays known.\n\nExample:\n\n$ citoyen departments members remove VOI marie"),
    )(remove)
    departments.add_typer(members, name="members")
    app.add_typer(departments, name="departments")


def list_members(
    department: Annotated[str | None, typer.Argument(metavar="DEPARTMENT", help=tr("Code of the department, such as VOI."))] = None,
    history: Annotated[bool, typer.Option("--history", help=tr("Those who have left, too."))] = False,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """List members."""
    with options.installation() as installation, installation.database.read() as session:
        wanted = options.only_town(installation, town)
        known = [one.code for one in installation.towns.get(wanted).ruleset.departments]
        asked = known if department is None else [DepartmentCode(department)]
        found = [one for code in asked for one in stored.history(session, wanted, code) if history or one.until is None]
        names = {one.login: one.name for one in agents.all_agents(session)}
    if as_json:
        for one in found:
            print_json(_facts(one))
        return
    if not found:
        out.print(tr("Nobody belongs to it: the regulator stands in for a department without members."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Department"), tr("Login"), tr("Name"), tr("Post"), tr("From"), tr("Until")):
        table.add_column(title)
    posts = {Post.AGENT: tr("agent"), Post.HEAD: tr("head")}
    for one in found:
        until = "" if one.until is None else f"{one.until.astimezone():%Y-%m-%d}"
        who = one.member
        table.add_row(who.department, who.login, names.get(who.login, ""), posts[who.post], f"{one.since.astimezone():%Y-%m-%d}", until)
    out.print(table)


def add(
    department: DepartmentArgument,
    login: LoginArgument,
    post: Annotated[Post, typer.Option("--post", help=tr("What he is there."))] = Post.AGENT,
    town: TownOption = None,
) -> None:
    """Add a member."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        member = Member(town=wanted, department=DepartmentCode(department), login=login.strip().lower(), post=post)
        is_new = membership.add_member(installation, member, BY, options.now())
    if is_new:
        out.print(tr("{login} belongs to {department} now.", login=login, department=department))
    else:
        out.print(tr("{login} belongs to {department} already.", login=login, department=department))


def remove(department: DepartmentArgument, login: LoginArgument, town: TownOption = None) -> None:
    """Remove a member."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        was_there = membership.remove_member(installation, wanted, DepartmentCode(department), login, BY, options.now())
    if was_there:
        out.print(tr("{login} does not belong to {department} any more.", login=login, department=department))
    else:
        out.print(tr("{login} did not belong to {department}.", login=login, department=department))


def _facts(one: Membership) -> dict[str, object]:
    return {
        "town": one.member.town,
        "department": one.member.department,
        "login": one.member.login,
        "post": one.member.post.value,
        "since": one.since.isoformat(timespec="seconds"),
        "until": one.until and one.until.isoformat(timespec="seconds"),
    }
