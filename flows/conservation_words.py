"""What in the account of arrivals does not add up, or waits for a person, and what to do, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.conservation import Flaw
from flows.wording import Message, say


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFlaw:
    """What a flaw is called, and what somebody does about it."""

    what: Message
    remedy: Message


_NAMES: Mapping[str, Message] = {
    "arrival": say("arrival {number}", number=""),
    "request": say("request {number} (by its row)", number=""),
    "job": say("job {number}", number=""),
    "letter": say("letter {number}", number=""),
    "log": say("call log {number}", number=""),
}


def name_of(named: str) -> Message | str:
    """Return what an exception is called; a path or a mailbox is called what it is."""
    kind, _, number = named.partition(" ")
    words = _NAMES.get(kind) if number.isdecimal() else None
    return named if words is None else say(words.template, number=number)


_REPORT = say("This should not be: please report it, with the numbers.")
_AGAIN = say("Look at the original, and enter the request by hand. Please report it.")
_BACKUP = say("Restore the originals from the backup.")

FLAWS: Mapping[Flaw, SaidFlaw] = {
    Flaw.OUTCOME: SaidFlaw(what=say("Arrivals with an outcome that is none"), remedy=_REPORT),
    Flaw.FORGOTTEN: SaidFlaw(what=say("Arrivals that wait, without any work on them"), remedy=_AGAIN),
    Flaw.NO_REQUEST: SaidFlaw(what=say("Arrivals said to have become a request, without one"), remedy=_AGAIN),
    Flaw.NOWHERE: SaidFlaw(what=say("Arrivals said to be added to a request that is not there"), remedy=_AGAIN),
    Flaw.TWICE: SaidFlaw(what=say("Arrivals said to be set aside that are requests as well"), remedy=_REPORT),
    Flaw.NO_ARRIVAL: SaidFlaw(what=say("Requests of messages that never arrived"), remedy=_REPORT),
    Flaw.NO_FIRST: SaidFlaw(what=say("Duplicates of something that is not there"), remedy=_AGAIN),
    Flaw.ORIGINAL_MISSING: SaidFlaw(what=say("Originals that are missing"), remedy=_BACKUP),
    Flaw.ORIGINAL_ALTERED: SaidFlaw(what=say("Originals that were altered"), remedy=_BACKUP),
    Flaw.LETTER: SaidFlaw(what=say("Letters that wait to leave, without any work on them"), remedy=_REPORT),
    Flaw.CALL_ROWS: SaidFlaw(what=say("Call logs of which a row has no outcome, or two"), remedy=_REPORT),
    Flaw.PAGES: SaidFlaw(what=say("Scans and faxes of which a page is in no letter"), remedy=say("Look at the original, and cut it anew.")),
    Flaw.MAILS: SaidFlaw(
        what=say("Mailboxes that held more mails at their last count than are kept"),
        remedy=say("Run: {command}", command="citoyen mailbox status"),
    ),
    Flaw.UNSEEN_FILES: SaidFlaw(
        what=say("Files that have lain in a drop folder for long and were not seen"),
        remedy=say("Start citoyen run, or in a cluster citoyen folders."),
    ),
    Flaw.UNREAD_LOG: SaidFlaw(
        what=say("Call logs that have grown and were not read on"),
        remedy=say("Start citoyen run, or in a cluster citoyen folders."),
    ),
    Flaw.OVERDUE: SaidFlaw(what=say("Arrivals that have waited for long"), remedy=say("Run: {command}", command="citoyen jobs")),
    Flaw.QUARANTINED: SaidFlaw(what=say("Arrivals in quarantine"), remedy=say("Run: {command}", command="citoyen quarantine list")),
    Flaw.PARKED: SaidFlaw(what=say("Parked jobs"), remedy=say("Run: {command}", command="citoyen jobs --parked")),
    Flaw.MAILS_ASIDE: SaidFlaw(
        what=say("Mails of which only the header could be had"), remedy=say("Run: {command}", command="citoyen quarantine list")
    ),
    Flaw.FILES: SaidFlaw(
        what=say("Files that lie in a drop folder for long"), remedy=say("Run: {command}", command="citoyen folders status")
    ),
    Flaw.LOG_FAILED: SaidFlaw(
        what=say("Files handed over as call logs that are none"), remedy=say("Run: {command}", command="citoyen calls logs")
    ),
}
