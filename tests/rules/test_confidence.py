"""Confidence as a chance to be right."""

from itertools import pairwise

from rules.confidence import confidence, confidences


def test_confidence_grows_with_share_and_with_lead() -> None:
    shares = [step / 20 for step in range(21)]
    assert all(confidence(low, 0.1) <= confidence(high, 0.1) for low, high in pairwise(shares))
    assert all(confidence(0.5, low) <= confidence(0.5, high) for low, high in pairwise(shares))


def test_nothing_is_certain() -> None:
    assert confidence(1.0, 1.0) < 1


def test_no_other_subject_has_more_than_the_best_or_than_it_leaves() -> None:
    best, *others = confidences([0.6, 0.55, 0.2])
    assert all(other <= best and other <= round(1 - best, 4) for other in others)


def test_no_subject_has_no_confidence() -> None:
    assert confidences([]) == ()
