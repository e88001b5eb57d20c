"""An address as it stands on an envelope: other alphabets, a country behind its town (DOMAIN §8, NF Z 10-011)."""

from letters.address import envelope


def test_letters_of_other_alphabets_are_not_lost_on_the_way() -> None:
    assert envelope(("Mads Holm",), "Søndergade 4, 8000 København Ø, Danemark").lines[1:] == (
        "SONDERGADE 4",
        "8000 KOBENHAVN O",
        "DANEMARK",
    )
    assert envelope(("Jan Nowak",), "ulica Łódzka 3, 00-950 Warszawa, Pologne").lines[1] == "ULICA LODZKA 3"
    found = envelope(("Ken Sato",), "東京都千代田区1-1, Japon")
    assert found.lines[1] == "東京都千代田区1-1" and not found.is_whole


def test_a_country_behind_its_town_without_a_comma_is_no_part_of_the_town() -> None:
    assert envelope(("Ange Poli",), "1 cours Napoléon 20000 Ajaccio France").lines[-1] == "20000 AJACCIO"
