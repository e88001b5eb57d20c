"""`citoyen mailbox`: collects the mailboxes, tries them, tells how their collecting goes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from cli import options, watched
from cli.options import Json
from cli.screen import out, print_json
from cli.words import mistake_line, tr, translated
from domain.errors import ConfigurationError, Mistake
from domain.town import Town
from flows.channels import collected_mailboxes
from flows.mailbox_check import Step, mistake_of, try_account
from flows.wiring import Installation
from ingest.email.imap_account import Fault, ImapAccount, ImapError
from store import collected, towns
from store.collected import FolderStatus
from workers import roles

WRONG = 1
NAME_WIDTH = 22

HELP = tr("Role: collects mailboxes over IMAP.\n\nExamples:\n\n$ citoyen mailbox\n\n$ citoyen mailbox check\n\n$ citoyen mailbox status")
CHECK_HELP = tr("Try each mailbox of the settings and say what is wrong.\n\nExample:\n\n$ citoyen mailbox check mairie@ville.example")
STATUS_HELP = tr("Tell how the collecting of each folder goes.\n\nExample:\n\n$ citoyen mailbox status --json")

mailbox = typer.Typer(no_args_is_help=False, help=HELP, invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(mailbox, name="mailbox")
    mailbox.command("check", help=CHECK_HELP)(check)
    mailbox.command("status", help=STATUS_HELP)(status)


@mailbox.callback()
def run(context: typer.Context) -> None:
    """Collect, unless another command follows."""
    if context.invoked_subcommand is None:
        with watched.serving("mailbox") as installation:
            roles.run_mailbox(installation)


def check(
    user: Annotated[str | None, typer.Argument(metavar="[USER]", help=tr("Only the mailbox of this user."))] = None,
) -> None:
    """Try the mailboxes."""
    with options.installation() as installation:
        with installation.database.read() as session:
            known = towns.mailboxes(session)
        is_wrong = False
        for account in _named(_accounts(installation), user):
            out.print(Text(account.name, "bold"))
            for step in try_account(account, known):
                _print(step)
                is_wrong = is_wrong or (step.mistake is not None and not step.is_warning)
    if is_wrong:
        raise typer.Exit(WRONG)


def status(as_json: Json = False) -> None:
    """Tell how it goes."""
    with options.installation() as installation:
        by_name = {account.name: account for account in _accounts(installation)}
        with installation.database.read() as session:
            by_town = {town.id: town for town in towns.towns(session)}
            found = tuple(collected.statuses(session))
    for name, folder in _never_collected(by_name.values(), found):
        if not as_json:
            out.print(Text(f"{name}  {folder}", "bold"))
            out.print(tr("  never collected; citoyen run does, or in a cluster citoyen mailbox"))
    for one in found:
        account = by_name.get(one.account)
        print_json(_as_json(one, by_town[one.town])) if as_json else _print_status(one, account, by_town[one.town])


def _never_collected(known: Iterable[ImapAccount], found: Sequence[FolderStatus]) -> Iterator[tuple[str, str]]:
    tried = {(one.town, one.account, one.folder) for one in found}
    return ((account.name, folder) for account in known for folder in account.folders if (account.town, account.name, folder) not in tried)


def _accounts(installation: Installation) -> tuple[ImapAccount, ...]:
    with installation.database.read() as session:
        return tuple(one.account for one in collected_mailboxes(installation.settings, session))


def _named(known: tuple[ImapAccount, ...], user: str | None) -> tuple[ImapAccount, ...]:
    """Return the accounts asked for. Raises ConfigurationError where there is none."""
    found = tuple(account for account in known if user is None or account.user.lower() == user.lower())
    if found:
        return found
    what = tr("no mailbox is named in the settings.") if not known else tr("no mailbox of the settings has the user “{user}”.", user=user)
    raise ConfigurationError(Mistake(where="CITOYEN_IMAP_HOST", what=what, remedy=tr("docs/configuration.md tells how to name one.")))


def _print(step: Step) -> None:
    name = f"{translated(step.name):<{NAME_WIDTH}}"
    if step.mistake is None:
        out.print(Text.assemble((tr("ok").ljust(8), "green"), name, (translated(step.found), "dim")))
    else:
        mark = (tr("note").ljust(8), "yellow") if step.is_warning else (tr("wrong").ljust(8), "bold red")
        out.print(Text.assemble(mark, name, mistake_line(step.mistake)))


def _print_status(one: FolderStatus, account: ImapAccount | None, town: Town) -> None:
    out.print(Text.assemble((f"{one.account}  {one.folder}", "bold"), f"  {town.name}"))
    out.print(
        tr("  {mails} mails kept, {aside} set aside, {waiting} still to be moved", mails=one.mails, aside=one.aside, waiting=one.waiting)
    )
    shown = _as_json(one, town)
    if one.collected_at is not None:
        out.print(tr("  complete at {moment}", moment=shown["collected_at"]))
    if one.counted_at is not None:
        words = tr(
            "  counted at {moment}: {counted} in the folder, {missed} had been missed",
            moment=shown["counted_at"],
            counted=one.counted,
            missed=one.missed,
        )
        out.print(words)
    if one.fault is not None and account is not None:
        mistake = mistake_of(account, one.folder, ImapError(Fault(one.fault), one.detail or ""))
        out.print(Text.assemble((tr("  wrong since {moment}: ", moment=shown["fault_since"]), "bold red"), mistake_line(mistake)))


def _as_json(one: FolderStatus, town: Town) -> dict[str, object]:
    """Return the status with its moments as the town's clock showed them."""
    zone = ZoneInfo(town.timezone)
    shown = {
        name: value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }
    return dict(shown)
