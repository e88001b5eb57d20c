"""Durable mail intake: our door beside a private Postfix, both fed by smtp-source, in one interleaved run.

    python -m bench.smtp [--rounds 5] [--share 1.0] [--only TEXT] [--folder FOLDER]

Our door is the process ``citoyen smtp``: SQLite with synchronous=FULL, each original and its row on disk before the 250, nudges to a
private Redis. Postfix keeps each message in its queue, synced, before its 250. Each round runs every line on one server after the other,
the first in turn changing; before a server is measured, Postfix has emptied its queue. After each run the bench counts: as many new rows
and originals as messages sent, or it stops. Needs root (Postfix), smtp-source, redis-server and a C compiler:
bench/peers/install-postfix.sh. FOLDER must be on the disk that is to be measured. Writes bench/results/smtp.md.
"""

import argparse
import os
import sqlite3
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.smtp_servers import RECIPIENT, Server, build_slow_sync, cpu_seconds, door, drained, postfix, redis
from domain.errors import NotFoundError
from domain.ids import Sha256
from store.blobs import AlteredError, Blobs

RESULTS = Path(__file__).resolve().parent / "results" / "smtp.md"
SLOW_MS = 5
KILO = 1000
OURS, THEIRS = "door", "Postfix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What smtp-source is told. ``goal`` is how many times Postfix's rate is wanted, ``cpu_goal`` milliseconds a message."""

    name: str
    sessions: int
    messages: int
    size: int = 4 * KILO
    reuses: bool = True
    is_slow: bool = False
    goal: float | None = None
    cpu_goal: float | None = None


