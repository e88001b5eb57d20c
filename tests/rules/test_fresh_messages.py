"""Messages written before the rules were tried on them; since then they guard that nothing gets worse."""

from pathlib import Path

import pytest

from bench.accuracy_fr import NOON, SHARED, compile_town, table_items
from domain.decision import ForReview
from domain.draft import Draft, Kind
from domain.inbound import Channel
from routing.calendar import moment
from routing.decide import decide

HERE = Path(__file__).resolve().parent
TABLES = ("fresh_messages.tsv", "fresh_messages_2.tsv", "fresh_messages_3.tsv", "fresh_messages_4.tsv")
LEAST_RIGHT = 0.95

pytestmark = pytest.mark.skipif(not (SHARED / "towns" / "valognes").is_dir(), reason="the demo towns are not beside the project")


@pytest.mark.parametrize("table", TABLES)
def test_messages_find_their_subject_department_and_place(table: str) -> None:
    towns = {name: compile_town(SHARED / "towns" / name) for name in ("valognes", "reims")}
    right = {"subject": 0, "department": 0, "place": 0}
    asked = dict(right)
    silent = []
    for item in table_items(HERE / table):
        town = towns[item.town]
        when = moment(town.folder.town, NOON)
        (part,) = town.classifier.split(item.draft)
        decision = decide(part, town.classifier.classify(part, when), town.folder.ruleset, when, parts=1)
        got, want = decision.orientation, item.expected["drafts"][0]
        wrong = want["department"] not in ("*", got.department)
        if wrong and not isinstance(decision, ForReview):
            silent.append(item.name)
        facts = {"subject": got.subject == want["subject"], "department": not wrong}
        if want["place"] is not None:
            place = want["place"]
            named = place["status"] in ("outside", "none") or (got.place.street, got.place.number) == (place["street"], place["number"])
            facts["place"] = got.place.status == place["status"] and named
        for field, fact in facts.items():
            asked[field] += 1
            right[field] += fact
    assert silent == []
    for field, number in asked.items():
        assert right[field] / number >= LEAST_RIGHT, field


@pytest.mark.parametrize("name", ["valognes", "reims"])
def test_a_terrace_goes_to_general_affairs_and_a_scaffold_does_not(name: str) -> None:
    town = compile_town(SHARED / "towns" / name)
    when = moment(town.folder.town, NOON)

    def department(text: str) -> str:
        one = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text)
        return decide(one, town.classifier.classify(one, when), town.folder.ruleset, when, parts=1).orientation.department

    assert department("Quelle autorisation demander pour installer une terrasse devant mon restaurant ?") == "AG"
    assert department("Je demande une autorisation pour un échafaudage") != "AG"
