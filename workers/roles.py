"""The roles of a cluster, one process each."""

import asyncio
import gc
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event
from types import FrameType

import uvloop
from celery.exceptions import SecurityWarning
from celery.signals import worker_shutting_down

from domain.errors import ConfigurationError, Mistake
from flows.gauges import DatabaseGauges
from flows.pulse import ROUND_SECONDS
from flows.send import release_held
from flows.wiring import Installation
from store.jobs import QUEUES
from workers.app import Names, create_app, publish_nudge
from workers.calls import CallWatcher
from workers.collector import Collector
from workers.door import build_door
from workers.folders import Watcher
from workers.listener import listening
from workers.nudger import Nudger
from workers.pool import LanePool
from workers.schedule import Beat, Sweeper
from workers.tasks import Drainer
from workers.webhooks import WebhookSender

_STIR_SECONDS = 5.0
_ALONE_SECONDS = 0.02
"""Of the door: as long as a sync of a slow disk takes."""


@contextmanager
def nudging(installation: Installation) -> Iterator[None]:
    """Send a nudge for every ring of the installation's bell while the block runs: for every process that commits work."""
    names = Names(installation.settings)
    app = create_app(installation.settings, names)
    nudger = Nudger(lambda queue: publish_nudge(app, names, queue))
    nudger.start()
    installation.bell.listen(nudger.nudge)
    # What is loaded by now stays until the end: looking through it for garbage again and again takes a tenth of a busy process's time.
    gc.freeze()
    try:
        yield
    finally:
        installation.bell.forget(nudger.nudge)
        nudger.stop()
        # Or libraries would find at the end what they lost, and say so.
        gc.unfreeze()


def wanted(installation: Installation) -> tuple[str, ...]:
    """Return the roles beside those every installation needs, once their settings are known to be right. Raises ConfigurationError.

    They run without anything to do, too: mailboxes and folders can be named on the desk at any time.
    """
    Watcher(installation)
    CallWatcher(installation)
    Collector(installation)
    return ("mailbox", "folders")


def run_smtp(installation: Installation) -> None:
    """Take mail until the process is told to stop. Raises ConfigurationError."""
    _refuse_embedded(installation, "smtp")
    with _running(installation):
        uvloop.run(_serve(installation))


def run_mailbox(installation: Installation) -> None:
    """Collect the mailboxes until the process is told to stop. Raises ConfigurationError.

    Several may run: each folder is collected by one of them, and taken over by another when that one is gone. Where there is none yet,
    it waits for one to be named on the desk.
    """
    _refuse_embedded(installation, "mailbox")
    collector = Collector(installation)
    stopping = Event()
    with _running(installation), _ending(installation, stopping.set):
        collector.start()
        stopping.wait()
        collector.stop()


def run_folders(installation: Installation) -> None:
    """Take in from the drop folders, and read the call logs, until the process is told to stop. Raises ConfigurationError.

    Several may run: each folder is watched by one of them, and taken over by another when that one is gone. Where there is none yet,
    it waits for one to be named on the desk.
    """
    _refuse_embedded(installation, "folders")
    watcher, calls = Watcher(installation), CallWatcher(installation)
    stopping = Event()
    with _running(installation), _ending(installation, stopping.set):
        watcher.start()
        calls.start()
        stopping.wait()
        calls.stop()
        watcher.stop()


def run_worker(installation: Installation, queue: str, concurrency: int = 1) -> None:
    """Work on a queue until the process is told to stop, with so many threads.

    Reading happens in child processes, so threads serve well; where more processors shall classify, start more workers.
    """
    _refuse_embedded(installation, "worker")
    if queue not in QUEUES:
        raise ConfigurationError(Mistake(where="--queue", what=f"There is no queue {queue}.", remedy=f"Take one of {', '.join(QUEUES)}."))
    drainer = Drainer(installation)
    names = Names(installation.settings)
    app = create_app(installation.settings, names, drainer.drain)
    # The sweep of a worker works by itself: with the broker away, mail is slower but goes on.
    sweeper = Sweeper(installation, drainer.drain, (queue,))
    # Celery warns root because a pickled message could run anything; ours are JSON and hold the name of a queue.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    worker = app.Worker(
        pool=LanePool,
        concurrency=concurrency,
        queues=[names.of(queue)],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
        loglevel="WARNING",
    )
    with _running(installation), _stopped_early(installation, drainer):
        release_held(installation, datetime.now(UTC))
        sweeper.start()
        try:
            worker.start()
        finally:
            sweeper.stop()


def run_beat(installation: Installation) -> None:
    """Sweep, and tell webhooks, until the process is told to stop.

    Several may run: one of them does, and another takes over when that one is gone.
    """
    _refuse_embedded(installation, "beat")
    release_held(installation, datetime.now(UTC))
    installation.meters.look_up(DatabaseGauges(installation))
    with _running(installation):
        beat, telling = Beat(installation), WebhookSender(installation)
        with _ending(installation, beat.end):
            telling.start()
            beat.run()
            telling.stop()


async def _serve(installation: Installation) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    door = build_door(installation, alone_seconds=_ALONE_SECONDS)
    await door.start()
    with installation.pulse.watched("door", ROUND_SECONDS):
        while not stopping.is_set():
            installation.pulse.stir()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _STIR_SECONDS)
    installation.pulse.close()
    await door.stop()


@contextmanager
def _running(installation: Installation) -> Iterator[None]:
    """Nudge, and answer those who watch, while the block runs."""
    with listening(installation), nudging(installation):
        yield


@contextmanager
def _stopped_early(installation: Installation, drainer: Drainer) -> Iterator[None]:
    """Let the worker claim nothing more as soon as it is told to stop, not only when its queue is empty."""

    def stop(**_facts: object) -> None:
        installation.pulse.close()
        drainer.stop()

    worker_shutting_down.connect(stop, weak=False)
    try:
        yield
    finally:
        drainer.stop()
        worker_shutting_down.disconnect(stop)


@contextmanager
def _ending(installation: Installation, stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` when the process is told to end."""

    def end(_number: int, _frame: FrameType | None) -> None:
        installation.pulse.close()
        stop()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_embedded(installation: Installation, role: str) -> None:
    if installation.settings.is_embedded:
        raise ConfigurationError(
            Mistake(
                where="CITOYEN_BROKER_URL",
                what=f"The role {role} runs in a process of its own, and memory:// stays within one process.",
                remedy="Set CITOYEN_BROKER_URL to RabbitMQ (amqp://…) or Redis (redis://…), or use: citoyen run",
            )
        )
