"""Files of requesters, on both databases (S10): what is surely one is one, what is not is proposed, and a merge can be taken back."""

import pytest

from domain.dossier import Clue, Dossier, DossierId, Likelihood
from domain.draft import Requester
from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from flows.dossiers import acquaint, acquaint_all, key_of, merge, preview, proposals, undo
from flows.wiring import Installation
from store import dossiers, journal
from tests.flows.confirming import ANNE, LATER, STRANGER, VAGUE, hire, take_in
from tests.installations import BREVILLE

SYLVIE = Requester(name="LEBRUN Sylvie", email="sylvie@courrier.example", phone="+33639981204")
AGAIN = Requester(name="Mme Sylvie Lebrun", phone="+33639981204", address="14 rue du Chemin-Vert 50700 Valognes", organisation=None)
MARC = Requester(name="LEBRUN Marc", phone="+33639981204")
NAMESAKE = Requester(name="LEBRUN Sylvie", phone="+33639981277", address="14, r. du chemin vert")
NOBODY = Requester()
PEOPLE = (SYLVIE, AGAIN, MARC, NAMESAKE, NOBODY)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall to which Sylvie wrote twice, her husband once from the same telephone, a namesake, and nobody."""
    hire(town_hall)
    take_in(town_hall, *(f"{VAGUE} {number}" for number, _ in enumerate(PEOPLE)))
    with town_hall.database.write() as session:
        for number, requester in enumerate(PEOPLE, 1):
            dossiers.assign(session, RequestId(number), None)
            acquaint(session, BREVILLE, RequestId(number), requester, LATER)
    return town_hall


def whose(hall: Installation) -> list[DossierId | None]:
    with hall.database.read() as session:
        return [dossiers.of_request(session, RequestId(number)) for number in range(1, len(PEOPLE) + 1)]


def file(hall: Installation, number: int) -> Dossier:
    """Return the file of the requester of a request."""
    found = whose(hall)[number - 1]
    assert found is not None
    with hall.database.read() as session:
        return dossiers.get(session, found)


def test_what_is_surely_one_is_one_and_namesakes_are_not(hall: Installation) -> None:
    first, second, husband, namesake, nobody = whose(hall)
    assert first == second
    assert len({first, husband, namesake}) == 3
    assert nobody is None


def test_a_request_that_comes_in_has_the_file_of_its_requester_at_once(town_hall: Installation) -> None:
    take_in(town_hall, VAGUE)
    with town_hall.database.read() as session:
        found = dossiers.of_request(session, RequestId(1))
        assert found is not None
        assert dossiers.get(session, found).requester.email == "sylvie.lebrun@courriel.example"
        assert [line.id for line in dossiers.requests_page(session, found, after=None, limit=5)] == [1]


def test_what_is_told_later_is_added_and_nothing_written_over(hall: Installation) -> None:
    known = file(hall, 1).requester
    assert (known.name, known.email, known.address) == ("LEBRUN Sylvie", "sylvie@courrier.example", "14 rue du Chemin-Vert 50700 Valognes")


def test_who_may_be_the_same_is_proposed_with_what_says_so(hall: Installation) -> None:
    with hall.database.read() as session:
        found = {one.dossier.requester.name: one.likeness for one in proposals(session, file(hall, 1))}
        namesake = proposals(session, file(hall, 4))
    assert found["LEBRUN Marc"].level is Likelihood.TO_CONFIRM
    assert set(found["LEBRUN Marc"].clues) == {Clue.PHONE, Clue.OTHER_NAME}
    assert found["LEBRUN Sylvie"].level is Likelihood.LIKELY
    assert set(found["LEBRUN Sylvie"].clues) == {Clue.NAME, Clue.ADDRESS}
    assert [one.dossier.id for one in namesake] == [file(hall, 1).id]


def test_two_files_are_made_one_after_a_look_and_come_apart_again(hall: Installation) -> None:
    before, other = file(hall, 1), file(hall, 4)
    with hall.database.read() as session:
        planned = preview(session, before.id, other.id)
    assert (planned.moving, planned.requester.other_phones) == (1, ("+33639981277",))
    merged = merge(hall, before.id, other.id, ANNE, LATER)
    assert {contact.value for contact in merged.contacts} == {"sylvie@courrier.example", "+33639981204", "+33639981277"}
    assert whose(hall)[3] == before.id
    with hall.database.read() as session:
        assert dossiers.get(session, other.id).merged_into == before.id
        assert len(dossiers.requests_page(session, before.id, after=None, limit=9)) == 3
    back = undo(hall, other.id, ANNE, LATER)
    assert (back.merged_into, back.contacts) == (None, other.contacts)
    assert whose(hall)[3] == other.id
    again = file(hall, 1)
    assert (again.requester, again.contacts) == (before.requester, before.contacts)
    with hall.database.read() as session:
        actions = [line.action for line in journal.page(session, BREVILLE, after=None, limit=9)]
    assert actions[:2] == ["requester.unmerged", "requester.merged"]


def test_what_was_merged_before_goes_along_and_comes_back(hall: Installation) -> None:
    sylvie, marc, namesake = file(hall, 1).id, file(hall, 3).id, file(hall, 4).id
    merge(hall, marc, namesake, ANNE, LATER)
    merge(hall, sylvie, marc, ANNE, LATER)
    with hall.database.read() as session:
        assert dossiers.get(session, namesake).merged_into == sylvie
    with pytest.raises(ConflictError, match="Take that back first"):
        undo(hall, namesake, ANNE, LATER)
    undo(hall, marc, ANNE, LATER)
    with hall.database.read() as session:
        assert dossiers.get(session, namesake).merged_into == marc
    undo(hall, namesake, ANNE, LATER)
    assert whose(hall)[2:4] == [marc, namesake]


def test_who_writes_after_a_merge_is_found_by_either_contact(hall: Installation) -> None:
    merge(hall, file(hall, 1).id, file(hall, 4).id, ANNE, LATER)
    with hall.database.write() as session:
        dossiers.assign(session, RequestId(5), None)
        found = acquaint(session, BREVILLE, RequestId(5), Requester(name="Sylvie Lebrun", phone="+33639981277"), LATER)
    assert found == file(hall, 1).id


def test_only_people_of_the_town_merge_and_never_one_with_itself(hall: Installation) -> None:
    one, other = file(hall, 1).id, file(hall, 3).id
    for agent in (STRANGER, "nobody"):
        with pytest.raises(NotFoundError):
            merge(hall, one, other, agent, LATER)
    with pytest.raises(ConflictError):
        merge(hall, one, one, ANNE, LATER)
    merge(hall, one, other, ANNE, LATER)
    with pytest.raises(ConflictError, match="is a part of"):
        merge(hall, other, one, ANNE, LATER)
    with pytest.raises(ConflictError, match="was not merged"):
        undo(hall, one, ANNE, LATER)


def test_requests_of_before_get_their_files(hall: Installation) -> None:
    with hall.database.write() as session:
        for number in range(1, 4):
            dossiers.assign(session, RequestId(number), None)
    assert acquaint_all(hall, BREVILLE, LATER) == len(PEOPLE) - 1
    assert None not in whose(hall)
    assert acquaint_all(hall, BREVILLE, LATER) == 0


def test_a_requester_is_found_by_the_beginning_of_his_name(hall: Installation) -> None:
    with hall.database.read() as session:
        names = [one.requester.name for one in dossiers.named(session, BREVILLE, key_of("Lebrun S"))]
        nobody = dossiers.named(session, BREVILLE, key_of("brun"))
    assert names == ["LEBRUN Sylvie", "LEBRUN Sylvie"]
    assert nobody == ()


def test_pages_of_a_name_fit_together_by_name(hall: Installation) -> None:
    key, pages, after = key_of("Lebrun"), list[Dossier](), None
    with hall.database.read() as session:
        whole = dossiers.named(session, BREVILLE, key)
        while page := dossiers.named(session, BREVILLE, key, after=after, limit=1):
            pages += page
            after = page[-1].id
    assert [one.requester.name for one in whole] == ["LEBRUN Marc", "LEBRUN Sylvie", "LEBRUN Sylvie"]
    assert tuple(pages) == whole
