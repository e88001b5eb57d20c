"""The kinds of work on a row, and the queue each waits in."""

from enum import StrEnum

from domain.inbound import Channel


class JobKind(StrEnum):
    """What is to be done."""

    READ = "read"
    """An arrival becomes drafts."""
    READ_PAPER = "read_paper"
    """What a mail brings is read as paper, for it says nothing itself."""
    READ_UNLOCKED = "read_unlocked"
    """The file of a draft was opened with a password: its copy is read."""
    CALLS = "calls"
    """A call log that was handed over is read."""
    ROUTE = "route"
    """A draft becomes requests."""
    SEND = "send"
    """A letter leaves the house."""
    INCIDENT = "incident"
    """The requests included in another one follow what was done to that one."""
    REREAD = "reread"
    """A message whose requests wait for people is read again, with what the town knows by now."""
    PRINT = "print"
    """Letters to print are made pages of, or said to be sent, some at a time."""
    MAILING = "mailing"
    """Everyone a query found is written to, one after the other."""
    COUNT = "count"
    """A town is counted: what came in against what became of it."""
    REPORT = "report"
    """A document of figures that was due is made and posted."""


MAIL, OCR, LATER = "mail", "ocr", "later"
PAPER = frozenset({Channel.SCAN, Channel.FAX})


def reading_queue(channel: Channel) -> str:
    """Return where arrivals of a channel wait to be read: pages take seconds and must not delay a mail."""
    return OCR if channel in PAPER else MAIL
