"""A message on its way in through SMTP: chunks in, the message out."""

_END = b"\r\n.\r\n"
_BEFORE = b"\r\n"
"""The line end of the DATA command, set before the first line, so that a lone dot there ends an empty message."""


class TooLargeError(Exception):
    """The message is larger than announced."""


class NoRoomError(Exception):
    """Too much is being received at once."""


class Memory:
    """How many bytes all messages on their way may hold together. Used from one event loop."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0

    def take(self, size: int) -> bool:
        """Take room; False where there is none."""
        if self._held + size > self._most:
            return False
        self._held += size
        return True

    def give_back(self, size: int) -> None:
        """Give room back."""
        self._held -= size


class Receiving:
    """A message on its way in: chunks in, dot-stuffing out, its size watched, in time linear in its length."""

    def __init__(self, memory: Memory, max_bytes: int) -> None:
        self._memory = memory
        # The line end that stands before the first line is not the message's.
        self._most = max_bytes + len(_BEFORE)
        self._parts: list[bytes] = []
        self._tail = _BEFORE
        self._size = 0
        self._held = 0
        self._has_room = True
        self.rest = b""

    @property
    def is_endless(self) -> bool:
        """Tell whether so much too much has come that waiting for the end is no longer polite."""
        return self._size > 4 * self._most

    def feed(self, chunk: bytes) -> bool:
        """Take a chunk; True when the message is complete. A line ends with CR LF only: a lone LF ends nothing (RFC 5321, 2.3.8)."""
        window = self._tail + chunk
        end = window.find(_END)
        if end >= 0:
            self._hold(window[: end + 2])
            self.rest = window[end + len(_END) :]
            return True
        keep = len(_END) - 1
        self._hold(window[:-keep])
        self._tail = window[-keep:]
        return False

    def check(self) -> None:
        """Raise what is wrong with the complete message."""
        if self._size > self._most:
            raise TooLargeError
        if not self._has_room:
            raise NoRoomError

    def content(self) -> bytes:
        """Return the message as it was before dots were doubled (RFC 5321, 4.5.2)."""
        raw, self._parts = b"".join(self._parts), []
        return raw.replace(b"\r\n.", b"\r\n")[len(_BEFORE) :]

    def release(self) -> None:
        """Give back the memory."""
        self._parts = []
        self._memory.give_back(self._held)
        self._held = 0

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most:
            self.release()
        elif self._has_room and self._memory.take(len(piece)):
            self._parts.append(piece)
            self._held += len(piece)
        else:
            self._has_room = False
            self.release()
