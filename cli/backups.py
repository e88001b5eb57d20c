"""`citoyen backup` and `citoyen restore`."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.screen import complain, out, progress_of_files
from cli.words import tr, translated
from domain.inbound import Outcome
from flows import backup as flow
from flows import restore as returning
from flows.settings import load_settings
from store.backups import State
from store.snapshots import Tell

WRONG = 1
KEPT = 7
"""States by default: a week of nightly backups."""
_MEGABYTE = 10**6

BACKUP_HELP = tr(
    "Back the installation up while it runs: database, originals, secret key, settings. What the folder holds already is not copied again; "
    "it is readable by its owner only, for it holds all that citizens wrote and the key of all seals.\n\nExamples:\n\n"
    "$ citoyen backup /srv/backup/citoyen\n\n$ citoyen backup --check /srv/backup/citoyen"
)
RESTORE_HELP = tr(
    "Put a backup back into an empty installation: the newest state of the folder, or the one named. It is looked at first, brought up to "
    "this release, and letters that waited then are held, for they may have left since.\n\nExamples:\n\n"
    "$ citoyen restore /srv/backup/citoyen\n\n$ citoyen restore /srv/backup/citoyen/states/20261127T020000Z"
)

_NAMES: Mapping[str, str] = {"database": tr("Database"), "originals": tr("Originals"), "checksums": tr("Checksums")}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup", help=BACKUP_HELP)(backup)
    app.command("restore", help=RESTORE_HELP)(restore)


def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=tr("Folder of backups, on another disk."))],
    keep: Annotated[int, typer.Option("--keep", metavar="N", min=1, max=1000, help=tr("So many states stay, the newest ones."))] = KEPT,
    check: Annotated[bool, typer.Option("--check", help=tr("Make none; look whether the newest one is whole."))] = False,
) -> None:
    """Make a backup, or check it."""
    if check:
        _check(folder)
        return
    with progress_of_files() as told:
        done = flow.back_up(load_settings(), folder, keep, _telling(told))
    manifest = done.state.manifest
    out.print(
        tr(
            "Backed up: {folder} ({files} files, {size} MB; new of it {fresh}, {fresh_size} MB)",
            folder=done.state.folder,
            files=manifest.files,
            size=_megabytes(manifest.size),
            fresh=done.fresh_files,
            fresh_size=_megabytes(done.fresh_bytes),
        )
    )
    if done.has_key:
        out.print(tr("The secret key is in it. Only you can read it; keep it as you keep the installation."))
    else:
        complain(tr("No secret key was found: what is sealed will not open after a restore."))
    if manifest.originals:
        out.print(tr("Originals are not in it: {place} is backed up by its own means.", place=manifest.originals))
    if done.removed:
        out.print(tr("Older states removed: {count}.", count=done.removed))
    for path in done.damaged:
        complain(tr("{path} is altered in the installation, and was left out.", path=path))
    for state in done.damaged_states:
        complain(tr("{path} is damaged: remove this older state; until then no original is removed.", path=state))
    if done.damaged or done.damaged_states or not done.has_key:
        raise typer.Exit(WRONG)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help=tr("Folder of backups, or one of its states."))],
    erasures: Annotated[
        Path | None, typer.Option("--erasures", metavar="FILE", help=tr("What was erased: erasures.jsonl of the data folder of before."))
    ] = None,
) -> None:
    """Put a backup back."""
    with progress_of_files() as told:
        done = returning.restore(load_settings(), source, _telling(told), erasures)
    out.print(tr("Restored: the state of {at}, release {release}.", at=_moment(done.state), release=done.state.manifest.release))
    arrivals = sum(done.outcomes.values())
    out.print(
        tr(
            "Requests: {requests}. Arrivals: {arrivals}. Originals: {originals}.",
            requests=done.requests,
            arrivals=arrivals,
            originals=done.originals,
        )
    )
    known = {one.value for one in Outcome}
    if known.issuperset(done.outcomes) and arrivals == done.state.manifest.counts.get("inbounds", 0):
        out.print(
            tr(
                "The ledger adds up: each arrival has its outcome ({pending} still waiting for it).",
                pending=done.outcomes.get("pending", 0),
            )
        )
    else:
        complain(tr("The ledger does not add up. Look at it: citoyen ledger"))
    if done.missing:
        complain(tr("Originals that are nowhere: {count}. They were missing when the backup was made.", count=done.missing))
    if done.fault is not None:
        complain(tr("{fault} Originals that are sealed cannot be read until it is back.", fault=translated(done.fault)))
    if done.repeated:
        out.print(tr("Erased again, for it had been erased since: {count}.", count=done.repeated))
    if done.letters_held:
        out.print(
            tr(
                "Letters held, for they may have left since: {count}. See them: citoyen jobs --held; let them leave: citoyen jobs release",
                count=done.letters_held,
            )
        )
    out.print(tr("The next request numbers are {count} higher, so that none is given twice.", count=returning.NUMBERS_SKIPPED))
    out.print(tr("Everybody is signed out. Settings of the time are in {folder}.", folder=done.state.folder / flow.SETTINGS))
    if done.missing:
        raise typer.Exit(WRONG)


def _check(folder: Path) -> None:
    with progress_of_files() as told:
        found = flow.check(folder, _telling(told))
    for path in found.faults:
        complain(tr("missing or altered: {path}", path=path))
    if found.faults:
        complain(tr("Remove what is altered; the next backup copies it again."))
    else:
        manifest = found.state.manifest
        counts = manifest.counts
        out.print(
            tr(
                "Whole: the state of {at}, release {release}, {files} files, {size} MB; requests {requests}, arrivals {arrivals}",
                at=_moment(found.state),
                release=manifest.release,
                files=manifest.files,
                size=_megabytes(manifest.size),
                requests=counts.get("requests", 0),
                arrivals=counts.get("inbounds", 0),
            )
        )
    if found.broken_off:
        complain(tr("A later backup was broken off: {name}.", name=found.broken_off))
    if found.faults or found.broken_off:
        raise typer.Exit(WRONG)


def _telling(told: Tell) -> Tell:
    def tell(name: str, done: int, total: int) -> None:
        told(_NAMES[name], done, total)

    return tell


def _moment(state: State) -> str:
    return _shown(state.manifest.at)


def _shown(at: datetime) -> str:
    return at.astimezone().isoformat(sep=" ", timespec="minutes")


def _megabytes(size: int) -> int:
    return round(size / _MEGABYTE)
