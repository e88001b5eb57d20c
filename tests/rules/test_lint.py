from dataclasses import replace
from datetime import date
from datetime import time as clock

import pytest

from domain.department import Confidentiality, Department, DepartmentKind
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.place import Landmark, Parity, Places, RoadOwner, Sector, Street
from domain.ruleset import (
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    Effect,
    Example,
    HasAllWords,
    HasAttachment,
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    Level,
    Listing,
    MatchesExpression,
    Nature,
    Not,
    OnStreet,
    Precision,
    ReceivedDuring,
    Rule,
    RuleSet,
    Subject,
    SubjectIs,
    ThemeIs,
    Weekday,
    WhileOpen,
    YearDay,
)
from rules.lint import Context, Fault, LintFinding, Severity, lint
from rules.lint.matchless import matches_nothing
from tests.soon import soon

TODAY = date(2026, 3, 10)
CENTRE = SectorName("Centre-ville")
PLACES = Places(
    town_name="Valognes",
    postcode="50700",
    streets=(Street(name="Rue Carnot", kind="rue", aliases=("rue Sadi-Carnot",), stretches=()),),
    landmarks=(
        Landmark(
            name="Jardin public",
            category="parc",
            aliases=(),
            number=None,
            street=None,
            sector=None,
            owner=RoadOwner.TOWN,
            operator=None,
            point=None,
            radius_m=None,
        ),
    ),
    sectors=(Sector(code="1", name=CENTRE), Sector(code="2", name=SectorName("Alleaume"))),
)


def department(code: str, *, served_by: str | None = None, closed_on: date | None = None) -> Department:
    return Department(
        code=DepartmentCode(code),
        label=code,
        email=None,
        phone=None,
        kind=DepartmentKind.INTERNAL,
        confidentiality=Confidentiality.NORMAL,
        served_by=DepartmentCode(served_by) if served_by else None,
        closed_on=closed_on,
    )


def subject(code: str, *vocabulary: str, theme: str = "Voirie", copies: tuple[str, ...] = ()) -> Subject:
    return Subject(
        code=SubjectCode(code),
        label=code,
        theme=theme,
        nature=Nature.REPORT,
        regime="aucun",
        priority=3,
        target="5 jo",
        department=DepartmentCode("VOI"),
        copies=tuple(map(DepartmentCode, copies)),
        confidentiality=Confidentiality.NORMAL,
        vocabulary=vocabulary,
    )


TO_VOI, TO_PM = Effect(department=DepartmentCode("VOI")), Effect(department=DepartmentCode("PM"))


def rule(identity: str, condition: Condition, effect: Effect = TO_PM, *, priority: int = 0, level: Level = Level.SUBJECT) -> Rule:
    return Rule(
        id=RuleId(identity), name=identity, level=level, precision=Precision.NONE, priority=priority, condition=condition, effect=effect
    )


def town(*rules: Rule) -> RuleSet:
    return RuleSet(
        town=TownId("valognes"),
        number=1,
        subjects=(
            subject("VOI-01", "nid de poule"),
            subject("VOI-02", "trottoir"),
            subject("PM-01", "mal garé", theme="Police"),
            subject("AUT-00"),
        ),
        departments=(department("VOI"), department("PM")),
        rules=rules,
    )


ALONE = Context(today=TODAY)


def findings(ruleset: RuleSet, context: Context = ALONE) -> tuple[LintFinding, ...]:
    return lint(ruleset, PLACES, context)


def faults(condition: Condition) -> list[Fault]:
    return [finding.fault for finding in findings(town(rule("R1", condition)))]


HOLES = SubjectIs(subjects=("VOI-01",))
ROADS = SubjectIs(subjects=("VOI-*",))
GAS = HasWords(words=("gaz",))


def test_sound_rule_set_has_no_findings() -> None:
    assert findings(town(rule("R1", AllOf(all_of=(ROADS, GAS))), rule("R2", ROADS, TO_VOI))) == ()


