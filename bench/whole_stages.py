"""Where the processor time of a message goes between its row and its routing: each stage's own, in this process, on SQLite."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from bench.mails import RECIPIENT, mails
from bench.smtp_servers import cpu_seconds
from bench.whole_servers import town
from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from flows import bursts, follow_up, keeping, receive, route, work
from flows.kinds import MAIL, JobKind
from flows.read import read
from flows.receipt import Acknowledging
from flows.settings import Settings
from flows.towns import load_town
from flows.wiring import Installation, open_installation
from ingest.reader import Reader
from store import drafts, history, inbounds, jobs, journal, requests, threads
from store.blobs import Blobs

TOWN = TownId("valognes")
WARMING = 60
READING, SENDER, REST = "reading child", "sender's authenticity", "the rest: transactions, batches"
STAGES: tuple[tuple[str, tuple[tuple[ModuleType | type, str], ...]], ...] = (
    ("claim and finish of jobs", ((jobs, "claim"), (jobs, "finish"), (jobs, "add"))),
    ("original, and handing over to the child", ((Blobs, "path"), (Reader, "read"))),
    ("opinion: subject, place, rules, decision", ((route, "opinions"),)),
    ("what it follows, bursts", ((follow_up, "find"), (bursts, "find"), (bursts, "remember"), (threads, "hold"), (route, "reunite"))),
    ("requester's file", ((keeping, "acquaint"),)),
    (
        "letters and receipts",
        ((keeping, "post"), (keeping.Keeping, "_tell"), (Acknowledging, "write"), (keeping.Keeping, "acknowledge")),
    ),
    (
        "rows of drafts, arrivals, requests",
        ((drafts, "add"), (drafts, "get"), (inbounds, "get"), (inbounds, "hold"), (inbounds, "set_outcome")),
    ),
    ("row, number and clocks of a request", ((requests, "add"), (requests, "number"), (keeping.Keeping, "new_request"))),
    ("history and journal", ((history, "append"), (journal, "append"), (journal, "write_down"))),
)


def stages(folder: Path, rules: int, count: int) -> dict[str, float]:
    """Return the milliseconds of processor time a message of each stage, of so many messages."""
    installation = open_installation(Settings(data=folder / "data"))
    try:
        load_town(installation, town(rules), datetime.now(UTC))
        arrive(installation, WARMING, seed=99)
        drain(installation)
        arrive(installation, count, seed=1)
        own: defaultdict[str, float] = defaultdict(float)
        everything, before = time.process_time(), cpu_seconds(os.getpid()) - time.process_time()
        with _measured(own):
            done = drain(installation)
        everything = time.process_time() - everything
        children = cpu_seconds(os.getpid()) - time.process_time() - before
    finally:
        installation.close()
    if done < 2 * count:
        raise RuntimeError(f"of {2 * count} jobs {done} were done")
    own[REST] = everything - sum(own.values())
    own[READING] = children
    return {name: 1000 * seconds / count for name, seconds in own.items()}


def arrive(installation: Installation, count: int, seed: int) -> None:
    """Take messages in as the door does, 50 in a commit."""
    batch: list[Arrival] = []
    for one in mails(count, seed):
        envelope = Envelope(sender=one.sender, recipients=(RECIPIENT,), client="192.0.2.1")
        batch.append(
            Arrival(raw=one.raw, channel=Channel.EMAIL, town=TOWN, received_at=datetime.now(UTC), mailbox=RECIPIENT, envelope=envelope)
        )
        if len(batch) == work.BATCH:
            receive.receive(installation, batch)
            batch = []
    if batch:
        receive.receive(installation, batch)


def drain(installation: Installation) -> int:
    """Work until nothing waits, and return how many jobs were done."""
    done = 0
    while (worked := work.work(installation, MAIL, datetime.now(UTC))).claimed:
        done += worked.done
    return done


@contextmanager
def _measured(own: defaultdict[str, float]) -> Iterator[None]:
    """Count the processor time of this thread within each stage, without that of the stages within it."""
    within: list[float] = []

    def counted(label: str, real: Callable[..., Any]) -> Callable[..., Any]:  # Any: whatever the stage takes
        def stage(*given: Any, **named: Any) -> Any:
            within.append(0.0)
            begun = time.thread_time()
            try:
                return real(*given, **named)
            finally:
                used = time.thread_time() - begun
                own[label] += used - within.pop()
                if within:
                    within[-1] += used

        return stage

    with ExitStack() as stack:
        steps = {**work._STEPS, JobKind.READ: counted(SENDER, read)}
        stack.enter_context(patch.object(work, "_STEPS", steps))
        for label, places in STAGES:
            for where, name in places:
                stack.enter_context(patch.object(where, name, counted(label, getattr(where, name))))
        yield
