"""The library's connection to an IMAP server, with less waiting and less work for what is said thousands of times."""

import imaplib
import re

from imapclient import IMAPClient  # type: ignore[import-untyped]  # ships no types
from imapclient.imap4 import IMAP4WithTimeout  # type: ignore[import-untyped]
from imapclient.tls import IMAP4_TLS  # type: ignore[import-untyped]

_FETCHED = re.compile(rb"\* (\d+) FETCH (\([^{]*(?:\{(\d+)\})?)")
"""One mail's answer to a FETCH, or its first line where a literal follows."""
_LITERAL = re.compile(rb".*\{(\d+)\}", re.DOTALL)
_END = b")"


class _Connection(imaplib.IMAP4):
    """What both kinds of connection do otherwise."""

    _unread: bytes | None = None
    """A line that was looked at and is still to be read."""

    def _get_capabilities(self) -> None:
        """Take the greeting's word for what the server can do (RFC 3501, 7.1); the library asks all the same: a round trip."""
        told = self.untagged_responses.pop("CAPABILITY", [])
        if told and isinstance(words := told[-1], bytes):
            self.capabilities = tuple(words.decode("ascii", "replace").upper().split())
        else:
            super()._get_capabilities()  # type: ignore[misc]

    def _get_response(self) -> bytes | None:
        """Read an answer as the library does, and leave what it would; it tries nine patterns on each mail's."""
        line = self._get_line()
        found = _FETCHED.fullmatch(line)
        if found is None:
            self._unread = line
            return super()._get_response()  # type: ignore[misc, no-any-return]  # the library's own, as below
        told = self.untagged_responses.setdefault("FETCH", [])
        rest = found[1] + b" " + found[2]
        size = found[3]
        while size is not None:
            told.append((rest, self.read(int(size))))
            rest = self._get_line()
            more = None if rest == _END else _LITERAL.fullmatch(rest)
            size = None if more is None else more[1]
        told.append(rest)
        return line

    def _get_line(self) -> bytes:
        line, self._unread = self._unread, None
        return super()._get_line() if line is None else line  # type: ignore[misc]


class _Plain(_Connection, IMAP4WithTimeout):  # type: ignore[misc]  # untyped
    """One without TLS, or with STARTTLS."""


class _Tls(_Connection, IMAP4_TLS):  # type: ignore[misc]  # untyped
    """One with TLS from the start."""


class Client(IMAPClient):  # type: ignore[misc]  # untyped
    """The library's client over such a connection."""

    def __init__(self, *arguments: object, **options: object) -> None:
        """Connect, as the library does."""
        super().__init__(*arguments, **options)
        # It spells out all that is said for a log that nobody reads: that takes as long as reading it, and people's mail would be in it.
        self._imap.debug = 0

    def _create_IMAP4(self) -> _Connection:
        if self.ssl:
            return _Tls(self.host, self.port, self.ssl_context, self._timeout.connect)  # type: ignore[call-arg]  # its base has no types
        return _Plain(self.host, self.port, self._timeout.connect)
