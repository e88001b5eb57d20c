"""Which pairs of requests are held for one fact: precision and recall on labelled pairs, by score, and over the shared corpus.

    python -m bench.sameness [--misses]
    python -m bench.sameness --speed [ROWS,ROWS …]

The second fills SQLite with invented requests (`bench.request_rows`) and measures, on the processor, what opening one costs: looking for
those that may be of one fact by index, and comparing them.
"""

import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from zlib import crc32

from sqlalchemy import create_engine, select

from bench.reminders import hall
from bench.request_rows import BEGAN, NOW, Filling
from domain.dossier import DossierId, Identity
from domain.draft import Requester
from domain.ids import DraftId, RequestId, SectorName, SubjectCode
from domain.place import Place, PlaceStatus, Point
from domain.sameness import LIKELY, POSSIBLE, Matter, SameKind, Sameness
from flows import sameness as flow
from flows.wiring import Installation
from rules.sameness import sameness
from store import likely_same
from store.likely_same import Near, Wanted
from store.mapping import load
from store.schema import RequestRow
from tests.installations import BREVILLE

HERE = Path(__file__).resolve().parent
SETS = tuple(HERE.parent / "tests" / "rules" / name for name in ("same_facts.tsv", "same_facts_2.tsv"))
CORPUS = HERE.parents[1] / "shared" / "corpus" / "citoyens-fr" / "items"
FILLED_AT_ONCE, SAMPLES = 25_000, 25
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AGAIN = "+"
"""Ends the name of a fact that came back after it was dealt with."""
_METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message of a labelled set: the fact it tells of, and all that two are compared by."""

    fact: str
    matter: Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two messages of one set, the later one second, with what is to be found of them and what was."""

    earlier: Told
    later: Told
    found: Sameness | None

    @property
    def is_same(self) -> bool:
        """Whether both tell of one fact."""
        return self.earlier.fact == self.later.fact

    @property
    def is_again(self) -> bool:
        """Whether the fact of the first came back."""
        return self.later.fact == f"{self.earlier.fact}{AGAIN}"


def read_set(file: Path) -> tuple[Told, ...]:
    """Return the messages of a labelled set in the order they came."""
    people: dict[str, Identity] = {}
    told: list[Told] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("@"):
            key, name, email, phone, address = (line[1:].split("\t") + [""] * 4)[:5]
            requester = Requester(name=name or None, email=email or None, phone=phone or None, address=address or None)
            people[key] = Identity.of(requester)
            continue
        fact, day, who, subject, place, state, text = line.split("\t")
        closed = None if state == "o" else BEGIN + timedelta(days=float(state[1:]))
        matter = Matter(
            identity=people[who],
            dossier=None,
            subject=SubjectCode(subject),
            theme=subject.partition("-")[0],
            is_personal=place == "-",
            place=read_place(place),
            text=text,
            received_at=BEGIN + timedelta(days=float(day)),
            closed_at=closed,
        )
        told.append(Told(fact=fact, matter=matter))
    return tuple(sorted(told, key=lambda one: one.matter.received_at))


def read_place(written: str) -> Place:
    """Return a place: ``-`` for none, ``@Landmark|Sector``, or ``number|Street|Sector|metres along the street``."""
    if written == "-":
        return Place(status=PlaceStatus.NONE)
    if written.startswith("@"):
        landmark, sector = written[1:].split("|")
        return Place(status=PlaceStatus.LANDMARK, street=landmark, landmark=landmark, sector=SectorName(sector))
    number, street, sector, *metres = written.split("|")
    # Each street runs from west to east on a latitude of its own.
    point = Point(lat=49.5 + crc32(street.encode()) % 97 / 1000, lon=-1.5 + float(metres[0]) / _METRES_A_DEGREE / 0.649) if metres else None
    status = PlaceStatus.EXACT if number else PlaceStatus.STREET
    return Place(status=status, number=number or None, street=street, sector=SectorName(sector), point=point)


def pairs(told: Sequence[Told]) -> Iterator[Pair]:
    """Yield every pair of a set with what was found of it."""
    for earlier, later in combinations(told, 2):
        yield Pair(earlier=earlier, later=later, found=sameness(later.matter, earlier.matter))


def measure(found: Sequence[Pair], least: float) -> tuple[int, int, int]:
    """Return how many pairs are proposed from a score on, how many of these rightly, and how many are to be found.

    A fact that came back is to be found as that; proposing it as the same is wrong.
    """
    proposed = [one for one in found if one.found is not None and one.found.score >= least]
    right = sum(one.is_same or (one.is_again and one.found is not None and one.found.kind is SameKind.RECURRENCE) for one in proposed)
    return len(proposed), right, sum(one.is_same or one.is_again for one in found)


def report(file: Path) -> None:
    """Print the table of a set."""
    told = read_set(file)
    found = list(pairs(told))
    same = sum(one.is_same or one.is_again for one in found)
    print(f"\n{file.name}: {len(told)} messages, {len(found)} pairs, {same} of one fact\n")
    print("| score from | proposed | right | precision | recall |\n|---|---|---|---|---|")
    for least in (POSSIBLE, 0.6, 0.7, LIKELY, 0.9):
        proposed, right, all_same = measure(found, least)
        print(f"| {least:.2f} | {proposed} | {right} | {right / max(1, proposed):.3f} | {right / all_same:.3f} |")
    kinds = Counter(one.found.kind.value for one in found if one.found is not None and (one.is_same or one.is_again))
    print(f"\nof those found rightly: {dict(sorted(kinds.items()))}; nearest earlier message right: {first_right(found, told):.3f}")
    if "--misses" in sys.argv:
        misses(found)