@pytest.mark.parametrize(
    ("condition", "fault", "operand"),
    [
        (SubjectIs(subjects=("VOI-01", "VOI-44")), Fault.UNKNOWN_SUBJECT, "VOI-44"),
        (SubjectIs(subjects=("EAU-*",)), Fault.UNKNOWN_SUBJECT, "EAU-*"),
        (ThemeIs(themes=("voirie", "Eau")), Fault.UNKNOWN_THEME, "Eau"),
        (OnStreet(streets=("RUE SADI CARNOT", "Rue Perdue")), Fault.UNKNOWN_STREET, "Rue Perdue"),
        (AtLandmark(landmarks=("parc", "jardin public", "école")), Fault.UNKNOWN_LANDMARK, "école"),
        (Not(negated=InSector(sectors=("Centre",))), Fault.UNKNOWN_SECTOR, "Centre"),
        (CameInAt(entrances=("scanner 2", "nulle@valognes.example")), Fault.UNKNOWN_ENTRANCE, "nulle@valognes.example"),
    ],
)
def test_unknown_name_is_found_wherever_it_is_nested(condition: Condition, fault: Fault, operand: str) -> None:
    found = findings(
        town(rule("R1", AnyOf(any_of=(GAS, condition)))), Context(today=TODAY, entrances=frozenset({"mairie@valognes.example"}))
    )

    assert [(finding.fault, finding.operands, finding.name) for finding in found] == [(fault, (operand,), "R1")]
    assert found[0].leaf is not None


def hours(start: int, end: int) -> ReceivedDuring:
    return ReceivedDuring(start=clock(start), end=clock(end), days=())


def season(first_month: int, last_month: int) -> InSeason:
    return InSeason(first_day=YearDay(month=first_month, day=1), last_day=YearDay(month=last_month, day=15))


NEVER: tuple[tuple[Condition, Fault], ...] = (
    (OnStreet(streets=("Rue Carnot",), low=9, high=3), Fault.NEVER_TRUE),
    (OnStreet(streets=("Rue Carnot",), low=3, high=3, parity=Parity.EVEN), Fault.NEVER_TRUE),
    (ReceivedDuring(start=clock(8), end=clock(8), days=()), Fault.NEVER_TRUE),
    (InSeason(first_day=YearDay(month=2, day=31), last_day=YearDay(month=3, day=1)), Fault.NEVER_TRUE),
    (MatchesExpression(expression="a^"), Fault.NEVER_TRUE),
    (MatchesExpression(expression="a(?=b)"), Fault.REFUSED_EXPRESSION),
    (HasWords(words=("gaz", "!!")), Fault.EMPTY_PHRASE),
    (HasWords(words=("gaz", "de la")), Fault.STOP_WORD),
    (AllOf(all_of=(HOLES, SubjectIs(subjects=("VOI-02",)))), Fault.CONTRADICTION),
    (AllOf(all_of=(HOLES, ThemeIs(themes=("Police",)))), Fault.CONTRADICTION),
    (AllOf(all_of=(ROADS, AllOf(all_of=(GAS, SubjectIs(subjects=("PM-01",)))))), Fault.CONTRADICTION),
    (AllOf(all_of=(InSector(sectors=(CENTRE,)), InSector(sectors=("Alleaume",)))), Fault.CONTRADICTION),
    (AllOf(all_of=(CameBy(channels=(Channel.FAX,)), CameBy(channels=(Channel.SCAN,)))), Fault.CONTRADICTION),
    (AllOf(all_of=(WhileOpen(is_open=True), WhileOpen(is_open=False))), Fault.CONTRADICTION),
    (AllOf(all_of=(GAS, Not(negated=GAS))), Fault.CONTRADICTION),
    (AllOf(all_of=(HOLES, Not(negated=ROADS))), Fault.CONTRADICTION),
    (AllOf(all_of=(HasAllWords(all_words=("chauffage", "école")), HasNoWords(no_words=("écoles",)))), Fault.CONTRADICTION),
    (AllOf(all_of=(HasWords(words=("école",)), HasNoWords(no_words=("écoles", "gaz")))), Fault.CONTRADICTION),
    (AllOf(all_of=(HasAllWords(all_words=("fuite de gaz",)), HasNoWords(no_words=("gaz",)))), Fault.CONTRADICTION),
    (AllOf(all_of=(HOLES, AnyOf(any_of=(SubjectIs(subjects=("VOI-02",)), SubjectIs(subjects=("PM-01",)))))), Fault.CONTRADICTION),
    (AllOf(all_of=(hours(8, 10), hours(20, 22))), Fault.CONTRADICTION),
    (AllOf(all_of=(season(1, 2), season(6, 7))), Fault.CONTRADICTION),
    (HasAllWords(all_words=("gaz", "?!")), Fault.EMPTY_PHRASE),
    (HasNoWords(no_words=("gaz", "le")), Fault.STOP_WORD),
    (AnyOf(any_of=(HOLES, Not(negated=HOLES))), Fault.ALWAYS_TRUE),
)


