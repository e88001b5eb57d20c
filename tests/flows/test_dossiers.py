"""Files of requesters, on both databases (S10): what is surely one is one, what is not is proposed, and a merge can be taken back."""

from dataclasses import replace
from datetime import UTC

import pytest

from domain.department import Confidentiality
from domain.dossier import Clue, Dossier, DossierId, Likelihood
from domain.draft import Requester
from domain.errors import ConflictError, NotFoundError
from domain.ids import RequestId
from domain.rights import Reach
from flows.dossiers import acquaint, acquaint_all, find, key_of, leave, merge, preview, proposals, undo
from flows.listing import Filters, Looking, listed
from flows.wiring import Installation
from store import dossiers, journal
from store.mapping import dump
from store.schema import RequestRow
from tests.flows.confirming import ANNE, LATER, STRANGER, VAGUE, hire, take_in
from tests.installations import AUVILLE, BREVILLE

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
            if requester is not NOBODY:
                session.get_one(RequestRow, number).requester = dump(requester)
                session.flush()
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


FIRM = Requester(name="BLIN Robert", organisation="CABINET LE DOUVE", email="Cabinet@douve.example", phone="+33639981122")


@pytest.mark.parametrize(
    "typed",
    [
        *("cabinet", "CABINET LE DOUVE", "douv", "blin", "Robert Blin", "douve robert", "Cab. Le Douve"),
        *("06 39 98 11 22", "0639981122", "+33 (0)6 39.98.11.22", "0033639981122", "cabinet@DOUVE.example "),
    ],
)
def test_a_requester_is_found_by_any_word_telephone_or_address_of_mail(hall: Installation, typed: str) -> None:
    with hall.database.write() as session:
        dossiers.assign(session, RequestId(5), None)
        own = acquaint(session, BREVILLE, RequestId(5), FIRM, LATER)
    with hall.database.read() as session:
        assert [one.id for one in find(session, BREVILLE, typed)] == [own]
        assert find(session, AUVILLE, typed) == ()


@pytest.mark.parametrize("typed", ["ouve", "cabinet martin", "06 39 98 11 2", "douve.example", "x@douve.example", "?", ""])
def test_what_only_stands_within_finds_nobody(hall: Installation, typed: str) -> None:
    with hall.database.write() as session:
        dossiers.assign(session, RequestId(5), None)
        acquaint(session, BREVILLE, RequestId(5), FIRM, LATER)
    with hall.database.read() as session:
        assert find(session, BREVILLE, typed) == ()


def test_a_file_is_found_by_what_it_is_called_by_now(hall: Installation) -> None:
    first, husband = (file(hall, number) for number in (1, 3))
    with hall.database.write() as session:
        dossiers.write(session, husband.id, Requester(name="Le Goff Le Guen Marc"), key_of("Le Goff Le Guen Marc"))
    with hall.database.read() as session:
        assert [one.id for one in find(session, BREVILLE, "le")] == [husband.id, first.id, file(hall, 4).id], "each once"
        assert [one.id for one in find(session, BREVILLE, "guen")] == [husband.id]
        assert find(session, BREVILLE, "lebrun marc") == ()


def test_pages_of_a_word_and_of_a_telephone_fit_together(hall: Installation) -> None:
    for typed, count in (("le", 3), ("lebrun s", 2), ("sylvie", 2), ("0639981204", 2)):
        pages, after = list[Dossier](), None
        with hall.database.read() as session:
            whole = find(session, BREVILLE, typed)
            while page := find(session, BREVILLE, typed, after=after, limit=1):
                pages += page
                after = page[-1].id
        assert (tuple(pages), len(whole)) == (whole, count)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0639981204", [3, 2, 1]),
        ("+33 6 39 98 12 04", [3, 2, 1]),
        ("Sylvie@courrier.example", [2, 1]),
        ("06 39 98 12 99", []),
        ("nobody@courrier.example", []),
    ],
)
def test_requests_are_found_by_how_their_requester_is_reached(hall: Installation, typed: str, found: list[int]) -> None:
    everything = Looking(towns=None, known=(BREVILLE, AUVILLE), reach=Reach(level=Confidentiality.SOCIAL), zone=UTC, now=LATER)
    elsewhere = replace(everything, towns=(AUVILLE,))
    nothing_to_see = replace(everything, reach=Reach(level=None))
    asked = Filters(typed=typed)
    with hall.database.read() as session:
        lines = listed(session, everything, asked, after=None, limit=50)
        pages, after = list[int](), None
        while page := listed(session, everything, asked, after=after, limit=1):
            pages += [one.id for one in page]
            after = page[-1].cursor
        assert listed(session, elsewhere, asked, after=None, limit=50) == ()
        assert listed(session, nothing_to_see, asked, after=None, limit=50) == ()
        assert listed(session, everything, replace(asked, taken_by=ANNE), after=None, limit=50) == ()
    assert [one.id for one in lines] == pages == found


