"""Lists and searches among a million requests with five million lines of history, and how long a page takes as they grow.

    python -m bench.requests [--rows 10000,100000,1000000] [--url postgresql://…] [--folder DIR] [--only NAME] [--processor] [--write]

The requests are invented and written by SQL: five thousand kinds (subject, department, sector, street, channel, priority, words, requester)
in turn, of five years; some 10 % are open or in review, the others over. With ``--url`` a database on PostgreSQL, empty or left by an
earlier run, else a file on SQLite, which stays in ``--folder`` if one is given: what is there already is only measured, not written again.
``--only``: lists whose names hold this. Measured is the server's part of a page, wall clock: what `store` does from the question to fifty
lines, the median of thirty runs of each list, once warm. Deep: a page in the middle of all. ``--write`` writes the table into
results/requests.md.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.reminders import hall
from domain.decision import ForReview, Orientation, Reason, Routed
from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.draft import Requester
from domain.ids import DepartmentCode, RequestId, RuleId, SectorName, SubjectCode
from domain.inbound import Channel
from domain.place import Place, PlaceStatus
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from domain.ruleset import Alert
from flows import search
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import dossiers, history, open311, requests, work_list
from store import search as stored
from store.mapping import dump
from store.request_lines import Cursor
from store.work_list import Order, Wanted
from tests.installations import BREVILLE

RESULTS = Path(__file__).parent / "results" / "requests.md"
LIMIT = 51
RUNS = 30
KINDS = 5_000
AT_ONCE = 25_000
INDEXED_AT_ONCE = 5_000
HISTORY = 5
TRACE_BYTES = 2_000
NOW = datetime(2026, 6, 4, 9, tzinfo=UTC)
BEGAN = NOW - timedelta(days=5 * 365)
DEPARTMENTS, SUBJECTS, SECTORS, STREETS, AGENTS = 20, 120, 12, 600, 40
_CHANNELS = ("email", "email", "email", "form", "form", "phone", "phone", "counter", "scan", "fax")
_NAMES = ("Lebrun", "Quesnel", "Martel", "Hamon", "Lecoq", "Vautier", "Lemoine", "Fouquet", "Gosselin", "Leroux")
_FIRST = ("Sylvie", "Anne", "Luc", "Paul", "Zoé", "Marc", "Élise", "Hugo", "Inès", "Jean")
_COMMON = ("lam", "pa", "dai", "re", "trot", "toir", "chaus", "sé", "bru", "it")
_SYLLABLES = (*_COMMON, "ar", "bre", "pou", "bel", "le", "eau", "fui", "te", "ban", "c")

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
_CHANCE = "((n.i * 2654435761 / 4096) % 1000)"
_OVER = f"CASE WHEN {_CHANCE} < 960 THEN 'closed' WHEN {_CHANCE} < 985 THEN 'archived' ELSE 'rejected' END"
_STATUS = (
    f"CASE WHEN {_CHANCE} < 20 THEN 'review' WHEN {_CHANCE} < 60 THEN 'open' WHEN {_CHANCE} < 85 THEN 'accepted' "
    f"WHEN {_CHANCE} < 92 THEN 'planned' WHEN {_CHANCE} < 97 THEN 'waiting' WHEN {_CHANCE} < 98 THEN 'transferred' "
    f"WHEN {_CHANCE} < 100 THEN 'done' ELSE {_OVER} END"
)


def _requests(moment: str, due: str, document: str) -> str:
    never = "'9999-12-31'" if document == "TEXT" else "DATE '9999-12-31'"
    return f"""
INSERT INTO requests (id, town, draft_id, part, tracking, year, counter, status, channel, received_at, subject, department, priority,
  confidentiality, heading, details, "offset", requester, place, street, sector, decision, trace, ruleset_number, basis, version,
  created_at, taken_at, taken_by, due_at, pressing_on, dossier_id)
{_NUMBERS}
SELECT n.i, 'breville', 1, n.i, CAST(n.i AS TEXT), 2000 + n.i / 100000, 1 + n.i % 100000, {_STATUS}, k.channel, {moment}, k.subject,
  k.department, k.priority, k.confidentiality, k.heading, k.details, 0, CAST(k.requester AS {document}), CAST(k.place AS {document}),
  k.street, k.sector, CAST(CASE WHEN {_CHANCE} < 20 THEN k.doubt ELSE k.decision END AS {document}), CAST(k.trace AS {document}), 1,
  CAST('{{}}' AS {document}), 1, {moment}, CASE WHEN {_CHANCE} < 60 THEN NULL ELSE {moment} END,
  CASE WHEN {_CHANCE} < 60 THEN NULL ELSE k.agent END, CASE WHEN {_CHANCE} < 100 THEN {due} END, {never},
  1 + n.i / 4
