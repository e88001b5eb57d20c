"""Messages written before the rules were tried on them; since then they guard that nothing gets worse."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bench.accuracy_fr import NOON, SHARED, Town, compile_town, measure, table_items
from domain.draft import Draft, Kind
from domain.inbound import Channel
from routing.calendar import moment
from routing.decide import decide

HERE = Path(__file__).resolve().parent
EXAMS = sorted(path.name for path in HERE.glob("exam_*.tsv"))
"""Messages by writers that taught nothing, neither words nor rules."""
LETTERS = "letters.tsv"
"""Long letters that tell much beside what they ask, by writers that taught nothing."""
LEAST_RIGHT_LETTERS = {"split": 0.88, "subject": 0.84, "department": 0.84, "place": 0.75, "street and number": 0.83}
TABLES = sorted(path.name for path in HERE.glob("fresh_messages*.tsv"))
LEAST_RIGHT = 0.93
LEAST_ALONE = 0.55
LEAST_RIGHT_EXAM = {"place": 0.9}
MOST_WRONG_ALONE = 3

pytestmark = pytest.mark.skipif(not (SHARED / "towns" / "valognes").is_dir(), reason="the demo towns are not beside the project")


@cache
def town_named(name: str) -> Town:
    return compile_town(SHARED / "towns" / name)


@cache
def counts(table: str) -> tuple[Counter[str], Counter[str]]:
    towns = {name: town_named(name) for name in ("valognes", "reims")}
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for item in table_items(HERE / table):
        list(measure(towns[item.town], item, right, asked))
    return right, asked


@pytest.mark.parametrize("table", TABLES)
def test_messages_find_their_subject_department_and_place(table: str) -> None:
    right, asked = counts(table)
    shares = {field: right[field] / asked[field] for field in +asked if field != "goes out alone"}
    assert {field: share for field, share in shares.items() if share < LEAST_RIGHT} == {}
    assert asked["rightly alone"] - right["rightly alone"] <= MOST_WRONG_ALONE
    assert right["urgent rings"] == asked["urgent rings"]


@pytest.mark.parametrize("table", EXAMS)
def test_messages_of_strangers_are_understood(table: str) -> None:
    right, asked = counts(table)
    shares = {field: right[field] / asked[field] for field in +asked if field != "goes out alone"}
    assert {field: share for field, share in shares.items() if share < LEAST_RIGHT_EXAM.get(field, LEAST_RIGHT)} == {}
    assert right["goes out alone"] / asked["goes out alone"] >= LEAST_ALONE


def test_letters_are_understood() -> None:
    right, asked = counts(LETTERS)
    assert {field: right[field] / asked[field] for field, least in LEAST_RIGHT_LETTERS.items() if right[field] < least * asked[field]} == {}
    assert asked["rightly alone"] - right["rightly alone"] <= MOST_WRONG_ALONE
    assert right["urgent rings"] == asked["urgent rings"]


def test_most_messages_go_out_alone() -> None:
    right, asked = (sum(both, Counter[str]()) for both in zip(*map(counts, TABLES), strict=True))
    assert right["goes out alone"] / asked["goes out alone"] >= LEAST_ALONE


@pytest.mark.parametrize("name", ["valognes", "reims"])
def test_a_terrace_goes_to_general_affairs_and_a_scaffold_does_not(name: str) -> None:
    town = town_named(name)
    when = moment(town.folder.town, NOON)

    def department(text: str) -> str:
        one = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text)
        return decide(one, town.classifier.classify(one, when), town.folder.ruleset, when, parts=1).orientation.department

    assert department("Quelle autorisation demander pour installer une terrasse devant mon restaurant ?") == "AG"
    assert department("Je demande une autorisation pour un échafaudage") != "AG"
