from dataclasses import replace

from domain.place import HouseNumber, Places, Point, Street
from domain.places_change import NO_CHANGE, PlacesChange, Renaming, Renumbering, changes_between


def houses(*numbers: int, lat: float = 49.5) -> tuple[HouseNumber, ...]:
    return tuple(HouseNumber(number=number, suffix="", point=Point(lat=lat, lon=-1.4 + number / 1000)) for number in numbers)


def street(name: str, *numbers: HouseNumber) -> Street:
    return Street(name=name, kind="rue", aliases=(), stretches=(), numbers=numbers)


def town(*streets: Street) -> Places:
    return Places(town_name="Bréville", postcode="50999", streets=streets)


def test_same_places_in_another_order_have_no_change() -> None:
    one, two = street("Rue Haute", *houses(1, 2)), street("Rue Basse")

    assert changes_between(town(one, two), town(two, one)) == NO_CHANGE


def test_streets_and_their_addresses_come_and_go() -> None:
    old = town(street("Rue Haute", *houses(1, 2)))
    new = town(street("Rue Basse", *houses(1, 2, 3, lat=49.6)))

    assert changes_between(old, new) == PlacesChange(added=("Rue Basse",), removed=("Rue Haute",), numbers_added=3, numbers_removed=2)


def test_numbers_are_added_removed_and_moved() -> None:
    old = town(street("Rue Haute", *houses(1, 2, 3)))
    new = town(street("Rue Haute", *houses(2), *houses(3, lat=49.6), *houses(4)))

    renumbered = (Renumbering(street="Rue Haute", added=("4",), removed=("1",), moved=("3",)),)
    assert changes_between(old, new) == PlacesChange(numbers_added=1, numbers_removed=1, numbers_moved=1, renumbered=renumbered)


def test_number_with_suffix_is_told_as_one_writes_it() -> None:
    bis = HouseNumber(number=2, suffix="bis", point=None)

    assert changes_between(town(street("Rue Haute", *houses(2))), town(street("Rue Haute", *houses(2), bis))).renumbered == (
        Renumbering(street="Rue Haute", added=("2 bis",)),
    )


def test_another_rounding_is_no_move_but_a_position_lost_is() -> None:
    old = town(street("Rue Haute", *houses(1)))

    assert changes_between(old, town(street("Rue Haute", *houses(1, lat=49.500004)))).numbers_moved == 0
    assert changes_between(old, town(street("Rue Haute", HouseNumber(number=1, suffix="", point=None)))).numbers_moved == 1


def test_street_at_the_same_addresses_is_renamed_even_if_some_are_new() -> None:
    old = town(street("Rue du Stade", *houses(1, 2, 3, 4)))
    new = town(street("Rue Simone-Veil", *houses(1, 2, 3, 5)))

    expected = PlacesChange(
        renamed=(Renaming(old="Rue du Stade", new="Rue Simone-Veil"),),
        numbers_added=1,
        numbers_removed=1,
        renumbered=(Renumbering(street="Rue Simone-Veil", added=("5",), removed=("4",)),),
    )
    assert changes_between(old, new) == expected


def test_equal_numbers_elsewhere_are_no_renaming() -> None:
    change = changes_between(town(street("Rue Haute", *houses(1, 2))), town(street("Rue Basse", *houses(1, 2, lat=49.6))))

    assert not change.renamed


def test_hamlet_without_numbers_is_renamed_by_where_it_is() -> None:
    middle = ((Point(lat=49.5, lon=-1.4),),)
    old, new = replace(street("La Haye"), lines=middle), replace(street("La Haie"), lines=middle)

    assert changes_between(town(old), town(new)).renamed == (Renaming(old="La Haye", new="La Haie"),)


def test_of_two_homonyms_the_one_that_differs_is_altered() -> None:
    one, two = street("Rue de l'Église", *houses(1)), street("Rue de l'Église", *houses(1, lat=49.6))
    widened = replace(two, aliases=("rue de la Chapelle",))

    assert changes_between(town(one, two), town(one, widened)) == PlacesChange(altered=("Rue de l'Église",))


def test_what_stands_beside_the_streets_is_named() -> None:
    assert changes_between(town(), replace(town(), postcode="50998")).beside == ("postcode",)
