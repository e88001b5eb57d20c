"""A storm: twenty times a normal hour of a town of 180,000, through all channels at once, while fifty agents work.

    python -m bench.storm [--minutes 10] [--times 20] [--agents 50] [--pause 20]

A normal hour is what DOMAIN tells of such a town, 360,000 e-mails and forms, 240,000 letters and faxes, 180,000 calls in 250 days of eight
hours. ``citoyen run`` on SQLite takes the storm in by its SMTP door, its forms, its drop folders of scans, faxes and call logs; a letter
and a fax are one page each, drawn before. Agents, signed in, ask for the review queue, drafts and lists, each every ``--pause`` seconds on
average. Each second the age of the oldest job that is due is read, queue by queue. When the storm is over, all queues are waited for.
Writes bench/results/storm.md and storm.svg.
"""

import argparse
import http.client
import os
import random
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import numpy
from PIL import Image
from sqlalchemy import text

from bench.desk_pages import Agent
from bench.drawing import lines as drawn
from bench.forms import TOWN, body, prepared
from bench.mails import RECIPIENT, mails, streets
from bench.ocr_pages import FRENCH, fax, letter, picture
from bench.smtp_servers import ROOT, await_port, cpu_seconds, free_port
from flows import accounts
from flows.settings import load_settings
from flows.wiring import open_installation
from store import jobs
from store.agents import NewAgent
from store.engine import Database
from tests.web import seed

RESULTS = Path(__file__).resolve().parent / "results" / "storm.md"
HOURS_A_YEAR = 250 * 8
A_YEAR = {"mail": 300_000, "form": 60_000, "scan": 216_000, "fax": 24_000, "call": 180_000}
"""Of a town of 180,000: what DOMAIN tells together, parted as towns tell."""
QUEUES = jobs.QUEUES
_ZONE = ZoneInfo("Europe/Paris")
WAIT_SECONDS = 900.0
PATHS = ("/review", "/review", "/requests", "/requests?q=lampadaire", "/search?q=trottoir")


@dataclass(slots=True)
class Seen:
    """What was seen: ages of queues over time, what came in, what agents waited for and what went wrong."""

    ages: defaultdict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    came: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, channel: str) -> None:
        """Count what was handed over."""
        with self.lock:
            self.came[channel] += 1

    def fault(self, what: str) -> None:
        """Keep what went wrong."""
        with self.lock:
            self.faults.append(what)


