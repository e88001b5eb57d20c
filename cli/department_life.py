"""Commands on the life of departments: absences, closed ones, what was transmitted to them."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.moments import moment_words
from cli.options import Json, TownOption
from cli.references import AgentOption, Reference, asked_for
from cli.screen import out, print_json
from cli.words import tr
from domain.absence import Absence
from domain.ids import DepartmentCode
from flows import accounts
from flows.departments import absence as absent
from flows.departments.address import set_email
from flows.departments.moving import Move
from flows.departments.moving import move as move_all
from flows.departments.quality import set_quality
from flows.departments.resending import resend as send_again
from store import requests, towns
from store import transmissions as stored
from store.absences import AbsenceId, KeptAbsence
from store.transmissions import KeptTransmission
from workers.roles import nudging

BY = "system"
"""Who changes an address from the command line, in the journal."""
_EVERY = 100
"""Requests moved between two words of progress."""

absences = typer.Typer(no_args_is_help=True, help=tr("Who is away when, and who stands in for him."))

ADD_HELP = tr(
    "Say that somebody is away, both days included. His reminders and his departments’ requests are his deputy’s meanwhile; without a "
    "deputy, his department’s.\n\nExamples:\n\n"
    "$ citoyen departments absence add marie --from 2026-07-06 --to 2026-07-24 --deputy luc --agent marie"
)
LIST_HELP = tr("List who is away today or will be.\n\nExample:\n\n$ citoyen departments absence list")
END_HELP = tr("Say that somebody is back earlier, or will not be away.\n\nExample:\n\n$ citoyen departments absence end 3 --agent marie")
MOVE_HELP = tr(
    "Move all open requests of a department, and those proposed to it in review, to another one of the town: before it closes. "
    "No deadline moves. A command that was interrupted is given again.\n\nExamples:\n\n"
    "$ citoyen departments move PRO VOI --reason 'propreté et voirie réunies' --agent admin"
)
RESEND_HELP = tr(
    "Send the notice of an open request again: to its department, to those that get a copy, to the authority that has it.\n\nExamples:\n\n"
    "$ citoyen requests resend 2026/0147 --agent marie"
)
TRANSMISSIONS_HELP = tr(
    "Show to which departments a request was given: when, by whom or by which rule, and whether somebody there has opened it."
    "\n\nExamples:\n\n$ citoyen requests transmissions 2026/0147"
)
EMAIL_HELP = tr(
    "Say where the town writes to somebody; without an address, nowhere any more.\n\nExamples:\n\n"
    "$ citoyen users email marie marie.roux@valognes.example\n\n$ citoyen users email marie"
)
QUALITY_HELP = tr(
    "Say what somebody is at the town hall, as letters name it; without words, nothing any more.\n\nExamples:\n\n"
    "$ citoyen users quality marie 'technicienne voirie'\n\n$ citoyen users quality marie"
)

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help=tr("Name to sign in by."))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))]


def register(departments: typer.Typer, requests: typer.Typer, users: typer.Typer) -> None:
    """Add the commands."""
    absences.command("add", help=ADD_HELP)(add)
    absences.command("list", help=LIST_HELP)(list_absences)
    absences.command("end", help=END_HELP)(end)
    departments.add_typer(absences, name="absence")
    departments.command("move", help=MOVE_HELP)(move)
    requests.command("resend", help=RESEND_HELP)(resend)
    requests.command("transmissions", help=TRANSMISSIONS_HELP)(list_transmissions)
    users.command("email", help=EMAIL_HELP)(email)
    users.command("quality", help=QUALITY_HELP)(quality)


def add(
    login: LoginArgument,
    first: Annotated[datetime, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help=tr("The first day, such as 2026-07-06."))],
    last: Annotated[datetime, typer.Option("--to", metavar="DATE", formats=["%Y-%m-%d"], help=tr("The last day."))],
    deputy: Annotated[str | None, typer.Option("--deputy", metavar="LOGIN", help=tr("Who stands in for him."))] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Say that somebody is away."""
    wanted = Absence(login=login, first_day=first.date(), last_day=last.date(), deputy=deputy)
    with options.installation() as installation:
        kept = absent.say_absent(installation, options.only_town(installation, town), wanted, agent, options.now())
    out.print(_told(kept))


