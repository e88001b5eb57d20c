"""Finding the phrases of a vocabulary in a French message of 2 kB, in processor time: ours against three peers, in one run.

    .venv/bin/python -m bench.vocabulary [--sizes 100 1000 10000 100000]

Ours folds, stems and finds words in any order, near each other, misspelt or negated; the peers find only literal phrases, so they do
less: a loop over compiled expressions, a loop of ``in`` on the folded text, and rapidfuzz's partial ratio over all phrases. Sizes at
which a peer would take more than a second are left out. Writes bench/results/vocabulary.md.
"""

import argparse
import gc
import math
import re
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bench.dense_message import MESSAGE, Timing, subjects, timed
from domain.ruleset import Subject
from flows.town_folder import read_town
from rules.vocabulary import Vocabulary
from rules.words import folded_words, read_words

RESULTS = Path(__file__).parent / "results" / "vocabulary.md"
DEMO = Path(__file__).parents[1] / "demo" / "valognes"
_LOOP = 10_000
"""Most phrases a loop is tried with."""
_FUZZY = 1_000


class Row(NamedTuple):
    """What was measured with so many phrases."""

    phrases: int
    hits: int
    ours: Timing
    compiled: float
    megabytes: float
    peers: tuple[str, ...]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    sizes = parser.parse_args().sizes
    lines = ["# Phrases of a vocabulary in a message of 2 kB", "", "Processor time on one core; median [least–most].", ""]
    lines += _demo_lines()
    for title, growing in (("Hits constant", False), ("Hits growing", True)):
        rows = [measure(subjects(size, growing=growing), peers=not growing) for size in sizes]
        lines += [f"## {title}", "", *table(rows), "", f"Growth exponent of ours: {exponent(rows):.3f}", ""]
    text = "\n".join(lines)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")


def _demo_lines() -> list[str]:
    """Return what reading and finding take with the catalogue of the demo town."""
    vocabulary = Vocabulary(read_town(DEMO).ruleset.subjects)
    words = read_words(MESSAGE)
    found = len(list(vocabulary.find(words)))
    reading, finding = timed(lambda: read_words(MESSAGE)), timed(lambda: list(vocabulary.find(words)))
    both = timed(lambda: list(vocabulary.find(read_words(MESSAGE))))
    return [
        f"Demo town ({found} matches): reading words {reading.shown()} us, finding {finding.shown()} us, both {both.shown()} us.",
        "",
    ]


def measure(own: Sequence[Subject], *, peers: bool) -> Row:
    """Return what ours and the peers take with a vocabulary."""
    gc.collect()
    began = time.process_time()
    vocabulary = Vocabulary(own)
    compiled = time.process_time() - began
    hits = len(list(vocabulary.find(read_words(MESSAGE))))
    ours = timed(lambda: list(vocabulary.find(read_words(MESSAGE))))
    phrases = [phrase for subject in own for phrase in subject.vocabulary]
    shown = tuple(_peer(call, len(phrases), most) for call, most in _peers(phrases)) if peers else ()
    return Row(len(phrases), hits, ours, compiled, _megabytes(own), shown)


def _megabytes(own: Sequence[Subject]) -> float:
    """Return what a vocabulary keeps in memory."""
    gc.collect()
    tracemalloc.start()
    vocabulary = Vocabulary(own)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del vocabulary
    return kept / 1e6


def _peers(phrases: Sequence[str]) -> tuple[tuple[Callable[[], object], int], ...]:
    """Return the peers, ready to run, each with the most phrases it is tried with."""
    folded = [f" {' '.join(folded_words(phrase))} " for phrase in phrases[:_LOOP]]
    compiled = [re.compile(rf"\b{re.escape(phrase.strip())}\b") for phrase in folded]

    def read() -> str:
        return f" {' '.join(folded_words(MESSAGE))} "

    def loop_re() -> list[bool]:
        text = read()
        return [one.search(text) is not None for one in compiled]

    def loop_in() -> list[bool]:
        text = read()
        return [one in text for one in folded]

    def fuzzy() -> object:
        return process.extract(read(), folded, scorer=fuzz.partial_ratio, score_cutoff=90, limit=None)

    return ((loop_re, _LOOP), (loop_in, _LOOP), (fuzzy, _FUZZY))


def _peer(call: Callable[[], object], size: int, most: int) -> str:
    """Return what a peer takes, or a dash at sizes it is not tried with."""
    return timed(call, repeats=3).shown() if size <= most else "–"


def table(rows: Sequence[Row]) -> list[str]:
    """Return the rows as a table."""
    peers = ("loop of re", "loop of in", "rapidfuzz")[: len(rows[0].peers)]
    head = ("phrases", "matches", "ours, us", "compile, s", "memory, MB", *(f"{peer}, us" for peer in peers))
    body = [
        (f"{row.phrases:,}", str(row.hits), row.ours.shown(), f"{row.compiled:.2f}", f"{row.megabytes:.1f}", *row.peers) for row in rows
    ]
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *body)]


def exponent(rows: Sequence[Row]) -> float:
    """Return how time grows with the number of phrases from the first size of 1,000 or more to the last: 0 flat, 1 in proportion."""
    first = next(row for row in rows if row.phrases >= min(1_000, rows[-1].phrases))
    last = rows[-1]
    return math.log(last.ours.median / first.ours.median) / math.log(last.phrases / first.phrases) if last is not first else 0.0


if __name__ == "__main__":
    main()
