import json

import pytest

from domain.decision import Decision
from domain.draft import Draft
from domain.evidence import Classification
from domain.inbound import Inbound
from domain.place import NO_PLACE, Place, Places
from domain.ruleset import RuleSet
from domain.town import Town
from store.mapping import dump, load, load_decision
from tests.store import samples


@pytest.mark.parametrize(
    ("cls", "value"),
    [
        (Town, samples.town()),
        (RuleSet, samples.ruleset()),
        (Places, samples.places()),
        (Inbound, samples.inbound()),
        (Draft, samples.draft()),
        (Classification, samples.classification()),
        (Place, samples.place()),
        (Place, NO_PLACE),
    ],
)
def test_domain_value_comes_back_from_json_as_it_was(cls: type[object], value: object) -> None:
    assert load(cls, json.loads(json.dumps(dump(value)))) == value


@pytest.mark.parametrize("decision", [samples.routed(), samples.for_review()])
def test_decision_comes_back_as_the_same_kind(decision: Decision) -> None:
    assert load_decision(json.loads(json.dumps(dump(decision)))) == decision


def test_numbers_and_flags_come_back_with_their_types() -> None:
    loaded = load(RuleSet, dump(samples.ruleset()))
    assert type(loaded.rules[0].level) is type(samples.rule().level)
    assert isinstance(load(Draft, dump(samples.draft())).flags, frozenset)
