"""The whole opinion on a message, in processor time: split, classify and decide, by size of the rule set and of the town.

    .venv/bin/python -m bench.classify [--sizes 1000 10000 100000] [--streets 60 5000 200000] [--profile]

The rule set is that of the demo town with so many invented phrases and as many rules beside its own; the streets are the demo town's with
invented ones beside. What the messages say stays the same, so the figures show what size alone costs. Beside one dense message, which
complains of everything at once, stand the letters of tests/rules/letters.tsv that are about as long. Writes bench/results/classify.md.
"""

import argparse
import cProfile
import gc
import math
import pstats
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.accuracy_fr import TABLES, table_items
from bench.address_texts import invented_streets
from bench.dense_message import MESSAGE, Timing, invented_words, subject, timed
from domain.draft import Draft, Kind
from domain.ids import DepartmentCode, RuleId
from domain.inbound import Channel
from domain.place import Places, Street
from domain.ruleset import Effect, HasWords, Level, Precision, Rule, RuleSet
from flows.town_folder import TownFolder, read_town
from routing.calendar import moment
from routing.decide import decide
from rules.classify import Classifier
from rules.usage import shipped_usage

RESULTS = Path(__file__).parent / "results" / "classify.md"
DEMO = Path(__file__).parents[1] / "demo" / "valognes"
LETTERS = TABLES / "letters.tsv"
"""Letters that one person wrote each about one thing, or two, with what else people tell."""
ABOUT_2_KB = range(1_700, 2_400)
NOON = datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))
SHORT = (
    "Bonjour, le lampadaire devant le 12 rue de Poterie est éteint depuis une semaine, la rue est plongée dans le noir et mes enfants ont "
    "peur en rentrant de l'école. Plusieurs voisins ont déjà appelé la mairie sans réponse. Pourriez-vous envoyer quelqu'un pour changer "
    "l'ampoule ? Un homme est passé mardi dernier mais il n'a rien fait, il a seulement regardé le coffret et il est reparti. Je reste "
    "joignable au 02 61 91 00 00 en fin de journée. Merci d'avance, Jeanne Martin",
    "Madame, Monsieur, des encombrants (un matelas, deux fauteuils et un vieux frigo) ont été déposés cette nuit au pied des conteneurs "
    "place du Château. C'est la troisième fois ce mois-ci et les rats commencent à venir. Il serait temps d'agir, peut-être "
    "poser une caméra ou verbaliser les responsables, car les habitants du quartier en ont assez de vivre au milieu des ordures. Je vous "
    "remercie de faire enlever ce dépôt au plus vite. Cordialement, Paul Durand",
    "Un nid-de-poule énorme s'est formé à l'angle de la rue des Religieuses et du boulevard de Verdun. Ma fille est tombée à vélo hier "
    "et s'est blessée au genou ; deux voitures ont crevé un pneu cette semaine. La chaussée se dégrade depuis l'hiver et le trottoir n'est "
    "guère mieux, les poussettes ne passent plus. Merci de reboucher ce trou avant qu'il n'arrive un accident grave. Bien à vous, "
    "Nadia Petit",
)


class Row(NamedTuple):
    """What was measured for a rule set and a town of one size."""

    phrases: int
    streets: int
    dense: Timing
    letters: Timing
    """The median, the quickest and the slowest of the letters."""
    short: Timing
    compiled: float
    megabytes: float


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 1_000, 10_000, 100_000])
    parser.add_argument("--streets", type=int, nargs="+", default=[60, 5_000, 200_000])
    parser.add_argument("--profile", action="store_true", help="print where the time goes with the demo town, and stop")
    arguments = parser.parse_args()
    demo = read_town(DEMO)
    if arguments.profile:
        profile(demo)
        return
    rows = [_measure_apart(demo, size, streets) for streets in arguments.streets for size in arguments.sizes]
    text = "\n".join(
        (
            "# The whole opinion on a message",
            "",
            "Split, classify and decide; processor time on one core, median [least–most]. Phrases and rules, and streets, are those of",
            f"the demo town and so many invented ones. The letters are the {len(ordinary_letters())} of tests/rules/letters.tsv that have",
            f"{ABOUT_2_KB.start:,} to {ABOUT_2_KB.stop:,} characters: the median of them, the quickest and the slowest.",
            "Compiling is that of rule set and places; what comes with the product was read before.",
            "",
            *table(rows),
            "",
            *growth(rows),
            "",
        )
    )
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")


def measure(demo: TownFolder, size: int, streets: int) -> Row:
    """Return what classifying takes by a rule set with so many phrases and rules beside the demo town's, and so many streets."""
    ruleset, places = grown_ruleset(demo.ruleset, size), grown_places(demo.places, streets)
    shipped_usage()
    before = _resident()
    began = time.process_time()
    classifier = Classifier(ruleset, places)
    compiled = time.process_time() - began
    megabytes = _resident() - before
    opinion = _opinion(demo, ruleset, classifier)
    each = [timed(partial(opinion, letter), repeats=5).median for letter in ordinary_letters()]
    letters = Timing(statistics.median(each), min(each), max(each))
    dense = timed(lambda: opinion(MESSAGE), repeats=5)
    short = timed(lambda: [opinion(text) for text in SHORT], repeats=5)
    return Row(size, len(places.streets), dense, letters, Timing(*(one / len(SHORT) for one in short)), compiled, megabytes)


