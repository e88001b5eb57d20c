from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.authenticity import Authenticity, Standing
from domain.draft import Attachment, Draft, Flag, Kind, Requester, RequesterKind, Role
from domain.evidence import Branch, Finding, Join, Leaf, Part
from domain.ids import Sha256, SubjectCode
from domain.inbound import Channel
from domain.place import NO_PLACE, Parity, Place, PlaceStatus, RoadOwner
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    Effect,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    MatchesExpression,
    Not,
    OnStreet,
    OutsideTown,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    SenderIs,
    SubjectIs,
    ThemeIs,
    Weekday,
    WhileOpen,
    YearDay,
)
from rules.candidates import Passage
from rules.conditions import judge, nested
from rules.context import read_meaning
from rules.rule_text import RuleText
from rules.situation import Situation
from rules.words import read_words
from tests.rules.sample_town import CENTRE, NIGHT, NIGHT_NOISE, NOON, PLACES, rule

ON_COUNTY_ROAD = Place(status=PlaceStatus.EXACT, street="Route de Cherbourg", number="12 bis", owner=RoadOwner.COUNTY, sector=CENTRE)
PHOTO = Attachment(part=1, filename="trou.jpg", media_type="image/jpeg", size=9, sha256=Sha256("0" * 64))
LOGO = replace(PHOTO, part=2, media_type="image/gif", role=Role.LAYOUT)
MAIL = Draft(
    channel=Channel.EMAIL,
    kind=Kind.REQUEST,
    text="Bonjour",
    requester=Requester(name="LEBRUN Sylvie"),
    attachments=(PHOTO, LOGO),
    flags=frozenset({Flag.ANONYMOUS}),
    authenticity=Authenticity(is_ambiguous=True),
)
SITUATION = Situation(
    draft=MAIL,
    subject=SubjectCode("VOI-01"),
    theme="Voirie",
    place=ON_COUNTY_ROAD,
    street_names=("Route de Cherbourg", "rte de Cherbourg"),
    moment=NOON,
    entrances=("voirie@valmont.example", "Boîte de la voirie"),
)
SCAN = Draft(channel=Channel.SCAN, kind=Kind.REQUEST)


def found(condition: Condition, text: str | None = None, situation: Situation = SITUATION) -> Finding:
    one = rule("T", condition, Effect())
    if text is not None:
        words = read_words(text)
        said, matched = RuleText([one]).find([Passage(words=words, meaning=read_meaning(words), mentions=())])
        situation = replace(situation, draft=replace(situation.draft, text=text), said=said, matched=matched)
    return judge(one, situation)


def leaf(condition: Condition, text: str | None = None, situation: Situation = SITUATION) -> Leaf:
    (only,) = found(condition, text, situation).leaves
    return only


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (SubjectIs(subjects=("VOI-01",)), True),
        (SubjectIs(subjects=("VOI-*",)), True),
        (SubjectIs(subjects=("*",)), True),
        (SubjectIs(subjects=("ECL-*",)), False),
        (ThemeIs(themes=("VOIRIE",)), True),
        (ThemeIs(themes=("Propreté",)), False),
        (RoadOwnedBy(owners=(RoadOwner.COUNTY,)), True),
        (RoadOwnedBy(owners=(RoadOwner.STATE,)), False),
        (OnStreet(streets=("Rte de CHERBOURG",)), True),
        (OnStreet(streets=("Rue Carnot",)), False),
        (InSector(sectors=(CENTRE,)), True),
        (OutsideTown(outside=True), False),
        (OutsideTown(outside=False), True),
        (CameBy(channels=(Channel.EMAIL, Channel.FORM)), True),
        (CameBy(channels=(Channel.SCAN,)), False),
        (CameInAt(entrances=("Voirie@Valmont.example",)), True),
        (CameInAt(entrances=("boite de la voirie",)), True),
        (CameInAt(entrances=("mairie@valmont.example",)), False),
        (RequesterIs(requester_kinds=(RequesterKind.PERSON,)), True),
        (RequesterIs(requester_kinds=(RequesterKind.COMPANY,)), False),
        (HasAttachment(media_types=("image/jpeg",)), True),
        (HasAttachment(media_types=("application/pdf", "image/*")), True),
        (HasAttachment(media_types=("*",)), True),
        (HasAttachment(media_types=("application/pdf",)), False),
        (HasAttachment(media_types=("image/gif",)), False),
        (HasFlag(flags=(Flag.ANONYMOUS,)), True),
        (HasFlag(flags=(Flag.ABUSIVE,)), False),
        (SenderIs(standings=(Standing.FORGED,)), True),
        (SenderIs(standings=(Standing.VERIFIED, Standing.UNVERIFIED)), False),
        (WhileOpen(is_open=True), True),
        (WhileOpen(is_open=False), False),
        (InSeason(first_day=YearDay(month=3, day=12), last_day=YearDay(month=4, day=1)), True),
        (InSeason(first_day=YearDay(month=11, day=1), last_day=YearDay(month=3, day=12)), True),
        (InSeason(first_day=YearDay(month=11, day=1), last_day=YearDay(month=3, day=11)), False),
        (InSeason(first_day=YearDay(month=4, day=1), last_day=YearDay(month=10, day=31)), False),
        (AllOf(all_of=(SubjectIs(subjects=("VOI-01",)), Not(negated=InSector(sectors=("Est",))))), True),
        (AnyOf(any_of=(SubjectIs(subjects=("ECL-01",)), InSector(sectors=(CENTRE,)))), True),
        (AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), InSector(sectors=(CENTRE,)))), False),
    ],
)
def test_each_condition_looks_at_its_fact(condition: Condition, holds: bool) -> None:
    assert found(condition).holds is holds
    assert all(one.quote and one.operand for one in found(condition).leaves)


