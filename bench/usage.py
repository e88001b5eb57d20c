"""Count how citizens word each subject, and measure what that is worth on messages that were not counted.

    python -m bench.usage [--write] [--runs FILE]

Takes the labelled messages of ``bench/messages`` and the tables of tests/rules; all are invented. ``--write`` counts all of them into
rules/usage.tsv, which comes with the product. Without it every file of ``bench/messages`` is decided by what the others teach, so that
the figures are those of unseen writers; ``--runs`` writes what bench/calibrate.py needs of each decision.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bench.accuracy_fr import NOON, table_items
from bench.calibrate import calibration_table
from domain.decision import ForReview
from domain.draft import Draft, Kind
from domain.evidence import DANGER
from domain.ids import SubjectCode
from domain.inbound import Channel
from flows.town_folder import read_town
from ingest.language import is_foreign
from routing.calendar import moment
from routing.decide import decide
from rules.classify import Classifier
from rules.context import read_meaning
from rules.subject import share_of
from rules.usage import Usage, terms_of
from rules.words import read_words

ROOT = Path(__file__).resolve().parents[1]
COUNTS = ROOT / "rules" / "usage.tsv"
MESSAGES = ROOT / "bench" / "messages"
TABLES = ROOT / "tests" / "rules"
DEMO = ROOT / "demo" / "valognes"
LONG = 600
"""Characters from which a message is a letter."""


class Labelled(NamedTuple):
    """A message with its subject, and the file it stands in."""

    source: str
    subject: SubjectCode
    draft: Draft


class Run(NamedTuple):
    """What became of a message: whether it went out alone and rightly, and what its confidence was made of."""

    source: str
    length: int
    right: bool
    among_three: bool
    alone: bool
    sent_right: bool
    parts: int
    share: float
    lead: float
    said: float
    confidence: float
    by_words: bool
    """Whether words of the subject decided, and no danger told beside it."""


def main() -> None:
    """Measure or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--runs", type=Path)
    arguments = parser.parse_args()
    if arguments.write:
        COUNTS.write_text("".join(lines(counted(labelled()))), encoding="utf-8")
        return
    sources = sorted(path.name for path in MESSAGES.glob("*.tsv"))
    with get_context("fork").Pool(2) as pool:
        runs = [run for of_source in pool.imap(measured_without, sources) for run in of_source]
    print("\n".join(report(runs)))
    if arguments.runs is not None:
        rows = (
            "\t".join((run.source, f"{run.share:.4f}", f"{run.lead:.4f}", f"{run.said:.4f}", str(int(run.right))))
            for run in runs
            if run.by_words
        )
        arguments.runs.write_text("\n".join(("writer\tshare\tlead\tsaid\tright", *rows)) + "\n", encoding="utf-8")


def labelled() -> Iterator[Labelled]:
    """Yield every labelled message that asks one thing."""
    for path in sorted(MESSAGES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = row["text"].replace("¶", "\n")
                draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=row["heading"] or None, text=text)
                yield Labelled(path.name, SubjectCode(row["subject"]), draft)
    for path in sorted(TABLES.glob("fresh_messages*.tsv")):
        for item in table_items(path):
            drafts = item.expected["drafts"]
            if len(drafts) == 1 and drafts[0]["subject"] != "*":
                yield Labelled(path.name, SubjectCode(drafts[0]["subject"]), item.draft)


def counted(messages: Iterable[Labelled]) -> Mapping[str, Mapping[SubjectCode, int]]:
    """Return in how many messages of each subject each term stands. Those in another language are too few to teach anything but it."""
    counts: dict[str, Counter[SubjectCode]] = defaultdict(Counter)
    for one in messages:
        if is_foreign(one.draft.text):
            continue
        counts[""][one.subject] += 1
        terms: set[str] = set()
        for text in (one.draft.heading, one.draft.text):
            words = read_words(text or "")
            terms |= terms_of(words, read_meaning(words))
        for term in terms:
            counts[term][one.subject] += 1
    return counts


def lines(counts: Mapping[str, Mapping[SubjectCode, int]]) -> Iterator[str]:
    """Yield the counts as lines, by term."""
    for term in sorted(counts):
        yield f"{term}\t{' '.join(f'{code}={n}' for code, n in sorted(counts[term].items()))}\n"


def measured_without(source: str) -> list[Run]:
    """Return what becomes of the messages of a file by what all others teach."""
    messages = tuple(labelled())
    demo = read_town(DEMO)
    usage = Usage(counted(one for one in messages if one.source != source))
    classifier = Classifier(demo.ruleset, demo.places, usage=usage)
    when = moment(demo.town, NOON)
    departments = {subject.code: subject.department for subject in demo.ruleset.subjects}
    runs = []
    for one in (one for one in messages if one.source == source):
        asked = classifier.classify_each(one.draft, when)
        found = classifier.classify(one.draft, when)
        decision = decide(asked[0].draft, asked[0].classification, demo.ruleset, when, parts=len(asked))
        subjects = asked[0].classification.subjects
        shares = [share_of((item.weight, item.ceiling) for item in candidate.evidence) for candidate in found.subjects[:2]]
        sent = departments.get(subjects[0].answer)
        runs.append(
            Run(
                source=source,
                length=len(one.draft.text),
                right=found.subjects[0].answer == one.subject,
                among_three=one.subject in [candidate.answer for candidate in found.subjects[:3]],
                alone=len(asked) == 1 and not isinstance(decision, ForReview),
                sent_right=sent == departments[one.subject],
                parts=len(asked),
                share=shares[0],
                lead=shares[0] - shares[1] if len(shares) > 1 else shares[0],
                said=sum(item.weight for item in found.subjects[0].evidence if item.weight > 0),
                confidence=found.subjects[0].score,
                by_words=all(item.rule != DANGER for item in found.subjects[0].evidence),
            )
        )
    return runs


def report(runs: Sequence[Run]) -> Iterator[str]:
    """Yield a table by file and length, and how often a confidence was right."""
    yield "| messages | of | subject right | among three | told apart wrongly | alone | of these to another department |"
    yield "|---|---|---|---|---|---|---|"
    groups: list[tuple[str, Sequence[Run]]] = [
        (source, [run for run in runs if run.source == source]) for source in sorted({run.source for run in runs})
    ]
    groups += [("short", [run for run in runs if run.length < LONG]), ("letters", [run for run in runs if run.length >= LONG])]
    groups += [("all", runs)]
    for name, some in groups:
        alone = [run for run in some if run.alone]
        cells = (
            f"{sum(run.right for run in some) / len(some):.1%}",
            f"{sum(run.among_three for run in some) / len(some):.1%}",
            f"{sum(run.parts > 1 for run in some)}",
            f"{len(alone) / len(some):.1%}",
            f"{sum(not run.sent_right for run in alone)} of {len(alone)}",
        )
        yield f"| {name} | {len(some)} | {' | '.join(cells)} |"
    yield ""
    yield from calibration_table([(run.confidence, run.right) for run in runs])


if __name__ == "__main__":
    main()
