"""How right the place of a message is, on addresses of a corpus set into citizens' sentences.

    PYTHONPATH=. python bench/addresses.py [--sizes 1000 20000] [--rows 300] [--misses SET] [--half seen|held]

Every address with a street goes into sentences of `bench/address_texts.py`, damaged in the ways of `bench/address_damage.py`, against a
gazetteer of all streets of the corpus and as many invented ones as fill it up. « right »: street and number as expected; « asked »: not
right, but people are asked about the place; « wrong »: neither. The half called « held » was not looked at while the rules were written.
"""

import argparse
import copy
import csv
import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.address_damage import TYPOS, VARIANTS, Damage, plain
from bench.address_texts import PLAIN_TEXTS, TEXTS, invented_streets
from domain.decision import ForReview, Reason
from domain.draft import Draft, Kind
from domain.ids import SectorName
from domain.inbound import Channel
from domain.place import HouseNumber, Parity, Place, Places, PlaceStatus, Point, RoadOwner, Street, Stretch
from flows.town_folder import TownFolder, read_town
from routing.calendar import moment
from routing.decide import decide
from rules.classify import Classifier
from rules.words import read_words

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[2] / "shared" / "corpus" / "addresses"
DEMO = HERE.parents[1] / "demo" / "valognes"
NOON = datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))
PLACE_REASONS = frozenset({Reason.PLACE_MISSING, Reason.PLACE_OUTSIDE, Reason.PLACE_UNMATCHED, Reason.PLACE_UNSURE})
_SECTORS = tuple(SectorName(name) for name in ("Nord", "Sud", "Est", "Ouest"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An address of the corpus; ``query`` is how it was asked for where that is no plain address."""

    file: str
    number: str
    street: str
    city: str
    postcode: str
    query: str

    @property
    def held(self) -> bool:
        """Return whether it belongs to the half that nobody looks at."""
        return hashlib.sha256(plain(self.street).lower().encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A message made of an address."""

    row: Row
    text: str


def read_rows(folder: Path) -> list[Row]:
    """Return the addresses of the corpus, each once, with the city and postcode that any of its lines gives."""
    found: dict[tuple[str, str, str], Row] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines):
                if not line["expected_street"]:
                    continue
                name = " ".join(line["expected_street"].split())
                key = (path.name, line["expected_housenumber"], name)
                known = found.get(key)
                found[key] = Row(
                    file=path.name,
                    number=line["expected_housenumber"],
                    street=name,
                    city=(line["expected_city"] or "").strip() or (known.city if known else ""),
                    postcode=line["expected_postcode"] or (known.postcode if known else ""),
                    query=line["query"] if path.name in {"abbreviations.csv", "paysdelaloire-typo.csv"} else "",
                )
    return [replace(row, city=row.city or "Valmont", postcode=row.postcode.rjust(5, "0")[:5] or "50999") for row in found.values()]


def house(number: str) -> HouseNumber:
    """Return the address of a number such as ``12BIS``."""
    digits = "".join(char for char in number if char.isdigit())
    return HouseNumber(number=int(digits), suffix=number[len(digits) :].lower(), point=Point(lat=48.5, lon=7.2))


def town_of(rows: Sequence[Row], size: int) -> Places:
    """Return a town with the streets of the rows, house numbers included, and invented ones up to a size."""
    numbers: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        name = names.setdefault(key_of(row.street), row.street)
        numbers.setdefault(name, set()).update({row.number} if row.number else ())
    dice = random.Random(11)  # noqa: S311, the same invented streets every time
    streets = [_street(name, sorted(own), index) for index, (name, own) in enumerate(numbers.items())]
    known = {key_of(name) for name in numbers}
    for name in invented_streets(dice):
        if len(streets) >= size:
            break
        if key_of(name) not in known:
            known.add(key_of(name))
            streets.append(_street(name, (), len(streets)))
    return Places(town_name="Valmont", postcode="50999", streets=tuple(streets[:size]))


def _street(name: str, numbers: Sequence[str], index: int) -> Street:
    houses = {(one.number, one.suffix): one for one in map(house, numbers)}
    for number in range(1, 20 + index % 40):
        houses.setdefault((number, ""), house(str(number)))
    stretch = Stretch(sector=_SECTORS[index % 4], low=1, high=9999, parity=Parity.ALL, owner=RoadOwner.TOWN)
    return Street(name=name, kind=name.partition(" ")[0].lower(), aliases=(), stretches=(stretch,), numbers=tuple(houses.values()))


def key_of(name: str) -> str:
    """Return a name folded, to compare: what differs only in accents, hyphens and capitals is the same street."""
    return " ".join(read_words(name).forms)


def trials(rows: Sequence[Row], damage: Damage | None, seed: int, names: frozenset[str]) -> Iterator[Trial]:
    """Yield each address in a sentence, its street damaged in one way; none where that changes nothing or makes another street's name."""
    dice = random.Random(seed)  # noqa: S311, the same damage every time
    for row in rows:
        street = row.street if damage is None else damage(row.street, dice)
        if damage is not None and key_of(street) == key_of(row.street) and street.lower() == row.street.lower():
            continue
        if damage is not None and key_of(street) != key_of(row.street) and key_of(street) in names:
            continue
        text = dice.choice(TEXTS if row.number else PLAIN_TEXTS)
        number = written_number(row.number, dice)
        inside = street[0].lower() + street[1:] if dice.random() < 0.6 and not street.isupper() else street
        if "de la {s}" in text and not plain(street).lower().startswith(("rue", "place", "r ", "r.")):
            text = text.replace("de la {s}", "{s}")
        yield Trial(row=row, text=text.format(n=number, s=inside, c=row.city, p=row.postcode).replace("¶", "\n"))


def written_number(number: str, dice: random.Random) -> str:
    """Return a number in one of the ways to write it: ``12 bis``, ``12bis``, ``12 A``, ``12b``."""
    digits = "".join(char for char in number if char.isdigit())
    suffix = number[len(digits) :]
    if suffix in {"BIS", "TER"}:
        return dice.choice((f"{digits} {suffix.lower()}", f"{digits}{suffix.lower()}", f"{digits} {suffix}"))
    return dice.choice((f"{digits}{suffix}", f"{digits} {suffix}", f"{digits}{suffix.lower()}")) if suffix else digits


class Judge:
    """Asks the classifier where a message is, in the town of its row."""

    def __init__(self, places: Places, demo: TownFolder) -> None:
        """Compile once for all towns, since they differ only in name and postcode; each row's are put in for its messages."""
        self._demo = demo
        self._places = places
        self.names = frozenset(key_of(street.name) for street in places.streets)
        self._classifier = Classifier(demo.ruleset, places)
        self._locator = self._classifier._locator
        self._at = moment(demo.town, NOON)

    def judge(self, trial: Trial) -> tuple[str, Place, tuple[Place, ...]]:
        """Return ``right``, ``asked`` or ``wrong`` with the place found and all candidates."""
        locator = copy.copy(self._locator)
        locator.places = replace(self._places, town_name=trial.row.city, postcode=trial.row.postcode)
        self._classifier._locator = locator
        draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=trial.text)
        found = self._classifier.classify(draft, self._at)
        decision = decide(draft, found, self._demo.ruleset, self._at, parts=1)
        place = decision.orientation.place
        candidates = tuple(candidate.answer for candidate in found.places)
        if place.status is not PlaceStatus.OUTSIDE and _same(place, trial.row):
            return "right", place, candidates
        asked = isinstance(decision, ForReview) and not PLACE_REASONS.isdisjoint(decision.reasons)
        return ("asked" if asked or place.status in {PlaceStatus.NONE, PlaceStatus.UNMATCHED} else "wrong"), place, candidates


