"""Collecting a mailbox over IMAP, beside mbsync and beside a client that asks for one mail at a time.

    python -m bench.imap [--mails 5000] [--bytes 5000] [--rounds 5] [--delay 20]

A private Dovecot holds so many mails. Each round collects them all, in turn: by us into a fresh installation (originals and rows synced
before a mail counts as collected), by mbsync with its default of synced files, and one by one with imapclient, which keeps nothing. Then
the same through a proxy that delays each way, and the round trips of a look at a folder with nothing new are counted at that proxy.
Needs dovecot-imapd and isync (apt). Writes bench/results/imap.md.
"""

import argparse
import gc
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from imapclient import IMAPClient  # type: ignore[import-untyped]  # ships no types

from domain.ids import TownId
from flows.collect import Pace, collect
from flows.settings import Settings
from flows.town_folder import read_town
from flows.towns import load_town
from flows.wiring import open_installation
from ingest.email.imap import ImapFolder
from ingest.email.imap_account import ImapAccount, Secret, Tls
from tests import servers

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "imap.md"
PASSWORD = "secret"  # noqa: S105 — of a private server that lives for this bench
USER = "bench"
FEW = 300
"""Mails that the client which asks for one at a time fetches through the delay: its time grows with their number, nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Mails collected, and the seconds it took: by the wall, and of our own processors where they can be told."""

    mails: int
    wall: float
    cpu: float

    @property
    def rate(self) -> float:
        """Return mails a second."""
        return self.mails / self.wall


def main() -> None:
    """Fill, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--bytes", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--delay", type=float, default=20, help="milliseconds of a round trip")
    arguments = parser.parse_args()
    with _folder() as folder, servers.dovecot(folder) as server:
        fill(server.port, arguments.mails, arguments.bytes)
        gc.freeze()  # as the role that collects mailboxes does
        lines = list(measure(server.port, arguments))
    text = "\n".join(("# Collecting a mailbox over IMAP", "", "`python -m bench.imap`", "", *lines, ""))
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(port: int, arguments: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the result."""
    ways: dict[str, Callable[[], Run]] = {"citoyen, durable": lambda: by_us(port), "one by one, keeping nothing": lambda: one_by_one(port)}
    if shutil.which("mbsync"):
        ways["mbsync, durable"] = lambda: by_mbsync(port)
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(arguments.rounds):
        for name, way in ways.items():
            runs[name].append(way())
    ours = statistics.median(run.rate for run in runs["citoyen, durable"])
    size = f"{arguments.mails:,} mails of {arguments.bytes:,} bytes"
    yield f"{size} from Dovecot on this machine; median of {arguments.rounds} rounds [least–most]."
    yield ""
    yield "| client | mails/s | its µs of processor a mail | ours is |"
    yield "|---|---|---|---|"
    for name, found in runs.items():
        rates = sorted(run.rate for run in found)
        median = statistics.median(rates)
        cpu = statistics.median(run.cpu / run.mails * 1e6 for run in found)
        yield f"| {name} | {median:,.0f} [{rates[0]:,.0f}–{rates[-1]:,.0f}] | {cpu:,.0f} | {ours / median:.1f} times as fast |"
    yield ""
    with delayed(port, arguments.delay / 2000) as (far, trips):
        us, other = by_us(far), one_by_one(far, FEW)
        yield f"With a round trip of {arguments.delay:.0f} ms: {us.rate:,.0f} mails/s, one by one {other.rate:,.0f} mails/s"
        yield f"({FEW} mails measured), {us.rate / other.rate:,.0f} times as fast."
        yield ""
        yield f"A look at a folder with nothing new: {quiet_looks(far, trips)} round trips over the open connection."


