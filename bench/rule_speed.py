"""How fast rules are held against a message, whatever their number, beside a loop over `re` and the rule-engine package.

    PYTHONPATH=. python bench/rule_speed.py [--most 100000]

One French message of 2 kB against 100 to 100,000 invented rules of all sorts, twelve of which hold whatever the number. Both peers get
the rules on words alone, and must find the same ones. The peer is optional: `bench/peers/install.sh rule-engine`.
"""

import argparse
import json
import math
import random
import re
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.dense_message import COMMON, MESSAGE, Timing, invented_words, timed
from domain.draft import Draft, Kind
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode
from domain.inbound import Channel
from domain.place import Place, PlaceStatus, RoadOwner
from domain.ruleset import (
    AllOf,
    AtLandmark,
    Condition,
    Effect,
    HasAllWords,
    HasNoWords,
    HasWords,
    InSector,
    Level,
    MatchesExpression,
    OnStreet,
    Precision,
    RoadOwnedBy,
    Rule,
    SubjectIs,
)
from domain.town import Moment
from rules.candidates import Passage
from rules.context import read_meaning
from rules.literals import Literals
from rules.rule_index import RuleIndex, slow_lane
from rules.rule_text import RuleText
from rules.situation import Situation
from rules.words import fold_text, read_words

HERE = Path(__file__).resolve().parent
PEER = HERE / "peers" / ".cache" / "rule-engine" / "bin" / "python"
RESULTS = HERE / "results" / "rules.md"
SIZES = (100, 1_000, 10_000, 100_000)
MOST_FOR_PEER = 10_000
"""rule-engine needs a minute and a gigabyte to build 100,000 rules."""
PEER_SECONDS = 1.0
SAID: tuple[Condition, ...] = (
    HasWords(words=("lampadaire",)),
    HasWords(words=("refrigerateur", "poele")),
    HasAllWords(all_words=("trottoir", "poussettes")),
    HasAllWords(all_words=("matelas", "canapes")),
    HasWords(words=("voiture ventouse",)),
    AllOf(all_of=(HasWords(words=("tags",)), HasNoWords(no_words=("affiche",)))),
    AllOf(all_of=(HasWords(words=("panneau stop",)), HasNoWords(no_words=("feu tricolore",)))),
    MatchesExpression(expression=r"\bjusqu.a deux heures\b"),
    AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), OnStreet(streets=("Rue des Lilas",), low=1, high=20))),
    AllOf(all_of=(SubjectIs(subjects=("ECL-*",)), InSector(sectors=("Centre",)), HasWords(words=("obscurite",)))),
    AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), RoadOwnedBy(owners=(RoadOwner.COUNTY,)))),
    HasWords(words=("fuite d'eau",)),
)
"""Conditions that hold for the message: as many whatever the number of rules."""
SITUATION = Situation(
    draft=Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=MESSAGE),
    subject=SubjectCode("ECL-01"),
    theme="Éclairage",
    place=Place(status=PlaceStatus.EXACT, street="Rue des Lilas", number="12", sector=SectorName("Centre"), owner=RoadOwner.COUNTY),
    street_names=("Rue des Lilas",),
    moment=Moment(at=datetime(2026, 3, 12, 10, tzinfo=ZoneInfo("Europe/Paris")), holiday=False, open=True),
)
WORDS = read_words(MESSAGE)
PASSAGE = Passage(words=WORDS, meaning=read_meaning(WORDS), mentions=())
TEXT = fold_text(MESSAGE).text

