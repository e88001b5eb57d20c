from dataclasses import replace
from datetime import date

import pytest

from domain.decision import Decision, ForReview, Reason, Rival, Routed
from domain.department import Confidentiality
from domain.draft import Flag
from domain.ids import DepartmentCode, SectorName, SubjectCode
from domain.ruleset import Effect, HasWords, Level, Listing, Precision, Rule, RuleSet, SubjectIs
from routing.course import Loss, why_lost
from routing.decide import decide
from rules.classify import Classifier
from tests.rules.sample_town import NOON, PLACES, RULESET, draft, rule

POTHOLE = "Un nid de poule rue de Poterie devant le 22, la route est défoncée"
POTHOLES = SubjectIs(subjects=("VOI-01",))
EV, SPO, PM, ECI = (DepartmentCode(code) for code in ("EV", "SPO", "PM", "ECI"))


def decided(text: str, *rules: Rule, ruleset: RuleSet = RULESET, parts: int = 1) -> Decision:
    town = replace(ruleset, rules=rules)
    one = draft(text)
    return decide(one, Classifier(town, PLACES).classify(one, NOON), town, NOON, parts=parts)


def close_together(town: RuleSet) -> Decision:
    """Decide on a draft with two subjects nearly as likely, of two departments."""
    one = draft("rue Carnot : graffiti, musique à fond")
    found = Classifier(town, PLACES).classify(one, NOON)
    near = tuple(replace(candidate, score=score) for candidate, score in zip(found.subjects, (0.6, 0.55), strict=False))
    return decide(one, replace(found, subjects=near), town, NOON, parts=1)


def reasons(decision: Decision) -> set[Reason]:
    return set(decision.reasons) if isinstance(decision, ForReview) else set()


def test_the_newer_of_two_equal_rules_goes_first_and_nobody_is_asked() -> None:
    old = replace(rule("A", POTHOLES, Effect(department=EV)), written_on=date(2025, 1, 1))
    new = replace(rule("B", POTHOLES, Effect(department=SPO)), written_on=date(2026, 1, 1))
    decision = decided(POTHOLE, old, new)
    assert isinstance(decision, Routed)
    assert (decision.orientation.department, decision.orientation.passed_over) == (SPO, ("A",))
    assert why_lost(new, old) is Loss.DATE


def test_equal_rules_that_disagree_show_both() -> None:
    decision = decided(POTHOLE, rule("A", POTHOLES, Effect(department=EV)), rule("B", POTHOLES, Effect(department=SPO)))
    assert isinstance(decision, ForReview)
    assert decision.reasons == (Reason.TIE,)
    assert decision.rivals == (Rival(department=EV, rule="A"), Rival(department=SPO, rule="B"))  # type: ignore[arg-type]  # a rule's id in words


def test_subjects_close_together_show_both_departments() -> None:
    decision = close_together(RULESET)
    assert isinstance(decision, ForReview)
    assert Reason.TIE in decision.reasons
    assert {(rival.department, rival.rule) for rival in decision.rivals} == {("PRO", "R0-PRO"), ("PM", "R0-PM")}


def test_a_rule_that_stops_ends_the_rules_but_not_the_protection() -> None:
    first = rule("A", POTHOLES, Effect(department=EV, stops=True), priority=90)
    later = rule(
        "B",
        POTHOLES,
        Effect(copies=(PM,), priority=1, goes_on=True, flags=(Flag.LANGUAGE, Flag.CONFIDENTIAL), confidentiality=Confidentiality.SOCIAL),
        priority=10,
    )
    orientation = decided(POTHOLE, later, first).orientation
    assert (orientation.department, orientation.copies, orientation.priority) == (EV, (), 2)
    assert (orientation.stopped_by, orientation.passed_over) == ("A", ("B",))
    assert orientation.confidentiality is Confidentiality.SOCIAL
    assert Flag.CONFIDENTIAL in orientation.flags and Flag.LANGUAGE not in orientation.flags
    assert why_lost(first, later, first) is Loss.STOPPED


def test_a_rule_that_lost_does_not_stop() -> None:
    winner = rule("A", POTHOLES, Effect(department=EV), priority=90)
    loser = rule("B", POTHOLES, Effect(department=SPO, stops=True), priority=50)
    last = rule("C", POTHOLES, Effect(copies=(PM,)), priority=10)
    orientation = decided(POTHOLE, winner, loser, last).orientation
    assert (orientation.copies, orientation.stopped_by, orientation.passed_over) == ((PM,), None, ("B",))


