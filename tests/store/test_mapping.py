import json
from dataclasses import replace

import pytest

from domain.decision import Decision
from domain.draft import Draft, Provenance, ReadIn, Requester, Trait
from domain.evidence import Classification, Part, Span
from domain.inbound import Inbound
from domain.place import NO_PLACE, Place, Places
from domain.ruleset import RuleSet
from domain.town import Town
from store.mapping import dump, load, load_decision
from tests.store import samples

PROVENANCE = (
    Provenance(trait=Trait.EMAIL, value="a@courriel.example", read_in=ReadIn.REPLY_TO, quote="a@courriel.example"),
    Provenance(
        trait=Trait.RNA,
        value="W502001234",
        read_in=ReadIn.SIGNATURE,
        quote="W502001234",
        where=Span(part=Part.SIGNATURE, start=23, end=33),
    ),
)


@pytest.mark.parametrize(
    ("cls", "value"),
    [
        (Town, samples.town()),
        (RuleSet, samples.ruleset()),
        (Places, samples.places()),
        (Inbound, samples.inbound()),
        (Draft, samples.draft()),
        (Draft, replace(samples.draft(), signature="Les Foulées du Val\nRNA W502001234", provenance=PROVENANCE)),
        (
            Requester,
            Requester(siren="732829320", siret="73282932000074", rna="W502001234", vat="FR44732829320", other_phones=("+33261910043",)),
        ),
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
