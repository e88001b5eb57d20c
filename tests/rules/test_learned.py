from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.decision import ForReview, Reason
from domain.draft import Draft, Kind, Requester
from domain.evidence import HINT, NEVER_ALONE, Evidence, Part, Span
from domain.ids import UNCLASSIFIED, SubjectCode
from domain.inbound import Channel
from domain.place import NO_PLACE, Place, PlaceStatus
from domain.ruleset import Thresholds
from domain.town import Moment
from routing.decide import decide
from rules.classify import Classifier
from rules.learned import CEILING, MESSAGES, NOTHING_LEARNED, Learned, words_of
from rules.words import read_words
from tests.installations import BREVILLE, places, ruleset

LAMP, BIN = SubjectCode("ECL-01"), SubjectCode("PRO-01")
DARK = "on ne voit goutte le soir, le candélabre est aveugle"
RIDDLE, OTHER_RIDDLE = "pfuzzik kwozzek zghwim", "vrrokw jjupzz qwompf"
"""Words that no vocabulary will ever have."""
FULL = "la corbeille déborde, les corneilles éparpillent tout"


def _draft(text: str, name: str | None = None, heading: str | None = None) -> Draft:
    return Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text, heading=heading, requester=Requester(name=name))


def _taught(lessons: Iterable[tuple[SubjectCode, str, int]]) -> Learned:
    counts: Counter[tuple[SubjectCode, str]] = Counter()
    for code, text, times in lessons:
        for word in (MESSAGES, *words_of(_draft(text), NO_PLACE)):
            counts[code, word] += times
    return Learned(3, [(code, word, n) for (code, word), n in counts.items()])


def _heard(learned: Learned, text: str) -> tuple[Evidence[SubjectCode], ...]:
    return learned.evidence([read_words(text)])


def test_words_of_a_subject_speak_for_it_and_are_shown() -> None:
    (evidence,) = _heard(_taught([(LAMP, DARK, 6), (BIN, FULL, 6)]), "Le candélabre est aveugle depuis mardi")
    assert evidence.answer == LAMP
    assert evidence.rule == "appris"
    assert set(evidence.quote.split(", ")) == {"candélabre", "aveugle"}
    assert evidence.where in (Span(part=Part.BODY, start=3, end=13), Span(part=Part.BODY, start=18, end=25))
    assert 0 < evidence.weight <= evidence.ceiling == CEILING


def test_a_subject_confirmed_too_seldom_says_nothing() -> None:
    assert _heard(_taught([(LAMP, DARK, 4), (BIN, FULL, 6)]), DARK) == ()


def test_nothing_learned_says_nothing() -> None:
    assert _heard(NOTHING_LEARNED, DARK) == ()
    assert _heard(_taught([]), DARK) == ()


def test_words_that_all_subjects_share_say_nothing() -> None:
    both = "bonjour madame merci de passer"
    assert _heard(_taught([(LAMP, f"{both} {DARK}", 6), (BIN, f"{both} {FULL}", 6)]), both) == ()


def test_a_subject_confirmed_a_hundred_times_does_not_drown_a_rarer_one() -> None:
    (evidence,) = _heard(_taught([(LAMP, DARK, 6), (BIN, f"{FULL} le soir", 600)]), "le soir le candélabre est aveugle")
    assert evidence.answer == LAMP


def test_unclassified_requests_teach_nothing() -> None:
    assert _heard(_taught([(UNCLASSIFIED, DARK, 20), (BIN, FULL, 6)]), DARK) == ()


def test_words_of_place_requester_and_persons_are_not_learned() -> None:
    place = Place(status=PlaceStatus.STREET, text="rue des Lilas", street="Rue des Lilas")
    words = words_of(_draft("Mme Bravard me dit que 3 pneus brûlent rue des Lilas. Alix Tanguy 0639981234", "TANGUY Alix"), place)
    assert words == {"dit", "pneus", "brulent"}


def test_heading_teaches_too() -> None:
    assert words_of(_draft("", heading="Candélabre"), NO_PLACE) == {"candelabr"}


def test_learned_words_alone_never_send_anything_without_people() -> None:
    hole, pavement = SubjectCode("VOI-01"), SubjectCode("VOI-02")
    learned = _taught([(hole, RIDDLE, 900), (pavement, OTHER_RIDDLE, 900)])
    rules, now = ruleset(BREVILLE), Moment(at=datetime(2026, 3, 12, 10, tzinfo=UTC), holiday=False, open=True)
    draft = _draft(f"{RIDDLE} 22 rue de Poterie", heading="kwozzek")
    classification = Classifier(rules, places(), learned).classify(draft, now)
    assert [candidate.answer for candidate in classification.subjects] == [hole]
    assert isinstance(decide(draft, classification, rules, now, parts=1), ForReview)


@pytest.mark.parametrize("hint", [None, "Trou dans la chaussée"])
@pytest.mark.parametrize("text", [RIDDLE, "voir ci-dessus"])
@pytest.mark.parametrize("automatic", [0.8, 0.3])
def test_neither_what_was_ticked_nor_what_was_learned_nor_both_send_anything_alone(hint: str | None, text: str, automatic: float) -> None:
    hole, pavement = SubjectCode("VOI-01"), SubjectCode("VOI-02")
    learned = _taught([(hole, RIDDLE, 900), (pavement, OTHER_RIDDLE, 900)])
    rules, now = ruleset(BREVILLE), Moment(at=datetime(2026, 3, 12, 10, tzinfo=UTC), holiday=False, open=True)
    rules = replace(rules, thresholds=Thresholds(automatic=automatic))
    draft = replace(_draft(f"{text} 22 rue de Poterie"), hint=hint)
    classification = Classifier(rules, places(), learned).classify(draft, now)
    speaking = {item.rule for item in classification.subjects[0].evidence if item.weight > 0}
    assert speaking <= NEVER_ALONE
    assert (HINT in speaking) == (hint is not None)
    decision = decide(draft, classification, rules, now, parts=1)
    assert isinstance(decision, ForReview)
    assert {Reason.LOW_CONFIDENCE, Reason.NOTHING_MATCHED}.intersection(decision.reasons)


def test_what_was_learned_helps_words_that_speak() -> None:
    hole, pavement = SubjectCode("VOI-01"), SubjectCode("VOI-02")
    learned = _taught([(hole, RIDDLE, 900), (pavement, OTHER_RIDDLE, 900)])
    now = Moment(at=datetime(2026, 3, 12, 10, tzinfo=UTC), holiday=False, open=True)
    draft = _draft(f"Un nid de poule, {RIDDLE}, 22 rue de Poterie")
    before, after = (Classifier(ruleset(BREVILLE), places(), one).classify(draft, now).subjects[0] for one in (NOTHING_LEARNED, learned))
    assert before.answer == after.answer == hole
    assert after.score >= before.score
    assert "appris" in {item.rule for item in after.evidence}
