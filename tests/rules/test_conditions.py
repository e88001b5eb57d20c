from dataclasses import replace

import pytest

from domain.evidence import Finding
from domain.ids import SubjectCode
from domain.place import NO_PLACE, Place, PlaceStatus, RoadOwner
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    Condition,
    Effect,
    HasWords,
    InSector,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RoadOwnedBy,
    SubjectIs,
    Weekday,
)
from rules.conditions import RuleWords, Situation, judge
from rules.context import read_meaning
from rules.words import read_words
from tests.rules.sample_town import CENTRE, NIGHT, NIGHT_NOISE, NOON, PLACES, rule

ON_COUNTY_ROAD = Place(status=PlaceStatus.STREET, street="Route de Cherbourg", owner=RoadOwner.COUNTY, sector=CENTRE)
SITUATION = Situation(
    subject=SubjectCode("VOI-01"),
    said={},
    place=ON_COUNTY_ROAD,
    street_names=("Route de Cherbourg", "rte de Cherbourg"),
    landmarks=(),
    moment=NOON,
)


def found(condition: Condition, text: str = "", situation: Situation = SITUATION) -> Finding:
    one = rule("T", condition, Effect())
    words = read_words(text)
    return judge(one, replace(situation, said=RuleWords([one]).find(words, read_meaning(words))))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (SubjectIs(subjects=("VOI-01",)), True),
        (SubjectIs(subjects=("VOI-*",)), True),
        (SubjectIs(subjects=("*",)), True),
        (SubjectIs(subjects=("ECL-*",)), False),
        (RoadOwnedBy(owners=(RoadOwner.COUNTY,)), True),
        (RoadOwnedBy(owners=(RoadOwner.STATE,)), False),
        (OnStreet(streets=("Rte de CHERBOURG",)), True),
        (OnStreet(streets=("Rue Carnot",)), False),
        (InSector(sectors=(CENTRE,)), True),
        (OutsideTown(outside=True), False),
        (OutsideTown(outside=False), True),
        (AllOf(all_of=(SubjectIs(subjects=("VOI-01",)), Not(negated=InSector(sectors=("Est",))))), True),
        (AnyOf(any_of=(SubjectIs(subjects=("ECL-01",)), InSector(sectors=(CENTRE,)))), True),
        (AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), InSector(sectors=(CENTRE,)))), False),
    ],
)
def test_each_condition_looks_at_its_fact(condition: Condition, holds: bool) -> None:
    assert found(condition).holds is holds


def test_every_leaf_is_explained_even_after_one_that_fails() -> None:
    finding = found(AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), RoadOwnedBy(owners=(RoadOwner.COUNTY,)), HasWords(words=("gaz",)))))
    assert [(leaf.condition, leaf.holds, leaf.quote) for leaf in finding.leaves] == [
        ("sujet", False, "VOI-01"),
        ("gestion de la voie", True, "departement"),
        ("mots", False, None),
    ]


def test_what_the_draft_does_not_have_makes_a_leaf_false() -> None:
    nowhere = replace(SITUATION, place=NO_PLACE, street_names=(), subject=None)
    for condition in (
        OutsideTown(outside=False),
        OutsideTown(outside=True),
        OnStreet(streets=("Rue Carnot",)),
        InSector(sectors=(CENTRE,)),
        SubjectIs(subjects=("*",)),
    ):
        finding = found(condition, situation=nowhere)
        assert not finding.holds
        assert finding.leaves[0].quote is None


def test_places_of_interest_are_named_by_category_name_or_alias() -> None:
    park = replace(SITUATION, landmarks=(PLACES.landmarks[1],))
    for name in ("parc", "Jardin public", "le jardin public"):
        assert found(AtLandmark(landmarks=(name,)), situation=park).holds
    assert not found(AtLandmark(landmarks=("école",)), situation=park).holds


@pytest.mark.parametrize(
    ("words", "text", "holds"),
    [
        ("effondr*", "la chaussée s'est EFFONDRÉE", True),
        ("odeur de gaz", "Odeurs de gaz rue Carnot", True),
        ("sent le gaz", "ça sent très fort le gaz", True),
        ("gaz", "il n'y a aucune odeur de gaz", False),
        ("gaz", "ce n'est pas le gaz, c'est l'eau", False),
        ("inond*", "l'an dernier la cave était inondée", False),
        ("gaz", "le gazon est haut", False),
        ("fils à nu", "des FILS A NU pendent", True),
    ],
)
def test_words_hold_where_they_are_plainly_said(words: str, text: str, holds: bool) -> None:
    assert found(HasWords(words=(words,)), text).holds is holds


def test_a_moment_across_midnight_or_a_named_day() -> None:
    noisy = replace(SITUATION, subject=SubjectCode("PM-03"))
    assert not judge(NIGHT_NOISE, noisy).holds
    assert judge(NIGHT_NOISE, replace(noisy, moment=NIGHT)).holds
    assert judge(NIGHT_NOISE, replace(noisy, moment=replace(NOON, holiday=True))).holds
    only_thursday = ReceivedDuring(start=None, end=None, days=(Weekday.THURSDAY,))
    assert found(only_thursday).holds
