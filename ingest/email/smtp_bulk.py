"""Bytes of a large message straight into the room they stay in, past the stream that reads commands, which would copy them three times."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from ingest.email.receiving import Receiving


class Speaker(Protocol):
    """Whom the connection belongs to before and after: a stream's protocol."""

    def connection_lost(self, error: Exception | None) -> None: ...  # noqa: D102 — as asyncio has it
    def eof_received(self) -> bool | None: ...  # noqa: D102
    def pause_writing(self) -> None: ...  # noqa: D102
    def resume_writing(self) -> None: ...  # noqa: D102


Heard = Callable[[int], None]
"""Takes note of so many bytes; raises ConnectionError where no more are waited for."""


class Bulk(asyncio.BufferedProtocol):
    """What a connection's bytes go to until the message is complete."""

    def __init__(self, speaker: Speaker, receiving: Receiving, heard: Heard, done: Callable[[], None]) -> None:
        """``done`` gives the connection back; it is called before another byte can come."""
        self._speaker = speaker
        self._receiving = receiving
        self._heard = heard
        self._done = done
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def over(self) -> None:
        """Wait until the message is complete. Raises ConnectionError where it will not be."""
        await self._over

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return where the next bytes go."""
        return self._receiving.room()

    def buffer_updated(self, size: int) -> None:
        """Take bytes that came."""
        try:
            self._heard(size)
            is_over = self._receiving.put(size)
        except ConnectionError as error:
            self._end(error)
            return
        if is_over:
            self._done()
            self._end(None)

    def eof_received(self) -> bool | None:
        """Handle the client's end of sending."""
        self._end(ConnectionResetError("the message did not end"))
        return self._speaker.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._end(ConnectionResetError("the message did not end"))
        self._speaker.connection_lost(error)

    def pause_writing(self) -> None:
        """Pass on that the client does not take what is said."""
        self._speaker.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that it does again."""
        self._speaker.resume_writing()

    def _end(self, error: Exception | None) -> None:
        if self._over.done():
            return
        if error is None:
            self._over.set_result(None)
        else:
            self._over.set_exception(error)
