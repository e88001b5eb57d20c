"""Let two hundred agents confirm the requests of one town at the same moment, and tell how fast and whether anything went wrong.

    python -m bench.confirming [--agents 200] [--drafts 1000] [--processes 8] [--url postgresql://…] [--write]
    python -m bench.confirming --one [--drafts 60] [--url postgresql://…]

The requests come of mails, by the way all mails go, and wait in review. The agents, threads of several processes, work in pairs: both have
the same list before them, as it stood when the day began, and go through it from the top, so that every request is confirmed by two at the
same moment; one wins, the other must be told so. Letters to departments and requesters are written, none leaves. With ``--url`` an empty
database on PostgreSQL, else a file on SQLite and threads of one process. Wall clock. At the end everything is looked at: each request has
one number, the numbers have no gap, it was confirmed once, its history and the journal's chain are whole, the database saw no deadlock and
nobody got any other error. Exit status 1 where that is not so. ``--write`` writes the line into results/confirming.md.

With ``--one``, one agent confirms one after the other: processor time and statements of a confirmation, and of what everybody else who
confirms in the town waits for, from the number (on SQLite, which has one writer, from the first statement that may write) to the commit.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

from sqlalchemy import event, func, select, text

from domain.errors import ConflictError
from domain.ids import RequestId
from domain.inbound import Arrival
from domain.request import Status
from flows import accounts
from flows.confirm import Correction, confirm
from flows.journal import verify
from flows.receive import receive
from flows.settings import Settings, load_settings
from flows.wiring import Installation, open_installation
from flows.work import work
from store import towns
from store.agents import NewAgent
from store.schema import ConfirmationRow, HistoryRow, RequestRow
from tests.installations import BREVILLE, NOW, arrival, mail, mailboxes, places, ruleset, town

RESULTS = Path(__file__).parent / "results" / "confirming.md"
AT_ONCE = 50
VAGUE = "Bonjour, il y a un problème dans ma rue, pouvez-vous passer quand vous aurez le temps ? Voilà bientôt {n} jours que cela dure."
LATER = NOW + timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one agent goes through: the requests, each in the version he sees it in."""

    login: str
    requests: tuple[tuple[RequestId, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one confirmation, and how long he waited for it."""

    result: str
    seconds: float


def fill(installation: Installation, agents: int, drafts: int) -> None:
    """Lay out a town with its agents and so many requests in review."""
    with installation.database.write() as session:
        own = replace(town(), writes_to_requesters=True)
        towns.save_town(session, own, ruleset(BREVILLE), places(), mailboxes(BREVILLE), NOW)
    for number in range(agents):
        login = f"agent{number}"
        new = NewAgent(town=BREVILLE, login=login, name=login, roles=accounts.FIRST_ROLES, password_hash="x")  # noqa: S106 - signs in nowhere
        accounts.add_agent(installation, new, NOW)
    now = NOW
    for first in range(0, drafts, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, drafts))
        receive(installation, [_mail(number) for number in numbers])
        # Reading asks for routing a moment later.
        while work(installation, "mail", now).claimed:
            now += timedelta(seconds=30)


def _mail(number: int) -> Arrival:
    """Return a mail of somebody who writes once: what one person sends in heaps is set aside."""
    mine, raw = f"p{number}@courriel.example", mail(VAGUE.format(n=number), number=number, subject="bonjour")
    made = arrival(raw.replace(b"sylvie.lebrun@courriel.example", mine.encode()))
    return replace(made, envelope=replace(made.envelope, sender=mine))


def lists(installation: Installation, agents: int) -> list[Asked]:
    """Return the lists of the agents: two and two have the same."""
    with installation.database.read() as session:
        waiting = select(RequestRow.id, RequestRow.version).where(RequestRow.status == Status.REVIEW).order_by(RequestRow.id)
        seen = [(RequestId(row.id), row.version) for row in session.execute(waiting)]
    pairs = max(1, agents // 2)
    return [Asked(login=f"agent{number}", requests=tuple(seen[number // 2 % pairs :: pairs])) for number in range(agents)]


def agent(installation: Installation, asked: Asked, start: Barrier) -> list[Told]:
    """Confirm one after the other, as proposed."""
    start.wait()
    found: list[Told] = []
    for request, version in asked.requests:
        began = time.perf_counter()
        try:
            confirm(installation, request, Correction(), asked.login, LATER, version)
            result = "confirmed"
        except ConflictError:
            result = "told"
        except Exception as error:  # noqa: BLE001 - what else agents get is what is looked for
            result = f"{type(error).__name__}: {error}"
        found.append(Told(result=result, seconds=time.perf_counter() - began))
    return found


@dataclass(slots=True)
class Watch:
    """What is seen of a confirmation: statements, and what was spent when others began to wait and when they no longer did."""

    is_postgresql: bool
    statements: int = 0
    held_from: tuple[int, float, float] = (0, 0.0, 0.0)
    held_to: tuple[int, float, float] = (0, 0.0, 0.0)

    def now(self) -> tuple[int, float, float]:
        """Return statements, seconds of processor and of the clock until now."""
        return self.statements, time.process_time(), time.perf_counter()

    def begin(self, _connection: object) -> None:
        """Note that a transaction that may write begins."""
        if not self.is_postgresql:
            self.held_from = self.now()

    def tell(self, _connection: object, _cursor: object, statement: str, *_others: object) -> None:
        """Note a statement."""
        if self.is_postgresql and statement.startswith("INSERT INTO counters"):
            self.held_from = self.now()
        self.statements += 1

    def commit(self, _connection: object) -> None:
        """Note that a transaction is about to be committed."""
        self.held_to = self.now()


def one_by_one(installation: Installation, drafts: int) -> str:
    """Let one agent confirm everything, and return what one confirmation took, the first ten aside."""
    fill(installation, 2, drafts)
    (asked, _) = lists(installation, 2)
    with installation.database.write() as session:
        engine = session.get_bind()
    watch = Watch(is_postgresql=engine.dialect.name == "postgresql")
    for name, heard in (("begin", watch.begin), ("before_cursor_execute", watch.tell), ("commit", watch.commit)):
        event.listen(engine, name, heard)
    found: list[tuple[float, ...]] = []
    for request, version in asked.requests:
        before = watch.now()
        confirm(installation, request, Correction(), asked.login, LATER, version)
        told = (after - began for after, began in zip(watch.now(), before, strict=True))
        found.append((*told, *(to - since for to, since in zip(watch.held_to, watch.held_from, strict=True))))
    statements, cpu, _, held, held_cpu, held_seconds = (statistics.median(values) for values in zip(*found[10:], strict=True))
    name = "PostgreSQL" if watch.is_postgresql else "SQLite"
    return (
        f"{name}: {cpu * 1000:.1f} ms of processor and {statements:.0f} statements a confirmation; others wait for {held:.0f} of them, "
        f"{held_cpu * 1000:.1f} ms of processor, {held_seconds * 1000:.1f} ms of the clock without the commit"
    )


def _await(start: Barrier) -> None:
    """Wait for the other processes."""
    start.wait()


def office(settings: Settings, asked: Sequence[Asked], start: Barrier) -> list[Told]:
    """Let the agents of one process work."""
    installation = open_installation(settings, readers=1)
    try:
        installation.towns.get(BREVILLE)
        with ThreadPoolExecutor(len(asked)) as threads:
            own = Barrier(len(asked), partial(_await, start))
            done = [threads.submit(agent, installation, one, own) for one in asked]
            return [told for one in done for told in one.result()]
    finally:
        installation.close()


def run(settings: Settings, asked: Sequence[Asked], processes: int) -> tuple[list[Told], float]:
    """Return what all were told, and the seconds from the first to the last."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(processes) as pool:
        start = manager.Barrier(processes + 1)
        shares = [asked[number::processes] for number in range(processes)]
        done = [pool.apply_async(office, (settings, share, start)) for share in shares]
        start.wait()
        began = time.perf_counter()
        return [told for one in done for told in one.get()], time.perf_counter() - began


def faults(installation: Installation, told: Sequence[Told], drafts: int) -> list[str]:
    """Return all that is wrong afterwards."""
    results = Counter(one.result for one in told)
    found = [f"{count} times {result}" for result, count in results.items() if result not in {"confirmed", "told"}]
    with installation.database.read() as session:
        counters = list(session.scalars(select(RequestRow.counter).order_by(RequestRow.counter)))
        once = select(func.count()).select_from(HistoryRow).where(HistoryRow.action == "numbered").group_by(HistoryRow.request_id)
        numbered = list(session.scalars(once))
        confirmed = session.scalar(select(func.count()).select_from(ConfirmationRow))
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        locked = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        deadlocks = session.scalar(locked) if is_postgresql else 0
    if counters != list(range(1, drafts + 1)):
        found.append(f"numbers from {counters[0]} to {counters[-1]}, {len(set(counters))} of {drafts}")
    if numbered != [1] * drafts or confirmed != drafts or results["confirmed"] != drafts:
        found.append(f"{len(numbered)} numbered, {confirmed} confirmations, {results['confirmed']} told so; wanted {drafts} of each")
    if deadlocks:
        found.append(f"{deadlocks} deadlocks")
    found += [f"journal: {one.findings}" for one in verify(installation.database, None) if one.findings]
    return found


def main() -> int:
    """Fill, let them work, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--drafts", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--url")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        values = {"data": Path(folder)} | ({"database_url": asked.url} if asked.url else {})
        installation = open_installation(load_settings(**values), readers=2)
        if asked.one:
            print(one_by_one(installation, asked.drafts))
            installation.close()
            return 0
        fill(installation, asked.agents, asked.drafts)
        processes = asked.processes if asked.url else 1
        told, seconds = run(installation.settings, lists(installation, asked.agents), processes)
        wrong = faults(installation, told, asked.drafts)
        installation.close()
    # The losers wait for the winner, and no longer.
    waited = statistics.quantiles([one.seconds * 1000 for one in told], n=100)
    cells = (
        "PostgreSQL" if asked.url else "SQLite",
        f"{asked.agents} in {processes}",
        f"{asked.drafts:,}",
        f"{asked.drafts / seconds:,.0f}",
        f"{len(told) / seconds:,.0f}",
        f"{waited[49]:,.0f} ms",
        f"{waited[98]:,.0f} ms",
        f"{os.getloadavg()[1]:.1f}",
        "; ".join(wrong) or "nothing",
    )
    line = f"| {' | '.join(cells)} |"
    print(line)
    if asked.write:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(f"{line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
