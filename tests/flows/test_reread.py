"""What waits in review is read again once the town knows more places; what people touched stays (S11, S36)."""

from pathlib import Path

import pytest

from domain.decision import ForReview, Reason
from domain.ids import RequestId
from domain.place import PlaceStatus
from domain.request import Status
from domain.review import Claim
from flows import reread
from flows.confirm import Correction, confirm
from flows.wiring import Installation
from store import claims, history, journal
from tests.flows.confirming import ANNE, hire, take_in
from tests.flows.test_follow_up import request, work_all
from tests.flows.test_places import bring_in, write
from tests.installations import BREVILLE, NOW

HOLE = "Il y a un nid-de-poule profond au 4 boulevard Division-Leclerc, la chaussée est dégradée."
LECLERC = tuple(f"50999;Boulevard Division Leclerc;{number};;-1.47{number:02};49.5" for number in range(1, 9))
POTERIE = tuple(f"50999;Rue de Poterie;{number};;-1.47{number:02};49.5" for number in range(1, 31))


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall where a request waits, for its street is not known."""
    hire(town_hall)
    take_in(town_hall, HOLE)
    found = request(town_hall, 1)
    assert found.line.status is Status.REVIEW
    assert found.decision.orientation.place.status is PlaceStatus.UNMATCHED
    # The name is not cut at its hyphen.
    assert found.decision.orientation.place.text == "boulevard Division-Leclerc"
    return town_hall


def learn_street(hall: Installation, folder: Path) -> None:
    bring_in(hall, write(folder, *POTERIE, *LECLERC))
    hall.towns.refresh()


def ask(hall: Installation) -> int:
    many = reread.ask(hall, BREVILLE, ANNE, NOW)
    assert reread.left(hall, BREVILLE) == many
    work_all(hall)
    assert reread.left(hall, BREVILLE) == 0
    return many


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [line.action for line in history.lines(session, RequestId(1))]


def test_what_waits_gets_the_place_found_by_now_and_waits_still(hall: Installation, tmp_path: Path) -> None:
    before = request(hall, 1)
    learn_street(hall, tmp_path)
    assert ask(hall) == 1

    after = request(hall, 1)
    place = after.decision.orientation.place
    assert (place.status, place.street, place.number) == (PlaceStatus.EXACT, "Boulevard Division Leclerc", "4")
    assert after.line.status is Status.REVIEW and after.line.number is None
    assert isinstance(after.decision, ForReview) and Reason.PLACE_UNMATCHED not in after.decision.reasons and after.decision.reasons
    assert (after.line.tracking, after.basis.places) == (before.line.tracking, 2)
    assert actions(hall).count("reread") == 1
    with hall.database.read() as session:
        (line,) = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == "reread_waiting"]
    assert (line.actor, line.details) == (ANNE, {"count": 1})


def test_asked_twice_it_is_read_again_and_changes_nothing_more(hall: Installation, tmp_path: Path) -> None:
    learn_street(hall, tmp_path)
    ask(hall)
    version = request(hall, 1).line.version
    assert ask(hall) == 1
    assert (request(hall, 1).line.version, actions(hall).count("reread")) == (version, 1)


def test_what_an_agent_is_deciding_or_has_decided_stays(hall: Installation, tmp_path: Path) -> None:
    learn_street(hall, tmp_path)
    with hall.database.write() as session:
        assert claims.take(session, Claim(request=RequestId(1), town=BREVILLE, agent=ANNE, until=NOW.replace(year=NOW.year + 1)), NOW)
    ask(hall)
    assert "reread" not in actions(hall)

    confirm(hall, RequestId(1), Correction(), ANNE, NOW)
    decided = request(hall, 1)
    assert ask(hall) == 0
    assert request(hall, 1) == decided
