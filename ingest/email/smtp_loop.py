"""The command loop of an SMTP connection, in place of aiosmtpd's, whose parser of addresses costs more than all else of a message."""

import asyncio
from typing import Any, cast

from aiosmtpd.smtp import SMTP, TLSSetupException

_MOST_UNKNOWN = 5
"""Commands nobody knows, after which a session is ended: no mail server speaks like this."""
_ENDING_SECONDS = 10.0
_COMMANDS = tuple(name for name in dir(SMTP) if name.startswith("smtp_"))


class CommandLoop(SMTP):
    """Answers command lines: the usual ones itself, all others by aiosmtpd's methods."""

    command_size_limit = 1024

    def __init__(self, handler: object, **options: Any) -> None:  # Any: aiosmtpd's own options
        self._unknown_commands = 0
        self._is_over = False
        """The answer just given is the last: commands that were sent along are not looked at."""
        self._heard = 0.0
        self._is_keeping = False
        """A message is being made durable: the client's silence is our doing."""
        self._ending: asyncio.TimerHandle | None = None
        self._is_lost = False
        self._has_begun = False
        super().__init__(handler, **options)

    def __dir__(self) -> tuple[str, ...]:
        """Return what aiosmtpd looks for in each new session; it would read every other attribute too, which takes most of a greeting."""
        return _COMMANDS

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Note that the client was heard. The timer looks at that when it runs out; one set anew for each command costs more."""
        self._heard = self.loop.time()
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_later(self._timeout_duration, self._look_if_idle)

    def _look_if_idle(self) -> None:
        if self._is_keeping:
            self._heard = self.loop.time()
        left = self._heard + self._timeout_duration - self.loop.time()
        if left <= 0:
            self._close()
        else:
            self._timeout_handle = self.loop.call_later(left, self._look_if_idle)

    async def _handle_client(self) -> None:
        """Answer commands until the connection ends."""
        self._has_begun = True
        try:
            await self.push(f"220 {self.hostname} {self.__ident__}")
            while self.transport is not None and not self.transport.is_closing() and not self._is_over:
                await self._command()
        except (ConnectionError, EOFError, TLSSetupException):
            pass  # the client is gone, or will not speak with us
        finally:
            # Also when cancelled: a client that only shuts its side would keep its place among the connections.
            self._close()

    async def _command(self) -> None:
        """Answer the next command."""
        line = await self._line()
        try:
            answer = await self._answer(line)
        except (ConnectionError, EOFError, TLSSetupException):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of a command: its fault must not end the session
            answer = await self.handle_exception(error)
        if answer is not None:
            await self.push(answer)

    async def _line(self) -> bytes:
        """Return the next command line; one far too long is read to its end and returned cut short."""
        start = b""
        while True:
            try:
                return start + await self._reader.readuntil()
            except asyncio.LimitOverrunError as error:
                piece = await self._reader.read(error.consumed)
                start = start or piece

    async def _answer(self, line: bytes) -> str | None:
        """Return the answer to a command line, None where it was given already."""
        command, _, rest = line.rstrip(b"\r\n").partition(b" ")
        verb = command.upper()
        if len(line) > self.command_size_limit:
            return "500 5.5.2 Command line too long"
        if b"\0" in line:
            return "501 5.5.2 Syntax: no NUL in a command"
        # Mail servers are sent bytes whatever they announced; these come back out of the characters as they were.
        arg = rest.strip().decode("utf-8", "surrogateescape") if rest else None
        if arg is not None and (answer := self._quick(verb, arg)) is not None:
            self._reset_timeout()
            return answer
        method = self._smtp_methods.get(verb.decode("ascii", "replace"))
        if method is None:
            return self._unrecognized()
        self._reset_timeout()
        await method(arg)
        return None

    def _quick(self, verb: bytes, arg: str) -> str | None:
        """Return the answer to a command as nearly all clients write it, None where aiosmtpd's own method must look closer."""
        raise NotImplementedError

    def _unrecognized(self) -> str:
        self._unknown_commands += 1
        if self._unknown_commands <= _MOST_UNKNOWN:
            return "500 5.5.2 Command not recognized"
        self._is_over = True
        return "421 4.7.0 Too many unknown commands"

    def eof_received(self) -> bool | None:
        """Handle the client's end of sending: aiosmtpd cancels what answers, and what had not begun by then closes nothing in the end."""
        is_kept = super().eof_received()
        if not self._has_begun:
            self._close()
        return is_kept

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._is_lost = True
        if self._ending is not None:
            self._ending.cancel()
        super().connection_lost(error)

    def _close(self) -> None:
        if self.transport is not None:
            self._end(cast(asyncio.Transport, self.transport))

    def _end(self, transport: asyncio.Transport) -> None:
        """Close a connection once what was said is sent; break it where nobody takes that, or it would hold its place for ever."""
        transport.close()
        if self._ending is None and not self._is_lost:
            self._ending = self.loop.call_later(_ENDING_SECONDS, transport.abort)
