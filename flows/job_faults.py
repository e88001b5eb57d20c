"""What keeps a job from being done, in words for people: what happened, and what to do. What the program said stays beside it.

A job keeps its last error as one text for operators, in English, and of anything unforeseen only where it happened. Here it is sorted by
who must act. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.kinds import JobKind
from flows.wording import Message, say


class Cause(StrEnum):
    """What a job failed of (cause)."""

    RELAY = "relay"
    GATEWAY = "gateway"
    DATABASE = "database"
    ORIGINALS = "originals"
    DISK = "disk"
    OCR = "ocr"
    READER = "reader"
    STUCK = "stuck"
    UNREADABLE = "unreadable"
    BROKEN = "broken"
    """Nobody foresaw it: a mistake in the program."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFault:
    """What happened, and what to do; ``detail`` is what the program said, for whoever has to look further."""

    cause: Cause
    what: Message
    remedy: Message
    detail: str


def fault_of(kind: str, error: str | None) -> JobFault | None:
    """Return what a job of a kind failed of, by its last error; None where it never failed."""
    detail = (error or "").strip()
    if not detail:
        return None
    cause = next((cause for begins, cause in _BEGINS if begins.match(detail)), None)
    if cause is None:
        cause = Cause.UNREADABLE if kind in _READING else Cause.OTHER
    what, remedy = _WORDS[cause]
    return JobFault(cause=cause, what=what, remedy=remedy, detail=detail)


_READING = frozenset({JobKind.READ, JobKind.READ_PAPER, JobKind.READ_UNLOCKED, JobKind.CALLS})
"""Kinds whose own errors, where nothing below names them, are about the file."""
_BEGINS = tuple(
    (re.compile(begins), cause)
    for begins, cause in (
        (r"The relay did not take", Cause.RELAY),
        (r"The gateway of text messages", Cause.GATEWAY),
        (r"The database cannot be used|No database connection became free|Another transaction has kept", Cause.DATABASE),
        (r"Somebody else wrote the same rows", Cause.DATABASE),
        (
            r"The original \S+ (was altered|cannot)|The original cannot be opened|No original |The bucket |The key \S+ that sealed",
            Cause.ORIGINALS,
        ),
        (r"A page cannot be written to the temporary folder|.*[Nn]o space left", Cause.DISK),
        (r"The program tesseract|tesserocr is not installed", Cause.OCR),
        (r"The reading process does not start|The reader is closed", Cause.READER),
        (r"The process that worked on it was killed", Cause.STUCK),
        (r"\w+ in \S+ \(.+:\d+\)$", Cause.BROKEN),
    )
)
"""How the errors begin that jobs keep, as they are raised: `flows.send`, `flows.sms.sending`, `store.engine`, `store.blobs`, `ingest`."""
_WORDS: Mapping[Cause, tuple[Message, Message]] = {
    Cause.RELAY: (
        say("The server that sends mail does not take it."),
        say("Check CITOYEN_RELAY_URL and that server. What is not put aside is tried again by itself."),
    ),
    Cause.GATEWAY: (
        say("The gateway of text messages does not take it."),
        say("Run citoyen doctor: it tells what is wrong with the gateway. What is not put aside is tried again by itself."),
    ),
    Cause.DATABASE: (
        say("The database did not answer."),
        say("Check that it runs and that its disk has room. What is not put aside is tried again by itself."),
    ),
    Cause.ORIGINALS: (
        say("The original cannot be opened where it is kept."),
        say("Check the folder of originals, or its server, and restore the file from the backup if it was altered; then try again."),
    ),
    Cause.DISK: (say("The disk is full."), say("Make room on it, then try again.")),
    Cause.OCR: (say("The program that reads pages is missing."), say("Install tesseract-ocr and its French, then try again.")),
    Cause.READER: (
        say("The process that reads files does not start."),
        say("Start the service again; if it lasts, the log tells why."),
    ),
    Cause.STUCK: (
        say("The work was broken off several times: its process was stopped, or took too long."),
        say("Look at what it is about, then try again."),
    ),
    Cause.UNREADABLE: (
        say("What came in cannot be read."),
        say("Nothing is lost: look at the original, and enter the request by hand."),
    ),
    Cause.BROKEN: (
        say("A mistake in the program stopped this work; nothing is lost."),
        say("Try again. If it fails once more, hand the technical detail to whoever looks after the program."),
    ),
    Cause.OTHER: (
        say("This work could not be done; nothing is lost."),
        say("Try again. If it fails once more, the technical detail tells what stood in the way."),
    ),
}
