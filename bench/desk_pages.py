"""How long pages of the desk take among a million requests: alone, in Chromium, and while two hundred agents work.

    python -m bench.desk_pages [--rows 1000000] [--url postgresql://…] [--folder DIR] [--both] [--agents 200] [--pause 8] [--seconds 60]
        [--processes N] [--write]

The requests are those of `bench.requests`; what is in ``--folder`` or behind ``--url`` already is not written again. 200 real messages
stand behind them, so that pages have a source to show. `citoyen run` serves them, by one process; on PostgreSQL, with ``--processes`` above
one, `citoyen web` by so many. Three measures, wall clock: pages asked
for one after the other (median of thirty each, and the server's processor time); the first paint of two pages in headless Chromium on the
same machine; and pages as agents ask for them, each signed in as himself, who reads each page for ``--pause``
seconds on average: of ten pages four drafts of the review queue, three requests, two lists and a search. An answer that is not a page is an
error, and there must be none. ``--both`` measures on SQLite first, then on the PostgreSQL of ``--url``. ``--write`` writes the tables into
results/desk_pages.md.
"""

import argparse
import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.desk_keys import COMMAND, KEPT, START_SECONDS, processor_ms
from bench.reminders import hall
from bench.request_rows import AT_ONCE, BEGAN, NOW, Filling, index
from domain.department import Confidentiality
from domain.request import Status
from flows import accounts
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store.agents import NewAgent
from store.blobs import Blobs
from store.schema import AgentRow, DraftRow, InboundRow, RequestRow
from tests.installations import BREVILLE
from tests.servers import free_port
from tests.web import seed
from tests.web.served import CHROMIUM, FLAGS
from web.visitor import SESSION_COOKIE

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "desk_pages.md"
RUNS = 30
GOAL_ALONE_MS, GOAL_PAINT_MS, GOAL_CROWD_MS = 60, 300, 250
_SETTLE_SECONDS = 8.0
CROWD = ("draft",) * 4 + ("request",) * 3 + ("list",) * 2 + ("search",)


def filled(folder: Path, url: str | None, rows: int, agents: int) -> None:
    """Write what is missing: requests, the messages behind them, agents."""
    values = {"data": folder} | ({"database_url": url} if url else {})
    installation = open_installation(load_settings(**values), readers=1)
    if not installation.towns.ids():
        installation.close()
        installation = hall(folder, url)
    try:
        _fill_requests(installation, rows)
        _fill_agents(installation, agents)
    finally:
        installation.close()


def _fill_requests(installation: Installation, rows: int) -> None:
    address = make_url(installation.settings.database_address)
    driver = "sqlite" if address.get_backend_name() == "sqlite" else "postgresql+psycopg"
    engine = create_engine(address.set(drivername=driver))
    filling = Filling(engine=engine, span=NOW - BEGAN)
    if filling.filled < rows:
        if not filling.filled:
            filling.begin()
        for first in range(filling.filled + 1, rows + 1, AT_ONCE):
            filling.fill(first, min(first + AT_ONCE - 1, rows), rows)
            sys.stderr.write(f"\r{first:,} requests")
        index(installation)
        filling.fill_statistics()
        _put_messages_behind(installation)
    engine.dispose()


def _put_messages_behind(installation: Installation) -> None:
    stories = [one for one in seed.STORIES if not one.html]
    blobs = Blobs(installation.settings.blobs_folder)
    with installation.database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            for table in ("inbounds", "drafts", "requests"):
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))  # noqa: S608
        for number in range(KEPT):
            story = stories[number % len(stories)]
            told = replace(story, heading=f"{story.heading} {number}", minutes=10 + number, name=f"Dupont Numéro {number}")
            seed.keep(session, blobs, BREVILLE, told, datetime.now(UTC))
    with installation.database.write() as session:
        _give_each_its_message(session)


def _give_each_its_message(session: Session) -> None:
    """Let each request have come by a message of its own, one of those kept. What the page tells of its decision stands in its trace."""
    first = session.scalar(select(func.min(DraftRow.id)).where(DraftRow.id > 1))
    beyond = 10 * (session.scalar(select(func.max(InboundRow.id))) or 0)
    kept = "FROM requests r JOIN drafts d ON d.id = :first + r.id % :kept JOIN inbounds m ON m.id = d.inbound_id WHERE r.draft_id = 1"
    for statement in (
        "INSERT INTO inbounds (id, town, channel, source_id, sha256, size, content_key, received_at, envelope, deliveries, outcome) "
        "SELECT :beyond + r.id, m.town, m.channel, m.source_id, m.sha256, m.size, substr(m.content_key, 1, 48) || '-' || r.id, "
        f"r.received_at, m.envelope, 1, m.outcome {kept}",
        f"INSERT INTO drafts (id, town, inbound_id, item, document, created_at) "
        f"SELECT :beyond + r.id, d.town, :beyond + r.id, 1, d.document, r.received_at {kept}",
        "UPDATE requests SET draft_id = :beyond + id, part = 1, "
        "trace = (SELECT told.trace FROM requests AS told WHERE told.draft_id = :first), "
        "basis = (SELECT told.basis FROM requests AS told WHERE told.draft_id = :first) WHERE draft_id = 1",
    ):
        session.execute(text(statement), {"first": first, "kept": KEPT, "beyond": beyond})


