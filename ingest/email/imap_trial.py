"""A look at a mailbox over IMAP before it is collected."""

from contextlib import suppress

from ingest.email.imap_account import After, FolderState, ImapAccount
from ingest.email.imap_client import QUIET, connected, explained, selected


class Trial:
    """A connection to look at a mailbox with. Changes nothing."""

    def __init__(self, account: ImapAccount) -> None:
        """Connect and sign in. Raises ImapError."""
        self._account = account
        self._client = connected(account)
        self._folders: tuple[str, ...] | None = None

    def close(self) -> None:
        """End the connection."""
        with suppress(*QUIET):
            self._client.logout()

    def can(self, capability: str) -> bool:
        """Tell whether the server has a capability (RFC 3501, 6.1.1). Raises ImapError."""
        with explained():
            return bool(self._client.has_capability(capability))

    def folders(self) -> tuple[str, ...]:
        """Return the names of all folders. Raises ImapError."""
        if self._folders is None:
            with explained():
                self._folders = tuple(str(name) for _, _, name in self._client.list_folders())
        return self._folders

    def look(self, folder: str) -> FolderState:
        """Return a folder as the collector will find it. Raises ImapError."""
        return selected(self._client, folder, is_changed=self._account.after is not After.LEAVE)

    def used(self) -> float | None:
        """Return the share of the mailbox that is used (RFC 9208), None where the server does not tell. Raises ImapError."""
        if not self.can("QUOTA"):
            return None
        with explained():
            _, quotas = self._client.get_quota_root(self._account.folders[0])
            shares = [quota.usage / quota.limit for quota in quotas if quota.limit]
        return max(shares, default=None)
