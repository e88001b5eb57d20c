"""The whole path of a mail, from its 250 to its routing: ours in one process, ours as a cluster, and what a user would assemble.

    python -m bench.whole_path [--seconds 60] [--rules 1000 10000] [--ways embedded cluster assembled] [--rounds 1] [--broker redis]
    python -m bench.whole_path --backlog 50000         so many messages wait when ``citoyen run`` starts: how long until all are routed
    python -m bench.whole_path --stages 400            only where our processor time goes

Each way is fed through its SMTP door by ten connections that are kept open, with mails of which each is another's (bench/mails.py), as fast
as it routes: never more than --waiting messages on their way. All databases sync. Processor time is that of all processes of a way,
user and system, without the sender's. The peer wants `bench/peers/install.sh assembled`, redis-server and PostgreSQL; PostgreSQL starts as
its own user, so this runs as root. Writes bench/results/whole_path.md.
"""

import argparse
import os
import queue
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.mails import RECIPIENT, Mail, mails
from bench.whole_servers import PEER_PYTHON, Way, assembled, cluster, cpu_by_part, embedded, town
from bench.whole_stages import arrive, stages
from flows.settings import Settings
from flows.towns import load_town
from flows.wiring import open_installation

RESULTS = Path(__file__).resolve().parent / "results" / "whole_path.md"
WAYS = ("embedded", "cluster", "assembled")
NAMES = {"embedded": "Citoyen, one process, SQLite", "cluster": "Citoyen, cluster", "assembled": "assembled"}
GOAL_RATE, GOAL_RATIO = 500, 15
CONNECTIONS = 10
WARMING = 60
LOOK_SECONDS = 0.05
MOST_SECONDS = 120.0


class Run(NamedTuple):
    """What a way did: messages routed a second, seconds from 250 to routing, processor milliseconds a message of each part."""

    rate: float
    waits: Sequence[float]
    cpu: dict[str, float]

    @property
    def cpu_ms(self) -> float:
        """Return the processor milliseconds of a message."""
        return sum(self.cpu.values())


class Feed:
    """Sends mails through a door, never more than so many on their way, and notes when each was said yes to and when it was routed."""

    def __init__(self, way: Way, waiting: int) -> None:
        self._way = way
        self._room = threading.Semaphore(waiting)
        self._mails: queue.SimpleQueue[Mail | None] = queue.SimpleQueue()
        self._said: dict[str, float] = {}
        self.routed: dict[str, float] = {}
        self._faults: list[BaseException] = []
        self._threads = [threading.Thread(target=self._connection, daemon=True) for _ in range(CONNECTIONS)]
        for thread in self._threads:
            thread.start()

    def send(self, found: Iterator[Mail], goes_on: Callable[[], bool]) -> None:
        """Send mails as long as it goes on, then wait until all are routed. Raises what sending raised, TimeoutError."""
        last = time.monotonic()
        sent = len(self.routed)
        for mail in found:
            while not self._room.acquire(timeout=LOOK_SECONDS):
                last = time.monotonic() if self._look() else last
                self._refuse_stuck(last)
            if not goes_on():
                self._room.release()
                break
            sent += 1
            self._mails.put(mail)
            if sent % CONNECTIONS == 0:
                self._look()
        last = time.monotonic()
        while len(self.routed) < sent:
            last = time.monotonic() if self._look() else last
            self._refuse_stuck(last)
            time.sleep(LOOK_SECONDS)

    def waits(self, since: float) -> list[float]:
        """Return the seconds from 250 to routing of what was routed since a moment."""
        return sorted(at - self._said[key] for key, at in self.routed.items() if at >= since and key in self._said)

    def close(self) -> None:
        """End the connections."""
        for _ in self._threads:
            self._mails.put(None)
        for thread in self._threads:
            thread.join(10)

    def _look(self) -> int:
        new = self._way.look()
        now = time.monotonic()
        for key in new:
            self.routed[key] = now
            self._room.release()
        return len(new)

    def _refuse_stuck(self, since: float) -> None:
        if self._faults:
            raise self._faults[0]
        if time.monotonic() - since > MOST_SECONDS:
            raise TimeoutError(f"nothing was routed for {MOST_SECONDS:.0f} s, {len(self.routed)} before")

    def _connection(self) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", self._way.port, timeout=60) as client:
                while (mail := self._mails.get()) is not None:
                    client.sendmail(mail.sender, [RECIPIENT], mail.raw)
                    self._said[mail.key] = time.monotonic()
        except (OSError, smtplib.SMTPException) as error:
            self._faults.append(error)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rules", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--waiting", type=int, default=100)
    parser.add_argument("--broker", choices=("redis", "rabbitmq"), default="redis")
    parser.add_argument("--backlog", type=int, default=0)
    parser.add_argument("--stages", type=int, default=0, help="messages; 300 beside the ways")
    parser.add_argument("--dry", action="store_true", help="write no file")
    arguments = parser.parse_args()
    before = os.getloadavg()
    lines: list[str] = []
    if arguments.backlog:
        lines += backlog(arguments.backlog, arguments.rules[0])
    elif arguments.stages:
        lines += stage_table({rules: _stages(rules, arguments.stages) for rules in arguments.rules})
    else:
        ways = [way for way in arguments.ways if way != "assembled" or PEER_PYTHON.exists()]
        runs = _runs(ways, arguments)
        lines += way_table(runs, arguments)
        lines += ["", "## Where our processor time goes, in milliseconds a message", ""]
        lines += stage_table({rules: _stages(rules, 300) for rules in arguments.rules})
    load = f"Load average {before[0]:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores, the sender on them as well."
    text = "\n".join(
        ("# From the 250 to the routing", "", f"`python -m bench.whole_path {' '.join(sys.argv[1:])}`", "", load, "", *lines, "")
    )
    print(text)
    if not arguments.dry:
        name = "backlog" if arguments.backlog else "whole_stages" if arguments.stages else "whole_path"
        RESULTS.with_name(f"{name}.md").write_text(text, encoding="utf-8")