def _fill_agents(installation: Installation, count: int) -> None:
    with installation.database.read() as session:
        known = set(session.scalars(select(AgentRow.login)))
    for number in range(count):
        login = f"agent{number}"
        if login not in known:
            new = NewAgent(
                town=BREVILLE, login=login, name=login, roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH, must_change=False
            )
            accounts.add_agent(installation, new, datetime.now(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Requests that pages are asked for of: those in review, and others; and what agents are known by."""

    drafts: tuple[int, ...]
    others: tuple[int, ...]
    tokens: tuple[str, ...]


def known(folder: Path, url: str | None, agents: int) -> Known:
    """Return some requests of each sort, and sign agents in."""
    values = {"data": folder} | ({"database_url": url} if url else {})
    installation = open_installation(load_settings(**values), readers=1)
    try:
        with installation.database.read() as session:
            ids = select(RequestRow.id).where(RequestRow.confidentiality == Confidentiality.NORMAL).limit(4_000)
            drafts = tuple(session.scalars(ids.where(RequestRow.status == Status.REVIEW)))
            others = tuple(session.scalars(ids.where(RequestRow.status != Status.REVIEW)))
        tokens = [_signed_in(installation, f"agent{number}") for number in range(agents)]
    finally:
        installation.close()
    return Known(drafts=drafts, others=others, tokens=tuple(tokens))


def _signed_in(installation: Installation, login: str) -> str:
    who = accounts.sign_in(installation, login, seed.PASSWORD, datetime.now(UTC))
    if not isinstance(who, accounts.SignedIn):
        raise RuntimeError(f"{login} was not let in")
    return who.token


def page_of(kind: str, there: Known, chance: random.Random) -> str:
    """Return an address of a kind of page."""
    match kind:
        case "queue":
            return "/review"
        case "draft":
            return f"/requests/{chance.choice(there.drafts)}"
        case "request":
            return f"/requests/{chance.choice(there.others)}"
        case "list":
            asked = chance.choice(({}, {"department": f"D-{chance.randrange(20)}"}, {"status": "planned"}, {"q": "lampadaire"}))
            return f"/requests?{urlencode(asked)}"
        case _:
            return f"/search?{urlencode({'q': chance.choice(('lampadaire', 'trottoir poubelle', 'martel', 'rue lecoq 64'))})}"


class Agent:
    """Somebody who is signed in. A connection for each page: by the time the next one is wanted, servers have closed the last."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Accept-Language": "fr", "Accept-Encoding": "gzip", "Cookie": f"{SESSION_COOKIE}={token}", "Connection": "close"}

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and page, as it came."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read()


@dataclass(slots=True)
class Found:
    """What was waited for, in milliseconds, by kind of page; and what was no page."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, path: str, status: int, milliseconds: float) -> None:
        """Keep how long a page took, and what was no page."""
        with self.lock:
            self.waits.setdefault(kind, []).append(milliseconds)
            if status != 200:
                self.errors.append(f"{path}: {status}")


def timed(agent: Agent, kind: str, path: str, found: Found) -> None:
    """Ask for a page and note how long it took."""
    began = time.perf_counter()
    status, _ = agent.get(path)
    found.note(kind, path, status, 1000 * (time.perf_counter() - began))


def alone(port: int, process: int, there: Known) -> tuple[Found, dict[str, float]]:
    """Ask for pages one after the other."""
    agent, chance, found = Agent(port, there.tokens[0]), random.Random(3), Found()  # noqa: S311 — no secret
    spent: dict[str, float] = {}
    for kind in ("queue", "draft", "request", "list", "search"):
        agent.get(page_of(kind, there, chance))
        before = spent_ms(process)
        for _ in range(RUNS):
            timed(agent, kind, page_of(kind, there, chance), found)
        spent[kind] = (spent_ms(process) - before) / RUNS
    return found, spent


def crowd(port: int, there: Known, pause: float, seconds: float) -> Found:
    """Let agents work side by side."""
    found, signed = Found(), [Agent(port, token) for token in there.tokens]
    over_at = time.monotonic() + seconds

    def work(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 — no secret
        time.sleep(chance.uniform(0, pause))
        while time.monotonic() < over_at:
            kind = chance.choice(CROWD)
            try:
                timed(signed[number], kind, page_of(kind, there, chance), found)
            except OSError as error:
                found.note(kind, repr(error), 0, 0.0)
            time.sleep(min(4 * pause, chance.expovariate(1 / pause)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(signed))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def painted(address: str, there: Known) -> dict[str, float]:
    """Return the median of the first paints of list and request page, in milliseconds since the address was followed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="fr-FR")
        page.goto(f"{address}/sign-in")
        page.fill("#login", "agent0")
        page.fill("#password", seed.PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/review")
        found: dict[str, float] = {}
        for name, paths in (("list", ["/requests"] * 10), ("request", [f"/requests/{one}" for one in there.others[:10]])):
            paints = []
            for path in paths:
                page.goto(f"{address}{path}")
                page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
                paints.append(float(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")))
            found[name] = statistics.median(paints)
        browser.close()
    return found


@contextmanager
def served(folder: Path, url: str | None, processes: int = 1) -> Iterator[tuple[int, int]]:
    """Run the program, by several processes where they are wanted; yield the desk's port and the process that started them."""
    web = free_port()
    environment = {
        **os.environ,
        "CITOYEN_DATA": str(folder),
        "CITOYEN_WEB_PORT": str(web),
        "CITOYEN_SMTP_PORT": str(free_port()),
        "PYTHONPATH": str(ROOT),
        **({"CITOYEN_DATABASE_URL": url} if url else {}),
    }
    with (folder / "run.log").open("wb") as log:
        role = ["run"] if processes == 1 else ["web", "--processes", str(processes)]
        program = subprocess.Popen([*COMMAND, *role], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(web)
        _wait_for_all(program.pid, processes)
        yield web, program.pid
    finally:
        program.terminate()
        program.wait(timeout=120)


def _wait_for(port: int) -> None:
    over_at = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > over_at:
                raise
            time.sleep(0.3)
        else:
            return
        finally:
            connection.close()


def _wait_for_all(process: int, count: int) -> None:
    """Wait until all processes that shall serve are there and have had time to start."""
    over_at = time.monotonic() + START_SECONDS
    while count > 1 and len(children_of(process)) < count:
        if time.monotonic() > over_at:
            raise TimeoutError(f"of {count} processes {len(children_of(process))} were started")
        time.sleep(0.3)
    if count > 1:
        time.sleep(_SETTLE_SECONDS)


def children_of(process: int) -> tuple[int, ...]:
    """Return the processes a process has started."""
    return tuple(int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split())


def spent_ms(process: int) -> float:
    """Return the processor time a process and those it has started have taken."""
    return sum(processor_ms(one) for one in (process, *children_of(process)))


def within(waits: list[float], part: float) -> float:
    """Return what so many of the waits were within."""
    return sorted(waits)[min(len(waits) - 1, int(part * len(waits)))]


def tables(
    url: str | None, measured: Callable[[], tuple[Found, dict[str, float], dict[str, float], Found]], asked: argparse.Namespace
) -> str:
    """Return all that was measured, as text."""
    one, spent, paints, many = measured()
    database = "PostgreSQL" if url else "SQLite"
    served_by = f", {asked.processes} processes" if url and asked.processes > 1 else ""
    lines = [
        f"## {asked.rows:,} requests, {database}{served_by}, load {os.getloadavg()[2]:.1f}, {os.cpu_count()} processors",
        "",
        "| page, alone | median | 95 of 100 within | server’s processor |",
        "|---|---|---|---|",
        *(f"| {kind} | {statistics.median(w):.0f} ms | {within(w, 0.95):.0f} ms | {spent[kind]:.0f} ms |" for kind, w in one.waits.items()),
        "",
        f"First paint in Chromium: {', '.join(f'{name} {paint:.0f} ms' for name, paint in paints.items())}.",
        "",
        f"| {asked.agents} agents who read {asked.pause:g} s a page, {asked.seconds:g} s | pages | median | 95 of 100 within | longest |",
        "|---|---|---|---|---|",
    ]
    everything = [wait for waits in many.waits.values() for wait in waits]
    for kind, waits in (*sorted(many.waits.items()), ("all", everything)):
        lines.append(f"| {kind} | {len(waits)} | {statistics.median(waits):.0f} ms | {within(waits, 0.95):.0f} ms | {max(waits):.0f} ms |")
    errors = (*one.errors, *many.errors)
    lines += ["", f"{len(errors)} answers were no page{': ' + '; '.join(errors[:3]) if errors else ''}.", ""]
    return "\n".join(lines)


def main() -> int:
    """Fill, measure, print, write; return 1 where an answer was no page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--pause", type=float, default=8.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.both and not asked.url:
        parser.error("--both needs --url, the address of a PostgreSQL database")
    with tempfile.TemporaryDirectory(prefix="citoyen-pages-") as scratch:
        folder = asked.folder or Path(scratch)
        databases = {folder / "sqlite": None, folder / "postgresql": asked.url} if asked.both else {folder: asked.url}
        told = [on_database(own, url, asked) for own, url in databases.items()]
    return 1 if any("\n0 answers were no page" not in one for one in told) else 0


def on_database(folder: Path, url: str | None, asked: argparse.Namespace) -> str:
    """Fill one database, measure on it, print; return what was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    filled(folder, url, asked.rows, asked.agents)
    there = known(folder, url, asked.agents)

    def measured() -> tuple[Found, dict[str, float], dict[str, float], Found]:
        with served(folder, url, asked.processes if url else 1) as (port, process):
            one, spent = alone(port, process, there)
            paints = painted(f"http://127.0.0.1:{port}", there)
            return one, spent, paints, crowd(port, there, asked.pause, asked.seconds)

    told = tables(url, measured, asked)
    sys.stdout.write(f"{told}\n")
    if asked.write:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(f"\n{told}")
    return told


if __name__ == "__main__":
    sys.exit(main())
