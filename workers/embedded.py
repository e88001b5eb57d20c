"""Everything in one process: mail door, collector of mailboxes, watcher of drop folders, engine and sweep, with or without a web server."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.data_folder import own
from flows.send import release_held
from flows.wiring import Installation
from ingest.email.smtp import Door
from store import jobs
from workers.calls import CallWatcher
from workers.collector import Collector
from workers.door import build_door
from workers.folders import Watcher
from workers.lanes import Lanes
from workers.schedule import Sweeper
from workers.webhooks import WebhookSender


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What runs. ``door.port`` is where mail is taken."""

    door: Door
    lanes: Lanes


@asynccontextmanager
async def embedded(installation: Installation) -> AsyncIterator[Engine]:
    """Own the data folder and run door, collector, lanes and sweep while the block runs; then stop them, work in hand finished.

    Raises ConfigurationError where folder, port or certificate cannot be had.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(own(installation.settings.data))
        # As in `workers.roles.nudging`: what is loaded by now stays.
        gc.freeze()
        stack.callback(gc.unfreeze)
        await asyncio.to_thread(_take_over, installation)
        lanes = Lanes(installation)
        stack.push_async_callback(asyncio.to_thread, lanes.stop)
        await asyncio.to_thread(lanes.start)
        sweeper = Sweeper(installation, lanes.nudge)
        sweeper.start()
        stack.push_async_callback(asyncio.to_thread, sweeper.stop)
        collector = Collector(installation)
        stack.push_async_callback(asyncio.to_thread, collector.stop)
        collector.start()
        watcher = Watcher(installation)
        stack.push_async_callback(asyncio.to_thread, watcher.stop)
        watcher.start()
        calls = CallWatcher(installation)
        stack.push_async_callback(asyncio.to_thread, calls.stop)
        calls.start()
        telling = WebhookSender(installation)
        stack.push_async_callback(asyncio.to_thread, telling.stop)
        telling.start()
        door = build_door(installation)
        await door.start()
        stack.push_async_callback(door.stop)
        yield Engine(door=door, lanes=lanes)


def _take_over(installation: Installation) -> None:
    """Start the reading children, let held letters go, and claim back what a killed predecessor had in hand without waiting for its leases.

    We own its folder, so it is gone. Only with the database in that folder: elsewhere, other processes may be at work.
    """
    installation.late_reader.get()
    if installation.settings.every_folder:
        installation.late_paper.get()
    if installation.settings.dns:
        installation.late_checker.get()
    now = datetime.now(UTC)
    release_held(installation, now)
    if installation.settings.database_address.startswith("sqlite"):
        with installation.database.write() as session:
            jobs.release(session, now)