@pytest.mark.parametrize(("condition", "fault"), NEVER)
def test_condition_that_cannot_be_meant_is_found(condition: Condition, fault: Fault) -> None:
    assert faults(condition) == [fault]


@pytest.mark.parametrize(
    "condition",
    [
        OnStreet(streets=("Rue Carnot",), low=3, high=3, parity=Parity.ODD),
        ReceivedDuring(start=clock(20), end=clock(6), days=()),
        InSeason(first_day=YearDay(month=11, day=1), last_day=YearDay(month=2, day=29)),
        AllOf(all_of=(ROADS, HOLES)),
        AllOf(all_of=(ROADS, Not(negated=HOLES))),
        AllOf(all_of=(HasWords(words=("gaz", "école")), HasNoWords(no_words=("gaz",)))),
        AnyOf(any_of=(HOLES, SubjectIs(subjects=("VOI-02",)))),
        HasWords(words=("de*", "n'a pas été vidé")),
        AllOf(all_of=(HOLES, AnyOf(any_of=(SubjectIs(subjects=("VOI-02",)), GAS)))),
        AllOf(all_of=(HasAllWords(all_words=("gaz",)), HasNoWords(no_words=("fuite de gaz",)))),
        AllOf(all_of=(hours(8, 10), hours(9, 22))),
        AllOf(all_of=(hours(20, 6), hours(5, 7))),
        AllOf(all_of=(hours(8, 10), ReceivedDuring(start=None, end=None, days=(Weekday.SUNDAY,)))),
        AllOf(all_of=tuple(ReceivedDuring(start=None, end=None, days=(day,)) for day in (Weekday.SUNDAY, Weekday.HOLIDAY))),
        AllOf(all_of=(season(11, 3), season(1, 6))),
    ],
)
def test_condition_that_can_hold_is_let_pass(condition: Condition) -> None:
    assert faults(condition) == []


@pytest.mark.parametrize("expression", ["a^", "$b", r"[^\s\S]", "(a^|b^)", r"x\A", "a{2}^", "(?i)a^"])
def test_expression_that_matches_nothing_is_seen(expression: str) -> None:
    assert matches_nothing(expression)


@pytest.mark.parametrize(
    "expression", ["^a", "a$", "a?^b", "(a|b^)", r"n[°o]\s*\d+", r"\bfuite\b", "[^]a]", "(?m)a$^b", "a|^", "[^a]", "$(?i)"]
)
def test_expression_that_may_match_is_let_pass(expression: str) -> None:
    assert not matches_nothing(expression)


def told(*rules: Rule) -> list[tuple[str, Fault, tuple[str, ...]]]:
    return [(finding.name, finding.fault, finding.operands) for finding in findings(town(*rules))]


