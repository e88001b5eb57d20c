from dataclasses import replace

import pytest

from domain.decision import Decision, ForReview, Reason, Routed
from domain.department import Confidentiality
from domain.draft import Draft, Flag, Paper, PlacedWord, Remark
from domain.evidence import READ_CHARACTERS, Candidate, Classification, Finding, Part
from domain.ids import DepartmentCode, SubjectCode
from domain.ruleset import Alert, Effect, Level, Precision, Rule, RuleSet, SubjectIs
from domain.town import Moment
from routing.course import in_order
from routing.decide import decide
from rules.classify import Classifier
from tests.rules.sample_town import NIGHT, NOON, PLACES, RULESET, draft, rule

CLASSIFIER = Classifier(RULESET, PLACES)


def decided(text: str, *, moment: Moment = NOON, parts: int = 1, ruleset: RuleSet = RULESET) -> Decision:
    return decided_on(draft(text), moment=moment, parts=parts, ruleset=ruleset)


def decided_on(one: Draft, *, moment: Moment = NOON, parts: int = 1, ruleset: RuleSet = RULESET) -> Decision:
    classifier = CLASSIFIER if ruleset is RULESET else Classifier(ruleset, PLACES)
    return decide(one, classifier.classify(one, moment), ruleset, moment, parts=parts)


def with_rules(*rules: Rule) -> RuleSet:
    return replace(RULESET, rules=rules)


def reasons(decision: Decision) -> set[Reason]:
    return set(decision.reasons) if isinstance(decision, ForReview) else set()


def test_the_subjects_own_department_where_no_rule_holds() -> None:
    decision = decided("Un nid de poule rue de Poterie devant le 22, la route est défoncée")
    assert isinstance(decision, Routed)
    assert (decision.orientation.department, decision.orientation.rule, decision.orientation.ruleset) == ("VOI", "R0-VOI", 7)


def test_the_subjects_copies_go_with_its_own_department() -> None:
    assert decided("Des crottes de chien, des déjections rue Carnot").orientation.copies == ("PM",)


def test_a_rule_on_the_place_goes_before_the_subject() -> None:
    orientation = decided("Un nid de poule, la route est défoncée route de Cherbourg").orientation
    assert (orientation.department, orientation.copies, orientation.rule) == ("X-DEP", ("VOI",), "R2")
    assert Flag.THIRD_PARTY in orientation.flags


def test_gas_goes_to_its_network_whatever_the_words_about_leaks() -> None:
    decision = decided("Une fuite de gaz rue Carnot devant le 8")
    assert (decision.orientation.subject, decision.orientation.department, decision.orientation.priority) == ("AUT-00", "X-GRDF", 1)
    assert {Reason.DANGER, Reason.RULE_ASKS} <= reasons(decision)
    assert decision.orientation.alert is Alert.ALWAYS


def test_a_rule_that_goes_on_leaves_the_department_to_others() -> None:
    orientation = decided("Un nid de poule route de Cherbourg, la chaussée va s'effondrer").orientation
    assert (orientation.department, orientation.priority, orientation.notices) == ("X-DEP", 1, ("Appelez le 112.",))


def test_a_place_outside_is_for_review_and_never_dropped() -> None:
    decision = decided("Le lampadaire est en panne rue de l'Église à Yvetot-Bocage")
    assert decision.orientation.department == "X-COM"
    assert decision.orientation.passed_over == ("R6",)
    assert {Reason.PLACE_OUTSIDE, Reason.RULE_ASKS} <= reasons(decision)


def test_priority_is_raised_at_night_and_the_desk_rung_when_closed() -> None:
    text = "Tapage nocturne et musique à fond rue Carnot"
    day, night = decided(text).orientation, decided(text, moment=NIGHT).orientation
    assert (day.priority, day.alert) == (2, Alert.NONE)
    assert (night.priority, night.alert, night.rule) == (1, Alert.ALWAYS, "R10")
    assert Flag.DANGER in night.flags


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("zzz rue Carnot", Reason.NOTHING_MATCHED),
        ("Un nid de poule, la route est défoncée", Reason.PLACE_MISSING),
        ("Un nid de poule, la route est défoncée, rue Alphonse-Allais", Reason.PLACE_UNMATCHED),
        ("Je demande un colis alimentaire et une aide financière", Reason.CONFIDENTIAL),
    ],
)
def test_every_doubt_has_its_reason(text: str, reason: Reason) -> None:
    assert reason in reasons(decided(text))


