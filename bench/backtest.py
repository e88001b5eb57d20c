"""How long a back-test of 70,000 requests takes, and what of it is reading.

    python -m bench.backtest [--requests 70000] [--data FOLDER]

Fills a scratch SQLite installation with the demo town and made-up messages of its subjects and streets, decided as the rules decide and
every twentieth otherwise, and replays them by a draft that has one rule more. Writes bench/results/backtest.md.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from domain.draft import Draft, Kind, Requester
from domain.ids import RequestId, RuleId, TownId
from domain.inbound import Channel
from domain.ruleset import Effect, HasWords, Level, Precision, Rule
from flows.backtest import backtest
from flows.opinion import Opinion, opinions
from flows.settings import Settings
from flows.town_folder import read_town
from flows.town_views import TownView
from flows.towns import load_town
from flows.wiring import Installation, open_installation
from store import confirmations, rulesets
from store.mapping import dump
from store.schema import ConfirmationRow, DraftRow, InboundRow, RequestRow, table_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "backtest.md"
VALOGNES = TownId("valognes")
START = datetime(2025, 1, 6, 9, tzinfo=UTC)
KINDS = 600
"""Different messages; all others are copies of these, for only reading and deciding are timed."""
BATCH = 5000
OPENINGS = ("Bonjour,", "Madame, Monsieur,", "Bonsoir, je me permets de vous écrire.", "À l'attention des services de la ville.")
COMPLAINTS = (
    "Je vous signale un souci : {phrase} {where}.",
    "Depuis plusieurs jours il y a {phrase} {where}, et personne ne vient.",
    "{where} nous avons toujours {phrase}, merci d'intervenir.",
)
FILLERS = (
    "J'habite le quartier depuis douze ans et je n'avais jamais vu cela, mes voisins non plus.",
    "J'ai déjà téléphoné deux fois à l'accueil, on m'a dit d'écrire et d'attendre une réponse.",
    "Ma mère, qui marche avec une canne, fait désormais un détour pour aller chercher son pain.",
    "Je reste à votre disposition pour tout complément et vous remercie par avance de votre aide.",
    "Les enfants passent là tous les matins pour prendre le car, il faudrait agir avant les vacances.",
    "Je joins une photographie prise ce matin, on y voit bien l'état des lieux et l'étendue du problème.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A message and what the rules make of it."""

    draft: Draft
    opinion: Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds by the wall, and of processors."""

    wall: float
    cpu: float


def main() -> None:
    """Fill, replay, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=70_000)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citoyen-backtest-") as scratch:
        installation = open_installation(Settings(data=arguments.data or Path(scratch)))
        try:
            lines = tuple(measure(installation, arguments.requests))
        finally:
            installation.close()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(("# Back-test", "", "`python -m bench.backtest`", "", *lines, "")), encoding="utf-8")
    print("\n".join(lines))


def measure(installation: Installation, count: int) -> Iterator[str]:
    """Yield the lines of the result."""
    load_town(installation, read_town(ROOT / "demo" / "valognes"), START)
    view = installation.towns.get(VALOGNES)
    samples = tuple(make_samples(view))
    fill(installation, samples, count)
    number = make_draft(installation)
    reading = timed(lambda: read_all(installation))
    deciding = timed(lambda: decide_once(view, samples))
    whole = timed(lambda: backtest(installation, VALOGNES, number, since=None, progress=lambda _done, _total: None))
    size = sum(len(sample.draft.text) for sample in samples) / len(samples)
    yield f"| {count:,} requests, {size:.0f} characters on average, {os.cpu_count()} cores | wall s | CPU s | µs CPU a request |"
    yield "|---|---|---|---|"
    yield row("reading alone, one process", reading, count)
    yield row(f"deciding alone, one rule set, {len(samples)} messages", deciding, len(samples))
    yield row("whole back-test, both rule sets", whole, count)


def row(name: str, timing: Timing, count: int) -> str:
    """Return a line of the table."""
    return f"| {name} | {timing.wall:.1f} | {timing.cpu:.1f} | {timing.cpu / count * 1e6:.0f} |"


def timed(work: object) -> Timing:
    """Return what a piece of work took, with its child processes."""
    assert callable(work)
    wall, cpu = time.perf_counter(), processor_seconds()
    work()
    return Timing(wall=time.perf_counter() - wall, cpu=processor_seconds() - cpu)