WordRule = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Words of which one must be there, all must be, none may be."""


class Row(NamedTuple):
    """What was measured at one number of rules."""

    rules: int
    held: int
    build: float
    ours: Timing
    whole: Timing
    words: Timing
    loop: Timing
    peer: Timing | None


@dataclass(frozen=True, slots=True)
class Engine:
    """Our rules, compiled."""

    text: RuleText
    index: RuleIndex

    def held(self) -> list[RuleId]:
        """Return the rules that hold for the message, whose words were read before."""
        return self._held(PASSAGE)

    def held_from_text(self) -> list[RuleId]:
        """Return the rules that hold for the message as it comes."""
        words = read_words(MESSAGE)
        return self._held(Passage(words=words, meaning=read_meaning(words), mentions=()))

    def _held(self, passage: Passage) -> list[RuleId]:
        said, matched = self.text.find([passage])
        return [finding.rule for finding in self.index.find(replace(SITUATION, said=said, matched=matched)) if finding.holds]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    most = parser.parse_args().most
    rows = [measure(size) for size in SIZES if size <= most]
    lines = list(report(rows))
    print("\n".join(lines))
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(size: int) -> Row:
    """Return the figures for so many rules; they must find the same as the peers."""
    rules = tuple(rule(number, condition) for number, condition in enumerate(conditions(size)))
    build = timed(lambda: compiled(rules), repeats=3, least_seconds=0)
    engine = compiled(rules)
    held = engine.held()
    assert len(held) == len(SAID), (size, held)
    on_words = tuple(one for one in rules if _word_rule(one.condition) is not None)
    asked = [found for one in on_words if (found := _word_rule(one.condition)) is not None]
    wanted = [number for number, one in enumerate(on_words) if one.id in held]
    patterns = [_tests(one) for one in asked]
    assert _loop(patterns) == wanted
    ours = compiled(on_words)
    return Row(
        rules=size,
        held=len(held),
        build=build.median,
        ours=timed(engine.held),
        whole=timed(engine.held_from_text),
        words=timed(ours.held),
        loop=timed(lambda: _loop(patterns), repeats=3),
        peer=peer(asked, wanted) if size <= MOST_FOR_PEER and PEER.exists() else None,
    )


def report(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"# Rules against one message of {len(MESSAGE.encode()):,} bytes: processor time, median [least–most]"
    yield ""
    heads = ("rules", "hold", "build, ms", "ours, µs", "ours with folding and meaning, µs")
    yield f"| {' | '.join((*heads, 'word rules: ours, µs', 'loop over `re`, µs', 'rule-engine, µs'))} |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        peer_figure = row.peer.shown() if row.peer else "—"
        yield (
            f"| {row.rules:,} | {row.held} | {row.build * 1000:,.0f} | {row.ours.shown()} | {row.whole.shown()} | {row.words.shown()} | "
            f"{row.loop.shown()} | {peer_figure} |"
        )
    yield ""
    if rows[-1].rules > SIZES[1]:
        first, last = next(row for row in rows if row.rules == SIZES[1]), rows[-1]
        grown = math.log(last.ours.median / first.ours.median) / math.log(last.rules / first.rules)
        yield f"Growth exponent from {first.rules:,} to {last.rules:,} rules at constant hits: {grown:.3f}."
    slow = len(slow_lane(rule(number, condition) for number, condition in enumerate(conditions(SIZES[1]))))
    yield f"Rules in the slow lane: {slow}. The rules on words were found the same by every engine."
    if not PEER.exists():
        yield "rule-engine is not installed: bench/peers/install.sh rule-engine"


def compiled(rules: Sequence[Rule]) -> Engine:
    """Return rules compiled."""
    return Engine(RuleText(rules), RuleIndex(rules))


def conditions(size: int) -> Iterator[Condition]:
    """Yield so many conditions: those of ``SAID``, and others that do not hold, most of which ask for something that is there too.

    An invented word that the message has, or one like it, is left out.
    """
    yield from SAID
    choose = random.Random(11)  # noqa: S311 - the same rules each run
    words = invented_words(max(200, size // 2))
    heard = Literals(words).find(WORDS, PASSAGE.meaning)
    invented = [word for word in words if word not in heard]
    for number in range(size - len(SAID)):
        one, other, common = choose.choice(invented), choose.choice(invented), choose.choice(COMMON)
        code = f"ECL-{number % 90:02}"
        match number % 10:
            case 0 | 1 | 2:
                yield HasWords(words=(one, f"{other} de la {common}"))
            case 3 | 4:
                yield HasAllWords(all_words=(one, common))
            case 5:
                yield AllOf(all_of=(HasWords(words=(one,)), HasNoWords(no_words=(common,))))
            case 6 | 7:
                yield AllOf(all_of=(SubjectIs(subjects=(code,)), OnStreet(streets=(f"Rue {one} {number}",))))
            case 8:
                yield AllOf(all_of=(SubjectIs(subjects=(code,)), InSector(sectors=("Centre",)), HasWords(words=(f"{common} {one}",))))
            case _ if number % 20 == 9:
                yield MatchesExpression(expression=rf"\b{one}s?\b.{{0,30}}\b{common}")
            case _:
                yield AllOf(all_of=(SubjectIs(subjects=(code,)), AtLandmark(landmarks=(f"Salle {other} {number}",))))


def rule(number: int, condition: Condition) -> Rule:
    """Return a rule with a condition."""
    effect = Effect(department=DepartmentCode("ST"))
    return Rule(
        id=RuleId(f"B{number}"), name="", level=Level.SUBJECT, precision=Precision.NONE, priority=1, condition=condition, effect=effect
    )


def peer(asked: Sequence[WordRule], wanted: Sequence[int]) -> Timing:
    """Return the time that rule-engine takes; it must find the same rules."""
    given = json.dumps({"text": TEXT, "rules": asked, "seconds": PEER_SECONDS})
    done = subprocess.run([PEER, HERE / "peers" / "rule_engine_words.py"], input=given, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["held"] == list(wanted)
    return Timing(statistics.median(found["runs"]), min(found["runs"]), max(found["runs"]))


def _word_rule(condition: Condition) -> WordRule | None:
    """Return a condition on words alone as the peers get it."""
    match condition:
        case HasWords(words=words):
            return (words, (), ())
        case HasAllWords(all_words=words):
            return ((), words, ())
        case AllOf(all_of=(HasWords(words=words), HasNoWords(no_words=others))):
            return (words, (), others)
        case _:
            return None


def _tests(asked: WordRule) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return the searches of a word rule, each with what must come of it."""
    any_of, all_of, none_of = asked
    searches = [(any_of, True), *(((word,), True) for word in all_of), (none_of, False)]
    return tuple((re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b"), wanted) for words, wanted in searches if words)


def _loop(rules: Sequence[tuple[tuple[re.Pattern[str], bool], ...]]) -> list[int]:
    """Return the numbers of the rules that hold, each held against the text in turn."""
    return [number for number, tests in enumerate(rules) if all((pattern.search(TEXT) is not None) is wanted for pattern, wanted in tests)]


if __name__ == "__main__":
    main()