@pytest.mark.parametrize(
    ("low", "high", "parity", "holds"),
    [
        (None, None, Parity.ALL, True),
        (2, 40, Parity.EVEN, True),
        (12, 12, Parity.ALL, True),
        (2, 40, Parity.ODD, False),
        (13, None, Parity.ALL, False),
        (None, 11, Parity.ALL, False),
        (None, None, Parity.EVEN, True),
    ],
)
def test_a_stretch_of_street_is_told_by_numbers_and_side(low: int | None, high: int | None, parity: Parity, holds: bool) -> None:
    on = OnStreet(streets=("Route de Cherbourg",), low=low, high=high, parity=parity)
    assert found(on).holds is holds
    unnumbered = replace(SITUATION, place=replace(ON_COUNTY_ROAD, number=None))
    assert found(on, situation=unnumbered).holds is (on == OnStreet(streets=("Route de Cherbourg",)))


def test_a_stretch_of_street_is_shown_with_its_numbers() -> None:
    one = leaf(OnStreet(streets=("Route de Cherbourg",), low=2, high=40, parity=Parity.EVEN))
    assert (one.operand, one.quote) == ("Route de Cherbourg, n° 2 à 40, côté pair", "12 bis Route de Cherbourg")


def test_every_leaf_is_explained_even_after_one_that_fails() -> None:
    finding = found(AllOf(all_of=(SubjectIs(subjects=("ECL-01",)), RoadOwnedBy(owners=(RoadOwner.COUNTY,)), HasWords(words=("gaz",)))))
    assert [(one.condition, one.operand, one.holds, one.quote) for one in finding.leaves] == [
        ("sujet", "ECL-01", False, "VOI-01"),
        ("gestion de la voie", "departement", True, "departement"),
        ("mots", "gaz", False, None),
    ]


@pytest.mark.parametrize(
    "condition",
    [
        OutsideTown(outside=False),
        OutsideTown(outside=True),
        OnStreet(streets=("Rue Carnot",)),
        InSector(sectors=(CENTRE,)),
        RoadOwnedBy(owners=(RoadOwner.TOWN,)),
        AtLandmark(landmarks=("parc",)),
        SubjectIs(subjects=("*",)),
        ThemeIs(themes=("Voirie",)),
        CameInAt(entrances=("mairie@valmont.example",)),
        HasAttachment(media_types=("*",)),
        HasFlag(flags=(Flag.ANONYMOUS,)),
        SenderIs(standings=tuple(Standing)),
        HasWords(words=("gaz",)),
        HasAllWords(all_words=("gaz",)),
        HasNoWords(no_words=("gaz",)),
        MatchesExpression(expression="gaz"),
    ],
)
def test_what_the_message_does_not_have_makes_a_leaf_false_and_it_says_so(condition: Condition) -> None:
    bare = Situation(draft=SCAN, subject=None, theme=None, place=NO_PLACE, moment=NOON)
    one = leaf(condition, situation=bare)
    assert (one.holds, one.absent, one.quote, one.where) == (False, True, None, None)


def test_a_mailbox_is_asked_of_a_scan_in_vain() -> None:
    asked = CameInAt(entrances=("voirie@valmont.example",))
    assert leaf(asked).quote == "voirie@valmont.example"
    assert not leaf(asked).absent
    assert leaf(asked, situation=replace(SITUATION, entrances=())).absent


def test_places_of_interest_are_named_by_category_name_or_alias() -> None:
    park = replace(SITUATION, landmarks=(PLACES.landmarks[1],))
    for name in ("parc", "Jardin public", "le jardin public"):
        assert found(AtLandmark(landmarks=(name,)), situation=park).holds
    assert leaf(AtLandmark(landmarks=("école",)), situation=park).quote == "Jardin public"
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


def test_all_words_and_no_words() -> None:
    both = HasAllWords(all_words=("école", "amiante"))
    assert leaf(both, "De l'amiante dans les écoles").quote == "écoles, amiante"
    assert not found(both, "De l'amiante dans la cave").holds
    assert leaf(both, "De l'amiante dans la cave").quote == "amiante"
    none = HasNoWords(no_words=("compteur", "facture"))
    assert found(none, "Une odeur de gaz").holds
    assert leaf(none, "Ma facture de gaz").quote == "facture"
    assert not found(none, "Ma facture de gaz").holds