def _same(place: Place, row: Row) -> bool:
    number = (place.number or "").replace(" ", "").lower()
    return key_of(place.street or "") == key_of(row.street) and number == row.number.replace(" ", "").lower()


def measure(judge: Judge, rows: Sequence[Row], name: str, damage: Damage | None, misses: str | None) -> Counter[str]:
    """Count the verdicts of one set of messages; print the misses where they are wanted."""
    counts: Counter[str] = Counter()
    for trial in trials(rows, damage, len(name), judge.names):
        verdict, place, candidates = judge.judge(trial)
        counts[verdict] += 1
        if misses == name and verdict != "right":
            others = " | ".join(f"{one.number or ''} {one.street or one.text} {one.status} {one.score:.2f}" for one in candidates)
            print(f"  {verdict}: {trial.row.number} {trial.row.street} <- {trial.text!r}\n      {others or place.status}")
    return counts


def print_counts(title: str, counts: Counter[str]) -> None:
    """Print a line of the table."""
    whole = counts.total() or 1
    print(f"| {title} | {whole} | {counts['right'] / whole:.1%} | {counts['asked'] / whole:.1%} | {counts['wrong'] / whole:.1%} |")


def accuracy(rows: Sequence[Row], sizes: Sequence[int], limit: int, misses: str | None, halves: Sequence[str]) -> None:
    """Measure all sets for both halves and all sizes of town."""
    demo = read_town(DEMO)
    for size in sizes:
        judge = Judge(town_of(rows, max(size, 0)), demo)
        for half in halves:
            own = [row for row in rows if row.held == (half == "held") and (size >= len(rows) or not row.query)]
            plain_rows = [row for row in own if not row.query][:: max(1, len(own) // limit)]
            print(f"\n{size} streets, {half} half\n\n| set | messages | right | asked | wrong |\n|---|---|---|---|---|")
            print_counts("clean", measure(judge, plain_rows, "clean", None, misses))
            typos: Counter[str] = Counter()
            for name, damage in TYPOS.items():
                counts = measure(judge, plain_rows, name, damage, misses)
                typos += counts
                print_counts(name, counts)
            print_counts("**all typos**", typos)
            for name, damage in VARIANTS.items():
                print_counts(name, measure(judge, plain_rows, name, damage, misses))
            queries: Counter[str] = Counter()
            for row in own:
                if row.query:
                    text = f"Bonjour, il y a un trou {row.query}"
                    verdict, place, _ = judge.judge(Trial(row=row, text=text))
                    queries[verdict] += 1
                    if misses == "queries" and verdict != "right":
                        print(verdict, row.street, text, place)
            print_counts("abbreviations.csv, typo.csv", queries)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--misses")
    parser.add_argument("--half", choices=("seen", "held"))
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        raise SystemExit(f"No addresses at {arguments.corpus}; give their folder with --corpus.")
    rows = read_rows(arguments.corpus)
    halves = (arguments.half,) if arguments.half else ("seen", "held")
    accuracy(rows, arguments.sizes, arguments.rows, arguments.misses, halves)


if __name__ == "__main__":
    main()