def test_a_merged_file_is_found_by_its_other_no_more_and_again_after_undoing(hall: Installation) -> None:
    first, husband = file(hall, 1), file(hall, 3)
    merge(hall, first.id, husband.id, ANNE, LATER)
    with hall.database.read() as session:
        assert find(session, BREVILLE, "marc") == ()
    undo(hall, husband.id, ANNE, LATER)
    with hall.database.read() as session:
        assert [one.id for one in find(session, BREVILLE, "marc")] == [husband.id]


def test_pages_of_a_name_fit_together_by_name(hall: Installation) -> None:
    key, pages, after = key_of("Lebrun"), list[Dossier](), None
    with hall.database.read() as session:
        whole = dossiers.named(session, BREVILLE, key)
        while page := dossiers.named(session, BREVILLE, key, after=after, limit=1):
            pages += page
            after = page[-1].id
    assert [one.requester.name for one in whole] == ["LEBRUN Marc", "LEBRUN Sylvie", "LEBRUN Sylvie"]
    assert tuple(pages) == whole


def say_who(hall: Installation, number: int, requester: Requester) -> None:
    """Let a request tell this of its requester, and give it to his file."""
    with hall.database.write() as session:
        session.get_one(RequestRow, number).requester = dump(requester)
        session.flush()
        leave(session, RequestId(number))
        acquaint(session, BREVILLE, RequestId(number), requester, LATER)


def test_what_only_a_request_told_leaves_a_file_with_it(hall: Installation) -> None:
    told = replace(SYLVIE, address="8 rue Cachée 50700 Valognes", other_phones=("+33639981299",), fax="+33261910044")
    say_who(hall, 5, told)
    own = file(hall, 1)
    assert whose(hall)[4] == own.id and "+33261910044" in {one.value for one in own.contacts}
    say_who(hall, 5, Requester(name="PETIT Anne", email="anne@courrier.example"))
    left = file(hall, 1)
    assert whose(hall)[4] != own.id
    assert {one.value for one in left.contacts} == {"sylvie@courrier.example", "+33639981204"}
    assert (left.requester.address, left.requester.fax, left.requester.other_phones) == (AGAIN.address, None, ())
    with hall.database.read() as session:
        assert find(session, BREVILLE, "06 39 98 12 99") == ()
        assert [one.id for one in find(session, BREVILLE, "sylvie@courrier.example")] == [own.id]


def test_who_has_nothing_left_in_his_file_is_found_by_nothing_of_it(hall: Installation) -> None:
    say_who(hall, 5, FIRM)
    gone = file(hall, 5).id
    say_who(hall, 5, Requester(name="PETIT Anne", email="anne@courrier.example"))
    with hall.database.read() as session:
        assert find(session, BREVILLE, "douve") == find(session, BREVILLE, "cabinet@douve.example") == ()
        assert dossiers.get(session, gone).contacts == ()


def test_what_came_after_a_merge_keeps_what_it_told_when_the_merge_is_taken_back(hall: Installation) -> None:
    kept, gone = file(hall, 1).id, file(hall, 4).id
    merge(hall, kept, gone, ANNE, LATER)
    say_who(hall, 5, replace(SYLVIE, other_phones=("+33639981277",)))
    assert whose(hall)[4] == kept
    undo(hall, gone, ANNE, LATER)
    assert "+33639981277" in {one.value for one in file(hall, 1).contacts}, "a later request of the kept file tells it, too"
    assert {one.value for one in file(hall, 4).contacts} == {"+33639981277"}


def test_a_fax_is_a_contact_that_finds_him_and_makes_nobody_him(hall: Installation) -> None:
    say_who(hall, 5, replace(FIRM, fax="+33261910044"))
    with hall.database.read() as session:
        assert [one.requester.organisation for one in find(session, BREVILLE, "02 61 91 00 44")] == [FIRM.organisation]
        asked = Requester(name="MARTIN Paul", fax="+33261910044")
    with hall.database.write() as session:
        dossiers.assign(session, RequestId(3), None)
        other = acquaint(session, BREVILLE, RequestId(3), asked, LATER)
    assert other != whose(hall)[4]