def test_two_departments_close_together_show_both() -> None:
    one = draft("rue Carnot : graffiti, musique à fond")
    found = CLASSIFIER.classify(one, NOON)
    near = tuple(replace(candidate, score=score) for candidate, score in zip(found.subjects, (0.6, 0.5), strict=False))
    decision = decide(one, replace(found, subjects=near), RULESET, NOON, parts=1)
    assert isinstance(decision, ForReview)
    assert Reason.TIE in decision.reasons
    assert decision.alternatives


@pytest.mark.parametrize(
    ("flag", "reason"), [(Flag.ABUSIVE, Reason.ABUSIVE), (Flag.LANGUAGE, Reason.LANGUAGE), (Flag.UNSURE_READING, Reason.UNSURE_READING)]
)
def test_marks_of_the_reader_send_to_people(flag: Flag, reason: Reason) -> None:
    one = replace(draft("Un nid de poule rue de Poterie, la route est défoncée"), flags=frozenset({flag}))
    decision = decided_on(one)
    assert flag in decision.orientation.flags
    assert reasons(decision) == {reason}


def test_a_rule_that_loses_still_protects() -> None:
    loser = rule(
        "R99",
        SubjectIs(subjects=("*",)),
        Effect(
            department=DepartmentCode("PM"),
            copies=(DepartmentCode("ECI"),),
            priority=1,
            confidentiality=Confidentiality.SOCIAL,
            review=True,
            alert=Alert.WHEN_CLOSED,
            flags=(Flag.CONFIDENTIAL, Flag.LANGUAGE),
        ),
    )
    ruleset = with_rules(*RULESET.rules, loser)
    decision = decided("Un nid de poule, la route est défoncée route de Cherbourg", moment=NIGHT, ruleset=ruleset)
    orientation = decision.orientation
    assert (orientation.rule, orientation.department, orientation.copies) == ("R2", "X-DEP", ("VOI",))
    assert (orientation.passed_over, orientation.priority) == (("R99",), 2)
    assert (orientation.confidentiality, orientation.alert) == (Confidentiality.SOCIAL, Alert.ALWAYS)
    assert Flag.CONFIDENTIAL in orientation.flags
    assert Flag.LANGUAGE not in orientation.flags
    assert Reason.RULE_ASKS in reasons(decision)


def test_what_was_not_read_needs_eyes() -> None:
    one = replace(draft("Un nid de poule rue de Poterie, la route est défoncée"), remarks=(Remark.TEXT_CUT,))
    assert reasons(decided_on(one)) == {Reason.UNREADABLE}


def test_a_message_longer_than_what_is_looked_at_needs_eyes() -> None:
    text = "Un nid de poule rue de Poterie, la route est défoncée. "
    assert reasons(decided(text + "Bonjour. " * 100)) == set()
    assert reasons(decided(text + "Bonjour. " * 2500)) == {Reason.UNSURE_READING}
    assert reasons(decided_on(replace(draft(text), offset=READ_CHARACTERS))) == {Reason.UNSURE_READING}


def test_several_requests_are_for_review() -> None:
    decision = decided("Un nid de poule rue de Poterie, la route est défoncée", parts=2)
    assert Flag.MULTI in decision.orientation.flags
    assert Reason.SEVERAL_REQUESTS in reasons(decision)


def test_order_is_level_then_precision_then_priority_then_name() -> None:
    everywhere = SubjectIs(subjects=("*",))
    late = rule("late", everywhere, Effect(), Level.SUBJECT)
    owner = rule("owner", everywhere, Effect(), Level.SUBJECT_AND_PLACE, Precision.OWNER)
    address = rule("address", everywhere, Effect(), Level.SUBJECT_AND_PLACE, Precision.ADDRESS, 1)
    low, high = rule("low", everywhere, Effect(), priority=1), rule("high", everywhere, Effect(), priority=2)
    assert [one.id for one in in_order([low, high, late, owner, address])] == ["address", "owner", "late", "high", "low"]


def test_equal_rules_with_different_departments_are_a_tie() -> None:
    poles = SubjectIs(subjects=("VOI-01",))
    one, other = rule("A", poles, Effect(department=DepartmentCode("EV"))), rule("B", poles, Effect(department=DepartmentCode("SPO")))
    decision = decided("Un nid de poule rue de Poterie, la route est défoncée", ruleset=with_rules(one, other))
    assert decision.orientation.department == "EV"
    assert decision.orientation.passed_over == ("B",)
    assert Reason.TIE in reasons(decision)


