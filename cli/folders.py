"""`citoyen folders`: takes in from the drop folders, tries them, tells how that goes."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
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
from flows.channels import watched_folders
from flows.folder_check import try_folder
from flows.folder_words import WAITING, fault_mistake, file_mistake
from flows.folders import DropFolder
from flows.mailbox_check import Step
from flows.wiring import Installation
from store import folders as stored
from store import towns
from store.folders import DroppedFile, FolderStatus
from workers import roles

WRONG = 1
NAME_WIDTH = 22
NAMED = 100
"""Files named one by one; `--json` names all."""

HELP = tr(
    "Role: takes in what scanners and faxes lay in the drop folders.\n\nExamples:\n\n$ citoyen folders\n\n$ citoyen folders check\n\n"
    "$ citoyen folders status"
)
CHECK_HELP = tr("Try each drop folder of the settings and say what is wrong.\n\nExample:\n\n$ citoyen folders check /srv/scans")
STATUS_HELP = tr("Tell how each drop folder goes, and which files still lie in it.\n\nExample:\n\n$ citoyen folders status --json")

folders = typer.Typer(no_args_is_help=False, help=HELP, invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(folders, name="folders")
    folders.command("check", help=CHECK_HELP)(check)
    folders.command("status", help=STATUS_HELP)(status)


@folders.callback()
def run(context: typer.Context) -> None:
    """Watch, unless another command follows."""
    if context.invoked_subcommand is None:
        with watched.serving("folders") as installation:
            roles.run_folders(installation)


def check(
    path: Annotated[Path | None, typer.Argument(metavar="[PATH]", help=tr("Only this folder."))] = None,
) -> None:
    """Try the folders."""
    is_wrong = False
    with options.installation() as installation:
        for folder in _named(_known(installation), path):
            out.print(Text(str(folder.path), "bold"))
            for step in try_folder(folder):
                _print(step)
                is_wrong = is_wrong or (step.mistake is not None and not step.is_warning)
    if is_wrong:
        raise typer.Exit(WRONG)


def status(as_json: Json = False) -> None:
    """Tell how it goes."""
    with options.installation() as installation:
        known = {(folder.town, str(folder.path)) for folder in _known(installation)}
        with installation.database.read() as session:
            by_town = {town.id: town for town in towns.towns(session)}
            found = [(one, stored.files(session, one.id)) for one in stored.statuses(session) if (one.town, one.path) in known]
    for town, path in sorted(known - {(one.town, one.path) for one, _ in found}):
        if not as_json:
            out.print(Text.assemble((path, "bold"), f"  {by_town[town].name}"))
            out.print(tr("  never looked through; citoyen run does, or in a cluster citoyen folders"))
    for one, files in found:
        print_json(_as_json(one, files, by_town[one.town])) if as_json else _print_status(one, files, by_town[one.town])


def _known(installation: Installation) -> tuple[DropFolder, ...]:
    with installation.database.read() as session:
        return tuple(one.folder for one in watched_folders(installation.settings, session))


def _named(known: tuple[DropFolder, ...], path: Path | None) -> Iterator[DropFolder]:
    """Yield the folders asked for. Raises ConfigurationError where there is none."""
    found = tuple(folder for folder in known if path is None or folder.path == path.absolute())
    if found:
        return iter(found)
    what = tr("no drop folder is named in the settings.") if not known else tr("no drop folder of the settings is {path}.", path=path)
    raise ConfigurationError(Mistake(where="CITOYEN_SCAN_FOLDER", what=what, remedy=tr("docs/configuration.md tells how to name one.")))


def _print(step: Step) -> None:
    name = f"{translated(step.name):<{NAME_WIDTH}}"
    if step.mistake is None:
        out.print(Text.assemble((tr("ok").ljust(8), "green"), name, (translated(step.found), "dim")))
    else:
        mark = (tr("note").ljust(8), "yellow") if step.is_warning else (tr("wrong").ljust(8), "bold red")
        out.print(Text.assemble(mark, name, mistake_line(step.mistake)))


def _print_status(one: FolderStatus, files: tuple[DroppedFile, ...], town: Town) -> None:
    shown = _moments(one, town)
    out.print(Text.assemble((one.path, "bold"), f"  {town.name}"))
    out.print(tr("  {taken} files taken in, {count} still there", taken=one.taken, count=len(files)))
    if one.looked_at is not None:
        out.print(tr("  looked through at {moment}", moment=shown["looked_at"]))
    if one.fault is not None:
        words = mistake_line(fault_mistake(one.path, one.fault, one.detail or ""))
        out.print(Text.assemble((tr("  wrong since {moment}: ", moment=shown["fault_since"]), "bold red"), words))
    for file in files[:NAMED]:
        mistake = file_mistake(one.path, file)
        since = tr("  since {moment}: ", moment=_at(file.since, town))
        colour = "dim" if file.state in WAITING else "yellow"
        out.print(Text.assemble((since, colour), f"{translated(mistake.what)} {translated(mistake.remedy)}"))
    if len(files) > NAMED:
        out.print(tr("  and {count} more", count=len(files) - NAMED))


def _as_json(one: FolderStatus, files: tuple[DroppedFile, ...], town: Town) -> dict[str, object]:
    listed = [
        {"name": file.name, "state": file.state, "size": file.size, "since": _at(file.since, town), "inbound": file.inbound_id}
        for file in files
    ]
    return _moments(one, town) | {"files": listed}


def _moments(one: FolderStatus, town: Town) -> dict[str, object]:
    """Return the status with its moments as the town's clock showed them."""
    facts = {name: _at(value, town) if isinstance(value, datetime) else value for name, value in asdict(one).items()}
    return {name: value for name, value in facts.items() if name != "id"}


def _at(moment: datetime, town: Town) -> str:
    return moment.astimezone(ZoneInfo(town.timezone)).isoformat(timespec="seconds")
