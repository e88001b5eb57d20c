"""The fourteen rules of the reference catalogue in the demo town, from the words of a message to the decision."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.decision import ForReview, Reason
from domain.department import Confidentiality
from domain.draft import Draft, Flag, Kind
from domain.inbound import Channel
from domain.ruleset import Alert
from flows.opinion import Opinion, opinions
from flows.town_folder import read_town
from flows.town_views import town_view

TOWN = read_town(Path(__file__).resolve().parents[2] / "demo" / "valognes")
VIEW = town_view(TOWN.town, TOWN.ruleset, TOWN.places, TOWN.mailboxes)
PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 3, 12, 10, tzinfo=PARIS)
NIGHT = datetime(2026, 3, 12, 23, 30, tzinfo=PARIS)
SATURDAY = datetime(2026, 3, 14, 15, tzinfo=PARIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A message and what the reference makes of it."""

    text: str
    rule: str
    department: str
    copies: tuple[str, ...] = ()
    priority: int | None = None
    at: datetime = MORNING


def opinion(text: str, at: datetime = MORNING) -> Opinion:
    (only,) = opinions(VIEW, Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text), at)
    return only


def held(found: Opinion) -> set[str]:
    return {finding.rule for finding in found.classification.findings if finding.holds}


REFERENCES = (
    Reference(text="Forte odeur de gaz devant le 8 rue Carnot.", rule="R1-gaz", department="X-GRDF", copies=("X-SDIS", "PM"), priority=1),
    Reference(
        text="Au pied d'un lampadaire rue Carnot l'armoire électrique est ouverte, des fils sont à nu.",
        rule="R1-electricite",
        department="ECL",
        copies=("X-ENE",),
        priority=1,
    ),
    Reference(text="Un gros nid-de-poule sur la RD 974.", rule="R2", department="X-DEP", copies=("VOI",), priority=2),
    Reference(text="La neige n'est pas déblayée, il y a du verglas sur la RD 974.", rule="R3", department="VOI", priority=1),
    Reference(text="Un énorme nid-de-poule sur la RN 13.", rule="R4", department="X-ETAT"),
    Reference(text="Les herbes hautes ont envahi le bord de l'échangeur RN 13 Valognes-Nord.", rule="R4", department="X-ETAT"),
    Reference(text="Nid-de-poule dans la zone d'activités d'Armanville.", rule="R5", department="X-AGG"),
    Reference(text="Le lampadaire est en panne devant le 12 rue Carnot.", rule="R6", department="X-SDE"),
    Reference(text="La corbeille est pleine et déborde au square Jean-Moulin.", rule="R7/1", department="EV"),
    Reference(text="La corbeille est pleine et déborde au cimetière communal.", rule="R7/2", department="ECI"),
    Reference(
        text="Ma poubelle n'a pas été ramassée ce matin au 14 rue Carnot, les éboueurs ne sont pas passés.", rule="R8", department="X-AGG"
    ),
    Reference(
        text="Ma cave est inondée au 14 rue Carnot, le ruisseau déborde.",
        rule="R8-inondation",
        department="VOI",
        copies=("X-AGG",),
        priority=1,
    ),
    Reference(text="Tapage nocturne et musique à fond chez les voisins, 5 rue Carnot.", rule="R10", department="PM", priority=1, at=NIGHT),
    Reference(
        text="Tapage, musique à fond chez les voisins du dessus, 5 rue Carnot.", rule="R10", department="PM", priority=1, at=SATURDAY
    ),
    Reference(text="Des rats courent dans les caves de la résidence Les Tilleuls.", rule="R9/1", department="X-BAIL", copies=("CAB",)),
    Reference(text="Les herbes sont trop hautes cour des Miracles.", rule="R9/2", department="EV", copies=("CAB",)),
    Reference(
        text="Le chauffage est en panne dans la classe de mon fils à l'école Jules-Ferry.",
        rule="R11",
        department="BAT",
        copies=("EDU", "DGS"),
        priority=1,
    ),
    Reference(text="Le lampadaire est en panne rue de l'Église à Yvetot-Bocage.", rule="R12", department="X-COM"),
    Reference(
        text="Un enfant en danger au 3 rue Carnot : le père frappe son fils tous les soirs.",
        rule="R13/2",
        department="CCAS",
        copies=("X-DEP", "PM"),
        priority=1,
    ),
    Reference(
        text="La terrasse du bar fait un bruit terrible tous les soirs place Vicq-d'Azir.", rule="R14", department="PM", copies=("URB",)
    ),
)


@pytest.mark.parametrize("one", REFERENCES, ids=lambda one: f"{one.rule} {one.text[:24]}")
def test_the_rule_of_the_reference_decides(one: Reference) -> None:
    found = opinion(one.text, one.at).decision.orientation
    assert (found.rule, found.department) == (one.rule, one.department)
    assert found.copies == one.copies
    assert one.priority is None or found.priority == one.priority


