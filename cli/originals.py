"""`citoyen originals`: sealing originals at rest, by a key outside of the data folder."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import typer
from rich.progress import Progress
from rich.table import Table

from cli import options
from cli.options import Json
from cli.screen import complain, err, out, print_json, print_wide
from cli.words import tr, translated
from flows.sealing import PLAIN, Standing, Told, seal_all, standing
from store.sealing import KEY_BYTES

WRONG = 1
commands = typer.Typer(no_args_is_help=True, help=tr("Originals sealed at rest, by a key of your own."), rich_markup_mode="rich")
KEY_HELP = tr(
    "Print a new key. Keep it in a file outside of the data folder that only the installation reads, and a copy where fire and theft of "
    "the machine do not reach: without it no sealed original can be read any more.\n\nExample:\n\n"
    "$ citoyen originals key > /etc/citoyen/originals.key"
)
STATUS_HELP = tr("Count originals by the key that seals them.\n\nExample:\n\n$ citoyen originals status --json")
ENCRYPT_HELP = tr(
    "Seal the originals that came before there was a key. It may be interrupted, and mail comes in meanwhile: run again, it goes on.\n\n"
    "Example:\n\n$ citoyen originals encrypt"
)
ROTATE_HELP = tr(
    "Seal all originals anew by the first key of the file. Before, put the new key above the old one and start every process of Citoyen "
    "anew; when it is done, the old key is needed for old backups only.\n\nExample:\n\n$ citoyen originals rotate"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands.command("key", help=KEY_HELP)(_key)
    commands.command("status", help=STATUS_HELP)(_status)
    commands.command("encrypt", help=ENCRYPT_HELP)(_seal)
    commands.command("rotate", help=ROTATE_HELP)(_seal)
    app.add_typer(commands, name="originals")


def _key() -> None:
    out.print(secrets.token_hex(KEY_BYTES))


def _status(as_json: Json = False) -> None:
    with options.installation() as installation:
        found, fault = standing(installation), installation.blobs.safe.fault
    if as_json:
        print_json(_told(found, fault))
    else:
        if found.key is None and fault is None:
            out.print(tr("Originals are not sealed: the settings name no key."))
        _print(found)
    if fault is not None:
        complain(translated(fault))
        raise typer.Exit(WRONG)


def _seal(as_json: Json = False) -> None:
    with options.installation() as installation, _progress() as told:
        done = seal_all(installation, options.now(), told)
        found = standing(installation)
    if as_json:
        print_json({"sealed": done.sealed, "unreadable": list(done.unreadable), "ended": list(done.ended), **_told(found, None)})
    else:
        out.print(tr("Sealed: {count}.", count=done.sealed))
        for key in done.ended:
            out.print(tr("Nothing is sealed by the key {key} any more: only backups from before need it.", key=key))
    for name in done.unreadable:
        complain(tr("{name} cannot be read, and stays as it is: restore it from the backup.", name=name))
    if done.unreadable or found.left:
        raise typer.Exit(WRONG)


@contextmanager
def _progress() -> Iterator[Told]:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(tr("Sealing"), total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _told(found: Standing, fault: str | None) -> Mapping[str, object]:
    return {"key": found.key, "originals": {key or "plain": count for key, count in sorted(found.counts.items())}, "fault": fault}


def _print(found: Standing) -> None:
    table = Table(box=None, header_style="bold")
    for title in (tr("Key"), tr("Files"), tr("In the database and in packs")):
        table.add_column(title, justify="left" if title == tr("Key") else "right")
    for key in sorted(found.counts):
        name = tr("not sealed") if key == PLAIN else f"{key} *" if key == found.key else key
        table.add_row(name, str(found.files.get(key, 0)), str(found.rows.get(key, 0)))
    if found.counts:
        print_wide(table)
