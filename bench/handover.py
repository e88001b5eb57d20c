"""Handing a message over to who works on it: our rows, claimed up to 50 by one nudge, beside a bare Celery task for each message.

    python -m bench.handover [--messages 3000] [--rounds 3]

Ours: the row of a job is written and committed 50 at a time, a nudge is published for each commit, a worker claims, does nothing, and marks
done in one commit. All of it is durable, on SQLite that syncs. Celery: a task that does nothing, on a private Redis that keeps nothing on
disk, two worker processes. Processor time of everything but Redis. Writes bench/results/handover.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from unittest.mock import patch

import redis as redis_client
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bench.classify import DEMO
from bench.peers import bare_celery
from bench.smtp_servers import ROOT, cpu_seconds, redis
from bench.whole_servers import wait_until
from bench.whole_stages import TOWN, drain
from flows import work
from flows.kinds import MAIL, JobKind
from flows.settings import Settings
from flows.steps import Change
from flows.town_folder import read_town
from flows.towns import load_town
from flows.wiring import Installation, open_installation
from store import jobs
from store.jobs import Job, NewJob
from workers.app import Names, create_app, publish_nudge

RESULTS = Path(__file__).resolve().parent / "results" / "handover.md"
GOAL_US, GOAL_RATIO = 150, 8
AT_ONCE = 50


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="write no file")
    arguments = parser.parse_args()
    own: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory(prefix="citoyen-handover-") as scratch, redis(Path(scratch) / "redis") as broker:
        for number in range(arguments.rounds):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            own.append(ours(folder, broker, arguments.messages))
            theirs.append(bare(broker, arguments.messages))
    ratio = median(theirs) / median(own)
    lines = (
        "# Handing a message over, beside a bare Celery task for each",
        "",
        f"`python -m bench.handover`, {arguments.messages:,} messages, {arguments.rounds} rounds in turns, processor time.",
        "",
        "| | µs a message | goal |",
        "|---|---|---|",
        f"| rows, claimed {AT_ONCE} at a time | {_told(own, median(own) <= GOAL_US)} | {GOAL_US} |",
        f"| bare Celery, Redis | {_told(theirs)} | – |",
        f"| ratio | {_bold(f'{ratio:.1f} times', ratio >= GOAL_RATIO)} | {GOAL_RATIO} times |",
        "",
    )
    text = "\n".join(lines)
    print(text)
    if not arguments.dry:
        RESULTS.write_text(text, encoding="utf-8")


def ours(folder: Path, broker: str, count: int) -> float:
    """Return the microseconds of processor time a message takes to be handed over by a row."""
    installation = open_installation(Settings(data=folder))
    try:
        load_town(installation, read_town(DEMO), datetime.now(UTC))
        settings = Settings(data=folder, database_url=SecretStr("postgresql://unused.example/none"), broker_url=SecretStr(broker))
        names = Names(settings)
        publisher = create_app(settings, names)
        publish_nudge(publisher, names, MAIL)
        with patch.object(work, "_STEPS", {JobKind.READ: _nothing}):
            _hand_over(installation, 1, AT_ONCE)
            drain(installation)
            begun = time.process_time()
            for first in range(AT_ONCE, count + AT_ONCE, AT_ONCE):
                _hand_over(installation, first + 1, AT_ONCE)
                publish_nudge(publisher, names, MAIL)
            done = drain(installation)
            used = time.process_time() - begun
    finally:
        installation.close()
    if done < count:
        raise RuntimeError(f"{done} of {count} jobs were done")
    return 1e6 * used / done


def _nothing(_installation: Installation, _job: Job) -> Change:
    def change(_session: Session, _now: datetime) -> tuple[str, ...]:
        return ()

    return change


def _hand_over(installation: Installation, first: int, count: int) -> None:
    now = datetime.now(UTC)
    new = [NewJob(town=TOWN, queue=MAIL, kind=JobKind.READ, subject_id=first + number, created_at=now) for number in range(count)]
    with installation.database.write() as session:
        jobs.add_many(session, new)


def bare(broker: str, count: int) -> float:
    """Return the microseconds of processor time a message takes as a Celery task, of who sends it and who works."""
    environment = {**os.environ, "CELERY_BROKER": broker, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-P",
        "-m",
        "celery",
        "-A",
        "bench.peers.bare_celery",
        "worker",
        "-c",
        "2",
        "-l",
        "ERROR",
        "--without-gossip",
    ]
    bare_celery.app.conf.broker_url = broker
    with ExitStack() as stack:
        waiting = stack.enter_context(redis_client.Redis.from_url(broker))
        worker = stack.enter_context(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        try:
            for _ in range(AT_ONCE):
                bare_celery.nothing.delay(0)
            wait_until(lambda: not _left(waiting), 60, "the first tasks")
            before, begun = cpu_seconds(worker.pid), time.process_time()
            for number in range(count):
                bare_celery.nothing.delay(number)
            sent = time.process_time() - begun
            wait_until(lambda: not _left(waiting), 120, "all tasks")
            worked = cpu_seconds(worker.pid) - before
        finally:
            worker.terminate()
            worker.wait(30)
    return 1e6 * (sent + worked) / count


def _left(waiting: "redis_client.Redis") -> int:
    return int(waiting.llen("celery")) + int(waiting.hlen("unacked"))  # type: ignore[arg-type, unused-ignore]  # no future: a sync client


def _told(found: list[float], is_met: bool = True) -> str:
    return _bold(f"{median(found):.0f} [{min(found):.0f}–{max(found):.0f}]", is_met)


def _bold(text: str, is_met: bool) -> str:
    return text if is_met else f"**{text}**"


if __name__ == "__main__":
    main()
