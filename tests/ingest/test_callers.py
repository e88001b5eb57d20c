import pytest

from ingest.callers import noted_caller
from tests.soon import soon


@pytest.mark.parametrize(
    ("note", "name", "number"),
    [
        ("Appel du 17/11/2026 à 9h05\nMme LEMIÈRE - 06 39 98 01 12\nbac pas pris ce matin", "LEMIÈRE", "+33639980112"),
        ("Message tel 19/11 14h10 - Monsieur GODARD Alain 06.39.98.55.60\nil a vu des rats", "GODARD Alain", "+33639985560"),
        ("note accueil 24/11 11h35 / M. Vasnier 02 61 91 48 30\ngros chien noir", "VASNIER", "+33261914830"),
        ("25/11/26 16h05 M. Poisson Gérard tél. 02 61 91 33 21\nsouhaite être reçu", "POISSON Gérard", "+33261913321"),
        ("M. Duval rappelle – tel 0639981777 – chien aboie tte la nuit", "DUVAL", "+33639981777"),
        ("Mme Roy (06 39 98 01 12) signale un trou.", "ROY", "+33639980112"),
    ],
)
def test_who_called_stands_before_his_number_at_the_head_of_a_line(note: str, name: str, number: str) -> None:
    found = noted_caller(note, "FR")
    assert found is not None
    assert (found.name.value, found.phone.value) == (name, number)
    assert note[found.phone.where.start :].startswith(found.phone.quote) if found.phone.where else False


@pytest.mark.parametrize(
    "note",
    [
        "Le gardien, M. Duval 06 39 98 17 77, vous ouvrira.",
        "Trou devant chez Mme Roy, 06 39 98 01 12.",
        "Mme Roy, 12 rue Thiers, signale un trou.",
        "M. le Maire 02 61 91 05 00",
        "rappeler le 06 39 98 01 12",
    ],
)
def test_other_persons_and_numbers_are_no_callers(note: str) -> None:
    assert noted_caller(note, "FR") is None


@pytest.mark.parametrize("piece", ["1/1:", "note ", "M. A ", "de 12h:", "M. Roy - "])
def test_a_line_without_end_is_read_soon(piece: str) -> None:
    with soon(1.0):
        assert noted_caller(piece * 5_000, "FR") is None
