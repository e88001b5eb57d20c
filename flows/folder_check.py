"""Try a drop folder as the watcher will use it, and say in plain words what is wrong and what to do. Changes nothing there."""

import os
from collections.abc import Iterator
from pathlib import Path

from domain.errors import Mistake
from flows.folder_words import fault_mistake
from flows.folders import DropFolder
from flows.mailbox_check import Step
from flows.wording import say
from ingest.drop.faults import Fault, FolderError
from ingest.drop.listing import Listing, file_system, is_local, list_folder
from ingest.drop.probe import Probe

_HUNG_SECONDS = 15.0


def try_folder(folder: DropFolder) -> Iterator[Step]:
    """Yield what was tried, step by step, up to the first that makes the following ones pointless."""
    yield Step(
        name=say("town"), found=", ".join(filter(None, (folder.town, folder.channel, folder.scanner, folder.mailbox or folder.department)))
    )
    if not Probe(folder.path).answers(_HUNG_SECONDS):
        yield Step(name=say("folder"), found="", mistake=fault_mistake(str(folder.path), Fault.HUNG, ""))
        return
    try:
        listing = list_folder(folder.path, is_deep=folder.is_deep, passed=folder.done, beat=_nothing)
    except FolderError as error:
        yield Step(name=say("folder"), found="", mistake=fault_mistake(str(folder.path), error.fault, error.detail))
        return
    yield Step(name=say("folder"), found=say("{count} files", count=len(listing.entries)))
    yield _news(folder)
    yield _removal(folder)
    if folder.done is not None:
        yield _done(folder, folder.done)
    if listing.folders:
        yield _passed_over(folder, listing)


def _news(folder: DropFolder) -> Step:
    kind = file_system(folder.path)
    if is_local(kind):
        return Step(name=say("news"), found=say("at once ({kind})", kind=kind))
    return Step(name=say("news"), found=say("every {seconds} s ({kind})", seconds=f"{folder.rescan_seconds:g}", kind=kind or "?"))


def _removal(folder: DropFolder) -> Step:
    if os.access(folder.path, os.W_OK | os.X_OK):
        return Step(name=say("removal"), found=say("allowed"))
    mistake = Mistake(
        where=str(folder.path),
        what=say("Files cannot be removed from the folder; each is taken in once and stays there."),
        remedy=say("Allow the person that Citoyen runs as to remove files there."),
    )
    return Step(name=say("removal"), found="", mistake=mistake, is_warning=True)


def _done(folder: DropFolder, done: Path) -> Step:
    """Look whether files can be moved there in one step: it lies on the same disk, or can be made there."""
    here = next(path for path in (done, *done.parents) if path.exists())
    if here.stat().st_dev == folder.path.stat().st_dev and os.access(here, os.W_OK | os.X_OK):
        return Step(name=say("done"), found=str(done))
    what = say("Files cannot be moved to {path}: it is not writable, or lies on another disk.", path=done)
    return Step(
        name=say("done"), found="", mistake=Mistake(where=str(folder.path), what=what, remedy=say("Name a folder within it, such as done."))
    )


def _passed_over(folder: DropFolder, listing: Listing) -> Step:
    what = say("{count} sub-folders are not looked into.", count=len(listing.folders))
    remedy = say("If scans lie there, set subfolders in the table [[folders]] of citoyen.toml.")
    return Step(name=say("sub-folders"), found="", mistake=Mistake(where=str(folder.path), what=what, remedy=remedy), is_warning=True)


def _nothing() -> None:
    """Nobody waits."""
