"""A watcher of call logs as a process that starts within a moment, and one that writes a log line by line, pieces of lines too."""

import os
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event

from flows import calls_tail
from flows.settings import load_settings
from flows.wiring import open_installation
from workers.calls import CallWatcher


def watch(environment: Mapping[str, str]) -> None:
    """Watch the call logs that the environment names, until killed; what would wait for seconds waits for moments."""
    os.environ.update(environment)
    calls_tail.STILL_SECONDS = 0.3
    CallWatcher(open_installation(load_settings(), readers=1)).start()
    Event().wait()


def write(path: Path, lines: Sequence[str], rotate_at: Sequence[int], seconds: float) -> None:
    """Write a log as a switchboard does that is often interrupted, rotating it before some lines."""
    chance = random.Random(20260312)  # noqa: S311 — moments to pause at
    for number, line in enumerate(lines):
        if number in rotate_at:
            path.rename(path.with_name(f"{path.name}.{1 + rotate_at.index(number)}"))
        cut = chance.randrange(len(line)) if chance.random() < 0.3 else 0
        for part in filter(None, (line[:cut], line[cut:])):
            with path.open("a", encoding="utf-8") as file:
                file.write(part)
            time.sleep(seconds * chance.random())
