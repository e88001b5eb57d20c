"""Rights of persons: recorded with their clock, found across addresses, answered with theirs and nothing of others (S44)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pdfplumber
import pytest

from domain.draft import Requester
from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.ids import RequestId
from domain.lifecycle import Act
from domain.person_rights import IdentityProof, Person, Right, RightsState, due_on
from domain.request import Closure
from domain.retention import HoldKind
from domain.rights import Role
from flows import accounts
from flows.notes import write_note
from flows.person_export import MASK, Known, export, masked
from flows.person_rights import NewRight, choose, extend, found, grant, prove, refuse, take_down
from flows.portal import own
from flows.requester_changes import Told
from flows.retention_terms import hold_back
from flows.wiring import Installation
from store import journal, person_rights, retention
from store.agents import NewAgent
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, at, come, decide, do, mail, open_hall, record
from tests.installations import BREVILLE

DPO = "delphine"
SYLVIE, OTHER = "sylvie.lebrun@courriel.example", "s.lebrun@autre.example"
PAUL = "paul.roger@courriel.example"
NOW = at("2026-04-10T10:00")
LATER = at("2031-06-01T10:00")
PERSON = Person(names=("Sylvie Lebrun",), emails=(SYLVIE, OTHER), phones=("06 39 98 12 04",))


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town to which Sylvie wrote from two addresses, and Paul once; a data protection officer."""
    opened = open_hall(tmp_path / "data", database_url)
    roles = frozenset({Role.DPO})
    accounts.add_agent(opened, NewAgent(town=BREVILLE, login=DPO, name=DPO, roles=roles, password_hash="x"), NOW)
    come(opened, mail(HOLE, 1))
    come(opened, mail("Bonjour, un nid de poule devant le 9 rue de Poterie. Sylvie Lebrun", 2, sender=OTHER), "2026-03-13T09:00")
    raw = mail("Bonjour, un nid de poule devant le 30 rue de Poterie. Paul Roger", 3, sender=PAUL)
    come(opened, raw.replace(b"Sylvie Lebrun <", b"Paul Roger <"), "2026-03-14T09:00")
    yield opened
    opened.close()


def asked(hall: Installation, right: Right, *, which: tuple[int, ...] = (1, 2), is_proven: bool = True) -> tuple[int, int]:
    number = take_down(hall, BREVILLE, NewRight(right=right, person=PERSON, received_on=date(2026, 4, 9)), DPO, NOW)
    one = choose(hall, number, tuple(map(RequestId, which)), 1, DPO, NOW)
    if is_proven:
        one = prove(hall, number, IdentityProof.PROVEN, one.version, DPO, NOW)
    return number, one.version


def closed(hall: Installation) -> None:
    decide(hall)
    do(hall, Act.CLOSE, "2026-04-01T10:00", closure=Closure.CARRIED_OUT, answer="fait")


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-01-31", "2026-02-28"), ("2026-04-09", "2026-05-09"), ("2026-11-30", "2026-12-30"), ("2026-12-15", "2027-01-15")],
)
def test_the_clock_runs_a_month_to_the_day(received: str, due: str) -> None:
    assert due_on(date.fromisoformat(received)).isoformat() == due


def test_what_is_asked_for_is_recorded_with_its_clock_and_extended_once(hall: Installation) -> None:
    number, version = asked(hall, Right.ACCESS)
    longer = extend(hall, number, "Nombreuses demandes", version, DPO, NOW)
    assert (longer.due_on, longer.extended_why) == (date(2026, 7, 9), "Nombreuses demandes")
    with pytest.raises(ConflictError, match="once"):
        extend(hall, number, "encore", longer.version, DPO, NOW)
    other, seen = asked(hall, Right.ACCESS)
    with pytest.raises(ConflictError, match="month is over"):
        extend(hall, other, "trop tard", seen, DPO, at("2026-05-10T09:00"))
    with pytest.raises(InvalidError, match="why"):
        refuse(hall, other, " ", seen, DPO, NOW)
    assert refuse(hall, other, "Identité non établie", seen, DPO, NOW).state is RightsState.REFUSED


def test_who_is_no_data_protection_officer_may_do_nothing(hall: Installation) -> None:
    with pytest.raises(ForbiddenError):
        take_down(hall, BREVILLE, NewRight(right=Right.ACCESS, person=PERSON, received_on=date(2026, 4, 9)), ANNE, NOW)


def test_one_person_is_found_under_several_addresses_and_nobody_else(hall: Installation) -> None:
    number, _ = asked(hall, Right.ACCESS, which=())
    with hall.database.read() as session:
        candidates = found(hall, session, person_rights.get(session, number), NOW)
    assert {one.record.line.id for one in candidates} == {1, 2}
    assert not any(one.is_chosen for one in candidates)


