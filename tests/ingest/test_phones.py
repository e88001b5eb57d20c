import time

import pytest

from ingest.phones import e164, phone


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("06 39 98 12 04", "FR", "+33639981204"),
        ("02.61.91.44.17", "FR", "+33261914417"),
        ("06/39/98/12/04", "FR", "+33639981204"),
        ("+33 (0)2 61 91 55 44", "FR", "+33261915544"),
        ("+33(0)639981204", "FR", "+33639981204"),
        ("(0)6 39 98 12 04", "FR", "+33639981204"),
        ("0033 6 39 98 12 04", "FR", "+33639981204"),
        ("00 33 639 98 12 04", "FR", "+33639981204"),
        ("0692 12 34 56", "FR", "+262692123456"),
        ("0692 12 34 56", "RE", "+262692123456"),
        ("+687 26.59.12", "FR", "+687265912"),
        ("(+44) 20 7946 0123", "FR", "+442079460123"),
        ("2026 0147 12 33", "FR", None),
        ("12345", "FR", None),
    ],
)
def test_numbers_are_written_e164(text: str, region: str, number: str | None) -> None:
    assert e164(text, region) == number


@pytest.mark.parametrize(
    ("block", "number"),
    [
        (["Fax : 02 61 91 00 44 - Tél : 02 61 91 00 43"], "+33261910043"),
        (["Standard 02 61 91 00 40", "Ligne directe : 02 61 91 00 43"], "+33261910043"),
        (["Std 02 61 91 00 40 – GSM 06 39 98 00 43"], "+33639980043"),
        (["02 61 91 00 40 (accueil)", "06 39 98 00 43"], "+33639980043"),
        (["Tél/fax 02 61 91 00 43"], "+33261910043"),
        (["Tél. : 02 61 91 00 43/44"], "+33261910043"),
        (["SIRET 000 000 000 00017"], None),
        (["Jeanne Roussel, 3 rue Thiers", "Marc Leclerc, 9 rue Thiers – 06 39 98 00 43"], None),
        (["Jeanne Roussel", "Paul Roussel, 06 39 98 00 43"], "+33639980043"),
    ],
)
def test_of_several_numbers_the_signers_own_and_most_direct_is_taken(block: list[str], number: str | None) -> None:
    assert phone(block, "", "FR") == number


def test_short_numbers_of_the_islands_are_read_where_the_town_is_there_and_a_label_stands_before() -> None:
    assert phone(["Tél : 26 59 12"], "", "NC") == "+687265912"
    assert phone(["Tél : 26 59 12"], "", "FR") is None
    assert phone(["le 26 05 12"], "", "NC") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Merci de me rappeler au 06 39 98 22 96.", "+33639982296"),
        ("mon num 06.39.98.22.96", "+33639982296"),
        ("Appelez-moi, elle entend mal au téléphone : 06 39 98 22\n96.", "+33639982296"),
        ("Contactez M. Durand au 06 39 98 00 01 ou moi au 06 39 98 22 96", "+33639982296"),
        ("Le restaurant (02 61 91 00 99) fait du bruit.", None),
        ("Le restaurant est joignable au 02 61 91 00 99.", None),
        ("Prévenez plutôt ma voisine Mme Aubert au 06 39 98 22 96.", None),
        ("Vous pouvez joindre ma mère au 06 39 98 22 96.", None),
        ("J'ai appelé le 02 61 91 00 99 sans réponse.", None),
        ("Oui, le mardi.\n06 39 98 22 96 (le soir)", "+33639982296"),
        ("Voici le numéro du voisin :\n06 39 98 22 96", None),
        ("Référence de la facture :\n06 39 98 22 96", None),
        ("PERSONNE NE REPOND AU 02 61 91 00 99 !! RAPPELEZ MOI 06 39 98 22 96", "+33639982296"),
    ],
)
def test_number_in_the_text_counts_where_it_is_the_writers(text: str, number: str | None) -> None:
    assert phone([], text, "FR") == number


@pytest.mark.parametrize("unit", ["06 39 98 00 01 ", "0 1 2 3 ", "06-", "+33(0)", "tel 50700 "])
def test_time_is_linear_in_hostile_numbers(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.perf_counter()
    phone([text] * 20, text, "FR")
    assert time.perf_counter() - begin < 4  # seconds at a busy moment; a quadratic reader takes minutes