FROM n JOIN bench_kinds k ON k.k = (n.i * 7919) % {KINDS}
"""  # noqa: S608 - statements of ours


def _history(moment: str, document: str) -> str:
    return (
        f"INSERT INTO history (town, request_id, at, actor, action, details) {_NUMBERS}, "  # noqa: S608 - statements of ours
        f"five(h) AS (SELECT 1 UNION ALL SELECT h + 1 FROM five WHERE h < {HISTORY}) "
        f"SELECT 'breville', n.i, {moment}, 'claire', 'confirmed', CAST('{{\"rank\": 1}}' AS {document}) FROM n, five"
    )


def _words(chance: random.Random, vocabulary: list[str], count: int) -> str:
    return " ".join(vocabulary[min(len(vocabulary), int(chance.paretovariate(0.7))) - 1] for _ in range(count))


def kinds() -> list[dict[str, object]]:
    """Return the kinds of requests there are."""
    chance = random.Random(7)  # noqa: S311 - invented texts
    vocabulary = ["lampadaire", "trottoir", "poubelle", *("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(20_000))]
    found: list[dict[str, object]] = []
    for k in range(KINDS):
        subject = min(SUBJECTS - 1, int(chance.expovariate(0.04)))
        department, street = subject % DEPARTMENTS, chance.randrange(STREETS)
        place = Place(
            status=PlaceStatus.EXACT,
            text=None,
            number=str(chance.randrange(1, 90)),
            street=f"Rue {_NAMES[street % 10]} {street}",
            sector=SectorName(f"Secteur {street % SECTORS}"),
            score=1.0,
        )
        orientation = Orientation(
            subject=SubjectCode(f"S-{subject}"),
            department=DepartmentCode(f"D-{department}"),
            copies=(),
            priority=chance.choices((1, 2, 3, 4), (1, 20, 70, 9))[0],
            confidentiality=Confidentiality(chance.choices((0, 1, 2), (96, 2, 2))[0]),
            flags=(),
            place=place,
            confidence=0.9,
            rule=RuleId("R0"),
            ruleset=1,
            target="5 jo",
            alert=Alert.NONE,
            notices=(),
        )
        requester = Requester(name=f"{chance.choice(_NAMES)} {chance.choice(_FIRST)}", email=f"p{k}@courriel.example")
        found.append(
            {
                "k": k,
                "subject": orientation.subject,
                "department": orientation.department,
                "sector": place.sector,
                "street": place.street,
                "channel": chance.choice(_CHANNELS),
                "priority": orientation.priority,
                "confidentiality": int(orientation.confidentiality),
                "agent": f"agent{chance.randrange(AGENTS)}",
                "heading": _words(chance, vocabulary, 4),
                "details": _words(chance, vocabulary, chance.randrange(20, 160)),
                **{
                    name: to_json(value).decode()
                    for name, value in (
                        ("requester", dump(requester)),
                        ("place", dump(place)),
                        ("decision", dump(Routed(orientation=orientation))),
                        ("doubt", dump(ForReview(orientation=orientation, reasons=(Reason.TIE,), alternatives=()))),
                        ("trace", {"padding": "x" * TRACE_BYTES}),
                    )
                },
            }
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Writes requests, so many after so many."""

    engine: Engine
    span: timedelta

    @property
    def filled(self) -> int:
        """Return how many requests there are."""
        with self.engine.connect() as connection:
            return connection.scalar(text("SELECT max(id) FROM requests")) or 0

    def begin(self) -> None:
        """Write what every request needs."""
        chosen = kinds()
        names = tuple(chosen[0])
        with self.engine.begin() as connection:
            columns = ", ".join(f"{name} {'INTEGER' if isinstance(chosen[0][name], int) else 'TEXT'}" for name in names)
            connection.execute(text(f"CREATE TABLE bench_kinds ({columns})"))
            connection.execute(text("CREATE UNIQUE INDEX bench_kinds_k ON bench_kinds (k)"))
            connection.execute(text(f"INSERT INTO bench_kinds VALUES ({', '.join(f':{name}' for name in names)})"), chosen)  # noqa: S608
            for statement in (
                "INSERT INTO inbounds (id, town, channel, sha256, size, content_key, received_at, envelope, deliveries, outcome) "
                "VALUES (1, 'breville', 'email', 'a', 1, 'a', :at, '{}', 1, 'drafted')",
                "INSERT INTO drafts (id, town, inbound_id, item, document, created_at) VALUES (1, 'breville', 1, 1, '{}', :at)",
            ):
                connection.execute(text(statement), {"at": f"{BEGAN:%Y-%m-%d %H:%M:%S.%f}" if self._is_sqlite else BEGAN})

    def fill(self, first: int, last: int, rows: int) -> None:
        """Write the requests of these numbers of ``rows``; they are spread over the whole time."""
        seconds = self.span.total_seconds() / rows
        if self._is_sqlite:
            moment = f"strftime('%Y-%m-%d %H:%M:%f', '{BEGAN:%Y-%m-%d}', (n.i * {seconds}) || ' seconds') || '000'"
            due = f"strftime('%Y-%m-%d %H:%M:%f', '{NOW:%Y-%m-%d}', (n.i * 7 % 90 - 60) || ' days') || '000'"
            document = "TEXT"
        else:
            moment = f"TIMESTAMPTZ '{BEGAN.isoformat()}' + make_interval(secs => n.i * {seconds})"
            due = f"TIMESTAMPTZ '{NOW.isoformat()}' + make_interval(days => CAST(n.i * 7 % 90 - 60 AS integer))"
            document = "jsonb"
        span = {"first": first, "last": last}
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    f"INSERT INTO dossiers (id, town, kind, requester, name_key, version, created_at) {_NUMBERS} "  # noqa: S608
                    f"SELECT n.i, 'breville', 'particulier', CAST('{{}}' AS {document}), "
                    f"CASE WHEN n.i % 200 = 0 THEN 'lebrun ' ELSE 'm' END || n.i, 1, {moment} FROM n "
                    "WHERE n.i NOT IN (SELECT id FROM dossiers WHERE id >= :first)"
                ),
                {"first": 1 + first // 4, "last": 1 + last // 4},
            )
            connection.execute(text(_requests(moment, due, document)), span)
            connection.execute(text(_history(moment, document)), span)

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def fill_statistics(self) -> None:
        """Let PostgreSQL count what it chooses its ways by."""
        if not self._is_sqlite:
            with self.engine.connect() as connection:
                _vacuum(connection)