def ordinary_letters() -> list[str]:
    """Return letters of about 2 kB as citizens write them."""
    return [item.draft.text for item in table_items(LETTERS) if len(item.draft.text) in ABOUT_2_KB]


def _measure_apart(demo: TownFolder, size: int, streets: int) -> Row:
    """Return what is measured in a process of its own, so that memory is counted from nothing."""
    with get_context("fork").Pool(1) as pool:
        return pool.apply(measure, (demo, size, streets))


def _opinion(demo: TownFolder, ruleset: RuleSet, classifier: Classifier) -> Callable[[str], None]:
    """Return what forms the whole opinion on a text."""
    when = moment(demo.town, NOON)

    def opinion(text: str) -> None:
        asked = classifier.classify_each(Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text), when)
        for one in asked:
            decide(one.draft, one.classification, ruleset, when, parts=len(asked))

    return opinion


def _resident() -> float:
    """Return the memory this process has, in MB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6


def profile(demo: TownFolder) -> None:
    """Print where the time goes with the demo town and the letters."""
    opinion = _opinion(demo, demo.ruleset, Classifier(demo.ruleset, demo.places))
    letters = ordinary_letters()
    for letter in letters:
        opinion(letter)
    watch = cProfile.Profile()
    watch.enable()
    for letter in letters * 10:
        opinion(letter)
    watch.disable()
    pstats.Stats(watch).sort_stats("cumulative").print_stats(r"rules|routing", 60)


def table(rows: Sequence[Row]) -> list[str]:
    """Return the rows as a table."""
    head = (
        "phrases and rules more",
        "streets",
        "letter of 2 kB, us",
        "dense message of 2 kB, us",
        "message of 500 characters, us",
        "compile, s",
        "memory, MB",
    )
    body = [
        (
            f"{row.phrases:,}",
            f"{row.streets:,}",
            row.letters.shown(),
            row.dense.shown(),
            row.short.shown(),
            f"{row.compiled:.2f}",
            f"{row.megabytes:.0f}",
        )
        for row in rows
    ]
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *body)]


def growth(rows: Sequence[Row]) -> list[str]:
    """Return how time grows from 1,000 phrases and rules to the most, and from the fewest streets to the most: 0 is flat."""
    streets = sorted({row.streets for row in rows})
    sizes = sorted({row.phrases for row in rows if row.phrases})
    dense = {(row.phrases, row.streets): row.dense.median for row in rows}
    lines = []
    if len(sizes) > 1:
        figure = _exponent(dense[sizes[0], streets[0]], dense[sizes[-1], streets[0]], sizes[-1] / sizes[0])
        lines.append(f"Growth exponent in phrases and rules, {sizes[0]:,} to {sizes[-1]:,}, {streets[0]:,} streets: {figure:.3f}")
    if len(streets) > 1:
        figure = _exponent(dense[rows[0].phrases, streets[0]], dense[rows[0].phrases, streets[-1]], streets[-1] / streets[0])
        lines.append(f"Growth exponent in streets, {streets[0]:,} to {streets[-1]:,}: {figure:.3f}")
    return lines


def _exponent(first: float, last: float, ratio: float) -> float:
    return math.log(last / first) / math.log(ratio)


def grown_ruleset(ruleset: RuleSet, size: int) -> RuleSet:
    """Return the rule set with so many invented phrases and rules more. Their words are said in no message."""
    if not size:
        return ruleset
    words = invented_words(size + 1)
    phrases = [f"{first} {second}" for first, second in zip(words, reversed(words), strict=True)]
    own = tuple(subject(f"X-{number:02}", tuple(phrases[number::20])) for number in range(20))
    rules = tuple(_rule(number, words[number], phrases[number]) for number in range(size))
    return replace(ruleset, subjects=(*ruleset.subjects, *own), rules=(*ruleset.rules, *rules))


def _rule(number: int, word: str, phrase: str) -> Rule:
    """Return a rule that asks for words that no message says."""
    return Rule(
        id=RuleId(f"X{number}"),
        name=f"Essai {number}",
        level=Level.SUBJECT,
        precision=Precision.NONE,
        priority=10,
        condition=HasWords(words=(word, phrase)),
        effect=Effect(department=DepartmentCode("ST")),
    )


def grown_places(places: Places, count: int) -> Places:
    """Return the places with streets up to so many, all of different names."""
    known = {street.name for street in places.streets}
    dice = random.Random(5)  # noqa: S311 - the same streets each run
    spare = iter(invented_words(count))
    more: list[Street] = []
    for name in islice(invented_streets(dice), max(0, count - len(known))):
        unlike = f"{name} {next(spare)}" if name in known else name
        known.add(unlike)
        more.append(_street(unlike))
    return replace(places, streets=(*places.streets, *more))


def _street(name: str) -> Street:
    kind = name.split(" ", 1)[0].lower()
    return Street(name=name, kind=kind, aliases=(), stretches=())


if __name__ == "__main__":
    main()
