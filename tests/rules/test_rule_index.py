from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.authenticity import Authenticity, Standing
from domain.draft import Draft, Flag, Kind, RequesterKind
from domain.ids import SectorName, SubjectCode
from domain.inbound import Channel
from domain.place import NO_PLACE, Place, PlaceStatus, RoadOwner
from domain.ruleset import (
    AllOf,
    AnyOf,
    CameBy,
    CameInAt,
    Condition,
    Effect,
    HasAllWords,
    HasFlag,
    HasNoWords,
    HasWords,
    InSector,
    MatchesExpression,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    Rule,
    SenderIs,
    SubjectIs,
    ThemeIs,
    WhileOpen,
)
from rules.candidates import Passage
from rules.conditions import judge
from rules.context import read_meaning
from rules.rule_index import RuleIndex, slow_lane
from rules.rule_text import RuleText
from rules.situation import Situation
from rules.words import read_words
from tests.rules.sample_town import NOON, rule

LEAVES: tuple[Condition, ...] = (
    SubjectIs(subjects=("VOI-01",)),
    SubjectIs(subjects=("VOI-*", "ECL-01")),
    SubjectIs(subjects=("*",)),
    ThemeIs(themes=("Voirie",)),
    HasWords(words=("gaz", "effondr*")),
    HasAllWords(all_words=("gaz", "école")),
    HasNoWords(no_words=("gaz",)),
    MatchesExpression(expression=r"g.z"),
    MatchesExpression(expression=r"ecole|college"),
    RoadOwnedBy(owners=(RoadOwner.COUNTY,)),
    OnStreet(streets=("Rue Carnot",), low=2),
    InSector(sectors=("Centre",)),
    OutsideTown(outside=True),
    OutsideTown(outside=False),
    ReceivedDuring(start=time(8), end=time(18), days=()),
    WhileOpen(is_open=False),
    CameBy(channels=(Channel.EMAIL,)),
    CameInAt(entrances=("voirie@valmont.example",)),
    RequesterIs(requester_kinds=(RequesterKind.UNKNOWN,)),
    HasFlag(flags=(Flag.ANONYMOUS,)),
    SenderIs(standings=(Standing.FORGED,)),
    SenderIs(standings=(Standing.UNVERIFIED,)),
)
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda found: AllOf(all_of=tuple(found))),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: AnyOf(any_of=tuple(found))),
        parts.map(lambda found: Not(negated=found)),
    ),
    max_leaves=6,
)
PLACES = (
    NO_PLACE,
    Place(status=PlaceStatus.EXACT, street="Rue Carnot", number="4", sector=SectorName("Centre"), owner=RoadOwner.COUNTY),
    Place(status=PlaceStatus.OUTSIDE, commune="Bréville"),
)


def situation(rules: list[Rule], text: str, place: Place, code: str, *, marked: bool) -> Situation:
    words = read_words(text)
    said, matched = RuleText(rules).find([Passage(words=words, meaning=read_meaning(words), mentions=())])
    return Situation(
        draft=Draft(
            channel=Channel.EMAIL if marked else Channel.SCAN,
            kind=Kind.REQUEST,
            text=text,
            flags=frozenset({Flag.ANONYMOUS}) if marked else frozenset(),
            authenticity=Authenticity(is_ambiguous="gaz" in text) if marked else None,
        ),
        subject=SubjectCode(code),
        theme="Voirie" if code.startswith("VOI") else None,
        place=place,
        moment=NOON,
        said=said,
        matched=matched,
        street_names=(place.street,) if place.street else (),
        entrances=("voirie@valmont.example",) if marked else (),
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(CONDITIONS, min_size=1, max_size=5),
    st.sampled_from(["", "une odeur de gaz à l'école", "ça s'effondre au collège", "bonjour"]),
    st.sampled_from(PLACES),
    st.sampled_from(["VOI-01", "VOI-02", "ECL-01", "AUT-00"]),
    st.booleans(),
)
def test_the_index_finds_every_rule_that_holds(conditions: list[Condition], text: str, place: Place, code: str, marked: bool) -> None:
    rules = [rule(f"R{number}", condition, Effect()) for number, condition in enumerate(conditions)]
    asked = situation(rules, text, place, code, marked=marked)
    one_by_one = [judge(one, asked) for one in rules]
    found = RuleIndex(rules).find(asked)
    assert [finding for finding in found if finding.holds] == [finding for finding in one_by_one if finding.holds]


def test_rules_that_fail_are_told_where_what_they_ask_for_was_there() -> None:
    rules = [
        rule("subject", AllOf(all_of=(SubjectIs(subjects=("VOI-01",)), RoadOwnedBy(owners=(RoadOwner.COUNTY,)))), Effect()),
        rule("family", AllOf(all_of=(SubjectIs(subjects=("VOI-*",)), RoadOwnedBy(owners=(RoadOwner.STATE,)))), Effect()),
        rule("words", AllOf(all_of=(HasWords(words=("gaz",)), WhileOpen(is_open=False))), Effect()),
        rule("nothing", AllOf(all_of=(HasWords(words=("amiante",)), SubjectIs(subjects=("VOI-*",)))), Effect()),
        replace(rule("off", HasWords(words=("gaz",)), Effect()), active=False),
    ]
    found = RuleIndex(rules).find(situation(rules, "du gaz", NO_PLACE, "VOI-01", marked=True))
    assert [(finding.rule, finding.holds) for finding in found] == [("subject", False), ("words", False), ("off", False)]


def test_what_fails_is_bounded() -> None:
    rules = [rule(f"R{number}", AllOf(all_of=(HasWords(words=("gaz",)), WhileOpen(is_open=False))), Effect()) for number in range(500)]
    assert len(RuleIndex(rules).find(situation(rules, "du gaz", NO_PLACE, "VOI-01", marked=True))) <= 20


@pytest.mark.parametrize(
    ("condition", "is_slow"),
    [
        (WhileOpen(is_open=True), True),
        (HasNoWords(no_words=("gaz",)), True),
        (Not(negated=HasWords(words=("gaz",))), True),
        (SubjectIs(subjects=("*",)), True),
        (MatchesExpression(expression=r"\d{5}"), True),
        (AnyOf(any_of=(HasWords(words=("gaz",)), WhileOpen(is_open=True))), True),
        (AllOf(all_of=(HasWords(words=("gaz",)), WhileOpen(is_open=True))), False),
        (MatchesExpression(expression=r"\d{5} rue"), False),
        (SubjectIs(subjects=("VOI-*",)), False),
    ],
)
def test_rules_without_a_certain_key_are_counted(condition: Condition, is_slow: bool) -> None:
    assert slow_lane([rule("R", condition, Effect())]) == (("R",) if is_slow else ())