def test_an_access_request_is_answered_with_everything_and_nothing_of_others(hall: Installation) -> None:
    write_note(hall, FIRST, "Voir avec Mme Durand, 06 39 98 55 55, durand@voisine.example : Mme Lebrun attend.", ANNE, NOW)
    raw = mail("Bonjour, moi aussi cela me gêne. Paul Roger", 4, answers=1, sender=PAUL)
    come(hall, raw.replace(b"Sylvie Lebrun <", b"Paul Roger <"), "2026-03-20T09:00")
    closed(hall)
    own.rate(hall, FIRST, 4, "Rapide, merci.", at("2026-04-02T10:00"))
    number, _ = asked(hall, Right.ACCESS)
    with ZipFile(BytesIO(export(hall, number, DPO, NOW))) as archive:
        names = archive.namelist()
        document = archive.read("donnees.json").decode()
        with pdfplumber.open(BytesIO(archive.read("donnees.pdf"))) as pdf:
            printed = "".join(page.extract_text() for page in pdf.pages)
        originals = b"".join(archive.read(one) for one in names if one.startswith("originaux/"))
    told = json.loads(document)
    assert [one["number"] for one in told["requests"]] == ["2026/0001", "2026/0002"]
    assert "22 rue de Poterie" in document and "9 rue de Poterie" in document and "22 rue de Poterie" in printed
    assert "Mme Lebrun attend" in document and "4/5 – Rapide, merci." in document
    for theirs in ("Durand", "55 55", "durand@voisine", PAUL, "30 rue", "Paul Roger"):
        assert theirs not in document and theirs not in printed and theirs.encode() not in originals, theirs
    assert MASK in document
    with hall.database.read() as session:
        assert journal.page(session, BREVILLE, after=None, limit=1)[0].action == "rights.exported"


def test_nothing_is_handed_over_before_identity_is_proven(hall: Installation) -> None:
    number, version = asked(hall, Right.ERASURE, is_proven=False)
    with pytest.raises(ConflictError, match="proven"):
        export(hall, number, DPO, NOW)
    with pytest.raises(ConflictError, match="proven"):
        grant(hall, number, "", version, DPO, LATER)


def test_erasure_anonymises_what_the_law_does_not_keep_and_says_why_otherwise(hall: Installation) -> None:
    number, version = asked(hall, Right.ERASURE, which=(1,))
    with pytest.raises(ConflictError, match="still open"):
        grant(hall, number, "", version, DPO, NOW)
    closed(hall)
    with pytest.raises(ConflictError, match="48 months"):
        grant(hall, number, "", version, DPO, at("2026-05-01T10:00"))
    hold_back(hall, FIRST, HoldKind.DISPUTE, "TA", DPO, NOW)
    with pytest.raises(ConflictError, match="dispute"):
        grant(hall, number, "", version, DPO, LATER)
    assert record(hall).erased_at is None
    other, seen = asked(hall, Right.ERASURE, which=(1,))
    with hall.database.write() as session:
        retention.end_hold(session, 1, DPO, NOW)
    done = grant(hall, other, "", seen, DPO, LATER)
    assert (done.state, done.person) == (RightsState.GRANTED, Person())
    assert record(hall).erased_at is not None
    assert record(hall, RequestId(2)).requester.name == "LEBRUN Sylvie"


@pytest.mark.parametrize("right", [Right.LIMITATION, Right.OBJECTION])
def test_limitation_and_objection_leave_requests_alone(hall: Installation, right: Right) -> None:
    number, version = asked(hall, right, which=(1,))
    grant(hall, number, "", version, DPO, NOW)
    with pytest.raises(ConflictError, match="left alone"):
        decide(hall)
    assert record(hall).limited_at is not None


def test_rectification_sets_right_who_asks_in_the_chosen_requests(hall: Installation) -> None:
    number, version = asked(hall, Right.RECTIFICATION, which=(1,))
    grant(hall, number, "", version, DPO, NOW, Told(name="LEBRUN-ROY Sylvie", phone=None, email=None, address=None))
    assert record(hall).requester.name == "LEBRUN-ROY Sylvie"
    assert record(hall, RequestId(2)).requester.name == "LEBRUN Sylvie"
    assert record(hall).history[-1].action == "requester_corrected"


def test_two_who_decide_at_once_do_not_overwrite_each_other(hall: Installation) -> None:
    number, version = asked(hall, Right.ACCESS)
    refuse(hall, number, "non", version, DPO, NOW)
    with pytest.raises(ConflictError):
        grant(hall, number, "", version, DPO, NOW)


def test_names_telephones_and_addresses_of_others_are_masked() -> None:
    known = Known(words=frozenset({"lebrun", "sylvie"}), emails=frozenset({SYLVIE}), phones=frozenset({"+33639981204"}))
    text = f"M. Jean Petit (jean@petit.example, 06 39 98 77 77) et Mme Lebrun ({SYLVIE}, 06 39 98 12 04)"
    assert masked(text, known) == f"M. {MASK} ({MASK}, {MASK}) et Mme Lebrun ({SYLVIE}, 06 39 98 12 04)"


def test_a_namesake_with_another_address_is_somebody_else() -> None:
    known = Known(words=frozenset({"lebrun", "sylvie"}), emails=frozenset({SYLVIE}), phones=frozenset())
    same = Requester(name="LEBRUN Sylvie", email="autre@courriel.example")
    assert not known.is_his(same, None)
    assert known.is_his(replace(same, email=None), None)
    assert known.is_his(replace(same, email=SYLVIE.upper()), None)
