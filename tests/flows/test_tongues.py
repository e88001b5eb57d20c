"""Who is answered in English, too."""

from dataclasses import replace

from domain.draft import Draft, Flag, Kind
from domain.inbound import Channel
from flows.correspondence.tongues import is_english
from tests.store.samples import town

FILLED = Draft(channel=Channel.FORM, kind=Kind.REQUEST, text="Lampe 12")


def test_who_filled_in_the_english_form_is_whatever_he_wrote() -> None:
    assert is_english(town(), replace(FILLED, language="en"))
    assert not is_english(town(), replace(FILLED, language="fr")) and not is_english(town(), FILLED)
    assert not is_english(replace(town(), writes_english=False), replace(FILLED, language="en"))


def test_who_wrote_in_english_is_whatever_form_he_found() -> None:
    written = "Dear sir, the street lamp in front of my house has been broken for a week, could you please have it mended? Thank you."
    assert is_english(town(), replace(FILLED, language="fr", text=written, flags=frozenset({Flag.LANGUAGE})))
