"""What a citizen does without, and what he is written whatever he wishes (S42)."""

import pytest

from domain.citizen import Notices
from letters.kinds import ACKNOWLEDGEMENTS, ModelKey
from letters.wished import OPTIONAL, is_receipt_spared, is_spared

DUE = {
    *ACKNOWLEDGEMENTS,
    ModelKey.REGISTERED,
    ModelKey.PIECES,
    ModelKey.PIECES_AGAIN,
    ModelKey.TRANSFERRED,
    ModelKey.REFUSED,
    ModelKey.MESSAGE,
}


@pytest.mark.parametrize("wanted", list(Notices))
@pytest.mark.parametrize("is_owed", [True, False])
def test_what_the_law_asks_for_is_always_written(wanted: Notices, *, is_owed: bool) -> None:
    assert not any(is_spared(wanted, model, is_owed=is_owed) for model in DUE) and not DUE & OPTIONAL


def test_that_a_request_is_closed_is_told_where_a_decision_is_owed() -> None:
    assert is_spared(Notices.NONE, ModelKey.CLOSED, is_owed=False) and not is_spared(Notices.NONE, ModelKey.CLOSED, is_owed=True)


def test_each_wish_spares_what_it_says() -> None:
    spared = {wanted: {model for model in ModelKey if is_spared(wanted, model, is_owed=False)} for wanted in Notices}
    assert spared[Notices.EACH] == set() and ModelKey.CLOSED not in spared[Notices.CLOSINGS] < spared[Notices.NONE] == OPTIONAL


def test_that_a_message_was_received_is_written_to_who_wants_each_mail() -> None:
    assert [is_receipt_spared(one) for one in (Notices.EACH, Notices.CLOSINGS, Notices.NONE)] == [False, True, True]
