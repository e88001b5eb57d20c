"""One folder of a mailbox over IMAP: what is new in it, the mails themselves in batches, and what becomes of them afterwards."""

import math
import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Event
from typing import Any, cast

from imapclient.datetime_util import format_criteria_date  # type: ignore[import-untyped]  # ships no types

from ingest.email.imap_account import After, Fault, Fetched, Handed, ImapAccount, ImapError
from ingest.email.imap_answers import fetched, found_uids, joined, sizes_of, uid_sets
from ingest.email.imap_client import QUIET, READ_SECONDS, Doing, connected, explained, is_there, selected

_IDLE_SECONDS = 9 * 60.0
"""RFC 2177 allows 29 minutes; many routers forget a silent connection after ten."""
_LOOK_SECONDS = 1.0
"""How soon a waiting connection sees that it shall end."""
_GOODBYE_SECONDS = 3.0
_HEADER_BYTES = 2**18
_CHANGED_AT_ONCE = 500
_HELD_BYTES = 16 * 2**20
"""Of an answer still coming in: more is handed on before its end, however small the server said its mails were."""
_GONE = "[EXPUNGEISSUED]"


class ImapFolder:
    """A selected folder. Not safe to share between threads, but for `abort`."""

    def __init__(self, account: ImapAccount, folder: str) -> None:
        """Connect, sign in and select. Raises ImapError."""
        self._account = account
        self.folder = folder
        self._client = connected(account)
        try:
            self.state = selected(self._client, folder, is_changed=account.after is not After.LEAVE)
            self._connection.untagged_responses.clear()
            self._next_uid = self.state.next_uid
            with explained():
                self._can = frozenset(name.decode("ascii", "replace").upper() for name in self._client.capabilities())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection, politely where that is still possible."""
        with suppress(*QUIET):
            self._connection.sock.settimeout(_GOODBYE_SECONDS)
            self._client.logout()
        with suppress(*QUIET):
            self._client.shutdown()

    def abort(self) -> None:
        """Break the connection; whatever waits on it raises. Nothing more may be done from another thread: closing would wait."""
        with suppress(OSError):
            socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)

    def uids(self, after: int = 0) -> list[int]:
        """Return the UIDs greater than ``after`` of the mails that are to be collected, in order. Raises ImapError.

        Right after the selection, which told the next UID, the server need not be asked where there is none.
        """
        told, self._next_uid = None if self._has_news else self._next_uid, None
        # From here on, a mail that comes while we are busy is told in passing; `wait` must not wait for it.
        self._connection.untagged_responses.clear()
        # Any other number may be wrong, and « 1 » is where there are mails.
        if told == after + 1 and (after or not self.state.count):
            return []
        since = self._account.since
        wanted = f"UID {after + 1}:*" if since is None else f"UID {after + 1}:* SINCE {format_criteria_date(since).decode()}"
        # « 8:* » names the last mail even where its UID is 7 (RFC 3501, 6.4.8).
        return sorted(uid for uid in self._found(wanted) if uid > after)

    def listed(self, uids: Sequence[int]) -> list[int]:
        """Return which of some UIDs, in order, the folder still has. Raises ImapError."""
        if not uids:
            return []
        with explained():
            self._connection.noop()  # a server may hide until then that another has taken a mail away (RFC 3501, 7.4.1)
        found = self._found(f"UID {uids[0]}:{uids[-1]}")
        return [uid for uid in uids if uid in found]

    def _found(self, wanted: str) -> set[int]:
        with explained():
            kind, lines = self._connection.uid("SEARCH", wanted)
            if kind != "OK":
                raise ImapError(Fault.ANSWER, joined(lines))
            return found_uids(lines)

    def sizes(self, uids: Sequence[int]) -> Mapping[int, int]:
        """Return the size in bytes of each mail that is still there. Raises ImapError."""
        sizes: dict[int, int] = {}
        for some in uid_sets(uids):
            with explained():
                kind, told = self._connection.uid("FETCH", some, "(UID RFC822.SIZE)")
                if kind != "OK" and _GONE not in joined(told):
                    raise ImapError(Fault.ANSWER, joined(told))
                sizes.update(sizes_of(told))
        # What the server tells unasked of other mails comes under other numbers.
        return {uid: sizes[uid] for uid in uids if uid in sizes}

    def mails(self, batches: Iterable[Sequence[int]]) -> Iterator[Handed]:
        """Yield the mails that are still there, those of each batch in one piece or in several where that would be too much to hold.

        The next batch is asked for before one is read, so that no round trip is waited for: nothing else may be asked of the folder until
        all are read; and mails of the next may come along (RFC 3501, 5.5). Raises ImapError; with `Fault.ANSWER` where the server said no.
        """
        asked: deque[tuple[Sequence[int], str]] = deque()
        for batch in batches:
            asked.append((batch, self._ask(batch)))
            if len(asked) > 1:
                yield from self._answer(asked)
        while asked:
            yield from self._answer(asked)

    def header(self, uid: int) -> bytes:
        """Return the header of a mail, up to a bound; empty where the mail has none or is gone. Raises ImapError."""
        with explained():
            parts = self._client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{_HEADER_BYTES}>"]).get(uid, {})
            return next((value for name, value in parts.items() if name.startswith(b"BODY[HEADER]") and isinstance(value, bytes)), b"")

    def wait(self, stopping: Event, seconds: float = math.inf) -> bool:
        """Wait until something may be new: for the account's pause, where the server tells of news as long as it may, at most ``seconds``.

        Return False where nothing is. Raises ImapError.
        """
        if self._has_news:
            return True
        with explained():
            return self._idle(stopping, seconds) if "IDLE" in self._can else self._poll(stopping, seconds)

    def dispose(self, uids: Sequence[int]) -> None:
        """Do to mails that are kept what the account wants: leave, mark, move or delete them; who is gone is no fault. Raises ImapError."""
        for start in range(0, len(uids), _CHANGED_AT_ONCE):
            some = uids[start : start + _CHANGED_AT_ONCE]
            try:
                self._dispose(some)
            except ImapError as error:
                if error.fault is not Fault.NO_TARGET:
                    raise
                self._make_target()
                self._dispose_to_target(some)

    def _make_target(self) -> None:
        """Make the folder that mails are moved to. Raises ImapError."""
        target = self._account.target
        try:
            with explained(Doing.CREATING):
                self._client.create_folder(target)
        except ImapError:
            # Made by another folder's collecting meanwhile, or there all the time: few servers say so in a way to be relied on.
            if not is_there(self._client, target):
                raise

    def _dispose_to_target(self, uids: Sequence[int]) -> None:
        try:
            self._dispose(uids)
        except ImapError as error:
            if error.fault is not Fault.NO_TARGET:
                raise
            # There is one: what there is « no such » of is something else, a mail for one.
            raise ImapError(Fault.ANSWER, error.detail) from error

    def _dispose(self, uids: Sequence[int]) -> None:
        with explained(Doing.WRITING):
            match self._account.after:
                case After.SEEN:
                    self._client.add_flags(uids, [rb"\Seen"], silent=True)
                case After.FLAG:
                    self._client.add_flags(uids, [rb"\Flagged"], silent=True)
                case After.MOVE if "MOVE" in self._can:
                    self._client.move(uids, self._account.target)
                case After.MOVE:
                    self._client.copy(uids, self._account.target)
                    self._remove(uids)
                case After.DELETE:
                    self._remove(uids)
                case After.LEAVE:
                    pass

    def _remove(self, uids: Sequence[int]) -> None:
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        # Without UIDPLUS, EXPUNGE would also take what others have marked: then the mark must do.
        if "UIDPLUS" in self._can:
            self._client.uid_expunge(uids)

    def _ask(self, batch: Sequence[int]) -> str:
        numbers = ",".join(uid_sets(batch))
        with explained():
            return cast(str, self._connection._command("UID", "FETCH", numbers, "(UID INTERNALDATE BODY.PEEK[])"))

    def _answer(self, asked: deque[tuple[Sequence[int], str]]) -> Iterator[Handed]:
        """Read the answer to the first batch."""
        wanted = {uid for batch, _ in asked for uid in batch}
        _, tag = asked.popleft()
        while not self._is_answered(tag):
            yield Handed(mails=self._taken(wanted), is_last=False)
        with explained():
            kind, told = self._connection._command_complete("FETCH", tag)
            if kind != "OK" and _GONE not in joined(told):
                raise ImapError(Fault.ANSWER, joined(told))
        yield Handed(mails=self._taken(wanted), is_last=True)

    def _is_answered(self, tag: str) -> bool:
        """Read on until a command is answered; False where so much has come that it must be taken first."""
        connection, seen, held = self._connection, 0, 0
        with explained():
            while connection.tagged_commands[tag] is None:
                if held > _HELD_BYTES:
                    return False
                connection._check_bye()
                connection._get_response()
                told = connection.untagged_responses.get("FETCH", ())
                held += sum(len(one[1]) if isinstance(one, tuple) else len(one) for one in told[seen:])
                seen = len(told)
        return True

    def _taken(self, wanted: Collection[int]) -> tuple[Fetched, ...]:
        with explained():
            return tuple(fetched(self._connection.untagged_responses.pop("FETCH", ()), wanted))

    @property
    def _connection(self) -> Any:  # Any: what the library keeps for itself; it has no way to ask for the next batch before one is read
        return self._client._imap

    @property
    def _has_news(self) -> bool:
        """Tell whether the server told of a mail that came, or that it closes."""
        return not {"EXISTS", "BYE"}.isdisjoint(self._connection.untagged_responses)

    def _idle(self, stopping: Event, seconds: float) -> bool:
        """Wait for what the server tells by itself (RFC 2177).

        Not by the library's means: they take a mail told of before the server's « + » for an error, and half a line for the end.
        """
        connection = self._connection
        end = time.monotonic() + min(_IDLE_SECONDS, seconds)
        tag = connection._command("IDLE")
        while connection._get_response() is not None and not connection.tagged_commands[tag]:
            pass
        while not (connection.tagged_commands[tag] or stopping.is_set() or time.monotonic() > end or self._has_news):
            if self._is_told(_LOOK_SECONDS):
                connection._get_response()
        if connection.tagged_commands[tag]:
            # Refused, or ended by the server; not asked for again over this connection, lest both do nothing else.
            self._can -= {"IDLE"}
        else:
            connection.send(b"DONE\r\n")
        connection._get_tagged_response(tag)
        return self._has_news

    def _is_told(self, seconds: float) -> bool:
        """Wait until the server says something, at most so long. Only looks: what a read had taken before it timed out would be lost."""
        connection = self._connection
        connection.sock.setblocking(False)
        try:
            return bool(self._peeked()) or (self._is_readable(seconds) and self._peeked() is not None)
        finally:
            connection.sock.settimeout(READ_SECONDS)

    def _peeked(self) -> bytes | None:
        """Return what can be read at once, empty at the end of the connection, None where only a part of an encrypted record came."""
        try:
            return cast(bytes, self._connection.file.peek(1))
        except ssl.SSLWantReadError:
            return None

    def _is_readable(self, seconds: float) -> bool:
        poller = select.poll()
        poller.register(self._connection.sock.fileno(), select.POLLIN)
        return bool(poller.poll(int(1000 * seconds)))

    def _poll(self, stopping: Event, seconds: float = math.inf) -> bool:
        """Ask after a pause: one round trip where nothing is new."""
        if not stopping.wait(min(self._account.poll_seconds, seconds)):
            self._connection.noop()
        return self._has_news
