"""Figures among a million requests: every kind of question, on one year and on three, and what keeping the facts costs.

    python -m bench.figures [--rows 1000000] [--span 365,1095] [--url postgresql://…/postgres] [--folder DIR] [--sources 20000]
        [--runs 10] [--every] [--write]

Facts of invented requests (20 departments, 120 subjects, 12 sectors, 600 streets, 40 agents; one in twenty is open, one in ten was opened
again and chased) are spread over so many days: twenty thousand lives, written by what keeps those of real ones,
and each copied with another sector, street and agent, and other minutes. With ``--url`` databases of this server's own on
PostgreSQL, else files on SQLite in ``--folder``: what is there already is only measured. Asked is about the last 365 days, by
`store.facts.count`: the wall clock of each question, the median of some runs and the longest, and processor time, the server’s with it.
With ``--every`` each indicator is asked by each axis, and by pairs of those with many keys, as a whole answer (`flows.figures.answer_in`):
what takes most is told.

Then what keeping costs: so many requests are written as `bench.requests` does, and their facts made from them (``--sources 0``: not).
"""

import argparse
import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.reminders import hall
from bench.request_rows import Filling
from bench.requests import processor
from domain.fact import OF_CLOSING, OF_DECISION, OF_RECEPTION, Closing, Decided, Fact, Spell
from domain.figures import Asked, Axis, Duration, Measure, Period
from domain.ids import RequestId
from figures.indicators import INDICATORS
from figures.question import Question
from flows import facts as flow
from flows.figures import OPERATOR, answer_in
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import facts_kept
from store.facts import count
from tests.installations import BREVILLE

RESULTS = Path(__file__).parent / "results" / "figures.md"
LAST = date(2026, 6, 30)
YEAR = Period(first=LAST - timedelta(days=364), last=LAST)
LIMIT_MS = 1000
_AT_ONCE = 5_000
LIVES = 20_000
_CHANNELS = ("email", "email", "form", "phone", "counter", "scan")
_CLOSURES = ("carried_out", "carried_out", "answered", "refused", "no_action")
_LETTERS = ("accuse_reception_svr", "prise_en_compte", "cloture", "refus")