def test_an_expression_is_shown_in_the_requesters_own_characters() -> None:
    one = leaf(MatchesExpression(expression=r"\bcœur de (ville|bourg)\b"), "Au Cœur de Ville, l’éclairage")
    assert (one.holds, one.quote) == (True, "Cœur de Ville")
    assert one.where is not None
    assert (one.where.part, one.where.start, one.where.end) == (Part.BODY, 3, 16)
    assert not found(MatchesExpression(expression=r"\d{5}"), "rien").holds


def test_an_expression_that_cannot_be_used_holds_for_nothing() -> None:
    assert not found(MatchesExpression(expression=r"(?=gaz)"), "du gaz").holds


def test_a_moment_across_midnight_or_a_named_day() -> None:
    noisy = replace(SITUATION, subject=SubjectCode("PM-03"))
    assert not judge(NIGHT_NOISE, noisy).holds
    assert judge(NIGHT_NOISE, replace(noisy, moment=NIGHT)).holds
    assert judge(NIGHT_NOISE, replace(noisy, moment=replace(NOON, holiday=True))).holds
    only_thursday = ReceivedDuring(start=None, end=None, days=(Weekday.THURSDAY,))
    assert found(only_thursday).holds


@pytest.mark.parametrize("channel", [Channel.SCAN, Channel.FAX])
def test_midnight_of_paper_is_a_day_and_no_hour(channel: Channel) -> None:
    midnight = replace(NOON, at=NOON.at.replace(hour=0, minute=0), open=False)
    paper = replace(SITUATION, subject=SubjectCode("PM-03"), draft=replace(MAIL, channel=channel), moment=midnight)
    finding = judge(NIGHT_NOISE, paper)
    assert not finding.holds
    assert [leaf.quote for leaf in finding.leaves if leaf.condition == "moment"] == ["jeudi"]
    assert judge(NIGHT_NOISE, replace(paper, moment=replace(midnight, holiday=True))).holds
    assert judge(NIGHT_NOISE, replace(paper, moment=NIGHT)).holds
    assert judge(NIGHT_NOISE, replace(paper, draft=MAIL)).holds


def test_an_inactive_rule_does_not_hold_and_says_so() -> None:
    off = replace(rule("T", SubjectIs(subjects=("VOI-01",)), Effect()), active=False)
    finding = judge(off, SITUATION)
    assert not finding.holds
    assert [(one.condition, one.holds) for one in finding.leaves] == [("sujet", True), ("active", False)]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (date(2026, 3, 12), date(2026, 3, 12), True),
        (None, date(2026, 3, 11), False),
        (date(2026, 3, 13), None, False),
        (date(2026, 1, 1), None, True),
    ],
)
def test_a_rule_speaks_on_its_days_in_the_towns_time(first: date | None, last: date | None, holds: bool) -> None:
    late = replace(NOON, at=datetime(2026, 3, 12, 23, 59, tzinfo=ZoneInfo("Europe/Paris")))
    dated = replace(rule("T", SubjectIs(subjects=("VOI-01",)), Effect()), valid_from=first, valid_until=last)
    finding = judge(dated, replace(SITUATION, moment=late))
    assert finding.holds is holds
    assert (finding.leaves[-1].condition, finding.leaves[-1].quote, finding.leaves[-1].holds) == ("validité", "12/03/2026", holds)


def shape(part: Branch | Leaf) -> object:
    """Return a condition as its joins and the truth of its leaves."""
    return (part.join.value, part.holds, [shape(one) for one in part.parts]) if isinstance(part, Branch) else part.holds


def test_leaves_are_nested_as_the_condition_nests_them() -> None:
    yes, no = SubjectIs(subjects=("VOI-01",)), SubjectIs(subjects=("PM-03",))
    condition = AllOf(all_of=(yes, AnyOf(any_of=(no, AllOf(all_of=(yes, Not(negated=AnyOf(any_of=(no, no)))))))))
    dated = replace(rule("T", condition, Effect()), active=False)
    found = nested(dated, judge(dated, SITUATION))
    inner = ("all", True, [True, ("not", True, [("any", False, [False, False])])])
    assert shape(found) == ("all", False, [True, ("any", True, [False, inner]), False])


@pytest.mark.parametrize("condition", [SubjectIs(subjects=("VOI-01",)), Not(negated=SubjectIs(subjects=("PM-03",)))])
def test_a_condition_of_one_part_is_nested_too(condition: Condition) -> None:
    one = rule("T", condition, Effect())
    (part,) = nested(one, judge(one, SITUATION)).parts
    assert part.holds
    assert isinstance(part, Leaf) is isinstance(condition, SubjectIs)


def test_leaves_of_another_version_of_a_rule_stand_side_by_side() -> None:
    once = rule("T", SubjectIs(subjects=("VOI-01",)), Effect())
    now = rule("T", AllOf(all_of=(SubjectIs(subjects=("VOI-01",)), SubjectIs(subjects=("VOI-*",)))), Effect())
    finding = judge(once, SITUATION)
    assert nested(now, finding) == Branch(join=Join.ALL, holds=True, parts=finding.leaves)
