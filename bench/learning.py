"""Whether what is learned from agents helps: subjects found with and without it, on messages it has not seen.

    python -m bench.learning [--least 2] [--vocabulary 1.0]

Takes the labelled messages of tests/rules (and of the corpus beside the project, if it is there) in five parts; each is decided by what
the four others teach, without usage, which was counted in them. So few messages hardly ever reach the confirmations a subject needs in
live work, hence ``--least``.
``--vocabulary`` keeps only a share of the towns' own words: a town that has written few profits more.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.accuracy_fr import SHARED, Item, corpus_items, table_items
from domain.decision import ForReview
from domain.evidence import LEARNED
from domain.ids import SubjectCode
from domain.place import NO_PLACE
from flows.town_folder import TownFolder, read_town
from routing.calendar import moment
from routing.decide import decide
from rules import learned
from rules.classify import Classifier
from rules.learned import MESSAGES, NOTHING_LEARNED, Learned, words_of
from rules.usage import Usage

TABLES = Path(__file__).resolve().parents[1] / "tests" / "rules"
PARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message with the subject and department it should get."""

    item: Item
    subject: SubjectCode
    department: str


def main() -> None:
    """Measure without and with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=int, default=2)
    parser.add_argument("--vocabulary", type=float, default=1.0)
    arguments = parser.parse_args()
    learned._LEAST_CONFIRMED = arguments.least  # a bench turns the screws itself
    towns = {name: thinned(read_town(SHARED / "towns" / name), arguments.vocabulary) for name in ("valognes", "reims")}
    messages = tuple(labelled())
    print(f"{len(messages)} messages      subject  first three  department  alone  of these wrong  learned spoke  was right")
    for name, lessons in (("without", [NOTHING_LEARNED] * PARTS), ("with", [taught(messages, part) for part in range(PARTS)])):
        counts: Counter[str] = Counter()
        for part, lesson in enumerate(lessons):
            for town, folder in towns.items():
                classifier = Classifier(folder.ruleset, folder.places, lesson, usage=Usage({}))
                counts += measured(folder, classifier, [one for one in messages[part::PARTS] if one.item.town == town])
        columns = ("subject", "first three", "department", "alone", "wrong", "spoke", "spoke right")
        print(f"{name:18}", "".join(f"{counts[column]:>10}" for column in columns))


def thinned(folder: TownFolder, share: float) -> TownFolder:
    """Return a town that keeps a share of its vocabulary."""
    chance = random.Random(1)  # noqa: S311 — the same words each time
    subjects = tuple(
        replace(one, vocabulary=tuple(word for word in one.vocabulary if chance.random() < share)) for one in folder.ruleset.subjects
    )
    return replace(folder, ruleset=replace(folder.ruleset, subjects=subjects))


def labelled() -> Iterator[Labelled]:
    """Yield the messages that ask one thing, in an order of no meaning."""
    items = [item for table in sorted(TABLES.glob("fresh_messages*.tsv")) for item in table_items(table)]
    items += corpus_items(SHARED / "corpus" / "citoyens-fr") if (SHARED / "corpus").is_dir() else ()
    random.Random(1).shuffle(items)  # noqa: S311 — the same order each time
    for item in items:
        drafts = item.expected["drafts"]
        if len(drafts) == 1 and drafts[0]["subject"] != "*":
            yield Labelled(item=item, subject=SubjectCode(drafts[0]["subject"]), department=drafts[0]["department"])


def taught(messages: Sequence[Labelled], left_out: int) -> Learned:
    """Return what all parts but one teach."""
    counts: Counter[tuple[SubjectCode, str]] = Counter()
    for position, one in enumerate(messages):
        if position % PARTS != left_out:
            counts.update((one.subject, word) for word in (MESSAGES, *words_of(one.item.draft, NO_PLACE)))
    return Learned(1, [(code, word, n) for (code, word), n in counts.items()])


def measured(folder: TownFolder, classifier: Classifier, messages: Sequence[Labelled]) -> Counter[str]:
    """Return how often what is right."""
    counts: Counter[str] = Counter()
    for one in messages:
        when = moment(folder.town, one.item.at)
        found = classifier.classify(one.item.draft, when)
        decision = decide(one.item.draft, found, folder.ruleset, when, parts=1)
        spoken = [item.answer for candidate in found.subjects for item in candidate.evidence if item.rule == LEARNED]
        is_alone, is_sent_right = not isinstance(decision, ForReview), decision.orientation.department == one.department
        counts["subject"] += decision.orientation.subject == one.subject
        counts["first three"] += one.subject in [candidate.answer for candidate in found.subjects[:3]]
        counts["department"] += is_sent_right
        counts["alone"] += is_alone
        counts["wrong"] += is_alone and not is_sent_right and one.department != "*"
        counts["spoke"] += bool(spoken)
        counts["spoke right"] += one.subject in spoken
    return counts


if __name__ == "__main__":
    main()