def test_a_rule_that_only_stops_leaves_the_department_to_the_subject() -> None:
    stop = rule("A", POTHOLES, Effect(stops=True), priority=90)
    orientation = decided(POTHOLE, stop, rule("B", POTHOLES, Effect(department=EV))).orientation
    assert (orientation.department, orientation.rule, orientation.passed_over) == ("VOI", "R0-VOI", ("B",))


def test_a_rule_makes_it_another_subject_with_all_that_follows() -> None:
    fair = rule("A", HasWords(words=("vide-grenier",)), Effect(subject=SubjectCode("SOC-01")))
    orientation = decided("Un vide-grenier, un nid de poule, la route est défoncée", fair).orientation
    assert (orientation.subject, orientation.department, orientation.rule) == ("SOC-01", "CCAS", "R0-SOC")
    assert (orientation.priority, orientation.target, orientation.confidentiality) == (3, "5 jo", Confidentiality.SOCIAL)
    assert Flag.CONFIDENTIAL in orientation.flags


def test_a_subject_told_by_words_alone_is_not_in_doubt() -> None:
    told = rule("A", HasWords(words=("braderie",)), Effect(subject=SubjectCode("EDU-02")))
    decision = decided("Une question sur la braderie", told)
    assert isinstance(decision, Routed)
    assert (decision.orientation.subject, decision.orientation.confidence) == ("EDU-02", 1.0)


def test_a_subject_told_because_of_another_is_as_sure_as_that() -> None:
    told = rule("A", POTHOLES, Effect(subject=SubjectCode("VOI-02")))
    decision = decided("Un nid de poule rue Carnot", told)
    assert decision.orientation.subject == "VOI-02"
    assert decision.orientation.confidence < 1


def test_the_first_rule_tells_the_subject() -> None:
    first = rule("A", POTHOLES, Effect(subject=SubjectCode("VOI-02")), priority=90)
    second = rule("B", POTHOLES, Effect(subject=SubjectCode("PRO-04")))
    assert decided(POTHOLE, second, first).orientation.subject == "VOI-02"


def test_alone_waives_doubts_about_subject_and_place_only() -> None:
    vague = "La route est défoncée"
    assert Reason.PLACE_MISSING in reasons(decided(vague))
    alone = rule("A", POTHOLES, Effect(department=EV, alone=True))
    assert isinstance(decided(vague, alone), Routed)
    assert isinstance(close_together(replace(RULESET, rules=(rule("A", SubjectIs(subjects=("*",)), Effect(alone=True)),))), Routed)


@pytest.mark.parametrize(
    ("effect", "parts", "left"),
    [
        (Effect(department=EV, alone=True, priority=1), 1, {Reason.DANGER}),
        (Effect(department=EV, alone=True, confidentiality=Confidentiality.SOCIAL), 1, {Reason.CONFIDENTIAL}),
        (Effect(department=EV, alone=True, flags=(Flag.ABUSIVE,)), 1, {Reason.ABUSIVE}),
        (Effect(department=EV, alone=True, review=True), 1, {Reason.RULE_ASKS}),
        (Effect(department=EV, alone=True), 2, {Reason.SEVERAL_REQUESTS}),
    ],
)
def test_alone_never_waives_what_protects(effect: Effect, parts: int, left: set[Reason]) -> None:
    assert reasons(decided("La route est défoncée", rule("A", POTHOLES, effect), parts=parts)) == left


def test_alone_does_not_settle_equal_rules() -> None:
    one, other = rule("A", POTHOLES, Effect(department=EV, alone=True)), rule("B", POTHOLES, Effect(department=SPO))
    assert reasons(decided(POTHOLE, one, other)) == {Reason.TIE}


@pytest.mark.parametrize(
    ("level", "department", "by"), [(Level.MAILBOX, "VOI", "R0-VOI"), (Level.PLACE, "ECI", "M"), (Level.SUBJECT, "ECI", "M")]
)
def test_what_was_recognised_goes_before_where_it_came_in(level: Level, department: str, by: str) -> None:
    mailbox = rule("M", SubjectIs(subjects=("*",)), Effect(department=ECI), level, Precision.NONE)
    orientation = decided(POTHOLE, mailbox).orientation
    assert (orientation.department, orientation.rule) == (department, by)
    assert orientation.passed_over == (("M",) if level is Level.MAILBOX else ())


def test_where_it_came_in_speaks_where_nothing_was_recognised() -> None:
    mailbox = rule("M", SubjectIs(subjects=("*",)), Effect(department=ECI), Level.MAILBOX, Precision.NONE)
    assert decided("zzz rue Carnot", mailbox).orientation.department == ECI