LOADS = (
    Load(name="4 kB, 1 connection", sessions=1, messages=1000, goal=1.2),
    Load(name="4 kB, 10 connections", sessions=10, messages=3000, goal=2.0, cpu_goal=0.6),
    Load(name="4 kB, 50 connections", sessions=50, messages=3000, goal=2.0, cpu_goal=0.6),
    Load(name="4 kB, 10 at once, one connection a message", sessions=10, messages=2000, reuses=False, goal=1.3),
    Load(name="4 kB, 50 at once, one connection a message", sessions=50, messages=2000, reuses=False, goal=1.3),
    Load(name="100 kB, 10 connections", sessions=10, messages=1000, size=100 * KILO, goal=1.8),
    Load(name="5 MB, 4 connections", sessions=4, messages=40, size=5000 * KILO, goal=1.3),
    Load(name=f"4 kB, 1 connection, syncs {SLOW_MS} ms slower", sessions=1, messages=200, is_slow=True),
    Load(name=f"4 kB, 10 connections, syncs {SLOW_MS} ms slower", sessions=10, messages=1500, is_slow=True),
    Load(name=f"4 kB, 50 connections, syncs {SLOW_MS} ms slower", sessions=50, messages=2500, is_slow=True, goal=2.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: messages a second until the last 250, milliseconds of processor time a message."""

    rate: float
    cpu_ms: float


Runs = dict[str, dict[str, list[Run]]]


def main() -> None:
    """Start the servers, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0, help="of the messages of each line")
    parser.add_argument("--only", default="", help="lines whose name holds this")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    loads = [load for load in LOADS if arguments.only in load.name]
    with tempfile.TemporaryDirectory(prefix="citoyen-smtp-", dir=arguments.folder) as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # Postfix runs as a user of its own
        before = os.getloadavg()
        runs = measure(folder, loads, arguments.rounds, arguments.share)
        lines = report(runs, loads, arguments.rounds, folder, before)
    print("\n".join(lines))
    if loads == list(LOADS) and arguments.share == 1:
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(folder: Path, loads: Sequence[Load], rounds: int, share: float) -> Runs:
    """Run every load on both servers, round by round."""
    runs: Runs = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        broker = stack.enter_context(redis(folder / "redis"))
        servers = {}
        for is_slow in sorted({load.is_slow for load in loads}):
            library = build_slow_sync(folder, SLOW_MS) if is_slow else None
            suffix = "-slow" if is_slow else ""
            servers[is_slow] = {
                OURS: stack.enter_context(door(folder / f"door{suffix}", broker, library)),
                THEIRS: stack.enter_context(postfix(folder / f"postfix{suffix}", library)),
            }
        for number in range(rounds):
            for load in loads:
                names = (OURS, THEIRS) if number % 2 else (THEIRS, OURS)
                for name in names:
                    run = {OURS: run_door, THEIRS: run_postfix}[name](servers[load.is_slow][name], load, share)
                    runs[load.name][name].append(run)
                    print(f"{number + 1}  {load.name:<50} {name:<8} {run.rate:8.1f}/s {run.cpu_ms:7.3f} ms", flush=True)
    return runs


def run_door(server: Server, load: Load, share: float) -> Run:
    """Feed our door, and count what it kept."""
    before = kept_rows(server.kept)
    run = feed(server, load, share, lambda: None)
    digests = kept_rows(server.kept)[len(before) :]
    missing = missing_originals(server.kept, digests)
    if len(digests) != messages_of(load, share) or missing:
        raise RuntimeError(
            f"{load.name}: {len(digests)} rows and {len(missing)} originals missing for {messages_of(load, share)} messages."
        )
    return run


def run_postfix(server: Server, load: Load, share: float) -> Run:
    """Feed Postfix; its processor time includes handing the messages to discard(8), its rate does not wait for that."""
    return feed(server, load, share, lambda: drained(server.kept))


def feed(server: Server, load: Load, share: float, settle: Callable[[], None]) -> Run:
    """Send messages and return how it went."""
    count = messages_of(load, share)
    reuse = ["-d"] if load.reuses else []
    command = ["smtp-source", "-s", str(load.sessions), "-m", str(count), "-l", str(load.size), *reuse]
    command += ["-f", "sylvie.lebrun@courriel.example", "-t", RECIPIENT, f"127.0.0.1:{server.port}"]
    cpu, start = cpu_seconds(server.process), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode or done.stderr:
        raise RuntimeError(f"{load.name}: smtp-source: {done.stderr[-500:]}")
    settle()
    return Run(rate=count / seconds, cpu_ms=(cpu_seconds(server.process) - cpu) * 1000 / count)


def messages_of(load: Load, share: float) -> int:
    """Return how many messages a run sends, at least two for each connection."""
    return max(round(load.messages * share), 2 * load.sessions)


def kept_rows(data: Path) -> list[str]:
    """Return the digests of all arrivals, oldest first."""
    connection = sqlite3.connect(f"file:{data / 'citoyen.db'}?mode=ro", uri=True)
    try:
        return [digest for (digest,) in connection.execute("SELECT sha256 FROM inbounds ORDER BY id")]
    finally:
        connection.close()


def missing_originals(data: Path, digests: Sequence[str]) -> list[str]:
    """Return the digests of arrivals whose original is not kept, whole, as a file, in a pack or in the database."""
    connection = sqlite3.connect(f"file:{data / 'citoyen.db'}?mode=ro", uri=True)

    def small(digest: Sha256) -> bytes | None:
        row = connection.execute("SELECT raw FROM originals WHERE sha256 = ?", (digest,)).fetchone()
        return None if row is None else bytes(row[0])

    blobs = Blobs(data / "originals", small)
    try:
        return [digest for digest in digests if not is_kept(blobs, Sha256(digest))]
    finally:
        connection.close()


def is_kept(blobs: Blobs, digest: Sha256) -> bool:
    """Tell whether an original can be read as it was received."""
    try:
        blobs.read(digest)
    except (NotFoundError, AlteredError):
        return False
    return True


def report(runs: Runs, loads: Sequence[Load], rounds: int, folder: Path, before: tuple[float, float, float]) -> list[str]:
    """Return the table."""
    system = os.uname()
    disk = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True).stdout.strip()
    version = subprocess.run(["/usr/sbin/postconf", "-h", "mail_version"], capture_output=True, text=True, check=True).stdout.strip()
    lines = [
        f"# Durable mail intake beside Postfix {version}: messages a second, median [least–most] of {rounds} interleaved rounds",
        "",
        f"`python -m bench.smtp`, {os.cpu_count()} cores shared with smtp-source, {disk}, {system.sysname} {system.release}, load average",
        f"{before[0]:.1f} before and {os.getloadavg()[0]:.1f} after. The ratio is the median of the ratios of each round.",
        "",
        "| load | door | Postfix | ratio | goal | door, CPU ms a message | goal | Postfix, CPU ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for load in loads:
        ours, theirs = runs[load.name][OURS], runs[load.name][THEIRS]
        ratios = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
        cpu = [run.cpu_ms for run in ours]
        cells = (
            load.name,
            spread([run.rate for run in ours]),
            spread([run.rate for run in theirs]),
            judged(spread(ratios, 2), load.goal is None or median(ratios) >= load.goal),
            "–" if load.goal is None else f"{load.goal}",
            judged(spread(cpu, 2), load.cpu_goal is None or median(cpu) <= load.cpu_goal),
            "–" if load.cpu_goal is None else f"{load.cpu_goal}",
            spread([run.cpu_ms for run in theirs], 2),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return [
        *lines,
        "",
        "What is printed bold misses its goal. Before every 250 the row and the original are synced: after each run the bench counted both",
        "for each message sent. « Syncs slower » is a library of the bench that adds the time to fsync, fdatasync, sync, syncfs and",
        "sync_file_range, loaded into both servers. Processor time is that of all processes of a server, user and system, ended ones too.",
        "",
        "What Postfix does besides, on the same cores: it starts and ends processes, logs each message in four lines, hands it through",
        "its queue manager to discard(8) and removes its file; its processor time includes that, its rate is taken when smtp-source has",
        "its last 250. What the door does besides: it recognises a message that came before, writes the job of reading it and nudges a",
        "broker. Neither reads what the message says.",
    ]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return median [least–most]."""
    return f"{median(values):,.{digits}f} [{min(values):,.{digits}f}–{max(values):,.{digits}f}]"


def judged(text: str, is_met: bool) -> str:
    """Return a cell, bold where it misses its goal."""
    return text if is_met else f"**{text}**"


if __name__ == "__main__":
    main()