def _vacuum(connection: Connection) -> None:
    connection.execution_options(isolation_level="AUTOCOMMIT")
    for table in ("requests", "request_search", "history", "dossiers"):
        connection.execute(text(f"VACUUM ANALYZE {table}"))


_of_a_kind = lru_cache(maxsize=None)(search.indexed_words)


def index(installation: Installation) -> int:
    """Bring the index of searches up to date and return of how many: as `flows.search.catch_up`, the words of each kind found once."""
    count = 0
    while True:
        with installation.database.write() as session:
            waiting = stored.waiting(session, INDEXED_AT_ONCE)
            # Number and code are the request's own, all else is the kind's.
            words = [(*search.indexed_words(one.texts[:2]), *_of_a_kind(one.texts[2:])) for one in waiting.requests]
            entries = [stored.Entry(searchable=one, words=own) for one, own in zip(waiting.requests, words, strict=True)]
            stored.keep(session, waiting, entries)
        if not waiting.notes:
            return count
        count += len(waiting.requests)


ALL = Wanted(towns=(BREVILLE,), reach=Reach(level=Confidentiality.RESTRICTED))
OPEN = replace(ALL, statuses=OPEN_STATUSES)
OVER = replace(ALL, statuses=(Status.CLOSED, Status.ARCHIVED, Status.REJECTED))
DUE = replace(ALL, order=Order.DUE)
D, S, SECTOR, STREET = DepartmentCode("D-3"), SubjectCode("S-3"), SectorName("Secteur 4"), "Rue Lecoq 64"
_WORDS = search.words_of
LISTS: dict[str, Wanted] = {
    "everything, newest": ALL,
    "open": OPEN,
    "over": OVER,
    "one state (planned)": replace(ALL, statuses=(Status.PLANNED,)),
    "several states": replace(ALL, statuses=(Status.ACCEPTED, Status.PLANNED)),
    "department": replace(ALL, department=D),
    "department, open": replace(OPEN, department=D),
    "department, over": replace(OVER, department=D),
    "subject": replace(ALL, subject=S),
    "subject that is rare, open": replace(OPEN, subject=SubjectCode("S-110")),
    "sector": replace(ALL, sector=SECTOR),
    "street": replace(ALL, street=STREET),
    "channel": replace(ALL, channel=Channel.FAX),
    "channel nobody uses": replace(ALL, channel=Channel("scan"), subject=SubjectCode("S-999")),
    "priority 1": replace(ALL, priority=1),
    "taken by": replace(ALL, taken_by="agent7"),
    "taken by, planned": replace(ALL, taken_by="agent7", statuses=(Status.PLANNED,)),
    "requester’s file": replace(ALL, dossier=DossierId(1200)),
    "received in a month": replace(ALL, received_from=NOW - timedelta(days=400), received_before=NOW - timedelta(days=370)),
    "department and sector in a month": replace(
        ALL, department=D, sector=SECTOR, received_from=NOW - timedelta(days=400), received_before=NOW - timedelta(days=370)
    ),
    "department and a subject of another": replace(ALL, department=D, subject=SubjectCode("S-4")),
    "department, sector, channel, priority, over": replace(OVER, department=D, sector=SECTOR, channel=Channel.EMAIL, priority=2),
    "street and taken by": replace(ALL, street=STREET, taken_by="agent7"),
    "overdue, newest": replace(ALL, due_before=NOW),
    "overdue, by day": replace(DUE, due_before=NOW),
    "by day": DUE,
    "by day, department": replace(DUE, department=D),
    "by day, department and a subject of another": replace(DUE, department=D, subject=SubjectCode("S-4")),
    "by day, street and taken by": replace(DUE, street=STREET, taken_by="agent7"),
    "word, frequent": replace(ALL, words=_WORDS("lampadaire")),
    "word, its beginning": replace(ALL, words=_WORDS("lamp")),
    "two words": replace(ALL, words=_WORDS("trottoir poubelle")),
    "words, a name and a street": replace(ALL, words=_WORDS("martel zoe rue lecoq 64")),
    "word, open, department": replace(OPEN, department=D, words=_WORDS("trottoir")),
    "word, street, planned": replace(ALL, street=STREET, statuses=(Status.PLANNED,), words=_WORDS("lampadaire")),
    "word, overdue by day": replace(DUE, due_before=NOW, words=_WORDS("poubelle")),
    "word that is nowhere": replace(ALL, words=_WORDS("xylophone")),
    "word, one request in 200": replace(ALL, words=_WORDS("trottroteau")),
    "word, one request in 160": replace(ALL, words=_WORDS("poutoirle")),
    "two frequent words that never meet": replace(ALL, words=_WORDS("sylvie anne")),
    "two such words, by day": replace(DUE, words=_WORDS("sylvie anne")),
    "word that is nowhere, department, over": replace(OVER, department=D, words=_WORDS("xylophone")),
    "street, of all towns": replace(ALL, towns=None, street=STREET),
    "department and a subject of another, of all towns": replace(ALL, towns=None, department=D, subject=SubjectCode("S-4")),
    "word, street, of all towns": replace(ALL, towns=None, street=STREET, words=_WORDS("lampadaire")),
}
PUBLIC = open311.Wanted(
    town=BREVILLE,
    subjects={SubjectCode(f"S-{number}") for number in range(SUBJECTS)},
    statuses=(*OPEN_STATUSES, Status.CLOSED),
    start=BEGAN,
    end=NOW,
    limit=LIMIT,
)
"""What Open311 is asked for by default, of subjects that everybody may see."""
DEEP = ("everything, newest", "open", "department, over", "street", "overdue, newest", "by day, department", "word, frequent")