def listing(department: DepartmentCode, *subjects: str, sector: str = "Centre", copies: tuple[DepartmentCode, ...] = ()) -> Listing:
    return Listing(subjects=subjects, sectors=(SectorName(sector),), department=department, copies=copies)


def test_the_directory_goes_before_the_subject_and_after_the_rules() -> None:
    town = replace(RULESET, directory=(listing(SPO, "VOI-*", copies=(PM,)), listing(ECI, "VOI-*", sector="Est")))
    orientation = decided(POTHOLE, ruleset=town).orientation
    assert (orientation.department, orientation.copies, orientation.rule) == (SPO, (PM,), "annuaire:VOI-*/Centre")
    assert decided(POTHOLE, rule("A", POTHOLES, Effect(department=EV)), ruleset=town).orientation.department == EV
    assert decided("Un nid de poule, la route est défoncée", ruleset=town).orientation.department == "VOI"


def test_the_more_precise_entry_of_the_directory_is_meant() -> None:
    town = replace(RULESET, directory=(listing(SPO, "*"), listing(ECI, "VOI-01"), listing(PM, "VOI-*"), listing(EV, "VOI-0*")))
    assert decided(POTHOLE, ruleset=town).orientation.rule == "annuaire:VOI-01/Centre"
    assert decided("Une dalle qui bouge, trottoir défoncé rue Carnot", ruleset=town).orientation.department == EV


def test_equal_entries_of_the_directory_are_a_tie() -> None:
    town = replace(RULESET, directory=(listing(SPO, "VOI-*"), listing(ECI, "VOI-*")))
    decision = decided(POTHOLE, ruleset=town)
    assert isinstance(decision, ForReview)
    assert decision.reasons == (Reason.TIE,)
    assert [rival.department for rival in decision.rivals] == [SPO, ECI]


TODAY = NOON.at.date()


def closed(*codes: str, on: date = TODAY, served_by: str | None = None) -> RuleSet:
    return replace(
        RULESET,
        departments=tuple(
            replace(one, closed_on=on, served_by=DepartmentCode(served_by) if served_by else None) if one.code in codes else one
            for one in RULESET.departments
        ),
    )


def test_a_closed_department_never_receives() -> None:
    to_parks = rule("A", POTHOLES, Effect(department=EV, copies=(PM,)))
    decision = decided(POTHOLE, to_parks, ruleset=closed("EV", "PM"))
    assert (decision.orientation.department, decision.orientation.copies, decision.orientation.rule) == ("VOI", (), "A")
    assert reasons(decision) == {Reason.DEPARTMENT_CLOSED}
    assert decided(POTHOLE, to_parks, ruleset=closed("EV", served_by="SPO")).orientation.department == SPO
    assert decided(POTHOLE, to_parks, ruleset=closed("EV", on=date(2026, 3, 13))).orientation.department == EV


def test_the_subjects_own_department_may_be_closed_too() -> None:
    decision = decided(POTHOLE, ruleset=closed("VOI"))
    assert (decision.orientation.department, reasons(decision)) == ("AG", {Reason.DEPARTMENT_CLOSED})


def test_letters_and_the_label_for_outsiders_go_with_the_decision() -> None:
    orientation = decided(POTHOLE, rule("A", POTHOLES, Effect(letter="refus", public_label="Demande confidentielle"))).orientation
    assert (orientation.letters, orientation.public_label) == (("refus",), "Demande confidentielle")


@pytest.mark.parametrize(
    ("winner", "loser", "loss"),
    [
        (rule("A", POTHOLES, Effect(), Level.SAFETY), rule("B", POTHOLES, Effect()), Loss.LEVEL),
        (rule("A", POTHOLES, Effect(), precision=Precision.LANDMARK), rule("B", POTHOLES, Effect()), Loss.PRECISION),
        (rule("A", POTHOLES, Effect(), priority=60), rule("B", POTHOLES, Effect()), Loss.PRIORITY),
        (rule("A", POTHOLES, Effect()), rule("B", POTHOLES, Effect()), Loss.EQUAL),
        (rule("A/1", POTHOLES, Effect()), rule("A/2", POTHOLES, Effect()), Loss.VARIANT),
        (None, rule("B", POTHOLES, Effect(), Level.MAILBOX), Loss.LEVEL),
    ],
)
def test_every_loss_has_its_reason(winner: Rule | None, loser: Rule, loss: Loss) -> None:
    assert why_lost(winner, loser) is loss
