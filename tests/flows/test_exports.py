"""What leaves in bulk stands in the journal, and of it what is not for everybody by name (issue 7, point 9)."""

from dataclasses import replace

import pytest

from domain.department import Confidentiality
from domain.ids import RequestId
from flows.exports import exporting
from flows.wiring import Installation
from store import journal
from store.journal import JournalLine, Sought
from store.request_lines import RequestLine
from tests.flows.test_follow_up import request, take_in, write
from tests.installations import AUVILLE, BREVILLE, NOW, POTHOLE

WHAT, WHO = "citoyen requests list", "cli"


@pytest.fixture
def line(town_hall: Installation) -> RequestLine:
    take_in(town_hall, write(POTHOLE, 1))
    return request(town_hall, 1).line


def noted(hall: Installation) -> list[JournalLine]:
    with hall.database.read() as session:
        return list(journal.page(session, None, after=None, limit=50, sought=Sought(action="export")))


def secret(line: RequestLine, number: int) -> RequestLine:
    return replace(line, id=RequestId(number), confidentiality=Confidentiality.SOCIAL)


def test_an_export_is_a_line_for_each_town_with_what_is_confidential_in_it(town_hall: Installation, line: RequestLine) -> None:
    with exporting(town_hall, WHAT, WHO, NOW) as export:
        export.add([line, secret(line, 40)])
        export.add([secret(line, 41), replace(line, town=AUVILLE)])
    told = {one.town: one for one in noted(town_hall)}
    assert {town: one.details for town, one in told.items()} == {
        AUVILLE: {"what": WHAT, "count": 1, "requests": []},
        BREVILLE: {"what": WHAT, "count": 3, "requests": [40, 41]},
    }
    assert all((one.actor, one.object, one.at) == (WHO, "requests", NOW) for one in told.values())
    with town_hall.database.read() as session:
        found = journal.page(session, BREVILLE, after=None, limit=5, sought=Sought(request=RequestId(41)))
    assert [one.id for one in found] == [told[BREVILLE].id], "who asks what became of a request finds it"


def test_what_is_told_beside_what_is_counted_is_named_once(town_hall: Installation, line: RequestLine) -> None:
    with exporting(town_hall, WHAT, WHO, NOW) as export:
        export.count(BREVILLE)
        export.tell_of([line, secret(line, 40), secret(line, 40)])
        export.name(BREVILLE, [RequestId(40), RequestId(42)])
    assert [one.details for one in noted(town_hall)] == [{"what": WHAT, "count": 1, "requests": [40, 42]}]


def test_one_that_breaks_off_is_noted_all_the_same_and_one_of_nothing_is_none(town_hall: Installation, line: RequestLine) -> None:
    with pytest.raises(BrokenPipeError), exporting(town_hall, WHAT, WHO, NOW) as export:
        export.add([line])
        raise BrokenPipeError
    assert len(noted(town_hall)) == 1
    with exporting(town_hall, WHAT, WHO, NOW):
        pass
    assert len(noted(town_hall)) == 1


def test_a_thousand_confidential_ones_are_named_in_several_lines(town_hall: Installation, line: RequestLine) -> None:
    with exporting(town_hall, WHAT, WHO, NOW) as export:
        export.add(secret(line, number) for number in range(1, 1_502))
    named = [one.details["requests"] for one in noted(town_hall)]
    assert sorted(len(some) for some in named if isinstance(some, list)) == [501, 1_000]
