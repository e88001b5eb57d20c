"""One folder of a mailbox over IMAP: what is new in it, the mails themselves in batches, and what becomes of them afterwards."""

import re
import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, cast

from imapclient.datetime_util import format_criteria_date  # type: ignore[import-untyped]  # ships no types
from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped]

from ingest.email.imap_account import After, Fault, Fetched, ImapAccount, ImapError
from ingest.email.imap_client import QUIET, READ_SECONDS, Doing, connected, explained, selected

_IDLE_SECONDS = 9 * 60.0
"""RFC 2177 allows 29 minutes; many routers forget a silent connection after ten."""
_LOOK_SECONDS = 1.0
"""How soon a waiting connection sees that it shall end."""
_GOODBYE_SECONDS = 3.0
_HEADER_BYTES = 2**18
_PER_COMMAND = 500
"""UIDs in one command: its line stays under the 8 kB that servers take."""
_BODY = b"BODY[]"
_PLAIN = re.compile(
    rb'\d+ \(UID (\d+) INTERNALDATE "( ?\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)" BODY\[\] \{\d+\}'
)
_MONTHS = {month: number for number, month in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
_GONE = "[EXPUNGEISSUED]"
_THERE = "[ALREADYEXISTS]"


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
        if told is not None and told <= after + 1:
            return []
        since = self._account.since
        with explained():
            wanted = f"UID {after + 1}:*" if since is None else f"UID {after + 1}:* SINCE {format_criteria_date(since).decode()}"
            kind, lines = self._connection.uid("SEARCH", wanted)
            if kind != "OK":
                raise ImapError(Fault.ANSWER, _joined(lines))
            # Some servers tell in several lines, some in none. What stands in brackets is no UID (RFC 7162, MODSEQ).
            found = {int(number) for line in lines if line for number in line.partition(b"(")[0].split()}
        # « 8:* » names the last mail even where its UID is 7 (RFC 3501, 6.4.8).
        return sorted(uid for uid in found if uid > after)

    def sizes(self, uids: Sequence[int]) -> Mapping[int, int]:
        """Return the size in bytes of each mail that is still there. Raises ImapError."""
        sizes: dict[int, int] = {}
        for some in _shares(uids):
            with explained():
                told = self._client.fetch(some, ["RFC822.SIZE"])
                # What the server tells unasked of other mails has no size, or comes under another number.
                sizes.update({uid: int(told[uid][b"RFC822.SIZE"]) for uid in some if b"RFC822.SIZE" in told.get(uid, ())})
        return sizes

    def mails(self, batches: Iterable[Sequence[int]]) -> Iterator[Sequence[Fetched]]:
        """Yield the mails of each batch that are still there.

        The next batch is asked for before one is read, so that no round trip is waited for: nothing else may be asked of the folder until
        all are read. Raises ImapError; with `Fault.ANSWER` where the server said no.
        """
        asked: deque[tuple[Sequence[int], str]] = deque()
        came: dict[int, Fetched] = {}
        for batch in batches:
            asked.append((batch, self._ask(batch)))
            if len(asked) > 1:
                yield self._answer(asked, came)
        while asked:
            yield self._answer(asked, came)

    def header(self, uid: int) -> bytes:
        """Return the header of a mail, up to a bound; empty where the mail has none or is gone. Raises ImapError."""
        with explained():
            parts = self._client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{_HEADER_BYTES}>"]).get(uid, {})
            return next((value for name, value in parts.items() if name.startswith(b"BODY[HEADER]") and isinstance(value, bytes)), b"")

    def wait(self, stopping: Event) -> bool:
        """Wait until something may be new, at most for the account's pause, or where the server tells of news for as long as it may.

        Return False where nothing is. Raises ImapError.
        """
        if self._has_news:
            return True
        with explained():
            return self._idle(stopping) if "IDLE" in self._can else self._poll(stopping)

    def dispose(self, uids: Sequence[int]) -> None:
        """Do to mails that are kept what the account wants: leave, mark, move or delete them; who is gone is no fault. Raises ImapError."""
        for some in _shares(uids):
            try:
                with explained(Doing.WRITING):
                    self._dispose(some)
            except ImapError as error:
                if error.fault is not Fault.NO_TARGET:
                    raise
                self._create_target()
                with explained(Doing.WRITING):
                    self._dispose(some)

    def _create_target(self) -> None:
        try:
            with explained(Doing.CREATING):
                self._client.create_folder(self._account.target)
        except ImapError as error:
            if _THERE not in error.detail:  # made by another folder's collecting meanwhile
                raise

    def _dispose(self, uids: Sequence[int]) -> None:
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
        numbers = ",".join(map(str, batch))
        with explained():
            return cast(str, self._connection._command("UID", "FETCH", numbers, "(UID INTERNALDATE BODY.PEEK[])"))

    def _answer(self, asked: deque[tuple[Sequence[int], str]], came: dict[int, Fetched]) -> Sequence[Fetched]:
        """Read the answer to the first batch. A server may mix in mails of the next (RFC 3501, 5.5), which are put by."""
        connection = self._connection
        wanted = {uid for batch, _ in asked for uid in batch}
        batch, tag = asked.popleft()
        with explained():
            kind, told = connection._command_complete("FETCH", tag)
            if kind != "OK" and _GONE not in _joined(told):
                raise ImapError(Fault.ANSWER, _joined(told))
            told = connection.untagged_responses.pop("FETCH", [None])
            came.update({one.uid: one for one in _fetched(told, wanted)})
        return [came.pop(uid) for uid in batch if uid in came]

    @property
    def _connection(self) -> Any:  # Any: what the library keeps for itself; it has no way to ask for the next batch before one is read
        return self._client._imap

    @property
    def _has_news(self) -> bool:
        """Tell whether the server told of a mail that came, or that it closes."""
        return not {"EXISTS", "BYE"}.isdisjoint(self._connection.untagged_responses)

    def _idle(self, stopping: Event) -> bool:
        """Wait for what the server tells by itself (RFC 2177).

        Not by the library's means: they take a mail told of before the server's « + » for an error, and half a line for the end.
        """
        connection = self._connection
        end = time.monotonic() + _IDLE_SECONDS
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

    def _poll(self, stopping: Event) -> bool:
        """Ask after a pause: one round trip where nothing is new."""
        if not stopping.wait(self._account.poll_seconds):
            self._connection.noop()
        return self._has_news


def _fetched(told: Sequence[Any], wanted: Collection[int]) -> Iterator[Fetched]:
    """Yield the mails in an answer; what the server tells unasked of others is left out."""
    plain = list(_plainly_fetched(told))
    if None not in plain:
        yield from (one for one in plain if one is not None and one.uid in wanted)
        return
    for uid, parts in parse_fetch_response(list(told), False, True).items():
        body = parts.get(_BODY)
        if uid in wanted and isinstance(body, bytes):
            yield Fetched(uid=uid, raw=body, received_at=_utc(parts.get(b"INTERNALDATE")))


def _plainly_fetched(told: Sequence[Any]) -> Iterator[Fetched | None]:
    """Yield the mails of an answer in which all are told in the order they were asked for; None for what is told otherwise.

    Most servers do so, and it costs a fifth of reading any answer there may be.
    """
    for place, one in enumerate(told):
        if isinstance(one, tuple):
            found = _PLAIN.fullmatch(one[0])
            is_last = place + 1 < len(told) and told[place + 1] == b")"
            yield Fetched(uid=int(found[1]), raw=one[1], received_at=_told_moment(found)) if found is not None and is_last else None
        elif one != b")":
            yield None


def _told_moment(found: re.Match[bytes]) -> datetime | None:
    """Return the moment of an INTERNALDATE (RFC 3501, 9: date-time) in UTC, None for one that no calendar has."""
    day, month, year, hour, minute, second, east, hours, minutes = found.group(2, 3, 4, 5, 6, 7, 8, 9, 10)
    away = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        local = datetime(int(year), _MONTHS[month.title()], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return local - away if east == b"+" else local + away
    except (KeyError, ValueError, OverflowError):
        return None


def _shares(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), _PER_COMMAND):
        yield uids[start : start + _PER_COMMAND]


def _joined(lines: Sequence[Any]) -> str:
    return b" ".join(line for line in lines if isinstance(line, bytes)).decode("utf-8", "replace")


def _utc(moment: object) -> datetime | None:
    """Return an aware moment as UTC, None for any other or one that no calendar has there."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
