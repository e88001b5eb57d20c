"""Single damaged addresses, found by Citoyen, by addok with Redis and by rapidfuzz over all streets: how many right, how many a second.

    PYTHONPATH=. python bench/address_peers.py [--streets 20000] [--queries 600] [--peers FOLDER]

addok is measured where bench/peers/install-addok.sh has put it in FOLDER (default: ${XDG_CACHE_HOME:-~/.cache}/citoyen-bench) and
redis-server is installed; the table says so where not. Writes bench/results/addresses.md.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz, process

from bench.address_damage import TYPOS
from bench.addresses import CORPUS, Row, key_of, read_rows, town_of
from domain.place import Places
from rules.address_query import find_addresses
from rules.gazetteer import Gazetteer

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citoyen-bench"
RESULTS = HERE / "results" / "addresses.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A damaged address with the street and number meant."""

    text: str
    street: str
    number: str


Answer = tuple[str, str]


def queries_of(rows: Sequence[Row], places: Places, count: int) -> list[Query]:
    """Return damaged addresses of the corpus, each damage in turn; none that makes the name of another street."""
    dice = random.Random(23)  # noqa: S311, the same damage every time
    names = {key_of(street.name) for street in places.streets}
    found: list[Query] = []
    plain = [row for row in rows if row.number.isdigit() and not row.query]
    damages = list(TYPOS.values())
    for index in range(count * 2):
        row = plain[index * 7 % len(plain)]
        street = damages[index % len(damages)](row.street, dice)
        if key_of(street) not in names and len(found) < count:
            found.append(Query(text=f"{row.number} {street} {places.town_name}", street=row.street, number=row.number))
    return found


def right(queries: Sequence[Query], answers: Sequence[Answer]) -> tuple[int, int]:
    """Return how many streets, and how many streets with their numbers, are right."""
    streets = [key_of(street) == key_of(query.street) for query, (street, _) in zip(queries, answers, strict=True)]
    whole = [ok and number == query.number for ok, query, (_, number) in zip(streets, queries, answers, strict=True)]
    return sum(streets), sum(whole)


def timed(answer: Callable[[str], Answer], queries: Sequence[Query], repeats: int) -> tuple[list[Answer], float]:
    """Return the answers and the median rate a second."""
    rates = []
    answers: list[Answer] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        answers = [answer(query.text) for query in queries]
        rates.append(len(queries) / (time.perf_counter() - begun))
    return answers, median(rates)


def ours(places: Places) -> Callable[[str], Answer]:
    """Return what finds an address in our index."""
    gazetteer = Gazetteer(places)

    def answer(text: str) -> Answer:
        found = find_addresses(gazetteer, places, text)
        return (found[0].street, found[0].number or "") if found else ("", "")

    return answer


def over_all(places: Places) -> Callable[[str], Answer]:
    """Return what compares an address with every street."""
    names = [street.name for street in places.streets]
    lowered = [name.lower() for name in names]

    def answer(text: str) -> Answer:
        number, _, rest = text.partition(" ")
        best = process.extractOne(rest.removesuffix(f" {places.town_name}").lower(), lowered, scorer=fuzz.WRatio)
        return names[best[2]], number

    return answer


def addok_line(folder: Path, places: Places, queries: Sequence[Query]) -> str:
    """Return the line of addok, indexed and asked on a Redis of its own; or why it is missing."""
    python = folder / "addok" / "bin" / "python"
    server = shutil.which("redis-server")
    if not python.exists() or server is None:
        return "| addok, Redis | not installed (bench/peers/install-addok.sh, redis-server) | | | |"
    with tempfile.TemporaryDirectory() as scratch, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        redis = subprocess.Popen([server, "--port", str(port), "--save", "", "--dir", scratch, "--logfile", f"{scratch}/log"])
        try:
            return _ask_addok(python, Path(scratch), port, places, queries)
        finally:
            redis.terminate()
            redis.wait()


def _ask_addok(python: Path, scratch: Path, port: int, places: Places, queries: Sequence[Query]) -> str:
    documents, asked = scratch / "streets.ndjson", scratch / "queries.json"
    documents.write_text("".join(f"{json.dumps(document)}\n" for document in documents_of(places)), encoding="utf-8")
    asked.write_text(json.dumps([query.text for query in queries]), encoding="utf-8")
    environment = {**os.environ, "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(port)}
    addok = str(python.parent / "addok")
    begun = time.perf_counter()
    for arguments in ([addok, "batch", str(documents)], [addok, "ngrams"]):
        subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    indexed = time.perf_counter() - begun
    script = [str(python), str(HERE / "peers" / "addok_queries.py"), str(asked)]
    done = subprocess.run(script, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    streets, whole = right(queries, [(street, number) for street, number in found["answers"]])
    return f"| addok, Redis | {streets} / {len(queries)} | {whole} / {len(queries)} | {found['rate']:,.0f} | {indexed:.1f} |"


def documents_of(places: Places) -> list[dict[str, object]]:
    """Return the streets as addok reads them."""
    return [
        {
            "id": str(index),
            "type": "street",
            "name": street.name,
            "postcode": places.postcode,
            "city": places.town_name,
            "lat": 48.5,
            "lon": 7.2,
            "importance": 0.1,
            "housenumbers": {
                f"{house.number} {house.suffix}".strip(): {"lat": 48.5, "lon": 7.2, "id": f"{index}_{house.number}{house.suffix}"}
                for house in street.numbers
            },
        }
        for index, street in enumerate(places.streets)
    ]


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streets", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--peers", type=Path, default=CACHE)
    arguments = parser.parse_args()
    rows = read_rows(CORPUS)
    places = town_of(rows, arguments.streets)
    queries = queries_of(rows, places, arguments.queries)
    few = queries[:: max(1, len(queries) // 60)]
    lines = [
        f"{len(queries)} damaged addresses (one and two edits, neighbouring keys, by ear, misread) among {arguments.streets:,} streets.",
        "",
        "| resolver | street right | street and number right | queries/s | index s |",
        "|---|---|---|---|---|",
    ]
    begun = time.perf_counter()
    answer = ours(places)
    indexed = time.perf_counter() - begun
    answers, rate = timed(answer, queries, 3)
    streets, whole = right(queries, answers)
    lines.append(f"| Citoyen | {streets} / {len(queries)} | {whole} / {len(queries)} | {rate:,.0f} | {indexed:.1f} |")
    lines.append(addok_line(arguments.peers, places, queries))
    answers, rate = timed(over_all(places), few, 1)
    streets, whole = right(few, answers)
    lines.append(f"| rapidfuzz WRatio over all | {streets} / {len(few)} | {whole} / {len(few)} (number cut off for it) | {rate:,.0f} | |")
    print("\n".join(lines))
    RESULTS.write_text("\n".join(["# Addresses", "", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