def processor(session: Session) -> Callable[[], float]:
    """Return a clock of processor time, in seconds: of this process, and of the server's that serves the session where it runs here."""
    if session.get_bind().dialect.name != "postgresql":
        return time.process_time
    # Of Linux: nanoseconds on a processor, waiting ones.
    spent = Path(f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    return lambda: time.process_time() + int(spent.read_text().split()[0]) / 1e9


def timed(do: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the median of some runs, in milliseconds."""
    do()
    found: list[float] = []
    for _ in range(RUNS):
        began = clock()
        do()
        found.append((clock() - began) * 1000)
    return statistics.median(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured: lists whose names hold ``only``, by the wall clock or in processor time."""

    only: str
    is_processor: bool

    def take(self, installation: Installation, rows: int) -> dict[str, float]:
        """Return how long each list takes, by its name."""
        with installation.database.read() as session:
            clock = processor(session) if self.is_processor else time.perf_counter
            return {name: timed(ask, clock) for name, ask in _asked(session, rows).items() if self.only in name}


def _asked(session: Session, rows: int) -> dict[str, Callable[[], object]]:
    middle = requests.lines(session, [RequestId(rows // 2)])[0].cursor
    deep, queued = replace(middle, due_at=NOW), replace(middle, priority=3)
    last = requests.lines(session, [RequestId(rows - 5)])[0]
    behind = dossiers.named(session, BREVILLE, "lebrun", limit=rows // 2_000)[-1].id
    far = replace(PUBLIC, after=open311.After(received_at=middle.received_at, id=middle.id))
    pages = {name: (wanted, None) for name, wanted in LISTS.items()} | {f"{name}, deep": (LISTS[name], deep) for name in DEEP}
    return {
        "review queue": lambda: requests.review_page(session, BREVILLE, after=None, limit=LIMIT),
        "review queue, deep": lambda: requests.review_page(session, BREVILLE, after=queued, limit=LIMIT),
        **{name: _page(session, wanted, after) for name, (wanted, after) in pages.items()},
        "by number": lambda: requests.find_by_reference(session, BREVILLE, str(last.number)),
        "by code": lambda: requests.find_by_reference(session, BREVILLE, "K7P4-2QXM"),
        "history of one": lambda: history.lines(session, RequestId(rows // 2)),
        "requesters of a name": lambda: dossiers.named(session, BREVILLE, "lebrun", limit=LIMIT),
        "requesters of a name, deep": lambda: dossiers.named(session, BREVILLE, "lebrun", after=behind, limit=LIMIT),
        "what everybody may see": lambda: open311.page(session, PUBLIC),
        "what everybody may see, deep": lambda: open311.page(session, far),
        "what everybody may see, of one subject": lambda: open311.page(session, replace(PUBLIC, subjects={S})),
    }


def _page(session: Session, wanted: Wanted, after: Cursor | None) -> Callable[[], object]:
    return lambda: work_list.page(session, wanted, after=after, limit=LIMIT)


def table(found: dict[int, dict[str, float]], name: str) -> str:
    """Return what was measured as a table."""
    sizes = sorted(found)
    lines = [f"### {name}", "", f"| list | {' | '.join(f'{size:,} requests' for size in sizes)} |", f"|---|{'---|' * len(sizes)}"]
    lines += [f"| {one} | {' | '.join(f'{found[size][one]:.1f} ms' for size in sizes)} |" for one in found[sizes[-1]]]
    return "\n".join(lines)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--processor", action="store_true", help="processor time instead of wall clock, on a machine that has other work")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.rows.split(","))
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        values = {"data": folder} | ({"database_url": asked.url} if asked.url else {})
        installation = open_installation(load_settings(**values), readers=1)
        if not installation.towns.ids():
            installation.close()
            installation = hall(folder, asked.url)
        found, name = run(installation, sizes, Measure(only=asked.only, is_processor=asked.processor))
        if not asked.url:
            size = sum(file.stat().st_size for file in folder.rglob("*.db*"))
            print(f"the file: {size / 2**20:,.0f} MB, {size / sizes[-1] / 1024:.1f} kB a request")
        installation.close()
    print(table(found, name))
    if asked.write:
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(f"\n{table(found, name)}\n")


def run(installation: Installation, sizes: list[int], wanted: Measure) -> tuple[dict[int, dict[str, float]], str]:
    """Return what each size gives, and the database's name."""
    url = make_url(installation.settings.database_address)
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite" if is_sqlite else "postgresql+psycopg"))
    filling, found = Filling(engine=engine, span=NOW - BEGAN), {}
    filled = filling.filled
    if not filled:
        filling.begin()
    for size in [one for one in sizes if one >= filled]:
        began = time.perf_counter()
        for first in range(filled + 1, size + 1, AT_ONCE):
            filling.fill(first, min(first + AT_ONCE - 1, size), sizes[-1])
        wrote, began = time.perf_counter() - began, time.perf_counter()
        done = index(installation)
        indexed = time.perf_counter() - began
        if done:
            filling.fill_statistics()
            each = indexed / done * 1e6
            print(f"{size:,}: written in {wrote:.0f} s; index of {done:,} in {indexed:.0f} s, {each:.0f} µs each", flush=True)
        found[size], filled = wanted.take(installation, size), size
    engine.dispose()
    # Whoever reads the figures shall know what else the machine did.
    clock = "processor time" if wanted.is_processor else "wall clock"
    return found, f"{'SQLite' if is_sqlite else 'PostgreSQL'}, {clock}, load {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors"


if __name__ == "__main__":
    main()
