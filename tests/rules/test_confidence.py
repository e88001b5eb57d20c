"""Confidence as a chance to be right."""

from itertools import pairwise

from rules.confidence import confidence, confidences


def test_confidence_grows_with_share_with_lead_and_with_all_that_is_said() -> None:
    steps = [step / 20 for step in range(21)]
    assert all(confidence(low, 0.1, 0.5) <= confidence(high, 0.1, 0.5) for low, high in pairwise(steps))
    assert all(confidence(0.5, low, 0.5) <= confidence(0.5, high, 0.5) for low, high in pairwise(steps))
    assert all(confidence(0.5, 0.1, low) <= confidence(0.5, 0.1, high) for low, high in pairwise(steps))


def test_one_weak_word_without_a_rival_is_little() -> None:
    assert confidence(0.6, 0.6, 0.3) < 0.8 < confidence(0.6, 0.6, 0.9)


def test_nothing_is_certain() -> None:
    assert confidence(1.0, 1.0, 5.0) < 1


def test_no_other_subject_has_more_than_the_best_or_than_it_leaves() -> None:
    best, *others = confidences([0.6, 0.55, 0.2], 0.8)
    assert all(other <= best and other <= round(1 - best, 4) for other in others)


def test_no_subject_has_no_confidence() -> None:
    assert confidences([], 0.0) == ()