def processor_seconds() -> float:
    """Return the processor time of this process and its ended children."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def make_samples(view: TownView) -> Iterator[Sample]:
    """Yield messages that ask one thing each."""
    chance = random.Random(7)  # noqa: S311 — made-up messages, the same each time
    subjects = [subject for subject in view.ruleset.subjects if subject.vocabulary]
    streets = ("rue de Poterie", "boulevard Division-Leclerc", "rue des Religieuses", "place du Château")
    made = 0
    while made < KINDS:
        phrase = chance.choice(chance.choice(subjects).vocabulary)
        where = f"au {chance.randint(1, 60)} {chance.choice(streets)}"
        complaint = chance.choice(COMPLAINTS).format(phrase=phrase, where=where)
        text = "\n".join((chance.choice(OPENINGS), complaint, *chance.choices(FILLERS, k=chance.randint(2, 16)), "Camille Morin"))
        draft = Draft(
            channel=Channel.EMAIL,
            kind=Kind.REQUEST,
            heading=phrase,
            text=text,
            requester=Requester(name="MORIN Camille", email="camille.morin@courriel.example"),
        )
        found = opinions(view, draft, START)
        if len(found) == 1:
            made += 1
            yield Sample(draft=draft, opinion=found[0])


def fill(installation: Installation, samples: Sequence[Sample], count: int) -> None:
    """Write requests and what agents decided on them."""
    other = next(
        sample for sample in samples if sample.opinion.decision.orientation.subject != samples[0].opinion.decision.orientation.subject
    )
    documents = [(dump(one.draft), dump(one.opinion.decision), dump(one.opinion.classification)) for one in samples]
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        with installation.database.write() as session:
            session.execute(insert(table_of(InboundRow)), [_inbound(number) for number in numbers])
            session.execute(insert(table_of(DraftRow)), [_draft(number, documents[number % len(samples)][0]) for number in numbers])
            session.execute(
                insert(table_of(RequestRow)),
                [_request(number, samples[number % len(samples)], documents[number % len(samples)]) for number in numbers],
            )
            decided = (other if number % 20 == 0 else samples[number % len(samples)] for number in numbers)
            rows = [_confirmation(number, samples[number % len(samples)], one) for number, one in zip(numbers, decided, strict=True)]
            session.execute(insert(table_of(ConfirmationRow)), rows)


def _received(number: int) -> datetime:
    return START + timedelta(minutes=7 * number)


def _inbound(number: int) -> dict[str, object]:
    return {
        "id": number,
        "town": VALOGNES,
        "channel": "email",
        "sha256": f"{number:064x}",
        "size": 4000,
        "content_key": f"{number:064x}",
        "received_at": _received(number),
        "mailbox": "mairie@valognes.example",
        "envelope": {"sender": None, "recipients": ["mairie@valognes.example"], "client": None},
        "outcome": "drafted",
    }


def _draft(number: int, document: dict[str, object]) -> dict[str, object]:
    return {"id": number, "town": VALOGNES, "inbound_id": number, "item": 1, "document": document, "created_at": _received(number)}


def _request(number: int, sample: Sample, documents: Sequence[dict[str, object]]) -> dict[str, object]:
    orientation = sample.opinion.decision.orientation
    return {
        "id": number,
        "town": VALOGNES,
        "draft_id": number,
        "part": 1,
        "tracking": f"{number:08}",
        "year": 2025,
        "counter": number,
        "status": "open",
        "channel": "email",
        "received_at": _received(number),
        "subject": orientation.subject,
        "department": orientation.department,
        "priority": orientation.priority,
        "heading": sample.draft.heading,
        "details": sample.draft.text,
        "requester": dump(sample.draft.requester),
        "place": dump(orientation.place),
        "street": orientation.place.street,
        "sector": orientation.place.sector,
        "decision": documents[1],
        "trace": documents[2],
        "basis": {"ruleset": 1, "places": 1, "learned": 0, "release": "bench"},
        "ruleset_number": 1,
        "created_at": _received(number),
    }


def _confirmation(number: int, sample: Sample, decided: Sample) -> dict[str, object]:
    proposed, right = sample.opinion.decision.orientation, decided.opinion.decision.orientation
    return {
        "town": VALOGNES,
        "request_id": number,
        "rank": 1,
        "at": _received(number),
        "agent": "bench",
        "subject": right.subject,
        "department": right.department,
        "proposed_subject": proposed.subject,
        "proposed_department": proposed.department,
        "ruleset_number": 1,
    }


def make_draft(installation: Installation) -> int:
    """Write a draft with one rule more and return its number."""
    rule = Rule(
        id=RuleId("B-1"),
        name="Essai",
        level=Level.SUBJECT,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("canne",)),
        effect=Effect(keeps_subject_department=True, review=True),
    )
    with installation.database.write() as session:
        ruleset = rulesets.get(session, VALOGNES)
        richer = replace(ruleset, rules=(*ruleset.rules, rule))
        return rulesets.add_draft(session, richer, based_on=ruleset.number, note=None, author="bench", now=START).number


def read_all(installation: Installation) -> None:
    """Read every request as a back-test does, and decide none."""
    with installation.database.read() as session:
        ids = confirmations.confirmed_ids(session, VALOGNES)
    for start in range(0, len(ids), 250):
        with installation.database.read() as session:
            chunk: Sequence[RequestId] = ids[start : start + 250]
            for _ in confirmations.confirmed(session, VALOGNES, chunk[0], chunk[-1]):
                pass


def decide_once(view: TownView, samples: Sequence[Sample]) -> None:
    """Decide every message once."""
    for sample in samples:
        opinions(view, sample.draft, START)


if __name__ == "__main__":
    main()
