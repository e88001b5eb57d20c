"""Whether two requests speak of one fact (issue 7, point 5; DOMAIN S45): labelled pairs, and what each sign says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.sameness import first_right, measure, pairs, read_set
from domain.dossier import DossierId, Identity, Likelihood
from domain.draft import Requester
from domain.ids import SectorName, SubjectCode
from domain.place import Place, PlaceStatus, Point
from domain.sameness import LIKELY, POSSIBLE, Matter, SameKind, Sameness, Sign
from rules.sameness import sameness

NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
LAMP = "Bonjour, le lampadaire devant le 8 rue Carnot est éteint depuis trois jours."
HERE = Path(__file__).resolve().parent


def place(number: str | None = "8", street: str | None = "Rue Carnot", point: Point | None = None) -> Place:
    status = PlaceStatus.EXACT if number else PlaceStatus.STREET
    return Place(status=status, number=number, street=street, sector=SectorName("Centre"), point=point)


def matter(
    text: str = LAMP, *, name: str | None = "MARTEL Léa", subject: str = "ECL-01", where: Place | None = None, days: float = 0
) -> Matter:
    requester = Requester(name=name, email=f"{name.split()[0].lower()}@courriel.example" if name else None)
    return Matter(
        identity=Identity.of(requester),
        dossier=None,
        subject=SubjectCode(subject),
        theme=subject.partition("-")[0],
        is_personal=False,
        place=where or place(),
        text=text,
        received_at=NOW + timedelta(days=days),
    )


def found(new: Matter, known: Matter) -> Sameness:
    alike = sameness(new, known)
    assert alike is not None
    return alike


@pytest.mark.parametrize(("name", "precision", "recall"), [("same_facts.tsv", 0.82, 0.9), ("same_facts_2.tsv", 0.82, 0.82)])
def test_labelled_pairs_are_told_apart(name: str, precision: float, recall: float) -> None:
    told = read_set(HERE / name)
    every = list(pairs(told))
    proposed, right, same = measure(every, POSSIBLE)
    assert len(every) >= 700
    assert right / proposed >= precision
    assert right / same >= recall
    likely, likely_right, _ = measure(every, LIKELY)
    assert likely_right / likely >= 0.9
    assert first_right(every, told) >= 0.88


def test_the_same_person_by_another_way_is_a_duplicate_and_later_a_chaser() -> None:
    call = matter("Mme Martel appelle : lampadaire éteint devant le 8 rue Carnot", days=0.3)
    assert found(call, matter()).kind is SameKind.DUPLICATE
    later = found(matter("Le lampadaire rue Carnot n'est toujours pas réparé", where=place(None), days=9), matter())
    assert later.kind is SameKind.CHASER
    assert {one.sign for one in later.grounds} >= {Sign.PERSON_SURE, Sign.SAME_STREET, Sign.SAME_SUBJECT, Sign.DAYS}
    assert next(one.days for one in later.grounds if one.sign is Sign.DAYS) == 9


def test_somebody_else_tells_of_an_incident() -> None:
    other = matter("un lampadaire est en panne rue Carnot, tout est éteint devant le 8", name="ROGER Paul", days=1)
    alike = found(other, matter())
    assert alike.kind is SameKind.INCIDENT
    assert alike.level in {Likelihood.TO_CONFIRM, Likelihood.LIKELY}  # never sure: people decide


def test_what_comes_back_after_it_was_closed_is_a_request_of_its_own() -> None:
    closed = replace(matter(), closed_at=NOW + timedelta(days=5))
    assert found(matter("Le lampadaire du 8 rue Carnot est de nouveau éteint", days=20), closed).kind is SameKind.RECURRENCE
    # What came before it was closed asks again.
    assert found(matter(days=3), closed).kind is not SameKind.RECURRENCE


@pytest.mark.parametrize("number", ["12", "2", "108"])
def test_another_house_of_the_street_is_another_fact(number: str) -> None:
    text = f"Bonjour, il y a un trou devant le {number} rue Carnot."
    there = matter(text, name="ROGER Paul", subject="VOI-01", where=place(number))
    known = matter("Bonjour, il y a un trou devant le 8 rue Carnot.", subject="VOI-01")
    assert number == "12" or sameness(there, known) is None


def test_positions_count_where_they_are_known() -> None:
    here, near, far = (Point(lat=49.5, lon=-1.5 + metres / 72_000) for metres in (0, 30, 300))
    known = matter(where=place("8", point=here))
    beside = matter(name="ROGER Paul", where=place("10", point=near), days=1)
    away = matter(name="ROGER Paul", where=place("10", point=far), days=1)
    assert next(one.metres for one in found(beside, known).grounds if one.sign is Sign.NEAR) == 30
    assert sameness(away, known) is None
    corner = Place(status=PlaceStatus.EXACT, number="1", street="Rue du Lavoir", point=near)
    assert Sign.NEAR in {one.sign for one in found(matter(name="ROGER Paul", where=corner, days=1), known).grounds}


def test_two_lamps_with_numbers_are_two_and_one_number_is_one() -> None:
    gate = place(None, "Avenue de la Gare")
    one = matter("Candélabre n° 112 éteint", where=gate)
    two = matter("Candélabre n°115 éteint", name="ROGER Paul", where=gate, days=1)
    again = matter("le candélabre 112 est en panne", name="ROGER Paul", where=gate, days=1)
    assert sameness(two, one) is None
    assert found(again, one).grounds[0].words == ("112",)


def test_neighbours_who_each_speak_of_their_own_bin_tell_of_two_facts() -> None:
    def bin_of(name: str, number: str) -> Matter:
        asked = matter(f"Mon bac n'a pas été vidé, {number} rue Carnot", name=name, subject="DEC-01", where=place(number))
        requester = replace(asked.identity.requester, address=f"{number} rue Carnot")
        return replace(asked, identity=Identity.of(requester))

    assert sameness(bin_of("ROGER Paul", "10"), bin_of("MARTEL Léa", "8")) is None


def test_a_homonym_is_another_person() -> None:
    def ask(address: str, mail: str) -> Matter:
        asked = matter("Je souhaite une place en crèche", where=Place(status=PlaceStatus.NONE), subject="EDU-01")
        requester = Requester(name="ROGER Paul", email=mail, address=address)
        return replace(asked, identity=Identity.of(requester), is_personal=True)

    assert sameness(ask("3 rue A", "p@autre.example"), ask("9 rue B", "paul@courriel.example")) is None
    assert found(ask("3 rue A", "p@autre.example"), ask("3 rue A", "p@autre.example")).kind is SameKind.DUPLICATE


def test_one_file_is_one_person_whatever_he_gives() -> None:
    known = replace(matter(), dossier=DossierId(7))
    caller = replace(matter("Rien n’est fait, rue toujours noire", name=None, days=2), dossier=DossierId(7))
    assert found(caller, known).kind is SameKind.CHASER


def test_nothing_in_common_is_not_worth_a_look() -> None:
    assert (
        sameness(matter("Mon voisin brûle ses déchets", name="ROGER Paul", subject="PM-06", where=place(None, "Rue du Lavoir")), matter())
        is None
    )
    nowhere = Place(status=PlaceStatus.NONE)
    assert sameness(matter(name="ROGER Paul", where=nowhere), matter(where=nowhere)) is None
