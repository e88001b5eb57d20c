"""Why an arrival is in quarantine, and what to do about it, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.aside import TOO_LARGE, UNFETCHABLE, UNKEPT
from flows.wording import Message, say
from ingest.paper.opening.survey import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What keeps something from being made of an arrival, and what somebody can do."""

    why: Message
    remedy: Message


_AGAIN = say("Have it scanned or sent again, then put this one away.")
_BY_HAND = say("Look at the original; if somebody asks something in it, make a request of it by hand.")
_LIMIT = say("Look at the original. If it is what it should be, raise the limit in the settings and try again.")
_MAILBOX = say("Look at it in its mailbox. It is asked for again whenever the mails there are counted.")

_SAID: Mapping[str, Said] = {
    Trouble.EMPTY: Said(why=say("The file is empty."), remedy=_AGAIN),
    Trouble.NOT_A_DOCUMENT: Said(why=say("The file is neither a PDF, a picture nor a text document."), remedy=_BY_HAND),
    Trouble.MALFORMED: Said(why=say("The file is damaged and cannot be opened."), remedy=_AGAIN),
    Trouble.TRUNCATED: Said(why=say("The end of the file is missing."), remedy=_AGAIN),
    Trouble.NO_PAGES: Said(why=say("The document has no page."), remedy=_AGAIN),
    Trouble.BOMB: Said(why=say("The document unpacks to an enormous size: it may be hostile."), remedy=say("Do not open it; put it away.")),
    "nothing_inside": Said(why=say("Nothing at all is in it."), remedy=_BY_HAND),
    TOO_LARGE: Said(why=say("The mail is larger than what is taken in; only its header was fetched."), remedy=_MAILBOX),
    UNFETCHABLE: Said(why=say("The mail server does not hand the mail over; only its header was fetched."), remedy=_MAILBOX),
    UNKEPT: Said(
        why=say("A fault of this program kept the mail from being taken in."),
        remedy=say("Try again; if it comes back here, report it. After an upgrade it is tried again by itself."),
    ),
}
_BEGINNINGS: Mapping[str, Said] = {
    "The original could not be read within its limits": Said(
        why=say("Reading it took more time or memory than is allowed, or the reader broke off."), remedy=_LIMIT
    ),
    "The original needs more memory": Said(why=say("Reading it takes more memory than is allowed."), remedy=_LIMIT),
    "The document could not be opened within its limits": Said(
        why=say("Opening the document took more time or memory than is allowed, or the reader broke off."), remedy=_LIMIT
    ),
}
_UNKNOWN = Said(
    why=say("It could not be read."),
    remedy=say("Try again, or make a request of it by hand. After an upgrade it is tried again by itself."),
)


def said_of(reason: str) -> Said:
    """Return what a reason of the quarantine means; of one that only a reader knows, that it could not be read."""
    known = _SAID.get(reason)
    return known or next((said for beginning, said in _BEGINNINGS.items() if reason.startswith(beginning)), _UNKNOWN)