def test_rule_behind_a_weaker_one_never_decides() -> None:
    assert told(rule("R1", ROADS, TO_VOI, priority=9), rule("R2", AllOf(all_of=(HOLES, GAS)))) == [("R2", Fault.SHADOWED, ("R1",))]
    assert told(rule("R1", AllOf(all_of=(HOLES, GAS)), TO_VOI, priority=9), rule("R2", ROADS)) == []


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (HasWords(words=("gaz", "fuite")), HasWords(words=("fuites",))),
        (HasWords(words=("gaz", "fuite")), HasAllWords(all_words=("gaz", "école"))),
        (HasAllWords(all_words=("gaz",)), HasAllWords(all_words=("école", "gaz"))),
        (HasNoWords(no_words=("gaz",)), HasNoWords(no_words=("gaz", "école"))),
        (ThemeIs(themes=("Voirie",)), HOLES),
        (Not(negated=HOLES), Not(negated=ROADS)),
        (AnyOf(any_of=(GAS, HOLES)), HOLES),
        (ROADS, AnyOf(any_of=(HOLES, SubjectIs(subjects=("VOI-02",))))),
        (SubjectIs(subjects=("*",)), SubjectIs(subjects=("PM-01",))),
        (OnStreet(streets=("Rue Carnot",), low=1, high=9), OnStreet(streets=("rue carnot",), low=1, high=9)),
        (OnStreet(streets=("Rue Carnot",)), OnStreet(streets=("Rue Carnot",), low=1, high=9)),
        (OnStreet(streets=("Rue Carnot",), low=1), OnStreet(streets=("Rue Carnot",), low=2, high=8, parity=Parity.EVEN)),
        (OnStreet(streets=("Rue Carnot",), parity=Parity.ODD), OnStreet(streets=("Rue Carnot",), high=9, parity=Parity.ODD)),
        (HasWords(words=("fuite",)), HasWords(words=("fuite de gaz",))),
        (HasWords(words=("effondr*",)), HasWords(words=("effondrement du mur", "effondré"))),
        (HasWords(words=("effon*",)), HasAllWords(all_words=("grand effondr*", "gaz"))),
        (HasAllWords(all_words=("gaz",)), HasWords(words=("gaz",))),
        (HasNoWords(no_words=("gaz",)), HasNoWords(no_words=("gaz", "fuite de gaz"))),
        (HasAttachment(media_types=("image/*",)), HasAttachment(media_types=("image/png", "image/jpeg"))),
        (Not(negated=SubjectIs(subjects=("PM-01",))), HOLES),
        (Not(negated=AnyOf(any_of=(SubjectIs(subjects=("PM-01",)), SubjectIs(subjects=("VOI-02",))))), HOLES),
        (hours(8, 20), hours(9, 10)),
        (hours(20, 8), hours(22, 2)),
        (season(11, 3), season(12, 1)),
    ],
)
def test_weaker_condition_is_recognised(wide: Condition, narrow: Condition) -> None:
    first, second = rule("R1", wide, TO_VOI, priority=9), rule("R2", AllOf(all_of=(narrow, CameBy(channels=(Channel.FAX,)))))

    assert told(first, second) == [("R2", Fault.SHADOWED, ("R1",))]
    assert told(replace(second, priority=9), replace(first, priority=0)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OnStreet(streets=("Rue Carnot",), low=1, high=9), OnStreet(streets=("Rue Carnot",))),
        (OnStreet(streets=("Rue Carnot",), low=0), OnStreet(streets=("Rue Carnot",))),
        (OnStreet(streets=("Rue Carnot",), low=1, high=9), OnStreet(streets=("Rue Carnot",), low=5, high=11)),
        (OnStreet(streets=("Rue Carnot",), parity=Parity.ODD), OnStreet(streets=("Rue Carnot",), low=2, high=8, parity=Parity.EVEN)),
        (HasWords(words=("fuite de gaz",)), HasWords(words=("fuite",))),
        (HasWords(words=("effondrement*",)), HasWords(words=("effondr*",))),
        (HasWords(words=("gaz",)), HasWords(words=("gaz", "école"))),
        (HasAllWords(all_words=("gaz", "école")), HasWords(words=("gaz",))),
        (HasWords(words=("ondr*",)), HasWords(words=("effondré",))),
        (HasAttachment(media_types=("image/png",)), HasAttachment(media_types=("image/*",))),
        (Not(negated=HOLES), ROADS),
        (hours(9, 10), hours(8, 20)),
        (hours(9, 10), ReceivedDuring(start=clock(9), end=clock(10), days=(Weekday.SUNDAY,))),
        (season(12, 1), season(11, 3)),
    ],
)
def test_condition_that_is_not_weaker_shadows_nothing(one: Condition, other: Condition) -> None:
    assert told(rule("R1", one, TO_VOI, priority=9), rule("R2", other)) == []


def test_rule_that_still_does_something_is_not_shadowed() -> None:
    first = rule("R1", ROADS, TO_VOI, priority=9)

    assert told(first, rule("R2", HOLES, replace(TO_PM, review=True))) == []
    assert told(first, rule("R2", HOLES, Effect(copies=(DepartmentCode("PM"),)))) == []
    assert told(first, rule("R2", HOLES, replace(TO_VOI, priority=2))) == []
    assert told(first, rule("R2", HOLES, replace(TO_PM, goes_on=True))) == []
    assert told(rule("R1", ROADS, replace(TO_VOI, goes_on=True), priority=9), rule("R2", HOLES)) == []


