from datetime import time

from hypothesis import given

from domain.place import Parity
from domain.ruleset import AllOf, AnyOf, Condition, HasWords, InSector, Not, OnStreet, ReceivedDuring, SubjectIs, Weekday
from flows.rule_form import Field, fields_of
from flows.town_folder.condition_forms import OperandKind
from tests.flows.any_rulesets import conditions


def test_a_nested_condition_is_a_tree_of_fields() -> None:
    condition = AllOf(
        all_of=(
            AnyOf(any_of=(SubjectIs(subjects=("VOI-01", "EV-*")), HasWords(words=("trou",)))),
            Not(negated=InSector(sectors=("Centre",))),
        )
    )

    form = fields_of(condition)

    assert (form.key, [part.key for part in form.parts]) == ("tous", ["un_de", "non"])
    assert [part.chosen for part in form.parts[0].parts] == [("VOI-01", "EV-*"), ("trou",)]
    assert form.parts[1].parts == (Field(key="secteurs", kind=OperandKind.SEVERAL, chosen=("Centre",)),)


def test_numbers_sides_and_hours_are_bounds() -> None:
    street = fields_of(OnStreet(streets=("rue de Poterie",), low=2, high=20, parity=Parity.EVEN))
    night = fields_of(ReceivedDuring(start=time(22), end=time(6), days=(Weekday.SUNDAY,)))

    assert (street.chosen, street.bounds) == (("rue de Poterie",), (("de", "2"), ("a", "20"), ("cote", "pair")))
    assert (night.chosen, night.bounds) == (("dimanche",), (("de", "22:00"), ("a", "06:00")))


@given(conditions)
def test_every_condition_has_a_field_that_says_something(condition: Condition) -> None:
    waiting = [fields_of(condition)]
    while waiting:
        field = waiting.pop()
        assert field.parts or field.chosen or field.bounds
        waiting += field.parts