def test_variants_of_a_rule_are_read_in_order() -> None:
    poles = SubjectIs(subjects=("VOI-01",))
    first, second = (
        rule("A/1", poles, Effect(department=DepartmentCode("EV"))),
        rule("A/2", poles, Effect(department=DepartmentCode("SPO"))),
    )
    decision = decided("Un nid de poule rue de Poterie, la route est défoncée", ruleset=with_rules(second, first))
    assert decision.orientation.department == "EV"
    assert Reason.TIE not in reasons(decision)


def test_a_rule_may_keep_the_subjects_department() -> None:
    keep = rule(
        "K",
        SubjectIs(subjects=("ECL-01",)),
        Effect(keeps_subject_department=True, copies=(DepartmentCode("CAB"),)),
        Level.SUBJECT_AND_PLACE,
    )
    later = rule("L", SubjectIs(subjects=("ECL-01",)), Effect(department=DepartmentCode("X-SDE")))
    orientation = decided("Le lampadaire est en panne rue Carnot", ruleset=with_rules(keep, later)).orientation
    assert (orientation.department, orientation.copies, orientation.passed_over) == ("ECL", ("CAB",), ("L",))


def test_thanks_are_passed_to_those_they_are_for() -> None:
    orientation = decided("Bravo et merci à l'équipe de voirie pour le nid de poule et la route défoncée rue Carnot").orientation
    assert (orientation.department, orientation.copies) == ("CAB", ("VOI",))


def with_scores(one: Draft, *scored: tuple[str, float]) -> Classification:
    """Return the opinion on a draft with these subjects instead of its own."""
    found = CLASSIFIER.classify(one, NOON)
    subjects = tuple(Candidate(answer=SubjectCode(code), score=score, evidence=()) for code, score in scored)
    return replace(found, subjects=subjects, findings=())


def test_a_third_subject_close_by_is_a_candidate_where_the_second_is_of_the_same_department() -> None:
    one = draft("rue Carnot devant le 8")
    decision = decide(one, with_scores(one, ("VOI-01", 0.5), ("VOI-02", 0.45), ("PM-03", 0.4)), RULESET, NOON, parts=1)
    assert isinstance(decision, ForReview)
    assert Reason.TIE in decision.reasons
    assert [rival.department for rival in decision.rivals] == ["VOI", "PM"]
    far = decide(one, with_scores(one, ("VOI-01", 0.5), ("VOI-02", 0.45), ("PM-03", 0.3)), RULESET, NOON, parts=1)
    assert Reason.TIE not in reasons(far)


def test_two_subjects_that_go_to_one_department_after_all_are_no_tie() -> None:
    taken = rule("R", SubjectIs(subjects=("VOI-01",)), Effect(department=DepartmentCode("PM")))
    one = draft("rue Carnot devant le 8")
    found = with_scores(one, ("VOI-01", 0.5), ("PM-03", 0.45))
    found = replace(found, findings=(Finding(rule=taken.id, holds=True, leaves=()),))
    decision = decide(one, found, with_rules(taken), NOON, parts=1)
    assert decision.orientation.department == "PM"
    assert Reason.TIE not in reasons(decision)


def on_paper(text: str, misread: str, confidence: int) -> Draft:
    """Return a draft of a letter on which one word was read with so much confidence."""
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        sure = confidence if word.strip(",.") == misread else 95
        words.append(PlacedWord(part=Part.BODY, start=at, end=at + len(word), page=0, left=0, top=0, right=9, bottom=9, confidence=sure))
    return replace(draft(text), paper=Paper(pages=(0, 0), text_pages=1, quality=0.9, layout=tuple(words)))


def test_no_house_number_that_was_read_with_doubt_goes_out_alone() -> None:
    text = "Un nid de poule rue de Poterie devant le 22, la route est défoncée depuis le 15"
    assert decided_on(on_paper(text, "22", 95)) == decided_on(on_paper(text, "15", 30))
    assert isinstance(decided_on(on_paper(text, "22", 95)), Routed)
    doubted = decided_on(on_paper(text, "22", 30))
    assert reasons(doubted) == {Reason.UNSURE_READING}
    assert doubted.orientation.place.number == "22"


def test_a_street_without_number_is_not_asked_for_figures() -> None:
    text = "Un nid de poule rue de Poterie, la route est défoncée depuis le 15"
    assert isinstance(decided_on(on_paper(text, "15", 30)), Routed)