def by_us(port: int) -> Run:
    """Collect all mails into a fresh installation."""
    with tempfile.TemporaryDirectory(prefix="citoyen-imap-") as scratch:
        installation = open_installation(Settings(data=Path(scratch)))
        try:
            load_town(installation, read_town(ROOT / "demo" / "valognes"), datetime.now(UTC))
            account = our_account(port)
            wall, cpu = time.perf_counter(), time.process_time()
            source = ImapFolder(account, "INBOX")
            mails = collect(installation, account, source, Pace(), lambda: datetime.now(UTC))
            run = Run(mails=mails, wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)
            source.close()
        finally:
            installation.close()
    return run


def one_by_one(port: int, most: int | None = None) -> Run:
    """Fetch mails one at a time."""
    wall, cpu = time.perf_counter(), time.process_time()
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")[:most]
        for uid in uids:
            client.fetch([uid], ["BODY.PEEK[]"])
    return Run(mails=len(uids), wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)


def by_mbsync(port: int) -> Run:
    """Let mbsync fetch all mails into a fresh Maildir."""
    with tempfile.TemporaryDirectory(prefix="citoyen-mbsync-") as scratch:
        (Path(scratch) / "mail").mkdir()
        settings = Path(scratch) / "mbsyncrc"
        settings.write_text(_MBSYNC.format(port=port, user=USER, password=PASSWORD, folder=scratch), encoding="utf-8")
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([shutil.which("mbsync") or "mbsync", "-q", "-c", str(settings), "bench"], check=True)
        took, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
        mails = sum(1 for part in ("cur", "new") for _ in (Path(scratch) / "mail" / "INBOX" / part).iterdir())
    return Run(mails=mails, wall=took, cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


_MBSYNC = """\
IMAPAccount bench
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
TLSType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


def our_account(port: int) -> ImapAccount:
    """Return the account as the settings would name it."""
    return ImapAccount(
        host="127.0.0.1",
        port=port,
        tls=Tls.NONE,
        user=USER,
        secret=lambda: Secret(value=PASSWORD),
        town=TownId("valognes"),
        address="mairie@valognes.example",
        poll_seconds=0.01,
    )


def quiet_looks(port: int, trips: Path) -> int:
    """Return the round trips of one look by poll at a folder in which nothing is new."""
    source = ImapFolder(our_account(port), "INBOX")
    source.uids(source.uids()[-1])
    before = int(trips.read_text())
    source._poll(Event())
    after = int(trips.read_text())
    source.close()
    return after - before


def fill(port: int, mails: int, size: int) -> None:
    """Put mails into the mailbox."""
    line = "Le lampadaire devant chez nous est éteint depuis une semaine, la rue est dans le noir. Merci.\r\n"
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(USER, PASSWORD)
        for number in range(mails):
            head = (
                f"From: Camille <camille.{number}@courriel.example>\r\nTo: mairie@valognes.example\r\nSubject: lampadaire {number}\r\n"
                f"Message-ID: <bench.{number}@courriel.example>\r\nDate: Tue, 03 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            ).encode()
            body = f"{number}\r\n".encode() + line.encode() * (size // len(line.encode()))
            client.append("INBOX", head + body[: size - len(head)])


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[tuple[int, Path]]:
    """Run a proxy that delays each way by so many seconds; yield its port and the file in which it counts what the client sends."""
    with tempfile.TemporaryDirectory(prefix="citoyen-proxy-") as scratch:
        counter, near = Path(scratch) / "trips", servers.free_port()
        counter.write_text("0")
        command: Sequence[str] = (sys.executable, "-m", "bench.delaying_proxy", str(near), str(port), str(seconds), str(counter))
        proxy = subprocess.Popen(command, cwd=ROOT)
        try:
            _wait_for(near)
            yield near, counter
        finally:
            proxy.terminate()
            proxy.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            IMAPClient("127.0.0.1", port, ssl=False).shutdown()
        except OSError:
            time.sleep(0.05)
        else:
            return


@contextmanager
def _folder() -> Iterator[Path]:
    """Yield a folder that the server's own account may enter."""
    with tempfile.TemporaryDirectory(prefix="citoyen-dovecot-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


if __name__ == "__main__":
    main()
