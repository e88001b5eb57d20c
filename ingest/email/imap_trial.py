"""A look at a mailbox over IMAP before it is collected."""

from contextlib import suppress
from dataclasses import dataclass

from ingest.email.imap_account import After, FolderState, ImapAccount, ImapError
from ingest.email.imap_client import QUIET, connected, explained, holds_mails, selected


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The folders of a mailbox that mails can be in, and those that only hold others; how names of the account's own begin and part."""

    folders: tuple[str, ...]
    hollow: tuple[str, ...] = ()
    prefix: str = ""
    delimiter: str = ""

    def as_own(self, name: str) -> str:
        """Return a name as the server wants those of new folders: behind its prefix (RFC 2342), parted as it parts them."""
        if self.delimiter and self.delimiter != "/" and self.delimiter not in name:
            name = name.replace("/", self.delimiter)
        return name if name.startswith(self.prefix) else self.prefix + name


class Trial:
    """A connection to look at a mailbox with. Changes nothing."""

    def __init__(self, account: ImapAccount) -> None:
        """Connect and sign in. Raises ImapError."""
        self._account = account
        self._client = connected(account)
        self._names: Names | None = None

    def close(self) -> None:
        """End the connection."""
        with suppress(*QUIET):
            self._client.logout()

    def can(self, capability: str) -> bool:
        """Tell whether the server has a capability (RFC 3501, 6.1.1). Raises ImapError."""
        with explained():
            return bool(self._client.has_capability(capability))

    def names(self) -> Names:
        """Return what folders there are and how they are named. Raises ImapError."""
        if self._names is None:
            with explained():
                listed = [(holds_mails(flags), delimiter, str(name)) for flags, delimiter, name in self._client.list_folders()]
            prefix, delimiter = self._namespace()
            told = delimiter or next((one.decode("ascii", "replace") for _, one, _ in listed if one), "")
            self._names = Names(
                folders=tuple(name for is_real, _, name in listed if is_real),
                hollow=tuple(name for is_real, _, name in listed if not is_real),
                prefix=prefix,
                delimiter=told,
            )
        return self._names

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

    def _namespace(self) -> tuple[str, str]:
        """Return how the account's own folders begin and what parts their names; empty where the server does not tell."""
        if not self.can("NAMESPACE"):
            return "", ""
        # Some servers announce it and then refuse; names are taken as they are then.
        with suppress(ImapError), explained():
            for prefix, delimiter in self._client.namespace().personal or ():
                return str(prefix or ""), str(delimiter or "")
        return "", ""
