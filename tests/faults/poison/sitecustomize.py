"""Makes poison of certain messages; Python loads it by itself in every process that has its folder on the path.

Words in a message say what happens to who reads it: a child that reads mail dies, hangs, or eats all memory it is allowed;
in the service itself, whoever forms an opinion on it meets a fault that nobody foresaw.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

DIES, HANGS, EATS, RAISES = "poison-meurt", "poison-pend", "poison-mange", "poison-leve"


def _poisoned_reading(read: Callable[..., Any]) -> Callable[..., Any]:  # Any: whatever the reader takes and returns
    def poisoned(raw: bytes, *others: Any) -> Any:
        if DIES.encode() in raw:
            os.kill(os.getpid(), signal.SIGSEGV)
        if HANGS.encode() in raw:
            time.sleep(3600)
        eaten = [bytearray(2**20) for _ in range(2**20 if EATS.encode() in raw else 0)]
        return eaten or read(raw, *others)

    return poisoned


def _poisoned_routing(route: Callable[..., Any]) -> Callable[..., Any]:
    from store import drafts  # noqa: PLC0415 — only where it is poisoned

    def poisoned(installation: Any, job: Any) -> Any:
        with installation.database.read() as session:
            text = drafts.get(session, job.subject_id).draft.text
        if RAISES in text:
            raise LookupError(text)
        return route(installation, job)

    return poisoned


if "ingest.child" in sys.orig_argv:
    from ingest.email import parse

    parse.read_email = _poisoned_reading(parse.read_email)
elif "cli.main" in sys.orig_argv:
    from flows import route

    route.route = _poisoned_routing(route.route)