def test_nothing_but_protection_comes_after_a_rule_that_stops() -> None:
    first = rule("R1", ROADS, Effect(stops=True), priority=9)

    assert told(first, rule("R2", HOLES, Effect(copies=(DepartmentCode("PM"),)))) == [("R2", Fault.SHADOWED, ("R1",))]
    assert told(first, rule("R2", HOLES, Effect(review=True))) == []


def test_rule_of_the_last_rank_on_a_subject_never_decides() -> None:
    by_mailbox = AllOf(all_of=(CameInAt(entrances=("scanner 2",)), SubjectIs(subjects=("AUT-00",))))

    assert told(rule("R1", AllOf(all_of=(HOLES, GAS)), level=Level.MAILBOX)) == [("R1", Fault.UNREACHABLE, ())]
    assert told(rule("R1", by_mailbox, level=Level.MAILBOX)) == []


def test_rule_that_speaks_on_some_days_only_shadows_none_that_always_speaks() -> None:
    seasonal = replace(rule("R1", ROADS, TO_VOI, priority=9), valid_until=date(2026, 12, 31))

    assert told(seasonal, rule("R2", HOLES)) == []
    assert told(seasonal, replace(rule("R2", HOLES), valid_until=date(2026, 6, 30))) == [("R2", Fault.SHADOWED, ("R1",))]
    assert told(replace(seasonal, active=False), rule("R2", HOLES)) == []


def test_same_condition_at_the_same_rank_with_two_departments_is_an_error() -> None:
    found = findings(town(rule("R1", ROADS, TO_VOI), rule("R2", ROADS, TO_PM)))

    assert [(finding.fault, finding.severity, finding.name) for finding in found] == [(Fault.CLASH, Severity.ERROR, "R2")]
    assert told(rule("R1", ROADS, TO_VOI), rule("R2", HOLES, TO_PM)) == [("R2", Fault.CLASH, ("R1",))]
    assert told(rule("R7/1", ROADS, TO_VOI), rule("R7/2", HOLES, TO_PM)) == [("R7/2", Fault.SHADOWED, ("R7/1",))]


def test_newer_of_two_equal_rules_goes_first() -> None:
    older, newer = replace(rule("R1", ROADS, TO_VOI), written_on=date(2025, 1, 1)), replace(rule("R2", ROADS), written_on=TODAY)

    assert told(older, newer) == [("R1", Fault.SHADOWED, ("R2",))]


def test_closed_department_is_found_wherever_it_is_named() -> None:
    ruleset = town(rule("R1", ROADS), rule("R2", AllOf(all_of=(GAS, ROADS)), Effect(copies=(DepartmentCode("PM"),)), priority=9))
    closed = replace(
        ruleset,
        departments=(department("VOI"), department("PM", closed_on=date(2026, 1, 1))),
        directory=(Listing(subjects=("VOI-01",), sectors=(CENTRE,), department=DepartmentCode("PM")),),
    )

    found = findings(closed)

    assert {(finding.name, finding.field) for finding in found} == {
        ("R1", "effect.department"),
        ("R2", "effect.copies"),
        ("VOI-01 / Centre-ville", "department"),
    }
    assert {finding.severity for finding in found} == {Severity.ERROR}
    soon = replace(closed, departments=(department("VOI"), department("PM", closed_on=date(2027, 1, 1))))
    assert {finding.severity for finding in findings(soon)} == {Severity.WARNING}


def test_departments_that_serve_each_other_in_a_circle_are_found() -> None:
    circle = replace(town(), departments=(department("VOI", served_by="PM"), department("PM", served_by="VOI")))

    assert [(finding.name, finding.operands) for finding in findings(circle)] == [("VOI", ("VOI", "PM")), ("PM", ("PM", "VOI"))]
    missing = replace(town(), departments=(department("VOI", served_by="DST"), department("PM")))
    assert [finding.fault for finding in findings(missing)] == [Fault.UNKNOWN_DEPARTMENT]


def test_copy_to_the_department_itself_is_found() -> None:
    ruleset = town(rule("R1", ROADS, replace(TO_PM, copies=(DepartmentCode("PM"),))))
    copied = replace(ruleset, subjects=(*ruleset.subjects, subject("VOI-03", "verglas", copies=("VOI",))))

    assert [(finding.fault, finding.name) for finding in findings(copied)] == [
        (Fault.COPY_IS_DEPARTMENT, "VOI-03"),
        (Fault.COPY_IS_DEPARTMENT, "R1"),
    ]


