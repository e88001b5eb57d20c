"""Remind of the deadlines of a day among a million requests, and tell how long that takes.

    python -m bench.reminders [--rows 1000000] [--open 0.2] [--url postgresql://…] [--write]

The requests are invented and written by SQL: some are open, the rest are over. Those that are open were due on one of the last sixty days
or will be on one of the next thirty, as many on each, and have been reminded of until the evening before. Measured is `flows.remind.remind`
of one morning, all that a beat does: finding, raising, writing the rows, writing the day's mails. Wall-clock and processor time, on
PostgreSQL with that of the server's processes, if it is on this machine. With
``--url`` an empty database on PostgreSQL, which is filled; else a file on SQLite. Then the review queue is asked for its first page and one
far behind, with the plan of the statement. ``--write`` writes the line into results/reminders.md.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic_core import to_json
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine, make_url

from domain.deadline import Alerts, Clocks
from domain.decision import Routed
from domain.ids import RequestId
from domain.reminder import Watch
from domain.request import Status
from domain.timing import Timing
from flows.remind import remind
from flows.settings import load_settings
from flows.town_views import TownView
from flows.wiring import Installation, open_installation
from routing.calendar import Calendar, calendar_of, moment
from routing.decide import decide
from routing.reminders import look
from rules.classify import Classifier
from store import requests, towns
from store.mapping import dump
from store.request_lines import Cursor
from tests.installations import BREVILLE, draft_of, mailboxes, places, ruleset, town

RESULTS = Path(__file__).parent / "results" / "reminders.md"
ZONE = ZoneInfo("Europe/Paris")
TODAY = date(2026, 6, 4)
MORNING = datetime(2026, 6, 4, 9, 1, tzinfo=ZONE)
EVENING = datetime(2026, 6, 3, 22, tzinfo=ZONE)
PAST_DAYS, COMING_DAYS = 60, 30
SAMPLES = 30

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
_REQUESTS = """
INSERT INTO requests (id, town, draft_id, part, tracking, year, counter, status, channel, received_at, subject, department, priority,
  confidentiality, heading, details, "offset", requester, place, decision, trace, ruleset_number, basis, version, created_at, timing,
  taken_at, taken_by, complete_by, due_at, pressing_on)
NUMBERS
SELECT i, 'breville', 1, i, CAST(i AS TEXT), 2026, i,
  CASE WHEN i % 1000 >= :open THEN 'closed' WHEN i % 10 = 0 THEN 'review' ELSE 'accepted' END,
  'email', d.received_at, 'VOI-01', CASE WHEN i % 3 = 0 THEN 'ACC' ELSE 'VOI' END, 1 + i % 4, 0, 'nid de poule', 'Un trou.', 0,
  :requester, :place, :decision, :trace, 1, :basis, 1, d.received_at, :timing,
  d.received_at, 'anne', d.complete_by,
  CASE WHEN i % 1000 >= :open THEN NULL ELSE d.complete_by END,
  CASE WHEN i % 1000 >= :open OR i % 50 <> 0 THEN :never ELSE d.due_on END