def measured(start: Callable[[Path], AbstractContextManager[Way]], seconds: float, waiting: int) -> Run:
    """Return what a way does in so many seconds, once it is warm."""
    with tempfile.TemporaryDirectory(prefix="citoyen-path-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        with start(folder) as way:
            feed = Feed(way, waiting)
            feed.send(mails(WARMING, seed=99), lambda: True)
            cpu, begun = cpu_by_part(way.parts), time.monotonic()
            feed.send(mails(1_000_000, seed=1), lambda: time.monotonic() - begun < seconds)
            used, ended = cpu_by_part(way.parts), max(feed.routed.values())
            waits = feed.waits(begun)
            feed.close()
    count = len(waits)
    each = {part: 1000 * (used[part] - cpu.get(part, 0.0)) / count for part in used}
    return Run(rate=count / (ended - begun), waits=waits, cpu=each)


def backlog(count: int, rules: int) -> list[str]:
    """Return how a heap of messages that waits at the start is worked off: each tenth of it."""
    with tempfile.TemporaryDirectory(prefix="citoyen-path-") as scratch:
        folder = Path(scratch)
        installation = open_installation(Settings(data=folder / "data"))
        load_town(installation, town(rules), datetime.now(UTC))
        arrive(installation, count, seed=1)
        installation.close()
        tenths: list[tuple[float, float]] = []
        begun = time.monotonic()
        with embedded(folder, rules) as way:
            routed, last = 0, begun
            while routed < count:
                new = len(way.look())
                routed += new
                last = time.monotonic() if new else last
                if time.monotonic() - last > MOST_SECONDS:
                    raise TimeoutError(f"{routed} of {count} were routed, then none for {MOST_SECONDS:.0f} s")
                while routed >= count * (len(tenths) + 1) / 10:
                    tenths.append((time.monotonic() - begun, sum(cpu_by_part(way.parts).values())))
                time.sleep(LOOK_SECONDS)
    rows = ["| tenth | s | CPU ms a message |", "|---|---|---|"]
    earlier = (0.0, 0.0)
    for number, (at, used) in enumerate(tenths, start=1):
        rows.append(f"| {number} | {at - earlier[0]:.1f} | {(used - earlier[1]) * 10_000 / count:.1f} |")
        earlier = at, used
    return [f"{count:,} messages wait, {rules:,} rules, one process: all routed after {tenths[-1][0]:.0f} s.", "", *rows]


def _runs(ways: Sequence[str], arguments: argparse.Namespace) -> dict[tuple[str, int], list[Run]]:
    runs: dict[tuple[str, int], list[Run]] = {}
    for _ in range(arguments.rounds):
        for rules in arguments.rules:
            for way in ways:
                start = {
                    "embedded": partial(embedded, rules=rules),
                    "cluster": partial(cluster, rules=rules, broker=arguments.broker),
                    "assembled": partial(assembled, rules=rules),
                }[way]
                run = measured(start, arguments.seconds, arguments.waiting)
                runs.setdefault((way, rules), []).append(run)
                print(f"{way:<10} {rules:>6} rules  {run.rate:7.1f}/s  {run.cpu_ms:7.2f} ms  {dict(run.cpu)}", file=sys.stderr, flush=True)
    return runs


def _stages(rules: int, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="citoyen-path-") as scratch:
        return stages(Path(scratch), rules, count)


def stage_table(found: dict[int, dict[str, float]]) -> list[str]:
    """Return what each stage takes, by the number of rules."""
    names = sorted({name for one in found.values() for name in one}, key=lambda name: -max(one.get(name, 0.0) for one in found.values()))
    lines = [f"| stage | {' | '.join(f'{rules:,} rules' for rules in found)} |", "|---|" + "---|" * len(found)]
    lines += [f"| {name} | {' | '.join(f'{one.get(name, 0.0):.2f}' for one in found.values())} |" for name in names]
    return [*lines, f"| all | {' | '.join(f'{sum(one.values()):.2f}' for one in found.values())} |"]


def way_table(runs: dict[tuple[str, int], list[Run]], arguments: argparse.Namespace) -> list[str]:
    """Return what each way does, beside the assembled one."""
    lines = [
        f"{arguments.seconds:.0f} s each, {arguments.rounds} round(s), at most {arguments.waiting} on their way; median [least–most].",
        f"The goals: {GOAL_RATE} messages a second, {GOAL_RATIO} times the assembled pipeline. What misses its goal is bold.",
        "",
        "| rules | way | messages/s | beside the assembled | CPU ms a message | beside the assembled | 250 to routed, median; 95 of 100 |",
        "|---|---|---|---|---|---|---|",
    ]
    for (way, rules), found in sorted(runs.items(), key=lambda one: (one[0][1], WAYS.index(one[0][0]))):
        peer = runs.get(("assembled", rules))
        rates, cpus = [run.rate for run in found], [run.cpu_ms for run in found]
        waits = sorted(wait for run in found for wait in run.waits)
        by_rate = by_cpu = "–"
        if peer and way != "assembled":
            ratio = median(rates) / median(run.rate for run in peer)
            by_rate, by_cpu = (
                _bold(f"{ratio:.1f} times", ratio >= GOAL_RATIO),
                f"{median(run.cpu_ms for run in peer) / median(cpus):.1f} times less",
            )
        rate = f"{median(rates):.1f} [{min(rates):.1f}–{max(rates):.1f}]"
        late = waits[int(0.95 * len(waits))]
        lines.append(
            f"| {rules:,} | {NAMES[way]} | {_bold(rate, way == 'assembled' or median(rates) >= GOAL_RATE)} | {by_rate} | "
            f"{median(cpus):.2f} [{min(cpus):.2f}–{max(cpus):.2f}] | {by_cpu} | {median(waits):.2f}; {late:.2f} s |"
        )
    lines += ["", "Processor milliseconds a message of each part:", "", "| rules | way | parts |", "|---|---|---|"]
    for (way, rules), found in runs.items():
        parts = "; ".join(f"{part} {median(run.cpu.get(part, 0.0) for run in found):.2f}" for part in sorted(found[0].cpu))
        lines.append(f"| {rules:,} | {NAMES[way]} | {parts} |")
    return lines


def _bold(text: str, is_met: bool) -> str:
    return text if is_met else f"**{text}**"


if __name__ == "__main__":
    main()
