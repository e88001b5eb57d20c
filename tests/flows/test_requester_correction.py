"""Who asks, set right by an agent: kept before and after, given to the file that is surely his, and written to from then on."""

from dataclasses import replace

import pytest

from domain.draft import Requester
from domain.errors import ConfigurationError, ConflictError, ForbiddenError, InvalidError
from domain.ids import RequestId, SubjectCode
from domain.rights import Role
from flows import accounts
from flows.confirm import Correction, confirm
from flows.correspondence.recipient import ByMail, ByPost, way_to, written_to
from flows.requester_changes import CORRECTED, told_by_agents
from flows.requester_correction import Told, correct_requester, set_right
from flows.review import claim
from flows.send import is_peoples
from flows.wiring import Installation
from store import claims, confirmations, dossiers, journal, requests
from store.agents import NewAgent
from tests.flows.confirming import ANNE, LATER, VAGUE, hire, request, take_in
from tests.installations import BREVILLE, NOW

FIRST, SECOND = RequestId(1), RequestId(2)
MARC, ELUE = "marc", "elue"
KNOWN = Requester(name="ROGER Paul", phone="+33639981204", email="paul@mail.example", other_phones=("+33199001234",))
SAME = Told(name="ROGER Paul", phone="06 39 98 12 04", email="Paul@mail.example")


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with two agents and one who only looks, and two requests in review, of one sender."""
    hire(town_hall)
    for login, role in ((MARC, Role.RECEPTION), (ELUE, Role.ELECTED)):
        accounts.add_agent(town_hall, NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset({role}), password_hash="x"), NOW)
    take_in(town_hall, VAGUE, f"{VAGUE} encore")
    return town_hall


def file_of(hall: Installation, one: RequestId) -> int | None:
    with hall.database.read() as session:
        return dossiers.of_request(session, one)


def test_what_is_left_as_it_was_stays_and_what_is_emptied_is_unknown() -> None:
    assert set_right(KNOWN, SAME) == KNOWN
    assert set_right(KNOWN, replace(SAME, phone=KNOWN.phone or "")) == KNOWN
    emptied = set_right(KNOWN, Told(name="  "))
    assert (emptied.name, emptied.phone, emptied.email, emptied.address) == (None, None, None, None)
    assert emptied.other_phones == KNOWN.other_phones


def test_a_telephone_is_read_as_it_is_dialled_and_is_there_once() -> None:
    right = set_right(KNOWN, replace(SAME, phone="01.99.00.12.34", address=" 3  rue Haute\n99100 Bréville "))
    assert (right.phone, right.other_phones, right.address) == ("+33199001234", (), "3 rue Haute 99100 Bréville")


@pytest.mark.parametrize(
    ("wrong", "where"), [(replace(SAME, phone="demain"), "phone"), (replace(SAME, email="paul"), "email"), (Told(name="x" * 301), "name")]
)
def test_what_is_no_telephone_or_address_is_refused_by_its_field(wrong: Told, where: str) -> None:
    with pytest.raises(InvalidError) as refused:
        set_right(KNOWN, wrong)
    assert [one.where for one in refused.value.mistakes] == [where]


@pytest.mark.parametrize(
    "email",
    [
        "a,b@c.example",
        "<a@b.example>",
        "a@b..c",
        "a@.b.example",
        "a@b.example.",
        "x@" + "a" * 250 + ".fr",
        "a@b",
        "a b@c.example",
        "a@b.c\x00d",
        "a@b.example\u2028Bcc:x@y.example",
        '"a b"@c.example',
    ],
)
def test_an_address_no_letter_can_go_to_is_refused(email: str) -> None:
    with pytest.raises(InvalidError) as refused:
        set_right(KNOWN, replace(SAME, email=email))
    assert [one.where for one in refused.value.mistakes] == ["email"]
    assert not is_peoples(email) or email == "a@b"


@pytest.mark.parametrize("email", ["anne.quesnel+mairie@sous.courriel.example", "é@ü.example", "a@" + "b" * 244 + ".example"])
def test_an_address_of_somebody_is_taken_and_written_to(email: str) -> None:
    assert set_right(KNOWN, replace(SAME, email=email)).email == email and is_peoples(email)


def test_what_turns_letters_round_is_left_out_of_what_an_agent_types() -> None:
    right = set_right(KNOWN, replace(SAME, name="\u202eDUPONT\u202c Luc\x00", address="3 rue\u2066 Haute"))
    assert (right.name, right.address) == ("DUPONT Luc", "3 rue Haute")
    # A name that came so and was left alone is no correction.
    odd = replace(KNOWN, name="ROGER\u200f Paul")
    assert set_right(odd, replace(SAME, name="ROGER\u200f Paul")) == odd


def test_it_is_kept_before_and_after_in_the_history_and_without_words_in_the_journal(hall: Installation) -> None:
    before = request(hall, 1)
    told = Told(name="ROGER Pauline", phone="06 39 98 12 04", email=before.requester.email or "")
    after = correct_requester(hall, FIRST, told, ANNE, LATER, before.line.version)
    assert (after.requester.name, after.requester.phone) == ("ROGER Pauline", "+33639981204")
    assert after.line.version == before.line.version + 1 and after.draft == before.draft
    line = after.history[-1]
    assert (line.actor, line.action) == (ANNE, CORRECTED)
    assert line.details["requester"] == {
        "name": {"before": before.requester.name, "after": "ROGER Pauline"},
        "phone": {"before": before.requester.phone, "after": "+33639981204"},
    }
    assert told_by_agents(after) == {"name", "phone"}
    with hall.database.read() as session:
        entry = journal.page(session, BREVILLE, after=None, limit=1)[0]
    assert entry.details == {"fields": ["name", "phone"]}


def test_the_same_again_changes_nothing(hall: Installation) -> None:
    told = Told(name="ROGER Pauline")
    once = correct_requester(hall, FIRST, told, ANNE, LATER)
    assert correct_requester(hall, FIRST, told, ANNE, LATER).history == once.history


def test_it_goes_to_the_file_that_is_surely_his_and_leaves_the_other(hall: Installation) -> None:
    assert file_of(hall, FIRST) != file_of(hall, SECOND)
    other = request(hall, 2).requester
    told = Told(name=other.name or "", email=other.email or "", phone=other.phone or "")
    correct_requester(hall, FIRST, told, ANNE, LATER)
    assert file_of(hall, FIRST) == file_of(hall, SECOND)
    correct_requester(hall, FIRST, Told(name="MARTIN Lise", phone="06 39 98 55 66"), ANNE, LATER)
    assert file_of(hall, FIRST) not in {None, file_of(hall, SECOND)}


def test_letters_go_where_the_agent_says_and_to_nobody_where_there_is_no_address(hall: Installation) -> None:
    view = hall.towns.get(BREVILLE)
    record = correct_requester(hall, FIRST, Told(name="ROGER Paul", email="pauline@mail.example"), ANNE, LATER)
    with hall.database.read() as session:
        assert way_to(session, view, record) == ByMail(address="pauline@mail.example")
    posted = correct_requester(hall, FIRST, Told(name="ROGER Paul", address="3 rue Haute, 99100 Bréville"), ANNE, LATER)
    with hall.database.read() as session:
        assert way_to(session, view, posted) == ByPost(address="3 rue Haute, 99100 Bréville")
    assert written_to(posted).address == "3 rue Haute, 99100 Bréville"


def test_who_may_not_or_was_slower_changes_nothing(hall: Installation) -> None:
    told = Told(name="AUTRE Nom")
    with pytest.raises(ForbiddenError):
        correct_requester(hall, FIRST, told, ELUE, LATER)
    claim(hall, FIRST, MARC, LATER)
    with pytest.raises(ConflictError):
        correct_requester(hall, FIRST, told, ANNE, LATER)
    with pytest.raises(ConflictError):
        correct_requester(hall, FIRST, told, MARC, LATER, version=99)
    confirm(hall, FIRST, Correction(), MARC, LATER)
    with pytest.raises(ConflictError):
        correct_requester(hall, FIRST, told, ANNE, LATER)
    assert request(hall, 1).requester.name != "AUTRE Nom"
    with hall.database.read() as session:
        assert CORRECTED not in {line.action for line in requests.get(session, FIRST).history}


def test_it_is_one_with_the_decision_and_letters_go_to_whom_the_agent_names(hall: Installation) -> None:
    before = request(hall, 1)
    told = Told(name=None, phone=None, email="pauline@mail.example", address=None)
    confirm(hall, FIRST, Correction(requester=told), ANNE, LATER, before.line.version)
    after = request(hall, 1)
    assert after.requester == replace(before.requester, email="pauline@mail.example")
    assert [line.action for line in after.history[len(before.history) :]] == [CORRECTED, "confirmed", "numbered"]
    assert told_by_agents(after) == {"email"}
    # The same form again: it is done, and nothing is done to what is decided.
    confirm(hall, FIRST, Correction(requester=told), ANNE, LATER, before.line.version)
    assert request(hall, 1).history == after.history
    with pytest.raises(ConflictError):
        confirm(hall, FIRST, Correction(requester=replace(told, email="autre@mail.example")), ANNE, LATER)
    assert request(hall, 1).requester == after.requester


@pytest.mark.parametrize("at", ["settle", "clear", "add"])
def test_a_death_on_the_way_leaves_neither_half(hall: Installation, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    class DeathError(Exception):
        pass

    def die(*_given: object, **_named: object) -> None:
        raise DeathError

    before = request(hall, 1)
    file = file_of(hall, FIRST)
    monkeypatch.setattr({"settle": confirmations, "clear": claims, "add": confirmations}[at], at, die)
    with pytest.raises(DeathError):
        confirm(hall, FIRST, Correction(requester=Told(name="ROGER Pauline")), ANNE, LATER)
    assert request(hall, 1) == before and file_of(hall, FIRST) == file


def test_what_is_wrong_with_the_one_keeps_the_other_from_being_done(hall: Installation) -> None:
    before = request(hall, 1)
    with pytest.raises(InvalidError):
        confirm(hall, FIRST, Correction(requester=Told(phone="demain")), ANNE, LATER)
    with pytest.raises(ConfigurationError):
        confirm(hall, FIRST, Correction(subject=SubjectCode("XXX-99"), requester=Told(name="ROGER Pauline")), ANNE, LATER)
    assert request(hall, 1) == before


def test_what_is_not_named_stays_to_the_letter() -> None:
    known = replace(KNOWN, address="3  rue Haute\n99100 Bréville")
    assert set_right(known, Told(name=None, phone=None, email=None, address=None)) == known
    assert set_right(known, Told(name="X", phone=None, email="", address=None)) == replace(known, name="X", email=None)
