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
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.reminders import hall
from bench.request_rows import AT_ONCE, BEGAN, DEPARTMENTS, NOW, SUBJECTS, Filling, index
from domain.department import Confidentiality
from domain.dossier import DossierId
from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode
from domain.inbound import Channel
from domain.request import OPEN_STATUSES, Status
from domain.rights import Reach
from flows import search, unstaffed
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store import claims, departments, dossiers, gauges, history, open311, requests, tellings, work_list
from store.request_lines import Cursor
from store.work_list import Order, Wanted
from tests.installations import BREVILLE
from web import requesters as files

RESULTS = Path(__file__).parent / "results" / "requests.md"
LIMIT = 51
RUNS = 30

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
        # Who gets the next of the queue keeps others from it: what is only read may be asked here, too.
        with installation.database.write() as session:
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
        **_of_requesters(session, rows),
        **_of_departments(session),
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


def _of_requesters(session: Session, rows: int) -> dict[str, Callable[[], object]]:
    """Return what the desk does for its pages of requesters, by what somebody types."""
    typed = {
        "requesters": "",
        "requesters, a word one in ten has": "sylvie",
        "requesters, first and last name": "sylvie martel",
        "requesters, two frequent words that never meet": "sylvie anne",
        "requesters, a frequent and a rare word": f"sylvie m{10 * (rows // 80) + 3}",
        "requesters, a rare word": f"m{rows // 8 + 3}",
        "requesters, a word that is nowhere": "xylophone",
        "requesters, a frequent word and one that is nowhere": "sylvie xylo",
        "requesters, by e-mail": f"p{rows // 8}@courriel.example",
    }
    reach, middle = ALL.reach, DossierId(rows // 8)
    found = {name: _requesters(session, words, None) for name, words in typed.items()}
    deep = {f"{name}, deep": _requesters(session, typed[name], middle) for name in ("requesters", "requesters, a word one in ten has")}
    return found | deep | {"a requester’s page": lambda: _requester(session, reach, middle)}


def _requesters(session: Session, typed: str, after: DossierId | None) -> Callable[[], object]:
    return lambda: files.page_of(session, BREVILLE, ALL.reach, typed, after, LIMIT - 1)


def _requester(session: Session, reach: Reach, dossier: DossierId) -> object:
    file = files.as_told(session, reach, dossiers.get(session, dossier))
    sent = work_list.page(session, Wanted(towns=(BREVILLE,), reach=reach, dossier=dossier), after=None, limit=LIMIT)
    reached = files.contacts(session, file, tellings.of_file(session, dossier, reach))
    return sent, reached, files.proposals(session, reach, file)


def _of_departments(session: Session) -> dict[str, Callable[[], object]]:
    """Return what is counted of departments and of the review queue, and what an agent gets next of it."""
    codes = [DepartmentCode(f"D-{number}") for number in range(DEPARTMENTS)]
    return {
        "departments in which requests lie": lambda: departments.occupied(session, BREVILLE),
        "open requests by department": lambda: departments.open_in(session, BREVILLE, codes),
        "social requests in review, by department": lambda: [_waiting(session, code) for code in codes],
        "review queue by priority": lambda: gauges.in_review(session, BREVILLE, ALL.reach),
        "next of the review queue": lambda: claims.find_next(session, BREVILLE, "anne", NOW, ALL.reach),
    }


def _waiting(session: Session, code: DepartmentCode) -> int:
    return requests.count_waiting(session, BREVILLE, code, Confidentiality.SOCIAL, unstaffed.MOST_COUNTED)


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