def invented(rows: int, span: int) -> Iterator[Fact]:
    """Yield the facts of so many requests of the last days."""
    chance = random.Random(11)  # noqa: S311 - invented requests
    for number in range(rows):
        received = LAST - timedelta(days=span - 1 - number * span // rows)
        subject = min(119, int(chance.expovariate(0.04)))
        lasted, target = int(chance.expovariate(0.06)), received + timedelta(days=(5, 7, 14, 42)[subject % 4])
        closed = received + timedelta(days=lasted)
        is_over = closed <= LAST and chance.random() > 0.02
        agent, closure = f"agent{chance.randrange(40)}", chance.choice(_CLOSURES)
        keys = {
            Axis.CHANNEL: chance.choice(_CHANNELS),
            Axis.NATURE: ("signalement", "demande", "information")[subject % 3],
            Axis.THEME: f"thème {subject // 12}",
            Axis.SUBJECT: f"S-{subject}",
            Axis.SECTOR: f"Secteur {chance.randrange(12)}",
            Axis.STREET: f"Rue {min(599, int(chance.expovariate(0.01)))}",
            Axis.DEPARTMENT: f"D-{subject % 20}",
            Axis.AGENT: agent,
            Axis.PRIORITY: str(1 + min(3, int(chance.expovariate(0.8)))),
            Axis.STATE: "closed" if is_over else chance.choice(("open", "accepted", "planned")),
            Axis.CLOSURE: closure if is_over else "",
            Axis.REQUESTER: chance.choice(("particulier", "particulier", "entreprise", "anonymous")),
            Axis.RULE: f"R{subject}",
        }
        seconds = int(chance.expovariate(0.001))
        in_time = {Measure.CLOSED_DUE} | ({Measure.CLOSED_IN_TIME} if closed <= target else set())
        again = is_over and number % 10 == 0
        yield Fact(
            town=BREVILLE,
            request=RequestId(number + 1),
            day=received,
            hour=chance.randrange(24),
            keys=keys,
            marks=frozenset(one for one in OF_RECEPTION if chance.random() < 0.2),
            durations={
                Duration.TO_RECORD: chance.randrange(3),
                Duration.TO_ACKNOWLEDGE: seconds // 6,
                Duration.TO_TRANSMISSION: seconds,
                Duration.TO_TAKING: seconds,
            },
            decided=Decided(day=received, agent=agent, marks=frozenset({OF_DECISION[number % 2]})),
            closings=(
                Closing(
                    day=closed,
                    closure=closure,
                    agent=agent,
                    marks=frozenset(in_time) & frozenset(OF_CLOSING),
                    durations={
                        Duration.TO_CLOSING: lasted,
                        Duration.TO_CLOSING_WORKING: lasted * 5 // 7,
                        Duration.WAITING: number % 7,
                        Duration.ELSEWHERE: 0,
                    },
                ),
            )
            if is_over
            else (),
            moments=((Measure.REOPENED, closed), (Measure.CHASERS, received)) if again else (),
            letters=tuple((_LETTERS[(number + place) % 4], received) for place in range(2)),
            spells=(Spell(since=received, until=closed if is_over else None, target=target),) if lasted or not is_over else (),
        )


QUESTIONS: dict[str, tuple[tuple[Measure, ...], tuple[Duration, ...]]] = {
    "received": ((Measure.RECEIVED,), ()),
    "received, and what is true of them": ((Measure.RECEIVED, *OF_RECEPTION), ()),
    "decided alone, reviewed, corrected": (OF_DECISION, ()),
    "closed in time": ((Measure.CLOSED, *OF_CLOSING), ()),
    "letters": ((Measure.LETTERS,), ()),
    "chasers, reopened": ((Measure.CHASERS, Measure.REOPENED), ()),
    "stock and overdue": ((Measure.STOCK, Measure.OVERDUE), ()),
    "days to closing": ((), (Duration.TO_CLOSING,)),
    "minutes to acknowledgement": ((), (Duration.TO_ACKNOWLEDGE,)),
    "seconds to transmission": ((), (Duration.TO_TRANSMISSION,)),
    "age of the stock": ((), (Duration.AGE,)),
}
AXES: tuple[tuple[Axis, ...], ...] = (
    (),
    (Axis.DEPARTMENT,),
    (Axis.STREET,),
    (Axis.MONTH,),
    (Axis.WEEK,),
    (Axis.SUBJECT, Axis.SECTOR),
    (Axis.STREET, Axis.AGENT),
    (Axis.MONTH, Axis.DEPARTMENT),
    (Axis.WEEK, Axis.SECTOR),
    (Axis.WEEKDAY, Axis.HOUR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a question took, in milliseconds."""

    median: float
    most: float
    processor: float
    rows: int


def measured(session: Session, runs: int) -> dict[tuple[str, tuple[Axis, ...]], Took]:
    """Return what each question took, once warm."""
    clock = processor(session)
    found = {}
    for name, (measures, durations) in QUESTIONS.items():
        for axes in AXES:
            asked = Asked(town=BREVILLE, period=YEAR, axes=axes, measures=frozenset(measures), durations=frozenset(durations))
            found[name, axes] = _took(lambda asked=asked: count(session, asked), clock, runs)  # type: ignore[misc]  # the very one
    filtered = Asked(
        town=BREVILLE,
        period=YEAR,
        axes=(Axis.MONTH,),
        measures=frozenset({Measure.RECEIVED}),
        filters={Axis.DEPARTMENT: frozenset({"D-3"}), Axis.CHANNEL: frozenset({"email", "form"})},
    )
    found["received, of a department by two channels", (Axis.MONTH,)] = _took(lambda: count(session, filtered), clock, runs)
    return found


PAIRS: tuple[tuple[Axis, Axis], ...] = (
    (Axis.STREET, Axis.AGENT),
    (Axis.STREET, Axis.MONTH),
    (Axis.SUBJECT, Axis.SECTOR),
    (Axis.SECTOR, Axis.WEEK),
    (Axis.RULE, Axis.WEEKDAY),
)
WORST = 20


def every(session: Session, installation: Installation) -> dict[tuple[str, tuple[Axis, ...]], Took]:
    """Return what each indicator took by each axis it may be told by, and by pairs, asked once as a whole answer."""
    clock, found = processor(session), {}
    for code, indicator in INDICATORS.items():
        single = [(axis,) for axis in Axis if axis in indicator.axes]
        for axes in [(), *single, *(pair for pair in PAIRS if set(pair) <= indicator.axes)]:
            rows, columns = (*axes, None, None)[:2]
            question = Question(indicators=(code,), period=YEAR, rows=rows, columns=columns)
            began, before = time.perf_counter(), clock()
            table_of = answer_in(session, installation, OPERATOR, BREVILLE, question, "fr")
            spent, wall = (clock() - before) * 1000, (time.perf_counter() - began) * 1000
            found[code, axes] = Took(median=wall, most=wall, processor=spent, rows=len(table_of.lines) * len(table_of.columns))
    return found


def worst(found: dict[tuple[str, tuple[Axis, ...]], Took]) -> dict[tuple[str, tuple[Axis, ...]], Took]:
    """Return those that took most of the processor."""
    return dict(sorted(found.items(), key=lambda one: -one[1].processor)[:WORST])


def _took(ask: Callable[[], object], clock: Callable[[], float], runs: int) -> Took:
    answer = ask()
    walls, spent = [], []
    for _ in range(runs):
        began, before = time.perf_counter(), clock()
        answer = ask()
        spent.append((clock() - before) * 1000)
        walls.append((time.perf_counter() - began) * 1000)
    rows = len(getattr(answer, "counts", ())) + sum(map(len, getattr(answer, "spreads", {}).values()))
    return Took(median=statistics.median(walls), most=sorted(walls)[-1], processor=statistics.median(spent), rows=rows)


def fill(installation: Installation, rows: int, span: int) -> float:
    """Write the facts of so many requests; return the seconds it took to keep those that are copied."""
    spent, facts = 0.0, invented(min(rows, LIVES), span)
    while some := tuple(islice(facts, _AT_ONCE)):
        with installation.database.write() as session:
            began = time.perf_counter()
            facts_kept.keep(session, facts_kept.Due(notes=(), requests=()), some, ())
            spent += time.perf_counter() - began
    copies = {"copies": rows // LIVES - 1}
    with create_engine(installation.settings.database_address).begin() as connection:
        connection.execute(text("CREATE TABLE bench_keys (axis TEXT, n INTEGER, id INTEGER, PRIMARY KEY (axis, n))"))
        numbered = "SELECT axis, row_number() OVER (PARTITION BY axis ORDER BY id) - 1, id FROM fact_keys"
        connection.execute(text(f"INSERT INTO bench_keys {numbered}"))
        for one in facts_kept.TABLES:
            names = [column.name for column in one.columns]
            values = ", ".join(_OTHER.get(name, f"f.{name}") for name in names)
            key = ", ".join(column.name for column in one.primary_key)
            numbers = "WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < :copies)"
            copied = f"{numbers} SELECT {values} FROM {one.name} f, c"  # noqa: S608 - statements of ours
            if copies["copies"]:
                ordered = f"INSERT INTO {one.name} ({', '.join(names)}) SELECT * FROM ({copied}) AS o ORDER BY {key}"  # noqa: S608
                connection.execute(text(ordered), copies)
    return spent


def _other(axis: str, count_of: int) -> str:
    place = f"(f.request * 31 + c.k * 17) % {count_of}"
    return f"(SELECT id FROM bench_keys WHERE axis = '{axis}' AND n = {place}) AS {axis}"  # noqa: S608 - names of ours


_OTHER = {
    "request": f"f.request + c.k * {LIVES} AS request",
    "sector": _other("sector", 12),
    "street": _other("street", 400),
    "agent": _other("agent", 40),
    "to_transmission": "f.to_transmission + c.k * 37 % 101 AS to_transmission",
    "to_acknowledge": "f.to_acknowledge + c.k * 37 % 101 AS to_acknowledge",
}


def opened(folder: Path, server: str | None, name: str) -> Installation:
    """Return an installation on a database of this name."""
    folder.mkdir(parents=True, exist_ok=True)
    url = None
    if server is not None:
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        with create_engine(server).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
                connection.execute(text(f"CREATE DATABASE {name}"))
    installation = open_installation(load_settings(**{"data": folder} | ({"database_url": url} if url else {})), readers=1)
    if installation.towns.ids():
        return installation
    installation.close()
    return hall(folder, url)


def settle(installation: Installation) -> None:
    """Let PostgreSQL count what it chooses its ways by."""
    url = installation.settings.database_address
    if url.startswith("postgresql"):
        with create_engine(url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for one in facts_kept.TABLES:
                connection.execute(text(f"VACUUM ANALYZE {one.name}"))


def kept(installation: Installation, count_of: int) -> tuple[float, float, float]:
    """Return seconds of making all facts anew from so many requests, of comparing them, and processor milliseconds of a changed one."""
    filling = Filling(engine=create_engine(installation.settings.database_address), span=timedelta(days=365))
    filling.begin()
    for first in range(1, count_of, 5_000):
        filling.fill(first, min(first + 4_999, count_of), count_of)
    flow.catch_up(installation)
    began = time.perf_counter()
    flow.rebuild(installation)
    rebuilt = time.perf_counter() - began
    began = time.perf_counter()
    list(flow.differences(installation))
    compared = time.perf_counter() - began
    with installation.database.write() as session:
        session.execute(text("INSERT INTO fact_due (request) SELECT id FROM requests WHERE id <= 2000"))
    before = time.process_time()
    flow.catch_up(installation)
    return rebuilt, compared, (time.process_time() - before) / min(2_000, count_of) * 1000


def table(found: dict[tuple[str, tuple[Axis, ...]], Took], title: str) -> str:
    """Return what was measured as text."""
    lines = [title, "", "| counted | by | median | longest | processor | figures |", "|---|---|---|---|---|---|"]
    for (name, axes), took in found.items():
        slow = "**" if took.most > LIMIT_MS else ""
        times = f"{took.median:.0f} ms | {slow}{took.most:.0f} ms{slow} | {took.processor:.0f} ms"
        lines.append(f"| {name} | {', '.join(axes) or '–'} | {times} | {took.rows:,} |")
    return "\n".join([*lines, ""])


def _load() -> str:
    return f"load {'/'.join(f'{one:.1f}' for one in os.getloadavg())}, {os.cpu_count()} processors"


def main() -> None:
    """Fill, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--span", default="365,1095")
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sources", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    gc.freeze()  # as the processes that serve (`workers.roles.nudging`, `workers.embedded`)
    database = "PostgreSQL" if asked.url else "SQLite"
    told = []
    with tempfile.TemporaryDirectory(prefix="citoyen-figures-") as scratch:
        for span in map(int, asked.span.split(",")):
            installation = opened((asked.folder or Path(scratch)) / str(span), asked.url, f"citoyen_figures_{span}")
            with installation.database.read() as session:
                there = session.scalar(text("SELECT count(*) FROM facts"))
            spent = None if there == asked.rows else fill(installation, asked.rows, span)
            settle(installation)
            with installation.database.read() as session:
                found = measured(session, asked.runs)
                asked_all = every(session, installation) if asked.every else {}
            installation.close()
            told.append(table(found, f"## {asked.rows:,} requests of {span} days, {database}, {_load()}"))
            if asked_all:
                title = f"Of {len(asked_all):,} answers to each indicator by each axis, the {WORST} that took most of the processor:"
                told.append(table(worst(asked_all), title))
            if spent is not None:
                told.append(f"Written: {spent / min(asked.rows, LIVES) * 1e6:.0f} µs a request.\n")
        if asked.sources:
            installation = opened(Path(scratch) / "sources", asked.url, "citoyen_figures_sources")
            rebuilt, compared, each = kept(installation, asked.sources)
            installation.close()
            told.append(
                f"Of {asked.sources:,} requests with five lines of history each, {database}, {_load()}: all facts made anew in "
                f"{rebuilt:.0f} s ({asked.sources / rebuilt:,.0f} a second), compared in {compared:.0f} s; a changed request takes "
                f"{each:.2f} ms of processor.\n"
            )
    print("\n".join(told))
    if asked.write:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write("\n".join(["", *told]))


if __name__ == "__main__":
    main()
