import pytest

from ingest.phones import e164, fax, phones
from ingest.signers import introduced_name
from tests.soon import soon


def phone(block: list[str], text: str, region: str) -> str | None:
    """Return the number to call."""
    return next((found.value for found in phones(block, text, region)), None)


@pytest.mark.parametrize(
    "end", ["Lucie Hamon virgule 06 39 98 40 12", "Lucie Hamon 06 39 98 40 12", "Lucie Hamon, 0639984012", "Lucie Hamon tél 06.39.98.40.12"]
)
def test_name_and_number_dictated_at_the_end_are_the_writers(end: str) -> None:
    text = f"bonjour le banc du parc est cassé il faudrait passer merci bonne journée {end}"
    assert phone([], text, "FR") == "+33639984012"
    assert (found := introduced_name(text)) is not None
    assert found.value == "HAMON Lucie"


@pytest.mark.parametrize("end", ["la place Thiers 06 39 98 40 12", "contrat Eaux Du Nord 06 39 98 40 12"])
def test_number_at_the_end_behind_no_name_is_nobodys(end: str) -> None:
    assert introduced_name(f"le banc est cassé {end}") is None


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


def test_a_name_that_ends_in_f_is_no_fax() -> None:
    assert phone(["Y. Le Goff - 0639 98 77 31"], "", "FR") == "+33639987731"
    assert phone(["F. 02 61 91 00 45"], "", "FR") is None


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
    with soon(4):  # seconds at a busy moment; a quadratic reader takes minutes
        phone([text] * 20, text, "FR")


@pytest.mark.parametrize(
    ("block", "text", "numbers"),
    [
        (["Tél. 02 61 91 00 43 – Port. 06 39 98 00 43"], "", ["+33261910043", "+33639980043"]),
        (["Standard 02 61 91 00 40", "Ligne directe 02 61 91 00 43", "Fax 02 61 91 00 44"], "", ["+33261910043", "+33261910040"]),
        (["06 39 98 00 43"], "Rappelez-moi au 02 61 91 00 43 le soir.", ["+33639980043", "+33261910043"]),
        (["06 39 98 00 43"], "Rappelez-moi au 06.39.98.00.43.", ["+33639980043"]),
        ([], "Vous pouvez me joindre au 06 39 98 00 43 ou au 02 61 91 00 43.", ["+33639980043", "+33261910043"]),
        ([], "Joignable sur mon portable 06 39 98 00 43, ou à la maison au 02 61 91 00 43", ["+33639980043", "+33261910043"]),
        ([], "Oui, le mardi.\n06 39 98 00 43\n02 61 91 00 43", ["+33639980043", "+33261910043"]),
        ([], "Appelez-moi au 06 39 98 00 43. Ma voisine, elle, est au 02 61 91 00 99.", ["+33639980043"]),
        (["06 39 98 00 43"], "Ma mère est joignable au 02 61 91 00 99.", ["+33639980043"]),
        (["06 39 98 00 43"], "Le restaurant répond au téléphone 02 61 91 00 99.", ["+33639980043"]),
        (["Jeanne Roussel – 06 39 98 00 43", "Marc Leclerc – 06 39 98 00 44"], "", ["+33639980043"]),
    ],
)
def test_all_numbers_of_the_writer_are_kept_and_nobody_elses(block: list[str], text: str, numbers: list[str]) -> None:
    assert [found.value for found in phones(block, text, "FR")] == numbers


@pytest.mark.parametrize("text", ["Rappelez-moi au 06 39 98\n22 96.", "mon num 06.39.98.22.96", "Oui.\n06 39 98 22 96 (le soir)"])
def test_the_figures_a_number_was_read_from_are_kept(text: str) -> None:
    (found,) = phones([], text, "FR")
    assert found.where is not None
    assert found.quote == text[found.where.start : found.where.end]
    assert "".join(one for one in found.quote if one.isdigit()) == "0" + found.value.removeprefix("+33")


def test_dashes_within_a_number_are_read_and_two_numbers_side_by_side_stay_two() -> None:
    assert [one.value for one in phones(("06 39 98 - 90 - 12",), "", "FR")] == ["+33639989012"]
    assert [one.value for one in phones(("02 61 91 00 34 - 06 39 98 90 12",), "", "FR")] == ["+33261910034", "+33639989012"]


@pytest.mark.parametrize(
    ("block", "number"),
    [
        (["Jean DUPONT", "Tel : 02 48 45 05 07 / Fax : 02 48 45 05 24"], "+33248450524"),
        (["SYNDIC LE DOUVE", "Tél. 02 61 91 00 43 – Télécopie n° 02 61 91 00 44"], "+33261910044"),
        (["Fax 02.61.91.00.44"], "+33261910044"),
        (["02 61 91 00 44 (fax)"], "+33261910044"),
        (["F. 02 61 91 00 44", "T. 02 61 91 00 43"], "+33261910044"),
        (["Tél./Fax : 02 61 91 00 43"], None),
        (["Tél / fax 02 61 91 00 43"], None),
        (["Tél : 02 61 91 00 43"], None),
        (["Fax : sur demande"], None),
        ([], None),
    ],
)
def test_the_number_of_a_fax_machine_is_read_where_a_block_names_it(block: list[str], number: str | None) -> None:
    found = fax(block, "FR")
    assert (None if found is None else found.value) == number
    assert number not in {one.value for one in phones(block, "", "FR")}
