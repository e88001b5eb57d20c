import pytest

from ingest.identity import e164, organisation, phone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06 39 98 12 04", "+33639981204"),
        ("02.61.91.44.17", "+33261914417"),
        ("+33 (0)2 61 91 55 44", "+33261915544"),
        ("0033 6 39 98 12 04", "+33639981204"),
        ("0692 12 34 56", "+262692123456"),
        ("+44 20 7946 0123", "+442079460123"),
        ("2026 0147 12 33", None),
        ("12345", None),
    ],
)
def test_numbers_are_written_e164(text: str, number: str | None) -> None:
    assert e164(text, "FR") == number


def test_telephone_is_taken_before_fax_and_never_a_company_number() -> None:
    assert phone(["Fax : 02 61 91 00 44 - Tél : 02 61 91 00 43"], "", "FR") == "+33261910043"
    assert phone(["SIRET 000 000 000 00017"], "", "FR") is None


def test_telephone_in_the_text_counts_where_it_asks_to_call() -> None:
    assert phone([], "Merci de me rappeler au 06 39 98 22 96.", "FR") == "+33639982296"
    assert phone([], "Le restaurant (02 61 91 00 99) fait du bruit.", "FR") is None


def test_organisation_is_read_from_signature_and_name_shown() -> None:
    assert organisation("Julie MARTIN", ["Julie MARTIN", "Assistante", "SARL DURAND & FILS"]) == "SARL DURAND & FILS"
    assert organisation("SYNDIC LE DOUVE", []) == "SYNDIC LE DOUVE"
    assert organisation("Paul Petit", ["représentant des parents d'élèves"]) is None