def first_right(found: Sequence[Pair], told: Sequence[Told]) -> float:
    """Return of how many messages with an earlier one of their fact the best proposal is such a one: what an agent sees on top."""
    right = total = 0
    for one in told:
        earlier = [pair for pair in found if pair.later is one]
        if not any(pair.is_same or pair.is_again for pair in earlier):
            continue
        total += 1
        best = max(earlier, key=lambda pair: 0.0 if pair.found is None else pair.found.score)
        right += best.found is not None and (best.is_same or best.is_again)
    return right / max(1, total)


def misses(found: Sequence[Pair]) -> None:
    """Print what is missed and what is wrong."""
    for one in found:
        if (one.found is not None) == (one.is_same or one.is_again):
            continue
        score = "missed" if one.found is None else f"WRONG {one.found.score:.2f} {one.found.kind}"
        print(f"{score}: {one.earlier.fact} / {one.later.fact}\n   {one.earlier.matter.text[:110]}\n   {one.later.matter.text[:110]}")
        if one.found is not None:
            print("   ", ", ".join(f"{ground.sign} {ground.weight:+.2f}" for ground in one.found.grounds))


def corpus() -> None:
    """Print what is proposed among the messages of the shared corpus, by its own labels: nearly all tell of facts of their own."""
    if not CORPUS.exists():
        print("\nThe shared corpus is not here.")
        return
    told = [one for folder in sorted(CORPUS.iterdir()) for one in _labelled(folder)]
    # Parts of one message are cut where it says several things, and never compared.
    compared = [(one, other) for one, other in combinations(told, 2) if _town(one) == _town(other) and _item(one) != _item(other)]
    proposed = [(one, other, found) for one, other in compared if (found := sameness(other.matter, one.matter)) is not None]
    print(f"\nshared corpus: {len(told)} requests, {len(compared)} pairs of one town, {len(proposed)} proposed")
    for one, other, found in proposed:
        print(f"  {found.score:.2f} {found.kind}: {one.fact} / {other.fact}")


def _town(one: Told) -> str:
    return one.fact.split()[0]


def _item(one: Told) -> str:
    return one.fact.split()[1]


def _labelled(folder: Path) -> Iterator[Told]:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for draft in expected.get("drafts", ()):
        place, who = draft.get("place") or {}, draft.get("requester") or expected.get("requester") or {}
        requester = Requester(name=who.get("name"), email=who.get("email"), phone=who.get("phone"), address=who.get("address"))
        status = PlaceStatus(place.get("status", "none"))
        where = Place(
            status=status,
            number=place.get("number"),
            street=place.get("street"),
            landmark=place.get("street") if status is PlaceStatus.LANDMARK else None,
            sector=place.get("sector"),
        )
        matter = Matter(
            identity=Identity.of(requester),
            dossier=None,
            subject=SubjectCode(draft["subject"]),
            theme=draft["subject"].partition("-")[0],
            is_personal=status is PlaceStatus.NONE,
            place=where,
            text=expected.get("note", ""),
            received_at=BEGIN,
        )
        yield Told(fact=f"{expected['town']} {folder.name} {draft['subject']} {place.get('street') or ''}", matter=matter)


def speed(sizes: Sequence[int]) -> None:
    """Print what looking for requests of one fact costs among more and more of them, in milliseconds of the processor."""
    print("| requests | found by index | proposed | look | compare |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        installation = hall(Path(folder), None)
        engine = create_engine(installation.settings.database_address)
        filling, done = Filling(engine=engine, span=NOW - BEGAN), 0
        filling.begin()
        for size in sizes:
            for first in range(done + 1, size + 1, FILLED_AT_ONCE):
                filling.fill(first, min(size, first + FILLED_AT_ONCE - 1), sizes[-1])
            done = size
            _look(installation, size)
        installation.close()


def _look(installation: Installation, size: int) -> None:
    looked: list[float] = []
    compared: list[float] = []
    found = proposed = 0
    ruleset = installation.towns.get(BREVILLE).ruleset
    with installation.database.read() as session:
        for number in range(size // 2, size // 2 + SAMPLES):
            row = session.scalars(select(RequestRow).where(RequestRow.id == number)).one()
            own = Near(
                request=RequestId(row.id),
                main=None,
                subject=SubjectCode(row.subject),
                requester=load(Requester, row.requester),
                dossier=None if row.dossier_id is None else DossierId(row.dossier_id),
                place=load(Place, row.place),
                text=f"{row.heading}\n{row.details}",
                received_at=row.received_at,
                closed_at=row.closed_at,
            )
            wanted = Wanted(
                town=BREVILLE,
                request=own.request,
                draft_id=DraftId(0),  # the invented requests are all of one message
                received_at=own.received_at,
                subject=own.subject,
                streets=(own.place.street or "",),
                dossiers=() if own.dossier is None else (own.dossier,),
            )
            began = time.process_time()
            near = likely_same.near(session, wanted)
            between = time.process_time()
            subjects = {one.code: one for one in ruleset.subjects}
            matter = flow.matter_of(subjects, own)
            alike = [sameness(matter, flow.matter_of(subjects, one)) for one in near]
            looked.append(between - began)
            compared.append(time.process_time() - between)
            found += len(near)
            proposed += sum(one is not None for one in alike)
    times = f"{statistics.median(looked) * 1000:.1f} ms | {statistics.median(compared) * 1000:.1f} ms"
    print(f"| {size:,} | {found / SAMPLES:.0f} | {proposed / SAMPLES:.1f} | {times} |")


def main() -> None:
    """Print all tables."""
    if "--speed" in sys.argv:
        rows = sys.argv[-1] if sys.argv[-1] != "--speed" else "10000,100000"
        speed([int(size) for size in rows.split(",")])
        return
    for file in SETS:
        report(file)
    corpus()


if __name__ == "__main__":
    main()
