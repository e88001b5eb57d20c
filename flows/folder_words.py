"""What is wrong with a drop folder, or with a file in it, in plain words and with what to do."""

from collections.abc import Mapping

from domain.errors import Mistake
from flows.wording import Message, say
from ingest.drop.faults import Fault
from ingest.drop.listing import DEEPEST
from store.folders import DroppedFile, FileState

_AS_THIS = say("Allow the person that Citoyen runs as to read and write there.")

_FAULTS: Mapping[Fault, tuple[Message, Message]] = {
    Fault.MISSING: (say("The folder is not there."), say("Make it, mount the share it lies on, or correct its path.")),
    Fault.NO_FOLDER: (say("This is no folder."), say("Correct its path.")),
    Fault.FORBIDDEN: (say("The folder may not be read."), _AS_THIS),
    Fault.VANISHED: (
        say("The disk or the share it lies on does not answer ({detail}).", detail=""),
        say("Look whether it is mounted and its server runs. Nothing is lost; it is tried again."),
    ),
    Fault.HUNG: (
        say("The share it lies on hangs: it answers nothing at all."),
        say("Look after its server, or mount the share anew. Nothing is lost; it is tried again."),
    ),
    Fault.UNAVAILABLE: (
        say("What lies there cannot be kept now: {detail}", detail=""),
        say("Nothing is removed from the folder before it is kept; it is tried again."),
    ),
}

_FILES: Mapping[FileState, tuple[Message, Message]] = {
    FileState.KEPT: (
        say("“{name}” is kept and cannot be removed from the folder.", name=""),
        say("Allow the person that Citoyen runs as to remove files there, or remove it by hand."),
    ),
    FileState.TOO_LARGE: (
        say("“{name}” is too large to be taken in: {megabytes} MB.", name="", megabytes=0),
        say("Divide it, or raise max_bytes in the table [[folders]] of citoyen.toml."),
    ),
    FileState.FORBIDDEN: (say("“{name}” may not be read.", name=""), _AS_THIS),
    FileState.UNREADABLE: (say("“{name}” cannot be read from its disk.", name=""), say("Have it scanned again, and look after the disk.")),
    FileState.SPECIAL: (
        say("“{name}” is a link, a pipe or a device and is not opened.", name=""),
        say("Put the file itself there, or take it away."),
    ),
    FileState.UNKEPT: (
        say("“{name}” could not be dealt with, by a fault of ours.", name=""),
        say("It stays there and is tried again. Take it in by hand: citoyen ingest --channel scan FILE"),
    ),
    FileState.TOO_DEEP: (
        say("The sub-folder “{name}” lies too deep; what is in it is not taken in.", name=""),
        say("Move it up: at most {depth} sub-folders within one another are looked into.", depth=DEEPEST),
    ),
    FileState.UNKNOWN: (
        say("The sub-folder “{name}” bears no name that the town knows; its files come in without.", name=""),
        say("Name it after a department or a mailbox of the town."),
    ),
    FileState.INCOMPLETE: (
        say("The end of “{name}” is missing.", name=""),
        say("It is waited for; after the time set (give_up_minutes) the file is taken as it is."),
    ),
    FileState.LOCKED: (
        say("A lock lies beside “{name}”.", name=""),
        say("It is waited for; after the time set (give_up_minutes) the file is taken as it is."),
    ),
    FileState.GROWING: (say("“{name}” is still being written.", name=""), say("It is taken when it is still.")),
}
_EMPTY = say("“{name}” is empty.", name="")
"""Said of an incomplete file instead, where nothing at all is in it."""
WAITING = frozenset({FileState.GROWING, FileState.LOCKED, FileState.INCOMPLETE})
"""States in which nobody need do anything yet."""

_MEGABYTE = 2**20


def fault_mistake(path: str, fault: str, detail: str) -> Mistake:
    """Return what keeps a folder's files from being taken in, and what to do."""
    what, remedy = _FAULTS[Fault(fault)]
    return Mistake(where=path, what=_filled(what, {"detail": detail}), remedy=remedy)


def file_mistake(path: str, file: DroppedFile) -> Mistake:
    """Return why a file still lies in a folder, and what to do."""
    what, remedy = _FILES[file.state]
    if file.state is FileState.INCOMPLETE and not file.size:
        what = _EMPTY
    return Mistake(where=path, what=_filled(what, {"name": file.name, "megabytes": file.size // _MEGABYTE}), remedy=remedy)


def _filled(words: Message, facts: Mapping[str, object]) -> Message:
    return say(words.template, **{name: facts[name] for name in words.values})