def main() -> None:
    """Let it storm, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--times", type=float, default=20.0)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--pause", type=float, default=20.0)
    parser.add_argument("--dry", action="store_true", help="write no file")
    arguments = parser.parse_args()
    before = os.getloadavg()[0]
    due = {channel: max(1, round(a_year / HOURS_A_YEAR * arguments.times * arguments.minutes / 60)) for channel, a_year in A_YEAR.items()}
    with tempfile.TemporaryDirectory(prefix="citoyen-storm-") as scratch:
        folder = Path(scratch)
        pages = drawn_pages(folder / "pages", due["scan"], due["fax"])
        seen, rest, cpu = storm(folder, due, pages, arguments)
    seconds = 60 * arguments.minutes
    told = ", ".join(f"{count:,} {channel}" for channel, count in sorted(seen.came.items()))
    worst = {name: max((age for _, age in seen.ages[name]), default=0.0) for name in QUEUES}
    waits = sorted(seen.waits) or [0.0]
    table = [
        "# A storm",
        "",
        f"`python -m bench.storm --minutes {arguments.minutes:g}`: {arguments.times:g} times a normal hour of a town of 180,000, for "
        f"{arguments.minutes:g} minutes; {arguments.agents} agents. {os.cpu_count()} cores, load average {before:.1f} before.",
        "",
        f"Came in: {told}. Faults: {len(seen.faults)}{''.join(f'; {fault}' for fault in seen.faults[:5])}.",
        f"All queues were empty {rest:.0f} s after the storm. Processor: {cpu:.0f} s in {seconds + rest:.0f} s of the clock.",
        "",
        "| queue | oldest waiting, at most | median |",
        "|---|---|---|",
        *(f"| {name} | {worst[name]:.1f} s | {median([age for _, age in seen.ages[name]] or [0.0]):.1f} s |" for name in QUEUES),
        "",
        f"Pages of the agents: {len(waits):,}, median {1000 * median(waits):.0f} ms, "
        f"95 of 100 within {1000 * waits[int(0.95 * len(waits))]:.0f} ms.",
        "",
        "![ages](storm.svg)",
        "",
    ]
    print("\n".join(table))
    if not arguments.dry:
        RESULTS.write_text("\n".join(table), encoding="utf-8")
        shown = {name: seen.ages[name] for name in QUEUES}
        title = f"Age of the oldest message that waits, storm of {arguments.minutes:g} minutes"
        RESULTS.with_suffix(".svg").write_text(drawn(title, shown, across="seconds", up="seconds"), encoding="utf-8")


def drawn_pages(folder: Path, scans: int, faxes: int) -> dict[str, Sequence[bytes]]:
    """Return pages to hand over, each another's; a few are drawn, and a word of each is moved by a spot that no reader minds."""
    folder.mkdir()
    found: dict[str, Sequence[bytes]] = {}
    for channel, count in (("scan", scans), ("fax", faxes)):
        letters = [letter(seed_number, sentences=FRENCH, length=900) for seed_number in range(min(count, 12))]
        drawn_once = [picture(one, 200) if channel == "scan" else fax(one, dpi_y=196) for one in letters]
        raws = []
        for number in range(count):
            page = numpy.asarray(drawn_once[number % len(drawn_once)]).copy()
            page[3 + number // 40, 3 + number % 40] = int(numpy.min(page))
            path = folder / f"{channel}.tif"
            Image.fromarray(page).save(path, compression="tiff_lzw", dpi=(200, 200 if channel == "scan" else 196))
            raws.append(path.read_bytes())
        found[channel] = raws
    return found


def storm(folder: Path, due: dict[str, int], pages: dict[str, Sequence[bytes]], arguments: argparse.Namespace) -> tuple[Seen, float, float]:
    """Return what was seen, the seconds until all queues were empty after the storm, and the processor seconds of the service."""
    data, smtp, web = folder / "data", free_port(), free_port()
    drops = {channel: folder / channel for channel in ("scan", "fax", "calls")}
    for drop in drops.values():
        drop.mkdir()
    key = prepared(data)
    tokens = _signed_in(data, arguments.agents)
    environment = {
        **os.environ,
        "CITOYEN_DATA": str(data),
        "CITOYEN_SMTP_PORT": str(smtp),
        "CITOYEN_WEB_PORT": str(web),
        **{f"CITOYEN_{channel.upper()}_FOLDER": str(drop) for channel, drop in drops.items()},
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-P", "-c", "from cli.main import main; main()", "run"]
    seen, log = Seen(), folder / "log"
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            await_port(process, log, smtp)
            await_port(process, log, web)
            cpu, begun = cpu_seconds(process.pid), time.monotonic()
            over = begun + 60 * arguments.minutes
            database = Database(f"sqlite:///{data / 'citoyen.db'}")
            stop = threading.Event()
            threads = [threading.Thread(target=_watch, args=(database, seen, begun, stop))]
            threads += [threading.Thread(target=_work, args=(web, token, arguments.pause, over, seen)) for token in tokens]
            threads += [threading.Thread(target=run) for run in _channels(due, pages, drops, (smtp, web, key), (begun, over), seen)]
            for thread in threads:
                thread.start()
            for thread in threads[1:]:
                thread.join()
            while _waiting(database):
                if time.monotonic() - over > WAIT_SECONDS:
                    seen.fault(f"after {WAIT_SECONDS:.0f} s {_waiting(database)} jobs still wait")
                    break
                time.sleep(1)
            rest, used = time.monotonic() - over, cpu_seconds(process.pid) - cpu
            stop.set()
            threads[0].join()
            database.close()
        finally:
            process.terminate()
            process.wait(60)
    return seen, rest, used


def _signed_in(data: Path, count: int) -> list[str]:
    installation = open_installation(load_settings(data=data))
    tokens = []
    try:
        for number in range(count):
            login = f"agent{number}"
            new = NewAgent(town=TOWN, login=login, name=login, roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH, must_change=False)
            accounts.add_agent(installation, new, datetime.now(UTC))
            who = accounts.sign_in(installation, login, seed.PASSWORD, datetime.now(UTC))
            if not isinstance(who, accounts.SignedIn):
                raise RuntimeError(f"{login} was not let in")
            tokens.append(who.token)
    finally:
        installation.close()
    return tokens


def _channels(
    due: dict[str, int],
    pages: dict[str, Sequence[bytes]],
    drops: dict[str, Path],
    doors: tuple[int, int, str],
    span: tuple[float, float],
    seen: Seen,
) -> list[Callable[[], None]]:
    smtp, web, key = doors
    chance = random.Random(11)  # noqa: S311 — made-up calls

    written = mails(due["mail"], seed=5)

    def mail(_number: int) -> None:
        one = next(written)
        with smtplib.SMTP("127.0.0.1", smtp, timeout=60) as client:
            client.sendmail(one.sender, [RECIPIENT], one.raw)

    def form(number: int) -> None:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", web, timeout=60)) as connection:
            connection.request("POST", "/api/v1/forms/signalement/submissions", body(number), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.CREATED:
                raise OSError(f"a form was answered by {answer.status}")

    def drop(channel: str) -> Callable[[int], None]:
        def lay(number: int) -> None:
            path = drops[channel] / f"{channel}-{number:05}.tif"
            path.with_suffix(".part").write_bytes(pages[channel][number])
            path.with_suffix(".part").rename(path)

        return lay

    def call(number: int) -> None:
        now = datetime.now(_ZONE)
        street = chance.choice(streets())
        line = (
            f"{now:%d/%m/%Y};{now:%H:%M:%S};entrant;06 39 98 {number // 100 % 100:02d} {number % 100:02d};0261910500;0;manqué;;;{street}\n"
        )
        path = drops["calls"] / f"appels-{number:05}.csv"
        path.with_suffix(".part").write_text(f"date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note\n{line}", encoding="utf-8")
        path.with_suffix(".part").rename(path)

    handing: dict[str, Callable[[int], None]] = {
        "mail": mail,
        "form": form,
        "scan": drop("scan"),
        "fax": drop("fax"),
        "call": call,
    }
    return [_evenly(channel, due[channel], hand, span, seen) for channel, hand in handing.items()]


def _evenly(channel: str, count: int, hand: Callable[[int], None], span: tuple[float, float], seen: Seen) -> Callable[[], None]:
    """Return what hands over so many of a channel, evenly over the span; what is late is handed over at once."""
    begun, over = span

    def run() -> None:
        for number in range(count):
            time.sleep(max(0.0, begun + (over - begun) * number / count - time.monotonic()))
            try:
                hand(number)
            except (OSError, smtplib.SMTPException, http.client.HTTPException) as error:
                seen.fault(f"{channel}: {type(error).__name__} {error}")
            else:
                seen.count(channel)

    return run


def _watch(database: Database, seen: Seen, begun: float, stop: threading.Event) -> None:
    while not stop.wait(1):
        with database.read() as session:
            oldest = jobs.oldest_due(session, datetime.now(UTC))
        for name in QUEUES:
            seen.ages[name].append((time.monotonic() - begun, max(0.0, oldest.get(name, 0.0))))


def _waiting(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM jobs WHERE state IN ('ready', 'running') AND queue <> 'later'")).scalar_one())


def _work(port: int, token: str, pause: float, over: float, seen: Seen) -> None:
    chance, agent = random.Random(token), Agent(port, token)  # noqa: S311 — no secret
    time.sleep(chance.uniform(0, pause))
    while time.monotonic() < over:
        path, began = chance.choice(PATHS), time.monotonic()
        try:
            status, _ = agent.get(path)
        except OSError as error:
            seen.fault(f"{path}: {type(error).__name__}")
        else:
            with seen.lock:
                seen.waits.append(time.monotonic() - began)
            if status != http.client.OK:
                seen.fault(f"{path}: {status}")
        time.sleep(max(0.0, min(4 * pause, chance.expovariate(1 / pause), over - time.monotonic())))


if __name__ == "__main__":
    main()
