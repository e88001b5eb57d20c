"""Tokens of letters: what carries our seal, and what only looks like it."""

import pytest

from domain.ids import TownId
from ingest.email.letter_token import proven, read, token

KEY = b"k" * 40
VALOGNES = TownId("valognes")


def test_token_is_read_from_message_id_and_envelope() -> None:
    written = token(KEY, VALOGNES, 12)
    for text in (written, f"<{written}@valognes.example>"):
        found = read(KEY, text)
        assert found is not None
        assert (found.town, found.letter, found.is_sealed, found.is_proven) == (VALOGNES, 12, True, True)


def test_seal_is_of_town_letter_and_installation() -> None:
    seal = token(KEY, VALOGNES, 12).rpartition(".")[2]
    forged = (
        f"citoyen.valognes.13.{seal}",
        f"citoyen.breville.12.{seal}",
        token(b"other" * 8, VALOGNES, 12),
        f"citoyen.valognes.12.{'0' * 24}",
    )
    assert [found.is_proven for text in forged if (found := read(KEY, text))] == [False] * 4
    assert proven(KEY, forged) is None


def test_token_of_before_there_were_seals_is_read_and_proves_nothing() -> None:
    found = read(KEY, "<citoyen.valognes.12@valognes.example>")
    assert found is not None
    assert (found.letter, found.is_sealed, found.is_proven) == (12, False, False)


@pytest.mark.parametrize("town", ["saint-lo.50", "a.1", "x" * 64])
def test_towns_with_dots_keep_their_name(town: str) -> None:
    found = read(KEY, token(KEY, TownId(town), 7))
    assert found is not None
    assert (found.town, found.letter, found.is_proven) == (town, 7, True)


@pytest.mark.parametrize("text", ["", "<x@y.example>", "citoyen.valognes", "citoyen..12", "<citoyen.valognes.12.ABC@x>", "citoyen." * 5000])
def test_anything_else_is_no_token(text: str) -> None:
    assert read(KEY, text) is None
