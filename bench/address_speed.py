"""How long the index of a town's streets takes to compile, its memory, and the time to find the places of a message of 2 kB.

PYTHONPATH=. python bench/address_speed.py [--sizes 5000 20000 200000]
"""

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence

from bench.address_damage import one_edit
from bench.addresses import CORPUS, Row, read_rows, town_of
from domain.draft import Draft, Kind
from domain.inbound import Channel
from domain.place import Places
from rules.address_query import find_addresses
from rules.context import read_meaning
from rules.gazetteer import Gazetteer
from rules.place import Locator
from rules.words import read_words

PROSE = (
    "Bonjour Madame, je me permets de vous écrire au sujet de la situation de notre quartier, qui devient difficile à vivre au quotidien "
    "pour les habitants. La place des voitures sur le trottoir, le passage des camions à toute heure et le bruit de la cour voisine sont "
    "un grand souci pour les petites gens qui y vivent depuis le premier jour. Nous avons demandé une voie de passage pour les vélos. "
)


def message_of(places: Places) -> str:
    """Return a message of 2 kB that names two addresses."""
    first, second = places.streets[3].name, places.streets[700].name
    head = f"Bonjour, il y a un trou devant le 5 {first.lower()}. J'habite au 12 {second}. "
    return (head + PROSE * 5)[:1950] + f" Le trou est au 5 {first}."


def measure(rows: Sequence[Row], size: int) -> str:
    """Return a line of the table for a size of town."""
    places = town_of(rows, size)
    begun = time.process_time()
    gazetteer = Gazetteer(places)
    compiled = time.process_time() - begun
    locator = Locator(places)
    words = read_words(message_of(places))
    meaning = read_meaning(words)
    draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=words.source)
    located = median_of(lambda: locator.locate(draft, [locator.read(words, meaning)], ()), 400)
    dice = random.Random(5)  # noqa: S311, the same damage every time
    queries = [f"12 {one_edit(street.name, dice)} Valmont" for street in places.streets[::7][:500]]
    each = median_of(lambda: [find_addresses(gazetteer, places, query) for query in queries], 3) / len(queries)
    return f"| {size} | {compiled:.2f} | {memory_of(places):.0f} | {located * 1e3:.3f} | {each * 1e6:.0f} |"


def memory_of(places: Places) -> float:
    """Return the MB that the index takes."""
    tracemalloc.start()
    kept = Gazetteer(places)
    taken = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return taken if kept is not None else 0.0


def median_of(work: Callable[[], object], repeats: int) -> float:
    """Return the median CPU seconds of some work."""
    spent = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return sorted(spent)[len(spent) // 2]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 20_000, 200_000])
    arguments = parser.parse_args()
    rows = read_rows(CORPUS)
    print("| streets | compile s | memory MB | read + locate ms | address query µs |\n|---|---|---|---|---|")
    for size in arguments.sizes:
        print(measure(rows, size), flush=True)


if __name__ == "__main__":
    main()
