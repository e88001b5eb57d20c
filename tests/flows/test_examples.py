from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode
from domain.ruleset import Example
from flows.examples import Difference, run_example, run_examples
from flows.town_folder import read_town
from flows.town_views import TownView, town_view

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"
LAMP = Example(
    id="lampadaire",
    text="Le lampadaire devant le 12 rue Carnot est éteint.",
    subject=SubjectCode("ECL-01"),
    department=DepartmentCode("X-SDE"),
    street="rue carnot",
    number="12",
    sector=SectorName("Centre-ville"),
)


@pytest.fixture(scope="module")
def view() -> TownView:
    town = read_town(DEMO)
    return town_view(town.town, town.ruleset, town.places, town.mailboxes)


def test_examples_of_the_demo_town_all_pass(view: TownView) -> None:
    broken = {result.example.id: result.differences for result in run_examples(view) if not result.passed}

    assert broken == {}
    assert len(view.ruleset.examples) >= 25


def test_what_is_not_said_is_not_compared(view: TownView) -> None:
    assert run_example(view, LAMP).passed
    assert run_example(view, replace(LAMP, subject=None, street=None)).rule == "R6"


def test_each_difference_names_its_field_what_was_expected_and_what_came(view: TownView) -> None:
    wrong = replace(
        LAMP, department=DepartmentCode("ECL"), copies=(DepartmentCode("PM"),), sector=SectorName("Alleaume"), rule=RuleId("R3")
    )

    assert run_example(view, wrong).differences == (
        Difference(field="service", expected="ECL", found="X-SDE"),
        Difference(field="copies", expected="PM", found=None),
        Difference(field="secteur", expected="Alleaume", found="Centre-ville"),
        Difference(field="regle", expected="R3", found="R6"),
    )


def test_no_place_is_told_as_nothing_found(view: TownView) -> None:
    (difference,) = run_example(view, replace(LAMP, text="Mon lampadaire est éteint.", sector=None, number=None)).differences

    assert difference == Difference(field="voie", expected="rue carnot", found=None)


def test_time_of_reception_counts_in_the_towns_own_time(view: TownView) -> None:
    noise = Example(id="bruit", text="Mon voisin met la musique à fond, 3 rue Robert-Schuman.", subject=SubjectCode("PM-03"))

    at_night = run_example(view, replace(noise, received_at=datetime(2026, 7, 1, 20, 30), rule=RuleId("R10")))
    by_day = run_example(view, replace(noise, received_at=datetime(2026, 7, 1, 19, 30), rule=RuleId("R10")))

    assert at_night.passed
    assert not by_day.passed


def test_mailbox_speaks_for_its_department(view: TownView) -> None:
    vague = Example(id="vague", text="Bonjour, merci de me rappeler.", department=DepartmentCode("URB"), entrance="Urbanisme")

    assert run_example(view, vague).passed
    assert run_example(view, replace(vague, entrance="urbanisme@valognes.example")).passed


def test_one_of_several_requests_may_be_meant(view: TownView) -> None:
    two = replace(
        LAMP, text="Un nid-de-poule s'est formé rue Calas.\n\nPar ailleurs, le lampadaire devant le 12 rue Carnot est éteint depuis lundi."
    )

    assert run_example(view, two).passed
