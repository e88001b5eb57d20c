"""What a text message takes, against the tables of 3GPP TS 23.038, and how it is made to fit (S15)."""

import pytest

from letters.sms import BASIC, EXTENSION, Alphabet, shortened, simplified, size

# TS 23.038, 6.2.1: the default alphabet by its codes; 0x1B leads to the extension table.
TABLE = (
    *(0x40, 0xA3, 0x24, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0x0A, 0xD8, 0xF8, 0x0D, 0xC5, 0xE5),
    *(0x394, 0x5F, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, None, 0xC6, 0xE6, 0xDF, 0xC9),
    *(0x20, 0x21, 0x22, 0x23, 0xA4, *range(0x25, 0x40)),
    *(0xA1, *range(0x41, 0x5B), 0xC4, 0xD6, 0xD1, 0xDC, 0xA7),
    *(0xBF, *range(0x61, 0x7B), 0xE4, 0xF6, 0xF1, 0xFC, 0xE0),
)
# TS 23.038, 6.2.1.1.
EXTENDED = {0x0A: 0x0C, 0x14: 0x5E, 0x28: 0x7B, 0x29: 0x7D, 0x2F: 0x5C, 0x3C: 0x5B, 0x3D: 0x7E, 0x3E: 0x5D, 0x40: 0x7C, 0x65: 0x20AC}


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert len(TABLE) == len(BASIC) == 128
    for code, point in enumerate(TABLE):
        assert point is None or BASIC[code] == chr(point), hex(code)
    assert set(EXTENSION) == {chr(point) for point in EXTENDED.values()}


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts", "room"),
    [
        ("", Alphabet.GSM7, 0, 1, 160),
        ("a" * 160, Alphabet.GSM7, 160, 1, 0),
        ("a" * 161, Alphabet.GSM7, 161, 2, 145),
        ("a" * 306, Alphabet.GSM7, 306, 2, 0),
        ("a" * 307, Alphabet.GSM7, 307, 3, 152),
        ("€" * 80, Alphabet.GSM7, 160, 1, 0),
        ("€" * 81, Alphabet.GSM7, 162, 2, 143),  # an escape is not torn from what it leads to: 76 in a part of 153
        ("é" * 160, Alphabet.GSM7, 160, 1, 0),
        ("ê" * 70, Alphabet.UCS2, 70, 1, 0),
        ("ê" * 71, Alphabet.UCS2, 71, 2, 63),
        ("ê" * 134, Alphabet.UCS2, 134, 2, 0),
        ("😀" * 35, Alphabet.UCS2, 70, 1, 0),
        ("😀" * 36, Alphabet.UCS2, 72, 2, 61),  # a pair of surrogates is not torn: 33 in a part of 67
    ],
)
def test_parts_are_counted_as_networks_count_them(text: str, alphabet: Alphabet, units: int, parts: int, room: int) -> None:
    found = size(text)
    assert (found.alphabet, found.units, found.parts, found.room) == (alphabet, units, parts, room)
    assert found.characters == len(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("L’être « cher » : n° 3 – œuvre…", 'L\'etre "cher" : no 3 - oeuvre...'),
        ("Reçu à Nîmes,  merci\u00a0!\u202f", "Recu à Nimes, merci !"),
        ("12 m² au №\u00a03, `ici´ : ﬁn\u200e", "12 m2 au No 3, 'ici' : fin"),
        ("Дорога сломана", "Дорога сломана"),
        ("Préau fermé\nMerci", "Préau fermé\nMerci"),
    ],
)
def test_what_telephones_lack_is_said_in_what_they_have(text: str, said: str) -> None:
    assert simplified(text) == said


@pytest.mark.parametrize("text", ["mot " * 100, "x" * 500, "€ " * 200, "Дорога " * 40, "😀" * 90])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_long_text_is_cut_to_the_parts_there_are(text: str, parts: int) -> None:
    cut = shortened(text, parts)
    assert size(cut).parts <= parts and cut.endswith("...") and not cut.endswith(" ...")
    assert text.startswith(cut.removesuffix("..."))
    assert size(cut).room < 20


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert shortened("Bonjour.") == "Bonjour."