def test_words_claimed_twice_empty_or_missing_are_found() -> None:
    ruleset = replace(
        town(),
        subjects=(
            subject("VOI-01", "Nid de poule", "?"),
            subject("VOI-02", "nids de poules", "de la"),
            subject("VOI-03"),
            subject("AUT-00"),
        ),
    )

    assert {(finding.fault, finding.name, finding.operands) for finding in findings(ruleset)} == {
        (Fault.SHARED_PHRASE, "VOI-01", ("Nid de poule", "VOI-02")),
        (Fault.EMPTY_PHRASE, "VOI-01", ("?",)),
        (Fault.STOP_WORD, "VOI-02", ("de la",)),
        (Fault.NO_VOCABULARY, "VOI-03", ()),
    }


def test_days_effects_and_precision_are_looked_at() -> None:
    past = replace(rule("R1", ROADS), valid_until=date(2025, 12, 31))
    turned = replace(rule("R2", HOLES), valid_from=date(2026, 12, 1), valid_until=date(2026, 11, 1))
    both = rule("R3", GAS, replace(TO_PM, review=True, alone=True))
    idle = rule("R4", HasWords(words=("eau",)), Effect())
    precise = replace(rule("R5", HasWords(words=("feu",))), precision=Precision.STREET)

    assert {(name, fault) for name, fault, _ in told(past, turned, both, idle, precise)} == {
        ("R1", Fault.EXPIRED),
        ("R2", Fault.ENDS_BEFORE_IT_BEGINS),
        ("R3", Fault.REVIEW_AND_ALONE),
        ("R4", Fault.NO_EFFECT),
        ("R5", Fault.PRECISION_WITHOUT_PLACE),
    }


def test_rule_that_never_held_in_the_period_is_found_only_if_it_was_counted() -> None:
    ruleset = town(rule("R1", ROADS), replace(rule("R2", GAS), active=False), rule("R3", HasWords(words=("feu",))))

    assert [(finding.name, finding.fault) for finding in findings(ruleset, Context(today=TODAY, hits={RuleId("R1"): 3}))] == [
        ("R3", Fault.NEVER_HIT)
    ]
    assert findings(ruleset) == ()


def test_example_that_expects_what_is_not_there_is_found() -> None:
    example = Example(
        id="E1",
        text="Un trou.",
        subject=SubjectCode("VOI-77"),
        department=DepartmentCode("DST"),
        sector=SectorName("Nord"),
        street="Rue Perdue",
        rule=RuleId("R9"),
    )
    fine = Example(id="E2", text="Un trou.", street="jardin public", rule=RuleId("R7"))
    ruleset = replace(town(rule("R7/1", ROADS)), examples=(example, fine))

    assert {(finding.name, finding.field) for finding in findings(ruleset)} == {
        ("E1", field) for field in ("subject", "department", "sector", "street", "rule")
    }


def test_worst_findings_come_first() -> None:
    ruleset = town(
        rule("R1", ROADS, replace(TO_PM, copies=(DepartmentCode("PM"),))),
        rule("R2", GAS, Effect()),
        rule("R3", GAS, replace(TO_PM, department=DepartmentCode("DST"))),
    )

    assert [finding.severity for finding in findings(ruleset)] == [Severity.ERROR, Severity.WARNING, Severity.NOTICE]


@pytest.mark.parametrize("shape", ["own words", "everything shared", "words that must all be there"])
def test_ten_thousand_rules_are_checked_soon(shape: str) -> None:
    def condition(number: int) -> Condition:
        match shape:
            case "own words":
                return AllOf(all_of=(ROADS, HasWords(words=(f"mot{number}", "trou"))))
            case "everything shared":
                return AllOf(
                    all_of=(ROADS, InSector(sectors=(CENTRE,)), HasWords(words=("trou",)), Not(negated=HasWords(words=(f"x{number}",))))
                )
            case _:
                return AllOf(all_of=(ROADS, HasAllWords(all_words=("trou", f"mot{number}"))))

    rules = [rule(f"R{number}", condition(number), priority=number % 500) for number in range(10_000)]
    with soon(10):  # two seconds alone on a core
        assert findings(town(*rules, rule("Z", AllOf(all_of=(condition(7), GAS)), TO_VOI)))[-1].name == "Z"
