"""One of several processes that serve the desk on one port: it says that it gets on, and leaves when the one that started it is gone."""

import asyncio
import contextlib
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from cli.serving import WebServer, desk_server, stop_on_signals
from flows.readiness import Readiness
from flows.shared_figures import SharedFigures
from flows.wiring import Installation
from store.tries import SharedTries

TRIES = "tries.db"
WORD = b"."
AT_ONCE = signal.SIGINT
"""What the parent sends where it was told to stop a second time."""
STIR_SECONDS = 5.0
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a process stands among its siblings: its number, the folder they share, and descriptors of the port and of its parent."""

    number: int
    folder: Path
    port: int
    parent: int

    def told(self) -> str:
        """Return it as an argument of a command."""
        return f"{self.number}:{self.port}:{self.parent}:{self.folder}"

    @classmethod
    def read(cls, told: str) -> "Place":
        """Return what an argument says. Raises ValueError."""
        number, port, parent, folder = told.split(":", 3)
        return cls(number=int(number), folder=Path(folder), port=int(port), parent=int(parent))


async def serve(installation: Installation, place: Place) -> None:
    """Serve the desk until told to stop, or until the parent is gone."""
    installation.meters.share(SharedFigures(place.folder, place.number))
    tries = SharedTries(place.folder / TRIES)
    try:
        with socket.socket(fileno=place.port) as port, socket.socket(fileno=place.parent) as parent:
            parent.setblocking(False)
            server = desk_server(installation, tries)
            leave = stop_on_signals(server, installation)
            loop = asyncio.get_running_loop()

            def leave_in_order() -> None:
                # A service manager tells everybody, and our parent us: told twice is not in a hurry.
                if not installation.pulse.is_closing:
                    leave()

            def leave_at_once() -> None:
                leave_in_order()
                server.should_exit = True

            def parent_is_gone() -> None:
                # Nobody says anything to us: what can be read is the end.
                loop.remove_reader(parent)
                leave_in_order()

            loop.add_signal_handler(signal.SIGTERM, leave_in_order)
            loop.add_signal_handler(AT_ONCE, leave_at_once)

            loop.add_reader(parent, parent_is_gone)
            telling = asyncio.create_task(_tell(server, Readiness(installation), installation, parent))
            try:
                await server.serve(sockets=[port])
            finally:
                loop.remove_reader(parent)
                telling.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await telling
    finally:
        tries.close()


async def _tell(server: WebServer, readiness: Readiness, installation: Installation, parent: socket.socket) -> None:
    """Say from the loop that pages come from, as long as none of our loops stands still, that we get on; and leave our figures."""
    while not server.started:
        await asyncio.sleep(_LOOK_SECONDS)
    while True:
        if not installation.pulse.stalled():
            # A parent that is gone, or has not read for a day, needs no word.
            with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                parent.send(WORD)
        await asyncio.to_thread(readiness.write_down)
        await asyncio.sleep(STIR_SECONDS)
