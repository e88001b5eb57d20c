import cProfile
import gc
import pstats
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence import READ_CHARACTERS, USAGE
from domain.ids import UNCLASSIFIED
from domain.place import PlaceStatus
from rules.classify import Classifier
from tests.rules.sample_town import NOON, PLACES, RULESET, draft

CLASSIFIER = Classifier(RULESET, PLACES)


def test_subject_place_and_rules_come_together() -> None:
    classification = CLASSIFIER.classify(draft("Un nid de poule route de Cherbourg devant le 12"), NOON)
    assert classification.subjects[0].answer == "VOI-01"
    assert classification.places[0].answer.street == "Route de Cherbourg"
    assert [finding.rule for finding in classification.findings if finding.holds] == ["R2"]


def test_rules_of_which_the_message_has_nothing_are_not_told() -> None:
    classification = CLASSIFIER.classify(draft("Un nid de poule rue Carnot devant le 12"), NOON)
    assert [(finding.rule, finding.holds) for finding in classification.findings] == [("R2", False)]


def test_the_name_of_a_street_does_not_speak_for_a_subject() -> None:
    classification = CLASSIFIER.classify(draft("Des crottes de chien rue du Stade"), NOON)
    assert [candidate.answer for candidate in classification.subjects] == ["PRO-03"]


def test_the_requesters_name_does_not_speak_for_a_subject() -> None:
    classification = CLASSIFIER.classify(draft("Je voudrais un renseignement. Jean Tag", name="TAG Jean"), NOON)
    assert classification.subjects[0].answer == UNCLASSIFIED


def test_a_subject_without_place_gets_none() -> None:
    classification = CLASSIFIER.classify(draft("Je demande mon acte de naissance. J'habite 3 rue Carnot à Yvetot-Bocage"), NOON)
    assert classification.places == ()
    assert not any(finding.holds for finding in classification.findings)


def test_nothing_recognised_is_unclassified() -> None:
    classification = CLASSIFIER.classify(draft("zzz"), NOON)
    assert (classification.subjects[0].answer, classification.subjects[0].score) == (UNCLASSIFIED, 0.0)


def test_a_ticked_category_is_weak_evidence() -> None:
    hinted = replace(draft("Ma rue est dans un état terrible, venez voir la chaussée"), hint="Nid-de-poule, chaussée dégradée")
    assert CLASSIFIER.classify(hinted, NOON).subjects[0].answer == "VOI-01"
    wrong = replace(draft("Un tag énorme et des graffitis sur mon mur tagué"), hint="Nid-de-poule, chaussée dégradée")
    assert CLASSIFIER.classify(wrong, NOON).subjects[0].answer == "PRO-04"


def test_evidence_of_a_part_counts_in_the_whole_text() -> None:
    whole = "Bonjour. Un nid de poule rue Carnot"
    part = replace(draft(whole[9:]), offset=9)
    for item in CLASSIFIER.classify(part, NOON).subjects[0].evidence:
        if item.weight and item.rule != USAGE:
            assert whole[item.where.start : item.where.end] == item.quote


REQUESTS = (
    "Bonjour, un nid de poule s'est formé rue Carnot devant le 12, la route est défoncée.",
    "Le lampadaire place de la Gare est en panne.",
    "Ma poubelle n'est pas vidée depuis lundi, j'habite 3 rue de Poterie.",
    "Merci d'avance.\nCordialement,\nJeanne Petit",
    "De la musique à fond toute la nuit chez le voisin !",
    "Le stade a un mur tagué",
)


@given(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=5), st.sampled_from(["\n", "\n\n", " Par ailleurs, ", "\n2) ", "\n- "]))
@settings(max_examples=60, deadline=None)
def test_the_requests_of_a_message_are_classified_together_as_one_by_one(requests: list[str], gap: str) -> None:
    whole = replace(draft(gap + gap.join(requests), "nid de poule", name="PETIT Jeanne"), offset=7, hint="voirie")
    each = CLASSIFIER.classify_each(whole, NOON, ("Mairie",))
    parts = CLASSIFIER.split(whole)
    assert [one.draft for one in each] == list(parts)
    assert [one.classification for one in each] == [CLASSIFIER.classify(part, NOON, ("Mairie",)) for part in parts]


def calls_for(text: str) -> int:
    one = draft(text)
    profile = cProfile.Profile()
    profile.runcall(lambda: [CLASSIFIER.classify(part, NOON) for part in CLASSIFIER.split(one)])
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # typeshed leaves it out


@pytest.mark.parametrize(
    "phrase",
    [
        "lampadaire panne rue Carnot poubelle pas vidée. ",
        "lampadaire panne rue Carnot poubelle pas vidée ",
        "autrefois le lampadaire ",
        "j'habite rue Carnot ",
        "1) lampadaire en panne\n2) nid de poule\n",
        "\n",
        "rue saint jean ",
        "pas ",
    ],
)
def test_the_cost_of_a_repeated_phrase_grows_with_the_length_and_not_its_square(phrase: str) -> None:
    calls_for(phrase * 9)
    half, whole = (calls_for((phrase * length)[:length]) for length in (READ_CHARACTERS // 2, READ_CHARACTERS))
    assert whole < 2.5 * half + 1000
    assert calls_for((phrase * 99_000)[:99_000]) < 1.5 * whole + 1000


def test_a_word_of_many_letters_costs_no_look_for_its_misspellings() -> None:
    assert calls_for("a" * READ_CHARACTERS) < 1000


def test_what_stands_beyond_the_length_read_is_no_evidence() -> None:
    padding = "Bonjour. " * (READ_CHARACTERS // 9 + 1)
    assert CLASSIFIER.classify(draft(padding + "Un nid de poule rue Carnot"), NOON).subjects[0].answer == UNCLASSIFIED
    (part,) = CLASSIFIER.split(draft("Un nid de poule rue Carnot. " + padding + "Un tag rue Carnot"))
    assert part.text.endswith("Un tag rue Carnot")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_can_be_classified(text: str, heading: str) -> None:
    classification = CLASSIFIER.classify(draft(text, heading), NOON)
    assert classification.subjects
    assert all(0 <= candidate.score <= 1 for candidate in classification.subjects)
    assert all(candidate.answer.status is not PlaceStatus.NONE for candidate in classification.places)


def test_the_collector_is_awake_after_compiling_and_stays_asleep_where_it_was() -> None:
    Classifier(RULESET, PLACES)
    assert gc.isenabled()
    gc.disable()
    try:
        Classifier(RULESET, PLACES)
        assert not gc.isenabled()
    finally:
        gc.enable()
