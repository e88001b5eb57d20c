from hypothesis import given
from hypothesis import strategies as st

from rules.address_query import find_addresses
from rules.gazetteer import Gazetteer
from tests.rules.sample_town import PLACES

GAZETTEER = Gazetteer(PLACES)


def first(text: str) -> tuple[str, str | None] | None:
    found = find_addresses(GAZETTEER, PLACES, text)
    return (found[0].street, found[0].number) if found else None


def test_addresses_are_found_as_lists_write_them() -> None:
    for text, street, number in (
        ("25 r. de Poterie 50999 Valmont", "Rue de Poterie", "25"),
        ("12BIS RUE DE POTERIE", "Rue de Poterie", "12 bis"),
        ("12 A bd de Verdun Valmont", "Boulevard de Verdun", "12 a"),
        ("8, rue Carnott", "Rue Carnot", "8"),
        ("12-14 rue Carnot", "Rue Carnot", "12"),
        ("3 Train Renard Valmont", "Rue du Train-Renard", "3"),
        ("3 rue renard train", "Rue du Train-Renard", "3"),
        ("potterie", "Rue de Poterie", None),
    ):
        assert first(text) == (street, number), text


def test_what_no_name_is_near_to_is_only_a_proposal() -> None:
    found = find_addresses(GAZETTEER, PLACES, "4 rue du Trqib Renqrf")
    assert all(one.score < 0.6 for one in found)


def test_nothing_is_found_in_nothing() -> None:
    assert find_addresses(GAZETTEER, PLACES, "") == ()
    assert find_addresses(GAZETTEER, PLACES, "12") == ()


@given(st.sampled_from(PLACES.streets), st.integers(1, 999))
def test_an_official_name_with_a_number_before_it_is_always_found(street: object, number: int) -> None:
    name = getattr(street, "name", "")
    if name.startswith(("RD", "Route départementale")):
        return
    assert first(f"{number} {name}") == (name, str(number))


@given(st.text(max_size=60))
def test_any_text_can_be_asked_for(text: str) -> None:
    find_addresses(GAZETTEER, PLACES, text)
