"""How the collecting of mailboxes goes: what `citoyen doctor` and the desk say of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.channels import collected_mailboxes
from flows.mailbox_check import mistake_of
from flows.settings import Settings
from flows.wording import Message, say
from ingest.email.imap_account import Fault, ImapAccount, ImapError
from store import collected, towns
from store.collected import FolderState
from store.engine import Database

_LATE = timedelta(hours=1)
"""A folder is looked through every ten minutes; one that was not for so long has nobody who does."""


def collecting(settings: Settings, database: Database, now: datetime) -> Message:
    """Return how it goes. Raises ConfigurationError with what keeps folders from being collected; UnavailableError."""
    with database.read() as session:
        known = [one.account for one in collected_mailboxes(settings, session)]
        wanted = _wanted(session, known)
    if not known:
        return say("none is collected")
    mistakes = tuple(mistake for account, folder, status in wanted if status for mistake in _mistakes(account, folder, status, now))
    if mistakes:
        raise ConfigurationError(*mistakes)
    begun = sum(status is not None and status.collected_at is not None for _, _, status in wanted)
    return say("folders collected: {count} of {all}", count=begun, all=len(wanted))


def troubles(session: Session, known: Sequence[ImapAccount], now: datetime) -> Iterator[tuple[TownId, Mistake]]:
    """Yield what people of each town must know of its mailboxes: what keeps mails from being collected."""
    for account, folder, status in _wanted(session, known):
        if status is not None:
            for mistake in _mistakes(account, folder, status, now):
                yield account.town, mistake


def _wanted(session: Session, known: Sequence[ImapAccount]) -> list[tuple[ImapAccount, str, FolderState | None]]:
    """Return the folders that are in the settings, as far as they were ever collected.

    Those of a town that takes nothing new are left alone, and nothing is amiss with that.
    """
    suspended = towns.suspended(session)
    found = {(one.town, one.account, one.folder): one for one in collected.states(session)}
    active = [account for account in known if account.town not in suspended]
    return [(account, folder, found.get((account.town, account.name, folder))) for account in active for folder in account.folders]


def _mistakes(account: ImapAccount, folder: str, status: FolderState, now: datetime) -> Iterator[Mistake]:
    if status.fault is not None:
        yield mistake_of(account, folder, ImapError(Fault(status.fault), status.detail or ""))
    elif status.collected_at is not None and now - status.collected_at > _LATE:
        what = say("The folder {folder} was last collected at {moment} UTC.", folder=folder, moment=f"{status.collected_at:%Y-%m-%d %H:%M}")
        yield Mistake(where=account.name, what=what, remedy=say("Start citoyen run, or in a cluster citoyen mailbox."))