FROM n JOIN bench_days d ON d.k = (i / 7) % :days
""".replace("NUMBERS", _NUMBERS)
_NEXT_LOOKS = """
INSERT INTO next_looks (request_id, town, at)
NUMBERS
SELECT i, 'breville', d.remind_at FROM n JOIN bench_days d ON d.k = (i / 7) % :days WHERE i % 1000 < :open AND d.remind_at IS NOT NULL
""".replace("NUMBERS", _NUMBERS)
_REMINDERS = """
INSERT INTO reminders (town, request_id, clock, day, due_on, late_days, level, department, at, over_at)
NUMBERS
SELECT 'breville', i, 'completion', d.last_day, d.due_on, d.late_days, 'agent', 'VOI', d.received_at, NULL
FROM n JOIN bench_days d ON d.k = (i / 7) % :days WHERE i % 1000 < :open AND d.last_day IS NOT NULL
""".replace("NUMBERS", _NUMBERS)


def hall(folder: Path, url: str | None) -> Installation:
    """Return a fresh installation."""
    values = {"data": folder} | ({"database_url": url} if url else {})
    installation = open_installation(load_settings(**values), readers=1)
    with installation.database.write() as session:
        towns.save_town(session, town(), ruleset(BREVILLE), places(), mailboxes(BREVILLE), MORNING)
    return installation


def days(calendar: Calendar) -> list[dict[str, object]]:
    """Return the days on which requests are due, each with what it was reminded of up to yesterday evening and when it is next."""
    found: list[dict[str, object]] = []
    for number in range(PAST_DAYS + COMING_DAYS):
        due_on = TODAY + timedelta(days=number - PAST_DAYS)
        received_at = datetime.combine(due_on - timedelta(days=40), datetime.min.time(), ZONE)
        complete_by = calendar.end_of(due_on)
        watch = Watch(status=Status.ACCEPTED, is_taken=True, received_at=received_at, take_by=None, complete_by=complete_by, legal_on=None)
        past, coming = look(watch, Alerts(), calendar, received_at, EVENING)
        found.append(
            {
                "k": number,
                "due_on": due_on,
                "received_at": received_at.astimezone(UTC),
                "complete_by": complete_by.astimezone(UTC),
                "remind_at": None if coming is None else coming.astimezone(UTC),
                "last_day": past[0].day if past else None,
                "late_days": past[0].late_days if past else 0,
            }
        )
    return found


def fill(connection: Connection, view: TownView, rows: int, share: float) -> None:
    """Write the requests."""
    is_sqlite = connection.dialect.name == "sqlite"
    at, document = ("TEXT", "TEXT") if is_sqlite else ("timestamptz", "jsonb")
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE bench_days (k INTEGER PRIMARY KEY, due_on DATE, received_at {at}, complete_by {at}, "
            f"remind_at {at}, last_day DATE, late_days INTEGER)"
        )
    )
    chosen = [_plain(one) if is_sqlite else one for one in days(calendar_of(view.town))]
    names = ("k", "due_on", "received_at", "complete_by", "remind_at", "last_day", "late_days")
    connection.execute(text(f"INSERT INTO bench_days VALUES ({', '.join(f':{name}' for name in names)})"), chosen)  # noqa: S608
    began = _plain({"at": MORNING.astimezone(UTC)})["at"] if is_sqlite else MORNING
    for statement in (
        "INSERT INTO inbounds (id, town, channel, sha256, size, content_key, received_at, envelope, deliveries, outcome) "
        "VALUES (1, 'breville', 'email', 'a', 1, 'a', :at, '{}', 1, 'drafted')",
        "INSERT INTO drafts (id, town, inbound_id, item, document, created_at) VALUES (1, 'breville', 1, 1, '{}', :at)",
    ):
        connection.execute(text(statement), {"at": began})
    documents = {name: to_json(value).decode() for name, value in _documents(view).items()}
    statement = _REQUESTS
    for name in documents:
        statement = statement.replace(f":{name},", f"CAST(:{name} AS {document}),")
    counts = {"rows": rows, "open": round(share * 1000), "days": PAST_DAYS + COMING_DAYS}
    never = date(9999, 12, 31)
    connection.execute(text(statement), {**documents, **counts, "never": never.isoformat() if is_sqlite else never})
    connection.execute(text(_NEXT_LOOKS), counts)
    connection.execute(text(_REMINDERS), counts)


def _documents(view: TownView) -> dict[str, object]:
    draft = draft_of("Il y a un nid de poule devant le 22 rue de Poterie.")
    classification = Classifier(view.ruleset, places()).classify(draft, moment(view.town, MORNING))
    orientation = decide(draft, classification, view.ruleset, moment(view.town, MORNING), parts=1).orientation
    nothing = Clocks(legal=None, receipt=None, acknowledgement=None, taking=None, completion=None)
    return {
        "requester": dump(draft.requester),
        "place": dump(orientation.place),
        "decision": dump(Routed(orientation=orientation)),
        "trace": {},
        "basis": dump(view.basis),
        "timing": dump(Timing(clocks=nothing, target="5 jo")),
    }


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Return values as SQLite keeps them."""
    return {
        name: f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def timed(do: Callable[[], object]) -> float:
    """Return the median of some runs, in milliseconds."""
    found: list[float] = []
    for _ in range(SAMPLES):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--open", type=float, default=0.2, help="share of the requests that are open")
    parser.add_argument("--url")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        installation = hall(Path(folder), asked.url)
        line = measure(installation, asked.rows, asked.open)
        installation.close()
    if asked.write:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(f"{line}\n")


def measure(installation: Installation, rows: int, share: float) -> str:
    """Print what a morning's reminders take, and what the review queue does; return it as a line of the table."""
    began = time.perf_counter()
    url = make_url(installation.settings.database_address).set(
        drivername="sqlite" if installation.settings.database_address.startswith("sqlite") else "postgresql+psycopg"
    )
    engine = create_engine(url)
    with engine.begin() as connection:
        fill(connection, installation.towns.get(BREVILLE), rows, share)
    with engine.connect() as connection:
        # What is left to do after filling is not the morning's.
        tidying = "ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(tidying))
    print(f"{rows:,} requests, {share:.0%} open; filled in {time.perf_counter() - began:.0f} s")
    began, used = time.perf_counter(), _processor(engine)
    done = remind(installation, MORNING)
    wall, processor = time.perf_counter() - began, _processor(engine) - used
    print(f"reminders of the morning: {done.raised:,} raised, {done.mails} mails; {wall:.1f} s, processor {processor:.1f} s")
    began = time.perf_counter()
    remind(installation, MORNING + timedelta(minutes=1))
    idle = (time.perf_counter() - began) * 1000
    print(f"a sweep that finds nothing: {idle:.1f} ms")
    with engine.connect() as connection:
        pages = _review(installation, connection)
        name = "PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite"
    engine.dispose()
    times = f"{wall:.1f} s | {processor:.1f} s | {idle:.1f} ms | {' | '.join(f'{page:.1f} ms' for page in pages)}"
    return f"| {name} | {rows:,} | {share:.0%} | {done.raised:,} | {done.mails} | {times} | {os.getloadavg()[1]:.1f} |"


def _processor(engine: Engine) -> float:
    """Return the seconds of processor time that went into the work: of this process, and of the server's that serve it now."""
    if engine.dialect.name != "postgresql":
        return time.process_time()
    with engine.connect() as connection:
        serving = connection.scalars(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).all()
    # Of Linux: nanoseconds on a processor, waiting ones.
    spent = (Path(f"/proc/{one}/schedstat") for one in serving)
    return time.process_time() + sum(int(one.read_text().split()[0]) for one in spent if one.exists()) / 1e9


def _review(installation: Installation, connection: Connection) -> list[float]:
    deep = Cursor(priority=3, received_at=datetime(2026, 5, 1, tzinfo=UTC), id=RequestId(1))
    found: list[float] = []
    with installation.database.read() as session:
        for name, ask in (
            ("review queue, first page", lambda: requests.review_page(session, BREVILLE, after=None, limit=50)),
            ("review queue, far behind", lambda: requests.review_page(session, BREVILLE, after=deep, limit=50)),
            ("by due date, first page", lambda: requests.due_page(session, BREVILLE, after=None, limit=50)),
        ):
            found.append(timed(ask))
            print(f"{name}: {found[-1]:.1f} ms")
    plan = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    asked = (
        " SELECT id FROM requests WHERE status = 'review' AND town = 'breville' "
        "AND (priority, pressing_on, received_at, id) > (3, '9999-12-31', '2026-05-01', 1) "
        "ORDER BY priority, pressing_on, received_at, id LIMIT 50"
    )
    for line in connection.execute(text(plan + asked)):
        print("  ", line[-1])
    return found


if __name__ == "__main__":
    main()