@pytest.mark.parametrize(
    "text",
    [
        "Des fils à nu pendent devant le 4 rue Carnot.",
        "Le mur de la maison du 4 rue Carnot s'effondre sur le trottoir.",
        "La cave est inondée, 4 rue Carnot.",
        "Quelqu'un risque de se blesser, un câble est tombé rue Carnot.",
    ],
)
def test_r1_danger_is_for_people_and_rings_whatever_the_department(text: str) -> None:
    found = opinion(text)
    orientation = found.decision.orientation
    assert "R1" in held(found)
    assert (orientation.priority, orientation.alert) == (1, Alert.ALWAYS)
    assert isinstance(found.decision, ForReview)
    assert {Reason.DANGER, Reason.RULE_ASKS} <= set(found.decision.reasons)
    assert any("112" in notice for notice in orientation.notices)


@pytest.mark.parametrize(
    "text",
    [
        "Ma facture de gaz est trop chère.",
        "Un scooter remonte la rue Carnot plein gaz, un autre à fond les gaz.",
        "Il n'y a aucun danger mais la route s'effondrait l'an dernier rue Carnot.",
    ],
)
def test_r1_does_not_ring_for_what_is_no_danger(text: str) -> None:
    found = opinion(text)
    assert "R1" not in held(found)
    assert found.decision.orientation.alert is Alert.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Des fils à nu pendent rue Carnot, et des scooters passent plein gaz.",
        "Près du compteur de gaz des fils à nu pendent devant le 4 rue Carnot.",
        "Il y a du gaz dans la cage d'escalier, 4 rue Carnot.",
    ],
)
def test_r1_rings_for_a_danger_beside_what_is_none(text: str) -> None:
    assert "R1" in held(opinion(text))


def test_r2_and_r3_on_the_same_road_are_settled_by_the_subject() -> None:
    road, dirt = opinion("Un nid-de-poule, la chaussée est défoncée sur la RD 974."), opinion("La rue est sale, pas balayée, RD 974.")
    assert (road.decision.orientation.rule, road.decision.orientation.department) == ("R2", "X-DEP")
    assert (dirt.decision.orientation.rule, dirt.decision.orientation.department) == ("R3", "PRO")
    assert "R3" not in held(road)
    assert "R2" not in held(dirt)


def test_r3_leaves_lighting_on_a_county_road_to_the_syndicate() -> None:
    orientation = opinion("Le lampadaire est en panne sur la RD 974.").decision.orientation
    assert (orientation.rule, orientation.department) == ("R6", "X-SDE")


def test_r5_beats_r6_because_its_place_is_more_precise() -> None:
    found = opinion("Le lampadaire est en panne dans la zone d'activités d'Armanville.")
    orientation = found.decision.orientation
    assert {"R5", "R6"} <= held(found)
    assert (orientation.rule, orientation.department) == ("R5", "X-AGG")


def test_r6_does_not_take_what_is_dangerous() -> None:
    found = opinion("Des fils à nu sortent du lampadaire, l'armoire électrique est ouverte dans la zone d'activités d'Armanville.")
    assert found.decision.orientation.department == "ECL"


def test_r8_lets_the_town_act_first_in_a_flood() -> None:
    found = opinion("La rue est inondée devant le 3 rue Carnot, l'eau rentre dans les maisons.")
    assert "R8" not in held(found)
    assert found.decision.orientation.rule == "R8-inondation"


@pytest.mark.parametrize(("at", "priority"), [(MORNING, 2), (NIGHT, 1), (SATURDAY, 1)])
def test_r10_raises_by_the_hour(at: datetime, priority: int) -> None:
    found = opinion("Musique à fond et tapage au 5 rue Carnot.", at)
    assert found.decision.orientation.priority == priority
    assert ("R10" in held(found)) is (priority == 1)
    if at is not MORNING:
        assert found.decision.orientation.alert is Alert.ALWAYS


def test_r12_is_never_dropped_and_has_its_letter() -> None:
    found = opinion("Un nid-de-poule, la route est défoncée rue de l'Église à Yvetot-Bocage.")
    assert isinstance(found.decision, ForReview)
    assert found.decision.orientation.letters == ("transmission-L114-2",)
    assert Flag.THIRD_PARTY in found.decision.orientation.flags


def test_r13_hides_social_requests() -> None:
    found = opinion("Je demande une aide financière et un colis alimentaire, je ne peux plus payer mon loyer.")
    orientation = found.decision.orientation
    assert "R13/1" in held(found)
    assert (orientation.confidentiality, orientation.public_label) == (Confidentiality.SOCIAL, "Demande confidentielle")
    assert Flag.CONFIDENTIAL in orientation.flags


def test_r14_shortens_the_delay_in_the_centre_only() -> None:
    centre = opinion("La terrasse du bar fait un bruit terrible tous les soirs place Vicq-d'Azir.").decision.orientation
    elsewhere = opinion("La terrasse du bar fait un bruit terrible tous les soirs rue du Train-Renard.").decision.orientation
    assert (centre.target, elsewhere.target) == ("5 jo", "10 jo")
    assert elsewhere.rule != "R14"
