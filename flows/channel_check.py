"""Try a mailbox while somebody waits for it: what is known after a while is told, and nobody waits longer."""

import threading
from collections.abc import Iterator, Sequence

from domain.errors import Mistake
from domain.inbound import Mailbox
from flows.mailbox_check import Step, try_account
from flows.wording import say
from ingest.email.imap_account import ImapAccount

CHECK_SECONDS = 15.0
_AT_ONCE = threading.BoundedSemaphore(4)
"""A server that says nothing holds its thread until the connection gives up by itself: not one for each impatient press of a button."""


def checked_account(account: ImapAccount, mailboxes: Sequence[Mailbox], seconds: float = CHECK_SECONDS) -> tuple[Step, ...]:
    """Return what was tried in so many seconds, as `try_account` tells it; the last step says where that was not enough."""
    if not _AT_ONCE.acquire(blocking=False):
        return (_late(account, say("Other mailboxes are being tried."), say("Try again in a minute.")),)
    found: list[Step] = []
    thread = threading.Thread(target=_try, args=(try_account(account, mailboxes), found), name="mailbox-check", daemon=True)
    thread.start()
    thread.join(seconds)
    known = tuple(found)
    if not thread.is_alive():
        return known
    what = say("{host} did not answer within {seconds} s.", host=account.host, seconds=f"{seconds:g}")
    return (*known, _late(account, what, say("Check server, port and encryption, and that no firewall stands between.")))


def is_sound(steps: Sequence[Step]) -> bool:
    """Tell whether mails can be collected."""
    return all(step.mistake is None or step.is_warning for step in steps)


def _try(steps: Iterator[Step], found: list[Step]) -> None:
    try:
        for step in steps:
            found.append(step)
    finally:
        _AT_ONCE.release()


def _late(account: ImapAccount, what: str, remedy: str) -> Step:
    return Step(name=say("connection"), found="", mistake=Mistake(where=account.name, what=what, remedy=remedy))