def list_absences(town: TownOption = None, as_json: Json = False) -> None:
    """List absences."""
    with options.installation() as installation:
        found = absent.coming(installation, options.only_town(installation, town), options.now())
    if as_json:
        for one in found:
            print_json(_facts(one))
        return
    if not found:
        out.print(tr("Nobody is away, as far as it was said."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Id"), tr("Login"), tr("From"), tr("Until"), tr("Deputy")):
        table.add_column(title)
    for one in found:
        away = one.absence
        table.add_row(str(one.id), away.login, away.first_day.isoformat(), away.last_day.isoformat(), away.deputy or tr("his department"))
    out.print(table)


def end(
    absence: Annotated[int, typer.Argument(metavar="ID", min=1, help=tr("Its id, as the list shows it."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """End an absence."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        kept = absent.take_back(installation, wanted, AbsenceId(absence), agent, options.now())
    out.print(tr("{login} is there.", login=kept.absence.login))


def move(
    before: Annotated[str, typer.Argument(metavar="FROM", help=tr("Code of the department that closes."))],
    after: Annotated[str, typer.Argument(metavar="TO", help=tr("Code of the one that takes over."))],
    reason: Reason,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Move requests."""
    with options.installation() as installation, nudging(installation):
        wanted = Move(town=options.only_town(installation, town), before=DepartmentCode(before), after=DepartmentCode(after), reason=reason)
        done = move_all(installation, wanted, agent, options.now(), _tell_progress)
    out.print(tr("{count} requests of {before} lie in {after} now.", count=done, before=before, after=after))


def resend(reference: Reference, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Send a notice again."""
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        record = send_again(installation, request, agent, options.now())
    last = next(line for line in reversed(record.history) if line.action == "resent")
    to = last.details["to"]
    names = ", ".join(map(str, to)) if isinstance(to, list) else str(to)
    out.print(tr("Request {reference} is sent again to: {names}.", reference=record.line.number or record.line.tracking, names=names))


def list_transmissions(reference: Reference, town: TownOption = None, as_json: Json = False) -> None:
    """List transmissions."""
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        with installation.database.read() as session:
            found = stored.of_request(session, request)
            zone = ZoneInfo(towns.town(session, requests.get(session, request).line.town).timezone)
    if as_json:
        for one in found:
            print_json(_transmission(one))
        return
    if not found:
        out.print(tr("It was given to no department."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Department"), tr("On"), tr("By"), tr("Rule"), tr("Opened"), tr("Back if not opened by")):
        table.add_column(title)
    for one in found:
        given = one.transmission
        opened = "" if one.opened_at is None else f"{moment_words(one.opened_at, zone)} {one.opened_by or ''}"
        due = "" if given.due_at is None or one.over_at is not None or one.opened_at is not None else moment_words(given.due_at, zone)
        table.add_row(given.department, moment_words(given.at, zone), given.actor, given.rule or "", opened, due)
    out.print(table)


def email(
    login: LoginArgument,
    address: Annotated[str | None, typer.Argument(metavar="ADDRESS", help=tr("The address; none: he is not written to."))] = None,
) -> None:
    """Set an address."""
    with options.installation() as installation:
        who = set_email(installation, login, address, BY, options.now())
    if who.email is None:
        out.print(tr("{login} is not written to.", login=who.login))
    else:
        out.print(tr("{login} is written to at {address}.", login=who.login, address=who.email))


def quality(
    login: LoginArgument,
    words: Annotated[str | None, typer.Argument(metavar="TEXT", help=tr("What he is; none: letters do not say."))] = None,
) -> None:
    """Set a quality."""
    with options.installation() as installation:
        who = set_quality(installation, login, words, BY, options.now())
    if who.quality is None:
        out.print(tr("Letters do not say what {login} is.", login=who.login))
    else:
        out.print(tr("Letters say of {login}: {quality}.", login=who.login, quality=who.quality))


def _told(kept: KeptAbsence) -> str:
    away = kept.absence
    values = {"id": kept.id, "login": away.login, "first": away.first_day.isoformat(), "last": away.last_day.isoformat()}
    if away.deputy is None:
        return tr("Absence {id}: {login} is away from {first} to {last}; his department does his work.", **values)
    return tr("Absence {id}: {login} is away from {first} to {last}; {deputy} stands in.", **values, deputy=away.deputy)


def _tell_progress(done: int) -> None:
    if done and done % _EVERY == 0 and out.is_terminal:
        out.print(tr("{count} requests are moved …", count=done))


def _facts(one: KeptAbsence) -> dict[str, object]:
    away = one.absence
    return {
        "id": one.id,
        "login": away.login,
        "first_day": _day(away.first_day),
        "last_day": _day(away.last_day),
        "deputy": away.deputy,
        "said_by": one.said_by,
    }


def _transmission(one: KeptTransmission) -> dict[str, object]:
    given = one.transmission
    return {
        "department": given.department,
        "at": _stamp(given.at),
        "actor": given.actor,
        "rule": given.rule,
        "due_at": None if given.due_at is None else _stamp(given.due_at),
        "opened_at": None if one.opened_at is None else _stamp(one.opened_at),
        "opened_by": one.opened_by,
        "over_at": None if one.over_at is None else _stamp(one.over_at),
    }


def _day(day: date) -> str:
    return day.isoformat()


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
