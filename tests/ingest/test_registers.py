import pytest

from domain.draft import Trait
from ingest.phones import phones
from ingest.registers import is_siren, is_siret, is_vat, registered
from tests.soon import soon


def told(block: list[str], text: str = "") -> dict[str, str]:
    return {trait.value: one.value for trait, one in registered(block, text).items()}


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("73282932000074", True),  # INSEE's own example
        ("73282932000075", False),
        ("35600000000048", True),  # La Poste, seat: Luhn
        ("35600000049837", True),  # La Poste, elsewhere: the sum of the digits is 45
        ("35600000049838", False),
        ("00000000000000", False),
        ("7328293200007", False),
    ],
)
def test_siret_is_checked_by_its_digits(number: str, is_right: bool) -> None:
    assert is_siret(number) is is_right


def test_siren_and_vat_are_checked_by_their_digits() -> None:
    assert is_siren("732829320") and not is_siren("732829321") and not is_siren("000000000")
    assert is_vat("FR44732829320") and not is_vat("FR45732829320")


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (["SIRET : 732 829 320 00074"], {"siret": "73282932000074", "siren": "732829320"}),
        (["N° SIRET 73282932000074 – APE 9499Z"], {"siret": "73282932000074", "siren": "732829320"}),
        (["SIRET", "732 829 320 00074"], {"siret": "73282932000074", "siren": "732829320"}),
        (["Siren : 732.829.320"], {"siren": "732829320"}),
        (["SARL au capital de 8 000 € – 732 829 320 RCS Cherbourg"], {"siren": "732829320"}),
        (["R.C.S. Cherbourg B 732 829 320"], {"siren": "732829320"}),
        (["TVA intracommunautaire : FR 44 732829320"], {"vat": "FR44732829320", "siren": "732829320"}),
        (["Les Foulées du Val (association loi 1901, RNA W502001234)"], {"rna": "W502001234"}),
        (["RNA : W9R1000123"], {"rna": "W9R1000123"}),
        (["SIRET 732 829 320 00075"], {}),
        (["SIREN 732 829 321"], {}),
        (["Tél. 02 61 91 00 43", "06 39 98 00 43"], {}),
        (["SIRET 02 61 91 00 43"], {}),
        (["IBAN FR76 3000 4000 0312 3456 7890 143"], {}),
        (["732 829 320 00074"], {}),  # fourteen digits without a label may be anything
        (
            ["SIRET 732 829 320 00074", "Assurée par Prudence SA, 552 100 554 RCS Nanterre"],
            {"siret": "73282932000074", "siren": "732829320"},
        ),
    ],
)
def test_numbers_of_registers_are_read_from_the_block(block: list[str], found: dict[str, str]) -> None:
    assert told(block) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Notre association (RNA W502001234) souhaite la salle.", {"rna": "W502001234"}),
        ("Je suis artisan, SIRET 732 829 320 00074, et demande une place.", {"siret": "73282932000074", "siren": "732829320"}),
        ("Mon numéro SIREN est le 732829320.", {"siren": "732829320"}),
        ("L'entreprise fautive, SIRET 732 829 320 00074, a cassé le trottoir.", {}),
        ("Mon voisin a une société (SIREN 732829320) qui travaille la nuit.", {}),
        ("Je suis en litige avec la SARL Machin, SIREN 732829320.", {}),
        ("Notre bailleur, SIREN 732829320, ne répond pas.", {}),
    ],
)
def test_a_number_in_the_text_counts_where_the_writer_calls_it_his(text: str, found: dict[str, str]) -> None:
    assert told([], text) == found


def test_the_words_a_number_was_read_from_are_kept() -> None:
    block = ["Les Foulées du Val", "SIRET : 732 829 320 00074"]
    one = registered(block, "")[Trait.SIRET]
    assert one.where is not None
    assert one.quote == "732 829 320 00074" == "\n".join(block)[one.where.start : one.where.end]


@pytest.mark.parametrize(
    "line", ["SIRET 732 829 320 00074", "SIRET : 05580029600019", "RCS Paris 055 800 296", "RNA W502001234", "TVA FR44732829320"]
)
def test_a_number_of_a_register_is_no_telephone(line: str) -> None:
    assert phones([line], line, "FR") == ()


@pytest.mark.parametrize("unit", ["SIRET 732 ", "siren\n1 ", "RCS ", "fr 44 7", "w5", "1 2.3 ", "notre siret ", "732 829 320 "])
def test_time_is_linear_in_hostile_numbers(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    with soon(4):  # seconds at a busy moment; a quadratic reader takes minutes
        registered([text], text)
